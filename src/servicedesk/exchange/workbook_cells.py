"""The cells of a sheet as text, row by row, as a CSV file of it would hold them.

It runs in the process that reads workbooks, see workbook_child.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from servicedesk.exchange.workbook_marks import Marks, Shown, as_shown

LARGEST_EXACT = 2**53
"""The numbers above it are rounded: a cell holds them as floating point."""

_MOST_MERGES = 100_000
_SMALL = 1e-15
_ISO_TIME = re.compile(r"\APT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:[.,]\d{1,9})?)S)?\Z")


def text_of(value: Any) -> str:
    """A cell as text: digits, ISO dates and times in local time, hours of a duration; '' for an error."""
    return _TEXTS.get(type(value), _nothing)(value)


def _nothing(_value: Any) -> str:
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


def _moment(value: datetime) -> str:
    """A moment to the second: a cell holds a fraction of a day, which falls short of it."""
    if not value.microsecond:
        return value.isoformat(" ")
    whole = value.replace(microsecond=0)
    if value.microsecond >= 500_000 and whole.year < 9999:
        whole += timedelta(seconds=1)
    return whole.isoformat(" ")


def _time(value: time) -> str:
    seconds = value.hour * 3600 + value.minute * 60 + value.second + round(value.microsecond / 1e6)
    return _clock(min(seconds, 86399))


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"-{_clock(-seconds)}" if seconds < 0 else _clock(seconds)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


_TEXTS: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: _number,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: _moment,
    date: date.isoformat,
    time: _time,
    timedelta: _duration,
}


def rows_of(
    sheet: Any, marks: Marks | None = None, *, has_iso_times: bool = False
) -> Iterator[tuple[int, list[str], int]]:
    """The rows that hold anything: number in the sheet, from 1; cells from its first column; characters.

    Where cells are merged from top to bottom, the value stands in each of their rows. `marks` tell which
    numbers are shown in a way of their own. ODS writes times as PT26H03M05S and calamine leaves them so.
    """
    shown = marks.cells() if marks and marks.has_styles else None
    mark = next(shown, None) if shown else None
    first_column = sheet.start[1] if sheet.start else 0
    merges, texts = _merges(sheet), _TEXTS
    filled: dict[int, tuple[int, str]] = {}
    for number, raw in enumerate(sheet.iter_rows(), 1):
        cells = [value if type(value) is str else texts[type(value)](value) for value in raw]
        while shown and mark and mark[0] <= number:
            row, column, how = mark
            if row == number and 0 <= column - first_column < len(cells):
                _show(cells, raw, column - first_column, how)
            mark = next(shown, None)
        whole = "".join(cells)
        is_blank = not whole or whole.isspace()
        if has_iso_times and "PT" in whole:
            cells = [_ISO_TIME.sub(_of_iso, cell) for cell in cells]
        if merges:
            _fill(cells, number - 1, merges, filled)
        if not is_blank:
            yield number, cells, len(whole)


def _of_iso(match: re.Match[str]) -> str:
    hours, minutes, seconds = (round(float((part or "0").replace(",", "."))) for part in match.groups())
    return _clock(hours * 3600 + minutes * 60 + seconds)


def _show(cells: list[str], raw: list[Any], column: int, how: Shown) -> None:
    value = raw[column]
    if type(value) in {int, float} and (text := as_shown(value, how)):
        cells[column] = text


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
