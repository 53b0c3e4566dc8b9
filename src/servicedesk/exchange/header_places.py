"""Which field a header names, in every spelling that a kind of record understands."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple
from unicodedata import normalize

from servicedesk.domain.words.reading import in_simplified
from servicedesk.exchange.call_columns import CALLED_WORDS, CALLER_WORDS
from servicedesk.exchange.column import header_key
from servicedesk.exchange.columns import READ_BY_KIND, SOURCE_HEADERS, UID_HEADERS, column_named
from servicedesk.exchange.header_folding import loose_key
from servicedesk.exchange.register_words import further_words, register_words

NAMED_BY_USER, PROFILE, HEADER, ALIAS, PART, FALLBACK, LOOSE = range(7)
"""Ranks: what stands before wins. LOOSE is a word of hand-made registers, or a spelling that is only like."""


_LONGEST = 60
"""Characters of a header that may be like another: what is longer is a sentence."""


class Place(NamedTuple):
    name: str
    rank: int
    position: int


@cache
def _places(kind: str) -> dict[str, Place]:
    """Folded header → field, for every spelling that `kind` understands."""
    places: dict[str, Place] = {}

    def add(spellings: Iterable[str], place: Place) -> None:
        for spelling in spellings:
            places.setdefault(header_key(spelling), place)

    columns = READ_BY_KIND[kind]
    for column in columns:
        add((column.header, column.header_zh), Place(column.name, HEADER, 0))
    for column in columns:
        add(column.aliases, Place(column.name, ALIAS, 0))
        for position, group in enumerate(column.parts.groups if column.parts else ()):
            add(group, Place(column.name, PART, position))
        for position, spelling in enumerate(column.fallbacks):
            add((spelling,), Place(column.name, FALLBACK, position))
    for column in columns:
        if not column.is_ours_alone:
            add((column.name,), Place(column.name, ALIAS, 0))
    return places


@cache
def _loose_places(kind: str) -> tuple[dict[str, Place], dict[str, Place]]:
    """The words of hand-made registers by their spelling, and all that is known by loose_key()."""
    spelled: dict[str, Place] = {}
    alike: dict[str, Place] = {}
    columns = READ_BY_KIND[kind]
    for column in columns:
        words = [column.header, column.header_zh, *column.aliases]
        groups = column.parts.groups if column.parts else ()
        pairs = [(word, Place(column.name, LOOSE, 0)) for word in words]
        pairs += [
            (word, Place(column.name, PART, position))
            for position, group in enumerate(groups)
            for word in group
        ]
        for word, place in pairs:
            alike.setdefault(loose_key(word), place)
    for name, position, word in register_words(kind):
        place = Place(name, LOOSE, position)
        spelled.setdefault(header_key(word), place)
        alike.setdefault(loose_key(word), place)
    alike.pop("", None)
    return spelled, alike


def place_of(header: str, kind: str, *, own: bool) -> Place | None:
    """The field that a header names; our own canonical name counts only as it is written in our files."""
    column = column_named(kind, header.strip())
    if column and (own or not (column.type == "uid" or column.is_ours_alone)):
        return Place(header.strip(), HEADER, 0)
    key = header_key(header)
    place = _places(kind).get(key)
    if own:
        return place
    if place is None:
        place = _like(header, key, kind)
    if place and place.name == "started_at" and _COUNTED.search(normalize("NFKC", header).casefold()):
        return Place("duration_s", LOOSE, 0)
    return place


def _like(header: str, key: str, kind: str) -> Place | None:
    """The field of a header that is only like one that is known, or asks at length."""
    if len(header) > _LONGEST or "%" in header:
        return None
    spelled, alike = _loose_places(kind)
    place = spelled.get(key) or alike.get(loose_key(header)) or _either(header, kind)
    if place is None and kind == "customer" and key.startswith("标签组"):
        return Place("tags", LOOSE, _LAST)
    if place is None and kind == "case" and _SENTENCE.search(in_simplified(normalize("NFKC", header))):
        return Place("description", LOOSE, _LAST)
    return place


def _either(header: str, kind: str) -> Place | None:
    """The field of 公司/单位: two names of one field; where they are of two, it is neither."""
    names = [name for name in _SLASH.split(header) if name.strip()]
    if len(names) != 2:
        return None
    one, other = (place_of(name, kind, own=False) for name in names)
    return Place(one.name, LOOSE, _LAST) if one and other and one.name == other.name else None


_SLASH = re.compile(r"[/／|]")


@cache
def _further(kind: str) -> dict[str, Place]:
    found: dict[str, Place] = {}
    words = list(further_words(kind))
    for folded in (header_key, loose_key):
        for name, position, word in words:
            found.setdefault(folded(word), Place(name, LOOSE, _FURTHER + position))
    return found


def further_place_of(header: str, kind: str) -> Place | None:
    """What a header says where the kind is known, and that place_of() does not know; name '' for a remark."""
    if len(header) > _LONGEST:
        return None
    return _further(kind).get(header_key(header)) or _further(kind).get(loose_key(header))


_FURTHER = 500
"""Behind the words of place_of()."""
_SENTENCE = re.compile(r"^(?:客户)?(?:投诉|问题|故障|诉求|反映).*(?:描述|内容|详情|详细|情况|经过|说明)")
"""How forms ask at length for what it is about: 投诉问题的详细描述以及客户的要求."""
_COUNTED = re.compile(
    r"[(\[]\s*(?:分钟?|分鐘|秒钟?|秒鐘|min|mins|minutes?|minuten|s|secs?|seconds?|sekunden)\.?\s*[)\]]"
)
"""A unit behind a time of calls makes it a length: 通話時間(分)."""
_LAST = 1000
"""Behind every word that is known."""


_COMPLAINT = re.compile(
    r"complain|problem|issue|fault|grievance|concern|incident|enquiry|inquiry|beschwerde|reklamation|mangel|anliegen"
    r"|störung|投诉|客诉|申诉|诉求|反映|问题|故障|报修|意见|信访|举报"
)

_SUBJECT = frozenset({"subject", "betreff", "主题", "主題"})
_HANDLED = re.compile(
    r"受理|处理|办理|办结|结案|工单|紧急|resol|solved|ticket|\bcase\b|complain|bearbeitet|erledigt"
)


def is_complaint_book(headers: Sequence[str]) -> bool:
    """Whether columns hold what customers complain of, or how it was handled: no customers have them."""
    handled: set[str] = set()
    for header in headers:
        place = place_of(header, "case", own=False)
        if place is None or place_of(header, "customer", own=False):
            continue
        spoken = in_simplified(normalize("NFKC", header).casefold())
        if place.name in {"subject", "description", "remedy_wanted"} and (
            _COMPLAINT.search(spoken) or header_key(header) in _SUBJECT
        ):
            return True
        if is_ground(header):
            return True
        if _HANDLED.search(spoken):
            handled.add(place.name)
    return len(handled) > 1


_SAID = frozenset({"said", "theysaid", "callersaid", "customersaid", "saidwhat", "whatwassaid"})

_GROUND = re.compile(
    r"(?:投诉|客诉|申诉|举报)(?:的)?(?:原因|缘由|理由)|(?:reklamations|beschwerde)gr(?:und|ünde)"
    r"|(?:reason|cause)s? (?:for|of) (?:the )?complaints?|complaint (?:reason|cause)s?"
)


def is_ground(header: str) -> bool:
    """Whether a column says why somebody complains: what a case is about, where no other column says that."""
    return _GROUND.fullmatch(in_simplified(normalize("NFKC", header).casefold()).strip(" :*?")) is not None


def is_call_list(headers: Sequence[str]) -> bool:
    """Whether columns say when and what somebody said, or which way it went and how long: that is a call."""
    places = (place_of(header, "call", own=False) for header in headers)
    fields = {place.name for place in places if place}
    if "started_at" in fields and not _SAID.isdisjoint(map(header_key, headers)):
        return True
    return {"direction", "started_at"} <= fields and not fields.isdisjoint({"duration_s", "phone"})


_TALK = re.compile(r"通话|\bcall|\btalk|gespräch")


def is_call_log(headers: Sequence[str]) -> bool:
    """Whether columns say how long a call was, or who called and who was called: no complaint has those.

    A word that only registers use (`耗时`) may say how long a complaint took, unless it names the call.
    """
    for header in headers:
        place = place_of(header, "call", own=False)
        if place is None or place.name != "duration_s":
            continue
        if place.rank < LOOSE or _TALK.search(in_simplified(header.casefold())):
            return True
    keys = set(map(loose_key, headers))
    return all(
        not keys.isdisjoint(map(loose_key, words.split("|"))) for words in (CALLER_WORDS, CALLED_WORDS)
    )


@lru_cache(maxsize=4096)
def fields_of(header: str) -> frozenset[str]:
    """The fields that a column of that name may fill, of whatever kind; none when nobody knows the name."""
    if not header_key(header):
        return frozenset()
    places = (place_of(header, kind, own=False) for kind in READ_BY_KIND)
    return frozenset(place.name for place in places if place)


def is_own_file(headers: Sequence[str]) -> bool:
    """Whether servicedesk wrote the file: by our Record UID, or (JSON, raw) `uid` and external source."""
    keys = {header_key(header) for header in headers}
    return not keys.isdisjoint(UID_HEADERS) or ("uid" in headers and not keys.isdisjoint(SOURCE_HEADERS))
