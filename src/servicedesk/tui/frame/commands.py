"""The command palette: every action of the screen in front, customers, cases.

What was typed as it stands comes first: a number, a name, the beginning of an action; then whatever else is
found; last the actions that have its letters scattered through their words.

Database look-ups run in a thread, for the palette asks on the event loop. Choosing an action calls the same
method as its key does.
"""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.excerpts import marks_in
from servicedesk.domain.numbers import format_number
from servicedesk.domain.phones import looks_like_number
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

NUMBER, EXACT, BEGUN, FOUND, NEAR, SCATTERED = 100.0, 90.0, 80.0, 70.0, 60.0, 0.0
"""The ranks of what is found. An action that has the letters merely somewhere must not be in the way."""


class ActionCommands(Provider):
    """What the keys do, by its words."""

    def _actions(self) -> Iterable[Action]:
        return [action for action in shown_actions(self.screen) if action.scope not in LEFT_OUT]

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action in self._actions():
            words = _(action.help)
            yield DiscoveryHit(content(words), self._runner(action), text=words, help=self._keys(action))

    async def search(self, query: str) -> Hits:
        """Those whose sentence, label or name matches."""
        matcher = self.matcher(query)
        for action in self._actions():
            words = _(action.help)
            names = (words, _(action.label), action.id)
            scattered = max(map(matcher.match, names))
            if scattered > 0:
                score = max(_as_it_stands(query, name) for name in names) + scattered
                yield Hit(score, content(words), self._runner(action), text=words, help=self._keys(action))

    def _keys(self, action: Action) -> str:
        return front_of(self.app).keys.shown(action)

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


def _as_it_stands(query: str, name: str) -> float:
    """How well a name of an action fits beyond having the letters: whole, begun, or its words are begun."""
    typed, words = query.strip().casefold(), name.casefold()
    if typed == words.rstrip(".。"):
        return EXACT
    if words.startswith(typed):
        return BEGUN
    return BEGUN - 1 if marks_in(name, [typed]) else SCATTERED


def _label(query: str, hit: SearchHit) -> Content:
    words = [query] if looks_like_number(query) else query.split()
    title, detail = plain(hit.title), plain(hit.detail)
    return Content.assemble(
        (f"{_(RECORDS[hit.kind].label)}  ", "$text-muted"),
        (f"{format_number(hit.kind, hit.id)}  ", "bold"),
        _marked(title, marks_in(title, words)),
        "  ",
        _marked(detail, marks_in(detail, words), "$text-muted"),
    )


def _marked(text: str, marks: Sequence[tuple[int, int]], style: str = "") -> Content:
    """`text` with the places that match underlined: that shows without colours, too."""
    found = Content.assemble((text, style))
    for start, end in marks:
        found = found.stylize("underline", start, end)
    return found
