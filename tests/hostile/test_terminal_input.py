"""Whatever a terminal sends: keys in a bunch, an input method, a paste, bytes of another encoding."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.text import clean_line
from servicedesk.tui.base.driver import PasteFilter
from tests.builders import given_case
from tests.hostile import desks
from tests.hostile.hostile import FORBIDDEN, TERMINAL, TEXTS
from tests.hostile.terminal import KEYS, Terminal

BEGIN, END = "\x1b[200~", "\x1b[201~"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A desk with two complaints."""
    path = tmp_path / "desk.db"
    with desks.open_desk(path) as desk:
        given_case(desk, "空调漏水")
        given_case(desk, "Wrong colour")
    return path


def changes(path: Path) -> int:
    """How many lines the history has."""
    with desks.open_desk(path) as desk:
        return len(desk.history.newest(1000))


def test_a_whole_call_typed_in_one_burst_is_saved_as_it_was_meant(path: Path) -> None:
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        burst = "李伟 138 0000 1111\t空调漏水，第二次\t1!high +leak 带发票\x13"
        terminal.send(KEYS["f2"] + burst.encode())
        terminal.until("Saved CL-1")
        assert terminal.leave() == 0
    with desks.open_desk(path) as desk:
        call = desk.calls.get(1)
        assert call is not None
        assert (call.customer_name, call.phone) == ("李伟", "138 0000 1111")
        assert call.summary == "空调漏水，第二次\n带发票"
        assert call.case_id is not None
        row = desk.cases.get(call.case_id).row
        assert (row.kind, row.priority, row.labels) == ("complaint", 3, ("leak",))


def test_keys_pressed_before_the_desk_is_open_are_not_lost(path: Path) -> None:
    with Terminal(path) as terminal:
        terminal.until(lambda: b"\x1b[?1049h" in terminal.written)
        terminal.send(KEYS["f2"] + "138 0000 1234\t漏水".encode())
        terminal.until("customer: 138 0000 1234")
        terminal.until("漏水")
        assert terminal.leave() == 0


def test_chinese_that_comes_byte_by_byte_arrives_whole(path: Path) -> None:
    words = "空调漏水，第二次来电「急」　全角空格 👨‍👩‍👧 𠮷野家"
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.press("f2")
        terminal.until("F1 keys")
        terminal.press("tab")
        for byte in words.encode():
            terminal.send(bytes([byte]))
        terminal.press("ctrl+s")
        terminal.until("Saved CL-1")
        assert terminal.leave() == 0
    with desks.open_desk(path) as desk:
        call = desk.calls.get(1)
        assert call is not None
        assert call.summary == words


@pytest.mark.parametrize(
    ("key", "words"),
    [("／", "kind:complaint due:"), ("？", "Type to search"), ("：", "Commands"), ("！", "Priority")],
)
def test_full_width_punctuation_works_as_keys(path: Path, key: str, words: str) -> None:
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.press("3")
        terminal.until("Wrong colour")
        terminal.send(key)
        terminal.until(words)


def test_what_an_input_method_commits_over_a_list_is_hinted_at_once_and_runs_nothing(path: Path) -> None:
    before = changes(path)
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.press("3")
        terminal.until("Wrong colour")
        terminal.send("漏水退款ｘｓ")
        terminal.until("Input method is on")
        terminal.send("空调ｑ")
        terminal.press("!")
        terminal.until("Priority")
        assert terminal.text.count("Input method is on") == 1
        assert terminal.leave() == 0
    assert changes(path) == before


def test_bytes_of_another_encoding_end_nothing(path: Path) -> None:
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.send("退款".encode("gbk") + b"\x80\x9b\xff\xfe\xc3")
        terminal.press("f2")
        terminal.until("F1 keys")
        terminal.send("李伟".encode("gbk") + b"\xff ")
        terminal.send("Wei")
        terminal.until("Wei")
        assert terminal.leave() == 0


