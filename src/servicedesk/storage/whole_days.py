"""The day of whole-day follow-ups where rows are written, and where an older desk climbs."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.domain.series import anchor_at, read_anchor
from servicedesk.domain.unreadable import UNREADABLE
from servicedesk.domain.whole_days import due_of
from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, stored
from servicedesk.storage.rows import Values

Row = Mapping[str, Any]

_KEPT_AT = frozenset({time(0), time(9)})
"""When a whole day was kept for in the zone in which it was booked: its beginning, or `followup_hour`."""


def with_day(held: Row, values: Values, zone: tzinfo) -> dict[str, Any]:
    """`values` that are written over the follow-up `held`, with its day; empty `held` for a new one.

    What is typed is typed in the zone. A whole day that is to be on the day that it has stays as it is, and
    one that gets a time of day without being told which is on that day, too.
    """
    found = dict(values)
    if "on_day" in found or not {"due_at", "all_day"} & found.keys():
        return found
    was_whole = bool(held and held["all_day"])
    day = None
    if found.get("all_day", was_whole):
        if was_whole and "due_at" not in found and held["on_day"]:
            return found
        day = loaded(found.get("due_at") or held["due_at"]).astimezone(zone).date().isoformat()
        if was_whole and held["on_day"] == day:
            found.pop("due_at", None)
    elif was_whole and "due_at" not in found:
        found["due_at"] = stored(due_of(held, zone))
    if not held or held["on_day"] != day:
        found["on_day"] = day
    return found


def fill(db: driver.Connection, zone: str) -> None:
    """Give each whole day of a desk of an earlier schema its day; `zone` is that of who opens it.

    It was not kept in which zone a day was booked. Series say it; of the others it is the zone in which
    the clocks of the desk began or that of who opens it, the first in which the time is one that whole days
    were kept for.
    """
    found = db.execute(
        "SELECT id, due_at, anchor FROM followups WHERE all_day = 1 AND on_day IS NULL"
    ).fetchall()
    began = db.execute("SELECT zone FROM clock_stamp ORDER BY id DESC LIMIT 1").fetchone()
    zones = tuple(_known(*(began or ()), zone))
    for followup_id, due_at, anchor in found:
        due = loaded(due_at)
        if due is UNREADABLE:
            continue
        series = read_anchor(anchor)
        booked_in = series.zone if series else _booked_in(due, zones)
        day = due.astimezone(booked_in).date().isoformat()
        since = loaded(anchor)
        # Schema 3 left a moment there: it is a day, and now it is known in which zone.
        whole = anchor if since is UNREADABLE else str(anchor_at(since, booked_in, all_day=True))
        db.execute("UPDATE followups SET on_day = ?, anchor = ? WHERE id = ?", (day, whole, followup_id))


def _known(*names: str) -> Iterator[ZoneInfo]:
    for name in names:
        try:
            yield ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            continue


def _booked_in(due: datetime, zones: tuple[ZoneInfo, ...]) -> ZoneInfo:
    fitting = (zone for zone in zones if due.astimezone(zone).time() in _KEPT_AT)
    return next(fitting, zones[-1] if zones else ZoneInfo("UTC"))
