"""A time that is typed into a list is what the line in front says before Enter, or it is nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.tui.forms.picker import Picker
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, write
from tests.tui.conftest import read_screen, wait_until

DUE = NOW + timedelta(hours=4)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        desk.promises.make(NewPromise("寄样品 [/]", DUE, case_id=1))
        yield desk


async def paste(pilot: Pilot[None], text: str) -> None:
    await in_front(pilot, Picker)
    pilot.app.screen.query_one("LineField").value = text  # type: ignore[attr-defined]
    await pilot.pause()


@pytest.mark.parametrize(
    ("typed", "shown", "days"), [("mon 9am", "until Mon 23 Nov 09:00", 3), ("节后", "until 4 Jan 2027", 45)]
)
async def test_a_case_sleeps_until_the_time_that_was_typed_and_shown(
    desk: Desk, typed: str, shown: str, days: int
) -> None:
    desk.policies.seed_years("CN", (2026, 2027))
    async with queue(desk) as pilot:
        await pilot.press("s")
        await paste(pilot, typed)
        await wait_until(pilot, lambda: shown in read_screen(pilot.app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: desk.cases.get(1).row.snoozed_until)
        assert desk.cases.get(1).row.snoozed_until == NOW + timedelta(days=days, hours=-1)


async def test_what_reads_as_no_time_or_has_passed_makes_nothing_of_any_line(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("s")
        for text, fault in (("gestern [/]", "No time is meant"), ("yesterday 9am", "That time has passed")):
            await paste(pilot, text)
            await pilot.press("enter")
            await wait_until(pilot, lambda fault=fault: fault in read_screen(pilot.app))  # type: ignore[misc]
        await pilot.press("escape", "@")
        for text, fault in (("kept [/] yesterday 9am", "time has passed"), ("保持联系", "By when?")):
            await paste(pilot, text)
            await pilot.press("enter")
            await wait_until(pilot, lambda fault=fault: fault in read_screen(pilot.app))  # type: ignore[misc]
    assert desk.cases.get(1).row.snoozed_until is None
    (promise,) = desk.promises.of_case(1)
    assert promise.state == "open"


@pytest.mark.parametrize("typed", ["wed 15:00", "周三 15:00"])
async def test_a_time_typed_at_the_open_promises_makes_a_new_one_and_tells_one_anew_a_line_below(
    desk: Desk, typed: str
) -> None:
    async with queue(desk) as pilot:
        await pilot.press("@")
        await paste(pilot, typed)
        await wait_until(pilot, lambda: "a new promise: call back, by Wed 25 Nov" in read_screen(pilot.app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(desk.promises.of_case(1)) == 2)
        assert {(row.text, row.state) for row in desk.promises.of_case(1)} == {
            ("寄样品 [/]", "open"),
            ("call back", "open"),
        }
        await pilot.press("u")
        await wait_until(pilot, lambda: len(desk.promises.of_case(1)) == 1)
        await pilot.press("@")
        await paste(pilot, typed)
        await wait_until(pilot, lambda: "new time: by Wed 25 Nov 15:00" in read_screen(pilot.app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "How were they told?" in read_screen(pilot.app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(desk.promises.of_case(1)) == 2)
        assert sorted(row.state for row in desk.promises.of_case(1)) == ["open", "retold"]


async def test_words_and_a_time_typed_at_the_open_promises_are_a_new_one_only(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("@")
        await pick(pilot, *"back 60m")
        # The time to tell is the padded one, as it will be made.
        await wait_until(pilot, lambda: "a new promise: back, by today 11:30" in read_screen(pilot.app))
        assert "new time: " not in read_screen(pilot.app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(desk.promises.of_case(1)) == 2)
        (new,) = (row for row in desk.promises.of_case(1) if row.text == "back")
        assert (new.state, new.due_at) == ("open", NOW + timedelta(minutes=90))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("节后 请核对", "No holiday is known then."),
        ("节前 请核对发票", "No holiday is known then."),
        ("03/04 check [/]", "Day and month of that date"),
        ("尽快 核对", "no time that anybody can keep"),
    ],
)
async def test_what_begins_as_a_time_that_cannot_be_read_hands_nothing_off(
    desk: Desk, text: str, fault: str
) -> None:
    async with queue(desk) as pilot:
        await pilot.press("h")
        await paste(pilot, "财务部")
        await pilot.press("down", "enter")
        await write(pilot, text)
        await wait_until(pilot, lambda: fault in read_screen(pilot.app))
        assert desk.cases.get(1).fields["department"] == ""
        # Words without a time are words, and it is said that no time is named.
        await write(pilot, "回头客的发票，节后核对")
        await wait_until(pilot, lambda: "no time to be back by" in read_screen(pilot.app))
        (handoff,) = desk.cases.dossier(1).handoffs
        assert (handoff.words, handoff.due_at) == ("回头客的发票，节后核对", None)


async def test_me_is_a_line_and_no_part_of_somebodys_name(desk: Desk) -> None:
    desk.cases.assign([4], "James [/]")
    async with queue(desk) as pilot:
        await pilot.press("a")
        await pick(pilot, *"me", "enter")
        await wait_until(pilot, lambda: desk.cases.get(1).row.owner == desk.actor)
