"""The roster and the card."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from textual.widgets._toast import Toast

from servicedesk.domain.records.customer import FIELDS
from servicedesk.domain.records.field import names
from servicedesk.domain.rows.customers import Contact
from servicedesk.services.calls import NewCall
from servicedesk.services.customers import CardChange, NewCustomer
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.customers.customer_screen import CustomerScreen
from servicedesk.tui.customers.customers_screen import CustomersScreen
from servicedesk.tui.forms.fields_form import FieldsForm
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.lists.row_list import RowList
from tests.builders import FixedTime, given_case, given_customer, open_desk
from tests.tui.conftest import WaitFor, read_screen, wait_until

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BANNER = "先核对身份 [@click=app.quit]"


def make_desk(path: Path, text: str = "") -> Desk:
    """A desk with three customers and some history; `text` is more of its configuration."""
    config = path / "config.toml"
    config.write_text(text, encoding="utf-8")
    db = path / "desk.db"
    desk = open_desk(db, FixedTime(NOW), db=db, config=config, actor="me")
    wei = NewCustomer(
        {"name": "李伟", "tier": "vip", "banner": BANNER, "region": "北京"},
        phones=["138 0000 1111", "010-5550 0001"],
        tags=["漏水"],
    )
    desk.customers.add(wei)
    given_customer(desk, "Ann Lee", "+44 20 7946 0123", company="Lee & Co")
    buyer = Contact("王小明", "buyer", "139 0000 2222")
    given_customer(desk, "北京清源净水有限公司", "", kind="company", contacts=[buyer])
    desk.calls.log(
        NewCall(
            customer_id=1, summary="空调漏水 [/]", case_kind="complaint", followup_at=NOW + timedelta(days=1)
        )
    )
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk."""
    desk = make_desk(tmp_path)
    yield desk
    desk.close()


@asynccontextmanager
async def roster(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on its roster."""
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="customers")
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(
            pilot, lambda: isinstance(app.screen, CustomersScreen) and list(rows(pilot).ids()) == [2, 3, 1]
        )
        yield pilot


@asynccontextmanager
async def card(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on the card of 李伟."""
    async with roster(desk, size) as pilot:
        await pilot.press("G", "enter")
        await wait_until(
            pilot, lambda: isinstance(pilot.app.screen, CustomerScreen) and pilot.app.screen.file
        )
        yield pilot


def rows(pilot: Pilot[None]) -> RowList:
    """The roster's list."""
    return pilot.app.screen.query_one(RowList)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1111", [1]),
        ("0000", [3, 1]),
        ("李伟", [1]),
        ("lw", [1]),
        ("liwei", [1]),
        ("净水", [3]),
        ("王小明", [3]),
        ("2222", [3]),
        ("ann", [2]),
        ("7946 0123", [2]),
        ("+漏水", [1]),
    ],
)
async def test_a_customer_is_found_while_typing(
    desk: Desk, wait_for: WaitFor, typed: str, expected: list[int]
) -> None:
    async with roster(desk) as pilot:
        await pilot.press("/")
        pilot.app.screen.query_one(Input).value = typed
        await wait_for(pilot, lambda: list(rows(pilot).ids()) == expected)


async def test_the_facts_of_the_row_stand_beside_the_roster(desk: Desk, wait_for: WaitFor) -> None:
    async with roster(desk, (120, 40)) as pilot:
        await pilot.press("G")
        await wait_for(pilot, lambda: BANNER in read_screen(pilot.app))
        assert "+漏水" in read_screen(pilot.app)


async def test_a_card_is_edited_in_place_and_the_edit_can_be_undone(desk: Desk, wait_for: WaitFor) -> None:
    async with card(desk) as pilot:
        await pilot.press("e")
        await wait_for(pilot, lambda: pilot.app.screen.query("#field-phones"))
        pilot.app.screen.query_one("#field-phones", Input).value = "138 0000 3333"
        pilot.app.screen.query_one(
            "#field-contacts", TextArea
        ).text = "张三 | buyer | 139 0000 4444 | z@example.cn"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: [p.raw for p in desk.customers.card(1).phones] == ["138 0000 3333"])
        assert desk.customers.card(1).contacts == (Contact("张三", "buyer", "139 0000 4444", "z@example.cn"),)
        await wait_for(pilot, lambda: "138 0000 3333" in read_screen(pilot.app))
        await pilot.press("u")
        await wait_for(pilot, lambda: desk.customers.card(1).phones[0].raw == "138 0000 1111")
        assert desk.customers.card(1).contacts == ()


async def test_a_form_that_changes_nothing_says_so_and_names_no_undo(desk: Desk, wait_for: WaitFor) -> None:
    async with card(desk) as pilot:
        await pilot.press("e")
        await wait_for(pilot, lambda: pilot.app.screen.query("#field-name"))
        name = pilot.app.screen.query_one("#field-name", Input)
        name.value = f"  {name.value} "
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "nothing was changed" in read_screen(pilot.app))
        assert "u: undo" not in read_screen(pilot.app)
        assert not isinstance(pilot.app.screen, FieldsForm)


