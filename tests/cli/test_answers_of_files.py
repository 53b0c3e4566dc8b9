"""A command that has written its file says that it is done, also where its answer cannot be written."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
import typer

from servicedesk.cli.frame.commands import DEFAULT
from servicedesk.cli.lazy import app
from tests.cli.conftest import Program

WRITES = {
    "backup": ("backup -o {place}", "desk.db"),
    "calendar export": ("calendar export -o {place}", "calendar.txt"),
    "case show": ("case show C-1 --dossier -o {place}", "dossier.txt"),
    "complaint show": ("complaint show C-1 --dossier -o {place}", "dossier.txt"),
    "doctor": ("doctor --salvage {place}", "saved.db"),
    "export": ("export all -o {place}", "desk"),
    "import profiles": ("import profiles copy 3cx -o {place}", "own.toml"),
    "nightly": ("nightly {folder}", "latest.json"),
    "policy export": ("policy export targets -o {place}", "targets.txt"),
}
"""By the verbs that write a file or a folder what to call, and what then is there."""
MORE = (
    ("export case -o {place}", "cases.csv"),
    ("export case -o {place} --since last:abend", "cases.jsonl"),
    ("export all -o {place}", "desk.xlsx"),
    ("config set theme dark", "../config/servicedesk/config.toml"),
    ("import case {cases}", "../cases.csv.rejects.csv"),
)
CASES = "Ticket ID,Subject,Requester,Phone\n1,漏水,李伟,138 0000 1111\n2,,李伟,138 0000 1111\n"


def verbs(command: Any, parent: typer.Context, *words: str) -> Iterator[tuple[str, Any]]:
    """Every verb of the program, with its command."""
    if not hasattr(command, "list_commands"):
        yield " ".join(words), command
        return
    names = [*command.list_commands(parent), DEFAULT] if words else command.list_commands(parent)
    for name in names:
        found = command.get_command(parent, name)
        if found is not None:
            inner = typer.Context(found, parent=parent, info_name=name)
            yield from verbs(found, inner, *words, *([] if name == DEFAULT else [name]))


def writes(command: Any) -> bool:
    """Whether it has an option, or a folder, for what it writes."""
    options = {option for one in command.params for option in one.opts}
    folders = {one.name for one in command.params if one.metavar == "FOLDER"}
    return bool(options & {"--output", "--salvage"} or folders)


def test_every_verb_that_writes_a_file_is_tried_here() -> None:
    root = typer.main.get_command(app)
    assert {name for name, command in verbs(root, typer.Context(root)) if writes(command)} == set(WRITES)


Lost = Callable[[str], Any]


@pytest.fixture
def lost() -> Iterator[Lost]:
    """Standard output that takes nothing: "full", or "closed"."""
    with ExitStack() as stack:

        def stream(place: str) -> Any:
            if place == "closed":
                return None
            # What it holds still cannot be written when it is closed, either.
            stack.enter_context(suppress(OSError))
            return stack.enter_context(Path("/dev/full").open("w", encoding="utf-8"))

        yield stream


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")
@pytest.mark.parametrize("place", ["full", "closed"])
@pytest.mark.parametrize(("words", "name"), [*WRITES.values(), *MORE])
def test_what_has_its_name_is_done(
    program: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lost: Lost,
    words: str,
    name: str,
    place: str,
) -> None:
    program.ok("case", "open", "漏水")
    folder = tmp_path / "out"
    folder.mkdir()
    cases = tmp_path / "cases.csv"
    cases.write_text(CASES, encoding="utf-8")
    asked = words.format(place=folder / name, folder=folder, cases=cases).split()
    monkeypatch.setattr(sys, "stdout", lost(place))
    done = program(*asked, "--json")
    assert done.code == (3 if "rejects" in name else 0), done.err
    assert (folder / name).exists()
    assert "servicedesk:" not in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")
@pytest.mark.parametrize("place", ["full", "closed"])
def test_what_is_done_but_not_whole_is_told_as_that(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: Lost, place: str
) -> None:
    program.ok("case", "open", "漏水")
    (tmp_path / "latest").write_text("of somebody else", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", lost(place))
    done = program("nightly", str(tmp_path), "--json")
    assert done.code == 3
    assert "Saved. The answer could not be written: " in done.err
    assert (tmp_path / "latest.json").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")
def test_a_restore_whose_answer_is_lost_has_replaced_the_desk(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: Lost
) -> None:
    program.ok("case", "open", "漏水")
    program.ok("backup", "-o", str(tmp_path / "backup.db"))
    program.ok("case", "open", "漏电")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", lost("full"))
        assert program("restore", str(tmp_path / "backup.db"), "--yes", "--json").code == 0
    assert len(program.ok("case", "list", "--json").json) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")
def test_an_answer_of_what_was_refused_is_no_word_of_saving(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: Lost
) -> None:
    program.ok("case", "open", "漏水")
    (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", lost("full"))
    done = program("import", "case", str(tmp_path / "cases.csv"), "--strict", "--json")
    # The rejected rows have their file, and yet nothing was imported.
    assert done.code not in {0, 3}
    assert "Saved" not in done.err
