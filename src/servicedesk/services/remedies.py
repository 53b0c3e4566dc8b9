"""Remedies of a case: decided within the limit of the customer's tier, approved, carried out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servicedesk.domain import remedies as rules
from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.domain.money import LARGEST_CENTS
from servicedesk.domain.moves import Row, Values
from servicedesk.domain.moves import handling as moves
from servicedesk.domain.moves.cases import require_standing
from servicedesk.domain.moves.handling import Given
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.history import Change
from servicedesk.domain.words.complaints import REMEDIES
from servicedesk.i18n import _
from servicedesk.services.changes import change_each, require_then
from servicedesk.services.context import Service
from servicedesk.services.values import cleaned, one_of
from servicedesk.storage import complaints, policies
from servicedesk.storage.transaction import Transaction

RemedyChange = Callable[[Transaction, Row, Row], Mapping[str, Any] | None]
"""What becomes of a remedy, from the rows of its case and its own; None: it is removed."""


@dataclass(frozen=True, slots=True)
class NewRemedy:
    """What is to be done to make good: one of domain.remedies.KINDS, `cost_cents` in the desk's currency.

    `none` says that the complaint is not upheld.
    """

    kind: str
    words: str = ""
    cost_cents: int = 0
    approver: str = ""


class RemedyService(Service):
    """What customers are given for what went wrong."""

    def add(self, case_ids: Sequence[int], new: NewRemedy) -> Change:
        """Decide a remedy on each case.

        RefusedError where all remedies of a case together cost more than the limit of the customer's tier and
        nobody but the actor approves them.
        """
        approver = cleaned("remedy", "approver", new.approver)
        kind, words = one_of("remedy", "kind", new.kind, REMEDIES), cleaned("remedy", "words", new.words)
        cents = _cents(new)

        def insert(transaction: Transaction, row: Row) -> Values:
            require_standing(row)
            currency = policies.current(transaction.connection, "handling").currency
            held = complaints.remedies(transaction.connection, _with_merged(transaction, row["id"]))
            if cents:
                total = _total(held, currency) + cents
                _require_approval(transaction, row, total, approver, transaction.actor)
            given = Given(kind, words, cents, approver, currency)
            remedy = moves.remedy(transaction.act, row["id"], len(held), given)
            transaction.insert("case_remedies", remedy)
            return {}

        return change_each(self.desk, "case.remedy", case_ids, insert)

    def approve(self, case_id: int, remedy_id: int, approver: str) -> Change:
        """Somebody has approved it, now.

        RefusedError where the limit asks for another than the one who decided it, UsageError without a name.
        """
        name = cleaned("remedy", "approver", approver)

        def approved(transaction: Transaction, row: Row, remedy: Row) -> Mapping[str, Any]:
            values = moves.remedy_approved(transaction.act, name)
            held = complaints.remedies(transaction.connection, _with_merged(transaction, row["id"]))
            _require_approval(transaction, row, _total(held, remedy["currency"]), name, remedy["decided_by"])
            return values

        return self._change_remedy("case.remedy_approve", case_id, remedy_id, approved)

    def finish(self, case_id: int, remedy_id: int, at: datetime | None = None) -> Change:
        """The customer has got it, at `at` if not now; RefusedError when that is recorded already."""

        def finished(transaction: Transaction, _row: Row, remedy: Row) -> Mapping[str, Any]:
            return moves.remedy_done(transaction.act, remedy)

        return self._change_remedy("case.remedy_done", case_id, remedy_id, finished, at)

    def remove(self, case_id: int, remedy_id: int) -> Change:
        """Take a remedy off the case; RefusedError when the customer has got it."""

        def removed(_transaction: Transaction, _row: Row, remedy: Row) -> None:
            moves.require_not_done(remedy)

        return self._change_remedy("case.remedy_remove", case_id, remedy_id, removed)

    def _change_remedy(
        self,
        verb: str,
        case_id: int,
        remedy_id: int,
        changes: RemedyChange,
        at: datetime | None = None,
    ) -> Change:
        """Change a remedy of the case, or of one merged into it; NotFoundError if it has no such remedy."""
        with self.desk.writing(at) as transaction:
            row = transaction.row("cases", case_id)
            require_then(transaction, row)
            remedy = transaction.find("case_remedies", remedy_id)
            if remedy is None or remedy["case_id"] not in _with_merged(transaction, case_id):
                raise NotFoundError(
                    _("{number} has no such remedy.").format(number=format_number("case", case_id))
                )
            require_standing(row)
            values = changes(transaction, row, remedy)
            if values is None:
                transaction.delete("case_remedies", remedy_id)
            else:
                transaction.update("case_remedies", remedy_id, values)
            transaction.record(verb, "case", remedy["case_id"])
            return transaction.change()


def _with_merged(transaction: Transaction, case_id: int) -> list[int]:
    return [case_id, *complaints.merged_into(transaction.connection, case_id)]


def _total(held: Sequence[Any], currency: str) -> int:
    """What these remedies cost together, in cents; other currencies have no rate here and are left out."""
    return sum(remedy.cost_cents for remedy in held if remedy.currency == currency)


def _cents(new: NewRemedy) -> int:
    cents = new.cost_cents
    if type(cents) is not int or not 0 <= cents <= LARGEST_CENTS:
        raise UsageError(_("That is not one exact amount of money."), _("Write it like 500 or 1,200.50."))
    if cents and new.kind == "none":
        raise UsageError(
            _("A complaint that is not upheld costs nothing."), _("Choose the remedy that was given.")
        )
    return cents


def _require_approval(
    transaction: Transaction, row: Mapping[str, Any], total: int, approver: str, decided_by: str
) -> None:
    """require_approval() of the domain, naming the case."""
    handling = policies.current(transaction.connection, "handling")
    customer = transaction.find("customers", row["customer_id"]) if row["customer_id"] else None
    tier = customer["tier"] if customer else ""
    try:
        rules.require_approval(total, tier, approver, decided_by, handling)
    except RefusedError as error:
        raise RefusedError(f"{format_number('case', row['id'])}: {error.message}", error.hint) from None
