"""Whatever is done to cases that wait for cases, in whatever order: no wait is ever left hanging."""

import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import NotFoundError, ServiceDeskError
from servicedesk.services.desk import Desk
from servicedesk.services.importing import ImportRequest
from servicedesk.storage import clock_cache
from servicedesk.storage.case_histories import histories
from tests.builders import NOW, FixedTime, allow_any_cause, dump, given_case, open_desk
from tests.services.exchange_steps import export
from tests.services.test_case_waits import awaited, cases

MOVED_ON_BY_TIME = ("version", "updated_at", "clock_level", "urgency", "clock_until")
ENDED = {"closed", "cancelled", "duplicate", "merged"}


def dumped(desk: Desk) -> dict[str, list[Any]]:
    return dump(desk, without=MOVED_ON_BY_TIME)


def rows_of(desk: Desk) -> dict[int, tuple[str, int | None, int | None]]:
    with desk.reading() as db:
        found = db.execute("SELECT id, state, waiting_case_id, merged_into FROM cases ORDER BY id").fetchall()
    return {row[0]: tuple(row[1:]) for row in found}


def no_wait_hangs(desk: Desk) -> None:
    rows = rows_of(desk)
    waits = {
        case_id: other for case_id, (state, other, _into) in rows.items() if state == "waiting" and other
    }
    for case_id, other in waits.items():
        state, _other, merged_into = rows[other]
        assert state not in ENDED, (case_id, other, state)
        assert merged_into is None
        at, steps = other, 0
        while at in waits:
            at, steps = waits[at], steps + 1
            assert steps <= len(waits), f"a ring at {case_id}"
    for case_id, (state, other, _into) in rows.items():
        assert other is None or state in {"waiting", "merged"}, case_id


def no_clock_is_wrong(desk: Desk, time: FixedTime) -> None:
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, time.moment, "Asia/Shanghai") == 0
        for history in histories(db, list(rows_of(desk))).values():
            spans = history.states
            assert all(span.end is None or span.end >= span.start for span in spans)
            assert [span.end for span in spans[:-1]] == [span.start for span in spans[1:]]
            assert spans[-1].end is None


OFTEN = {"wait": 8, "wait early": 6, "wait more": 6, "close": 4, "merge": 3, "undo another": 4, "redo": 3}
"""How much more often than the others these are tried: most waits and closes are refused."""


class Walk:
    """One person's random day with a few cases."""

    def __init__(self, desk: Desk, time: FixedTime, path: Path, seed: int) -> None:
        self.desk, self.time, self.path = desk, time, path
        self.dice = random.Random(seed)
        self.ids = [given_case(desk, f"漏水 {number}") for number in range(6)]
        self.actions = [0]

    def case(self) -> int:
        return self.dice.choice(self.ids)

    def earlier(self) -> Any:
        minutes = self.dice.choice((0, 0, 4, 25, 90))
        return self.time.moment - timedelta(minutes=minutes) if minutes else None

    def step(self) -> str:
        dice, desk = self.dice, self.desk
        doings: dict[str, Callable[[], Any]] = {
            "wait": lambda: desk.moves.wait([self.case()], for_case=self.case()),
            "wait early": lambda: desk.moves.wait([self.case()], for_case=self.case(), at=self.earlier()),
            "wait more": lambda: desk.moves.wait(self.dice.sample(self.ids, 3), for_case=self.case()),
            "supplier": lambda: desk.moves.wait([self.case()], "the supplier"),
            "close": lambda: desk.moves.close([self.case()], override="不必", at=self.earlier()),
            "solve": lambda: desk.moves.solve([self.case()]),
            "work": lambda: desk.moves.work([self.case()]),
            "reopen": lambda: desk.moves.reopen([self.case()]),
            "cancel": lambda: desk.moves.cancel([self.case()]),
            "duplicate": lambda: desk.links.mark_duplicate([self.case()], self.case()),
            "merge": lambda: desk.merging.merge([self.case()], self.case()),
            "unmerge": lambda: desk.merging.unmerge([self.merged()]),
            "undo": desk.undo.undo,
            "undo another": lambda: desk.undo.undo(dice.choice(self.actions[-9:])),
            "redo": desk.undo.redo,
        }
        if dice.random() < 0.04:
            doings = {"import": self.take_in}
        often = [OFTEN.get(name, 1) for name in doings]
        (name,) = dice.choices(list(doings), often)
        before = dumped(desk)
        try:
            change = doings[name]()
        except ServiceDeskError:
            assert dumped(desk) == before
            return self.step()
        if (action := getattr(change, "action", 0)) and name not in {"undo", "undo another", "redo"}:
            if dice.random() < 0.3:
                after = dumped(desk)
                desk.undo.undo()
                assert dumped(desk) == before, name
                action = desk.undo.redo().action
                assert dumped(desk) == after, name
            self.actions.append(action)
        return name if change else ""

    def merged(self) -> int:
        into = [case_id for case_id, row in rows_of(self.desk).items() if row[2] is not None]
        return self.dice.choice(into or self.ids)

    def take_in(self) -> Any:
        """The desk's own file, in which one case has gone another way."""
        export(self.desk, "case", self.path)
        lines = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
        line = self.dice.choice(lines)
        later = (self.time.moment + timedelta(minutes=1)).isoformat()
        other = self.dice.choice([one for one in lines if one is not line])
        line |= self.dice.choice(
            (
                {"state": "closed", "closed_at": self.time.moment.isoformat()},
                {"state": "cancelled"},
                {"state": "waiting", "waiting_reason": "供应商"},
                {"state": "waiting", "waiting_reason": "供应商", "waiting_case": None},
                {"state": "waiting", "waiting_reason": "x", "waiting_case": other["number"]},
            )
        )
        line["updated_at"] = later
        self.path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        return self.desk.importing.run(ImportRequest(path=self.path))


