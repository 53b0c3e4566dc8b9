"""Customers: rows by id, one whole card, candidates for a caller."""

from collections.abc import Sequence
from typing import Any

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.phones import digits_of, looks_like_number
from servicedesk.domain.rows import Contact, CustomerCard, CustomerPhone, CustomerRow
from servicedesk.domain.search_terms import match_expression, segment
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, loaded_or_none
from servicedesk.storage.query_sql import IS_OPEN

FIELDS = (
    "name", "kind", "tier", "company", "industry", "company_size", "website", "region", "address", "wechat", "banner",
    "source", "owner", "birthday", "customer_since", "note", "external_source", "external_id",
)  # fmt: skip

ROW_SQL = f"""
SELECT customers.id, name, kind, tier, company,
  coalesce((SELECT raw FROM customer_phones WHERE customer_id = customers.id ORDER BY position, id LIMIT 1), ''),
  region, banner,
  (SELECT group_concat(tag, char(31)) FROM (
    SELECT tag FROM customer_tags WHERE customer_id = customers.id ORDER BY position, id)),
  owner,
  (SELECT count(*) FROM cases WHERE customer_id = customers.id AND {IS_OPEN}),
  (SELECT max(rang_at) FROM calls WHERE customer_id = customers.id AND voided_at IS NULL),
  created_at
FROM customers
"""


def rows(db: driver.Connection, ids: Sequence[int]) -> dict[int, CustomerRow]:
    """The rows of `ids` by id; ids that no longer exist are left out."""
    marks = ", ".join("?" * len(ids))
    return {
        row[0]: _row(row)
        for row in db.execute(f"{ROW_SQL} WHERE customers.id IN ({marks})", list(ids)).fetchall()
    }


def _row(row: Sequence[Any]) -> CustomerRow:
    return CustomerRow(
        *row[:8],
        tags=tuple(row[8].split("\x1f")) if row[8] else (),
        owner=row[9],
        open_cases=row[10],
        last_call_at=loaded_or_none(row[11]),
        created_at=loaded(row[12]),
    )


def card(db: driver.Connection, customer_id: int) -> CustomerCard:
    """The whole card; NotFoundError if there is none."""
    names = ", ".join(FIELDS)
    found = db.execute(
        f"SELECT uid, version, created_at, updated_at, {names} FROM customers WHERE id = ?", (customer_id,)
    ).fetchone()
    if found is None:
        raise NotFoundError(_("There is no {number}.").format(number=format_number("customer", customer_id)))
    summary = rows(db, [customer_id])[customer_id]
    return CustomerCard(
        id=customer_id,
        uid=found[0],
        version=found[1],
        created_at=loaded(found[2]),
        updated_at=loaded(found[3]),
        fields=dict(zip(FIELDS, found[4:], strict=True)),
        phones=tuple(
            CustomerPhone(*row)
            for row in db.execute(
                "SELECT raw, digits, kind FROM customer_phones WHERE customer_id = ? AND contact_id IS NULL"
                " ORDER BY position, id",
                (customer_id,),
            ).fetchall()
        ),
        emails=tuple(
            row[0]
            for row in db.execute(
                "SELECT address FROM customer_emails WHERE customer_id = ? ORDER BY position, id",
                (customer_id,),
            ).fetchall()
        ),
        contacts=tuple(
            Contact(*row)
            for row in db.execute(
                "SELECT name, role, phone, email, note FROM contacts WHERE customer_id = ? ORDER BY position, id",
                (customer_id,),
            ).fetchall()
        ),
        tags=summary.tags,
        open_cases=summary.open_cases,
        last_call_at=summary.last_call_at,
    )


def candidates(db: driver.Connection, typed: str, limit: int = 9) -> list[CustomerRow]:
    """Who `typed` may mean: any part of a number, a name, two Chinese characters, pinyin or initials; best first."""
    digits = digits_of(typed)
    ids = _by_digits(db, digits, limit * 4) if looks_like_number(typed) and len(digits) >= 2 else []
    if len(ids) < limit and (expression := match_expression(typed)):
        for column in ("name", "body"):
            ids += _by_words(db, f"{{{column}}} : ({expression})", limit * 4)
            if len(ids) >= limit:
                break
    ids = list(dict.fromkeys(ids))
    if not ids:
        return []
    found = rows(db, ids)
    wanted = segment(typed)
    by_rank = sorted(
        (found[customer_id] for customer_id in ids if customer_id in found),
        key=lambda row: (
            segment(row.name) != wanted,
            not digits or not digits_of(row.phone).endswith(digits),
            -(row.last_call_at.timestamp() if row.last_call_at else 0),
            row.id,
        ),
    )
    return by_rank[:limit]


def _by_digits(db: driver.Connection, digits: str, limit: int) -> list[int]:
    """Customers by the ending of a number, then its beginning, and only then its middle, which reads a whole index."""
    backwards = digits[::-1]
    found: list[int] = []
    for condition, parameters in (
        ("digits_reversed >= ? AND digits_reversed < ?", (backwards, backwards + ":")),
        ("digits >= ? AND digits < ?", (digits, digits + ":")),
        ("instr(digits, ?) > 0", (digits,)),
    ):
        sql = f"SELECT customer_id FROM customer_phones WHERE {condition} LIMIT ?"
        found += [row[0] for row in db.execute(sql, (*parameters, limit)).fetchall()]
        if len(found) >= limit:
            break
    return found


def _by_words(db: driver.Connection, expression: str, limit: int) -> list[int]:
    sql = "SELECT rowid FROM customers_search WHERE customers_search MATCH ? ORDER BY rowid DESC LIMIT ?"
    return [row[0] for row in db.execute(sql, (expression, limit)).fetchall()]


def with_number(db: driver.Connection, digits: str) -> list[int]:
    """Customers who have exactly this number, oldest first."""
    if not digits:
        return []
    sql = "SELECT DISTINCT customer_id FROM customer_phones WHERE digits = ? ORDER BY customer_id"
    return [row[0] for row in db.execute(sql, (digits,)).fetchall()]


def with_email(db: driver.Connection, address: str) -> list[int]:
    """Customers who have exactly this e-mail address, oldest first."""
    sql = "SELECT DISTINCT customer_id FROM customer_emails WHERE folded = ? ORDER BY customer_id"
    return [row[0] for row in db.execute(sql, (address.casefold(),)).fetchall()]


def named(db: driver.Connection, name: str) -> list[int]:
    """Customers of exactly this name, oldest first."""
    return [
        row[0]
        for row in db.execute("SELECT id FROM customers WHERE name = ? ORDER BY id", (name,)).fetchall()
    ]
