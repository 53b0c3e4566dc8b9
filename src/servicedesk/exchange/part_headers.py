"""Which columns of a sheet tell of calls, follow-ups and promises beside the records that it is a list of.

A register has a row for each case, and in it when the customer called, for how long, and when somebody
called back. Such a column names the kind and the field at once: 来电时间, 回访结果, `Follow-up due`. One of
them alone makes no call: a kind needs a time and what else a record of it has.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from servicedesk.domain.words.reading import in_simplified
from servicedesk.exchange.column import header_key
from servicedesk.exchange.columns import TELLING_BY_KIND
from servicedesk.exchange.header_folding import without_question
from servicedesk.exchange.header_places import HEADER, place_of
from servicedesk.exchange.part_names import PART_KINDS, PartField

_FIELDS: dict[str, frozenset[str]] = {
    "call": frozenset({
        "call_id", "started_at", "direction", "channel", "phone", "answered_at", "ended_at", "duration_s",
        "reason", "summary", "result", "handler",
    }),
    "followup": frozenset({
        "number", "due_at", "method", "owner", "purpose", "state", "result", "reason_skipped", "done_at",
        "repeat",
    }),
    "promise": frozenset({
        "number", "text", "owner", "made_at", "due_at", "state", "ended_at", "reason", "told_how",
        "told_words",
    }),
}  # fmt: skip
"""What a part may be filled with; whose record it is, its row says."""
_NAMES_KIND = {
    "call": re.compile(r"来电|去电|通话|呼叫|\bcall(?:er)?\b"),
    "followup": re.compile(r"回访|\bfollow[ -]?ups?\b|\bcall[ -]?back\b|\brückruf\b|\bwiedervorlage\b"),
    "promise": re.compile(r"承诺|\bpromised?\b"),
}
"""Words in a header that name the kind. `Call back` is a follow-up, so that is looked for first."""
_ORDER = ("followup", "call", "promise")
_BARE: dict[str, Mapping[str, str]] = {
    "call": {
        "by": "handler", "人员": "handler", "员": "handler", "length": "duration_s", "number": "phone",
        "on": "started_at", "at": "started_at", "备注": "summary", "说明": "summary",
    },
    "followup": {
        "by": "owner", "人员": "owner", "员": "owner", "on": "due_at", "at": "due_at", "time": "due_at",
        "日": "due_at", "备注": "result", "说明": "result", "note": "result", "notes": "result",
        "comment": "result", "comments": "result", "needed": "", "required": "", "number": "",
        "下次时间": "due_at", "下次日期": "due_at", "下次": "due_at", "next": "due_at",
        "am": "due_at", "nötig": "", "erforderlich": "", "gewünscht": "",
    },
    "promise": {"by": "owner", "to": "", "time": "due_at"},
}  # fmt: skip
"""What is left of a header without the name of its kind, where the columns of the kind do not know it."""
_BETWEEN_SIGNS = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_WHICHEVER = re.compile(r"^(?:最近|最新|最后|上次|末次|本次|last |latest )(?:一次)?(?=[^\s])")
"""Words that say which of several it is, and nothing of the field."""

MOST_PLACES = 20
"""So many calls or follow-ups stand side by side; a sheet with more is no register."""

_TIMES = {"call": {"started_at"}, "followup": {"due_at", "done_at"}, "promise": {"due_at"}}
_CORE = {
    "call": {"duration_s", "summary", "result", "ended_at", "answered_at", "direction"},
    "followup": {"result", "state", "owner", "method", "purpose", "reason_skipped"},
    "promise": {"text"},
}
_CASE_WORDS = re.compile(r"投诉|工单|诉求|报修|\bcomplaints?\b|\btickets?\b|\bcase\b")

_ANSWERED = re.compile(r"接听|接聽|接电|接線|接线|话务|\banswered\b|\bpicked up\b|\bangenommen von\b")
"""Who took a call, by whose side of it a header speaks."""

_DIGITS = {character: number for number, character in enumerate("一二三四五六七八九十", 1)} | {"首": 1}
_ORDINALS = {
    word: place
    for place, words in enumerate(("1st|first", "2nd|second", "3rd|third", "4th|fourth", "5th|fifth"), 1)
    for word in words.split("|")
}
_KIND_WORD = r"(?:来电|去电|通话|呼叫|回访|承诺|call|follow[ -]?up|promise)"
_BEFORE = re.compile(r"第?([一二三四五六七八九十首]|\d{1,2})次[的 _-]*(.+)")
_ORDINAL = re.compile(rf"({'|'.join(_ORDINALS)})[ _-]+(.+)")
_WITHIN = re.compile(rf"({_KIND_WORD})[ _#-]*(\d{{1,2}}|[一二三四五六七八九])[ _:-]*(\D.*)")
_BEHIND = re.compile(r"(.*\D)[ _#(\[【-]*?(\d{1,2}|[一二三四五六七八九])[)\]】]?")


class Told(NamedTuple):
    """What a header tells: a field of a part, and how well it fits."""

    field: PartField
    rank: int


def _number(text: str) -> int:
    return _DIGITS.get(text) or int(text)


def _placed(header: str) -> tuple[str, int]:
    """A header without the number that tells the first call from the second, and that number; 0 for none."""
    text = without_question(in_simplified(" ".join(normalize("NFKC", header).casefold().split())))
    if found := _BEFORE.fullmatch(text):
        return found[2], _number(found[1])
    if found := _ORDINAL.fullmatch(text):
        return found[2], _ORDINALS[found[1]]
    if found := _WITHIN.fullmatch(text):
        return f"{found[1]} {found[3]}" if found[1].isascii() else found[1] + found[3], _number(found[2])
    if found := _BEHIND.fullmatch(text):
        return found[1].rstrip(" _#([【-"), _number(found[2])
    return text, 0


@lru_cache(maxsize=4096)
def told_by(header: str) -> Told | None:
    """The field of a part that a header names together with its kind; place 0 where it has no number."""
    if not header_key(header):
        return None
    base, place = _placed(header)
    base = _WHICHEVER.sub("", base)
    spoken = header_words(base)
    kind = next((kind for kind in _ORDER if _NAMES_KIND[kind].search(spoken)), None)
    if kind is None:
        return None
    whole = place_of(base, kind, own=False)
    if whole and whole.name in _FIELDS[kind]:
        return Told(PartField(kind, place, whole.name), whole.rank)
    bare = _BETWEEN_SIGNS.sub("", " ".join(_NAMES_KIND[kind].sub(" ", spoken).split()))
    name = _BARE[kind].get(bare)
    if name is None and bare and (found := place_of(bare, kind, own=False)):
        name = found.name
    if not name or name not in _FIELDS[kind] or (whole and whole.name not in _FIELDS[kind]):
        return None
    return Told(PartField(kind, place, name), HEADER + 10)


def tells_part(header: str, main: str) -> bool:
    """Whether a header speaks of a call, a follow-up or a promise beside records of the kind `main`."""
    spoken = header_words(header)
    kind = next((kind for kind in _ORDER if _NAMES_KIND[kind].search(spoken)), main)
    return kind != main


def header_words(header: str) -> str:
    """A header as words: brackets and signs between them are blanks."""
    text = in_simplified(normalize("NFKC", header).casefold())
    return " ".join(re.sub(r"[\s_:*()\[\]{}/.]+", " ", text).split())


class PartColumns(NamedTuple):
    """The columns of one part: field → its columns in order; the first is best."""

    kind: str
    place: int
    columns: dict[str, list[int]]


def parts_told(
    headers: Sequence[str], main: str, open_columns: Iterable[int] | None = None
) -> list[PartColumns]:
    """The parts of which `headers` give evidence enough, beside records of the kind `main`.

    `open_columns` are those of which nobody has said what they are.
    """
    found: dict[tuple[str, int], dict[str, list[tuple[int, int]]]] = {}
    seen: Counter[str] = Counter()
    places = range(len(headers)) if open_columns is None else open_columns
    for index in places:
        told = told_by(headers[index])
        if told is None or told.field.kind == main or _is_its_own(headers[index], main):
            continue
        key = header_key(headers[index])
        seen[key] += 1
        part = told.field.kind, told.field.place or seen[key]
        if part[1] > MOST_PLACES:
            continue
        found.setdefault(part, {}).setdefault(told.field.field, []).append((told.rank, index))
    _add_unnamed(headers, main, places, found)
    return [
        PartColumns(
            *part,
            {name: [index for _rank, index in sorted(of)] for name, of in columns.items()},
        )
        for part, columns in sorted(found.items())
        if _is_evident(part, found)
    ]


def _is_its_own(header: str, main: str) -> bool:
    """Whether a header that names a part is all the same one of the row's own kind."""
    place = place_of(header, main, own=False)
    if place is None or (main, place.name) in {("case", "received_at"), ("customer", "phone")}:
        # 来电时间 is when the case came, and may be its call's time as well.
        return False
    return place.name != "phone"


