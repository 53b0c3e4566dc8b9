"""Numbers of money as they are said and written out: 1.5万, 1万5, 3.8k, 三百八, 壹仟贰佰, 1块5."""

import re
from decimal import Decimal

_WRITTEN_OUT = str.maketrans(
    "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億〇两兩", "一二二三三四五六六七八九十百千万亿零二二"
)
_UNITS = {"十": 10, "百": 100, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_DIGIT = "一二三四五六七八九"
_SHORT = re.compile(
    r"((?:\d{1,3}(?:,\d{3}){1,2}|\d{1,9})(?:\.\d{1,6})?)([百千k万w亿])(?:(\d)|(\d{4}))?", re.ASCII
)
_BELOW_TEN_THOUSAND = re.compile(
    rf"(?:([{_DIGIT}])千)?(?:零?([{_DIGIT}])百)?(?:零?([{_DIGIT}]?)十)?(?:(零)?([{_DIGIT}]))?"
)
_SMALL_CHANGE = re.compile(rf"(?:([0-9{_DIGIT}])(?:[角毛](?=$|[0-9{_DIGIT}])|$))?(?:([0-9{_DIGIT}])分)?")


def read_amount(text: str) -> Decimal | None:
    """The number that `text`, in half width and small letters, says: 三百八 is 380; None when it is none."""
    plain = text.translate(_WRITTEN_OUT)
    if match := _SHORT.fullmatch(plain):
        return _short(match)
    return _written_out(plain)


def read_small_change(text: str) -> Decimal | None:
    """What follows 元: 5角, 五毛, 5, 三角五分 as a part of one; None when it is none."""
    match = _SMALL_CHANGE.fullmatch(text.translate(_WRITTEN_OUT))
    if match is None:
        return None
    tenths, hundredths = (_digit(part) for part in match.groups())
    return Decimal(tenths) / 10 + Decimal(hundredths) / 100


def _short(match: re.Match[str]) -> Decimal | None:
    """1.5万, 2千, 3.8k, and with the next digit behind it, as it is said: 1万5 is 15000."""
    unit = _UNITS[match[2]]
    value = Decimal(match[1].replace(",", "")) * unit
    tail, four = match[3], match[4]
    if not tail and not four:
        return value
    if "." in match[1] or match[2] in "kw" or (four and match[2] != "万"):
        return None
    return value + (int(tail) * unit // 10 if tail else int(four))


def _written_out(text: str) -> Decimal | None:
    total = 0
    rest, before = text, 0
    for sign in "亿万":
        head, found, tail = rest.partition(sign)
        if not found:
            continue
        section = _section(head, 0)
        if not section:
            return None
        total += section * _UNITS[sign]
        rest, before = tail, _UNITS[sign]
    section = _section(rest, before)
    return None if section is None or (not rest and not before) else Decimal(total + section)


def _section(text: str, before: int) -> int | None:
    """A number below ten thousand; behind 万 or 亿 (`before`) 五 alone is five of the next unit."""
    match = _BELOW_TEN_THOUSAND.fullmatch(text)
    if match is None:
        return None
    thousands, hundreds, tens, zero, ones = match.groups()
    value = _digit(thousands) * 1000 + _digit(hundreds) * 100
    if tens is not None:
        value += (_digit(tens) or 1) * 10
    last_unit = 10 if tens is not None else 100 if hundreds else 1000 if thousands else before
    return value + _digit(ones) * (last_unit // 10 if last_unit and not zero else 1)


def _digit(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdigit() and text.isascii() else _DIGIT.index(text) + 1
