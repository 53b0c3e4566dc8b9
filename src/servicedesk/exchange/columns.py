"""The canonical columns of each kind, and which of them carry a file."""

from collections.abc import Iterable
from importlib import import_module
from types import MappingProxyType

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.records import RECORDS
from servicedesk.exchange.column import Column, Finish, extra, header_key, with_the_rest
from servicedesk.exchange.shared_columns import OF_ITS_CUSTOMER
from servicedesk.i18n import _

_FILES = {kind: import_module(f"servicedesk.exchange.{kind}_columns") for kind in RECORDS}
COLUMNS_BY_KIND: MappingProxyType[str, tuple[Column, ...]] = MappingProxyType(
    {kind: with_the_rest(kind, file.COLUMNS) for kind, file in _FILES.items()}
)
_READ_ALONE: dict[str, tuple[Column, ...]] = {
    "customer": (extra("contact_role", "line", "Contact role|联系人职务"),),
    "call": (extra("wait_s", "duration", "Waited|等待时长"),),
}
"""What other programs say, and our own files say otherwise: what the contact is, and how long a call rang."""
READ_BY_KIND: MappingProxyType[str, tuple[Column, ...]] = MappingProxyType(
    {
        kind: (*columns, *_READ_ALONE.get(kind, ()), *(() if kind == "customer" else OF_ITS_CUSTOMER))
        for kind, columns in COLUMNS_BY_KIND.items()
    }
)
"""What is read of each kind: its own columns, what only others write, and what a row says of its customer."""
FINISH_BY_KIND: MappingProxyType[str, Finish] = MappingProxyType(
    {kind: file.finish for kind, file in _FILES.items()}
)
TELLING_BY_KIND: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {kind: file.TELLING for kind, file in _FILES.items()}
)

DELETED_AT = extra("deleted_at", "moment", "Deleted at|删除时间")
"""In exports of changes alone: the record is gone, and nothing but its number and uid is told."""

REDACTED = extra("redacted_by_servicedesk", "line", "Redacted by servicedesk|servicedesk 脱敏")
"""In exports for other eyes: what is hidden in the row. A file with this column is never imported."""


def require_not_redacted(headers: Iterable[str]) -> None:
    """Raise RefusedError for a redacted export: what it hides would be written over what it hides it of."""
    marks = map(header_key, (REDACTED.name, REDACTED.header, REDACTED.header_zh))
    if not set(marks).isdisjoint(map(header_key, headers)):
        raise RefusedError(
            _("That is a redacted export: what is hidden in it would replace what is known."),
            _("Import the full export, or leave the file as it is."),
        )


SOURCE_HEADERS = frozenset({header_key("External source"), header_key("外部来源系统")})
UID_HEADERS = frozenset({header_key("Record UID"), header_key("记录标识")})
"""A file with this column was written by servicedesk, with cells neutralised (see neutral.py)."""


def column_named(kind: str, name: str) -> Column | None:
    """The column of `kind` with that canonical name."""
    return next((column for column in READ_BY_KIND[kind] if column.name == name), None)
