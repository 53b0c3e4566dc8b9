"""Tab in "Who" takes the only one it can be, a new customer is said loudly, and no number is guessed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Paste

from servicedesk.domain.errors import BusyError
from servicedesk.services.customers import NewCustomer
from servicedesk.tui.calls import call_lookup
from servicedesk.tui.calls.call_words import CallWords, Setting, echo, read_note
from servicedesk.tui.calls.caller_pane import CallerPane
from tests.builders import NOW
from tests.tui.call_desk import CallDesk, filled, toasts
from tests.tui.call_form_steps import candidates, form, last_call, left, put
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    with (made := filled(tmp_path)).desk:
        yield made


async def test_tab_takes_the_only_candidate_and_a_second_tab_keeps_the_words(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"ann le")
        await wait_until(pilot, lambda: candidates(app) == ["Ann Lee"])
        assert "Enter, Tab pick >  Tab Tab: new customer" in read_screen(app)
        await pilot.press("tab")
        assert app.screen.words.customer_id == made.company
        assert app.screen.focused.id == "what"
        await wait_until(pilot, lambda: "Tab took Ann Lee; Tab again: a new customer" in read_screen(app))
        await pilot.press("tab")
        assert (app.screen.words.who, app.screen.words.customer_id) == ("ann le", None)
        assert app.screen.focused.id == "what"
        await wait_until(pilot, lambda: "new customer: ann le" in read_screen(app))
        await pilot.press(*"leak", "tab")
        assert app.screen.focused.id == "kind"
        await pilot.press("ctrl+s")
        await left(app, pilot)
    assert last_call(made.desk).customer_name == "ann le"


async def test_what_a_second_tab_does_is_read_whole_beside_a_parked_call_too(made: CallDesk) -> None:
    made.desk.customers.add(
        NewCustomer({"name": "Wilhelmina Featherstonehaugh"}, phones=["+44 20 7946 0099"])
    )
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "北京和平里街道第二社区居民委员会")
        await pilot.press("f2", *"wilhel")
        await wait_until(pilot, lambda: len(candidates(app)) == 1)
        await pilot.press("tab")
        await wait_until(pilot, lambda: "1 parked: F3 北京" in read_screen(app))
        await wait_until(pilot, lambda: "Tab took Wilhelmina…; Tab again: a new customer" in read_screen(app))


async def test_a_call_out_asks_whom_we_called_in_every_word(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        app.screen.query_one("#direction").focus()
        await pilot.press("2")
        await wait_until(pilot, lambda: "write whom you called or what about" in read_screen(app))
        await pilot.press("f5", "n")
        await wait_until(
            pilot, lambda: "[n no answer]" in read_screen(app) and "· no answer" in read_screen(app)
        )
        made.desk.customers.add(NewCustomer({"name": "李娜"}, phones=["138 0000 1111"]))
        await put(pilot, "who", "13800001111")
        await wait_until(pilot, lambda: "Enter in “Whom” takes one" in " ".join(read_screen(app).split()))


async def test_tab_in_one_go_with_the_words_takes_the_only_one_too_but_not_for_a_new_number(
    made: CallDesk,
) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"7946", "tab", *"leak", "ctrl+s")
        await left(app, pilot)
        assert last_call(made.desk).customer_id == made.company
        await pilot.press("f2", *"Ann Lee 139 0000 6666", "tab", *"leak", "ctrl+s")
        await wait_until(pilot, lambda: last_call(made.desk).customer_id not in {None, made.company})
        assert last_call(made.desk).phone == "139 0000 6666"
        # Several can be meant: Tab takes none of them.
        await pilot.press("f2", *"1380000")
        await wait_until(pilot, lambda: len(candidates(app)) > 1)
        await pilot.press("tab")
        assert app.screen.words.customer_id is None


def test_a_new_customer_is_said_in_a_look_of_its_own(made: CallDesk) -> None:
    words = CallWords(who="Peter Ke [/]")
    note = read_note(words, NOW, made.desk.reading_times, "09:00")
    setting = Setting(NOW, NOW, made.desk.zone, "anna")
    looks = {style for text, style in echo(words, note, setting) if text == "new customer: Peter Ke [/]"}
    assert looks == {"bold reverse $text-accent"}


async def test_a_pasted_message_is_parted_into_the_caller_and_the_words(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        app.screen.query_one("#who").post_message(
            Paste("13800001111 空调漏水 [/x]\r\n从周一开始\x1b]2;x\x07\n\n第二次")
        )
        await wait_until(pilot, lambda: app.screen.words.who == "13800001111")
        assert app.screen.words.summary == "空调漏水 [/x]\n从周一开始]2;x\n\n第二次"
        assert app.screen.words.note == ""
        await pilot.press("ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.customer_id, call.summary) == (made.vip, "空调漏水 [/x]\n从周一开始]2;x\n\n第二次")
        await pilot.press("f2")
        app.screen.query_one("#who").post_message(Paste("王先生 13900001234 漏水 !紧急\n两台"))
        await wait_until(pilot, lambda: app.screen.words.note == "漏水 !紧急")
        await pilot.press("f2")
        app.screen.query_one("#who").post_message(Paste("王先生 13900001234 漏水，！紧急\n两台"))
        await wait_until(pilot, lambda: app.screen.words.note == "漏水，！紧急")
        assert (app.screen.words.who, app.screen.words.summary) == ("王先生 13900001234", "两台")


@pytest.mark.parametrize(
    ("pasted", "who", "summary"),
    [
        (
            "张三丰\r\n\r\n＋８６ １３８－００００－７７８８\r\n空调漏水\t二楼\r\n\r\n",
            "张三丰 ＋８６ １３８－００００－７７８８",
            "空调漏水\t二楼",
        ),
        ("张三丰\n13800007788\n空调漏水 [/]", "张三丰 13800007788", "空调漏水 [/]"),
        ("姓名：张三丰\r\n电话：13800007788\n空调漏水", "张三丰 13800007788", "空调漏水"),
        ("空调又漏水了\n王先生 13800007788，急\n二楼", "王先生 13800007788", "空调又漏水了\n急\n二楼"),
    ],
)
async def test_a_pasted_message_whose_number_is_below_its_first_line_is_parted_too(
    made: CallDesk, pasted: str, who: str, summary: str
) -> None:
    async with form(made.desk) as (app, pilot):
        app.screen.query_one("#who").post_message(Paste(pasted))
        await wait_until(pilot, lambda: app.screen.words.who == who)
        assert (app.screen.words.summary, app.screen.words.note) == (summary, "")


async def test_all_who_have_one_number_are_named(made: CallDesk) -> None:
    made.desk.customers.add(NewCustomer({"name": "李娜 [b]"}, phones=["138 0000 1111"]))
    async with form(made.desk, size=(120, 30)) as (app, pilot):
        await put(pilot, "who", "13800001111")
        said = "The number is that of 李伟, 李娜 [b]: Enter in “Who” takes one, else no customer is taken."
        await wait_until(pilot, lambda: said in read_screen(app))
        await pilot.press("tab")
        assert app.screen.words.customer_id is None
        await pilot.press("shift+tab", "down", "enter")
        await wait_until(pilot, lambda: app.screen.words.customer_id is not None)
        assert "The number is that of" not in read_screen(app)


async def test_only_a_tab_right_behind_gives_back_what_tab_took_and_nothing_typed_goes(
    made: CallDesk,
) -> None:
    async with form(made.desk) as (app, pilot):

        async def taken() -> None:
            await pilot.press("f2", *"ann le")
            await wait_until(pilot, lambda: candidates(app) == ["Ann Lee"])
            await pilot.press("tab")
            assert app.screen.words.customer_id == made.company

        for keys in (["enter"], ["left", "tab"], ["f5", "shift+tab", "x", "tab"], [*"x", "backspace", "tab"]):
            await taken()
            await pilot.press(*keys)
            assert (app.screen.words.who, app.screen.words.customer_id) == ("Ann Lee", made.company), keys
        # What was written or chosen meanwhile is neither wiped nor taken back.
        await taken()
        await wait_until(pilot, app.screen.cases)
        await pilot.press("ctrl+o")
        about = app.screen.words.case_id
        await put(pilot, "note", "第二次 [b]")
        app.screen.query_one("#what").focus()
        await pilot.press("tab")
        words = app.screen.words
        assert about is not None
        assert (words.customer_id, words.case_id, words.note) == (made.company, about, "第二次 [b]")


async def test_a_tab_before_the_answer_is_settled_by_what_is_typed_and_doubled_by_a_tab(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicedesk.tui.calls.call_caller.SETTLE", 3600)
    async with form(made.desk) as (app, pilot):
        lookup = app.screen.lookup
        look_up = lookup._look_up

        async def typed_before_the_answer(*keys: str) -> None:
            await pilot.press("f2", *"ann le")
            monkeypatch.setattr(lookup, "_look_up", lambda **_options: None)
            await pilot.press("tab", *keys)
            monkeypatch.setattr(lookup, "_look_up", look_up)
            lookup._look_up()

        await typed_before_the_answer(*"x", "backspace")
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.company)
        await pilot.press("tab")
        assert (app.screen.words.customer_id, app.screen.focused.id) == (made.company, "kind")
        await typed_before_the_answer("tab")
        await wait_until(pilot, lambda: app.screen.words.is_new)
        assert (app.screen.words.who, app.screen.words.customer_id) == ("ann le", None)
        assert app.screen.focused.id == "what"


async def test_an_exact_name_is_that_customer_and_tab_twice_a_second_one_of_that_name(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "Ann Lee")
        await wait_until(pilot, lambda: candidates(app) == ["Ann Lee"])
        assert "new customer:" not in read_screen(app)
        await pilot.press("tab", "tab")
        await wait_until(pilot, lambda: f"new customer, not CU-{made.company}: Ann Lee" in read_screen(app))
        # The draft knows it, too.
        await pilot.press(*"leak", "f2", "f3")
        await wait_until(pilot, lambda: app.screen.words.who == "Ann Lee")
        await wait_until(pilot, lambda: f"new customer, not CU-{made.company}: Ann Lee" in read_screen(app))
        # The same words typed once more are that customer again, and so it is said.
        app.screen.query_one("#who").focus()
        await pilot.press("end", "backspace", "e")
        await wait_until(pilot, lambda: "Enter, Tab pick >" in read_screen(app))
        assert "new customer:" not in read_screen(app)
        await pilot.press("tab", "tab", "ctrl+s")
        await left(app, pilot)
    call = last_call(made.desk)
    assert call.customer_name == "Ann Lee"
    assert call.customer_id not in {None, made.company}


async def test_tab_takes_the_one_of_that_name_among_several(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"Li Wei")
        await wait_until(pilot, lambda: len(candidates(app)) == 2)
        await wait_until(pilot, lambda: "Tab Tab: new  Tab: Li Wei" in read_screen(app))
        await pilot.press("tab")
        assert app.screen.words.customer_id == made.newcomer


async def test_enter_takes_the_one_to_whom_the_pointer_was_moved_before_the_answer(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicedesk.tui.calls.call_caller.SETTLE", 3600)
    async with form(made.desk) as (app, pilot):
        field = app.screen.query_one("#who")
        await pilot.press(*"138000")
        app.screen.lookup._look_up()
        await wait_until(pilot, lambda: len(candidates(app)) == 3)
        second = app.screen.query_one(CallerPane).candidates[1]
        await pilot.press("0", "down", "enter")
        await wait_until(pilot, lambda: app.screen.words.customer_id == second.id)
        # One who is not among the candidates any more is not taken, nor anybody in their place.
        await pilot.press("f2", *"138000")
        app.screen.lookup._look_up()
        await wait_until(pilot, lambda: len(candidates(app)) == 3)
        ending = "1111" if second.id == made.newcomer else "1234"
        await pilot.press("down", "0", *ending, "enter")
        await wait_until(pilot, lambda: "Nobody taken: " in read_screen(app))
        assert (app.screen.words.customer_id, app.screen.focused) == (None, field)


async def test_enter_before_the_answer_says_whom_it_took_of_several(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"138000", "enter")
        await wait_until(pilot, lambda: "Enter took 138 0000 9999, the first of 3." in read_screen(app))
        assert app.screen.words.customer_id is not None


async def test_an_enter_whose_look_up_failed_takes_nobody_later(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object) -> None:
        raise BusyError("Another program holds the file.", "Try again.")

    async with form(made.desk) as (app, pilot):
        with monkeypatch.context() as patch:
            patch.setattr(call_lookup, "find_caller", busy)
            await pilot.press(*"ann le", "enter")
            await wait_until(pilot, lambda: "Another program" in toasts(app))
        app.screen.lookup._look_up()
        await wait_until(pilot, lambda: candidates(app) == ["Ann Lee"])
        assert app.screen.words.customer_id is None


async def test_initials_of_somebody_make_no_new_customer_before_that_was_said(made: CallDesk) -> None:
    count = made.desk.lists.count("customer", "")
    async with form(made.desk) as (app, pilot):
        # Also before the desk has answered.
        await pilot.press(*"lw", "ctrl+s")
        said = "! ctrl+s again saves it so. “lw” would be a new customer; Enter takes 李伟."
        await wait_until(pilot, lambda: said in " ".join(read_screen(app).split()))
        assert app.screen.focused.id == "who"
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.vip)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert (last_call(made.desk).customer_id, made.desk.lists.count("customer", "")) == (made.vip, count)
        # Who means it saves again; a word more is asked about anew, and what names nobody never is.
        await pilot.press("f2", *"ann", "ctrl+s")
        await wait_until(pilot, lambda: "“ann” would be a new customer" in read_screen(app))
        await pilot.press("space", "l", "ctrl+s")
        await wait_until(pilot, lambda: "“ann l” would be a new customer" in read_screen(app))
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert last_call(made.desk).customer_name == "ann l"
        await pilot.press("f2", *"Zoe", "ctrl+s")
        await left(app, pilot)
        assert last_call(made.desk).customer_name == "Zoe"


async def test_a_call_that_nobody_took_keeps_its_unknown_number_and_makes_no_card(made: CallDesk) -> None:
    count = made.desk.lists.count("customer", "")
    async with form(made.desk) as (app, pilot):
        for typed in ("13912345678", "139 1234 5678"):
            await pilot.press("f2", *typed)
            await wait_until(pilot, lambda: "No match: saving adds a new customer." in read_screen(app))
            await pilot.press("f5", "b")
            await wait_until(pilot, lambda: "No match: the number is kept" in read_screen(app))
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda phone=typed: last_call(made.desk).phone == phone)
    assert made.desk.lists.count("customer", "") == count
    assert made.desk.lists.count("call", "13912345678") == 2
    assert [row.phone for row in made.desk.calls.calls_to_return().rows] == ["139 1234 5678"]
