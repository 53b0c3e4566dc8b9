"""x leads a case to its end: its gates are mended one after another, or overridden with a reason."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.tui.cases.case_popups import ChecklistPopup, RemediesPopup
from servicedesk.tui.cases.gates_popup import GatesPopup
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.fields_form import FieldsForm
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from tests.builders import FixedTime, meet_gates, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, rows, write
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def time() -> FixedTime:
    """The time of the desk."""
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, time: FixedTime) -> Iterator[Desk]:
    """A desk with four complaints, two of them told."""
    path = tmp_path / "desk.db"
    with open_desk(path, time, db=path) as desk:
        fill(desk)
        desk.moves.solve([1, 2], "修好了 [/]")
        desk.moves.tell([1, 2], "已告知 [b]")
        yield desk


def lacking(desk: Desk, case_id: int = 1) -> set[str]:
    return {gate.name for gate in desk.moves.gates(case_id) if not gate.is_met}


async def carry_out_the_remedy(desk: Desk, pilot: Pilot[object]) -> None:
    """The same key leads on: what is decided is carried out."""
    await pilot.press("$")
    await in_front(pilot, RemediesPopup)
    await pilot.press("x")
    await wait_until(pilot, lambda: "remedy_done" not in lacking(desk))
    await pilot.press("escape")
    await in_front(pilot, GatesPopup)


async def test_all_gates_are_mended_one_after_another_until_the_case_closes(desk: Desk) -> None:
    desk.promises.make(NewPromise("回电 [/]", NOW + timedelta(hours=1), case_id=1))
    steps = desk.checklists.of_case(1)
    async with queue(desk) as pilot:
        await pilot.press("x")
        await in_front(pilot, GatesPopup)
        await wait_until(pilot, lambda: "No cause is set" in read_screen(pilot.app))
        assert "✓" in read_screen(pilot.app)
        await pilot.press("C")
        await pick(pilot, "enter")
        await wait_until(pilot, lambda: "Cause:" in read_screen(pilot.app))
        await pilot.press("1")
        await wait_until(pilot, lambda: "cause" not in lacking(desk))
        await in_front(pilot, GatesPopup)
        await wait_until(pilot, lambda: "No cause is set" not in read_screen(pilot.app))
        await pilot.press("$")
        await pick(pilot, "1")
        await in_front(pilot, FieldsForm)
        pilot.app.screen.query_one("#field-cost", Input).value = "80元"
        await pilot.press("ctrl+s")
        await in_front(pilot, GatesPopup)
        await wait_until(pilot, lambda: "No remedy" not in read_screen(pilot.app))
        await carry_out_the_remedy(desk, pilot)
        await pilot.press("@")
        await pick(pilot, "k", "enter")
        await wait_until(pilot, lambda: "promises" not in lacking(desk))
        await in_front(pilot, GatesPopup)
        await pilot.press("f")
        await pick(pilot, "w")
        await write(pilot, "客户不要回访 [/]")
        await wait_until(pilot, lambda: "followup" not in lacking(desk))
        await in_front(pilot, GatesPopup)
        if "checklist" in lacking(desk):
            await pilot.press("#")
            await in_front(pilot, ChecklistPopup)
            await wait_until(pilot, lambda: steps[0].text in read_screen(pilot.app))
            for place, _step in enumerate(steps, 1):
                await pilot.press("space", "j")
                await wait_until(
                    pilot,
                    lambda done=place: sum(s.done_at is not None for s in desk.checklists.of_case(1)) == done,
                )
            await pilot.press("escape")
            await in_front(pilot, GatesPopup)
        await pilot.press("b")
        await pick(pilot, "y")
        await wait_until(pilot, lambda: lacking(desk) == set())
        await wait_until(pilot, lambda: "Nothing is missing" in read_screen(pilot.app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "closed")
        await in_front(pilot, QueueScreen)
        assert desk.cases.get(1).fields["close_override"] == ""
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "told")


async def test_enter_mends_what_is_missing_first(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("x")
        await in_front(pilot, GatesPopup)
        await pilot.press("enter")
        await in_front(pilot, Picker)
        assert "Cause" in read_screen(pilot.app)
        await pilot.press("escape")
        await in_front(pilot, GatesPopup)
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)
        assert desk.cases.get(1).row.state == "told"


async def test_the_keys_of_the_gates_stay_in_sight_in_the_lowest_window(desk: Desk) -> None:
    desk.promises.make(NewPromise("回电 [/]", NOW + timedelta(hours=1), case_id=1))
    async with queue(desk) as pilot:
        await pilot.press("x")
        await in_front(pilot, GatesPopup)
        await pilot.resize_terminal(60, 15)
        await wait_until(pilot, lambda: pilot.app.size.height == 15)
        await wait_until(pilot, lambda: "Esc close" in read_screen(pilot.app))
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: "Esc close" in read_screen(pilot.app))


async def test_a_case_is_closed_all_the_same_for_a_reason(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("x")
        await in_front(pilot, GatesPopup)
        await pilot.press("o")
        await in_front(pilot, Prompt)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Give a reason." in read_screen(pilot.app))
        await write(pilot, "客户失联 [/] 三个月")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "closed")
        held = desk.cases.get(1).fields
        assert held["close_override"] == "客户失联 [/] 三个月"
        assert "cause" in held["close_missing"]
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "told")


async def test_of_marked_cases_each_is_named_with_what_it_lacks_and_none_or_all_close(desk: Desk) -> None:
    meet_gates(desk, 2)
    async with queue(desk) as pilot:
        rows(pilot).marks.update({1, 2})
        await pilot.press("x")
        await in_front(pilot, GatesPopup)
        await wait_until(pilot, lambda: "✗ C-1  cause, remedy" in read_screen(pilot.app))
        assert "✓ C-2" in read_screen(pilot.app)
        assert [desk.cases.get(n).row.state for n in (1, 2)] == ["told", "told"]
        await pilot.press("b")
        await pick(pilot, "y")
        await wait_until(pilot, lambda: desk.cases.get(1).fields["accepted"] == 1)
        await in_front(pilot, GatesPopup)
        await pilot.press("o")
        await write(pilot, "年底清理")
        await wait_until(pilot, lambda: [desk.cases.get(n).row.state for n in (1, 2)] == ["closed"] * 2)
        assert [desk.cases.get(n).fields["close_override"] for n in (1, 2)] == ["年底清理", ""]
        await pilot.press("u")
        await wait_until(pilot, lambda: [desk.cases.get(n).row.state for n in (1, 2)] == ["told"] * 2)


async def test_a_case_with_nothing_missing_closes_at_once(desk: Desk) -> None:
    meet_gates(desk, 1)
    async with queue(desk) as pilot:
        await pilot.press("x")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "closed")


async def test_telling_asks_for_words_and_the_channel_and_escape_keeps_the_words(desk: Desk) -> None:
    desk.moves.solve([3])
    async with queue(desk, at=3) as pilot:
        await pilot.press("t")
        await write(pilot, "已修好 [/]\n请确认", "ctrl+s")
        await pick(pilot, "escape")
        await in_front(pilot, Prompt)
        assert "请确认" in read_screen(pilot.app)
        await pilot.press("ctrl+s")
        await pick(pilot, "2")
        await wait_until(pilot, lambda: desk.cases.get(3).row.state == "told")
        held = desk.cases.get(3).fields
        assert (held["told_words"], held["told_how"]) == ("已修好 [/]\n请确认", "email")
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.cases.get(3).row.state == "solved")


async def test_a_case_closed_long_ago_is_followed_by_a_new_one(desk: Desk, time: FixedTime) -> None:
    meet_gates(desk, 1)
    desk.moves.close([1])
    time.advance(days=30)
    async with queue(desk) as pilot:
        await pilot.press("X")
        await write(pilot, "又漏水了 [b]")
        await wait_until(pilot, lambda: len(desk.lists.ids("case")) == 5)
        new = desk.cases.dossier(5)
        assert new.case.row.subject == "又漏水了 [b]"
        assert [(link.relation, link.case_id) for link in new.links] == [("follows", 1)]


async def test_a_case_closed_lately_is_reopened(desk: Desk, time: FixedTime) -> None:
    meet_gates(desk, 1)
    desk.moves.close([1])
    time.advance(days=1)
    async with queue(desk) as pilot:
        await pilot.press("X")
        await write(pilot, "又漏了 [/]")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "working")
        cause = desk.complaints.cause_before(1)
        assert cause
        await pilot.press("C")
        await wait_until(pilot, lambda: "as before the reopening" in read_screen(pilot.app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: desk.cases.get(1).fields["cause"] == cause)


@pytest.mark.parametrize(
    ("key", "words"), [("t", "C-3: A case that"), ("W", "C-3 waits for nobody.")], ids=["told", "asked again"]
)
async def test_no_words_are_typed_for_a_move_that_cannot_be_made(desk: Desk, key: str, words: str) -> None:
    if key == "t":
        desk.moves.cancel([3])
    async with queue(desk, at=3) as pilot:
        await pilot.press(key)
        await wait_until(pilot, lambda: words in read_screen(pilot.app))
        assert isinstance(pilot.app.screen, QueueScreen)
