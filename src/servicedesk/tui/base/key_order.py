"""Handle keys strictly in order, so that each goes to the screen that the key before it opened.

Textual hands a key to the widget that has the focus at that moment and goes on with the next one, while the
first is still on its way through widget, screen and app. Over a slow line keys arrive in bunches: "F2, a
number, Tab, what it is about" then lands in the wrong field, or runs digits as commands, or is lost. So a key
waits here until the one before it has been dealt with and the screen it opened can take what is typed.
"""

import asyncio
import time
import unicodedata
from collections import deque

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

PATIENCE = 1.0
"""Seconds after which the next key goes on all the same: whatever is still busy waits for something else."""

TURNS = 20
"""Turns of the event loop to look again at once; what takes longer is looked at every BREATH seconds."""

BREATH = 0.002


class KeysInOrder(App[None]):
    """An app that deals with one key or paste at a time."""

    def __init__(self) -> None:
        """No key yet."""
        super().__init__()
        self._held: deque[events.Key | events.Paste] = deque()
        self._releasing: asyncio.Task[None] | None = None

    @property
    def takes_keys(self) -> bool:
        """Whether a key would find what it needs."""
        return True

    async def on_event(self, event: events.Event) -> None:
        """Hold keys and pastes, which come from the terminal; everything else goes its usual way."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._held.append(event)
            if self._releasing is None or self._releasing.done():
                self._releasing = asyncio.create_task(self._release())
        else:
            await super().on_event(event)

    async def _release(self) -> None:
        """Deal with what is held until nothing is left."""
        with self._context():
            for _turn in range(int(PATIENCE / BREATH)):
                if self.takes_keys:
                    break
                await asyncio.sleep(BREATH)
            while self._held and self.is_running:
                try:
                    await super().on_event(self._held.popleft())
                except Exception as error:  # as Textual does for every message
                    self._handle_exception(error)
                    return
                await self._settled()

    async def _settled(self) -> None:
        """Wait until nobody has a message left that the last key may have caused."""
        end = time.monotonic() + PATIENCE
        turns = calm = 0
        # A message that is being passed on is in nobody's hands for a turn.
        while calm < 2 and time.monotonic() < end:
            turns += 1
            await asyncio.sleep(0 if turns < TURNS else BREATH)
            calm = 0 if self._is_busy() else calm + 1

    def _is_busy(self) -> bool:
        """Whether the focused widget, what it stands in, the screen or the app has messages waiting."""
        if not self.screen_stack:
            return False
        start = self.focused or self.screen
        return any(
            node.message_queue_size for node in start.ancestors_with_self if isinstance(node, MessagePump)
        )


def from_input_method(character: str) -> bool:
    """Whether no Western keyboard sends this character (Chinese, Japanese, Korean, full-width): an input
    method is on, and lists get what it commits.
    """
    return len(character) == 1 and unicodedata.east_asian_width(character) in {"W", "F"}
