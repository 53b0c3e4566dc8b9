"""A handler's own book of a desk: what was done when, and every clock counted from it minute by minute.

It shares nothing with the program's arithmetic: the calendar is written out by hand, a state holds from one
line of the book to the next, and minutes are counted one by one.
"""

import copy
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from servicedesk.domain.clock_readings import CaseClocks
from servicedesk.services.desk import Desk
from tests.builders import FixedTime

FIRST = datetime(2026, 2, 1, tzinfo=UTC) - timedelta(hours=8)
"""Minutes are counted from here: midnight in Shanghai, which keeps one distance from UTC all year."""
DAYS = 70
OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
OFF = {date(2026, 2, day) for day in (16, 17, 18, 19, 20, 23)}
"""Working weekdays that the Spring Festival takes; its other days are weekend."""
MAKE_UP = {date(2026, 2, 14), date(2026, 2, 28)}
"""Saturdays worked instead, as the State Council announced."""

Named = dict[tuple[str, str], tuple[int | None, int | None, int | None]]
TARGETS: Named = {
    ("complaint", ""): (60, 240, 960),
    ("complaint", "vip"): (30, 120, 480),
    ("enquiry", ""): (120, 480, 960),
}
TIGHTER: Named = TARGETS | {("complaint", ""): (45, 90, 600), ("enquiry", ""): (120, None, 300)}
WAITING = """
[[reason]]
name = "客户回音"
whom = "customer"
[[reason]]
name = "车间 [b]"
whom = "department"
"""
PAUSING = {"客户回音": True, "车间 [b]": False, "free words [/x]": False}
CLOCKS = ("first_response", "next_contact", "resolve")
SOLVED = {"solved", "told", "closed"}
ENDED = {"closed", "duplicate", "merged", "cancelled"}


def written(targets: Named) -> str:
    """The targets as a document."""
    lines = []
    for (kind, tier), minutes in targets.items():
        lines += ["[[target]]", f'kind = "{kind}"', f'tier = "{tier}"']
        lines += [f'{name} = "{m}m"' for name, m in zip(CLOCKS, minutes, strict=True) if m]
    return "\n".join(lines)


class Wall:
    """The calendar on the wall: which minutes are worked, counted once, minute by minute."""

    def __init__(self, other: dict[date, tuple[tuple[int, int], ...]]) -> None:
        worked = bytearray(DAYS * 1440)
        for number in range(DAYS):
            day = date(2026, 2, 1) + timedelta(days=number)
            is_work = (day.weekday() < 5 and day not in OFF) or day in MAKE_UP
            for start, end in other.get(day, OFFICE if is_work else ()):
                for minute in range(number * 1440 + start, number * 1440 + end):
                    worked[minute] = 1
        self.before = [0, *accumulate(worked)]

    def worked(self, start: int, end: int) -> int:
        """Minutes worked between two minutes."""
        return self.before[end] - self.before[start] if end > start else 0

    def reached(self, start: int, needed: int) -> int:
        """The first minute by which so much was worked since `start`."""
        return max(start, bisect_left(self.before, self.before[start] + needed))


@dataclass
class Note:
    """What the handler writes down of one case."""

    kind: str
    customer: int
    received: int
    moves: list[tuple[int, str, str]]
    said: list[tuple[int, str, bool]] = field(default_factory=list)
    """When, `in` or `out`, whether it reached; without the intake."""
    acknowledged: int | None = None
    intake: tuple[int, int] | None = None
    """Answered and ended, of the call it began with."""
    due: int | None = None
    handoff_due: int | None = None
    merged: list[int] = field(default_factory=list)

    @property
    def state(self) -> str:
        """How it stands."""
        return self.moves[-1][1]

    def move(self, at: int, state: str, reason: str = "") -> None:
        """From `at` on it is so; what was written of later minutes no longer holds."""
        # A merge alone leaves what began in its own minute: an unmerging brings it back.
        first = at + 1 if state == "merged" else at
        kept = [made for made in self.moves if made[0] < first]
        self.moves = [*kept, (max(at, self.received), state, reason)]


@dataclass
class Told:
    """A promise as the handler writes it down."""

    case: int
    due: int
    state: str = "open"
    ended: int | None = None

    def outcome(self, now: int) -> str:
        """What became of it."""
        if self.state == "withdrawn":
            return "withdrawn"
        if self.state == "open":
            return "broken" if now > self.due else "open"
        assert self.ended is not None
        return "broken" if self.ended > self.due else {"done": "kept", "retold": "slipped"}[self.state]


