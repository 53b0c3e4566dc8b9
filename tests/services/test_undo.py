"""Undo and redo: any history of changes can be taken back to the start and done again to the end."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError
from servicedesk.domain.rows.customers import Contact
from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from servicedesk.storage import search_index
from tests.builders import (
    NOW,
    FixedTime,
    dump,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)

WORDS = ["空调漏水", "退款 refund", "[/] 噪音", "再次来电", "李伟", "", "A座 501"]
LABELS = ["漏水", "Leak", "急", "🔥"]
words = st.sampled_from(WORDS)
labels = st.lists(st.sampled_from(LABELS), max_size=3)
numbers = st.integers(1, 6)


def events(desk: Desk) -> list[tuple[Any, ...]]:
    with desk.reading() as db:
        columns = "id, at, actor, verb, kind, subject_id, action, changes, run_id, undoes, annulled_by"
        return [tuple(row) for row in db.execute(f"SELECT {columns} FROM events ORDER BY id").fetchall()]


def search_rows(db: Any) -> dict[str, list[Any]]:
    return {
        table: db.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()
        for table in ("customers_search", "calls_search", "cases_search", "followups_search")
    }


def assert_search_rows_are_those_of_a_rebuild(desk: Desk) -> None:
    with desk.store.bare() as db:
        db.execute("BEGIN IMMEDIATE")
        written = search_rows(db)
        search_index.rebuild(db)
        rebuilt = search_rows(db)
        db.execute("ROLLBACK")
    assert written == rebuilt


MOVED_BY_TIME = ("version", "updated_at", "clock_level", "urgency", "clock_until")


def standing(desk: Desk) -> dict[str, list[Any]]:
    """What changes have left, without what the passing of time alone moves on."""
    return dump(desk, without=MOVED_BY_TIME)


class DeskHistory(RuleBasedStateMachine):
    """One actor's day; `past` and `future` are what undo and redo must bring back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.time = FixedTime()
        self.desk = open_desk(self.folder / "desk.db", self.time)
        self.past: list[dict[str, list[Any]]] = []
        self.future: list[dict[str, list[Any]]] = []
        self.log: list[tuple[Any, ...]] = []

    def teardown(self) -> None:
        try:
            self.all_the_way_back_and_forth()
        finally:
            self.desk.close()
            shutil.rmtree(self.folder)

    def all_the_way_back_and_forth(self) -> None:
        end, steps = standing(self.desk), len(self.past)
        for _step in range(steps):
            self.desk.undo.undo()
        if steps:
            assert standing(self.desk) == self.past[0]
        with pytest.raises(NotFoundError, match="nothing to undo"):
            self.desk.undo.undo()
        for _step in range(steps):
            self.desk.undo.redo()
        assert standing(self.desk) == end
        assert_search_rows_are_those_of_a_rebuild(self.desk)

    def do(self, action: Callable[[], Any]) -> None:
        """An action: it changes the desk and can be undone, or is refused and changes nothing."""
        self.time.advance(minutes=1)
        before, lines = standing(self.desk), len(events(self.desk))
        try:
            action()
        except ServiceDeskError:
            assert standing(self.desk) == before
            assert len(events(self.desk)) == lines
            return
        if len(events(self.desk)) > lines:
            self.past.append(before)
            self.future.clear()
        else:
            assert standing(self.desk) == before

    @initialize()
    def a_desk_with_something_on_it(self) -> None:
        given_customer(self.desk, "李伟", contacts=[Contact("仇明", phone="139 0000 2222")], tags=["老客户"])
        given_case(self.desk, "旧投诉", customer_id=1, labels=["漏水"])
        self.past = []
        # What stands before the machine begins is somebody else's, so that undo stops there.
        with self.desk.store.bare() as db:
            db.execute("UPDATE events SET actor = 'earlier'")

    @rule(
        summary=words,
        tags=labels,
        priority=st.none() | st.integers(1, 4),
        books=st.booleans(),
        known=st.booleans(),
    )
    def log_call(
        self, summary: str, tags: list[str], priority: int | None, *, books: bool, known: bool
    ) -> None:
        due = self.desk.clock.now() + timedelta(days=1) if books else None
        who = "138 0000 1111" if known else f"王{len(self.past)} 137 0000 {len(self.past):04d}"
        self.do(lambda: given_call(self.desk, who, summary, labels=tags, priority=priority, followup_at=due))

    @rule(subject=words, tags=labels, customer_id=st.none() | numbers)
    def open_case(self, subject: str, tags: list[str], customer_id: int | None) -> None:
        self.do(lambda: given_case(self.desk, subject, labels=tags, customer_id=customer_id))

    @rule(case_id=numbers, subject=words, due=st.none() | st.integers(-5, 5), customer_id=st.none() | numbers)
    def edit_case(self, case_id: int, subject: str, due: int | None, customer_id: int | None) -> None:
        due_at = None if due is None else NOW + timedelta(days=due)
        values = {"subject": subject, "due_at": due_at, "customer_id": customer_id}
        self.do(lambda: self.desk.cases.edit(case_id, values))

    @rule(
        ids=st.lists(numbers, min_size=1, max_size=3),
        verb=st.sampled_from(["work", "solve", "tell", "close", "cancel", "reopen"]),
    )
    def move_cases(self, ids: list[int], verb: str) -> None:
        self.do(lambda: getattr(self.desk.moves, verb)(ids))

    @rule(ids=st.lists(numbers, min_size=1, max_size=3), reason=words)
    def wait(self, ids: list[int], reason: str) -> None:
        self.do(lambda: self.desk.moves.wait(ids, reason))

    @rule(ids=st.lists(numbers, min_size=1, max_size=3), days=st.integers(-1, 9))
    def snooze(self, ids: list[int], days: int) -> None:
        self.do(lambda: self.desk.cases.snooze(ids, NOW + timedelta(days=days)))

    @rule(ids=st.lists(numbers, min_size=1, max_size=3), add=labels, remove=labels)
    def label(self, ids: list[int], add: list[str], remove: list[str]) -> None:
        self.do(lambda: self.desk.cases.label(ids, add=add, remove=remove))

    @rule(ids=st.lists(numbers, min_size=1, max_size=2), text=words)
    def note(self, ids: list[int], text: str) -> None:
        self.do(lambda: self.desk.cases.note(ids, text))

    @rule(ids=st.lists(numbers, min_size=1, max_size=3), owner=words)
    def assign(self, ids: list[int], owner: str) -> None:
        self.do(lambda: self.desk.cases.assign(ids, owner))

    @rule(
        customer_id=numbers,
        name=words,
        phones=st.lists(st.sampled_from(["138 0000 1111", "010-62345678", "139 5555 6666"]), max_size=2),
        contacts=st.none()
        | st.lists(st.sampled_from([Contact("仇明"), Contact("赵六", phone="136 0000 9999")]), max_size=2),
        tags=st.none() | labels,
    )
    def edit_customer(
        self,
        customer_id: int,
        name: str,
        phones: list[str],
        contacts: list[Contact] | None,
        tags: list[str] | None,
    ) -> None:
        change = CardChange({"name": name}, phones=phones, contacts=contacts, tags=tags)
        self.do(lambda: self.desk.customers.edit(customer_id, change))

    @rule(case_id=st.none() | numbers, repeat=st.sampled_from(["", "每周五", "daily"]))
    def book(self, case_id: int | None, repeat: str) -> None:
        self.do(lambda: given_followup(self.desk, case_id=case_id, repeat=repeat))

    @rule(
        ids=st.lists(numbers, min_size=1, max_size=2),
        verb=st.sampled_from(["hold", "miss", "cancel"]),
        text=words,
    )
    def end_followups(self, ids: list[int], verb: str, text: str) -> None:
        self.do(lambda: getattr(self.desk.followups, verb)(ids, text))

    @rule(ids=st.lists(numbers, min_size=1, max_size=2), days=st.integers(-3, 3))
    def move_followups(self, ids: list[int], days: int) -> None:
        self.do(lambda: self.desk.followups.move_days(ids, days))

    @rule(call_id=numbers, reason=words)
    def void_call(self, call_id: int, reason: str) -> None:
        self.do(lambda: self.desk.calls.void([call_id], reason))

    @rule(call_id=numbers)
    def open_case_from_call(self, call_id: int) -> None:
        self.do(lambda: self.desk.calls.open_case(call_id))

    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        for _time in range(times):
            if not self.past:
                with pytest.raises(NotFoundError, match="nothing to undo"):
                    self.desk.undo.undo()
                return
            self.future.append(standing(self.desk))
            self.desk.undo.undo()
            assert standing(self.desk) == self.past.pop()

    @rule(times=st.integers(1, 3))
    def redo(self, times: int) -> None:
        for _time in range(times):
            if not self.future:
                with pytest.raises(NotFoundError, match="nothing to redo"):
                    self.desk.undo.redo()
                return
            self.past.append(standing(self.desk))
            self.desk.undo.redo()
            assert standing(self.desk) == self.future.pop()

    @rule(subject=words)
    def another_past(self, subject: str) -> None:
        """What was undone is forgotten once something else is done instead."""
        self.undo(1)
        self.do(lambda: given_case(self.desk, subject))
        self.undo(1)
        self.redo(3)

    @precondition(lambda self: self.past)
    @rule()
    def restart(self) -> None:
        self.desk.close()
        self.desk = open_desk(self.folder / "desk.db", self.time)

    @invariant()
    def events_are_only_added(self) -> None:
        """Everything but the mark of being annulled stays as it was written."""
        now = events(self.desk)
        assert len(now) >= len(self.log)
        for earlier, line in zip(self.log, now, strict=False):
            assert line[:-1] == earlier[:-1]
            assert earlier[-1] in {None, line[-1]}
        self.log = now

    @invariant()
    def nothing_points_nowhere(self) -> None:
        with self.desk.store.bare() as db:
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []


