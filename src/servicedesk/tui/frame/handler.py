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

from typing import TYPE_CHECKING, Any

from textual.app import App

from servicedesk.tui.front import Front

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
