"""What the app says: toasts, what was copied, errors, and the one line it ends with after a fault.

Methods of ServiceDeskApp, which takes them from here one by one.
"""

import asyncio
import os
from typing import TYPE_CHECKING

from rich.segment import Segments
from rich.text import Text
from textual.app import App
from textual.notifications import SeverityLevel

from servicedesk.domain.errors import NewerChangeError, ServiceDeskError
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import brief, clean
from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID
from servicedesk.tui.base.faults import log_without_values
from servicedesk.tui.base.reversed_words import refused_words, reversed_words
from servicedesk.tui.base.safe import block
from servicedesk.tui.base.watcher import REPLACED
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.front import front_of

if TYPE_CHECKING:
    from servicedesk.services.drafts import GivenDraft

SHOWN = 30
"""Characters of a copied text that are shown."""

DIGITS = 7
"""So many in a text that is copied may be a phone number, whatever stands beside them."""


def say(
    app: App[None],
    text: str,
    *,
    undoable: bool = False,
    severity: SeverityLevel = "information",
    timeout: float = 5,
) -> None:
    """A toast, literally; with `undoable` it names the key that takes the action back."""
    if undoable:
        key = front_of(app).keys.shown(BY_ID["app.undo"]).split()[0]
        text = _("{what}  {key}: undo").format(what=text, key=key)
    # The newest word alone: a pile of them would lie over the rows that are being worked on.
    app.clear_notifications()
    app.notify(block(text), severity=severity, timeout=timeout, markup=False)


def say_reversed(app: App[None], change: "Change | GivenDraft | str") -> None:
    """What was undone or done again; the cursor of a list goes to the row that came back by it."""
    say(app, reversed_words(change, front_of(app).keys), timeout=8)
    if isinstance(change, Change) and change.subject is not None and isinstance(app.screen, DeskScreen):
        app.screen.came_back(*change.subject)


def copy_cleaned(app: App[None], text: str) -> None:
    """Copy, cleaned: what is pasted elsewhere later must harm nothing there either."""
    App.copy_to_clipboard(app, clean(text))


def copy(app: App[None], text: str) -> None:
    """Copy, and say what, and what is known of it: a terminal does not answer, tmux does."""
    app.copy_to_clipboard(text)
    shown = _copied_in_words(app, text)
    if os.environ.get("TMUX"):
        app.run_worker(_copy_in_tmux(app, clean(text), shown), exit_on_error=False, group="copy")
    else:
        _say_sent(app, shown)


async def _copy_in_tmux(app: App[None], text: str, shown: str) -> None:
    from servicedesk.tui.frame.clipboard import load_tmux

    if await asyncio.to_thread(load_tmux, text):
        say(app, _("Copied: {text} (buffer of tmux)").format(text=shown))
    else:
        _say_sent(app, shown)


def _say_sent(app: App[None], shown: str) -> None:
    say(app, _("Sent to the terminal: {text}").format(text=shown))


def _copied_in_words(app: App[None], text: str) -> str:
    """The beginning of what is copied; a number that the desk masks stays masked."""
    from servicedesk.domain.phones import looks_like_number, mask_phone

    lines = clean(text).strip().splitlines() or [""]
    first, settings = lines[0], front_of(app).desk.settings
    if settings.mask_phones:
        # Of a summary only its first words: numbers stand behind them.
        first = first.split("  ")[0]
        if looks_like_number(first) or sum(map(str.isdecimal, first)) >= DIGITS:
            first = mask_phone(first, settings.region)
    return brief(first, SHOWN) + (" …" if len(lines) > 1 else "")


def report(app: App[None], error: BaseException) -> None:
    """Tell the user of an error in a worker; a fault of ours goes to the log without values."""
    if isinstance(error, ServiceDeskError):
        words = f"{error.message}\n{error.hint}" if error.hint else error.message
        front = front_of(app)
        if isinstance(error, NewerChangeError):
            words = refused_words(error, front.keys)
        # One that was on its way when the file came back must not say so for ever.
        if error.code == REPLACED and front.is_desk_open and front.desk.is_gone:
            from servicedesk.tui.frame.file_gone import say_gone

            say_gone(app, error)
        say(app, words, severity="error", timeout=8)
        return
    front_of(app).unexpected.append(error)
    log_without_values(error)
    text = _("Something went wrong ({kind}). What you see is still there; the log has the place.")
    say(app, text.format(kind=type(error).__name__), severity="error", timeout=8)


def at_fault(app: App[None], error: Exception) -> None:
    """End because of a fault; one that comes while the program ends is only noted, the exit code stays."""
    if app._exit:  # noqa: SLF001 - as _exception below
        # A screen that was just being made finds no fields in itself any more.
        log_without_values(error)
        return
    App._handle_exception(app, error)  # noqa: SLF001


def end_with_one_line(app: App[None]) -> None:
    """End with one line; a traceback would put customers' data on the terminal."""
    error = app._exception  # noqa: SLF001 - App calls this for what it keeps there
    if error is not None:
        log_without_values(error)
    text = _("servicedesk stopped because of a fault ({kind}). What was saved is safe.")
    line = Text(text.format(kind=type(error).__name__))
    options = app.console.options.update(no_wrap=True, overflow="ignore")
    app._exit_renderables.append(Segments(app.console.render(line, options)))  # noqa: SLF001
    app._close_messages_no_wait()  # noqa: SLF001
