"""A column of an import and what was read from a cell of it, in the user's words."""

from datetime import datetime
from typing import Any

from servicedesk.cli.frame import moments
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records import KINDS, PARTS
from servicedesk.domain.records.by_kind import in_files, label_of
from servicedesk.domain.records.field import Field
from servicedesk.domain.wording import before_value, field_label, listed
from servicedesk.domain.words.lists import LISTS
from servicedesk.i18n import _, language

_OUTSIDE = "_external_id"
"""Ends the name of a column that says by the id of another program which record is meant."""
_PART_OF_FILE = {kind.file: kind.name for kind in PARTS.values()}


def column_label(name: str, kind: str) -> str:
    """The column in words: the field that it fills, else the header of our own files.

    So does the number of a record: a file has the name of a customer beside it, and both fill one field.
    """
    from servicedesk.exchange.columns import column_named
    from servicedesk.exchange.part_names import part_field

    if part := part_field(name):
        whose = _(KINDS[part.kind].label)
        whose = f"{whose} {part.place}" if part.place > 1 else whose
        return f"{before_value(whose)}{column_label(part.field, part.kind)}"
    if name.endswith(_OUTSIDE) and column_named(kind, whose := name.removesuffix(_OUTSIDE)) is not None:
        return f"{before_value(column_label(whose, kind))}{column_label('external_id', kind)}"
    column = column_named(kind, name)
    if column is not None and (column.type in {"id", "ref"} or label_of(name, kind) is None):
        return column.title(language())
    return field_label(name, kind)


def value_words(name: str, kind: str, value: Any) -> str:
    """What was read from a cell, as screens show it."""
    from servicedesk.exchange.column import NESTED_TYPES
    from servicedesk.exchange.columns import column_named

    column = column_named(kind, name)
    if column is None:
        return _plain(value)
    if column.type == "yes_no":
        return _said("yes_no", value)
    if column.choices:
        return _said(column.choices, value)
    if column.type in NESTED_TYPES:
        return "; ".join(_part(_PART_OF_FILE[name], one) for one in value)
    if column.type in {"id", "ref"}:
        return format_number(column.of, value)
    return _plain(value)


def _part(part: str, one: Any) -> str:
    if not isinstance(one, dict):
        return _plain(one)
    fields = in_files(part)
    said = (_of_part(fields.get(name), value) for name, value in one.items() if value not in (None, ""))
    return listed(words for words in said if words)


def _of_part(field: Field | None, value: Any) -> str:
    if field is None:
        return _plain(value)
    if field.type == "ref":
        return format_number(field.words, value)
    if field.type == "money":
        return f"{value / 100:.2f}" if value else ""
    if field.words == "yes_no" or field.words in LISTS:
        return _said(field.words, value)
    return _plain(value)


def _said(words: str, value: Any) -> str:
    label = LISTS[words].labels.get(value)
    return _plain(value) if label is None else _(label)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return moments.shown(value)
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    return str(value)
