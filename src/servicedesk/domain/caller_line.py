"""Who called, read from a line as it is typed while the phone is at the ear: name, number, then what about.

    138 0000 2222，漏水    王先生13800002222漏水    电话：010-6234 5678 转 801    Ann Lee +44 20 7946 0123

A number ends where it is whole, whatever sign follows it. An identity or card number is none, and part of a
number is one only for somebody who knows who has it.
"""

import re
from typing import NamedTuple

from servicedesk.domain.phones import digits_of, looks_like_number, masked_parts, parse_phone
from servicedesk.domain.search_terms import is_cjk
from servicedesk.domain.surnames import COMPOUND_SURNAMES as _COMPOUND
from servicedesk.domain.surnames import SURNAMES as _SURNAMES
from servicedesk.domain.surnames import TITLES as _TITLES
from servicedesk.domain.text import clean_line, half_width
from servicedesk.domain.words.cases import PRIORITIES

FEWEST_DIGITS = 5
"""Of a part of a number that can be looked for."""
_IDENTITY = re.compile(
    r"(?<![\d+])(?:\d{17}[\dXx]|\d{15,19}"
    r"|\d{6}[ -]\d{8}[ -]\d{3}[\dXx]|\d{4}(?:[ -]\d{4}){2,3}[ -]\d{3,4})(?!\d)"
)
"""Identity numbers have 15 or 18 places, cards 15 to 19; of phone numbers only one with 00 before it."""
_RUN = re.compile(r"\+?[(]?\d(?:[\d ().\-]*\d)?")
_LABEL = re.compile(
    r"(?:联系电话|来电电话|来电号码|客户电话|电话号码|手机号码|手机号|电话|手机|座机|号码|来电|來電|電話|手機|phone|mobile|tel)\s*[:.]?\s*$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"\s*(?:转|轉|分机|分機|内线|ext\.?|x|#)[:.\s]*\d{1,6}(?:分机|分機)?(?!\d)", re.IGNORECASE
)
_LONGEST_PRIORITY = 10
_IN_BRACKETS = re.compile(r"\s*\(([^()]{1,20})\)")
LEADING = " \t,，、:：;；。.!！"
_WORDS_TOO = frozenset("于向和时同连对给由从")
"""Surnames that, alone before a number, are more often a word: 向 138 0000 1111 退款."""
_LATIN_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3}")


class Caller(NamedTuple):
    """What a line says of who called; every part may be empty."""

    name: str = ""
    number: str = ""
    text: str = ""
    is_whole: bool = False
    """Whether the number is one that can be dialled; else it is a part of one, or an order number."""
    is_identity: bool = False
    """Whether the line begins with what looks like an identity or card number; that is no phone."""


def read_caller(line: str, region: str = "CN") -> Caller:
    """The caller with which `line` begins; a line without one is all text."""
    written = clean_line(line)
    plain = half_width(written)
    found = _RUN.search(plain)
    if found is None:
        return Caller(text=written)
    start = found.start()
    before = before_number(plain[:start])
    if before and not is_name(before):
        return Caller(text=written)
    if _identity_at(plain, start, region):
        return Caller(text=written, is_identity=not before)
    end = _whole_end(found, region)
    is_whole = end > 0
    if not is_whole:
        if before:
            # A number behind a name is a caller's only when it is whole: 张 3 号楼 is an address.
            return Caller(text=written)
        end = _part_end(found)
        if not end:
            return Caller(text=written)
    if extension := _EXTENSION.match(plain, end):
        end = extension.end()
    start = _behind_bracket(plain, start, end)
    place = plain.find(before)
    name = written[place : place + len(before)]
    rest, bracketed = written[end:], _IN_BRACKETS.match(plain[end:])
    if bracketed and not name and is_name(bracketed[1].strip()):
        name, rest = bracketed[1].strip(), rest[bracketed.end() :]
    return Caller(name, written[start:end].strip(), matter(rest), is_whole)


