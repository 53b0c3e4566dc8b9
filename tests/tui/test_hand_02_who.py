"""Tab in "Who" takes the only one it can be, a new customer is said loudly, and no number is guessed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Paste

from servicedesk.services.customers import NewCustomer
from servicedesk.tui.calls.call_words import CallWords, Setting, echo, read_note
from tests.builders import NOW
from tests.tui.call_desk import CallDesk, filled
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
        assert "Enter, Tab take >  Tab Tab: somebody new" in read_screen(app)
        await pilot.press("tab")
        assert app.screen.words.customer_id == made.company
        assert app.screen.focused.id == "what"
        await wait_until(pilot, lambda: "Tab took Ann Lee; Tab again keeps “ann le”" in read_screen(app))
        await pilot.press("tab")
        assert (app.screen.words.who, app.screen.words.customer_id) == ("ann le", None)
        assert app.screen.focused.id == "what"
        await wait_until(pilot, lambda: "new customer: ann le" in read_screen(app))
        await pilot.press(*"leak", "tab")
        assert app.screen.focused.id == "kind"
        await pilot.press("ctrl+s")
        await left(app, pilot)
    assert last_call(made.desk).customer_name == "ann le"


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
        assert (app.screen.words.who, app.screen.words.summary) == ("王先生 13900001234", "两台")


async def test_all_who_have_one_number_are_named(made: CallDesk) -> None:
    made.desk.customers.add(NewCustomer({"name": "李娜 [b]"}, phones=["138 0000 1111"]))
    async with form(made.desk, size=(120, 30)) as (app, pilot):
        await put(pilot, "who", "13800001111")
        said = "The number is that of 李伟, 李娜 [b]: Enter in “Who” takes one, else it is 李伟."
        await wait_until(pilot, lambda: said in read_screen(app))
        await pilot.press("tab")
        assert app.screen.words.customer_id is None
        await pilot.press("shift+tab", "down", "enter")
        await wait_until(pilot, lambda: app.screen.words.customer_id is not None)
        assert "The number is that of" not in read_screen(app)
