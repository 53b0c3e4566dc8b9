"""Finding anything by words, a number, or a record's own number, newest first."""

import re
from collections.abc import Sequence
from dataclasses import replace

from servicedesk.domain.excerpts import Excerpt, excerpt, marks_in
from servicedesk.domain.numbers import format_number, parse_any_number
from servicedesk.domain.phones import looks_like_number, mask_phone
from servicedesk.domain.records import RECORDS
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.rows.search import SearchHit
from servicedesk.domain.search_terms import MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS
from servicedesk.domain.text import clean_line
from servicedesk.services.context import Service
from servicedesk.services.customers import CustomerService
from servicedesk.services.lists import ListService
from servicedesk.storage import search_index

_PLAIN_NUMBER = re.compile("[1-9][0-9]{0,8}").fullmatch
_Row = CustomerRow | CaseRow | CallRow | FollowUpRow | PromiseRow


class SearchService(Service):
    """Search over all records at once."""

    def find(self, text: str, kinds: Sequence[str] = tuple(RECORDS), limit: int = 20) -> list[SearchHit]:
        """What has this number, then up to `limit` of each kind.

        Customers are found as a caller is, the rest by their words; each hit says where it matches.
        """
        lists = ListService(self.desk)
        number = parse_any_number(text)
        if number is not None and number[0] in RECORDS:
            named = lists.rows(number[0], [number[1]])
            if named:
                return [self._hit(row) for row in named.values()]
        line = clean_line(text)[:MAX_QUERY_CHARACTERS]
        typed = line.replace('"', " ").split()[:MAX_QUERY_WORDS]
        # In quotes, so that nothing in the words is taken for a sign of the query language.
        words = " ".join(f'"{word}"' for word in typed)
        hits = {(hit.kind, hit.id): hit for hit in self.numbered(line, kinds)}
        for kind in kinds:
            rows: Sequence[_Row] = ()
            if kind == "customer":
                rows = CustomerService(self.desk).candidates(line, limit)
            elif words:
                rows = lists.page(kind, words, order="newest", limit=limit)
            sought = [line] if looks_like_number(line) else typed
            for hit in self._placed(kind, [self._hit(row) for row in rows], sought):
                hits.setdefault((kind, hit.id), hit)
        return list(hits.values())

    def numbered(self, text: str, kinds: Sequence[str] = tuple(RECORDS)) -> list[SearchHit]:
        """The records of these kinds whose number is `text` without letters: 262 is C-262 and CU-262."""
        if not _PLAIN_NUMBER(text):
            return []
        lists = ListService(self.desk)
        return [self._hit(row) for kind in kinds for row in lists.rows(kind, [int(text)]).values()]

    def where(self, kind: str, record_id: int, words: Sequence[str]) -> Excerpt | None:
        """The piece of a record's text that has the words, where no title shows them; None for none."""
        rows = ListService(self.desk).rows(kind, [record_id])
        found = self._placed(kind, [self._hit(row) for row in rows.values()], words)
        return found[0].excerpt if found else None

    def sounding_like(self, text: str, limit: int = 20) -> list[SearchHit]:
        """Customers whose name sounds like `text` or is one letter away: where find() has found nothing."""
        return [self._hit(row) for row in CustomerService(self.desk).sounding_like(text, limit)]

    def _placed(self, kind: str, hits: list[SearchHit], words: Sequence[str]) -> list[SearchHit]:
        """The hits, each with a piece of its text where its title and its detail do not show what matches."""
        hidden = [hit for hit in hits if not marks_in(f"{hit.title}\n{hit.detail}", words)]
        if not hidden:
            return hits
        with self.desk.reading() as db:
            texts = search_index.texts(
                db, kind, [hit.id for hit in hidden], with_phones=not self.desk.settings.mask_phones
            )
        found = {hit.id: excerpt(texts.get(hit.id, ""), words) for hit in hidden}
        return [replace(hit, excerpt=found.get(hit.id)) for hit in hits]

    def _hit(self, row: _Row) -> SearchHit:
        if isinstance(row, CustomerRow):
            settings = self.desk.settings
            phone = (
                mask_phone(row.phone, settings.region) if settings.mask_phones and row.phone else row.phone
            )
            detail = " · ".join(part for part in (phone, row.company, row.region) if part)
            return SearchHit("customer", row.id, row.name, detail, row.last_call_at)
        if isinstance(row, CaseRow):
            return SearchHit("case", row.id, row.subject, row.customer_name, row.received_at)
        if isinstance(row, CallRow):
            return SearchHit("call", row.id, row.summary.partition("\n")[0], row.customer_name, row.rang_at)
        if isinstance(row, PromiseRow):
            return SearchHit("promise", row.id, row.text.partition("\n")[0], row.customer_name, row.due_at)
        return SearchHit(
            "followup",
            row.id,
            row.purpose or format_number("followup", row.id),
            row.customer_name,
            row.due_at,
        )
