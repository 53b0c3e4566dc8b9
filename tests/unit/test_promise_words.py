"""A promise on one line: the time first or last, a span our estimate, a time of day what is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.policies.reading import Duration
from servicedesk.domain.promise_words import read_estimate, read_promise, read_time, told_in_words
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.timestamps import DateError
from tests.builders import HOSTILE, NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("line", "text", "minutes"),
    [
        ("call back with the price 60m", "call back with the price", 60),
        ("60m", "", 60),
        ("90 min price", "price", 90),
        ("回电 半小时", "回电", 30),
        ("90分钟 回电", "回电", 90),
        ("两小时后回电", "回电", 120),
        ("[/x] {a} 1.5h", "[/x] {a}", 90),
    ],
)
def test_a_length_of_time_is_our_own_estimate(line: str, text: str, minutes: int) -> None:
    found = read_promise(line, NOW, ReadingTimes(SHANGHAI))
    assert found.text == text
    assert found.time is not None
    assert (found.time.estimate_at, found.time.due_at) == (None, None)
    assert found.time.length == Duration(minutes * 60)


@pytest.mark.parametrize(
    ("line", "minutes"), [("半小时内回电", 30), ("24小时内答复", 24 * 60), ("三天内回电", 0)]
)
def test_within_a_time_is_what_the_customer_heard(line: str, minutes: int) -> None:
    found = read_promise(line, NOW, ReadingTimes(SHANGHAI))
    assert found.text in {"回电", "答复"}
    assert found.time is not None
    assert found.time.length is None
    if minutes:
        assert found.time.due_at == NOW + timedelta(minutes=minutes)
    assert found.time.estimate_at is None


def test_a_length_of_days_is_an_estimate_as_one_of_minutes_and_a_day_is_told() -> None:
    lines = {"call back 2d": Duration(0, 2), "3天 报价": Duration(0, 3), "60m 回电": Duration(3600)}
    for line, length in lines.items():
        found = read_promise(line, NOW, ReadingTimes(SHANGHAI)).time
        assert found is not None
        assert (found.is_estimate, found.length) == (True, length)
    for line in ("call back +2d", "两天后回电", "回电 三天内"):
        found = read_promise(line, NOW, ReadingTimes(SHANGHAI)).time
        assert found is not None
        assert not found.is_estimate


@pytest.mark.parametrize(
    ("typed", "length"),
    [("60m", Duration(3600)), ("2d", Duration(0, 2)), ("1h30m", Duration(5400)), ("半小时", Duration(1800)),
     ("一个半小时", Duration(5400)), ("20分钟", Duration(1200))],
)  # fmt: skip
def test_an_estimate_is_a_length_of_working_time_or_a_moment(typed: str, length: Duration) -> None:
    assert read_estimate(typed, NOW, ReadingTimes(SHANGHAI)).length == length
    moment = read_estimate("明天10:00", NOW, ReadingTimes(SHANGHAI))
    assert (moment.length, moment.due_at) == (None, None)
    assert moment.estimate_at == datetime(2026, 11, 21, 10, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("line", "text", "told"),
    [
        ("报价 明天下午三点", "报价", "2026-11-21T15:00"),
        ("明天下午三点回电", "回电", "2026-11-21T15:00"),
        ("price fri 10:00", "price", "2026-11-20T10:00"),
        ("15:30 call", "call", "2026-11-20T15:30"),
        # A day alone is meant until its work ends.
        ("send it tomorrow", "send it", "2026-11-21T18:00"),
    ],
)
def test_a_day_or_a_time_of_day_is_told_as_it_stands(line: str, text: str, told: str) -> None:
    found = read_promise(line, NOW, ReadingTimes(SHANGHAI))
    assert found.text == text
    assert found.time is not None
    assert found.time.due_at == datetime.fromisoformat(told).replace(tzinfo=SHANGHAI)
    assert found.time.estimate_at is None


@pytest.mark.parametrize(
    "line", ["", "call back", "call 03/04", "room 12", "回电", "a 99999999999h", "后", HOSTILE]
)
def test_a_line_without_a_time_is_all_words(line: str) -> None:
    assert read_promise(line, NOW, ReadingTimes(SHANGHAI)).time is None
    with pytest.raises(DateError):
        read_time(line, NOW, ReadingTimes(SHANGHAI))


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_without_a_fault(line: str) -> None:
    found = read_promise(line, NOW, ReadingTimes(SHANGHAI))
    assert len(found.text) <= len(line) * 4


def test_what_is_told_is_said_with_our_estimate_where_it_is_another_time() -> None:
    assert told_in_words(NOW + HOUR, None, NOW, UTC) == "by today 02:12"
    assert told_in_words(NOW + HOUR, NOW + HOUR, NOW, UTC) == "by today 02:12"
    assert told_in_words(NOW + 2 * HOUR, NOW + HOUR, NOW, UTC) == "by today 03:12 (we expect today 02:12)"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        *((line, "No holiday is known then") for line in ("回电 节后", "节后回电", "节后", "退款 国庆后")),
        ("回电 尽快", "no time that anybody can keep"),
        ("call back 03/04", "can be taken for one another"),
        ("回电", ""),
        ("节后再说的那件事 60m", ""),
    ],
)
def test_a_word_that_is_nearly_a_time_says_why_it_is_none(line: str, message: str) -> None:
    found = read_promise(line, NOW, ReadingTimes(SHANGHAI))
    assert message in found.fault
    assert bool(found.fault) == bool(message)
    assert (found.time is None) == (not line.endswith("60m"))


def test_where_no_holiday_is_known_it_is_said_how_to_add_it() -> None:
    assert read_promise("节后回电", NOW, ReadingTimes(SHANGHAI)).fault.endswith(
        "servicedesk calendar seed CN 2027"
    )
    assert read_promise("五一后回电", NOW, ReadingTimes(SHANGHAI)).fault.endswith(
        "servicedesk calendar seed CN 2027"
    )
