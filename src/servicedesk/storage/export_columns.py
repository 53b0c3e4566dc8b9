"""The SQL of the canonical columns: each cell as the text that files show (see exporting.py).

The names are those of exchange/columns.py, which this package does not know; a test compares them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from servicedesk.domain.records import KINDS, RECORDS
from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.records.field import Field
from servicedesk.domain.words.complaints import COMPLEXITIES, IMPACTS, SEVERITIES
from servicedesk.storage.schema_map import KIND_BY_TABLE


def _number(kind: str, column: str) -> str:
    return f"'{KINDS[kind].letter}-' || {column}"


def _listed(column: str, source: str) -> str:
    """Several values in one cell; where one holds the separator itself, join_values() writes them as JSON."""
    return (
        f"(SELECT CASE WHEN sum(instr({column}, ';') OR {column} GLOB '[[]*')"
        f" THEN join_values(json_group_array({column})) ELSE group_concat({column}, '; ') END"
        f" FROM (SELECT {column} FROM {source}))"
    )


def _objects(fields: Mapping[str, str], source: str) -> str:
    """The rows of `source` as a list of objects, each field by its expression; blank where there is none."""
    pairs = ", ".join(f"'{name}', \"{name}\"" for name in fields)
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in fields.items())
    return (
        f"(SELECT CASE WHEN count(*) THEN json_group_array(json_object({pairs})) END"
        f" FROM (SELECT {columns} FROM {source}))"
    )


def _phones_of(customer: str, kind: str = "") -> str:
    condition = f" AND kind = '{kind}'" if kind else ""
    return _listed(
        "raw",
        f"customer_phones WHERE customer_id = {customer} AND contact_id IS NULL{condition}"
        " ORDER BY position, id",
    )


def _emails_of(customer: str) -> str:
    return _listed("address", f"customer_emails WHERE customer_id = {customer} ORDER BY position, id")


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


def _part(kind: str, order: str) -> str:
    """The rows of a part as a list of objects."""
    about = KINDS[kind]
    owner = KINDS[about.owner].table
    return _objects(_columns(kind), f"{about.table} WHERE {about.owner}_id = {owner}.id ORDER BY {order}")


_SCALES: Mapping[str, Mapping[int, str]] = {
    "severity": SEVERITIES.codes,
    "complexity": COMPLEXITIES.codes,
    "impact": IMPACTS.codes,
}
"""Scales that files write as words."""

_OWN: Mapping[str, dict[str, str]] = {
    "customer": {
        "contact": (
            "(SELECT name FROM contacts WHERE customer_id = customers.id ORDER BY position, id LIMIT 1)"
        ),
        "phone": _phones_of("customers.id", "phone"),
        "mobile": _phones_of("customers.id", "mobile"),
        "email": _emails_of("customers.id"),
        "tags": _listed("tag", "customer_tags WHERE customer_id = customers.id ORDER BY position, id"),
        "contacts": _part("contact", "position, id"),
    },
    "case": {
        "email": _emails_of("cases.customer_id"),
        "labels": _listed("label", "case_labels WHERE case_id = cases.id ORDER BY position, id"),
        "notes": _part("note", "at, id"),
        "remedies": _part("remedy", "position, id"),
        "handoffs": _part("handoff", "case_handoffs.out_at, id"),
        "steps": _part("step", "position, id"),
        "links": _part("link", "case_links.at, id"),
        "merges": _part("merge", "case_merges.at, id"),
    },
    "call": {
        "phone": "calls.phone",
        "duration_s": "CAST(strftime('%s', calls.ended_at) - strftime('%s', calls.answered_at) AS TEXT)",
        "opened": (
            "(SELECT group_concat('C-' || id, '; ')"
            " FROM (SELECT id FROM cases WHERE call_id = calls.id ORDER BY id))"
        ),
    },
}
"""What a kind has in files beside its own fields and its customer."""


def _all_of(kind: str) -> dict[str, str]:
    its = f"{RECORDS[kind].table}.customer_id"
    customer = {} if kind == "customer" else {"customer": "customers.name", "phone": _phones_of(its)}
    return _columns(kind) | customer | _OWN.get(kind, {})


COLUMNS = MappingProxyType({kind: _all_of(kind) for kind in RECORDS})
"""The SQL of each canonical column."""
