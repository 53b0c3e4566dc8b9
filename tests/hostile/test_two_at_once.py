"""Two programs on one file: each sees what the other writes, and neither loses anything to it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import given_case, given_customer
from tests.hostile import desks
from tests.hostile.terminal import Terminal, bare_environment


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A desk with one customer and one complaint."""
    path = tmp_path / "desk.db"
    with desks.open_desk(path) as desk:
        customer_id = given_customer(desk, "李伟", note="old note", company="Old Co")
        given_case(desk, "空调漏水", customer_id=customer_id)
    return path


def run(path: Path, *words: str) -> None:
    """One command of the shell, which must succeed."""
    subprocess.run(
        [sys.executable, "-m", "servicedesk", "--db", str(path), *words],
        check=True,
        capture_output=True,
        env=bare_environment(path.parent),
        timeout=60,
    )


def test_what_a_command_writes_comes_to_the_screen_without_a_key(path: Path) -> None:
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.press("3")
        terminal.until("C-1  空调漏水")
        run(path, "case", "note", "1", "asked the plumber [/x]")
        terminal.until("asked the plumber [/x]")
        run(path, "case", "open", "a new complaint 晚")
        terminal.until("a new complaint 晚")
        terminal.press("2")
        terminal.until("[2 Calls]")
        run(path, "call", "add", "138 0000 1111 asked for the price")
        terminal.until("asked for the price")
        terminal.press("1")
        terminal.until("[1 Today]")
        run(path, "followup", "add", "today 23:59", "ring the plumber")
        terminal.until("ring the plumber")
        assert terminal.leave() == 0


def edit_the_card(terminal: Terminal) -> None:
    """The form of the only card, the cursor behind its name."""
    terminal.until("Last calls")
    terminal.press("4")
    terminal.until("[4 Customers]")
    terminal.until("李伟")
    terminal.press("e")
    terminal.until("ctrl+s save")


def test_of_two_who_edit_one_card_the_second_sees_both_and_chooses(path: Path) -> None:
    with Terminal(path, size=(100, 40)) as first, Terminal(path, size=(100, 40)) as second:
        # Both before either types: a form that opens later goes on with the draft of the first.
        for terminal in (first, second):
            edit_the_card(terminal)
        for terminal, word in ((first, "甲"), (second, "乙")):
            terminal.send(word)
            terminal.until(f"李伟{word}")
        first.press("ctrl+s")
        first.until(lambda: "ctrl+s save" not in first.text)
        second.press("ctrl+s")
        second.until("They wrote: Name: 李伟甲")
        assert "李伟乙" in second.text
        with desks.open_desk(path) as desk:
            assert desk.customers.card(1).name == "李伟甲"
        second.press("ctrl+s")
        second.until("CU-1 saved")
        for terminal in (first, second):
            assert terminal.leave() == 0
    with desks.open_desk(path) as desk:
        assert desk.customers.card(1).name == "李伟乙"
        # What was overwritten knowingly still stands in the history, and undo brings it back.
        desk.undo.undo()
        assert desk.customers.card(1).name == "李伟甲"


def test_what_two_write_into_different_fields_is_joined(path: Path) -> None:
    with Terminal(path, size=(100, 40)) as terminal:
        edit_the_card(terminal)
        terminal.send("乙")
        run(path, "customer", "edit", "1", "--company", "New Co [/x]", "--note", "new note")
        terminal.press("ctrl+s")
        terminal.until("What they wrote stands here")
        terminal.until("New Co [/x]")
        terminal.until("李伟乙")
        terminal.press("ctrl+s")
        terminal.until("CU-1 saved")
        assert terminal.leave() == 0
    with desks.open_desk(path) as desk:
        card = desk.customers.card(1)
        assert (card.name, card.fields["company"], card.fields["note"]) == (
            "李伟乙",
            "New Co [/x]",
            "new note",
        )


def test_a_call_form_goes_on_undisturbed_while_others_write(path: Path) -> None:
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.press("f2")
        terminal.until("Esc keeps a draft")
        terminal.send("李伟\t空调漏水")
        terminal.until("空调漏水")
        for number in range(3):
            run(path, "case", "open", f"case {number}")
            terminal.send(f" {number}")
        terminal.until("空调漏水 0 1 2")
        terminal.press("ctrl+s")
        terminal.until("Saved CL-1")
        assert terminal.leave() == 0
    with desks.open_desk(path) as desk:
        call = desk.calls.get(1)
        assert call is not None
        assert call.summary == "空调漏水 0 1 2"


def test_commands_that_edit_different_fields_of_one_customer_at_once_all_succeed(path: Path) -> None:
    asked = [
        ("--note", "新的备注 [b]"), ("--company", "新公司"), ("--add-phone", "138 0000 7777"),
        ("--add-phone", "138 0000 8888"), ("--add-tag", "老客户"), ("--tier", "vip"),
    ]  # fmt: skip
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "servicedesk", "--db", str(path), "customer", "edit", "CU-1", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=bare_environment(path.parent), text=True,
        )
        for words in asked
    ]  # fmt: skip
    for one in running:
        _out, heard = one.communicate(timeout=60)
        assert one.returncode == 0, heard
    with desks.open_desk(path) as desk:
        card = desk.customers.card(1)
        assert (card.fields["note"], card.fields["company"], card.fields["tier"], card.tags) == (
            "新的备注 [b]",
            "新公司",
            "vip",
            ("老客户",),
        )
        assert {"138 0000 7777", "138 0000 8888"} <= {phone.raw for phone in card.phones}
