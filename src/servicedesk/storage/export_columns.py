"""The SQL of the canonical columns: each cell as the text that files show (see exporting.py).

The names are those of exchange/columns.py, which this package does not know; a test compares them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from servicedesk.domain.records import KINDS, RECORDS
from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.records.field import Field
from servicedesk.domain.words.complaints import COMPLEXITIES, IMPACTS, SEVERITIES
from servicedesk.storage.kind_sql import Part, phones_of, sql_of
from servicedesk.storage.schema_map import KIND_BY_TABLE


def _number(kind: str, column: str) -> str:
    return f"'{KINDS[kind].letter}-' || {column}"


def _objects(fields: Mapping[str, str], source: str) -> str:
    """The rows of `source` as a list of objects, each field by its expression; blank where there is none."""
    pairs = ", ".join(f"'{name}', CAST(\"{name}\" AS TEXT)" for name in fields)
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in fields.items())
    return (
        f"(SELECT CASE WHEN count(*) THEN json_group_array(json_object({pairs})) END"
        f" FROM (SELECT {columns} FROM {source}))"
    )


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


def _part(part: Part) -> str:
    """The rows of a part as a list of objects."""
    about = KINDS[part.kind]
    owner = KINDS[about.owner].table
    return _objects(
        _columns(part.kind), f"{about.table} WHERE {about.owner}_id = {owner}.id ORDER BY {part.order}"
    )


_SCALES: Mapping[str, Mapping[int, str]] = {
    "severity": SEVERITIES.codes,
    "complexity": COMPLEXITIES.codes,
    "impact": IMPACTS.codes,
}
"""Scales that files write as words."""


def _all_of(kind: str) -> dict[str, str]:
    its = f"{RECORDS[kind].table}.customer_id"
    customer = {} if kind == "customer" else {"customer": "customers.name", "phone": phones_of(its)}
    own = {name: _part(cell) if isinstance(cell, Part) else cell for name, cell in sql_of(kind).files.items()}
    return _columns(kind) | customer | own


COLUMNS = MappingProxyType({kind: _all_of(kind) for kind in RECORDS})
"""The SQL of each canonical column."""