@dataclass
class Book:
    """All that was written down."""

    notes: dict[int, Note] = field(default_factory=dict)
    promises: dict[int, Told] = field(default_factory=dict)
    tiers: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    """Of each customer, from which minute on it was of which tier."""
    targets: Named = field(default_factory=lambda: TARGETS)
    days: dict[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)


@dataclass
class Counted:
    """One clock as it was counted by hand, in minutes."""

    target: int
    start: int
    stop: int | None
    is_met: bool
    used: int
    is_paused: bool
    due: int | None
    is_late: bool

    @property
    def presses(self) -> bool:
        """Whether it goes on, or stands still and is late."""
        return self.stop is None and (not self.is_paused or self.is_late)


class Handler:
    """Somebody at the desk who does not trust its clock."""

    def __init__(self, desk: Desk, time: FixedTime) -> None:
        self.desk = desk
        self.time = time
        self.book = Book()
        self.earlier: list[Book] = []
        self.walls: dict[str, Wall] = {}
        self.checks = 0

    @property
    def now(self) -> int:
        """This minute."""
        return minute(self.time.moment)

    def do(self, action: Callable[[], object], write: Callable[[Book], object]) -> None:
        """Do it on the desk, write it down, and see whether both agree."""
        before, lines = copy.deepcopy(self.book), self.lines()
        action()
        write(self.book)
        if self.lines() > lines:
            # What changed nothing is not there to be undone.
            self.earlier.append(before)
        self.check()

    def lines(self) -> int:
        """How many lines the history has."""
        with self.desk.reading() as db:
            return int(db.execute("SELECT count(*) FROM events").fetchone()[0])

    def undo(self) -> None:
        """Take the last action back."""
        self.desk.undo.undo()
        self.book = self.earlier.pop()
        self.check()

    # Counting by hand

    @property
    def wall(self) -> Wall:
        """The calendar that hangs there now."""
        key = repr(self.book.days)
        if key not in self.walls:
            self.walls[key] = Wall(self.book.days)
        return self.walls[key]

    def family(self, case_id: int) -> list[int]:
        """The case and all that stand merged into it, through any number of merges."""
        return [
            case_id,
            *(inner for other in self.book.notes[case_id].merged for inner in self.family(other)),
        ]

    def received(self, case_id: int) -> int:
        """When the first of them came."""
        return min(self.book.notes[other].received for other in self.family(case_id))

    def life(self, case_id: int) -> list[tuple[int, str, str]]:
        """The states of all of them as one: at work as long as one is, waiting only where all wait for it."""
        notes = [self.book.notes[other] for other in self.family(case_id)]
        if len(notes) == 1:
            return notes[0].moves
        found: list[tuple[int, str, str]] = []
        for at in sorted({move[0] for note in notes for move in note.moves}):
            standing = []
            for note in notes:
                begun = [move for move in note.moves if move[0] <= at]
                if begun and begun[-1][1] != "merged":
                    standing.append(begun[-1][1:])
            if len(set(standing)) == 1:
                state = standing[0]
            elif {"new", "working"} & {name for name, _reason in standing}:
                state = ("working", "")
            else:
                waits = {one for one in standing if one[0] == "waiting"}
                state = ("working", "") if len(waits) > 1 else waits.pop() if waits else standing[0]
            if not found or found[-1][1:] != state:
                found.append((at, *state))
        return found

    def contacts(self, case_id: int) -> list[tuple[int, str, bool]]:
        """Who turned to whom, with those of merged cases; `in` before `out` in the same minute."""
        first, found = self.received(case_id), []
        for other in self.family(case_id):
            found += self.said(other)
            if (came := self.book.notes[other].received) > first:
                # The customer came once; whatever came later is asking again.
                found.append((came, "in", True))
        return sorted(set(found))

    def said(self, case_id: int) -> list[tuple[int, str, bool]]:
        """What was said on one case itself."""
        note = self.book.notes[case_id]
        found = list(note.said)
        if note.acknowledged is not None:
            found.append((note.acknowledged, "out", True))
        if note.intake:
            answered, ended = note.intake
            solved = [at for at, state, _reason in note.moves if state in SOLVED]
            if solved and solved[0] <= ended:
                found.append((answered, "out", True))
        return found

    def counts(self, clock: str, state: str, reason: str) -> bool:
        """Whether time in that state counts."""
        if state in {"new", "working"}:
            return True
        if state == "waiting":
            return clock != "resolve" or not PAUSING[reason]
        return clock != "resolve" and state in {"solved", "told"}

    def count(self, case_id: int, clock: str, start: int, met: int | None) -> Counted | None:
        """One clock from its start."""
        note, wall, now = self.book.notes[case_id], self.wall, self.now
        moves = self.life(case_id)
        stop = met
        if stop is None and note.state == "closed":
            stop = max(moves[-1][0], start)
        # What has ended is judged by what the customer was then.
        then = now if stop is None else min(stop, now)
        own = [self.target(other, clock, then) for other in self.family(case_id)]
        targets = list(own)
        if clock == "next_contact" and self.is_again(case_id, start):
            # Owed a first reply, had it not been merged.
            targets += [self.target(other, "first_response", then) for other in self.family(case_id)]
        known = [target for target in targets if target is not None]
        if not known or not any(target is not None for target in own):
            return None
        target = min(known)
        used, due, is_late = 0, None, False
        ends = [at for at, _state, _reason in moves[1:]] + [now if stop is None else max(now, stop)]
        for (begun, state, reason), ended in zip(moves, ends, strict=True):
            first, last = max(begun, start), ended if stop is None else min(ended, stop)
            if not self.counts(clock, state, reason):
                continue
            if due is None and used + wall.worked(first, last) >= target:
                due = wall.reached(first, target - used)
            used += wall.worked(first, last)
            # Nobody need be at work for a deadline to pass.
            is_late = is_late or (due is not None and first < last and last > due)
        is_paused = stop is None and not self.counts(clock, *moves[-1][1:])
        if due is None and stop is None and not is_paused:
            due = wall.reached(max(now, start), target - used)
        shown = None if is_paused and not is_late else due
        return Counted(target, start, stop, met is not None, used, is_paused, shown, is_late)

    def target(self, case_id: int, clock: str, at: int) -> int | None:
        """What one case is measured against, by its own kind and the tier of its customer at a minute."""
        note = self.book.notes[case_id]
        first, *later = self.book.tiers[note.customer]
        tier = [first[1], *(tier for since, tier in later if since <= at)][-1]
        rule = self.book.targets.get((note.kind, tier)) or self.book.targets[note.kind, ""]
        return rule[CLOCKS.index(clock)]

    def is_again(self, case_id: int, at: int) -> bool:
        """Whether one of several cases came at that minute, and none was asked about in a call then."""
        notes = [self.book.notes[other] for other in self.family(case_id)]
        came = any(note.received == at for note in notes) and at > self.received(case_id)
        return came and not any(
            (at, "in", reached) in note.said for note in notes for reached in (True, False)
        )

    def clocks(self, case_id: int) -> dict[str, list[Counted]]:
        """Every clock of a case."""
        note = self.book.notes[case_id]
        found: dict[str, list[Counted]] = {name: [] for name in CLOCKS}
        if note.state in ENDED - {"closed"}:
            return found
        said = self.contacts(case_id)
        first = self.received(case_id)
        reply = next((at for at, way, ok in said if way == "out" and ok and at >= first), None)
        found["first_response"] = self._some(case_id, "first_response", first, reply)
        asked: int | None = None
        for at, way, ok in said:
            if way == "in" and asked is None and at > first:
                asked = at
            elif way == "out" and ok and asked is not None:
                found["next_contact"] += self._some(case_id, "next_contact", asked, at)
                asked = None
        if asked is not None:
            found["next_contact"] += self._some(case_id, "next_contact", asked, None)
        solved = None
        for at, state, _reason in self.life(case_id):
            solved = (at if solved is None else solved) if state in SOLVED else None
        found["resolve"] = self._some(case_id, "resolve", first, solved)
        return found

    def _some(self, case_id: int, clock: str, start: int, met: int | None) -> list[Counted]:
        counted = self.count(case_id, clock, start, met)
        return [] if counted is None else [counted]

    def deadlines(self, case_id: int) -> list[int]:
        """What presses on a case, the earliest first."""
        note = self.book.notes[case_id]
        if note.state in ENDED:
            return []
        clocks = [counted for found in self.clocks(case_id).values() for counted in found]
        found = [counted.due for counted in clocks if counted.presses]
        if note.state not in SOLVED:
            found.append(note.due)
        found.append(note.handoff_due)
        family = {case_id, *note.merged}
        found += [
            told.due for told in self.book.promises.values() if told.case in family and told.state == "open"
        ]
        return sorted(at for at in found if at is not None)

    # Comparing

    def check(self) -> None:
        """Compare everything that the desk says at this minute with what was counted."""
        self.checks += 1
        desk, ids = self.desk, sorted(self.book.notes)
        desk.clocks.refresh()
        read = desk.clocks.clocks_of(ids)
        for case_id in ids:
            self.compare(case_id, read[case_id])
        deadline = {case_id: next(iter(self.deadlines(case_id)), None) for case_id in ids}
        rows = desk.lists.rows("case", ids)
        for case_id in ids:
            where = (case_id, self.time.moment, self.book.notes[case_id])
            assert minute_or_none(rows[case_id].deadline_at) == deadline[case_id], where
        late = {case_id for case_id, at in deadline.items() if at is not None and at < self.now}
        assert set(desk.lists.ids("case", "is:overdue")) == late
        assert {row.id for row in rows.values() if row.is_overdue(self.time.moment)} == late
        still = [case_id for case_id in ids if self.book.notes[case_id].state not in ENDED]
        by_deadline = sorted(still, key=lambda case_id: (deadline[case_id] or 10**9, case_id))
        assert list(desk.lists.ids("case", "is:open", order="deadline")) == by_deadline
        for promise_id, told in self.book.promises.items():
            row = desk.promises.get(promise_id)
            assert row is not None
            assert row.outcome(self.time.moment) == told.outcome(self.now), promise_id

    def compare(self, case_id: int, read: CaseClocks) -> None:
        """The clocks of one case."""
        held = {name: list(found) for name, found in self.clocks(case_id).items()}
        said = {
            "first_response": [read.first_response] if read.first_response else [],
            "next_contact": list(read.spans),
            "resolve": [read.resolve] if read.resolve else [],
        }
        where = (case_id, self.time.moment, self.book.notes[case_id])
        levels = [0]
        for name in CLOCKS:
            assert len(said[name]) == len(held[name]), (name, where)
            for reading, counted in zip(said[name], held[name], strict=True):
                used, target = counted.used * 60, counted.target * 60
                shown = (reading.target_seconds, reading.used_seconds, reading.left_seconds, reading.is_late)
                assert shown == (target, used, target - used, counted.is_late), (name, where)
                ended = minute_or_none(reading.ended_at)
                stands = (minute(reading.started_at), ended, reading.is_met, reading.is_paused)
                assert stands == (counted.start, counted.stop, counted.is_met, counted.is_paused), (
                    name,
                    where,
                )
                if counted.stop is None or used >= target:
                    assert minute_or_none(reading.due_at) == counted.due, (name, where)
                if counted.presses:
                    levels.append(max(at for at in (0, 50, 80, 100) if used * 100 >= at * target))
        assert read.level == max(levels), where

    def moments_until(self, then: int) -> Iterator[int]:
        """Minutes at which something turns before `then`: lunch, dues and what surrounds them."""
        turns = {at for case_id in self.book.notes for at in self.deadlines(case_id)}
        turns |= {self.now + 1, then - 1}
        found = sorted(near for at in turns for near in (at, at + 1) if self.now < near < then)
        yield from found[:: max(1, len(found) // 4)]

    def until(self, then: datetime) -> None:
        """Let time pass, with a look wherever a clock turns."""
        assert then > self.time.moment
        for at in self.moments_until(minute(then)):
            self.time.moment = FIRST + timedelta(minutes=at)
            self.check()
        self.time.moment = then
        self.check()

    def check_urgency(self) -> None:
        """Each total is the sum of the terms that are printed, and the queue stands in their order."""
        desk = self.desk
        desk.clocks.refresh()
        explained = {case_id: desk.clocks.explain(case_id) for case_id in self.book.notes}
        for case_id, why in explained.items():
            assert why.urgency.total == sum(term.points for term in why.urgency.terms)
            assert desk.lists.rows("case", [case_id])[case_id].urgency == why.urgency.total
            for line in why.lines:
                counted = sum(part.seconds for part in line.lines if part.counted)
                assert counted == line.reading.used_seconds, (case_id, line.reading.name)
        still = [case_id for case_id, note in self.book.notes.items() if note.state not in ENDED]
        order = sorted(
            still,
            key=lambda case_id: (
                -explained[case_id].urgency.total,
                (self.deadlines(case_id) or [10**9])[0],
                case_id,
            ),
        )
        assert list(desk.lists.ids("case", "is:open", order="urgency")) == order


def minute(at: datetime) -> int:
    """Whole minutes since FIRST."""
    minutes, rest = divmod(at - FIRST, timedelta(minutes=1))
    assert not rest, at
    return minutes


def minute_or_none(at: datetime | None) -> int | None:
    """`minute`, where there may be none."""
    return None if at is None else minute(at)
