"""A folder is there whole or not at all; what was killed is swept, what others write is left alone."""

# ruff: noqa: PT012 - what happens within the open folder is what is tried

import errno
import os
import stat
from pathlib import Path

import pytest

from servicedesk.domain.errors import BusyError, NoSpaceError, RefusedError, ServiceDeskError
from servicedesk.exchange.atomic_file import AtomicFile
from servicedesk.exchange.atomic_folder import AtomicFolder
from servicedesk.settings import unfinished
from tests.storage.processes import Child


def anything(_folder: Path) -> None:
    """Everything may be replaced."""


def write(target: Path, **files: str) -> None:
    with AtomicFolder(target, anything) as folder:
        for name, text in files.items():
            (folder / name).write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_the_folder_appears_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "导出 [b]" / "new"
    mask = os.umask(0o022)
    try:
        with AtomicFolder(target, anything) as folder:
            (folder / "a").write_text("1")
            assert not target.exists()
    finally:
        os.umask(mask)
    assert contents(target) == {"a": "1"}
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    assert list(target.parent.iterdir()) == [target]


def test_a_folder_is_replaced_as_a_whole_also_where_a_link_leads_above_it(tmp_path: Path) -> None:
    target = tmp_path / "above" / "out"
    write(target, a="old", b="old")
    (tmp_path / "link").symlink_to(target.parent)
    write(tmp_path / "link" / "out", a="new")
    assert contents(target) == {"a": "new"}
    assert [path.name for path in target.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("leads_to", ["full", "empty", "nowhere", "file", "link"])
def test_a_link_is_neither_followed_nor_replaced(tmp_path: Path, leads_to: str) -> None:
    write(tmp_path / "full", a="old")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("precious")
    link = tmp_path / "link"
    link.symlink_to(leads_to)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RefusedError, match="link is a link"):
        write(link, a="new")
    assert sorted(tmp_path.rglob("*")) == before
    assert (str(link.readlink()), contents(tmp_path / "full")) == (leads_to, {"a": "old"})


def test_a_link_that_was_put_there_meanwhile_stays(tmp_path: Path) -> None:
    write(tmp_path / "full", a="old")
    with (
        pytest.raises(RefusedError, match="out is a link"),
        AtomicFolder(tmp_path / "out", anything) as folder,
    ):
        (folder / "a").write_text("new")
        (tmp_path / "out").symlink_to("full")
    assert contents(tmp_path / "full") == {"a": "old"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "out"]


@pytest.mark.parametrize("before", [False, True])
def test_an_error_leaves_everything_as_it_was(tmp_path: Path, before: bool) -> None:
    target = tmp_path / "above" / "out"
    if before:
        write(target, a="old")
    with pytest.raises(ZeroDivisionError), AtomicFolder(target, anything) as folder:
        (folder / "a").write_text("half")
        raise ZeroDivisionError
    assert (contents(target) if before else list(tmp_path.iterdir())) == ({"a": "old"} if before else [])
    assert unfinished.leftovers() == []


def test_what_appears_meanwhile_is_asked_about_again(tmp_path: Path) -> None:
    target = tmp_path / "out"

    def nothing_there(folder: Path) -> None:
        if folder.exists():
            raise RefusedError("there")

    with pytest.raises(RefusedError), AtomicFolder(target, nothing_there) as folder:
        (folder / "a").write_text("mine")
        target.mkdir()
        (target / "b").write_text("theirs")
    assert contents(target) == {"b": "theirs"}


def test_a_full_disk_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(NoSpaceError), AtomicFolder(tmp_path / "out", anything):
        pass


def test_a_second_run_into_the_same_folder_is_refused_and_one_beside_it_is_not(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with AtomicFolder(target, anything) as folder:
        (folder / "a").write_text("first")
        with pytest.raises(BusyError, match="Another export is writing out"), AtomicFolder(target, anything):
            pass
        write(tmp_path / "beside", a="other")
        assert folder.exists()
    assert contents(target) == {"a": "first"}


def test_what_a_killed_run_left_is_named_and_swept_and_blocks_nothing(tmp_path: Path) -> None:
    def stop_halfway(tell: object) -> None:
        with AtomicFolder(tmp_path / "out", anything) as folder, AtomicFile(folder / "a") as file:
            file.write(b"half")
            tell("begun")  # type: ignore[operator]
            os.read(os.pipe()[0], 1)

    def stop_in_a_file(tell: object) -> None:
        with AtomicFile(tmp_path / "file.csv") as file:
            file.write(b"half")
            tell("begun")  # type: ignore[operator]
            os.read(os.pipe()[0], 1)

    with Child(stop_halfway) as first, Child(stop_in_a_file) as second:
        for child in (first, second):
            child.wait_for()
        # Nobody takes away what is being written.
        unfinished.sweep(tmp_path)
        assert len(list(tmp_path.iterdir())) == 2
        assert unfinished.leftovers() == []
        for child in (first, second):
            child.kill()
    assert unfinished.leftovers() == sorted(tmp_path.iterdir())
    write(tmp_path / "another", a="1")
    assert [path.name for path in tmp_path.iterdir()] == ["another"]
    assert unfinished.leftovers() == []


def test_what_only_looks_like_ours_is_not_swept(tmp_path: Path) -> None:
    mine = tmp_path / ".mine.0123456789ab.part"
    (mine / "folder").mkdir(parents=True)
    os.mkfifo(mine / "folder" / "pipe")
    (tmp_path / ".notes.part").write_text("mine")
    write(tmp_path / "out", a="1")
    assert (mine / "folder" / "pipe").exists()
    assert (tmp_path / ".notes.part").read_text() == "mine"


def test_a_disk_that_cannot_swap_refuses_and_keeps_the_earlier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "out", a="old")
    monkeypatch.setattr("servicedesk.exchange.atomic_folder._EXCHANGE", 1 << 20)
    with pytest.raises(ServiceDeskError, match="in one step"):
        write(tmp_path / "out", a="new")
    assert contents(tmp_path / "out") == {"a": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
