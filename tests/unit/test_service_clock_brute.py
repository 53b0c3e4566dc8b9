"""The clocks against a count minute by minute that knows nothing of how they are computed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.case_history import CaseHistory, from_records
from servicedesk.domain.clock_explanation import explain
from servicedesk.domain.clock_readings import CaseClocks
from servicedesk.domain.clock_rules import ClockRules
from servicedesk.domain.service_clock import clocks
from servicedesk.domain.worktime_rules import DayRule, Interval
from tests.unit.clock_log import OFFICE, WEEK, CaseLog, call, rules

MINUTE = timedelta(minutes=1)
DAYS = 7
LENGTH = DAYS * 1440
EARLY = (Interval(0, 4 * 60), Interval(22 * 60, 1440))
WEEKS = (WEEK, (*(OFFICE for _day in range(6)), EARLY), (EARLY,) * 7)
# Both zones turn their clocks, or not, within these days: the night to 25 October and to 29 March.
STARTS = (datetime(2026, 10, 22, 6, tzinfo=UTC), datetime(2026, 3, 26, 6, tzinfo=UTC))
STATES = (("working", ""), ("waiting", "顾客"), ("waiting", "我们自己"), ("solved", ""))


@dataclass(frozen=True)
class Case:
    """A case in whole minutes from its receipt on, and the desk it is on."""

    start: datetime
    zone: ZoneInfo
    week: tuple[tuple[Interval, ...], ...]
    days: tuple[DayRule, ...]
    aims: tuple[int, int, int]
    moves: tuple[tuple[int, str, str], ...]
    replied: int | None
    asked: int | None
    now: int

    def rules(self) -> ClockRules:
        first, following, resolve = self.aims
        pairs = {"first_response": first, "next_contact": following, "resolve": resolve}
        lines = [f'{name} = "{minutes}m"' for name, minutes in pairs.items()]
        return rules(*self.days, zone=self.zone, week=self.week, aims="\n".join(["[[target]]", *lines]))

    def history(self, *, edits: bool = False) -> CaseHistory:
        log = CaseLog(self.start, call_id=1)
        for number, (minute, state, reason) in enumerate(self.moves):
            moment = self.start + minute * MINUTE
            if edits:
                log.change(moment, "case.assign", owner=f"何 {number}")
            more = {"waiting_reason": reason} if reason else {}
            log.move(moment, state, **more)
            if edits:
                log.change(moment, "case.edit", owner=f"[/] {number}")
        calls = [call(1, self.start)]
        if self.replied is not None:
            calls.append(call(2, self.start + self.replied * MINUTE, "out"))
        if self.asked is not None:
            calls.append(call(3, self.start + self.asked * MINUTE, outcome="abandoned"))
        records = log.records(calls=calls)
        if edits:
            records = records._replace(events=records.events[::-1], calls=calls[::-1])
        return from_records(records)

    def moment(self, minute: int) -> datetime:
        return self.start + minute * MINUTE

    def working(self) -> list[bool]:
        """Of each minute, whether it is worked."""
        by_date = {rule.day: rule for rule in self.days}
        found = []
        for minute in range(LENGTH):
            local = self.moment(minute).astimezone(self.zone)
            rule = by_date.get(local.date())
            hours = self.week[local.weekday()] if rule is None else rule.intervals
            if rule is not None and rule.kind == "make_up":
                hours = self.week[0]
            now = local.hour * 60 + local.minute
            found.append(any(start <= now < end for start, end in hours))
        return found

    def state(self, minute: int) -> tuple[str, str]:
        found = ("new", "")
        for at, state, reason in self.moves:
            if at <= min(minute, self.now):
                found = (state, reason)
        return found

    def state_at(self, moment: datetime) -> tuple[str, str]:
        return self.state(round((moment - self.start) / MINUTE))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    start = draw(st.sampled_from(STARTS)) + draw(st.integers(0, 1440)) * MINUTE
    minutes = st.integers(1, LENGTH // 2)
    moves, before = [], ("new", "")
    # The call that opened the case lasts five minutes: none of these is solved in it.
    for minute in sorted(draw(st.sets(st.integers(6, LENGTH // 2), max_size=6))):
        state = draw(st.sampled_from([state for state in STATES if state != before]))
        if before[0] == state[0] == "waiting":
            state = ("working", "")
        moves.append((minute, *state))
        before = state
    first = start.date()
    days = {
        first + timedelta(days=offset): draw(st.sampled_from(["holiday", "make_up", "half"]))
        for offset in draw(st.sets(st.integers(0, DAYS), max_size=4))
    }
    return Case(
        start,
        draw(st.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")])),
        draw(st.sampled_from(WEEKS)),
        tuple(_rule(day, kind) for day, kind in days.items()),
        (draw(st.integers(1, 300)), draw(st.integers(1, 600)), draw(st.integers(300, 1500))),
        tuple(moves),
        draw(st.none() | minutes),
        draw(st.none() | minutes),
        draw(st.integers(0, LENGTH // 2)),
    )


def _rule(day: date, kind: str) -> DayRule:
    hours = {"half": (Interval(9 * 60, 12 * 60),)}.get(kind, ())
    return DayRule(day, kind, "国庆节 [b]", hours, works_as=0 if kind == "make_up" else None)


def runs(clock: str, state: str, reason: str) -> bool:
    # An answer is owed all the while; only the solution waits, and only for the customer.
    return clock != "resolve" or state in {"new", "working"} or (state, reason) == ("waiting", "我们自己")


def expected(
    case: Case, clock: str, working: list[bool]
) -> tuple[int, int | None, datetime | None, bool] | None:
    """Minutes used, the minute of its end, when it is due if that lies within the days counted, and lateness.

    It is late when it ran, at work or not, in a minute after the target was used up.
    """
    start, end = 0, None
    if clock == "first_response":
        end = case.replied
        target = case.aims[0]
    elif clock == "next_contact":
        if case.asked is None or case.asked > case.now:
            return None
        start = case.asked
        end = case.replied if case.replied is not None and case.replied >= start else None
        target = case.aims[1]
    else:
        target = case.aims[2]
        if case.state(case.now)[0] == "solved":
            end = max(minute for minute, _state, _reason in case.moves if minute <= case.now)
    if end is not None and end > case.now:
        end = None
    stop = case.now if end is None else end
    used, due, done, late = 0, None, 0, False
    for minute in range(start, LENGTH):
        if done == target and due is None:
            due = case.moment(minute)
        late = late or (due is not None and minute < stop and runs(clock, *case.state(minute)))
        if working[minute] and runs(clock, *case.state(minute)):
            done += 1
            used += minute < stop
    return used, end, due, late


@settings(max_examples=40)
@given(cases())
def test_clocks_agree_with_a_count_of_every_minute(case: Case) -> None:
    now = case.moment(case.now)
    found = clocks(case.history(), case.rules(), now)
    working = case.working()
    readings = {
        "first_response": found.first_response,
        "next_contact": found.spans[-1] if found.spans else None,
        "resolve": found.resolve,
    }
    for name, reading in readings.items():
        truth = expected(case, name, working)
        if truth is None or reading is None:
            assert truth is None
            assert reading is None
            continue
        used, end, due, late = truth
        assert reading.is_late == late, name
        assert reading.used_seconds == used * 60, name
        assert reading.ended_at == (None if end is None else case.moment(end)), name
        if reading.is_paused and not reading.is_late:
            assert reading.due_at is None
        elif due is not None and (end is None or name == "first_response"):
            assert reading.due_at == due, name
        elif end is None:
            assert reading.due_at is None or reading.due_at >= case.moment(LENGTH)


@settings(max_examples=30)
@given(cases())
def test_the_counted_lines_of_an_explanation_add_up_to_what_is_used(case: Case) -> None:
    now = case.moment(case.now)
    told = explain(case.history(), case.rules(), now)
    assert [one.reading for one in told] == list(clocks(case.history(), case.rules(), now).readings)
    for one in told:
        assert sum(line.seconds for line in one.lines if line.counted) == one.reading.used_seconds
        stop = one.reading.ended_at or now
        assert sum(line.seconds for line in one.lines) == (stop - one.reading.started_at).total_seconds()
        for line, after in zip(one.lines, one.lines[1:], strict=False):
            assert line.end == after.start
            assert line[3:] != after[3:], "two lines in a row say the same"


@settings(max_examples=30)
@given(cases())
def test_pauses_hold_the_working_minutes_that_the_clock_left_out_and_every_wait(case: Case) -> None:
    now, working = case.moment(case.now), case.working()
    for told in explain(case.history(), case.rules(), now):
        name, start = told.reading.name, told.reading.started_at
        first = round((start - case.start) / MINUTE)
        last = round(((told.reading.ended_at or now) - case.start) / MINUTE)
        minutes = [minute for minute in range(first, last) if working[minute]]
        for counted in (False, True):
            wanted = sum(
                runs(name, *case.state(minute)) == counted
                for minute in minutes
                if not counted or (name == "resolve" and case.state(minute)[0] == "waiting")
            )
            found = sum(pause.worked_seconds for pause in told.pauses if pause.counted == counted)
            assert found == wanted * 60, (name, counted)
        for pause in told.pauses:
            assert start <= pause.start < pause.end <= case.moment(last)
            assert pause.reason == ("" if pause.state != "waiting" else case.state_at(pause.start)[1])
            assert pause.whom == {"顾客": "customer", "我们自己": "other", "": ""}[pause.reason]
            assert pause.is_over or (pause.end == now and told.reading.ended_at is None)


@settings(max_examples=30)
@given(cases())
def test_edits_of_other_fields_change_no_clock_in_whatever_order_the_lines_come(case: Case) -> None:
    now, edited = case.moment(case.now), case.history(edits=True)
    assert clocks(edited, case.rules(), now) == clocks(case.history(), case.rules(), now)


@settings(max_examples=40)
@given(cases(), st.integers(1, 3000))
def test_what_is_late_stays_late_until_it_is_solved(case: Case, later: int) -> None:
    history, rules, now = case.history(), case.rules(), case.moment(case.now)
    before, after = clocks(history, rules, now), clocks(history, rules, now + later * MINUTE)
    assert before.resolve is not None
    assert after.resolve is not None
    if before.resolve.is_late and before.resolve.ended_at is None and after.resolve.ended_at is None:
        assert after.resolve.is_late
        assert (before.resolve.due_at, "resolve") in before.deadlines
        assert (before.resolve.due_at, "resolve") in after.deadlines
        assert after.level == 100


@settings(max_examples=30)
@given(cases(), st.integers(1, 2000), st.integers(1, 2000))
def test_waiting_never_makes_a_deadline_earlier(case: Case, begun: int, lasted: int) -> None:
    plain, paused = CaseLog(case.start), CaseLog(case.start)
    paused.move(case.moment(begun), "waiting")
    paused.move(case.moment(begun + lasted), "working")
    now = case.moment(begun + lasted)
    before = clocks(plain.history(), case.rules(), now)
    after = clocks(paused.history(), case.rules(), now)
    assert before.resolve is not None
    assert after.resolve is not None
    assert after.resolve.used_seconds <= before.resolve.used_seconds
    if after.resolve.due_at is not None:
        assert before.resolve.due_at is not None
        assert before.resolve.due_at <= after.resolve.due_at
    assert after.first_response == before.first_response


@settings(max_examples=40)
@given(cases())
def test_a_level_holds_until_the_moment_that_it_names(case: Case) -> None:
    log = CaseLog(case.start)
    for minute, state, reason in case.moves:
        log.move(case.moment(minute), state, **({"waiting_reason": reason} if reason else {}))
    # Nothing is entered for later: only time passes.
    now = max(case.moment(case.now), case.moment(case.moves[-1][0] if case.moves else 0))
    history, desk = log.history(), case.rules()
    found = clocks(history, desk, now)
    if found.until is None:
        assert clocks(history, desk, now + timedelta(days=300)).level == found.level
        return
    assert found.until > now

    def level(moment: datetime) -> int:
        again: CaseClocks = clocks(history, desk, moment)
        assert again.deadlines == found.deadlines
        return again.level

    assert level(found.until) > found.level
    for part in (0.25, 0.5, 0.9):
        assert level(now + (found.until - timedelta(seconds=1) - now) * part) == found.level
    assert level(found.until - timedelta(seconds=1)) == found.level


@pytest.mark.parametrize("clock", ["first_response", "resolve"])
@settings(max_examples=20)
@given(case=cases(), parts=st.tuples(st.integers(0, 3000), st.integers(0, 3000)))
def test_time_in_two_parts_adds_up(clock: str, case: Case, parts: tuple[int, int]) -> None:
    history, desk = CaseLog(case.start).history(), case.rules()
    middle, last = (case.start + sum(parts[:count]) * MINUTE for count in (1, 2))
    first, both = (getattr(clocks(history, desk, moment), clock).used_seconds for moment in (middle, last))
    assert first + desk.calendar.worked(middle, last) == both
