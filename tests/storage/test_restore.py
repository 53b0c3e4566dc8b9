"""A restore replaces a desk in one step and keeps the one before; what is not whole replaces nothing."""

import os
import signal
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

import pytest

from servicedesk.domain.errors import (
    BusyError,
    DamagedError,
    NewerVersionError,
    NoDatabaseError,
    NotOursError,
    RefusedError,
    ServiceDeskError,
    UsageError,
)
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.storage import driver, filesystems, opening
from tests.builders import FixedTime, dump, given_case, open_desk
from tests.storage.processes import Child, Tell, run_all


def contents(path: Path) -> dict[str, list[Any]]:
    with open_desk(path) as desk:
        return dump(desk, without=())


def names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


COUNTS = {"customer": 30, "call": 30, "case": 30, "followup": 0, "promise": 0}


def damage(path: Path, offset: int = 8192, length: int = 4096) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xa5" * length)


def test_a_restored_desk_is_the_one_of_the_backup_and_the_other_is_kept(
    service: MaintenanceService, path: Path, time: FixedTime
) -> None:
    saved = contents(path)
    made = service.backup()
    with open_desk(path) as desk:
        given_case(desk, "备份之后")
    later = contents(path)
    time.advance(hours=1)
    restored = service.restore(made.path, replace=True)
    assert restored.counts == COUNTS
    assert restored.kept == path.with_name("desk.db.replaced-20261120-021200")
    assert names(path.parent) == ["backups", "desk.db", "desk.db.replaced-20261120-021200"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert contents(path) == saved
    assert contents(restored.kept) == later
    assert contents(made.path) == saved


def test_what_a_killed_process_left_in_the_log_is_kept_with_the_desk(
    service: MaintenanceService, path: Path
) -> None:
    made = service.backup()

    def leave_a_log(tell: Tell) -> None:
        with open_desk(path) as desk:
            tell(f"{given_case(desk, '最后一刻')}")
            os._exit(0)

    ((case_id,),) = run_all([leave_a_log])
    assert path.with_name("desk.db-wal").stat().st_size > 0
    restored = service.restore(made.path, replace=True)
    assert restored.kept is not None
    with open_desk(restored.kept) as kept:
        assert kept.cases.get(int(case_id)).row.subject == "最后一刻"
    assert len(contents(path)["cases"]) == 30


def test_a_desk_is_replaced_only_when_told(service: MaintenanceService, path: Path) -> None:
    made = service.backup()
    before = path.read_bytes()
    with pytest.raises(RefusedError) as refused:
        service.restore(made.path)
    assert refused.value.exit_code == 5
    assert path.read_bytes() == before


def test_where_there_is_no_desk_nothing_needs_to_be_told(service: MaintenanceService, tmp_path: Path) -> None:
    made = service.backup()
    elsewhere = MaintenanceService(tmp_path / "新" / "desk.db")
    restored = elsewhere.restore(made.path)
    assert restored.kept is None
    assert contents(restored.path) == contents(made.path)


def no_backup(folder: Path) -> Path:
    return folder / "none.db"


def text_file(folder: Path) -> Path:
    place = folder / "客户.csv"
    place.write_text("李伟\n" * 1000)
    return place


def empty_file(folder: Path) -> Path:
    place = folder / "empty.db"
    place.touch()
    return place


def foreign_file(folder: Path) -> Path:
    place = folder / "other.db"
    with closing(driver.connect(str(place))) as db:
        db.execute("CREATE TABLE cases (id INTEGER PRIMARY KEY)")
    return place


def newer_file(folder: Path) -> Path:
    place = folder / "newer.db"
    open_desk(place).close()
    with closing(driver.connect(str(place), isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 99")
    return place


def damaged_file(folder: Path) -> Path:
    place = folder / "damaged.db"
    with open_desk(place) as desk:
        for number in range(30):
            given_case(desk, f"漏水 {number}" * 50)
    damage(place, place.stat().st_size // 2 // 4096 * 4096)
    return place


def stray_file(folder: Path) -> Path:
    place = folder / "stray.db"
    with open_desk(place) as desk:
        case_id = given_case(desk)
    with closing(driver.connect(str(place), isolation_level=None)) as db:
        db.execute("UPDATE cases SET customer_id = 999 WHERE id = ?", (case_id,))
    return place


BAD = [
    (no_backup, NoDatabaseError, 10),
    (text_file, DamagedError, 13),
    (empty_file, NotOursError, 2),
    (foreign_file, NotOursError, 2),
    (newer_file, NewerVersionError, 14),
    (damaged_file, DamagedError, 13),
    (stray_file, DamagedError, 13),
]


@pytest.mark.parametrize(("make", "error", "code"), BAD, ids=[case[0].__name__ for case in BAD])
def test_a_backup_that_is_not_whole_replaces_nothing(
    service: MaintenanceService,
    path: Path,
    tmp_path: Path,
    make: Any,
    error: type[ServiceDeskError],
    code: int,
) -> None:
    source = make(tmp_path)
    before, present = path.read_bytes(), names(path.parent)
    for attempt in (lambda: service.verify(source), lambda: service.restore(source, replace=True)):
        with pytest.raises(error) as refused:
            attempt()
        assert refused.value.exit_code == code
    assert path.read_bytes() == before
    assert names(path.parent) == present


def test_the_desk_is_no_backup_of_itself(service: MaintenanceService, path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    for source in (path, link):
        with pytest.raises(UsageError, match="itself"):
            service.restore(source, replace=True)


@pytest.fixture
def held(path: Path) -> Iterator[None]:
    """Another process has the desk open and does nothing with it."""

    def hold(tell: Tell) -> None:
        with open_desk(path) as desk:
            desk.store_version()
            tell("open")
            signal.pause()

    with Child(hold) as child:
        child.wait_for()
        yield


@pytest.mark.usefixtures("held")
def test_a_desk_that_is_open_elsewhere_is_not_replaced(service: MaintenanceService, path: Path) -> None:
    made = service.backup()
    inode = path.stat().st_ino
    with pytest.raises(BusyError) as refused:
        service.restore(made.path, replace=True)
    assert refused.value.exit_code == 11
    assert path.stat().st_ino == inode
    assert [name for name in names(path.parent) if "replaced" in name or "tmp" in name] == []


@pytest.mark.usefixtures("held")
def test_a_damaged_desk_that_is_open_elsewhere_is_not_replaced(
    service: MaintenanceService, path: Path, tmp_path: Path
) -> None:
    made = service.backup(tmp_path / "b.db")
    damage(path, 0, 64)
    with pytest.raises(BusyError):
        service.restore(made.path, replace=True)


@pytest.mark.parametrize(("offset", "length"), [(0, 64), (0, 200_000), (8192, 4096), (40_960, 40_960)])
def test_a_damaged_desk_is_kept_byte_by_byte_and_replaced(
    service: MaintenanceService, path: Path, tmp_path: Path, offset: int, length: int
) -> None:
    made = service.backup(tmp_path / "b.db")
    damage(path, offset, length)
    log = path.with_name("desk.db-wal")
    log.write_bytes(b"what a log had been")
    before = path.read_bytes()
    restored = service.restore(made.path, replace=True)
    assert restored.kept is not None
    assert restored.kept.read_bytes() == before
    assert restored.kept.with_name(f"{restored.kept.name}-wal").read_bytes() == b"what a log had been"
    assert contents(path) == contents(made.path)


def test_an_older_backup_climbs_when_it_is_opened(
    service: MaintenanceService, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from servicedesk.storage import migrations

    made = service.backup()
    newer = opening.SCHEMA_VERSION + 1
    monkeypatch.setattr(opening, "SCHEMA_VERSION", newer)
    ladder = migrations.steps() | {newer: "CREATE TABLE 新表 (id INTEGER PRIMARY KEY) STRICT"}
    monkeypatch.setattr(migrations, "steps", lambda: ladder)
    service.restore(made.path, replace=True)
    assert "新表" in contents(path)


def test_kill_9_during_a_restore_leaves_one_desk_or_the_other(
    service: MaintenanceService, path: Path, tmp_path: Path
) -> None:
    made = service.backup(tmp_path / "b.db")
    with open_desk(path) as desk:
        given_case(desk, "备份之后")
    old, new = contents(path), contents(made.path)
    first = path.read_bytes()

    def work(tell: Tell) -> None:
        tell("go")
        MaintenanceService(path).restore(made.path, replace=True)

    for turn in range(25):
        for place in path.parent.glob("desk.db*"):
            place.unlink()
        path.write_bytes(first)
        with Child(work) as child:
            child.wait_for()
            sleep(Random(turn).random() * 0.05)
            child.kill()
        assert contents(path) in (old, new)


def test_locks_of_others_are_read_without_opening_the_file(tmp_path: Path) -> None:
    file, locks = tmp_path / "desk.db", tmp_path / "locks"
    file.touch()
    status = file.stat()
    name = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    for line, is_locked in (
        (f"1: POSIX  ADVISORY  READ 1 {name} 128 128\n", True),
        (f"1: POSIX  ADVISORY  READ {os.getpid()} {name} 128 128\n", False),
        (f"2: -> POSIX  ADVISORY  WRITE 1 {name} 0 EOF\n", True),
        ("1: POSIX  ADVISORY  READ 1 fe:00:1 128 128\n", False),
        ("", False),
    ):
        locks.write_text(line)
        assert filesystems.is_locked_elsewhere(file, locks) is is_locked
    assert not filesystems.is_locked_elsewhere(file, tmp_path / "none")
    assert not filesystems.is_locked_elsewhere(tmp_path / "gone", locks)


def test_two_restores_within_a_second_keep_both_desks(
    service: MaintenanceService, path: Path, time: FixedTime
) -> None:
    made = service.backup()
    service.restore(made.path, replace=True)
    with pytest.raises(BusyError, match="moment"):
        service.restore(made.path, replace=True)
    time.moment += timedelta(seconds=1)
    service.restore(made.path, replace=True)
    assert len([name for name in names(path.parent) if "replaced" in name]) == 2
