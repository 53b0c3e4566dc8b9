"""The terminal driver: no bytes end the program, pasted text never acts as keys, the last size is taken.

Textual's own reader stops the program at the first byte that is not UTF-8, as every Chinese character from a
terminal set to GBK is. And it takes an escape sequence inside a paste for keys pressed: pasted over a list,
the text of a stranger would run commands. And it asks for the size of the window in the handler of a signal:
the next signal may interrupt it between the question and the message, so that the earlier size came last, and
the screens kept a size that the window had no more. And it takes Esc and a letter that come in one go, as
over tmux or ssh, for one key with Alt, which calls nothing here: both were lost. And its writing thread dies
at the first fault of a terminal that is gone: the program then waited for ever for room in its queue.
"""

import asyncio
import os
import re
import selectors
import signal
from codecs import getincrementaldecoder
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, Any

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.keys import Keys

from servicedesk.tui.base.key_order import EscOrWord

CHUNK = 4096
TICK = 0.1
"""Seconds between two looks at whether a lone Esc was the key or began a sequence that never came."""

_controls = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]").sub


class MayBeGone:
    """A file that takes everything: once the terminal behind it is gone, what is written leads nowhere."""

    def __init__(self, file: Any) -> None:
        """Write to `file`, which is one of text."""
        self._file: IO[str] = file

    def write(self, text: str) -> None:
        """Write text."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Bring it to the terminal."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """The number of the file."""
        return self._file.fileno()


class DeskDriver(LinuxDriver):
    """Textual's driver with another reader, another way to take the size, and a writer that lasts."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """As Textual's."""
        super().__init__(*arguments, **options)
        # Textual asks of it what a MayBeGone has.
        self._file: Any = MayBeGone(self._file)

    def start_application_mode(self) -> None:
        """As Textual does; the size is asked for on the event loop, where nothing comes between."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._take_size)

    def _take_size(self) -> None:
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self._app.post_message(events.Resize(size, size))

    def run_input_thread(self) -> None:
        """Read until the program ends."""
        parser, pastes = KeyParser(self._debug), PasteFilter()
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(TICK):
                    read = os.read(self.fileno, CHUNK)
                    if not read:
                        return
                    # The parser takes an empty text for the end.
                    if text := pastes.filter(decode(read)):
                        for message in parser.feed(text):
                            self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)


ESC = "\x1b"

BEGINS_SEQUENCE = "[O" + ESC
"""What behind Esc may begin a longer sequence."""
WITH_ALT = {"\r": "alt+enter", "\n": "alt+enter", "\t": "shift+tab", "\x7f": "ctrl+w", "\x08": "ctrl+w"}
"""Keys that a terminal sends as Esc and a control: nobody types Enter right behind Esc in one go, and as two
keys Alt+Enter would leave a form and open what lies below it."""
WORD_KEYS = {"b": "ctrl+left", "f": "ctrl+right"}
"""Alt with an arrow on a Mac is Esc and this letter, byte for byte: only where the keys go can tell."""

_is_control_sequence = re.compile(r"\x1b\[[0-?]*[ -/]*[@-Z\\^-~]").fullmatch
"""One that is whole; "[[" begins a function key of the Linux console."""
_is_answer = re.compile(r"\x1b\[(<[-\d;]+[mM]|M.*|\?\d+;\d+\$y|[IO]|20[01]~)", re.DOTALL).fullmatch
"""The mouse, modes, focus and pastes, which Textual's parser reads behind the keys."""


class KeyParser(XTermParser):
    """Textual's parser; Esc and what is typed right behind it are two keys.

    A key with Alt stays that key, or does nothing: it never becomes Esc and a command of what lies below.
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if alt or (len(sequence) == 2 and sequence[0] == ESC and sequence[1] not in BEGINS_SEQUENCE):
            behind = sequence[-1]
            if behind in WITH_ALT:
                yield events.Key(WITH_ALT[behind], None)
                return
            if behind in WORD_KEYS:
                yield EscOrWord(WORD_KEYS[behind], behind)
                return
            yield events.Key("escape", ESC)
            sequence = behind
        found = list(super()._sequence_to_key_events(sequence))
        if not found and _is_control_sequence(sequence) and not _is_answer(sequence):
            # A key that nobody knows: its letters and digits would be commands.
            found = [events.Key(Keys.Ignore, sequence)]
        yield from found


class PasteFilter:
    """Takes the controls out of what is pasted, whatever pieces it comes in."""

    def __init__(self) -> None:
        self._is_pasting = False
        self._tail = ""
        """Outside a paste the last characters passed on, within one those that may begin its end."""

    def filter(self, text: str) -> str:
        """`text` as it may go to the parser."""
        passed: list[str] = []
        while text:
            text = self._paste(text, passed) if self._is_pasting else self._keys(text, passed)
        return "".join(passed)

    def _keys(self, text: str, passed: list[str]) -> str:
        seen = self._tail + text
        found = seen.find(BRACKETED_PASTE_START)
        if found < 0:
            # Nothing is held back: a lone Esc is a key, and it must not wait for the next.
            passed.append(text)
            self._tail = seen[1 - len(BRACKETED_PASTE_START) :]
            return ""
        begins = found + len(BRACKETED_PASTE_START) - len(self._tail)
        passed.append(text[:begins])
        self._is_pasting, self._tail = True, ""
        return text[begins:]

    def _paste(self, text: str, passed: list[str]) -> str:
        seen = self._tail + text
        found = seen.find(BRACKETED_PASTE_END)
        if found < 0:
            held = next(n for n in range(len(BRACKETED_PASTE_END), -1, -1) if _ends_so(seen, n))
            passed.append(_controls("", seen[: len(seen) - held]))
            self._tail = seen[len(seen) - held :]
            return ""
        passed.append(_controls("", seen[:found]) + BRACKETED_PASTE_END)
        self._is_pasting, self._tail = False, ""
        return seen[found + len(BRACKETED_PASTE_END) :]


def _ends_so(text: str, count: int) -> bool:
    """Whether the last `count` characters may be the first ones of the end of a paste."""
    return text.endswith(BRACKETED_PASTE_END[:count])
