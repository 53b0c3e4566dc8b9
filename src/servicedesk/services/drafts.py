"""What is typed into a form and not yet saved: kept row by row, so that a crash costs a second at most.

Drafts are no records: they leave no events and undo does not know them.
"""

import itertools
import json
from collections.abc import Mapping
from datetime import datetime

from servicedesk.domain.rows.today import DraftRow
from servicedesk.domain.text import clean, require_length
from servicedesk.i18n import _
from servicedesk.services.context import DeskContext, Service
from servicedesk.storage import calls
from servicedesk.storage.moments import stored

CALL = "call"
"""As what the draft of a call is kept."""


class DraftService(Service):
    """Drafts of calls, oldest work first to be finished, and of what stands in other forms."""

    def __init__(self, desk: DeskContext) -> None:
        """None worked on yet in this window."""
        super().__init__(desk)
        self._turns = itertools.count(1)
        self._turn_of: dict[int, int] = {}
        """By draft: a clock shows whole seconds, and may be set back."""

    def worked_on(self, draft_id: int) -> None:
        """This draft is the one last worked on in this window."""
        self._turn_of[draft_id] = next(self._turns)

    def keep(
        self,
        body: Mapping[str, str],
        *,
        draft_id: int | None = None,
        started_at: datetime | None = None,
        kind: str = CALL,
    ) -> int:
        """Write down the form's own text by field; return the draft's id, to be given again next time."""
        text = {name: clean(value) for name, value in body.items()}
        for value in text.values():
            require_length(value, _("Draft"))
        now = stored(self.desk.clock.now())
        encoded = json.dumps(text, ensure_ascii=False)
        with self.desk.writing() as transaction:
            drafts = transaction.unlogged
            values = {"body": encoded, "updated_at": now}
            if draft_id is not None and drafts.find("drafts", id=draft_id):
                drafts.update("drafts", draft_id, values)
            else:
                values["started_at"] = stored(started_at) if started_at else now
                draft_id = drafts.insert("drafts", {"kind": kind, "actor": self.desk.actor, **values})
        self.worked_on(draft_id)
        return draft_id

    def keep_form(self, key: str, body: Mapping[str, str]) -> None:
        """Write down what stands in the form `key`, such as `case.edit 231`, of which each person has one."""
        with self.desk.reading() as db:
            held = calls.form_draft(db, form_kind(key), self.desk.actor)
        self.keep(body, draft_id=None if held is None else held.id, kind=form_kind(key))

    def of_form(self, key: str) -> DraftRow | None:
        """What was typed into the form `key` and neither saved nor thrown away."""
        with self.desk.reading() as db:
            return calls.form_draft(db, form_kind(key), self.desk.actor)

    def drop_form(self, key: str) -> None:
        """Forget what was typed into the form `key`."""
        held = self.of_form(key)
        if held is not None:
            self.discard(held.id)

    def all(self) -> list[DraftRow]:
        """Every draft of a call, the one last worked on first; those of this window before all others."""
        with self.desk.reading() as db:
            drafts = calls.drafts(db)
        return sorted(drafts, key=lambda draft: self._turn_of.get(draft.id, 0), reverse=True)

    def discard(self, draft_id: int) -> None:
        """Throw a draft away; nothing happens if it is gone already."""
        with self.desk.writing() as transaction:
            transaction.unlogged.delete("drafts", draft_id)


def form_kind(key: str) -> str:
    """As what the draft of the form `key` is kept."""
    return f"form {key}"
