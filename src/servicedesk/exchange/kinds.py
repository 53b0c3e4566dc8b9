"""Which kind of record the columns of a file describe."""

from collections.abc import Sequence

from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.text import brief
from servicedesk.domain.words.reading import in_simplified
from servicedesk.exchange.columns import COLUMNS_BY_KIND, TELLING_BY_KIND
from servicedesk.exchange.header_places import (
    ALIAS,
    HEADER,
    LOOSE,
    is_call_list,
    is_complaint_book,
    is_own_file,
    place_of,
)
from servicedesk.exchange.part_headers import main_kind
from servicedesk.i18n import _

_SHARED = frozenset({
    "customer", "customer_id", "phone", "email", "owner", "external_id", "external_source", "uid",
    "created_at", "updated_at", "customer_company", "customer_address", "customer_wechat",
    "case", "call",
})  # fmt: skip
"""Columns that say little about the kind of a file: they stand in several."""


def detect_kind(headers: Sequence[str]) -> str:
    """The kind of record that `headers` describe, for `import auto`; UsageError when that is not clear."""
    scores = {kind: _score(headers, kind) for kind in COLUMNS_BY_KIND}
    best = max(scores.values())
    if best and not is_own_file(headers):
        if scores["customer"] == best and is_complaint_book(headers):
            return "case"
        if max(scores["customer"], scores["followup"], scores["call"]) == best and is_call_list(headers):
            return "call"
    kinds = [kind for kind, score in scores.items() if score == best]
    if not headers:
        raise UsageError(
            _("The file holds no records."), _("Name the kind: servicedesk import customer FILE.")
        )
    if best == 0:
        if "uid" in headers or is_own_file(headers):
            raise UsageError(
                _("No column of the file is known."), _("Name the kind: servicedesk import customer FILE.")
            )
        raise nothing_known(headers)
    if len(kinds) > 1:
        if len(mains := {main_kind(headers, kind) for kind in kinds}) == 1:
            return mains.pop()
        raise UsageError(
            _("The columns do not tell whether these are customers, calls, cases, follow-ups or promises."),
            _("Name the kind: servicedesk import customer FILE."),
        )
    return main_kind(headers, kinds[0])


def _score(headers: Sequence[str], kind: str) -> float:
    score = 0.0
    seen: set[str] = set()
    own = is_own_file(headers)
    for header in headers:
        place = place_of(header, kind, own=own)
        if place is None or place.name in seen:
            continue
        seen.add(place.name)
        weight = {HEADER: 3.0, ALIAS: 2.0, LOOSE: 0.5}.get(place.rank, 1.5)
        if any(word in in_simplified(header.casefold()) for word in TELLING_BY_KIND[kind]):
            weight += 3.0
        score += (
            weight / 4 if place.name in _SHARED and (kind, place.name) != ("customer", "phone") else weight
        )
    keys = {*RECORDS[kind].keys, "remedy_wanted"} if kind == "case" and not own else RECORDS[kind].keys
    return score if seen.intersection(keys) else 0.0


def nothing_known(headers: Sequence[str]) -> UsageError:
    """The refusal of a file whose columns nobody knows."""
    return UsageError(_("No column of the file is known."), listed(headers))


def listed(headers: Sequence[str]) -> str:
    """The columns of a file as a hint names them."""
    return _('Its columns: {names}. Name them with --map "COLUMN=field".').format(
        names=brief(", ".join(brief(header, 40) for header in headers if header.strip()), 300)
    )
