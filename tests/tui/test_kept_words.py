"""Words that cannot be written stay: the form is left, another call begins, the program is quit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widgets import Input, TextArea

from servicedesk.domain.errors import BusyError, NoSpaceError
from servicedesk.services.drafts import DraftService, KeptCall
from servicedesk.settings import words_aside
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.frame import kept_words
from servicedesk.tui.lists.row_list import RowList
from tests.builders import open_desk
from tests.tui.call_desk import CallDesk, filled, opened, toasts
from tests.tui.call_form_steps import drafts, form, last_call, left, put
from tests.tui.conftest import read_screen, wait_until

ERRORS = [BusyError("Another program holds the file."), NoSpaceError("The disk is full.")]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """As long as an error stands in the list, no draft can be written for it; it is tried again at once."""
    errors: list[Exception] = []
    keep = DraftService.keep_call

    def keep_or_not(service: DraftService, *arguments: object) -> KeptCall:
        if errors:
            raise errors[0]
        return keep(service, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(DraftService, "keep_call", keep_or_not)
    monkeypatch.setattr(kept_words, "RETRY", 0.05)
    return errors


@pytest.mark.parametrize("error", ERRORS)
async def test_a_form_that_is_left_keeps_its_words_until_they_are_written(
    made: CallDesk, refuse: list[Exception], error: Exception
) -> None:
    refuse.append(error)
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "漏水 [/] precious")
        await pilot.press("escape")
        await left(app, pilot)
        await wait_until(pilot, lambda: "stays in this window" in toasts(app))
        assert drafts(made.desk) == []
        await pilot.press("f3")
        await wait_until(pilot, lambda: getattr(app.screen, "words", None) and app.screen.words.summary)
        await pilot.press("escape")
        await left(app, pilot)
        refuse.clear()
        await wait_until(pilot, lambda: drafts(made.desk))
        assert [draft.body["summary"] for draft in drafts(made.desk)] == ["漏水 [/] precious"]
        await wait_until(pilot, lambda: not app.words.owners)


async def test_a_call_that_is_parked_unwritten_comes_back_with_its_words(
    made: CallDesk, refuse: list[Exception]
) -> None:
    refuse.append(ERRORS[0])
    async with form(made.desk) as (app, pilot):
        for words in ("first", "second"):
            await put(pilot, "what", words)
            await pilot.press("f2")
        await wait_until(pilot, lambda: "2 parked: F3" in read_screen(app))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: app.screen.words.summary == "second")
        await put(pilot, "note", "!high")
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: app.screen.words.summary == "first")
        await pilot.press("ctrl+s")
        await left(app, pilot)
        await pilot.press("f3")
        await wait_until(pilot, lambda: getattr(app.screen, "words", None) and app.screen.words.summary)
        assert (app.screen.words.summary, app.screen.words.note) == ("second", "!high")
        assert last_call(made.desk).summary == "first"
        await pilot.press("ctrl+s")
        await left(app, pilot)
        refuse.clear()
        await wait_until(pilot, lambda: not app.words.owners)
    # What was saved leaves no draft behind.
    assert drafts(made.desk) == []


async def test_quitting_says_that_words_are_not_kept_and_asks(
    made: CallDesk, refuse: list[Exception]
) -> None:
    refuse.append(ERRORS[0])
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "precious")
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, Picker))
        assert "could not be kept. Quit all the same?" in read_screen(app)
        await pilot.press("0")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        assert app.screen.words.summary == "precious"
        refuse.clear()
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: app._exit)
        assert [draft.body["summary"] for draft in drafts(made.desk)] == ["precious"]


async def test_who_wants_to_can_quit_without_the_words(made: CallDesk, refuse: list[Exception]) -> None:
    refuse.append(ERRORS[1])
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "nothing much")
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("9")
        await wait_until(pilot, lambda: app._exit)


@pytest.mark.parametrize("error", ERRORS)
async def test_who_ends_the_program_by_force_loses_no_words_that_the_file_did_not_take(
    made: CallDesk,
    refuse: list[Exception],
    error: Exception,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    refuse.append(error)
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "漏水 [/] precious")
        app.words.end(143)
        await wait_until(pilot, lambda: app._exit)
    assert app.return_code == 143
    (kept,) = words_aside.waiting()
    assert str(kept) in app.words.last_words
    assert "precious" not in app.words.last_words
    refuse.clear()
    with open_desk(tmp_path / "desk.db") as desk:
        async with opened(desk) as (_app, pilot):
            await wait_until(pilot, lambda: drafts(desk))
        assert [draft.body["summary"] for draft in drafts(desk)] == ["漏水 [/] precious"]
    assert words_aside.waiting() == []


async def test_who_quits_may_have_the_words_kept_beside_the_log(
    made: CallDesk, refuse: list[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    refuse.append(ERRORS[1])
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "precious")
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, Picker))
        with monkeypatch.context() as full:
            full.setattr(words_aside, "folders", list)
            await pilot.press("1")
            await wait_until(pilot, lambda: "could not be kept anywhere" in toasts(app))
        assert not app._exit
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("1")
        await wait_until(pilot, lambda: app._exit)
    (kept,) = words_aside.waiting()
    assert "precious" in kept.read_text()


async def test_a_note_that_was_set_aside_stands_in_its_form_again(
    made: CallDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    desk = made.desk
    desk.aside.keep([desk.aside.of_form("case.note 1", {"text": "没存上的话"}, desk.clock.now())])
    app = ServiceDeskApp(lambda: desk, first_screen="queue")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: desk.drafts.of_form("case.note 1"))
        app.screen.query_one(RowList).select(1)
        await wait_until(pilot, lambda: app.screen.query_one(RowList).cursor_id == 1)
        await pilot.press("c")
        await wait_until(pilot, lambda: "没存上的话" in read_screen(app))
        assert "Draft kept from" in read_screen(app)


async def test_a_key_that_shows_before_its_message_has_come_is_kept_at_the_end(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "漏水 [/] preciou")
        assert isinstance(app.screen, CallFormScreen)
        app.screen.query_one("#what", TextArea).insert("s")
        app.screen.query_one("#who", Input).value = "李伟"
        assert app.screen.words.summary == "漏水 [/] preciou"
        app.screen.keep_words()
        assert (app.screen.words.who, app.screen.words.summary) == ("李伟", "漏水 [/] precious")
        await wait_until(pilot, lambda: [draft.body["summary"] for draft in drafts(made.desk)])
    assert [draft.body["summary"] for draft in drafts(made.desk)] == ["漏水 [/] precious"]


async def test_a_form_that_is_only_being_made_keeps_nobody_from_ending_the_program(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "漏水 [/] precious")
        app._screen_stacks["today"].append(CallFormScreen())
        app._screen_stacks["today"].insert(0, Unfinished())
        app.words.end(129)
        assert app._exit
        del app._screen_stacks["today"][-1], app._screen_stacks["today"][0]
    assert app.return_code == 129
    assert [draft.body["summary"] for draft in drafts(made.desk)] == ["漏水 [/] precious"]


class Unfinished(Screen[None]):
    """A screen that cannot say yet what stands in it."""

    def keep_words(self) -> None:
        """Say it all the same."""
        self.query_one("#what")
