"""The command palette: every action of the screen in front, customers, cases.

Database look-ups run in a thread, for the palette asks on the event loop. Choosing an action calls the same
method as its key does.
"""

import asyncio
from collections.abc import Iterable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records import RECORDS
from servicedesk.i18n import _
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.base.bindings import call_of
from servicedesk.tui.base.safe import content, plain
from servicedesk.tui.frame.desk_screen import shown_actions
from servicedesk.tui.front import OPENS, front_of

# Moving the cursor by palette would be of no use to anybody.
LEFT_OUT = {Scope.ROWS, Scope.GRID}
KINDS = ("customer", "case")
HITS = 8


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
            score = max(matcher.match(words), matcher.match(_(action.label)), matcher.match(action.id))
            if score > 0:
                yield Hit(score, content(words), self._runner(action), text=words, help=self._keys(action))

    def _keys(self, action: Action) -> str:
        return front_of(self.app).keys.shown(action)

    def _runner(self, action: Action) -> "partial[bool]":
        """Runs it on the screen that is in front once the palette has closed."""
        target = "app" if action.scope is Scope.APP else "screen"
        return partial(self.app.call_later, self.app.run_action, f"{target}.{call_of(action)}")


class RecordCommands(Provider):
    """Customers and cases, as the search of the desk finds them."""

    async def search(self, query: str) -> Hits:
        """The best few of each kind."""
        app = front_of(self.app)
        if not app.is_desk_open or not query.strip():
            return
        try:
            hits = await asyncio.to_thread(app.desk.search.find, query, KINDS, HITS)
        except ServiceDeskError:
            return
        for place, hit in enumerate(hits):
            title, detail, number = plain(hit.title), plain(hit.detail), format_number(hit.kind, hit.id)
            label = Content.assemble(
                (f"{_(RECORDS[hit.kind].label)}  ", "$text-muted"),
                (f"{number}  ", "bold"),
                (title, ""),
                (f"  {detail}", "$text-muted"),
            )
            opener = partial(app.open, OPENS[hit.kind], **{f"{hit.kind}_id": hit.id})
            yield Hit(1.0 - place / 1000, label, opener, text=f"{title} {detail}")