async def test_a_card_changed_by_somebody_else_is_not_overwritten(desk: Desk, wait_for: WaitFor) -> None:
    async with card(desk) as pilot:
        await pilot.press("e")
        await wait_for(pilot, lambda: pilot.app.screen.query("#field-region"))
        desk.customers.edit(1, CardChange({"region": "上海"}))
        pilot.app.screen.query_one("#field-region", Input).value = "广州"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Somebody else changed CU-1" in read_screen(pilot.app))
        assert desk.customers.card(1).fields["region"] == "上海"


async def test_a_new_card_needs_a_name_or_a_number_and_is_opened(desk: Desk, wait_for: WaitFor) -> None:
    async with roster(desk) as pilot:
        await pilot.press("N")
        await wait_for(pilot, lambda: pilot.app.screen.query("#field-name"))
        pilot.app.screen.query_one("#field-region", Input).value = "上海"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "needs a name" in read_screen(pilot.app))
        pilot.app.screen.query_one("#field-name", Input).value = "陈晨 [/x]"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await wait_for(pilot, lambda: "陈晨 [/x]" in read_screen(pilot.app))


async def test_a_second_card_of_a_name_and_number_is_asked_about_and_its_undo_is_told(
    desk: Desk, wait_for: WaitFor
) -> None:
    async with roster(desk) as pilot:
        await pilot.press("N")
        await wait_for(pilot, lambda: pilot.app.screen.query("#field-name"))
        pilot.app.screen.query_one("#field-name", Input).value = "李伟"
        pilot.app.screen.query_one("#field-phones", Input).value = "010 5550 0001"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "there is already 李伟 CU-1" in read_screen(pilot.app))
        assert len(desk.lists.ids("customer")) == 3
        # That card is a key away, and what was typed stands there again behind it.
        await pilot.press("ctrl+o")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen) and pilot.app.screen.file)
        assert pilot.app.screen.customer_id == 1
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
        await pilot.press("N")
        await wait_for(pilot, lambda: pilot.app.screen.query("#field-name"))
        await wait_for(pilot, lambda: pilot.app.screen.query_one("#field-name", Input).value == "李伟")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "ctrl+o opens it" in read_screen(pilot.app))
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen) and pilot.app.screen.file)
        await pilot.press("u")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
        said = "\n".join(str(toast.render()) for toast in pilot.app.screen.query(Toast))
        assert ("Undone" in said, "There is no" in said) == (True, False)


async def test_words_typed_into_a_form_are_not_lost_by_one_escape(desk: Desk, wait_for: WaitFor) -> None:
    async with card(desk) as pilot:
        await pilot.press("e")
        await wait_for(pilot, lambda: pilot.app.screen.query("#field-name"))
        await pilot.press("X", "escape")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await wait_for(pilot, lambda: "What you typed is kept" in read_screen(pilot.app))
        assert desk.customers.card(1).name == "李伟"


async def test_the_tabs_show_history_cases_calls_and_follow_ups(desk: Desk, wait_for: WaitFor) -> None:
    async with card(desk) as pilot:
        assert "called in: 空调漏水 [/]" in read_screen(pilot.app)
        await pilot.press("]")
        await wait_for(
            pilot, lambda: "C-1 " in read_screen(pilot.app) and "[Cases 1]" in read_screen(pilot.app)
        )
        await pilot.press("]", "]")
        await wait_for(pilot, lambda: "planned" in read_screen(pilot.app))
        await pilot.press("]")
        await wait_for(pilot, lambda: "[Owed 1]" in read_screen(pilot.app))
        assert "follow-up: " in read_screen(pilot.app)
        assert "In numbers" in read_screen(pilot.app)
        await pilot.press("]")
        await wait_for(pilot, lambda: "[History" in read_screen(pilot.app))


async def test_what_is_owed_stands_beside_the_cases_that_press_most(desk: Desk, wait_for: WaitFor) -> None:
    urgent = given_case(desk, "漏到楼下 [/]", customer_id=1, priority=4)
    given_case(desk, "问发票", customer_id=1, priority=1)
    desk.promises.make(NewPromise("回电 [b]", NOW + timedelta(hours=1), case_id=urgent))
    desk = open_desk(desk.settings.db, FixedTime(NOW + timedelta(hours=2)), db=desk.settings.db, actor="me")
    async with card(desk, (120, 40)) as pilot:
        screen = pilot.app.screen
        await wait_for(pilot, lambda: screen.query_one("#cases", RowList).cursor_id == urgent)
        shown = read_screen(pilot.app)
        place, who = "[4 Customers] 5 Calendar  › 李伟 ", " Fri 20 Nov 12:00  me"
        assert place in shown.splitlines()[0]
        assert shown.splitlines()[0].endswith(who)
        assert "Owed 2  1 late" in shown
        assert "promise: 回电 [b]" in shown
        assert "3 open cases" in shown
        screen.query_one("#owed").focus()
        await pilot.press("enter")
        await wait_for(pilot, lambda: getattr(pilot.app.screen, "NAME", "") == "queue")
        await wait_for(pilot, lambda: rows(pilot).cursor_id == urgent)
    desk.close()


