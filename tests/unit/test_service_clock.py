"""The service clock on cases worked out by hand, in a desk open 09:00-12:00 and 13:00-18:00."""

from datetime import UTC, date, datetime, timedelta

import pytest

from servicedesk import i18n
from servicedesk.domain import clock_words
from servicedesk.domain.case_history import PromiseFact
from servicedesk.domain.clock_explanation import ExplainLine, explain
from servicedesk.domain.clock_readings import CaseClocks, ClockReading
from servicedesk.domain.clock_rules import ClockRules
from servicedesk.domain.service_clock import clocks
from servicedesk.domain.worktime_rules import DayRule
from tests.builders import HOSTILE
from tests.unit.clock_log import OFFICE, TARGETS, CaseLog, at, call, promise, rules

MAKE_UP = DayRule(date(2026, 11, 21), "make_up", "元旦调休", works_as=4)
HOLIDAY = DayRule(date(2026, 11, 20), "holiday", "感恩节 [b]")
H = 3600


def resolve(found: CaseClocks) -> ClockReading:
    assert found.resolve is not None
    return found.resolve


def first_response(found: CaseClocks) -> ClockReading:
    assert found.first_response is not None
    return found.first_response


def words(lines: tuple[ExplainLine, ...]) -> list[str]:
    zone = at("11-20 09:00").tzinfo
    return [
        f"{line.start.astimezone(zone):%d %H:%M}-{line.end.astimezone(zone):%d %H:%M} {clock_words.why(line)}"
        for line in lines
    ]


def test_lunch_and_the_night_do_not_count() -> None:
    # Thursday 19 November: half an hour before lunch, five after it; eight on Friday; the rest on Monday.
    found = clocks(CaseLog(at("11-19 11:30")).history(), rules(), at("11-20 10:00"))
    assert first_response(found).due_at == at("11-19 13:30")
    assert first_response(found).used_seconds == 6.5 * H
    assert first_response(found).is_late
    assert resolve(found).due_at == at("11-23 11:30")
    assert resolve(found).left_seconds == 9.5 * H
    assert (found.deadline_at, found.deadline_kind) == (at("11-19 13:30"), "first_response")


def test_a_make_up_saturday_counts_and_a_holiday_does_not() -> None:
    log = CaseLog(at("11-20 16:00"))
    assert resolve(clocks(log.history(), rules(), at("11-20 16:00"))).due_at == at("11-24 16:00")
    assert resolve(clocks(log.history(), rules(MAKE_UP), at("11-20 16:00"))).due_at == at("11-23 16:00")
    closed = clocks(log.history(), rules(HOLIDAY, MAKE_UP), at("11-20 17:00"))
    assert resolve(closed).used_seconds == 0
    assert resolve(closed).due_at == at("11-23 18:00")


def test_waiting_pauses_the_solution_but_never_an_unmet_first_response() -> None:
    log = CaseLog(at("11-19 09:00"))
    log.move(at("11-19 10:00"), "waiting")
    found = clocks(log.history(), rules(), at("11-19 17:00"))
    assert resolve(found).is_paused
    assert resolve(found).due_at is None
    assert resolve(found).left_seconds == 15 * H
    assert first_response(found).used_seconds == 7 * H
    assert found.deadline_kind == "first_response"
    log.move(at("11-20 09:00"), "working")
    again = clocks(log.history(), rules(), at("11-20 10:00"))
    assert resolve(again).used_seconds == 2 * H
    assert resolve(again).due_at == at("11-23 17:00")


def test_waiting_for_ourselves_stops_no_clock() -> None:
    log = CaseLog(at("11-19 09:00"))
    log.move(at("11-19 10:00"), "waiting", waiting_reason="我们自己")
    found = resolve(clocks(log.history(), rules(), at("11-19 12:00")))
    assert (found.is_paused, found.used_seconds, found.due_at) == (False, 3 * H, at("11-20 18:00"))


def test_a_reopened_case_goes_on_where_it_stopped() -> None:
    log = CaseLog(at("11-19 09:00"))
    log.move(at("11-19 11:00"), "solved")
    log.move(at("11-19 11:30"), "told")
    ended = clocks(log.history(), rules(), at("11-20 09:00"))
    assert resolve(ended).ended_at == at("11-19 11:00")
    assert resolve(ended).is_met
    assert first_response(ended).used_seconds == 2.5 * H
    assert first_response(ended).is_late
    assert ended.deadlines == ()
    log.move(at("11-20 09:00"), "working")
    again = clocks(log.history(), rules(), at("11-20 10:00"))
    assert resolve(again).ended_at is None
    assert resolve(again).used_seconds == 3 * H
    assert first_response(again).ended_at == at("11-19 11:30")


