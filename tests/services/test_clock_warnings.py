"""Warnings while the day goes on: each once, anew when it presses anew, and at the desk's own levels."""

from datetime import timedelta

from servicedesk.services.clock_warnings import LATE, NEAR, Pressing, WarningWatch, warnings_in_words
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from tests.builders import NOW, FixedTime, given_call, given_case


def look(desk: Desk, watch: WarningWatch) -> list[tuple[str, int, int]]:
    desk.clocks.refresh()
    return [(one.kind, one.id, one.level) for one in watch.look()]


def test_a_case_is_told_of_when_it_is_nearly_late_and_when_it_is_late(desk: Desk, time: FixedTime) -> None:
    watch = WarningWatch(desk)
    case_id = given_case(desk)
    assert look(desk, watch) == []
    time.advance(minutes=49)
    assert look(desk, watch) == [("case", case_id, NEAR)]
    assert look(desk, watch) == []
    time.advance(minutes=12)
    assert look(desk, watch) == [("case", case_id, LATE)]
    assert look(desk, watch) == []


def test_what_was_answered_and_presses_again_is_told_of_again(desk: Desk, time: FixedTime) -> None:
    watch = WarningWatch(desk)
    case_id = given_case(desk)
    assert look(desk, watch) == []
    time.advance(minutes=61)
    assert look(desk, watch) == [("case", case_id, LATE)]
    desk.complaints.reach([case_id], "phone")
    assert look(desk, watch) == []
    given_call(desk, case_id=case_id, rang_at=time.advance(minutes=1))
    # Four working hours for the next contact: over lunch.
    time.advance(hours=5, minutes=1)
    assert look(desk, watch) == [("case", case_id, LATE)]


def test_a_desk_that_warns_at_other_levels_is_called_at_its_own(desk: Desk, time: FixedTime) -> None:
    text = desk.policies.text("targets").replace("[50, 80, 100]", "[25, 60]")
    desk.policies.set("targets", text)
    watch = WarningWatch(desk)
    case_id = given_case(desk)
    assert look(desk, watch) == []
    time.advance(minutes=30)
    assert look(desk, watch) == []
    time.advance(minutes=7)
    assert look(desk, watch) == [("case", case_id, NEAR)]


def test_nothing_rings_outside_working_time_and_all_of_it_when_work_begins(
    desk: Desk, time: FixedTime
) -> None:
    watch = WarningWatch(desk)
    assert look(desk, watch) == []
    promise = NewPromise("[b] 回电", due_at=NOW + timedelta(hours=11), case_id=given_case(desk))
    promise_id = desk.promises.make(promise).id
    time.advance(hours=12)
    assert look(desk, watch) == []
    time.advance(hours=60)
    assert ("promise", promise_id, LATE) in look(desk, watch)


def test_several_warnings_are_counted_in_one_line() -> None:
    found = [
        Pressing("case", 1, LATE, "漏水"),
        Pressing("case", 2, NEAR, ""),
        Pressing("promise", 3, LATE, ""),
    ]
    assert warnings_in_words(found) == "1 case is late · 1 case is nearly late · 1 promise has lapsed"
    assert warnings_in_words(found[:1]) == "C-1 is late: 漏水"
