"""QueueStanding: what the line above the queue says of its view, and what an empty one says.

    New  6  oldest 3 d  2 late  decided 4

It is read behind the screen once all is quiet, and the keys do not wait for it.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.timer import Timer

from servicedesk.domain.date_format import format_since
from servicedesk.domain.records.case import NEW_VIEW
from servicedesk.domain.rows.views import Counted, View
from servicedesk.domain.text import sentences
from servicedesk.i18n import _, ngettext
from servicedesk.keys.actions import BY_ID
from servicedesk.tui.base.handler import Act, Handler

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from servicedesk.services.triage import Standing

AFTER = 0.25
"""Seconds without another change after which it is read: keys go before."""
AGED = 60
"""Seconds from which on an age is worth a word."""


class QueueStanding(Handler):
    """How the view that is shown stands."""

    def __init__(self, screen: Screen[Any]) -> None:
        """Nothing is known yet."""
        super().__init__(screen)
        self.query = ""
        self.found: Standing | None = None
        self._timer: Timer | None = None

    def look_soon(self, query: str, then: Act) -> None:
        """Read how the cases of `query` stand once all is quiet; `then` shows it."""
        if query != self.query:
            # That of another list must not stand beside the count of this one.
            self.query, self.found = query, None
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.screen.set_timer(AFTER, partial(self._look, query, then))

    def _look(self, query: str, then: Act) -> None:
        def found(standing: "Standing") -> None:
            if query == self.query:
                self.found = standing
                then()

        # A fault of the query is said where it is typed, one of the file by the list.
        self.run_service(
            _standing, self.desk, query, then=found, failed=lambda _error: None, group="standing"
        )

    def facts(self, now: datetime, zone: tzinfo, *, of_new: bool) -> Sequence[tuple[str, str]]:
        """Pieces of the line with their styles; what was decided stands on the view of new cases."""
        if self.found is None:
            return ()
        pieces: list[tuple[str, str]] = []
        oldest = self.found.oldest
        if oldest is not None and (now - oldest).total_seconds() >= AGED:
            age = format_since(oldest, now, zone)
            pieces.append((f"  {_('oldest {age}').format(age=age)}", ""))
        if self.found.late:
            late = ngettext("{count} late", "{count} late", self.found.late).format(count=self.found.late)
            pieces.append((f"  {late}", "bold $text-error"))
        if self.found.asleep:
            pieces.append((f"  {_('and {count} asleep').format(count=self.found.asleep)}", ""))
        if of_new and self.found.decided:
            pieces.append((f"  {_('{count} done today').format(count=self.found.decided)}", "$text-success"))
        return pieces

    def worked_off(self, view: View, views: Sequence[View], counts: dict[str, Counted]) -> str:
        """What an empty view says: what was decided, and which view has something; nothing on a new desk."""
        decided = self.found.decided if self.found is not None and view.query == NEW_VIEW else 0
        place = views.index(view) if view in views else -1
        others = [*views[place + 1 :], *views[: max(place, 0)]]
        following = next((one for one in others if (known := counts.get(one.query)) and known.number), None)
        if following is None:
            return ""
        words = _("{view} is empty.").format(view=view.name)
        if decided:
            words = ngettext(
                "{view} is empty: {count} decided today.", "{view} is empty: {count} decided today.", decided
            ).format(view=view.name, count=decided)
        action = BY_ID["list.next_view" if following == others[0] else "list.views"]
        key = self.desk_app.keys.shown(action).split()[0]
        onward = _("{key}: on to {view} ({count}).").format(
            key=key, view=following.name, count=counts[following.query].shown
        )
        return sentences(words, onward)


def _standing(desk: "Desk", query: str) -> "Standing":
    # The first picture needs none of it.
    from servicedesk.services.triage import standing

    return standing(desk, query)
