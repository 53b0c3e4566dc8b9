"""Thirty complaints through the Spring Festival of 2026, the clock checked by somebody who counts minutes.

The handler keeps a plain log of what was done when (handlers_book). From it, a calendar written out by hand
and nothing of the program's own arithmetic, every clock is counted anew at every step, and must agree.
"""

import contextlib
import copy
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError
from servicedesk.services.complaints import Assessment
from servicedesk.services.context import Clock
from servicedesk.services.maintenance import MaintenanceService, exit_code
from servicedesk.storage import clock_cache
from tests.builders import HOSTILE, FixedTime, dump, given_customer, meet_gates, open_desk
from tests.services.handlers_book import FIRST, TARGETS, TIGHTER, WAITING, minute, written
from tests.services.handlers_day import Day, at

MOVED_ON = ("version", "updated_at", "clock_level", "urgency", "clock_until")


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """A desk with the calendar of 2026, three customers and rules of its own, on Monday 9 February."""
    time = FixedTime(at(9, "08:50"))
    with open_desk(tmp_path / "desk.db", time) as desk:
        seeded = desk.policies.seed("CN", 2026)
        assert seeded.announced
        desk.policies.set("targets", written(TARGETS))
        desk.policies.set("waiting", WAITING)
        handler = Day(desk, time)
        for number, tier in enumerate(("", "vip", HOSTILE)):
            customer = given_customer(desk, f"客户 {number} [b]", f"138 0000 {number:04}", tier=tier)
            handler.book.tiers[customer] = [(0, tier if number < 2 else "other")]
        yield handler


def finish(day: Day, start: dict[str, list[Any]], actions: int) -> None:
    """The sums are right, the doctor is content, and taking all back leads to the start."""
    day.check_urgency()
    desk = day.desk
    findings = MaintenanceService(desk.store.path, Clock(day.time)).doctor(full=True)
    assert exit_code(findings) == 0, [found for found in findings if found.level != "ok"]
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, day.time.moment, desk.settings.timezone) == 0
    end = dump(desk, without=MOVED_ON)
    for _action in range(actions):
        desk.undo.undo()
    assert dump(desk, without=MOVED_ON) == start
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, day.time.moment, desk.settings.timezone) == 0
    for _action in range(actions):
        desk.undo.redo()
    assert dump(desk, without=MOVED_ON) == end
    # What was redone counts at the minute at which it was done.
    day.check()


def test_thirty_complaints_through_the_make_up_saturday_are_counted_as_by_hand(day: Day) -> None:
    start = dump(day.desk, without=MOVED_ON)
    mail, late, handed = work_monday_to_wednesday(day)
    holiday, weekend = work_to_the_make_up_saturday(day, mail, late, handed)
    work_after_the_holiday(day, holiday, weekend)
    assert len(day.book.notes) == 30
    assert day.checks > 150
    counted = day.desk.promises.kept_rate(FIRST, at(28, "23:00"))
    outcomes = [told.outcome(day.now) for told in day.book.promises.values()]
    assert (counted.kept, counted.slipped, counted.broken, counted.open) == tuple(
        outcomes.count(name) for name in ("kept", "slipped", "broken", "open")
    )
    finish(day, start, len(day.earlier))


def look_each_minute(day: Day, minutes: int) -> None:
    """As the minutes pass."""
    for _minute in range(minutes):
        day.time.advance(minutes=1)
        day.check()


def work_monday_to_wednesday(day: Day) -> tuple[int, int, int]:
    """Arrivals out of hours and at lunch, promises, a wrong merge taken back and one undone."""
    mail = day.comes("complaint", 1, ago=10 * 60, channel="email")
    assert day.note(mail).received == minute(at(8, "22:50"))
    day.until(at(9, "09:02"))
    first = day.comes("complaint", 2, talked=6)
    solved_in_call = day.comes("enquiry", 3, ago=2, talked=5)
    day.time.advance(minutes=3)
    day.solve(solved_in_call, ago=1)
    day.until(at(9, "09:40"))
    day.acknowledge(mail)
    slipped = day.promise(first, 90)
    day.work(first)
    day.until(at(9, "10:30"))
    again = day.retell(slipped, 60 * 24)
    day.wait(first, "客户回音")
    day.until(at(9, "11:57"))
    before_lunch = day.comes("complaint", 1)
    look_each_minute(day, 8)
    day.until(at(9, "12:55"))
    day.call(before_lunch, "out", reached=False)
    look_each_minute(day, 12)
    day.call(before_lunch, "out")
    day.call(first, "in")
    # Her call has ended the wait for her.
    assert day.note(first).state == "working"
    day.until(at(10, "09:00"))
    day.hand_off(before_lunch, 30)
    broken = day.promise(mail, 20)
    day.until(at(10, "10:31"))
    day.keep(again)
    day.keep(broken)
    day.merge(mail, before_lunch)
    wrong = day.comes("complaint", 2)
    day.merge(wrong, first)
    day.undo()
    day.call(before_lunch, "in")
    day.until(at(11, "17:59"))
    day.unmerge(mail)
    late = day.comes("complaint", 3, channel="wechat")
    return mail, late, before_lunch


