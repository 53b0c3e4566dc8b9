"""Cases: open, edit, and what is done to many at once; their moves are in moves.py.

Every method that takes ids works on all of them in one action, or on none: if one case may not make the
move, nothing changes and the error names it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.labels import fold_label
from servicedesk.domain.moves import Act, Row, Values
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.rows.dossiers import Case, Dossier
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.services.case_rows import NewCase, case_values, change_labels, edited_values, insert_case
from servicedesk.services.changes import add_note, change_each, move_each
from servicedesk.services.checklists import CHECKLIST_FIELDS, put_steps
from servicedesk.services.context import Service
from servicedesk.services.values import cleaned, distinct
from servicedesk.storage import cases
from servicedesk.storage.moments import stored
from servicedesk.storage.transaction import Transaction


def _receive_anew(transaction: Transaction, case_id: int, received_at: str, reason: str) -> None:
    """Correct when a case was received, in a line of the history of its own."""
    if not reason.strip():
        raise UsageError(
            _("When the case was received moves all its clocks: why is it changed?"), _("Give a reason.")
        )
    transaction.update("cases", case_id, {"received_at": received_at})
    add_note(transaction, case_id, reason)
    transaction.record("case.received", "case", case_id)


class CaseService(Service):
    """The queue and its cases."""

    # One case

    def open(self, new: NewCase) -> Change:
        """Open a case; UsageError without a subject."""
        with self.desk.writing() as transaction:
            case_id = insert_case(transaction, new)
            transaction.record("case.open", "case", case_id)
            return transaction.change()

    def get(self, case_id: int) -> Case:
        """The case; NotFoundError if there is none."""
        with self.desk.reading() as db:
            return cases.case(db, case_id)

    def dossier(self, case_id: int) -> Dossier:
        """The case with all of its own and of the cases merged into it; NotFoundError if there is none."""
        from servicedesk.services.history import dossier

        with self.desk.reading() as db:
            return dossier(db, case_id, self.desk.zone)

    def edit(
        self, case_id: int, values: Mapping[str, Any], *, version: int | None = None, reason: str = ""
    ) -> Change:
        """Change fields of EDITABLE (times aware, priority 1 to 4); StaleError if changed since `version`.

        When it was received moves every clock: that needs a `reason`, which is kept as a note.

        UsageError for a cause that is not in the desk's list, unless it stood there before. A change of the
        scales of the assessment assesses the case, see desk.complaints.assess.
        """
        row, why = case_values(values), cleaned("note", "text", reason)
        with self.desk.writing() as transaction:
            transaction.require_version("cases", case_id, version, row)
            held = transaction.row("cases", case_id)
            if row.get("received_at", held["received_at"]) != held["received_at"]:
                _receive_anew(transaction, case_id, row["received_at"], why)
            transaction.update("cases", case_id, edited_values(transaction, held, row))
            if any(name in row and row[name] != held[name] for name in CHECKLIST_FIELDS):
                put_steps(transaction, case_id)
            transaction.record("case.edit", "case", case_id)
            return transaction.change()

    # Many at once

    def assign(self, case_ids: Sequence[int], owner: str) -> Change:
        """Give the cases to `owner`; an empty name takes them back to nobody."""
        name = cleaned("case", "owner", owner)
        return move_each(self.desk, "case.assign", case_ids, lambda _row, _act: {"owner": name})

    def set_priority(self, case_ids: Sequence[int], priority: int) -> Change:
        """Set the priority, 1 (low) to 4 (urgent)."""
        values = case_values({"priority": priority})
        return move_each(self.desk, "case.priority", case_ids, lambda _row, _act: values)

    def snooze(self, case_ids: Sequence[int], until: datetime) -> Change:
        """Hide the cases from the queue until a time to come."""
        return move_each(self.desk, "case.snooze", case_ids, partial(moves.snoozed, until=stored(until)))

    def wake(self, case_ids: Sequence[int]) -> Change:
        """End the snooze."""
        return move_each(self.desk, "case.wake", case_ids, lambda _row, _act: {"snoozed_until": None})

    def label(
        self, case_ids: Sequence[int], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> Change:
        """Put labels on the cases and take labels off."""
        wanted, unwanted = distinct("case", "label", add), {fold_label(clean_line(label)) for label in remove}
        if not wanted and not unwanted:
            raise UsageError(_("No label was given."))

        def labelled(transaction: Transaction, row: Row) -> Values:
            change_labels(transaction, row["id"], wanted, unwanted)
            return {}

        return change_each(self.desk, "case.label", case_ids, labelled)

    def note(self, case_ids: Sequence[int], text: str, *, at: datetime | None = None) -> Change:
        """Write a note on the cases, of what happened at `at` if not now; UsageError for an empty one."""
        words = cleaned("note", "text", text)
        if not words.strip():
            raise UsageError(_("The note is empty."))

        def noted(row: Row, _act: Act) -> Values:
            moves.require_unmerged(row)
            return {}

        return move_each(self.desk, "case.note", case_ids, noted, note=words, at=at)

    # What menus offer

    def known_labels(self) -> list[str]:
        """The labels in use, the most used first."""
        with self.desk.reading() as db:
            return cases.known_labels(db)

    def known_owners(self) -> list[str]:
        """The actor, then who owns open cases."""
        with self.desk.reading() as db:
            owners = cases.known_owners(db)
        return list(dict.fromkeys([self.desk.actor, *owners]))

    def known_departments(self) -> list[str]:
        """The departments that cases are with or were handed to, the most used first."""
        with self.desk.reading() as db:
            return cases.known_departments(db)
