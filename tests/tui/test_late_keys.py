"""Late entry is of the cases for which it was asked: shown while it is armed, and said when it ends."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicedesk.domain.errors import BusyError
from servicedesk.services.cases import CaseService
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.tui.cases.case_popups import ChecklistPopup
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.customers.customer_screen import CustomerScreen
from servicedesk.tui.forms.fields_form import FieldsForm
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.frame.status_footer import StatusFooter
from tests.builders import FixedTime, given_case, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, rows, write
from tests.tui.conftest import read_screen, wait_until

EARLIER = NOW + timedelta(hours=1)
OFF = "Late entry is off"


@pytest.fixture
def time() -> FixedTime:
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, time: FixedTime) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, time, db=path) as desk:
        fill(desk)
        desk.promises.make_all([NewPromise("回电", NOW + timedelta(hours=8), case_id=1)])
        time.advance(hours=5)
        yield desk


@asynccontextmanager
async def armed(desk: Desk) -> AsyncIterator[Pilot[None]]:
    """The queue, with what is done next to the first case entered as of 11:00."""
    async with queue(desk) as pilot:
        await arm(pilot)
        yield pilot


async def arm(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+l")
    await write(pilot, "fri 11:00", "enter")
    await wait_until(pilot, lambda: "11:00" in shown(pilot))


def shown(pilot: Pilot[None]) -> str:
    """What the footer of the screen in front says of it."""
    return pilot.app.screen.query_one(StatusFooter).late


def last_act(desk: Desk) -> tuple[str, object]:
    """What was done last, and when it happened if it was entered late."""
    line = desk.history.newest(1)[0]
    return line.verb, line.happened_at


@pytest.mark.parametrize("leave", ["j", "escape", "space space", "1", "2", "question_mark", "i", "f2"])
async def test_another_row_another_screen_and_escape_end_it_and_say_so(desk: Desk, leave: str) -> None:
    async with armed(desk) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, QueueScreen)
        assert "late: today 11:00" in read_screen(pilot.app)
        # The first blank marks the case itself, which is then the one that is meant.
        await pilot.press(*leave.split())
        await wait_until(pilot, lambda: screen.chosen.lateness.at is None)
        await wait_until(pilot, lambda: OFF in read_screen(pilot.app))
        assert screen.query_one(StatusFooter).late == ""


async def test_escape_from_the_preview_ends_it_first_and_leads_to_the_list_then(desk: Desk) -> None:
    async with armed(desk) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, QueueScreen)
        await pilot.press("enter")
        await wait_until(pilot, lambda: screen.preview.has_focus)
        await pilot.press("escape")
        assert screen.preview.has_focus
        assert shown(pilot) == ""
        await pilot.press("escape")
        assert rows(pilot).has_focus


async def test_a_question_that_is_left_keeps_it_and_an_empty_answer_takes_it_back(desk: Desk) -> None:
    async with armed(desk) as pilot:
        await pilot.press("w")
        await pick(pilot, "escape")
        assert "11:00" in shown(pilot)
        await pilot.press("ctrl+l")
        await write(pilot, "", "enter")
        await wait_until(pilot, lambda: OFF in read_screen(pilot.app))


async def test_it_serves_one_act_and_the_next_one_happens_now(desk: Desk) -> None:
    async with armed(desk) as pilot:
        await pilot.press("c")
        await write(pilot, "她打来过", "ctrl+s")
        await wait_until(pilot, lambda: last_act(desk) == ("case.note", EARLIER))
        await wait_until(pilot, lambda: "ntered as of today 11:00" in read_screen(pilot.app))
        assert shown(pilot) == ""
        await pilot.press("c")
        await write(pilot, "再记一条", "ctrl+s")
        await wait_until(pilot, lambda: last_act(desk) == ("case.note", None))


async def test_an_act_that_was_refused_leaves_it_armed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise BusyError("Busy [/].")

    async with armed(desk) as pilot:
        with monkeypatch.context() as patched:
            patched.setattr(CaseService, "set_priority", refuse)
            await pilot.press("!")
            await pick(pilot, "1")
            await wait_until(pilot, lambda: "Busy [/]." in read_screen(pilot.app))
        assert "11:00" in shown(pilot)
        await pilot.press("!")
        await pick(pilot, "1")
        await wait_until(pilot, lambda: last_act(desk) == ("case.priority", EARLIER))


async def test_what_is_done_in_a_popup_of_the_case_counts_from_then_too(desk: Desk) -> None:
    desk.checklists.add([1], "拍照 [/]")
    async with armed(desk) as pilot:
        await pilot.press("#")
        await in_front(pilot, ChecklistPopup)
        await wait_until(pilot, lambda: "拍照" in read_screen(pilot.app))
        await pilot.press("space")
        await wait_until(pilot, lambda: "ntered as of today 11:00" in read_screen(pilot.app))
        assert last_act(desk)[1] == EARLIER
        await pilot.press("escape")
        await arm(pilot)
        await pilot.press("e")
        await in_front(pilot, FieldsForm)
        await pilot.press("!", "ctrl+s")
        await wait_until(pilot, lambda: "C-1 saved, entered as of today 11:00" in read_screen(pilot.app))
        assert last_act(desk) == ("case.edit", EARLIER)


async def test_a_promise_of_the_case_is_kept_as_of_then_and_undo_happens_now(desk: Desk) -> None:
    async with armed(desk) as pilot:
        await pilot.press("@")
        await pick(pilot, "k", "enter")
        await wait_until(pilot, lambda: desk.promises.of_case(1)[0].state == "done")
        assert desk.promises.of_case(1)[0].ended_at == EARLIER
        await arm(pilot)
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.promises.of_case(1)[0].state == "open")
        assert "11:00" in shown(pilot)


async def test_on_a_customers_card_another_tab_ends_it(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("i")
        screen = pilot.app.screen
        await in_front(pilot, CustomerScreen)
        screen = pilot.app.screen
        assert isinstance(screen, CustomerScreen)
        await wait_until(pilot, lambda: screen.file)
        await pilot.press("]")
        await wait_until(pilot, screen.chosen.selection)
        await arm(pilot)
        await pilot.press("]")
        await wait_until(pilot, lambda: OFF in read_screen(pilot.app))
        assert shown(pilot) == ""


async def test_it_is_asked_of_the_cases_by_their_number(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("ctrl+l")
        await in_front(pilot, Prompt)
        assert "C-1  Enter late" in read_screen(pilot.app)


@pytest.mark.parametrize(("marked", "named"), [((), "C-1"), ((1, 5), "C-5")])
async def test_a_time_before_the_receipt_is_refused_before_anything_is_written(
    desk: Desk, marked: tuple[int, ...], named: str
) -> None:
    given_case(desk, "五点后才收到 [/]")
    text, later = ("三个月前", "fri 11:00") if not marked else ("fri 11:00", "fri 15:00")
    async with queue(desk) as pilot:
        rows(pilot).marks.update(marked)
        await pilot.press("ctrl+l")
        await write(pilot, text)
        await wait_until(pilot, lambda: f"{named} was received only after" in read_screen(pilot.app))
        assert isinstance(pilot.app.screen, Prompt)
        await write(pilot, later)
        await wait_until(pilot, lambda: later[-5:] in shown(pilot))