TestDeskHistory = DeskHistory.TestCase
TestDeskHistory.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class LongDeskHistory(DeskHistory):
    """The same for longer."""


TestLongDeskHistory = pytest.mark.slow(LongDeskHistory.TestCase)
TestLongDeskHistory.settings = settings(TestDeskHistory.settings, max_examples=200, stateful_step_count=60)


def test_undo_and_redo_hold_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        case_id = given_case(desk, labels=["漏水"])
        desk.cases.label([case_id], add=["急"])
    with open_desk(path) as desk:
        desk.undo.undo()
        assert desk.cases.get(case_id).row.labels == ("漏水",)
    with open_desk(path) as desk:
        desk.undo.redo()
        assert desk.cases.get(case_id).row.labels == ("漏水", "急")


def test_redo_ends_where_something_new_was_done(desk: Desk) -> None:
    case_id = given_case(desk)
    desk.cases.set_priority([case_id], 4)
    desk.undo.undo()
    desk.cases.assign([case_id], "王芳")
    with pytest.raises(NotFoundError, match="nothing to redo"):
        desk.undo.redo()
    # Also when the new thing is itself undone: the old future was another one.
    desk.undo.undo()
    desk.undo.redo()
    assert desk.cases.get(case_id).row.owner == "王芳"
    with pytest.raises(NotFoundError, match="nothing to redo"):
        desk.undo.redo()
    assert desk.cases.get(case_id).row.priority == 2


