"""KeptWords: what is typed and not saved stays in memory until the file holds it, also when its form is gone.

A draft may not be written for a while: the disk is full, another process holds the file. Whoever leaves a
form then hears of it once; the words are tried again every RETRY seconds, and who quits is asked before they
go. Who ends the program by force is not asked: what the file did not take is set aside (services/aside.py).
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import WorkType

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.tui.base.faults import log_without_values
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.front import front_of

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from servicedesk.settings.words_aside import Aside

RETRY = 3.0
"""Seconds until words that could not be written are tried again."""

PATIENCE = 0.5
"""Seconds after which who quits is told that something is still being written."""

Write = Callable[[], object]


class KeptWords:
    """The words of one window that the file does not hold yet, by what they belong to."""

    def __init__(self, app: App[None]) -> None:
        """Nothing is typed yet."""
        self._app = app
        self._front = front_of(app)
        self._writes: dict[object, Write] = {}
        self._retry: Timer | None = None
        self._last_fault = ""
        self._is_leaving = False
        self.last_words = ""
        """What is to be said when the screens have gone: where words are kept that the file does not hold."""

    @property
    def owners(self) -> list[object]:
        """What has words that are not written yet, the last one last."""
        return list(self._writes)

    def waiting(self, owner: object) -> Write | None:
        """What is to be written for this owner; None for nothing."""
        return self._writes.get(owner)

    def keep(self, owner: object, write: Write) -> None:
        """Have `write` called in the writing thread until it succeeds or `owner` has a newer one."""
        self._writes.pop(owner, None)
        self._writes[owner] = write
        self._try(owner, write)

    def write_at_the_end(self) -> None:
        """The screens close: try once more, before the writing thread ends; what fails is set aside."""
        if self._writes:
            tried = [(write, self._front.writing.submit(write)) for write in self._writes.values()]
            self._front.writing.submit(self._set_aside_failed, tried)

    def _set_aside_failed(self, tried: "list[tuple[Write, Future[object]]]") -> None:
        """In the writing thread, behind the attempts."""
        try:
            self._set_aside([write for write, attempt in tried if attempt.exception() is not None])
        except ServiceDeskError as error:
            self.last_words = error.message

    def _set_aside(self, writes: Iterable[Write]) -> None:
        """Keep what these would write in a file beside the log. ServiceDeskError when that fails too."""
        desk = self._front.desk
        words = [aside for write in writes if (aside := _aside(write, desk)) is not None]
        if words:
            place = desk.aside.keep(words)
            told = _(
                "What you typed could not be saved and is kept in {path} until this desk is opened again."
            )
            self.last_words = told.format(path=clean_line(str(place)))

    def _try(self, owner: object, write: Write) -> None:
        attempt: WorkType[None] = partial(self._write, owner, write)
        # The app's worker: closing the form must not take it back.
        self._app.run_worker(attempt, group="drafts", exit_on_error=False)

    async def _write(self, owner: object, write: Write) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._front.writing, write)
        except Exception as error:
            self._failed(error)
            return
        if self._writes.get(owner) is write:
            del self._writes[owner]
        if not self._writes:
            self._last_fault = ""
        self._front.look_for_changes()

    def _failed(self, error: Exception) -> None:
        if self._app.is_running and self._retry is None:
            self._retry = self._app.set_timer(RETRY, self._try_again)
        if str(error) == self._last_fault:
            return
        self._last_fault = str(error)
        if isinstance(error, ServiceDeskError):
            words = _("{fault} What you typed stays in this window, and is tried again until it is kept.")
            self._front.say(words.format(fault=error.message), severity="error", timeout=12)
        else:
            self._front.report(error)

    def try_now(self) -> None:
        """What kept the words from the file is over: try at once."""
        if self._retry is not None:
            self._retry.stop()
        self._last_fault = ""
        self._try_again()

    def _try_again(self) -> None:
        self._retry = None
        for owner, write in list(self._writes.items()):
            self._try(owner, write)

    # Leaving

    def leave(self) -> None:
        """End the program once everything is written that the screens hold; else say so, and ask."""
        if self._is_leaving:
            return
        self._gather()
        if not self._writes:
            self._app.exit()
            return
        self._is_leaving = True
        leave: WorkType[None] = self._write_and_leave
        self._app.run_worker(leave, group="leave", exit_on_error=False)

    def end(self, code: int) -> None:
        """End at once with this exit code, as a signal asks; what the screens hold is written on the way."""
        self._gather()
        self._app.exit(return_code=code)

    def _gather(self) -> None:
        for screen in _every_screen(self._app):
            if keep_words := getattr(screen, "keep_words", None):
                try:
                    keep_words()
                except Exception as error:
                    # One that is just being made, say: the others' words are kept, and the program does end.
                    log_without_values(error)

    async def _write_and_leave(self) -> None:
        waiting = self._app.set_timer(
            PATIENCE, lambda: self._front.say(_("Keeping what you typed; one moment …"))
        )
        try:
            await asyncio.gather(*(self._write(owner, write) for owner, write in list(self._writes.items())))
        finally:
            waiting.stop()
            self._is_leaving = False
        if self._writes:
            self._ask()
        else:
            self._app.exit()

    async def _set_aside_and_leave(self) -> None:
        writes = list(self._writes.values())
        try:
            await asyncio.get_running_loop().run_in_executor(self._front.writing, self._set_aside, writes)
        except ServiceDeskError as error:
            # They stay in the window.
            self._front.report(error)
            return
        self._writes.clear()
        self._app.exit()

    def _ask(self) -> None:
        choices = [
            Choice("", _("stay; it is tried again until it is kept"), key="0"),
            Choice("aside", _("quit; it is kept beside the log until this desk is opened again"), key="1"),
            Choice("yes", _("quit, and lose what I typed"), key="9"),
        ]

        def chosen(answer: str | None) -> None:
            if answer == "aside":
                leave: WorkType[None] = self._set_aside_and_leave
                self._app.run_worker(leave, group="leave", exit_on_error=False)
            elif answer:
                self._writes.clear()
                self._app.exit()

        choose(self._app, _("What you typed could not be kept. Quit all the same?"), choices, chosen)


def _aside(write: Write, desk: "Desk") -> "Aside | None":
    """The words that `write` holds; None for what only takes a draft away."""
    told: Callable[[Desk], Aside | None] | None = getattr(write, "aside", None)
    return None if told is None else told(desk)


def _every_screen(app: App[None]) -> list[Screen[object]]:
    """Those of every tab: a form may lie open on another one."""
    stacks = app._screen_stacks  # noqa: SLF001 - Textual has no public word for it
    return [screen for stack in stacks.values() for screen in stack]
