"""Follow-ups: book, move, hold, and the days of the calendar."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.moves import Act, Row, Values
from servicedesk.domain.moves import contacts as moves
from servicedesk.domain.records.field import has
from servicedesk.domain.records.followup import FIELDS
from servicedesk.domain.rows.followups import AgendaDay, FollowUpRow
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean_line
from servicedesk.domain.whole_days import due_of
from servicedesk.i18n import _
from servicedesk.services import series
from servicedesk.services.context import Service
from servicedesk.services.values import cleaned, cleaned_values
from servicedesk.storage import followups
from servicedesk.storage.moments import stored
from servicedesk.storage.transaction import Transaction, new_uid
from servicedesk.storage.whole_days import with_day

EDITABLE = tuple(field for field in FIELDS if has(field, "edit"))


@dataclass(frozen=True)
class NewFollowUp:
    """A follow-up to be booked. `repeat` in words or as an RRULE."""

    due_at: datetime
    customer_id: int | None = None
    case_id: int | None = None
    purpose: str = ""
    method: str = "call"
    owner: str = ""
    all_day: bool = False
    repeat: str = ""


class FollowUpService(Service):
    """The follow-up calendar."""

    def book(self, new: NewFollowUp) -> Change:
        """Book a follow-up for a customer or about a case (whose customer it then takes)."""
        return self.book_all([new])

    def book_all(self, new: Sequence[NewFollowUp]) -> Change:
        """Book several follow-ups in one action."""
        with self.desk.writing() as transaction:
            for one in new:
                followup_id = insert_followup(transaction, one)
                transaction.record("followup.book", "followup", followup_id)
            return transaction.change()

    def edit(self, followup_id: int, values: Mapping[str, Any], *, version: int | None = None) -> Change:
        """Change purpose, method, owner, due_at, all_day, repeat, result or reason_skipped.

        Another time is that of this one alone. Another repeat is counted from here; a date outside of it
        goes to the rule's first one.
        """
        row = followup_values(values)
        with self.desk.writing() as transaction:
            transaction.require_version("followups", followup_id, version, row)
            held = transaction.row("followups", followup_id)
            row |= series.edited(transaction, held, row)
            transaction.update("followups", followup_id, row)
            transaction.record("followup.edit", "followup", followup_id)
            return transaction.change()

    def move(
        self,
        followup_ids: Sequence[int],
        due_at: datetime,
        *,
        all_day: bool | None = None,
        and_later: bool = False,
    ) -> Change:
        """Move planned follow-ups to one time; `all_day` says whether it is meant as a whole day.

        Of a series this moves one date, with `and_later` all that come after it, too.
        """
        to = stored(due_at)
        return self._move(followup_ids, lambda _row: to, all_day=all_day, and_later=and_later)

    def move_to_day(self, followup_ids: Sequence[int], day: date, *, and_later: bool = False) -> Change:
        """Move planned follow-ups to one day of the desk's calendar, keeping their time of day."""
        return self._move(
            followup_ids, lambda row: stored(moves.on_day(row, day, self.desk.zone)), and_later=and_later
        )

    def move_days(self, followup_ids: Sequence[int], days: int, *, and_later: bool = False) -> Change:
        """Move planned follow-ups by whole days of the desk's calendar, keeping their time of day."""
        zone = self.desk.zone

        def to(row: Row) -> str:
            try:
                day = due_of(row, zone).astimezone(zone).date() + timedelta(days=days)
            except OverflowError:
                raise UsageError(_("That time is too far away.")) from None
            return stored(moves.on_day(row, day, zone))

        return self._move(followup_ids, to, and_later=and_later)

    def _move(
        self,
        followup_ids: Sequence[int],
        to: Callable[[Row], str],
        *,
        all_day: bool | None = None,
        and_later: bool = False,
    ) -> Change:
        def moved(row: Row, act: Act) -> Values:
            values = with_day(row, moves.followup_moved(row, act, to(row), all_day=all_day), self.desk.zone)
            return series.moved(row, values, self.desk.zone, and_later=and_later)

        return self._each("followup.move", followup_ids, moved)

    def hold(self, followup_ids: Sequence[int], result: str = "") -> Change:
        """The customer was contacted. A repeating follow-up books its next date in the same step."""
        held = partial(moves.followup_held, result=cleaned("followup", "result", result))
        return self._each("followup.hold", followup_ids, held, books_next=True)

    def miss(self, followup_ids: Sequence[int], reason: str) -> Change:
        """The contact did not take place, for a reason. A repeating follow-up books its next date."""
        missed = partial(moves.followup_missed, reason=cleaned("followup", "reason_skipped", reason))
        return self._each("followup.miss", followup_ids, missed, books_next=True)

    def cancel(self, followup_ids: Sequence[int], reason: str = "") -> Change:
        """Call planned follow-ups off; a repeating one ends."""
        cancelled = partial(moves.followup_cancelled, reason=cleaned("followup", "reason_skipped", reason))
        return self._each("followup.cancel", followup_ids, cancelled)

    # The calendar

    def get(self, followup_id: int) -> FollowUpRow | None:
        """The follow-up, None if there is none."""
        with self.desk.reading() as db:
            return followups.rows(db, [followup_id], self.desk.zone).get(followup_id)

    def next_of(self, followup_ids: Sequence[int]) -> list[series.Next]:
        """What comes next in the series of those that have just ended."""
        with self.desk.reading() as db:
            return series.next_of(db, followup_ids, self.desk.zone)

    def agenda(self, first: date, days: int, *, states: Sequence[str] = ()) -> list[AgendaDay]:
        """Each of `days` days from `first` with its follow-ups in order of time, empty days too."""
        zone = self.desk.zone
        start, end = (datetime.combine(day, time(), zone) for day in (first, first + timedelta(days=days)))
        with self.desk.reading() as db:
            found = followups.between(db, start, end, zone, states=states)
        by_day: dict[date, list[FollowUpRow]] = {}
        for row in found:
            by_day.setdefault(row.due_at.astimezone(zone).date(), []).append(row)
        return [
            AgendaDay(day, tuple(by_day.get(day, ())))
            for day in (first + timedelta(days=n) for n in range(days))
        ]

    def overdue(self, limit: int = 200) -> list[FollowUpRow]:
        """Planned follow-ups whose time has passed, oldest first."""
        from servicedesk.services.lists import ListService

        found: list[FollowUpRow] = ListService(self.desk).page("followup", "is:overdue", limit=limit)
        return found

    def _each(
        self,
        verb: str,
        followup_ids: Sequence[int],
        changes: Callable[[Row, Act], Values],
        *,
        books_next: bool = False,
    ) -> Change:
        with self.desk.writing() as transaction:
            change_each(transaction, self.desk.zone, verb, followup_ids, changes, books_next=books_next)
            return transaction.change()


