"""What can be done to follow-ups with one key, for every screen that lists them.

A screen says by ChosenFollowUps which are meant, and hears of each change.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from servicedesk.domain.date_format import clock_text, format_when
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.recurrence import describe_repeat, parse_repeat
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.history import Change
from servicedesk.domain.series_words import passed_in_words
from servicedesk.i18n import _, ngettext
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.calendar.followup_times import fault_of_no_time, meant_time, time_fault
from servicedesk.tui.forms.asking import ask, needed, refusal_of
from servicedesk.tui.forms.choice import LineKey, draft_key
from servicedesk.tui.frame.desk_screen import DeskScreen

if TYPE_CHECKING:
    from servicedesk.services.series import Next
    from servicedesk.tui.forms.fields_form import FormField


@dataclass(frozen=True, slots=True)
class _Moved:
    """A change, and the one follow-up that it was about as it is now."""

    change: Change
    row: FollowUpRow | None


@dataclass(frozen=True, slots=True)
class _Ended:
    """A change, and what it booked next in the series of those that it ended."""

    change: Change
    following: "list[Next]"


class ChosenFollowUps(Protocol):
    """The follow-ups that are meant."""

    @property
    def record(self) -> FollowUpRow | None:
        """The one under the cursor."""

    def selection(self) -> list[int]:
        """Those that are meant."""

    def began(self) -> None:
        """A change is being made."""

    def served(self, ids: Sequence[int]) -> None:
        """The change was made, or refused (no ids)."""


class FollowUpKeys(Handler):
    """Hold, miss, cancel, move, edit, book."""

    def __init__(self, screen: DeskScreen, chosen: ChosenFollowUps) -> None:
        """On these follow-ups."""
        super().__init__(screen)
        self.chosen = chosen

    # Ending

    def hold_followups(self, ids: Sequence[int]) -> None:
        """Ask for the result, and hold them; Enter alone will do."""
        self._ask(ids, _("What was the result?"), self.desk.followups.hold, _("held"))

    def miss_followups(self, ids: Sequence[int]) -> None:
        """Ask for the reason why they were not held."""
        hint = _("nobody answered, away …")
        self._ask(ids, _("Why was it not held?"), self.desk.followups.miss, _("not held"), reason_hint=hint)

    def cancel_followups(self, ids: Sequence[int]) -> None:
        """Call them off."""
        self._apply(ids, lambda: self.desk.followups.cancel(ids), _("called off"))

    def _ask(
        self,
        ids: Sequence[int],
        title: str,
        service: Callable[[Sequence[int], str], Change],
        said: str,
        reason_hint: str = "",
    ) -> None:
        if not ids:
            return

        def answered(text: str | None) -> None:
            if text is not None:
                self._apply(ids, partial(service, ids, text), said, key)

        key = draft_key(f"followup.{service.__name__}", ids)
        check = needed(_("Give a reason.")) if reason_hint else None
        title = f"{counted(ids)}  {title}"
        ask(self.app, title, answered, check=check, hint=reason_hint, draft_key=LineKey(key))

    # Moving

    def move_followups_by(self, ids: Sequence[int], days: int) -> None:
        """Move them by whole days."""
        if days > 0:
            said = _("a day on") if days == 1 else _("{count} days on")
        else:
            said = _("a day back") if days == -1 else _("{count} days back")
        self._move(ids, lambda: self.desk.followups.move_days(ids, days), said.format(count=abs(days)))

    def move_followups(self, ids: Sequence[int], *, and_later: bool = False) -> None:
        """Move them to a time that is typed; a time alone is on the day of the one under the cursor.

        Of a series this moves one date, with `and_later` all that come after it, too.
        """
        if not ids:
            return
        desk, row = self.desk, self.chosen.record
        if and_later and row is not None and list(ids) == [row.id] and not row.repeat:
            # Before a time is typed for nothing.
            words = _("{number} does not repeat.").format(number=counted(ids))
            self.desk_app.say(f"{words} {_('Move it alone.')}", severity="warning")
            return
        day: date | None = None
        if row is not None and list(ids) == [row.id]:
            day = row.due_at.astimezone(desk.zone).date()

        def typed(text: str | None) -> None:
            when = meant_time(desk, text, day) if text else None
            if when is None:
                return
            shown = format_when(when.at, desk.clock.now(), desk.zone, with_time=when.has_time)
            if when.has_time:
                make = partial(desk.followups.move, ids, when.at, all_day=False, and_later=and_later)
            else:
                to_day = when.at.astimezone(desk.zone).date()
                make = partial(desk.followups.move_to_day, ids, to_day, and_later=and_later)
            self._move(ids, make, f"→ {shown}", _("and all later ones") if and_later else "")

        question = _("Move this and all later ones to when?") if and_later else _("Move to when?")
        title = f"{counted(ids)}  {question}"
        hint = _("fri 15:00, 3d, 10:30, tomorrow 15:00")
        ask(self.app, title, typed, check=lambda text: time_fault(desk, text, day), hint=hint)

    def _move(self, ids: Sequence[int], make: Callable[[], Change], several: str, more: str = "") -> None:
        """Make a move; of one follow-up say where it is now, and `more` behind it."""
        desk = self.desk

        def moved() -> _Moved:
            return _Moved(make(), desk.followups.get(ids[0]) if len(ids) == 1 else None)

        def said(done: _Moved) -> str:
            where = several
            if (row := done.row) is not None:
                where = f"→ {self._when(row)}"
            return " ".join(part for part in (counted(ids), where, more) if part)

        if ids:
            self.chosen.began()
            self.change(moved, said=said, then=lambda _done: self.chosen.served(ids), failed=self._refused)

    def _apply(self, ids: Sequence[int], make: Callable[[], Change], said: str, key: str = "") -> None:
        desk = self.desk

        def ended() -> _Ended:
            # A repeating follow-up that ends books its next date in the same step.
            change = make()
            return _Ended(change, desk.followups.next_of(ids) if len(change.ids) > len(ids) else [])

        def words(done: _Ended) -> str:
            next_ids = [row.id for row, _passed in done.following]
            following = "" if not next_ids else _("next: {followups}").format(followups=counted(next_ids))
            if len(next_ids) == 1:
                row, passed = done.following[0]
                words = [f"{following} {self._when(row)}", passed_in_words(passed) if passed else ""]
                following = "  ".join(part for part in words if part)
            return "  ".join(part for part in (f"{counted(ids)} {said}", following) if part)

        if ids:
            self.chosen.began()
            self.change(
                ended,
                said=words,
                then=lambda _done: self.chosen.served(ids),
                failed=self._refused,
                ends=key,
            )

    def _refused(self, error: Exception) -> None:
        self.chosen.served(())
        self.desk_app.report(error)

    # Fields

    def edit_followup(self, row: FollowUpRow | None) -> None:
        """Edit the fields of a follow-up."""
        if row is None:
            return
        from servicedesk.tui.forms.fields_form import FieldsForm

        title = _("Edit {number}").format(number=format_number("followup", row.id))
        newest = partial(self.desk.followups.get, row.id)
        key = f"followup.edit {row.id}"
        form = FieldsForm.of_record(
            title, row, self._fields_of, self._save_fields, newest, key, said=self._said_of_edit
        )
        self.app.push_screen(form)

    def _fields_of(self, row: FollowUpRow) -> "list[FormField]":
        """What may be edited."""
        from servicedesk.domain.records.followup import FIELDS
        from servicedesk.tui.forms.record_fields import form_fields

        desk = self.desk
        due = row.due_at.astimezone(desk.zone)
        shown = {
            "due_at": f"{due:%Y-%m-%d}" + ("" if row.all_day else f" {clock_text(due)}"),
            "repeat": _repeat_to_edit(row.repeat),
        }

        def time_fault(text: str) -> str | None:
            return None if meant_time(desk, text) else fault_of_no_time(desk, text)

        more: dict[str, Any] = {
            "due_at": {"hint": _("fri 15:00"), "check": time_fault},
            "repeat": {"hint": _("every 2 weeks, monthly"), "check": refusal_of(parse_repeat)},
        }
        ended = {"planned": (), "held": ("result",)}.get(row.state, ("reason_skipped",))
        names = ("purpose", "due_at", "method", "owner", "repeat", *ended)
        values = {name: shown.get(name, getattr(row, name)) for name in names}
        return form_fields(FIELDS, names, values, more)

    def _said_of_edit(self, saved: _Moved) -> str:
        """Where a follow-up went whose day is none of its new repeat."""
        if saved.row is None:
            return ""
        when = self._when(saved.row)
        return f"{format_number('followup', saved.row.id)} → {when}  {_('first day of the repeat')}"

    def _when(self, row: FollowUpRow) -> str:
        return format_when(row.due_at, self.desk.clock.now(), self.desk.zone, with_time=not row.all_day)

    def _save_fields(self, row: FollowUpRow, texts: Mapping[str, str]) -> _Moved:
        values: dict[str, Any] = dict(texts)
        if "due_at" in values:
            when = meant_time(self.desk, values["due_at"])
            if when is not None:
                values |= {"due_at": when.at, "all_day": not when.has_time}
        change = self.desk.followups.edit(row.id, values, version=row.version)
        edited = self.desk.followups.get(row.id) if values.get("repeat") else None
        is_moved = edited is not None and edited.due_at != values.get("due_at", row.due_at)
        return _Moved(change, edited if is_moved else None)

    # Booking

    def book_followup(
        self, day: date | None, customer_id: int | None = None, case_id: int | None = None
    ) -> None:
        """Open the form that books a follow-up, with what is known before it (the day that is looked at)."""
        from servicedesk.tui.calendar.booking_form import BookingForm, BookingStart

        self.app.push_screen(BookingForm(BookingStart(day, customer_id, case_id)))


def counted(ids: Sequence[int]) -> str:
    """The one number, or how many."""
    if len(ids) == 1:
        return format_number("followup", ids[0])
    return ngettext("{count} follow-up", "{count} follow-ups", len(ids)).format(count=len(ids))


def _repeat_to_edit(rule: str) -> str:
    """A repeat in words when these mean the same again, else as it is stored."""
    words = describe_repeat(rule) if rule else ""
    try:
        return words if words and parse_repeat(words) == rule else rule
    except ServiceDeskError:
        return rule