def work_to_the_make_up_saturday(day: Day, mail: int, late: int, handed: int) -> tuple[int, list[int]]:
    """Another tier, other targets and a half day while cases run; Saturday is worked."""
    day.until(at(12, "09:20"))
    day.tier(1, "vip")
    day.check_urgency()
    day.half_day(date(2026, 2, 13))
    day.back(handed)
    day.wait(mail, "free words [/x]")
    day.until(at(13, "11:30"))
    day.solve(late, ago=200)
    day.tell(late)
    day.close(late)
    day.targets(TIGHTER)
    saturday = day.comes("complaint", 1)
    day.until(at(14, "08:59"))
    look_each_minute(day, 3)
    day.reopen(late)
    day.acknowledge(saturday)
    day.until(at(14, "16:00"))
    holiday = day.promise(saturday, 60 * 24 * 3)
    weekend = [day.comes("complaint", number % 3 + 1, ago=number) for number in range(15)]
    day.until(at(14, "17:59"))
    day.desk.complaints.assess(weekend[:4], Assessment(4, True))
    day.earlier.append(copy.deepcopy(day.book))
    meet_before = day.desk.moves.gates(weekend[0])
    assert any(not gate.is_met for gate in meet_before)
    return holiday, weekend


def work_after_the_holiday(day: Day, holiday: int, weekend: list[int]) -> None:
    """What came in over the holiday is told, merged and closed by override."""
    day.until(at(17, "10:00"))
    new_year = day.comes("complaint", 2, channel="web")
    day.until(at(19, "03:07"))
    night = day.comes("complaint", 1, ago=60 * 30, channel="email")
    day.until(at(24, "08:59"))
    look_each_minute(day, 4)
    day.retell(holiday, 120)
    day.acknowledge(new_year)
    day.call(night, "out")
    day.targets(TARGETS)
    for number in weekend[:6]:
        day.solve(number)
        day.time.advance(minutes=7)
        day.tell(number)
    day.undo()
    day.merge(weekend[7], weekend[8])
    day.merge(weekend[8], weekend[9])
    day.until(at(24, "12:30"))
    day.unmerge(weekend[8])
    for kind in ("complaint", "enquiry", "complaint", "complaint", "enquiry", "complaint"):
        day.comes(kind, 3, ago=33)
    day.until(at(25, "10:01"))
    day.close(weekend[0])
    with pytest.raises(RefusedError):
        day.desk.moves.close([weekend[1]])


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))])
def test_thirty_complaints_in_any_order_of_work_are_counted_as_by_hand(day: Day, seed: int) -> None:
    rng = random.Random(20260214 + seed)
    start = dump(day.desk, without=MOVED_ON)
    for number in range(30):
        ago = rng.choice([0, 0, 5, 700])
        day.comes(rng.choice(["complaint", "complaint", "enquiry"]), number % 3 + 1, ago=ago)
        for _action in range(3):
            day.time.advance(minutes=rng.choice([0, 1, 2, 13]))
            day.anything(rng)
        if number == 11:
            day.targets(TIGHTER)
        if number == 13:
            day.tier(2, "")
        if number == 15:
            day.half_day(date(2026, 2, 13))
        day.until(day.time.moment + timedelta(minutes=rng.choice([1, 40, 200, 700])))
        if number % 5 == 0:
            day.check_urgency()
    finish(day, start, len(day.earlier))


def test_a_closed_complaint_meets_its_gates_and_nothing_is_left_to_undo_on_an_empty_desk(day: Day) -> None:
    case_id = day.comes("complaint", 1)
    day.time.advance(minutes=20)
    day.solve(case_id)
    day.tell(case_id)
    meet_gates(day.desk, case_id)
    day.desk.moves.close([case_id])
    assert day.desk.cases.get(case_id).fields["close_override"] == ""
    with contextlib.suppress(NotFoundError):
        while True:
            day.desk.undo.undo()
    assert list(day.desk.lists.ids("case")) == []


def test_a_case_merged_in_the_second_of_its_reopening_was_worked_on_all_the_while(day: Day) -> None:
    target, source = day.comes("complaint", 1), day.comes("complaint", 1)
    new = day.comes("complaint", 1)
    day.merge(new, target)
    day.time.advance(minutes=60)
    day.solve(source)
    day.close(source)
    day.time.advance(minutes=60)
    day.reopen(source)
    day.merge(source, target)
    day.until(at(9, "15:00"))
    day.unmerge(source)
    day.unmerge(new)
    assert [counted.used for counted in day.clocks(new)["resolve"]] == [300]
    assert [counted.used for counted in day.clocks(source)["resolve"]] == [60 + 180]
