"""XLSX, XLS, XLSB and ODS: the rows of one sheet, read in a process of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.exchange.csv_rows import CELL_LIMIT
from servicedesk.exchange.long_texts import Pieces, is_title
from servicedesk.exchange.rows import Content, Elsewhere, RawRow, ReadOptions, RowError
from servicedesk.exchange.sheet_head import MAX_COLUMNS
from servicedesk.exchange.workbook_process import WorkbookProcess
from servicedesk.exchange.workbook_sheets import choose_sheet, sheet_notes, table_rows
from servicedesk.i18n import _, ngettext

_LOOKED_AT = 40


class SheetName(NamedTuple):
    """A sheet as a list of them names it."""

    name: str
    rows: int
    columns: int
    is_hidden: bool


def read_workbook(source: BinaryIO, options: ReadOptions) -> Content:
    """The rows of the sheet that `options` name, else of the one that holds records; UsageError without any.

    The content tells which format it is: the name of a file may lie.
    """
    head = max(options.header_row or 0, options.skip_rows or 0) + _LOOKED_AT
    process = WorkbookProcess(source, options.sheet, head)
    try:
        told = process.look()
        pieces = None
        if place := next((place for place, one in enumerate(told["sheets"]) if is_title(one["name"])), 0):
            # Both would read at one place of the file: one after the other.
            process.close()
            pieces = _pieces(source, place)
            process = WorkbookProcess(source, options.sheet, head)
            told = process.look()
        sheet = choose_sheet(told, options)
        headers = _trimmed(sheet.head.headers)
        chosen = (sheet.place, sheet.head.skip + 1, len(headers))
        process.choose(*chosen)
    except BaseException:
        process.close()
        raise
    reading = _Reading(source, options.sheet, head, chosen, process)
    return Content(
        told["format"],
        headers,
        lambda: _rows(reading.process, pieces),
        notes=(*sheet_notes(told, sheet), *sheet.head.notes),
        is_sheet=True,
        close=lambda: reading.process.close(),  # noqa: PLW0108 - there may be another by then
        late_notes=lambda: _late(reading.process),
        from_1904=bool(told.get("from_1904")),
        elsewhere=Elsewhere(lambda: reading.process.heard, reading.hear, reading.again),
    )


@dataclass(slots=True)
class _Reading:
    """A sheet that is being read."""

    source: BinaryIO
    sheet: str | None
    head: int
    chosen: tuple[int, int, int]
    process: WorkbookProcess

    def hear(self, heard: Any) -> None:
        """Know what a copy of this process has heard."""
        self.process.heard = heard

    def again(self) -> None:
        """Begin anew, with the same sheet."""
        self.process.close()
        self.process = WorkbookProcess(self.source, self.sheet, self.head)
        self.process.look()
        self.process.choose(*self.chosen)


def sheets_of(source: BinaryIO) -> list[SheetName]:
    """The sheets of a workbook, in their order; UsageError for what is none."""
    process = WorkbookProcess(source, None, 1)
    try:
        sheets = process.look()["sheets"]
    finally:
        process.close()
    return [
        SheetName(clean_line(str(one["name"])), one.get("rows", 0), one.get("columns", 0), one["hidden"])
        for one in sheets
    ]


def _trimmed(headers: tuple[str, ...]) -> tuple[str, ...]:
    """`headers` up to the last that is a name."""
    width = max((place for place, name in enumerate(headers, 1) if name), default=0)
    if width > MAX_COLUMNS:
        raise UsageError(_("The file has more than {limit} columns.").format(limit=MAX_COLUMNS))
    return headers[:width]


def _pieces(source: BinaryIO, place: int) -> Pieces:
    """The long texts of the workbook, on its sheet at `place`."""
    process = WorkbookProcess(source, str(place + 1), 1)
    try:
        told = process.look()
        head = table_rows(told["sheets"][place].get("head") or [])
        headers = head[0] if head else []
        process.choose(place, 2, len(headers))
        rows = (pair for lines, cells, _faults in process.blocks() for pair in zip(lines, cells, strict=True))
        return Pieces(headers, rows)
    finally:
        process.close()


def _rows(process: WorkbookProcess, pieces: Pieces | None) -> Iterator[RawRow]:
    for lines, rows, faults in process.blocks():
        if pieces:
            rows = [list(map(pieces.whole, cells)) for cells in rows]  # noqa: PLW2901 - the same, made whole
        if not faults:
            # Most blocks: nothing is asked of a row.
            yield from map(RawRow, lines, rows)
            continue
        too_long = {place for place, _size in faults}
        for place, (line, cells) in enumerate(zip(lines, rows, strict=True)):
            yield RawRow(line, cells, _too_long() if place in too_long else None)


def _too_long() -> RowError:
    return RowError("too_long", _("A cell is longer than {limit} characters.").format(limit=CELL_LIMIT))


def _late(process: WorkbookProcess) -> tuple[str, ...]:
    """What can be said when all rows have been read."""
    counts = {name: process.told.get(name, 0) for name in ("beyond", "errors", "uncached")}
    return tuple(_TOLD[name](count) for name, count in counts.items() if count)


def _beyond(count: int) -> str:
    return ngettext(
        "{count} cell beyond the last column name is left out.",
        "{count} cells beyond the last column name are left out.",
        count,
    ).format(count=count)


def _errors(count: int) -> str:
    return ngettext(
        "{count} cell of the sheet holds an error (#N/A, #REF! ...) and is read as blank.",
        "{count} cells of the sheet hold an error (#N/A, #REF! ...) and are read as blank.",
        count,
    ).format(count=count)


def _uncached(count: int) -> str:
    return ngettext(
        "{count} formula of the sheet has no saved value and is read as blank.",
        "{count} formulas of the sheet have no saved value and are read as blank.",
        count,
    ).format(count=count)


_TOLD = {"beyond": _beyond, "errors": _errors, "uncached": _uncached}
