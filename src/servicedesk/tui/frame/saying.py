"""What the app says: toasts, what was copied, errors, and the one line it ends with after a fault."""

from typing import TYPE_CHECKING

from rich.segment import Segments
from rich.text import Text
from textual.app import App
from textual.notifications import SeverityLevel

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import clean
from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID, Keys
from servicedesk.tui.base.faults import log_without_values
from servicedesk.tui.base.safe import block
from servicedesk.tui.base.watcher import REPLACED

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk


class Saying(App[None]):
    """An app that says what it does, literally and one word at a time."""

    keys: Keys
    unexpected: list[BaseException]
    _desk: "Desk | None"

    def say(
        self,
        text: str,
        *,
        undoable: bool = False,
        severity: SeverityLevel = "information",
        timeout: float = 5,
    ) -> None:
        """A toast, literally; with `undoable` it names the key that takes the action back."""
        if undoable:
            key = self.keys.shown(BY_ID["app.undo"]).split()[0]
            text = _("{what}  {key}: undo").format(what=text, key=key)
        # The newest word alone: a pile of them would lie over the rows that are being worked on.
        self.clear_notifications()
        self.notify(block(text), severity=severity, timeout=timeout, markup=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy, cleaned: what is pasted elsewhere later must harm nothing there either."""
        super().copy_to_clipboard(clean(text))

    def copy(self, text: str) -> None:
        """Copy, and say so."""
        self.copy_to_clipboard(text)
        self.say(_("Copied."))

    def report(self, error: BaseException) -> None:
        """Tell the user of an error in a worker; a fault of ours goes to the log without values."""
        if isinstance(error, ServiceDeskError):
            words = f"{error.message}\n{error.hint}" if error.hint else error.message
            # One that was on its way when the file came back must not say so for ever.
            if error.code == REPLACED and self._desk is not None and self._desk.is_gone:
                from servicedesk.tui.frame.file_gone import say_gone

                say_gone(self, error)
            self.say(words, severity="error", timeout=8)
            return
        self.unexpected.append(error)
        log_without_values(error)
        text = _("Something went wrong ({kind}). What you see is still there; the log has the place.")
        self.say(text.format(kind=type(error).__name__), severity="error", timeout=8)

    def _fatal_error(self) -> None:
        """End with one line; a traceback would put customers' data on the terminal."""
        error = self._exception
        if error is not None:
            log_without_values(error)
        text = _("servicedesk stopped because of a fault ({kind}). What was saved is safe.")
        line = Text(text.format(kind=type(error).__name__))
        options = self.console.options.update(no_wrap=True, overflow="ignore")
        self._exit_renderables.append(Segments(self.console.render(line, options)))
        self._close_messages_no_wait()
