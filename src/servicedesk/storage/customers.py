"""Customers: rows by id, one whole card, candidates for a caller."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.phones import looks_like_number
from servicedesk.domain.records.customer import FIELDS as FIELDS_OF_CUSTOMER
from servicedesk.domain.records.field import names
from servicedesk.domain.rows.customers import Contact, CustomerCard, CustomerPhone, CustomerRow
from servicedesk.domain.search_terms import MAX_QUERY_WORDS, match_expression, segment
from servicedesk.storage import driver, term_sql, words_sql
from servicedesk.storage.kind_sql import KindSql, Part, emails_of, listed, main_phones_of, phones_of
from servicedesk.storage.moments import loaded, readable
from servicedesk.storage.reading import read, read_by_id
from servicedesk.storage.rows import Rows

if TYPE_CHECKING:
    from servicedesk.domain.queries import Term

FIELDS = (*names(FIELDS_OF_CUSTOMER, "edit"), "external_source", "external_id")

ROW_SQL = f"""
SELECT customers.id, name, kind, tier, company,
  coalesce((SELECT raw FROM customer_phones WHERE customer_id = customers.id
            ORDER BY position, id LIMIT 1), ''),
  region, banner,
  (SELECT group_concat(tag, char(31)) FROM (
    SELECT tag FROM customer_tags WHERE customer_id = customers.id ORDER BY position, id)),
  owner,
  (SELECT count(*) FROM cases WHERE customer_id = customers.id AND {term_sql.IS_OPEN}),
  (SELECT max(rang_at) FROM calls WHERE customer_id = customers.id AND voided_at IS NULL),
  created_at
