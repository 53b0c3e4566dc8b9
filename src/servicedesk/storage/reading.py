"""Read rows as read models: a column is the field of its place, whose type says how it is kept.

A value that its column cannot hold does not end the reading: the row is marked where people know it by, with
what can be shown of the value, or what stands for none.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_type_hints

from servicedesk.domain.unreadable import UNREADABLE, marked
from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, loaded_or_none, readable

Model = TypeVar("Model")

SEPARATOR = "\x1f"
"""Between several values of one column, as `group_concat(..., char(31))` writes them."""


def read(db: driver.Connection, model: type[Model], sql: str, *parameters: Any) -> list[Model]:
    """The rows of a statement, in its order; its columns are the fields of `model`, in theirs."""
    made = _maker(cast("Any", model))
    return [made(row) for row in db.execute(sql, parameters).fetchall()]


def read_by_id(db: driver.Connection, model: type[Model], sql: str, ids: Sequence[int]) -> dict[int, Model]:
    """The rows of `sql`, which ends with what is one of `ids`, by id; ids that are gone are left out."""
    made = _maker(cast("Any", model))
    return {row[0]: made(row) for row in db.execute(f"{sql} IN ({marks(ids)})", list(ids)).fetchall()}


def marks(values: Sequence[object]) -> str:
    """A parameter for each of `values`."""
    return ", ".join("?" * len(values))


@cache
def _maker(model: Any) -> Callable[[Sequence[Any]], Any]:
    hints = get_type_hints(model)
    fields = tuple(_field(hint) for hint in hints.values())
    title = next((place for place, name in enumerate(hints) if name in _TITLES), None)

    def made(row: Sequence[Any]) -> Any:
        values, is_damaged = [], False
        for (kinds, reader, blank), value in zip(fields, row, strict=False):
            if type(value) in kinds:
                read_value = reader(value) if reader is not None else value
                is_damaged |= read_value is UNREADABLE
            else:
                read_value, is_damaged = _as_near(value, kinds, blank), True
            values.append(read_value)
        if is_damaged and title is not None:
            values[title] = marked(values[title])
        return model(*values)

    return made


_TITLES = ("subject", "summary", "purpose", "text", "words", "name")
"""Fields that name a row to people: the first of them is marked where a value of the row cannot be."""

_Field = tuple[frozenset[type], Callable[[Any], Any] | None, Any]


def _field(hint: object) -> _Field:
    """How a field of that type is kept in the file, how it is read, and what stands for what is none."""
    kinds = set(get_args(hint)) or {hint}
    maybe = {NoneType} if NoneType in kinds else set()
    if datetime in kinds:
        return frozenset({str, *maybe}), loaded_or_none if maybe else loaded, UNREADABLE
    if bool in kinds:
        return frozenset({int, *maybe}), _yes_no_or_none if maybe else bool, False
    if int in kinds:
        return frozenset({int, *maybe}), None, None if maybe else 0
    if hint == tuple[str, ...]:
        return frozenset({str, NoneType}), _parted, ()
    if str in kinds:
        return frozenset({str, *maybe}), None, ""
    return frozenset({str, int, float, NoneType}), None, None


def _as_near(value: object, kinds: frozenset[type], blank: object) -> object:
    """What can be shown of a value that its field cannot hold."""
    if value is not None and blank == "" and str in kinds:
        return readable(value)
    return blank


def _yes_no_or_none(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _parted(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()
