"""Conditions on phone numbers: their end, their beginning, any part; ends and beginnings by index."""

from collections.abc import Callable
from typing import NamedTuple
from unicodedata import normalize

SHORTEST_PART = 2
"""Fewer digits than this are no part of a number that anybody looks for."""


class NumberCondition(NamedTuple):
    """A condition on a phone row; `parameters` makes its bounds from the digits typed."""

    sql: str
    parameters: Callable[[str], tuple[str, ...]]


ENDS_WITH = NumberCondition(
    "digits_reversed >= ? AND digits_reversed < ?", lambda digits: (digits[::-1], digits[::-1] + ":")
)
BEGINS_WITH = NumberCondition("digits >= ? AND digits < ?", lambda digits: (digits, digits + ":"))
HOLDS = NumberCondition("instr(digits, ?) > 0", lambda digits: (digits,))


def number_parts(typed: str, region: str) -> tuple[str, ...]:
    """The digits to look for when (a part of) a number is typed: as they stand, and as they are stored.

    Both: `0000 1` is the middle of a number, where no zero may be dropped, and `010 6234` is the beginning
    of one that is stored without its trunk zero.
    """
    from servicedesk.domain.phones import MAX_DIGITS, digits_of

    plain = "".join(character for character in normalize("NFKC", typed) if character in "0123456789")
    if len(plain) < SHORTEST_PART:
        return ()
    stored = digits_of(typed, region)
    # Three zeros are no dialling prefix, and a rest of two digits would be found in every other number.
    if plain.startswith("000") or len(stored) <= SHORTEST_PART or stored == plain:
        return (plain[:MAX_DIGITS],)
    return plain[:MAX_DIGITS], stored