FROM customers
"""


PHONES_SQL = (
    "SELECT raw, digits, kind FROM customer_phones WHERE customer_id = ? AND contact_id IS NULL"
    " ORDER BY position, id"
)
EMAILS_SQL = "SELECT address FROM customer_emails WHERE customer_id = ? ORDER BY position, id"
CONTACTS_SQL = (
    "SELECT name, role, phone, email, note FROM contacts WHERE customer_id = ? ORDER BY position, id"
)


def rows(db: driver.Connection, ids: Sequence[int]) -> dict[int, CustomerRow]:
    """The rows of `ids` by id; ids that no longer exist are left out."""
    return read_by_id(db, CustomerRow, f"{ROW_SQL} WHERE customers.id", ids)


def card(db: driver.Connection, customer_id: int) -> CustomerCard:
    """The whole card; NotFoundError if there is none."""
    found = Rows(db).row("customers", customer_id)
    summary = rows(db, [customer_id])[customer_id]
    return CustomerCard(
        id=customer_id,
        uid=found["uid"],
        version=found["version"],
        created_at=loaded(found["created_at"]),
        updated_at=loaded(found["updated_at"]),
        fields={name: found[name] for name in FIELDS},
        phones=tuple(read(db, CustomerPhone, PHONES_SQL, customer_id)),
        emails=tuple(readable(row[0]) for row in db.execute(EMAILS_SQL, (customer_id,)).fetchall()),
        contacts=tuple(read(db, Contact, CONTACTS_SQL, customer_id)),
        tags=summary.tags,
        open_cases=summary.open_cases,
        last_call_at=summary.last_call_at,
    )


def card_if_there(db: driver.Connection, customer_id: int | None) -> CustomerCard | None:
    """As card(), None where a case names nobody, or somebody whom the file does not hold."""
    try:
        return None if customer_id is None else card(db, customer_id)
    except NotFoundError:
        return None


def candidates(db: driver.Connection, typed: str, limit: int = 9, region: str = "CN") -> list[CustomerRow]:
    """Who `typed` may mean, best first: any part of a number or a name, pinyin, initials; contacts too."""
    # Each way of finding is asked only while the better ones have not filled the list.
    rank_by_id: dict[int, int] = {}
    for rank, (search, is_last_resort) in enumerate(_searches(db, typed, limit * 4, region)):
        if len(rank_by_id) >= limit:
            break
        if not (is_last_resort and rank_by_id):
            for customer_id in search():
                rank_by_id.setdefault(customer_id, rank)
    found = rows(db, list(rank_by_id))
    best_first = sorted(
        found.values(),
        key=lambda row: (rank_by_id[row.id], *_last_heard_of(row)),
    )
    return best_first[:limit]


def _searches(
    db: driver.Connection, typed: str, limit: int, region: str
) -> Iterator[tuple[Callable[[], Iterable[int]], bool]]:
    """The ways to find who `typed` is, the surest first, and whether only if nothing was found before."""
    yield lambda: named(db, typed), False
    if looks_like_number(typed):
        for condition, wanted, is_last_resort in term_sql.number_searches(typed, region):
            yield partial(_by_number, db, condition, wanted, limit), is_last_resort
    words = [expression for word in typed.split() if (expression := match_expression(word))]
    if words:
        # Every word may be the beginning of one, not the last alone: `li wei` is 李伟.
        for column in ("name", "body"):
            expression = f"{{{column}}} : ({' AND '.join(words[:MAX_QUERY_WORDS])})"
            yield partial(_by_words, db, expression, limit), False


def _by_number(
    db: driver.Connection, condition: term_sql.NumberCondition, wanted: str, limit: int
) -> list[int]:
    sql = f"SELECT DISTINCT customer_id FROM customer_phones WHERE {condition.sql} LIMIT ?"
    return [row[0] for row in db.execute(sql, (*condition.parameters(wanted), limit)).fetchall()]


def _by_words(db: driver.Connection, expression: str, limit: int) -> list[int]:
    sql = "SELECT rowid FROM customers_search WHERE customers_search MATCH ? ORDER BY rowid DESC LIMIT ?"
    return [row[0] for row in db.execute(sql, (expression, limit)).fetchall()]


LOOKED_AT = 3000
"""So many names are compared letter by letter: what is so seldom asked is to take no longer at any size."""


def near_named(db: driver.Connection, typed: str, limit: int = 9) -> list[CustomerRow]:
    """Whose name sounds like `typed`, or is one letter away where none does; the one last heard of first."""
    from servicedesk.domain.near_names import STROKED, sought

    wanted = sought(typed)
    if wanted is None:
        return []
    # The keys of names stand in an index of their own; reading all of a million takes a moment.
    one_of = " OR ".join(["instr(name_pinyin, ?)"] * 3)
    parts = " AND ".join(f"({one_of})" for _word in wanted.parts)
    sql = (
        "SELECT id, name FROM customers WHERE id IN (SELECT id FROM customers INDEXED BY customers_by_name"
        f" WHERE ({parts}) OR name_pinyin GLOB ?) LIMIT ?"
    )
    parameters = [part for parts_of_word in wanted.parts for part in parts_of_word]
    found = db.execute(sql, (*parameters, f"*[{STROKED}]*", LOOKED_AT)).fetchall()
    near = [(apart, record_id) for record_id, name in found if (apart := wanted.distance(name)) is not None]
    least = min(near, default=(0, 0))[0]
    by_id = rows(db, [record_id for apart, record_id in near if apart == least][: limit * 4])
    return sorted(by_id.values(), key=_last_heard_of)[:limit]


def _last_heard_of(row: CustomerRow) -> tuple[float, int]:
    """The order of customers who fit equally well."""
    return -(row.last_call_at.timestamp() if row.last_call_at else 0), row.id


def with_number(db: driver.Connection, digits: str) -> list[int]:
    """Customers who have exactly this number, oldest first."""
    if not digits:
        return []
    sql = "SELECT DISTINCT customer_id FROM customer_phones WHERE digits = ? ORDER BY customer_id"
    return [row[0] for row in db.execute(sql, (digits,)).fetchall()]


SHORTEST_ENDING, SHORTEST_BEGINNING = 4, 7
"""Digits that tell one number beside a name; fewer are a room or a house, and so are those in its middle."""


def of_part(db: driver.Connection, ids: Sequence[int], typed: str, region: str = "CN") -> list[int]:
    """Those of a few customers who have a number that ends or begins with the digits that were typed."""
    parts = term_sql.number_parts(typed, region)
    found = []
    if parts and len(parts[0]) >= SHORTEST_ENDING:
        found.append((term_sql.ENDS_WITH.sql, term_sql.ENDS_WITH.parameters(parts[0])))
    if parts and len(parts[0]) >= SHORTEST_BEGINNING:
        way = term_sql.BEGINS_WITH
        found += [(way.sql, way.parameters(digits)) for digits in parts]
    if not found:
        return []
    marks, any_way = ", ".join("?" * len(ids)), " OR ".join(f"({sql})" for sql, _bounds in found)
    sql = f"SELECT DISTINCT customer_id FROM customer_phones WHERE customer_id IN ({marks}) AND ({any_way})"
    bounds = [bound for _sql, parameters in found for bound in parameters]
    return [row[0] for row in db.execute(f"{sql} ORDER BY customer_id", (*ids, *bounds)).fetchall()]


def named(db: driver.Connection, name: str) -> list[int]:
    """Customers of exactly this name, oldest first."""
    return [
        row[0]
        for row in db.execute("SELECT id FROM customers WHERE name = ? ORDER BY id", (name,)).fetchall()
    ]


def known_tags(db: driver.Connection, limit: int = 200) -> list[str]:
    """The tags in use, the most used first."""
    found = db.execute(
        "SELECT min(tag) FROM customer_tags GROUP BY folded ORDER BY count(*) DESC, folded LIMIT ?", (limit,)
    ).fetchall()
    return [row[0] for row in found]


def _search_rows(found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Contacts are found as the customer's own name is; their names come last, a line each."""
    for record_id, name, body, contact_names in found:
        contacts = map(_name_tokens, contact_names.split("\n") if contact_names else ())
        yield record_id, _name_tokens(name), " ".join([segment(body), *contacts])


