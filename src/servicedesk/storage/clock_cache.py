"""What the service clock of each case comes to, kept in the case's row so that a million can be put in order.

The history is the truth and this a cache of it: Transaction makes it anew for every case that a change
touches, `refresh_stale` when a level or a term of the urgency has moved on with time, `refresh_all` when the
rules change, and `count_wrong` compares it with the history. It is never part of an event and never undone.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from servicedesk.domain.case_states import CLOSED, OPEN_STATES
from servicedesk.storage import driver, policies
from servicedesk.storage.moments import loaded, stored, stored_or_none
from servicedesk.storage.rows import Rows
from servicedesk.storage.schema_map import CLOCK_COLUMNS

if TYPE_CHECKING:
    from servicedesk.domain.case_history import CaseHistory
    from servicedesk.domain.clock_rules import ClockRules
    from servicedesk.domain.policies.urgency import UrgencyWeights
    from servicedesk.domain.worktime import WorkingCalendar

BATCH = 500
LISTED = "(SELECT value FROM json_each(?))"
NOTHING = (None, "", 0, 0, None, None)
"""The clock columns of a case that has ended, with nobody waiting for a word."""
CAME_BACK = (
    "+state = 'closed' AND EXISTS (SELECT 1 FROM calls WHERE calls.case_id = cases.id AND direction = 'in'"
    " AND voided_at IS NULL AND rang_at > coalesce(closed_at, ''))"
)
"""Cases whose customer has turned to us since they were closed: only of these a clock may still run.

The plus says that no index serves the state: SQLite, which keeps no statistics, would read every closed case
of the desk to find some by their numbers.
"""

UNTIL = 1 + CLOCK_COLUMNS.index("clock_until")
_ASSIGNMENTS = ", ".join(f"{name} = ?" for name in CLOCK_COLUMNS)
_COLUMNS = ", ".join(CLOCK_COLUMNS)


class ClockSetting(NamedTuple):
    """The rules by which clocks and urgency are computed."""

    rules: "ClockRules"
    weights: "UrgencyWeights"


_STAMP = 1
"""The number of the only row of clock_stamp."""


class Stamp(NamedTuple):
    """By which rules, and in which zone, the cache was made."""

    fingerprint: str
    zone: str


def stamp(db: driver.Connection) -> Stamp | None:
    """What the cache was made with; None where it never was."""
    found = Rows(db).find("clock_stamp", id=_STAMP)
    return Stamp(found["fingerprint"], found["zone"]) if found else None


def is_current(db: driver.Connection) -> bool:
    """Whether the cache was made with the rules that hold now."""
    held = stamp(db)
    return held is not None and held.fingerprint == policies.fingerprint(db, held.zone)


def setting(db: driver.Connection, zone: str) -> ClockSetting:
    """The rules that hold now; `zone` is that of a desk whose clocks have not been computed yet."""
    held = stamp(db)
    calendar = working_calendar(db, held.zone if held else zone)
    from servicedesk.domain.clock_rules import ClockRules, Earlier, EarlierRules

    versions = [policies.in_time(db, name) for name in EarlierRules._fields]
    targets, waiting, sources = (held[-1][1] for held in versions)
    earlier = EarlierRules(
        *(
            tuple(Earlier(until, rules) for (_since, rules), (until, _next) in pairwise(held) if until)
            for held in versions
        )
    )
    rules = ClockRules(calendar, targets, waiting, sources, earlier)
    return ClockSetting(rules, policies.current(db, "urgency"))


def desk_calendar(db: driver.Connection, zone: str) -> "WorkingCalendar":
    """The WorkingCalendar in the zone in which the clocks are computed; `zone` where none was begun yet."""
    held = stamp(db)
    calendar: WorkingCalendar = working_calendar(db, held.zone if held else zone)
    return calendar


def working_calendar(db: driver.Connection, zone: str) -> Any:
    """The desk's WorkingCalendar, its hours those of each time; its document may name another zone."""
    return _built(tuple(policies.in_time(db, "calendar")), zone)


@lru_cache(maxsize=8)
def _built(versions: tuple[tuple[int | None, Any], ...], zone: str) -> Any:
    from servicedesk.domain.policies.calendar_versions import in_time

    try:
        known = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        # Another program has been at the stamp; the clocks go on, in the zone that everybody knows.
        known = ZoneInfo("UTC")
    # What it has worked out of a year is kept with it.
    return in_time(versions, known)


