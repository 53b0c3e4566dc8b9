"""The desk's file is taken away under open screens: they keep what they showed and go on saying so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from servicedesk import i18n
from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.lists.row_list import RowList
from tests.builders import given_case, open_desk
from tests.tui.call_desk import filled, toasts
from tests.tui.call_form_steps import drafts, last_call, left, put
from tests.tui.conftest import read_screen, wait_until


def removed(path: Path) -> None:
    path.unlink()


def moved(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def replaced(path: Path) -> None:
    with open_desk(path.with_name("other.db")) as other:
        given_case(other, "另一个服务台")
    path.with_name("other.db").replace(path)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with three cases."""
    with open_desk(tmp_path / "desk.db") as desk:
        for number in range(3):
            given_case(desk, f"空调漏水 {number} [/]")
        yield desk


def gone(app: ServiceDeskApp) -> bool:
    """Whether the first line says that the file is gone."""
    return read_screen(app).splitlines()[0].startswith(" ! ")


@pytest.mark.parametrize("take_away", [removed, moved, replaced])
async def test_lists_keep_their_rows_and_the_notice_stays(
    desk: Desk, take_away: Callable[[Path], None]
) -> None:
    app = ServiceDeskApp(lambda: desk, first_screen="queue")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "空调漏水 0" in read_screen(app))
        take_away(desk.store.path)
        await wait_until(pilot, lambda: gone(app))
        app.clear_notifications()
        app.screen.query_one(RowList).reload()
        await wait_until(pilot, lambda: app.screen.query_one(RowList)._loading_source is None)
        assert all(f"空调漏水 {number} [/]" in read_screen(app) for number in range(3))
        assert gone(app)

        # Another view: not the rows of this one under its name, and no "Nothing here".
        await pilot.press("]")
        await wait_until(pilot, lambda: "空调漏水" not in read_screen(app))
        shown = read_screen(app)
        assert gone(app)
        assert "Nothing here" not in shown
        assert sum("The desk's file has been removed" in line or "has taken the place" in line
                   for line in shown.splitlines()) >= 2  # fmt: skip

        # Another tab, seen for the first time.
        await pilot.press("2")
        await wait_until(pilot, lambda: app.screen.query(RowList) and gone(app))
        await wait_until(pilot, lambda: not app.screen.query_one(RowList).loading_rows)
        assert "No calls" not in read_screen(app)
        assert gone(app)


def moved_back(path: Path) -> None:
    path.with_name("elsewhere.db").rename(path)


async def test_when_the_file_is_back_everything_goes_on_and_says_so(tmp_path: Path) -> None:
    made = filled(tmp_path)
    path = made.desk.store.path
    app = ServiceDeskApp(lambda: made.desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: app.is_desk_open)
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.focused)
        moved(path)
        await wait_until(pilot, lambda: gone(app))
        await put(pilot, "what", "漏水 [/] precious")
        await pilot.press("escape")
        await left(app, pilot)
        await wait_until(pilot, lambda: app.words.owners)
        await pilot.press("3")
        await wait_until(pilot, lambda: app.screen.NAME == "queue" and gone(app))
        await pilot.press("1")
        app.clear_notifications()
        moved_back(path)
        await wait_until(pilot, lambda: not gone(app) and not app.words.owners)
        await wait_until(pilot, lambda: "file is back" in toasts(app))
        assert [draft.body["summary"] for draft in drafts(made.desk)] == ["漏水 [/] precious"]
        await wait_until(pilot, lambda: "漏水 [/] precious" in read_screen(app))

        # Each tab, also one that was seen first while the file was away, shows what is there.
        await pilot.press("3")
        await wait_until(pilot, lambda: app.screen.NAME == "queue" and app.screen.query_one(RowList).count)
        assert not gone(app)
        await pilot.press("1", "f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await put(pilot, "who", "王芳")
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert last_call(made.desk).id
        # It goes once more: that is noticed as it was the first time.
        moved(path)
        await wait_until(pilot, lambda: gone(app))
        moved_back(path)
        await wait_until(pilot, lambda: not gone(app))
    made.desk.close()


async def test_a_file_that_is_back_and_cannot_be_gone_on_with_says_why(desk: Desk) -> None:
    path = desk.store.path
    app = ServiceDeskApp(lambda: desk, first_screen="queue")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "空调漏水 0" in read_screen(app))
        moved(path)
        await wait_until(pilot, lambda: gone(app))
        with path.with_name("elsewhere.db").open("r+b") as file:
            file.write(b"no database")
        moved_back(path)
        await wait_until(pilot, lambda: "file is back and cannot be used" in read_screen(app).splitlines()[0])
        assert "空调漏水 0" in read_screen(app)


PROMISES = (
    "Loading …",
    "No calls here. F2 logs one; [ ] show other views.",
    "Nothing is planned. n books a follow-up.",
    "Nothing here yet. Three ways to begin:",
    "No call yet. F2 logs one.",
    "None is planned.",
)


@pytest.mark.parametrize("tab", "12345")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_a_tab_that_is_seen_first_while_the_file_is_gone_promises_nothing(
    desk: Desk, tab: str, language: str
) -> None:
    first = "customers" if tab == "3" else "queue"
    app = ServiceDeskApp(lambda: desk, first_screen=first)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.is_desk_open and app.screen.query(RowList))
        await wait_until(pilot, lambda: not app.screen.query_one(RowList).loading_rows)
        i18n.activate(language)
        moved(desk.store.path)
        await wait_until(pilot, lambda: gone(app))
        before = app.screen
        await pilot.press(tab)
        await wait_until(pilot, lambda: (app.screen is not before or tab == "3") and gone(app))
        assert len(read_screen(app).splitlines()[0]) > 30
        lists = app.screen.query(RowList)
        await wait_until(pilot, lambda: not any(rows.loading_rows for rows in lists))
        for promise in PROMISES:
            assert i18n._(promise) not in read_screen(app)
        moved_back(desk.store.path)
        await wait_until(pilot, lambda: not gone(app))
        if lists and tab == "3":
            await wait_until(pilot, lambda: "空调漏水 0" in read_screen(app))