def name_and_number(who: str, region: str = "CN") -> tuple[str, str]:
    """The name and the number in what was typed for the caller alone; either may be empty."""
    line = clean_line(who)
    if masked_parts(line) is not None:
        return line, ""
    if looks_like_number(line) and not is_identity(line, region):
        return "", line
    found = read_caller(line, region)
    if found.is_whole:
        # Whatever stands beside the number is the name here: nothing else is asked for.
        return " ".join(part for part in (found.name, found.text) if part), found.number
    for start in range(len(line) - 1, 0, -1):
        tail = line[start:]
        if line[start - 1] == " " and parse_phone(tail, region).e164 and looks_like_number(tail):
            return line[:start].strip(), tail
    return line, ""


class NumberPlace(NamedTuple):
    """Where a number stands in a line."""

    start: int
    end: int
    is_phone: bool
    """Whether it can be dialled, its extension included; else it is an identity or card number."""


def numbers_in(line: str, region: str = "CN") -> list[NumberPlace]:
    """The identity and card numbers of a clean line up to its first number that can be dialled, and that."""
    plain, places = half_width(line), list[NumberPlace]()
    for found in _RUN.finditer(plain):
        start = found.start()
        if end := _identity_at(plain, start, region):
            places.append(NumberPlace(start, end, is_phone=False))
        elif end := _whole_end(found, region):
            extension = _EXTENSION.match(plain, end)
            end = extension.end() if extension else end
            places.append(NumberPlace(_behind_bracket(plain, start, end), end, is_phone=True))
            break
    return places


def is_titled(text: str) -> bool:
    """Whether this is a name with a title behind it: 王先生 is whole, whatever follows."""
    return text.endswith(_TITLES) and is_name(text)


def is_identity(text: str, region: str = "CN") -> bool:
    """Whether this is nothing but what looks like an identity or card number."""
    plain = half_width(clean_line(text))
    return _identity_at(plain, 0, region) == len(plain) > 0


def _identity_at(plain: str, start: int, region: str) -> int:
    """Where an identity or card number that begins there ends; 0 for none."""
    found = _IDENTITY.match(plain, start)
    if found is None or plain[start - 1 : start] == "+" or parse_phone(found[0], region).e164:
        return 0
    return found.end()


def is_name(text: str) -> bool:
    """Whether these few words can be a person's name, or how one is addressed."""
    words = text.strip()
    if not words:
        return False
    if any(is_cjk(character) for character in words):
        bare = words.replace("·", "").replace("•", "").replace("・", "").replace(" ", "")
        if not bare.isalpha() or len(bare) > 12:
            return False
        called = bare.endswith(_TITLES) and len(bare) <= 8
        surname = bare.startswith(_COMPOUND) or bare[0] in _SURNAMES
        return called or "·" in words or (surname and len(bare) <= 4 and bare not in _WORDS_TOO)
    return _LATIN_NAME.fullmatch(words) is not None


def before_number(text: str) -> str:
    """What stands before the number, without the word that says it is one."""
    label = _LABEL.search(text)
    return (text[: label.start()] if label else text).strip(LEADING).rstrip(" (（")


def matter(rest: str) -> str:
    """What stands behind the caller without the signs that lead to it; that of a priority is none of them."""
    start = 0
    while start < len(rest) and rest[start] in f"{LEADING})）":
        follows = rest[start + 1 : start + 1 + _LONGEST_PRIORITY]
        if half_width(rest[start]) == "!" and any(
            PRIORITIES.read(follows[:end]) is not None for end in range(1, len(follows) + 1)
        ):
            break
        start += 1
    return rest[start:].strip()


def _behind_bracket(plain: str, start: int, end: int) -> int:
    """Where the number begins: a bracket that closes behind it is round it, as in 周先生（139...）."""
    return start + 1 if plain[start] == "(" and ")" not in plain[start:end] else start


def _whole_end(found: re.Match[str], region: str) -> int:
    """Where the longest number that can be dialled ends, from where the digits begin; 0 for none."""
    run = found[0]
    for end in range(len(run), 0, -1):
        is_end = end == len(run) or not run[end].isdigit()
        if run[end - 1].isdigit() and is_end and parse_phone(run[:end], region).e164:
            return found.start() + end
    return 0


def _part_end(found: re.Match[str]) -> int:
    """Where the first word of digits ends, if it has enough of them to be looked for; 0 for none."""
    words = found[0].split(" ")
    for count in range(len(words), 0, -1):
        part = " ".join(words[:count])
        if len(digits_of(part)) >= FEWEST_DIGITS and (count == 1 or count == len(words)):
            return found.start() + len(part)
    return 0
