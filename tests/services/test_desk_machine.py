"""Random desks of complaints worked, merged and undone: no line is lost, every count can be recounted."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from servicedesk.domain.errors import NotFoundError, ServiceDeskError
from servicedesk.domain.merging import FIELDS
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.services.case_rows import NewCase
from servicedesk.services.complaints import Assessment
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from servicedesk.storage import clock_cache
from tests.builders import (
    HOSTILE,
    FixedTime,
    dump,
    given_call,
    given_case,
    given_customer,
    open_desk,
)
from tests.services.test_undo import assert_search_rows_are_those_of_a_rebuild, events

MOVED_ON_BY_TIME = ("version", "updated_at", "clock_level", "urgency", "clock_until")
WORDS = ["空调漏水", "退款 refund", HOSTILE, "", "A座 501"]

words = st.sampled_from(WORDS)
labels = st.lists(st.sampled_from(["漏水", "Leak", "急"]), max_size=2)
numbers = st.integers(1, 6)
some = st.lists(numbers, min_size=1, max_size=3)


class Recount:
    """The states of all cases and what they are merged into, from the lines of the log and nothing else."""

    def __init__(self) -> None:
        self.states: dict[int, str] = {}
        self.merged: dict[int, int | None] = {}
        self.gone: dict[int, tuple[str, int | None]] = {}
        self.read = 0

    def go_on(self, log: Sequence[tuple[Any, ...]]) -> None:
        """Read the lines that came since."""
        for line in log[self.read :]:
            for change in json.loads(line[7]):
                if change["table"] == "cases":
                    self._apply(change["op"], change["id"], change)
        self.read = len(log)

    def _apply(self, operation: str, case_id: int, change: dict[str, Any]) -> None:
        if operation == "delete":
            self.gone[case_id] = (self.states.pop(case_id), self.merged.pop(case_id))
        elif operation == "insert":
            self.states[case_id], self.merged[case_id] = self.gone.pop(case_id, ("new", None))
        else:
            self.states[case_id] = change["after"].get("state", self.states[case_id])
            self.merged[case_id] = change["after"].get("merged_into", self.merged[case_id])


class DeskMachine(RuleBasedStateMachine):
    """One actor's days; `past` and `future` are what undo and redo must bring back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.time = FixedTime()
        self.desk = open_desk(self.folder / "desk.db", self.time)
        self.past: list[dict[str, list[Any]]] = []
        self.future: list[dict[str, list[Any]]] = []
        self.log: list[tuple[Any, ...]] = []
        self.lines: Counter[int] = Counter()
        self.recount = Recount()

    def teardown(self) -> None:
        try:
            self.all_the_way_back_and_forth()
        finally:
            self.desk.close()
            shutil.rmtree(self.folder)

    def all_the_way_back_and_forth(self) -> None:
        end, steps = self.dumped(), len(self.past)
        for _step in range(steps):
            self.desk.undo.undo()
        if steps:
            assert self.dumped() == self.past[0]
        with pytest.raises(NotFoundError, match="nothing to undo"):
            self.desk.undo.undo()
        self.clocks_are_those_of_the_history()
        for _step in range(steps):
            self.desk.undo.redo()
        assert self.dumped() == end
        self.clocks_are_those_of_the_history()
        self.counts_are_those_of_the_log()
        assert_search_rows_are_those_of_a_rebuild(self.desk)

    def dumped(self) -> dict[str, list[Any]]:
        return dump(self.desk, without=MOVED_ON_BY_TIME)

    def case(self, number: int) -> int:
        """One of the cases that are there: a machine that mostly meets none learns little."""
        ids = sorted(self.recount.states)
        return ids[number % len(ids)]

    def cases(self, some_numbers: list[int]) -> list[int]:
        """Several of them."""
        return [self.case(number) for number in some_numbers]

    def owned(self, sql: str, number: int) -> tuple[int, int]:
        """(id, case) of one of the rows of a query; there are some from the beginning on."""
        with self.desk.reading() as db:
            found = db.execute(sql).fetchall()
        row_id, case_id = found[number % len(found)]
        return row_id, case_id

    def do(self, action: Callable[[Desk], Any]) -> None:
        """An action: it changes the desk and can be undone, or is refused and changes nothing."""
        self.time.advance(minutes=17)
        before, lines = self.dumped(), len(events(self.desk))
        try:
            action(self.desk)
        except ServiceDeskError:
            assert self.dumped() == before
            assert len(events(self.desk)) == lines
            return
        if len(events(self.desk)) > lines:
            self.past.append(before)
            self.future.clear()
        else:
            assert self.dumped() == before

    @initialize()
    def a_desk_with_something_on_it(self) -> None:
        given_customer(self.desk, "李伟")
        given_customer(self.desk, "王芳", "139 0000 2222")
        given_call(self.desk, case_kind="complaint", labels=["漏水"])
        given_call(self.desk, summary="又打来了", case_id=1)
        given_case(self.desk, "换滤芯", kind="request", customer_id=1, category="质量")
        given_case(self.desk, "旧投诉", customer_id=2, labels=["急"])
        # What stands before the machine begins is somebody else's, so that undo stops there.
        with self.desk.store.bare() as db:
            db.execute("UPDATE events SET actor = 'earlier'")

    # The life of a case

    @rule(
        subject=words,
        kind=st.sampled_from(["complaint", "enquiry"]),
        add=labels,
        customer_id=st.integers(0, 3),
    )
    def open_case(self, subject: str, kind: str, add: list[str], customer_id: int) -> None:
        self.do(
            lambda desk: given_case(desk, subject, kind=kind, labels=add, customer_id=customer_id or None)
        )

    @rule(case_id=numbers, category=words, priority=st.integers(1, 4), product=words)
    def edit(self, case_id: int, category: str, priority: int, product: str) -> None:
        values = {"category": category, "priority": priority, "product": product}
        self.do(lambda desk: desk.cases.edit(self.case(case_id), values))

    @rule(ids=some, verb=st.sampled_from(["work", "solve", "solve", "tell", "tell", "cancel", "reopen"]))
    def move(self, ids: list[int], verb: str) -> None:
        self.do(lambda desk: getattr(desk.moves, verb)(self.cases(ids)))

    @rule(ids=some, reason=words)
    def wait(self, ids: list[int], reason: str) -> None:
        self.do(lambda desk: desk.moves.wait(self.cases(ids), reason))

    @rule(ids=some, override=words)
    def close(self, ids: list[int], override: str) -> None:
        self.do(lambda desk: desk.moves.close(self.cases(ids), override=override))

    @rule(case_id=numbers)
    def bring_to_the_gates(self, case_id: int) -> None:
        """Each step of it is an action of its own."""
        case_id = self.case(case_id)
        for step in (
            lambda desk: desk.moves.solve([case_id]),
            lambda desk: desk.moves.tell([case_id], HOSTILE),
            lambda desk: desk.complaints.set_cause([case_id], desk.complaints.causes()[0]),
            lambda desk: desk.remedies.add([case_id], NewRemedy("apology", "道歉")),
            lambda desk: desk.complaints.answer([case_id], True),
            lambda desk: desk.complaints.waive_followup([case_id], "不必"),
            lambda desk: desk.moves.close([case_id]),
        ):
            self.do(step)

    @rule(ids=some, text=words)
    def note(self, ids: list[int], text: str) -> None:
        self.do(lambda desk: desk.cases.note(self.cases(ids), text))

    @rule(ids=some, severity=st.none() | st.integers(1, 4), safety=st.none() | st.booleans())
    def assess(self, ids: list[int], severity: int | None, safety: bool | None) -> None:
        self.do(lambda desk: desk.complaints.assess(self.cases(ids), Assessment(severity, safety)))

    @rule(ids=some, department=words)
    def hand_off(self, ids: list[int], department: str) -> None:
        self.do(lambda desk: desk.handoffs.hand_off(self.cases(ids), department))

    @rule(ids=some)
    def back(self, ids: list[int]) -> None:
        self.do(lambda desk: desk.handoffs.back(self.cases(ids)))

    @rule(ids=some, name=st.integers(0, 2))
    def run_macro(self, ids: list[int], name: int) -> None:
        self.do(lambda desk: desk.macros.apply(self.cases(ids), desk.macros.all()[name].name))

    @rule(number=st.integers(0, 9), done=st.booleans())
    def tick(self, number: int, *, done: bool) -> None:
        step_id, case_id = self.owned("SELECT id, case_id FROM case_steps ORDER BY id", number)
        self.do(lambda desk: desk.checklists.tick(case_id, [step_id], done=done))

    # Calls and promises

    @rule(case_id=st.none() | numbers, direction=st.sampled_from(["in", "out"]), summary=words)
    def call(self, case_id: int | None, direction: str, summary: str) -> None:
        self.do(
            lambda desk: given_call(
                desk, summary=summary, case_id=case_id and self.case(case_id), direction=direction
            )
        )

    @rule(call_id=numbers)
    def open_case_from_call(self, call_id: int) -> None:
        self.do(lambda desk: desk.calls.open_case(call_id))

    @rule(case_id=numbers, hours=st.integers(-1, 30))
    def promise(self, case_id: int, hours: int) -> None:
        due_at = self.time.moment + timedelta(hours=hours)
        self.do(lambda desk: desk.promises.make(NewPromise("回电", due_at, case_id=self.case(case_id))))

    @rule(promise_id=st.integers(1, 4), how=st.sampled_from(["keep", "retell", "withdraw"]))
    def end_promise(self, promise_id: int, how: str) -> None:
        if how == "keep":
            self.do(lambda desk: desk.promises.keep([promise_id]))
        elif how == "retell":
            due_at = self.time.moment + timedelta(hours=20)
            self.do(lambda desk: desk.promises.retell(promise_id, due_at))
        else:
            self.do(lambda desk: desk.promises.withdraw([promise_id], "不必了"))

    # Other cases

    @rule(sources=some, into=numbers, reason=words)
    def merge(self, sources: list[int], into: int, reason: str) -> None:
        self.do(lambda desk: desk.merging.merge(self.cases(sources), self.case(into), reason=reason))

    @rule(source=numbers, into=numbers, take=st.lists(st.sampled_from(FIELDS), max_size=8))
    def merge_choosing(self, source: int, into: int, take: list[str]) -> None:
        self.do(
            lambda desk: desk.merging.merge(
                [self.case(source)], self.case(into), take=take, reason="同一件事"
            )
        )

    @rule(data=st.data())
    def unmerge(self, data: st.DataObject) -> None:
        merged = [case_id for case_id, target in self.recount.merged.items() if target is not None]
        ids = data.draw(st.lists(st.sampled_from(merged), min_size=1, unique=True)) if merged else [1]
        self.do(lambda desk: desk.merging.unmerge(ids))

    @rule(first=st.integers(0, 9), second=st.integers(0, 9), subject=words)
    def split(self, first: int, second: int, subject: str) -> None:
        sql = "SELECT id, case_id FROM calls WHERE case_id IS NOT NULL ORDER BY case_id, id"
        call_id, case_id = self.owned(sql, first)
        call_ids = [call_id, self.owned(sql, second)[0]] if second % 3 == 0 else [call_id]
        self.do(lambda desk: desk.links.split(case_id, call_ids, NewCase(subject)))

    @rule(case_id=numbers, other=numbers, relation=st.sampled_from(["parent", "related", "follows"]))
    def link(self, case_id: int, other: int, relation: str) -> None:
        self.do(lambda desk: desk.links.link(self.case(case_id), self.case(other), relation))

    @rule(case_id=numbers, other=numbers)
    def unlink(self, case_id: int, other: int) -> None:
        self.do(lambda desk: desk.links.unlink(self.case(case_id), self.case(other)))

    @rule(ids=some, first=numbers)
    def mark_duplicate(self, ids: list[int], first: int) -> None:
        self.do(lambda desk: desk.links.mark_duplicate(self.cases(ids), self.case(first)))

    @rule(case_id=numbers, subject=words)
    def follow(self, case_id: int, subject: str) -> None:
        self.do(lambda desk: desk.links.follow(self.case(case_id), subject))

    # Time, undo and redo

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.time.advance(hours=hours)
        self.desk.clocks.refresh()

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _time in range(times):
            if not self.past:
                with pytest.raises(NotFoundError, match="nothing to undo"):
                    self.desk.undo.undo()
                return
            self.future.append(self.dumped())
            self.time.advance(minutes=1)
            self.desk.undo.undo()
            assert self.dumped() == self.past.pop()

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _time in range(times):
            if not self.future:
                with pytest.raises(NotFoundError, match="nothing to redo"):
                    self.desk.undo.redo()
                return
            self.past.append(self.dumped())
            self.time.advance(minutes=1)
            self.desk.undo.redo()
            assert self.dumped() == self.future.pop()

    # What always holds

    @invariant()
    def no_line_is_ever_lost(self) -> None:
        """Everything but the mark of being annulled stays as it was written; each case keeps its lines."""
        now = events(self.desk)
        assert len(now) >= len(self.log)
        for earlier, line in zip(self.log, now, strict=False):
            assert line[:-1] == earlier[:-1]
        self.log = now
        with self.desk.reading() as db:
            ids = [row[0] for row in db.execute("SELECT id FROM cases").fetchall()]
        for case_id in ids:
            count = len(self.desk.history.of("case", case_id))
            assert count >= max(self.lines[case_id], 1)
            self.lines[case_id] = count

    @invariant()
    def counts_are_those_of_the_log(self) -> None:
        self.recount.go_on(events(self.desk))
        with self.desk.reading() as db:
            held = {
                row[0]: row[1:] for row in db.execute("SELECT id, state, merged_into FROM cases").fetchall()
            }
            counted = dict(db.execute("SELECT state, count(*) FROM cases GROUP BY state").fetchall())
        assert {case_id: state for case_id, (state, _target) in held.items()} == self.recount.states
        assert {case_id: target for case_id, (_state, target) in held.items()} == self.recount.merged
        assert counted == Counter(self.recount.states.values())
        listed: list[CaseRow] = self.desk.lists.page("case", "is:open", limit=500)
        is_open = [case_id for case_id, (state, _target) in held.items() if listed_as_open(state)]
        assert sorted(row.id for row in listed) == sorted(is_open)

    @invariant()
    def clocks_are_those_of_the_history(self) -> None:
        with self.desk.reading() as db:
            assert clock_cache.count_wrong(db, self.time.moment, "Asia/Shanghai") == 0

    @invariant()
    def every_merged_case_leads_to_one_that_is_not(self) -> None:
        with self.desk.reading() as db:
            held = {
                row[0]: (row[1], row[2])
                for row in db.execute("SELECT id, state, merged_into FROM cases").fetchall()
            }
            merges = db.execute(
                "SELECT case_id, target_id FROM case_merges WHERE unmerged_at IS NULL ORDER BY case_id"
            ).fetchall()
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        merged = {case_id: target for case_id, (_state, target) in held.items() if target is not None}
        assert {case_id for case_id, (state, _target) in held.items() if state == "merged"} == set(merged)
        assert [tuple(row) for row in merges] == sorted(merged.items())
        for start in merged:
            at, steps = start, 0
            while at in merged:
                at, steps = merged[at], steps + 1
                assert steps <= len(merged), "a ring"
            assert at in held


def listed_as_open(state: str) -> bool:
    return state in {"new", "working", "waiting", "solved", "told"}


TestDeskMachine = DeskMachine.TestCase
TestDeskMachine.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class LongDeskMachine(DeskMachine):
    """The same for longer."""


TestLongDeskMachine = pytest.mark.slow(LongDeskMachine.TestCase)
TestLongDeskMachine.settings = settings(TestDeskMachine.settings, max_examples=250, stateful_step_count=60)