def refresh(db: driver.Connection, case_ids: Iterable[int], now: datetime, zone: str) -> None:
    """Compute the clocks of these cases, and of those that they stand merged into.

    Where the rules are not those of the cache, every open case is computed anew.
    """
    done = bring_up(db, now, zone)
    wanted = _with_targets(db, set(case_ids)).difference(done)
    if wanted:
        _write(db, sorted(wanted), now, setting(db, zone))


def bring_up(db: driver.Connection, now: datetime, zone: str) -> list[int]:
    """Compute every open case anew where the rules are not those of the cache; which cases there were."""
    done: list[int] = []
    if not is_current(db) or was_set_back(db, now):
        done = _refresh_running(db, now, zone)
    note_time(db, now)
    return done


def refresh_all(db: driver.Connection, now: datetime, zone: str) -> int:
    """Compute every case with a clock that may run by the rules that hold now; how many there were."""
    return len(_refresh_running(db, now, zone))


def _refresh_running(db: driver.Connection, now: datetime, zone: str) -> list[int]:
    """The same; which cases there were."""
    held = stamp(db)
    zone = held.zone if held else zone
    made = {"fingerprint": policies.fingerprint(db, zone), "zone": zone, "at": stored(now)}
    Rows(db).upsert("clock_stamp", ("id",), {"id": _STAMP, **made})
    ids = [row[0] for row in db.execute(f"SELECT id FROM cases WHERE state IN {OPEN_STATES}").fetchall()]
    ids += [
        row[0]
        for row in db.execute(
            # From the calls of cases, in this order: there are far fewer than closed cases.
            "SELECT DISTINCT cases.id FROM calls CROSS JOIN cases ON cases.id = calls.case_id"
            " WHERE direction = 'in' AND voided_at IS NULL AND cases.state = 'closed'"
            " AND rang_at > coalesce(closed_at, '')"
        ).fetchall()
    ]
    if ids:
        _write(db, ids, now, setting(db, zone))
    return ids


def begin(db: driver.Connection, zone: str, now: datetime) -> None:
    """Have the clocks of a desk without cases computed in that zone from now on."""
    made = {"fingerprint": "", "zone": zone, "at": stored(now)}
    Rows(db).upsert("clock_stamp", ("id",), {"id": _STAMP, **made})


def refresh_stale(db: driver.Connection, now: datetime, zone: str, limit: int) -> int:
    """Compute at most `limit` of the cases that time has moved on; how many there were."""
    found = db.execute(
        "SELECT id FROM cases WHERE clock_until <= ? ORDER BY clock_until LIMIT ?", (stored(now), limit)
    ).fetchall()
    ids = [row[0] for row in found]
    if ids:
        _write(db, ids, now, setting(db, zone))
    return len(ids)


SET_BACK = timedelta(minutes=10)
"""A clock that tells so much less than when it was last asked was set back."""


def stamp_time(db: driver.Connection) -> datetime | None:
    """Up to when clocks were computed; None where they never were."""
    held = Rows(db).find("clock_stamp", id=_STAMP)
    return None if held is None else loaded(held["at"])


def was_set_back(db: driver.Connection, now: datetime) -> bool:
    """Whether clocks were computed at a time that has not come yet: they know what has not happened."""
    held = stamp_time(db)
    return held is not None and held > now + SET_BACK


def note_time(db: driver.Connection, now: datetime) -> None:
    """Remember up to when clocks were computed, once in a while."""
    held = stamp_time(db)
    if held is not None and held + SET_BACK / 2 < now:
        Rows(db).update("clock_stamp", _STAMP, {"at": stored(now)})


def is_stale(db: driver.Connection, now: datetime) -> bool:
    """Whether time alone has moved the clock of some case on."""
    found = db.execute("SELECT 1 FROM cases WHERE clock_until <= ? LIMIT 1", (stored(now),)).fetchone()
    return found is not None