def test_a_case_closed_without_a_word_stops_the_first_response_unmet() -> None:
    log = CaseLog(at("11-19 09:00"))
    log.change(at("11-19 09:30"), "case.import", state="closed", closed_at=at("11-19 09:30"))
    found = clocks(log.history(), rules(), at("11-19 15:00"))
    reading = first_response(found)
    assert (reading.ended_at, reading.is_met, reading.used_seconds) == (at("11-19 09:30"), False, H / 2)
    assert clock_words.standing(reading) == "never met: the case was closed before"
    assert (found.deadlines, found.level, found.unanswered_since) == ((), 0, None)


@pytest.mark.parametrize("state", ["merged", "duplicate", "cancelled"])
def test_a_case_that_ended_beside_the_road_has_no_clocks(state: str) -> None:
    log = CaseLog(at("11-19 09:00"), due_at=at("11-19 10:00"), handoff_due_at=at("11-19 10:00"))
    log.change(at("11-19 10:00"), "case.end", state=state)
    owed = [promise(at("11-19 12:00"))]
    assert clocks(log.history(promises=owed), rules(), at("11-20 10:00")) == CaseClocks()


def test_a_call_that_reaches_the_customer_meets_the_first_response() -> None:
    log = CaseLog(at("11-19 09:00"), call_id=1)
    calls = [
        call(1, at("11-19 09:00")),
        call(2, at("11-19 09:20"), "out", outcome="no_answer"),
        call(3, at("11-19 09:50"), "out"),
    ]
    log.change(at("11-19 09:10"), "case.note", owner=HOSTILE)
    reading = first_response(clocks(log.history(calls=calls), rules(), at("11-19 15:00")))
    assert (reading.ended_at, reading.used_seconds, reading.is_late) == (at("11-19 09:50"), 50 * 60, False)
    assert reading.due_at == at("11-19 10:00")


def test_a_contact_at_the_moment_of_the_receipt_meets_the_first_response() -> None:
    log = CaseLog(at("11-19 09:00"))
    reached = call(1, at("11-19 09:00"), "out")
    reading = first_response(clocks(log.history(calls=[reached]), rules(), at("11-19 15:00")))
    assert (reading.ended_at, reading.is_met, reading.used_seconds) == (at("11-19 09:00"), True, 0)


def test_a_reply_by_a_clock_that_was_behind_counts_at_the_receipt() -> None:
    early = timedelta(seconds=2)
    acknowledged = CaseLog(at("11-19 09:00"), acknowledged_at=at("11-19 08:59")).history()
    called = CaseLog(at("11-19 09:00")).history(calls=[call(1, at("11-19 09:00") - early, "out")])
    unheard = [call(1, at("11-19 09:00") - early, "out", outcome="abandoned")]
    for history in (acknowledged, called):
        found = clocks(history, rules(), at("11-19 15:00"))
        reading = first_response(found)
        assert (reading.ended_at, reading.is_met, reading.used_seconds) == (at("11-19 09:00"), True, 0)
        assert found.unanswered_since is None
    still = clocks(CaseLog(at("11-19 09:00")).history(calls=unheard), rules(), at("11-19 15:00"))
    assert not first_response(still).is_met
    merged = clocks(
        CaseLog(at("11-18 09:00")).history(merged=[acknowledged._replace(case_id=9)]),
        rules(),
        at("11-19 15:00"),
    )
    assert first_response(merged).ended_at == at("11-19 09:00")


def test_a_target_that_is_just_used_up_is_due_and_late_a_second_later() -> None:
    history = CaseLog(at("11-19 09:00")).history()
    now = first_response(clocks(history, rules(), at("11-19 10:00")))
    assert (now.due_at, now.left_seconds, now.is_late, now.level) == (at("11-19 10:00"), 0, False, 100)
    late = first_response(clocks(history, rules(), at("11-19 10:00") + timedelta(seconds=1)))
    assert (late.due_at, late.left_seconds, late.is_late) == (at("11-19 10:00"), -1, True)


