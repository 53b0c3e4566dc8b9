"""The customer has been told the result, or has been reached: by which channel, in which words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import TOLD
from servicedesk.domain.words.calls import CHANNELS
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow


class TellAndReach(CaseHandler):
    """Told, reached."""

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
            said = _("told by {channel}").format(channel=_(CHANNELS.labels[how]))
            self.apply_to(ids, said, lambda case_ids: self.desk.moves.tell(case_ids, text, how=how))

        if ids:
            title = f"{counted(ids)}  {_('Told the customer: in which words?')}"
            ask(self.app, title, worded, value=words, multiline=True)

    def choose_channel(self, title: str, then: Callable[[str | None], None]) -> None:
        """Offer the channels, each with a key."""
        choices = [
            Choice(channel, _(CHANNELS.labels[channel]), key=str(place))
            for place, channel in enumerate(CHANNELS.values, 1)
        ]
        choose(self.app, title, choices, then)

    def action_case_reach(self) -> None:
        """The customer has been reached: acknowledged, or another contact."""
        self.with_rows(self._reach)

    def _reach(self, rows: "list[CaseRow]") -> None:
        ids = [row.id for row in rows]

        def chosen(how: str | None) -> None:
            if how is None:
                return
            said = _("reached by {channel}").format(channel=_(CHANNELS.labels[how]))
            title = _("Reached: what was said? (may stay empty)")

            def worded(text: str) -> None:
                self.apply_to(ids, said, lambda case_ids: self.desk.complaints.reach(case_ids, how, text))

            self.ask_about(ids, title, worded)

        self.choose_channel(f"{counted(ids)}  {_('Reached the customer: how?')}", chosen)