@pytest.fixture
def two(tmp_path: Path) -> Any:
    """The same desk as anna and as 王芳 see it."""
    with open_desk(tmp_path / "desk.db") as anna, open_desk(tmp_path / "desk.db", actor="王芳") as fang:
        yield anna, fang


def test_each_actor_undoes_their_own_changes(two: tuple[Desk, Desk]) -> None:
    anna, fang = two
    first, second = given_case(anna, "一"), given_case(fang, "二")
    anna.undo.undo()
    with pytest.raises(NotFoundError):
        anna.cases.get(first)
    assert fang.cases.get(second).row.subject == "二"
    with pytest.raises(NotFoundError, match="nothing to undo"):
        anna.undo.undo()
    with pytest.raises(NotFoundError, match="nothing to redo"):
        fang.undo.redo()


LATER: list[tuple[str, Callable[[Desk, int], Any], Callable[[Desk, int], Any]]] = [
    (
        "field",
        lambda desk, case_id: desk.cases.set_priority([case_id], 4),
        lambda desk, case_id: desk.cases.set_priority([case_id], 1),
    ),
    (
        "case",
        lambda desk, _case_id: given_case(desk, "新"),
        lambda desk, case_id: desk.cases.note([case_id + 1], "x"),
    ),
    (
        "label",
        lambda desk, case_id: desk.cases.label([case_id], add=["急"]),
        lambda desk, case_id: desk.cases.label([case_id], remove=["急"]),
    ),
    (
        "phone",
        lambda desk, _case_id: desk.customers.edit(1, CardChange(phones=["139 0000 2222"])),
        lambda desk, _case_id: desk.customers.edit(1, CardChange(phones=["139 0000 3333"])),
    ),
    (
        "customer",
        lambda desk, _case_id: given_customer(desk, "新客户", "139 0000 4444"),
        lambda desk, case_id: desk.cases.edit(case_id, {"customer_id": 2}),
    ),
    (
        "call",
        lambda desk, _case_id: given_call(desk, "李伟", "x", priority=4),
        lambda desk, _case_id: desk.calls.void([1], "打错"),
    ),
    (
        "followup",
        lambda desk, case_id: given_followup(desk, case_id=case_id),
        lambda desk, _case_id: desk.followups.move_days([1], 1),
    ),
    (
        "view",
        lambda desk, _case_id: desk.lists.save_view("case", "我的", "is:mine"),
        lambda desk, _case_id: desk.lists.save_view("case", "我的", "is:open"),
    ),
]


