"""ViewCounts: how many records the views of a list have, read behind the screen and shown where they help."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.screen import Screen

from servicedesk.domain.rows.views import Counted, View
from servicedesk.i18n import _
from servicedesk.tui.base.handler import Act, Handler
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class ViewCounts(Handler):
    """The counts of one list's views."""

    def __init__(self, screen: "Screen[Any]", kind: str) -> None:
        """For the list of that kind."""
        super().__init__(screen)
        self.kind = kind
        self.by_query: dict[str, Counted] = {}

    def count(self, views: Sequence[View], then: Act, *, opens: bool = False) -> None:
        """Count the views, then call `then`."""
        queries = [view.query for view in views]

        def found(numbers: list[Counted]) -> None:
            self.by_query = dict(zip(queries, numbers, strict=True))
            then()

        if queries:
            self.run_service(
                self.desk.lists.counts, self.kind, queries, then=found, group="view counts", opens=opens
            )

    def ask(self, views: Sequence[View], shown: View, then: "Callable[[View], object]") -> None:
        """Offer all views with their counts; typing narrows them."""

        def offer() -> None:
            choices = [
                Choice(str(place), view.name, note=self.by_query[view.query].shown, on=view == shown)
                for place, view in enumerate(views)
            ]
            choose(self.app, _("Choose a view"), choices, taken, typing=True)

        def taken(place: str | None) -> None:
            if place is not None:
                then(views[int(place)])

        self.count(views, offer, opens=True)