@pytest.mark.parametrize(
    ("received", "due", "after"),
    [("11-16 09:00", "11-17 18:00", "11-17 20:00"), ("11-16 14:00", "11-18 12:00", "11-18 12:30")],
)
def test_what_was_due_when_the_hours_ended_is_late_after_them(received: str, due: str, after: str) -> None:
    # Sixteen hours of work, 8 a day: due at the end of Tuesday, and in the other case at lunch.
    aims = TARGETS.replace("16h", "16h" if received == "11-16 09:00" else "15h")
    log, held = CaseLog(at(received), acknowledged_at=at(received)), rules(aims=aims)
    now = resolve(clocks(log.history(), held, at(due)))
    assert (now.due_at, now.left_seconds, now.is_late) == (at(due), 0, False)
    late = resolve(clocks(log.history(), held, at(after)))
    assert (late.due_at, late.left_seconds, late.is_late) == (at(due), 0, True)
    log.move(at(after), "waiting")
    for moment in (at(after), at("11-30 10:00")):
        waits = clocks(log.history(), held, moment)
        assert (resolve(waits).is_late, resolve(waits).is_paused) == (True, True)
        assert waits.deadlines == ((at(due), "resolve"),)
        assert clock_words.standing(resolve(waits)) == "late, outside working hours, waiting"


def test_a_wait_or_a_solution_at_the_very_moment_that_is_due_is_in_time() -> None:
    waits, solved, after = (CaseLog(at("11-16 09:00"), acknowledged_at=at("11-16 09:00")) for _each in "123")
    waits.move(at("11-17 18:00"), "waiting")
    found = clocks(waits.history(), rules(), at("11-19 10:00"))
    assert (resolve(found).is_late, resolve(found).due_at, found.deadlines) == (False, None, ())
    solved.move(at("11-17 18:00"), "solved")
    after.move(at("11-17 20:00"), "solved")
    read = [resolve(clocks(log.history(), rules(), at("11-19 10:00"))) for log in (solved, after)]
    assert [(one.is_met, one.is_late, one.used_seconds) for one in read] == [
        (True, False, 16 * H),
        (True, True, 16 * H),
    ]
    assert clock_words.standing(read[1]) == "met, late, outside working hours"


def test_every_clock_is_late_once_its_deadline_has_passed_in_the_night() -> None:
    log = CaseLog(at("11-19 17:00"), call_id=1)
    calls = [call(1, at("11-19 17:00"))]
    late = first_response(clocks(log.history(calls=calls), rules(), at("11-19 18:01")))
    assert (late.due_at, late.is_late) == (at("11-19 18:00"), True)
    calls += [
        call(2, at("11-19 19:00"), "out"),
        call(3, at("11-20 14:00")),
        call(4, at("11-20 20:00"), "out"),
    ]
    both = clocks(log.history(calls=calls), rules(), at("11-21 10:00"))
    assert first_response(both).is_late
    assert [(one.due_at, one.is_met, one.is_late) for one in both.spans] == [(at("11-20 18:00"), True, True)]


def test_a_case_solved_in_the_call_that_opened_it_was_answered_by_that_call() -> None:
    log = CaseLog(at("11-19 09:00"), call_id=1)
    opening = call(1, at("11-19 09:00"))._replace(answered_at=at("11-19 09:01"))
    log.move(at("11-19 09:04"), "solved")
    history = log.history(calls=[opening])
    assert history.solved_in_first_call_at == at("11-19 09:01")
    found = clocks(history, rules(), at("11-19 12:00"))
    assert first_response(found).ended_at == at("11-19 09:01")
    before = clocks(history, rules(), at("11-19 09:03"))
    assert first_response(before).ended_at is None
    later = CaseLog(at("11-19 09:00"), call_id=1)
    later.move(at("11-19 10:00"), "solved")
    assert later.history(calls=[opening]).solved_in_first_call_at is None