def test_a_paste_over_a_list_runs_no_command(path: Path) -> None:
    before = changes(path)
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.press("3")
        terminal.until("Wrong colour")
        # Each Esc in a paste would otherwise make keys of what follows it: quit, solve, the call form.
        for text in ("\x1bq", "\x1b]q", "\x1b[x!4", "\x1bOQ", "q\x11\x03\x1b\x1bq", "1\x1b[5"):
            terminal.paste(text)
        terminal.press("!")
        terminal.until("Priority")
        assert "[3 Queue]" in terminal.text
        assert terminal.leave() == 0
    assert changes(path) == before


def test_hostile_texts_pasted_into_the_form_arrive_clean_and_in_order(path: Path) -> None:
    texts = [text for text in TEXTS if text in TERMINAL]
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.press("f2")
        terminal.until("F1 keys")
        terminal.press("tab")
        for text in texts:
            terminal.paste(text.text)
            terminal.send("|")
        terminal.press("ctrl+s")
        terminal.until("Saved CL-1")
        assert terminal.leave() == 0
        assert terminal.stream().harm == []
    with desks.open_desk(path) as desk:
        call = desk.calls.get(1)
    assert call is not None
    parts = [clean_line(part) for part in call.summary.split("|")]
    assert [part for part in parts if "M" in part] != []
    assert call.summary.count("|") >= len(texts)
    places = [call.summary.index(text.marker) for text in texts]
    assert places == sorted(places)
    assert not FORBIDDEN.search(call.summary)


PIECES = st.lists(
    st.one_of(
        st.sampled_from([BEGIN, END, "\x1b", "\x1b[", "\x1b[20", "1~", "\x9b", "\x00", "\n", "漏水", "q"]),
        st.text(max_size=4),
    ),
    max_size=12,
)


@given(pieces=PIECES, cuts=st.lists(st.integers(0, 60), max_size=6))
def test_a_paste_is_cleaned_in_whatever_pieces_it_comes(pieces: list[str], cuts: list[int]) -> None:
    whole = "".join(pieces)
    filter_ = PasteFilter()
    places = sorted({0, len(whole), *(cut % (len(whole) + 1) for cut in cuts)})
    passed = "".join(filter_.filter(whole[start:end]) for start, end in pairwise(places))
    assert passed == PasteFilter().filter(whole)
    before, begin, rest = whole.partition(BEGIN)
    assert passed.startswith(before + begin)
    pasted = passed[len(before + begin) :].partition(END)[0]
    if begin:
        assert not set(pasted) & {"\x00", "\x1b", "\x9b"}
        assert "漏水" in pasted or "漏水" not in rest.partition(END)[0]


@given(text=st.text())
def test_keys_outside_a_paste_are_passed_on_at_once(text: str) -> None:
    if BEGIN not in text:
        assert PasteFilter().filter(text) == text


def test_esc_and_the_key_right_behind_it_are_two_keys(path: Path) -> None:
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        for keys, words in (("\x1b2", "[2 Calls]"), ("\x1b3", "[3 Queue]"), ("\x1bO", "(reversed)")):
            terminal.press("f2")
            terminal.until("F1 keys")
            terminal.send(keys)
            terminal.until(words)
        terminal.press("f2")
        terminal.until("F1 keys")
        terminal.send("漏\x1b水？")
        terminal.until("Esc closes")
        assert terminal.leave() == 0


def test_a_key_with_alt_or_one_that_nobody_knows_never_becomes_a_command(path: Path) -> None:
    before = changes(path)
    with Terminal(path) as terminal:
        terminal.until("Last calls")
        terminal.press("3")
        terminal.until("Wrong colour")
        # Alt+Enter, sequences of other terminals: as letters they would take, solve, drop.
        for keys in ("\x1b\r", "\x1b[9;9x", "\x1b[99X", "\x1b[?62;22c", "\x1b[1;3D", "\x1b[1;5D"):
            terminal.send(keys)
        # Esc and f: without a text to move in this is no word further.
        terminal.send("\x1bf")
        terminal.until("Follow-up when, and what for?")
        terminal.press("esc", "f2")
        terminal.until("F1 keys")
        terminal.send("\t漏水 one two\x1bb\x1b\r\x1bb_\x1bf\x1b[99X\x1b\x08")
        terminal.until("漏水  two")
        assert "F1 keys" in terminal.text
        assert terminal.leave() == 0
    assert changes(path) == before
