"""Panes: framed from 100 cells and 30 lines on, else a rule; the one with the keys is lit."""

from collections.abc import Iterator

import pytest
from rich.cells import cell_len
from textual.app import ComposeResult

from servicedesk.tui import app as app_module
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.base import glyphs
from servicedesk.tui.base.safe import styled
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.pane import Pane, TitleLine
from servicedesk.tui.lists.row_list import RowList
from tests.tui.conftest import read_screen
from tests.tui.fakes import FakeDesk
from tests.tui.test_row_list import COLUMNS, Numbers

HOSTILE = "\x1b]2;PWNED\x1b\\[/x][@click=app.quit][b]\u202e\u200f" + "客户的承诺" * 40


class _Two(DeskScreen):
    NAME = "today"

    def compose_body(self) -> ComposeResult:
        with Pane(id="list-pane", keys=("calendar.held",)):
            yield TitleLine("list-pane", id="line")
            yield RowList(COLUMNS, source=Numbers([1, 2, 3]))
        yield Pane(RowList(COLUMNS, source=Numbers([4])), id="below", classes="-ruled", keys=("rows.down",))

    def on_mount(self) -> None:
        self.query_one(TitleLine).update(styled((HOSTILE, "bold")))
        self.query_one("#below", Pane).entitle((HOSTILE, "$text-accent"))
        self.query_one(RowList).focus()


@pytest.fixture(autouse=True)
def _screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app_module.SCREENS, "today", f"{__name__}:_Two")


def _app() -> ServiceDeskApp:
    desk = FakeDesk()
    return ServiceDeskApp(lambda: desk)  # type: ignore[arg-type, return-value]


@pytest.fixture
def _ascii() -> Iterator[None]:
    glyphs.choose("ascii")
    yield
    glyphs.choose("blocks")


async def test_frames_stand_exactly_from_100_cells_and_30_lines_on_and_one_is_lit() -> None:
    app = _app()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        first, second = app.screen.query(Pane)
        assert first.styles.border_top[0] == second.styles.border_top[0] == "round"
        assert first.styles.border_top[1] != second.styles.border_top[1]
        shown = read_screen(app)
        assert "x held ─" in shown
        assert "j down ─" not in shown
        second.query_one(RowList).focus()
        await pilot.pause()
        shown = read_screen(app)
        assert "j down ─" in shown
        assert "x held ─" not in shown
        for size in [(99, 30), (100, 29)]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "╭" not in read_screen(app), size
            # The list keeps its line, the other pane has a rule.
            assert any(line.startswith("─ ") for line in read_screen(app).splitlines()), size


async def test_titles_are_literal_clean_and_within_the_width() -> None:
    app = _app()
    for size in [(100, 30), (80, 24)]:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            lines = read_screen(app).splitlines()
            titles = [line for line in lines if "[/x][@click=app.quit][b]客户" in line]
            assert len(titles) == 2, size
            assert all(cell_len(line) <= size[0] for line in lines)
            assert not any(sign in line for line in lines for sign in "\x1b\u202e\u200f")
            assert any("…" in title for title in titles)
        app = _app()


@pytest.mark.usefixtures("_ascii")
async def test_frames_of_ascii_are_ascii() -> None:
    app = _app()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        frame = [line for line in read_screen(app).splitlines() if line.startswith("+")]
        assert len(frame) == 4
        assert "╭" not in read_screen(app)
