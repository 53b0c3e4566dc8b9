"""Make cells harmless that a spreadsheet would take for a formula, and undo that when reading.

A `'` is put before a cell that begins, after blanks, with a trigger, and before one that begins with `'`
already, so that taking off exactly one `'` gives the cell back. Files that are read back so are known by
their column Record UID.
"""

import re
from collections.abc import Sequence

BLANKS = " \t\u00a0\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200E))
)
TRIGGERS = "=+-@\t\r\n|%＝＋－＠｜％"

_RISKY = re.compile(f"[{BLANKS}]*[{re.escape(TRIGGERS)}]|[\t\r\n']")
_PLAIN_PHONES = re.compile(r"\+[0-9]{6,15}(?:; \+?[0-9]{3,15})*")


def neutralise(cell: str) -> str:
    """`cell` as it may stand in a CSV that a spreadsheet opens; numbers in E.164 are left as they are."""
    if _RISKY.match(cell) and not _PLAIN_PHONES.fullmatch(cell):
        return f"'{cell}"
    return cell


def restored(cells: Sequence[str], quotes: int) -> list[str]:
    """The cells of a row before they were neutralised `quotes` times."""
    if quotes == 1:
        return [cell[1:] if cell[:1] == "'" else cell for cell in cells]
    return [restore(cell, quotes) for cell in cells]


def restore(cell: str, quotes: int = 1) -> str:
    """The cell before it was neutralised `quotes` times."""
    for _time in range(quotes):
        cell = cell.removeprefix("'")
    return cell
