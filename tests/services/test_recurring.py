"""Recurring cases: each date opens one case, once, on a day that the desk works."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.recurring import NewRecurringCase
from tests.builders import HOSTILE, NOW, FixedTime, dump, given_customer, open_desk

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVERY_DAY = 'week = { mon = "09:00-18:00", tue = "09:00-18:00", wed = "09:00-18:00", thu = "09:00-18:00", fri = "09:00-18:00", sat = "09:00-18:00", sun = "09:00-18:00" }\n'  # noqa: E501


def here(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def given_plan(desk: Desk, repeat: str = "每月24日", first_at: datetime | None = None, **fields: Any) -> int:
    new = NewRecurringCase("净水器滤芯 [b]", repeat, first_at or here(11, 24), HOSTILE, **fields)
    return desk.recurring.add(new).ids[0]


def next_of(desk: Desk, plan_id: int) -> datetime | None:
    at = desk.recurring.get(plan_id).next_at
    return at.astimezone(SHANGHAI) if at else None


def opened_days(desk: Desk, time: FixedTime, *, until: datetime) -> list[str]:
    """The days on which cases are opened by a desk that looks every hour."""
    days = []
    while time.moment < until:
        time.advance(hours=1)
        days += [f"{time.moment.astimezone(SHANGHAI):%m-%d}" for _case in desk.recurring.run_due()]
    return days


def test_a_plan_opens_its_case_when_its_time_comes(desk: Desk, time: FixedTime) -> None:
    customer_id = given_customer(desk)
    plan_id = given_plan(
        desk, category="保养", owner="王芳", priority=3, labels=["滤芯", " 滤芯 "], customer_id=customer_id
    )
    [plan] = desk.recurring.all()
    assert (plan.id, plan.name, plan.labels, plan.is_paused) == (plan_id, "净水器滤芯 [b]", ("滤芯",), False)
    assert "\x1b" not in plan.subject
    assert desk.recurring.run_due() == []
    time.moment = here(11, 24, 10)
    [case_id] = desk.recurring.run_due()
    case = desk.cases.get(case_id)
    assert (case.row.kind, case.row.owner, case.row.priority, case.row.labels) == (
        "request",
        "王芳",
        3,
        ("滤芯",),
    )
    assert (case.row.customer_id, case.fields["category"], case.fields["plan_id"]) == (
        customer_id,
        "保养",
        plan_id,
    )
    assert case.row.received_at == time.moment
    assert desk.recurring.run_due() == []
    assert next_of(desk, plan_id) == here(12, 24)


@pytest.mark.parametrize(
    ("repeat", "first_at", "until", "days"),
    [
        ("first monday", here(12, 7), here(3, 10, year=2027), ["12-07", "01-04", "02-01", "03-01"]),
        ("every 2 weeks", here(11, 24), here(12, 31), ["11-24", "12-08", "12-22"]),
        ("monthly", here(12, 31), here(4, 10, year=2027), ["12-31", "02-01", "03-01", "03-31"]),
        ("daily", here(11, 27), here(12, 1, 20), ["11-27", "11-30", "12-01"]),
    ],
)
def test_rules_land_on_days_that_are_worked(
    desk: Desk, time: FixedTime, repeat: str, first_at: datetime, until: datetime, days: list[str]
) -> None:
    plan_id = given_plan(desk, repeat, first_at)
    assert opened_days(desk, time, until=until) == days
    with desk.reading() as db:
        notes = db.execute("SELECT count(*) FROM case_notes").fetchone()[0]
    # Saturday and Sunday moved to Monday are not missed.
    assert notes == 0
    assert desk.recurring.get(plan_id).next_at is not None


def test_the_31st_comes_back_after_a_short_month(desk: Desk, time: FixedTime) -> None:
    desk.policies.set("calendar", EVERY_DAY)
    given_plan(desk, "monthly", here(12, 31))
    assert opened_days(desk, time, until=here(6, 1, year=2027)) == [
        "12-31", "01-31", "02-28", "03-31", "04-30", "05-31",
    ]  # fmt: skip


def test_dates_that_were_missed_are_opened_once_and_counted(desk: Desk, time: FixedTime) -> None:
    plan_id = given_plan(desk, "每周二", here(11, 24))
    time.moment = here(12, 16)
    [case_id] = desk.recurring.run_due()
    [note] = [line.text for line in desk.cases.dossier(case_id).history if line.what == "note"]
    assert "3 earlier dates" in note
    assert next_of(desk, plan_id) == here(12, 22)
    assert desk.recurring.run_due() == []


def test_undoing_the_case_works_and_does_not_open_it_again(desk: Desk, time: FixedTime) -> None:
    plan_id = given_plan(desk)
    before = dump(desk)
    time.moment = here(11, 24, 10)
    [case_id] = desk.recurring.run_due()
    desk.undo.undo()
    with pytest.raises(NotFoundError):
        desk.cases.get(case_id)
    assert desk.recurring.run_due() == []
    assert next_of(desk, plan_id) == here(12, 24)
    desk.undo.redo()
    assert desk.cases.get(case_id).fields["plan_id"] == plan_id
    # The plan that opened it can no longer be undone: the case names it.
    desk.undo.undo()
    with pytest.raises(RefusedError):
        desk.undo.undo()
    assert {name for name, rows in dump(desk).items() if rows != before[name]} == {"case_plans"}


def test_paused_plans_open_nothing_and_do_not_catch_up(desk: Desk, time: FixedTime) -> None:
    plan_id = given_plan(desk, "每周二", here(11, 24))
    desk.recurring.pause([plan_id])
    time.moment = here(12, 16)
    assert desk.recurring.run_due() == []
    desk.recurring.resume([plan_id])
    assert desk.recurring.run_due() == []
    assert next_of(desk, plan_id) == here(12, 22)
    desk.undo.undo()
    assert desk.recurring.get(plan_id).is_paused
    assert next_of(desk, plan_id) == here(11, 24)


def test_a_rule_with_an_end_ends(desk: Desk, time: FixedTime) -> None:
    plan_id = given_plan(desk, "FREQ=WEEKLY;UNTIL=20261201", here(11, 24))
    assert opened_days(desk, time, until=here(12, 20)) == ["11-24", "12-01"]
    assert next_of(desk, plan_id) is None


def test_plans_are_edited_and_taken_away_while_their_cases_stay(desk: Desk, time: FixedTime) -> None:
    plan_id = given_plan(desk)
    before = dump(desk)
    values = {
        "name": "滤芯",
        "repeat": "monthly",
        "next_at": here(1, 31, year=2027),
        "labels": ["急"],
        "subject": "换",
    }
    desk.recurring.edit(plan_id, values)
    plan = desk.recurring.get(plan_id)
    assert (plan.name, plan.subject, plan.labels) == ("滤芯", "换", ("急",))
    assert "BYMONTHDAY=28,29,30,31" in plan.repeat
    desk.undo.undo()
    assert dump(desk) == before
    time.moment = here(11, 24, 10)
    [case_id] = desk.recurring.run_due()
    desk.recurring.remove([plan_id])
    assert desk.recurring.all() == []
    assert desk.cases.get(case_id).fields["plan_id"] == plan_id
    for change in (desk.recurring.get, lambda number: desk.recurring.edit(number, {})):
        with pytest.raises(NotFoundError, match="no such plan"):
            change(plan_id)
    time.moment = here(12, 25)
    assert desk.recurring.run_due() == []
    desk.undo.undo()
    assert [plan.id for plan in desk.recurring.all()] == [plan_id]


def test_plans_that_cannot_be_are_refused(desk: Desk) -> None:
    before = dump(desk, without=())
    with pytest.raises(RefusedError, match="has passed"):
        given_plan(desk, first_at=NOW)
    with pytest.raises(UsageError, match="repeat"):
        given_plan(desk, "有空的时候")
    with pytest.raises(UsageError, match="years"):
        given_plan(desk, first_at=datetime(2300, 1, 1, tzinfo=SHANGHAI))
    with pytest.raises(NotFoundError):
        given_plan(desk, customer_id=9)
    with pytest.raises(UsageError, match="must be one of"):
        given_plan(desk, kind="wish")
    with pytest.raises(UsageError, match="needs a name"):
        desk.recurring.add(NewRecurringCase(" ", "daily", here(12, 1), "x"))
    with pytest.raises(UsageError, match="needs a subject"):
        desk.recurring.add(NewRecurringCase("x", "daily", here(12, 1), " \x1b"))
    assert dump(desk, without=()) == before


def test_two_processes_open_each_date_once(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        for _n in range(4):
            given_plan(desk, "每周二", here(11, 24))
    late = FixedTime(here(11, 24, 10))
    with (
        ThreadPoolExecutor(4) as pool,
        open_desk(path, late) as one,
        open_desk(path, late, actor="王芳") as two,
    ):
        runs = [pool.submit(desk.recurring.run_due) for desk in (one, two, one, two)]
        opened = [case_id for run in runs for case_id in run.result()]
    assert sorted(opened) == [1, 2, 3, 4]


def test_a_plan_of_a_customer_who_is_gone_opens_its_case_all_the_same(desk: Desk, time: FixedTime) -> None:
    with open_desk(desk.store.path, actor="王芳") as fang:
        customer_id = given_customer(fang)
        given_plan(desk, customer_id=customer_id)
        fang.undo.undo()
    time.advance(days=10)
    [case_id] = desk.recurring.run_due()
    assert desk.cases.get(case_id).row.customer_id is None
