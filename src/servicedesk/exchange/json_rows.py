"""JSON and JSON Lines to rows and back: a list of objects, an object around such a list, one object a line.

What is written is always UTF-8, with canonical names; the same rows give the same bytes.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO, TextIO

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.exchange.column import LIST_TYPES, NESTED_TYPES, NUMBER_TYPES, Column, join_list, split_list
from servicedesk.exchange.csv_rows import CELL_LIMIT
from servicedesk.exchange.encoding import Decoded, read_text
from servicedesk.exchange.lines import limited
from servicedesk.exchange.rows import (
    Content,
    Objects,
    RawRow,
    ReadOptions,
    RowError,
    Sink,
    TextRow,
    WriteOptions,
    blocks,
)
from servicedesk.exchange.sheet_head import MAX_COLUMNS
from servicedesk.i18n import _

MAX_CHARACTERS = 256 << 20
"""JSON has to stand in memory whole; JSON Lines and CSV do not."""
_DEEPEST = 4
_AT_ONCE = 200
"""So many objects are made together: a text of each of their cells stands in memory twice."""
_ENVELOPES = ("_source", "attributes", "properties", "fields")
"""Wrappers around the record itself: Elasticsearch, JSON:API, GeoJSON, Airtable."""

_NO_NUMBER = re.compile(r"[:\[,]\s*(?:-?Infinity|NaN)\b")


class _Twice(dict[str, Any]):
    """An object that has a key twice, of which it holds the last."""

    key = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice, seen = _Twice(found), set[str]()
    for key, _value in pairs:
        if key in seen:
            twice.key = key
            break
        seen.add(key)
    return twice


def _no_number(name: str) -> str:
    raise ValueError(name)


# Numbers stay as they are written: 1.38E+10 must be seen as ruined, 00123 and 3003003 as ids.
_decoder = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=_no_number, strict=False, object_pairs_hook=_object
)


class _NotJsonError(Exception):
    """The text is not JSON; `line` is where."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _decode(text: str) -> Any:
    try:
        return _decoder.decode(text)
    except json.JSONDecodeError as error:
        raise _NotJsonError(error.lineno) from None
    except RecursionError:
        raise UsageError(_("The JSON is nested too deeply.")) from None
    except ValueError:
        # NaN and Infinity are no JSON.
        found = _NO_NUMBER.search(text)
        raise _NotJsonError(text.count("\n", 0, found.end()) + 1 if found else 1) from None


def read_json(source: BinaryIO, options: ReadOptions) -> Content:
    """The rows of a JSON text, or of JSON Lines that call themselves JSON; UsageError for anything else."""
    text = read_text(source, options.encoding)
    if _looks_like_lines(text.open()):
        return _lines(text)
    headers, rows = _load(text.open())
    return Content("json", headers, lambda: iter(rows), text)


def read_jsonl(source: BinaryIO, options: ReadOptions) -> Content:
    """The rows of JSON Lines, of which an empty file has none; UsageError when no line is an object."""
    source.seek(0)
    if not source.read(1):
        return Content("jsonl", (), lambda: iter(()))
    return _lines(read_text(source, options.encoding))


def _lines(text: Decoded) -> Content:
    headers = _keys_of_lines(text.open())
    return Content("jsonl", headers, lambda: _read_lines(text.open(), headers), text)


def _looks_like_lines(stream: TextIO) -> bool:
    """Whether `stream` begins like JSON Lines: with two lines that are objects by themselves."""
    lines = [line for line in islice(stream, 50) if line.strip()][:2]
    if len(lines) < 2:
        return False
    try:
        return all(isinstance(_decode(line.strip().removeprefix("\ufeff")), dict) for line in lines)
    except (_NotJsonError, UsageError):
        return False


def _load(stream: TextIO) -> tuple[tuple[str, ...], list[RawRow]]:
    """(headers, rows) of a JSON text; a row's line is its place in the list. UsageError for anything else."""
    text = stream.read(MAX_CHARACTERS + 1)
    if len(text) > MAX_CHARACTERS:
        raise UsageError(
            _("The JSON is too large to be read at once."), _("Give it as JSON Lines, one object a line.")
        )
    try:
        document = _decode(text.removeprefix("\ufeff").strip())
    except _NotJsonError as error:
        raise UsageError(
            _("The file is not JSON: it breaks off or goes wrong in line {line}.").format(line=error.line),
            _("Nothing was imported; have it written again."),
        ) from None
    records = _records(document)
    if isinstance(document, _Twice) and document not in records:
        # Of two lists one would be left out.
        raise UsageError(_says_twice(document.key))
    rows = [_flat(record) if isinstance(record, dict) else record for record in records]
    headers = _headers(row for row in rows if isinstance(row, dict))
    twice = [_key_twice(record) for record in records]
    return headers, [
        _row(place, row, headers, key)
        for place, (row, key) in enumerate(zip(rows, twice, strict=True), start=1)
        if row != {}
    ]