def test_the_next_contact_runs_from_the_oldest_call_that_nobody_answered() -> None:
    log = CaseLog(at("11-19 09:00"), call_id=1)
    calls = [
        call(1, at("11-19 09:00")),
        call(2, at("11-19 09:30"), "out"),
        call(3, at("11-19 11:00")),
        call(4, at("11-19 11:30"), outcome="abandoned"),
    ]
    found = clocks(log.history(calls=calls), rules(), at("11-19 14:00"))
    assert found.next_contact is not None
    assert found.next_contact.started_at == found.unanswered_since == at("11-19 11:00")
    assert found.next_contact.used_seconds == 2 * H
    assert found.next_contact.due_at == at("11-19 16:00")
    assert (found.deadline_kind, found.repeats) == ("next_contact", 2)
    answered = [*calls, call(5, at("11-19 15:00"), "out"), call(6, at("11-19 17:00"))]
    found = clocks(log.history(calls=answered), rules(), at("11-19 17:30"))
    assert [(one.started_at, one.ended_at, one.used_seconds) for one in found.spans] == [
        (at("11-19 11:00"), at("11-19 15:00"), 3 * H),
        (at("11-19 17:00"), None, H // 2),
    ]
    assert found.next_contact == found.spans[-1]


def test_what_was_said_on_a_merged_case_counts_for_the_one_that_stays() -> None:
    other = CaseLog(at("11-19 10:00"), id=9, call_id=4)
    calls = [call(4, at("11-19 10:00")), call(5, at("11-19 10:30"), "out")]
    merged = other.history(calls=calls)
    alone = clocks(CaseLog(at("11-19 09:00")).history(), rules(), at("11-19 12:00"))
    both = clocks(
        CaseLog(at("11-19 09:00")).history(calls=calls, merged=[merged]), rules(), at("11-19 12:00")
    )
    assert first_response(alone).ended_at is None
    assert first_response(both).ended_at == at("11-19 10:30")
    assert [(one.started_at, one.ended_at) for one in both.spans] == [(at("11-19 10:00"), at("11-19 10:30"))]
    assert both.repeats == 1


def test_the_deadline_is_the_earliest_of_all_that_presses() -> None:
    log = CaseLog(at("11-19 09:00"), due_at=at("11-19 17:00"), handoff_due_at=at("11-19 16:00"))
    owed = [
        promise(at("11-19 15:00")),
        promise(at("11-19 09:30"), id=2, state="done", ended_at=at("11-19 09:20")),
    ]
    answer = [call(2, at("11-19 09:15"), "out")]
    found = clocks(log.history(promises=owed, calls=answer), rules(), at("11-19 09:20"))
    assert [kind for _at, kind in found.deadlines] == ["promise", "handoff", "due", "resolve"]
    log.move(at("11-19 10:00"), "solved")
    solved = clocks(log.history(promises=owed, calls=answer), rules(), at("11-19 10:00"))
    assert [kind for _at, kind in solved.deadlines] == ["promise", "handoff"]


def test_levels_come_at_their_shares_of_the_target_and_never_outside_hours() -> None:
    history = CaseLog(at("11-19 17:40")).history()
    seen = []
    moment = at("11-19 17:40")
    while True:
        found = clocks(history, rules(), moment)
        seen.append((found.level, moment))
        if found.until is None:
            break
        moment = found.until
    assert seen == [
        (0, at("11-19 17:40")),
        (50, at("11-20 09:10")),
        (80, at("11-20 09:28")),
        (100, at("11-20 09:40")),
    ]


def test_a_desk_is_warned_at_shares_of_its_own_and_always_at_the_whole() -> None:
    desk = rules(aims='warn_at = [30]\n[[target]]\nresolve = "100m"\n')
    history = CaseLog(at("11-19 09:00")).history()
    found = [clocks(history, desk, at(f"11-19 {time}")) for time in ("09:29", "09:30", "10:40")]
    assert [one.level for one in found] == [0, 30, 100]
    assert [one.until for one in found] == [at("11-19 09:30"), at("11-19 10:40"), None]


def test_a_change_of_targets_tier_or_hours_changes_the_deadline_of_the_same_history() -> None:
    history = CaseLog(at("11-19 09:00"), kind="enquiry").history()
    now = at("11-19 09:10")
    assert clocks(history, rules(), now).deadline_at == at("11-19 09:30")
    assert clocks(history, rules(), now).resolve is None
    aims = '[[target]]\nresolve = "8h"\n[[target]]\ntier = "VIP"\nresolve = "1d"\n'
    assert clocks(history, rules(aims=aims), now).deadline_at == at("11-19 18:00")
    long_days = rules(aims=aims, week=(OFFICE,) * 7)
    assert clocks(history._replace(tier="ｖｉｐ"), long_days, now).deadline_at == at("11-19 18:00")
    assert clocks(history, rules(aims=""), now) == CaseClocks(unanswered_since=history.received_at)


def test_a_calendar_without_working_time_gives_no_deadline_and_does_not_hang() -> None:
    never = rules(week=((),) * 7)
    found = clocks(CaseLog(at("11-19 09:00")).history(), never, at("11-20 09:00"))
    assert (found.deadline_at, found.level, found.until) == (None, 0, None)
    assert first_response(found).used_seconds == 0


@pytest.mark.parametrize("year", [1, 1969, 1970, 2199, 2200, 9999])
def test_times_that_no_calendar_knows_are_counted_as_its_first_or_last(year: int) -> None:
    received = datetime(year, 6, 1, tzinfo=UTC)
    log = CaseLog(at("11-19 09:00"), received_at=f"{received.replace(tzinfo=None).isoformat()}Z")
    found = clocks(log.history(), rules(), at("11-20 09:00"))
    assert first_response(found).used_seconds >= 0
    assert explain(log.history(), rules(), at("11-20 09:00"))


def test_a_case_received_later_than_now_has_used_nothing() -> None:
    found = clocks(CaseLog(at("11-20 09:00")).history(), rules(), at("11-19 09:00"))
    assert first_response(found).used_seconds == 0
    assert found.deadline_at == at("11-20 10:00")
    assert found.until == at("11-20 09:30")


def test_what_is_entered_for_later_counts_from_then_and_the_cache_is_told() -> None:
    log = CaseLog(at("11-19 09:00"))
    log.move(at("11-19 09:05"), "solved", solved_at=at("11-19 09:20"))
    found = clocks(log.history(), rules(), at("11-19 09:10"))
    assert resolve(found).ended_at is None
    assert found.until == at("11-19 09:20")


def test_an_explanation_names_every_interval() -> None:
    log = CaseLog(at("11-20 11:00"))
    log.move(at("11-20 14:00"), "waiting")
    log.move(at("11-21 10:00"), "working")
    log.move(at("11-23 09:30"), "solved")
    (_first, told) = explain(log.history(), rules(MAKE_UP), at("11-25 09:00"))
    assert told.reading.name == "resolve"
    assert words(told.lines) == [
        "20 11:00-20 12:00 counted: working hours",
        "20 12:00-20 13:00 not counted: lunch break",
        "20 13:00-20 14:00 counted: working hours",
        "20 14:00-21 10:00 not counted: waiting: 顾客",
        "21 10:00-21 12:00 counted: make-up working day (元旦调休)",
        "21 12:00-21 13:00 not counted: lunch break",
        "21 13:00-21 18:00 counted: make-up working day (元旦调休)",
        "21 18:00-22 00:00 not counted: outside working hours",
        "22 00:00-23 00:00 not counted: day off",
        "23 00:00-23 09:00 not counted: outside working hours",
        "23 09:00-23 09:30 counted: working hours",
    ]


def test_an_explanation_of_a_reopened_case_shows_the_time_it_was_solved() -> None:
    log = CaseLog(at("11-19 16:00"))
    log.move(at("11-19 17:00"), "solved")
    log.move(at("11-20 10:00"), "working")
    told = explain(log.history(), rules(HOLIDAY), at("11-20 12:00"))[-1]
    assert words(told.lines) == [
        "19 16:00-19 17:00 counted: working hours",
        "19 17:00-20 10:00 not counted: solved",
        "20 10:00-20 12:00 not counted: holiday (感恩节 [b])",
    ]


def test_words_of_a_line_hold_no_control_characters() -> None:
    line = ExplainLine(at("11-20 09:00"), at("11-20 10:00"), H, False, "waiting", HOSTILE)
    assert "\x1b" not in clock_words.why(line)
    assert "{name}" in clock_words.why(line)
    assert clock_words.why(line._replace(name="")) == "not counted: waiting"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 min"), (45, "45 s"), (90 * 60, "1 h 30 min"), (40 * H, "40 h"), (-20 * 60, "−20 min")],
)
def test_lengths_read_as_a_person_says_them(seconds: int, shown: str) -> None:
    i18n.activate("en")
    assert clock_words.length_words(seconds) == shown


