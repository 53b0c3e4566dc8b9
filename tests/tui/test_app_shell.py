"""The shell around the screens: opening, tabs, keys, toasts, faults."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Input
from textual.widgets._toast import Toast

from servicedesk import i18n
from servicedesk.domain.errors import DamagedError, RefusedError
from servicedesk.settings import Settings
from servicedesk.tui import app as shell
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.base import key_order
from servicedesk.tui.frame.keys_screen import KeysScreen
from servicedesk.tui.front import front_screen
from servicedesk.tui.lists.row_list import RowList
from servicedesk.tui.run import open_screens
from tests.tui.conftest import read_screen, type_character, wait_until
from tests.tui.fakes import CallForm, FakeDesk, ListScreen


@pytest.fixture(autouse=True)
def _fake_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"today": "ListScreen", "calls": "ListScreen", "queue": "QueueScreen", "call_form": "CallForm"}
    for name, class_name in names.items():
        monkeypatch.setitem(shell.SCREENS, name, f"tests.tui.fakes:{class_name}")


@asynccontextmanager
async def opened(
    desk: FakeDesk | None = None, size: tuple[int, int] = (80, 24), **options: Any
) -> AsyncIterator[tuple[ServiceDeskApp, Pilot[None], Any]]:
    """The app with a desk, its first list loaded."""
    desk = desk or FakeDesk()
    app = ServiceDeskApp(lambda: desk, **options)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(pilot, lambda: app.changes and app.screen.query_one(RowList).exact)
        yield app, pilot, desk
    assert app.unexpected == []


def toasts(app: ServiceDeskApp) -> str:
    return "\n".join(str(toast.render()) for toast in app.screen.query(Toast))


async def test_the_first_picture_does_not_wait_for_the_desk() -> None:
    may_open = threading.Event()
    desk = FakeDesk()

    def slow() -> FakeDesk:
        assert may_open.wait(60)
        return desk

    app = ServiceDeskApp(slow)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "[1 Today]" in read_screen(app)
        assert "Loading" in read_screen(app)
        await pilot.press("f2")
        assert not isinstance(app.screen, CallForm)
        may_open.set()
        # The key has waited for the desk.
        await wait_until(pilot, lambda: isinstance(app.screen, CallForm))
        app.pop_screen()
        await wait_until(pilot, lambda: "空调漏水" in read_screen(app))
        assert "17:12" in read_screen(app)
        assert "售后[b]" in read_screen(app)
    assert desk.closed


async def test_keys_wait_for_the_desk_and_not_for_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_order, "PATIENCE", 0)
    may_open = threading.Event()

    def slow() -> FakeDesk:
        assert may_open.wait(60)
        return FakeDesk()

    app = ServiceDeskApp(slow)
    async with app.run_test() as pilot:
        await pilot.press("f2")
        await asyncio.sleep(key_order.OPENING * 3)
        may_open.set()
        await wait_until(pilot, lambda: isinstance(app.screen, CallForm))


@pytest.mark.parametrize("keys", [("ctrl+q",), ("f2", "ctrl+q", "ctrl+q")])
async def test_who_leaves_while_the_desk_is_being_opened_does_not_wait_for_it(keys: tuple[str, ...]) -> None:
    may_open = threading.Event()

    def slow() -> FakeDesk:
        assert may_open.wait(60)
        return FakeDesk()

    app = ServiceDeskApp(slow)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        await wait_until(pilot, lambda: app._exit)
        assert not may_open.is_set()
        may_open.set()


async def test_a_change_that_is_told_while_the_screens_close_is_told_to_nobody() -> None:
    async with opened() as (app, _pilot, _desk):
        pass
    assert front_screen(app) is None
    app._count_change()
    app.say("[/] 空调漏水")
    assert app.unexpected == []


async def test_a_desk_that_cannot_be_opened_ends_with_its_own_exit_code() -> None:
    def damaged() -> FakeDesk:
        raise DamagedError("The file is damaged.", "Restore a backup.")

    app = ServiceDeskApp(damaged)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.failure)
    assert app.return_code == 13


async def test_digits_change_tabs_and_full_width_keys_are_the_same_keys() -> None:
    async with opened() as (app, pilot, _desk):
        await pilot.press("3")
        await wait_until(pilot, lambda: "[3 Queue]" in read_screen(app))
        await pilot.press("1")
        await wait_until(pilot, lambda: "[1 Today]" in read_screen(app))
        await type_character(pilot, "？")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysScreen))
        assert "Snooze until a time you choose." not in read_screen(app)
        assert "Signs" in read_screen(app)
        lines = app.screen.query_one(VerticalScroll)
        await wait_until(pilot, lambda: lines.max_scroll_y)
        for key, edge in (("end", "max"), ("home", "top"), ("ctrl+d", "max"), ("ctrl+u", "top")):
            await pilot.press(key, key, key)
            await wait_until(
                pilot, lambda edge=edge: lines.scroll_y == (lines.max_scroll_y if edge == "max" else 0)
            )
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, KeysScreen))


async def test_f2_opens_the_form_also_from_a_field_and_a_second_f2_parks() -> None:
    async with opened() as (app, pilot, _desk):
        app.screen.query_one(Input).focus()
        await pilot.press("q", "1", "f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallForm))
        assert "F2" in read_screen(app).splitlines()[-1]
        await pilot.press("ctrl+n")
        await wait_until(pilot, lambda: app.screen.parked == 1)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ListScreen))
        assert app.screen.query_one(Input).value == "q1"


async def test_a_change_is_written_in_a_thread_shown_at_once_and_named_with_its_undo_key() -> None:
    async with opened() as (app, pilot, desk):
        await pilot.press("x")
        await wait_until(pilot, lambda: app.screen.query_one(RowList).count == 1)
        await wait_until(pilot, lambda: "Solved [b].  u: undo" in toasts(app))
        await pilot.press("u", "u")
        await wait_until(pilot, lambda: desk.undone == 2)
        # One at a time: the next word takes the place of the one before it.
        await wait_until(pilot, lambda: toasts(app) == "Undone: solved, 1 record. U brings it back.")


async def test_word_of_a_change_that_comes_while_the_screens_are_taken_down_is_no_fault() -> None:
    async def told_again_and_again(screen: Any) -> None:
        for _turn in range(4000):
            await asyncio.sleep(0)
            screen.desk_app.changes += 1
            screen.catch_up()

    async with opened() as (app, _pilot, _desk):
        telling = asyncio.create_task(told_again_and_again(app.screen))
    telling.cancel()
    assert not telling.done() or telling.exception() is None


async def test_what_another_process_writes_appears_by_itself() -> None:
    async with opened() as (app, pilot, desk):
        await pilot.press("3")
        await wait_until(pilot, lambda: app.screen.query_one(RowList).count == 2)
        desk.texts[3] = "written elsewhere"
        desk.version += 1
        await wait_until(pilot, lambda: "written elsewhere" in read_screen(app))
        await pilot.press("1")
        await wait_until(
            pilot, lambda: "[1 Today]" in read_screen(app) and "written elsewhere" in read_screen(app)
        )


async def test_a_greyed_action_says_why() -> None:
    async with opened() as (app, pilot, _desk):
        await pilot.press("X")
        await wait_until(pilot, lambda: "It is closed." in toasts(app))


async def test_an_action_that_nobody_does_is_not_offered() -> None:
    async with opened() as (app, pilot, _desk):
        offered = {action.id for action in app.screen.offered()}
        assert "case.solve" in offered
        assert "case.snooze" not in offered
        await pilot.press("s")
        assert "snooze" not in read_screen(app)


async def test_a_refusal_becomes_a_toast_and_a_fault_is_told_without_values() -> None:
    async with opened() as (app, pilot, _desk):

        def refused() -> None:
            raise RefusedError("The case [b] is closed.", "Reopen it.")

        app.screen.run_service(refused)
        await wait_until(pilot, lambda: "The case [b] is closed.\nReopen it." in toasts(app))

        def broken() -> None:
            raise ValueError("138 0000 1111")

        app.screen.run_service(broken)
        await wait_until(pilot, lambda: "ValueError" in toasts(app))
        assert "138" not in toasts(app)
        assert [type(error) for error in app.unexpected] == [ValueError]
        app.unexpected.clear()


async def test_only_the_latest_answer_of_a_group_counts() -> None:
    async with opened() as (app, pilot, _desk):
        first_may_end = threading.Event()
        screen = app.screen

        def slow(number: int) -> int:
            if number == 1:
                first_may_end.wait(60)
            return number

        screen.run_service(slow, 1, then=screen.answers.append, group="preview")
        screen.run_service(slow, 2, then=screen.answers.append, group="preview")
        await wait_until(pilot, lambda: screen.answers)
        first_may_end.set()
        await wait_until(pilot, lambda: not [w for w in app.workers if w.group == "preview" and w.is_running])
        assert screen.answers == [2]


async def test_characters_of_an_input_method_are_explained_once() -> None:
    async with opened() as (app, pilot, _desk):
        await type_character(pilot, "漏")
        await wait_until(pilot, lambda: "press Shift to switch" in toasts(app))
        await type_character(pilot, "水")
        assert toasts(app).count("press Shift") == 1


async def test_open_hands_its_arguments_to_the_tab() -> None:
    async with opened() as (app, pilot, _desk):
        app.open("queue", query="due:<fri")
        await wait_until(pilot, lambda: getattr(app.screen, "visited", None) == {"query": "due:<fri"})
        assert app.screen.NAME == "queue"


async def test_escape_takes_marks_away_and_q_quits_on_the_first_level() -> None:
    async with opened() as (app, pilot, _desk):
        await pilot.press("space")
        await wait_until(pilot, lambda: "1 marked" in read_screen(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "marked" not in read_screen(app))
        await pilot.press("q")
        await wait_until(pilot, lambda: app._exit)


async def test_a_window_that_is_too_small_says_so_in_one_line() -> None:
    async with opened(size=(80, 24)) as (app, pilot, _desk):
        await pilot.resize_terminal(50, 24)
        await wait_until(pilot, lambda: "The window is 50x24; 60x15 is needed." in read_screen(app))
        assert "Today" not in read_screen(app)
        await pilot.resize_terminal(80, 14)
        await wait_until(pilot, lambda: "80x14" in read_screen(app))
        await pilot.resize_terminal(60, 15)
        await wait_until(pilot, lambda: "空调漏水" in read_screen(app))


async def test_the_palette_finds_actions_and_runs_them() -> None:
    async with opened() as (app, pilot, desk):
        await pilot.press("ctrl+p")
        await pilot.press(*"undo the last")
        await wait_until(pilot, lambda: "Undo the last action" in read_screen(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: desk.undone == 1)


async def test_the_users_keys_replace_the_shipped_ones_and_faults_are_told(tmp_path: Path) -> None:
    keymap = tmp_path / "keymap.toml"
    keymap.write_text('"case.solve" = "S"\n"case.nonsense" = "x"\n', encoding="utf-8")
    async with opened(keymap_path=keymap) as (app, pilot, desk):
        await wait_until(pilot, lambda: "case.nonsense" in toasts(app))
        await pilot.press("x")
        await pilot.press("S")
        await wait_until(pilot, lambda: len(desk.texts) == 1)


async def test_a_chosen_theme_is_remembered() -> None:
    remembered: list[str] = []
    async with opened(theme="nord", remember_theme=remembered.append) as (app, pilot, _desk):
        assert app.theme == "nord"
        app.theme = "textual-light"
        await wait_until(pilot, lambda: remembered == ["textual-light"])


async def test_chinese_fits_the_narrowest_window() -> None:
    i18n.activate("zh")
    async with opened(size=(60, 15)) as (app, _pilot, _desk):
        assert len(read_screen(app).splitlines()) == 15


def test_a_fault_ends_with_one_line_and_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(ServiceDeskApp):
        def on_mount(self) -> None:
            secret = "138 0000 1111"
            raise ValueError(secret)

    app = Broken(FakeDesk)
    app.run(headless=True)
    shown = capsys.readouterr().err
    assert app.return_code == 1
    assert shown.strip() == "servicedesk stopped because of a fault (ValueError). What was saved is safe."


def test_open_screens_raises_what_kept_the_desk_from_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> FakeDesk:
        raise DamagedError("The file is damaged.")

    run: Callable[..., None] = ServiceDeskApp.run
    monkeypatch.setattr(ServiceDeskApp, "run", lambda self: run(self, headless=True))
    with pytest.raises(DamagedError):
        open_screens(damaged, Settings.load({}))