def _records(document: Any) -> list[Any]:
    """The list of records in `document`: itself, or the one list of objects that it holds."""
    if isinstance(document, list):
        if document and not any(isinstance(record, dict) for record in document):
            raise _no_records()
        return document
    if not isinstance(document, dict):
        raise _no_records()
    level: list[Any] = [document]
    for _depth in range(_DEEPEST):
        lists = [found for place in level for found in place.values() if _is_record_list(found)]
        if len(lists) > 1:
            raise UsageError(
                _("The JSON holds several lists of records."),
                _("Give a file with one list, or one object a line."),
            )
        if lists:
            return list(lists[0])
        level = [found for place in level for found in place.values() if isinstance(found, dict)]
    if isinstance(empty := document.get("items"), list) and not empty:
        return []
    return [document]


def _is_record_list(found: Any) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(record, dict) for record in found)


def _no_records() -> UsageError:
    return UsageError(
        _("The JSON holds no records."), _("A list of objects is expected, or one object a line.")
    )


def _keys_of_lines(stream: TextIO) -> tuple[str, ...]:
    """The keys of all objects in JSON Lines, in the order they first appear: a key may come late."""
    headers: dict[str, None] = {}
    for line in limited(stream):
        try:
            record = _decode(line.strip()) if line.strip() else None
        except (_NotJsonError, UsageError):
            continue
        if isinstance(record, dict):
            headers.update(dict.fromkeys(_flat(record)))
            _require_few(len(headers))
    if not headers:
        raise _no_records()
    return tuple(headers)


def _read_lines(stream: TextIO, headers: tuple[str, ...]) -> Iterator[RawRow]:
    """The rows of JSON Lines; a line that is no object is a row with a fault."""
    for number, line in enumerate(stream, start=1):
        written = line.strip().removeprefix("\ufeff")
        if not written:
            continue
        try:
            record = _decode(written)
        except (_NotJsonError, UsageError):
            yield RawRow(number, (), RowError("not_json", _("The line is not JSON.")))
            continue
        flat = _flat(record) if isinstance(record, dict) else record
        row = _row(number, flat, headers, _key_twice(record))
        if row.fault or any(row.cells):
            yield row


def _key_twice(found: Any) -> str:
    """The first key that stands twice in one object of a record; "" for none."""
    if isinstance(found, _Twice):
        return found.key
    if isinstance(found, dict | list):
        inside = found.values() if isinstance(found, dict) else found
        return next((key for one in inside if (key := _key_twice(one))), "")
    return ""


def _says_twice(key: str) -> str:
    return _("The key {key} stands in it twice.").format(key=clean_line(key)[:60])


def _row(place: int, record: Any, headers: tuple[str, ...], twice: str) -> RawRow:
    if not isinstance(record, dict):
        return RawRow(place, (), RowError("not_an_object", _("It is not an object.")))
    cells = [record.get(header, "") for header in headers]
    if twice:
        return RawRow(place, [cell[:CELL_LIMIT] for cell in cells], RowError("twice", _says_twice(twice)))
    if any(len(cell) > CELL_LIMIT for cell in cells):
        short = [cell if len(cell) <= CELL_LIMIT else f"{cell[:200]}…" for cell in cells]
        reason = _("A cell is longer than {limit} characters.").format(limit=CELL_LIMIT)
        return RawRow(place, short, RowError("too_long", reason))
    return RawRow(place, cells)


def _headers(rows: Iterator[dict[str, str]]) -> tuple[str, ...]:
    headers: dict[str, None] = {}
    for row in rows:
        headers.update(dict.fromkeys(row))
        _require_few(len(headers))
    return tuple(headers)


def _require_few(count: int) -> None:
    if count > MAX_COLUMNS:
        raise UsageError(_("The file has more than {limit} columns.").format(limit=MAX_COLUMNS))


