"""Notices that the file has changed, from whatever process, without touching the event loop; tells of it."""

import logging
import threading
from collections.abc import Callable

from textual.message import Message

from servicedesk.domain.errors import ServiceDeskError

SECONDS = 0.25
REPLACED = "replaced"
"""The code of the error of a file that was moved away or replaced (storage.identity)."""

log = logging.getLogger(__name__)


class DeskOpened(Message):
    """The desk is open; posted once, by the worker that opened it."""


class DeskFailed(Message):
    """The desk could not be opened."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class DeskChanged(Message):
    """Something was committed to the file, by this window or by another process."""


class DeskGone(Message):
    """The file is not the desk's any more."""

    def __init__(self, error: ServiceDeskError) -> None:
        super().__init__()
        self.error = error


class DeskBack(Message):
    """The file that was gone is there again, and can be used."""


class Watcher:
    """A thread that asks for the store's version four times a second, or at once when it is woken."""

    def __init__(
        self,
        version: Callable[[], int],
        changed: Callable[[], object],
        refused: Callable[[ServiceDeskError], object],
        back: Callable[[], object],
    ) -> None:
        """`changed` is called in the thread, each time `version` has another answer.

        `refused` is called when the file is not the desk's any more, and again when there is another reason;
        `back` when it is the desk's again.
        """
        self._version = version
        self._changed = changed
        self._refused = refused
        self._back = back
        self._wake = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._watch, name="store-watcher", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def look(self) -> None:
        """Ask now."""
        self._wake.set()

    def stop(self) -> None:
        """End, and wait for the question that is being asked."""
        self._stopped = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _watch(self) -> None:
        seen: int | None = None
        refusal = ""
        while not self._stopped:
            try:
                version = self._version()
            except ServiceDeskError as error:
                if error.code == REPLACED and error.message != refusal and not self._stopped:
                    refusal = error.message
                    self._refused(error)
            except Exception as error:
                # A file that is away for a moment must not end the watch; the next read says what is wrong.
                log.warning("store version unknown: %s", type(error).__name__)
            else:
                if refusal and not self._stopped:
                    refusal, seen = "", None
                    self._back()
                if seen is not None and version != seen and not self._stopped:
                    self._changed()
                seen = version
            self._wake.wait(SECONDS)
            self._wake.clear()
