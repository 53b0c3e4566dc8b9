"""Read the facts that the service clock needs, for many cases at once.

A fact whose time is damaged is left out: the clocks are what the others make of them.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.domain.case_history import CallFact, CaseHistory, CaseRecords, PromiseFact, from_records
from servicedesk.domain.case_history import ended_waits as waits_of
from servicedesk.domain.case_states import SOLVED_STATES
from servicedesk.domain.facts_in_time import Timeline, values_over_time
from servicedesk.domain.imported_waits import Wait
from servicedesk.domain.state_history import RawEvent, moment
from servicedesk.domain.unreadable import UNREADABLE
from servicedesk.storage import driver, policies
from servicedesk.storage.events import changes_of
from servicedesk.storage.moments import loaded, loaded_or_none, readable, without_blobs

if TYPE_CHECKING:
    from servicedesk.domain.policies.waiting import WaitingReason

FIELDS = (
    "id", "created_at", "kind", "state", "waiting_reason", "waiting_since", "priority", "severity", "safety",
    "received_at", "due_at", "first_reply_at", "acknowledged_at", "solved_at", "told_at", "closed_at",
    "handoff_due_at", "snoozed_until", "call_id", "customer_id",
    "source", "source_at", "limit_at", "limit_reason",
    "limit_told_at",
)  # fmt: skip
_ENDED = frozenset({"", *SOLVED_STATES})
"""What the state of a wait may be that has ended; blank for one that was no more than a wait."""
LISTED = "(SELECT value FROM json_each(?))"


def histories(
    db: driver.Connection, case_ids: Sequence[int], as_of: datetime | None = None
) -> dict[int, CaseHistory]:
    """The history of each case by its id, with those merged into it; ids that are gone are left out."""
    merged = _merged(db, case_ids)
    inner = [other for others in merged.values() for other in others]
    # The deepest merges first: a history holds those of the cases inside it.
    inside = histories(db, inner, as_of) if inner else {}
    records = _records(db, case_ids)
    return {
        case_id: from_records(
            found._replace(merged=[inside[other] for other in merged[case_id] if other in inside])
            if case_id in merged
            else found,
            as_of,
        )
        for case_id, found in records.items()
    }


def ended_waits(db: driver.Connection, case_ids: Sequence[int]) -> dict[int, list[Wait]]:
    """By case its waits that have ended, as its clocks know them; cases that never waited are left out."""
    listed = _listed(case_ids)
    # Of most cases neither says anything: their histories need not be made.
    ids = [
        row[0]
        for row in db.execute(
            f"SELECT subject_id FROM events WHERE kind = 'case' AND subject_id IN {LISTED}"
            """ AND (changes LIKE '%"waiting%'"""
            # What was solved and then taken up again.
            """ OR (changes LIKE '%"after":{%"state":"working"%' AND changes LIKE '%d_at":null%'))"""
            f" UNION SELECT case_id FROM case_waits WHERE case_id IN {LISTED}",
            (listed, listed),
        ).fetchall()
    ]
    if not ids:
        return {}
    listed = _listed(ids)
    events, brought, calls = case_events(db, listed), _brought_waits(db, listed), _calls(db, listed)
    reasons = reason_at(db)
    found: dict[int, list[Wait]] = {}
    columns = ", ".join(FIELDS)
    for row in db.execute(f"SELECT {columns} FROM cases WHERE id IN {LISTED}", (listed,)).fetchall():
        case_id = row[0]
        found[case_id] = waits_of(
            CaseRecords(
                dict(zip(FIELDS, without_blobs(row), strict=True)),
                events=events.get(case_id, ()),
                calls=calls.get(case_id, ()),
                waits=brought.get(case_id, ()),
                reason_at=reasons,
            )
        )
    return {case_id: waits for case_id, waits in found.items() if waits}


def _merged(db: driver.Connection, case_ids: Sequence[int]) -> dict[int, list[int]]:
    """By case the ones that stand merged into it."""
    found: dict[int, list[int]] = defaultdict(list)
    for target, case_id in db.execute(
        f"SELECT merged_into, id FROM cases WHERE merged_into IN {LISTED} ORDER BY id", (_listed(case_ids),)
    ):
        found[target].append(case_id)
    return dict(found)


def _records(db: driver.Connection, case_ids: Sequence[int]) -> dict[int, CaseRecords]:
    listed = _listed(case_ids)
    events, calls, promises = case_events(db, listed), _calls(db, listed), _promises(db, listed)
    waits = _brought_waits(db, listed)
    columns = ", ".join(f"cases.{name}" for name in FIELDS)
    found: dict[int, CaseRecords] = {}
    rows = db.execute(
        f"SELECT {columns}, coalesce(customers.tier, '') FROM cases"
        f" LEFT JOIN customers ON customers.id = cases.customer_id WHERE cases.id IN {LISTED}",
        (listed,),
    ).fetchall()
    reasons = reason_at(db)
    customer = FIELDS.index("customer_id")
    tiers = tiers_over_time(db, {row[customer] for row in rows} | _earlier_customers(events.values()))
    for row in map(without_blobs, rows):
        case_id = row[0]
        found[case_id] = CaseRecords(
            dict(zip(FIELDS, row, strict=False)),
            row[-1],
            events.get(case_id, ()),
            calls.get(case_id, ()),
            promises.get(case_id, ()),
            waits=waits.get(case_id, ()),
            tiers=tiers,
            reason_at=reasons,
        )
    return found


def reason_at(db: driver.Connection) -> "Callable[[str, datetime], WaitingReason]":
    """What a reason means, by the reasons that held when the wait began."""
    versions = policies.in_time(db, "waiting")

    def held_at(reason: str, start: datetime) -> "WaitingReason":
        at = start.timestamp()
        held = next(
            (rules for since, rules in reversed(versions) if since is None or since <= at), versions[0][1]
        )
        found: WaitingReason = held.find(reason)
        return found

    return held_at


def case_events(db: driver.Connection, listed: str) -> dict[int, list[RawEvent]]:
    """The lines that changed the row of a case; that it was opened, or noted on, says no more."""
    found: dict[int, list[RawEvent]] = defaultdict(list)
    for row in db.execute(
        "SELECT id, coalesce(happened_at, at), verb, action, undoes, annulled_by, run_id, changes, subject_id"
        " FROM events"
        f" WHERE kind = 'case' AND subject_id IN {LISTED}"
        """ AND changes LIKE '%"op":"update","table":"cases"%' ORDER BY id""",
        (listed,),
    ).fetchall():
        if event := _event(row):
            found[row[8]].append(event)
    return found


def _brought_waits(db: driver.Connection, listed: str) -> dict[int, list[Wait]]:
    """The waits that files brought."""
    found: dict[int, list[Wait]] = defaultdict(list)
    for case_id, reason, state, *times in db.execute(
        f"SELECT case_id, reason, state, since_at, until_at FROM case_waits WHERE case_id IN {LISTED}",
        (listed,),
    ).fetchall():
        since, until = map(moment, times)
        if since is not None and until is not None and readable(state) in _ENDED:
            found[case_id].append(Wait(since, until, readable(reason), readable(state)))
    return found


def _earlier_customers(events: Iterable[Sequence[RawEvent]]) -> set[int | None]:
    """Whose the cases were before they were another customer's."""
    return {
        change["before"]["customer_id"]
        for lines in events
        for event in lines
        for change in event.changes
        if change["op"] == "update" and "customer_id" in change["before"]
    }


