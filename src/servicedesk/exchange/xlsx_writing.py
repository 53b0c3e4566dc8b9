"""Canonical rows as a workbook (XLSX, ECMA-376). The same rows give the same bytes.

Text is text: no cell is ever a formula or a link, whatever it begins with, and it stays text when somebody
edits it (format @). Counts are numbers; times are date cells in the zone that was asked for, days are date
cells. What such a cell cannot tell (local_times.py) stands as text. Rows are written as they come: the memory
that they need does not depend on their number.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date
from itertools import chain, islice
from typing import NamedTuple
from unicodedata import east_asian_width

from servicedesk.exchange import xlsx_parts
from servicedesk.exchange.column import NUMBER_TYPES, Column
from servicedesk.exchange.csv_writing import headers
from servicedesk.exchange.local_times import LocalTimes, day_number
from servicedesk.exchange.long_texts import CELL_LIMIT, LongTexts
from servicedesk.exchange.rows import Sink, TextRow, WriteOptions, blocks
from servicedesk.exchange.xlsx_parts import DAY, HEADER, MOMENT, NUMBER, TEXT, column_letters
from servicedesk.exchange.zip_stream import MEMBER_LIMIT, ZipStream

ROW_LIMIT = 1_048_576
"""Rows of a sheet, its header among them; what is more stands on further sheets."""
_BLOCK = 100
"""Rows that are written at once: as XML they take far more room than as text."""
_BLOCK_ROOM = 512 << 20
"""Bytes of a sheet that the rows of one block may take."""
_DIGITS = 15
"""Digits that a number of a spreadsheet keeps; a longer one stays text."""
_WIDEST, _NARROWEST, _SAMPLE = 60, 8, 200
_WIDTHS = {MOMENT: 17, DAY: 11}
"""Of types that all look the same, in signs."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# What XML has no sign for stands as _x0007_ (ECMA-376, 22.9.2.19), and so does what only looks like that.
_UNWRITABLE = re.compile("[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

Cells = Sequence[str | None]
Writer = Callable[[Cells, int], list[str]]
"""The cells of a column in some rows, the first of them with that number, as XML."""


class Sheet(NamedTuple):
    """A table of the workbook: its name, its columns, its rows."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[TextRow]


def write_xlsx(sink: Sink, columns: Sequence[Column], rows: Iterable[TextRow], options: WriteOptions) -> int:
    """Write `rows` as one table, on more than one sheet where they are too many; how many there were."""
    return write_book(sink, [Sheet(options.title, columns, rows)], options)[0]


def write_book(sink: Sink, sheets: Iterable[Sheet], options: WriteOptions) -> list[int]:
    """Write a workbook with a table for each of `sheets`, one after the other; how many rows each had."""
    book = _Book(sink, options)
    counts = [book.table(sheet) for sheet in sheets]
    book.close()
    return counts


def style_of(column: Column) -> int:
    """How the cells of the column are to be shown, as far as they can be."""
    if column.type in NUMBER_TYPES or column.choices == "priority":
        return NUMBER
    return {"moment": MOMENT, "birthday": DAY, "day": DAY}.get(column.type, TEXT)


class _Book:
    """The parts of the archive, in the order in which they can be written."""

    def __init__(self, sink: Sink, options: WriteOptions) -> None:
        self._zip = ZipStream(sink)
        self._options = options
        self._times = LocalTimes(options.zone or UTC)
        self._sheets: list[xlsx_parts.Placed] = []
        self._long = LongTexts(options.language)

    def table(self, sheet: Sheet) -> int:
        """Write the table; how many rows it had."""
        names = headers(sheet.columns, self._options.language, raw=True)
        # Times that are told in no zone are told in UTC, which no desk is to take for its own.
        if note := self._options.zone_note or ("" if self._options.zone else "UTC"):
            names = [
                f"{name} ({note})" if column.type == "moment" else name
                for name, column in zip(names, sheet.columns, strict=True)
            ]
        styles = [style_of(column) for column in sheet.columns]
        return self._write(sheet.title, names, styles, sheet.rows, self._shortened)

    def close(self) -> None:
        """Write what names the sheets."""
        if title := self._long.title():
            styles = [TEXT, NUMBER, TEXT, NUMBER, TEXT]
            self._write(title, self._long.headers(), styles, self._long.rows(), lambda text, _place: text)
        for name, content in xlsx_parts.around(self._sheets):
            self._zip.add(name, content)
        self._zip.close()

    def _shortened(self, text: str, place: tuple[str, int, str]) -> str:
        return self._long.shortened(text, place)

    def _write(
        self,
        title: str,
        names: Sequence[str],
        styles: Sequence[int],
        rows: Iterable[TextRow],
        shortened: Callable[[str, tuple[str, int, str]], str],
    ) -> int:
        rows = iter(rows)
        sample = list(islice(rows, _SAMPLE))
        widths = [
            _WIDTHS.get(style) or _width([name, *(row[place] for row in sample)])
            for place, (name, style) in enumerate(zip(names, styles, strict=True))
        ]
        count, last = 0, self._begin(title, names, styles, widths)
        for block in blocks(chain(sample, rows), _BLOCK):
            rest: Sequence[TextRow] = block
            while rest:
                if last == ROW_LIMIT or self._zip.size > MEMBER_LIMIT - _BLOCK_ROOM:
                    self._end(len(names), last)
                    last = self._begin(title, names, styles, widths)
                taken, rest = rest[: ROW_LIMIT - last], rest[ROW_LIMIT - last :]
                self._zip.write(self._rows(taken, last + 1, names, styles, shortened).encode())
                last += len(taken)
                count += len(taken)
        self._end(len(names), last)
        return count

    def _begin(self, title: str, names: Sequence[str], styles: Sequence[int], widths: Sequence[int]) -> int:
        """Begin a sheet with its header; the number of its last row."""
        name = xlsx_parts.sheet_name(title, [sheet.name for sheet in self._sheets])
        self._sheets.append(xlsx_parts.Placed(name))
        self._zip.begin(f"xl/worksheets/sheet{len(self._sheets)}.xml")
        cells = [
            f'<c r="{column_letters(place)}1" s="{HEADER}" t="inlineStr"><is>{_inside(header)}</is></c>'
            for place, header in enumerate(names)
        ]
        self._zip.write(f'{xlsx_parts.sheet_head(styles, widths)}<row r="1">{"".join(cells)}</row>'.encode())
        return 1

    def _end(self, columns: int, last: int) -> None:
        area = xlsx_parts.area(columns, last)
        self._sheets[-1] = self._sheets[-1]._replace(area=area)
        self._zip.write(xlsx_parts.sheet_foot(area).encode())
        self._zip.end()

    def _rows(
        self,
        rows: Sequence[TextRow],
        first: int,
        names: Sequence[str],
        styles: Sequence[int],
        shortened: Callable[[str, tuple[str, int, str]], str],
    ) -> str:
        """The rows as XML, made column by column: most columns are blank or all of one kind."""
        sheet, written = self._sheets[-1].name, []
        columns: Iterable[Cells] = zip(*rows, strict=True)
        for place, (cells, style) in enumerate(zip(columns, styles, strict=True)):
            if not any(cells):
                continue
            if max(map(len, filter(None, cells))) > CELL_LIMIT // 2:
                cells = [  # noqa: PLW2901 - the same cells, as far as they fit
                    shortened(cell, (sheet, number, names[place])) if cell else cell
                    for number, cell in enumerate(cells, first)
                ]
            written.append(self._column(cells, first, column_letters(place), style))
        numbers = range(first, first + len(rows))
        if not written:
            return "".join(f'<row r="{number}"/>' for number in numbers)
        return "".join(
            f'<row r="{number}">{"".join(cells)}</row>'
            for number, cells in zip(numbers, zip(*written, strict=True), strict=True)
        )

    def _column(self, cells: Cells, first: int, letters: str, style: int) -> list[str]:
        if style == TEXT:
            return _texts(cells, first, letters)
        value: Callable[[str], str | None] = {NUMBER: _number, DAY: _day, MOMENT: self._times.serial}[style]
        begin, middle = f'<c r="{letters}', f'" s="{style}"><v>'
        found = []
        for number, cell in enumerate(cells, first):
            if not cell:
                found.append("")
            elif (shown := value(cell)) is None:
                told = self._times.written(cell) if style == MOMENT else cell
                found.append(_text(told, f"{letters}{number}"))
            else:
                found.append(f"{begin}{number}{middle}{shown}</v></c>")
        return found


def _number(cell: str) -> str | None:
    plain = cell.isascii() and cell.isdigit() and len(cell) <= _DIGITS
    return cell if plain and (cell[0] != "0" or len(cell) == 1) else None


def _day(cell: str) -> str | None:
    try:
        day = day_number(date.fromisoformat(cell)) if _ISO_DAY.fullmatch(cell) else None
    except ValueError:
        return None
    return None if day is None else str(day)


def _texts(cells: Cells, first: int, letters: str) -> list[str]:
    whole = "|".join(filter(None, cells))
    # Nothing that XML reads otherwise: signs of its own, blanks at an end, what does not print.
    if whole.isprintable() and not any(sign in whole for sign in ("&", "<", ">", "_x", " |", "| ")):
        before = f'<c r="{letters}'
        if whole[0] != " " != whole[-1]:
            return [
                f'{before}{number}" s="1" t="inlineStr"><is><t>{cell}</t></is></c>' if cell else ""
                for number, cell in enumerate(cells, first)
            ]
    return [_text(cell, f"{letters}{number}") if cell else "" for number, cell in enumerate(cells, first)]


def _text(cell: str, place: str) -> str:
    return f'<c r="{place}" s="{TEXT}" t="inlineStr"><is>{_inside(cell)}</is></c>'


def _inside(text: str) -> str:
    """A text as XML; what blanks there are stay."""
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    if not text.isprintable() or "_x" in text:
        text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<t{kept}>{text}</t>"


def _width(cells: Iterable[str | None]) -> int:
    """Signs that the column shows: the longest first line, a Chinese sign counted as two."""
    widest = max(map(_signs, cells), default=0)
    return min(max(widest + 2, _NARROWEST), _WIDEST)


def _signs(cell: str | None) -> int:
    if not cell:
        return 0
    line = cell[:_WIDEST].partition("\n")[0]
    return len(line) + (0 if line.isascii() else sum(east_asian_width(sign) in "WF" for sign in line))
