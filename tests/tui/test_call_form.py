"""Log a call: few keys, the right customer, nothing lost."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from servicedesk.domain.errors import BusyError
from servicedesk.domain.rows import CallRow, DraftRow
from servicedesk.domain.text import clean
from servicedesk.services.calls import CallService
from servicedesk.services.desk import Desk
from servicedesk.services.drafts import DraftService
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.draft_keeper import PAUSE
from servicedesk.tui.screens.call_form import CallFormScreen
from servicedesk.tui.screens.today import TodayScreen
from servicedesk.tui.widgets.caller_pane import CallerPane
from servicedesk.tui.widgets.fields import NoteField
from tests.tui.call_desk import CallDesk, filled, opened, toasts
from tests.tui.conftest import read_screen, type_character, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


@asynccontextmanager
async def form(
    desk: Desk, size: tuple[int, int] = (80, 24), **arguments: Any
) -> AsyncIterator[tuple[ServiceDeskApp, Pilot[None]]]:
    """The form, opened by F2 or with arguments."""
    async with opened(desk, size=size) as (app, pilot):
        if arguments:
            app.open("call_form", **arguments)
        else:
            await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.focused)
        yield app, pilot


async def put(pilot: Pilot[None], field: str, text: str) -> None:
    """Paste into a field: Pilot cannot type Chinese."""
    widget = pilot.app.screen.query_one(f"#{field}")
    widget.focus()
    widget.post_message(Paste(text))
    await wait_until(pilot, lambda: clean(text).splitlines()[0] in _text(widget))


def _text(widget: object) -> str:
    return widget.value if isinstance(widget, Input) else getattr(widget, "text", "")


def candidates(app: ServiceDeskApp) -> list[str]:
    return [row.name for row in app.screen.query_one(CallerPane).candidates]


def last_call(desk: Desk) -> CallRow:
    (call,) = desk.lists.page("call", "", limit=1)
    return call


def drafts(desk: Desk) -> list[DraftRow]:
    return desk.drafts.all()


async def left(app: ServiceDeskApp, pilot: Pilot[None]) -> None:
    await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))


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
        assert "Friday 27 November 2026 09:00" in " ".join(read_screen(app).split())
        made.clock.advance(minutes=2, seconds=17)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        await wait_until(pilot, lambda: "Saved CL-5" in toasts(app))
        assert "complaint C-4" in toasts(app)
        assert "follow-up F-3 Fri 27 Nov 09:00" in " ".join(toasts(app).split())
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


async def test_tab_takes_nobody_and_another_name_forgets_the_one_taken(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"1234")
        await wait_until(pilot, lambda: candidates(app) == ["Li Wei"])
        await pilot.press("tab")
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
        await wait_until(pilot, lambda: "! already has 2 open cases" in read_screen(app))
        await pilot.press("ctrl+o", "ctrl+o", *"again")
        await wait_until(pilot, lambda: "about C-1 空调漏水，第一次" in read_screen(app))
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert last_call(made.desk).case_id == 1
        assert made.desk.lists.count("case", "") == 3


async def test_a_digit_in_kind_takes_an_open_case_and_no_key_there_is_a_command(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        await wait_until(pilot, lambda: "5 C-2" in read_screen(app))
        app.screen.query_one("#kind").focus()
        await pilot.press("q", "u", "9")
        await type_character(pilot, "：")
        assert isinstance(app.screen, CallFormScreen)
        await type_character(pilot, "６")
        assert app.screen.words.case_id == 1
        assert app.screen.focused is app.screen.query_one("#note")


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
        await pilot.press("space", "tab", "4", "5")
        await wait_until(pilot, lambda: app.screen.focused is app.screen.query_one("#handler"))
        await pilot.press(*"bob", "ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.direction, call.channel, call.outcome) == ("out", "wechat", "abandoned")
        assert (call.handler, call.answered_at) == ("bob", None)


async def test_typing_on_and_on_is_written_every_second_and_saving_ends_the_draft(made: CallDesk) -> None:
    assert PAUSE < 1
    async with form(made.desk) as (app, pilot):
        app.screen.query_one("#what").focus()
        began = time.monotonic()
        while not drafts(made.desk):
            assert time.monotonic() < began + 10
            await pilot.press("x")
        first = drafts(made.desk)[0]
        await wait_until(pilot, lambda: drafts(made.desk)[0].body["summary"] == app.screen.words.summary)
        assert drafts(made.desk)[0].id == first.id
        assert first.started_at == made.clock.moment
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert drafts(made.desk) == []


async def test_esc_asks_nothing_and_today_goes_on_with_the_call_and_its_clock(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"1111")
        await wait_until(pilot, lambda: candidates(app) == ["李伟"])
        await pilot.press("enter", *"leak", "escape")
        await left(app, pilot)
        await wait_until(pilot, lambda: "leak" in read_screen(app))
        made.clock.advance(minutes=3)
        await pilot.press("G", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.words.summary)
        assert app.screen.words.customer_id == made.vip
        await wait_until(pilot, lambda: "Call 03:00" in read_screen(app))
        await wait_until(pilot, lambda: "2 open cases" in read_screen(app))
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert (last_call(made.desk).talk_seconds, drafts(made.desk)) == (180, [])


async def test_a_draft_left_long_ago_has_ended_at_its_last_key(made: CallDesk) -> None:
    draft_id = made.desk.drafts.keep({"summary": "half"}, started_at=made.clock.moment)
    made.clock.advance(hours=5)
    async with form(made.desk, draft_id=draft_id) as (app, pilot):
        await wait_until(pilot, lambda: app.screen.words.summary == "half")
        assert app.screen.words.ended_at == made.clock.moment - timedelta(hours=5)


async def test_an_empty_form_leaves_no_draft_nor_one_opened_from_a_card(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press("x", "backspace", "escape")
        await left(app, pilot)
        app.open("call_form", customer_id=made.vip)
        await wait_until(pilot, lambda: getattr(app.screen, "words", None) and app.screen.words.customer_id)
        await pilot.press("escape")
        await left(app, pilot)
    assert drafts(made.desk) == []


async def test_quitting_in_the_middle_of_a_word_keeps_it(made: CallDesk) -> None:
    async with form(made.desk) as (_app, pilot):
        await pilot.press("tab", *"water", "ctrl+q")
    assert [draft.body["summary"] for draft in drafts(made.desk)] == ["water"]


async def test_going_to_another_tab_by_the_palette_keeps_the_call(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press("tab", *"water")
        app.action_app_calls()
        await wait_until(pilot, lambda: [draft.body["summary"] for draft in drafts(made.desk)] == ["water"])
        await pilot.press("f3")
        await wait_until(pilot, lambda: getattr(app.screen, "words", None) and app.screen.words.summary)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: last_call(made.desk).summary == "water")
        await pilot.press("1")
        await left(app, pilot)
    assert drafts(made.desk) == []


async def test_words_taken_away_again_take_their_draft_along(made: CallDesk) -> None:
    async with form(made.desk) as (_app, pilot):
        await pilot.press("x")
        await wait_until(pilot, lambda: drafts(made.desk))
        await pilot.press("backspace", "escape")
        await wait_until(pilot, lambda: not drafts(made.desk))


async def test_a_second_f2_parks_and_saving_comes_back_to_the_first(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "first")
        made.clock.advance(minutes=1)
        await pilot.press("f2")
        await wait_until(pilot, lambda: "1 parked: F3" in read_screen(app))
        assert app.screen.words.is_blank
        await put(pilot, "what", "second")
        made.clock.advance(minutes=1)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: app.screen.words.summary == "first")
        assert "Call 02:00" in read_screen(app)
        assert last_call(made.desk).talk_seconds == 60
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert drafts(made.desk) == []
        assert [row.summary for row in made.desk.lists.page("call", "", limit=2)] == ["second", "first"]


async def test_f3_goes_round_the_parked_calls_from_anywhere(made: CallDesk) -> None:
    made.desk.drafts.keep({"summary": "one"})
    made.desk.drafts.keep({"summary": "two"})
    async with opened(made.desk) as (app, pilot):
        await pilot.press("f3")
        await wait_until(pilot, lambda: getattr(app.screen, "words", None) and app.screen.words.summary)
        seen = [app.screen.words.summary]
        for _turn in range(2):
            await pilot.press("ctrl+r")
            await wait_until(pilot, lambda: app.screen.words.summary != seen[-1])
            seen.append(app.screen.words.summary)
        assert set(seen) == {"one", "two"}
        assert seen[0] == seen[2]


async def test_a_save_that_fails_leaves_the_form_and_its_draft(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "precious")
        with monkeypatch.context() as patch:
            patch.setattr(CallService, "log", _busy)
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda: "Another program" in toasts(app))
        assert app.screen.words.summary == "precious"
        await wait_until(pilot, lambda: drafts(made.desk))
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert (last_call(made.desk).summary, drafts(made.desk)) == ("precious", [])


def _busy(*_arguments: object, **_options: object) -> None:
    raise BusyError("Another program holds the file.", "Try again.")


async def test_a_draft_that_cannot_be_written_is_told_once_and_tried_again(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with form(made.desk) as (app, pilot):
        with monkeypatch.context() as patch:
            patch.setattr(DraftService, "keep", _busy)
            await put(pilot, "what", "a")
            await wait_until(pilot, lambda: "Another program" in toasts(app))
        await pilot.press("b", "escape")
        await wait_until(pilot, lambda: [draft.body["summary"] for draft in drafts(made.desk)] == ["ab"])


async def test_f2_before_a_save_has_ended_keeps_both_calls_apart(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()
    log = CallService.log

    def slow(service: CallService, new: Any) -> Any:
        assert may_end.wait(10)
        return log(service, new)

    monkeypatch.setattr(CallService, "log", slow)
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "first")
        await pilot.press("ctrl+s", "f2")
        await put(pilot, "what", "second")
        may_end.set()
        await wait_until(pilot, lambda: "Saved CL-5" in toasts(app))
        assert app.screen.words.summary == "second"
        await pilot.press("escape")
        await wait_until(pilot, lambda: [draft.body["summary"] for draft in drafts(made.desk)] == ["second"])


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
        assert "new customer: Ann Lee [@click=app.quit]" in " ".join(read_screen(app).split())


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
        assert seen == ["who", "what", "kind", "note", "direction", "channel", "outcome", "handler"]
        assert app.screen.focused.id == "who"
        await pilot.press("tab", "ctrl+j")
        assert app.screen.query_one("#what", NoteField).text == "\n"


async def test_masked_numbers_stay_masked(made: CallDesk) -> None:
    import dataclasses

    settings = dataclasses.replace(made.desk.settings, mask_phones=True)
    async with form(dataclasses.replace(made.desk, settings=settings)) as (app, pilot):
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
        await wait_until(pilot, lambda: "already has 2 open cases" in read_screen(app))
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


PROGRAM = """
import os
os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
from servicedesk.services.desk import Desk
from servicedesk.settings import Settings
from servicedesk.tui.app import open_screens
settings = Settings.load()
open_screens(lambda: Desk.open(settings))
"""


def test_what_was_typed_survives_kill_9(tmp_path: Path) -> None:
    from servicedesk.settings import Settings

    settings = Settings.load(db=tmp_path / "desk.db", actor="anna", timezone="Asia/Shanghai")
    Desk.open(settings).close()
    leader, follower = pty.openpty()
    environment = {
        **os.environ,
        "SERVICEDESK_DB": str(settings.db),
        "SERVICEDESK_ACTOR": "anna",
        "TERM": "xterm-256color",
        "COLUMNS": "80",
        "LINES": "24",
        "TEXTUAL_ANIMATIONS": "none",
    }
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment,
        start_new_session=True,
    )
    os.close(follower)
    screen = bytearray()
    reader = threading.Thread(target=_drain, args=(leader, screen), daemon=True)
    reader.start()
    try:
        _until(lambda: b"Nothing here yet" in screen)
        os.write(leader, b"\x1bOQ")
        _until(lambda: b"will save" in screen or b"Nothing to save" in screen)
        os.write(leader, "漏水 138".encode())
        with Desk.open(settings) as desk:
            _until(lambda: [draft.body.get("who") for draft in desk.drafts.all()] == ["漏水 138"])
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        os.close(leader)
    with Desk.open(settings) as desk:
        (draft,) = desk.drafts.all()
        assert draft.body["who"] == "漏水 138"


def _drain(leader: int, screen: bytearray) -> None:
    try:
        while data := os.read(leader, 65536):
            screen.extend(data)
    except OSError:
        return


def _until(condition: Any, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.02)
