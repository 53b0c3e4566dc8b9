"""A promise in the call: one key, words and a time, the time to tell read back, saved with the call."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.today.today_screen import TodayScreen
from tests.builders import NOW
from tests.tui.call_desk import CallDesk, filled, toasts
from tests.tui.call_form_steps import drafts, form, left, put
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


def said(text: str) -> str:
    return " ".join(text.split())


async def test_our_estimate_is_typed_and_the_time_to_tell_is_read_back_and_saved(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        assert "Promise" not in read_screen(app)
        await put(pilot, "what", "空调漏水")
        await put(pilot, "note", "!high")
        await pilot.press("f4", *"call her back 60m")
        await wait_until(
            pilot, lambda: "promise by today 10:42 (we expect today 10:12)" in said(read_screen(app))
        )
        # They talk on: what was said to the caller stays.
        made.clock.advance(minutes=10)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        await wait_until(pilot, lambda: "promise P-1 by today 10:42" in said(toasts(app)))
        found = made.desk.promises.get(1)
        assert (found.text, found.due_at) == ("call her back", NOW + timedelta(minutes=90))
        assert found.estimate_at == NOW + timedelta(minutes=60)
        assert (found.case_id, found.customer_id, found.call_id) == (4, made.vip, 5)
        await pilot.press("u")
        await wait_until(pilot, lambda: made.desk.promises.get(1) is None)


async def test_a_time_of_day_is_told_as_it_was_typed(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        await pilot.press("ctrl+l")
        await put(pilot, "promise", "报价 [b] 明天下午三点")
        await wait_until(pilot, lambda: "promise by tomorrow 15:00" in said(read_screen(app)))
        await put(pilot, "what", "要报价")
        await pilot.press("ctrl+s")
        await left(app, pilot)
        await wait_until(pilot, lambda: made.desk.promises.get(1) is not None)
        found = made.desk.promises.get(1)
        assert (found.text, found.estimate_at) == ("报价 [b]", None)
        # No case was opened: it is promised to the customer.
        assert (found.case_id, found.customer_id) == (None, made.vip)


async def test_in_a_call_about_an_open_case_it_is_promised_on_that_case(made: CallDesk) -> None:
    async with form(made.desk, case_id=1) as (app, pilot):
        await wait_until(pilot, lambda: app.screen.words.case_id == 1)
        await pilot.press("f4", *"90m", "ctrl+s")
        await left(app, pilot)
        await wait_until(pilot, lambda: made.desk.promises.of_case(1))
        assert made.desk.promises.of_case(1)[0].text == "call back"


@pytest.mark.parametrize("line", ["call back", "报价 昨天15:00", "[/x] 03/04"])
async def test_a_promise_that_cannot_be_made_is_never_saved_away(made: CallDesk, line: str) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        await put(pilot, "what", "空调")
        await pilot.press("f4")
        await put(pilot, "promise", line)
        await wait_until(pilot, lambda: "! Promise:" in read_screen(app))
        await pilot.press("ctrl+s", "ctrl+s")
        assert isinstance(app.screen, CallFormScreen)
        assert app.screen.focused is app.screen.query_one("#promise")
        await pilot.press("ctrl+u", "ctrl+s")
        await left(app, pilot)
        await wait_until(pilot, lambda: "Saved CL-5" in toasts(app))
        assert made.desk.promises.owed() == []


async def test_a_draft_keeps_the_time_that_was_told(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        await pilot.press("f4", *"60m")
        await wait_until(pilot, lambda: drafts(made.desk) and "promise_due_at" in drafts(made.desk)[0].body)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        made.clock.advance(minutes=20)
        await pilot.press("f3")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.words.promise)
        await wait_until(
            pilot, lambda: "promise by today 10:42 (we expect today 10:12)" in said(read_screen(app))
        )
        assert "60m" in read_screen(app)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        await wait_until(pilot, lambda: made.desk.promises.get(1) is not None)
        assert made.desk.promises.get(1).due_at == NOW + timedelta(minutes=90)


async def test_another_call_begins_without_the_promise_of_the_one_parked(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        await pilot.press("f4", *"60m", "f2")
        await wait_until(pilot, lambda: app.screen.words.is_blank)
        assert "Promise" not in read_screen(app)
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.words.promise == "60m")
        assert "Promise" in read_screen(app)


async def test_who_has_an_open_case_is_warned_of_before_another_is_opened(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.company) as (app, pilot):
        await wait_until(pilot, lambda: "! already open: C-3 – about it? ctrl+o" in read_screen(app))
        await put(pilot, "what", "空调")
        await put(pilot, "note", "!high")
        await wait_until(
            pilot, lambda: "C-3 is open already: ctrl+o if the call is about" in read_screen(app)
        )
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: "about C-3" in read_screen(app))
        assert "is open already" not in read_screen(app)


async def test_without_a_known_holiday_it_is_said_how_to_add_it(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip) as (app, pilot):
        await put(pilot, "what", "要报价")
        await pilot.press("f4")
        await put(pilot, "promise", "节后回电")
        await wait_until(pilot, lambda: "calendar seed CN 2027" in said(read_screen(app)))
