"""Room on the disk is asked for before a backup, a restore, an import, a climb: then nothing was written."""

from pathlib import Path

import pytest

from servicedesk.domain.errors import NoSpaceError
from servicedesk.services.desk import Desk
from servicedesk.services.importing.request import ImportRequest
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.settings import room
from servicedesk.storage import backup, opening
from tests.builders import dump, given_case


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk with 1.2 MB left, of which 1 MB belongs to others."""
    monkeypatch.setattr(room, "free", lambda _folder: 1_200_000)


def test_room_is_what_the_disk_has_of_the_nearest_folder_that_is_there(tmp_path: Path) -> None:
    assert room.free(tmp_path / "not" / "there") is not None
    room.require(tmp_path / "not" / "there", 0)
    with pytest.raises(NoSpaceError, match=r"are needed; nothing was written"):
        room.require(tmp_path, 1 << 60)


def test_of_a_disk_that_tells_nothing_it_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_folder: Path) -> None:
        raise OSError

    monkeypatch.setattr("shutil.disk_usage", silent)
    room.require(tmp_path, 1 << 60)


@pytest.mark.usefixtures("little_room")
def test_a_backup_without_room_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    given_case(desk)
    service = MaintenanceService(desk.store.path)
    (tmp_path / "backups").mkdir()
    before = sorted(tmp_path.rglob("*"))
    for target in (None, tmp_path / "copy.db", tmp_path / "backups"):
        with pytest.raises(NoSpaceError, match="MB free"):
            service.backup(target)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_restore_without_room_keeps_the_desk(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_case(desk)
    desk.close()
    service = MaintenanceService(desk.store.path)
    service.backup(tmp_path / "copy.db")
    before = desk.store.path.read_bytes()
    monkeypatch.setattr(room, "free", lambda _folder: 1_200_000)
    with pytest.raises(NoSpaceError):
        service.restore(tmp_path / "copy.db", replace=True)
    assert desk.store.path.read_bytes() == before
    assert [one for one in tmp_path.iterdir() if one.name.startswith(".") or "replaced" in one.name] == []


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("dry_run", [False, True])
def test_an_import_without_room_begins_nothing(desk: Desk, tmp_path: Path, *, dry_run: bool) -> None:
    source = tmp_path / "old.csv"
    rows = "".join(f"{number},漏水 [/]\n" for number in range(1000))
    source.write_text(f"Number,Subject\n{rows}")
    before = dump(desk)
    with pytest.raises(NoSpaceError):
        desk.importing.run(ImportRequest(source, "case", dry_run=dry_run))
    assert dump(desk) == before
    assert not (tmp_path / "old.csv.rejects.csv").exists()
    source.write_text("Number,Subject\n1,漏水\n")
    assert desk.importing.run(ImportRequest(source, "case")).new == 1


@pytest.mark.usefixtures("little_room")
def test_a_climb_without_room_leaves_the_older_file_as_it_is(desk: Desk, tmp_path: Path) -> None:
    given_case(desk)
    target = tmp_path / "desk.db.before.bak"
    with desk.store.bare() as db, pytest.raises(NoSpaceError):
        backup.save_before_climb(db, target, opening.SCHEMA_VERSION)
    assert not target.exists()
    assert backup.CLIMB_FACTOR == 3
