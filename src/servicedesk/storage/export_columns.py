"""The SQL of the canonical columns: each cell as the text that files show (see exporting.py).

The names are those of exchange/columns.py, which this package does not know; a test compares them.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from servicedesk.domain.records import KINDS, RECORDS
from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.records.field import Field
from servicedesk.domain.words.complaints import COMPLEXITIES, IMPACTS, SEVERITIES
from servicedesk.storage.kind_sql import Part, Several, in_one_cell, in_one_list, phones_of, sql_of
from servicedesk.storage.schema_map import KIND_BY_TABLE


def _number(kind: str, column: str) -> str:
    return f"'{KINDS[kind].letter}-' || {column}"


def _in_cells(names: Iterable[str]) -> str:
    """A list of objects as a cell holds it; blank where there is none."""
    pairs = ", ".join(f"'{name}', CAST(\"{name}\" AS TEXT)" for name in names)
    return f"CASE WHEN count(*) THEN json_group_array(json_object({pairs})) END"


def _in_objects(names: Iterable[str]) -> str:
    """The same list as it stands in the object of a JSON export."""
    form = ", ".join(f'"{name}": %s' for name in names)
    values = ", ".join(f'json_quote(CAST("{name}" AS TEXT))' for name in names)
    return f"'[' || ifnull(group_concat(printf('{{{form}}}', {values}), ', '), '') || ']'"


def _plain(field: Field, column: str) -> str:
    """The SQL of a field that is one column of its table."""
    if field.type == "key":
        return _number(KIND_BY_TABLE[column.partition(".")[0]], column)
    if field.type == "ref":
        return _number(field.words, column)
    if field.type == "yes_no":
        return f"CASE {column} WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END"
    if field.type == "scale" and field.words in _SCALES:
        branches = " ".join(f"WHEN {number} THEN '{word}'" for number, word in _SCALES[field.words].items())
        return f"CASE {column} {branches} END"
    if field.type == "money":
        return f"printf('%d.%02d', {column} / 100, {column} % 100)"
    return f"CAST({column} AS TEXT)" if field.type in {"scale", "count", "percent"} else column


def _columns(kind: str) -> dict[str, str]:
    table = KINDS[kind].table
    return {name: _plain(field, f"{table}.{field.name}") for name, field in in_files(kind).items()}


def _part(part: Part, listed: Callable[[Iterable[str]], str]) -> str:
    """The rows of a part as a list of objects, each field by its expression."""
    about, fields = KINDS[part.kind], _columns(part.kind)
    owner = KINDS[about.owner].table
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in fields.items())
    rows = f"{about.table} WHERE {about.owner}_id = {owner}.id ORDER BY {part.order}"
    return f"(SELECT {listed(fields)} FROM (SELECT {columns} FROM {rows}))"


_SCALES: Mapping[str, Mapping[int, str]] = {
    "severity": SEVERITIES.codes,
    "complexity": COMPLEXITIES.codes,
    "impact": IMPACTS.codes,
}
"""Scales that files write as words."""


def _in_files(kind: str) -> Mapping[str, str | Part | Several]:
    """What the kind has in files beside its own fields."""
    its = f"{RECORDS[kind].table}.customer_id"
    customer: Mapping[str, str | Several] = (
        {} if kind == "customer" else {"customer": "customers.name", "phone": phones_of(its)}
    )
    return {**customer, **sql_of(kind).files}


def _cell(told: str | Part | Several) -> str:
    if isinstance(told, Part):
        return _part(told, _in_cells)
    return told if isinstance(told, str) else told(in_one_cell)


COLUMNS = MappingProxyType(
    {kind: _columns(kind) | {name: _cell(told) for name, told in _in_files(kind).items()} for kind in RECORDS}
)
"""The SQL of each canonical column."""
LISTS = MappingProxyType(
    {
        kind: {
            name: _part(told, _in_objects) if isinstance(told, Part) else told(in_one_list)
            for name, told in _in_files(kind).items()
            if not isinstance(told, str)
        }
        for kind in RECORDS
    }
)
"""The SQL of those that are lists, as they stand in the objects of JSON exports."""
PART_TABLES = MappingProxyType(
    {
        kind: {
            name: KINDS[told.kind].table for name, told in _in_files(kind).items() if isinstance(told, Part)
        }
        for kind in RECORDS
    }
)
"""Where the objects of those lists stand."""
