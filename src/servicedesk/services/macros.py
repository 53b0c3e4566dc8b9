"""Macros: the desk's own bundles of changes, made to one case or to many with one key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.domain.dates import When, parse_when_or_day
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.labels import fold_label
from servicedesk.domain.moves import Row, Values
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.moves.cases import require_standing
from servicedesk.domain.rows.history import Change
from servicedesk.i18n import _
from servicedesk.services import moves as case_moves
from servicedesk.services.case_rows import case_values, change_labels, edited_values
from servicedesk.services.changes import add_note
from servicedesk.services.checklists import CHECKLIST_FIELDS, add_steps, put_steps
from servicedesk.services.context import Service
from servicedesk.services.followups import NewFollowUp, insert_followup
from servicedesk.services.gates import require_solvable
from servicedesk.services.promises import NewPromise, insert_promise
from servicedesk.services.values import cleaned, distinct
from servicedesk.storage import clock_cache, policies
from servicedesk.storage.transaction import Transaction

if TYPE_CHECKING:
    from servicedesk.domain.policies.macros import Macro
    from servicedesk.domain.worktime import WorkingCalendar

ME = "me"
"""As an owner: whoever runs the macro."""


class MacroService(Service):
    """What the document `macros` of the desk's rules offers."""

    def all(self) -> "tuple[Macro, ...]":
        """The macros, in the order of the document."""
        with self.desk.reading() as db:
            found: tuple[Macro, ...] = policies.current(db, "macros").macros
            return found

    def apply(self, case_ids: Sequence[int], name: str) -> Change:
        """Run the macro on the cases in one action, with the follow-ups and promises that come out of it.

        All of it is done to all of them, or nothing: raises what its parts raise when one of them is refused,
        and UsageError when there is no such macro.
        """
        with self.desk.writing() as transaction:
            macro: Macro = policies.current(transaction.connection, "macros").find(name)
            followup_at = self._to_come(transaction, macro.followup)
            promise_at = self._to_come(transaction, macro.promise_by)
            for case_id in dict.fromkeys(case_ids):
                self._change(transaction, macro, case_id)
                transaction.record("case.macro", "case", case_id)
                if followup_at is not None:
                    new = NewFollowUp(
                        followup_at.at, case_id=case_id, purpose=macro.name, all_day=not followup_at.has_time
                    )
                    transaction.record("followup.book", "followup", insert_followup(transaction, new))
                if promise_at is not None:
                    promise = NewPromise(macro.promise, promise_at.at, case_id=case_id)
                    transaction.record("promise.make", "promise", insert_promise(transaction, promise))
            return transaction.change()

    def _to_come(self, transaction: Transaction, text: str) -> When | None:
        """The time that a macro names, from now; RefusedError when it is past, as 09:00 is in the evening."""
        if not text:
            return None
        now = self.desk.now_here()

        def days() -> "WorkingCalendar":
            return clock_cache.desk_calendar(transaction.connection, self.desk.settings.timezone)

        when = parse_when_or_day(text, now, **self.desk.reading_times._replace(days=days).for_moments)
        is_past = when.at <= now if when.has_time else when.at.astimezone(self.desk.zone).date() < now.date()
        if is_past:
            raise RefusedError(
                _("The time that the macro names has passed."),
                _("Change the macro, or do its parts by hand."),
            )
        return when

    def _change(self, transaction: Transaction, macro: "Macro", case_id: int) -> None:
        row = transaction.row("cases", case_id)
        require_standing(row)
        self._set_fields(transaction, macro, row)
        if macro.move:
            transaction.update(
                "cases", case_id, _moved(transaction, macro, transaction.row("cases", case_id))
            )
        wanted = distinct("case", "label", macro.labels)
        change_labels(transaction, case_id, wanted, {fold_label(label) for label in macro.remove_labels})
        add_steps(transaction, case_id, macro.steps)
        if macro.note:
            add_note(transaction, case_id, cleaned("note", "text", macro.note))

    def _set_fields(self, transaction: Transaction, macro: "Macro", row: Row) -> None:
        fields = dict(macro.fields)
        if fields.get("owner") == ME:
            fields["owner"] = self.desk.actor
        values = edited_values(transaction, row, case_values(fields))
        transaction.update("cases", row["id"], values)
        if any(name in values and values[name] != row[name] for name in CHECKLIST_FIELDS):
            put_steps(transaction, row["id"])


def _moved(transaction: Transaction, macro: "Macro", row: Row) -> Values:
    """The values of the macro's move, of domain.policies.macros.MOVES."""
    if macro.move == "wait":
        return case_moves.waiting(transaction, row, macro.waiting)
    if macro.move == "solve":
        require_solvable(transaction.connection, [row["id"]])
        return moves.solved(row, transaction.act)
    if macro.move == "tell":
        return moves.told(row, transaction.act)
    return case_moves.working(transaction, row)
