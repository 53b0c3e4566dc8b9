"""What tests of the exchange say in one word: write a file, read it, map it, convert it."""

import io
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.exchange.column import Column
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.converter import converter_for
from servicedesk.exchange.formats import format_named
from servicedesk.exchange.mapped import Mapping
from servicedesk.exchange.mapping import build_mapping, detect_kind
from servicedesk.exchange.readers import open_rows
from servicedesk.exchange.rows import CanonicalRow, ReadOptions, RowError, WriteOptions
from servicedesk.exchange.time_values import ORDER_DOUBTS
from servicedesk.exchange.value_context import ValueContext

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
CONTEXT = ValueContext("CN", SHANGHAI, None, NOW)


@dataclass
class Reading:
    """All that came of one file."""

    kind: str
    headers: tuple[str, ...]
    mapping: Mapping
    rows: list[dict[str, Any]]
    rejected: list[tuple[int, RowError]]
    notes: list[str]
    format: str
    encoding: str


def read(
    path: Path,
    kind: str = "auto",
    *,
    explicit: Map[str, str] | None = None,
    context: ValueContext = CONTEXT,
    options: ReadOptions | None = None,
    file_format: str | None = None,
) -> Reading:
    """Everything in the file at `path`."""
    with open_rows(path, file_format, options) as table:
        kind = detect_kind(table.headers) if kind == "auto" else kind
        mapping = build_mapping(table.headers, kind, explicit or {}, table.sample())
        converter = converter_for(table, mapping, context)
        read = [(raw.line, converter.row(raw)) for raw in table.rows()]
        doubts = (row for _line, row in read if isinstance(row, RowError) and row.code in ORDER_DOUBTS)
        if converter.may_know_better and any(doubts):
            converter = converter_for(table, mapping, context, looks_at_all=True)
            read = [(raw.line, converter.row(raw)) for raw in table.rows()]
        rows = [row.values for _line, row in read if isinstance(row, CanonicalRow)]
        rejected = [(line, row) for line, row in read if isinstance(row, RowError)]
        notes = [*table.notes, *mapping.notes, *converter.notes()]
        return Reading(kind, table.headers, mapping, rows, rejected, notes, table.format, table.encoding)


def given(folder: Path, text: str | bytes, name: str = "given.csv", encoding: str = "utf-8") -> Path:
    """A file with that content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def columns_of(kind: str, *names: str) -> list[Column]:
    """The named columns of a kind, in the order of its files; all without names."""
    return [column for column in COLUMNS_BY_KIND[kind] if not names or column.name in names]


def written(
    columns: Sequence[Column], rows: Sequence[Sequence[str | None]], file_format: str = "csv", **choices: Any
) -> bytes:
    """The bytes of a file with those rows."""
    sink = io.BytesIO()
    format_named(file_format).write(sink, columns, rows, WriteOptions(**choices))
    return sink.getvalue()
