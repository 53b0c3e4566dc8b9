"""Facts about tables that transactions need: which hold records, and which rows belong to a record."""

KIND_BY_TABLE = {
    "customers": "customer",
    "calls": "call",
    "cases": "case",
    "followups": "followup",
    "promises": "promise",
}
TABLE_BY_KIND = {kind: table for table, kind in KIND_BY_TABLE.items()}

OWNED_TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "customers": (
        ("customer_phones", "customer_id"),
        ("contacts", "customer_id"),
        ("customer_emails", "customer_id"),
        ("customer_tags", "customer_id"),
    ),
    "cases": (
        ("case_labels", "case_id"),
        ("case_notes", "case_id"),
        ("case_remedies", "case_id"),
        ("case_handoffs", "case_id"),
        ("case_steps", "case_id"),
        ("case_links", "case_id"),
        ("case_merges", "case_id"),
    ),
    "calls": (),
    "followups": (),
    "promises": (),
}
"""Rows that live and die with a record, by the column that names it."""

VERSIONED = frozenset({*KIND_BY_TABLE, "policies"})
"""Tables whose rows carry a version, which every change moves on."""

BOOKKEEPING = frozenset({"version", "updated_at"})
"""Columns that every change touches; they are neither recorded as changes nor compared by undo."""

DERIVED = frozenset({"name_pinyin", "name_initials", "digits_reversed", "folded"})
"""Columns computed from others: kept in changes for undo, left out where people read them."""

CLOCK_COLUMNS = ("deadline_at", "deadline_kind", "clock_level", "urgency", "clock_until", "nudge_at")
"""What the service clock of a case comes to: a cache, made anew with every change, never in the history."""
