"""One record for people: a title, then a line for each field that holds something."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from servicedesk.cli.frame import moments
from servicedesk.cli.frame.cells import pad, width
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.field import Field
from servicedesk.domain.unreadable import marked
from servicedesk.domain.wording import field_label, value_words
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk


def sheet(title: str, fields: Iterable[tuple[str, Any]]) -> str:
    """`title`, then each field under its name; longer texts below each other."""
    rows = [(_(name), words) for name, value in fields if (words := _words(value))]
    first = max((width(name) for name, _value in rows), default=0)
    lines = [title]
    for name, words in rows:
        head, *more = words.split("\n")
        lines.append(f"  {pad(name, first)}  {head}")
        lines += [f"  {' ' * first}  {line}" for line in more]
    return "\n".join(lines)


def with_damage(desk: "Desk", kind: str, record_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """What programs get of a record, with the names of fields that hold what they cannot."""
    damaged = desk.lists.damaged(kind, record_id)
    return {**values, **({"damaged": list(damaged)} if damaged else {})}


def damage_words(kind: str, values: Mapping[str, Any]) -> str:
    """The line that says which fields are damaged; nothing where none is."""
    if not (damaged := values.get("damaged")):
        return ""
    fields = _(", ").join(field_label(name, kind) for name in damaged)
    return "\n\n" + marked(_("{fields}. Run `servicedesk doctor`.").format(fields=fields))


def line(field: Field, value: Any) -> tuple[str, str]:
    """The line of a field in a sheet: its marked label, and its value in words; nothing for no value."""
    if value is None or value == "":
        return field.label, ""
    if field.type == "moment":
        return field.label, moments.shown(value)
    if field.type == "ref":
        return field.label, format_number(field.words, value)
    return field.label, value_words(field, value)


def for_programs(field: Field, value: Any) -> Any:
    """The value of a field as programs get it."""
    return bool(value) if field.type == "yes_no" and value is not None else value


def joined(*parts: str | None) -> str:
    """What there is of the parts, in one line."""
    return "  ".join(part for part in parts if part)


def block(title: str, lines: Sequence[str]) -> str:
    """A title with lines under it; nothing without lines."""
    return "\n".join(["", title, *(f"  {line}" for line in lines)]) if lines else ""


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)
