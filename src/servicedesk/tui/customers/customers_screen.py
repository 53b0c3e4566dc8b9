"""The roster: every customer, found by any part of a number, a name, pinyin or initials; facts beside it."""

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from servicedesk.domain.rows.customers import CustomerCard
from servicedesk.domain.wording import sounding_like
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.customers import customer_columns as columns
from servicedesk.tui.customers.customer_facts import CustomerFacts
from servicedesk.tui.customers.customer_keys import CustomerKeys
from servicedesk.tui.frame.list_screen import ListScreen
from servicedesk.tui.frame.pane import Pane
from servicedesk.tui.lists.list_source import NearSource
from servicedesk.tui.lists.row_list import RowList


class CustomersScreen(ListScreen):
    """List, filter, views, facts."""

    NAME = "customers"
    KIND = "customer"
    SCOPES = (Scope.CUSTOMER, Scope.LIST, Scope.ROWS)
    COLUMNS = columns.ROSTER
    EMPTY = N_("Nobody here. N writes a card; Import … in the palette brings your lists.")
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.CUSTOMER, Scope.LIST)
    DEFAULT_CSS = """
    CustomersScreen #customers-body { height: 1fr; layout: vertical; }
    CustomersScreen #preview-pane { height: auto; max-height: 9; }
    CustomersScreen.-wide.-beside #customers-body { layout: horizontal; }
    CustomersScreen.-wide.-beside #preview-pane { width: 34%; height: 1fr; max-height: 100%; }
    CustomersScreen.-wide.-beside CustomerFacts { height: 1fr; max-height: 100%; }
    CustomersScreen.-alone #preview-pane { display: none; }
    """

    def __init__(self) -> None:
        """Facts beside the list where there is room."""
        super().__init__()
        self._card: CustomerCard | None = None
        self._heard = ""
        self.add_class("-beside")

    def compose_body(self) -> ComposeResult:
        """The view's line, the filter, list and facts."""
        yield from self.compose_line()
        with Container(id="customers-body"):
            yield self.new_list_pane()
            yield Pane(CustomerFacts(), id="preview-pane", classes="-ruled", head=N_("The card"))

    def visit(self, query: str = "", customer_id: int | None = None) -> None:
        """Opened with a query, or at a customer."""
        self.show_query(query)
        if customer_id is not None:
            self.rows.select(customer_id)

    def make_handlers(self) -> Iterable[Handler]:
        """What the keys on customers do."""
        return (CustomerKeys(self, self.selection),)

    def show_list(self) -> None:
        """Show view, filter and order as they are now."""
        self._heard = ""
        super().show_list()

    @on(RowList.CountChanged)
    def _listen(self) -> None:
        """Where nobody is found, show whose name sounds like what was typed."""
        rows = self.rows
        if rows.exact and not rows.count and self.filtered and not self._heard and not self.view.query:
            self._heard = self.filtered
            rows.show(NearSource(self.desk, self.KIND, self.filtered))

    @property
    def remark(self) -> str:
        """That these only sound like what was typed."""
        return sounding_like(self._heard) if self._heard and self.rows.count else ""

    def follow(self) -> None:
        """Fetch the card under the cursor."""
        customer_id = self.rows.cursor_id
        if customer_id is None:
            self._show_facts(None)
        elif not self.has_class("-alone"):
            self.run_service(
                self.desk.customers.card,
                customer_id,
                then=self._show_facts,
                failed=lambda _gone: self._show_facts(None),
                group="preview",
            )

    def _show_facts(self, card: CustomerCard | None) -> None:
        self._card = card
        brief = not (self.has_class("-wide") and self.has_class("-beside"))
        self.query_one(CustomerFacts).show(card, self.moment, brief=brief)

    def on_resize(self) -> None:
        """Fold or unfold the facts."""
        if self.desk_app.is_desk_open:
            self.call_after_refresh(self._show_facts, self._card)

    @on(RowList.RowOpened)
    def _open(self, message: RowList.RowOpened) -> None:
        self.desk_app.open("customer", customer_id=message.record_id)

    def action_list_call(self) -> None:
        """Log a call with this customer."""
        self.desk_app.log_call(self.rows.cursor_id)

    def action_list_preview(self) -> None:
        """Facts on or off."""
        self.toggle_class("-alone")
        self.follow()

    def action_list_preview_side(self) -> None:
        """Facts at the right or below."""
        self.remove_class("-alone")
        self.toggle_class("-beside")
        self._show_facts(self._card)

    def action_list_copy(self) -> None:
        """Copy the phone number."""
        if self.record is not None and self.record.phone:
            self.desk_app.copy(self.record.phone)

    def action_list_copy_summary(self) -> None:
        """Copy name, phone, company and region."""
        row = self.record
        if row is not None:
            parts = (row.name, row.phone, row.company, row.region)
            self.desk_app.copy("  ".join(part for part in parts if part))

    def why_not(self, action: Action) -> str:
        """Nobody to act on."""
        if (
            action.scope is Scope.CUSTOMER
            and action.id != "customer.new"
            and not self.query_one(RowList).count
        ):
            return _("There is no customer here.")
        return ""
