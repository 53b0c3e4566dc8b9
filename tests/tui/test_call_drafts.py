"""What was typed for a call is never lost: Esc, a second call, a failed save, kill -9."""

import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from servicedesk.domain.errors import BusyError
from servicedesk.services.calls import CallService
from servicedesk.services.desk import Desk
from servicedesk.services.drafts import DraftService
from servicedesk.tui.calls import call_form_screen
from servicedesk.tui.calls.call_fields import NOTICE_TICKS
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.calls.draft_keeper import PAUSE
from tests.tui.call_desk import CallDesk, filled, opened, toasts
from tests.tui.call_form_steps import candidates, drafts, form, last_call, left, put
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


async def test_typing_on_and_on_is_written_every_second_and_saving_ends_the_draft(made: CallDesk) -> None:
    assert PAUSE < 1
    async with form(made.desk) as (app, pilot):
        app.screen.query_one("#what").focus()
        began = time.monotonic()
        while not drafts(made.desk):
            assert time.monotonic() < began + 60
            await pilot.press("x")
        first = drafts(made.desk)[0]
        await wait_until(pilot, lambda: drafts(made.desk)[0].body["summary"] == app.screen.words.summary)
        assert drafts(made.desk)[0].id == first.id
        assert first.started_at == made.clock.moment
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert drafts(made.desk) == []


async def test_a_call_left_with_esc_has_been_hung_up_and_a_key_lets_it_run_on(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press(*"1111")
        await wait_until(pilot, lambda: candidates(app) == ["李伟"])
        await pilot.press("enter", *"leak")
        made.clock.advance(minutes=1)
        await pilot.press("escape")
        await left(app, pilot)
        await wait_until(pilot, lambda: "leak" in read_screen(app))
        made.clock.advance(minutes=22)
        await pilot.press("G", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.words.summary)
        assert app.screen.words.customer_id == made.vip
        await wait_until(pilot, lambda: "Call 01:00  hung up 09:13" in read_screen(app))
        for _second in range(NOTICE_TICKS):
            app.screen.tick()
        assert "since 09:12  ctrl+t: they talk on" in read_screen(app)
        await wait_until(pilot, lambda: "C-2 and 1 more" in read_screen(app))
        # Words that are added afterwards are no talk; whoever does talk on says so.
        await pilot.press("!")
        assert "Call 01:00  hung up 09:13" in read_screen(app)
        await pilot.press("ctrl+t")
        assert "Call 23:00  since" in read_screen(app)
        await pilot.press("escape")
        await left(app, pilot)
        made.clock.advance(minutes=2)
        await pilot.press("f3")
        await wait_until(pilot, lambda: "Call 23:00  hung up 09:35" in read_screen(app))
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert (last_call(made.desk).talk_seconds, drafts(made.desk)) == (23 * 60, [])


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


async def test_a_chosen_outcome_is_kept_and_goes_on_by_its_name(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The seconds of this test are its own.
    monkeypatch.setattr(call_form_screen, "SECOND", 3600.0)
    async with form(made.desk) as (app, pilot):
        await pilot.press("f5", "b", "escape")
        await left(app, pilot)
        await wait_until(
            pilot, lambda: [draft.body["outcome"] for draft in drafts(made.desk)] == ["abandoned"]
        )
        await wait_until(pilot, lambda: re.search("now – +abandoned", read_screen(app)))
        await pilot.press("f3")
        await wait_until(pilot, lambda: "Resumed: abandoned" in read_screen(app))
        assert app.screen.words.outcome == "abandoned"
        # Only a second makes what is said older: not a change on the desk, nor a key that shows the clock.
        for _change in range(2 * NOTICE_TICKS):
            app.screen.load()
            await pilot.press("ctrl+t")
        assert "Resumed: abandoned" in read_screen(app)
        for _second in range(NOTICE_TICKS):
            app.screen.tick()
        await pilot.press("f5")
        assert "Resumed" not in read_screen(app)


async def test_quitting_in_the_middle_of_a_word_keeps_it(made: CallDesk) -> None:
    async with form(made.desk) as (_app, pilot):
        await pilot.press("tab", *"water", "ctrl+q")
    assert [draft.body["summary"] for draft in drafts(made.desk)] == ["water"]


async def test_going_to_another_tab_by_the_palette_keeps_the_call(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press("tab", *"water")
        app.open("calls")
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


async def test_f3_brings_back_the_call_parked_last_and_says_which_then_the_older_ones(made: CallDesk) -> None:
    # Left by a crash, later by its clock than this window's: 1 and 3 in the same second.
    made.clock.advance(hours=2)
    for words in ("crash one", "crash two", "crash three"):
        made.desk.drafts.keep({"summary": words}, started_at=made.clock.moment - timedelta(minutes=3))
    made.clock.advance(hours=-1)
    async with form(made.desk) as (app, pilot):
        for words in ("older", "newest"):
            await put(pilot, "what", words)
            await pilot.press("f2")
            await wait_until(pilot, lambda: app.screen.words.is_blank)
        seen = []
        for _turn in range(6):
            before = app.screen.words.summary
            await pilot.press("f3")
            await wait_until(pilot, lambda before=before: app.screen.words.summary != before)
            seen.append(app.screen.words.summary)
            assert f"Resumed: {seen[-1]}" in read_screen(app)
        assert seen == ["newest", "older", "crash three", "crash two", "crash one", "newest"]


async def test_what_f3_went_on_with_and_was_parked_again_comes_first(made: CallDesk) -> None:
    old = made.desk.drafts.keep({"summary": "old"})
    made.clock.advance(minutes=40)
    made.desk.drafts.keep({"summary": "new"})
    async with form(made.desk, draft_id=old) as (app, pilot):
        await wait_until(pilot, lambda: app.screen.words.summary == "old")
        await pilot.press("f2")
        await wait_until(pilot, lambda: app.screen.words.is_blank)
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.words.summary == "old")
    # Nothing was typed into it: it was left when it was left.
    assert [draft.updated_at for draft in drafts(made.desk) if draft.id == old] < [made.clock.moment]


async def test_typing_goes_on_behind_what_a_draft_kept_in_its_fields(made: CallDesk) -> None:
    body = {"who": "王 [b]", "summary": "漏水", "note": "!high", "handler": "小林", "promise": "回电 60"}
    made.desk.drafts.keep(body)
    async with opened(made.desk) as (app, pilot):
        await pilot.press("f3")
        await wait_until(pilot, lambda: getattr(app.screen, "words", None) and app.screen.words.summary)
        for field in ("who", "note", "handler", "promise"):
            line = app.screen.query_one(f"#{field}", Input)
            line.focus()
            await pilot.press("m")
            assert line.value == f"{body[field]}m"


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
            patch.setattr(DraftService, "keep_call", _busy)
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
        assert may_end.wait(60)
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


PROGRAM = """
import os
os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
from servicedesk.services.desk import Desk
from servicedesk.settings import Settings
from servicedesk.tui.run import open_screens
settings = Settings.load()
open_screens(lambda: Desk.open(settings), settings)
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
            os.write(leader, b"\x1bOS60m")
            _until(lambda: [draft.body.get("promise") for draft in desk.drafts.all()] == ["60m"])
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


def _until(condition: Any, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.02)
