"""Several processes on one file: who waits, who is told, who notices."""

import os
import signal
from pathlib import Path

import pytest

from servicedesk.domain.errors import (
    BusyError,
)
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.storage import driver, opening
from tests.builders import dump, given_call, given_case, open_desk
from tests.storage.processes import Child, Tell, run_all


def test_two_processes_make_the_file_at_once(tmp_path: Path) -> None:
    for turn in range(8):
        path = tmp_path / f"{turn}" / "desk.db"

        def work(_tell: Tell, path: Path = path) -> None:
            with open_desk(path) as desk:
                given_case(desk)

        run_all([work] * 4)
        with open_desk(path) as desk:
            assert len(desk.lists.ids("case")) == 4
            with desk.store.bare() as db:
                assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_four_processes_write_at_once_without_an_error(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        shared = given_case(desk, "大家的")

    def work(tell: Tell) -> None:
        with open_desk(path, actor=f"anna{os.getpid()}") as desk:
            for number in range(50):
                if number % 5:
                    given_call(desk, f"李伟 138 0000 {number:04d}", "漏水", labels=["漏水"])
                else:
                    desk.cases.note([shared], f"{os.getpid()} {number}")
                tell("done")

    told = run_all([work] * 4)
    assert [len(lines) for lines in told] == [50] * 4
    with open_desk(path) as desk:
        assert len(desk.lists.ids("call")) == 160
        # 40 numbers: whoever is first makes the card, the others find it.
        assert len(desk.lists.ids("customer")) == 40
        assert len(desk.cases.dossier(shared).history) == 1 + 40
        with desk.store.bare() as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_who_waits_too_long_is_told_that_another_is_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        before = dump(desk)

        def hold(tell: Tell) -> None:
            connection = driver.connect(str(path), isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            tell("held")
            signal.pause()

        with Child(hold) as child:
            child.wait_for()
            monkeypatch.setitem(opening.PRAGMAS, "busy_timeout", 50)
            with open_desk(path) as other, pytest.raises(BusyError) as refused:
                given_case(other)
            assert refused.value.exit_code == 11
            # Readers never wait.
            assert dump(desk) == before


def test_a_screen_notices_what_another_process_saves_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        given_case(desk)
        version = desk.store_version()
        assert desk.store_version() == version
        desk.lists.ids("case")
        assert desk.store_version() == version

        def work(_tell: Tell) -> None:
            with open_desk(path) as other:
                given_case(other)

        run_all([work])
        assert desk.store_version() != version


def own_locks(path: Path) -> list[str]:
    """The locks that this process holds on the file itself, as the system knows them."""
    inode = f":{path.stat().st_ino}"
    lines = Path("/proc/locks").read_text("ascii").splitlines()
    return [line for line in lines if str(os.getpid()) in line.split() and inode in line]


def test_nothing_that_looks_at_the_file_loosens_the_locks_of_this_process(tmp_path: Path) -> None:
    """Whoever opens and closes the file last folds its log away: our locks say that we still use it."""
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        given_case(desk)
        assert own_locks(path)
        service = MaintenanceService(path)
        for look in (
            lambda: open_desk(path).close(),
            lambda: service.verify(service.backup().path),
            lambda: service.doctor(full=True),
            lambda: service.doctor(fix=True),
            lambda: service.salvage(tmp_path / "saved.db"),
        ):
            look()
            assert own_locks(path)
        given_case(desk)
        # What the others must never do: the system drops every lock of a process that closes the file once.
        path.read_bytes()
        assert own_locks(path) == []