def _add_unnamed(
    headers: Sequence[str],
    main: str,
    places: Iterable[int],
    found: dict[tuple[str, int], dict[str, list[tuple[int, int]]]],
) -> None:
    """Columns that belong to calls alone and do not say so (接听人, 挂断时间) go to the one call there is.

    Who answered took the call, though a list without calls would have its case's owner there.
    """
    calls = [part for part in found if part[0] == "call"]
    if len(calls) != 1 or not _is_evident(calls[0], found):
        return
    for index in places:
        place = place_of(headers[index], "call", own=False)
        if place is None or place.name not in _FIELDS["call"] - {"call_id", "phone", "channel"}:
            continue
        if place.name in found[calls[0]] or told_by(headers[index]):
            continue
        answered = place.name == "handler" and _ANSWERED.search(header_words(headers[index]))
        if not answered and place_of(headers[index], main, own=False):
            continue
        found[calls[0]].setdefault(place.name, []).append((HEADER + 20, index))


def _is_evident(part: tuple[str, int], found: Mapping[tuple[str, int], Collection[str]]) -> bool:
    """Whether the columns of a part are enough to make records of them."""
    kind, place = part
    fields = set(found[part])
    times = fields & _TIMES[kind]
    numbered = [other for other in found if other[0] == kind and set(found[other]) & _TIMES[kind]]
    if place > 1 and (kind, 1) in found:
        return bool(times) or _is_evident((kind, 1), {(kind, 1): found[part]})
    if kind == "followup":
        return bool(times)
    if kind == "promise":
        return bool(times and fields & _CORE[kind])
    if times:
        return bool(fields & _CORE[kind]) or len(numbered) > 1
    return "duration_s" in fields and len(fields & _CORE[kind]) > 1


