"""Every byte that reaches the terminal is the program's own, whatever stands in the file."""

import re
from pathlib import Path

import pytest

from servicedesk.services.calls import NewCall
from servicedesk.services.case_rows import NewCase
from servicedesk.services.customers import NewCustomer
from tests.hostile import desks
from tests.hostile.hostile import FORBIDDEN, MARKUP, MEGABYTE, TERMINAL, TEXTS
from tests.hostile.terminal import Stream, Terminal

LISTS = {"2": "[2 Calls]", "3": "[3 Queue]", "4": "[4 Customers]"}
RULE = "\n─"


def require_harmless(stream: Stream) -> None:
    """No control, no direction mark and no sequence but those that Textual writes by itself."""
    assert stream.harm[:6] == [], stream.harm[:6]
    for text in TERMINAL:
        if len(text.attack) > 1:
            assert text.attack not in stream.text
    for copied in stream.copied:
        assert not FORBIDDEN.search(copied)


def previewed(terminal: Terminal) -> str:
    """The number at the head of the preview below the list."""
    below = terminal.text.partition(RULE)[2]
    found = re.search(r"^ (CL?-\d+|.*CU-\d+)", below, re.MULTILINE)
    return found.group() if found else ""


def walk_the_lists(terminal: Terminal) -> None:
    """Page through every list, and read the first records."""
    for key, tab in LISTS.items():
        terminal.press(key)
        terminal.until(tab)
        terminal.until(lambda: "\n▌" in terminal.text)
        for _page in range(4):
            terminal.changed_by("pagedown")
        terminal.changed_by("home")
        if key == "2":
            terminal.press("p")
        terminal.until(lambda: previewed(terminal))
        for _row in range(24):
            seen = previewed(terminal)
            terminal.press("j")
            terminal.until(lambda seen=seen: previewed(terminal) not in {"", seen})
        copied = terminal.written.count(b"\x1b]52;c;")
        terminal.press("y", "Y")
        terminal.until(lambda copied=copied: terminal.written.count(b"\x1b]52;c;") == copied + 2)
        terminal.press("]")
        terminal.until("  2/")


def walk_the_popups(terminal: Terminal) -> None:
    """Open what asks something about a case: all of it shows texts of the desk."""
    terminal.press("3", "[")
    terminal.until(lambda: previewed(terminal))
    for key, words in {
        "a": "Give to",
        "l": "Label",
        "s": "Snooze until",
        "!": "Priority",
        "c": "Note",
        "w": "Waiting for",
        "e": "Edit C-",
        "f": "Follow-up when",
        ":": "Commands",
    }.items():
        terminal.press(key)
        terminal.until(words)
        terminal.press("esc")
        terminal.until(lambda words=words: words not in terminal.text)
    terminal.press(":")
    terminal.until("Commands")
    terminal.changed_by("空调")
    terminal.until(lambda: re.search(r"│ (customer|case) ", terminal.text, re.MULTILINE))
    terminal.press("esc")
    terminal.until(lambda: "Commands" not in terminal.text)


def walk_the_card(terminal: Terminal) -> None:
    """The card of a customer with its tabs and its form, the call form with that customer, help."""
    terminal.press("4")
    terminal.until("[4 Customers]")
    terminal.press("enter")
    terminal.until("[History")
    for tab in ("[Cases", "[Calls", "[Follow-ups", "[Owed", "[History"):
        terminal.press("]")
        terminal.until(tab)
    terminal.press("e")
    terminal.until("ctrl+s save")
    for _field in range(18):
        terminal.press("tab")
    terminal.press("esc")
    terminal.until("[History")
    terminal.press("n")
    terminal.until("will save")
    terminal.press("f3")
    terminal.until("What")
    terminal.press("esc")
    terminal.until("[History")
    terminal.press("?")
    terminal.until("Type to search")
    terminal.press("esc")
    terminal.until("[History")
    terminal.press("esc")
    terminal.until("[4 Customers]")


def walk_the_days(terminal: Terminal) -> None:
    """Today from end to end, and the calendar in its three forms."""
    terminal.press("1")
    terminal.until("[1 Today]")
    terminal.changed_by("G")
    terminal.changed_by("g")
    terminal.press("5")
    terminal.until("[5 Calendar]")
    terminal.until("Mo")
    for view in ("w", "a", "m"):
        terminal.changed_by(view)


@pytest.mark.parametrize("kind", ["spoilt", pytest.param("entered", marks=pytest.mark.slow)])
def test_no_byte_of_a_hostile_text_reaches_the_terminal(kind: str, request: pytest.FixtureRequest) -> None:
    with Terminal(request.getfixturevalue(kind)) as terminal:
        terminal.until("Follow-ups owed")
        walk_the_lists(terminal)
        walk_the_popups(terminal)
        walk_the_card(terminal)
        walk_the_days(terminal)
        assert terminal.leave() == 0
        stream = terminal.stream()
    require_harmless(stream)
    assert len(stream.copied) == 2 * len(LISTS)
    unseen = {
        text.name for text in TEXTS if FORBIDDEN.search(text.attack) and text.marker not in stream.shown
    }
    assert not unseen, "nothing is proved of what was never shown"


def test_markup_is_shown_as_it_stands_and_no_click_on_it_does_anything(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with desks.open_desk(path) as desk:
        desks.fill(desk, MARKUP)
    desks.spoil(path, MARKUP)
    with Terminal(path, size=(120, 40)) as terminal:
        terminal.until("Follow-ups owed")
        terminal.press("4")
        terminal.until("[4 Customers]")
        terminal.until("▌ !")
        terminal.changed_by("end")
        terminal.press("3")
        terminal.until("[3 Queue]")
        terminal.until(lambda: "next:" in terminal.text)
        for line in range(2, 38):
            for column in range(3 + line % 4, 118, 9):
                terminal.click(column, line)
        # Were one of the clicks an action of the markup, nobody would be there to answer.
        terminal.press("?")
        terminal.until("Type to search")
        terminal.press("esc")
        terminal.until("[3 Queue]")
        assert terminal.leave() == 0
        stream = terminal.stream()
    require_harmless(stream)
    assert not {text.name for text in MARKUP if text.attack not in stream.shown}


@pytest.mark.slow
def test_a_million_characters_are_shown_and_left_again(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with desks.open_desk(path) as desk:
        customer_id = desk.customers.add(
            NewCustomer({"name": "李伟", "note": MEGABYTE, "banner": MEGABYTE})
        ).id
        desk.cases.open(NewCase("漏水", description=MEGABYTE, customer_id=customer_id))
        desk.cases.note([1], MEGABYTE)
        desk.calls.log(NewCall("", MEGABYTE, customer_id=customer_id, case_id=1))
        desk.drafts.keep({"who": "李伟", "summary": MEGABYTE})
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.press("2", "enter")
        terminal.until("rang 00:00")
        terminal.press("3")
        terminal.until("C-1  漏水")
        terminal.press("4", "enter")
        terminal.until("[History")
        terminal.press("f3")
        terminal.until("will save")
        assert terminal.leave() == 0
        require_harmless(terminal.stream())
