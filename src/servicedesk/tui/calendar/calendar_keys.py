"""Find the follow-ups that a key of the calendar acts on, and apply changes to them in order.

What is done is done to the marked follow-ups, else to the one under the cursor of the agenda. While the grid
has the keys that one must be of the chosen day, so that nothing is changed which the eye is not on.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, partial

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.moves.contacts import require_planned
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.i18n import _
from servicedesk.keys.actions import Action
from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.calendar.agenda_list import AgendaList
from servicedesk.tui.calendar.calendar_board import AgendaLine, CalendarBoard
from servicedesk.tui.calendar.followup_keys import FollowUpKeys
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.front import call_out, open_first

ON_ROWS = frozenset(
    f"calendar.{name}"
    for name in (
        *("later", "earlier", "move", "move_series", "held", "not_held", "cancel"),
        *("edit", "customer", "case", "copy", "book_again", "call_out"),
    )
)
"""Actions that need a follow-up."""


class CalendarRows:
    """The agenda of the calendar: what it shows, which of its rows are meant, what is under way on them."""

    def __init__(self, agenda: Callable[[], AgendaList], load: Callable[[], None]) -> None:
        """Nothing is shown or under way; `agenda` is the list, once it is there, `load` shows anew."""
        self._agenda = agenda
        self.load = load
        self.chosen: date | None = None
        self.board: CalendarBoard | None = None
        self.changed_ids: set[int] = set()
        """What has been changed and is not yet shown."""
        self.is_writing = False
        """Whether a change is being made whose end has not been heard."""
        self._is_changing = False
        self._waiting: list[Callable[[], object]] = []

    @property
    def agenda(self) -> AgendaList:
        """The list."""
        return self._agenda()

    # Which follow-ups are meant

    @property
    def line(self) -> AgendaLine | None:
        """The line under the cursor, if the keys mean it."""
        line = self.agenda.line
        if line is None or self.board is None or self.agenda.has_focus:
            return line
        return line if self.board.day_of(line.row) == self.chosen else None

    @property
    def record(self) -> FollowUpRow | None:
        """The follow-up under the cursor."""
        line = self.line
        return None if line is None else line.row

    def selection(self) -> list[int]:
        """The marked ones, else the one under the cursor; what has ended is left out among several."""
        if self.agenda.marks:
            marked, ended = self.agenda.selection(), self.ended
            return [followup_id for followup_id in marked if followup_id not in ended] or marked
        record = self.record
        return [] if record is None else [record.id]

    @property
    def ended(self) -> dict[int, FollowUpRow]:
        """The follow-ups in sight that are no longer planned."""
        if self.board is None:
            return {}
        return {row.id: row for day in self.board.days for row in day.followups if row.state != "planned"}

    def why_not(self, action: Action) -> str:
        """Nothing to act on."""
        if action.id not in ON_ROWS or self.record is not None or self.agenda.marks:
            return ""
        if self.agenda.count:
            return _("There is no follow-up on this day; Tab goes to the agenda.")
        return _("There is no follow-up here; n books one.")

    # One change after another

    def soon(self, act: Callable[[], object]) -> None:
        """Wait for a change that is under way: its key must not mean the row that is about to move."""
        if self._is_changing:
            self._waiting.append(act)
        else:
            act()

    def began(self) -> None:
        """A change is being made."""
        self.is_writing = self._is_changing = True

    def served(self, ids: Sequence[int]) -> None:
        """Show what has changed, and let the marks go: they have been served."""
        self.is_writing = False
        if not ids:
            self.settle()
            self.load()
            return
        self.changed_ids.update(ids)
        self.agenda.clear_marks()
        self.load()

    def settle(self) -> None:
        """What was changed is on the screen: go on with the keys that waited for it."""
        if self.is_writing or self.changed_ids:
            return
        self._is_changing = False
        waiting, self._waiting = self._waiting, []
        for place, act in enumerate(waiting):
            act()
            if self._is_changing:
                self._waiting = waiting[place + 1 :] + self._waiting
                break


class CalendarKeys(Handler):
    """The keys of the calendar that work on follow-ups."""

    def __init__(self, screen: DeskScreen, rows: CalendarRows) -> None:
        """On these rows."""
        super().__init__(screen)
        self.rows = rows
        self.followups = FollowUpKeys(screen, rows)

    @cached_property
    def acts(self) -> Acts:
        """What changes the follow-ups that are meant once it is their turn."""
        followups = self.followups
        changes: dict[str, Callable[[Sequence[int]], object]] = {
            "held": followups.hold_followups,
            "not_held": followups.miss_followups,
            "cancel": followups.cancel_followups,
            "later": partial(followups.move_followups_by, days=1),
            "earlier": partial(followups.move_followups_by, days=-1),
            "move": followups.move_followups,
            "move_series": partial(followups.move_followups, and_later=True),
        }
        return {f"calendar.{name}": partial(self._soon, change) for name, change in changes.items()}

    def _soon(self, change: Callable[[Sequence[int]], object]) -> None:
        def act() -> None:
            ids, ended = self.rows.selection(), self.rows.ended
            try:
                # Before a result, a reason or a time is typed for nothing.
                for followup_id in ids:
                    if followup_id in ended:
                        require_planned(ended[followup_id]._asdict())
            except RefusedError as error:
                self.desk_app.report(error)
            else:
                change(ids)

        self.rows.soon(act)

    def action_calendar_edit(self) -> None:
        """Edit the one under the cursor."""
        self.rows.soon(lambda: self.followups.edit_followup(self.rows.record))

    def action_calendar_customer(self) -> None:
        """Open the card of the customer."""
        row = self.rows.record
        if row is not None and not open_first(self.desk_app, row, "customer"):
            self.desk_app.say(_("This follow-up has no customer."))

    def action_calendar_case(self) -> None:
        """Open the case."""
        row = self.rows.record
        if row is not None and not open_first(self.desk_app, row, "case"):
            self.desk_app.say(_("This follow-up is about no case."))

    def action_calendar_call_out(self) -> None:
        """Call the customer for this follow-up: an answer holds it."""
        row = self.rows.record
        if row is not None:
            call_out(self.desk_app, row.customer_id, row.case_id, row.id if row.state == "planned" else None)

    def action_calendar_copy(self) -> None:
        """Copy the phone of the customer, else the number of the follow-up."""
        row = self.rows.record
        if row is not None:
            self.desk_app.copy(row.phone or format_number("followup", row.id))

    def open_row(self) -> None:
        """To the case; without one to the customer, else to the fields."""
        row = self.rows.record
        if row is not None and not open_first(self.desk_app, row, "case", "customer"):
            self.action_calendar_edit()

    def action_calendar_book(self) -> None:
        """Book a follow-up, on the chosen day unless another time is typed."""
        if self.desk_app.is_desk_open:
            self.followups.book_followup(self.rows.chosen)

    def action_calendar_book_again(self) -> None:
        """Book another one with the customer of this row."""
        row = self.rows.record
        if row is not None:
            self.followups.book_followup(None, row.customer_id, row.case_id)
