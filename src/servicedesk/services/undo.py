"""Undo and redo: the last action of this actor, or any action by its number, also after a restart."""

from servicedesk.domain.rows.history import Change
from servicedesk.services.context import Service
from servicedesk.storage.reversal import latest_redoable, latest_undoable, reverse


class UndoService(Service):
    """Reverses whole actions: a saved call with its case and follow-up, an import with all its rows."""

    def undo(self, action: int | None = None) -> Change:
        """Reverse `action`, or this actor's last one.

        Raises NotFoundError when there is nothing to undo, RefusedError when something newer stands on it.
        """
        with self.desk.writing() as transaction:
            reverse(transaction, latest_undoable(transaction, self.desk.actor) if action is None else action)
            return transaction.change()

    def redo(self) -> Change:
        """Do again what this actor undid last; NotFoundError when there is nothing to redo."""
        with self.desk.writing() as transaction:
            reverse(transaction, latest_redoable(transaction, self.desk.actor))
            return transaction.change()
