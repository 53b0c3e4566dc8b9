"""How many cases a list had at past moments: what the history says was changed since then is taken back.

It is what the desk knew at that moment, as the screen showed it then: what was written down later for an
earlier time does not count, and what was undone later still does.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from servicedesk.storage import driver
from servicedesk.storage.json_text import kept_changes
from servicedesk.storage.moments import loaded, readable, stored

LOOKED_AT = 20_000
"""So many of the newest lines of the history are looked at; of moments before them nothing is said."""
MOST = 5_000
"""Of more cases than that nothing is said."""
_FIELDS = ("state", "owner", "snoozed_until", "created_at")


class CaseThen(NamedTuple):
    """A case at a past moment; times as they are stored."""

    state: str
    owner: str
    snoozed_until: str | None
    created_at: str


Asked = Callable[[CaseThen, str], bool]
"""Whether a case was in a list at a moment, as stored."""


def began(db: driver.Connection) -> datetime | None:
    """When the first line of the history that is kept was written; None without one."""
    found = db.execute("SELECT at FROM events ORDER BY id LIMIT 1").fetchone()
    return None if found is None else loaded(found[0])


class _Line(NamedTuple):
    at: str
    changes: list[dict[str, Any]]


def counts(
    db: driver.Connection, states: Sequence[str], moments: Sequence[datetime], asked: Sequence[Asked]
) -> list[tuple[int, ...]]:
    """How many cases each of `asked` had at each of the last of `moments`, in order, as far as it is known.

    What is asked may be true of cases in these `states` only.
    """
    if not moments:
        return []
    known_from = db.execute(
        "SELECT at FROM events WHERE id <= (SELECT max(id) FROM events) - ? ORDER BY id DESC LIMIT 1",
        (LOOKED_AT,),
    ).fetchone()
    times = [at for at in map(stored, moments) if known_from is None or at >= readable(known_from[0])]
    if not times:
        return []
    lines = list(_lines(db, times[0]))
    touched = {change["id"] for line in lines for change in line.changes}
    cases = _cases(db, states, touched)
    if len(cases) > MOST:
        return []
    found: list[tuple[int, ...]] = []
    later = iter(lines)
    line = next(later, None)
    for at in reversed(times):
        while line is not None and line.at > at:
            for change in reversed(line.changes):
                _take_back(cases, change)
            line = next(later, None)
        then = [case for case in cases.values() if case is not None and case.created_at <= at]
        found.append(tuple(sum(one(case, at) for case in then) for one in asked))
    return found[::-1]


def _lines(db: driver.Connection, since: str) -> Iterator[_Line]:
    """What was changed on cases after `since`, the last change first."""
    found = db.execute(
        "SELECT at, changes FROM events"
        " WHERE id > (SELECT max(id) FROM events) - ? AND at > ? AND changes LIKE ? ORDER BY id DESC",
        (LOOKED_AT, since, '%"table":"cases"%'),
    )
    for at, text in found.fetchall():
        changes = [one for one in kept_changes(text) or () if one["table"] == "cases"]
        if changes:
            yield _Line(readable(at), changes)


def _cases(db: driver.Connection, states: Sequence[str], touched: set[int]) -> dict[int, CaseThen | None]:
    """The cases as they are now that are in these states, or that were touched; None for one that is gone."""
    found: dict[int, CaseThen | None] = dict.fromkeys(touched)
    listed = str(sorted(touched))
    terms = f"state IN ({', '.join('?' * len(states))}) OR id IN (SELECT value FROM json_each(?))"
    for case_id, *fields in db.execute(
        f"SELECT id, {', '.join(_FIELDS)} FROM cases WHERE {terms} LIMIT ?", (*states, listed, MOST + 1)
    ):
        found[case_id] = CaseThen(*map(_text, fields))
    return found


def _take_back(cases: dict[int, CaseThen | None], change: dict[str, Any]) -> None:
    case_id = change["id"]
    before = {name: _text(value) for name, value in change.get("before", {}).items() if name in _FIELDS}
    case = cases.get(case_id)
    if change["op"] == "insert":
        cases[case_id] = None
    elif change["op"] == "delete":
        if len(before) == len(_FIELDS):
            cases[case_id] = CaseThen(**before)
    elif case is not None:
        cases[case_id] = case._replace(**before)


def _text(value: Any) -> Any:
    return None if value is None else readable(value)