async def test_a_case_on_the_card_opens_in_the_queue(desk: Desk, wait_for: WaitFor) -> None:
    async with card(desk) as pilot:
        await pilot.press("]")
        await wait_for(pilot, lambda: pilot.app.screen.query_one("#cases", RowList).count == 1)
        await pilot.press("enter")
        await wait_for(pilot, lambda: getattr(pilot.app.screen, "NAME", "") == "queue")
        await wait_for(pilot, lambda: rows(pilot).cursor_id == 1)


async def test_a_follow_up_is_booked_from_the_card_with_its_purpose(desk: Desk, wait_for: WaitFor) -> None:
    async with card(desk) as pilot:
        await pilot.press("f")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, CustomerScreen))
        pilot.app.screen.query_one(Input).value = "明天下午三点 回访漏水"
        await pilot.press("enter")
        await wait_for(pilot, lambda: desk.followups.get(2) is not None)
        booked = desk.followups.get(2)
        assert booked is not None
        assert (booked.customer_name, booked.purpose) == ("李伟", "回访漏水")
        assert booked.due_at == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


async def test_tags_go_on_many_customers_at_once(desk: Desk, wait_for: WaitFor) -> None:
    async with roster(desk) as pilot:
        await pilot.press("space", "space", "l")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, CustomersScreen))
        pilot.app.screen.query_one(Input).value = "批发"
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: [desk.customers.card(n).tags for n in (2, 3)] == [("批发",), ("批发",)])


async def test_every_field_that_may_be_edited_is_in_the_form_of_a_card(desk: Desk, wait_for: WaitFor) -> None:
    async with roster(desk) as pilot:
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, FieldsForm))
        form = pilot.app.screen
        assert isinstance(form, FieldsForm)
        shown = [field.name for field in form.fields]
    assert set(shown) >= set(names(FIELDS, "edit"))
    assert len(shown) == len(set(shown))


async def test_several_lines_of_a_card_stay_several_lines(desk: Desk, wait_for: WaitFor) -> None:
    lines = "第一行 [b]\nline two\n[/] 第三行"
    several = ("address", "banner", "note")
    desk.customers.edit(2, CardChange(dict.fromkeys(several, lines)))
    async with roster(desk) as pilot:
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, FieldsForm))
        for name in several:
            pilot.app.screen.query_one(f"#field-{name}").focus()
            await pilot.press("!")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: desk.customers.card(2).fields["note"] == f"!{lines}")
        await pilot.press("b")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, Prompt))
        await pilot.press("?", "ctrl+s")
        await wait_for(pilot, lambda: desk.customers.card(2).fields["banner"] == f"?!{lines}")
        assert desk.customers.card(2).fields["address"] == f"!{lines}"


async def test_the_banner_is_set_with_one_key(desk: Desk, wait_for: WaitFor) -> None:
    async with roster(desk) as pilot:
        await pilot.press("b")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, CustomersScreen))
        await pilot.press(*"VIP line", "enter")
        await wait_for(pilot, lambda: desk.customers.card(2).fields["banner"] == "VIP line")


async def test_numbers_are_masked_until_they_are_revealed_where_the_desk_wants_it(
    tmp_path: Path, wait_for: WaitFor
) -> None:
    desk = make_desk(tmp_path, "mask_phones = true\n")
    async with card(desk) as pilot:
        await wait_for(pilot, lambda: "138****1111" in read_screen(pilot.app))
        assert "138 0000 1111" not in read_screen(pilot.app)
        await pilot.press("V")
        await wait_for(pilot, lambda: "138 0000 1111" in read_screen(pilot.app))
    desk.close()


async def test_a_card_taken_away_by_undo_closes(desk: Desk, wait_for: WaitFor) -> None:
    made = given_customer(desk, "zz", "")
    async with roster_of_four(desk) as pilot:
        await pilot.press("G", "enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen) and pilot.app.screen.file)
        assert pilot.app.screen.customer_id == made
        await pilot.press("u")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))


@asynccontextmanager
async def roster_of_four(desk: Desk) -> AsyncIterator[Pilot[None]]:
    """The app on a roster with one more."""
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="customers")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, CustomersScreen) and rows(pilot).count == 4)
        yield pilot


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_card_looks_like_this(
    desk: Desk, size: tuple[int, int], screen_text: Callable[[App[None]], str], snapshot: object
) -> None:
    async with card(desk, size) as pilot:
        assert screen_text(pilot.app) == snapshot
