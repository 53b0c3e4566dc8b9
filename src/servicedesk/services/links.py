"""Links between cases: linking, splitting calls off, marking a duplicate, following a closed case."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from servicedesk.domain.case_links import require_link
from servicedesk.domain.case_states import ENDED_STATES
from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.complaints import CaseLink
from servicedesk.domain.rows.history import Change
from servicedesk.i18n import _, ngettext
from servicedesk.services.case_rows import NewCase, insert_case
from servicedesk.services.case_waits import look_again
from servicedesk.services.changes import add_note
from servicedesk.services.context import Service
from servicedesk.storage import cases, complaints
from servicedesk.storage.moments import loaded
from servicedesk.storage.transaction import Transaction


class LinkService(Service):
    """Cases that belong together and stay apart."""

    def of_case(self, case_id: int) -> list[CaseLink]:
        """The cases that this one is linked with, from both sides."""
        with self.desk.reading() as db:
            return complaints.links(db, case_id)

    def open_cases_of(self, customer_id: int) -> list[CaseRow]:
        """The customer's cases that have not ended, newest first: a new one may be the same matter."""
        with self.desk.reading() as db:
            return cases.of_customer(db, customer_id, only_open=True)

    def link(self, case_id: int, other_id: int, relation: str = "related") -> Change:
        """Link the case, as the child, duplicate or later one, with another (domain.case_links.RELATIONS).

        Raises RefusedError for a link with itself, in a ring, or that is there.
        """
        with self.desk.writing() as transaction:
            for linked_id in (case_id, other_id):
                transaction.row("cases", linked_id)
            insert_link(transaction, case_id, other_id, relation)
            transaction.record("case.link", "case", case_id)
            return transaction.change()

    def unlink(self, case_id: int, other_id: int) -> Change:
        """Take away what links the two cases, from whichever side; NotFoundError if nothing does."""
        with self.desk.writing() as transaction:
            found = transaction.rows(
                "SELECT id, case_id FROM case_links WHERE (case_id = ? AND other_id = ?)"
                " OR (case_id = ? AND other_id = ?) ORDER BY case_id, id",
                (case_id, other_id, other_id, case_id),
            )
            if not found:
                raise NotFoundError(
                    _("{case} and {other} are not linked.").format(
                        case=format_number("case", case_id), other=format_number("case", other_id)
                    )
                )
            for owner_id in (case_id, other_id):
                for link_id, held_by in found:
                    if held_by == owner_id:
                        transaction.delete("case_links", link_id)
                transaction.record("case.unlink", "case", owner_id)
            return transaction.change()

    def mark_duplicate(self, case_ids: Sequence[int], of_id: int) -> Change:
        """End the cases as duplicates of another, and link them with it."""
        with self.desk.writing() as transaction:
            first = transaction.row("cases", of_id)
            moves.require_unmerged(first)
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                ended = moves.duplicate(row, transaction.act)
                if not _is_linked(transaction, case_id, of_id, "duplicate"):
                    insert_link(transaction, case_id, of_id, "duplicate")
                transaction.update("cases", case_id, ended)
                transaction.record("case.duplicate", "case", case_id)
            look_again(transaction, case_ids)
            return transaction.change()

    def follow(self, case_id: int, subject: str = "") -> Change:
        """Open a case that follows one that has ended: same customer, kind, category and product.

        `subject` is the old one's if it is empty. RefusedError for a case that is still open.
        """
        with self.desk.writing() as transaction:
            row = transaction.row("cases", case_id)
            moves.require_unmerged(row)
            if row["state"] not in ENDED_STATES:
                raise RefusedError(
                    _("{number} has not ended: there is nothing to follow.").format(
                        number=format_number("case", case_id)
                    ),
                    _("Work on it, or split it."),
                )
            kept = {name: row[name] for name in ("kind", "category", "product", "customer_id")}
            new_id = insert_case(transaction, NewCase(subject.strip() or row["subject"], **kept))
            insert_link(transaction, new_id, case_id, "follows")
            transaction.record("case.follow", "case", new_id)
            return transaction.change()

    def split(self, case_id: int, call_ids: Sequence[int], new: NewCase) -> Change:
        """Move calls of the case to a new one of the same customer, whose id the change names first.

        The new case was received with the first of the calls, unless `new` says when. RefusedError for calls
        of other cases and when no call would stay; a note on both says what was done.
        """
        with self.desk.writing() as transaction:
            row = transaction.row("cases", case_id)
            moves.require_unmerged(row)
            moved = _moved_calls(transaction, row, call_ids)
            first = moved[0]
            new = replace(
                new,
                customer_id=row["customer_id"],
                channel=new.channel or first["channel"],
                received_at=new.received_at or loaded(first["rang_at"]),
            )
            new_id = insert_case(transaction, new, call_id=first["id"])
            insert_link(transaction, new_id, case_id, "related")
            listed = _(", ").join(format_number("call", call["id"]) for call in moved)
            add_note(
                transaction,
                new_id,
                _("Split off from {number} with {calls}.").format(
                    number=format_number("case", case_id), calls=listed
                ),
            )
            transaction.record("case.open", "case", new_id)
            for call in moved:
                transaction.update("calls", call["id"], {"case_id": new_id})
                transaction.record("call.edit", "call", call["id"])
            if row["call_id"] in {call["id"] for call in moved}:
                transaction.update("cases", case_id, {"call_id": None})
            words = ngettext(
                "{calls} was split off to {number}.", "{calls} were split off to {number}.", len(moved)
            )
            add_note(transaction, case_id, words.format(calls=listed, number=format_number("case", new_id)))
            transaction.record("case.split", "case", case_id)
            return transaction.change()


def insert_link(transaction: Transaction, case_id: int, other_id: int, relation: str) -> None:
    """Link two cases if they may be; the caller records the event under `case_id`."""
    require_link(
        case_id, other_id, relation, complaints.link_ring(transaction.connection, case_id, other_id, relation)
    )
    transaction.insert("case_links", moves.link(transaction.act, case_id, other_id, relation))


def _is_linked(transaction: Transaction, case_id: int, other_id: int, relation: str) -> bool:
    found = transaction.rows(
        "SELECT 1 FROM case_links WHERE case_id = ? AND other_id = ? AND relation = ?",
        (case_id, other_id, relation),
    )
    return bool(found)


def _moved_calls(
    transaction: Transaction, row: dict[str, Any], call_ids: Sequence[int]
) -> list[dict[str, Any]]:
    """The calls that leave the case of `row`, the first first."""
    wanted = dict.fromkeys(call_ids)
    if not wanted:
        raise UsageError(_("Which calls belong to the new case?"), _("Choose one call or more."))
    number = format_number("case", row["id"])
    held = {
        call_id
        for (call_id,) in transaction.rows(
            "SELECT id FROM calls WHERE case_id = ? OR (id = ? AND case_id IS NULL)",
            (row["id"], row["call_id"]),
        )
    }
    for call_id in wanted:
        transaction.row("calls", call_id)
        if call_id not in held:
            raise RefusedError(
                _("{call} is not a call on {number}.").format(
                    call=format_number("call", call_id), number=number
                ),
                _("Nothing was split; choose from the calls of the case."),
            )
    if row["call_id"] in wanted and held <= wanted.keys():
        raise RefusedError(
            _("Every call would leave {number}, also the one that opened it.").format(number=number),
            _("Leave one there, or link the two cases instead."),
        )
    return sorted(
        (transaction.row("calls", call_id) for call_id in wanted),
        key=lambda call: (call["rang_at"], call["id"]),
    )
