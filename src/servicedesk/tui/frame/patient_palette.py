"""Textual's palette, but Enter takes nothing before everything that was asked has answered.

Actions are found at once and records a moment later: whoever types a name and Enter in one go meant the name,
and not the action that stood above it until then, nor what the letters before had found.
"""

from typing import Any

from textual import on
from textual.command import CommandPalette
from textual.widgets import Input
from textual.worker import Worker, WorkerState


class PatientPalette(CommandPalette):
    """The palette of this program."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """As Textual's."""
        super().__init__(*arguments, **named)
        self._enter_waits = False

    @on(Input.Submitted)
    def _wait_for_answers(self, event: Input.Submitted) -> None:
        """Enter while something is still asked waits for it."""
        if self._is_gathering:
            event.stop().prevent_default()
            self._enter_waits = True

    @property
    def _is_gathering(self) -> bool:
        return any(
            worker.group == self._GATHER_COMMANDS_GROUP and not worker.is_finished for worker in self.workers
        )

    @on(Worker.StateChanged)
    def _take_what_was_found(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.SUCCESS and self._enter_waits and not self._is_gathering:
            self._enter_waits = False
            self._select_or_command()
