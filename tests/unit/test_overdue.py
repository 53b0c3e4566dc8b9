"""When a follow-up is overdue: the one rule, by the desk's own days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.words.followups import FOLLOWUP_STATES

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENTS = st.integers(0, 366 * 86_400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"]).map(ZoneInfo)


def followup(due_at: datetime, *, all_day: bool = False, state: str = "planned") -> FollowUpRow:
    return FollowUpRow(
        id=1, version=1, customer_id=None, customer_name="李伟 [b]", phone="", case_id=None, due_at=due_at,
        all_day=all_day, method="call", owner="anna", purpose="回访", state=state, result="",
        reason_skipped="", repeat="", done_at=None, planned_for=None, anchor="", series="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hour", "minute", "second", "day", "is_overdue"),
    [(8, 59, 59, 20, False), (9, 0, 1, 20, False), (23, 59, 59, 20, False), (0, 0, 0, 21, True)],
)
def test_a_whole_day_is_overdue_from_the_first_moment_of_the_next(
    hour: int, minute: int, second: int, day: int, is_overdue: bool
) -> None:
    row = followup(datetime(2026, 11, 20, 9, tzinfo=SHANGHAI), all_day=True)
    now = datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)
    assert row.is_overdue(now, SHANGHAI) is is_overdue
    assert row.is_overdue(now.astimezone(UTC), SHANGHAI) is is_overdue


def test_one_with_a_time_is_overdue_from_the_second_after_it() -> None:
    due = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
    assert not followup(due).is_overdue(due, SHANGHAI)
    assert followup(due).is_overdue(due + timedelta(seconds=1), SHANGHAI)


@given(
    due_at=MOMENTS,
    now=MOMENTS,
    zone=ZONES,
    all_day=st.booleans(),
    state=st.sampled_from(FOLLOWUP_STATES.values),
)
def test_only_what_is_planned_and_past_is_overdue_and_a_whole_day_never_sooner(
    due_at: datetime, now: datetime, zone: ZoneInfo, all_day: bool, state: str
) -> None:
    row = followup(due_at, all_day=all_day, state=state)
    if row.is_overdue(now, zone):
        assert state == "planned"
        assert due_at < now
        assert followup(due_at).is_overdue(now, zone)
        assert not all_day or due_at.astimezone(zone).date() < now.astimezone(zone).date()
    later = now + timedelta(days=2) + max(due_at - now, timedelta())
    assert row.is_overdue(later, zone) is (state == "planned")
