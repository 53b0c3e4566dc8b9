"""One file, one name: what an ended restore and a moved file leave beside a desk ruins nothing."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import NoSpaceError, ServiceDeskError, UsageError
from servicedesk.services.maintenance import MaintenanceService, exit_code
from servicedesk.storage import backup, second_names
from tests.builders import FixedTime, dump, given_case, open_desk
from tests.storage.processes import Child, Tell
from tests.storage.test_restore import contents, damage, names


@pytest.fixture
def made(service: MaintenanceService, tmp_path: Path, path: Path) -> Path:
    """A backup; the desk has a case more."""
    found = service.backup(tmp_path / "b.db").path
    with open_desk(path) as desk:
        given_case(desk, "备份之后")
    return found


def fail_at(monkeypatch: pytest.MonkeyPatch, method: str, code: int, target: Path) -> None:
    """Path.`method` onto `target` fails."""
    whole = getattr(Path, method)

    def failing(self: Path, other: Path) -> Any:
        if Path(other) == target:
            raise OSError(code, os.strerror(code))
        return whole(self, other)

    monkeypatch.setattr(Path, method, failing)


def no_links(_path: Path, _other: Path) -> None:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


@pytest.mark.parametrize("has_links", [True, False])
@pytest.mark.parametrize("spoil", [lambda _path: None, damage])
def test_a_restore_whose_last_step_fails_leaves_the_desk_with_one_name(
    service: MaintenanceService,
    path: Path,
    made: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], None],
    has_links: bool,
) -> None:
    spoil(path)
    before = path.read_bytes()
    fail_at(monkeypatch, "replace", errno.EIO, path)
    if not has_links:
        monkeypatch.setattr(backup.os, "link", no_links)
    with pytest.raises(ServiceDeskError) as raised:
        service.restore(made, replace=True)
    assert raised.value.exit_code == 1
    assert raised.value.message == f"{path} cannot be written: Input/output error; nothing was changed."
    assert [name for name in names(path.parent) if "replaced" in name or "part" in name] == []
    assert path.stat().st_nlink == 1
    assert len(path.read_bytes()) == len(before)


def test_a_log_goes_back_with_the_damaged_desk_whose_restore_failed(
    service: MaintenanceService, path: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(path, 0, 64)
    path.with_name("desk.db-wal").write_bytes(b"what a log had been")
    fail_at(monkeypatch, "replace", errno.EIO, path)
    with pytest.raises(ServiceDeskError):
        service.restore(made, replace=True)
    assert [name for name in names(path.parent) if "replaced" in name] == []
    assert path.with_name("desk.db-wal").read_bytes() == b"what a log had been"


def test_a_restore_that_finds_the_disk_full_at_its_last_step_says_so(
    service: MaintenanceService, path: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(monkeypatch, "replace", errno.ENOSPC, path)
    with pytest.raises(NoSpaceError):
        service.restore(made, replace=True)
    assert names(path.parent) == ["desk.db"]


def test_a_restore_that_is_interrupted_at_its_last_step_leaves_one_name(
    service: MaintenanceService, path: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_temporary: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backup, "_name", interrupted)
    with pytest.raises(KeyboardInterrupt):
        service.restore(made, replace=True)
    assert names(path.parent) == ["desk.db"]


def test_a_backup_that_gets_no_name_says_which(
    service: MaintenanceService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "备份.db"
    fail_at(monkeypatch, "replace", errno.EIO, target)
    with pytest.raises(ServiceDeskError, match=r"备份\.db cannot be written"):
        service.backup(target)
    assert not target.exists()


@pytest.fixture
def left(service: MaintenanceService, path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The second name that a restore has left which was killed at its last step."""

    def killed(_temporary: Path, _target: Path) -> None:
        os._exit(9)

    def work(_tell: Tell) -> None:
        monkeypatch.setattr(backup, "_name", killed)
        service.restore(made, replace=True)

    with Child(work) as child:
        child.finish()
    assert child.code == 9
    (found,) = path.parent.glob("desk.db.replaced-*")
    assert found.samefile(path)
    return found


