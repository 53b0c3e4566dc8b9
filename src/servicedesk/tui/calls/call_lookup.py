"""What the call form asks the desk about a caller; every function reads and is called in a thread."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerCard, CustomerRow
from servicedesk.domain.rows.today import DraftRow
from servicedesk.domain.wording import field_label
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _
from servicedesk.tui.calls.call_preview import CallSheet
from servicedesk.tui.calls.caller_pane import Glance

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

LAST_CALLS = 16


@dataclass(frozen=True, slots=True)
class Found:
    """Whom the words typed may mean; `known` is the customer that a save would recognise by itself."""

    typed: str
    candidates: tuple[CustomerRow, ...] = ()
    known: CustomerRow | None = None
    sharing: tuple[CustomerRow, ...] = ()
    """All who have the number, where several do and nothing says which one is meant: a save takes none."""
    same_name: tuple[CustomerRow, ...] = ()
    """Who are called as typed, though the number beside the name is not theirs."""
    glance: Glance | None = None
    are_near: bool = False
    """Whether the candidates only sound like what was typed, and Enter takes none that was not pointed at."""


def find_caller(desk: "Desk", typed: str, pointed_at: int | None) -> Found:
    """The candidates for `typed`, and a glance at the one pointed at; at the first if that is gone."""
    called = desk.calls.who_called(typed)
    ids = dict.fromkeys((called.customer_id, *called.having_number, *called.same_name))
    named = desk.lists.rows("customer", [one for one in ids if one is not None])
    known = named.get(called.customer_id) if called.customer_id is not None else None
    same_name = _of(named, called.same_name)
    rows = desk.customers.candidates(typed)
    if called.number and called.name and called.having_number:
        # The number finds them, whoever is typed beside it; who is called so comes behind.
        rows = list(_of(named, ids))
    elif known is not None and not rows:
        rows = [known]
    are_near = not rows
    rows = rows or list(same_name) or desk.customers.sounding_like(called.name if called.number else typed)
    first = None if are_near or not rows else rows[0]
    shown = next((row for row in rows if row.id == pointed_at), first)
    glance = _glance_at(desk, shown) if shown is not None else None
    is_near = are_near and bool(rows)
    return Found(typed, tuple(rows), known, _of(named, called.sharing), same_name, glance, is_near)


def _of(named: Mapping[int, CustomerRow], ids: Iterable[int | None]) -> tuple[CustomerRow, ...]:
    return tuple(named[one] for one in ids if one is not None and one in named)


def look_at(desk: "Desk", customer_id: int) -> Glance | None:
    """What must be known of a customer; None if there is none."""
    row = desk.lists.rows("customer", [customer_id]).get(customer_id)
    return None if row is None else _glance_at(desk, row)


def look_at_case(desk: "Desk", case_id: int) -> tuple[CaseRow | None, Glance | None]:
    """A case that the call is about, and its customer."""
    case: CaseRow | None = desk.lists.rows("case", [case_id]).get(case_id)
    if case is None or case.customer_id is None:
        return case, None
    return case, look_at(desk, case.customer_id)


def look_at_row(desk: "Desk", customer_id: int | None, case_id: int) -> tuple[CaseRow | None, Glance | None]:
    """The case of a row, and the customer of the row, who need not be that of the case."""
    case, glance = look_at_case(desk, case_id)
    if customer_id is None or (glance is not None and glance.customer.id == customer_id):
        return case, glance
    return case, look_at(desk, customer_id) or glance


def _glance_at(desk: "Desk", row: CustomerRow) -> Glance:
    try:
        card = desk.customers.card(row.id)
    except NotFoundError:
        card = None
    return Glance(
        row,
        tuple(desk.customers.open_cases(row.id)),
        tuple(desk.customers.recent_calls(row.id, LAST_CALLS)),
        note="" if card is None else card.fields["note"],
        ended=tuple(desk.customers.ended_cases(row.id)),
        to_ask={kind: desk.checklists.of_kind(kind) for kind in CASE_KINDS.values},
        lacks=() if card is None else tuple(_lacking(card)),
    )


def _lacking(card: CustomerCard) -> Iterator[str]:
    """What one asks a caller for, where the card does not say it."""
    if not card.phones:
        yield _("phone number")
    if not card.emails:
        yield _("e-mail address")
    if not card.fields["address"]:
        yield field_label("address", "customer")


def own_drafts(desk: "Desk") -> list[DraftRow]:
    """The calls that this actor has begun and not saved, the one last worked on first."""
    return [draft for draft in desk.drafts.all() if draft.kind == "call" and draft.actor == desk.actor]


def call_sheet(desk: "Desk", call_id: int) -> CallSheet | None:
    """A call with its customer and its case; None if it has gone."""
    call = desk.calls.get(call_id)
    if call is None:
        return None
    customer = (
        desk.lists.rows("customer", [call.customer_id]).get(call.customer_id) if call.customer_id else None
    )
    case = desk.lists.rows("case", [call.case_id]).get(call.case_id) if call.case_id else None
    return CallSheet(call, customer, case)
