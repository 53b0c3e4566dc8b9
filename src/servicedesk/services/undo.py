"""Undo and redo: the last action of this actor, or any action by its number, also after a restart."""

from dataclasses import replace

from servicedesk.domain.errors import NewerChangeError, NotFoundError
from servicedesk.domain.reversal_words import done_to, not_undone
from servicedesk.domain.rows.history import Change
from servicedesk.domain.wording import verb_label
from servicedesk.i18n import _
from servicedesk.services.case_waits import ENDS_WAITS, give_back, look_again
from servicedesk.services.context import Service
from servicedesk.storage.record_names import name_of, names_of_action
from servicedesk.storage.reversal import (
    last_action,
    latest_redoable,
    latest_undoable,
    main_line,
    reverse,
    stands_on,
)
from servicedesk.storage.transaction import Transaction


class UndoService(Service):
    """Reverses whole actions: a saved call with its case and follow-up, an import with all its rows."""

    def undo(self, action: int | None = None, *, after: int = -1) -> Change:
        """Reverse `action`, or this actor's last one if it was done after the action of that number.

        Raises NotFoundError when there is nothing to undo, RefusedError when something newer stands on it.
        """
        with self.desk.writing() as transaction:
            if action is None:
                action = latest_undoable(transaction, self.desk.actor)
                if action <= after:
                    raise NotFoundError(_("Nothing was done here that could be undone."))
            return _reversed(transaction, action)

    def proposed(self) -> str:
        """What undo() would take back, in words; NotFoundError where there is nothing."""
        with self.desk.writing() as transaction:
            verb, kind, subject_id = main_line(transaction, latest_undoable(transaction, self.desk.actor))
            if subject_id is None:
                return verb_label(verb)
            named = name_of(transaction.connection, kind, subject_id)
            return done_to(verb, (kind, subject_id), named)

    def last_action(self) -> int:
        """The number of the newest action of all; 0 before the first."""
        with self.desk.reading() as db:
            return last_action(db)

    def redo(self) -> Change:
        """Do again what this actor undid last; NotFoundError when there is nothing to redo."""
        with self.desk.writing() as transaction:
            return _reversed(transaction, latest_redoable(transaction, self.desk.actor))


def _reversed(transaction: Transaction, action: int) -> Change:
    """Reverse the action, and say of the record it was done to whose it is and what it is about."""
    # What the action made is gone afterwards, what it took away is not there before.
    earlier = names_of_action(transaction.connection, action)
    try:
        reverse(transaction, action)
    except NewerChangeError as error:
        raise _told_what_stands_on_it(transaction, action, error) from error
    moved = transaction.moved_cases
    if freed := transaction.cases_that_left(ENDS_WAITS):
        give_back(transaction, freed, action)
    if moved:
        look_again(transaction, moved)
    change = transaction.change()
    if change.subject is None:
        return change
    named = earlier.get(change.subject) or name_of(transaction.connection, *change.subject)
    return replace(change, named=named)


def _told_what_stands_on_it(
    transaction: Transaction, action: int, error: NewerChangeError
) -> NewerChangeError:
    """The same refusal, with what would have been undone and who has changed it since."""
    found = stands_on(transaction.connection, action)
    if found is None:
        return error
    subject = (found.kind, found.subject_id)
    said = (found.verb, found.actor, found.later)
    told = NewerChangeError(not_undone(*said, subject), error.hint)
    told.on_screen = not_undone(*said, subject, name_of(transaction.connection, *subject))
    told.subject = subject
    return told
