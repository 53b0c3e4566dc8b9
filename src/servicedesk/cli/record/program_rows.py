"""Records for programs: every canonical column, as exports have them, and what only a list knows."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from servicedesk.cli.frame import context
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.fields import FIELDS
from servicedesk.domain.numbers import format_number
from servicedesk.exchange.columns import COLUMNS_BY_KIND

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

PAGE = 500


def fields(kind: str) -> tuple[Field, ...]:
    """The fields of the objects that rows() gives."""
    names = _canonical(kind)
    return tuple(
        Field(name, name, _getter(name)) for name in [*names, *(field.name for field in _more(kind))]
    )


def rows(desk: "Desk", kind: str, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The records as objects, in the order of `ids`; those that are gone are left out."""
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        records = desk.exporting.records(kind, page) if _canonical(kind) else {}
        known = desk.lists.rows(kind, page)
        for record_id in page:
            # What no file takes along has no columns but those of its list.
            record = records.get(format_number(kind, record_id)) if _canonical(kind) else {}
            if record is not None and record_id in known:
                yield record | {field.name: field.value(known[record_id]) for field in _more(kind)}


def one(desk: "Desk", kind: str, record_id: int) -> dict[str, Any]:
    """One record as an object; nothing where people read it, or where there is none."""
    return next(rows(desk, kind, [record_id]), {}) if context.current().format else {}


def _more(kind: str) -> list[Field]:
    canonical = set(_canonical(kind))
    return [field for field in FIELDS[kind] if field.name not in canonical]


def _canonical(kind: str) -> list[str]:
    return [column.name for column in COLUMNS_BY_KIND.get(kind, ())]


def _getter(name: str) -> Any:
    return lambda record: record[name]
