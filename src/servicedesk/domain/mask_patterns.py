"""How what is personal is written: the patterns by which masking finds it.

They are read against a copy of the text, sign for sign as long, in small letters of half width and simplified
signs, with Chinese numerals as digits (folded()).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from servicedesk.domain import personal, titled_names
from servicedesk.domain.caller_line import is_name
from servicedesk.domain.personal import Value
from servicedesk.domain.phones import local_digits
from servicedesk.domain.search_terms import simplified
from servicedesk.domain.words.masks import ALL, CONTACT, MASKS, NAMES, PHONES

_CJK_DIGITS = {sign: str(digit) for digit, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "幺": "1"}
_FEWEST_DIGITS = 5
_MOST_DIGITS = 15
"""Of one number that can be dialled (E.164): more are two of them, or something else."""
_SURE_DIGITS = 8
"""So many digits of somebody's number are no accident, whatever digits stand beside them."""

_ANY_GAP = r"[\W_]{0,3}"
"""Between the signs of what is known."""
_GAP = r"[ \t\n().\-‐-―·]{0,3}"
"""Between the digits of a number that nobody knows: what else stands there ends it."""
_EXTENSION = r"(?:[\W_]{0,3}(?:转|轉|分机|分機|内线|ext(?:ension)?|x|#)[\W_]{0,2}\d{1,6})?"
_EXTENSION_AT_END = re.compile(rf"{_EXTENSION[:-1]}$")
_NO_LETTER = r"[^\W\d_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
"""A letter of a script that puts blanks between words."""

_PIECES = re.compile(rf"{_NO_LETTER}+|\d+|[^\W_]")
"""What blanks and signs may stand between: words, numbers, the characters of scripts without blanks."""

