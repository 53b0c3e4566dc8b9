"""Backups are whole, private and checked; a restore replaces a desk in one step and keeps the one before."""

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
    NoSpaceError,
    NotOursError,
    RefusedError,
    ServiceDeskError,
    UsageError,
)
from servicedesk.services.context import Clock
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.storage import backup, driver, filesystems, opening
from tests.builders import FixedTime, dump, given_call, given_case, open_desk
from tests.storage.processes import Child, Tell, run_all


@pytest.fixture
def time() -> FixedTime:
    return FixedTime()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a desk with a few calls on it, closed."""
    place = tmp_path / "desk" / "desk.db"
    with open_desk(place) as desk:
        for number in range(30):
            given_call(desk, f"王{number} 139 0000 {number:04d}", "空调漏水", priority=3)
    return place


@pytest.fixture
def service(path: Path, time: FixedTime) -> MaintenanceService:
    return MaintenanceService(path, Clock(time))


def contents(path: Path) -> dict[str, list[Any]]:
    with open_desk(path) as desk:
        return dump(desk, without=())


def names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


COUNTS = {"customer": 30, "call": 30, "case": 30, "followup": 0, "promise": 0}


def test_a_backup_goes_beside_the_desk_under_the_time(service: MaintenanceService, path: Path) -> None:
    made = service.backup()
    assert made.path == path.parent / "backups" / "desk-20261120-011200.db"
    assert made.counts == COUNTS
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700
    assert contents(made.path) == contents(path)


def test_a_backup_of_a_desk_in_use_holds_what_is_only_in_the_log(
    service: MaintenanceService, path: Path
) -> None:
    with open_desk(path) as desk:
        given_case(desk, "刚写的")
        assert path.with_name("desk.db-wal").stat().st_size > 0
        made = service.backup()
        assert contents(made.path) == dump(desk, without=())
        # The log and the locks of those who have it open are as they were.
        given_case(desk, "再写")
    with open_desk(path) as desk:
        assert len(desk.lists.ids("case")) == 32


def test_backups_made_while_others_write_are_each_one_moment(
    service: MaintenanceService, path: Path, time: FixedTime
) -> None:
    def write(tell: Tell) -> None:
        with open_desk(path) as desk:
            while True:
                logged = given_call(desk, "李伟 138 0000 1111", "漏水", labels=["急"])
                tell(f"{logged.call_id}")

    with Child(write) as child:
        for turn in range(8):
            child.wait_for(turn * 5 + 1)
            time.advance(seconds=1)
            made = service.backup()
            assert made.counts["call"] == made.counts["case"]
            assert made.counts["call"] >= 30 + turn * 5 + 1


def test_backups_within_one_second_stand_side_by_side_and_the_oldest_go_first(
    service: MaintenanceService, path: Path, time: FixedTime
) -> None:
    made = [service.backup().path.name for _turn in range(11)]
    assert made[1] == made[0].replace(path.suffix, f"-2{path.suffix}")
    assert names(path.parent / "backups") == sorted(made)
    last = service.backup(keep=2)
    assert names(path.parent / "backups") == sorted([made[-1], last.path.name])
    time.advance(seconds=1)
    newest = service.backup(keep=2)
    assert names(path.parent / "backups") == sorted([last.path.name, newest.path.name])


def test_a_backup_overwrites_only_when_told(service: MaintenanceService, tmp_path: Path) -> None:
    target = tmp_path / "我的备份.db"
    target.write_text("别人的文件")
    with pytest.raises(UsageError, match="there already"):
        service.backup(target)
    assert target.read_text() == "别人的文件"
    made = service.backup(target, force=True)
    assert made.counts == COUNTS
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("force", [True, False])
def test_a_backup_is_never_written_through_a_link_nor_over_the_desk(
    service: MaintenanceService, path: Path, tmp_path: Path, *, force: bool
) -> None:
    victim, link = tmp_path / "victim", tmp_path / "link.db"
    victim.write_text("x")
    link.symlink_to(victim)
    before = path.read_bytes()
    hard = tmp_path / "hard.db"
    os.link(path, hard)
    for target in (link, path, hard):
        with pytest.raises(UsageError):
            service.backup(target, force=force)
    assert (victim.read_text(), path.read_bytes()) == ("x", before)


def test_a_folder_gets_a_name_with_the_time(service: MaintenanceService, tmp_path: Path) -> None:
    assert service.backup(tmp_path).path == tmp_path / "desk-20261120-011200.db"
    new = service.backup(tmp_path / "新" / "夹", into_folder=True).path
    assert new == tmp_path / "新" / "夹" / "desk-20261120-011200.db"


def test_only_the_newest_are_kept_and_nothing_else_is_deleted(
    service: MaintenanceService, path: Path, time: FixedTime
) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    others = ["desk-notes.db", "desk-20200101-000000.txt", "other-20200101-000000.db", "desk-2020-01-01.db"]
    for name in others:
        (folder / name).touch()
    (folder / "desk-20200101-000001.db").symlink_to(path)
    for _turn in range(5):
        time.advance(days=1)
        service.backup()
    time.advance(days=1)
    made = service.backup(keep=2)
    assert len(made.forgotten) == 4
    left = {*names(folder)} - {*others, "desk-20200101-000001.db"}
    assert left == {"desk-20261125-011200.db", "desk-20261126-011200.db"}
    assert path.exists()


def test_the_copy_just_made_is_kept_also_after_the_clock_was_set_back(
    service: MaintenanceService, time: FixedTime, path: Path
) -> None:
    for _each in range(3):
        service.backup()
        time.advance(days=1)
    time.advance(days=-400)
    made = service.backup(keep=1)
    assert names(backup.default_folder(path)) == [made.path.name]
    assert service.verify(made.path)["call"] == 30


def test_copies_of_killed_backups_are_named_and_swept_but_not_those_being_made(
    service: MaintenanceService, path: Path
) -> None:
    made = service.backup().path
    left = made.with_name(f".{made.name}.{os.getpid():x}.tmp")
    left.write_bytes(b"half a copy")
    held = made.with_name(f".{made.name}.0a0b0c0d.tmp")
    with held.open("wb") as file:
        backup._hold(file.fileno())
        assert backup.leftovers(made) == [left]
        assert any(left.name in one.text for one in service.doctor() if one.topic == "leftovers")
        service.backup(made, force=True)
        assert not left.exists()
        assert held.exists()
    assert backup.sweep(made) == [held]


def test_to_keep_a_number_needs_a_folder(service: MaintenanceService, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="folder"):
        service.backup(tmp_path / "one.db", keep=3)
    assert not (tmp_path / "one.db").exists()


def test_a_backup_that_fails_leaves_nothing_behind(
    service: MaintenanceService, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> int:
        raise DamagedError("坏")

    monkeypatch.setattr(backup, "require_sound", refuse)
    with pytest.raises(DamagedError):
        service.backup()
    assert names(path.parent / "backups") == []
    with pytest.raises(ServiceDeskError, match="folder"):
        service.backup(Path("/proc/none"), into_folder=True)
    with pytest.raises(ServiceDeskError, match="cannot be written"):
        service.backup(path.parent / "none" / "x.db")


def test_a_disk_too_full_for_a_backup_is_told_and_leaves_nothing(
    service: MaintenanceService, path: Path
) -> None:
    import resource

    def work(tell: Tell) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            service.backup()
        except NoSpaceError as error:
            tell(f"{error.exit_code}")

    assert run_all([work]) == [["15"]]
    assert names(path.parent / "backups") == []
    with open_desk(path) as desk:
        assert len(desk.lists.ids("call")) == 30


def test_there_is_no_backup_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoDatabaseError):
        MaintenanceService(tmp_path / "desk.db").backup()
    assert names(tmp_path) == []


# Restore


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
