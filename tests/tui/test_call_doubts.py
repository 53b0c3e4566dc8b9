"""A call with a length that can hardly be meant is asked about before it is saved."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicedesk.domain.errors import BusyError
from servicedesk.services.calls import CallService
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from tests.tui.call_desk import CallDesk, filled, toasts
from tests.tui.call_form_steps import drafts, form, last_call, left, put
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


async def asked(pilot: Pilot[None], *words: str) -> None:
    """Save, and be asked."""
    await pilot.press("ctrl+s")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, Picker))
    await wait_until(pilot, lambda: all(word in read_screen(pilot.app) for word in words))


async def test_a_form_left_open_over_night_asks_and_esc_loses_nothing(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "漏水 [/]")
        began = made.clock.moment
        made.clock.advance(minutes=7)
        await put(pilot, "note", "!high")
        # A long day at the desk is no question: eight hours are worked.
        made.clock.moment = began + timedelta(hours=15)
        await asked(pilot, "15:00:00", "longer than a working day", "07:00")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        assert (app.screen.words.summary, app.screen.words.note) == ("漏水 [/]", "!high")
        assert app.screen.words.ended_at is None
        await asked(pilot)
        await pilot.press("l")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        await pilot.press(*"20h", "enter")
        await wait_until(pilot, lambda: "would end in the future" in read_screen(app))
        await pilot.press(*["backspace"] * 3, *"20m", "enter")
        await left(app, pilot)
    call = last_call(made.desk)
    assert (call.talk_seconds, call.rang_at) == (1200, began)
    assert drafts(made.desk) == []


async def test_the_last_key_or_the_call_as_it_stands_is_one_key_away(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        made.clock.advance(minutes=7)
        await put(pilot, "what", "one")
        made.clock.advance(hours=15)
        await asked(pilot)
        await pilot.press("e")
        await left(app, pilot)
        assert last_call(made.desk).talk_seconds == 420
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await put(pilot, "what", "two")
        made.clock.advance(hours=15)
        await asked(pilot)
        await pilot.press("s")
        await left(app, pilot)
        assert last_call(made.desk).talk_seconds == 15 * 3600


async def test_a_computer_that_slept_or_a_clock_set_back_is_told_by_the_other_clock(made: CallDesk) -> None:
    steady = [0.0]
    made.desk.clock.steady = lambda: steady[0]
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "slept")
        began = made.clock.moment
        steady[0] += 240
        made.clock.advance(hours=3, minutes=4)
        await asked(pilot, "the computer slept", "3:00:00")
        await pilot.press("e")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.rang_at, call.talk_seconds) == (began, 240)
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await put(pilot, "what", "set back")
        steady[0] += 300
        made.clock.advance(hours=-2)
        await asked(pilot, "that is yet to come", "05:00")
        await pilot.press("e")
        await left(app, pilot)
        call = last_call(made.desk)
    assert (call.rang_at, call.talk_seconds) == (made.clock.moment - timedelta(minutes=5), 300)


async def test_a_draft_that_begins_in_the_future_asks_how_long_and_a_usual_call_nothing(
    made: CallDesk,
) -> None:
    now = made.clock.moment
    draft_id = made.desk.drafts.keep({"summary": "明天的"}, started_at=now + timedelta(days=1))
    async with form(made.desk, draft_id=draft_id) as (app, pilot):
        await wait_until(pilot, lambda: app.screen.words.summary == "明天的")
        await asked(pilot, "that is yet to come")
        await pilot.press("l")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        await pilot.press(*"5m", "enter")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.rang_at, call.talk_seconds) == (now - timedelta(minutes=5), 300)
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await put(pilot, "what", "usual")
        made.clock.advance(hours=2)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert last_call(made.desk).talk_seconds == 7200


async def test_what_a_save_moves_out_of_who_is_no_key_by_which_the_end_is_guessed(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        made.clock.advance(minutes=7)
        await put(pilot, "who", "13700008888 漏水")
        made.clock.advance(hours=15)
        await asked(pilot, "it ended then", "07:00")
        assert (app.screen_stack[-2].words.who, app.screen_stack[-2].words.note) == ("13700008888", "漏水")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await asked(pilot, "it ended then")
        await pilot.press("e")
        await left(app, pilot)
    assert last_call(made.desk).talk_seconds == 420


async def test_an_answer_whose_save_fails_is_kept_with_its_start_and_asked_for_anew(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady = [0.0]
    made.desk.clock.steady = lambda: steady[0]
    began = made.clock.moment
    draft_id = made.desk.drafts.keep({"summary": "明天的 [/]"}, started_at=began + timedelta(days=1))

    def busy(*_arguments: object) -> None:
        raise BusyError("Another program holds the file.", "Try again.")

    async with form(made.desk, draft_id=draft_id) as (app, pilot):
        await wait_until(pilot, lambda: app.screen.words.summary)
        await asked(pilot, "that is yet to come")
        await pilot.press("l")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        assert app.screen.words.ended_at is None
        with monkeypatch.context() as patch:
            patch.setattr(CallService, "log", busy)
            await asked(pilot, "that is yet to come")
            await pilot.press("l")
            await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
            await pilot.press(*"5m", "enter")
            await wait_until(pilot, lambda: "Another program" in toasts(app))
        start = began - timedelta(minutes=5)
        await wait_until(pilot, lambda: drafts(made.desk)[0].started_at == start)
        await pilot.press("escape")
        await left(app, pilot)
        await pilot.press("f3")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.words.summary)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.rang_at, call.talk_seconds, drafts(made.desk)) == (start, 300, [])
        # Of a computer that slept: asked again it offers what was answered, and nothing shorter.
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await put(pilot, "what", "slept")
        steady[0] += 240
        made.clock.advance(hours=3, minutes=4)
        with monkeypatch.context() as patch:
            patch.setattr(CallService, "log", busy)
            await asked(pilot, "the computer slept")
            await pilot.press("e")
            await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
            await wait_until(pilot, lambda: not app.screen.keeper.is_ending)
        await asked(pilot, "04:00")
        assert "it ended then" not in read_screen(app)
        await pilot.press("s")
        await left(app, pilot)
    assert last_call(made.desk).talk_seconds == 240
