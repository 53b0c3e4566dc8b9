"""Text on its way to the terminal is literal and harmless, whatever it was."""

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from servicedesk.tui.base.safe import block, content, plain, styled
from servicedesk.tui.lists.list_columns import ListColumn, cell_pieces, fitted, placed
from tests.tui.test_row_list import HOSTILE

NASTY = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=[]),
        st.sampled_from("\x1b\x9b\x7f\x00\t\n\r\u202e\u2066\ufeff\ud800[]/@=漏水🏳️‍🌈é\u0301"),
    )
)


def harmful(text: str) -> str:
    return "".join(
        c
        for c in text
        if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u200e\u200f\u2028\u2029\ufeff"
        or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" or "\ud800" <= c <= "\udfff"
    )  # fmt: skip


@given(NASTY)
def test_nothing_harmful_remains_in_a_line(text: str) -> None:
    assert harmful(plain(text)) == ""
    plain(text).encode()


@given(NASTY)
def test_nothing_harmful_remains_in_a_block_but_line_feeds(text: str) -> None:
    assert harmful(block(text)).strip("\n") == ""


@given(NASTY, st.integers(0, 40), st.sampled_from(["left", "right"]))
def test_a_cell_fills_exactly_its_width(text: str, width: int, align: str) -> None:
    from rich.cells import cell_len

    line = fitted(text, width, align)
    assert cell_len(line) == width
    assert harmful(line) == ""
    pieces = cell_pieces([(text, "error"), (text, "muted")], width, align)
    assert sum(cell_len(piece) for piece, _ in pieces) == width


def test_markup_is_never_read() -> None:
    text = "[b]bold[/b] [/x] [@click=app.quit]x[/]"
    assert plain(text) == text
    assert isinstance(content(text), Content)
    assert content(text).plain == text
    assert styled((text, "bold"), ("!", "")).plain == f"{text}!"


def test_lines_stay_lines_in_a_block_and_become_one_in_a_line() -> None:
    assert block("第一行\r\n\tsecond\x1b[31m") == "第一行\n    second[31m"
    assert plain("第一行\r\n\tsecond") == "第一行  second"
    assert plain(HOSTILE) == "]2;PWNED\\[/x][@click=app.quit]\ufffd"


@given(st.integers(0, 120))
def test_columns_never_need_more_than_the_width_unless_nothing_can_go(width: int) -> None:
    columns = [
        ListColumn("a", "A", 6, str),
        ListColumn("b", "B", None, str),
        ListColumn("c", "C", 12, str, priority=1),
        ListColumn("d", "D", 12, str, priority=2),
        ListColumn("e", "E", None, str, priority=2),
    ]
    shown = placed(columns, width)
    assert [column.id for column, _ in shown][:2] == ["a", "b"]
    used = sum(size for _, size in shown) + len(shown) - 1
    assert used == width if width >= 7 else len(shown) == 2
