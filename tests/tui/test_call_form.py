"""Log a call: few keys, the right customer, what is said is done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.events import Paste
from textual.widgets import Input

from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.forms.choice_row import ChoiceRow
from servicedesk.tui.forms.fields import NoteField
from tests.tui.call_desk import CallDesk, filled, opened, toasts
from tests.tui.call_form_steps import candidates, drafts, form, last_call, left, put
from tests.tui.conftest import read_screen, type_character, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


async def test_five_keys_beyond_the_words_log_call_complaint_and_follow_up(made: CallDesk) -> None:
    async with opened(made.desk) as (app, pilot):
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await pilot.press(*"1111")
        await wait_until(pilot, lambda: candidates(app) == ["李伟"])
        await pilot.press("enter")
        await put(pilot, "what", "空调漏水，第二次来电")
        await pilot.press("enter", "1")
        assert app.screen.focused is app.screen.query_one("#note")
        await put(pilot, "note", "!high @fri +leak 今天派人")
        assert "complaint high +leak" in read_screen(app)
        assert "Friday 20 November 2026 18:00" in " ".join(read_screen(app).split())
        made.clock.advance(minutes=2, seconds=17)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        await wait_until(pilot, lambda: "Saved CL-5" in toasts(app))
        assert "complaint C-4" in toasts(app)
        assert "follow-up F-3 today 18:00" in " ".join(toasts(app).split())
        call = last_call(made.desk)
        assert (call.customer_id, call.case_id, call.talk_seconds) == (made.vip, 4, 137)
        assert call.summary == "空调漏水，第二次来电\n今天派人"
        case = made.desk.cases.get(4).row
        assert (case.kind, case.priority, case.labels) == ("complaint", 3, ("leak",))
        followup = made.desk.followups.get(3)
        assert followup is not None
        assert followup.case_id == 4
        await pilot.press("u")
        await wait_until(pilot, lambda: last_call(made.desk).id == 4)
        assert drafts(made.desk) == []


@pytest.mark.parametrize("typed", ["0000 11", "lw", "liwei", "lee"])
async def test_any_part_of_a_number_or_name_finds_the_caller(made: CallDesk, typed: str) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", typed)
        await wait_until(pilot, lambda: ("Ann Lee" if typed == "lee" else "李伟") in candidates(app))
        assert app.screen.focused is app.screen.query_one("#who")


async def test_two_chinese_characters_find_the_caller_with_banner_and_open_cases(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "李伟")
        await wait_until(pilot, lambda: "先道歉再谈事 [b]" in read_screen(app))
        screen = read_screen(app)
        assert "VIP" in screen
        assert "2 open" in screen
        assert "C-2 new" in screen


async def test_down_and_enter_take_another_candidate(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"lw")
        await wait_until(pilot, lambda: candidates(app) == ["李伟", "Li Wei"])
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.newcomer)
        assert app.screen.query_one("#who", Input).value == "Li Wei"


async def test_enter_before_the_candidates_are_there_takes_the_first_to_come(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"1234", "enter", *"hello")
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.newcomer)
        assert app.screen.query_one("#what", NoteField).text == "hello"


async def test_the_second_tab_takes_nobody_and_another_name_forgets_the_one_taken(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"1234")
        await wait_until(pilot, lambda: candidates(app) == ["Li Wei"])
        await pilot.press("tab", "tab")
        assert app.screen.words.customer_id is None
        await pilot.press("shift+tab", "enter")
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.newcomer)
        await pilot.press("shift+tab", "x")
        assert app.screen.words.customer_id is None


async def test_an_unknown_caller_becomes_a_new_customer_and_that_is_said_before(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "138 0000 2222")
        await wait_until(pilot, lambda: "new customer: 138 0000 2222" in read_screen(app))
        await pilot.press("ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.phone, call.customer_name) == ("138 0000 2222", "138 0000 2222")


async def test_a_number_typed_whole_is_recognised_without_being_taken(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "１３８ 0000 1111")
        await wait_until(pilot, lambda: "call in 00:00 · 李伟" in read_screen(app))
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert last_call(made.desk).customer_id == made.vip


async def test_one_key_says_that_the_call_is_about_an_open_case(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        await wait_until(pilot, lambda: "! already open: C-2 and 1 more: ctrl+o" in read_screen(app))
        await pilot.press("ctrl+o", "ctrl+o", *"again")
        await wait_until(pilot, lambda: "about C-1 空调漏水，第一次" in read_screen(app))
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert last_call(made.desk).case_id == 1
        assert made.desk.lists.count("case", "") == 3


async def test_a_digit_in_kind_takes_an_open_case(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        await wait_until(pilot, lambda: "5 C-2" in read_screen(app))
        app.screen.query_one("#kind").focus()
        await type_character(pilot, "６")
        assert app.screen.words.case_id == 1
        assert app.screen.focused is app.screen.query_one("#note")


@pytest.mark.parametrize("row", ["kind", "direction", "channel", "outcome"])
async def test_words_typed_or_pasted_on_a_choice_land_in_the_note(made: CallDesk, row: str) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        await wait_until(pilot, lambda: "5 C-2" in read_screen(app))
        await put(pilot, "note", "第二次")
        chosen = app.screen.words
        app.screen.query_one(f"#{row}").focus()
        await pilot.press(*"quit 3")
        await type_character(pilot, "：")
        assert app.screen.words.note == "第二次 quit 3："
        app.screen.query_one(f"#{row}").post_message(Paste("!high [b]\n漏水"))
        await wait_until(pilot, lambda: app.screen.words.note == "第二次 quit 3： !high [b] 漏水")
        assert app.screen.focused is app.screen.query_one("#note")
        assert replace(app.screen.words, note="第二次") == chosen


@pytest.mark.parametrize("key", ["tab", "enter"])
async def test_tab_or_enter_behind_the_digit_of_a_kind_stays_in_the_note(made: CallDesk, key: str) -> None:
    async with form(made.desk) as (app, pilot):
        app.screen.query_one("#kind").focus()
        await pilot.press("1", key, *"3 rooms", key)
        assert (app.screen.words.kind, app.screen.words.note) == ("complaint", "3 rooms")
        assert app.screen.focused is app.screen.query_one("#outcome")


async def test_what_of_the_note_will_not_be_done_stops_the_first_save_only(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "door")
        await put(pilot, "note", "@frii !hihg")
        await wait_until(pilot, lambda: "! @frii is not a time and stays in the text." in read_screen(app))
        app.screen.query_one("#what").focus()
        await pilot.press("ctrl+s")
        assert app.screen.focused is app.screen.query_one("#note")
        assert "ctrl+s again saves it so." in read_screen(app)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert last_call(made.desk).summary == "door\n@frii !hihg"


async def test_the_clock_rings_talks_and_stops_on_single_keys(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        made.clock.advance(seconds=12)
        await pilot.press("ctrl+g")
        made.clock.advance(seconds=65)
        await pilot.press("ctrl+t")
        assert "Call 01:05  after ringing 00:12  hung up 09:13" in read_screen(app)
        made.clock.advance(minutes=5)
        await put(pilot, "what", "bell")
        await pilot.press("ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        assert call.answered_at is not None
        assert call.answered_at - call.rang_at == timedelta(seconds=12)
        assert call.talk_seconds == 65


async def test_an_outgoing_call_by_another_channel_with_its_outcome(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "quote sent")
        app.screen.query_one("#direction").focus()
        await pilot.press("space", "tab", "4", "tab")
        await wait_until(pilot, lambda: app.screen.focused is app.screen.query_one("#handler"))
        await pilot.press(*"bob", "f5", "n", "ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.direction, call.channel, call.outcome) == ("out", "wechat", "no_answer")
        assert (call.handler, call.answered_at) == ("bob", None)


async def test_nothing_to_save_is_said_and_nothing_is_made(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press("ctrl+s")
        assert read_screen(app).count("Nothing to save yet") == 2
        assert last_call(made.desk).id == 4


async def test_a_paste_of_several_lines_is_kept_whole_and_clean(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "one\x1b]2;PWNED\x07\r\ntwo [/x] 漏水\x00\u202e")
        assert app.screen.words.summary == "one]2;PWNED\ntwo [/x] 漏水"
        await put(pilot, "who", "Ann\nLee [@click=app.quit]")
        assert app.screen.words.who == "Ann Lee [@click=app.quit]"
        assert "two [/x] 漏水" in read_screen(app)
        said = "new customer: Ann Lee [@click=app.quit]"
        await wait_until(pilot, lambda: said in " ".join(read_screen(app).split()))


async def test_a_paste_of_a_megabyte_is_refused_in_words(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        for field in ("who", "what", "note"):
            app.screen.query_one(f"#{field}").post_message(Paste("漏" * 1_000_000))
            await wait_until(pilot, lambda: "Not pasted: 1000000 characters" in read_screen(app))
        assert app.screen.words.is_blank


async def test_enter_and_the_arrows_go_through_all_fields(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        seen = []
        for _step in range(8):
            seen.append(app.screen.focused.id)
            await pilot.press("enter")
        assert seen == ["who", "what", "kind", "note", "outcome", "direction", "channel", "handler"]
        assert app.screen.focused.id == "who"
        await pilot.press("tab", "ctrl+j")
        assert app.screen.query_one("#what", NoteField).text == "\n"


async def test_masked_numbers_stay_masked(made: CallDesk) -> None:
    import dataclasses

    made.desk.settings = dataclasses.replace(made.desk.settings, mask_phones=True)
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"liwei")
        await wait_until(pilot, lambda: "138****1111" in read_screen(app))
        assert "138 0000 1111" not in read_screen(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_form_as_it_looks(
    made: CallDesk, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    async with form(made.desk, size=size) as (app, pilot):
        await pilot.press(*"1111")
        await wait_until(pilot, lambda: candidates(app) == ["李伟"])
        await pilot.press("enter")
        await put(pilot, "what", "空调漏水，第二次来电 [/x]")
        await pilot.press("enter", "1")
        await put(pilot, "note", "!high @fri +leak 今天派人")
        await wait_until(pilot, lambda: "already open: C-2 and 1 more" in read_screen(app))
        assert read_screen(app) == snapshot


async def test_the_smallest_window_still_takes_a_call(made: CallDesk) -> None:
    async with form(made.desk, size=(60, 15)) as (app, pilot):
        await put(pilot, "who", "李伟")
        await wait_until(pilot, lambda: "李伟" in candidates(app))
        await pilot.press("enter")
        await put(pilot, "what", "漏水")
        screen = read_screen(app)
        assert "will save: call in 00:00 · 李伟" in screen
        assert "漏水" in screen
        assert "complaint" in screen


async def test_the_form_says_whose_wait_a_call_ends_before_and_after_it_is_saved(made: CallDesk) -> None:
    made.desk.moves.wait([1], "the customer's answer")
    made.desk.cases.snooze([2], made.clock.moment + timedelta(days=2))
    made.clock.advance(hours=1)
    async with form(made.desk, size=(120, 30), customer_id=made.vip) as (app, pilot):
        await wait_until(pilot, lambda: "5 C-2" in read_screen(app))
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: "wakes C-2, which was snoozed" in read_screen(app))
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: "ends the wait of C-1: the customer's answer" in read_screen(app))
        app.screen.query_one("#direction").focus()
        await pilot.press("space")
        await wait_until(pilot, lambda: "ends the wait" not in read_screen(app))
        await pilot.press("space", "ctrl+s")
        await left(app, pilot)
        said = "C-1 waits no more (the customer's answer) and is back at work"
        await wait_until(pilot, lambda: said in " ".join(toasts(app).split()))
    assert made.desk.cases.get(1).row.state == "working"


async def test_a_high_window_shows_all_choices_below_the_words_and_earlier_calls_apart(
    made: CallDesk,
) -> None:
    async with form(made.desk, size=(120, 40)) as (app, pilot):
        await put(pilot, "who", "李伟")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "── Earlier calls ─" in read_screen(app))
        kind, words = app.screen.query_one("#kind", ChoiceRow), app.screen.query_one("#what")
        kind.focus()
        await pilot.press("1")
        await wait_until(pilot, lambda: "── To ask and to do ─" in read_screen(app))
        shown = read_screen(app)
        assert "not on the card yet" in shown
        assert "last: " not in shown
        assert shown.splitlines()[-1].count("F2") == 1
        assert "F2" not in "".join(shown.splitlines()[:-1])
        assert (kind.region.x, kind.size.height) == (words.region.x, 2)
        folded = next(line for line in shown.splitlines() if "4 suggestion" in line)
        await pilot.click(kind, offset=(folded.index("4 suggestion") - kind.region.x, 1))
        await wait_until(pilot, lambda: kind.value == "suggestion")
