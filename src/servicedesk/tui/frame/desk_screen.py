"""DeskScreen: the frame of every screen. Top line, body, footer; loading; one level out; F2 from anywhere.

A screen says which actions it offers, what it is made of, and how it loads:

    class CallsScreen(DeskScreen):
        NAME = "calls"
        SCOPES = (Scope.LIST, Scope.CALL)
        BINDINGS = bindings_for(*SCOPES)

        def compose_body(self) -> ComposeResult:      # no desk yet: widgets only
            yield RowList(COLUMNS, empty=N_("No calls yet. Press F2 to log one."))

        def load(self) -> None:                       # the desk is open, or has changed
            self.query_one(RowList).reload()

        def visit(self, query: str = "") -> None:     # opened by app.open("calls", query="...")
            ...

        def make_handlers(self) -> Iterable[Handler]: # what it has to do actions with
            return (CallKeys(self),)

The method `action_call_void`, or a line of `acts`, of the screen or of one of its handlers does `call.void`.
An action of the table that nobody here does is not offered. `why_not(action)` greys one out and says why.
"""

from asyncio import ensure_future
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID, Action, Scope, in_scopes
from servicedesk.tui.base.bindings import textual_keys
from servicedesk.tui.base.glyphs import ASCII, glyphs
from servicedesk.tui.base.handler import Act, Acts, Handler, own_act
from servicedesk.tui.base.lateness import Lateness
from servicedesk.tui.base.safe import content
from servicedesk.tui.base.whole_characters import draw_whole
from servicedesk.tui.frame.status_footer import StatusFooter
from servicedesk.tui.frame.top_line import TopLine
from servicedesk.tui.front import Front
from servicedesk.tui.lists.list_columns import RenderContext
from servicedesk.tui.lists.row_list import RowList

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk


MIN_WIDTH = 60
MIN_HEIGHT = 15


def at_breakpoint(breakpoints: Sequence[tuple[int, str]], length: int) -> str:
    """The class of a screen that is so wide or high."""
    return next(name for least, name in reversed(breakpoints) if length >= least)


class TooSmall(Widget):
    """Says how large the window must be, over a screen that has no room; base.tcss shows it below 60x15."""

    DEFAULT_CSS = """
    TooSmall {
        display: none; layer: too-small; width: 100%; height: 100%;
        background: $background; content-align: center middle;
    }
    """

    def render(self) -> Content:
        """The size that is needed and the size that is."""
        text = _("The window is {width}x{height}; {min_width}x{min_height} is needed.")
        size = self.app.size
        return content(
            text.format(width=size.width, height=size.height, min_width=MIN_WIDTH, min_height=MIN_HEIGHT)
        )


