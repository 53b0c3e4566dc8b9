"""DeskModal: what every popup of the desk is."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import BindingType
from textual.screen import ModalScreen

from servicedesk.tui.base.bindings import anywhere
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.base.lateness import Lateness, lateness_of
from servicedesk.tui.base.whole_characters import draw_whole
from servicedesk.tui.front import Front

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

ModalResult = TypeVar("ModalResult")


class _OfScreenBelow(Handler):
    """Does things for a popup, late where the screen below it says so."""

    @property
    def lateness(self) -> Lateness | None:
        """That of the screen below."""
        return lateness_of(self.app.screen_stack)


class DeskModal(ModalScreen[ModalResult]):
    """A popup; F2 works in it too, for the phone does not wait."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", ""), *anywhere("call.new", "app.quit")]

    def __init__(self) -> None:
        """Not open yet."""
        super().__init__()
        self.told_keys: set[str] = set()
        """Of which keys it was said that they do nothing in this box."""
        draw_whole(self)
        self.services = _OfScreenBelow(self)
        self.run_service, self.change = self.services.run_service, self.services.change

    def action_leave(self) -> None:
        """Esc: nothing is given back."""
        self.dismiss(None)

    @property
    def desk_app(self) -> Front:
        """The app, by what screens may use of it."""
        return self.services.desk_app

    @property
    def desk(self) -> "Desk":
        """The open desk; not before `load` has been called."""
        return self.services.desk
