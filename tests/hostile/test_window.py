"""A window that changes its size all the time, and Esc everywhere: nothing that was typed is lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import given_call, given_case, given_customer, given_followup
from tests.hostile import desks
from tests.hostile.terminal import Terminal

STORM = ((120, 40), (40, 10), (80, 24), (59, 24), (200, 60), (10, 3), (80, 24))


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """The program on a desk with one record of each kind."""
    path = tmp_path / "desk.db"
    with desks.open_desk(path) as desk:
        customer_id = given_customer(desk, "李伟")
        given_case(desk, "空调漏水", customer_id=customer_id)
        given_call(desk, summary="asked for the price")
        # On the day that the calendar opens with, whatever hour it is.
        given_followup(desk, desk.clock.now(), customer_id=customer_id, purpose="回访 plumber", all_day=True)
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        yield terminal


def storm(terminal: Terminal, words: str) -> None:
    """Change the size again and again; `words` are seen wherever there is room."""
    for size in STORM:
        terminal.resize(*size)
        if size[0] < 60 or size[1] < 15:
            # A popup stays on top: it holds what somebody is typing.
            terminal.until(lambda: "window" in terminal.text or "╭" in terminal.text)
        else:
            terminal.until(words)
    for size in STORM:
        terminal.resize(*size)
    terminal.until(words)


def shape(terminal: Terminal) -> str:
    """The screen without its figures: minutes pass while it is looked at."""
    return re.sub(r"[\d ]+", " ", terminal.text)


@pytest.mark.parametrize("form", [False, True], ids=["list", "form"])
def test_a_window_that_was_small_for_a_moment_is_whole_again(terminal: Terminal, form: bool) -> None:
    terminal.press("3")
    terminal.until("空调漏水")
    if form:
        terminal.press("e")
        terminal.until("ctrl+s save")
    terminal.until_drawn(lambda: True)
    whole = shape(terminal)
    # The program sleeps while the size changes: when it looks, it is what it was.
    with terminal.stopped():
        terminal.resize(10, 3)
        terminal.resize(80, 24)
        assert shape(terminal) != whole
    terminal.until(lambda: shape(terminal) == whole)


def test_a_filled_call_form_outlives_every_size(terminal: Terminal) -> None:
    terminal.press("f2")
    terminal.until("Esc keeps a draft")
    terminal.send("Ann Lee\t漏水第二次\t\t!high")
    terminal.until("!high")
    storm(terminal, "漏水第二次")
    terminal.resize(40, 10)
    terminal.until("is needed")
    terminal.send(" @fri")
    terminal.resize(80, 24)
    terminal.until("!high @fri")
    terminal.until("Ann Lee")
    terminal.press("ctrl+s")
    terminal.until("Saved CL-2")
    assert terminal.leave() == 0
    assert terminal.stream().harm == []


def test_every_screen_outlives_every_size(terminal: Terminal) -> None:
    for key, words in {
        "1": "Last calls",
        "2": "asked for the price",
        "3": "空调漏水",
        "4": "138 0000 1111",
        "5": "plumber",
    }.items():
        terminal.press(key)
        terminal.until(words)
        storm(terminal, words)
    terminal.press("4")
    terminal.until("[4 Customers]")
    terminal.until("138 0000 1111")
    terminal.press("enter")
    terminal.until("History")
    storm(terminal, "History")
    terminal.press("?")
    terminal.until("Type to search")
    storm(terminal, "Type to search")
    terminal.press("q")
    terminal.until("History")
    terminal.press("e")
    terminal.until("ctrl+s save")
    terminal.send("甲")
    terminal.until("李伟甲")
    storm(terminal, "李伟甲")
    terminal.press("ctrl+s")
    terminal.until("CU-1 saved")
    assert terminal.leave() == 0
    assert terminal.stream().harm == []


POPUPS = {
    "2": {
        "e": "Edit CL-1",
        "c": "Open a case from",
        "f": "Follow-up when",
        "x": "strike it out?",
        "V": "Save this list as",
    },
    "3": {
        "x": "How was it solved?",
        "s": "Snooze until",
        "a": "Give to",
        "l": "C-1  Label",
        "!": "C-1  Priority",
        "c": "C-1  Note",
        "w": "Waiting for",
        "h": "Hand off to which",
        "E": "Complaint file of C-1",
        "C": "C-1  Cause",
        "@": "Promise: what",
        "f": "Follow-up when",
        "e": "Edit C-1",
        "o": "Order by",
    },
    "4": {
        "e": "Edit CU-1",
        "f": "Follow-up when",
        "N": "New customer",
        "l": "CU-1  Tags",
        "b": "Banner: what",
        ":": "Commands",
    },
    "5": {
        "n": "Book a follow-up",
        "s": "Move to when",
        "X": "Why was it not held",
        "e": "Edit F-1",
    },
}


@pytest.mark.parametrize("screen", list(POPUPS))
def test_esc_leaves_every_popup_and_loses_no_words_at_once(terminal: Terminal, screen: str) -> None:
    terminal.press(screen)
    terminal.until(f"[{screen} ")
    terminal.until(lambda: {"▌", "▏"} & set(terminal.text))
    kept = 0
    for key, words in POPUPS[screen].items():
        terminal.press(key)
        terminal.until(words)
        terminal.send("zq斋")
        terminal.press("esc")
        terminal.until_drawn(lambda words=words: words not in terminal.text or "Esc again" in terminal.text)
        kept += "is kept" in terminal.text or "Esc again" in terminal.text
        if "Esc again" in terminal.text:
            assert "zq斋" in terminal.text
            terminal.press("esc")
            terminal.until(lambda words=words: words not in terminal.text)
    assert kept
    terminal.press("?")
    terminal.until("On the marked rows" if screen != "5" else "move all")
    assert terminal.leave() == 0
    with desks.open_desk(terminal.database) as desk:
        assert {line.verb for line in desk.history.newest(50)} == {
            "customer.add", "case.open", "call.log", "followup.book"
        }  # fmt: skip


def test_esc_and_q_in_the_call_form_keep_what_was_typed(terminal: Terminal) -> None:
    for place, name in enumerate(("Ann Lee", "王小明", "陈晨"), 1):
        terminal.press("f2")
        terminal.until("What comes of it")
        terminal.send(f"{name}\tq{place}")
        terminal.until(f"q{place}")
        terminal.press("esc")
        terminal.until("[1 Today]")
        terminal.until(f"q{place}")
    terminal.press("f2")
    terminal.until("What comes of it")
    terminal.send("somebody")
    terminal.until("customer: somebody")
    assert terminal.leave() == 0
    with desks.open_desk(terminal.database) as desk:
        assert [draft.body["who"] for draft in sorted(desk.drafts.all(), key=lambda draft: draft.id)] == [
            "Ann Lee", "王小明", "陈晨", "somebody"
        ]  # fmt: skip
