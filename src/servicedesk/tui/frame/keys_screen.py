"""The `?` box: what the signs of the screen below mean, and what each key does there.

    page = page_of(actions, keys)      # entries out of the tables of signs and actions
    for line in laid_out(page, 74):    # in as many columns as fit

Whatever is typed searches signs and keys by all of their words; Enter does what the line under the cursor
says, on the screen below. No key goes through to that screen by itself: who reads what `u` does must not
undo with it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from servicedesk.domain.text import sentences
from servicedesk.i18n import _, in_every_language
from servicedesk.keys.actions import GROUPS, Action, Keys, Scope, in_scopes
from servicedesk.keys.signs import Sign, signs_in
from servicedesk.tui.base.bindings import call_of
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.glyphs import ASCII, glyphs
from servicedesk.tui.base.safe import content
from servicedesk.tui.frame.top_line import TABS
from servicedesk.tui.lists.list_columns import fitted, wrapped

EDGES = 5
"""Cells beside the lines: border, padding, scroll bar."""
SIGN_COLUMN, KEY_COLUMN = 36, 24
"""Cells of an entry: of a sign with what it means, of a key with its short word."""
GLYPH_CELLS, KEY_CELLS = 10, 9
WORDS = 2
"""Lines for the whole sentence of the entry under the cursor."""
WhyNot = Callable[[Action], str]
NOT_FROM_HERE = {Scope.ROWS, Scope.GRID}
"""What moves a cursor is of no use from a box."""


class Entry(NamedTuple):
    """A sign or a key, with a short word, and the sentence that says all of it; a sign has no action."""

    mark: str
    label: str
    help: str
    group: str
    action: Action | None = None
    found_by: str = ""
    """Everything by which it is found, in both languages."""
    why_not: str = ""
    """Why it cannot be done now; empty if it can."""


class Placed(NamedTuple):
    """An entry at its place in the box."""

    line: int
    column: int
    cells: int
    entry: Entry


def page_of(actions: Sequence[Action], keys: Keys, why_not: WhyNot = lambda _action: "") -> list[Entry]:
    """The signs of the screen that has these actions, then its keys, in the active language.

    `why_not` is what greys an action of that screen out.
    """
    signs = signs_in({action.scope for action in actions})
    entries = [
        Entry(_sample(one), _(one.help), _(one.help), _("Signs"), None, _all_words(one.help, one.sample))
        for one in signs
    ]
    for group in GROUPS:
        for action in actions:
            if action.group == group:
                shown = keys.shown(action)
                words = f"{_all_words(action.label, action.help)} {shown} {action.id}"
                label, sentence = _(action.label), _(action.help)
                mark = shown or _("palette")
                entries.append(Entry(mark, label, sentence, _(group), action, words, why_not(action)))
    return entries


def in_sight(entries: Sequence[Entry], keys: Keys) -> list[Entry]:
    """Those that stand there before anything is typed; the others are found by their words."""
    elsewhere = {*(f"app.{name}" for name in TABS), "tutor.skip"}
    """Named on the screen itself, at the top and in the bar of the lessons."""
    return [
        one
        for one in entries
        if one.action is None or (keys.of(one.action) and one.action.id not in elsewhere)
    ]


def _sample(sign: Sign) -> str:
    return (glyphs() is ASCII and sign.plain) or _(sign.sample)


def _all_words(*texts: str) -> str:
    return " ".join(words for text in texts for words in in_every_language(text))


def matching(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The entries that have every word that was typed; a key typed alone comes first."""
    wanted = typed.casefold().split()
    found = [entry for entry in entries if all(word in entry.found_by.casefold() for word in wanted)]
    return sorted(found, key=lambda entry: typed.strip() not in entry.mark.split())