class DeskScreen(Screen[None]):
    """A whole screen of the desk."""

    NAME: ClassVar[str] = ""
    SCOPES: ClassVar[tuple[Scope, ...]] = ()

    status: reactive[str] = reactive("")
    """What stands at the left of the footer, such as "2 marked"."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        super().__init__()
        draw_whole(self)
        self.set_class(glyphs() is ASCII, "-ascii")
        self.lateness: Lateness | None = None
        self.services = Handler(self)
        self.run_service, self.change = self.services.run_service, self.services.change
        self._seen_changes = 0
        self._has_body = False

    @property
    def desk_app(self) -> Front:
        """The app, by what screens may use of it."""
        return self.services.desk_app

    @property
    def desk(self) -> "Desk":
        """The open desk; not before `load` has been called."""
        return self.services.desk

    @property
    def moment(self) -> RenderContext:
        """By which lists are drawn now."""
        desk = self.desk
        settings = desk.settings
        return RenderContext(desk.clock.now(), desk.zone, desk.actor, settings.mask_phones, settings.region)

    # What a screen fills in

    def compose_body(self) -> ComposeResult:
        """The widgets between top line and footer; the desk is not open yet."""
        yield from ()

    def load(self) -> None:
        """Show the newest state; called when the desk is open and whenever it has changed."""

    def visit(self) -> None:
        """Called with the arguments of `app.open(name, ...)`, after mounting; screens widen the signature."""

    def make_handlers(self) -> Iterable[Handler]:
        """What the screen has to do actions with, beside what it does itself."""
        return ()

    def opened(self, arguments: Mapping[str, Any], *, again: bool) -> None:
        """By `app.open`; `again` where it is the tab in front already."""
        if arguments:
            self.call_after_refresh(self.visit, **arguments)
        elif again:
            self.come_back()

    def came_back(self, kind: str, record_id: int) -> None:
        """That record is there again by an undo; screens without a list have no row for it."""

    def come_back(self) -> None:
        """Its own key was pressed while it is the tab in front."""

    @cached_property
    def acts(self) -> Acts:
        """What the screen itself does in one line, by the id of its action."""
        return {}

    def why_not(self, action: Action) -> str:
        """Why `action` cannot be done now, in words; empty if it can."""
        del action
        return ""

    def level_out(self) -> bool:
        """Close one thing of one's own on Esc (late entry, filter, marks); False when there is none."""
        if self.lateness is not None and self.lateness.disarm():
            return True
        for bar in self.query("FilterBar").results(Widget):
            leave = getattr(bar, "leave", None)
            if leave is not None and leave():
                return True
        return any(rows.clear_marks() for rows in self.query(RowList))

    def take_second_call(self) -> bool:
        """Whether the screen itself answers F2; the call form parks its call and begins anew."""
        return False

    def take_parked_call(self) -> bool:
        """Whether the screen itself answers F3; the call form goes on with the next parked call."""
        return False

    # The frame

    def compose(self) -> ComposeResult:
        """Top line, body, footer, and what is shown instead in a window that is too small."""
        yield TopLine(self.NAME)
        yield from self.compose_body()
        yield StatusFooter()

    def on_mount(self) -> None:
        """Load at once if the desk is open already; the first picture then has rows."""
        self._has_body = True
        self.catch_up()

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was in front."""
        self.catch_up()

    @on(events.Resize)
    def _say_when_too_small(self, event: events.Resize) -> None:
        """Say so when there is no room; base.tcss shows it instead of everything else."""
        small = event.size.width < MIN_WIDTH or event.size.height < MIN_HEIGHT
        if small and not self.query(TooSmall):
            self.mount(TooSmall())

    def catch_up(self) -> None:
        """Load if the desk has changed since the last time."""
        changes = self.desk_app.changes
        # Word of a change may still come while the screens are taken down: then nothing is left to load into.
        if changes > self._seen_changes and self._has_body and self.is_attached and not self._pruning:
            self._seen_changes = changes
            for line in self.query(TopLine):
                line.tick()
            self.load()

    def watch_status(self, status: str) -> None:
        """Show it."""
        for footer in self.query(StatusFooter):
            footer.status = status

    @on(RowList.MarksChanged)
    def _count_marks(self, message: RowList.MarksChanged) -> None:
        for footer in self.query(StatusFooter):
            footer.marked = message.count
        self._check_lateness()

    @on(RowList.RowHighlighted)
    def _check_lateness(self) -> None:
        if self.lateness is not None:
            self.lateness.check()

    @on(RowList.CountChanged)
    def _show_keys_of_rows(self) -> None:
        """Where there is no row its keys are not shown."""
        for footer in self.query(StatusFooter):
            footer.refresh()

    @on(RowList.Failed)
    def _report_failed_list(self, message: RowList.Failed) -> None:
        message.stop()
        self.desk_app.report(message.error)

    # Actions

    def show_what_can_be_done(self) -> None:
        """Draw the keys anew, where it depends on what is chosen which of them act."""
        self.refresh_bindings()
        for footer in self.query(StatusFooter):
            footer.refresh()

    def offered(self) -> list[Action]:
        """The actions that this screen and the app can do, in the order of the table."""
        return [action for action in in_scopes((*self.SCOPES, Scope.APP)) if self.can(action)]

    def can(self, action: Action) -> bool:
        """Whether somebody here does `action`."""
        return bool(self._doer(action) or own_act(self.app, getattr(self.app, "acts", {}), action))

    async def action_act(self, action_id: str) -> None:
        """Do one of the screen's actions: every key of a screen and the palette come here."""
        act = self._doer(BY_ID[action_id])
        if act is not None and isawaitable(done := act()):
            doing = ensure_future(done)
            self.desk_app.hold_keys(doing.done)
            await doing

    def _doer(self, action: Action) -> Act | None:
        """What does `action`: the screen itself, else the handler that can."""
        own = own_act(self, self.acts, action)
        return own or next(filter(None, (handler.doer(action) for handler in self._handlers)), None)

    @cached_property
    def _handlers(self) -> tuple[Handler, ...]:
        return tuple(self.make_handlers())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what nobody here does; grey out what cannot be done now."""
        if action != "act":
            return True
        known = BY_ID[str(parameters[0])]
        if self._doer(known) is None:
            return False
        return None if self.why_not(known) else True

    def on_key(self, event: events.Key) -> None:
        """Say why a greyed action does nothing."""
        action = self._action_of_key.get(event.key)
        if action is not None and (reason := self.why_not(action)):
            event.stop()
            self.desk_app.say(reason)

    @cached_property
    def _action_of_key(self) -> dict[str, Action]:
        offered = [action for action in in_scopes(self.SCOPES) if self.can(action)]
        return {key: action for action in offered for key in textual_keys(self.desk_app.keys, action)}

    def action_list_call(self) -> None:
        """Log a call; a screen that knows a customer opens the form with it."""
        self.desk_app.log_call()


def shown_actions(screen: object) -> Iterable[Action]:
    """The actions for palette and `?`, whatever screen is in front."""
    return screen.offered() if isinstance(screen, DeskScreen) else in_scopes((Scope.APP,))