_MOBILE = rf"(?<![\d.])(?:\+?86{_GAP})?1[3-9]\d(?!{_GAP}(?:19|20)\d\d[-./年]\d)(?:{_GAP}\d){{8}}(?!\d)"
_LANDLINE = r"(?<![\d.])\(?0(?:10|2\d|[3-9]\d\d)\)?[ \-]{1,2}\d{3,4}[ \-]?\d{4}(?!\d)"
_ABROAD = rf"(?<![\w+])\+\d{{1,3}}(?:{_GAP}\d){{6,13}}(?!\d)"
_MAIL = (
    r"(?<![a-z0-9.%+\-])[a-z0-9!#$%&'*+/=?^_{|}~.\-]{1,200}\s?(?:@|\(at\)|\[at\])\s?"
    r"[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,8}"
)
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_MONTH_DAY = ("(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12]\\d|3[01])")
_IDENTITY = "|".join(
    rf"(?<!\d){_PROVINCE}\d{{4}}[ \-]?{year}{_MONTH_DAY[0]}{_MONTH_DAY[1]}[ \-]?\d{{3}}{check}(?!\d)"
    for year, check in ((r"(?:19|20)\d\d", r"[\dx]"), (r"\d\d", ""))
)
_CARD = r"(?<!\d)(?:62|4\d|5[1-5])(?:[ \-]?\d){14}(?!\d)|(?<!\d)62(?:[ \-]?\d){17}(?!\d)"
_DOCUMENT = (
    r"(?:护照|passport|通行证|台胞证|证件|身份证|id card|identity)[\W_]{0,2}(?:号码?|no\.?|number)?"
    r"[\s:=是为]{0,3}(?:is )?[a-z]{0,2}\d{6,17}[\dx]?(?![\da-z])"
)
_ACCOUNT_NAMED = (
    r"(?:微信|wechat|weixin|v信|(?<![a-z])(?:wx|vx))\s?(?:号码?|id)?[\s:=是为]{0,3}"
    r"(?=[a-z\-]*[\d_])[a-z][a-z0-9_\-]{4,19}"
    r"|(?:微信号|wechat id|weixin id)[\s:=是为]{0,3}[a-z][a-z0-9_\-]{5,19}"
    r"|(?<![a-z])qq\s?号?码?[\s:=是为]{0,3}\d{5,12}(?!\d)"
)
_LABELLED = f"{_DOCUMENT}|{_ACCOUNT_NAMED}"
_LABELLED_VALUE = re.compile(r"[a-z0-9_\-]+$")
_HOUSE_PARTS = (
    r"(?:[\s,]?[a-z]?\d{1,5}(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|户)){0,5}(?:[\s\-]?\d{3,4}(?!\d))?"
)
_HOUSE = (
    r"(?:(?<=[路街巷弄村])(?<![线电油水管气网回]路)|(?<=大道)|(?<=胡同))"
    rf"\d{{1,5}}(?:-\d{{1,4}})?(?:号|弄)(?!线){_HOUSE_PARTS}"
    r"|(?<!\d)\d{1,4}(?:号楼|栋|幢|座)\s?(?:\d{1,3}单元\s?)?\d{3,4}(?:室|户|号)?(?!\d)"
    r"|(?<!\d)\d{1,3}单元\s?\d{3,4}(?:室|户|号)?(?!\d)"
)
_STREET = (
    r"(?<![\d.])\d{1,5}[a-z]?\s(?:[^\W\d_]+\s){1,3}"
    r"(?:street|st|road|rd|avenue|ave|lane|drive|boulevard)(?![a-z])"
    r"|(?<![^\W_])[a-zäöüß\-]{2,40}(?:straße|strasse|str\.|gasse|allee)\s\d{1,4}(?:\s?[a-z](?![a-z]))?"
)
_NUMBER = (
    r"(?<![\w.,¥$€£\-])(?:[a-z]{1,5}[\-_]?)?\d(?:-?\d){5,30}(?![\d.,]*\d)(?![-:]\d)"
    r"(?!\s?(?:元|块|万|人民币|cny|rmb|usd|eur|gbp|%|kg|km|公里))"
)
_OURS = re.compile(r"(?:c|cl|cu|f|p|r)-\d+|(?:19|20)\d\d-?(?:0\d|1[0-2])-?[0-3]\d")
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
    if level >= MASKS.values.index(CONTACT):
        sure["mail"] = [_MAIL, *_each(values, personal.MAIL, _mail)]
        sure["identity"] = [_IDENTITY]
        sure["labelled"] = [_LABELLED]
        sure["address"] = [*_each(values, personal.ADDRESS, _address), _HOUSE]
        sure["account"] = _each(values, personal.ACCOUNT, _word)
        sure["day"] = _each(values, personal.DAY, _day)
        unsure |= {"card": [_CARD], "street": [_STREET]}
    if level >= MASKS.values.index(PHONES):
        numbers = sorted(set(_each(values, personal.PHONE, _numbers)), key=lambda one: (-len(one), one))
        sure["phone"] = [*map(_number, numbers), _MOBILE, _LANDLINE, _ABROAD]
    if level >= MASKS.values.index(NAMES):
        sure["name"] = [
            *(*_each(values, personal.NAME, _name), *_each(values, personal.COMPANY, _company)),
            *(() if in_full else _of_people(values, titled_names.titled)),
        ]
    if level >= MASKS.values.index(NAMES) and not in_full:
        unsure["titled"] = _of_people(values, titled_names.behind_title)
        unsure["word"] = [*_each(values, personal.NAME, _words), *_of_people(values, titled_names.spelled)]
    if level >= MASKS.values.index(ALL):
        unsure["number"] = [_NUMBER]
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


def value_of(found: str) -> int:
    """How many signs of a labelled value are the value."""
    match = _LABELLED_VALUE.search(found)
    return len(match[0]) if match else len(found)


def is_card(found: str) -> bool:
    """Whether the digits are those of a bank card, by their check digit."""
    digits = [int(sign) for sign in reversed(found) if sign.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def is_ours(found: str) -> bool:
    """Whether it is the number of one of our records, or a date."""
    return _OURS.fullmatch(found) is not None


def _each(values: Iterable[Value], what: str, ways: Callable[[str], Iterable[str]]) -> Iterator[str]:
    for value in values:
        if value.what == what:
            yield from ways(folded(value.text))


def _of_people(values: Iterable[Value], ways: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """The ways of each name of a person; whom a case is kept for may be one too."""
    for value in values:
        if value.what == personal.NAME or (value.what == personal.COMPANY and is_name(value.text)):
            yield from ways(folded(value.text))


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
        if len(pieces) > 1 and len(piece) > 2 and not _is_cjk(piece) and piece not in _TITLES:
            yield _bounded(piece, re.escape(piece))


def _company(text: str) -> Iterator[str]:
    yield from _name(text)
    short = _LEGAL_FORM.sub("", text.strip()).strip()
    if short != text.strip() and len(short) >= (4 if _is_cjk(short) else 5):
        yield from _word(short)


def _is_cjk(text: str) -> bool:
    return not re.search(_NO_LETTER, text)
