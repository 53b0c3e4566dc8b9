"""The desk's own rules: the documents kept in the file, and what they mean."""

from functools import lru_cache
from hashlib import sha256
from typing import Any

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, readable
from servicedesk.storage.rows import Rows

FORMAT = "3"
"""Raised when the program itself comes to count otherwise: every cached clock is then made anew."""

MOVING_CLOCKS = ("calendar", "targets", "urgency", "waiting", "sources")
"""The documents that clocks, urgency and nudges follow from; another macro or cause moves none of them."""


def body(db: driver.Connection, name: str) -> str | None:
    """The desk's own document of that name; None where the rules that come with the program hold."""
    found = Rows(db).find("policies", name=name)
    return found["body"] if found else None


def current(db: driver.Connection, name: str) -> Any:
    """What the document of that name means, as its module in domain.policies says.

    One that cannot be read, which only another program can have written, counts as the shipped one; `faults`
    tells of it.
    """
    try:
        return _parsed(name, body(db, name), _language())
    except ServiceDeskError:
        return _parsed(name, None, _language())


def versions(db: driver.Connection, name: str) -> list[tuple[str | None, str | None]]:
    """Each document of that name with since when it holds, in order; None is the beginning.

    The last one is that of body(): where the desk has none of its own, its text is None.
    """
    earlier = db.execute(
        "SELECT valid_from, body FROM policy_versions WHERE name = ?"
        " ORDER BY valid_from IS NOT NULL, valid_from",
        (name,),
    ).fetchall()
    found = Rows(db).find("policies", name=name)
    last = (found["valid_from"], found["body"]) if found else (None, None)
    return [*((row[0], readable(row[1])) for row in earlier), last]


def in_time(db: driver.Connection, name: str) -> list[tuple[int | None, Any]]:
    """What each of versions() means, with its first second since 1970; as current() reads it."""
    found: list[tuple[int | None, Any]] = []
    for since, text in versions(db, name):
        try:
            meant = _parsed(name, text, _language())
        except ServiceDeskError:
            meant = _parsed(name, None, _language())
        found.append((None if since is None else int(loaded(since).timestamp()), meant))
    return found


def faults(db: driver.Connection) -> list[str]:
    """The names of the documents in the file that cannot be read."""
    found = []
    for name, text in db.execute(
        "SELECT name, body FROM policies UNION SELECT name, body FROM policy_versions ORDER BY name"
    ).fetchall():
        try:
            _parsed(name, readable(text), _language())
        except (ServiceDeskError, KeyError, TypeError):
            found.append(str(name))
    return list(dict.fromkeys(found))


def fingerprint(db: driver.Connection, zone: str) -> str:
    """Changes with the rules of MOVING_CLOCKS and with the zone: they move the clocks of all cases."""
    found = db.execute(
        f"SELECT name, body, valid_from FROM policies WHERE name IN {MOVING_CLOCKS} ORDER BY name"
    ).fetchall()
    found += db.execute(
        f"SELECT name, body, valid_from FROM policy_versions WHERE name IN {MOVING_CLOCKS} ORDER BY id"
    ).fetchall()
    digest = sha256(repr((FORMAT, zone, [tuple(row) for row in found])).encode())
    return digest.hexdigest()


@lru_cache(maxsize=64)
def _parsed(name: str, text: str | None, _language: str) -> Any:
    from servicedesk.domain.policies import POLICIES

    policy = POLICIES[name]
    return policy.parse(policy.default() if text is None else text)


def _language() -> str:
    """The shipped rules name their causes and reasons in the language of the run."""
    from servicedesk import i18n

    return i18n.language()