@pytest.mark.parametrize("seed", range(3))
def test_no_wait_is_left_hanging_whatever_is_done_undone_and_taken_in(tmp_path: Path, seed: int) -> None:
    time = FixedTime()
    with open_desk(tmp_path / "desk.db", time) as desk:
        allow_any_cause(desk)
        walk = Walk(desk, time, tmp_path / "cases.jsonl", seed)
        done: Counter[str] = Counter()
        for _turn in range(100):
            time.advance(minutes=7)
            done[walk.step()] += 1
            no_wait_hangs(desk)
        no_clock_is_wrong(desk, time)
        assert min(done[name] for name in ("wait", "undo another", "unmerge", "import")) > 0


def test_in_whatever_order_things_are_undone_the_wait_is_as_if_nothing_had_been_done(
    desk: Desk, time: FixedTime
) -> None:
    one, two = cases(desk, 2)
    desk.moves.wait([one], for_case=two)
    before = dumped(desk)
    time.advance(minutes=5)
    worked = desk.moves.work([one]).action
    time.advance(minutes=5)
    ended = desk.moves.cancel([two]).action
    desk.undo.undo(worked)
    assert awaited(desk, one) == ("working", None)
    # What only followed from it is not what is done again.
    desk.undo.redo()
    desk.undo.undo()
    assert awaited(desk, one) == ("working", None)
    desk.undo.undo(ended)
    assert dumped(desk) == before
    desk.undo.redo()
    assert awaited(desk, one) == ("working", None)
    desk.undo.undo()
    assert dumped(desk) == before
    no_clock_is_wrong(desk, time)


def test_the_undo_of_something_else_brings_no_wait_back_that_an_end_since_has_ended(desk: Desk) -> None:
    one, two = cases(desk, 2)
    earlier_end = desk.moves.cancel([two]).action
    desk.moves.reopen([two])
    desk.moves.wait([one], for_case=two)
    assigned = desk.cases.assign([two], "bob").action
    desk.moves.cancel([two])
    desk.moves.reopen([two])
    woken = desk.history.of("case", one)[-1]
    desk.undo.undo(assigned)
    assert awaited(desk, one) == ("working", None)
    assert desk.history.of("case", one)[-1] == woken
    # Nor does the undo of an end before the one that woke it.
    desk.moves.cancel([two])
    desk.undo.undo(earlier_end)
    assert desk.cases.get(two).row.state != "cancelled"
    assert awaited(desk, one) == ("working", None)
    assert desk.history.of("case", one)[-1] == woken


def test_an_end_is_undone_though_one_that_it_woke_has_moved_on(desk: Desk, time: FixedTime) -> None:
    one, two, three = cases(desk, 3)
    desk.moves.wait([one, three], for_case=two)
    time.advance(minutes=5)
    ended = desk.moves.cancel([two]).action
    time.advance(minutes=5)
    desk.moves.solve([one])
    told = desk.history.of("case", one)
    change = desk.undo.undo(ended)
    assert (change.verb, change.subject) == ("undo case.cancel", ("case", two))
    assert desk.cases.get(two).row.state == "new"
    assert awaited(desk, one) == ("solved", None)
    assert desk.history.of("case", one) == told
    assert awaited(desk, three) == ("waiting", two)
    with pytest.raises(NotFoundError):
        desk.undo.undo(ended)
    no_clock_is_wrong(desk, time)
    # Nor is who waited again and went on in the way when the end is done again.
    desk.moves.wait([three], "供应商")
    desk.undo.undo(change.action)
    assert desk.cases.get(two).row.state == "cancelled"
    assert awaited(desk, three) == ("waiting", None)
    no_clock_is_wrong(desk, time)


def test_the_undo_of_the_wait_that_closed_a_ring_brings_the_other_wait_back(desk: Desk) -> None:
    one, two = cases(desk, 2)
    desk.moves.wait([one], for_case=two)
    before = dumped(desk)
    worked = desk.moves.work([one]).action
    ring = desk.moves.wait([two], for_case=one).action
    desk.undo.undo(worked)
    assert awaited(desk, one) == ("working", None)
    desk.undo.undo(ring)
    assert dumped(desk) == before


