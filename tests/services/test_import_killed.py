"""kill -9 at any moment of an import or export: all of it is there, or nothing."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.builders import given_case, open_desk
from tests.services.exchange_steps import export, record_counts, take_in

ROWS = 6000
KILLS = 25


def fork_and_kill(work: Callable[[], None], after: float) -> bool:
    """Run `work` in a child and kill it after a while; whether it had ended by itself."""
    child = os.fork()
    if child == 0:  # pragma: no cover - the child never comes back to the tests
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(after)
    finished, _status = os.waitpid(child, os.WNOHANG)
    if not finished:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return bool(finished)


def seconds_of(work: Callable[[], None]) -> float:
    """How long `work` takes in a child."""
    began = time.monotonic()
    fork_and_kill_never(work)
    return time.monotonic() - began


def fork_and_kill_never(work: Callable[[], None]) -> None:
    child = os.fork()
    if child == 0:  # pragma: no cover
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def assert_sound(desk: Desk) -> None:
    with desk.store.bare() as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchone() is None
        db.execute("INSERT INTO cases_search (cases_search) VALUES ('integrity-check')")


@pytest.mark.slow
def test_an_import_that_is_killed_leaves_nothing_or_all(tmp_path: Path) -> None:
    source = tmp_path / "cases.csv"
    rows = "".join(f"{n},漏水 {n},客户{n % 700},1380000{n % 700:04}\n" for n in range(ROWS))
    source.write_text(f"Ticket ID,Subject,Requester,Phone\n{rows}", encoding="utf-8")

    def work(path: Path) -> None:
        with open_desk(path) as desk:
            take_in(desk, source)

    open_desk(tmp_path / "timing.db").close()
    longest = seconds_of(lambda: work(tmp_path / "timing.db"))
    chance = random.Random(9)
    whole = 0
    for number in range(KILLS):
        path = tmp_path / f"desk{number}.db"
        with open_desk(path) as desk:
            given_case(desk, "before")
        fork_and_kill(lambda path=path: work(path), chance.uniform(0, longest * 1.1))  # type: ignore[misc]
        with open_desk(path) as desk:
            found = record_counts(desk)
            assert found["cases"] in {1, ROWS + 1}
            assert found["cases_search"] == found["cases"]
            assert (found["customers"] > 0) == (found["cases"] > 1)
            assert len(desk.importing.runs()) == (found["cases"] > 1)
            assert_sound(desk)
            whole += found["cases"] > 1
            # What was cut off can simply be done again.
            report = take_in(desk, source)
            assert report.new + report.unchanged == ROWS
    assert whole < KILLS


@pytest.mark.slow
def test_an_export_that_is_killed_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk.db") as desk:
        rows = "".join(f"{n},漏水 {n}\n" for n in range(ROWS))
        (tmp_path / "in.csv").write_text(f"Ticket ID,Subject\n{rows}", encoding="utf-8")
        take_in(desk, tmp_path / "in.csv")
        export(desk, "case", tmp_path / "whole.csv", cursor="first")
    whole = (tmp_path / "whole.csv").read_bytes()
    old = b"the file of yesterday\n"
    target = tmp_path / "cases.csv"

    def work() -> None:
        with open_desk(tmp_path / "desk.db") as desk:
            export(desk, "case", target, cursor="nightly")

    target.write_bytes(old)
    longest = seconds_of(work)
    assert target.read_bytes() == whole
    chance = random.Random(9)
    for _number in range(KILLS):
        target.write_bytes(old)
        with open_desk(tmp_path / "desk.db") as desk:
            desk.exporting.set_cursor("nightly", 0)
        fork_and_kill(work, chance.uniform(0, longest * 1.1))
        found = target.read_bytes()
        assert found in {old, whole}
        with open_desk(tmp_path / "desk.db") as desk:
            cursors = {(cursor.name, cursor.kind): cursor for cursor in desk.exporting.cursors()}
            # The cursor never runs ahead of the file.
            assert cursors["nightly", "case"].change_number == 0 or found == whole
            assert_sound(desk)


def test_a_large_import_leaves_no_long_log_though_others_have_the_desk_open(tmp_path: Path) -> None:
    table = tmp_path / "many.csv"
    table.write_text("Name,Note\n" + "".join(f"李伟 {turn},漏水 [/]\n" for turn in range(1500)))
    path = tmp_path / "desk.db"
    with open_desk(path) as desk, open_desk(path) as beside:
        take_in(desk, table, "customer")
        assert path.with_name("desk.db-wal").stat().st_size == 0
        assert record_counts(beside)["customers"] == 1500
