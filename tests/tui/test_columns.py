"""The columns of every list: what is cut says so, labels and times fit, wide windows show more."""

import pytest
from rich.cells import cell_len

from servicedesk import i18n
from servicedesk.domain.date_format import format_age
from servicedesk.domain.phones import format_phone
from servicedesk.tui.calendar.agenda_columns import AGENDA
from servicedesk.tui.calendar.followup_columns import LIST as FOLLOW_UPS
from servicedesk.tui.calendar.followup_columns import OF_CUSTOMER
from servicedesk.tui.calls.call_columns import LOG
from servicedesk.tui.cases.case_columns import OF_CUSTOMER as CASES_OF_CUSTOMER
from servicedesk.tui.cases.case_columns import QUEUE
from servicedesk.tui.customers.customer_columns import ROSTER
from servicedesk.tui.lists.list_columns import (
    CUT,
    ENOUGH_FLEX,
    MIN_FLEX,
    ListColumn,
    cell_pieces,
    fitted,
    header_text,
    placed,
)
from servicedesk.tui.today import promise_columns, today_columns
from servicedesk.tui.today.board_lines import Figure, Look, figure_widths, labels

TABLES = {
    "queue": QUEUE,
    "cases of a customer": CASES_OF_CUSTOMER,
    "calls": LOG,
    "roster": ROSTER,
    "agenda": AGENDA,
    "follow-ups of a customer": OF_CUSTOMER,
    "promises": promise_columns.LIST,
    "follow-ups": FOLLOW_UPS,
    **{f"{name} on Today": columns for name, columns in today_columns.COLUMNS.items()},
}
LANGUAGES = ("en", "zh_CN")
AGES = (0, 59 * 60, 23 * 3600, 729 * 86400, 99 * 365 * 86400)
LISTS = (80, 120)
"""Cells of a list in a window of 80 and of 120 that stands alone."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_headers_labels_of_closed_lists_and_ages_are_never_cut(name: str, language: str) -> None:
    i18n.activate(language)
    for width in LISTS:
        for column, cells in placed(TABLES[name], width - 3):
            assert CUT not in header_text(column, cells)
            assert cells >= column.least
            if column.id in {"age", "last"}:
                assert all(cell_len(format_age(seconds)) <= cells for seconds in AGES)
            if column.id == "late":
                longest = "! " if column.width == 9 else ""
                assert all(cell_len(longest + format_age(seconds)) <= cells for seconds in AGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_a_wide_window_shows_all_that_a_narrow_one_does_and_no_column_is_narrower(
    name: str, language: str
) -> None:
    i18n.activate(language)
    narrow, wide = (
        {column.id: cells for column, cells in placed(TABLES[name], width - 3)} for width in LISTS
    )
    assert narrow.keys() <= wide.keys()
    assert all(wide[column] >= cells for column, cells in narrow.items())


@pytest.mark.parametrize("name", ["calls", "roster", "agenda", "missed on Today", "call on Today"])
def test_a_number_of_another_country_stands_whole_in_its_column(name: str) -> None:
    shown = format_phone("+44 20 7946 0123", "CN")
    assert cell_len(shown) == 16
    phone = next(column for column in TABLES[name] if column.id in {"phone", "who"})
    assert phone.least >= 17


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("+44 20 7946 0123", 15, "+44 20 7946 01…"),
        ("+44 20 7946 0123", 16, "+44 20 7946 0123"),
        ("漏水漏水", 7, "漏水漏…"),
        ("漏水漏水", 6, "漏水… "),
        ("[/] 漏水", 5, "[/]… "),
        ("ab  ", 3, "ab "),
        ("abc", 2, "ab"),
        ("abc", 0, ""),
    ],
)
def test_what_is_cut_says_so_within_its_width(text: str, width: int, shown: str) -> None:
    assert fitted(text, width) == shown
    assert "".join(piece for piece, _kind in cell_pieces([(text, "muted")], width, "left")) == shown


def test_a_cell_in_several_styles_is_cut_where_the_last_visible_one_ends() -> None:
    parts = [("*", "accent"), ("李伟公司", ""), ("  ", ""), ("+漏水", "muted")]
    assert cell_pieces(parts, 9, "left") == [("*", "accent"), ("李伟公… ", "")]
    assert cell_pieces(parts, 8, "left") == [("*", "accent"), ("李伟公…", "")]
    assert "".join(text for text, _kind in cell_pieces(parts, 16, "left")) == "*李伟公司  +漏水"
    assert "".join(text for text, _kind in cell_pieces([("abc", ""), ("  ", "")], 3, "left")) == "abc"


def test_columns_grow_in_turn_once_the_words_have_enough() -> None:
    columns = (
        ListColumn("a", "A", 4, lambda row, _context: str(row), most=6),
        ListColumn("b", "B", 4, lambda row, _context: str(row), most=10),
        ListColumn("words", "Words", None, lambda row, _context: str(row)),
    )
    assert [cells for _column, cells in placed(columns, 10 + MIN_FLEX)] == [4, 4, MIN_FLEX]
    assert [cells for _column, cells in placed(columns, 13 + ENOUGH_FLEX)] == [6, 5, ENOUGH_FLEX]
    assert [cells for _column, cells in placed(columns, 30 + ENOUGH_FLEX)] == [6, 10, ENOUGH_FLEX + 12]


def test_figures_take_their_short_word_before_a_word_is_cut() -> None:
    figures = (
        Figure("overdue", "12!", "overdue (10 waiting)", short="overdue"),
        Figure("due", "5", "due today"),
        Figure("tell", "3", "to tell"),
        Figure("new", "4", "new"),
        Figure("kept", "95 %", "promises kept of 248", short="kept of 248"),
    )
    for large in (False, True):
        words = labels(figures, Look(72, large=large))
        assert words[0] == "overdue (10 waiting)"
        assert words[-1] == "kept of 248"
        assert sum(figure_widths(figures, Look(72, large=large))) <= 72
        assert labels(figures, Look(100, large=large))[-1] == "promises kept of 248"
