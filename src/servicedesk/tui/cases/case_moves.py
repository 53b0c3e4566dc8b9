"""The keys that move cases: a step on, told, waiting, handed off and back, reopened, closed by the gates."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from servicedesk.domain.calls import CHANNEL_LABELS, CHANNELS
from servicedesk.domain.case_states import CLOSED, ENDED_STATES, SOLVED, TOLD, UNSOLVED_STATES, WAITING
from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import said_with
from servicedesk.i18n import _
from servicedesk.tui.cases.case_work import CaseWork, counted, not_empty
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows import CaseRow, Change
    from servicedesk.services.closing import GateLine
    from servicedesk.services.desk import Desk

KEYS_OF_REASONS = "123456789"
OTHER_WORDS = "\0words"
"""A value that nobody can type."""


class CaseMoveKeys(CaseWork):
    """The actions that lead a case from its opening to its end."""

    # A step on

    def action_case_solve(self) -> None:
        """One step on: solve, then tell, then close."""
        self.with_rows(self._step_on)

    def _step_on(self, rows: "list[CaseRow]") -> None:
        states = {row.state for row in rows}
        ids = [row.id for row in rows]
        if states <= set(UNSOLVED_STATES):
            self.ask_about(ids, _("Solved: how?"), lambda text: self._solve(ids, text), multiline=True)
        elif states == {SOLVED}:
            self.tell_cases(ids)
        elif states == {TOLD}:
            self.close_cases(ids)
        elif states & set(ENDED_STATES):
            self.desk_app.say(_("This case has ended; X reopens it."), severity="warning")
        else:
            self.desk_app.say(
                _("The marked cases stand at different steps: mark those of one step."), severity="warning"
            )

    def _solve(self, ids: Sequence[int], text: str) -> None:
        self.apply_to(ids, _("solved"), lambda case_ids: self.desk.cases.solve(case_ids, text))

    def action_case_tell(self) -> None:
        """The customer has been told the result."""
        self.with_rows(self._tell)

    def _tell(self, rows: "list[CaseRow]") -> None:
        if self.may_move(rows, TOLD):
            self.tell_cases([row.id for row in rows])

    def tell_cases(self, ids: Sequence[int], words: str = "") -> None:
        """Ask in which words, then by which channel; Esc there leads back to the words."""

        def worded(text: str | None) -> None:
            if text is not None:
                self.choose_channel(f"{counted(ids)}  {_('Told: how?')}", lambda how: told(text, how))

        def told(text: str, how: str | None) -> None:
            if how is None:
                self.tell_cases(ids, text)
                return
            said = _("told by {channel}").format(channel=_(CHANNEL_LABELS[how]))
            self.apply_to(ids, said, lambda case_ids: self.desk.cases.tell(case_ids, text, how=how))

        if ids:
            title = f"{counted(ids)}  {_('Told the customer: in which words?')}"
            ask(self.app, title, worded, value=words, multiline=True)

    def choose_channel(self, title: str, then: Callable[[str | None], None]) -> None:
        """Offer the channels, each with a key."""
        choices = [
            Choice(channel, _(CHANNEL_LABELS[channel]), key=str(place))
            for place, channel in enumerate(CHANNELS, 1)
        ]
        choose(self.app, title, choices, then)

    # Closing

    def close_cases(self, ids: Sequence[int]) -> None:
        """Close cases; where a gate is not met, show what is missing and how to mend it."""

        def seen(gates: "dict[int, tuple[GateLine, ...]]") -> None:
            if all(gate.is_met for lines in gates.values() for gate in lines):
                self.apply_to(ids, _("closed"), self.desk.cases.close)
            else:
                from servicedesk.tui.cases.gates_popup import GatesPopup

                self.app.push_screen(GatesPopup(list(ids), gates, self.mend_gate, self.close_all))

        self.run_service(_gates_of, self.desk, ids, then=seen, group="gates")

    def close_all(self, ids: Sequence[int], override: str) -> None:
        """Close these cases, all or none; `override` says why although something is missing."""
        said = _("closed, by override") if override else _("closed")
        self.apply_to(ids, said, lambda case_ids: self.desk.cases.close(case_ids, override=override))

    def mend_gate(self, gate: str, ids: Sequence[int]) -> None:
        """Open what records the missing thing on these cases."""
        raise NotImplementedError

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
                self.desk.cases.is_long_closed,
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
                ids, _("reopened"), lambda case_ids: self.desk.cases.reopen(case_ids, text)
            ),
        )

    def follow_case(self, row: "CaseRow") -> None:
        """Offer a new case that follows this one, which was closed too long ago to be reopened."""
        number = format_number("case", row.id)

        def typed(subject: str | None) -> None:
            if subject:
                self.change(self.desk.merging.follow, row.id, subject, said=followed)

        def followed(change: "Change") -> str:
            return _("{number} follows {earlier}").format(
                number=format_number("case", change.ids[0]), earlier=number
            )

        title = _("{number} was closed too long ago to be reopened; a new case follows it. Its subject?")
        ask(self.app, title.format(number=number), typed, value=row.subject, check=not_empty)

    # Waiting

    def action_case_wait(self) -> None:
        """Wait for somebody: a reason of the desk's, or other words."""
        self.with_rows(self._wait)

    def _wait(self, rows: "list[CaseRow]") -> None:
        ids = [row.id for row in rows]
        if self.may_move(rows, WAITING):
            self.run_service(
                _waiting_choices, self.desk, then=lambda found: self._choose_reason(ids, found), group="wait"
            )

    def _choose_reason(self, ids: Sequence[int], reasons: Sequence[tuple[str, str]]) -> None:
        choices = [
            Choice(name, name, key=KEYS_OF_REASONS[place : place + 1], note=note)
            for place, (name, note) in enumerate(reasons)
        ]
        notes = dict(reasons)

        def wait(reason: str) -> None:
            words = _("waiting: {reason}").format(reason=reason)
            said = said_with(words, notes[reason]) if notes.get(reason) else words
            self.apply_to(ids, said, lambda case_ids: self.desk.cases.wait(case_ids, reason))

        def chosen(reason: str | None) -> None:
            if reason == OTHER_WORDS:
                self.ask_about(ids, _("Waiting for whom or what?"), wait, needed=True)
            elif reason is not None:
                wait(reason)

        title = f"{counted(ids)}  {_('Waiting for whom or what?')}"
        choose(self.app, title, [*choices, Choice(OTHER_WORDS, _("other words ..."), key="t")], chosen)

    def action_case_nudge(self) -> None:
        """Whom the cases wait for has been asked again."""
        self.with_rows(self._nudge)

    def _nudge(self, rows: "list[CaseRow]") -> None:
        ids = [row.id for row in rows]
        idle = [row.id for row in rows if row.state != WAITING]
        if idle:
            text = _("{number} waits for nobody.").format(number=format_number("case", idle[0]))
            self.desk_app.say(text, severity="warning")
            return
        self.ask_about(
            ids,
            _("Asked again: in which words? (may stay empty)"),
            lambda text: self.apply_to(
                ids, _("asked again"), lambda case_ids: self.desk.cases.nudge(case_ids, text)
            ),
        )

    # Reached, handed off

    def action_case_reach(self) -> None:
        """The customer has been reached: acknowledged, or another contact."""
        self.with_rows(self._reach)

    def _reach(self, rows: "list[CaseRow]") -> None:
        ids = [row.id for row in rows]

        def chosen(how: str | None) -> None:
            if how is None:
                return
            said = _("reached by {channel}").format(channel=_(CHANNEL_LABELS[how]))
            title = _("Reached: what was said? (may stay empty)")

            def worded(text: str) -> None:
                self.apply_to(ids, said, lambda case_ids: self.desk.complaints.reach(case_ids, how, text))

            self.ask_about(ids, title, worded)

        self.choose_channel(f"{counted(ids)}  {_('Reached the customer: how?')}", chosen)

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
            lambda case_ids: self.desk.complaints.hand_off(case_ids, department, due_at=due_at, words=words),
        )

    def action_case_back(self) -> None:
        """It came back."""
        ids = self.selection()

        def seen(gates: "dict[int, tuple[GateLine, ...]]") -> None:
            # Before words are typed for nothing.
            for case_id, lines in gates.items():
                if all(line.is_met for line in lines if line.name == "handoff"):
                    text = _("{number} is with no other department.")
                    self.desk_app.say(text.format(number=format_number("case", case_id)), severity="warning")
                    return
            self.bring_back_cases(ids)

        if ids:
            self.run_service(_gates_of, self.desk, ids, then=seen, group="gates")

    def bring_back_cases(self, ids: Sequence[int]) -> None:
        """Ask with what the cases came back from the other department."""
        self.ask_about(
            ids,
            _("Back from the other department: with what? (may stay empty)"),
            lambda text: self.apply_to(
                ids, _("has come back"), lambda case_ids: self.desk.complaints.back(case_ids, text)
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


def _gates_of(desk: "Desk", ids: Sequence[int]) -> "dict[int, tuple[GateLine, ...]]":
    return {case_id: desk.cases.gates(case_id) for case_id in ids}


def _waiting_choices(desk: "Desk") -> list[tuple[str, str]]:
    """The waiting reasons of the desk, each with when it asks again, in words."""
    from servicedesk.domain.policies.waiting import next_nudge
    from servicedesk.domain.worktime import NoWorkingTimeError

    now, calendar = desk.clock.now(), desk.clocks.calendar()
    found = []
    for reason in desk.policies.parsed("waiting").reasons:
        try:
            at = next_nudge(reason, now, 0, calendar)
        except NoWorkingTimeError:
            # A calendar without working time asks nobody.
            at = None
        note = _("asks again {when}").format(when=format_when(at, now, desk.zone)) if at else ""
        found.append((reason.name, note))
    return found
