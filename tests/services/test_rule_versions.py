"""The past stays as it was judged: other tiers, kinds, targets, hours change nothing that has ended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.clock_readings import CaseClocks
from servicedesk.domain.policies.calendar_policy import CalendarPolicy
from servicedesk.domain.policies.calendar_versions import in_time
from servicedesk.domain.worktime_rules import DayRule, Interval
from servicedesk.services.calls import NewCall
from servicedesk.services.complaints import Assessment
from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from servicedesk.services.policy_versions import BEGINNING
from servicedesk.storage import clock_cache
from tests.builders import HOSTILE, FixedTime, dump, given_case, given_customer


def clocks_of(desk: Desk, case_id: int) -> CaseClocks:
    return desk.clocks.explain(case_id).clocks


def assert_clocks_are_those_of_the_history(desk: Desk) -> None:
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, desk.clock.now(), desk.store.zone) == 0


def given_met(desk: Desk, time: FixedTime, customer_id: int, **values: str) -> int:
    """A complaint that met its targets, and would have missed those of a VIP."""
    case_id = given_case(desk, HOSTILE, customer_id=customer_id, **values)
    time.advance(minutes=50)
    desk.calls.log(NewCall("", "回电 [b]", case_id=case_id, direction="out"))
    time.advance(days=2, minutes=-80)
    desk.moves.solve([case_id])
    desk.moves.tell([case_id])
    desk.moves.close([case_id], override="x")
    return case_id


def test_another_tier_judges_what_runs_and_nothing_that_has_ended(desk: Desk, time: FixedTime) -> None:
    customer_id = given_customer(desk)
    closed = given_met(desk, time, customer_id)
    running = given_case(desk, customer_id=customer_id)
    time.advance(days=240)
    before = clocks_of(desk, closed)
    assert [reading.is_late for reading in before.readings] == [False, False]
    earlier = clocks_of(desk, running)
    desk.customers.edit(customer_id, CardChange({"tier": "VIP"}))
    assert clocks_of(desk, closed) == before
    now = clocks_of(desk, running)
    assert now.resolve is not None
    assert earlier.resolve is not None
    assert now.resolve.target_seconds == earlier.resolve.target_seconds // 2
    # As of a time before it, the tier was what it was.
    at = time.moment - timedelta(days=1)
    as_of = desk.clocks.explain(running, as_of=at)
    assert as_of.history.tier == ""
    assert as_of.clocks.resolve is not None
    assert as_of.clocks.resolve.target_seconds == earlier.resolve.target_seconds
    assert_clocks_are_those_of_the_history(desk)
    desk.undo.undo()
    assert clocks_of(desk, running) == earlier


def test_as_of_a_time_a_case_is_explained_as_it_was_explained_then(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk, HOSTILE, customer_id=given_customer(desk))
    told: dict[datetime, tuple[object, ...]] = {}

    def explained(as_of: datetime | None = None) -> tuple[object, ...]:
        found = desk.clocks.explain(case_id, as_of=as_of)
        return found.urgency.total, found.urgency.terms, found.clocks.deadlines

    steps: tuple[Callable[[], object], ...] = (
        lambda: desk.complaints.assess([case_id], Assessment(severity=1, impact=1)),
        lambda: desk.cases.edit(case_id, {"due_at": time.moment + timedelta(hours=5)}),
        lambda: desk.cases.set_priority([case_id], 1),
        lambda: desk.complaints.assess([case_id], Assessment(severity=4, safety=True)),
        lambda: desk.handoffs.hand_off([case_id], "质检 [b]", due_at=time.moment + timedelta(hours=2)),
        lambda: desk.handoffs.back([case_id]),
        lambda: desk.cases.edit(case_id, {"due_at": None}),
    )
    for step in steps:
        told[time.moment] = explained()
        time.advance(minutes=30)
        step()
        time.advance(minutes=30)
    desk.cases.set_priority([case_id], 4)
    desk.undo.undo()
    assert len({total for total, _terms, _deadlines in told.values()}) > 2
    for at, before in told.items():
        assert explained(at) == before, at


def test_a_case_is_judged_as_the_kind_and_for_the_customer_that_it_had(desk: Desk, time: FixedTime) -> None:
    ordinary, vip = given_customer(desk), given_customer(desk, "王 [/]", "139 0000 0001", tier="vip")
    answered = given_case(desk, kind="enquiry", customer_id=ordinary)
    time.advance(minutes=90)
    desk.calls.log(NewCall("", "回电", case_id=answered, direction="out"))
    first = clocks_of(desk, answered).first_response
    assert first is not None
    assert not first.is_late
    time.advance(minutes=5)
    desk.cases.edit(answered, {"kind": "complaint", "customer_id": vip})
    clocks = clocks_of(desk, answered)
    assert clocks.first_response == first
    assert clocks.resolve is not None
    assert clocks.resolve.target_seconds == 8 * 3600
    time.advance(minutes=5)
    desk.customers.edit(vip, CardChange({"tier": ""}))
    assert clocks_of(desk, answered).first_response == first
    assert_clocks_are_those_of_the_history(desk)
    newer = given_case(desk, kind="enquiry")
    desk.merging.merge([answered], newer, reason="一件事")
    joined = clocks_of(desk, newer)
    assert joined.first_response == first
    assert_clocks_are_those_of_the_history(desk)


def given_targets(resolve: str) -> str:
    return (
        f'[[target]]\nkind = "complaint"\nfirst_response = "1h"\nnext_contact = "2h"\nresolve = "{resolve}"\n'
    )


def length_of(desk: Desk, case_id: int) -> int:
    resolve = clocks_of(desk, case_id).resolve
    assert resolve is not None
    return resolve.target_seconds // 3600


def test_targets_judge_what_began_in_their_time_unless_they_are_to_hold_from_the_beginning(
    desk: Desk, time: FixedTime
) -> None:
    desk.policies.set("targets", given_targets("20h"))
    old = given_case(desk)
    time.advance(days=1)
    desk.policies.set("targets", given_targets("10h"))
    new = given_case(desk)
    assert (length_of(desk, old), length_of(desk, new)) == (20, 10)
    assert_clocks_are_those_of_the_history(desk)
    # Between the two moments, in a time to come, and again what held before.
    desk.policies.set("targets", given_targets("5h"), since=time.moment + timedelta(days=1))
    assert (length_of(desk, old), length_of(desk, new)) == (20, 10)
    time.advance(days=2)
    newest = given_case(desk)
    assert [length_of(desk, case_id) for case_id in (old, new, newest)] == [20, 10, 5]
    shown = desk.policies.get("targets")
    assert [len(shown.earlier), shown.valid_from] == [2, time.moment - timedelta(days=1)]
    change = desk.policies.set("targets", given_targets("3h"), since=BEGINNING)
    assert [length_of(desk, case_id) for case_id in (old, new, newest)] == [3, 3, 3]
    assert desk.policies.get("targets").earlier == ()
    assert_clocks_are_those_of_the_history(desk)
    desk.undo.undo(change.action)
    assert [length_of(desk, case_id) for case_id in (old, new, newest)] == [20, 10, 5]
    assert replace(desk.policies.get("targets"), version=shown.version) == shown
    assert_clocks_are_those_of_the_history(desk)


def test_what_held_before_is_one_time_again_when_it_is_written_again(desk: Desk, time: FixedTime) -> None:
    desk.policies.set("targets", given_targets("20h"))
    old = given_case(desk)
    time.advance(days=1)
    desk.policies.set("targets", given_targets("10h"))
    time.advance(days=1)
    desk.policies.set("targets", "# 注 [b]\n" + given_targets("20h"), since=time.moment - timedelta(days=1))
    shown = desk.policies.get("targets")
    assert (shown.earlier, shown.valid_from) == ((), None)
    assert length_of(desk, old) == 20
    # Words alone hold since when their rules do, and say nothing of the past.
    assert not desk.policies.asks_since("targets", given_targets("20h"))
    assert desk.policies.asks_since("targets", given_targets("10h"))
    assert not desk.policies.asks_since("causes", "[[area]]\nname = 'x'\n")


def test_going_back_to_the_shipped_rules_leaves_the_past_to_those_that_held(
    desk: Desk, time: FixedTime
) -> None:
    desk.policies.set("targets", given_targets("20h"))
    old = given_case(desk)
    time.advance(days=1)
    desk.policies.reset("targets")
    new = given_case(desk)
    assert (length_of(desk, old), length_of(desk, new)) == (20, 16)
    assert not desk.policies.is_own("targets")
    assert not desk.policies.reset("targets").action
    desk.policies.reset("targets", since=BEGINNING)
    assert (length_of(desk, old), length_of(desk, new)) == (16, 16)
    assert dump(desk)["policy_versions"] == []
    assert_clocks_are_those_of_the_history(desk)


def test_other_weekly_hours_count_from_their_time_on_and_a_holiday_whenever_it_is_written(
    desk: Desk, time: FixedTime
) -> None:
    old = given_met(desk, time, given_customer(desk))
    running = given_case(desk)
    time.advance(days=60)
    before, used = clocks_of(desk, old), clocks_of(desk, running).resolve
    assert used is not None
    desk.policies.set_week(range(7), [Interval(0, 1440)])
    assert clocks_of(desk, old) == before
    assert clocks_of(desk, running).resolve == used
    time.advance(hours=24)
    later = clocks_of(desk, running).resolve
    assert later is not None
    assert later.used_seconds == used.used_seconds + 24 * 3600
    assert_clocks_are_those_of_the_history(desk)
    first = before.readings[0].started_at.astimezone(desk.zone).date()
    desk.policies.set_day(DayRule(first, "holiday"))
    assert clocks_of(desk, old) != before
    assert len(desk.policies.get("calendar").earlier) == 1
    desk.undo.undo()
    desk.undo.undo()
    assert clocks_of(desk, old) == before
    assert_clocks_are_those_of_the_history(desk)


def given_reasons(pausing: str, standing: str) -> str:
    return "".join(
        f'[[reason]]\nname = "{name}"\nwhom = "other"\npauses = {word}\n'
        for name, word in ((pausing, "true"), (standing, "false"))
    )


def test_a_wait_pauses_or_not_by_the_reasons_that_held_when_it_began(desk: Desk, time: FixedTime) -> None:
    parts, answer = "等配件 [b]", "等答复 [/]"
    desk.policies.set("waiting", given_reasons(parts, answer))
    old, running = given_case(desk), given_case(desk)
    desk.moves.wait([old, running], parts)
    time.advance(minutes=60)
    desk.moves.work([old])
    before = clocks_of(desk, old).resolve
    assert before is not None
    assert before.used_seconds == 0
    assert desk.policies.asks_since("waiting", given_reasons(answer, parts))
    desk.policies.set("waiting", given_reasons(answer, parts))
    # What is over, and what had begun, stays as it was; a new wait is by the new reasons.
    assert clocks_of(desk, old).resolve == before
    time.advance(minutes=30)
    desk.moves.wait([old], parts)
    time.advance(minutes=20)
    now, other = clocks_of(desk, old).resolve, clocks_of(desk, running).resolve
    assert now is not None
    assert other is not None
    assert (now.used_seconds, now.is_paused, other.used_seconds, other.is_paused) == (3000, False, 0, True)
    explained = desk.clocks.explain(old).lines[-1]
    assert [(pause.counted, pause.worked_seconds) for pause in explained.pauses] == [
        (False, 3600),
        (True, 1200),
    ]
    assert_clocks_are_those_of_the_history(desk)
    desk.policies.set("waiting", given_reasons(answer, parts), since=BEGINNING)
    judged = clocks_of(desk, old).resolve
    assert judged is not None
    assert judged.used_seconds == 6600
    assert_clocks_are_those_of_the_history(desk)
    desk.undo.undo()
    assert clocks_of(desk, old).resolve == now


def test_other_nudges_or_words_of_a_reason_ask_nobody_since_when(desk: Desk) -> None:
    desk.policies.set("waiting", given_reasons("等配件", "等答复"))
    given_case(desk)
    asked = desk.policies.asks_since
    assert not asked("waiting", given_reasons("等配件", "等答复") + 'nudge = "1h"\nnudges = 2\n')
    assert not asked("waiting", given_reasons("等配件", "催仓库 [b]"))
    assert asked("waiting", given_reasons("配件", "等答复"))


def test_what_a_source_sent_is_owed_by_the_limit_of_its_time(desk: Desk, time: FixedTime) -> None:
    def given_limit(days: int) -> str:
        return f'[[source]]\nname = "12315"\ncalendar_days = {days}\n'

    first = given_case(desk, source="12315")
    time.advance(days=1)
    assert desk.policies.asks_since("sources", given_limit(7))
    desk.policies.set("sources", given_limit(7))
    assert clocks_of(desk, first).limits == ()
    old = given_case(desk, source="12315")
    time.advance(days=1)
    desk.policies.set("sources", given_limit(2))
    new = given_case(desk, source="12315")
    days = [clocks_of(desk, case_id).limits[0].days for case_id in (old, new)]
    assert days == [7, 2]
    assert_clocks_are_those_of_the_history(desk)
    desk.policies.set("sources", given_limit(3), since=BEGINNING)
    assert [clocks_of(desk, case_id).limits[0].days for case_id in (old, new)] == [3, 3]


WEEKS = st.lists(
    st.sampled_from(
        [(), (Interval(540, 720), Interval(780, 1080)), (Interval(0, 1440),), (Interval(90, 150),)]
    ),
    min_size=7,
    max_size=7,
).filter(any)


@settings(max_examples=30, deadline=None)
@given(
    weeks=st.lists(WEEKS, min_size=1, max_size=4),
    gaps=st.lists(st.integers(1, 9 * 1440), min_size=3, max_size=3),
    ends=st.tuples(st.integers(0, 20 * 1440), st.integers(0, 20 * 1440)),
    needed=st.integers(1, 4 * 1440),
    zone=st.sampled_from(["Europe/Berlin", "Asia/Shanghai"]),
)
def test_changing_hours_count_as_minute_by_minute(
    weeks: list[list[tuple[Interval, ...]]], gaps: list[int], ends: tuple[int, int], needed: int, zone: str
) -> None:
    # Across the night in which the clocks of Europe are set back.
    here, begin = ZoneInfo(zone), datetime(2026, 10, 15, tzinfo=UTC)
    changes = [begin + timedelta(minutes=sum(gaps[: place + 1])) for place in range(len(weeks) - 1)]
    versions = [
        (int(since.timestamp()) if since else None, CalendarPolicy(week=tuple(week)))
        for since, week in zip([None, *changes], weeks, strict=True)
    ]
    calendar = in_time(versions, here)

    def is_worked(minute: int) -> bool:
        at = begin + timedelta(minutes=minute)
        local = at.astimezone(here)
        week = weeks[sum(change <= at for change in changes)]
        wall = local.hour * 60 + local.minute
        return any(hours.start <= wall < hours.end for hours in week[local.weekday()])

    first, last = sorted(ends)
    start, end = (begin + timedelta(minutes=minute) for minute in (first, last))
    worked = [minute for minute in range(first, first + 45 * 1440) if is_worked(minute)]
    found = sum(minute < last for minute in worked)
    assert calendar.worked(start, end) == found * 60
    segments = calendar.segments(start, end)
    assert sum(segment.seconds for segment in segments if segment.counted) == found * 60
    assert sum(segment.seconds for segment in segments) == (last - first) * 60
    if len(worked) >= needed:
        assert calendar.deadline(start, needed * 60) == begin + timedelta(minutes=worked[needed - 1] + 1)
    if worked:
        assert calendar.next_working(start) == begin + timedelta(minutes=worked[0])
    assert calendar.is_working(start) == is_worked(first)
    middle = start + (end - start) / 2
    whole = middle - timedelta(seconds=middle.second, microseconds=middle.microsecond)
    assert calendar.worked(start, whole) + calendar.worked(whole, end) == found * 60
