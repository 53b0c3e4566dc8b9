"""Take off what was put before digits so that a spreadsheet keeps them: `="00124"`, `'` or a backtick.

Only in files of other programs; our own are neutralised by the rule of neutral.py and read back by it. A
text that begins with an apostrophe as words do (`'s-Hertogenbosch`) keeps it.
"""

import re
from collections.abc import Sequence

GUARDS = frozenset("='`‘’")
"""What a guarded cell begins with."""

_AS_FORMULA = re.compile(r'=\s*"((?:[^"]|"")*)"\s*', re.DOTALL)
_BEFORE_DIGITS = re.compile(
    r"['`‘’](?:(?=\S*[0-9])[0-9A-Za-z_.+#*/\\:@-]+|[0-9\s+.,:()/*#-]*[0-9][0-9\s+.,:()/*#-]*)\s*"
)
_LONGEST_NUMBER = 200
_BEFORE_TRIGGER = re.compile(r"['`](?=[=+@\t\r\n＝＋－＠-])")


def unguard(cell: str) -> str:
    """What a guarded cell is meant to hold; any other as it is."""
    if cell[:1] not in GUARDS:
        return cell
    if match := _AS_FORMULA.fullmatch(cell):
        return match[1].replace('""', '"')
    if _BEFORE_TRIGGER.match(cell) or (len(cell) <= _LONGEST_NUMBER and _BEFORE_DIGITS.fullmatch(cell)):
        return unguard(cell[1:]) if cell[1:2] == "=" else cell[1:]
    return cell


def unguarded(cells: Sequence[str]) -> list[str]:
    """The cells of a row without their guards."""
    return [unguard(cell) if cell[:1] in GUARDS else cell for cell in cells]
