"""A file as rows of text: CSV, TSV, JSON and JSON Lines, from a path or from standard input."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from servicedesk.domain.errors import NotFoundError, ServiceDeskError, UsageError
from servicedesk.domain.text import clean_line
from servicedesk.exchange import csv_rows, json_rows
from servicedesk.exchange.encoding import Decoded, read_text
from servicedesk.exchange.rows import RawRow
from servicedesk.i18n import _

FORMATS = ("csv", "tsv", "json", "jsonl")
_BY_SUFFIX = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SAMPLE_ROWS = 1000
_SPOOL_IN_MEMORY = 16 << 20
_SPOOL_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user said about the file; None means: find out."""

    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool = True


@dataclass(slots=True)
class Table:
    """An open file of rows; `rows()` starts anew each time, and reads the file as it goes."""

    headers: tuple[str, ...]
    format: str
    encoding: str
    delimiter: str
    notes: tuple[str, ...]
    _decoded: Decoded | None = field(repr=False)
    _source: BinaryIO = field(repr=False)
    _start: Callable[[], Iterator[RawRow]] = field(repr=False)

    def rows(self) -> Iterator[RawRow]:
        """Every row that is not blank, in order. A generator at work is of no use after the next call."""
        return self._start()

    def sample(self, count: int = _SAMPLE_ROWS) -> list[Sequence[str]]:
        """The cells of the first rows that could be read."""
        # An error further down is reported when the rows themselves are read.
        cells: list[Sequence[str]] = []
        with suppress(UsageError):
            cells.extend(row.cells for row in islice(self._start(), count) if row.fault is None)
        return cells

    def close(self) -> None:
        """Let go of the file."""
        if self._decoded is not None:
            self._decoded.release()
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_rows(path: Path | str, file_format: str | None = None, options: ReadOptions | None = None) -> Table:
    """The rows of the file at `path` (`-` is standard input); UsageError when it cannot be understood."""
    options = options or ReadOptions()
    source = _open(path)
    try:
        return _table(source, _chosen_format(source, path, file_format, options), options)
    except BaseException:
        source.close()
        raise


def _open(path: Path | str) -> BinaryIO:
    if str(path) == "-":
        return _spooled(sys.stdin.buffer)
    place = Path(path)
    try:
        if place.is_dir():
            raise UsageError(_("That is a folder, not a file."), _("Name one file at a time."))
        source = place.open("rb")
    except FileNotFoundError:
        raise NotFoundError(
            _("There is no file {name}.").format(name=clean_line(place.name)),
            _("Check the name and the folder."),
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ServiceDeskError(_("The file cannot be read: {reason}.").format(reason=reason)) from None
    return source if source.seekable() else _spooled(source)


def _spooled(stream: BinaryIO) -> BinaryIO:
    """What comes through a pipe, kept so that it can be read twice; on disk only in an unnamed file."""
    kept = tempfile.SpooledTemporaryFile(max_size=_SPOOL_IN_MEMORY)  # noqa: SIM115 - the table closes it
    while block := stream.read(_SPOOL_BLOCK):
        kept.write(block)
    return kept  # type: ignore[return-value]  # typeshed: not an IO, though it has all of its methods


def _chosen_format(source: BinaryIO, path: Path | str, file_format: str | None, options: ReadOptions) -> str:
    source.seek(0)
    head = source.read(4096)
    source.seek(0)
    if head.startswith(_WORKBOOKS):
        raise UsageError(
            _("That is a workbook, not a text file."),
            _("Save the sheet as CSV UTF-8 in the spreadsheet program and import that."),
        )
    chosen = file_format or _BY_SUFFIX.get(Path(path).suffix.lower())
    if chosen is None:
        chosen = _format_of(head, source, options)
    if chosen not in FORMATS:
        raise UsageError(
            _("There is no format {name}.").format(name=chosen),
            _("Formats: {names}.").format(names=", ".join(FORMATS)),
        )
    return chosen


def _format_of(head: bytes, source: BinaryIO, options: ReadOptions) -> str:
    """What the content looks like: JSON begins with a bracket, everything else is a table."""
    begin = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:1]
    if begin not in {b"{", b"["} or options.delimiter:
        return "csv"
    decoded = read_text(source, options.encoding)
    found = "jsonl" if json_rows.looks_like_lines(decoded.open()) else "json"
    decoded.release()
    return found


def _table(source: BinaryIO, file_format: str, options: ReadOptions) -> Table:
    if file_format == "jsonl" and not source.read(1):
        return Table((), file_format, "utf-8", "", (), None, source, lambda: iter(()))
    decoded = read_text(source, options.encoding)
    notes: list[str] = []
    if file_format == "json" and json_rows.looks_like_lines(decoded.open()):
        file_format = "jsonl"
    delimiter = ""
    if file_format in {"csv", "tsv"}:
        shape = csv_rows.find_shape(
            decoded.open(), options.delimiter, options.has_header, prefer="\t" if file_format == "tsv" else ""
        )
        headers, delimiter = shape.headers, shape.delimiter
        notes += shape.notes

        def start() -> Iterator[RawRow]:
            return csv_rows.read(decoded.open(), shape)
    elif file_format == "json":
        headers, rows = json_rows.load(decoded.open())

        def start() -> Iterator[RawRow]:
            return iter(rows)
    else:
        headers = json_rows.keys_of_lines(decoded.open())

        def start() -> Iterator[RawRow]:
            return json_rows.read_lines(decoded.open(), headers)

    if decoded.guessed:
        sample = ", ".join(header[:20] for header in headers[:4])
        notes.insert(0, _("Read as {encoding}: {sample}").format(encoding=decoded.encoding, sample=sample))
    return Table(headers, file_format, decoded.encoding, delimiter, tuple(notes), decoded, source, start)
