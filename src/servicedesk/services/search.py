"""Finding anything by words, a number, or a record's own number, newest first."""

from collections.abc import Sequence

from servicedesk.domain.numbers import format_number, parse_any_number
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


class SearchService(Service):
    """Search over all records at once."""

    def find(self, text: str, kinds: Sequence[str] = tuple(RECORDS), limit: int = 20) -> list[SearchHit]:
        """Up to `limit` hits of each kind: customers as a caller is found, the rest by their words."""
        lists = ListService(self.desk)
        number = parse_any_number(text)
        if number is not None and number[0] in RECORDS:
            named = lists.rows(number[0], [number[1]])
            if named:
                return [_hit(row) for row in named.values()]
        line = clean_line(text)[:MAX_QUERY_CHARACTERS]
        # In quotes, so that nothing in the words is taken for a sign of the query language.
        words = " ".join(f'"{word}"' for word in line.replace('"', " ").split()[:MAX_QUERY_WORDS])
        hits: list[SearchHit] = []
        for kind in kinds:
            if kind == "customer":
                hits += [_hit(row) for row in CustomerService(self.desk).candidates(line, limit)]
            elif words:
                hits += [_hit(row) for row in lists.page(kind, words, order="newest", limit=limit)]
        return hits


def _hit(row: CustomerRow | CaseRow | CallRow | FollowUpRow | PromiseRow) -> SearchHit:
    if isinstance(row, CustomerRow):
        detail = " · ".join(part for part in (row.phone, row.company, row.region) if part)
        return SearchHit("customer", row.id, row.name, detail, row.last_call_at)
    if isinstance(row, CaseRow):
        return SearchHit("case", row.id, row.subject, row.customer_name, row.received_at)
    if isinstance(row, CallRow):
        return SearchHit("call", row.id, row.summary.partition("\n")[0], row.customer_name, row.rang_at)
    if isinstance(row, PromiseRow):
        return SearchHit("promise", row.id, row.text.partition("\n")[0], row.customer_name, row.due_at)
    return SearchHit(
        "followup", row.id, row.purpose or format_number("followup", row.id), row.customer_name, row.due_at
    )
