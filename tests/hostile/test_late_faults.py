"""A disk that fails after the last step: what is there is said to be there; exit 1 still means nothing."""

import errno
import os
import stat
from collections.abc import Callable
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


def fail_at(monkeypatch: pytest.MonkeyPatch, fails: Callable[[os.stat_result], bool]) -> None:
    """A disk that fails to write out what `fails` says."""
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if fails(os.fstat(descriptor)):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.fixture
def failing_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that writes files out and fails at the folders they stand in."""
    fail_at(monkeypatch, lambda found: stat.S_ISDIR(found.st_mode))


def fail_at_this_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A disk that fails when it is to confirm a name in `folder`, and there alone."""
    there = folder.stat()
    fail_at(monkeypatch, lambda found: os.path.samestat(found, there))


@pytest.mark.usefixtures("failing_folders")
def test_a_backup_whose_name_is_not_confirmed_is_done_and_deletes_no_older_one(
    program: Program, path: Path
) -> None:
    folder = path.parent / "backups"
    for turn in range(2):
        made = program("backup", "--keep", "1")
        assert (made.code, "did not confirm" in made.err) == (3, True)
        assert len(list(folder.glob("*.db"))) == turn + 1


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


def exported(kind: str, place: Path) -> str:
    """The cases in what was written."""
    return (place / "cases.jsonl" if kind == "all" else place).read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["all", "case"])
def test_an_export_whose_name_is_not_confirmed_is_done_and_the_next_one_repeats_its_rows(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    place = path.with_name("out [b]")
    asked = ("export", kind, "-o", str(place), "--since", "last:nightly", "--format", "jsonl")
    with monkeypatch.context() as broken:
        fail_at_this_folder(broken, path.parent)
        written = program(*asked)
    assert written.code == 3
    assert "did not confirm" in written.err
    assert "begins where this one began" in written.err
    assert "空调漏水" in exported(kind, place)
    assert program.ok("export", "cursors", "--json").json == []
    program.ok(*asked, "--force")
    assert "空调漏水" in exported(kind, place)
    assert {cursor["kind"] for cursor in program.ok("export", "cursors", "--json").json} >= {"case"}


def test_an_export_without_a_cursor_says_too_that_its_name_is_not_confirmed(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at_this_folder(monkeypatch, path.parent)
    written = program("export", "case", "-o", str(path.with_name("c.csv")))
    assert (written.code, "did not confirm" in written.err) == (3, True)
    assert "begins where" not in written.err


def test_a_folder_that_is_replaced_unconfirmed_leaves_the_one_before_until_the_next_run(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = path.with_name("out")
    program.ok("export", "all", "-o", str(place), "--format", "jsonl")
    program.ok("case", "edit", "C-1", "--subject", "新的")
    with monkeypatch.context() as broken:
        fail_at_this_folder(broken, path.parent)
        assert program("export", "all", "-o", str(place), "--format", "jsonl").code == 3
    assert "新的" in exported("all", place)
    (before,) = path.parent.glob(".out.*.part")
    assert "空调漏水" in exported("all", before)
    program.ok("export", "all", "-o", str(place), "--format", "jsonl")
    assert not list(path.parent.glob(".out.*.part"))


@pytest.mark.parametrize("kind", ["all", "case"])
@pytest.mark.parametrize("what", ["files", "the folder's own names"])
def test_an_export_that_cannot_be_written_out_changes_nothing(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, what: str
) -> None:
    place = path.with_name("out")
    asked = ("export", kind, "-o", str(place), "--since", "last:nightly", "--format", "jsonl", "--force")
    program.ok(*asked)
    cursors = program.ok("export", "cursors", "--json").json
    program.ok("case", "edit", "C-1", "--subject", "新的")
    above = path.parent.stat()
    with monkeypatch.context() as broken:
        if what == "files":
            fail_at(broken, lambda found: stat.S_ISREG(found.st_mode))
        else:
            fail_at(broken, lambda found: stat.S_ISDIR(found.st_mode) and not os.path.samestat(found, above))
        written = program(*asked)
    if (kind, what) == ("case", "the folder's own names"):
        # A file alone has none.
        assert written.code == 0
        return
    assert (written.code, written.err.count("\n")) == (1, 1)
    assert "空调漏水" in exported(kind, place)
    assert not list(path.parent.glob(".*.part"))
    assert program.ok("export", "cursors", "--json").json == cursors


WRITERS = {
    "dossier": ("case", "show", "C-1", "--dossier", "--output"),
    "rules": ("policy", "export", "targets", "-o"),
}


@pytest.mark.parametrize("what", WRITERS)
def test_every_file_that_is_written_says_that_its_name_is_not_confirmed(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    place = path.with_name("out.txt")
    with monkeypatch.context() as broken:
        fail_at_this_folder(broken, path.parent)
        written = program(*WRITERS[what], str(place))
    assert (written.code, "did not confirm" in written.err) == (3, True)
    assert place.read_text(encoding="utf-8")
    place.unlink()
    with monkeypatch.context() as broken:
        fail_at(broken, lambda found: stat.S_ISREG(found.st_mode))
        refused = program(*WRITERS[what], str(place))
    assert (refused.code, place.exists()) == (1, False)
    program.ok(*WRITERS[what], str(place))


def test_rejected_rows_whose_file_is_not_confirmed_are_said_to_be(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = path.with_name("in.csv")
    source.write_text("subject,received_at\n漏水,2026-11-02\n坏了,nonsense\n", encoding="utf-8")
    with monkeypatch.context() as broken:
        fail_at_this_folder(broken, path.parent)
        done = program("import", "case", str(source), "-q")
    assert done.code == 3
    assert "in.csv.rejects.csv" in done.err
    assert "did not confirm" in done.err


def test_a_folder_that_cannot_be_asked_for_its_names_is_no_fault(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", fsync)
    program.ok("export", "case", "-o", str(path.with_name("c.csv")))
    program.ok("backup")