def _flat(record: dict[str, Any]) -> dict[str, str]:
    """The cells of one object by header; what is nested gets a dotted header (`requester.name`)."""
    wrapped = [record[name] for name in _ENVELOPES if isinstance(record.get(name), dict)]
    cells: dict[str, str] = {}
    _spread(wrapped[0] if len(wrapped) == 1 else record, "", cells, _DEEPEST)
    if len(wrapped) == 1 and "id" in record and "id" not in cells:
        _spread({"id": record["id"]}, "", cells, 1)
    return cells


def _spread(record: dict[str, Any], prefix: str, cells: dict[str, str], depth: int) -> None:
    for key, value in record.items():
        header = clean_line(prefix + key)
        if isinstance(value, dict) and value and depth > 1:
            _spread(value, f"{header}.", cells, depth - 1)
        else:
            cells[header] = _cell(value)


def _cell(value: Any) -> str:
    """A value as the text of a cell: lists of single values joined, what is nested deeper as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(entry, dict | list) for entry in value):
        return join_list([_cell(entry) for entry in value if entry is not None])
    return json.dumps(value, ensure_ascii=False)


def write_json(sink: Sink, columns: Sequence[Column], rows: Iterable[TextRow], _options: WriteOptions) -> int:
    """Write one array with an object a line; how many there were."""
    return write_array(sink, _objects(columns, rows))


def write_jsonl(
    sink: Sink, columns: Sequence[Column], rows: Iterable[TextRow], _options: WriteOptions
) -> int:
    """Write one object a line; how many there were."""
    return write_lines(sink, _objects(columns, rows))


def write_array(sink: Sink, objects: Iterable[Objects]) -> int:
    """As write_json(), of objects that are made already."""
    count = 0
    sink.write(b"[")
    for number, lines in objects:
        # No object holds a line break as it is.
        sink.write((b",\n" if count else b"\n") + lines.replace(b"\n", b",\n"))
        count += number
    sink.write(b"\n]\n" if count else b"]\n")
    return count


def write_lines(sink: Sink, objects: Iterable[Objects]) -> int:
    """As write_jsonl(), of objects that are made already."""
    count = 0
    for number, lines in objects:
        sink.write(lines + b"\n")
        count += number
    return count


def _objects(columns: Sequence[Column], rows: Iterable[TextRow]) -> Iterator[Objects]:
    return (objects_of(columns, block) for block in blocks(rows, _AT_ONCE))


def objects_of(columns: Sequence[Column], rows: Sequence[TextRow]) -> Objects:
    """The objects of some rows, in half the time of encoding each by itself."""
    members: list[str] = []
    varying: list[Iterator[str]] = []
    by_name = dict(zip((column.name for column in columns), zip(*rows, strict=True), strict=True))
    for column in columns:
        name, cells = column.name, by_name[column.name]
        # Most columns say one thing in all these rows, or few.
        form = json_form(column)
        texts = {cell: encoded(form, cell) for cell in set(cells)}
        told = "%s"
        if len(texts) == 1:
            told = texts[cells[0]].replace("%", "%%")
        else:
            varying.append(map(texts.__getitem__, cells))
        members.append(f"{_encode(name)}: {told}")
    form_of_row = f"{{{', '.join(members)}}}"
    lines = (
        [form_of_row % row for row in zip(*varying, strict=True)]
        if varying
        else [form_of_row % ()] * len(rows)
    )
    return len(rows), "\n".join(lines).encode("utf-8")


def json_record(columns: Sequence[Column], row: TextRow) -> dict[str, Any]:
    """One row as the object that a JSON export holds."""
    return {column.name: _VALUES[json_form(column)](cell) for column, cell in zip(columns, row, strict=True)}


def json_form(column: Column) -> str:
    """What the cells of the column are in JSON: `text`, `list`, `objects`, `number` or `yes_no`."""
    if column.type in LIST_TYPES:
        return "list"
    if column.type in NESTED_TYPES:
        return "objects"
    if column.type in NUMBER_TYPES or column.choices == "priority":
        return "number"
    return "yes_no" if column.type == "yes_no" else "text"


def encoded(form: str, cell: str | None) -> str:
    """The JSON of a cell of that form."""
    return _encode(_VALUES[form](cell))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
_VALUES: Mapping[str, Callable[[str | None], Any]] = {
    "text": lambda cell: cell,
    "list": lambda cell: split_list(cell) if cell else [],
    "objects": lambda cell: json.loads(cell) if cell else [],
    "number": lambda cell: int(cell) if cell and cell.isdigit() else cell,
    "yes_no": lambda cell: None if cell is None else cell in {"1", "true", "yes"},
}
"""How the text of a cell becomes its JSON value."""
