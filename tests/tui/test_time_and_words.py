"""Boxes of a time and words: the time stands first or last, and what will be saved is said meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from servicedesk.domain.missing_days import missing_day
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.tui.forms.prompt import Prompt
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, write
from tests.tui.conftest import read_screen, wait_until

FRIDAY = datetime(2026, 11, 27, 7, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


async def says(pilot: Pilot[None], text: str, *words: str) -> None:
    """Put a text into the box in front; its line then says these words."""
    await write(pilot, text, "end")

    def line() -> str:
        return str(pilot.app.screen.query_one(".typing-line", Static).render())

    await wait_until(pilot, lambda: all(word in line() for word in words))


@pytest.mark.parametrize(
    "typed",
    ["look at invoice, next fri 15:00", "next fri 15:00, look at invoice", "next fri 15:00 look at invoice"],
)
async def test_a_case_handed_off_is_to_be_back_by_the_time_wherever_it_stands(desk: Desk, typed: str) -> None:
    async with queue(desk) as pilot:
        await pilot.press("h")
        await pick(pilot, *"billing", "down", "enter")
        await says(pilot, typed, "will save: look at invoice · back by", "27 Nov 15:00")
        await pilot.press("enter")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "waiting")
        handoff = desk.cases.dossier(1).handoffs[-1]
        assert (handoff.due_at, handoff.words) == (FRIDAY, "look at invoice")


async def test_a_hand_off_without_a_time_says_so_before_it_is_saved(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("h")
        await pick(pilot, *"billing", "down", "enter")
        await says(pilot, "查发票 [/]", "will save: 查发票 [/] · no time to be back by")
        await says(pilot, "查发票，下周五15:00", "will save: 查发票 · back by", "15:00")


async def test_a_wait_ends_at_a_time_first_last_or_behind_the_sign(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("w")
        await pick(pilot, "t")
        for typed in ("the lab, next fri 15:00", "next fri 15:00 the lab", "the lab @next fri 15:00"):
            await says(pilot, typed, "will save: waiting: the lab · until", "27 Nov 15:00")
        await says(pilot, "the lab", "will save: waiting: the lab")
        await write(pilot, "the lab, next fri 15:00")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "waiting")
        assert desk.cases.get(1).row.waiting_reason == "the lab"


async def test_telling_a_promise_anew_keeps_the_words_and_the_channel(desk: Desk) -> None:
    desk.promises.make(NewPromise("回电 [/]", NOW + timedelta(hours=1), case_id=1))
    async with queue(desk) as pilot:
        await pilot.press("@")
        await pick(pilot, "t", "enter")
        await in_front(pilot, Prompt)
        await says(pilot, "next fri 15:00 说了零件周四到", "will save: 说了零件周四到 · by", "27 Nov 15:00")
        await pilot.press("enter")
        await pick(pilot, "escape")
        await in_front(pilot, Prompt)
        assert "说了零件周四到" in read_screen(pilot.app)
        await pilot.press("enter")
        await pick(pilot, "enter")
        await wait_until(pilot, lambda: len(desk.promises.of_case(1)) == 2)
        (new,) = (row for row in desk.promises.of_case(1) if row.state == "open")
        assert (new.due_at, new.text, new.told_how, new.told_words) == (
            FRIDAY,
            "回电 [/]",
            "phone",
            "说了零件周四到",
        )
        await wait_until(pilot, lambda: desk.drafts.of_form("promise.retell 1") is None)


async def test_a_follow_up_takes_time_and_words_and_keeps_what_was_typed(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("f")
        # NOW is a Friday.
        await says(
            pilot, "下周一上午十点 问问好不好用 [/]", "will save: 问问好不好用 [/] · follow-up", "10:00"
        )
        await pilot.press("escape")
        await wait_until(pilot, lambda: desk.drafts.of_form("case.followup 1"))
        await pilot.press("f")
        await wait_until(pilot, lambda: "问问好不好用" in read_screen(pilot.app))
        await says(pilot, "2月30日 问问", "2月30日")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "There is no such day: 2月30日." in read_screen(pilot.app))
        await says(pilot, "tomorrow 10:00 ask again", "will save: ask again · follow-up")
        await pilot.press("enter")
        await wait_until(pilot, lambda: desk.followups.get(1))
        booked = desk.followups.get(1)
        assert booked is not None
        assert (booked.due_at, booked.purpose) == (NOW + timedelta(days=1), "ask again")
        await wait_until(pilot, lambda: desk.drafts.of_form("case.followup 1") is None)


def test_a_day_that_no_calendar_has_is_found_wherever_it_stands() -> None:
    for text in ("2月30日", "二月前 13月1日", "30 feb call", "by April 31st", "2026-02-29", "２月30号 问问"):
        assert missing_day(text), text
    for text in (
        "2月29日",
        "29 feb",
        "2028-02-29",
        "3 may 24",
        "may 3",
        "138-0000-1111",
        "10:00",
        "12月31日",
    ):
        assert not missing_day(text), text