def told(service: MaintenanceService, topic: str = "names") -> list[str]:
    return [one.text for one in service.doctor() if one.topic == topic]


def test_a_second_name_of_the_desk_is_not_opened_and_nothing_is_left_beside_it(
    left: Path, made: Path, path: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(left)
    before = names(path.parent)
    for place in (left, link):
        service = MaintenanceService(place)
        for attempt in (
            lambda place=place: open_desk(place),
            service.backup,
            service.fix,
            lambda service=service: service.restore(made, replace=True),
            lambda service=service: service.salvage(tmp_path / "s.db"),
            lambda place=place: MaintenanceService(path).restore(place, replace=True),
        ):
            with pytest.raises(UsageError, match=f"second name of {path}"):
                attempt()
        assert told(service) == [f"This is a second name of {path}, left by a restore that was ended."]
    assert names(path.parent) == before


def test_doctor_names_a_second_name_and_takes_it_away(
    service: MaintenanceService, left: Path, path: Path
) -> None:
    before = contents(path)
    found = service.doctor()
    assert exit_code(found) == 1
    assert [one.text for one in found if one.topic == "names"] == [
        f"A restore that was ended has left second names of the desk's file: {left.name}."
    ]
    service.doctor(fix=True)
    assert told(service) == []
    assert not left.exists()
    assert {**contents(path), "events": []} == {**before, "events": []}


def test_the_next_restore_takes_a_second_name_away(
    service: MaintenanceService, left: Path, path: Path, made: Path, time: FixedTime
) -> None:
    old = contents(path)
    time.advance(hours=1)
    kept = service.restore(made, replace=True).kept
    assert kept is not None
    assert not left.exists()
    assert path.stat().st_nlink == kept.stat().st_nlink == 1
    assert contents(kept) == old


def test_a_second_name_beside_which_a_log_lies_stays_and_is_named(
    service: MaintenanceService, left: Path, path: Path, made: Path, time: FixedTime
) -> None:
    log = left.with_name(f"{left.name}-wal")
    log.write_bytes(b"what somebody saved")
    service.fix()
    assert len(told(service)) == 1
    time.advance(hours=1)
    service.restore(made, replace=True)
    assert left.exists()
    assert log.read_bytes() == b"what somebody saved"
    assert told(service) == []


def test_the_desk_that_a_restore_kept_is_a_desk_of_its_own(
    service: MaintenanceService, path: Path, made: Path
) -> None:
    kept = service.restore(made, replace=True).kept
    assert kept is not None
    with open_desk(kept) as desk:
        given_case(desk, "在旧的里面")
        assert len(dump(desk, without=())["cases"]) == 32
    assert second_names.desk_behind(kept) is None


def test_doctor_tells_of_a_second_name_that_is_none_of_ours(
    service: MaintenanceService, path: Path, tmp_path: Path
) -> None:
    os.link(path, tmp_path / "副本.db")
    found = service.doctor()
    assert exit_code(found) == 0
    (text,) = [one.text for one in found if one.topic == "names"]
    assert "second name somewhere" in text
    open_desk(tmp_path / "副本.db").close()


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_doctor_names_a_log_whose_file_is_gone(service: MaintenanceService, path: Path, ending: str) -> None:
    stray = path.with_name(f"先前\n的.db{ending}")
    stray.touch()
    path.with_name(".desk.db.0123456789ab.part-wal").write_bytes(b"of a backup that was killed")
    path.with_name("other.db").touch()
    path.with_name("other.db-wal").write_bytes(b"its own")
    assert told(service, "logs") == []
    stray.write_bytes(b"what was saved")
    (text,) = told(service, "logs")
    assert text.endswith(f"may belong to it: 先前 的.db{ending}.")
    path.unlink()
    assert len(told(service, "logs")) == 1
