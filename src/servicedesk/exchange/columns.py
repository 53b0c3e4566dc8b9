"""The canonical columns of each kind, and which of them carry a file."""

from types import MappingProxyType

from servicedesk.exchange.call_columns import CALL_COLUMNS
from servicedesk.exchange.case_columns import CASE_COLUMNS
from servicedesk.exchange.column import (
    Column,
    header_key,
    with_the_rest,
)
from servicedesk.exchange.customer_columns import CUSTOMER_COLUMNS
from servicedesk.exchange.followup_columns import FOLLOWUP_COLUMNS
from servicedesk.exchange.promise_columns import PROMISE_COLUMNS

_NAMED = {
    "customer": CUSTOMER_COLUMNS,
    "call": CALL_COLUMNS,
    "case": CASE_COLUMNS,
    "followup": FOLLOWUP_COLUMNS,
    "promise": PROMISE_COLUMNS,
}
COLUMNS_BY_KIND: MappingProxyType[str, tuple[Column, ...]] = MappingProxyType(
    {kind: with_the_rest(kind, columns) for kind, columns in _NAMED.items()}
)

DELETED_AT = Column("deleted_at", "moment", "Deleted at", "删除时间")
"""In exports of changes alone: the record is gone, and nothing but its number and uid is told."""

SOURCE_HEADERS = frozenset({header_key("External source"), header_key("外部来源系统")})
UID_HEADERS = frozenset({header_key("Record UID"), header_key("记录标识")})
"""A file with this column was written by servicedesk, with cells neutralised (see neutral.py)."""


def column_named(kind: str, name: str) -> Column | None:
    """The column of `kind` with that canonical name."""
    return next((column for column in COLUMNS_BY_KIND[kind] if column.name == name), None)
