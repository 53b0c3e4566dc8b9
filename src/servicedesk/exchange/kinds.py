"""Which kind of record the columns of a file describe."""

from collections.abc import Sequence

from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.words.reading import in_simplified
from servicedesk.exchange.columns import COLUMNS_BY_KIND, TELLING_BY_KIND
from servicedesk.exchange.evidence import has_needed, listed
from servicedesk.exchange.header_places import (
    ALIAS,
    HEADER,
    LOOSE,
    is_call_list,
    is_call_log,
    is_complaint_book,
    is_ground,
    is_own_file,
    place_of,
)
from servicedesk.exchange.part_headers import has_time, main_kind, numbers_cases, parts_told, tells_case
from servicedesk.i18n import _

_SHARED = frozenset({
    "customer", "customer_id", "phone", "email", "owner", "external_id", "external_source", "uid",
    "created_at", "updated_at", "customer_company", "customer_address", "customer_wechat",
    "case", "call",
})  # fmt: skip
"""Columns that say little about the kind of a file: they stand in several."""
_MANY_MORE = 2
"""So many columns more must another kind read before a file is of that kind after all."""


def detect_kind(headers: Sequence[str]) -> str:
    """The kind of record that `headers` describe, for `import auto`; UsageError when that is not clear."""
    scores = {kind: _score(headers, kind) for kind in COLUMNS_BY_KIND}
    best = max(scores.values())
    if best and not is_own_file(headers):
        if scores["customer"] == best and is_complaint_book(headers):
            return "case"
        if scores["call"] == best and is_call_log(headers) and not numbers_cases(headers):
            return "call"
        may_be_calls = max(scores["customer"], scores["followup"], scores["call"]) == best or (
            scores["case"] == best and not is_complaint_book(headers) and not tells_case(headers)
        )
        if may_be_calls and is_call_list(headers):
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
    kind = main_kind(headers, kinds[0])
    return kind if is_own_file(headers) else _that_reads_more(headers, kind)


def _that_reads_more(headers: Sequence[str], best: str) -> str:
    """`best`, or the kind that reads most columns where `best` reads not even half of them.

    A name and a number make a list of customers; beside what was at fault and who mended it they do not. And
    half of a complaint register would make a list of calls, without what was complained of.
    """
    read = {kind: _count_read(headers, kind) for kind in COLUMNS_BY_KIND}
    if best == "call" and not has_time(headers, "call") and has_time(headers, "followup"):
        # Of a call, when it was is known; what is due is none.
        return "followup" if read["followup"] >= read["call"] else best
    is_half = 2 * read[best] >= sum(1 for header in headers if header.strip())
    if is_half and not (best == "call" and is_complaint_book(headers)):
        return best
    others = [
        kind
        for kind, count in read.items()
        if count >= read[best] + _MANY_MORE and has_needed(kind, _fields_read(headers, kind))
    ]
    return max(others, key=lambda kind: read[kind], default=best)


def _fields_read(headers: Sequence[str], kind: str) -> set[str]:
    places = (place_of(header, kind, own=False) for header in headers)
    fields = {place.name for place in places if place}
    return fields | {"description"} if kind == "case" and any(map(is_ground, headers)) else fields


def _count_read(headers: Sequence[str], kind: str) -> int:
    """How many columns fill a field of records of `kind`, or of the calls and follow-ups beside them."""
    parts = {index for part in parts_told(headers, kind) for of in part.columns.values() for index in of}
    return sum(
        index in parts or place_of(header, kind, own=False) is not None
        for index, header in enumerate(headers)
    )


def _score(headers: Sequence[str], kind: str) -> float:
    score = 0.0
    seen: set[str] = set()
    own = is_own_file(headers)
    for header in headers:
        place = place_of(header, kind, own=own)
        if place is None or place.name in seen:
            continue
        seen.add(place.name)
        if place.name == "cause" and not own and is_ground(header):
            seen.add("description")
        weight = {HEADER: 3.0, ALIAS: 2.0, LOOSE: 0.5}.get(place.rank, 1.5)
        if any(word in in_simplified(header.casefold()) for word in TELLING_BY_KIND[kind]):
            weight += 3.0
        score += (
            weight / 4 if place.name in _SHARED and (kind, place.name) != ("customer", "phone") else weight
        )
    keys = set(RECORDS[kind].keys) | ({"remedy_wanted"} if kind == "case" and not own else set())
    if kind == "followup" and any(word in header for header in headers for word in TELLING_BY_KIND[kind]):
        keys = set(keys_of(kind))
    return score if seen.intersection(keys) else 0.0


def keys_of(kind: str) -> tuple[str, ...]:
    """The fields of which a file of that kind has one: a list of follow-ups may tell when each was held."""
    return (*RECORDS[kind].keys, "done_at") if kind == "followup" else RECORDS[kind].keys


def nothing_known(headers: Sequence[str]) -> UsageError:
    """The refusal of a file whose columns nobody knows."""
    return UsageError(_("No column of the file is known."), listed(headers))
