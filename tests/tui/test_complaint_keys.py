"""The keys that work a complaint, each with what it leaves in the desk, and taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from servicedesk.domain.records.case import FIELDS
from servicedesk.domain.records.field import has, names
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.recurring import NewRecurringCase
from servicedesk.tui.cases.case_popups import ChecklistPopup, RemediesPopup
from servicedesk.tui.cases.edit_and_file import ASKED_ELSEWHERE
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.customers.customer_screen import CaseRows, CustomerScreen
from servicedesk.tui.forms.fields_form import FieldsForm
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, rows, write
from tests.tui.conftest import read_screen, type_character, wait_until


@pytest.fixture
def time() -> FixedTime:
    """The time of the desk."""
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, time: FixedTime) -> Iterator[Desk]:
    """A desk with four complaints."""
    path = tmp_path / "desk.db"
    with open_desk(path, time, db=path) as desk:
        fill(desk)
        yield desk


def fields(desk: Desk, case_id: int = 1) -> dict[str, object]:
    return desk.cases.get(case_id).fields


async def test_the_first_contact_acknowledges_and_the_next_is_an_outgoing_call(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("r")
        await pick(pilot, "4")
        await write(pilot, "已收到 [/] 您的投诉")
        await wait_until(pilot, lambda: fields(desk)["acknowledged_how"] == "wechat")
        assert "已收到 [/] 您的投诉" in str(desk.cases.dossier(1).history)
        await pilot.press("r")
        await pick(pilot, "1")
        await write(pilot, "再次联系 [b]")
        await wait_until(pilot, lambda: len(desk.lists.ids("call", "case:C-1")) == 1)
        (call,) = desk.lists.page("call", "case:C-1")
        assert (call.direction, call.channel, call.outcome) == ("out", "phone", "answered")
        assert (call.summary, call.answered_at, call.ended_at) == ("再次联系 [b]", NOW, NOW)
        await pilot.press("u")
        await wait_until(pilot, lambda: not list(desk.lists.ids("call", "case:C-1 -is:voided")))


async def test_marked_cases_are_reached_in_one_action_and_repeated_on_another_row(desk: Desk) -> None:
    desk.complaints.acknowledge([2], how="phone")
    async with queue(desk) as pilot:
        rows(pilot).marks.update({1, 2})
        await pilot.press("r")
        await pick(pilot, "1")
        await write(pilot, "")
        await wait_until(pilot, lambda: fields(desk)["acknowledged_how"] == "phone")
        assert len(desk.lists.ids("call", "case:C-2")) == 1
        await wait_until(pilot, lambda: not rows(pilot).marks)
        rows(pilot).select(3)
        await pilot.press(".")
        await wait_until(pilot, lambda: fields(desk, 3)["acknowledged_how"] == "phone")
        await pilot.press("u", "u")
        await wait_until(pilot, lambda: not fields(desk)["acknowledged_how"])
        assert not fields(desk, 3)["acknowledged_how"]


async def test_a_promise_is_padded_and_read_back_then_told_anew_and_kept(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("@")
        await write(pilot, "回电 [b] 60m")
        await wait_until(pilot, lambda: len(desk.promises.of_case(1)) == 1)
        (first,) = desk.promises.of_case(1)
        assert (first.text, first.due_at) == ("回电 [b]", NOW + timedelta(minutes=90))
        await wait_until(pilot, lambda: "11:30" in read_screen(pilot.app))
        await pilot.press("@")
        await pick(pilot, "t", "enter")
        await write(pilot, "明天下午三点")
        await pick(pilot, "1")
        await wait_until(pilot, lambda: len(desk.promises.of_case(1)) == 2)
        await pilot.press("@")
        await pick(pilot, "k", "enter")
        await wait_until(pilot, lambda: {row.state for row in desk.promises.of_case(1)} == {"retold", "done"})
        await pilot.press("u")
        await wait_until(pilot, lambda: {row.state for row in desk.promises.of_case(1)} == {"retold", "open"})


async def test_a_promise_is_withdrawn_and_made_on_every_marked_case(desk: Desk) -> None:
    desk.promises.make(NewPromise("寄样品", NOW + timedelta(hours=3), case_id=1))
    async with queue(desk) as pilot:
        await pilot.press("@")
        await pick(pilot, "w", "enter")
        await write(pilot, "客户不要了 [/]")
        await wait_until(pilot, lambda: desk.promises.of_case(1)[0].state == "withdrawn")
        rows(pilot).marks.update({2, 3})
        await type_character(pilot, "＠")
        await write(pilot, "call back fri 15:00")
        await wait_until(pilot, lambda: [len(desk.promises.of_case(n)) for n in (1, 2, 3)] == [1, 1, 1])
        await pilot.press("u")
        await wait_until(pilot, lambda: [len(desk.promises.of_case(n)) for n in (1, 2, 3)] == [1, 0, 0])


async def test_a_case_is_handed_off_with_a_time_and_comes_back(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("h")
        await in_front(pilot, Picker)
        pilot.app.screen.query_one(Input).value = "仓库 [/]"
        await pilot.press("down", "enter")
        await write(pilot, "周一 15:00 查批次 [b]")
        await wait_until(pilot, lambda: fields(desk, 1)["department"] == "仓库 [/]")
        (handoff,) = desk.cases.dossier(1).handoffs
        assert handoff.words == "查批次 [b]"
        assert handoff.due_at == NOW + timedelta(days=3, hours=5)
        await pilot.press("H")
        await write(pilot, "已换货")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "working")
        rows(pilot).select(2)
        await wait_until(pilot, lambda: rows(pilot).cursor_id == 2)
        await pilot.press("h")
        await pick(pilot, *"仓", "enter")
        await write(pilot, "")
        await wait_until(pilot, lambda: fields(desk, 2)["department"] == "仓库 [/]")
        await pilot.press("u")
        await wait_until(pilot, lambda: fields(desk, 2)["department"] == "")


async def test_a_case_waits_for_a_reason_of_the_desk_or_other_words_and_is_asked_again(desk: Desk) -> None:
    reason = desk.policies.parsed("waiting").names()[0]
    async with queue(desk) as pilot:
        await pilot.press("w")
        await in_front(pilot, Picker)
        await wait_until(pilot, lambda: "reminder" in read_screen(pilot.app))
        await pilot.press("1")
        await wait_until(pilot, lambda: desk.cases.get(1).row.waiting_reason == reason)
        await pilot.press("W")
        await write(pilot, "催了一次 [/]")
        await wait_until(pilot, lambda: fields(desk)["nudges"] == 1)
        await pilot.press("w")
        await pick(pilot, "t")
        await write(pilot, "厂家 [b] 报价 a@b.example")
        await wait_until(pilot, lambda: desk.cases.get(1).row.waiting_reason == "厂家 [b] 报价 a@b.example")
        await wait_until(pilot, lambda: "a@b.example, reminder" in read_screen(pilot.app))
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.cases.get(1).row.waiting_reason == reason)


async def test_every_waiting_reason_has_a_key_beyond_the_ninth_too(desk: Desk) -> None:
    names = [f"等第{n}方 [b]" for n in range(1, 13)]
    tables = "".join(f'[[reason]]\nname = "{name}"\nnudge = "24h"\n' for name in names)
    desk.policies.set("waiting", tables)
    async with queue(desk) as pilot:
        for key, name in (("9", names[8]), ("0", names[9]), ("b", names[11])):
            await pilot.press("w")
            await pick(pilot, key)
            await wait_until(pilot, lambda name=name: desk.cases.get(1).row.waiting_reason == name)
        await pilot.press("w")
        await in_front(pilot, Picker)
        keys = [choice.key for choice in pilot.app.screen.choices]
        assert all(keys)
        assert len(set(keys)) == len(keys) == 14


async def test_the_complaint_file_is_saved_in_one_action(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("E")
        await in_front(pilot, FieldsForm)
        form = pilot.app.screen
        for name, text in (
            ("product", "空调 [/] K-35"),
            ("severity", "serious"),
            ("safety", "yes"),
            ("impact", "many"),
        ):
            form.query_one(f"#field-{name}", Input).value = text
        form.query_one("#field-immediate_action", TextArea).load_text("停机 [b]")
        form.query_one("#field-facts", TextArea).load_text("排水管 [/] 脱落\n照片三张")
        form.query_one("#field-cause").focus()
        await pilot.press("down")
        await in_front(pilot, Picker)
        await pilot.press("enter")
        await in_front(pilot, FieldsForm)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: fields(desk)["severity"] == 3)
        held = fields(desk)
        assert (held["product"], held["immediate_action"]) == ("空调 [/] K-35", "停机 [b]")
        assert held["facts"] == "排水管 [/] 脱落\n照片三张"
        assert held["cause"] == desk.complaints.causes()[0]
        assert (held["assessed_by"], held["priority"]) == ("anna", 4)
        await in_front(pilot, QueueScreen)
        await pilot.press("u")
        await wait_until(pilot, lambda: fields(desk)["severity"] is None and not fields(desk)["facts"])


LINES = "第一行 [b]\nline two\n[/] 第三行"


@pytest.mark.parametrize("key", ["E", "e"])
async def test_several_lines_stay_several_lines_in_every_text_field(desk: Desk, key: str) -> None:
    several = [field.name for field in FIELDS if field.type == "text" and has(field, "edit")]
    desk.cases.edit(1, dict.fromkeys(several, LINES))
    async with queue(desk) as pilot:
        await pilot.press(key)
        await in_front(pilot, FieldsForm)
        form = pilot.app.screen
        there = [name for name in several if form.query(f"#field-{name}")]
        assert there
        for name in there:
            form.query_one(f"#field-{name}").focus()
            await pilot.press("!")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: fields(desk)[there[0]].startswith("!"))
    assert {name: fields(desk)[name] for name in there} == dict.fromkeys(there, f"!{LINES}")


async def test_every_field_of_the_sheet_that_may_be_edited_is_in_a_form_of_the_case(desk: Desk) -> None:
    wanted = set(names(FIELDS, "edit")) & set(names(FIELDS, "sheet")) - ASKED_ELSEWHERE
    async with queue(desk) as pilot:
        await pilot.press("E")
        await in_front(pilot, FieldsForm)
        assert wanted <= {field.name for field in pilot.app.screen.fields}


async def test_the_complaint_file_shows_what_somebody_else_wrote_meanwhile(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("E")
        await in_front(pilot, FieldsForm)
        desk.cases.edit(1, {"lesson": "别人写的 [/]"})
        pilot.app.screen.query_one("#field-lesson", TextArea).load_text("我的教训")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "别人写的 [/]" in read_screen(pilot.app))
        assert fields(desk)["lesson"] == "别人写的 [/]"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: fields(desk)["lesson"] == "我的教训")


async def test_every_field_of_the_file_can_be_reached_on_a_small_window(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("E")
        await in_front(pilot, FieldsForm)
        seen = set()
        for _field in range(12):
            focused = pilot.app.focused
            assert focused is not None
            await wait_until(
                pilot, lambda field=focused: pilot.app.screen.region.contains_region(field.region)
            )
            seen.add(focused.id)
            await pilot.press("tab")
        assert len(seen) == 12
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)


async def test_a_cause_is_chosen_by_area_or_by_typing(desk: Desk) -> None:
    paths = desk.complaints.causes()
    async with queue(desk) as pilot:
        await pilot.press("C")
        await pick(pilot, "enter")
        await wait_until(pilot, lambda: "Cause:" in read_screen(pilot.app))
        await pilot.press("2")
        await wait_until(pilot, lambda: fields(desk)["cause"] == paths[1])
        await pilot.press("C")
        await in_front(pilot, Picker)
        pilot.app.screen.query_one(Input).value = paths[-1]
        await pilot.press("enter")
        await wait_until(pilot, lambda: fields(desk)["cause"] == paths[-1])
        await pilot.press("u")
        await wait_until(pilot, lambda: fields(desk)["cause"] == paths[1])


async def test_a_remedy_costs_is_approved_done_and_taken_off(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await type_character(pilot, "￥")
        await pick(pilot, "1")
        await in_front(pilot, FieldsForm)
        pilot.app.screen.query_one("#field-cost", Input).value = "８0元"
        pilot.app.screen.query_one("#field-words", TextArea).load_text("退运费 [/]")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: len(desk.cases.dossier(1).remedies) == 1)
        (remedy,) = desk.cases.dossier(1).remedies
        assert (remedy.kind, remedy.cost_cents, remedy.words) == ("refund", 8000, "退运费 [/]")
        await in_front(pilot, QueueScreen)
        await pilot.press("$")
        await in_front(pilot, RemediesPopup)
        await wait_until(pilot, lambda: "退运费 [/]" in read_screen(pilot.app))
        await pilot.press("y")
        await write(pilot, "王经理 [b]")
        await wait_until(pilot, lambda: desk.cases.dossier(1).remedies[0].approver == "王经理 [b]")
        await wait_until(pilot, lambda: "王经理 [b]" in read_screen(pilot.app))
        await pilot.press("x")
        await wait_until(pilot, lambda: desk.cases.dossier(1).remedies[0].done_at is not None)
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.cases.dossier(1).remedies[0].done_at is None)
        await pilot.press("D")
        await wait_until(pilot, lambda: not desk.cases.dossier(1).remedies)


async def test_a_remedy_above_the_limit_asks_who_approved_it(desk: Desk) -> None:
    desk.policies.set("handling", 'remedy_limit = "100"\n')
    async with queue(desk) as pilot:
        await pilot.press("$")
        await pick(pilot, "1")
        await in_front(pilot, FieldsForm)
        pilot.app.screen.query_one("#field-cost", Input).value = "500"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "above the limit" in read_screen(pilot.app).replace("needed", ""))
        assert not desk.cases.dossier(1).remedies
        pilot.app.screen.query_one("#field-approver", Input).value = "王经理"
        await pilot.press("ctrl+s")
        await wait_until(
            pilot, lambda: [one.approver for one in desk.cases.dossier(1).remedies] == ["王经理"]
        )


async def test_a_remedy_without_words_is_decided_too_and_repeated(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("$")
        await pick(pilot, "0")
        await in_front(pilot, FieldsForm)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: [one.kind for one in desk.cases.dossier(1).remedies] == ["none"])
        await in_front(pilot, QueueScreen)
        rows(pilot).select(2)
        await pilot.press(".")
        await wait_until(pilot, lambda: [one.kind for one in desk.cases.dossier(2).remedies] == ["none"])


async def test_whether_the_customer_accepts_is_recorded_with_what_was_offered(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("b")
        await pick(pilot, "n")
        await write(pilot, "找 12315 [/]")
        await wait_until(pilot, lambda: fields(desk)["options_offered"] == "找 12315 [/]")
        await pilot.press("b")
        await pick(pilot, "y")
        await wait_until(pilot, lambda: fields(desk)["accepted"] == 1)
        await pilot.press("u")
        await wait_until(pilot, lambda: fields(desk)["accepted"] == 0)


async def test_a_checklist_is_added_to_ticked_and_cleared(desk: Desk) -> None:
    before = len(desk.checklists.of_case(1))
    async with queue(desk) as pilot:
        await type_character(pilot, "＃")
        await in_front(pilot, ChecklistPopup)
        await pilot.press("a")
        await write(pilot, "拍照片 [/]")
        await wait_until(pilot, lambda: "拍照片 [/]" in read_screen(pilot.app))
        for _step in range(before):
            await pilot.press("j")
        await pilot.press("space")
        await wait_until(pilot, lambda: desk.checklists.of_case(1)[-1].done_at is not None)
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.checklists.of_case(1)[-1].done_at is None)
        await pilot.press("D")
        await wait_until(pilot, lambda: len(desk.checklists.of_case(1)) == before)
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)


async def test_a_macro_runs_by_its_key_on_the_marked_cases(desk: Desk) -> None:
    desk.policies.set("macros", '[[macro]]\nname = "催物流 [/]"\nkey = "q"\nlabels = ["物流"]\n')
    async with queue(desk) as pilot:
        rows(pilot).marks.update({1, 2})
        await pilot.press("M")
        await pick(pilot, "q")
        await wait_until(pilot, lambda: [desk.cases.get(n).row.labels for n in (1, 2)] == [("物流",)] * 2)
        await pilot.press("u")
        await wait_until(pilot, lambda: [desk.cases.get(n).row.labels for n in (1, 2)] == [()] * 2)


async def test_recurring_cases_are_planned_paused_and_removed_from_the_palette(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.app.run_action("app.act('app.recurring')")
        await wait_until(pilot, lambda: "No plans yet" in read_screen(pilot.app))
        await pilot.press("a")
        await in_front(pilot, FieldsForm)
        for name, text in (
            ("name", "月检 [/]"),
            ("repeat", "每月24日"),
            ("first_at", "24日 9:00"),
            ("subject", "检查 [b] 机房"),
        ):
            pilot.app.screen.query_one(f"#field-{name}", Input).value = text
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: [plan.name for plan in desk.recurring.all()] == ["月检 [/]"])
        await wait_until(pilot, lambda: "月检 [/]" in read_screen(pilot.app))
        await pilot.press("p")
        await wait_until(pilot, lambda: desk.recurring.all()[0].is_paused)
        await wait_until(pilot, lambda: "paused" in read_screen(pilot.app))
        await pilot.press("p")
        await wait_until(pilot, lambda: not desk.recurring.all()[0].is_paused)
        await pilot.press("D")
        await wait_until(pilot, lambda: not desk.recurring.all())
        await pilot.press("u")
        await wait_until(pilot, lambda: len(desk.recurring.all()) == 1)


@pytest.mark.parametrize("key", ["r", "@", "h", "w", "C", "$", "b", "M"])
async def test_escape_leaves_every_question_without_a_change(desk: Desk, key: str) -> None:
    async with queue(desk) as pilot:
        before = desk.history.newest(1)
        await pilot.press(key)
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Picker | Prompt))
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)
        assert desk.history.newest(1) == before


async def test_the_keys_work_on_the_cases_of_a_customer_card_too(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("i")
        await in_front(pilot, CustomerScreen)
        await pilot.press("]")
        await wait_until(pilot, lambda: isinstance(pilot.app.focused, CaseRows))
        cases = pilot.app.screen.query_one(CaseRows)
        await wait_until(pilot, lambda: cases.cursor_id is not None)
        assert "@ promise" in read_screen(pilot.app)
        case_id = cases.cursor_id
        assert case_id is not None
        await pilot.press("b")
        await pick(pilot, "y")
        await wait_until(pilot, lambda: fields(desk, case_id)["accepted"] == 1)
        await pilot.press("l")
        await in_front(pilot, Picker)
        assert "Label" in read_screen(pilot.app)
        await pilot.press("escape", "[")
        await wait_until(pilot, lambda: "@ promise" not in read_screen(pilot.app))
        await pilot.press("u")
        await wait_until(pilot, lambda: fields(desk, case_id)["accepted"] is None)


async def test_a_recurring_case_that_is_due_is_opened_at_the_start_and_named(
    desk: Desk, time: FixedTime
) -> None:
    desk.recurring.add(
        NewRecurringCase("月检", "monthly", NOW + timedelta(hours=1), "检查机房 [/]", kind="complaint")
    )
    time.advance(hours=2)
    async with queue(desk) as pilot:
        await wait_until(pilot, lambda: "Recurring cases opened: C-5" in read_screen(pilot.app))
        assert desk.cases.get(5).row.subject == "检查机房 [/]"
        await wait_until(pilot, lambda: 5 in rows(pilot).ids())


async def test_it_is_said_at_once_that_a_case_is_with_no_other_department(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("H")
        await wait_until(pilot, lambda: "C-1 is with no other department" in read_screen(pilot.app))
        assert isinstance(pilot.app.screen, QueueScreen)


async def test_what_is_done_after_entering_late_counts_from_the_time_that_was_typed(
    desk: Desk, time: FixedTime
) -> None:
    time.advance(hours=5)
    async with queue(desk) as pilot:
        await pilot.press("ctrl+l")
        await write(pilot, "fri 11:00", "enter")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, Prompt))
        await pilot.press("w")
        await in_front(pilot, Picker)
        assert "11:00" in read_screen(pilot.app)
        await pick(pilot, "1")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "waiting")
        assert fields(desk)["waiting_since"] == NOW + timedelta(hours=1)
        await pilot.press("r")
        await pick(pilot, "1")
        await write(pilot, "现在")
        await wait_until(pilot, lambda: fields(desk)["acknowledged_at"])
        assert fields(desk)["acknowledged_at"] == NOW + timedelta(hours=5)
