"""Facts about tables that transactions need: which hold records, and which rows belong to a record."""

from servicedesk.domain.records import PARTS, RECORDS

KIND_BY_TABLE = {kind.table: kind.name for kind in RECORDS.values()}
TABLE_BY_KIND = {kind: table for table, kind in KIND_BY_TABLE.items()}

OWNED_TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    table: tuple((part.table, f"{owner}_id") for part in PARTS.values() if part.owner == owner)
    for table, owner in KIND_BY_TABLE.items()
}
"""Rows that live and die with a record, by the column that names it."""

BOOKKEEPING = frozenset({"version", "updated_at"})
"""Columns that every change touches; they are neither recorded as changes nor compared by undo."""

DERIVED = frozenset({"name_pinyin", "name_initials", "digits_reversed", "folded"})
"""Columns computed from others: kept in changes for undo, left out where people read them."""

CLOCK_COLUMNS = ("deadline_at", "deadline_kind", "clock_level", "urgency", "clock_until", "nudge_at")
"""What the service clock of a case comes to: a cache, made anew with every change, never in the history."""

LARGEST_NUMBER = 2**40 - 1
"""No row has a larger number: what stands beside it, its checksum, has no room for one."""
