"""kill -9 at any moment: what was acknowledged is there, nothing is half there, the file is whole."""

import random
from pathlib import Path
from time import sleep

import pytest

from servicedesk.services.desk import Desk
from tests.builders import NOW, given_call, open_desk
from tests.services.test_undo import assert_search_rows_are_those_of_a_rebuild
from tests.storage.processes import Child, Tell


def save_calls(path: Path, tell: Tell) -> None:
    """Save calls, each with a customer, a case and a follow-up, and tell of each once it is saved."""
    with open_desk(path) as desk:
        for number in range(100_000):
            who = f"王{number} 139 0000 {number % 10_000:04d}"
            logged = given_call(desk, who, f"空调漏水 {number}", priority=3, labels=["漏水"], followup_at=NOW)
            tell(f"{logged.call_id} {logged.customer_id} {logged.case_id} {logged.followup_id}")


def assert_whole(desk: Desk) -> None:
    """No record without its event and its search row, no case without its call, and the other way round."""
    with desk.store.bare() as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        for kind, table in (
            ("customer", "customers"),
            ("call", "calls"),
            ("case", "cases"),
            ("followup", "followups"),
        ):
            orphans = db.execute(
                f"SELECT count(*) FROM {table} WHERE id NOT IN (SELECT subject_id FROM events WHERE kind = ?)"
                f" OR id NOT IN (SELECT rowid FROM {table}_search)",
                (kind,),
            ).fetchone()
            assert orphans == (0,), kind
        halves = db.execute(
            "SELECT count(*) FROM calls JOIN cases ON cases.id = calls.case_id"
            " JOIN followups ON followups.case_id = cases.id"
            " WHERE cases.call_id = calls.id AND cases.customer_id = calls.customer_id"
        ).fetchone()[0]
        counts = {
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("calls", "cases", "followups")
        }
        assert counts == {halves}
    assert_search_rows_are_those_of_a_rebuild(desk)


def kill_while_saving(path: Path, turns: int) -> int:
    """Kill `turns` processes at random moments, on one file; return how many saves were acknowledged.

    One each, but for every fourth process, which may be killed before its first.
    """
    acknowledged: set[str] = set()
    for turn in range(turns):
        with Child(lambda tell: save_calls(path, tell)) as child:
            if turn % 4:
                child.wait_for()
            sleep(random.Random(turn).random() * 0.06)
            told = child.kill()
        # The last line may be cut off with the process; what is whole was told after the save.
        acknowledged.update(line for line in told if len(line.split()) == 4)
        with open_desk(path) as desk:
            held = {
                f"{row.id} {row.customer_id} {row.case_id}"
                for row in desk.lists.rows("call", desk.lists.ids("call")).values()
            }
            assert {line.rpartition(" ")[0] for line in acknowledged} <= held
            if turn % 10 == 0 or turn == turns - 1:
                assert_whole(desk)
    return len(acknowledged)


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    assert kill_while_saving(tmp_path / "desk.db", 60) >= 60 - 15


@pytest.mark.slow
def test_kill_9_loses_nothing_that_was_acknowledged_many_times(tmp_path: Path) -> None:
    for part in range(8):
        assert kill_while_saving(tmp_path / f"{part}.db", 50) >= 50 - 13


def test_kill_9_of_one_of_two_who_write_harms_neither(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    open_desk(path).close()
    with Child(lambda tell: save_calls(path, tell)) as lasting:
        lasting.wait_for()
        first: set[str] = set()
        for turn in range(10):
            with Child(lambda tell: save_calls(path, tell)) as other:
                other.wait_for()
                sleep(random.Random(turn).random() * 0.03)
                first.update(other.kill())
        count = len(lasting.wait_for())
        lasting.wait_for(count + 1)
        told = {*lasting.kill(), *first}
    with open_desk(path) as desk:
        calls = set(desk.lists.ids("call"))
        assert {int(line.split()[0]) for line in told if len(line.split()) == 4} <= calls
        assert_whole(desk)


def test_kill_9_keeps_what_was_typed_and_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    open_desk(path).close()

    def type_on(tell: Tell) -> None:
        with open_desk(path) as desk:
            draft_id = None
            for length in range(1, 100_000):
                draft_id = desk.drafts.keep(
                    {"who": "李伟", "summary": "漏" * (length % 500 + 1)}, draft_id=draft_id
                )
                tell(f"{draft_id} {length % 500 + 1}")

    for turn in range(15):
        with Child(type_on) as child:
            child.wait_for(2)
            sleep(random.Random(turn).random() * 0.03)
            told = [line for line in child.kill() if line.count(" ") == 1]
        draft_id, length = map(int, told[-1].split())
        with open_desk(path) as desk:
            body = {draft.id: draft.body for draft in desk.drafts.all()}[draft_id]
            # At most the one that was being written is newer than what was told.
            assert len(body["summary"]) in {length, length % 500 + 1}
            assert len(desk.drafts.all()) == turn + 1
