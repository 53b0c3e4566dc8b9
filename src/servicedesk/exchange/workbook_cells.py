"""The cells of a sheet as text, row by row, as a CSV file of it would hold them.

It runs in the process that reads workbooks, see workbook_child.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

LARGEST_EXACT = 2**53
"""The numbers above it are rounded: a cell holds them as floating point."""

_MOST_MERGES = 100_000
_SMALL = 1e-15


def text_of(value: Any) -> str:
    """A cell as text: digits, ISO dates and times in local time, hours of a duration; '' for an error."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return _rounded(value).isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + round(value.microsecond / 1e6)
        return _clock(min(seconds, 86399))
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"-{_clock(-seconds)}" if seconds < 0 else _clock(seconds)
    return ""


def _number(value: float) -> str:
    if abs(value) < 1e300 and value == int(value):
        if abs(value) < LARGEST_EXACT:
            return str(int(value))
        # The digits of a long number are lost; written like this, no reader takes it for an id or a phone.
        return f"{float(value):.14E}"
    shown = f"{value:.15g}"  # as many digits as the spreadsheet keeps: 0.1 + 0.2 is 0.3
    if "e" in shown:
        return format(Decimal(shown), "f") if _SMALL < abs(value) < 1e15 else shown.upper()
    return shown


def _rounded(value: datetime) -> datetime:
    """A moment to the second: a cell holds a fraction of a day, which falls short of it."""
    whole = value.replace(microsecond=0)
    try:
        return whole + timedelta(seconds=1) if value.microsecond >= 500_000 else whole
    except OverflowError:
        return whole


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def rows_of(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, with their number in the sheet, from 1; the cells from its first column.

    Where cells are merged from top to bottom, the value stands in each of their rows.
    """
    merges = _merges(sheet)
    filled: dict[int, tuple[int, str]] = {}
    for number, raw in enumerate(sheet.iter_rows(), 1):
        cells = [value if type(value) is str else text_of(value) for value in raw]
        is_blank = not any(cells) or not "".join(cells).strip()
        if merges:
            _fill(cells, number - 1, merges, filled)
        if not is_blank:
            yield number, cells


def _merges(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """By the first row of each merge that is higher than one row: its column and its last row."""
    found: dict[int, list[tuple[int, int]]] = {}
    first_column = sheet.start[1] if sheet.start else 0
    for (top, left), (bottom, _right) in (sheet.merged_cell_ranges or [])[:_MOST_MERGES]:
        if bottom > top and left >= first_column:
            found.setdefault(top, []).append((left - first_column, bottom))
    return found


def _fill(
    cells: list[str],
    row: int,
    merges: dict[int, list[tuple[int, int]]],
    filled: dict[int, tuple[int, str]],
) -> None:
    for column, (last, value) in list(filled.items()):
        if row > last:
            del filled[column]
        elif column < len(cells) and not cells[column]:
            cells[column] = value
    for column, last in merges.get(row, ()):
        if column < len(cells) and cells[column]:
            filled[column] = (last, cells[column])
