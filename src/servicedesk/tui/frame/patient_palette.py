"""Textual's palette in the frame of the desk, a line each; Enter takes nothing before all has answered.

Actions are found at once and records a moment later: whoever types a name and Enter in one go meant the name,
and not the action that stood above it until then, nor what the letters before had found. What comes behind
Enter waits until it has been dealt with: it is for what opens, and changes nothing of what was asked.
"""

from typing import Any

from textual import on
from textual.command import Command, CommandList, CommandPalette
from textual.content import Content
from textual.widgets import Input
from textual.widgets.option_list import Option
from textual.worker import Worker

from servicedesk.i18n import _
from servicedesk.tui.base.box_keys import name_keys
from servicedesk.tui.base.safe import content
from servicedesk.tui.frame.palette_line import PaletteLine
from servicedesk.tui.front import front_of


class PatientPalette(CommandPalette):
    """The palette of this program."""

    DEFAULT_CSS = """
    PatientPalette > #--container {
        width: 94%; max-width: 100; height: auto; max-height: 100%; margin: 1 0 0 0; padding: 0 1;
        border: round $primary; background: $surface; visibility: visible;
    }
    /* Not 1: beside a fixed height the box would be as high as all the lines together. */
    PatientPalette #--input, PatientPalette #--input.--list-visible { height: auto; border: none; }
    PatientPalette SearchIcon { display: none; }
    PatientPalette CommandInput, PatientPalette CommandInput:focus { height: auto; border: none; padding: 0; }
    PatientPalette #--results { overlay: none; height: auto; visibility: visible; }
    PatientPalette CommandList { display: none; border: none; padding: 0; max-height: 70vh; }
    PatientPalette CommandList.--visible { display: block; margin-top: 1; }
    PatientPalette CommandList > .option-list--option { padding: 0 1 0 0; text-style: none; }
    PatientPalette CommandList > .option-list--option-highlighted {
        color: $block-cursor-foreground; background: $block-cursor-background;
        text-style: $block-cursor-text-style;
    }
    PatientPalette LoadingIndicator { display: none; }
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """As Textual's."""
        super().__init__(*arguments, **named)
        self._entered: str | None = None
        """What stood in the line when Enter began to wait; None as long as it has not."""

    def on_mount(self) -> None:
        """A title and the keys in the frame."""
        box = self.query_one("#--container")
        box.border_title = Content(_("Commands"))
        name_keys(box, _("type to find  Enter take  Esc leave"))

    def _refresh_command_list(
        self, command_list: CommandList, commands: list[Command], clear_current: bool
    ) -> None:
        """Show what was found, each in a line of its own."""
        lines = [Command(_line(one), one.hit, id=one.id) for one in commands]
        super()._refresh_command_list(command_list, lines, clear_current)

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


def _line(command: Command) -> PaletteLine:
    """What Textual would show in two lines."""
    words, beside = command.hit.prompt, command.hit.help
    return PaletteLine(
        words if isinstance(words, Content) else content(str(words)),
        beside if isinstance(beside, Content) else content(beside or "", "$text-muted"),
    )