def _name_tokens(name: str) -> str:
    from servicedesk.domain.pinyin import search_tokens

    return f"{segment(name)} {search_tokens(name)}"


SHORTEST_NUMBER = 3
"""Fewer digits than this are searched as a word, not as part of a phone number."""


def _phone_part(typed: str, region: str) -> term_sql.Condition:
    """Customers with a number that holds what was typed."""
    found = words_sql.customers_holding(typed, region)
    return term_sql.Condition(f"id IN ({found.sql})" if found.sql else "0", found.parameters)


def _customer_words(term: "Term", context: term_sql.Asked) -> term_sql.Condition:
    word = str(term.values[0])
    found = term_sql.words_in("customers_search")(term, context)
    if not looks_like_number(word) or sum(character.isdigit() for character in word) < SHORTEST_NUMBER:
        return found
    numbers = _phone_part(word, context.region)
    return term_sql.Condition(f"({found.sql} OR {numbers.sql})", [*found.parameters, *numbers.parameters])


def _customer_phone(term: "Term", context: term_sql.Asked) -> term_sql.Condition:
    if term.op == "empty":
        return term_sql.Condition("id NOT IN (SELECT customer_id FROM customer_phones)")
    return term_sql.any_of([_phone_part(str(value), context.region) for value in term.values])


def _customer_email(term: "Term", _context: term_sql.Asked) -> term_sql.Condition:
    if term.op == "empty":
        return term_sql.Condition("id NOT IN (SELECT customer_id FROM customer_emails)")
    parts = [
        "id IN (SELECT customer_id FROM customer_emails WHERE folded LIKE ? ESCAPE '\\')"
        for _v in term.values
    ]
    return term_sql.Condition(
        f"({' OR '.join(parts)})", [f"%{term_sql.escaped(str(value).casefold())}%" for value in term.values]
    )


def _last_call(term: "Term", context: term_sql.Asked) -> term_sql.Condition:
    column = "(SELECT max(rang_at) FROM calls WHERE customer_id = customers.id AND voided_at IS NULL)"
    return term_sql.moment_column(column)(term, context)


_OPEN_CASES = f"(SELECT count(*) FROM cases WHERE customer_id = customers.id AND {term_sql.IS_OPEN})"


SQL = KindSql(
    orders={"name": ("name_pinyin", "id"), "newest": ("id DESC",), "updated": ("updated_at DESC", "id DESC")},
    words={
        "number": term_sql.case_column("id"),
        "open": term_sql.number_column(_OPEN_CASES),
        "name": term_sql.text_column("name"),
        "phone": _customer_phone,
        "email": _customer_email,
        "tier": term_sql.text_column("tier"),
        "kind": term_sql.enum_column("kind"),
        "region": term_sql.text_column("region"),
        "tag": term_sql.has_label("customer_tags", "customer_id"),
        "owner": term_sql.owner_column("owner"),
        "company": term_sql.text_column("company"),
        "source": term_sql.text_column("source"),
        "created": term_sql.moment_column("created_at"),
        "updated": term_sql.moment_column("updated_at"),
        "last": _last_call,
        "text": _customer_words,
        "is": term_sql.flags(
            {
                "open-case": lambda _context: term_sql.Condition(
                    f"id IN (SELECT customer_id FROM cases WHERE {term_sql.IS_OPEN})"
                ),
                "mine": term_sql.is_mine("owner"),
                "unassigned": term_sql.is_nobodys("owner"),
            }
        ),
    },
    searched=("name", "body"),
    search="""
        SELECT customers.id, name,
          company || ' ' || industry || ' ' || region || ' ' || address || ' ' || wechat || ' ' || banner ||
          ' ' || note || ' ' || coalesce((
            SELECT group_concat(tag, ' ') FROM customer_tags WHERE customer_id = customers.id), '') ||
          ' ' || coalesce((
            SELECT group_concat(address, ' ') FROM customer_emails WHERE customer_id = customers.id), '') ||
          ' ' || coalesce((
            SELECT group_concat(role || ' ' || email, ' ') FROM contacts
            WHERE customer_id = customers.id), ''),
          (SELECT group_concat(name, char(10)) FROM contacts WHERE customer_id = customers.id)
        FROM customers WHERE {where}""",
    search_rows=_search_rows,
    files={
        "contact": (
            "(SELECT name FROM contacts WHERE customer_id = customers.id ORDER BY position, id LIMIT 1)"
        ),
        "phone": main_phones_of("customers.id"),
        "mobile": phones_of("customers.id", "mobile"),
        "email": emails_of("customers.id"),
        "tags": listed("tag", "customer_tags WHERE customer_id = customers.id ORDER BY position, id"),
        "contacts": Part("contact", "position, id"),
    },
)
"""What lists, filters, search and files ask of its table."""