@pytest.mark.parametrize(("name", "first", "later"), LATER, ids=[case[0] for case in LATER])
def test_undo_is_refused_while_something_newer_stands_on_it(
    two: tuple[Desk, Desk],
    name: str,
    first: Callable[[Desk, int], Any],
    later: Callable[[Desk, int], Any],
) -> None:
    anna, fang = two
    given_customer(fang)
    case_id = given_case(fang)
    start = dump(anna)
    first(anna, case_id)
    later(fang, case_id)
    before, count = dump(anna, without=()), len(events(anna))
    with pytest.raises(RefusedError) as refused:
        anna.undo.undo()
    assert refused.value.exit_code == 5
    assert dump(anna, without=()) == before
    assert len(events(anna)) == count
    fang.undo.undo()
    anna.undo.undo()
    assert dump(anna) == start, name


def test_undo_is_not_kept_from_by_what_another_field_has_become(two: tuple[Desk, Desk]) -> None:
    anna, fang = two
    case_id = given_case(fang)
    anna.cases.set_priority([case_id], 4)
    fang.cases.assign([case_id], "李")
    anna.undo.undo()
    row = anna.cases.get(case_id).row
    assert (row.priority, row.owner) == (2, "李")


def test_an_action_is_undone_by_its_number_once(desk: Desk) -> None:
    case_id = given_case(desk)
    first = desk.cases.set_priority([case_id], 4)
    desk.cases.assign([case_id], "王芳")
    undone = desk.undo.undo(first.action)
    assert desk.cases.get(case_id).row.priority == 2
    with pytest.raises(NotFoundError, match="already undone"):
        desk.undo.undo(first.action)
    for unknown in (0, -1, 999, 2**62):
        with pytest.raises(NotFoundError):
            desk.undo.undo(unknown)
    # To undo an undo is to do it again.
    desk.undo.undo(undone.action)
    assert desk.cases.get(case_id).row.priority == 4


def test_the_log_tells_who_undid_what(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    done = desk.cases.set_priority([case_id], 4)
    time.advance(minutes=1)
    undone = desk.undo.undo()
    time.advance(minutes=1)
    redone = desk.undo.redo()
    lines = {line.action: line for line in desk.history.of("case", case_id)}
    assert lines[done.action].annulled_by == undone.action
    assert (lines[undone.action].verb, lines[undone.action].undoes) == ("undo case.priority", done.action)
    assert (lines[redone.action].verb, lines[redone.action].undoes) == ("redo case.priority", undone.action)
    assert lines[undone.action].annulled_by == redone.action
    assert lines[redone.action].annulled_by is None


def test_a_record_that_comes_back_keeps_its_number_and_its_stable_name(desk: Desk) -> None:
    case_id = given_case(desk, labels=["漏水"])
    uid = desk.cases.get(case_id).uid
    desk.undo.undo()
    assert given_case(desk, "别的") == case_id + 1
    desk.undo.undo()
    with pytest.raises(NotFoundError):
        desk.cases.get(case_id)
    desk.undo.undo(2)
    assert desk.cases.get(case_id).uid == uid


def test_an_undone_call_is_named_after_the_call_and_not_after_what_came_with_it(desk: Desk) -> None:
    customer_id = given_customer(desk, "李伟")
    logged = given_call(
        desk,
        "李伟",
        "漏水",
        customer_id=customer_id,
        followup_at=NOW + timedelta(days=1),
    )
    assert desk.undo.undo().verb == "undo call.log"
    assert desk.undo.redo().verb == "redo call.log"
    assert desk.calls.get(logged.call_id).summary == "漏水"
