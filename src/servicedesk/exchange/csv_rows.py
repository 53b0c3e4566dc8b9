"""CSV and TSV as they come: any delimiter, title lines above the header, wrong field counts, open quotes."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, TextIO

from servicedesk.domain.errors import UsageError
from servicedesk.exchange import csv_dialects
from servicedesk.exchange.encoding import read_text
from servicedesk.exchange.lines import LINE_LIMIT, Room, limited
from servicedesk.exchange.rows import Content, RawRow, ReadOptions, RowError
from servicedesk.exchange.sheet_head import MAX_COLUMNS, find_head
from servicedesk.i18n import _

CELL_LIMIT = 1_000_000
MOST_BLANK = 1 << 20
"""Blank rows one below the other; a spreadsheet has no more rows, whatever is filled in below the last."""
_LOOKED_AT = 30
_LOOKED_AT_CHARACTERS = 1 << 20
_END_OF_DOS = "\x1a"
_SPACE_BEFORE_QUOTE = re.compile(r'[,;|] +"[^",;|\s]')
_DESTROYED = re.compile(r"[?？\ufffd\s]*(?:[?？]{2}|\ufffd)[?？\ufffd\s]*")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is cut: where its rows begin and what stands between the cells."""

    headers: tuple[str, ...]
    delimiter: str
    skip: int
    """Records above the first row: titles, `sep=`, the header."""
    notes: tuple[str, ...]
    spaced: bool = False
    """Blanks stand between delimiters and quotation marks: `a, "b"`."""
    mend: csv_dialects.MendLine | None = None


def read_csv(source: BinaryIO, options: ReadOptions) -> Content:
    """The rows of a table whatever its delimiter; UsageError when its header cannot be read."""
    return _content("csv", source, options)


def read_tsv(source: BinaryIO, options: ReadOptions) -> Content:
    """As read_csv, of a table that is said to have tabs between its cells."""
    return _content("tsv", source, options, prefer="\t")


def _content(name: str, source: BinaryIO, options: ReadOptions, prefer: str = "") -> Content:
    try:
        text = read_text(source, options.encoding)
    except UsageError:
        if options.encoding is None and options.has_header:
            _require_names_left(source)
        raise
    shape = _find_shape(text.open(), options, prefer)
    return Content(
        name,
        shape.headers,
        lambda: _read(text.open(), shape),
        text,
        shape.delimiter,
        shape.notes,
        is_sheet=True,
    )


def _find_shape(stream: TextIO, options: ReadOptions, prefer: str = "") -> Shape:
    """The shape of the table in `stream`; UsageError when its header cannot be read."""
    begin = _first_lines(stream, max(options.skip_rows or 0, options.header_row or 0))
    declared = csv_dialects.declared(begin[0]) if begin else None
    given = csv_dialects.named(options.delimiter) if options.delimiter else declared
    mend = csv_dialects.mending(begin, given)
    if mend is not None:
        begin = [mend(line) for line in begin]
    chosen = given or csv_dialects.voted(begin, prefer)
    spaced = any(_SPACE_BEFORE_QUOTE.search(line) for line in begin)
    records = csv_dialects.records_in(begin, chosen, spaced=spaced)
    head = find_head(records, options, 1 if declared else 0)
    if options.has_header:
        _require_readable(head.headers)
    return Shape(head.headers, chosen, head.skip, head.notes, spaced, mend)


def _first_lines(stream: TextIO, least: int = 0) -> list[str]:
    """Enough lines to see the shape of the table, not so many that long ones take up the memory."""
    lines: list[str] = []
    room = _LOOKED_AT_CHARACTERS
    for line in islice(limited(stream), least + _LOOKED_AT * 4):
        lines.append(line)
        room -= len(line)
        if room < 0:
            break
    return lines


def _require_names_left(source: BinaryIO) -> None:
    """Raise UsageError where the names were destroyed already, whatever the encoding of the rest is."""
    source.seek(0)
    first = source.readline(1 << 16).strip()
    if first.isascii():
        _require_readable(tuple(re.split(r"[,;|\t]", first.decode("ascii"))))


