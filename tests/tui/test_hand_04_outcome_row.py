"""The outcome stands in sight and is taken by one key; a word that begins with it is kept whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Paste

from servicedesk.tui.forms import choice_row
from servicedesk.tui.front import CallOut
from tests.tui.call_desk import CallDesk, filled
from tests.tui.call_form_steps import form, last_call, left, outcome_shown, put
from tests.tui.conftest import read_screen, type_character, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    with (made := filled(tmp_path)).desk:
        yield made


async def test_an_abandoned_call_takes_four_keys(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        row = "[a answered] c call back  o order  b abandoned  w wrong"
        await wait_until(pilot, lambda: row in read_screen(app))
        await pilot.press("f5", "b")
        assert outcome_shown(app) == "b abandoned"
        await put(pilot, "who", "139 0000 7777")
        await pilot.press("ctrl+s")
        await left(app, pilot)
    call = last_call(made.desk)
    assert (call.outcome, call.answered_at, call.direction) == ("abandoned", None, "in")


async def test_a_word_that_begins_with_an_outcome_loses_nothing(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await pilot.press("f5", "w")
        assert outcome_shown(app) == "w wrong"
        await pilot.press("tab", "shift+tab", *"back 2 boxes")
        assert app.screen.words.note == "back 2 boxes"
        assert app.screen.focused.id == "note"
        assert outcome_shown(app) == "w wrong"
        for typed, note in (("can ", "back 2 boxes can "), ("1 漏水", "back 2 boxes can 1 漏水")):
            app.screen.query_one("#outcome").focus()
            for character in typed:
                await type_character(pilot, character)
            assert app.screen.words.note == note
        assert outcome_shown(app) == "w wrong"
        # Two letters that both are outcomes: the second thought holds.
        await pilot.press("f5", "b", "c")
        assert outcome_shown(app) == "c call back"
        for name, typed in (("direction", "2 pieces"), ("channel", "3x"), ("kind", "9")):
            app.screen.query_one(f"#{name}").focus()
            before = app.screen.words
            await pilot.press(*typed, "tab")
            assert app.screen.words.note.endswith(f" {typed}")
            assert (app.screen.words.direction, app.screen.words.channel) == (
                before.direction,
                before.channel,
            )
            assert app.screen.focused.id == ("outcome" if len(typed) > 2 else "note")
            app.screen.query_one("#note").focus()
        assert "No kind goes by 9" in read_screen(app)


async def test_turning_a_call_round_turns_who_did_not_answer(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "139 0000 7777")
        await pilot.press("f5", "n", "tab", "2")
        assert outcome_shown(app) == "n no answer"
        await pilot.press("1")
        assert outcome_shown(app) == "b abandoned"
        await pilot.press("tab", "shift+tab", "2", "ctrl+s")
        await left(app, pilot)
    assert (last_call(made.desk).outcome, last_call(made.desk).direction) == ("no_answer", "out")


async def test_an_outcome_that_was_taken_stays_when_a_time_or_words_follow(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with form(made.desk, customer_id=made.vip, out=CallOut()) as (app, pilot):
        await wait_until(pilot, lambda: app.screen.focused.id == "outcome")
        await pilot.press("n", *"@16:30")
        assert outcome_shown(app) == "n no answer"
        assert (app.screen.words.summary, app.screen.words.note) == ("", "@16:30")
        # So it does before Chinese words and a paste, whatever the paste begins with.
        for text, note in (("漏水", "@16:30 漏水"), ("c [/x]\n2", "@16:30 漏水 c [/x] 2")):
            await pilot.press("f5", "w")
            if text.startswith("c"):
                app.screen.focused.post_message(Paste(text))
            else:
                for character in text:
                    await type_character(pilot, character)
            await wait_until(pilot, lambda note=note: app.screen.words.note == note)
            assert outcome_shown(app) == "w wrong"
        # A word of which the first letters took something gives that back, and says so.
        await pilot.press("f5", *"can")
        assert outcome_shown(app) == "w wrong"
        assert app.screen.words.note.endswith(" can")
        await wait_until(pilot, lambda: "“can” is text: the choice is as before." in read_screen(app))
        # Behind a pause it is another word.
        monkeypatch.setattr(choice_row, "RUN_ENDS", -1.0)
        await pilot.press("f5", "c", "x")
        assert outcome_shown(app) == "c call back"
        assert app.screen.words.note.endswith(" can x")


async def test_words_go_into_what_until_another_field_was_entered(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip, out=CallOut()) as (app, pilot):
        await wait_until(pilot, lambda: app.screen.focused.id == "outcome")
        await pilot.press("tab", "f5", *"later")
        assert (app.screen.words.summary, app.screen.words.note) == ("", "later")
        await pilot.press("escape")
        await left(app, pilot)
        app.open("call_form", customer_id=made.vip, out=CallOut())
        await wait_until(pilot, lambda: getattr(app.screen.focused, "id", "") == "outcome")
        await pilot.press(*"ok so", "tab")
        assert (app.screen.words.summary, app.screen.words.note) == ("ok so", "")
        # No key is swallowed behind words that stand in What.
        assert app.screen.focused.id == "kind"
