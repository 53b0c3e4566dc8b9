"""Messages that cross from one part of the screens to another."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk


class DeskOpened(Message):
    """The desk is open; posted once, by the worker that opened it."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self.desk = desk


class DeskChanged(Message):
    """Something was committed to the file, by this window or by another process."""
