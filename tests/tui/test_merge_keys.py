"""Cases put together and taken apart with single keys."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from servicedesk.services.desk import Desk
from servicedesk.tui.cases.case_popups import SplitPopup
from servicedesk.tui.cases.merge_form import MergeForm
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from tests.builders import FixedTime, given_call, given_case, open_desk
from tests.tui.case_keys_desk import NOW, SUBJECT, fill, in_front, pick, queue, rows, write
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with four complaints, three of one customer."""
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


def state(desk: Desk, case_id: int) -> tuple[str, int | None]:
    row = desk.cases.get(case_id).row
    return row.state, row.merged_into


async def test_two_cases_are_merged_with_the_values_that_a_person_chose_and_u_undoes_it(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("m")
        await in_front(pilot, Picker)
        await wait_until(pilot, lambda: "空调漏水，第二次" in read_screen(pilot.app))
        pilot.app.screen.query_one(Input).value = "C-2"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Which case stays?" in read_screen(pilot.app))
        await pilot.press("enter")
        await in_front(pilot, MergeForm)
        await wait_until(pilot, lambda: "* C-1" in read_screen(pilot.app))
        assert SUBJECT in read_screen(pilot.app)
        await pilot.press("space")
        await wait_until(pilot, lambda: "* C-2  空调漏水" in read_screen(pilot.app))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: state(desk, 2) == ("merged", 1))
        assert desk.cases.get(1).row.subject == "空调漏水，第二次"
        assert desk.cases.get(1).row.priority == 4
        await wait_until(pilot, lambda: "C-2 merged into C-1" in read_screen(pilot.app))
        await pilot.press("u")
        await wait_until(pilot, lambda: state(desk, 2) == ("new", None))
        assert desk.cases.get(1).row.subject == SUBJECT


async def test_a_wrong_merge_is_taken_out_again_later(desk: Desk) -> None:
    desk.merging.merge([2], 1)
    desk.cases.note([1], "later work")
    async with queue(desk) as pilot:
        await pilot.press("m")
        await in_front(pilot, Picker)
        await wait_until(pilot, lambda: "take C-2 out again" in read_screen(pilot.app))
        await pilot.press("u")
        await wait_until(pilot, lambda: state(desk, 2) == ("new", None))


async def test_marked_cases_are_merged_into_the_one_that_stays(desk: Desk) -> None:
    async with queue(desk) as pilot:
        rows(pilot).marks.update({1, 2, 3})
        await pilot.press("m")
        await in_front(pilot, Picker)
        await pilot.press("j", "enter")
        await wait_until(pilot, lambda: [state(desk, n)[1] for n in (1, 2, 3)] == [2, None, 2])
        await pilot.press("u")
        await wait_until(pilot, lambda: [state(desk, n)[1] for n in (1, 2, 3)] == [None, None, None])


async def test_cases_of_two_customers_are_merged_for_a_reason_only(desk: Desk) -> None:
    async with queue(desk) as pilot:
        rows(pilot).marks.update({1, 4})
        await pilot.press("m")
        await pick(pilot, "enter")
        await write(pilot, "夫妻两人来电 [/]")
        await in_front(pilot, MergeForm)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: state(desk, 4) == ("merged", 1))
        assert desk.cases.dossier(1).merged[0].reason == "夫妻两人来电 [/]"


async def test_escape_leaves_the_form_of_a_merge_with_nothing_merged(desk: Desk) -> None:
    async with queue(desk) as pilot:
        rows(pilot).marks.update({1, 2})
        await pilot.press("m")
        await pick(pilot, "enter")
        await in_front(pilot, MergeForm)
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)
        assert state(desk, 2) == ("new", None)


async def test_words_that_no_case_has_stay_and_are_mended(desk: Desk) -> None:
    desk.merging.merge([3], 2)
    async with queue(desk) as pilot:
        await pilot.press("N")
        await in_front(pilot, Picker)
        field = pilot.app.screen.query_one(Input)
        field.value = "没有这样的 [/]"
        await pilot.press("enter", "down", "down", "enter")
        await wait_until(pilot, lambda: "No other case matches" in read_screen(pilot.app))
        assert pilot.app.focused is field
        assert field.value == "没有这样的 [/]"
        # A case that was merged would be refused afterwards.
        for typed in ("C-3", "送货晚到"):
            field.value = typed
            await pilot.press("enter")
            await wait_until(pilot, lambda: "C-3 stands in C-2 now: name that one." in read_screen(pilot.app))
        field.value = "漏水"
        await pilot.press("enter")
        await wait_until(pilot, lambda: state(desk, 1)[0] == "duplicate")
    assert [link.case_id for link in desk.links.of_case(1)] == [2]


