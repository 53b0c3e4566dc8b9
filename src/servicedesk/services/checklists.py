"""The checklist of a case: steps of the desk's policy and of one's own; a required open one gates closing."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.moves import Row, Values
from servicedesk.domain.moves.handling import ticked
from servicedesk.domain.records.by_kind import own_field
from servicedesk.domain.rows.complaints import Step
from servicedesk.domain.rows.history import Change
from servicedesk.i18n import _
from servicedesk.services.changes import change_each
from servicedesk.services.context import Service
from servicedesk.services.values import cleaned_text
from servicedesk.storage import complaints, policies
from servicedesk.storage.transaction import Transaction

if TYPE_CHECKING:
    from servicedesk.domain.policies.checklists import ChecklistStep

CHECKLIST_FIELDS = ("kind", "category")
"""What decides which of the desk's checklists a case has."""


class ChecklistService(Service):
    """What is to be done on a case, step by step."""

    def of_case(self, case_id: int) -> list[Step]:
        """The steps of the case, in order."""
        with self.desk.reading() as db:
            return complaints.steps(db, [case_id])

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The steps that a case of this kind will have, before there is one: what is to be asked."""
        with self.desk.reading() as db:
            wanted: tuple[ChecklistStep, ...] = policies.current(db, "checklists").for_case(kind)
        return tuple(step.text for step in wanted)

    def add(self, case_ids: Sequence[int], text: str, *, required: bool = True) -> Change:
        """Add a step to the cases; one that has it already keeps it. UsageError for an empty text."""
        from servicedesk.domain.policies.checklists import ChecklistStep

        # A step is typed on one line; files of other programs may bring several.
        words = cleaned_text(own_field("step", "text")._replace(type="line"), text)
        if not words:
            raise UsageError(_("The step has no words."), _("Say what is to be done."))

        def added(transaction: Transaction, row: Row) -> Values:
            add_steps(transaction, row["id"], [ChecklistStep(words, required)])
            return {}

        return change_each(self.desk, "case.step", case_ids, added)

    def tick(self, case_id: int, step_ids: Sequence[int], *, done: bool = True) -> Change:
        """The steps are done, by the actor, now; or with `done` False not yet. Steps that stand so stay."""
        with self.desk.writing() as transaction:
            for step_id in dict.fromkeys(step_ids):
                if _is_done(transaction, case_id, step_id) != done:
                    transaction.update("case_steps", step_id, ticked(transaction.act, done=done))
            transaction.record("case.tick" if done else "case.untick", "case", case_id)
            return transaction.change()

    def remove(self, case_id: int, step_id: int) -> Change:
        """Take a step off the case."""
        with self.desk.writing() as transaction:
            _is_done(transaction, case_id, step_id)
            transaction.delete("case_steps", step_id)
            transaction.record("case.remove_step", "case", case_id)
            return transaction.change()


def put_steps(transaction: Transaction, case_id: int) -> list[str]:
    """Lay the desk's checklists for its kind and category beside a case; the texts that were missing.

    The caller records the event.
    """
    row = transaction.row("cases", case_id)
    wanted = policies.current(transaction.connection, "checklists").for_case(row["kind"], row["category"])
    return add_steps(transaction, case_id, wanted)


def add_steps(transaction: Transaction, case_id: int, steps: "Iterable[ChecklistStep]") -> list[str]:
    """Add the steps that the case does not have (compared folded); the texts that were missing."""
    from servicedesk.domain.policies.reading import fold

    found = transaction.rows("SELECT text, position FROM case_steps WHERE case_id = ?", (case_id,))
    held = {fold(text) for text, _position in found}
    position = max((position for _text, position in found), default=-1)
    added = []
    for step in steps:
        if fold(step.text) in held:
            continue
        position += 1
        held.add(fold(step.text))
        added.append(step.text)
        transaction.insert(
            "case_steps",
            {"case_id": case_id, "position": position, "text": step.text, "required": int(step.required)},
        )
    return added


def _is_done(transaction: Transaction, case_id: int, step_id: int) -> bool:
    """Whether the step of this case is done; NotFoundError if the case has no such step."""
    row = transaction.find("case_steps", step_id)
    if row is None or row["case_id"] != case_id:
        raise NotFoundError(_("The case has no such step."))
    return row["done_at"] is not None
