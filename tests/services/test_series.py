"""Repeating follow-ups: the series keeps its anchor, whatever becomes of its dates."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.services.desk import Desk
from tests.builders import FixedTime, dump, given_followup, open_desk

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def on(day: date, hour: int = 9, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.combine(day, time(hour), zone)


def booked(desk: Desk, repeat: str, first: date, **fields: Any) -> int:
    return given_followup(desk, on(first), repeat=repeat, purpose="回访[b]", **fields)


def row(desk: Desk, followup_id: int) -> Any:
    found = desk.followups.get(followup_id)
    assert found is not None
    return found


def day_of(moment: datetime, zone: ZoneInfo = SHANGHAI) -> date:
    return moment.astimezone(zone).date()


def held(desk: Desk, clock: FixedTime, followup_id: int, day: date, how: str = "hold") -> int | None:
    """The number of the next one, when this one is held (or not) on that day at noon."""
    clock.moment = on(day, 12)
    change = getattr(desk.followups, how)([followup_id], "好 [/]")
    return change.ids[1] if len(change.ids) > 1 else None


def days_held_in_time(desk: Desk, clock: FixedTime, repeat: str, first: date, count: int) -> list[date]:
    found, followup_id = [], booked(desk, repeat, first)
    for _number in range(count):
        due = day_of(row(desk, followup_id).due_at)
        found.append(due)
        next_id = held(desk, clock, followup_id, due)
        assert next_id is not None
        followup_id = next_id
    return found


@pytest.mark.parametrize(
    ("repeat", "first", "later"),
    [
        ("monthly", date(2027, 1, 31), ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("每月31日", date(2027, 1, 31), ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("每年", date(2028, 2, 29), ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("yearly on feb 29", date(2028, 2, 29), ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("每季度", date(2026, 11, 30), ["2027-02-28", "2027-05-30", "2027-08-30", "2027-11-30"]),
    ],
)
def test_a_day_that_a_month_has_not_comes_again_where_there_is_one(
    desk: Desk, time: FixedTime, repeat: str, first: date, later: list[str]
) -> None:
    found = days_held_in_time(desk, time, repeat, first, 5)
    assert [day.isoformat() for day in found] == [first.isoformat(), *later]


@pytest.mark.parametrize(
    ("repeat", "dates", "following"),
    [
        # Moved from the 24th to the 23rd and held: the 24th of the next month, not the next day.
        ("每月24日", (date(2026, 12, 24), date(2026, 12, 23), date(2026, 12, 23)), date(2027, 1, 24)),
        # A Monday held on Saturday stays Monday's.
        ("weekly", (date(2026, 11, 23), None, date(2026, 11, 28)), date(2026, 11, 30)),
        ("每周一", (date(2026, 11, 23), None, date(2026, 11, 28)), date(2026, 11, 30)),
        # One moved date shifts none of those after it.
        ("weekly", (date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 26)), date(2026, 11, 30)),
        # Held before its day: that day does not come again.
        ("weekly", (date(2026, 11, 23), None, date(2026, 11, 21)), date(2026, 11, 30)),
        # Moved beyond the next planned date, which it then stands for as well.
        ("weekly", (date(2026, 11, 23), date(2026, 12, 1), date(2026, 12, 1)), date(2026, 12, 7)),
        ("每两周", (date(2026, 11, 23), date(2026, 11, 20), date(2026, 11, 20)), date(2026, 12, 7)),
    ],
)
@pytest.mark.parametrize("how", ["hold", "miss"])
def test_the_next_date_is_that_of_the_plan(
    desk: Desk,
    time: FixedTime,
    repeat: str,
    dates: tuple[date, date | None, date],
    following: date,
    how: str,
) -> None:
    first, moved_to, held_on = dates
    followup_id = booked(desk, repeat, first)
    if moved_to is not None:
        desk.followups.move([followup_id], on(moved_to, 16))
    assert day_of(row(desk, followup_id).planned_for) == first
    before = dump(desk)
    next_id = held(desk, time, followup_id, held_on, how)
    assert next_id is not None
    found = row(desk, next_id)
    # The time of day is that of the series, too.
    assert (found.due_at, found.planned_for) == (on(following), on(following))
    assert found.series == row(desk, followup_id).series
    assert found.anchor == f"{first}T09:00[Asia/Shanghai]"
    desk.undo.undo()
    assert dump(desk) == before


def test_several_dates_that_went_by_count_once(desk: Desk, time: FixedTime) -> None:
    followup_id = booked(desk, "每周一", date(2026, 11, 2))
    next_id = held(desk, time, followup_id, date(2026, 11, 27), "miss")
    assert next_id is not None
    (following,) = desk.followups.next_of([followup_id])
    # The 9th, 16th and 23rd.
    assert (following.row.id, day_of(following.row.due_at), following.passed) == (
        next_id,
        date(2026, 11, 30),
        3,
    )
    assert len(dump(desk)["followups"]) == 2


def test_counted_from_the_contact_the_rhythm_begins_anew(desk: Desk, time: FixedTime) -> None:
    # Planned for Friday the 27th, held on Wednesday: 30 days later is Christmas Day, a Friday.
    followup_id = booked(desk, "every 30 days from contact", date(2026, 11, 27))
    next_id = held(desk, time, followup_id, date(2026, 11, 25))
    assert next_id is not None
    assert row(desk, next_id).due_at == on(date(2026, 12, 25))
    # Held on a Thursday: the day 30 days later is a Saturday, on which nobody works.
    last = held(desk, time, next_id, date(2026, 12, 24))
    assert last is not None
    found = row(desk, last)
    assert (day_of(found.planned_for), day_of(found.due_at)) == (date(2027, 1, 23), date(2027, 1, 25))
    assert desk.followups.next_of([next_id])[0].passed == 0


@pytest.mark.parametrize(
    ("repeat", "typed", "first"),
    [
        ("每周一", date(2026, 12, 2), date(2026, 12, 7)),
        # The interval begins with its first date: it does not choose it.
        ("every 2 weeks on mon", date(2026, 12, 2), date(2026, 12, 7)),
        ("monthly on the 24th", date(2026, 12, 25), date(2027, 1, 24)),
        ("每月最后一个工作日", date(2027, 1, 5), date(2027, 1, 29)),
        ("monthly", date(2026, 12, 2), date(2026, 12, 2)),
    ],
)
def test_a_first_date_that_is_none_of_the_rule_goes_to_its_first(
    desk: Desk, repeat: str, typed: date, first: date
) -> None:
    followup_id = booked(desk, repeat, typed)
    assert row(desk, followup_id).due_at == on(first)
    other = given_followup(desk, on(typed))
    desk.followups.edit(other, {"repeat": repeat})
    assert row(desk, other).due_at == on(first)


def test_every_working_day_is_one_of_the_calendar(desk: Desk, time: FixedTime) -> None:
    # The Spring Festival of 2026: 15 to 23 February are off, Saturdays the 14th and 28th are worked.
    time.moment = on(date(2026, 2, 10))
    desk.policies.seed("CN", 2026)
    days = days_held_in_time(desk, time, "每个工作日", date(2026, 2, 12), 8)
    assert [day.day for day in days] == [12, 13, 14, 24, 25, 26, 27, 28]
    on_a_day_off = row(desk, booked(desk, "every working day", date(2026, 3, 7)))
    assert day_of(on_a_day_off.due_at) == day_of(on_a_day_off.planned_for) == date(2026, 3, 9)
    following = held(desk, time, on_a_day_off.id, date(2026, 3, 16))
    assert following is not None
    assert day_of(row(desk, following).due_at) == date(2026, 3, 17)
    # The 10th to the 13th, and the 16th itself.
    assert desk.followups.next_of([on_a_day_off.id])[0].passed == 5


def test_a_rule_that_has_ended_by_then_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="ended"):
        booked(desk, "FREQ=DAILY;UNTIL=20261130", date(2026, 12, 2))
    assert dump(desk)["followups"] == []


@pytest.mark.parametrize(
    ("way", "planned", "due"),
    [
        # Saturday the 5th and Sunday the 6th of December.
        ("", [5, 6], [5, 6]),
        ("，遇休息日顺延", [5, 6], [7, 7]),
        ("，遇休息日提前", [5, 6], [4, 4]),
        ("，就近", [5, 6], [4, 7]),
    ],
)
def test_a_day_off_moves_the_date_but_not_the_plan(
    desk: Desk, way: str, planned: list[int], due: list[int]
) -> None:
    for day, held_on in zip(planned, due, strict=True):
        found = row(desk, booked(desk, f"每月{day}日{way}", date(2026, 11, 30)))
        assert (day_of(found.planned_for), day_of(found.due_at)) == (
            date(2026, 12, day),
            date(2026, 12, held_on),
        )


def test_a_date_that_was_brought_forward_to_the_day_of_the_contact_does_not_come_again(
    desk: Desk, time: FixedTime
) -> None:
    # The last Sunday of January goes to Friday the 29th; December's is held only on that Friday.
    followup_id = booked(desk, "每月31日，遇休息日提前", date(2026, 12, 31))
    next_id = held(desk, time, followup_id, date(2027, 1, 29))
    assert next_id is not None
    assert day_of(row(desk, next_id).due_at) == date(2027, 2, 26)
    assert desk.followups.next_of([followup_id])[0].passed == 1


@pytest.mark.parametrize(
    ("repeat", "first", "to", "rule", "following"),
    [
        ("每周一", date(2026, 11, 23), date(2026, 11, 25), "FREQ=WEEKLY;BYDAY=WE", date(2026, 12, 2)),
        ("weekly", date(2026, 11, 23), date(2026, 11, 25), "FREQ=WEEKLY", date(2026, 12, 2)),
        (
            "每月24日", date(2026, 11, 24), date(2026, 11, 23),
            "FREQ=MONTHLY;BYMONTHDAY=23", date(2026, 12, 23),
        ),
        ("monthly", date(2026, 11, 24), date(2026, 12, 1), "FREQ=MONTHLY", date(2027, 1, 1)),
        (
            "first monday of the month", date(2026, 12, 7), date(2026, 12, 8),
            "FREQ=MONTHLY;BYDAY=2TU", date(2027, 1, 12),
        ),
    ],
)  # fmt: skip
def test_this_and_all_later_ones_are_moved_by_one_step(
    desk: Desk, time: FixedTime, repeat: str, first: date, to: date, rule: str, following: date
) -> None:
    followup_id = booked(desk, repeat, first)
    before = dump(desk)
    desk.followups.move_to_day([followup_id], to, and_later=True)
    found = row(desk, followup_id)
    assert (day_of(found.due_at), day_of(found.planned_for), found.repeat) == (to, first, rule)
    # Held on the day that was planned at first: what was moved away does not come again.
    next_id = held(desk, time, followup_id, min(first, to))
    assert next_id is not None
    assert day_of(row(desk, next_id).due_at) == following
    assert desk.followups.next_of([followup_id])[0].passed == 0
    desk.undo.undo()
    desk.undo.undo()
    assert dump(desk) == before


def test_what_does_not_repeat_or_names_several_days_has_no_later_ones_to_move(desk: Desk) -> None:
    single = given_followup(desk)
    with pytest.raises(RefusedError, match=f"F-{single}"):
        desk.followups.move_days([single], 1, and_later=True)
    several = booked(desk, "每周一、周三", date(2026, 11, 23))
    with pytest.raises(UsageError, match="several"):
        desk.followups.move_days([several], 1, and_later=True)
    assert row(desk, several).due_at == on(date(2026, 11, 23))


def test_a_whole_day_of_a_series_that_gets_a_time_is_followed_by_a_whole_day(
    desk: Desk, time: FixedTime
) -> None:
    followup_id = booked(desk, "weekly", date(2026, 11, 23), all_day=True)
    desk.followups.move([followup_id], on(date(2026, 11, 24), 15), all_day=False)
    next_id = held(desk, time, followup_id, date(2026, 11, 24))
    assert next_id is not None
    assert (row(desk, next_id).due_at, row(desk, next_id).all_day) == (on(date(2026, 11, 30)), True)


def test_a_series_keeps_the_clock_of_its_own_zone(tmp_path: Path) -> None:
    clock = FixedTime(datetime(2026, 10, 20, 12, 0, tzinfo=UTC))
    path = tmp_path / "desk.db"
    with open_desk(path, clock, timezone="Europe/Berlin") as desk:
        followup_id = given_followup(desk, on(date(2026, 10, 21), 15, BERLIN), repeat="weekly")
    # Read from Shanghai, over the change of clocks in Berlin.
    with open_desk(path, clock) as desk:
        next_id = desk.followups.hold([followup_id]).ids[1]
        assert row(desk, next_id).due_at == on(date(2026, 10, 28), 15, BERLIN)


def test_the_same_date_of_a_series_is_booked_once(desk: Desk, time: FixedTime) -> None:
    followup_id = booked(desk, "weekly", date(2026, 11, 23))
    held(desk, time, followup_id, date(2026, 11, 23))
    with desk.writing() as transaction:
        transaction.update("followups", followup_id, {"state": "planned"})
        transaction.record("followup.edit", "followup", followup_id)
    assert desk.followups.hold([followup_id]).ids == (followup_id,)
    assert len(dump(desk)["followups"]) == 2


def test_a_repeat_that_another_program_booked_begins_its_series_where_it_stands(
    desk: Desk, time: FixedTime
) -> None:
    followup_id = booked(desk, "weekly", date(2026, 11, 23))
    with desk.writing() as transaction:
        # As a file of another program, or a desk of before, has it.
        transaction.update("followups", followup_id, {"series": "", "anchor": "", "planned_for": None})
        transaction.record("followup.edit", "followup", followup_id)
    desk.followups.move([followup_id], on(date(2026, 11, 26)))
    next_id = held(desk, time, followup_id, date(2026, 11, 26))
    assert next_id is not None
    assert row(desk, next_id).due_at == on(date(2026, 11, 30))


def is_last(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def is_date_of(repeat: str, day: date, first: date) -> bool:
    """Whether the rule falls on that day, said without any rule."""
    return {
        "每月31日": is_last(day),
        "monthly": day.day == first.day or (day.day < first.day and is_last(day)),
        "每周一": day.weekday() == 0,
        "every 3 days": (day - first).days % 3 == 0,
        "every 2 weeks": (day - first).days % 14 == 0,
        "每年": day.month == first.month
        and (day.day == first.day or (day.month == 2 and day.day < first.day and is_last(day))),
    }[repeat]


REPEATS = ["每月31日", "monthly", "每周一", "every 3 days", "every 2 weeks", "每年"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    repeat=st.sampled_from(REPEATS),
    first=st.dates(date(2026, 11, 20), date(2029, 3, 1)),
    steps=st.lists(
        st.tuples(st.integers(-12, 40), st.sampled_from([None, -3, 1, 9]), st.sampled_from(["hold", "miss"])),
        min_size=1,
        max_size=6,
    ),
)
def test_whatever_is_moved_or_late_the_planned_dates_are_those_of_the_rule(
    tmp_path_factory: pytest.TempPathFactory,
    repeat: str,
    first: date,
    steps: list[tuple[int, int | None, str]],
) -> None:
    clock = FixedTime()
    with open_desk(tmp_path_factory.mktemp("series") / "desk.db", clock) as desk:
        followup_id = booked(desk, repeat, first)
        begin = planned = day_of(row(desk, followup_id).planned_for)
        today = day_of(clock.moment)
        for late, moved, how in steps:
            if moved is not None:
                desk.followups.move_days([followup_id], moved)
                assert day_of(row(desk, followup_id).planned_for) == planned
            today = max(today, planned + timedelta(days=late))
            next_id = held(desk, clock, followup_id, today, how)
            assert next_id is not None
            wanted = max(planned, today) + timedelta(days=1)
            while not is_date_of(repeat, wanted, begin):
                wanted += timedelta(days=1)
            found = row(desk, next_id)
            assert found.due_at == found.planned_for == on(wanted)
            between = [planned + timedelta(days=n) for n in range(1, (wanted - planned).days)]
            passed = sum(is_date_of(repeat, day, begin) for day in between)
            assert desk.followups.next_of([followup_id])[0].passed == passed
            followup_id, planned = next_id, wanted


def test_what_a_series_is_said_to_be_is_kept_in_the_follow_up(desk: Desk) -> None:
    found = row(desk, booked(desk, "每月，按上次联系", date(2027, 1, 31), all_day=True))
    assert found.repeat == "FREQ=MONTHLY;X-FROM=CONTACT;X-DAYOFF=NEXT"
    assert found.anchor == "2027-01-31[Asia/Shanghai]"
    # The 31st is a Sunday.
    assert (day_of(found.planned_for), day_of(found.due_at)) == (date(2027, 1, 31), date(2027, 2, 1))
