"""R: a call, begun or saved, or a case goes to whom it belongs, and undo takes it back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from servicedesk.domain.errors import RefusedError
from servicedesk.services.calls import NewCall
from servicedesk.services.customers import NewCustomer
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.tui.calls.calls_screen import CallsScreen
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.lists.row_list import RowList
from servicedesk.tui.today.today_screen import TodayScreen
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, rows
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        desk.calls.log(NewCall(customer_id=1, case_id=1, summary="空调[/]漏水"))
        yield desk


def customer(desk: Desk, case_id: int) -> str:
    return desk.cases.get(case_id).row.customer_name


async def test_a_case_goes_to_another_customer_with_its_calls_or_to_a_new_one(desk: Desk) -> None:
    async with queue(desk) as pilot:

        def shown() -> str:
            return " ".join(read_screen(pilot.app).replace("▌", " ").split())

        await pilot.press("R")
        await pick(pilot, *"wangf", "enter")
        # The only one found is seen before it is taken.
        await wait_until(
            pilot, lambda: "王芳 139 2222 3333 CU-2" in shown() and "+ new customer: wangf" in shown()
        )
        assert customer(desk, 1) == "李伟 [b]"
        await pilot.press("enter")
        await wait_until(pilot, lambda: customer(desk, 1) == "王芳")
        await wait_until(pilot, lambda: "C-1 belongs to 王芳 now, with 1 call u: undo" in shown())
        assert [row.customer_name for row in desk.lists.page("call")] == ["王芳"]
        await pilot.press("u")
        await wait_until(pilot, lambda: customer(desk, 1) == "李伟 [b]")
        await in_front(pilot, QueueScreen)
        rows(pilot).select(2)
        await wait_until(pilot, lambda: rows(pilot).cursor_id == 2)
        await pilot.press("R")
        await pick(pilot, *"Zoe Grant", "down", "enter")
        await wait_until(pilot, lambda: customer(desk, 2) == "Zoe Grant")
        await in_front(pilot, QueueScreen)
        # Found by nothing: the words stay and can be mended, and Esc makes no new card.
        await pilot.press("R")
        await pick(pilot, *"nobody at all", "enter")
        await wait_until(pilot, lambda: "Nobody was found by that" in shown())
        assert "+ new customer: nobody at all" in shown()
        await pilot.press("ctrl+u", *"wangf", "enter")
        await wait_until(pilot, lambda: "王芳 139 2222 3333 CU-2" in shown())
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)
        assert desk.lists.count("customer", "") == 3


async def test_of_many_namesakes_the_number_tells_which_one_and_the_words_can_be_mended(desk: Desk) -> None:
    for place in range(15):
        phone = f"1370000{place:04}"
        desk.customers.add(NewCustomer({"name": "张伟 [/]"}, phones=[phone]))
    async with queue(desk) as pilot:

        def shown() -> str:
            return " ".join(read_screen(pilot.app).replace("▌", " ").replace("│", " ").split())

        await pilot.press("R")
        await pick(pilot, *"zhangwei", "enter")
        await wait_until(pilot, lambda: "3 more found: more words narrow it." in shown())
        assert "张伟 [/] 13700000011 CU-14" in shown()
        # Typed on: the number finds the one.
        await pilot.press("ctrl+u", *"0000011", "enter")
        await wait_until(pilot, lambda: "more found" not in shown() and "13700000011" in shown())
        # Found by nothing but the sound, and said so; then mended once more.
        pilot.app.screen.query_one("#picker-text", Input).value = "张维"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Nothing for 张维; similar:" in shown())
        pilot.app.screen.query_one("#picker-text", Input).value = "王方"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Nothing for 王方; similar:" in shown())
        assert "王芳 139 2222 3333 CU-2" in shown()
        await pilot.press("enter")
        await wait_until(pilot, lambda: customer(desk, 1) == "王芳")


async def test_the_number_of_a_new_customer_stands_where_it_likes_and_is_a_phone(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("R")
        for typed in ("王小明 11010119900307123X", "6222021234567890123"):
            await in_front(pilot, Picker)
            pilot.app.screen.query_one("#picker-text", Input).value = typed
            await pilot.press("down", "enter")
            # The words stay in the box, where they can be mended.
            await wait_until(pilot, lambda: "identity or card number" in read_screen(pilot.app))
            assert pilot.app.screen.query_one("#picker-text", Input).value == typed
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)
        assert desk.lists.count("customer", "") == 2
        await pilot.press("R")
        await in_front(pilot, Picker)
        pilot.app.screen.query_one("#picker-text", Input).value = "13800007777 王小明"
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: customer(desk, 1) == "王小明")
        (row,) = desk.customers.candidates("13800007777")
        assert (row.name, row.phone) == ("王小明", "13800007777")


async def test_a_call_goes_to_another_case_with_its_customer_or_to_none(
    desk: Desk,
) -> None:
    def call() -> tuple[str, int | None]:
        row = desk.lists.page("call")[0]
        return row.customer_name, row.case_id

    async with queue(desk) as pilot:
        await pilot.press("2")
        await in_front(pilot, CallsScreen)
        await wait_until(pilot, lambda: pilot.app.screen.query_one(RowList).cursor_record)
        await pilot.press("R")
        await pick(pilot, "a")
        await wait_until(
            pilot, lambda: isinstance(pilot.app.screen, Picker) and "C-2" in read_screen(pilot.app)
        )
        await pilot.press(*"C-4", "enter")
        await wait_until(pilot, lambda: call() == ("王芳", 4))
        await in_front(pilot, CallsScreen)
        await wait_until(pilot, lambda: pilot.app.screen.query_one(RowList).cursor_record.case_id == 4)
        await pilot.press("R")
        await pick(pilot, "o")
        await wait_until(pilot, lambda: call() == ("王芳", None))
        await in_front(pilot, CallsScreen)
        await pilot.press("u", "u")
        await wait_until(pilot, lambda: call() == ("李伟 [b]", 1))
        await pilot.press("R")
        await pick(pilot, "n")
        await wait_until(pilot, lambda: call() == ("", None))


async def test_a_call_to_finish_goes_to_another_customer_or_case_and_comes_back(desk: Desk) -> None:
    body = {
        "who": "李伟 [b]",
        "typed": "13800001111",
        "customer_id": "1",
        "case_id": "1",
        "summary": "[/x] 漏水",
    }
    begun = desk.clock.now() - timedelta(minutes=9)
    draft_id = desk.drafts.keep(body, started_at=begun)

    def now() -> tuple[str, str | None, str | None, str]:
        (draft,) = desk.drafts.all()
        held = draft.body
        assert (draft.id, draft.started_at, held["summary"]) == (draft_id, begun, "[/x] 漏水")
        return held.get("who", ""), held.get("customer_id"), held.get("case_id"), held.get("note", "")

    async with queue(desk) as pilot:

        def shown() -> str:
            return " ".join(read_screen(pilot.app).replace("▌", " ").split())

        await pilot.press("1")
        await in_front(pilot, TodayScreen)
        await wait_until(pilot, lambda: pilot.app.screen.board.row(("draft", draft_id)))
        await pilot.press("G")
        await pilot.press("R")
        await pick(pilot, "c")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Picker) and "part of a name" in shown())
        await pilot.press(*"wangf", "enter")
        await wait_until(pilot, lambda: "王芳 139 2222 3333 CU-2" in shown())
        await pilot.press("enter")
        await wait_until(pilot, lambda: now() == ("王芳", "2", None, ""))
        await in_front(pilot, TodayScreen)
        await wait_until(pilot, lambda: "belongs to 王芳 now u: undo" in shown())
        await pilot.press("u")
        await wait_until(pilot, lambda: now() == ("李伟 [b]", "1", "1", ""))
        await wait_until(
            pilot, lambda: "Taken back: the call to finish belongs to 李伟 [b] again." in shown()
        )
        await pilot.press("R")
        await pick(pilot, "a")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Picker) and "C-2" in shown())
        await pilot.press(*"C-4", "enter")
        await wait_until(pilot, lambda: now() == ("王芳", "2", "4", ""))
        await in_front(pilot, TodayScreen)
        # What names nobody any more stays as words.
        await pilot.press("R")
        await pick(pilot, "n")
        await wait_until(pilot, lambda: now() == ("", None, None, "13800001111"))
        await in_front(pilot, TodayScreen)
        # Typed on since: neither given away by an older look at it, nor taken back over the new words.
        (row,) = desk.drafts.all()
        desk.drafts.keep({**row.body, "note": "13800001111 x"}, draft_id=draft_id)
        await pilot.press("u")
        await wait_until(pilot, lambda: "worked on since" in shown())
        assert now() == ("", None, None, "13800001111 x")
        with pytest.raises(RefusedError):
            desk.drafts.give(row, {"summary": "lost"})


async def test_what_changes_nothing_is_not_offered_and_leaves_nothing_to_undo(desk: Desk) -> None:
    desk.calls.log(NewCall(summary="nobody's [/]"))
    desk.cases.assign([2], "Dana")
    draft_id = desk.drafts.keep({"who": "王芳", "customer_id": "2", "summary": "送货"})
    desk.drafts.keep({"summary": "没有人的"})

    def offered(*words: str) -> list[bool]:
        return [word in read_screen(pilot.app) for word in words]

    def shown() -> str:
        return " ".join(read_screen(pilot.app).replace("▌", " ").split())

    async def same_again(name: str) -> None:
        """Give it to whom it belongs already, by the line of it and by her name."""
        await pilot.press("R")
        await pick(pilot, "c")
        await wait_until(pilot, lambda: f"* {name} stays so" in shown())
        await pilot.press("enter")

    async with queue(desk) as pilot:
        await pilot.press("1")
        await in_front(pilot, TodayScreen)
        await wait_until(pilot, lambda: pilot.app.screen.board.row(("draft", draft_id)))
        await pilot.press("G")
        await wait_until(pilot, lambda: pilot.app.screen.board.entry == ("draft", draft_id))
        await same_again("王芳")
        await in_front(pilot, TodayScreen)
        await pilot.press("R")
        await in_front(pilot, Picker)
        assert offered("to another customer", "to no customer", "to no case") == [True, True, False]
        await pick(pilot, "c")
        await wait_until(pilot, lambda: "stays so" in shown())
        await pilot.press(*"wangf", "enter")
        await wait_until(pilot, lambda: "139 2222 3333 CU-2" in shown())
        await pilot.press("enter")
        await wait_until(pilot, lambda: "nothing was changed" in shown())
        assert "u: undo" not in shown()
        await pilot.press("k", "R")
        await in_front(pilot, Picker)
        assert offered("to another customer", "to no customer", "to no case") == [True, False, False]
        await pilot.press("escape", "2")
        await in_front(pilot, CallsScreen)
        await wait_until(pilot, lambda: pilot.app.screen.query_one(RowList).cursor_record)
        await pilot.press("R")
        await in_front(pilot, Picker)
        assert offered("to another customer", "to no customer", "to no case") == [True, False, False]
        await pilot.press("escape", "j")
        await wait_until(pilot, lambda: pilot.app.screen.query_one(RowList).cursor_record.case_id == 1)
        await same_again("李伟 [b]")
        await in_front(pilot, CallsScreen)
    assert desk.lists.page("call")[1].case_id == 1
    assert desk.cases.get(2).row.owner == "Dana"
    assert desk.drafts.take_back() is None


def test_a_draft_that_was_given_away_is_taken_back_in_its_turn(desk: Desk) -> None:
    draft_id = desk.drafts.keep({"summary": "x"})
    (row,) = desk.drafts.all()
    desk.drafts.give(row, {"summary": "x", "who": "王芳"})
    desk.cases.assign([2], "Dana")
    assert desk.drafts.take_back() is None
    desk.undo.undo()
    given = desk.drafts.take_back()
    assert given is not None
    assert given.draft_id == draft_id
    assert desk.drafts.all()[0].body == {"summary": "x"}
    assert desk.drafts.take_back() is None


async def test_enter_alone_in_a_box_that_gives_keeps_or_takes_out_changes_nothing(desk: Desk) -> None:
    desk.promises.make(NewPromise("寄样品 [/]", desk.clock.now() + timedelta(hours=3), case_id=1))
    desk.merging.merge([2], 1)
    async with queue(desk) as pilot:
        await pilot.press("R")
        await in_front(pilot, Picker)
        # Whose it is stands first, marked; and the keys of a box stand in its last line.
        await wait_until(pilot, lambda: "* 李伟 [b]  stays so" in read_screen(pilot.app))
        assert "Enter take · Esc leave" in read_screen(pilot.app)
        await pilot.press("enter")
        await in_front(pilot, QueueScreen)
        assert customer(desk, 1) == "李伟 [b]"
        await pilot.press("@")
        await pick(pilot, "enter")
        await in_front(pilot, Prompt)
        assert [row.state for row in desk.promises.of_case(1)] == ["open"]
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)
        await pilot.press("m")
        await wait_until(pilot, lambda: "take C-2 out again" in read_screen(pilot.app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Merge with which case?" in read_screen(pilot.app))
        assert desk.cases.get(2).row.merged_into == 1
