"""A read model with the phone numbers in it made unreadable, for a copy that leaves the desk."""

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from servicedesk.domain.phones import mask_phone

_GAP = r"[\s().\-‐-―·]{0,3}"
_FULL_WIDTH_ZERO = 0xFF10
# A mobile number as people in China write it: whoever is called by it, it belongs in no copy.
_CN_MOBILE = rf"(?<![\d.])(?:[+＋]?86{_GAP})?[1１][3-9３-９]\d(?:{_GAP}\d){{8}}(?!\d)"
_FEWEST_DIGITS = 5


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """`value` with every text in it changed, through dataclasses, tuples, lists and maps."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        parts = [each_text(part, change) for part in value]
        return value._make(parts) if hasattr(value, "_make") else tuple(parts)
    if isinstance(value, list):
        return [each_text(part, change) for part in value]
    if isinstance(value, dict):
        return {name: each_text(part, change) for name, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        held = ((field.name, getattr(value, field.name)) for field in fields(value) if field.init)
        return replace(value, **{name: each_text(part, change) for name, part in held})
    return value


def masker(numbers: Iterable[str]) -> Callable[[str], str]:
    """What hides these numbers (digits), however they are written, and every mobile number of China."""
    known = sorted({number for number in numbers if len(number) >= _FEWEST_DIGITS}, key=len, reverse=True)
    patterns = [_CN_MOBILE, *(_pattern(number) for number in known)]
    find = re.compile("|".join(patterns))
    return lambda text: find.sub(_masked, text)


def _pattern(number: str) -> str:
    digits = _GAP.join(f"[{digit}{chr(_FULL_WIDTH_ZERO + int(digit))}]" for digit in number)
    # Before the digits it is known by there may be a trunk zero or the code of a country.
    return rf"(?<!\d)(?:[+＋]\d{{1,3}}{_GAP})?(?:\(?0{{1,2}}{_GAP})?{digits}(?!\d)"


def _masked(found: re.Match[str]) -> str:
    return mask_phone(found[0])
