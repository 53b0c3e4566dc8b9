"""How long ago something was: hours within a day, then the days of the desk's calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.date_format import format_since, format_when

ZONES = (
    "Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
    "Asia/Kathmandu", "America/St_Johns", "Africa/Casablanca",
)  # fmt: skip
# Clocks go forward and back, and Samoa had no 30 December.
TURNS = (
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2011, 12, 30, tzinfo=UTC),
)


def _midnights(first: date, last: date) -> int:
    """How many days one turns over from `first` to `last`, counted leaf by leaf."""
    leaves = 0
    while first < last:
        first += timedelta(days=1)
        leaves += 1
    return leaves


@given(
    turn=st.sampled_from(TURNS),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    hours=st.floats(-72, 72),
    ago=st.floats(24, 24 * 20),
)
def test_from_a_day_on_the_days_of_the_calendar_are_counted(
    turn: datetime, zone: ZoneInfo, hours: float, ago: float
) -> None:
    now = turn + timedelta(hours=hours)
    at = now - timedelta(hours=ago)
    leaves = _midnights(at.astimezone(zone).date(), now.astimezone(zone).date())
    assert format_since(at, now, zone, "en") == f"{leaves} d"
    # The age and the name of the day beside it say the same.
    shown = format_when(at, now, zone, "zh_CN")
    assert shown.startswith("昨天") == (leaves == 1)
    assert shown.startswith("前天") == (leaves == 2)


@given(zone=st.sampled_from(ZONES).map(ZoneInfo), seconds=st.integers(3600, 86399))
def test_within_a_day_the_hours_are_counted_also_over_midnight(zone: ZoneInfo, seconds: int) -> None:
    now = datetime(2026, 11, 20, 9, 0, tzinfo=zone)
    assert format_since(now - timedelta(seconds=seconds), now, zone, "en") == f"{seconds // 3600} h"


@pytest.mark.parametrize(
    ("at", "whole_day", "words"),
    [
        ("2026-11-18 11:08", False, "2 天"),
        ("2026-11-19 17:00", False, "16 小时"),
        ("2026-11-19 17:00", True, "1 天"),
        ("2026-11-19 00:00", True, "1 天"),
        ("2024-11-20 09:00", False, "2 年"),
    ],
)
def test_the_day_before_yesterday_is_two_days_ago_and_a_whole_day_is_late_by_days(
    at: str, whole_day: bool, words: str
) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 20, 9, 30, tzinfo=zone)
    then = datetime.fromisoformat(at).replace(tzinfo=zone)
    assert format_since(then, now, zone, "zh_CN", whole_day=whole_day) == words
