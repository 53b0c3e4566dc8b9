"""Reading the append-only log, and laying a record's life out in order of time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from operator import attrgetter

from servicedesk.domain.late_entry import is_late
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.dossiers import Dossier, Note
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.history import EventLine, HistoryLine
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.services.context import Service
from servicedesk.storage import calls as call_rows
from servicedesk.storage import cases, driver, events
from servicedesk.storage import followups as followup_rows
from servicedesk.storage.record_names import ABOUT, name_of
from servicedesk.storage.runs import standing_action

TOLD_ELSEWHERE = frozenset({"case.note", "call.log"})
"""Events whose content stands in the history as a note or a call of its own."""


class HistoryService(Service):
    """The log."""

    def newest(self, limit: int = 50, before: int | None = None) -> list[EventLine]:
        """The newest events, newest first; `before` is a change number to page on from."""
        with self.desk.reading() as db:
            found = _with_what_stands(db, events.newest(db, limit, before))
            whose: dict[tuple[str, int | None], str] = {
                (line.kind, line.subject_id): name_of(db, line.kind, line.subject_id)[0]
                for line in found
                if line.subject_id is not None and line.kind in ABOUT
            }
        return [replace(line, customer=whose.get((line.kind, line.subject_id), "")) for line in found]

    def of(self, kind: str, record_id: int, limit: int = 1000) -> list[EventLine]:
        """The events of one record, oldest first."""
        with self.desk.reading() as db:
            return _with_what_stands(db, events.of_subject(db, kind, record_id, limit))


def _with_what_stands(db: driver.Connection, log: list[EventLine]) -> list[EventLine]:
    """The lines, those marked that were taken back and not done again."""
    stands = {
        line.action: standing_action(db, line.action) is not None
        for line in log
        if line.annulled_by is not None
    }
    return [replace(line, is_undone=not stands.get(line.action, True)) for line in log]


def lines(
    log: list[EventLine], notes: list[Note] | None = None, calls: list[CallRow] | None = None,
    followups: list[FollowUpRow] | None = None,
) -> tuple[HistoryLine, ...]:  # fmt: skip
    """Events, notes, calls and follow-ups as one history, oldest first.

    What was undone is left out with its undo; what was done again stands as if it had been done then.
    """
    standing = [(line, line.verb.removeprefix("redo ")) for line in log if line.annulled_by is None]
    found = [
        HistoryLine(
            line.happened_at or line.at,
            line.actor,
            verb,
            "",
            line.subject_id,
            changes=line.changes,
            # What a file told was written down in time, elsewhere.
            recorded_at=line.at if line.happened_at and line.run_id is None else None,
        )
        for line, verb in standing
        if not verb.startswith("undo ") and verb not in TOLD_ELSEWHERE
    ]
    recorded = {
        (line.happened_at, change.after): line.at
        for line, _verb in standing
        if line.happened_at
        for change in line.changes
        if change.field == "note"
    }
    found += [
        HistoryLine(note.at, note.actor, "note", note.text, recorded_at=recorded.get((note.at, note.text)))
        for note in notes or []
    ]
    found += [
        HistoryLine(
            call.rang_at,
            call.handler,
            "call",
            call.summary,
            call.id,
            direction=call.direction,
            channel=call.channel,
            # A call is written down when it has ended, however long it was.
            recorded_at=call.recorded_at if is_late(call.over_at, call.recorded_at) else None,
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


def dossier(db: driver.Connection, case_id: int, zone: tzinfo, *, limit: int = 1000) -> Dossier:
    """The case whole, as seen in the zone, its history oldest first; NotFoundError if there is none.

    Of each case it holds the newest `limit` changes.
    """
    # Whoever reads the log alone needs none of these.
    from servicedesk.storage import complaints, customers, promises

    case = cases.case(db, case_id)
    customer_id = case.row.customer_id
    ids = [case_id, *complaints.merged_into(db, case_id)]
    promised = promises.of_cases(db, ids)
    visits = {of_id: followup_rows.of_case(db, of_id, zone) for of_id in ids}
    history = [
        *(line for of_id in ids for line in _lines_of(db, of_id, case_id, visits[of_id], limit)),
        *_lines_of_promises(db, promised),
    ]
    return Dossier(
        case=case,
        customer=customers.card_if_there(db, customer_id),
        history=tuple(sorted(history, key=attrgetter("at"))),
        followups=tuple(
            sorted((visit for of_case in visits.values() for visit in of_case), key=attrgetter("due_at"))
        ),
        promises=tuple(promised),
        remedies=tuple(complaints.remedies(db, ids)),
        evidence=tuple(complaints.evidence(db, ids)),
        statements=tuple(complaints.statements(db, ids)),
        handoffs=tuple(complaints.handoffs(db, ids)),
        steps=tuple(complaints.steps(db, ids)),
        links=tuple(complaints.links(db, case_id)),
        merged=tuple(complaints.merges(db, ids)),
    )


def _lines_of(
    db: driver.Connection, of_id: int, case_id: int, visits: Sequence[FollowUpRow], limit: int
) -> Iterator[HistoryLine]:
    """The history of one case; of a merged one, each line tells whose it is."""
    found = lines(
        events.of_subject(db, "case", of_id, limit),
        cases.notes(db, of_id),
        call_rows.of_case(db, of_id, cases.case(db, of_id).fields["call_id"]),
        [visit for visit in visits if visit.state != "planned"],
    )
    for line in found:
        yield line if of_id == case_id else replace(line, case_id=of_id)


def _lines_of_promises(db: driver.Connection, promised: Sequence[PromiseRow]) -> Iterator[HistoryLine]:
    for promise in promised:
        for line in lines(events.of_subject(db, "promise", promise.id)):
            yield replace(line, text=promise.text)
