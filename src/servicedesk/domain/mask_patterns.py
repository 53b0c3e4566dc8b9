"""How what is personal is written: the patterns by which masking finds it.

They are read against a copy of the text, sign for sign as long, in small letters of half width and simplified
signs, with Chinese numerals as digits (folded()).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from servicedesk.domain import mask_forms, personal, titled_names
from servicedesk.domain.caller_line import is_name
from servicedesk.domain.name_words import ENGLISH
from servicedesk.domain.personal import Value
from servicedesk.domain.phones import local_digits
from servicedesk.domain.search_terms import simplified
from servicedesk.domain.words.masks import ALL, CONTACT, MASKS, NAMES, PHONES

_CJK_DIGITS = {sign: str(digit) for digit, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "幺": "1"}
_NUMERALS = str.maketrans(_CJK_DIGITS)
_FEWEST_DIGITS = 5
_MOST_DIGITS = 15
"""Of one number that can be dialled (E.164): more are two of them, or something else."""
_SURE_DIGITS = 8
"""So many digits of somebody's number are no accident, whatever digits stand beside them."""

_EXTENSION = mask_forms.EXTENSION
_EXTENSION_AT_END = re.compile(rf"{_EXTENSION[:-1]}$")
_NO_LETTER = mask_forms.NO_LETTER
_PIECES = re.compile(rf"{_NO_LETTER}+|\d+|[^\W_]")
"""What blanks and signs may stand between: words, numbers, the characters of scripts without blanks."""
_ANY_GAP = r"[\W_]{0,3}"
"""Between the signs of what is known."""
_LEGAL_FORM = re.compile(
    r"(?:股份)?(?:有限)?(?:责任)?公司$|[\s,]+(?:gmbh|ag|kg|ltd|limited|inc|llc|co|corp|plc|sarl|s\.a)\.?$"
)
_TITLES = frozenset({"mrs", "miss", "herr", "frau", "prof", "the", "and", "und", "for"})


class Patterns(NamedTuple):
    """By kind of what they find, in order: what is always personal, and what is looked at once more."""

    sure: dict[str, str]
    unsure: dict[str, str]


def patterns(known: Iterable[Value], mask: str, *, in_full: bool = False) -> Patterns:
    """What to look for where `mask` (one of MASKS) is to hide it; names only `in_full`, or called anyhow."""
    level = MASKS.values.index(mask)
    values = sorted(known, key=lambda value: (-len(value.text), value))
    sure: dict[str, Iterable[str]] = {}
    unsure: dict[str, Iterable[str]] = {}
    if level >= MASKS.values.index(ALL):
        # The first, so that what only looks like a card is hidden as a number.
        unsure["number"] = [mask_forms.NUMBER]
    if level >= MASKS.values.index(CONTACT):
        sure["mail"] = [mask_forms.MAIL, *_each(values, personal.MAIL, _mail)]
        sure["identity"] = [mask_forms.IDENTITY]
        sure["labelled"] = [mask_forms.LABELLED]
        sure["address"] = [*_each(values, personal.ADDRESS, _address), mask_forms.HOUSE]
        sure["account"] = _each(values, personal.ACCOUNT, _word)
        sure["day"] = _each(values, personal.DAY, _day)
        unsure |= {"card": [mask_forms.CARD], "street": [mask_forms.STREET]}
        unsure["postcode"] = [mask_forms.POSTCODE]
    if level >= MASKS.values.index(PHONES):
        numbers = sorted(set(_each(values, personal.PHONE, _numbers)), key=lambda one: (-len(one), one))
        sure["phone"] = [*map(_number, numbers), *mask_forms.PHONES]
        sure["dialled"] = [mask_forms.DIALLED]
    if level >= MASKS.values.index(NAMES):
        sure["name"] = [
            *(*_each(values, personal.NAME, _name), *_each(values, personal.COMPANY, _company)),
            *(() if in_full else _of_people(values, titled_names.titled)),
        ]
        sure["given"] = () if in_full else _of_people(values, titled_names.given_name)
    if level >= MASKS.values.index(NAMES) and not in_full:
        unsure["titled"] = _of_people(values, titled_names.behind_title)
        unsure["word"] = [*_each(values, personal.NAME, _words), *_of_people(values, titled_names.spelled)]
    return Patterns(_joined(sure), _joined(unsure))


def _joined(found: dict[str, Iterable[str]]) -> dict[str, str]:
    each = {kind: "|".join(dict.fromkeys(ways)) for kind, ways in found.items()}
    return {kind: pattern for kind, pattern in each.items() if pattern}


