"""DayGrid: what grids of days are, and how keys step from day to day in them."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property, partial

from textual import events, on
from textual.message import Message
from textual.widget import Widget

from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.frame.desk_screen import DeskScreen


class DayGrid(Widget, can_focus=True):
    """Days of which one is chosen; it stands out while the keys go to it."""

    class DayClicked(Message):
        """A day was pointed at; twice to open it."""

        def __init__(self, day: date, is_double: bool = False) -> None:
            super().__init__()
            self.day = day
            self.is_double = is_double

    def __init__(self) -> None:
        """Empty until `show` is called."""
        super().__init__()
        self.chosen: date | None = None
        self._today = date.min

    @on(events.Focus)
    @on(events.Blur)
    def _draw_anew(self) -> None:
        """The chosen day stands out more or less."""
        self.refresh()


class DaySteps(Handler):
    """The actions of the scope GRID that step."""

    def __init__(
        self, screen: DeskScreen, chosen: Callable[[], date | None], choose: Callable[[date], object]
    ) -> None:
        """`chosen` is the day that the grid of the screen shows."""
        super().__init__(screen)
        self.chosen = chosen
        self.choose = choose

    @cached_property
    def acts(self) -> Acts:
        """Days and weeks, back and on."""
        steps = {"left": -1, "right": 1, "up": -7, "down": 7}
        return {f"grid.{name}": partial(self._step, days) for name, days in steps.items()}

    def _step(self, days: int) -> None:
        if (day := self.chosen()) is not None:
            self.choose(day + timedelta(days=days))
