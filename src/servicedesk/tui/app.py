"""ServiceDeskApp: the five tabs, the desk behind them, and what works everywhere.

The first screen is painted before the desk is open: opening runs in a thread, and each screen's `load` is
called when there is something to load. Screens are imported on their first visit, through SCREENS alone,
so that none of them knows another: `app.open("customer", customer_id=5)`, `app.open("queue", query="...")`.
"""

import gc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.filter import LineFilter
from textual.reactive import Reactive
from textual.screen import Screen
from textual.worker import get_current_worker

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID, Keys, Scope
from servicedesk.keys.keymap import load
from servicedesk.tui.base.bindings import bindings_for, textual_keymap, textual_keys
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.faults import keymap_faults_in_words
from servicedesk.tui.base.handler import Acts, Handler, own_act
from servicedesk.tui.base.key_order import KeysInOrder, from_input_method
from servicedesk.tui.base.lateness import leave_lateness
from servicedesk.tui.base.line_breaks import break_as_read
from servicedesk.tui.base.pauses import PICTURE_FIRST
from servicedesk.tui.base.plain_reverse import PlainReverse
from servicedesk.tui.base.reversed_words import undone
from servicedesk.tui.base.signals import end_on_signals
from servicedesk.tui.base.themes import DEFAULT, fitting, quiet_cursor
from servicedesk.tui.base.watcher import (
    DeskBack,
    DeskChanged,
    DeskFailed,
    DeskGone,
    DeskOpened,
    Watcher,
)
from servicedesk.tui.base.whole_windows import WholeWindow
from servicedesk.tui.frame import saying
from servicedesk.tui.frame.desk_screen import MIN_HEIGHT, MIN_WIDTH, DeskScreen, at_breakpoint
from servicedesk.tui.frame.top_line import TABS
from servicedesk.tui.frame.words_again import take_back_words
from servicedesk.tui.front import Front, front_screen

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from servicedesk.tui.frame.kept_words import KeptWords
    from servicedesk.tui.frame.ticks import ClockTick

SCREENS: dict[str, str] = {
    "today": "servicedesk.tui.today.today_screen:TodayScreen",
    "calls": "servicedesk.tui.calls.calls_screen:CallsScreen",
    "queue": "servicedesk.tui.cases.queue_screen:QueueScreen",
    "customers": "servicedesk.tui.customers.customers_screen:CustomersScreen",
    "calendar": "servicedesk.tui.calendar.calendar_screen:CalendarScreen",
    "customer": "servicedesk.tui.customers.customer_screen:CustomerScreen",
    "call_form": "servicedesk.tui.calls.call_form_screen:CallFormScreen",
    "keys": "servicedesk.tui.frame.keys_screen:KeysScreen",
    "working_calendar": "servicedesk.tui.rules.working_calendar_screen:WorkingCalendarScreen",
    "policies": "servicedesk.tui.rules.policies_screen:PoliciesScreen",
    "promises": "servicedesk.tui.today.promises_screen:PromisesScreen",
    "followups": "servicedesk.tui.today.followups_screen:FollowUpsScreen",
    "recurring": "servicedesk.tui.cases.recurring_popup:RecurringPopup",
}
"""Name → module:class. Tabs are made without arguments, the others with those of `open`."""

ONCE = {"working_calendar", "policies"}
ON_DESK = ("recurring", "import", "export", "backup")


def make_screen(name: str, **arguments: Any) -> Screen[Any]:
    """The screen called `name`, its module imported now."""
    module, _colon, class_name = SCREENS[name].partition(":")
    screen: Screen[Any] = getattr(import_module(module), class_name)(**arguments)
    return screen


def _commands(name: str) -> type[Provider]:
    """What the palette offers, its module imported now."""
    provider: type[Provider] = getattr(import_module("servicedesk.tui.frame.commands"), name)
    return provider


