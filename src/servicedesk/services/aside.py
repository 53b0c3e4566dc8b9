"""Words that could not be written when the program had to end: set aside, then drafts again."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import MAX_TEXT, clean
from servicedesk.domain.unreadable import UNREADABLE
from servicedesk.i18n import _
from servicedesk.services.context import Service
from servicedesk.services.drafts import CALL, form_kind, goes_on
from servicedesk.settings import words_aside
from servicedesk.settings.words_aside import Aside, AsideFile
from servicedesk.storage import calls
from servicedesk.storage.identity import is_same_desk, stands_at
from servicedesk.storage.moments import loaded, stored
from servicedesk.storage.rows import Rows
from servicedesk.storage.transaction import Transaction


class AsideService(Service):
    """The words that this person's machine keeps for the desk, outside of its file."""

    def of_form(self, key: str, body: Mapping[str, str], typed_at: datetime) -> Aside:
        """What stood in the form `key`, to be set aside."""
        at = stored(typed_at)
        return Aside(form_kind(key), self.desk.actor, at, at, None, body)

    def of_call(
        self, draft_id: int | None, body: Mapping[str, str], started_at: datetime, typed_at: datetime
    ) -> Aside:
        """What was typed of a call, to be set aside."""
        return Aside(CALL, self.desk.actor, stored(started_at), stored(typed_at), draft_id, body)

    def keep(self, words: Sequence[Aside]) -> Path:
        """Write these words to a file of the user's own; where it stands.

        ServiceDeskError when it cannot be written.
        """
        store = self.desk.store
        try:
            return words_aside.write(AsideFile(store.number, store.path, tuple(words)))
        except OSError as error:
            raise ServiceDeskError(
                _("What was typed could not be kept anywhere: {reason}.").format(
                    reason=error.strerror or type(error).__name__
                )
            ) from error

    def take_back(self) -> int:
        """Make drafts of what was set aside of this desk, and forget it there; of how many drafts.

        What was typed into the same form in two windows is two drafts. What no draft can be made of waits on.
        """
        taken: set[int] = set()
        for place in words_aside.waiting():
            with words_aside.held(place) as found:
                if found is None or not self._is_of_here(found):
                    continue
                with self.desk.writing() as transaction:
                    left = [words for words in found.words if not _put_back(transaction, words, taken)]
                if len(left) < len(found.words):
                    words_aside.replace(place, found._replace(words=tuple(left)))
        return len(taken)

    def _is_of_here(self, found: AsideFile) -> bool:
        """Whether it is of this desk, and this no copy that is looked at while the desk is at its place."""
        store = self.desk.store
        if not is_same_desk(found.desk, store.number):
            return False
        return found.path == store.path or not stands_at(found.desk, found.path)


def _put_back(transaction: Transaction, words: Aside, taken: set[int]) -> bool:
    """Write it as a draft, whose id `taken` then holds; False where no draft can be made of it.

    No other words are lost by it: those that `taken` holds already are written over only by what goes on with
    them.
    """
    began, typed = loaded(words.started_at), loaded(words.typed_at)
    text = {name: clean(value) for name, value in words.body.items()}
    too_long = any(len(value) > MAX_TEXT for value in text.values())
    if UNREADABLE in {began, typed} or too_long:
        return False
    db, drafts = transaction.connection, transaction.unlogged
    is_call = words.kind == CALL
    rows = calls.drafts(db) if is_call else calls.drafts_of_form(db, words.kind, words.actor)
    for row in rows:
        if row.body == text and (not is_call or row.started_at == began):
            # It came back before, and the file could not be removed.
            taken.add(row.id)
            return True
    older = [row.id for row in rows if row.updated_at <= typed and goes_on(text, row.body)]
    if is_call:
        held_id = _same_call(drafts, words)
        if held_id in taken and held_id not in older:
            held_id = None
    else:
        held_id = next(iter(older), None)
    values = {"body": json.dumps(text, ensure_ascii=False), "updated_at": stored(typed)}
    if held_id is not None:
        drafts.update("drafts", held_id, values)
    else:
        values |= {"kind": words.kind, "actor": words.actor, "started_at": stored(began)}
        held_id = drafts.insert("drafts", values)
    taken.add(held_id)
    return True


def _same_call(drafts: Rows, words: Aside) -> int | None:
    """The draft that these words go on with; None when somebody has gone on with it: neither may be lost."""
    row = drafts.find("drafts", id=words.draft_id)
    if row is None or loaded(words.typed_at) < loaded(row["updated_at"]):
        return None
    same = (row["kind"], row["actor"], row["started_at"]) == (CALL, words.actor, words.started_at)
    return int(row["id"]) if same else None
