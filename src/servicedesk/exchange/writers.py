"""Canonical rows to a file or a stream: CSV, TSV, JSON (one array of objects), JSON Lines.

The same rows give the same bytes. Rows come as tuples of formatted text (None is blank) in the order of the
columns; what a list or nested column holds is text too, as join_list() and JSON write it. Rows that a query
has already written as lines of the format come as str.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO, Protocol

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.columns import LIST_TYPES, NESTED_TYPES, NUMBER_TYPES, Column, split_list
from servicedesk.exchange.neutral import BLANKS, TRIGGERS, neutralise
from servicedesk.i18n import _

Row = Sequence[str | None]

FORMATS = ("csv", "tsv", "json", "jsonl")
ENCODINGS = ("utf-8-sig", "utf-8", "gb18030", "utf-16")
_BLOCK = 1000

_GUARDED_TYPES = frozenset(
    {"line", "text", "phone", "phones", "emails", "tags", "birthday", "repeat", "choice"}
)
"""Types whose cells a person may have written; others are numbers, times, or begin with a bracket."""
_RISKY_BEGINNINGS = frozenset(BLANKS + TRIGGERS + "'")


class Sink(Protocol):
    """Anything that takes bytes: an AtomicFile, standard output."""

    def write(self, block: bytes, /) -> Any:
        """Take `block`."""


def write_rows(
    sink: Sink | BinaryIO,
    file_format: str,
    columns: Sequence[Column],
    rows: Iterable[Row] | Iterable[str],
    *,
    language: str = "en",
    raw: bool = False,
    encoding: str = "utf-8",
) -> int:
    """Write `rows` and return how many there were.

    CSV and TSV have their headers in `language`, and risky cells neutralised unless `raw`; a file with a
    header `uid` instead of Record UID was written raw. JSON is always UTF-8, with canonical names.
    """
    if file_format in {"csv", "tsv"}:
        return _write_table(
            sink, columns, rows, language=language, raw=raw, encoding=encoding, tabs=file_format == "tsv"
        )
    if file_format in {"json", "jsonl"}:
        return _write_json(sink, columns, rows, as_array=file_format == "json")
    raise UsageError(
        _("There is no format {name}.").format(name=file_format),
        _("Formats: {names}.").format(names=", ".join(FORMATS)),
    )


def headers(columns: Sequence[Column], language: str, *, raw: bool) -> list[str]:
    """The headers of a table; a raw one says so by the canonical name of its uid column."""
    return [column.name if raw and column.type == "uid" else column.title(language) for column in columns]


def _write_table(
    sink: Sink | BinaryIO,
    columns: Sequence[Column],
    rows: Iterable[Row] | Iterable[str],
    *,
    language: str,
    raw: bool,
    encoding: str,
    tabs: bool,
) -> int:
    encode = _encoder(encoding)
    guarded = _guarded(columns, raw=raw)
    head = io.StringIO()
    writer = _csv_writer(head, tabs=tabs)
    writer.writerow(headers(columns, language, raw=raw))
    sink.write(encode(head.getvalue()))
    count = 0
    for block in _blocks(rows):
        count += len(block)
        if isinstance(block[0], str):
            text = "\r\n".join(block) + "\r\n"
        else:
            text = _table_block(_safe(block, guarded), tabs=tabs)
        sink.write(encode(text))
    return count


def _blocks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while block := list(islice(iterator, _BLOCK)):
        yield block


def _csv_writer(buffer: io.StringIO, *, tabs: bool) -> Any:
    return csv.writer(buffer, delimiter="\t" if tabs else ",", lineterminator="\r\n")


def _table_block(rows: Iterable[Row], *, tabs: bool) -> str:
    buffer = io.StringIO()
    _csv_writer(buffer, tabs=tabs).writerows(rows)
    return buffer.getvalue()


def _guarded(columns: Sequence[Column], *, raw: bool) -> list[int]:
    return [] if raw else [place for place, column in enumerate(columns) if column.type in _GUARDED_TYPES]


def _safe(rows: Sequence[Row], guarded: Sequence[int]) -> Iterable[Row]:
    """`rows` with risky cells neutralised, column by column: most have none, and that is soon seen."""
    if not guarded:
        return rows
    by_column: list[Sequence[str | None]] = list(zip(*rows, strict=True))
    for place in guarded:
        cells = by_column[place]
        if not _RISKY_BEGINNINGS.isdisjoint({cell[0] for cell in cells if cell}):
            by_column[place] = [neutralise(cell) if cell else cell for cell in cells]
    return zip(*by_column, strict=True)


def _encoder(encoding: str) -> Any:
    """A function that writes text in `encoding`, with the byte order mark at the beginning only."""
    try:
        codec = codecs.lookup(encoding)
        known = getattr(codec, "_is_text_encoding", True)
    except (LookupError, ValueError):
        known = False
    if not known:
        raise UsageError(
            _("There is no encoding {name}.").format(name=encoding),
            _("Use one of: {names}.").format(names=", ".join(ENCODINGS)),
        )
    encoder = codecs.getincrementalencoder(encoding)("strict")

    def encode(text: str) -> bytes:
        try:
            return encoder.encode(text)
        except UnicodeEncodeError:
            raise UsageError(
                _("Some text cannot be written in {name}.").format(name=encoding),
                _("Use --encoding utf-8-sig."),
            ) from None

    return encode


def _write_json(
    sink: Sink | BinaryIO, columns: Sequence[Column], rows: Iterable[Row] | Iterable[str], *, as_array: bool
) -> int:
    """One object a line; as an array, with brackets around and commas between."""
    encode_object = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
    values = [(column.name, _json_value(column)) for column in columns]
    between = ",\n" if as_array else "\n"
    count = 0
    if as_array:
        sink.write(b"[")
    for block in _blocks(rows):
        lines = (
            block
            if isinstance(block[0], str)
            else [
                encode_object({name: read(cell) for (name, read), cell in zip(values, row, strict=True)})
                for row in block
            ]
        )
        begin = "\n" if as_array and not count else (between if as_array else "")
        sink.write((begin + between.join(lines) + ("" if as_array else "\n")).encode("utf-8"))
        count += len(block)
    if as_array:
        sink.write(b"\n]\n" if count else b"]\n")
    return count


def json_record(columns: Sequence[Column], row: Row) -> dict[str, Any]:
    """One row as the object that a JSON export holds."""
    return {column.name: _json_value(column)(cell) for column, cell in zip(columns, row, strict=True)}


def _json_value(column: Column) -> Any:
    """How the text of a cell becomes its JSON value."""
    if column.type in LIST_TYPES:
        return lambda cell: split_list(cell) if cell else []
    if column.type in NESTED_TYPES:
        return lambda cell: json.loads(cell) if cell else []
    if column.type in NUMBER_TYPES or column.choices == "priority":
        return lambda cell: int(cell) if cell and cell.isdigit() else cell
    if column.type == "yes_no":
        return lambda cell: None if cell is None else cell in {"1", "true", "yes"}
    return _as_it_is


def _as_it_is(cell: str | None) -> str | None:
    return cell