def placed(entries: Sequence[Entry], width: int, *, searched: bool) -> tuple[list[Placed], dict[int, str]]:
    """Where each entry stands, group by group, and the lines that hold the name of a group.

    What was `searched` for stands in one column, in the order in which it was found.
    """
    if searched:
        return [Placed(line, 0, width, entry) for line, entry in enumerate(entries)], {}
    found, titles, line = [], {}, 0
    for group in dict.fromkeys(entry.group for entry in entries):
        own = [entry for entry in entries if entry.group == group]
        titles[line] = group
        least = SIGN_COLUMN if own[0].action is None else KEY_COLUMN
        columns = max(1, width // least)
        height = -(-len(own) // columns)
        for place, entry in enumerate(own):
            found.append(Placed(line + 1 + place % height, place // height, width // columns, entry))
        line += height + 1
    return found, titles


class KeysScreen(DeskModal[None]):
    """Arrows choose, Enter does it, Esc closes; what is typed searches."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("f1", "leave", ""),
        ("up", "step(-1)", ""),
        ("down", "step(1)", ""),
        ("left", "aside(-1)", ""),
        ("right", "aside(1)", ""),
        ("pageup,ctrl+u", "page(-1)", ""),
        ("pagedown,ctrl+d", "page(1)", ""),
        ("home", "edge(0)", ""),
        ("end", "edge(-1)", ""),
        ("enter", "run", ""),
        ("backspace", "rub_out", ""),
    ]
    DEFAULT_CSS = """
    KeysScreen > Vertical { border: round $primary; background: $background; padding: 0 1; }
    KeysScreen VerticalScroll { scrollbar-size-vertical: 1; }
    KeysScreen #keys-words { height: 2; }
    KeysScreen #keys-line { height: 1; color: $text-muted; }
    """

    def __init__(self, actions: Sequence[Action] = ()) -> None:
        """`actions` are those of the screen one came from; where it has a list, moving in it is added."""
        super().__init__()
        is_form = any(action.scope is Scope.FORM for action in actions)
        moving = [action for action in in_scopes((Scope.ROWS,)) if action not in actions]
        self.actions = [*actions, *([] if is_form else moving)]
        self.typed = ""
        self.cursor = 0
        self._entries: list[Entry] = []
        self._placed: list[Placed] = []

    def compose(self) -> ComposeResult:
        """Signs and keys, the sentence of the one that is chosen, and how to leave."""
        with Vertical():
            with VerticalScroll(can_focus=False):
                yield Static(id="keys-lines", markup=False)
            yield Static(id="keys-words", markup=False)
            yield Static(id="keys-line", markup=False)

    def on_mount(self) -> None:
        """Begin at the first of them."""
        below = self.app.screen_stack[-2]
        why_not: WhyNot = getattr(below, "why_not", lambda _action: "")
        self._entries = page_of(self.actions, self.desk_app.keys, why_not)
        self._draw()

    def on_resize(self, _event: events.Resize) -> None:
        """More columns, or fewer."""
        self._draw()

    # Choosing

    def on_key(self, event: events.Key) -> None:
        """A character searches; q and the key that opened the box close it while nothing is typed."""
        character = event.character or ""
        if not character.isprintable() or (character == " " and not self.typed) or not character:
            return
        event.stop()
        event.prevent_default()
        if not self.typed and character in {"q", "?", "？"}:
            self.action_leave()
            return
        self._search(self.typed + character)

    def on_paste(self, event: events.Paste) -> None:
        """What an input method or a paste brings searches, too."""
        event.stop()
        self._search(self.typed + " ".join(event.text.split()))

    def action_rub_out(self) -> None:
        """Take the last character back."""
        self._search(self.typed[:-1])

    def action_leave(self) -> None:
        """Esc: first what was typed, then the box."""
        if self.typed:
            self._search("")
        else:
            self.dismiss(None)

    def action_step(self, by: int) -> None:
        """To the entry above or below."""
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """A page on or back."""
        if not self._placed:
            return
        room = max(1, self.query_one(VerticalScroll).size.height - 1)
        now = self._placed[self.cursor]
        there = [(abs(one.line - now.line - by * room), place) for place, one in enumerate(self._placed)]
        self._go(min(there)[1])
        line = self._placed[self.cursor].line
        self.query_one(VerticalScroll).scroll_to(y=max(0, line - 1), animate=False)

    def action_aside(self, by: int) -> None:
        """To the next column."""
        if not self._placed:
            return
        now = self._placed[self.cursor]
        beside = [place for place, one in enumerate(self._placed) if one[:2] == (now.line, now.column + by)]
        if beside:
            self._go(beside[0])

    def action_edge(self, place: int) -> None:
        """To the first or the last."""
        self._go(place % max(1, len(self._placed)))
        if place:
            # The last entry need not stand in the last line.
            self.query_one(VerticalScroll).scroll_end(animate=False)

    def action_run(self) -> None:
        """Do it on the screen below, as its key would; a sign, and what moves a cursor, does nothing here."""
        entry = self._placed[self.cursor].entry if self._placed else None
        action = entry.action if entry else None
        if entry is None or action is None or action.scope in NOT_FROM_HERE:
            return
        if entry.why_not:
            self.desk_app.say(entry.why_not)
            return
        target = "app" if action.scope is Scope.APP else "screen"
        self.dismiss(None)
        self.app.call_later(partial(self.app.run_action, f"{target}.{call_of(action)}"))

    def _go(self, place: int) -> None:
        if 0 <= place < len(self._placed):
            self.cursor = place
            self._draw()

    def _search(self, typed: str) -> None:
        self.typed, self.cursor = typed, 0
        self._draw()

    # Drawing

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        width = max(KEY_COLUMN, self.app.size.width - EDGES)
        if self.typed.strip():
            entries = matching(self._entries, self.typed)
        else:
            entries = in_sight(self._entries, self.desk_app.keys)
        self._placed, titles = placed(entries, width, searched=bool(self.typed.strip()))
        self.query_one("#keys-lines", Static).update(self._lines(titles))
        chosen = self._placed[self.cursor].entry if self._placed else None
        if chosen is None:
            words = [_("Nothing matches.")]
        else:
            words = wrapped(sentences(chosen.help, chosen.why_not), width)[:WORDS]
        self.query_one("#keys-words", Static).update(content("\n".join(words)))
        self.query_one("#keys-line", Static).update(content(self._last_line()))
        if self._placed:
            # The first entry of a group brings the name of the group into sight.
            line = self._placed[self.cursor].line
            self.query_one(VerticalScroll).scroll_to_region(Region(0, max(0, line - 1), 1, 2), animate=False)

    def _last_line(self) -> str:
        if self.typed:
            return _("search: {words}_   Enter does it  Esc shows all").format(words=self.typed)
        return _("Type to search  ↑↓←→ choose  Enter does it  Esc closes")

    def _lines(self, titles: dict[int, str]) -> Content:
        rows: dict[int, list[tuple[str, str]]] = {
            line: [(title, "bold $text-primary")] for line, title in titles.items()
        }
        chosen = self._placed[self.cursor].entry if self._placed else None
        for one in sorted(self._placed, key=lambda one: (one.line, one.column)):
            pieces = _pieces(one, is_chosen=one.entry is chosen, whole=not titles)
            rows.setdefault(one.line, []).extend(pieces)
        last = max(rows, default=-1)
        return Content("\n").join(Content.assemble(*rows.get(line, [])) for line in range(last + 1))


def _pieces(one: Placed, *, is_chosen: bool, whole: bool) -> list[tuple[str, str]]:
    """The mark of an entry and its words, in exactly its cells; `whole` with the sentence."""
    entry = one.entry
    cells = GLYPH_CELLS if entry.action is None else KEY_CELLS
    mark = fitted(entry.mark, cells)
    words = entry.help if whole else entry.label
    room = one.cells - cell_len(mark) - 3
    sign = (">" if glyphs() is ASCII else "▸") if is_chosen else " "
    style = "reverse" if is_chosen else "$text-muted" if entry.why_not else ""
    key_style = f"bold $text-accent {style}".strip() if is_chosen or not entry.why_not else style
    return [
        (sign, "bold $text-accent"),
        (mark, key_style),
        (" ", style),
        (set_cell_size(fitted(words, room), room), style),
        (" ", ""),
    ]
