"""One key leads a case from its opening to its end: solve, tell, close. Another leads back.

Where a gate is not met at the end, what must be mended first is shown.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import CANCELLED, CLOSED, ENDED_STATES, SOLVED, TOLD, UNSOLVED_STATES
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import OVERRIDE, CaseHandler, ChosenCases, Words
from servicedesk.tui.cases.tell_and_reach import TellAndReach
from servicedesk.tui.forms.asking import ask, needed
from servicedesk.tui.forms.choice import LineKey, draft_key

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk
    from servicedesk.services.gates import GateLine

Mend = Callable[[Sequence[int]], object]


class SolveAndClose(CaseHandler):
    """A step on, or back to work."""

    def __init__(self, chosen: ChosenCases, customers: TellAndReach, mends: Mapping[str, Mend]) -> None:
        """`customers` tells; `mends` opens, for each gate, what records the missing thing on the cases."""
        super().__init__(chosen)
        self.customers = customers
        self.mends = mends

    def action_case_solve(self) -> None:
        """One step on: solve, then tell, then close."""
        self.with_rows(self._step_on)

    def _step_on(self, rows: "list[CaseRow]") -> None:
        states = {row.state for row in rows}
        ids = [row.id for row in rows]
        if states <= set(UNSOLVED_STATES):
            title, solve = _("How was it solved?"), self.desk.moves.solve
            self.ask_and_apply(ids, title, _("solved"), solve, form="case.solve")
        elif states == {SOLVED}:
            self.customers.tell_cases(ids)
        elif states == {TOLD}:
            self.close_cases(ids)
        elif states & set(ENDED_STATES):
            self.desk_app.say(_("This case has ended; X reopens it."), severity="warning")
        else:
            self.desk_app.say(
                _("The marked cases stand at different steps: mark those of one step."), severity="warning"
            )

    def action_case_begin(self) -> None:
        """Begin work, or go on with it after a wait; what has been solved is reopened by its own key."""

        def begin(rows: "list[CaseRow]") -> None:
            if any(row.state not in UNSOLVED_STATES for row in rows):
                self.desk_app.say(_("This case is solved or has ended; X reopens it."), severity="warning")
            else:
                self.apply_to([row.id for row in rows], _("at work"), self.desk.moves.work)

        self.with_rows(begin)

    def action_case_cancel(self) -> None:
        """End cases that were opened by mistake."""

        def cancel(rows: "list[CaseRow]") -> None:
            if self.may_move(rows, CANCELLED):
                ids, service = [row.id for row in rows], self.desk.moves.cancel
                self.ask_and_apply(
                    ids, _("Why cancel it?"), _("cancelled"), service, form="case.cancel", needed=True
                )

        self.with_rows(cancel)

    # The end

    def close_cases(self, ids: Sequence[int]) -> None:
        """Close cases; where a gate is not met, show what is missing and how to mend it."""

        def seen(gates: "dict[int, tuple[GateLine, ...]]") -> None:
            if all(gate.is_met for lines in gates.values() for gate in lines):
                self.apply_to(ids, _("closed"), self.desk.moves.close)
            else:
                from servicedesk.tui.cases.gates_popup import GatesPopup

                self.app.push_screen(GatesPopup(list(ids), gates, self.mends, self.close_all))

        self.run_service(gates_of, self.desk, ids, then=seen, group="gates", opens=True)

    def close_all(self, ids: Sequence[int], override: str) -> None:
        """Close these cases, all or none; `override` says why although something is missing."""
        words = Words(override, draft_key(OVERRIDE, ids))
        said = _("closed, by override") if override else _("closed")
        self.apply_to(ids, said, lambda case_ids: self.desk.moves.close(case_ids, override=override), words)

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
        merged = next((one for one in rows if one.merged_into is not None), None)
        if merged is not None:
            text = _("{number} stands merged into {target}.")
            target = format_number("case", merged.merged_into or 0)
            words = text.format(number=format_number("case", merged.id), target=target)
            self.desk_app.say(f"{words} {_('m takes it out again.')}", severity="warning")
            return

        def back(is_long: bool) -> None:
            if is_long:
                self.follow_case(row)
            else:
                self.run_service(
                    self.desk.moves.past_due, [one.id for one in rows], then=why, group="due", opens=True
                )

        def why(passed: list[int]) -> None:
            ids = [one.id for one in rows]
            if passed:
                self._ask_why_and_due(ids)
            else:
                title, reopen = _("Why reopen it?"), self.desk.moves.reopen
                self.ask_and_apply(ids, title, _("reopened"), reopen, form="case.reopen")

        if len(rows) == 1 and row.state == CLOSED:
            self.run_service(self.desk.moves.is_long_closed, row.id, then=back, group="reopen", opens=True)
        else:
            back(is_long=False)

    def _ask_why_and_due(self, ids: Sequence[int], reason: str = "") -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                self._ask_due(ids, Words(text, key))

        key = LineKey(draft_key("case.reopen", ids))
        ask(self.app, f"{self.head(ids)}  {_('Why reopen it?')}", typed, value=reason, draft_key=key)

    def _ask_due(self, ids: Sequence[int], reason: Words) -> None:
        """The due time that was set has passed: ask for another; none is an answer too, Esc leads back."""

        def typed(text: str | None) -> None:
            if text is None:
                self._ask_why_and_due(ids, reason.text)
                return
            due_at = self.moment(text) if text else None
            self.apply_to(
                ids,
                _("reopened"),
                lambda case_ids: self.desk.moves.reopen(case_ids, reason.text, due_at=due_at),
                reason,
            )

        title = f"{self.head(ids)}  {_('The due time has passed: what is the new one? (optional)')}"
        ask(self.app, title, typed, check=self._due_fault, hint=_("fri 15:00, 3d, tomorrow 15:00"))

    def _due_fault(self, text: str) -> str | None:
        return self.moment_fault(text) if text else None

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
        ask(self.app, title.format(number=number), typed, value=row.subject, check=needed())


def gates_of(desk: "Desk", ids: Sequence[int]) -> "dict[int, tuple[GateLine, ...]]":
    """The gates of each case, met or not."""
    return {case_id: desk.moves.gates(case_id) for case_id in ids}
