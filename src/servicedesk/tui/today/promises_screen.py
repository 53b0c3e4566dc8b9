"""Every promise: those owed first, with the keys that keep, withdraw and tell anew."""

from functools import cached_property
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.i18n import N_, NP_, _
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Acts
from servicedesk.tui.cases.promises import Promises
from servicedesk.tui.frame.list_screen import ListScreen
from servicedesk.tui.front import open_first
from servicedesk.tui.lists.row_list import RowList
from servicedesk.tui.today import promise_columns as columns

LABELS = {
    "today.held": NP_("key of a promise", "kept"),
    "today.not_held": NP_("key of a promise", "withdraw"),
    "today.move": NP_("key of a promise", "tell anew"),
}
"""What the footer calls the keys of a row."""


class PromisesScreen(ListScreen):
    """List, filter, views."""

    NAME = "promises"
    KIND = "promise"
    SCOPES = (Scope.TODAY, Scope.LIST, Scope.ROWS)
    COLUMNS = columns.LIST
    EMPTY = N_("No promise here: @ on a case makes one. [ ] show other views.")
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.TODAY, Scope.LIST)

    def __init__(self) -> None:
        """What is owed."""
        super().__init__()
        self.promises = Promises(self)

    def compose_body(self) -> ComposeResult:
        """The view's line, the filter, the list."""
        yield from self.compose_line()
        yield self.new_list_pane()

    def offered(self) -> list[Action]:
        """On Today the keys of a row are about follow-ups, too; here they are called by what promises are."""
        found = super().offered()
        return [one._replace(label=LABELS[one.id]) if one.id in LABELS else one for one in found]

    @cached_property
    def acts(self) -> Acts:
        """What ends a promise, and what puts it off."""
        return {
            **super().acts,
            "today.held": lambda: self.promises.keep_promises(self.selection()),
            "today.not_held": lambda: self.promises.withdraw_promises(self.selection()),
            "today.move": lambda: self.promises.retell_promise(self.record),
        }

    def why_not(self, action: Action) -> str:
        """Nothing is owed under the cursor."""
        row: PromiseRow | None = self.record if self.desk_app.is_desk_open else None
        if action.scope is Scope.TODAY and (row is None or row.state != "open"):
            return self.desk_app.gone or _("No promise that is owed is under the cursor.")
        return ""

    @on(RowList.RowOpened)
    def _open(self) -> None:
        """To the case; without one to the customer, else to the call in which it was made."""
        if self.record is not None:
            open_first(self.desk_app, self.record, "case", "customer", "call")

    def action_list_call(self) -> None:
        """Log a call with whom it was promised to."""
        self.desk_app.log_call(None if self.record is None else self.record.customer_id)
