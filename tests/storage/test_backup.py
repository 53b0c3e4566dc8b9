"""Backups are whole, private and checked."""

import os
import signal
import stat
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import (
    DamagedError,
    NoDatabaseError,
    NoSpaceError,
    RefusedError,
    ServiceDeskError,
    UsageError,
)
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.settings import unfinished
from servicedesk.storage import backup
from tests.builders import FixedTime, dump, given_call, given_case, open_desk
from tests.storage.processes import Child, Tell, run_all


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
    with pytest.raises(RefusedError, match="there already"):
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
        with pytest.raises((UsageError, RefusedError)):
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


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_killed_backups_left_is_named_and_swept_but_not_what_is_being_made(
    service: MaintenanceService,
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    elsewhere: bool,
) -> None:
    folder = tmp_path / "别处" if elsewhere else backup.default_folder(path)

    class KilledError(BaseException):
        """The process ends here."""

    def killed(_path: Path, *_look: object) -> int:
        raise KilledError

    with monkeypatch.context() as broken:
        broken.setattr(backup, "require_sound", killed)
        broken.setattr(Path, "unlink", lambda *_arguments, **_options: None)
        with pytest.raises(KilledError):
            service.backup(folder, into_folder=True)
    (left,) = folder.iterdir()
    left.with_name(f"{left.name}-journal").touch()
    held = unfinished.temporary_name(folder / "desk-20261121-101010.db")
    with held.open("wb") as file:
        unfinished.hold(file.fileno())
        (told,) = [one.text for one in service.doctor() if one.topic == "leftovers"]
        assert str(left) in told
        assert held.name not in told
        # Another name, as of another second.
        service.backup(folder / "今天.db")
        assert sorted(one.name for one in folder.iterdir()) == sorted([held.name, "今天.db"])
    unfinished.sweep(folder)
    assert [one.name for one in folder.iterdir()] == ["今天.db"]
    assert [one for one in service.doctor() if one.topic == "leftovers"] == []


def test_to_keep_a_number_needs_a_folder(service: MaintenanceService, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="folder"):
        service.backup(tmp_path / "one.db", keep=3)
    assert not (tmp_path / "one.db").exists()


def test_a_backup_that_fails_leaves_nothing_behind(
    service: MaintenanceService, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, *_look: object) -> int:
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


@pytest.mark.parametrize("ends_at", [0, backup.WHOLE])
def test_who_listens_to_a_backup_may_end_it_and_no_copy_stays(
    service: MaintenanceService, path: Path, ends_at: int
) -> None:
    class EnoughError(Exception):
        """Nobody wants it any more."""

    heard: list[int] = []

    def hear(percent: int) -> None:
        heard.append(percent)
        if percent >= ends_at:
            raise EnoughError

    with pytest.raises(EnoughError):
        service.backup(progress=hear)
    assert list(backup.default_folder(path).iterdir()) == []
    assert heard[-1] >= ends_at
    assert service.backup(progress=heard.append).path.exists()
    assert heard[-1] == backup.WHOLE
