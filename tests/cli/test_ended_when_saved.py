"""A command that is told to end when it has saved says that it has saved; before, nothing comes of it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program

ROWS = "Ticket ID,Subject,Requester,Phone\n" + "".join(f"{n},漏水 {n},李伟,138 0000 1111\n" for n in range(9))
BEFORE, AFTER = (
    "servicedesk.storage.runs:finish",
    "servicedesk.services.importing.service:OpenFile.with_rejects",
)

CODE = """
import os, signal, sys
from functools import reduce
from importlib import import_module

where, number, *words = sys.argv[1:]
module, _, name = where.partition(":")
*owners, last = name.split(".")
owner = reduce(getattr, owners, import_module(module))
earlier = getattr(owner, last)

def told_to_end(*given):
    os.kill(os.getpid(), int(number))
    return earlier(*given)

setattr(owner, last, told_to_end)
from servicedesk.launcher import main
sys.argv[1:] = words
main()
"""


def ended(path: Path, where: str, number: int, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CODE, where, str(number), "--db", str(path), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_what_is_saved_is_told_as_saved(program: Program, tmp_path: Path, number: int) -> None:
    (tmp_path / "cases.csv").write_text(ROWS, encoding="utf-8")
    done = ended(program.path, AFTER, number, "import", "case", str(tmp_path / "cases.csv"), "--json")
    assert (done.returncode, '"new": 9' in done.stdout) == (0, True), done.stderr
    assert len(program.ok("case", "list", "--json").json) == 9


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, -15), (signal.SIGHUP, -1), (signal.SIGINT, 130)]
)
def test_what_is_not_saved_yet_is_not_done(program: Program, tmp_path: Path, number: int, code: int) -> None:
    program.ok("customer", "add", "王芳")
    (tmp_path / "cases.csv").write_text(ROWS, encoding="utf-8")
    done = ended(program.path, BEFORE, number, "import", "case", str(tmp_path / "cases.csv"))
    assert done.returncode == code, done.stderr
    assert program.ok("case", "list", "--json").json == []


def test_a_command_that_saves_twice_ends_before_the_second(program: Program) -> None:
    code = """
import os, signal, sys
from servicedesk.cli.frame import endings
with endings.saving():
    os.kill(os.getpid(), signal.SIGTERM)
print("saved", flush=True)
with endings.saving():
    print("saved twice", flush=True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-15, "saved\n")


def test_a_saving_that_fails_takes_the_signal_with_it() -> None:
    code = """
import os, signal, sys
from servicedesk.cli.frame import endings
try:
    with endings.saving():
        os.kill(os.getpid(), signal.SIGTERM)
        raise OSError
except OSError:
    print("went on", flush=True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-15, "")


def test_a_run_within_another_program_leaves_its_signals_as_they_were(program: Program) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)]
    program.ok("customer", "add", "王芳")
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)] == before
