"""Where the system lets the program have few files open, it says so at once, and nothing seems damaged."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.settings import Settings, open_files
from servicedesk.tui.run import open_screens
from tests.cli.conftest import Program

WORDS = "servicedesk: The system lets this program have too few files open at once."


def few(monkeypatch: pytest.MonkeyPatch, count: int, number: int = errno.EMFILE) -> None:
    """From now on the system grants `count` more files."""
    real, given = os.dup, iter(range(count - 2))

    def dup(descriptor: int) -> int:
        if next(given, None) is None:
            raise OSError(number, os.strerror(number))
        return real(descriptor)

    monkeypatch.setattr(os, "dup", dup)


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
@pytest.mark.parametrize("limit", [6, 8, 12])
@pytest.mark.parametrize("command", ["today", "doctor", "nightly ."])
def test_a_process_with_few_files_ends_with_one_line_and_changes_nothing(
    program: Program, tmp_path: Path, limit: int, command: str
) -> None:
    program.ok("case", "open", "漏水")
    before = program.path.read_bytes()
    import resource

    done = subprocess.run(
        [sys.executable, "-m", "servicedesk", *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)),
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(WORDS)
    assert len(done.stderr.splitlines()) == 1
    assert program.path.read_bytes() == before


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_as_many_as_are_needed_are_enough_and_all_are_let_go(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    first = os.dup(0)
    os.close(first)
    few(monkeypatch, 20, number)
    open_files.require(20)
    with pytest.raises(open_files.FewFilesError):
        open_files.require(20)
    monkeypatch.undo()
    again = os.dup(0)
    os.close(again)
    assert again == first


def test_the_screens_say_so_before_anything_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, open_files.FOR_SCREENS - 1)
    needed = f"too few files open at once. It needs {open_files.FOR_SCREENS} more"
    with pytest.raises(ServiceDeskError, match=needed):
        open_screens(lambda: pytest.fail("opened"), Settings.load({}))


def test_a_command_that_meets_the_limit_on_its_way_says_the_same(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: object, **_named: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("servicedesk.services.desk.Desk.open", refused)
    result = program("today")
    assert result.code == 1
    assert result.err.startswith(WORDS)
