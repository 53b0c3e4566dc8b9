"""Every follow-up in one list: those that are planned first, as many as Today counts."""

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Acts
from servicedesk.tui.calendar import followup_columns as columns
from servicedesk.tui.calendar.followup_keys import FollowUpKeys
from servicedesk.tui.frame.list_screen import ListScreen
from servicedesk.tui.front import open_first
from servicedesk.tui.lists.row_list import RowList


class FollowUpsScreen(ListScreen):
    """List, filter, views."""

    NAME = "followups"
    KIND = "followup"
    SCOPES = (Scope.TODAY, Scope.LIST, Scope.ROWS)
    COLUMNS = columns.LIST
    EMPTY = N_("No follow-up here. [ ] show other views, / filters.")
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.TODAY, Scope.LIST)

    def __init__(self) -> None:
        """What is planned."""
        super().__init__()
        self.followups = FollowUpKeys(self, self)

    def compose_body(self) -> ComposeResult:
        """The view's line, the filter, the list."""
        yield from self.compose_line()
        yield self.new_list_pane()

    @cached_property
    def acts(self) -> Acts:
        """What ends a follow-up, and what puts it off."""
        return {
            **super().acts,
            "today.held": lambda: self.followups.hold_followups(self.selection()),
            "today.not_held": lambda: self.followups.miss_followups(self.selection()),
            "today.move": lambda: self.followups.move_followups(self.selection()),
        }

    def why_not(self, action: Action) -> str:
        """Nothing is planned under the cursor."""
        row: FollowUpRow | None = self.record if self.desk_app.is_desk_open else None
        if action.scope is Scope.TODAY and (row is None or row.state != "planned"):
            return self.desk_app.gone or _("No follow-up that is planned is under the cursor.")
        return ""

    def began(self) -> None:
        """A change is being made; the list shows it with the next load."""

    def served(self, ids: Sequence[int]) -> None:
        """A change was made; the list shows it with the next load."""

    @on(RowList.RowOpened)
    def _open(self) -> None:
        """To the customer; without one to the case, else to its day in the calendar."""
        row = self.record
        if row is not None and not open_first(self.desk_app, row, "customer", "case"):
            self.desk_app.open("calendar", followup_id=row.id)

    def action_list_call(self) -> None:
        """Log a call with whom it is planned with."""
        self.desk_app.log_call(None if self.record is None else self.record.customer_id)