def tiers_over_time(db: driver.Connection, customer_ids: Iterable[int | None]) -> dict[int, Timeline]:
    """By customer the tiers over time."""
    listed = _listed(customer_id for customer_id in customer_ids if customer_id is not None)
    events: dict[int, list[RawEvent]] = defaultdict(list)
    for row in db.execute(
        # What an import tells of the past holds from when it happened; nobody else enters a tier late.
        "SELECT id, coalesce(CASE WHEN run_id IS NOT NULL THEN happened_at END, at), verb, action, undoes,"
        " annulled_by, run_id, changes, subject_id FROM events"
        f" WHERE kind = 'customer' AND subject_id IN {LISTED}"
        """ AND changes LIKE '%"tier":%' ORDER BY id""",
        (listed,),
    ).fetchall():
        if event := _event(row):
            events[row[8]].append(event)
    return {
        customer_id: values_over_time("customers", customer_id, "tier", tier, events.get(customer_id, ()))
        for customer_id, tier in db.execute(f"SELECT id, tier FROM customers WHERE id IN {LISTED}", (listed,))
    }


def _event(row: Sequence[Any]) -> RawEvent | None:
    """The line of history; None for one that is damaged."""
    at, changes = loaded(row[1]), changes_of(row[7])
    if at is UNREADABLE or not changes:
        return None
    row = without_blobs(row)
    return RawEvent(row[0], at, row[2], row[3], row[4], row[5], row[6], changes)


def _calls(db: driver.Connection, listed: str) -> dict[int, list[CallFact]]:
    """The calls on each case, the one that opened it among them."""
    columns = "id, direction, channel, rang_at, answered_at, ended_at, outcome, voided_at IS NOT NULL"
    qualified = ", ".join(f"calls.{column}" for column in columns.split(", "))
    found: dict[int, list[CallFact]] = defaultdict(list)
    for row in db.execute(
        f"SELECT case_id, {columns} FROM calls WHERE case_id IN {LISTED}"
        f" UNION SELECT cases.id, {qualified} FROM cases JOIN calls ON calls.id = cases.call_id"
        f" WHERE cases.id IN {LISTED} AND cases.call_id IS NOT NULL ORDER BY 2",
        (listed, listed),
    ).fetchall():
        if UNREADABLE in map(loaded_or_none, row[4:7]):
            continue
        found[row[0]].append(
            CallFact(
                id=row[1],
                direction=row[2],
                channel=row[3],
                rang_at=loaded(row[4]),
                answered_at=loaded_or_none(row[5]),
                ended_at=loaded_or_none(row[6]),
                outcome=row[7],
                is_void=bool(row[8]),
            )
        )
    return found


def _promises(db: driver.Connection, listed: str) -> dict[int, list[PromiseFact]]:
    found: dict[int, list[PromiseFact]] = defaultdict(list)
    for row in db.execute(
        "SELECT case_id, id, due_at, estimate_at, state, ended_at, made_at, follows_id IS NOT NULL"
        " FROM promises"
        f" WHERE case_id IN {LISTED} ORDER BY due_at, id",
        (listed,),
    ).fetchall():
        if UNREADABLE in map(loaded_or_none, (row[2], row[3], row[5], row[6])):
            continue
        found[row[0]].append(
            PromiseFact(
                row[1],
                loaded(row[2]),
                loaded_or_none(row[3]),
                row[4],
                loaded_or_none(row[5]),
                loaded(row[6]),
                bool(row[7]),
            )
        )
    return found


def _listed(ids: Iterable[int]) -> str:
    return json.dumps(list(ids))