class ServiceDeskApp(WholeWindow, KeysInOrder):
    """The screens."""

    # From this file: Textual would look beside the file of a class that inherits.
    CSS_PATH = Path(__file__).parent / "frame" / "base.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.APP)
    # Textual's own key for a palette, which is ours, too, would open one that does not wait for answers.
    ENABLE_COMMAND_PALETTE = False
    COMMANDS = {partial(_commands, f"{what}Commands") for what in ("Action", "Record")}  # noqa: RUF012 - as in App
    theme: Reactive[str] = Reactive(DEFAULT)
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (MIN_WIDTH, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as in App
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (MIN_HEIGHT, "-low"), (30, "-high")]  # noqa: RUF012 - as in App

    def __init__(
        self,
        open_desk: "Callable[[], Desk]",
        *,
        keymap_path: Path | None = None,
        first_screen: str = "today",
        theme: str = "",
        remember_theme: Callable[[str], object] | None = None,
        then: "Callable[[ServiceDeskApp], None] | None" = None,
    ) -> None:
        """`open_desk` is called once, in a thread; `remember_theme` gets the name of a chosen theme.

        `then` is called once the desk is open.
        """
        break_as_read()
        self.DEFAULT_MODE = first_screen  # type: ignore[misc]  # so that no empty screen is made first
        super().__init__()
        keymap = load(keymap_path)
        self.keys = Keys(keymap.overrides)
        self.keymap_faults = keymap.faults
        self.failure: ServiceDeskError | None = None
        self.gone = ""
        self.changed_nothing = False
        self.unexpected: list[BaseException] = []
        self.changes = 0
        self.writing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writing")
        self._open_desk = open_desk
        self._desk: Desk | None = None
        self._watcher: Watcher | None = None
        self.clock_tick: ClockTick | None = None
        self._remember_theme = remember_theme
        self._then = then
        self.wants_tutor = False
        """Whether the screens were left for the tutor."""
        self._hinted_at_input_method = False
        self._told_keys: set[tuple[str, str]] = set()
        """Of which keys, and where, it was said that they do nothing there."""
        theme = fitting(theme or DEFAULT, self.console.color_system)
        if theme in self.available_themes:
            self.theme = theme
        self.set_keymap(textual_keymap(self.keys))

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this machine; on a terminal of Linux or macOS our own reader with it."""
        driver = super().get_driver_class()
        if driver.__name__ != "LinuxDriver":
            return driver
        from servicedesk.tui.base.driver import DeskDriver

        return DeskDriver

    # The desk

    @property
    def desk(self) -> "Desk":
        """The open desk."""
        if self._desk is None:
            raise RuntimeError("the desk is not open yet")
        return self._desk

    @property
    def is_desk_open(self) -> bool:
        """Whether `desk` may be used."""
        return self._desk is not None

    @property
    def takes_keys(self) -> bool:
        """Once the desk is open, or will not be: a call is answered whether the program was ready or not."""
        return self._desk is not None or self.failure is not None

    @cached_property
    def keys_ahead(self) -> frozenset[str]:
        """To leave, nothing has to be open."""
        return frozenset(textual_keys(self.keys, BY_ID["app.quit"]))

    @property
    def desk_name(self) -> str:
        """The name of the desk, as it stands in the settings."""
        return "" if self._desk is None else self._desk.settings.desk_name

    @property
    def local_now(self) -> datetime | None:
        """This moment in the desk's zone; None before the desk is open."""
        return None if self._desk is None else self._desk.clock.now().astimezone(self._desk.zone)

    def on_load(self) -> None:
        """Open the desk while the first picture is being made."""
        self._open_in_thread()

    def get_default_screen(self) -> Screen[Any]:
        """The first tab, ready for this window: Textual would style it a second time otherwise."""
        screen = make_screen(self.DEFAULT_MODE)
        for path in screen.css_path:
            self.stylesheet.read(path)
        screen.add_class(
            at_breakpoint(self.HORIZONTAL_BREAKPOINTS, self.size.width),
            at_breakpoint(self.VERTICAL_BREAKPOINTS, self.size.height),
            update=False,
        )
        return screen

    def on_mount(self) -> None:
        """Know the tabs, the first one among them; tell of what was wrong with the keymap."""
        # Imported when it is needed, and not for the first picture.
        end_on_signals(lambda code: self.words.end(code))  # noqa: PLW0108
        for name in TABS:
            self.add_mode(name, partial(make_screen, name))
        if self.keymap_faults:
            self.say(keymap_faults_in_words(self.keymap_faults), severity="warning", timeout=12)

    def on_ready(self) -> None:
        """Collect garbage now that the first picture is there; what was made for it stays."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    @work(thread=True, exit_on_error=False, group="open")
    def _open_in_thread(self) -> None:
        worker = get_current_worker()
        try:
            desk = self._open_desk()
        except Exception as error:
            self.post_message(DeskFailed(error))
        else:
            if worker.is_cancelled:
                desk.close()
                return
            # Set here and not in the handler: a screen that is mounted meanwhile loads for its first picture.
            self._desk = desk
            self.changes = 1
            self.post_message(DeskOpened())

    @on(DeskFailed)
    def _give_up(self, message: DeskFailed) -> None:
        if not isinstance(message.error, ServiceDeskError):
            raise message.error
        self.failure = message.error
        self.exit(return_code=message.error.exit_code)

    @on(DeskOpened)
    def _begin(self) -> None:
        self._watcher = Watcher(
            self.desk.store_version,
            lambda: self.post_message(DeskChanged()),
            lambda error: self.post_message(DeskGone(error)),
            lambda: self.post_message(DeskBack()),
        )
        self._watcher.start()
        self._tell_screens()
        take_back_words(self, self.desk)
        if words := self.desk.held_back_words():
            self.say(words, severity="warning", timeout=12)
        self.set_timer(PICTURE_FIRST, self._start_clocks)
        if self._then is not None:
            self._then(self)

    def _start_clocks(self) -> None:
        from servicedesk.tui.frame.ticks import (
            ClockTick,
            RecurringTick,
            begin_later,
            check_later,
            load_tables_later,
        )

        self.clock_tick = ClockTick(self)
        self.clock_tick.start()
        RecurringTick(self).start()
        begin_later(self, self.desk)
        load_tables_later(self, self.desk)
        check_later(self, self.desk)

    @on(DeskChanged)
    def _count_change(self) -> None:
        self.changes += 1
        self._tell_screens()

    @on(DeskGone)
    def _say_gone(self, message: DeskGone) -> None:
        self.report(message.error)

    @on(DeskBack)
    def _go_on(self) -> None:
        from servicedesk.tui.frame.file_gone import say_back

        say_back(self)
        self.words.try_now()
        self._count_change()

    def _tell_screens(self) -> None:
        # A popup that shows what stands in the desk catches up too.
        catch_up = getattr(front_screen(self), "catch_up", None)
        if catch_up is not None:
            catch_up()

    def look_for_changes(self) -> None:
        """Notice one's own write at once instead of within a quarter of a second."""
        if self._watcher is not None:
            self._watcher.look()

    def on_unmount(self) -> None:
        """Let the last write end, then close the file."""
        if self._watcher is not None:
            self._watcher.stop()
        self.words.write_at_the_end()
        self.writing.shutdown(wait=True)
        if self._desk is not None:
            self._desk.close()

    # Getting about

    def open(self, name: str, **arguments: Any) -> None:
        """Go to a tab and tell it `arguments`, or lay another screen on top of the present one.

        Of ONCE there is never a second: where it lies open already, go back to it.
        """
        leave_lateness(self.screen_stack)
        names = [getattr(screen, "NAME", "") for screen in self.screen_stack]
        if name in ONCE and name in names:
            for _screen in names[names.index(name) + 1 :]:
                self.pop_screen()
            return
        if name not in TABS:
            self.push_screen(make_screen(name, **arguments))
            return
        self.switch_mode(name)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        base = self.screen_stack[0]
        if isinstance(base, DeskScreen):
            base.opened(arguments, again=name == names[0])

    @cached_property
    def acts(self) -> Acts:
        """What takes one line, by the id of its action; the others are methods."""
        return {
            **{f"app.{name}": partial(self.open, name) for name in TABS},
            **{f"app.{name}": partial(self._open_on_desk, name) for name in ON_DESK},
            "app.hours": partial(self.open, "working_calendar"),
            "app.rules": partial(self.open, "policies"),
            "app.close": self.close_screen,
            "app.quit": self.leave,
            "app.tutor": partial(self.leave, for_tutor=True),
            "app.undo": partial(self._reverse, back=True),
            "app.redo": partial(self._reverse, back=False),
            "call.new": self.log_call,
        }

    def action_act(self, action_id: str) -> None:
        """Do one of the app's actions: every key of the scope APP, the palette and clicks come here."""
        if act := own_act(self, self.acts, BY_ID[action_id]):
            act()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys of what nobody does here: those of the tutor outside of it."""
        if action == "act":
            return own_act(self, self.acts, BY_ID[str(parameters[0])]) is not None
        return super().check_action(action, parameters)

    def _open_on_desk(self, name: str) -> None:
        """The plans of recurring cases; the questions that begin with files."""
        if self._desk is None:
            self.say(_("The desk is being opened."))
        elif isinstance(self.screen, DeskScreen) and name == "recurring":
            self.open(name)
        elif isinstance(self.screen, DeskScreen):
            from servicedesk.tui.files.file_work import FileWork

            FileWork(self.screen).begin(name)

    def log_call(self, customer_id: int | None = None) -> None:
        """Open the call form with its clock running; a form that is open parks its call."""
        if self._desk is None:
            self.say(_("The desk is being opened."))
        elif not (isinstance(self.screen, DeskScreen) and self.screen.take_second_call()):
            self.open("call_form", **({} if customer_id is None else {"customer_id": customer_id}))

    def action_call_resume(self) -> None:
        """Go on with a parked call; the form itself goes to the next one."""
        if self._desk is None:
            self.say(_("The desk is being opened."))
        elif not (isinstance(self.screen, DeskScreen) and self.screen.take_parked_call()):
            self.open("call_form", resume=True)

    def action_app_help(self) -> None:
        """The keys of this screen."""
        if isinstance(self.screen, DeskScreen):
            self.open("keys", actions=self.screen.offered())

    def action_app_palette(self) -> None:
        """The command palette."""
        from servicedesk.tui.frame.palette import open_palette

        open_palette(self)

    def action_command_palette(self) -> None:
        """Where Textual's own key for it comes first: the same."""
        self.action_app_palette()

    def action_app_back(self) -> None:
        """One level out."""
        if isinstance(self.screen, DeskScreen) and self.screen.level_out():
            return
        if len(self.screen_stack) > 1:
            leave_lateness(self.screen_stack)
            self.pop_screen()

    def close_screen(self) -> None:
        """Close the screen in front; on the first level quit."""
        if len(self.screen_stack) > 1:
            leave_lateness(self.screen_stack)
            self.pop_screen()
        else:
            self.leave()

    def leave(self, *, for_tutor: bool = False) -> None:
        """End the screens once everything that was typed is kept; the tutor begins when they are gone."""
        self.wants_tutor = for_tutor
        self.words.leave()

    @cached_property
    def words(self) -> "KeptWords":
        """What was typed and is not written yet."""
        from servicedesk.tui.frame.kept_words import KeptWords

        return KeptWords(self)

    def _reverse(self, *, back: bool) -> None:
        """Undo, or redo."""
        if self._desk is not None and isinstance(self.screen, DeskScreen | DeskModal):
            # By a handler of its own: undoing happens now, also while something is entered late.
            does = partial(undone, self._desk, self) if back else self._desk.undo.redo
            Handler(self.screen).change(does, then=self.say_reversed)

    def action_app_theme(self) -> None:
        """Choose the colours."""
        from servicedesk.tui.frame.palette import choose_theme

        choose_theme(self)

    def get_css_variables(self) -> dict[str, str]:
        """Those of the theme, with a cursor on which words keep their colours."""
        variables = super().get_css_variables()
        quiet_cursor(self.theme, variables)
        return variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's; in the terminal's own colours the cursor is reversed, too."""
        filters = super().get_line_filters()
        return [*filters, PlainReverse()] if self.native_ansi_color else filters

    def watch_theme(self, theme: str) -> None:
        """Remember what was chosen."""
        if self._remember_theme is not None and self.is_running:
            self._remember_theme(theme)

    say = saying.say
    say_reversed = saying.say_reversed
    copy = saying.copy
    copy_to_clipboard = saying.copy_cleaned
    report = saying.report
    _handle_exception = saying.at_fault
    _fatal_error = saying.end_with_one_line

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Say once that an input method is on, when what it commits reaches a list; say where a key works."""
        if event.key in self.screen.active_bindings:
            return
        if not from_input_method(event.character or ""):
            from servicedesk.tui.frame.dead_keys import said_of

            if words := said_of(event, self.screen, self.keys, self._told_keys):
                self.say(words, timeout=4)
        elif not self._hinted_at_input_method:
            self._hinted_at_input_method = True
            self.say(_("Input method is on: press Shift to switch (中/英)."), severity="warning")


if TYPE_CHECKING:

    def _is_front(app: ServiceDeskApp) -> Front:
        """What screens may use of the app is there, as mypy sees it."""
        return app
