"""Lines break where a reader expects it, in Chinese as in English."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from servicedesk.domain.line_breaks import NEVER_FIRST, NEVER_LAST, pieces_of
from servicedesk.tui.base.line_breaks import break_as_read, lines_of

ONE_BLANK = (
    "热水器面板有裂纹，客户要求本周内更换，已答应周五前回电 并说明原因；客户说“再等一天也行”，语气平和。"
)
MIXED = st.text(alphabet=f"漏水a7 é🔥\u0301{NEVER_FIRST}{NEVER_LAST}", max_size=60)


def test_chinese_with_one_blank_fills_its_lines() -> None:
    *full, _last = lines_of(ONE_BLANK, 40)
    assert len(full) == 2
    assert all(38 <= cell_len(line) <= 40 for line in full)


def test_what_textual_wraps_is_broken_there_too() -> None:
    break_as_read()
    assert [line.plain for line in Content(ONE_BLANK).wrap(40)] == lines_of(ONE_BLANK, 40)
    english = "part is in the van, and a-very-long-word-that-fits-nowhere-at-all"
    assert [line.plain for line in Content(english).wrap(20)] == lines_of(english, 20)
    assert lines_of(english, 20)[0] == "part is in the van,"


def test_no_line_begins_or_ends_with_a_sign_that_belongs_to_its_neighbour() -> None:
    text = "他说：“好的。”（周五前）优惠70元，+漏水 #3单号！"
    for width in range(8, 60):
        lines = lines_of(text, width)
        assert not any(line[0] in NEVER_FIRST for line in lines), lines
        assert not any(line[-1] in NEVER_LAST for line in lines), lines
    assert pieces_of("优惠70元") == ["优", "惠", "70元"]


@given(MIXED, st.integers(min_value=2, max_value=30))
def test_nothing_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    assert "".join(pieces_of(text)) == text
    lines = lines_of(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)
