"""Reading the append-only log, and laying a record's life out in order of time."""

from datetime import datetime
from operator import attrgetter

from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.dossiers import Note
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.history import EventLine, HistoryLine
from servicedesk.services.context import Service
from servicedesk.storage import events

TOLD_ELSEWHERE = frozenset({"case.note", "call.log"})
"""Events whose content stands in the history as a note or a call of its own."""


class HistoryService(Service):
    """The log."""

    def newest(self, limit: int = 50, before: int | None = None) -> list[EventLine]:
        """The newest events, newest first; `before` is a change number to page on from."""
        with self.desk.reading() as db:
            return events.newest(db, limit, before)

    def of(self, kind: str, record_id: int, limit: int = 1000) -> list[EventLine]:
        """The events of one record, oldest first."""
        with self.desk.reading() as db:
            return events.of_subject(db, kind, record_id, limit)


def lines(
    log: list[EventLine], notes: list[Note] | None = None, calls: list[CallRow] | None = None,
    followups: list[FollowUpRow] | None = None,
) -> tuple[HistoryLine, ...]:  # fmt: skip
    """Events, notes, calls and follow-ups as one history, oldest first.

    What was undone is left out with its undo; what was done again stands as if it had been done then.
    """
    standing = [(line, line.verb.removeprefix("redo ")) for line in log if line.annulled_by is None]
    found = [
        HistoryLine(line.at, line.actor, verb, "", line.subject_id, changes=line.changes)
        for line, verb in standing
        if not verb.startswith("undo ") and verb not in TOLD_ELSEWHERE
    ]
    found += [HistoryLine(note.at, note.actor, "note", note.text) for note in notes or []]
    found += [
        HistoryLine(
            call.rang_at,
            call.handler,
            "call",
            call.summary,
            call.id,
            direction=call.direction,
            channel=call.channel,
        )
        for call in calls or []
        if call.voided_at is None
    ]
    found += [
        HistoryLine(_followup_moment(row), row.owner, f"followup.{row.state}", _followup_text(row), row.id)
        for row in followups or []
    ]
    return tuple(sorted(found, key=attrgetter("at")))


def _followup_moment(row: FollowUpRow) -> datetime:
    return row.done_at or row.due_at


def _followup_text(row: FollowUpRow) -> str:
    return " · ".join(part for part in (row.purpose, row.result or row.reason_skipped) if part)
