"""What was known of a case, and since when: its kind, and the tier of its customer.

A clock that has ended is judged by what held when it ended, one that runs by what holds now; so that no past
is judged anew because a customer became more important, or an enquiry a complaint, since.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from servicedesk.domain.state_history import RawEvent, live_updates

Timeline = Sequence[tuple[datetime | None, Any]]
"""Values with since when each held, in order; the first one (None) from the beginning."""


class Facts(NamedTuple):
    """What decides the targets of a case from `since` on; None is from the beginning."""

    since: datetime | None
    kind: str
    tier: str


def value_at(timeline: Timeline, at: datetime | None) -> Any:
    """What held at `at`; None is the beginning."""
    found = timeline[0][1]
    for since, value in timeline[1:]:
        if at is None or (since is not None and since > at):
            break
        found = value
    return found


def values_over_time(
    table: str, row_id: int, field: str, now: object, events: Iterable[RawEvent]
) -> list[tuple[datetime | None, Any]]:
    """The values of a field of a row, which holds `now`, by the lines of its history.

    One if it never changed. What was undone never held; what was entered late held from when it happened.
    """
    touching = [
        event
        for event in events
        if any(change["op"] == "update" and field in change["after"] for change in event.changes)
    ]
    if not touching:
        return [(None, now)]
    updates = [update for update in live_updates(table, row_id, touching) if field in update.after]
    if not updates:
        return [(None, now)]
    found: list[tuple[datetime | None, Any]] = [(None, updates[0].before[field])]
    for update in updates:
        at = update.root.at
        # From its time on it holds, whatever was said of later times before.
        while (held := found[-1][0]) is not None and held >= at:
            found.pop()
        if found[-1][1] != update.after[field]:
            found.append((at, update.after[field]))
    # The row says how it stands, whatever became of its history.
    if found[-1][1] != now:
        found[-1] = (found[-1][0], now)
    return found


def fields_at(
    fields: Mapping[str, Any], names: Sequence[str], events: Sequence[RawEvent], at: datetime
) -> dict[str, Any]:
    """The fields of the case whose row is `fields`, those called `names` as they were at `at`."""
    then = {
        name: value_at(values_over_time("cases", fields["id"], name, fields.get(name), events), at)
        for name in names
    }
    return {**fields, **then}


def facts_of_case(
    fields: Mapping[str, Any], tier: str, tiers: Mapping[Any, Timeline], events: Sequence[RawEvent]
) -> tuple[Facts, ...]:
    """The facts of the case whose row is `fields`; nothing where they have never changed.

    `tier` is that of its customer now, `tiers` has those of each customer over time.
    """
    customer = fields.get("customer_id")
    if not events and len(tiers.get(customer, ())) < 2:
        return ()
    kinds = values_over_time("cases", fields["id"], "kind", fields["kind"], events)
    customers = values_over_time("cases", fields["id"], "customer_id", customer, events)
    if len(kinds) == len(customers) == 1 and len(tiers.get(customer, ())) < 2:
        return ()
    found = _over_time(kinds, customers, {customer: ((None, tier),), **tiers})
    return found if len(found) > 1 else ()


def _over_time(kinds: Timeline, customers: Timeline, tiers: Mapping[Any, Timeline]) -> tuple[Facts, ...]:
    """The kinds of a case, whose it was, and the tiers of each of these customers, as one."""
    turns = {since for since, _value in (*kinds, *customers)}
    for _since, customer in customers:
        turns |= {since for since, _tier in tiers.get(customer, ())}
    found: list[Facts] = []
    for since in (None, *sorted(turn for turn in turns if turn is not None)):
        tier = value_at(tiers.get(value_at(customers, since)) or ((None, ""),), since)
        facts = Facts(since, value_at(kinds, since), tier)
        if not found or found[-1][1:] != facts[1:]:
            found.append(facts)
    return tuple(found)


def facts_at(timeline: Sequence[Facts], at: datetime) -> Facts:
    """What held at `at`, of facts in order."""
    for facts in reversed(timeline):
        if facts.since is None or facts.since <= at:
            return facts
    return timeline[0]
