"""DeskModal: what every popup of the desk is."""

from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.screen import ModalScreen

from servicedesk.tui.base.bindings import anywhere
from servicedesk.tui.base.service_calls import ServiceCalls

ModalResult = TypeVar("ModalResult")


class DeskModal(ServiceCalls[ModalResult], ModalScreen[ModalResult]):
    """A popup; F2 works in it too, for the phone does not wait."""

    # Textual looks for styles along the first base alone, so those of ModalScreen do not reach a popup.
    DEFAULT_CSS = """
    DeskModal { layout: vertical; overflow-y: auto; background: $background 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = anywhere("call.new", "app.quit")
