"""What is typed into a form and not yet saved: kept row by row, so that a crash costs a second at most.

Drafts are no records: they leave no events. That one was given to somebody else is known to the window in
which it was done, and taken back there in its turn among what undo takes back.
"""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from servicedesk.domain.draft_merge import given, is_given
from servicedesk.domain.errors import NotFoundError, RefusedError
from servicedesk.domain.rows.today import DraftRow
from servicedesk.domain.text import clean, require_length
from servicedesk.i18n import _
from servicedesk.services.context import DeskContext, Service
from servicedesk.storage import calls, driver
from servicedesk.storage.moments import stored
from servicedesk.storage.reversal import latest_undoable
from servicedesk.storage.transaction import Transaction

CALL = "call"
"""As what the draft of a call is kept."""


@dataclass(frozen=True, slots=True)
class GivenDraft:
    """A draft that was given to somebody else, with what it held before and after."""

    draft_id: int
    before: Mapping[str, str]
    after: Mapping[str, str]
    behind: int
    """This actor's last action when it was done; 0 for none."""


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call to finish as it stands in the file after a write."""

    draft_id: int
    body: Mapping[str, str]
    given: Mapping[str, str] | None = None
    """As it was found, where it had been given to somebody else since it was seen."""


class DraftService(Service):
    """Drafts of calls, oldest work first to be finished, and of what stands in other forms."""

    def __init__(self, desk: DeskContext) -> None:
        """None worked on yet in this window."""
        super().__init__(desk)
        self._turns = itertools.count(1)
        self._turn_of: dict[int, int] = {}
        """By draft: a clock shows whole seconds, and may be set back."""
        self._seen: dict[str, tuple[int, Mapping[str, str]] | None] = {}
        """By form: the draft that this window goes on with, as it last read or wrote it; None for none."""
        self._given: list[GivenDraft] = []
        """Those that were given to somebody else in this window, the last one last."""

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
        return self._keep(body, draft_id, started_at, kind, None).draft_id

    def keep_call(
        self,
        body: Mapping[str, str],
        draft_id: int | None,
        started_at: datetime,
        seen: Mapping[str, str] | None,
    ) -> KeptCall:
        """As keep(), of a call that was last seen as `seen`: whom it was given to since, it stays with.

        That is unless `body` says whose it is otherwise than `seen` did.
        """
        return self._keep(body, draft_id, started_at, CALL, seen)

    def _keep(
        self,
        body: Mapping[str, str],
        draft_id: int | None,
        started_at: datetime | None,
        kind: str,
        seen: Mapping[str, str] | None,
    ) -> KeptCall:
        text = {name: clean(value) for name, value in body.items()}
        for value in text.values():
            require_length(value, _("Draft"))
        away: Mapping[str, str] | None = None
        now = stored(self.desk.clock.now())
        values = {"updated_at": now}
        with self.desk.writing() as transaction:
            drafts = transaction.unlogged
            if kind != CALL:
                held = self._own(transaction.connection, kind, text)
                draft_id = None if held is None else held.id
            elif draft_id is not None and seen is not None:
                held = calls.draft(transaction.connection, draft_id)
                if held is not None and is_given(seen, held.body):
                    away, text = held.body, given(text, seen, held.body)
            values["body"] = json.dumps(text, ensure_ascii=False)
            if started_at is not None:
                values["started_at"] = stored(started_at)
            if draft_id is not None and drafts.find("drafts", id=draft_id):
                drafts.update("drafts", draft_id, values)
            else:
                values.setdefault("started_at", now)
                draft_id = drafts.insert("drafts", {"kind": kind, "actor": self.desk.actor, **values})
        if kind != CALL:
            self._seen[kind] = draft_id, text
        self.worked_on(draft_id)
        return KeptCall(draft_id, text, away)

    def call(self, draft_id: int) -> DraftRow | None:
        """A call to finish; None if it is gone."""
        with self.desk.reading() as db:
            return calls.draft(db, draft_id)

    def keep_form(self, key: str, body: Mapping[str, str]) -> None:
        """Write down what stands in the form `key`, such as `case.edit 231`, of which each window has one.

        What another window has typed into the same form meanwhile is not written over: it stays beside this.
        """
        self.keep(body, kind=form_kind(key))

    def of_form(self, key: str) -> DraftRow | None:
        """What was typed into the form `key` and neither saved nor thrown away.

        That of this window, or the newest; where there are more, the next one stands there when it is gone.
        """
        kind = form_kind(key)
        before = self._seen.get(kind)
        with self.desk.reading() as db:
            rows = calls.drafts_of_form(db, kind, self.desk.actor)
        held = next((row for row in rows if before is not None and row.id == before[0]), None)
        held = held or next(iter(rows), None)
        if self._seen.get(kind) is before:
            # Else it was written to in the meantime.
            self._seen[kind] = None if held is None else (held.id, held.body)
        return held

    def go_on_with(self, row: DraftRow) -> None:
        """This draft is what its form is opened with next in this window, and no other of the same form."""
        self._seen[row.kind] = row.id, row.body

    def drop_form(self, key: str) -> None:
        """Forget what was typed into the form `key` in this window."""
        kind = form_kind(key)
        with self.desk.writing() as transaction:
            held = self._own(transaction.connection, kind, {})
            if held is not None:
                transaction.unlogged.delete("drafts", held.id)
        self._seen[kind] = None

    def _own(self, db: driver.Connection, kind: str, text: Mapping[str, str]) -> DraftRow | None:
        """The draft whose place `text` takes; None where there is none, or another window went on with it."""
        rows = calls.drafts_of_form(db, kind, self.desk.actor)
        if kind not in self._seen:
            # The form could not be looked up before: its words stand for what was left there.
            return next(iter(rows), None)
        seen = self._seen[kind]
        held = next((row for row in rows if seen is not None and row.id == seen[0]), None)
        if seen is None or held is None:
            return None
        return held if held.body == seen[1] or goes_on(text, held.body) else None

    def all(self) -> list[DraftRow]:
        """Every draft of a call, the one last worked on first; those of this window before all others."""
        with self.desk.reading() as db:
            drafts = calls.drafts(db)
        return sorted(drafts, key=lambda draft: self._turn_of.get(draft.id, 0), reverse=True)

    def give(self, draft: DraftRow, body: Mapping[str, str]) -> GivenDraft | None:
        """Give a call that was begun to whom `body` says; nobody has worked on it: its times stay.

        None where it is theirs already, so that there is nothing to take back. RefusedError where it is
        gone, or holds something else than `draft` by now.
        """
        text = {name: clean(value) for name, value in body.items()}
        with self.desk.writing() as transaction:
            held = calls.draft(transaction.connection, draft.id)
            if held is None or held.body != draft.body:
                raise RefusedError(
                    _("The call to finish was worked on meanwhile, or saved."), _("Look at it again.")
                )
            if held.body == text:
                return None
            transaction.unlogged.update("drafts", draft.id, {"body": json.dumps(text, ensure_ascii=False)})
            away = GivenDraft(draft.id, held.body, text, self._last_action(transaction))
        self._given.append(away)
        return away

    def take_back(self) -> GivenDraft | None:
        """Give the draft back that was given away last, if that is the last thing that was done.

        None where it is not, so that undo is meant. RefusedError where it was worked on since.
        """
        while self._given:
            away = self._given[-1]
            with self.desk.writing() as transaction:
                if self._last_action(transaction) > away.behind:
                    return None
                self._given.pop()
                held = calls.draft(transaction.connection, away.draft_id)
                if held is None:
                    # Thrown away since.
                    continue
                if held.body != away.after:
                    raise RefusedError(_("The call to finish was worked on since: it stays where it is."))
                text = json.dumps(dict(away.before), ensure_ascii=False)
                transaction.unlogged.update("drafts", away.draft_id, {"body": text})
                return away
        return None

    def _last_action(self, transaction: Transaction) -> int:
        try:
            return latest_undoable(transaction, self.desk.actor)
        except NotFoundError:
            return 0

    def discard(self, draft_id: int) -> None:
        """Throw a draft away; nothing happens if it is gone already."""
        with self.desk.writing() as transaction:
            transaction.unlogged.delete("drafts", draft_id)


def goes_on(text: Mapping[str, str], older: Mapping[str, str]) -> bool:
    """Whether every field of `older` stands in `text` too, or is the beginning of what stands there."""
    return all(name in text and text[name].startswith(value) for name, value in older.items())


def form_kind(key: str) -> str:
    """As what the draft of the form `key` is kept."""
    return f"form {key}"