def main_kind(headers: Sequence[str], best: str) -> str:
    """The kind of a sheet whose columns speak of `best` most, where a row holds several records.

    Cases come before their calls, and calls before what follows them: however many columns these have.
    """
    if best not in {"call", "followup", "promise"}:
        return best
    is_made = any(part.kind == best for part in parts_told(headers, "case"))
    if (is_made or not has_time(headers, best)) and tells_case(headers, best):
        return "case"
    if best != "call" and any(part.kind == "call" for part in parts_told(headers, best)):
        return "call"
    return best


def has_time(headers: Sequence[str], kind: str) -> bool:
    """Whether a column tells when something of that kind is or was."""
    places = (place_of(header, kind, own=False) for header in headers)
    return not {place.name for place in places if place}.isdisjoint(_TIMES[kind])


def tells_case(headers: Sequence[str], other: str = "call") -> bool:
    """Whether there is what a case is about, and a word that it is one, beside the columns of parts.

    When it came in says so as well, where records of the kind `other` know no such column.
    """
    own = [header for header in headers if told_by(header) is None]
    places = {header: place for header in own if (place := place_of(header, "case", own=False))}
    if {place.name for place in places.values()}.isdisjoint({"subject", "description"}):
        return False
    return any(_CASE_WORDS.search(header_words(header)) for header in own) or any(
        place.name == "received_at" and place_of(header, other, own=False) is None
        for header, place in places.items()
    )


def numbers_cases(headers: Sequence[str]) -> bool:
    """Whether a column numbers the cases or says when they came in, beside the columns of parts."""
    for header in headers:
        place, of_call = place_of(header, "case", own=False), place_of(header, "call", own=False)
        is_number_of_call = of_call is not None and of_call.name == "call_id"
        if told_by(header) is not None or place is None or is_number_of_call:
            continue
        if place.name in {"number", "external_id", "received_at", "created_at"}:
            return True
    return False


assert set(_FIELDS) == set(PART_KINDS) <= set(TELLING_BY_KIND)  # noqa: S101 - of one table
