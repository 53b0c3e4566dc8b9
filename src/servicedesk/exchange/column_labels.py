"""The columns of a file in the user's words: what messages call them, whatever a file calls them."""

from servicedesk.domain.records import KINDS
from servicedesk.domain.records.by_kind import label_of
from servicedesk.domain.wording import before_value, field_label
from servicedesk.exchange.columns import column_named
from servicedesk.exchange.part_names import part_field
from servicedesk.i18n import _, language

_OUTSIDE = "_external_id"
"""Ends the name of a column that says by the id of another program which record is meant."""


def column_label(name: str, kind: str) -> str:
    """The column in words: the field that it fills, else the header of our own files.

    So does the number of a record: a file has the name of a customer beside it, and both fill one field.
    """
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


def label_with_name(name: str, kind: str) -> str:
    """The column in words, and by the name that --map takes, where that is not the same word."""
    label = column_label(name, kind)
    if label.casefold().replace(" ", "_") == name:
        return name
    return _("{words} ({more})").format(words=label, more=name)