def test_the_undo_of_a_reopening_ends_the_wait_that_it_made_possible(desk: Desk, time: FixedTime) -> None:
    one, two = cases(desk, 2)
    desk.moves.cancel([two])
    reopened = desk.moves.reopen([two]).action
    time.advance(minutes=5)
    desk.moves.wait([one], for_case=two)
    before = dumped(desk)
    change = desk.undo.undo(reopened)
    assert (change.verb, change.subject) == ("undo case.reopen", ("case", two))
    assert awaited(desk, one) == ("working", None)
    change = desk.undo.redo()
    assert (change.verb, change.subject) == ("redo case.reopen", ("case", two))
    assert dumped(desk) == before


def test_the_undo_of_its_opening_leaves_nobody_waiting_for_a_case_that_is_gone(desk: Desk) -> None:
    (one,) = cases(desk, 1)
    opened = desk.history.of("case", two := given_case(desk))[0].action
    desk.moves.wait([one], for_case=two)
    desk.undo.undo(opened)
    assert awaited(desk, one) == ("working", None)
    desk.undo.redo()
    assert awaited(desk, one) == ("waiting", two)


def test_a_wait_that_a_merge_led_on_or_ended_is_back_when_the_case_is_taken_out(desk: Desk) -> None:
    one, two, three, four = cases(desk, 4)
    desk.moves.wait([one], for_case=two)
    desk.moves.wait([three], for_case=one)
    desk.moves.wait([four], for_case=two)
    # Two in three: three waits for one, which would wait for three.
    desk.merging.merge([two], three)
    assert awaited(desk, one) == ("working", None)
    assert awaited(desk, three) == ("waiting", one)
    assert awaited(desk, four) == ("waiting", three)
    desk.merging.unmerge([two])
    assert [awaited(desk, case_id) for case_id in (one, three, four)] == [
        ("waiting", two), ("waiting", one), ("waiting", two),
    ]  # fmt: skip
    # Who went on meanwhile is not called back.
    desk.merging.merge([two], three)
    desk.moves.solve([one])
    desk.moves.wait([four], for_case=one)
    desk.merging.unmerge([two])
    assert desk.cases.get(one).row.state == "solved"
    assert awaited(desk, four) == ("waiting", one)


def test_a_waiting_case_that_is_taken_out_of_a_merge_waits_for_where_the_awaited_one_went(desk: Desk) -> None:
    one, two, three, four = cases(desk, 4)
    desk.moves.wait([one], for_case=two)
    desk.merging.merge([one], four)
    desk.merging.merge([two], three)
    desk.merging.unmerge([one])
    assert awaited(desk, one) == ("waiting", three)
    # And it may be the one that waits for it by now.
    desk.merging.merge([one], four)
    desk.moves.wait([three], for_case=four)
    desk.moves.wait([four], "the supplier")
    desk.merging.unmerge([one])
    assert awaited(desk, one) == ("waiting", three)
    no_wait_hangs(desk)


def test_a_close_entered_late_ends_no_wait_before_it_began(desk: Desk, time: FixedTime) -> None:
    one, two = cases(desk, 2)
    desk.moves.solve([two])
    time.advance(hours=2)
    desk.moves.wait([one], for_case=two)
    began = time.moment
    time.advance(hours=2)
    desk.moves.close([two], override="不必", at=NOW + timedelta(minutes=30))
    with desk.reading() as db:
        states = histories(db, [one])[one].states
    assert [(span.state, span.start) for span in states if span.start >= began] == [("working", began)]
    no_clock_is_wrong(desk, time)


def test_a_file_that_ends_the_awaited_case_or_names_another_reason_ends_the_wait_for_it(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    one, two, three, four = cases(desk, 4)
    desk.moves.wait([one], for_case=two)
    desk.moves.wait([three, four], for_case=one)
    path = tmp_path / "cases.jsonl"
    export(desk, "case", path)
    before = dumped(desk)["cases"]
    lines = {line["number"]: line for line in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    time.advance(hours=1)
    later = time.moment.isoformat()
    by_id = dict(zip((one, two, three, four), [lines[number] for number in sorted(lines)], strict=True))
    by_id[two] |= {"state": "closed", "closed_at": later, "updated_at": later}
    by_id[three] |= {"waiting_reason": "供应商", "waiting_case": None, "updated_at": later}
    by_id[four] |= {"waiting_reason": "别的", "waiting_case": by_id[three]["number"], "updated_at": later}
    path.write_text("\n".join(map(json.dumps, by_id.values())), encoding="utf-8")
    time.advance(hours=1)
    desk.importing.run(ImportRequest(path=path))
    assert awaited(desk, one) == ("working", None)
    assert awaited(desk, three) == ("waiting", None)
    assert awaited(desk, four) == ("waiting", three)
    assert desk.history.of("case", one)[-1].verb == "case.awaited_ended"
    no_clock_is_wrong(desk, time)
    desk.undo.undo()
    assert dumped(desk)["cases"] == before
