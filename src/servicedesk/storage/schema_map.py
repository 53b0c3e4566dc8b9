"""What the generic transaction must know of the tables: which are records, which rows a record owns."""

KIND_BY_TABLE = {"customers": "customer", "calls": "call", "cases": "case", "followups": "followup"}
TABLE_BY_KIND = {kind: table for table, kind in KIND_BY_TABLE.items()}

OWNED_TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "customers": (
        ("customer_phones", "customer_id"),
        ("contacts", "customer_id"),
        ("customer_emails", "customer_id"),
        ("customer_tags", "customer_id"),
    ),
    "cases": (("case_labels", "case_id"), ("case_notes", "case_id")),
    "calls": (),
    "followups": (),
}
"""Rows that live and die with a record, by the column that names it."""

BOOKKEEPING = frozenset({"version", "updated_at"})
"""Columns that every change touches; they are neither recorded as changes nor compared by undo."""

DERIVED = frozenset({"name_pinyin", "name_initials", "digits_reversed", "folded"})
"""Columns computed from others: kept in changes for undo, left out where people read them."""
