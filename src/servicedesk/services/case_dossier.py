"""Read a case with all its parts, and with the history lines of cases merged into it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from servicedesk.domain.rows.dossiers import Dossier
from servicedesk.domain.rows.history import HistoryLine
from servicedesk.services.history import lines
from servicedesk.storage import calls, cases, complaints, customers, events, followups, promises

if TYPE_CHECKING:
    from servicedesk.domain.rows.followups import FollowUpRow
    from servicedesk.domain.rows.promises import PromiseRow
    from servicedesk.storage import driver


def dossier(db: "driver.Connection", case_id: int, *, limit: int = 1000) -> Dossier:
    """The case whole, its history oldest first; NotFoundError if there is none.

    Of each case it holds the newest `limit` changes.
    """
    case = cases.case(db, case_id)
    customer_id = case.row.customer_id
    ids = [case_id, *complaints.merged_into(db, case_id)]
    promised = promises.of_cases(db, ids)
    visits = {of_id: followups.of_case(db, of_id) for of_id in ids}
    history = [
        *(line for of_id in ids for line in _lines_of(db, of_id, case_id, visits[of_id], limit)),
        *_lines_of_promises(db, promised),
    ]
    return Dossier(
        case=case,
        customer=customers.card(db, customer_id) if customer_id is not None else None,
        history=tuple(sorted(history, key=attrgetter("at"))),
        followups=tuple(
            sorted((visit for of_case in visits.values() for visit in of_case), key=attrgetter("due_at"))
        ),
        promises=tuple(promised),
        remedies=tuple(complaints.remedies(db, ids)),
        handoffs=tuple(complaints.handoffs(db, ids)),
        steps=tuple(complaints.steps(db, ids)),
        links=tuple(complaints.links(db, case_id)),
        merged=tuple(complaints.merges(db, ids)),
    )


def _lines_of(
    db: "driver.Connection", of_id: int, case_id: int, visits: "Sequence[FollowUpRow]", limit: int
) -> Iterator[HistoryLine]:
    """The history of one case; of a merged one, each line tells whose it is."""
    found = lines(
        events.of_subject(db, "case", of_id, limit),
        cases.notes(db, of_id),
        calls.of_case(db, of_id, cases.case(db, of_id).fields["call_id"]),
        [visit for visit in visits if visit.state != "planned"],
    )
    for line in found:
        yield line if of_id == case_id else replace(line, case_id=of_id)


def _lines_of_promises(db: "driver.Connection", promised: "Sequence[PromiseRow]") -> Iterator[HistoryLine]:
    for promise in promised:
        for line in lines(events.of_subject(db, "promise", promise.id)):
            yield replace(line, text=promise.text)
