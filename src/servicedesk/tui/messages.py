"""Messages that cross from one part of the screens to another."""

from textual.message import Message


class DeskOpened(Message):
    """The desk is open; posted once, by the worker that opened it."""

    def __init__(self, desk: object) -> None:
        super().__init__()
        self.desk = desk


class DeskChanged(Message):
    """Something was committed to the file, by this window or by another process."""
