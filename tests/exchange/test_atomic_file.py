"""A file is there whole or not at all, and only for its owner."""

# ruff: noqa: PT012 - what happens within the open file is what is tried

import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from servicedesk.domain.errors import NoSpaceError, RefusedError, ServiceDeskError, UsageError
from servicedesk.exchange.atomic_file import AtomicFile


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_the_file_appears_whole_and_for_its_owner_alone(tmp_path: Path, umask: int) -> None:
    earlier = os.umask(umask)
    try:
        with AtomicFile(tmp_path / "a.csv") as file:
            file.write(b"first")
            assert "a.csv" not in names(tmp_path)
            file.write(b" second")
    finally:
        os.umask(earlier)
    assert (tmp_path / "a.csv").read_bytes() == b"first second"
    assert mode(tmp_path / "a.csv") == 0o600
    assert names(tmp_path) == ["a.csv"]


def test_an_existing_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    with pytest.raises(RefusedError, match=r"a\.csv exists already") as caught, AtomicFile(target):
        pass
    assert "--force" in caught.value.hint
    assert target.read_text() == "old"
    with AtomicFile(target, force=True) as file:
        file.write(b"new")
    assert target.read_text() == "new"
    assert mode(target) == 0o600


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    with pytest.raises(RefusedError), AtomicFile(target) as file:
        file.write(b"mine")
        target.write_text("theirs")
    assert target.read_text() == "theirs"
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("force", [False, True])
def test_a_symbolic_link_is_never_followed(tmp_path: Path, force: bool) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "a.csv").symlink_to(victim)
    with (
        pytest.raises(RefusedError, match="no plain file"),
        AtomicFile(tmp_path / "a.csv", force=force) as file,
    ):
        file.write(b"x")
    assert victim.read_text() == "precious"
    (tmp_path / "b.csv").symlink_to(tmp_path / "nowhere")
    with pytest.raises(RefusedError), AtomicFile(tmp_path / "b.csv", force=force):
        pass


def test_a_folder_and_a_pipe_are_no_targets(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "."):
        with pytest.raises(RefusedError), AtomicFile(tmp_path / name, force=True):
            pass


def test_an_error_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), AtomicFile(target, force=True) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.csv"]


class _FullDisk:
    def __init__(self, stream: object) -> None:
        self._stream = stream

    def write(self, _block: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with (
        pytest.raises(NoSpaceError, match=r"a\.csv was not written") as caught,
        AtomicFile(tmp_path / "a.csv") as file,
    ):
        file._stream = _FullDisk(file.stream)  # type: ignore[assignment]
        file.write(b"x")
    assert caught.value.exit_code == 15
    assert names(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_disk_that_fills_only_at_the_end_is_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def full(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoSpaceError), AtomicFile(tmp_path / "a.csv") as file:
        file.write(b"x")
    assert names(tmp_path) == []


def test_a_missing_folder_and_an_impossible_name_are_told(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match=r"folder for a\.csv does not exist"),
        AtomicFile(tmp_path / "no" / "a.csv"),
    ):
        pass
    with pytest.raises(UsageError, match="name cannot be used"), AtomicFile("a\0b"):
        pass
    with pytest.raises(ServiceDeskError), AtomicFile(tmp_path / ("x" * 300)):
        pass
    assert names(tmp_path) == []


def test_a_broken_pipe_passes_through_so_that_it_can_be_quiet(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), AtomicFile(tmp_path / "a.csv"):
        raise BrokenPipeError(errno.EPIPE, "gone")
    assert names(tmp_path) == []


def test_a_killed_writer_leaves_the_earlier_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    program = textwrap.dedent("""
        import sys
        from servicedesk.exchange.atomic_file import AtomicFile
        with AtomicFile(sys.argv[1], force=True) as file:
            for _ in range(10**9):
                file.write(b"x" * 65536)
                file.stream.flush()
                print("ready", flush=True)
                sys.stdin.readline()
    """)
    writer = subprocess.Popen(
        [sys.executable, "-c", program, str(target)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"ready\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait(timeout=30)
    writer.stdout.close()
    assert writer.stdin is not None
    writer.stdin.close()
    assert target.read_text() == "old"
    with AtomicFile(target, force=True) as file:
        file.write(b"new")
    assert target.read_text() == "new"
