"""Hand cases off to another department, and take them back."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import said_with
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.cases.gates import gates_of
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.services.closing import GateLine


class HandOff(CaseHandler):
    """To another department and back."""

    def action_case_hand_off(self) -> None:
        """Hand off to another department."""
        self.with_rows(self._hand_off_rows)

    def _hand_off_rows(self, rows: "list[CaseRow]") -> None:
        ids = [row.id for row in rows]
        if self.may_move(rows, WAITING):
            self.run_service(
                self.desk.cases.known_departments,
                then=lambda names: self._choose_department(ids, names),
                group="departments",
            )

    def _choose_department(self, ids: Sequence[int], names: Sequence[str]) -> None:
        def chosen(department: str | None) -> None:
            if not department:
                return
            hint = _("fri 15:00 check the part (both may stay empty)")
            title = _("To {department}: back by when, and what for?").format(department=department)
            self.ask_about(ids, title, lambda text: self._hand_off(ids, department, text), hint=hint)

        title = f"{counted(ids)}  {_('Hand off to which department?')}"
        choose(self.app, title, [Choice(name, name) for name in names], chosen, free=True)

    def _hand_off(self, ids: Sequence[int], department: str, text: str) -> None:
        due_at, words = self._time_and_words(text)
        said = _("with {department}").format(department=department)
        if due_at is not None:
            when = format_when(due_at, self.desk.clock.now(), self.desk.zone)
            said = said_with(said, _("back by {when}").format(when=when))
        self.apply_to(
            ids,
            said,
            lambda case_ids: self.desk.handoffs.hand_off(case_ids, department, due_at=due_at, words=words),
        )

    def action_case_back(self) -> None:
        """It came back."""
        ids = self.chosen.selection()

        def seen(gates: "dict[int, tuple[GateLine, ...]]") -> None:
            # Before words are typed for nothing.
            for case_id, lines in gates.items():
                if all(line.is_met for line in lines if line.name == "handoff"):
                    text = _("{number} is with no other department.")
                    self.desk_app.say(text.format(number=format_number("case", case_id)), severity="warning")
                    return
            self.bring_back_cases(ids)

        if ids:
            self.run_service(gates_of, self.desk, ids, then=seen, group="gates")

    def bring_back_cases(self, ids: Sequence[int]) -> None:
        """Ask with what the cases came back from the other department."""
        self.ask_about(
            ids,
            _("Back from the other department: with what? (may stay empty)"),
            lambda text: self.apply_to(
                ids, _("has come back"), lambda case_ids: self.desk.handoffs.back(case_ids, text)
            ),
        )

    def _time_and_words(self, text: str) -> tuple[datetime | None, str]:
        """The time at the beginning of `text`, if there is one, and the words after it."""
        from servicedesk.domain.dates import read_when

        line, settings = clean_line(text), self.desk.settings
        try:
            found = read_when(
                line,
                self.desk.clock.now(),
                zone=self.desk.zone,
                default_time=time.fromisoformat(settings.snooze_evening),
                date_order=settings.date_order,
            )
        except ServiceDeskError:
            found = None
        return (None, line) if found is None else (found[0].at, line[found[1] :].strip(" ,，:："))