def folded(text: str) -> str:
    """`text` in the form that the patterns are of, sign for sign."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_sign, text))


@cache
def _folded_sign(sign: str) -> str:
    if sign in _CJK_DIGITS:
        return _CJK_DIGITS[sign]
    if sign.isdecimal():
        return str(int(sign))
    plain = normalize("NFKC", sign)
    plain = simplified(plain if len(plain) == 1 else sign)
    small = plain.lower()
    return small if len(small) == 1 else plain


def number_of(found: str) -> str:
    """The digits of a number that was found, with its plus, without its extension."""
    return re.sub(r"[^\d+]", "", _EXTENSION_AT_END.sub("", found))


def _each(values: Iterable[Value], what: str, ways: Callable[[str], Iterable[str]]) -> Iterator[str]:
    for value in values:
        if value.what == what:
            yield from ways(folded(value.text))


def _of_people(values: Iterable[Value], ways: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """The ways of each name of a person; whom a case is kept for may be one too."""
    for value in values:
        if value.what == personal.NAME or (value.what == personal.COMPANY and is_name(value.text)):
            for pattern in ways(_lettered(value.text)):
                yield pattern.translate(_NUMERALS)


def _lettered(text: str) -> str:
    """As folded(), but a numeral in a name stays one of its signs: 胡一飞."""
    return "".join(sign if sign in _CJK_DIGITS else folded(sign) for sign in text)


def _numbers(text: str) -> Iterator[str]:
    """The ways in which one dials the number, the shortest too; of several numbers, those of each."""
    for one in _apart(text, [r"[^\d\s+().\-‐-―−]+", r"\s+"]):
        yield from (number for number in local_digits(one) if len(number) >= _FEWEST_DIGITS)


def _apart(text: str, between: Sequence[str]) -> Iterator[str]:
    """The text; where it has more digits than one number, its parts, as far as `between` parts them."""
    if not between or is_one_number(text):
        yield text
        return
    for part in re.split(between[0], text):
        yield from _apart(part, between[1:])


def is_one_number(text: str) -> bool:
    """Whether it has no more digits than one number that can be dialled, beside its extension."""
    return len(number_of(text).lstrip("+")) <= _MOST_DIGITS


def _number(number: str) -> str:
    digits = _ANY_GAP.join(number)
    before = rf"(?:\+\d{{1,3}}{_ANY_GAP})?(?:\(?0{{1,2}}\)?{_ANY_GAP})?"
    if len(number) >= _SURE_DIGITS:
        return f"{before}{digits}{_EXTENSION}"
    return rf"(?<!\d){before}{digits}(?!\d){_EXTENSION}"


def _mail(text: str) -> Iterator[str]:
    yield r"\s?".join(re.escape(part) for part in re.split(r"\s*([@.])\s*", text.strip()) if part)


def _word(text: str) -> Iterator[str]:
    """The text where it stands alone, whatever stands for a blank in it."""
    pieces = [re.escape(piece) for piece in _PIECES.findall(text)]
    if pieces:
        yield _bounded(text, _ANY_GAP.join(pieces))


def _bounded(text: str, pattern: str) -> str:
    """The pattern of `text` where no word of letters goes on before or behind it."""
    signs = [sign for sign in text if sign.isalnum()]
    before = rf"(?<!{_NO_LETTER})" if re.match(_NO_LETTER, signs[0]) else ""
    behind = rf"(?!{_NO_LETTER})" if re.match(_NO_LETTER, signs[-1]) else ""
    return f"{before}{pattern}{behind}"


def _address(text: str) -> Iterator[str]:
    yield from _word(text)
    for part in re.split(r"[\n,;，；]+", text):
        if len(part.strip()) >= _FEWEST_DIGITS and re.search(r"\d", part):
            yield from _word(part)


def _day(text: str) -> Iterator[str]:
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text.strip())
    if found is None:
        yield from _word(text)
        return
    year, month, day = (str(int(part)) for part in found.groups())
    yield rf"(?<!\d){year}[\s\-./年]{{0,2}}0?{month}[\s\-./月]{{0,2}}0?{day}(?!\d)日?"
    yield rf"(?<!\d)0?{day}[\-./]\s?0?{month}[\-./]\s?{year}(?!\d)"


def _name(text: str) -> Iterator[str]:
    pieces = re.findall(r"[^\W_]+", text)
    if (called := titled_names.as_called(text)) or "".join(pieces) in ENGLISH:
        # In other words the same signs may be no name: 任何总成, mark it.
        yield rf"\A\s*{re.escape(text.strip())}\s*\Z"
        yield from filter(None, [called])
        return
    yield from _whole(text)


def _whole(text: str) -> Iterator[str]:
    """The name as it stands, of whom or what it may be, however it is parted."""
    pieces = re.findall(r"[^\W_]+", text)
    if len("".join(pieces)) < 2:
        # One sign alone is many a word: it is a name only where nothing else stands.
        yield rf"\A\s*{re.escape(text.strip())}\s*\Z"
        return
    spaced = (
        r"[\W_]{0,2}".join(map(re.escape, piece)) if _is_cjk(piece) else re.escape(piece) for piece in pieces
    )
    yield _bounded(text, re.escape(text.strip()))
    yield _bounded(text, _ANY_GAP.join(spaced))
    yield from (r"[\W_]{0,2}".join(piece) for piece in pieces if len(piece) > 1 and _is_cjk(piece))


def _words(text: str) -> Iterator[str]:
    """The parts of a name in letters, each as a word."""
    pieces = re.findall(r"[^\W\d_]+", text)
    for piece in pieces:
        is_part = len(pieces) > 1 and len(piece) > 2 and not _is_cjk(piece) and piece not in _TITLES
        if is_part or piece in ENGLISH:
            before, behind = ENGLISH.get(piece, ("", ""))
            yield before + _bounded(piece, re.escape(piece)) + behind


def _company(text: str) -> Iterator[str]:
    yield from _name(text) if titled_names.as_called(text) else _whole(text)
    short = _LEGAL_FORM.sub("", text.strip()).strip()
    if short != text.strip() and len(short) >= (4 if _is_cjk(short) else 5):
        yield from _word(short)


def _is_cjk(text: str) -> bool:
    return not re.search(_NO_LETTER, text)
