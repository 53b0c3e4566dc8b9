"""Textual messages that one part of the screens posts to another."""

from textual.message import Message


class DeskOpened(Message):
    """The desk is open; posted once, by the worker that opened it."""


class DeskFailed(Message):
    """The desk could not be opened."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class DeskChanged(Message):
    """Something was committed to the file, by this window or by another process."""