def change_each(
    transaction: Transaction,
    zone: tzinfo,
    verb: str,
    followup_ids: Sequence[int],
    changes: Callable[[Row, Act], Values],
    *,
    books_next: bool = False,
) -> None:
    """Change follow-ups one by one; with `books_next` a repeating one books its next date."""
    for followup_id in dict.fromkeys(followup_ids):
        row = transaction.row("followups", followup_id)
        changed = changes(row, transaction.act)
        if books_next:
            changed = series.begun(row, zone) | changed
        transaction.update("followups", followup_id, changed)
        transaction.record(verb, "followup", followup_id)
        following = series.following(transaction, row, zone) if books_next else {}
        if following:
            kept = {name: row[name] for name in moves.KEPT_BY_THE_NEXT}
            next_id = transaction.insert("followups", kept | following)
            transaction.record("followup.book", "followup", next_id)


def called_about(
    transaction: Transaction, zone: tzinfo, followup_id: int, result: str | None, again_at: datetime | None
) -> str:
    """What a call that was made for a planned follow-up does to it: "held", "moved", or "" for nothing.

    `result` is what came of it; None where nobody was reached: the follow-up stays as it is, or goes to the
    time `again_at` at which it is tried again.
    """
    if transaction.row("followups", followup_id)["state"] != "planned":
        return ""
    if result is not None:
        held = partial(moves.followup_held, result=cleaned("followup", "result", result))
        change_each(transaction, zone, "followup.hold", [followup_id], held, books_next=True)
        return "held"
    if again_at is None:
        return ""
    to = stored(again_at)

    def moved(row: Row, act: Act) -> Values:
        values = with_day(row, moves.followup_moved(row, act, to, all_day=False), zone)
        return series.moved(row, values, zone, and_later=False)

    change_each(transaction, zone, "followup.move", [followup_id], moved)
    return "moved"


def followup_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Column values for the fields of a follow-up; UsageError for one that does not fit."""
    return cleaned_values(EDITABLE, values)


def insert_followup(transaction: Transaction, new: NewFollowUp) -> int:
    """Insert a follow-up; the caller records the event."""
    customer_id = new.customer_id
    if new.case_id is not None:
        case = transaction.row("cases", new.case_id)
        customer_id = customer_id if customer_id is not None else case["customer_id"]
    if customer_id is not None:
        transaction.row("customers", customer_id)
    if customer_id is None and new.case_id is None and not clean_line(new.purpose):
        raise UsageError(_("A follow-up needs a customer, a case or a purpose."))
    values = asdict(new) | {"owner": new.owner or transaction.actor}
    whose = {"customer_id": customer_id, "case_id": values.pop("case_id")}
    del values["customer_id"]
    row = {
        "uid": new_uid(),
        "anchor": "",
        "series": "",
        "planned_for": None,
        **followup_values(values),
        **whose,
    }
    return transaction.insert("followups", row | series.edited(transaction, row, row))