async def test_cases_are_linked_by_key_and_the_link_is_taken_away(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("L")
        await pick(pilot, "p")
        await wait_until(pilot, lambda: "parent case ...?" in read_screen(pilot.app))
        pilot.app.screen.query_one(Input).value = "4"
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(desk.links.of_case(1)) == 1)
        (link,) = desk.links.of_case(1)
        assert (link.relation, link.is_outward, link.case_id) == ("parent", True, 4)
        await pilot.press("L")
        await in_front(pilot, Picker)
        await wait_until(pilot, lambda: "no longer: parent case C-4" in read_screen(pilot.app))
        await pilot.press(*"jjjjj", "enter")
        await wait_until(pilot, lambda: not desk.links.of_case(1))
        await pilot.press("u")
        await wait_until(pilot, lambda: len(desk.links.of_case(1)) == 1)


async def test_a_duplicate_is_linked_and_ended(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("L")
        await pick(pilot, "e")
        await wait_until(pilot, lambda: "duplicate of ...?" in read_screen(pilot.app))
        pilot.app.screen.query_one(Input).value = "C-3"
        await pilot.press("enter")
        await wait_until(pilot, lambda: state(desk, 1)[0] == "duplicate")
        await pilot.press("u")
        await wait_until(pilot, lambda: state(desk, 1)[0] == "new")


async def test_calls_are_split_off_into_a_case_of_their_own(desk: Desk) -> None:
    first = given_call(desk, "", "也说了发票 [/]", case_id=1).call_id
    given_call(desk, "", "还在漏水", case_id=1)
    async with queue(desk) as pilot:
        await pilot.press("S")
        await in_front(pilot, SplitPopup)
        await wait_until(pilot, lambda: "也说了发票 [/]" in read_screen(pilot.app))
        place = [call.id for call in desk.lists.page("call", "case:C-1")].index(first)
        await pilot.press(*"j" * place, "space", "ctrl+s")
        await write(pilot, "发票 [b] 开错")
        await wait_until(pilot, lambda: len(desk.lists.ids("case")) == 5)
        assert desk.cases.get(5).row.subject == "发票 [b] 开错"
        assert [call.id for call in desk.lists.page("call", "case:C-5")] == [first]
        await pilot.press("u")
        await wait_until(pilot, lambda: len(desk.lists.page("call", "case:C-1")) == 2)


async def test_a_case_with_no_calls_cannot_be_split(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("S")
        await wait_until(pilot, lambda: "One call is not enough" in read_screen(pilot.app))


async def test_of_two_times_of_receipt_the_earlier_one_stands(desk: Desk) -> None:
    later = given_case(desk, "又来了 [/]", customer_id=1, received_at=NOW)
    desk.cases.edit(1, {"received_at": NOW - timedelta(days=2), "description": "长" * 500}, reason="更早")
    desk.cases.edit(later, {"description": "另一个 [b] " * 100})
    async with queue(desk) as pilot:
        rows(pilot).marks.update({1, later})
        await pilot.press("m")
        await pick(pilot, "enter")
        await in_front(pilot, MergeForm)
        await wait_until(pilot, lambda: "…" in read_screen(pilot.app))
        form = pilot.app.screen
        assert isinstance(form, MergeForm)
        form.put_cursor("received_at")
        await pilot.press("space")
        await wait_until(pilot, lambda: "The earlier time" in read_screen(pilot.app))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: state(desk, later) == ("merged", 1))
        assert desk.cases.get(1).row.received_at == NOW - timedelta(days=2)


async def test_a_merged_case_is_not_reopened_and_that_is_said_before_a_reason_is_typed(desk: Desk) -> None:
    desk.merging.merge([2], 1)
    async with queue(desk, at=2) as pilot:
        await pilot.press("X")
        await wait_until(pilot, lambda: "C-2 stands merged into C-1" in read_screen(pilot.app))
        assert not isinstance(pilot.app.screen, Prompt)
