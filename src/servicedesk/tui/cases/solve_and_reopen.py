"""One key leads a case from its opening to its end: solve, tell, close. Another leads back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import CLOSED, ENDED_STATES, SOLVED, TOLD, UNSOLVED_STATES
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, ChosenCases, not_empty
from servicedesk.tui.cases.gates import Gates
from servicedesk.tui.cases.tell_and_reach import TellAndReach
from servicedesk.tui.forms.asking import ask

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.history import Change


class SolveAndReopen(CaseHandler):
    """A step on, or back to work."""

    def __init__(self, chosen: ChosenCases, telling: TellAndReach, gates: Gates) -> None:
        """`telling` and `gates` are the steps after the first."""
        super().__init__(chosen)
        self.telling = telling
        self.gates = gates

    def action_case_solve(self) -> None:
        """One step on: solve, then tell, then close."""
        self.with_rows(self._step_on)

    def _step_on(self, rows: "list[CaseRow]") -> None:
        states = {row.state for row in rows}
        ids = [row.id for row in rows]
        if states <= set(UNSOLVED_STATES):
            self.ask_about(ids, _("Solved: how?"), lambda text: self._solve(ids, text), multiline=True)
        elif states == {SOLVED}:
            self.telling.tell_cases(ids)
        elif states == {TOLD}:
            self.gates.close_cases(ids)
        elif states & set(ENDED_STATES):
            self.desk_app.say(_("This case has ended; X reopens it."), severity="warning")
        else:
            self.desk_app.say(
                _("The marked cases stand at different steps: mark those of one step."), severity="warning"
            )

    def _solve(self, ids: Sequence[int], text: str) -> None:
        self.apply_to(ids, _("solved"), lambda case_ids: self.desk.moves.solve(case_ids, text))

    # Back to work

    def action_case_reopen(self) -> None:
        """Back to work."""
        self.with_rows(self._reopen)

    def _reopen(self, rows: "list[CaseRow]") -> None:
        row = rows[0]
        if len(rows) == 1 and row.state in UNSOLVED_STATES:
            # Before a reason is typed for nothing.
            text = _("{number} is not solved or closed: there is nothing to reopen.")
            self.desk_app.say(text.format(number=format_number("case", row.id)))
            return
        if len(rows) == 1 and row.state == CLOSED:
            self.run_service(
                self.desk.moves.is_long_closed,
                row.id,
                then=lambda long: self._back(rows, long),
                group="reopen",
            )
        else:
            self._back(rows, is_long=False)

    def _back(self, rows: "list[CaseRow]", is_long: bool) -> None:
        ids = [row.id for row in rows]
        if is_long:
            self.follow_case(rows[0])
            return
        self.ask_about(
            ids,
            _("Reopen: why?"),
            lambda text: self.apply_to(
                ids, _("reopened"), lambda case_ids: self.desk.moves.reopen(case_ids, text)
            ),
        )

    def follow_case(self, row: "CaseRow") -> None:
        """Offer a new case that follows this one, which was closed too long ago to be reopened."""
        number = format_number("case", row.id)

        def typed(subject: str | None) -> None:
            if subject:
                self.change(self.desk.links.follow, row.id, subject, said=followed)

        def followed(change: "Change") -> str:
            return _("{number} follows {earlier}").format(
                number=format_number("case", change.ids[0]), earlier=number
            )

        title = _("{number} was closed too long ago to be reopened; a new case follows it. Its subject?")
        ask(self.app, title.format(number=number), typed, value=row.subject, check=not_empty)
