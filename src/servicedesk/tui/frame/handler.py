"""Handler: what a screen has to do some of its actions with.

    class Snooze(Handler):
        def action_case_snooze(self) -> None:         # `case.snooze` of the action table
            self.change(self.desk.cases.snooze, ...)

    class QueueScreen(ListScreen):
        def make_handlers(self) -> Iterable[Handler]:
            return (Snooze(self), ...)

The screen finds by the id of the action which of its handlers has the method. Handlers that need one another
are given one another where they are made.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from servicedesk.tui.front import Front
from servicedesk.tui.lists.row_list import RowList

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from servicedesk.tui.base.service_calls import ServiceCalls


class Handler:
    """Does actions for one screen."""

    def __init__(self, screen: "ServiceCalls[Any]") -> None:
        """On this screen, which need not be mounted yet."""
        self.screen = screen
        self.change = screen.change
        self.run_service = screen.run_service

    @property
    def app(self) -> App[Any]:
        """The app, to open popups."""
        return self.screen.app

    @property
    def desk_app(self) -> Front:
        """The app, by what screens may use of it."""
        return self.screen.desk_app

    @property
    def desk(self) -> "Desk":
        """The open desk."""
        return self.screen.desk


class ChosenRows:
    """The rows of a list that are meant."""

    def __init__(self, rows: Callable[[], RowList]) -> None:
        """`rows` is the list, once it is there."""
        self.rows = rows

    def selection(self) -> list[int]:
        """The marked records, else the one under the cursor."""
        return self.rows().selection()

    @property
    def record(self) -> Any:
        """The row under the cursor, or None."""
        return self.rows().cursor_record

    def served(self) -> None:
        """A change was made: let the marks go."""
        self.rows().clear_marks()
