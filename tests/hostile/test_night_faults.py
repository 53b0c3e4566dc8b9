"""A disk that fails at any one step of a night: what is told is what stands, and nothing older is lost."""

import errno
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from servicedesk.exchange.atomic_file import AtomicFile, words_for_failures
from servicedesk.services import night_latest, night_sets
from servicedesk.settings import unfinished
from servicedesk.settings.night_places import LATEST, LATEST_LINK
from tests.builders import given_case, open_desk
from tests.cli.conftest import Program, Result, program

__all__ = ["program"]

KEY = str(pyrage.x25519.Identity.generate().to_public())
STEPS = ("fsync", "replace", "rename", "symlink", "mkdir", "write")


@pytest.fixture
def out(program: Program, tmp_path: Path) -> Path:
    """Where the sets stand; a desk with a case."""
    with open_desk(program.path) as desk:
        given_case(desk, "空调漏水 [/]")
    (tmp_path / "sets").mkdir()
    return tmp_path / "sets"


class Disk:
    """Counts the calls of one step, and fails at one of them."""

    def __init__(self, step: str, error: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls, self.fails_at = 0, -1
        self.error = OSError(error, os.strerror(error))
        owner, name = (AtomicFile, "write") if step == "write" else (os, step)
        monkeypatch.setattr(owner, name, self._failing(getattr(owner, name), is_write=step == "write"))

    def _failing(self, real: Callable[..., Any], *, is_write: bool) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            self.calls += 1
            if self.calls - 1 != self.fails_at:
                return real(*given, **more)
            if is_write:
                with words_for_failures(given[0].path):
                    raise self.error
            raise self.error

        return call

    def begin(self, fails_at: int) -> None:
        """From now on count anew, and fail at that call."""
        self.calls, self.fails_at = 0, fails_at


def sets(out: Path) -> list[str]:
    """The sets that are there, each of which is whole."""
    assert night_sets.damaged(out) == {}
    return night_sets.names(out)


@pytest.mark.parametrize(("step", "error"), [(step, errno.ENOSPC) for step in STEPS] + [("fsync", errno.EIO)])
def test_whatever_step_fails_the_words_and_the_exit_code_are_true(
    program: Program, out: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: int
) -> None:
    try_steps(program, out, Disk(step, error, monkeypatch), 4)


@pytest.mark.parametrize("step", ["fsync", "write", "replace"])
def test_whatever_step_of_an_encrypted_night_fails_nothing_plain_stays(
    program: Program, out: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    try_steps(program, out, Disk(step, errno.ENOSPC, monkeypatch), 3, "--to-key", KEY)
    for folder in (out, program.path.parent):
        assert not [one for one in folder.rglob("*") if unfinished.is_temporary(one.name)]
    for path in out.rglob("*"):
        assert not path.is_file() or "空调漏水".encode() not in path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("step", STEPS)
def test_whatever_of_all_steps_fails_the_words_and_the_exit_code_are_true(
    program: Program, out: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: int
) -> None:
    try_steps(program, out, Disk(step, error, monkeypatch), 1000)


def try_steps(program: Program, out: Path, disk: Disk, most: int, *more: str) -> None:
    """Fail at the first and at the last steps of a night, so many of each, one after the other."""
    for _night in range(2):
        disk.begin(-1)
        program.ok("nightly", str(out), "--keep", "1", *more)
    steps = range(disk.calls)
    told: set[int] = set()
    for number in sorted({*steps[:most], *steps[-most:]}):
        before, led_to = sets(out), night_latest.led_to(out)
        disk.begin(number)
        done = program("nightly", str(out), "--keep", "1", "--json", *more)
        disk.begin(-1)
        told.add(done.code)
        require_true(done, out, before, led_to)
        assert not [one for one in out.iterdir() if unfinished.is_temporary(one.name)]
    program.ok("nightly", str(out), "--keep", "1", *more)
    assert set(night_latest.led_to(out).values()) == {sets(out)[-1]}
    program.ok("nightly", str(out), "--verify")
    assert told - {0}


def require_true(done: Result, out: Path, before: list[str], led_to: dict[str, str]) -> None:
    """What a night has told is what stands in its folder."""
    now, leads = sets(out), night_latest.led_to(out)
    assert done.err.count("\n") <= 1
    if done.code in {1, 15}:
        assert (now, leads) == (before, led_to)
        # In words of ours, that say what could not be done.
        assert len(json.loads(done.err)["message"].split()) > 4
        return
    new = now[-1]
    assert new not in before
    assert all(to in {"", *now} for to in leads.values())
    assert done.json["latest"] == leads
    if done.code == 0:
        assert set(leads.values()) == {new}
        assert done.err == ""
        return
    assert done.code == 3
    assert f"The set {new} is written and whole." in done.err
    for names, to in re.findall(r"((?:latest(?:\.json)?(?:, )?)+) still leads? to ([\d-]+)\.", done.err):
        assert {leads[name] for name in names.split(", ")} == {to}
    for name in (LATEST, LATEST_LINK):
        if leads[name] != new:
            assert re.search(rf"\b{re.escape(name)}\b[^.]* still leads? to {leads[name]}", done.err), done.err
    if "Nothing older is deleted" in done.err:
        assert set(before) <= set(now)
    assert "something else" not in done.err
