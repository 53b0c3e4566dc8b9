"""Nights in which the clock is set: what does not exist is refused, what comes twice says which is meant."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicedesk import i18n
from servicedesk.domain.date_format import format_long, format_when
from servicedesk.domain.dates import DateError, parse_when_or_day
from servicedesk.domain.promise_words import read_promise
from servicedesk.domain.quick_note import parse_quick_note
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.timestamps import SkippedTimeError
from servicedesk.exchange.column import Column
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.time_values import moment_reader
from servicedesk.exchange.value_context import ColumnFacts, ValueContext

BERLIN = ZoneInfo("Europe/Berlin")
RANG = Column("rang_at", "moment", "Rang", "来电时间")
SPRING = datetime(2026, 3, 28, 11, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 24, 10, tzinfo=UTC)
NIGHTS = {
    "Europe/Berlin": ("2026-03-28", "2026-10-24"),
    "America/New_York": ("2026-03-07", "2026-10-31"),
    "Australia/Lord_Howe": ("2026-10-03", "2026-04-04"),
    "Asia/Beirut": ("2026-03-28", "2026-10-24"),
    "Asia/Shanghai": ("2026-03-28", "2026-10-24"),
}


@pytest.mark.parametrize("name", NIGHTS)
def test_each_local_time_is_refused_if_no_moment_shows_it_and_else_is_the_first_that_does(name: str) -> None:
    zone = ZoneInfo(name)
    wrong = []
    for night in NIGHTS[name]:
        begin = datetime.fromisoformat(night).replace(tzinfo=UTC)
        moments = [begin + timedelta(minutes=15 * step) for step in range(-4 * 24, 4 * 72)]
        shown: dict[datetime, list[datetime | None]] = {}
        for moment in moments:
            shown.setdefault(moment.astimezone(zone).replace(tzinfo=None), []).append(moment)
        for step in range(4 * 36):
            local = datetime.fromisoformat(night) + timedelta(minutes=15 * step)
            found: datetime | None
            try:
                found = parse_when_or_day(f"{local:%Y-%m-%d %H:%M}", begin, zone=zone).at
            except SkippedTimeError:
                found = None
            wanted = shown.get(local, [None])[0]
            if wanted is None and local.time() == time():
                # Midnight alone is the beginning of its day, also where the day begins at one.
                wanted = shown[local + timedelta(hours=1)][0]
            if found != wanted:
                wrong.append((local, found, wanted))
    assert not wrong


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", NIGHTS)
def test_every_time_that_is_shown_can_be_typed_back(name: str, language: str) -> None:
    zone = ZoneInfo(name)
    i18n.activate(language)
    for night in NIGHTS[name]:
        begin = datetime.fromisoformat(night).replace(hour=6, tzinfo=UTC)
        for step in range(4 * 30):
            at = begin + timedelta(minutes=15 * step)
            assert parse_when_or_day(format_long(at, zone), begin, zone=zone).at == at
            assert parse_when_or_day(format_when(at, begin, zone), begin, zone=zone).at == at


@pytest.mark.parametrize(
    "text", ["2026-03-29 02:30", "sun 02:30", "明天凌晨2点半", "29 March 2:30", "tomorrow 2:59"]
)
def test_a_time_that_the_clock_skips_is_refused_in_words(text: str) -> None:
    with pytest.raises(DateError, match=r"There is no 02:\d\d on 2026-03-29") as caught:
        parse_when_or_day(text, SPRING, zone=BERLIN)
    assert caught.value.code == "skipped_time"
    assert "03:" in caught.value.hint
    # A day alone, or a span of time, is no time that was typed.
    assert parse_when_or_day("sun", SPRING, zone=BERLIN, default_time=time(2, 30)).at.hour == 1
    assert parse_when_or_day("14h30m", SPRING, zone=BERLIN).at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-10-25 02:30", 0), ("sun 02:30", 0), ("sun 02:30+02:00", 0), ("sun 02:30+01:00", 1),
        ("明天凌晨2:30+01:00", 1), ("2026-10-25 02:30+01:00", 1), ("sun 2:30UTC+01:00", 1),
    ],
)  # fmt: skip
def test_of_two_times_it_is_said_which_is_meant(text: str, hour: int) -> None:
    at = parse_when_or_day(text, AUTUMN, zone=BERLIN).at
    assert at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert format_long(at, BERLIN) == f"Sunday 25 October 2026 02:30+0{2 - hour}:00"
    assert format_long(at + timedelta(hours=2), BERLIN).endswith(f" 0{3 + hour}:30")


def test_the_line_of_a_call_and_of_a_promise_take_no_other_time_instead() -> None:
    note = parse_quick_note("漏水 @周日2:30 +[b]", SPRING, ReadingTimes(BERLIN))
    assert note.due is None
    fault = "There is no 02:30 on 2026-03-29: the clock goes forward over it. Write it like 03:30."
    assert note.errors == (fault,)
    for line in ("call back sun 02:30", "sun 02:30 call back", "明天2:30给您回电"):
        promise = read_promise(line, SPRING, ReadingTimes(BERLIN))
        assert (promise.text, promise.time) == (line, None)


def test_a_file_says_which_row_names_a_time_that_does_not_exist() -> None:
    context = ValueContext("CN", BERLIN, None, SPRING)
    read = moment_reader(RANG, context, ColumnFacts(), lambda *_words: None)
    for text in ("2026-03-29 02:30", "2026-03-29 2:30 am", "2026-03-29T02:30:00"):
        with pytest.raises(RowError, match=r"There is no 02:30 on 2026-03-29"):
            read(text)
    assert read("2026-10-25 2:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read("2026-10-25 02:30+01:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
