"""The tutor from its first lesson to the end, by the keys that its bar names."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot

from servicedesk import i18n
from servicedesk.keys.actions import BY_ID
from servicedesk.services.desk import Desk
from servicedesk.services.tutor.cast import cast
from servicedesk.services.tutor.lessons import LESSONS, TWENTY
from servicedesk.settings import best_time
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.cases.case_popups import RemediesPopup
from servicedesk.tui.cases.gates_popup import GatesPopup
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.customers.customer_screen import CustomerScreen
from servicedesk.tui.frame.keys_screen import KeysScreen
from servicedesk.tui.tutor.lesson_bar import LessonBar
from servicedesk.tui.tutor.tutor_app import TutorApp
from tests.builders import FixedTime, open_desk
from tests.tui.call_form_steps import put
from tests.tui.case_keys_desk import NOW, in_front, pick, rows, write
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def time() -> FixedTime:
    """The time of the desk."""
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, time: FixedTime) -> Iterator[Desk]:
    """The desk on which the lessons are, empty at first."""
    path = tmp_path / "tutor.db"
    with open_desk(path, time, db=path) as desk:
        yield desk


def tutor(desk: Desk, keymap: Path | None = None) -> TutorApp:
    return TutorApp(lambda: Desk.open(desk.settings, clock=desk.clock), keymap_path=keymap)


async def at(pilot: Pilot[None], lesson: int, step: int = 1) -> None:
    """Wait until the bar of the screen in front shows this step."""
    app = pilot.app
    assert isinstance(app, TutorApp)

    def is_there() -> bool:
        place = app.shown.place
        return place is not None and (place.number, place.step_number) == (lesson, step)

    await wait_until(pilot, is_there)


async def look_up(pilot: Pilot[None], text: str) -> None:
    """Open the card that the palette finds first."""
    await pilot.press("ctrl+p")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
    pilot.app.screen.query_one("CommandInput").insert_text_at_cursor(text)
    await wait_until(pilot, lambda: "CU-" in read_screen(pilot.app))
    await pilot.press("enter")
    await in_front(pilot, CustomerScreen)


async def log_call(pilot: Pilot[None]) -> None:
    await pilot.press("f2")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, CallFormScreen) and pilot.app.screen.focused)
    await put(pilot, "who", f"{cast().caller.name} {cast().caller.phone}")
    await put(pilot, "what", cast().trouble)
    await pilot.press("ctrl+s")


async def on_case(pilot: Pilot[None], place: int = 0) -> None:
    """Put the cursor on a row of the queue."""
    await in_front(pilot, QueueScreen)
    await wait_until(pilot, lambda: rows(pilot).count > place)
    await pilot.press("g", *("j" for _row in range(place)))
    await wait_until(pilot, lambda: rows(pilot).cursor_record is not None)


async def to_the_case(pilot: Pilot[None]) -> None:
    """Go to the case that the lesson is about, as by its number in the palette."""
    app = pilot.app
    assert isinstance(app, TutorApp)
    (case_id,) = app.course._prepared
    app.open("queue", case_id=case_id)
    await wait_until(pilot, lambda: rows(pilot).cursor_id == case_id and rows(pilot).cursor_record)


async def log_find_sort(pilot: Pilot[None]) -> None:
    """The first three lessons."""
    await at(pilot, 1)
    await log_call(pilot)
    await at(pilot, 2)
    # Another card than the one asked for, and an undo that takes it away: the lesson goes on.
    await look_up(pilot, cast().caller.phone[-4:])
    await pilot.press("u")
    await wait_until(pilot, lambda: not isinstance(pilot.app.screen, CustomerScreen))
    await look_up(pilot, cast().customers[1].phone[-4:])
    await at(pilot, 2, 2)
    await look_up(pilot, cast().part_of_name)
    await at(pilot, 3)
    # By accident on the card first: nothing of the lesson.
    await pilot.press("]", "3")
    await on_case(pilot)
    await pilot.press("I")
    await at(pilot, 3, 2)
    await on_case(pilot, 1)
    await pilot.press("a")
    await pick(pilot, "down", "enter")
    await at(pilot, 3, 3)
    await on_case(pilot, 2)
    await pilot.press("s")
    await pick(pilot, "4", "enter")
    await at(pilot, 3, 4)
    await on_case(pilot, 2)
    await pilot.press("N")
    await pick(pilot, *"C-11", "enter")
    await at(pilot, 3, 5)
    await pilot.press("asterisk", "I")
    await at(pilot, 4)


async def promise_and_wait(pilot: Pilot[None]) -> None:
    """The fourth and the fifth."""
    await on_case(pilot)
    await pilot.press("@")
    await write(pilot, "60m")
    await at(pilot, 4, 2)
    await on_case(pilot)
    await pilot.press("@")
    await pick(pilot, "k", "enter")
    await at(pilot, 5)
    await on_case(pilot)
    await pilot.press("w")
    await pick(pilot, "1", "enter")
    await at(pilot, 5, 2)
    await pilot.press("W")
    await write(pilot, "")
    await at(pilot, 5, 3)
    await pilot.press("x")
    await write(pilot, "ok", "ctrl+s")
    await at(pilot, 6)


async def close_and_undo(pilot: Pilot[None]) -> None:
    """The sixth and the seventh."""
    await to_the_case(pilot)
    await pilot.press("x")
    await write(pilot, "ok [b]", "ctrl+s")
    await at(pilot, 6, 2)
    await to_the_case(pilot)
    await pilot.press("x")
    await write(pilot, "ok [/]", "ctrl+s")
    await pick(pilot, "1")
    await at(pilot, 6, 3)
    await to_the_case(pilot)
    await pilot.press("x")
    await in_front(pilot, GatesPopup)
    await pilot.press("b")
    await pick(pilot, "y")
    await in_front(pilot, GatesPopup)
    await pilot.press("$")
    await in_front(pilot, RemediesPopup)
    await pilot.press("x", "escape")
    await in_front(pilot, GatesPopup)
    await pilot.press("f")
    await pick(pilot, "f")
    await write(pilot, "3d")
    await in_front(pilot, GatesPopup)
    await wait_until(pilot, lambda: pilot.app.screen.is_met)
    await pilot.press("enter")
    await at(pilot, 7)
    await to_the_case(pilot)
    await pilot.press("I")
    await at(pilot, 7, 2)
    await pilot.press("u")
    await at(pilot, 7, 3)
    await pilot.press("U")
    await at(pilot, 8)


async def filters_views_keys(pilot: Pilot[None]) -> None:
    """The eighth."""
    await pilot.press("slash", *"is:mine", "enter")
    await at(pilot, 8, 2)
    await pilot.press("]")
    await at(pilot, 8, 3)
    await pilot.press("?")
    await in_front(pilot, KeysScreen)
    await at(pilot, 9)
    await pilot.press("escape")


@pytest.mark.parametrize(("language", "size"), [("en", (80, 24)), ("zh_CN", (120, 40))])
async def test_all_lessons_are_done_with_the_keys_that_the_bar_names(
    desk: Desk, language: str, size: tuple[int, int]
) -> None:
    i18n.activate(language)
    app = tutor(desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        await log_find_sort(pilot)
        await promise_and_wait(pilot)
        await close_and_undo(pilot)
        await filters_views_keys(pilot)
        bar = app.screen.query_one(LessonBar)
        assert (bar.size.height, bar.region.bottom) == (3, size[1] - 1)
        assert "✓✓✓✓✓✓✓✓  " + i18n._(TWENTY.title) in read_screen(app)
    assert app.unexpected == []


async def test_lessons_are_skipped_from_every_screen_and_name_the_users_own_keys(
    desk: Desk, tmp_path: Path
) -> None:
    keymap = tmp_path / "keymap.toml"
    keymap.write_text('[keys]\ntutor.skip = ["f8", "ctrl+k"]\ncase.take = ["%"]\n', encoding="utf-8")
    app = tutor(desk, keymap)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await at(pilot, 1)
        await wait_until(pilot, lambda: "F8 skips" in read_screen(app))
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.focused)
        await pilot.press("f8")
        await at(pilot, 2)
        await wait_until(pilot, lambda: "Lesson 2 of 8" in read_screen(app))
        await pilot.press("escape", "f8")
        await at(pilot, 3)
        await wait_until(pilot, lambda: "3: the queue, with ten new cases. % takes" in read_screen(app))
        await pilot.press("f8", "f8", "f8", "f8")
        await at(pilot, 7)
        # Nothing stands to be taken back, and the lesson goes on all the same.
        await pilot.press("u", "f8", "f8")
        await at(pilot, 9)
        assert "0:00" in read_screen(app)
    assert app.unexpected == []


async def fresh(pilot: Pilot[None], desk: Desk, *keys: str) -> None:
    """Press keys on a case that nobody has begun."""
    await in_front(pilot, QueueScreen)
    (new, *_rest) = (one for one in desk.lists.ids("case", "state:new is:unassigned -is:snoozed"))
    await on(pilot, new, *keys)


async def on(pilot: Pilot[None], case_id: int, *keys: str) -> None:
    await in_front(pilot, QueueScreen)
    await wait_until(pilot, lambda: case_id in rows(pilot).ids())
    rows(pilot).select(case_id)
    await wait_until(pilot, lambda: rows(pilot).cursor_record is not None)
    await pilot.press(*keys)


async def take(pilot: Pilot[None], desk: Desk) -> None:
    await fresh(pilot, desk, "I")


async def undo(pilot: Pilot[None], _desk: Desk) -> None:
    await pilot.press("u")


async def redo(pilot: Pilot[None], _desk: Desk) -> None:
    await pilot.press("U")


async def assign(pilot: Pilot[None], desk: Desk) -> None:
    await fresh(pilot, desk, "a")
    await pick(pilot, "S", "a", "m", "enter")


async def snooze(pilot: Pilot[None], desk: Desk) -> None:
    await fresh(pilot, desk, "s")
    await pick(pilot, "4", "enter")


async def promise(pilot: Pilot[None], desk: Desk) -> None:
    await fresh(pilot, desk, "@")
    await write(pilot, "60m")


async def keep(pilot: Pilot[None], desk: Desk) -> None:
    await on(pilot, desk.promises.owed()[0].case_id or 0, "@")
    await pick(pilot, "k", "enter")


async def solve(pilot: Pilot[None], desk: Desk) -> None:
    await fresh(pilot, desk, "x")
    await write(pilot, "ok", "ctrl+s")


async def tell(pilot: Pilot[None], desk: Desk) -> None:
    await on(pilot, desk.lists.ids("case", "state:solved")[0], "x")
    await write(pilot, "ok", "ctrl+s")
    await pick(pilot, "1")


async def wait(pilot: Pilot[None], desk: Desk) -> None:
    await fresh(pilot, desk, "w")
    await pick(pilot, "1", "enter")


async def look_for(pilot: Pilot[None], _desk: Desk) -> None:
    await pilot.press("slash", *"is:open", "enter")


async def call(pilot: Pilot[None], _desk: Desk) -> None:
    await log_call(pilot)


TWENTY_ACTS = (
    take, take, undo, assign, snooze, promise, keep, take, solve, tell,
    wait, undo, redo, look_for, take, assign, snooze, call, take, undo,
)  # fmt: skip


async def test_twenty_acts_end_with_the_time_the_best_one_and_once_more(desk: Desk, time: FixedTime) -> None:
    best_time.keep(timedelta(seconds=90))
    app = tutor(desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await at(pilot, 1)
        await pilot.press(*("f9" for _lesson in LESSONS))
        await at(pilot, 9)
        await pilot.press("3")
        for number, act in enumerate(TWENTY_ACTS, 1):
            if number == len(TWENTY_ACTS):
                time.advance(seconds=65)
            await act(pilot, desk)
            if number < len(TWENTY_ACTS):
                await at(pilot, 9, number + 1)
        await wait_until(pilot, lambda: "Twenty acts in 1:05: the best time so far." in read_screen(app))
        assert "F9 once more" in read_screen(app)
        assert best_time.read() == timedelta(seconds=65)
        await pilot.press("f9")
        await at(pilot, 9)
        assert "0:00, best 1:05" in read_screen(app)
    assert app.unexpected == []


async def test_the_palette_of_an_ordinary_desk_leaves_it_for_the_tutor(desk: Desk) -> None:
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: app.changes)
        assert not app.screen.query(LessonBar)
        await pilot.press("f9")
        assert not app.wants_tutor, "no lesson is there to be skipped"
        await pilot.press("ctrl+p", *"tutor")
        await wait_until(pilot, lambda: i18n._(BY_ID["app.tutor"].help)[:20] in read_screen(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: app._exit)
    assert app.wants_tutor
    assert app.return_code == 0
