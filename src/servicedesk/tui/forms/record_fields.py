"""Form fields from the description of a record: label, several lines or one, what may be chosen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from servicedesk.domain.records.field import Field, has
from servicedesk.domain.wording import list_labels, listed
from servicedesk.domain.words.lists import LISTS
from servicedesk.i18n import _
from servicedesk.tui.forms.fields_form import FormField

NUMBERS = frozenset({"scale", "yes_no", "count", "percent"})
"""Types whose values are whole numbers, None for not known."""


def form_fields(
    fields: Sequence[Field],
    names: Iterable[str],
    values: Mapping[str, Any],
    more: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> list[FormField]:
    """A form field for each name, with what `values` hold; `more` are options of form_field() by name."""
    by_name = {field.name: field for field in fields}
    return [form_field(by_name[name], values.get(name), **more.get(name, {})) for name in names]


def with_the_rest(
    fields: Iterable[Field], first: Sequence[str], leave: Iterable[str] = ()
) -> tuple[str, ...]:
    """The names `first`, then those of all other fields that are typed in forms, but for `leave`."""
    known = {*first, *leave}
    rest = (field.name for field in fields if has(field, "edit") and field.type != "ref")
    return (*first, *(name for name in rest if name not in known))


def form_field(
    field: Field,
    value: Any = None,
    *,
    hint: str = "",
    check: Callable[[str], str | None] | None = None,
    offers: Sequence[str] = (),
) -> FormField:
    """The form field that shows and takes `value`; `hint`, `check` and `offers` as FormField has them."""
    choices = _choices(field)
    if choices and not has(field, "needed"):
        hint = hint or listed(label for _value, label in choices)
        choices = [("", ""), *choices]
    shown = "" if value is None else str(int(value)) if field.type in NUMBERS else str(value)
    return FormField(
        field.name,
        _(field.label),
        shown,
        multiline=field.type == "text",
        hint=hint,
        choices=choices,
        check=check,
        offers=offers,
        words=LISTS.get(field.words) if choices else None,
    )


def typed_values(fields: Iterable[Field], texts: Mapping[str, str]) -> dict[str, Any]:
    """What the texts of a form mean to a service; times are read by who knows the desk's zone."""
    numbers = {field.name for field in fields if field.type in NUMBERS}
    return {name: (int(text) if text else None) if name in numbers else text for name, text in texts.items()}


def _choices(field: Field) -> list[tuple[str, str]]:
    if field.type not in {"choice", "scale", "yes_no"}:
        return []
    return [(str(value), _(label)) for value, label in list_labels(field.words).items()]
