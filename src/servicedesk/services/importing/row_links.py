"""What the rows of one run say of their customer, case and call, and what the records get of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from servicedesk.services.importing.file_row import FileRow, Setting
from servicedesk.services.importing.links import CustomerLinks, Named, OpenedCases, RecordLinks

OTHER_NAME = "other_name"
"""In the values of a call: who spoke, where the customer of the number is called otherwise."""


class RowLinks:
    """Finds the records that the rows of a run of `kind` name; `columns` are those that hold them."""

    def __init__(self, setting: Setting, kind: str, columns: tuple[str, ...], on_conflict: str) -> None:
        self.setting = setting
        self.customers = CustomerLinks(setting) if "customer_id" in columns else None
        if self.customers:
            # Of our own files the customers come in one of their own; `skip` leaves alone what is here.
            self.customers.fills_cards = not setting.is_own and on_conflict not in {"skip", "fail"}
            # As of a call that is logged: it must not stand on the card of somebody else.
            self.customers.leaves_shared = kind == "call"
        self.of_nobody = 0
        """New calls whose number several customers have, and of which nothing says who it was."""
        self.cases = RecordLinks(setting) if "case_id" in columns else None
        self.calls = RecordLinks(setting, "call") if "call_id" in columns else None
        self.calls_are_taken = kind == "call"
        self.opened = OpenedCases(setting, self.cases) if kind == "call" and self.cases else None

    @property
    def missing(self) -> Iterator[int]:
        """How many rows name a case that is not here, and how many a call."""
        return (links.missing if links else 0 for links in (self.cases, self.calls))

    def link(self, row: FileRow) -> None:
        """Put into the values of a row the records that its new one belongs to."""
        if not self.customers:
            return
        values = row.values
        named = self.customers.named(values)
        customer_id = self.customers.find_or_make(named, values) if named else None
        values["customer_id"] = customer_id
        if self.calls_are_taken and named and customer_id is not None:
            values[OTHER_NAME] = self.customers.other_name(customer_id, named)
        if self.cases:
            case_id, its_customer = self.cases.find(values, customer_id)
            values["case_id"] = case_id
            if customer_id is None and not self.setting.is_own:
                values["customer_id"] = its_customer
        if named and values["customer_id"] is None and self.customers.is_shared(named):
            self.of_nobody += 1
        if self.calls:
            values["call_id"] = self.calls.find(values, values["customer_id"])[0]

    def relink(self, values: dict[str, Any], held: Mapping[str, Any]) -> None:
        """Put into `values` the customer and case that an existing record is to have, None to leave them."""
        if not self.customers:
            return
        named = self.customers.named(values)
        customer_id = None
        if named and held["customer_id"] is None:
            customer_id = self.customers.find_or_make(named, values)
            self.customers.flush()
        elif named and not self.customers.still_fits(held["customer_id"], named):
            customer_id = self._instead(self.customers, named, values)
        values["customer_id"] = customer_id
        if self.cases:
            values["case_id"], its_customer = self.cases.find(values, customer_id or held["customer_id"])
            if customer_id is None and held["customer_id"] is None and not self.setting.is_own:
                # As of a new record: a case that came later brings its customer.
                values["customer_id"] = its_customer
        if self.calls:
            values["call_id"] = self.calls.find(values, customer_id or held["customer_id"])[0]

    def flush(self) -> None:
        """Write the customers that were made since the last time."""
        if self.customers:
            self.customers.flush()

    def add_opened(self, row: FileRow, customer_id: int | None) -> None:
        """Note the cases that the row of a call names as opened by it."""
        if self.opened:
            self.opened.add(row, customer_id)

    def settle(self) -> None:
        """All rows are in: point the cases at the calls that opened them."""
        if self.opened:
            self.opened.settle()

    def _instead(self, customers: CustomerLinks, named: Named, values: dict[str, Any]) -> int | None:
        """The customer whom a record gets that had another one; None where a change made here stands."""
        if self.setting.replaces:
            customer_id = customers.find_or_make(named, values)
            customers.flush()
            return customer_id
        return customers.find(named) if self.setting.is_own else None
