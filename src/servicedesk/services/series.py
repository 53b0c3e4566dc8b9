"""Series of repeating follow-ups in a transaction: where one begins, what comes next in it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from servicedesk.domain import series as rules
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.moves import Row, Values
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.whole_days import due_of
from servicedesk.i18n import _
from servicedesk.storage import clock_cache, damage, driver, followups
from servicedesk.storage.fits import misfits
from servicedesk.storage.impossible import Impossible
from servicedesk.storage.moments import loaded, stored
from servicedesk.storage.transaction import Transaction
from servicedesk.storage.whole_days import with_day

if TYPE_CHECKING:
    from servicedesk.domain.worktime import WorkingCalendar


class Next(NamedTuple):
    """The date of a series that comes after one that has ended."""

    row: FollowUpRow
    passed: int
    """How many planned dates between the two went by: they are not made up for."""


def begun(row: Row, zone: tzinfo) -> dict[str, Any]:
    """What a follow-up that repeats has of its series."""
    require_sound(row)
    return rules.begun(row, zone) if row["repeat"] else {}


def require_sound(row: Row) -> None:
    """Raise DamagedError where nobody can say how the follow-up repeats: it would end, or go on elsewhere."""
    if row["repeat"] and (columns := misfits("followups", row)):
        raise damage.error([Impossible("followups", row["id"], columns)])


def edited(transaction: Transaction, held: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """What `values` change of the series of the follow-up in `held`.

    A new repeat is counted from its date, which goes to the rule's first one where it is none of it; without
    a new one the date that was planned stays. UsageError for a rule that has ended by then.
    """
    zone = ZoneInfo(transaction.zone)
    row = {**held, **with_day({} if held is values else held, values, zone)}
    if "repeat" not in values or (held is not values and values["repeat"] == held["repeat"]):
        return begun(held, zone) if "due_at" in values else {}
    if not row["repeat"] or row.get("state", "planned") != "planned":
        return {}
    local = due_of(row, zone).astimezone(zone)
    found = rules.first_occurrence(row["repeat"], local.date(), workdays(transaction, zone))
    if found is None:
        raise UsageError(_("This repeat has ended by then."), _("Write another UNTIL, or an earlier time."))
    planned = rules.at(found.planned, local.time(), zone)
    return {
        "due_at": stored(rules.at(found.day, local.time(), zone)),
        "planned_for": stored(planned),
        "anchor": str(rules.anchor_at(planned, zone, all_day=bool(row["all_day"]))),
        "series": row["series"] or row["uid"],
    }


def moved(row: Row, values: Values, zone: tzinfo, *, and_later: bool) -> Values:
    """`values` of a move, with those of the series: counted from there when all later dates move, too.

    RefusedError where later ones are meant and there are none.
    """
    if not row["repeat"]:
        if and_later:
            number = format_number("followup", row["id"])
            raise RefusedError(_("{number} does not repeat.").format(number=number), _("Move it alone."))
        return values
    kept = begun(row, zone)
    return kept | values | (rules.rebegun({**row, **values}, zone) if and_later else {})


def following(transaction: Transaction, row: Row, zone: tzinfo) -> dict[str, Any]:
    """The fields of its series that the next date has, now that the one of `row` ends; empty for none.

    A date that stands in the calendar already is not booked a second time.
    """
    now = loaded(transaction.act.now)
    found = rules.following(row, now, zone, workdays(transaction, zone))
    if not found:
        return {}
    found |= {name: stored(found[name]) for name in ("planned_for", "due_at")}
    stands = followups.is_in_series(transaction.connection, found["series"], found["planned_for"])
    return {} if stands else found


def next_of(db: driver.Connection, followup_ids: Sequence[int], zone: tzinfo) -> list[Next]:
    """What comes next in the series of those that have ended, as seen in the zone."""
    found = []
    for ended in followups.rows(db, followup_ids, zone).values():
        row = followups.next_in_series(db, ended.series, ended.id, zone)
        if row is not None:
            found.append(Next(row, _passed(db, ended, row, zone)))
    return found


def _passed(db: driver.Connection, ended: FollowUpRow, row: FollowUpRow, zone: tzinfo) -> int:
    anchor = rules.read_anchor(row.anchor)
    if anchor is None or ended.planned_for is None or row.planned_for is None:
        return 0
    since, until = (
        # Whole days are seen in the zone, moments are counted in that of the series.
        planned_for.astimezone(anchor.zone if on_day is None else zone).date()
        for planned_for, on_day in ((ended.planned_for, ended.on_day), (row.planned_for, row.on_day))
    )
    return rules.passed_between(row.repeat, since, until, anchor.day, lambda: _calendar(db, zone))


def workdays(transaction: Transaction, zone: tzinfo) -> "Callable[[], WorkingCalendar]":
    """The desk's calendar, read when it is asked for."""
    return lambda: _calendar(transaction.connection, zone)


def _calendar(db: driver.Connection, zone: tzinfo) -> "WorkingCalendar":
    found: WorkingCalendar = clock_cache.working_calendar(db, str(zone))
    return found
