"""A command that is told to end when it has saved says that it has saved; before, nothing comes of it."""

import json
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


NAMED = {
    "nightly {folder}": "servicedesk.services.night_latest:move",
    "export all -o {folder}/all": "servicedesk.services.exporting:ExportReport",
    "export case -o {folder}/cases.csv": "servicedesk.services.exporting:ExportReport",
    "export case -o {folder}/cases.csv --since last:夜": "servicedesk.services.exporting:ExportReport",
    "backup -o {folder}/desk.db": "servicedesk.services.maintenance:Backup",
    "restore {backup} --yes": "servicedesk.services.maintenance:Restored",
    "doctor --salvage {folder}/saved.db": "servicedesk.cli.maintenance:_report_salvage",
    "calendar export -o {folder}/days.txt": "servicedesk.services.policy_files:Written",
}
"""What writes files, and what is called when these have their names."""


@pytest.mark.parametrize(("words", "where"), NAMED.items())
def test_what_has_its_name_is_told_as_done(program: Program, tmp_path: Path, words: str, where: str) -> None:
    # Each signal means the same to all of them, as the tests above show: they take turns.
    number = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)[list(NAMED).index(words) % 3]
    program.ok("case", "open", "漏水")
    program.ok("backup", "-o", str(tmp_path / "backup.db"))
    folder = tmp_path / "out"
    folder.mkdir()
    asked = words.format(folder=folder, backup=tmp_path / "backup.db").split()
    done = ended(program.path, where, number, *asked, "--json")
    assert done.returncode == 0, done.stderr
    if asked[0] == "nightly":
        assert json.loads((folder / "latest.json").read_text(encoding="utf-8"))["set"] in done.stdout
        assert (folder / "latest" / "manifest.json").exists()
    elif asked[0] != "restore":
        assert list(folder.iterdir())


def test_a_night_that_has_no_name_yet_is_ended_and_leaves_no_set(program: Program, tmp_path: Path) -> None:
    number = signal.SIGHUP
    program.ok("case", "open", "漏水")
    folder = tmp_path / "out"
    folder.mkdir()
    # Backup and export in it have theirs by then.
    done = ended(program.path, "servicedesk.services.night_sets:describe", number, "nightly", str(folder))
    assert done.returncode == -number
    assert [path.name for path in folder.iterdir() if not path.name.startswith(".")] == []


def test_what_is_saved_is_not_unsaid_by_a_signal_while_the_interpreter_ends(program: Program) -> None:
    code = """
import signal, sys
from servicedesk.cli.app import run
run(sys.argv[1:], ends_here=True)
# Handlers of the interpreter's own are gone before it is; this one is the system's.
print([signal.getsignal(number) is signal.SIG_IGN for number in (1, 2, 15)])
"""
    words = ["--db", str(program.path), "-q", "case", "open", "漏水"]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[:2] == ["C-1", "[True, True, True]"], done.stderr
