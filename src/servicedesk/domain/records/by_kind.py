"""The fields of every kind of record, and any of them by its name."""

from importlib import import_module
from types import MappingProxyType

from servicedesk.domain.records import KINDS, PARTS, RECORDS, RULES, parts, rules
from servicedesk.domain.records.field import Field
from servicedesk.i18n import N_

FIELDS: MappingProxyType[str, tuple[Field, ...]] = MappingProxyType(
    {kind: import_module(f"servicedesk.domain.records.{kind}").FIELDS for kind in RECORDS}
    | {kind: getattr(parts, kind.upper()) for kind in PARTS}
    | {kind: getattr(rules, kind.upper()) for kind in RULES}
)


def in_files(kind: str) -> dict[str, Field]:
    """The fields that files of the kind have, by their names there."""
    return {field.file or field.name: field for field in FIELDS[kind] if not field.excused}


def own_field(kind: str, name: str) -> Field:
    """The field `name` of the kind; KeyError when it has none."""
    return _BY_KIND[kind][name]


def field_of(kind: str, name: str) -> Field | None:
    """The field `name` of the kind, else that of cases, else of the first that has one; None for none."""
    return _BY_KIND.get(kind, {}).get(name) or _FIRST.get(name)


def label_of(name: str, kind: str) -> str | None:
    """The marked label of a field, of a column of files or of a list by its name; None where none has it.

    One name means several things: `result` is an outcome in files of calls, words about a case elsewhere.
    """
    own = _BY_KIND.get(kind, {}).get(name) or _IN_FILES.get(kind, {}).get(name)
    field = own if own is not None and own.label else _FIRST.get(name)
    return field.label if field is not None else _OTHERS.get(name)


_BY_KIND = {kind: {field.name: field for field in fields} for kind, fields in FIELDS.items()}
_IN_FILES = {kind: in_files(kind) for kind in FIELDS}
_LAST_COUNTS = (*reversed(FIELDS), "case")
"""Where several kinds have a field of a name, that of cases is meant, else that of the first."""
_FIRST = {field.name: field for kind in _LAST_COUNTS for field in reversed(FIELDS[kind]) if field.label}
_OTHERS = {
    **{name: field.label for kind in _LAST_COUNTS for name, field in _IN_FILES[kind].items()},
    **{kind.file: kind.plural for kind in KINDS.values() if kind.owner},
    **{kind.name: kind.label for kind in KINDS.values() if not kind.letter},
    "customer": N_("Customer"),
    "mobile": N_("Mobile"),
    "opened": N_("Opened cases"),
}
"""What files and histories name beside fields: other names of fields, lists of what a record owns."""
