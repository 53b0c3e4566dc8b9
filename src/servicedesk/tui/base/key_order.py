"""Handle keys strictly in order, so that each goes to the screen that the key before it opened.

Textual hands a key to the widget that has the focus at that moment and goes on with the next one, while the
first is still on its way through widget, screen and app. Over a slow line keys arrive in bunches: "F2, a
number, Tab, what it is about" then lands in the wrong field, or runs digits as commands, or is lost. So a key
waits here until the one before it has been dealt with and the screen it opened can take what is typed; the
first ones wait until the desk is open, however long that takes. A box whose data are read first holds the
keys until it is there, or refused (`hold_keys`): what was typed for it would be commands of the list below.
"""

import asyncio
import time
import unicodedata
from collections import deque
from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from servicedesk.tui.front import front_screen

PATIENCE = 5.0
"""Seconds after which the next key goes on all the same: whatever is still busy waits for something else.

Long enough for a machine that is busy beside us: a key that went on too soon would land in the wrong field.
"""

TURNS = 20
"""Turns of the event loop to look again at once; what takes longer is looked at every BREATH seconds."""

BREATH = 0.002

OPENING = 0.02
"""Seconds between two looks at whether the desk is open."""


OPENS_WITHIN = 30.0
"""Seconds after which nobody waits any more for a box that is being opened.

What was typed for it is dropped then: as commands of the screen below it would do anything.
"""


class EscOrWord(events.Key):
    """A key that goes a word back or on, or Esc and a letter: over the line both are the same bytes.

    Where a text is edited it goes a word: as Esc it would leave the form, and the letter would be a command
    of what lies below. Where there is no text such a key has no sense, and Esc and the letter were typed.
    """

    __slots__ = ["letter"]

    def __init__(self, key: str, letter: str) -> None:
        """`key` moves in a text; `letter` is what stands behind Esc."""
        super().__init__(key, None)
        self.letter = letter

    def meant_in(self, app: App[Any]) -> list[events.Key]:
        """The keys that were pressed, by what takes them now."""
        if self.key in app.screen.active_bindings:
            return [events.Key(self.key, None)]
        return [events.Key("escape", "\x1b"), events.Key(self.letter, self.letter)]


class KeysInOrder(App[None]):
    """An app that deals with one key or paste at a time."""

    def __init__(self) -> None:
        """No key yet."""
        super().__init__()
        self._held: deque[events.Key | events.Paste] = deque()
        self._releasing: asyncio.Task[None] | None = None
        self._opening: list[Callable[[], bool]] = []
        self._drops = False

    @property
    def takes_keys(self) -> bool:
        """Whether a key would find what it needs."""
        return True

    @property
    def keys_ahead(self) -> frozenset[str]:
        """The keys that do not wait for what the others need: nobody is kept in a program that hangs."""
        return frozenset()

    def hold_keys(self, ended: Callable[[], bool]) -> None:
        """Let the keys that come from now on wait until `ended`: a box is being opened that they are for."""
        self._opening.append(ended)

    def drop_keys(self) -> None:
        """Let go what came in one go with the key that is being dealt with: the box it was for has gone."""
        self._drops = self._releasing is not None and not self._releasing.done()

    async def on_event(self, event: events.Event) -> None:
        """Hold keys and pastes, which come from the terminal; everything else goes its usual way."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._hold(event)
            if self._releasing is None or self._releasing.done():
                self._releasing = asyncio.create_task(self._release())
        else:
            await super().on_event(event)

    def _hold(self, event: events.Key | events.Paste) -> None:
        """Put a key behind those before it; to leave, nothing is waited for that was not typed before.

        Pressed again it goes before that, too.
        """
        is_pressed_again = self._leaves(event) and any(map(self._leaves, self._held))
        if is_pressed_again and (self._opening or not self.takes_keys):
            self._held.clear()
            self._opening.clear()
        self._held.append(event)

    async def _release(self) -> None:
        """Deal with what is held until nothing is left."""
        with self._context():
            # No event: the desk is set in a thread, and what a key may do ahead changes with what is typed.
            while self.is_running and not (self.takes_keys or self._leaves_first):  # noqa: ASYNC110
                await asyncio.sleep(OPENING)
            if self._is_opening():  # by the mouse
                await self._settled()
                self._drop_if_told()
            self._drops = False  # of a box given up before any of these was typed
            while self._held and self.is_running:
                event = self._held.popleft()
                if isinstance(event, EscOrWord):
                    self._held.extendleft(reversed(event.meant_in(self)))
                    continue
                try:
                    await super().on_event(event)
                except Exception as error:  # as Textual does for every message
                    self._handle_exception(error)
                    return
                await self._settled()
                self._drop_if_told()

    @property
    def _leaves_first(self) -> bool:
        """Whether the first key that waits is one that need not."""
        return bool(self._held) and self._leaves(self._held[0])

    def _leaves(self, event: events.Key | events.Paste) -> bool:
        return isinstance(event, events.Key) and event.key in self.keys_ahead

    async def _settled(self) -> None:
        """Wait until nobody has a message left that the last key may have caused, and its box is open."""
        began = busy_since = time.monotonic()
        turns = calm = 0
        # A message that is being passed on is in nobody's hands for a turn.
        while calm < 2 and time.monotonic() < busy_since + PATIENCE:
            turns += 1
            await asyncio.sleep(0 if turns < TURNS else BREATH)
            if self._is_opening():
                busy_since = time.monotonic()
                calm = 0
                if busy_since > began + OPENS_WITHIN:
                    self._give_up_opening()
            else:
                calm = 0 if self._is_busy() else calm + 1

    def _is_opening(self) -> bool:
        """Whether something is being read for a box, or a box is being made."""
        self._opening = [ended for ended in self._opening if not ended()]
        # Both may have come in one go with the key that opens it, before there was anything to give up.
        if self._opening and sum(self._leaves(one) for one in self._held) > 1:
            self._give_up_opening()
        return bool(self._opening)

    def _give_up_opening(self) -> None:
        """Drop what was typed for a box that has not come, but for the keys that leave."""
        self._opening.clear()
        self._drop_held()

    def _drop_if_told(self) -> None:
        if self._drops:
            self._drops = False
            self._drop_held()

    def _drop_held(self) -> None:
        self._held = deque(filter(self._leaves, self._held))

    def _is_busy(self) -> bool:
        """Whether the focused widget, what it stands in, the screen or the app has messages waiting."""
        screen = front_screen(self)
        if screen is None:
            return False
        start = self.focused or screen
        return any(
            node.message_queue_size for node in start.ancestors_with_self if isinstance(node, MessagePump)
        )


def from_input_method(character: str) -> bool:
    """Whether no Western keyboard sends this character (Chinese, Japanese, Korean, full-width): an input
    method is on, and lists get what it commits.
    """
    return len(character) == 1 and unicodedata.east_asian_width(character) in {"W", "F"}
