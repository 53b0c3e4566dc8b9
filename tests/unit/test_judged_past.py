"""What held when: values over time from a history with undone, redone and late lines."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.facts_in_time import Facts, facts_at, facts_of_case, value_at, values_over_time
from servicedesk.domain.state_history import RawEvent
from tests.builders import NOW

HOUR = timedelta(hours=1)


def changed(number: int, at: datetime, before: Any, after: Any, **more: Any) -> RawEvent:
    change = {
        "op": "update",
        "table": "customers",
        "id": 7,
        "before": {"tier": before},
        "after": {"tier": after},
    }
    event = RawEvent(number, at, "customer.edit", number, None, None, None, [change])
    return event._replace(**more)


TIERS = st.sampled_from(["", "vip", "金 [b]"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TIERS, st.integers(0, 9), st.booleans()), max_size=6), TIERS)
def test_at_each_moment_that_holds_which_was_said_last_of_it(
    lines: list[tuple[str, int, bool]], first: str
) -> None:
    events: list[RawEvent] = []
    holds = dict.fromkeys(range(-1, 11), first)
    now = first
    for number, (tier, hour, undone) in enumerate(lines, 1):
        at = NOW + hour * HOUR
        if undone:
            events.append(changed(number, at, now, "没有过", annulled_by=99))
            continue
        events.append(changed(number, at, now, tier))
        holds.update({later: tier for later in holds if later >= hour})
        now = tier
    found = values_over_time("customers", 7, "tier", now, events[::-1])
    assert {hour: value_at(found, NOW + hour * HOUR) for hour in holds} == holds
    assert all(a[1] != b[1] for a, b in pairwise(found))


def test_a_row_that_its_history_does_not_explain_is_what_it_says() -> None:
    events = [changed(1, NOW, "", "vip")]
    assert values_over_time("customers", 7, "tier", "gold", events) == [(None, ""), (NOW, "gold")]
    assert values_over_time("customers", 8, "tier", "gold", events) == [(None, "gold")]


def test_the_facts_of_a_case_follow_its_customers() -> None:
    change = {"op": "update", "table": "cases", "id": 1}
    change |= {"before": {"customer_id": 7}, "after": {"customer_id": None}}
    left = RawEvent(3, NOW + 2 * HOUR, "case.edit", 3, None, None, None, [change])
    fields = {"id": 1, "kind": "enquiry", "customer_id": None}
    tiers = {7: [(None, ""), (NOW, "vip")]}
    found = facts_of_case(fields, "", tiers, [left])
    assert found == (
        Facts(None, "enquiry", ""),
        Facts(NOW, "enquiry", "vip"),
        Facts(NOW + 2 * HOUR, "enquiry", ""),
    )
    assert facts_at(found, NOW + HOUR).tier == "vip"
    assert facts_at(found, NOW - HOUR).tier == ""
    assert facts_of_case(fields, "", {}, []) == ()
