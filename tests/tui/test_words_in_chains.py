"""Words that lead on to a second box are kept until the whole is saved, whatever happens to that box."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from servicedesk.domain.errors import BusyError
from servicedesk.services.desk import Desk
from servicedesk.services.handoffs import HandOffService
from servicedesk.tui.cases.merge_form import MergeForm
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.prompt import Prompt
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, write
from tests.tui.conftest import read_screen, wait_until

WORDS = "零件周四到 [/] 已道歉"


@pytest.fixture
def time() -> FixedTime:
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, time: FixedTime) -> Iterator[Desk]:
    """Four complaints, the third one solved."""
    path = tmp_path / "desk.db"
    with open_desk(path, time, db=path) as desk:
        fill(desk)
        desk.moves.solve([3], "修好了")
        yield desk


def typed(pilot: Pilot[None]) -> str:
    found = pilot.app.screen.query_one("LineField, NoteField")
    assert isinstance(found, Input | TextArea)
    return found.text if isinstance(found, TextArea) else found.value


def kept(desk: Desk, key: str) -> str | None:
    draft = desk.drafts.of_form(key)
    return None if draft is None else draft.body["text"]


async def closed(pilot: Pilot[None]) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, QueueScreen))


@pytest.mark.parametrize("key", ["x", "t"])
async def test_esc_out_of_how_and_out_of_the_words_keeps_what_the_customer_was_told(
    desk: Desk, key: str
) -> None:
    async with queue(desk, at=3) as pilot:
        await pilot.press(key)
        await write(pilot, WORDS, "ctrl+s")
        await pick(pilot, "escape")
        await in_front(pilot, Prompt)
        assert typed(pilot) == WORDS
        await pilot.press("escape")
        await closed(pilot)
        assert "What you typed is kept" in read_screen(pilot.app)
        await wait_until(pilot, lambda: kept(desk, "case.tell 3") == WORDS)
        await pilot.press(key)
        await in_front(pilot, Prompt)
        await wait_until(pilot, lambda: typed(pilot) == WORDS)
        await pilot.press("ctrl+s")
        await pick(pilot, "1")
        await wait_until(pilot, lambda: desk.cases.get(3).row.state == "told")
        assert desk.cases.get(3).fields["told_words"] == WORDS
        await wait_until(pilot, lambda: kept(desk, "case.tell 3") is None)


async def test_words_stand_in_the_file_while_the_second_box_asks(desk: Desk) -> None:
    async with queue(desk, at=3) as pilot:
        await pilot.press("t")
        await write(pilot, WORDS, "ctrl+s")
        await wait_until(pilot, lambda: kept(desk, "case.tell 3") == WORDS)


async def test_words_that_survived_a_quit_are_gone_only_when_they_are_thrown_away(desk: Desk) -> None:
    desk.drafts.keep_form("case.tell 3", {"text": WORDS})
    async with queue(desk, at=3) as pilot:
        await pilot.press("t")
        await in_front(pilot, Prompt)
        await wait_until(pilot, lambda: typed(pilot) == WORDS)
        await pilot.press("ctrl+s")
        await pick(pilot, "escape")
        await in_front(pilot, Prompt)
        await pilot.press("escape")
        await closed(pilot)
        assert kept(desk, "case.tell 3") == WORDS
        await pilot.press("t")
        await in_front(pilot, Prompt)
        await wait_until(pilot, lambda: typed(pilot) == WORDS)
        await pilot.press("ctrl+s")
        await pick(pilot, "escape")
        await in_front(pilot, Prompt)
        await pilot.press("f9", "escape")
        await closed(pilot)
        await wait_until(pilot, lambda: kept(desk, "case.tell 3") is None)


async def test_esc_at_the_new_due_time_leads_back_to_why_a_case_is_reopened(
    desk: Desk, time: FixedTime
) -> None:
    desk.cases.edit(3, {"due_at": NOW.replace(hour=5)})
    time.advance(days=1)
    async with queue(desk, at=3) as pilot:
        await pilot.press("X")
        await write(pilot, WORDS)
        await wait_until(pilot, lambda: "what is the new one?" in read_screen(pilot.app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Why reopen it?" in read_screen(pilot.app))
        assert typed(pilot) == WORDS
        await pilot.press("enter")
        await wait_until(pilot, lambda: "what is the new one?" in read_screen(pilot.app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: desk.cases.get(3).row.is_open)
        await wait_until(pilot, lambda: kept(desk, "case.reopen 3") is None)


async def test_esc_at_the_differences_leads_back_to_why_two_customers_cases_are_one(desk: Desk) -> None:
    async with queue(desk, at=1) as pilot:
        await pilot.press("m")
        await pick(pilot, *"C-4", "enter")
        await wait_until(pilot, lambda: "Which case stays?" in read_screen(pilot.app))
        await pilot.press("enter")
        await write(pilot, WORDS)
        await in_front(pilot, MergeForm)
        await pilot.press("escape")
        await in_front(pilot, Prompt)
        assert typed(pilot) == WORDS
        await pilot.press("enter")
        await in_front(pilot, MergeForm)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: any(desk.cases.get(one).row.merged_into for one in (1, 4)))
        await wait_until(pilot, lambda: kept(desk, "case.merge 1 4") is None)
        await closed(pilot)


async def test_words_behind_a_menu_come_back_when_the_save_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object, **_options: object) -> None:
        raise BusyError("Another program holds the file.")

    async with queue(desk) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(HandOffService, "hand_off", busy)
            await pilot.press("h")
            await pick(pilot, *"物流", "down", "enter")
            await write(pilot, "查一下 [/]")
            await wait_until(pilot, lambda: "Another program holds the file." in read_screen(pilot.app))
        await pilot.press("h")
        await pick(pilot, *"物流", "down", "enter")
        await in_front(pilot, Prompt)
        await wait_until(pilot, lambda: typed(pilot) == "查一下 [/]")
        await pilot.press("enter")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "waiting")
        await wait_until(pilot, lambda: kept(desk, "case.hand_off 1") is None)
