"""A disk that fails after the last step: what is there is said to be there; exit 1 still means nothing."""

import errno
import os
import stat
from pathlib import Path

import pytest

from servicedesk.domain.errors import NoSpaceError
from servicedesk.services.exporting import ExportService
from tests.builders import given_case, open_desk
from tests.cli.conftest import Program, program
from tests.storage.test_migrations import first_desk

__all__ = ["program"]


@pytest.fixture
def path(program: Program) -> Path:
    """The program's desk, with a case."""
    with open_desk(program.path) as desk:
        given_case(desk, "空调漏水")
    return program.path


@pytest.fixture
def failing_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that writes files out and fails at the folders they stand in."""
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.usefixtures("failing_folders")
def test_a_backup_whose_name_is_not_confirmed_is_done_and_deletes_no_older_one(
    program: Program, path: Path
) -> None:
    folder = path.parent / "backups"
    for turn in range(2):
        made = program("backup", "--keep", "1")
        assert (made.code, "did not confirm" in made.err) == (3, True)
        assert len(list(folder.glob("*.db"))) == turn + 1
    assert program("export", "case", "-o", str(path.with_name("c.csv"))).code == 0


@pytest.mark.usefixtures("failing_folders")
def test_a_restore_that_cannot_be_made_sure_of_leaves_the_desk_as_it_was(
    program: Program, path: Path
) -> None:
    copy = path.with_name("copy.db")
    program("backup", str(copy))
    program.ok("case", "edit", "C-1", "--subject", "新的")
    before = sorted(one.name for one in path.parent.iterdir())
    refused = program("restore", str(copy), "--yes")
    assert refused.code == 1
    assert "新的" in program.ok("case", "list").out
    assert [one for one in sorted(one.name for one in path.parent.iterdir()) if "replaced" in one] == []
    assert set(before) - {one.name for one in path.parent.iterdir()} <= {"desk.db-wal", "desk.db-shm"}


@pytest.mark.usefixtures("failing_folders")
def test_an_old_desk_does_not_climb_without_a_copy_that_is_sure_to_stay(tmp_path: Path) -> None:
    path = first_desk(tmp_path / "old.db")
    before = path.read_bytes()
    with pytest.raises(NoSpaceError):
        open_desk(path)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*.bak")) == []


def test_an_older_backup_that_cannot_be_deleted_makes_the_new_one_no_failure(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.ok("backup")
    real = Path.unlink

    def unlink(place: Path, missing_ok: bool = False) -> None:
        if place.suffix == ".db" and place.parent.name == "backups":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        real(place, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    made = program("backup", "--keep", "1")
    assert (made.code, "could not be deleted" in made.err) == (3, True)
    assert len(list((path.parent / "backups").glob("*.db"))) == 2


@pytest.mark.parametrize("kind", ["all", "case"])
def test_an_export_whose_cursor_cannot_be_kept_is_done_and_goes_on_from_where_it_began(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def full(*_arguments: object) -> None:
        raise NoSpaceError("full")

    place = path.with_name("out" if kind == "all" else "out.jsonl")
    with monkeypatch.context() as broken:
        broken.setattr(ExportService, "_move", full)
        written = program("export", kind, "-o", str(place), "--since", "last:nightly", "--format", "jsonl")
    assert (written.code, "could not be kept" in written.err) == (3, True)
    assert place.exists()
    assert program.ok("export", "cursors", "--json").json == []
    program.ok("export", kind, "-o", str(place), "--since", "last:nightly", "--format", "jsonl", "--force")
    text = (place / "cases.jsonl" if kind == "all" else place).read_text(encoding="utf-8")
    assert "空调漏水" in text
