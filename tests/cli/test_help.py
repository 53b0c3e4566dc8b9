"""Every command has a help page, and every command works on a small desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.cli.case import verbs
from servicedesk.cli.frame.commands import ENTRIES, command_name
from servicedesk.cli.lazy import DeskGroup, load
from tests.cli.conftest import Program

WORKING = {
    "today": [],
    "call add": ["13800002222 tap"],
    "call list": [],
    "call show": ["1"],
    "call edit": ["1", "--summary", "x"],
    "call move": ["1", "--no-case"],
    "call void": ["1", "--reason", "x"],
    "customer add": ["Ann"],
    "customer list": [],
    "customer show": ["1"],
    "customer edit": ["1", "--tier", "vip"],
    "customer history": ["1"],
    "case open": ["x"],
    "case list": [],
    "case show": ["1"],
    "case history": ["1"],
    "case edit": ["1", "--cause", "slow answer"],
    "case assign": ["1", "me"],
    "case label": ["1", "+x"],
    "case priority": ["1", "low"],
    "case note": ["1", "x"],
    "case work": ["1"],
    "case wait": ["1", "x"],
    "case solve": ["1"],
    "case tell": ["2"],
    "case close": ["3", "--override", "x"],
    "case reopen": ["3"],
    "case cancel": ["1"],
    "case snooze": ["1", "tomorrow"],
    "case wake": ["1"],
    "case acknowledge": ["1", "--how", "phone"],
    "case assess": ["1", "--severity", "serious"],
    "case cause": ["1", "slow answer"],
    "case source": ["1", "--from", "12315", "--ref", "2026-7"],
    "case extend": ["1", "waits", "--until", "mon 18:00"],
    "case evidence": ["1", "照片", "--from", "王芳"],
    "case statement": ["1", "试过水", "--side", "员工"],
    "case outcome": ["1", "部分成立"],
    "case handoff": ["1", "after-sales"],
    "case back": ["1"],
    "case answer": ["3", "yes"],
    "case thank": ["3"],
    "case followup": ["1"],
    "case waive": ["1", "x"],
    "case nudge": ["1"],
    "case nudges": [],
    "case remedy": ["1", "apology"],
    "case merge": ["2", "--into", "1", "--reason", "x"],
    "case unmerge": ["2"],
    "case move": ["1", "--no-customer"],
    "case split": ["1", "x", "--calls", "CL-1"],
    "case link": ["1", "2"],
    "case unlink": ["1", "2"],
    "case duplicate": ["1", "--of", "2"],
    "case follow": ["3", "x"],
    "case step": ["1", "x"],
    "case macro": [],
    "case explain": ["1"],
    "case gates": ["1"],
    "followup add": ["mon", "x"],
    "followup list": [],
    "followup show": ["1"],
    "followup edit": ["1", "--purpose", "x"],
    "followup held": ["1"],
    "followup missed": ["1", "x"],
    "followup move": ["1", "tue"],
    "followup cancel": ["1"],
    "followup agenda": [],
    "promise add": ["C-1", "x", "--in", "60m"],
    "promise list": [],
    "promise show": ["1"],
    "promise keep": ["1"],
    "promise retell": ["1", "tue"],
    "promise withdraw": ["1", "x"],
    "promise rate": [],
    "recurring add": ["x", "--every", "weekly", "--from", "mon 9:00"],
    "recurring list": [],
    "recurring pause": ["1"],
    "recurring resume": ["1"],
    "recurring remove": ["1"],
    "recurring run": [],
    "calendar show": [],
    "calendar seed": ["CN", "2026"],
    "calendar day": ["2026-12-24", "--closed"],
    "calendar week": ["sat", "09:00-12:00"],
    "calendar range": ["add", "x", "--from", "06-15", "--to", "09-15", "--hours", "09:00-12:00"],
    "calendar duty": ["add", "x", "--weekday", "sat", "--hours", "09:00-12:00"],
    "calendar export": [],
    "calendar time": ["mon 9:00", "mon 18:00"],
    "calendar deadline": ["mon 9:00", "4h"],
    "policy list": [],
    "policy show": ["targets"],
    "policy export": ["targets"],
    "policy reset": ["targets"],
    "search": ["x"],
    "view list": [],
    "view save": ["case", "x", "+x"],
    "view delete": ["case", "Mine too"],
    "undo": [],
    "redo": [],
    "history": [],
    "config path": [],
    "config show": [],
    "config get": ["db"],
    "config set": ["desk_name", "x"],
    "keys": [],
}
"""Each command with arguments that work; those of files, upkeep, demo and tutor have tests of their own."""

PLAN = ["recurring", "add", "x", "--every", "weekly", "--from", "mon 9:00"]
BEFORE = {
    "undo": [["redo"]],
    "case wake": [["case", "snooze", "1", "tomorrow"]],
    "case back": [["case", "handoff", "1", "after-sales"]],
    "case nudge": [["case", "wait", "1", "x"]],
    "case thank": [["case", "answer", "3", "yes"]],
    "case unmerge": [["case", "merge", "2", "--into", "1", "--reason", "x"]],
    "case unlink": [["case", "link", "1", "2"]],
    "case follow": [["case", "close", "3", "--override", "x"]],
    "case split": [["call", "add", "13800001111 again", "--case", "C-1"]],
    **{f"recurring {verb}": [PLAN] for verb in ("pause", "resume", "remove")},
}
"""What must have been done before a command makes sense."""

ELSEWHERE = {
    *("import", "export", "demo", "tutor", "doctor", "backup", "nightly", "restore"),
    *("calendar import", "policy import", "policy edit", "case whatif"),
}


def leaves() -> Iterator[str]:
    for name, entry in ENTRIES.items():
        if name in ELSEWHERE:
            continue
        command = load(name, entry)
        if isinstance(command, DeskGroup):
            found = (f"{name} {verb}" for verb in command.declarations)
            yield from (leaf for leaf in found if leaf not in ELSEWHERE)
        else:
            yield name


@pytest.fixture
def desk(program: Program) -> Program:
    """A call with C-1 and F-1, a solved case C-2, a told one C-3, P-1, a view, something undone."""
    program.ok("call", "add", "13800001111 空调漏水 !high @mon +leak")
    program.ok("case", "open", "b")
    program.ok("case", "open", "c")
    program.ok("case", "solve", "2,3")
    program.ok("case", "tell", "3")
    program.ok("promise", "add", "C-1", "call back", "--by", "15:30")
    program.ok("view", "save", "case", "Mine too", "is:mine")
    program.ok("case", "work", "1")
    program.ok("undo")
    return program


def test_each_command_is_tried() -> None:
    found = set(leaves())
    assert {name for name in found if not name.startswith("complaint ")} == set(WORKING)
    assert {name for name in found if name.startswith("complaint ")} - {"complaint whatif"} == {
        name.replace("case ", "complaint ") for name in WORKING if name.startswith("case ")
    }


@pytest.mark.parametrize("name", WORKING)
def test_each_command_works_on_a_small_desk(desk: Program, name: str) -> None:
    for words in BEFORE.get(name, ()):
        desk.ok(*words)
    done = desk.ok(*name.split(), *WORKING[name])
    assert done.out or done.err


@pytest.mark.parametrize("name", ["", "call", "case", *WORKING])
def test_each_command_has_a_help_page(program: Program, name: str) -> None:
    page = program.ok(*name.split(), "--help").out
    assert page.startswith(f"Usage: servicedesk {name}".rstrip())
    assert len(page.split("\n\n")) >= 3
    assert "None" not in page
    assert all(len(line) <= 100 for line in page.splitlines() if not line.startswith("  servicedesk"))


def test_help_needs_neither_a_desk_nor_sound_settings(program: Program) -> None:
    program.ok("case", "list", "--help")
    assert not program.path.exists()


def test_the_root_page_names_every_command(program: Program) -> None:
    page = program.ok("--help").out
    for name in ENTRIES:
        assert f"  {name} " in page


def test_every_file_with_verbs_of_a_case_is_loaded_and_the_verbs_stand_in_order() -> None:
    folder = Path(verbs.__file__).parent
    adding = {
        path.stem
        for path in folder.glob("*.py")
        if any(
            f"\n{adds}(" in path.read_text(encoding="utf-8") for adds in ("@verb", "@cases.verb", "add_list")
        )
    }
    assert adding == set(verbs.SUBJECTS.split())
    order, names = verbs.ORDER.split(), [command_name(one) for one in verbs.app.registered_commands]
    assert names[: len(order)] == order
