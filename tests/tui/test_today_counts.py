"""One name is one number: what a figure or a heading of Today says is what it opens, and the shell counts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Static

from servicedesk import i18n
from servicedesk.domain.records.case import VIEWS as CASE_VIEWS
from servicedesk.domain.today_parts import FIGURES, SECTIONS
from servicedesk.i18n import _
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.frame.list_screen import ListScreen
from servicedesk.tui.today.board import Board
from servicedesk.tui.today.today_screen import TodayScreen
from tests.builders import NOW, given_case, given_customer, given_followup, open_desk
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """A desk with something behind each number, some of it asleep, each number another one."""
    with open_desk(tmp_path / "desk.db") as desk:
        _fill(desk)
    yield tmp_path / "desk.db"
    i18n.activate("en")


def _fill(desk: Desk) -> None:
    who = given_customer(desk, "李伟 [b]")
    late = [given_case(desk, f"逾期 {n}", due_at=NOW - timedelta(hours=n + 1)) for n in range(4)]
    soon = [given_case(desk, f"今天 [/] {n}", due_at=NOW + timedelta(hours=2)) for n in range(2)]
    desk.cases.assign([*late[:3], *soon], "anna")
    desk.cases.snooze([late[0], soon[0]], NOW + timedelta(days=2))
    desk.remedies.add(late[:3], NewRemedy("refund", "退款", 8000))
    for n in range(5):
        desk.promises.make(NewPromise(f"回电 {n}", NOW + timedelta(hours=n + 3), case_id=late[1]))
        given_followup(desk, NOW + timedelta(days=n - 2, hours=1), customer_id=who, purpose=f"回访 {n}")
    given_followup(desk, NOW + timedelta(days=200), purpose="明年的 [/x]")
    for n in range(3):
        at = NOW - timedelta(minutes=20 + n)
        desk.calls.log(NewCall(who=f"020 7946 010{n}", outcome="abandoned", rang_at=at))


def _count_in_title(app: ServiceDeskApp) -> str:
    """The number behind the name of the view in the title of a list."""
    screen = app.screen
    assert isinstance(screen, ListScreen)
    title = str(screen.query_one("#list-line", Static).render())
    assert title.startswith(screen.view.name)
    return title.removeprefix(screen.view.name).split()[0]


async def test_enter_on_a_number_opens_as_many_rows_as_it_says(path: Path) -> None:
    app = ServiceDeskApp(lambda: open_desk(path), first_screen="today")
    async with app.run_test(size=(80, 50)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen) and app.screen.state)
        board = app.screen.query_one(Board)
        figures = {one.key: one.number.rstrip("!") for one in board.figures if one.key != "kept"}
        counts = {one.kind: one.count for one in board.sections}
        said = {("figure", key): number for key, number in figures.items()}
        said |= {("heading", one.name): counts[one.name] for one in SECTIONS if one.kind}
        assert len(said) == len(FIGURES) - 1 + 6
        assert all(int(number) for (_kind, key), number in said.items() if key != "told_pending")
        for entry, number in said.items():
            await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
            app.screen.query_one(Board).post_message(Board.Opened(entry))
            await wait_until(pilot, lambda: isinstance(app.screen, ListScreen) and app.screen.is_mounted)
            screen = app.screen
            assert isinstance(screen, ListScreen)
            await wait_until(pilot, lambda number=number: _count_in_title(app) == number)
            assert (entry, screen.rows.count) == (entry, int(number))
            if entry == ("heading", "followup"):
                assert "明年的 [/x]" in read_screen(app)
            await pilot.press("1")
    assert app.unexpected == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_number_is_called_as_its_view_is_and_no_other_view_is(language: str) -> None:
    i18n.activate(language)
    names = {query: _(name).casefold() for name, query in CASE_VIEWS}
    assert len(set(names.values())) == len(names)
    for figure in FIGURES:
        assert _(figure.label).casefold() == names[figure.query]
    i18n.activate("en")
