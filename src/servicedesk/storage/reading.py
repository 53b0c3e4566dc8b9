"""Read rows as read models: a column is the field of its place, whose type says how it is kept."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_type_hints

from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, loaded_or_none

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
    hints = get_type_hints(model).values()
    readers = [(place, reader) for place, hint in enumerate(hints) if (reader := _reader(hint))]

    def made(row: Sequence[Any]) -> Any:
        values = list(row)
        for place, reader in readers:
            values[place] = reader(values[place])
        return model(*values)

    return made


def _reader(hint: object) -> Callable[[Any], Any] | None:
    """How a field of that type is read; None for one that is kept as it is."""
    kinds = set(get_args(hint)) or {hint}
    if datetime in kinds:
        return loaded_or_none if NoneType in kinds else loaded
    if bool in kinds:
        return _yes_no_or_none if NoneType in kinds else bool
    return _parted if hint == tuple[str, ...] else None


def _yes_no_or_none(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _parted(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()
