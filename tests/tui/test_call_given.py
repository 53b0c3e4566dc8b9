"""A call that is given to somebody while it is typed on: the words stay, and so does whose it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.domain.draft_merge import given
from servicedesk.services.desk import Desk
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.calls.call_words import CallWords
from servicedesk.tui.calls.draft_home import about, of_customer, of_nobody
from servicedesk.tui.calls.draft_keeper import DraftKeeper
from tests.tui.call_desk import CallDesk, filled, toasts
from tests.tui.call_form_steps import candidates, drafts, form, last_call, left, put
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


@pytest.fixture
def window(made: CallDesk) -> Iterator[Desk]:
    """Another window of the same desk."""
    with Desk.open(made.desk.settings, path=made.desk.store.path, clock=made.desk.clock) as window:
        yield window


def give(window: Desk, customer_id: int, name: str) -> None:
    (row,) = window.drafts.all()
    words = of_customer(CallWords.from_body(row.body), customer_id, name, "CN")
    assert window.drafts.give(row, words.to_body()) is not None


async def test_who_types_on_sees_whose_the_call_is_now_and_loses_no_word(
    made: CallDesk, window: Desk
) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "太太 [/]")
        await put(pilot, "what", "漏水")
        await wait_until(pilot, lambda: [one.body.get("summary") for one in drafts(made.desk)] == ["漏水"])
        give(window, made.vip, "李伟")
        await pilot.press("x", "y")
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.vip)
        assert "Given meanwhile: the call belongs to 李伟 now." in read_screen(app)
        assert app.screen.focused.id == "what"
        await pilot.press("z")
        await wait_until(pilot, lambda: drafts(made.desk)[0].body["summary"] == "漏水xyz")
        assert drafts(made.desk)[0].body["customer_id"] == str(made.vip)
        # And back again, as undo in the other window does it.
        window.drafts.give(drafts(made.desk)[0], of_nobody(app.screen.words).to_body())
        await wait_until(pilot, lambda: app.screen.words.customer_id is None)
        give(window, made.vip, "李伟")
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.vip)
        await pilot.press("ctrl+s")
        await left(app, pilot)
    call = last_call(made.desk)
    assert (call.customer_id, call.summary.startswith("漏水xyz")) == (made.vip, True)
    assert drafts(made.desk) == []


async def test_whoever_is_named_after_it_was_given_stays_and_that_is_said(
    made: CallDesk, window: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "漏水")
        await wait_until(pilot, lambda: drafts(made.desk))
        # The window does not hear of it before she has named somebody.
        with monkeypatch.context() as patch:
            patch.setattr(DraftKeeper, "look", lambda _keeper: None)
            give(window, made.vip, "李伟")
            app.screen.query_one("#who").focus()
            await pilot.press(*"Ann")
            await wait_until(pilot, lambda: candidates(app) == ["Ann Lee"])
            await pilot.press("enter")
            await wait_until(pilot, lambda: app.screen.words.customer_id == made.company)
            await wait_until(pilot, lambda: drafts(made.desk)[0].body["customer_id"] == str(made.company))
        app.screen.load()
        await wait_until(pilot, lambda: "Given to 李伟 meanwhile" in read_screen(app))
        assert app.screen.words.customer_id == made.company
        await pilot.press("ctrl+s")
        await left(app, pilot)
    assert (last_call(made.desk).customer_id, last_call(made.desk).summary) == (made.company, "漏水")


async def test_a_save_before_the_form_knows_of_it_stops_and_shows_whose_it_is(
    made: CallDesk, window: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "漏水")
        await wait_until(pilot, lambda: drafts(made.desk))
        count = made.desk.lists.count("call", "")
        with monkeypatch.context() as patch:
            patch.setattr(type(app.screen.given), "look", lambda _given: None)
            give(window, made.vip, "李伟")
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda: "was given to somebody else while you typed" in toasts(app))
        assert isinstance(app.screen, CallFormScreen)
        assert made.desk.lists.count("call", "") == count
        app.screen.load()
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.vip)
        await pilot.press("ctrl+s")
        await left(app, pilot)
    assert last_call(made.desk).customer_id == made.vip


def test_a_draft_takes_whose_it_is_from_one_and_its_words_from_the_other() -> None:
    seen = CallWords(who="太太", note="!high", kind="complaint")
    away = about(of_customer(seen, 7, "李伟", "CN"), 3)
    typed = CallWords(who="太太", note="!high @fri", summary="漏水", kind="request")
    both = CallWords.from_body(given(typed.to_body(), seen.to_body(), away.to_body()))
    assert (both.customer_id, both.case_id, both.kind, both.summary) == (7, 3, "", "漏水")
    nobody = of_nobody(seen)
    both = CallWords.from_body(given(typed.to_body(), seen.to_body(), nobody.to_body()))
    assert (both.who, both.note) == ("", "!high @fri 太太")
    hers = CallWords(who="Ann", summary="x")
    assert given(hers.to_body(), seen.to_body(), away.to_body()) == hers.to_body()
    assert given(typed.to_body(), seen.to_body(), seen.to_body()) == typed.to_body()
