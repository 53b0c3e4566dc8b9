"""An import is taken back many records at a time, and leaves what taking back one by one would leave."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import RefusedError
from servicedesk.services.desk import Desk
from servicedesk.storage import clock_cache, many_taken_back, reversal
from tests.builders import FixedTime, given_customer, open_desk
from tests.services.exchange_steps import another_desk, export, fill, take_in

KINDS = ("customer", "case", "call", "followup", "promise")
ROWS = 40


def many_cases(path: Path, *, of: str = "李伟") -> Path:
    """A file of another program: cases with labels, notes and customers that nobody knows yet."""
    chance = random.Random(8)
    lines = ["Ticket ID,Subject,Description,Status,Labels,Customer,Phone,Comment"]
    for number in range(ROWS):
        state = chance.choice(("new", "working", "closed", "told"))
        lines.append(
            f'Z{number},"[/] 漏水 {number}","=1+1 ""引号"" \U0001f6b0",{state},a; 退货,'
            f"{of} {number % 7},138 0000 {number % 11:04d},第{number}次"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def everything(desk: Desk) -> dict[str, list[Any]]:
    """Every row of every table, the history and the sums among them."""
    found: dict[str, list[Any]] = {}
    with desk.reading() as db:
        tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            if "_search_" not in table:
                sql = f"SELECT rowid, * FROM {table} ORDER BY rowid"
                found[table] = list(map(tuple, db.execute(sql).fetchall()))
    return found


def taken_back(folder: Path, name: str, runs: int) -> dict[str, list[Any]]:
    """What a copy of the desk comes to when its runs are undone and the last undo is done again."""
    copy = folder / f"{name}.db"
    shutil.copy(folder / "desk.db", copy)
    time = FixedTime()
    time.advance(hours=1)
    desk = open_desk(copy, time)
    for run in range(runs, 0, -1):
        desk.importing.undo(run)
    found = everything(desk)
    again = desk.undo.redo()
    assert again.action
    found |= {f"{table} again": rows for table, rows in everything(desk).items()}
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, desk.clock.now(), "Asia/Shanghai") == 0
    desk.close()
    return found


def alike(monkeypatch: pytest.MonkeyPatch, folder: Path, runs: int) -> dict[str, list[Any]]:
    """The same both ways."""
    monkeypatch.setattr(many_taken_back, "FEWEST", 10**9)
    single = taken_back(folder, "single", runs)
    monkeypatch.setattr(many_taken_back, "FEWEST", 1)
    together = taken_back(folder, "together", runs)
    for table, rows in single.items():
        assert together[table] == rows, table
    return together


def test_cases_with_their_customers_and_lists_go_as_they_went_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(tmp_path / "desk.db")
    report = take_in(desk, many_cases(tmp_path / "old.csv"), "case")
    assert (report.new, report.rejected, report.customers_new > 0) == (ROWS, 0, True)
    desk.close()
    left = alike(monkeypatch, tmp_path, 1)
    assert (left["cases"], left["customers"], left["case_labels"], left["cases_search"]) == ([], [], [], [])
    assert len(left["cases again"]) == ROWS


def test_every_kind_of_one_desk_goes_as_it_went_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = another_desk(tmp_path, "origin.db")
    fill(origin)
    desk = open_desk(tmp_path / "desk.db")
    for kind in KINDS:
        export(origin, kind, tmp_path / f"{kind}.csv")
        take_in(desk, tmp_path / f"{kind}.csv", kind)
    origin.close()
    desk.close()
    left = alike(monkeypatch, tmp_path, len(KINDS))
    assert not any(left[table] for table in ("customers", "cases", "calls", "followups", "promises"))


def test_lines_are_read_a_part_at_a_time_and_the_action_has_the_name_of_its_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reversal, "AT_ONCE", 7)
    desk = open_desk(tmp_path / "desk.db")
    given_customer(desk)
    take_in(desk, many_cases(tmp_path / "old.csv", of="王芳"), "case")
    done = desk.importing.undo(1)
    assert done.verb in {"undo case.import", "undo customer.import"}
    with desk.reading() as db:
        told = db.execute("SELECT count(*), min(undoes), max(undoes) FROM events WHERE undoes > 0").fetchone()
        made = db.execute("SELECT count(*), min(action), max(action) FROM events WHERE run_id = 1").fetchone()
        assert tuple(told) == tuple(made)
        assert db.execute("SELECT count(*) FROM customers").fetchone()[0] == 1
    desk.close()


@pytest.mark.parametrize("number", [1, ROWS // 2, ROWS])
def test_what_was_changed_since_keeps_all_of_the_import(tmp_path: Path, number: int) -> None:
    desk = open_desk(tmp_path / "desk.db")
    take_in(desk, many_cases(tmp_path / "old.csv"), "case")
    desk.cases.note([number], "后来的话 [/]")
    before = everything(desk)
    with pytest.raises(RefusedError):
        desk.importing.undo(1)
    assert everything(desk) == before
    desk.undo.undo()
    desk.importing.undo(1)
    with desk.reading() as db:
        assert db.execute("SELECT count(*) FROM cases").fetchone()[0] == 0
    desk.close()


def test_a_text_that_went_bad_is_told_of_as_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(tmp_path / "desk.db")
    take_in(desk, many_cases(tmp_path / "old.csv"), "case")
    with desk.store.bare() as db:
        db.execute("UPDATE cases SET description = CAST(X'E6BC8FFF' AS TEXT) WHERE id = 20")
    desk.close()
    alike(monkeypatch, tmp_path, 1)
