"""The lessons of the tutor: each is done by its own act and by nothing before it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk import i18n
from servicedesk.domain.errors import NotFoundError
from servicedesk.services.calls import NewCall
from servicedesk.services.customers import NewCustomer
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.tutor.cast import EN, ZH, cast
from servicedesk.services.tutor.course import Course
from servicedesk.services.tutor.lessons import LESSONS, TWENTY
from servicedesk.settings import best_time
from tests.builders import FixedTime, open_desk

Act = Callable[[Desk, Course], object]


@pytest.fixture
def time() -> FixedTime:
    return FixedTime()


@pytest.fixture
def desk(tmp_path: Path, time: FixedTime) -> Iterator[Desk]:
    with open_desk(tmp_path / "desk.db", time) as desk:
        yield desk


def prepared(course: Course) -> list[int]:
    return list(course._prepared)


def card(desk: Desk, name: str) -> int:
    return next(one for one in desk.lists.ids("customer", "") if desk.customers.card(one).name == name)


def close(desk: Desk, course: Course) -> None:
    ids = prepared(course)
    desk.complaints.answer(ids, True)
    desk.complaints.waive_followup(ids, "不用回访 [/]")
    for remedy in desk.cases.dossier(ids[0]).remedies:
        desk.remedies.finish(ids[0], remedy.id)
    assert all(gate.is_met for gate in desk.moves.gates(ids[0]))
    desk.moves.close(ids)


ACTS: tuple[tuple[Act, ...], ...] = (
    (lambda desk, _: desk.calls.log(NewCall(cast().caller.phone, "[/] 漏水")),),
    (
        lambda desk, course: course.sights.cards.add(card(desk, cast().customers[1].name)),
        lambda desk, course: course.sights.cards.add(card(desk, cast().customers[0].name)),
    ),
    (
        lambda desk, course: desk.moves.take(prepared(course)[:1]),
        lambda desk, course: desk.cases.assign(prepared(course)[1:2], cast().colleague),
        lambda desk, course: desk.cases.snooze(prepared(course)[2:3], desk.clock.now() + timedelta(days=1)),
        lambda desk, course: desk.links.mark_duplicate(prepared(course)[9:], prepared(course)[8]),
        lambda desk, course: desk.moves.take(prepared(course)[3:9]),
    ),
    (
        lambda desk, course: desk.promises.make(
            NewPromise("回电", desk.clock.now() + timedelta(hours=1), case_id=prepared(course)[0])
        ),
        lambda desk, course: desk.promises.keep([desk.promises.of_case(prepared(course)[0])[0].id]),
    ),
    (
        lambda desk, course: desk.moves.wait(prepared(course), "客户"),
        lambda desk, course: desk.moves.nudge(prepared(course)),
        lambda desk, course: desk.moves.solve(prepared(course), "好了 [b]"),
    ),
    (
        lambda desk, course: desk.moves.solve(prepared(course), "装好了"),
        lambda desk, course: desk.moves.tell(prepared(course), "已告知", how="phone"),
        close,
    ),
    (
        lambda desk, course: desk.moves.take(prepared(course)),
        lambda desk, _: desk.undo.undo(),
        lambda desk, _: desk.undo.redo(),
    ),
    (
        lambda _, course: course.sights.queries.add("is:mine"),
        lambda _, course: course.sights.views.update({"[/]", "待办"}),
        lambda _, course: setattr(course.sights, "has_seen_keys", True),
    ),
)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_step_is_done_by_its_act_and_not_before(desk: Desk, language: str) -> None:
    i18n.activate(language)
    course = Course(desk)
    place = course.begin()
    for number, (lesson, acts) in enumerate(zip(LESSONS, ACTS, strict=True), 1):
        for step, act in zip(lesson.steps, acts, strict=True):
            if lesson.title != "Undo":
                desk.customers.add(NewCustomer({"name": f"路人 [b] {number}"}))
            assert course.look().step is step, "something else was done, not this"
            act(desk, course)
            place = course.look()
            assert place.step is not step
        assert place.number == number + 1
    assert place.lesson is TWENTY
    assert place.names["caller"] == (ZH if language == "zh_CN" else EN).caller.name


def test_a_lesson_that_is_skipped_leaves_the_next_one_to_be_done(desk: Desk) -> None:
    course = Course(desk)
    course.begin()
    for _lesson in LESSONS:
        course.skip()
    assert course.place.lesson is TWENTY
    assert desk.lists.count("case", "is:open state:new") >= 20
    assert course.skip().lesson is TWENTY


def test_what_the_learner_takes_back_is_never_what_a_lesson_put_there(desk: Desk) -> None:
    course = Course(desk)
    course.begin()
    with pytest.raises(NotFoundError):
        desk.undo.undo()
    assert course.look().number == 1


def test_twenty_acts_are_timed_from_the_first_to_the_last_and_each_counts_once(
    desk: Desk, time: FixedTime
) -> None:
    course = Course(desk)
    course.begin()
    while course.place.lesson is not TWENTY:
        course.skip()
    ids = prepared(course)
    assert course.elapsed() == timedelta()
    time.advance(minutes=9)
    desk.moves.take(ids[:2])
    assert course.look().step_number == 2, "two cases in one act are one act"
    for act in twenty(desk, course, ids):
        time.advance(seconds=5)
        act()
    assert course.elapsed() == timedelta(seconds=95)
    place = course.look()
    assert place.step is None
    assert place.took == timedelta(seconds=95)
    again = course.skip()
    assert (again.step_number, again.took, course.elapsed()) == (1, None, timedelta())


def twenty(desk: Desk, course: Course, ids: list[int]) -> list[Callable[[], object]]:
    """The acts after the first one, all but the filter without a look in between."""
    soon = desk.clock.now() + timedelta(days=2)

    def keep() -> None:
        desk.promises.keep([one.id for one in desk.promises.owed()])

    def look_for() -> None:
        course.look()
        course.sights.queries.add("漏水")
        course.look()

    take = [lambda case_id=case_id: desk.moves.take([case_id]) for case_id in ids]
    return [
        take[2], desk.undo.undo,
        lambda: desk.cases.assign(ids[3:4], "小周"), lambda: desk.cases.snooze(ids[4:5], soon),
        lambda: desk.promises.make(NewPromise("回电", soon, case_id=ids[0])), keep, take[5],
        lambda: desk.moves.solve(ids[5:6], "好"), lambda: desk.moves.tell(ids[5:6], "好", how="phone"),
        lambda: desk.moves.wait(ids[6:7], "客户"), desk.undo.undo, desk.undo.redo, look_for, take[7],
        lambda: desk.cases.assign(ids[8:9], "小周"), lambda: desk.cases.snooze(ids[9:10], soon),
        lambda: desk.calls.log(NewCall("139 0000 0001", "[/]")), take[10], desk.undo.undo,
    ]  # fmt: skip


def test_the_best_time_stays_and_one_that_is_damaged_is_none() -> None:
    assert best_time.read() is None
    best_time.keep(timedelta(seconds=95, microseconds=9))
    best_time.keep(timedelta(seconds=120))
    best_time.keep(timedelta())
    assert best_time.read() == timedelta(seconds=95)
    place = best_time._place()
    assert place.stat().st_mode & 0o777 == 0o600
    for damage in (b"", b"\xff\xfe", b"-4", b"999999999999999999", b"fast"):
        place.write_bytes(damage)
        assert best_time.read() is None, damage
    best_time.keep(timedelta(seconds=200))
    assert best_time.read() == timedelta(seconds=200)
    assert list(place.parent.glob(".*")) == []
