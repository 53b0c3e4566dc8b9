"""What was put down in the wrong place: a call goes to another customer or case, a case to another customer.

What belongs to it goes along, so that nothing of it is left on the card of somebody else; what is somebody
else's already stays theirs. Clocks follow by themselves, for contacts are read off the calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.moves import Row
from servicedesk.domain.moves.cases import require_standing, require_unmerged
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.history import Change
from servicedesk.i18n import _
from servicedesk.services.changes import add_note
from servicedesk.services.context import Service
from servicedesk.services.customer_contacts import customer_came, has_not_come
from servicedesk.storage.complaints import merged_into
from servicedesk.storage.transaction import Transaction


@dataclass(frozen=True)
class NewHome:
    """Where calls go: what is None stays as it is; `no_customer` and `no_case` take it away."""

    customer_id: int | None = None
    case_id: int | None = None
    no_customer: bool = False
    no_case: bool = False


class RehomingService(Service):
    """Calls and cases that go to whom they belong."""

    def move_calls(self, call_ids: Sequence[int], home: NewHome) -> Change:
        """Put the calls on another customer, on another case, or on none, all in one action.

        Promises that were made in a call and are on no case go along with it. A call of nobody that goes to a
        case is its customer's. UsageError where nothing is said, or both of a pair; RefusedError for a case
        that stands merged or was dropped, and where a call would go to another customer than that of the case
        on which it stays.
        """
        _require_said(home)
        with self.desk.writing() as transaction:
            if home.customer_id is not None:
                transaction.row("customers", home.customer_id)
            if home.case_id is not None:
                require_standing(transaction.row("cases", home.case_id))
            for call_id in dict.fromkeys(call_ids):
                _move_call(transaction, transaction.row("calls", call_id), home)
            return transaction.change()

    def move_cases(self, case_ids: Sequence[int], customer_id: int | None) -> Change:
        """Give cases to another customer, or to nobody yet, with all of them that was the earlier one's.

        That is their calls, promises and follow-ups, past and to come, and the cases that are merged into
        them. RefusedError for a case that stands merged itself.
        """
        with self.desk.writing() as transaction:
            if customer_id is not None:
                transaction.row("customers", customer_id)
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                require_unmerged(row)
                if row["customer_id"] == customer_id:
                    continue
                family = [case_id, *merged_into(transaction.connection, case_id)]
                for of_id in family:
                    _give(transaction, of_id, row["customer_id"], customer_id)
            return transaction.change()


def _require_said(home: NewHome) -> None:
    if home == NewHome():
        raise UsageError(_("Where does it belong?"), _("Name a customer or a case, or say that it has none."))
    if (home.no_customer and home.customer_id is not None) or (home.no_case and home.case_id is not None):
        raise UsageError(_("It cannot go to one and to none."), _("Say one of the two."))


def _move_call(transaction: Transaction, call: Row, home: NewHome) -> None:
    values = _new_home(transaction, call, home)
    changed: dict[str, Any] = {name: value for name, value in values.items() if call[name] != value}
    opened = {of_id for (of_id,) in transaction.rows("SELECT id FROM cases WHERE call_id = ?", (call["id"],))}
    left = set()
    if home.no_case or home.case_id is not None:
        left = (opened | {call["case_id"]}) - {None, values["case_id"]}
    if left and call["outcome"] == "case_opened":
        changed["outcome"] = "answered"
    transaction.update("calls", call["id"], changed)
    transaction.record("call.rehome", "call", call["id"])
    for case_id in sorted(left):
        if case_id in opened:
            transaction.update("cases", case_id, {"call_id": None})
        _note_where(transaction, case_id, call["id"], values["case_id"])
    if "customer_id" in changed:
        _take_along(transaction, call["id"], call["customer_id"], values["customer_id"])
    if "case_id" in changed:
        has_not_come(transaction, call)
        customer_came(transaction, call["id"])


def _new_home(transaction: Transaction, call: Row, home: NewHome) -> dict[str, int | None]:
    """The customer and the case that the call has from now on; RefusedError where they do not fit."""
    case_id = home.case_id if home.case_id is not None else (None if home.no_case else call["case_id"])
    customer_id = call["customer_id"]
    if home.no_customer or home.customer_id is not None:
        customer_id = home.customer_id
    case = transaction.row("cases", case_id) if case_id is not None else None
    if case is None:
        return {"customer_id": customer_id, "case_id": None}
    stays = home.case_id is None
    if home.customer_id is not None and stays and case["customer_id"] not in {None, home.customer_id}:
        raise RefusedError(
            _("{call} is about {number}, which is another customer's.").format(
                call=format_number("call", call["id"]), number=format_number("case", case["id"])
            ),
            _("Take it off the case in the same step, or give the whole case to that customer."),
        )
    if customer_id is None and not home.no_customer:
        customer_id = case["customer_id"]
    return {"customer_id": customer_id, "case_id": case_id}


def _note_where(transaction: Transaction, case_id: int, call_id: int, to_id: int | None) -> None:
    """A note on the case that a call leaves: the call itself is not among its lines any more."""
    call = format_number("call", call_id)
    if to_id is None:
        words = _("{call} was taken off: it is not about this case.").format(call=call)
    else:
        words = _("{call} went to {number}.").format(call=call, number=format_number("case", to_id))
    add_note(transaction, case_id, words)
    transaction.record("case.call_left", "case", case_id)


def _take_along(transaction: Transaction, call_id: int, from_id: int | None, to_id: int | None) -> None:
    """The promises that were made in a call to its customer, on no case."""
    found = transaction.rows(
        "SELECT id FROM promises WHERE call_id = ? AND case_id IS NULL AND customer_id IS ? ORDER BY id",
        (call_id, from_id),
    )
    for (promise_id,) in found:
        transaction.update("promises", promise_id, {"customer_id": to_id})
        transaction.record("promise.rehome", "promise", promise_id)


_OF_CASE: Mapping[str, str] = {"call": "calls", "promise": "promises", "followup": "followups"}
"""What goes along with a case, by kind."""


def _give(transaction: Transaction, case_id: int, from_id: int | None, to_id: int | None) -> None:
    """Give one case of `from_id` with all on it that is theirs, or nobody's, to `to_id`."""
    case = transaction.row("cases", case_id)
    if case["customer_id"] == from_id:
        transaction.update("cases", case_id, {"customer_id": to_id})
        transaction.record("case.rehome", "case", case_id)
    for kind, table in _OF_CASE.items():
        opened = " OR id = ?" if kind == "call" else " OR 0 = ?"
        found = transaction.rows(
            f"SELECT id FROM {table} WHERE (case_id = ?{opened})"
            " AND (customer_id IS ? OR customer_id IS NULL) ORDER BY id",
            (case_id, case["call_id"], from_id),
        )
        for (record_id,) in found:
            transaction.update(table, record_id, {"customer_id": to_id})
            transaction.record(f"{kind}.rehome", kind, record_id)
