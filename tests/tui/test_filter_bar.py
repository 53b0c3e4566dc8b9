"""The query line: faults while typing, history, Esc."""

from textual import on
from textual.app import App, ComposeResult
from textual.events import Paste

from servicedesk.tui.lists.filter_bar import FilterBar
from servicedesk.tui.lists.row_list import RowList
from tests.tui.conftest import read_screen, wait_until
from tests.tui.test_row_list import COLUMNS, HOSTILE, Numbers


def fault(text: str) -> str | None:
    return "No field knd; kind? [/x]" if "knd:" in text else None


class BarApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, bool]] = []
        self.keys_named = ""

    def compose(self) -> ComposeResult:
        yield FilterBar(fault, history=["due:<fri", "漏水"])
        yield RowList(COLUMNS, source=Numbers([1, 2, 3]))

    def on_mount(self) -> None:
        self.query_one(RowList).focus()

    @on(FilterBar.Changed)
    def heard_query(self, message: FilterBar.Changed) -> None:
        self.heard.append((message.query, message.final))

    @on(FilterBar.Typing)
    def name_keys(self, message: FilterBar.Typing) -> None:
        self.keys_named = message.words

    @property
    def bar(self) -> FilterBar:
        return self.query_one(FilterBar)


async def test_a_sound_query_is_announced_while_typing_and_enter_goes_back_to_the_list() -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.press(*"leak")
        await wait_until(pilot, lambda: ("leak", False) in app.heard)
        assert app.keys_named.startswith("Enter keep  Esc clear  e.g. state:waiting")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.query_one(RowList).has_focus)
        await wait_until(pilot, lambda: not app.keys_named)
        assert app.heard[-1] == ("leak", True)
        assert "leak" in read_screen(app)
        assert app.bar.history[-1] == "leak"


async def test_a_fault_is_shown_and_not_announced() -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.press(*"knd:x")
        await wait_until(pilot, lambda: "No field knd; kind? [/x]" in read_screen(app))
        await pilot.press("enter")
        assert app.bar.field.has_focus
        assert not any("knd:" in query for query, _ in app.heard)


async def test_escape_clears_and_closes_also_from_the_list() -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.press(*"a", "escape")
        await wait_until(pilot, lambda: app.query_one(RowList).has_focus)
        assert not app.bar.has_class("-open")
        app.bar.open("b")
        await pilot.press("enter")
        await wait_until(pilot, lambda: ("b", True) in app.heard)
        assert app.bar.leave()
        await wait_until(pilot, lambda: app.heard[-1] == ("", True))
        assert not app.bar.leave()


async def test_up_and_down_fetch_earlier_queries() -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.press("up", "up", "up")
        assert app.bar.text == "due:<fri"
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: ("漏水", True) in app.heard)


async def test_a_query_chosen_elsewhere_is_shown_without_being_announced() -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.put("state:waiting")
        await pilot.pause()
        assert "state:waiting" in read_screen(app)
        assert app.heard == []
        assert app.bar.active == "state:waiting"


async def test_a_hostile_paste_becomes_one_harmless_line() -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        app.post_message(Paste(HOSTILE + "\nsecond line"))
        await wait_until(pilot, lambda: "second line" in app.bar.text)
        assert "\x1b" not in app.bar.text
        assert "[/x][@click=app.quit]" in read_screen(app)
