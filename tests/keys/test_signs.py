"""The signs are declared once, drawn from there, and explained within two pages of a small window."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

import servicedesk
from servicedesk.i18n import LANGUAGES, _, activate
from servicedesk.keys.actions import SCREENS, Keys, in_scopes
from servicedesk.keys.signs import SIGNS, signs_in
from servicedesk.tui.frame.keys_screen import GLYPH_CELLS, Entry, in_sight, matching, page_of, placed

TUI = Path(servicedesk.__file__).parent / "tui"
DRAWN_BY = (
    *("cases/case_columns", "calls/call_columns", "customers/customer_columns", "today/today_sections"),
    *(
        "calendar/agenda_columns",
        "calendar/followup_columns",
        "calendar/calendar_board",
        "calendar/week_grid",
    ),
)
"""The modules that put signs into cells."""
WIDTH, PAGE = 75, 19
"""Cells and lines within the box in a window of 80x24."""


@pytest.fixture(params=LANGUAGES)
def in_language(request: pytest.FixtureRequest) -> Iterator[str]:
    activate(request.param)
    yield request.param
    activate("en")


def literals(path: Path) -> Iterator[str]:
    """The texts in the code of a module, documentation left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_column_draws_a_sign_that_is_not_declared() -> None:
    glyphs = {sign.glyph for sign in SIGNS}
    for name in DRAWN_BY:
        drawn = {text.strip() for text in literals(TUI / f"{name}.py")}
        assert drawn & glyphs == set(), name


def page(screen: str) -> list[Entry]:
    """What `?` shows of a screen before anything is typed."""
    return in_sight(page_of(in_scopes(SCREENS[screen]), Keys()), Keys())


@pytest.mark.parametrize("screen", ["today", "calls", "queue", "customers", "customer", "agenda", "calendar"])
def test_signs_and_keys_of_a_screen_fit_two_pages_of_a_small_window(screen: str, in_language: str) -> None:
    found, titles = placed(page(screen), WIDTH, searched=False)
    assert max(one.line for one in found) < 2 * PAGE
    taken = [(one.line, one.column) for one in found]
    assert len(set(taken)) == len(taken)
    assert not {one.line for one in found} & set(titles)
    assert all((one.column + 1) * one.cells <= WIDTH for one in found)


def test_what_a_sign_means_fits_its_cell(in_language: str) -> None:
    for sign in SIGNS:
        assert cell_len(_(sign.sample)) <= GLYPH_CELLS, sign
        assert cell_len(_(sign.help)) <= WIDTH // 2 - GLYPH_CELLS - 3, sign
        assert sign.glyph in _(sign.sample), sign


def test_each_screen_with_a_list_explains_its_signs_and_no_others() -> None:
    helps = {screen: [sign.help for sign in signs_in(scopes)] for screen, scopes in SCREENS.items()}
    assert "late: its time is over" in helps["queue"]
    assert "late: its time is over" not in helps["customers"]
    assert "banner: must be read" in helps["customers"]


def test_signs_and_keys_are_found_by_words_of_either_language() -> None:
    entries = page("queue")
    assert [one.mark for one in matching(entries, "逾期")][:2] == ["!", "-2 d"]
    assert matching(entries, "hand zzz") == []
    assert "case.hand_off" in [one.action.id for one in matching(entries, "转办") if one.action]
    first = matching(entries, "x")[0].action
    assert first is not None
    assert first.id == "case.solve"
