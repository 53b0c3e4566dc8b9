"""Textual's palette, but Enter takes nothing before everything that was asked has answered.

Actions are found at once and records a moment later: whoever types a name and Enter in one go meant the name,
and not the action that stood above it until then, nor what the letters before had found. What comes behind
Enter waits until it has been dealt with: it is for what opens, and changes nothing of what was asked.
"""

from typing import Any

from textual import on
from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.widgets import Input
from textual.widgets.option_list import Option
from textual.worker import Worker

from servicedesk.i18n import _
from servicedesk.tui.front import front_of


class PatientPalette(CommandPalette):
    """The palette of this program."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """As Textual's."""
        super().__init__(*arguments, **named)
        self._entered: str | None = None
        """What stood in the line when Enter began to wait; None as long as it has not."""

    @on(Input.Submitted)
    def _wait_for_answers(self, event: Input.Submitted) -> None:
        """Enter while something is still asked waits for it."""
        if self._is_gathering:
            event.stop().prevent_default()
            self._entered = event.value
            front_of(self.app).hold_keys(lambda: self._entered is None or not self.is_running)

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Say after a while that nothing was found, in the language of the screen."""
        self._stop_no_matches_countdown()

        def say() -> None:
            self._list_visible = bool(search_value)
            if search_value:
                words = Content(_("Nothing of that name. / filters the list in front."))
                self.query_one(CommandList).add_option(Option(words, disabled=True, id=self._NO_MATCHES))

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, say)

    @property
    def _is_gathering(self) -> bool:
        return any(
            worker.group == self._GATHER_COMMANDS_GROUP and not worker.is_finished for worker in self.workers
        )

    @on(Worker.StateChanged)
    def _take_what_was_found(self) -> None:
        if self._entered is None or self._is_gathering:
            return
        entered, self._entered = self._entered, None
        # Changed by the mouse, or by what is no key: what is found now was not meant.
        if entered == self.query_one(Input).value:
            self._select_or_command()
