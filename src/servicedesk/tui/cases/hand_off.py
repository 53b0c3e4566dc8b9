"""Hand cases off to another department, and take them back."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import said_with
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, Words
from servicedesk.tui.cases.solve_and_close import gates_of
from servicedesk.tui.forms.asking import echoed
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.forms.typed_times import echo_of, time_and_words, time_and_words_fault

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.services.desk import Desk
    from servicedesk.services.gates import GateLine


class HandOff(CaseHandler):
    """To another department and back."""

    def action_case_hand_off(self) -> None:
        """Hand off to another department."""
        self.with_rows(self._hand_off_rows)

    def _hand_off_rows(self, rows: "list[CaseRow]") -> None:
        if self.may_move(rows, WAITING):
            ids = [row.id for row in rows]
            self.read_for(ids, partial(_departments, self.desk, ids), self._choose_department)

    def _choose_department(self, ids: Sequence[int], read: tuple[Sequence[str], str]) -> None:
        def chosen(department: str) -> None:
            back_by, no_time = _("back by {when}"), _("no time to be back by")
            hint = echoed(
                _("fri 15:00 check the part (both optional)"),
                lambda text: echo_of(self.desk, text, self._hour, back_by, no_time),
            )
            title = _("To {department}: back by when, and what for?").format(department=department)
            self.ask_about(
                ids,
                title,
                partial(self._hand_off, ids, department),
                form="case.hand_off",
                hint=hint,
                check=lambda text: time_and_words_fault(self.desk, text, self._hour, needed=False),
            )

        names, present = read
        choices = [Choice(name, name, on=name == present) for name in names]
        self.choose_for(ids, _("Hand off to which department?"), choices, chosen, free=True)

    @property
    def _hour(self) -> str:
        """When it is to be back on a day that is named alone."""
        return self.desk.settings.snooze_evening

    def _hand_off(self, ids: Sequence[int], department: str, typed: Words) -> None:
        due_at: datetime | None
        try:
            due_at, words = time_and_words(self.desk, typed.text, self._hour)
        except ServiceDeskError:
            due_at, words = None, clean_line(typed.text)
        said = _("with {department}").format(department=department)
        if due_at is not None:
            when = format_when(due_at, self.desk.clock.now(), self.desk.zone)
            said = said_with(said, _("back by {when}").format(when=when))
        elif words:
            # What was meant as a time may have been read as words.
            said = said_with(said, _("no time to be back by"))
        self.apply_to(
            ids,
            said,
            lambda case_ids: self.desk.handoffs.hand_off(case_ids, department, due_at=due_at, words=words),
            typed,
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
            self.run_service(gates_of, self.desk, ids, then=seen, group="gates", opens=True)

    def bring_back_cases(self, ids: Sequence[int]) -> None:
        """Ask with what the cases came back from the other department."""
        title = _("Back from the other department: what is their answer? (optional)")
        self.ask_and_apply(ids, title, _("has come back"), self.desk.handoffs.back, form="case.back")


def _departments(desk: "Desk", ids: Sequence[int]) -> tuple[list[str], str]:
    """The departments that cases were handed to, and the one that has this case; a blank for several."""
    names = desk.cases.known_departments()
    if len(ids) != 1:
        return names, ""
    case = desk.cases.get(ids[0])
    return names, case.row.handed_to or case.fields["department"]