def test_how_a_clock_stands_in_words() -> None:
    def standing(desk: ClockRules, minute: int, *moves: str) -> str:
        log = CaseLog(at("11-19 09:00"))
        for number, state in enumerate(moves):
            log.move(at("11-19 09:00") + timedelta(minutes=10 * (number + 1)), state)
        now = at("11-19 09:00") + timedelta(minutes=minute)
        return clock_words.standing(resolve(clocks(log.history(), desk, now)))

    desk = rules(aims='[[target]]\nresolve = "1h"\n')
    assert standing(desk, 40) == "20 min left"
    assert standing(desk, 80) == "late by 20 min of working time"
    assert standing(desk, 80, "waiting") == "paused, 50 min left"
    assert standing(desk, 80, "solved") == "met in time"
    late = rules(aims='[[target]]\nresolve = "5m"\n')
    assert standing(late, 80, "solved") == "met, late by 5 min of working time"
    assert clock_words.clock_label("handoff") == "hand-off"


def test_a_promise_is_a_fact_of_its_own() -> None:
    owed = PromiseFact(3, at("11-19 10:00"), None, "open", None)
    log = CaseLog(at("11-19 09:00"))
    log.move(at("11-19 09:10"), "waiting")
    found = clocks(log.history(promises=[owed]), rules(aims=""), at("11-25 10:00"))
    assert found.deadlines == ((at("11-19 10:00"), "promise"),)
