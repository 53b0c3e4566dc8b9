"""WorkPopup: long work in a thread, with how far it is, and an end that can be asked for.

    WorkPopup(_("Backup"), desk_call, Counted(total=100), then=self.done, failed=self.refused)

`call` gets a function to tell how far it is, which raises StoppedError once the end was asked for: the
service then takes everything back as after any other error. Whatever ends the work before it is done, nothing
of it stays.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from time import monotonic
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _, ngettext
from servicedesk.keys.actions import meant_key
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import content
from servicedesk.tui.front import front_screen

Tell = Callable[[int], None]
Call = Callable[[Tell], Any]

OFTEN = 0.2
"""Seconds from one picture of the progress to the next."""
BAR = 60
"""Cells of the bar."""
RATE_AFTER = 1.0
"""Seconds before which no rate is told: it would jump."""


class StoppedError(Exception):
    """The user wants no more of it; takes the work back, and is no fault."""


def rows_words(count: int) -> str:
    """So many rows."""
    return ngettext("{count} row", "{count} rows", count).format(count=count)


@dataclass
class Counted:
    """How far the work is: the count, out of how many if that is known, and what is counted."""

    total: int = 0
    words: Callable[[int], str] = rows_words
    has_rate: bool = True
    count: int = 0


class WorkPopup(DeskModal[None]):
    """The popup; Esc asks whether to stop."""

    DEFAULT_CSS = """
    WorkPopup { align: center middle; }
    WorkPopup > Vertical {
        width: 68; max-width: 96%; height: auto;
        border: round $primary; background: $surface; padding: 0 1;
    }
    WorkPopup #work-title { text-style: bold; height: auto; }
    WorkPopup #work-line { height: auto; color: $text-muted; }
    """

    def __init__(
        self,
        title: str,
        call: Call,
        counted: Counted,
        *,
        then: Callable[[Any], object],
        failed: Callable[[Exception], object],
        writes: bool = False,
    ) -> None:
        """`then` gets what `call` returns; what `writes` waits its turn among the changes of the window."""
        super().__init__()
        self.heading = title
        self.counted = counted
        self._call, self._then, self._failed, self._writes = call, then, failed, writes
        self._began = monotonic()
        self._asked = self._is_stopped = False
        self._work: asyncio.Future[Any] | None = None
        self._end: Callable[[], object] | None = None

    def compose(self) -> ComposeResult:
        """What is done, how far it is, the keys."""
        with Vertical():
            yield Static(content(self.heading), id="work-title", markup=False)
            yield Static("", id="work-bar", markup=False)
            yield Static("", id="work-line", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self._draw()
        self.set_interval(OFTEN, self._draw)
        # The app's worker: closing the popup stops the work by itself, and hears of its end.
        self.app.run_worker(self._run(), group="work", exit_on_error=False)

    async def on_unmount(self) -> None:
        """Whoever closes the popup or the program stops the work; wait until it has been taken back."""
        self._is_stopped = True
        if self._work is not None and not self._work.done():
            await asyncio.wait([self._work])

    def keep_words(self) -> None:
        """The program is about to end: what is not done by now is taken back."""
        self._is_stopped = True

    async def _run(self) -> None:
        executor: Executor | None = self.desk_app.writing if self._writes else None
        self._work = asyncio.get_running_loop().run_in_executor(executor, self._call, self._tell)
        try:
            result = await self._work
        except StoppedError:
            self._finish(self._say_stopped)
        except Exception as error:
            failure = error
            self._finish(lambda: self._failed(failure))
        else:
            self.desk_app.look_for_changes()
            self._finish(lambda: self._then(result))

    def _tell(self, count: int) -> None:
        """In the thread of the work."""
        if self._is_stopped:
            raise StoppedError
        self.counted.count = count

    def _say_stopped(self) -> None:
        self.desk_app.say(_("Stopped; nothing of it was kept."))

    def _finish(self, end: Callable[[], object]) -> None:
        """Close, and say what it came to; not before what was opened in front is closed, such as a call."""
        self._end = end
        if self.is_attached and self.app.is_running:
            self._close_if_in_front()

    def on_screen_resume(self) -> None:
        """What was in front is gone."""
        self._close_if_in_front()

    def _close_if_in_front(self) -> None:
        if self._end is not None and front_screen(self.app) is self:
            end, self._end = self._end, None
            self.dismiss(None)
            self.app.call_next(end)

    # What is seen

    def action_leave(self) -> None:
        """Esc: ask; Esc again goes on."""
        self._asked = not (self._asked or self._is_stopped)
        self._draw()

    def on_key(self, event: events.Key) -> None:
        """Answer the question."""
        pressed = meant_key(event.character or "").lower()
        if self._asked and pressed in {"y", "n"}:
            event.stop()
            self._asked = False
            self._is_stopped = self._is_stopped or pressed == "y"
            self._draw()

    def _draw(self) -> None:
        if not self.is_attached:
            return
        self.query_one("#work-bar", Static).update(self._bar())
        line = self.query_one("#work-line", Static)
        if self._is_stopped:
            words = _("Stopping, and undoing everything …")
        elif self._asked:
            words = _("Stop it and take everything back?  y stop  n go on")
        else:
            words = _("Esc stop")
        line.update(Content.assemble((words, "$text-warning" if self._asked else "")))

    def _bar(self) -> Content:
        counted, spent = self.counted, monotonic() - self._began
        words = counted.words(counted.count)
        if counted.has_rate and counted.count and spent >= RATE_AFTER:
            rate = _("{count} a second").format(count=int(counted.count / spent))
            words = f"{words}  {rate}"
        if not counted.total:
            return Content.assemble((words, ""))
        filled = min(BAR, counted.count * BAR // counted.total)
        bar = (("━" * filled, "$text-primary"), ("─" * (BAR - filled), "$text-muted"))
        return Content.assemble(*bar, ("\n", ""), (words, ""))