def count_wrong(db: driver.Connection, now: datetime, zone: str, ids: Sequence[int] | None = None) -> int:
    """How many cases (of `ids`, or of all) hold another clock than their history gives.

    A case whose clock has moved on with time since is not wrong: it is next to be refreshed. Nor is one that
    was computed before the machine's clock was set back.
    """
    held_at = stamp_time(db)
    if held_at is not None and was_set_back(db, now):
        now = held_at
    if ids is None:
        ids = [row[0] for row in db.execute("SELECT id FROM cases").fetchall()]
    rules = setting(db, zone)
    wrong, moment = 0, stored(now)
    for batch in _batches(ids):
        held = {
            row[0]: tuple(row[1:])
            for row in db.execute(
                f"SELECT id, {_COLUMNS} FROM cases WHERE id IN {LISTED}", (json.dumps(list(batch)),)
            ).fetchall()
            if row[UNTIL] is None or row[UNTIL] > moment
        }
        right = dict(_computed(db, _open(db, list(held)), now, rules))
        wrong += sum(right.get(case_id, NOTHING) != values for case_id, values in held.items())
    return wrong


def _write(db: driver.Connection, ids: Sequence[int], now: datetime, rules: ClockSetting) -> None:
    for batch in _batches(ids):
        _clear_ended(db, batch)
        rows = [(*values, case_id) for case_id, values in _computed(db, _open(db, batch), now, rules)]
        sql = f"UPDATE cases SET {_ASSIGNMENTS} WHERE id = ?"
        try:
            db.executemany(sql, rows)
        except driver.IntegrityError:
            _write_singly(db, sql, rows)


def _write_singly(db: driver.Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """The same, but for rows that hold what they cannot, in which SQLite changes nothing."""
    for row in rows:
        with suppress(driver.IntegrityError):
            db.execute(sql, row)


def _computed(
    db: driver.Connection, open_ids: Sequence[int], now: datetime, rules: ClockSetting
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The clock columns of each case that has not ended."""
    from servicedesk.storage.case_histories import histories

    nudges = _nudges(db, open_ids, rules)
    for case_id, history in histories(db, open_ids).items():
        yield case_id, columns_of(history, now, rules, nudges.get(case_id))


def _nudges(db: driver.Connection, open_ids: Sequence[int], held: ClockSetting) -> dict[int, str]:
    """When whom each waiting case waits for is to be asked again, or its closing proposed."""
    from servicedesk.domain.policies.waiting import reminders
    from servicedesk.storage.cases import waits

    found: dict[int, str] = {}
    for case in waits(db, open_ids):
        reason = held.rules.waiting.find(case.reason)
        first = reminders(reason, case.wait, held.rules.calendar).first
        if first is not None:
            found[case.id] = stored(first)
    return found


def columns_of(
    history: "CaseHistory", now: datetime, held: ClockSetting, nudge_at: str | None
) -> tuple[Any, ...]:
    """The clock columns; of a closed case `nudge_at` is since when its customer waits for a word again."""
    from servicedesk.domain.service_clock import clocks
    from servicedesk.domain.urgency import UrgencyFacts, urgency

    read = clocks(history, held.rules, now)
    if history.state == CLOSED:
        if read.unanswered_since is None:
            return NOTHING
        nudge_at = stored(read.unanswered_since)
    order = urgency(UrgencyFacts(history, read, held.rules), held.weights, now)
    changes = [moment for moment in (read.until, order.until) if moment is not None]
    return (
        stored_or_none(read.deadline_at),
        read.deadline_kind,
        read.level,
        order.total,
        stored_or_none(min(changes, default=None)),
        nudge_at,
    )


def _open(db: driver.Connection, ids: Sequence[int]) -> list[int]:
    found = db.execute(
        f"SELECT id FROM cases WHERE id IN {LISTED} AND (+state IN {OPEN_STATES} OR {CAME_BACK})",
        (json.dumps(list(ids)),),
    ).fetchall()
    return [row[0] for row in found]


def _clear_ended(db: driver.Connection, ids: Sequence[int]) -> None:
    db.execute(
        f"UPDATE cases SET {_ASSIGNMENTS} WHERE id IN {LISTED} AND state NOT IN {OPEN_STATES}"
        " AND (deadline_at IS NOT NULL OR urgency <> 0 OR clock_level <> 0 OR clock_until IS NOT NULL"
        " OR nudge_at IS NOT NULL)",
        (*NOTHING, json.dumps(list(ids))),
    )


def _with_targets(db: driver.Connection, case_ids: set[int]) -> set[int]:
    """The cases, those they stand merged into, and so on."""
    wanted, new = set(case_ids), list(case_ids)
    while new:
        found = db.execute(
            f"SELECT DISTINCT merged_into FROM cases WHERE merged_into IS NOT NULL AND id IN {LISTED}",
            (json.dumps(new),),
        ).fetchall()
        new = [row[0] for row in found if row[0] not in wanted]
        wanted.update(new)
    return wanted


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
