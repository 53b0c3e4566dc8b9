"""ChoiceRow: a few choices on one line, one of them taken.

    yield ChoiceRow([RowChoice("", _("no case"), "0"), RowChoice("request", _("request"), "2")], id="kind")
    @on(ChoiceRow.Chosen)          # message.value; `by_digit` when its own key was pressed
    @on(ChoiceRow.Typed)           # message.text: somebody writes on without having left the choices

The key of a choice takes it at once, also in its full-width form; Left, Right and Space step. What else is
typed or pasted chooses nothing and is handed on: it was meant for a field. So is what went before it in one
row: `back order` on a row where `b` takes something is handed on whole, and that is given back. A choice that
was made stays: behind a pause, before a sign of the quick note (`n@16:30`) or a paste nothing is given back.
With `short` only the choice taken is shown, for rows that are seldom touched. With a style of `height: auto`
what one line has no room for stands in the next. Labels are in the active language.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from servicedesk.domain.quick_note import SIGNS
from servicedesk.domain.search_terms import is_cjk
from servicedesk.tui.base.safe import plain


@dataclass(frozen=True, slots=True)
class RowChoice:
    """One choice: its value, its word, and the digit or letter that takes it; `others` do so, too."""

    value: str
    label: str
    digit: str = ""
    others: str = ""


SURELY_A_WORD = 3
"""Keys in a row that are a word, even if each of them takes a choice."""

RUN_ENDS = 3.0
"""Seconds after which a key is no more of the word with which the one before may have begun."""


class ChoiceRow(Widget, can_focus=True):
    """Choices side by side."""

    DEFAULT_CSS = """
    ChoiceRow { height: 1; width: 1fr; padding: 0 1; }
    ChoiceRow:focus { background: $boost; }
    ChoiceRow.-short { width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("left", "step(-1)", ""),
        ("right,space", "step(1)", ""),
        ("enter", "app.focus_next", ""),
    ]

    value: reactive[str] = reactive("")

    class Chosen(Message):
        """Another choice was taken by a key or a click."""

        def __init__(self, row: "ChoiceRow", value: str, by_digit: bool) -> None:
            super().__init__()
            self.row = row
            self.value = value
            self.by_digit = by_digit

        @property
        def control(self) -> "ChoiceRow":
            return self.row

    class Typed(Message):
        """Text came that no choice goes by; `gave_back` says that what its first keys had taken is undone."""

        def __init__(
            self, row: "ChoiceRow", text: str, *, is_pasted: bool = False, gave_back: bool = False
        ) -> None:
            super().__init__()
            self.row = row
            self.text = text
            self.is_pasted = is_pasted
            self.gave_back = gave_back

        @property
        def control(self) -> "ChoiceRow":
            return self.row

    def __init__(
        self,
        choices: Sequence[RowChoice],
        *,
        short: bool = False,
        id: str | None = None,  # noqa: A002 - the name that Textual gives it
    ) -> None:
        """The first choice is taken to begin with."""
        super().__init__(id=id, classes="-short" if short else None)
        self._run = ""
        """The keys of choices that were pressed one behind another: a word may begin with them."""
        self._before_run = ""
        self._run_at = 0.0
        """When the last of them was pressed, in seconds of the events."""
        self.short = short
        self.choices: tuple[RowChoice, ...] = tuple(choices)
        self.set_reactive(ChoiceRow.value, self.choices[0].value)

    def offer(self, choices: Sequence[RowChoice]) -> None:
        """Offer other choices; the value stays if it is among them, else it becomes the first."""
        self.choices = tuple(choices)
        if all(choice.value != self.value for choice in self.choices):
            self.value = self.choices[0].value
        self.refresh(layout=self.short or self._lines_needed() != self.size.height)

    def watch_value(self) -> None:
        """The word shown has another length."""
        self.refresh(layout=self.short)

    @property
    def place(self) -> int:
        """Which choice is taken."""
        return next((i for i, choice in enumerate(self.choices) if choice.value == self.value), 0)

    def action_step(self, step: int) -> None:
        """The choice beside."""
        self._take(self.choices[(self.place + step) % len(self.choices)], by_digit=False)

    def on_key(self, event: events.Key) -> None:
        """Take the choice whose digit was pressed; any other character is text, in a form never a command."""
        if self._begins_anew(event):
            self._run = ""
        if (event.key == "space" and not self._run) or not event.is_printable:
            self._run = ""
            return
        event.stop()
        event.prevent_default()
        character = event.character or ""
        pressed = unicodedata.normalize("NFKC", character)
        choice = next((one for one in self.choices if pressed and pressed in one.digit + one.others), None)
        if choice is not None and len(self._run) < SURELY_A_WORD - 1:
            if not self._run:
                self._before_run = self.value
            self._run += character
            self._run_at = event.time
            self._take(choice, by_digit=True)
            return
        self._hand_on(character)

    def _begins_anew(self, event: events.Key) -> bool:
        """Whether a key cannot belong to the word that the keys before it may have begun."""
        character = unicodedata.normalize("NFKC", event.character or "")
        if not character:
            return False
        if event.time - self._run_at > RUN_ENDS or character in SIGNS:
            return True
        # An input method would have held a letter back: who writes Chinese behind it had meant the choice.
        return self._run[-1:].isalpha() and is_cjk(character)

    def _hand_on(self, text: str) -> None:
        """Text, and the keys before it that were the beginning of it: what they have taken is given back."""
        run, self._run = self._run, ""
        gives_back = bool(run) and self.value != self._before_run
        if gives_back:
            self.value = self._before_run
            self.post_message(self.Chosen(self, self.value, by_digit=False))
        self.post_message(self.Typed(self, run + text, gave_back=gives_back))

    def on_blur(self) -> None:
        """What is typed elsewhere is another word."""
        self._run = ""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Characters are for the choices, or text: no key of the screen or the app is called by one."""
        del key
        return character is not None and character.isprintable()

    def on_paste(self, event: events.Paste) -> None:
        """No choice is pasted, nor does a paste go on with a word that was typed."""
        event.stop()
        self._run = ""
        self.post_message(self.Typed(self, event.text, is_pasted=True))

    def on_click(self, event: events.Click) -> None:
        """Take the choice that was clicked; a short row steps."""
        if self.short:
            self.action_step(1)
            return
        lines = self._lines(self.size.width)
        left, texts = self.styles.padding.left, self._texts()
        for place in lines[event.y] if event.y < len(lines) else []:
            left += cell_len(texts[place])
            if event.x < left:
                self._take(self.choices[place], by_digit=False)
                return

    def _take(self, choice: RowChoice, *, by_digit: bool) -> None:
        if choice.value != self.value:
            self.value = choice.value
        self.post_message(self.Chosen(self, choice.value, by_digit))

    def _texts(self) -> list[str]:
        texts = []
        for choice in self.choices:
            words = plain(f"{choice.digit} {choice.label}".strip())
            texts.append(f"[{words}]" if choice.value == self.value else f" {words} ")
        return texts

    @property
    def _is_folded(self) -> bool:
        return self.styles.height is not None and self.styles.height.is_auto

    def _lines(self, width: int) -> list[list[int]]:
        """The places of the choices line by line; all in one where the row has but one."""
        if not self._is_folded:
            return [list(range(len(self.choices)))]
        lines: list[list[int]] = [[]]
        used = 0
        for place, text in enumerate(self._texts()):
            used += cell_len(text)
            if lines[-1] and used > width:
                lines.append([])
                used = cell_len(text)
            lines[-1].append(place)
        return lines

    def _lines_needed(self) -> int:
        return len(self._lines(self.size.width)) if self.size.width else self.size.height

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as the choices need."""
        del container, viewport
        return 1 if self.short else len(self._lines(width))

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as what is shown."""
        del container, viewport
        if self.short:
            return cell_len(plain(self.choices[self.place].label)) + 2
        return sum(cell_len(text) for text in self._texts())

    def render(self) -> Content:
        """All choices, the one taken in brackets; of a short row that one alone."""
        if self.short:
            word = plain(self.choices[self.place].label)
            return Content(f"<{word}>" if self.has_focus else f" {word} ")
        taken, texts = self.place, self._texts()
        lines = self._lines(self.size.width)
        if len(lines) > 1:
            others = "" if self.has_focus else "$text-muted"
            look = "bold $text-accent" if self.has_focus else "bold"
            return Content("\n").join(
                Content.assemble(*((texts[at], look if at == taken else others) for at in line))
                for line in lines
            )
        parts: list[tuple[str, str]] = []
        room = self.size.width
        room -= cell_len(texts[taken])
        for place, text in enumerate(texts):
            if place == taken:
                parts.append((text, "bold $text-accent" if self.has_focus else "bold"))
                continue
            room -= cell_len(text)
            if room >= 0:
                parts.append((text, "" if self.has_focus else "$text-muted"))
        return Content.assemble(*parts)
