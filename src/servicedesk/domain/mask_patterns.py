"""How what is personal is written: the patterns by which masking finds it.

They are read against a copy of the text, sign for sign as long, in small letters of half width and simplified
signs, with Chinese numerals as digits (folded()).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
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
_BETWEEN = re.compile(r"[\W_]+")
_WITHOUT_BLANKS = (r"[\u2e80-\u9fff]", r"[\uac00-\ud7af]", r"[\uf900-\ufaff]")
_NO_LETTER_BEFORE = rf"(?:(?<![^\W\d_])|{'|'.join(f'(?<={signs})' for signs in _WITHOUT_BLANKS)})"
_NO_LETTER_BEHIND = rf"(?:(?![^\W\d_])|{'|'.join(f'(?={signs})' for signs in _WITHOUT_BLANKS)})"
"""No NO_LETTER there. That class takes long to compile, and these are part of each name."""
_ANY_GAP = r"[\W_]{0,3}"
"""Between the signs of what is known."""
_LEGAL_FORM = re.compile(
    r"(?:股份)?(?:有限)?(?:责任)?公司$|[\s,]+(?:gmbh|ag|kg|ltd|limited|inc|llc|co|corp|plc|sarl|s\.a)\.?$"
)
_TITLES = frozenset({"mrs", "miss", "herr", "frau", "prof", "the", "and", "und", "for"})


class Known(NamedTuple):
    """How one value of somebody is written, and without which signs none of it stands in a text."""

    kind: str
    order: int
    """Before which others it counts that begin at the same sign."""
    signs: tuple[str, ...]
    """One of them stands in the text, as bare() has it, wherever a pattern of this finds anything."""
    ways: Callable[[], Iterable[str]]
    """The patterns, made when they are needed: most texts hold nothing of a person."""


class Step(NamedTuple):
    """What is looked for in one go through a text: by kind what anybody has, and what is known of people."""

    by_form: Mapping[str, tuple[int, str]]
    """Kind → its order and its pattern."""
    known: Sequence[Known]


MAY_HAVE_A_FORM = re.compile(r"[\d@_]|\(at\)|\[at\]|微信号|wechat id|weixin id")
"""Without one of these no pattern of a form finds anything in a text."""


def steps(known: Iterable[Value], mask: str, *, in_full: bool = False) -> tuple[Step, Step]:
    """What to look for where `mask` (one of MASKS) is to hide it; names only `in_full`, or called anyhow.

    First what is always personal, then what is looked at once more.
    """
    values = sorted(known, key=lambda value: (-len(value.text), value))
    found = [*_known(values, in_full=in_full)]
    sure, unsure = _forms(mask)
    level = MASKS.values.index(mask)
    shown: set[str] = set()
    if level >= MASKS.values.index(CONTACT):
        shown |= {"mail", "address", "account", "day"}
    if level >= MASKS.values.index(PHONES):
        shown |= {"phone"}
    if names := level >= MASKS.values.index(NAMES):
        shown |= {"name", "given"}
    return (
        Step(sure, [one for one in found if one.kind in shown]),
        Step(unsure, [one for one in found if names and one.kind in {"titled", "word"}]),
    )


@cache
def _forms(mask: str) -> tuple[dict[str, tuple[int, str]], dict[str, tuple[int, str]]]:
    """What is found by its form alone, sure and unsure."""
    level = MASKS.values.index(mask)
    sure: dict[str, str] = {}
    unsure: dict[str, str] = {}
    if level >= MASKS.values.index(ALL):
        unsure["number"] = mask_forms.NUMBER
    if level >= MASKS.values.index(CONTACT):
        sure |= {"mail": mask_forms.MAIL, "identity": mask_forms.IDENTITY}
        sure |= {"labelled": mask_forms.LABELLED, "address": mask_forms.HOUSE}
        unsure |= {"card": mask_forms.CARD, "street": mask_forms.STREET, "postcode": mask_forms.POSTCODE}
    if level >= MASKS.values.index(PHONES):
        sure |= {"phone": "|".join(mask_forms.PHONES), "dialled": mask_forms.DIALLED}
    return _ordered(sure), _ordered(unsure)


def _ordered(found: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    return {kind: (_ORDER.index(kind) * _MANY, pattern) for kind, pattern in found.items()}


# What only looks like a card is hidden as a number. What is known of somebody has a place of its own.
_ORDER = (
    *("mail", "mail known", "identity", "labelled", "address known", "address", "account known", "day known"),
    *("phone known", "phone", "dialled", "name known", "given known"),
    *("number", "card", "street", "postcode", "titled known", "word known"),
)
_MANY = 1_000_000
"""More than one kind has ways."""


def _known(values: Sequence[Value], *, in_full: bool) -> Iterator[Known]:
    for what, kind, ways, signs in _KNOWN:
        yield from _in_order(kind, ((folded(one.text), ways, signs) for one in values if one.what == what))
    numbers = sorted(set(_each(values, personal.PHONE, _numbers)), key=lambda one: (-len(one), one))
    yield from _in_order("phone", ((one, _one_number, _itself) for one in numbers))
    people = [
        _lettered(value.text)
        for value in values
        if value.what == personal.NAME or (value.what == personal.COMPANY and is_name(value.text))
    ]
    names = [(folded(one.text), _name, _signs_of_name) for one in values if one.what == personal.NAME]
    names += [
        (folded(one.text), _company, _signs_of_company) for one in values if one.what == personal.COMPANY
    ]
    if in_full:
        yield from _in_order("name", names)
        return
    yield from _in_order("name", [*names, *((one, _titled, _signs_titled) for one in people)])
    yield from _in_order("given", ((one, _given, _signs_given) for one in people))
    yield from _in_order("titled", ((one, _behind_title, _signs_in_latin) for one in people))
    words = [(folded(one.text), _words, _signs_of_words) for one in values if one.what == personal.NAME]
    yield from _in_order("word", [*words, *((one, _spelled, _signs_in_latin) for one in people)])


_Ways = Callable[[str], Iterable[str]]


def _in_order(kind: str, found: Iterable[tuple[str, _Ways, _Ways]]) -> Iterator[Known]:
    begin = _ORDER.index(f"{kind} known") * _MANY
    for place, (text, ways, signs) in enumerate(found):
        yield Known(kind, begin + place, tuple(signs(text)), partial(ways, text))


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


def _with_digits(ways: _Ways, name: str) -> Iterator[str]:
    """The ways of a name of a person, whose numerals are digits in a folded text."""
    return (pattern.translate(_NUMERALS) for pattern in ways(name))


_titled = partial(_with_digits, titled_names.titled)
_given = partial(_with_digits, titled_names.given_name)
_behind_title = partial(_with_digits, titled_names.behind_title)
_spelled = partial(_with_digits, titled_names.spelled)


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
    before = _NO_LETTER_BEFORE if re.match(_NO_LETTER, signs[0]) else ""
    behind = _NO_LETTER_BEHIND if re.match(_NO_LETTER, signs[-1]) else ""
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


# Without which signs nothing of it is found


def bare(signs: str) -> str:
    """Folded text without what may stand between the signs of what is known."""
    return _BETWEEN.sub("", signs)


def _itself(text: str) -> Iterable[str]:
    return (bare(text),)


def _one_number(number: str) -> Iterable[str]:
    return (_number(number),)


def _signs_of_address(text: str) -> Iterable[str]:
    return (bare(text), *map(bare, re.split(r"[\n,;，；]+", text)))


def _signs_of_day(text: str) -> Iterable[str]:
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text.strip())
    return (str(int(found[1])),) if found else (bare(text),)


def _signs_of_name(text: str) -> Iterable[str]:
    return (bare(text), *(one for one in re.findall(r"[^\W_]+", text) if len(one) > 1 and _is_cjk(one)))


def _signs_of_company(text: str) -> Iterable[str]:
    return (*_signs_of_name(text), bare(_LEGAL_FORM.sub("", text.strip())))


def _signs_of_words(text: str) -> Iterable[str]:
    return re.findall(r"[^\W\d_]+", text)


def _of_person(signs: _Ways, name: str) -> Iterable[str]:
    found = "|".join(signs(name)).translate(_NUMERALS)
    return found.split("|") if found else ()


_signs_titled = partial(_of_person, titled_names.signs_titled)
_signs_given = partial(_of_person, titled_names.signs_given)
_signs_in_latin = partial(_of_person, titled_names.signs_in_latin)


_KNOWN: tuple[tuple[str, str, _Ways, _Ways], ...] = (
    (personal.MAIL, "mail", _mail, _itself),
    (personal.ADDRESS, "address", _address, _signs_of_address),
    (personal.ACCOUNT, "account", _word, _itself),
    (personal.DAY, "day", _day, _signs_of_day),
)
"""What, as which kind it is hidden, how it is written, without which signs it is not."""
