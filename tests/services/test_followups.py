"""The calendar: booking, moving over the change of clocks, ending, repeating."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import NotFoundError, RefusedError, StaleError, UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.followups import NewFollowUp
from tests.builders import NOW, FixedTime, dump, given_case, given_customer, given_followup, open_desk

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def row(desk: Desk, followup_id: int) -> Any:
    found = desk.followups.get(followup_id)
    assert found is not None
    return found


def test_a_follow_up_about_a_case_is_for_its_customer(desk: Desk) -> None:
    customer_id = given_customer(desk, "李伟", "138 0000 1111")
    case_id = given_case(desk, customer_id=customer_id)
    found = row(desk, given_followup(desk, case_id=case_id))
    assert (found.customer_id, found.customer_name, found.phone) == (customer_id, "李伟", "138 0000 1111")
    assert (found.state, found.owner, found.method) == ("planned", "anna", "call")


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewFollowUp(NOW), UsageError),
        (NewFollowUp(NOW, purpose=" \x00"), UsageError),
        (NewFollowUp(NOW, purpose="x", method="pigeon"), UsageError),
        (NewFollowUp(NOW, purpose="x", repeat="每隔一阵"), UsageError),
        (NewFollowUp(NOW, purpose="x" * 3000), UsageError),
        (NewFollowUp(NOW, customer_id=99), NotFoundError),
        (NewFollowUp(NOW, case_id=99), NotFoundError),
    ],
)
def test_a_follow_up_that_does_not_fit_books_nothing(
    desk: Desk, new: NewFollowUp, error: type[Exception]
) -> None:
    with pytest.raises(error):
        desk.followups.book(new)
    assert dump(desk)["followups"] == []


def test_several_are_booked_together_or_not_at_all(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.followups.book_all([NewFollowUp(NOW, purpose="一"), NewFollowUp(NOW, customer_id=99)])
    assert dump(desk)["followups"] == []
    change = desk.followups.book_all([NewFollowUp(NOW, purpose="一"), NewFollowUp(NOW, purpose="二")])
    assert change.count == 2
    desk.undo.undo()
    assert dump(desk)["followups"] == []


@pytest.mark.parametrize("days", [1, -1, 7, 365])
def test_a_move_by_days_keeps_the_time_of_day_over_the_change_of_clocks(tmp_path: Path, days: int) -> None:
    # In Berlin the clocks go back in the night to 25 October 2026.
    with open_desk(tmp_path / "berlin.db", FixedTime(), timezone="Europe/Berlin") as desk:
        due = datetime(2026, 10, 24, 15, 30, tzinfo=BERLIN)
        followup_id = given_followup(desk, due)
        desk.followups.move_days([followup_id], days)
        local = row(desk, followup_id).due_at.astimezone(BERLIN)
        assert (local.date(), local.hour, local.minute) == (due.date() + timedelta(days=days), 15, 30)


def test_a_move_too_far_for_any_calendar_is_refused(desk: Desk) -> None:
    followup_id = given_followup(desk)
    for days in (10**9, -(10**9), 10**30, 3_000_000):
        with pytest.raises(UsageError):
            desk.followups.move_days([followup_id], days)
    assert row(desk, followup_id).due_at == NOW + timedelta(hours=1)


def test_only_what_is_planned_can_be_moved_held_or_called_off(desk: Desk) -> None:
    ended = {
        "held": lambda ids: desk.followups.hold(ids, "满意"),
        "missed": lambda ids: desk.followups.miss(ids, "没人接"),
        "cancelled": lambda ids: desk.followups.cancel(ids, "不用了"),
    }
    for state, end in ended.items():
        followup_id, planned = given_followup(desk), given_followup(desk)
        assert end([followup_id, followup_id]).count == 1
        assert row(desk, followup_id).state == state
        before = dump(desk, without=())
        for again in (*ended.values(), lambda ids: desk.followups.move_days(ids, 1)):
            with pytest.raises(RefusedError, match=f"F-{followup_id}"):
                again([planned, followup_id])
        assert dump(desk, without=()) == before


def test_what_was_not_held_needs_a_reason(desk: Desk) -> None:
    followup_id = given_followup(desk)
    with pytest.raises(UsageError, match="Why"):
        desk.followups.miss([followup_id], " \x00 ")
    assert row(desk, followup_id).state == "planned"


@pytest.mark.parametrize(
    ("repeat", "due", "held_on", "following"),
    [
        ("每周五", (2026, 11, 20, 9, 0), (2026, 11, 20), (2026, 11, 27, 9, 0)),
        ("every 2 weeks", (2026, 11, 20, 9, 0), (2026, 11, 20), (2026, 12, 4, 9, 0)),
        ("monthly on the 24th", (2026, 11, 24, 9, 0), (2026, 11, 20), (2026, 12, 24, 9, 0)),
        # Held three weeks late: nothing is booked into the past.
        ("每周五", (2026, 10, 30, 14, 30), (2026, 11, 20), (2026, 11, 27, 14, 30)),
    ],
)
@pytest.mark.parametrize("held", [True, False])
def test_a_repeating_follow_up_books_its_next_date_in_the_same_step(
    desk: Desk,
    repeat: str,
    due: tuple[int, ...],
    held_on: tuple[int, ...],
    following: tuple[int, ...],
    *,
    held: bool,
) -> None:
    assert desk.clock.now().astimezone(SHANGHAI).date() == date(*held_on)
    customer_id = given_customer(desk)
    moment = datetime(*due, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]
    followup_id = given_followup(
        desk, moment, customer_id=customer_id, repeat=repeat, purpose="月结[b]", method="visit"
    )
    before = dump(desk)
    change = desk.followups.hold([followup_id], "好") if held else desk.followups.miss([followup_id], "没人")
    assert change.count == 2
    booked = row(desk, change.ids[1])
    assert booked.due_at == datetime(*following, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]
    assert (booked.purpose, booked.method, booked.customer_id, booked.state) == (
        "月结[b]",
        "visit",
        customer_id,
        "planned",
    )
    desk.undo.undo()
    assert dump(desk) == before


def test_a_repeating_follow_up_that_is_called_off_ends(desk: Desk) -> None:
    followup_id = given_followup(desk, repeat="每周五")
    assert desk.followups.cancel([followup_id]).ids == (followup_id,)
    assert len(dump(desk)["followups"]) == 1


def test_the_next_date_keeps_its_time_of_day_over_the_change_of_clocks(tmp_path: Path) -> None:
    time = FixedTime(datetime(2026, 10, 23, 12, 0, tzinfo=UTC))
    with open_desk(tmp_path / "berlin.db", time, timezone="Europe/Berlin") as desk:
        followup_id = given_followup(desk, datetime(2026, 10, 23, 15, 0, tzinfo=BERLIN), repeat="weekly")
        booked = row(desk, desk.followups.hold([followup_id]).ids[1])
        assert booked.due_at == datetime(2026, 10, 30, 14, 0, tzinfo=UTC)


def test_the_agenda_shows_every_day_and_each_follow_up_on_its_own(desk: Desk) -> None:
    zone = desk.zone
    late = given_followup(desk, datetime(2026, 11, 20, 23, 59, tzinfo=zone))
    early = given_followup(desk, datetime(2026, 11, 20, 0, 0, tzinfo=zone))
    next_day = given_followup(desk, datetime(2026, 11, 21, 0, 0, tzinfo=zone))
    given_followup(desk, datetime(2026, 11, 23, 0, 0, tzinfo=zone))
    days = desk.followups.agenda(date(2026, 11, 20), 3)
    assert [day.day for day in days] == [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)]
    assert [[visit.id for visit in day.followups] for day in days] == [[early, late], [next_day], []]
    desk.followups.hold([late])
    planned = desk.followups.agenda(date(2026, 11, 20), 1, states=["planned"])
    assert [visit.id for visit in planned[0].followups] == [early]


def test_what_is_overdue_is_planned_and_past_oldest_first(desk: Desk, time: FixedTime) -> None:
    second = given_followup(desk, NOW - timedelta(hours=1))
    first = given_followup(desk, NOW - timedelta(days=400))
    held = given_followup(desk, NOW - timedelta(hours=3))
    now_due = given_followup(desk, NOW)
    desk.followups.hold([held])
    assert [visit.id for visit in desk.followups.overdue()] == [first, second]
    time.advance(seconds=1)
    assert [visit.id for visit in desk.followups.overdue()] == [first, second, now_due]
    assert list(desk.lists.ids("followup", "is:overdue")) == [first, second, now_due]


def test_a_whole_day_is_overdue_only_when_it_is_over(desk: Desk, time: FixedTime) -> None:
    today = given_followup(desk, NOW - timedelta(minutes=1), all_day=True)
    assert not desk.lists.ids("followup", "is:overdue")
    assert desk.today.board().overdue_followups == 0
    time.advance(days=1)
    assert list(desk.lists.ids("followup", "is:overdue")) == [today]
    assert desk.today.board().overdue_followups == 1


def test_a_whole_day_is_overdue_only_when_it_is_over_wherever_it_is_asked(
    desk: Desk, time: FixedTime
) -> None:
    followup_id = given_followup(desk, NOW - timedelta(minutes=10), all_day=True)
    for moment, is_overdue in (
        (NOW, False),
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=SHANGHAI), False),
        (datetime(2026, 11, 21, 0, 0, 0, tzinfo=SHANGHAI), True),
    ):
        time.moment = moment
        found = [followup_id] if is_overdue else []
        assert [visit.id for visit in desk.followups.overdue()] == found
        assert list(desk.lists.ids("followup", "is:overdue")) == found
        assert desk.today.board().overdue_followups == len(found)


def test_a_stale_edit_is_refused(desk: Desk) -> None:
    followup_id = given_followup(desk, purpose="一")
    shown = row(desk, followup_id).version
    desk.followups.move_days([followup_id], 1)
    with pytest.raises(StaleError) as refused:
        desk.followups.edit(followup_id, {"purpose": "二"}, version=shown)
    assert refused.value.conflicts == {"purpose": (None, "一", "二")}


@settings(max_examples=40)
@given(
    days=st.lists(st.integers(-400, 400), min_size=1, max_size=6),
    hour=st.integers(0, 23),
    minute=st.sampled_from([0, 30]),
)
def test_moving_to_and_fro_comes_back_to_the_same_time_of_day(
    tmp_path_factory: pytest.TempPathFactory, days: list[int], hour: int, minute: int
) -> None:
    folder = tmp_path_factory.mktemp("move")
    with open_desk(folder / "desk.db", FixedTime(), timezone="Europe/Berlin") as desk:
        due = datetime(2026, 6, 15, hour, minute, tzinfo=BERLIN)
        followup_id = given_followup(desk, due)
        for step in days:
            desk.followups.move_days([followup_id], step)
        local = row(desk, followup_id).due_at.astimezone(BERLIN)
        assert local.date() == due.date() + timedelta(days=sum(days))
        # Only the hour that the clocks leave out may be lost, and it is lost for good.
        assert (local.hour, local.minute) == (hour, minute) or hour == 2
