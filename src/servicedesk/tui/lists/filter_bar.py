"""FilterBar: one line for a query, with its faults shown while it is typed.

    yield FilterBar(check=self.query_fault)      # text → what is wrong, or None
    bar.open()                                   # from action_list_filter
    @on(FilterBar.Changed)                       # the query to show now; debounced, sound, "" after Esc

Hidden until it is opened. While typing, each sound query is announced after a short pause; Enter goes back to
the list and keeps it; Esc clears it, closes the bar and goes back. Up and Down fetch earlier queries.
DeskScreen calls `leave` for Esc on the list, so the filter goes before the marks.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from servicedesk.i18n import _
from servicedesk.tui.base.safe import content
from servicedesk.tui.forms.choice import Check
from servicedesk.tui.forms.fields import LineField

PAUSE = 0.12
KEPT_QUERIES = 50


class FilterBar(Vertical):
    """The query line above or below a list."""

    DEFAULT_CSS = """
    FilterBar { height: auto; display: none; background: $surface; }
    FilterBar.-open { display: block; }
    FilterBar Horizontal { height: 1; }
    FilterBar #filter-sign { width: 2; color: $text-accent; }
    FilterBar #filter-fault { height: 1; color: $text-error; display: none; padding: 0 2; }
    FilterBar.-fault #filter-fault { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "clear", ""),
        ("up", "earlier", ""),
        ("down", "later", ""),
    ]

    class Changed(Message):
        """Another sound query; `final` once Enter or Esc has ended the typing."""

        def __init__(self, bar: "FilterBar", query: str, final: bool) -> None:
            super().__init__()
            self.bar = bar
            self.query = query
            self.final = final

        @property
        def control(self) -> "FilterBar":
            return self.bar

    class Typing(Message):
        """It has the keys, which are named in `words`; no more where there are none."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, check: Check | None = None, *, history: Sequence[str] = ()) -> None:
        """`check` says in words what is wrong with a query, or None; `history` is oldest first."""
        super().__init__()
        self.check = check
        self.history: list[str] = list(history)
        self._place = 0
        self._said = ""
        self._timer: Timer | None = None
        self._came_from: Widget | None = None
        self.field: Input = LineField(id="filter-text", placeholder=_("kind:complaint due:<fri +leak words"))
        """The field itself."""
        self._fault = Static("", id="filter-fault", markup=False)

    def compose(self) -> ComposeResult:
        """A sign, the field, and below them what is wrong."""
        with Horizontal():
            yield Static("/", id="filter-sign", markup=False)
            yield self.field
        yield self._fault

    # What a screen asks for

    @property
    def text(self) -> str:
        """The query as it stands in the field."""
        return self.field.value.strip()

    @property
    def active(self) -> str:
        """The query that was announced last."""
        return self._said

    def open(self, text: str | None = None) -> None:
        """Show the bar and type into it, beginning with `text` if it is given."""
        self._came_from = self.screen.focused
        self.add_class("-open")
        if text is not None:
            self.field.value = text
        self._place = len(self.history)
        self.field.focus()
        self.field.action_end()

    def put(self, text: str) -> None:
        """Show a query that has been chosen elsewhere, without announcing it."""
        self._stop_timer()
        with self.prevent(Input.Changed):
            self.field.value = text
        self._said = self.text
        self._show_fault(None)
        self.set_class(bool(text), "-open")

    def leave(self) -> bool:
        """Clear the query and close; False when there was nothing to clear."""
        if not self.has_class("-open"):
            return False
        self.action_clear()
        return True

    # Typing

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._stop_timer()
        self._timer = self.set_timer(PAUSE, self._settle)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._stop_timer()
        if not self._settle(final=True):
            return
        if self.text and (not self.history or self.history[-1] != self.text):
            self.history = [*self.history[1 - KEPT_QUERIES :], self.text]
        if not self.text:
            self.remove_class("-open")
        self._go_back()

    def _settle(self, final: bool = False) -> bool:
        """Announce the query if it is sound and new; whether it is sound."""
        fault = self.check(self.text) if self.check and self.text else None
        self._show_fault(fault)
        if fault is None and (final or self.text != self._said):
            self._said = self.text
            self.post_message(self.Changed(self, self.text, final))
        return fault is None

    def _show_fault(self, fault: str | None) -> None:
        self._fault.update(content(fault or ""))
        self.set_class(fault is not None, "-fault")

    def action_clear(self) -> None:
        """Esc: no query, no bar."""
        self._stop_timer()
        with self.prevent(Input.Changed):
            self.field.value = ""
        self._show_fault(None)
        self.remove_class("-open")
        if self._said:
            self._said = ""
            self.post_message(self.Changed(self, "", final=True))
        self._go_back()

    def action_earlier(self) -> None:
        """An earlier query."""
        self._recall(self._place - 1)

    def action_later(self) -> None:
        """A later query, at the end an empty line."""
        self._recall(self._place + 1)

    def _recall(self, place: int) -> None:
        if self.history and 0 <= place <= len(self.history):
            self._place = place
            self.field.value = self.history[place] if place < len(self.history) else ""
            self.field.action_end()

    def _go_back(self) -> None:
        if self._came_from is not None and self._came_from.is_attached:
            self._came_from.focus()
        elif self.field.has_focus:
            self.screen.focus_next()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def on_descendant_focus(self) -> None:
        """The keys, and what may be typed, in the footer."""
        self.post_message(self.Typing(_("Enter keep  Esc clear  e.g. state:waiting due:<fri")))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Settle what was typed last when the field is left by mouse or Tab."""
        del event
        self.post_message(self.Typing(""))
        if self._timer is not None:
            self._stop_timer()
            self._settle(final=True)