def _require_readable(headers: tuple[str, ...]) -> None:
    if len(headers) > MAX_COLUMNS:
        raise UsageError(_("The file has more than {limit} columns.").format(limit=MAX_COLUMNS))
    names = [header for header in headers if header]
    destroyed = [name for name in names if _DESTROYED.fullmatch(name[:100])]
    if destroyed and len(destroyed) * 4 >= len(names):
        raise UsageError(
            _("The column names were destroyed when the file was saved: they read “??”."),
            _("Save it again from its source as UTF-8, or use --no-header and name the columns with --map."),
        )


def _read(stream: TextIO, shape: Shape) -> Iterator[RawRow]:
    """The rows below the header. Blank ones are passed over; UsageError for a quote that is never closed."""
    csv.field_size_limit(LINE_LIMIT)
    room = Room()
    lines = limited(stream, room)
    reader = csv.reader(
        map(shape.mend, lines) if shape.mend else lines,
        delimiter=shape.delimiter,
        strict=True,
        skipinitialspace=shape.spaced,
    )
    skip = shape.skip
    width = len(shape.headers)
    named = max((place for place, header in enumerate(shape.headers, 1) if header), default=width)
    line = 1
    blank = 0
    while True:
        try:
            for cells in reader:
                at, line = line, reader.line_num + 1
                room.taken = 0
                if skip:
                    skip -= 1
                elif not cells or not (cells[0].strip() or "".join(cells).strip()):
                    blank += 1
                    if blank > MOST_BLANK:
                        raise _too_blank(at - blank + 1)
                    continue
                elif len(cells) == width and sum(map(len, cells)) <= CELL_LIMIT:
                    yield RawRow(at, cells)
                elif len(cells) == 1 and cells[0].strip() == _END_OF_DOS:
                    continue
                else:
                    yield _odd_row(at, cells, width, named)
                blank = 0
        except csv.Error as error:
            at, line = line, reader.line_num + 1
            yield _faulty_row(at, error, skip)
        else:
            return


def _too_blank(line: int) -> UsageError:
    return UsageError(
        _("More than {limit} blank lines follow from line {line} on.").format(limit=MOST_BLANK, line=line),
        _("Nothing was imported. Is the file damaged? Delete what stands below its last row."),
    )


def _odd_row(line: int, cells: list[str], width: int, named: int) -> RawRow:
    """A row of another width than the header, whose first `named` columns have names, or with a huge cell."""
    if any(len(cell) > CELL_LIMIT for cell in cells):
        reason = _("A cell is longer than {limit} characters.").format(limit=CELL_LIMIT)
        # The cell itself is not kept: the rejects file is to be opened by a person.
        short = [cell if len(cell) <= CELL_LIMIT else f"{cell[:200]}…" for cell in cells]
        return RawRow(line, short, RowError("too_long", reason))
    if len(cells) == width or (len(cells) > width and not any(cell.strip() for cell in cells[width:])):
        return RawRow(line, cells[:width])
    if named <= len(cells) < width:
        return RawRow(line, [*cells, *[""] * (width - len(cells))])
    reason = _("{count} fields instead of {expected}.").format(count=len(cells), expected=width)
    return RawRow(line, cells, RowError("field_count", reason))


def _faulty_row(line: int, error: csv.Error, skip: int) -> RawRow:
    """The rejected row that `error` stands for; UsageError when nothing after it can be trusted."""
    message = str(error)
    if "field larger" in message:
        raise UsageError(
            _(
                "A cell in the row at line {line} is longer than {limit} characters, or the quotation mark"
                " that opens it is never closed."
            ).format(line=line, limit=LINE_LIMIT),
            _("Close it or double it there, then import again; nothing was imported."),
        ) from None
    if "unexpected end of data" in message or skip:
        raise UsageError(
            _("A quotation mark that opens in the row at line {line} is never closed.").format(line=line),
            _("Close it or double it there, then import again; nothing was imported."),
        ) from None
    if "new-line" in message:
        reason = _("A line break stands where none can be.")
    else:
        reason = _("A quotation mark inside a quoted cell is not doubled.")
    return RawRow(line, (), RowError("quoting", reason))
