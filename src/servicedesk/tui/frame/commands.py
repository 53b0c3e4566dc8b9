"""The command palette: every action of the screen in front, customers, cases.

What was typed as it stands comes first: a number, a name, the beginning of an action; then the actions whose
words begin so, or that have it within them or as their initials, and whatever else is found. An action that
has the letters merely scattered through its words is not meant, and not shown.

Database look-ups run in a thread, for the palette asks on the event loop. Choosing an action calls the same
method as its key does.
"""

import asyncio
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.excerpts import marks_in
from servicedesk.domain.numbers import format_number
from servicedesk.domain.phones import looks_like_number
from servicedesk.domain.pinyin import BEGUN as BEGINS
from servicedesk.domain.pinyin import EXACT as SAME
from servicedesk.domain.pinyin import NOT_SO, name_keys, sounds
from servicedesk.domain.records import RECORDS
from servicedesk.domain.rows.search import SearchHit
from servicedesk.domain.search_terms import segment
from servicedesk.domain.wording import sounding_like
from servicedesk.i18n import _
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.base.bindings import call_of
from servicedesk.tui.base.safe import content, plain
from servicedesk.tui.frame.desk_screen import shown_actions
from servicedesk.tui.front import OPENS, front_of

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

# Moving the cursor by palette would be of no use to anybody.
LEFT_OUT = {Scope.ROWS, Scope.GRID}
KINDS = ("customer", "case")
HITS = 8

NUMBER, EXACT, BEGUN, FOUND, NEAR = 100.0, 90.0, 80.0, 70.0, 60.0
WORD_BEGUN, WITHIN, INITIALS, NAMED = 79.0, 50.0, 40.0, 30.0
"""The ranks of what is found. An action that has the letters merely within a word must not be in the way."""
INITIALS_FROM = 2
"""So many letters may be the initials of an action's words: one alone would find half of them."""
SPELLED = {NOT_SO: 0.0, BEGINS: NEAR, SAME: BEGUN - 2}
"""The ranks of actions whose Chinese words the letters spell: `zp` for 指派."""


class ActionCommands(Provider):
    """What the keys do, by its words."""

    def _actions(self) -> Iterable[Action]:
        return [action for action in shown_actions(self.screen) if action.scope not in LEFT_OUT]

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action in self._actions():
            words = _sentence(action)
            yield DiscoveryHit(content(words), self._runner(action), text=words, help=self._keys(action))

    async def search(self, query: str) -> Hits:
        """Those whose sentence or label has what was typed, or whose initials or name it is."""
        typed = query.split()
        for place, action in enumerate(self._actions()):
            score = _fits(query, action)
            if score:
                words = _sentence(action)
                shown = _marked(words, _places(words, typed))
                yield Hit(
                    score - place / 1000, shown, self._runner(action), text=words, help=self._keys(action)
                )

    def _keys(self, action: Action) -> str:
        # Textual reads the text beside a command as markup, and `[` is a key.
        return content(front_of(self.app).keys.shown(action), "$text-accent")  # type: ignore[return-value]

    def _runner(self, action: Action) -> "partial[bool]":
        """Runs it on the screen that is in front once the palette has closed."""
        target = "app" if action.scope is Scope.APP else "screen"
        return partial(self.app.call_later, self.app.run_action, f"{target}.{call_of(action)}")


class RecordCommands(Provider):
    """Customers and cases, as the search of the desk finds them, and whatever has the number typed."""

    async def search(self, query: str) -> Hits:
        """The best few of each kind; where there is none, whose name sounds like it."""
        app = front_of(self.app)
        if not app.is_desk_open or not query.strip():
            return
        try:
            hits, are_near = await asyncio.to_thread(_found, app.desk, query)
        except ServiceDeskError:
            return
        for place, hit in enumerate(hits):
            opener = partial(app.open, OPENS[hit.kind], **{f"{hit.kind}_id": hit.id})
            score = NEAR if are_near else _rank(query, hit)
            where = sounding_like(query) if are_near else ""
            yield Hit(
                score - place / 1000,
                _label(query, hit),
                opener,
                text=f"{plain(hit.title)} {plain(hit.detail)}",
                help=_marked(plain(hit.excerpt.text), hit.excerpt.marks) if hit.excerpt else plain(where),  # type: ignore[arg-type]  # Textual reads no markup in Content
            )


def _found(desk: "Desk", query: str) -> tuple[list[SearchHit], bool]:
    """What is found, and whether it only sounds like what was typed."""
    numbered = desk.search.numbered(query.strip(), tuple(OPENS))
    known = {(hit.kind, hit.id) for hit in numbered}
    found = [
        hit
        for hit in desk.search.find(query, KINDS, HITS)
        if hit.kind in OPENS and (hit.kind, hit.id) not in known
    ]
    hits = numbered + found
    return (hits, False) if hits else (desk.search.sounding_like(query, HITS), True)


def _rank(query: str, hit: SearchHit) -> float:
    """How well a record fits."""
    folded = query.strip().casefold()
    if folded.lstrip("#") in {str(hit.id), format_number(hit.kind, hit.id).casefold()}:
        return NUMBER
    if segment(hit.title) == segment(query):
        return EXACT
    return FOUND


def _sentence(action: Action) -> str:
    """What an action does, as a name: without the full stop."""
    return _(action.help).rstrip(".。")


def _fits(query: str, action: Action) -> float:
    """How well an action fits, 0 if it does not."""
    typed = query.strip().casefold()
    names = _sentence(action), _(action.label)
    spelled = max(sounds(_(action.label), query), min(sounds(_sentence(action), query), BEGINS))
    named = NAMED if typed == action.id else 0.0
    return max(*(_rank_of_name(typed, name) for name in names), SPELLED[spelled], named)


def _rank_of_name(typed: str, name: str) -> float:
    """How well `typed`, folded, fits a name: whole, begun, its words begun, within it, as its initials."""
    words = name.casefold()
    if typed == words:
        return EXACT
    if words.startswith(typed):
        return BEGUN
    if all(marks_in(name, [word]) for word in typed.split()):
        return WORD_BEGUN
    if all(word in words for word in typed.split()):
        return WITHIN
    may_be_initials = len(typed) >= INITIALS_FROM and typed.isascii()
    return INITIALS if may_be_initials and typed in _initials(words) else 0.0


@lru_cache(maxsize=1000)
def _initials(words: str) -> str:
    """The first letters of words, and of the syllables of Chinese ones: ktb for `keys to be`, zh for 暂缓."""
    return name_keys(words)[1]


def _label(query: str, hit: SearchHit) -> Content:
    words = [query] if looks_like_number(query) else query.split()
    # Where the place is told in which it was found there is room for no more.
    title, detail = plain(hit.title), plain("" if hit.excerpt else hit.detail)
    return Content.assemble(
        (f"{_(RECORDS[hit.kind].label)}  ", "$text-muted"),
        (f"{format_number(hit.kind, hit.id)}  ", "bold"),
        _marked(title, marks_in(title, words)),
        "  ",
        _marked(detail, marks_in(detail, words), "$text-muted"),
    )


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where `words` stand in `text`, also within its words."""
    folded = text.casefold()
    found = [(folded.find(word.casefold()), len(word)) for word in words]
    # A letter that is folded to two would shift them.
    return [(at, at + length) for at, length in found if at >= 0] if len(folded) == len(text) else []


def _marked(text: str, marks: Sequence[tuple[int, int]], style: str = "") -> Content:
    """`text` with the places that match underlined: that shows without colours, too."""
    found = Content.assemble((text, style))
    for start, end in marks:
        found = found.stylize("underline", start, end)
    return found
