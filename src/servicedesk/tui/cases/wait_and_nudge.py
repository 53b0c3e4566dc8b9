"""Cases wait for somebody, who is asked again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.date_format import format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import said_with
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.services.desk import Desk

KEYS_OF_REASONS = "123456789"
OTHER_WORDS = "\0words"
"""A value that nobody can type."""


class WaitAndNudge(CaseHandler):
    """Wait, ask again."""

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
            self.apply_to(ids, said, lambda case_ids: self.desk.moves.wait(case_ids, reason))

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
                ids, _("asked again"), lambda case_ids: self.desk.moves.nudge(case_ids, text)
            ),
        )


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
