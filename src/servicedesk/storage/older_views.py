"""The saved views of cases of an older desk, where `due:` was the time that is set by hand and nothing else.

It is the nearest time that is owed now, and the one set by hand is `set-due:`: so a view goes on meaning what
it meant. What was `deadline:` then is `due:` now, and either word is read.
"""

from servicedesk.domain.query_fields import FIELDS_BY_KIND, field_named
from servicedesk.domain.query_tokens import key_places
from servicedesk.domain.records.query_field import DUE_WORD
from servicedesk.domain.text import half_width
from servicedesk.storage import driver

_NOW = {True: "set-due", False: "指定期限"}
"""The word of today in place of one in plain letters, and of a Chinese one."""


def fill(db: driver.Connection, _zone: str) -> None:
    """Write `set-due:` in the saved views of cases that say `due:`."""
    for number, query in db.execute("SELECT id, query FROM views WHERE kind = 'case'").fetchall():
        if isinstance(query, str) and (meant := by_hand(query)) != query:
            db.execute("UPDATE views SET query = ? WHERE id = ?", (meant, number))


def by_hand(query: str) -> str:
    """The query with `set-due:` for each word that meant the time set by hand, and now means more."""
    for start, end in reversed(list(key_places(query))):
        key = query[start:end]
        means = field_named(FIELDS_BY_KIND["case"], key)
        if means is not None and means.name == "due" and field_named({"due": DUE_WORD}, key):
            query = f"{query[:start]}{_NOW[half_width(key).isascii()]}{query[end:]}"
    return query
