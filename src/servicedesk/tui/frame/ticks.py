"""While the screens are open: clocks every half minute, recurring cases every hour, SQLModel once."""

import asyncio
import gc
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from textual.app import App
from textual.worker import WorkType

from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.tui.base.faults import log_without_values
from servicedesk.tui.base.pauses import (
    CHECK_FIRST,
    CLOCK_EVERY,
    CLOCK_FIRST,
    DAMAGE_STAYS,
    QUIET_LINE,
    TABLES_FIRST,
)
from servicedesk.tui.base.safe import plain
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.front import front_of, front_screen

if TYPE_CHECKING:
    from servicedesk.services.clock_warnings import WarningWatch
    from servicedesk.services.desk import Desk


HOUR = 3600
NAMED = 5
"""So many of the opened cases are named in the line that tells of them."""


class _Looked(NamedTuple):
    moved: int
    words: str


class ClockTick:
    """Looks after the clocks of one window, in its writing thread."""

    def __init__(self, app: App[None]) -> None:
        """Nothing has been looked at yet."""
        self.app = app
        self.desk_app = front_of(app)
        self._watch: WarningWatch | None = None
        self._is_looking = False

    def start(self) -> None:
        """Once when the first picture is there, then steadily."""
        self.app.set_timer(CLOCK_FIRST, self.look)
        self.app.set_interval(CLOCK_EVERY, self.look)

    def look(self) -> None:
        """Look now, unless the last look is still at work."""
        if not self._is_looking:
            self._is_looking = True
            look: WorkType[None] = self._look_and_tell
            self.app.run_worker(look, group="clock", exit_on_error=False)

    async def _look_and_tell(self) -> None:
        try:
            looked = await asyncio.get_running_loop().run_in_executor(self.desk_app.writing, self._look)
        except Exception as error:
            # Nobody asked for it: a file that is away for a moment must not raise a toast twice a minute.
            log_without_values(error)
            return
        finally:
            self._is_looking = False
        if looked.moved:
            self.desk_app.look_for_changes()
        if looked.words:
            self._tell(looked.words)

    def _look(self) -> _Looked:
        from servicedesk.services.clock_warnings import WarningWatch, warnings_in_words

        desk = self.desk_app.desk
        moved = desk.clocks.refresh()
        if self._watch is None:
            self._watch = WarningWatch(desk)
        found = self._watch.look()
        return _Looked(moved, plain(warnings_in_words(found)) if found else "")

    def _tell(self, words: str) -> None:
        if not self._is_typing():
            self.app.bell()
            self.desk_app.say(f"! {words}", severity="warning", timeout=10)
            return
        screen = next((one for one in reversed(self.app.screen_stack) if isinstance(one, DeskScreen)), None)
        if screen is not None:
            screen.status = f"! {words}"
            screen.set_timer(QUIET_LINE, lambda: self._take_back(screen, f"! {words}"))

    def _is_typing(self) -> bool:
        """Whether letters go into a field."""
        focused = self.app.focused if front_screen(self.app) else None
        return focused is not None and focused.check_consume_key("a", "a")

    def _take_back(self, screen: DeskScreen, words: str) -> None:
        if screen.status == words:
            screen.status = ""


class RecurringTick:
    """Opens what is due, in the writing thread of one window."""

    def __init__(self, app: App[None]) -> None:
        """Nothing has been opened yet."""
        self.app = app
        self.desk_app = front_of(app)

    def start(self) -> None:
        """Once when the first picture is there, then every hour."""
        self.app.set_timer(CLOCK_FIRST, self.look)
        self.app.set_interval(HOUR, self.look)

    def look(self) -> None:
        """Open what is due now."""
        if self.desk_app.is_desk_open:
            look: WorkType[None] = self._open_and_tell
            self.app.run_worker(look, group="plans", exit_on_error=False)

    async def _open_and_tell(self) -> None:
        desk = self.desk_app.desk
        try:
            opened = await asyncio.get_running_loop().run_in_executor(
                self.desk_app.writing, desk.recurring.run_due
            )
        except Exception as error:
            # Nobody asked for it: the next look tries again.
            log_without_values(error)
            return
        if opened:
            self.desk_app.look_for_changes()
            numbers = _(", ").join(format_number("case", case_id) for case_id in opened[:NAMED])
            more = " ..." if len(opened) > NAMED else ""
            self.desk_app.say(_("Recurring cases opened: {numbers}").format(numbers=numbers + more))


def begin_later(app: App[None], desk: "Desk") -> None:
    """Have a new desk take over its holidays behind the first picture, and say which."""
    from servicedesk.services.new_desk import begin, needs_holidays

    if not needs_holidays(desk):
        return
    front = front_of(app)

    async def begin_and_tell() -> None:
        words = await asyncio.get_running_loop().run_in_executor(front.writing, begin, desk)
        front.look_for_changes()
        front.say(words, timeout=12)

    beginning: WorkType[None] = begin_and_tell
    app.set_timer(CLOCK_FIRST, lambda: app.run_worker(beginning, group="begin", exit_on_error=False))


def check_later(app: App[None], desk: "Desk") -> None:
    """Look through the file once a day, in a thread for which nobody waits, and tell of damage alone."""

    def check() -> None:
        from servicedesk.services.daily_check import look

        try:
            words = look(desk)
        except Exception as error:
            log_without_values(error)
            return
        if words and app.is_running:
            app.call_from_thread(front_of(app).say, words, severity="error", timeout=DAMAGE_STAYS)

    app.set_timer(CHECK_FIRST, Thread(target=check, name="check", daemon=True).start)


def load_tables_later(app: App[None], desk: "Desk") -> None:
    """Load them once the first keys are answered; not as a worker, for who leaves waits for no library."""
    loading = Thread(target=load_tables, args=(desk,), name="tables", daemon=True)
    app.set_timer(TABLES_FIRST, loading.start)


def load_tables(desk: "Desk") -> None:
    """Load them without collecting garbage meanwhile, which would keep keys waiting; what they hold stays."""
    gc.disable()
    try:
        desk.load_tables()
    except Exception as error:
        # The statements made ahead go on serving.
        log_without_values(error)
    finally:
        gc.freeze()
        gc.enable()
