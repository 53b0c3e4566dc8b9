"""A call out has its own key, wherever a customer is: an answer holds the follow-up it was made for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from servicedesk.services.followups import NewFollowUp
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.front import CallOut
from servicedesk.tui.today.board import Board
from tests.builders import NOW
from tests.tui.call_desk import CallDesk, filled, opened, toasts
from tests.tui.call_form_steps import candidates, form, last_call, outcome_shown, put
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    with (made := filled(tmp_path)).desk:
        yield made


async def test_from_the_call_log_and_the_roster_a_call_out_takes_two_keys(made: CallDesk) -> None:
    async with opened(made.desk, "calls") as (app, pilot):
        await wait_until(pilot, lambda: app.screen.rows.count == 4)
        await pilot.press("j", "T")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await wait_until(pilot, lambda: "Whom" in read_screen(app))
        assert all(words in read_screen(app) for words in ("Call out", "what you spoke about"))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Saved CL-5" in toasts(app))
        call = last_call(made.desk)
        assert (call.direction, call.outcome, call.customer_id) == ("out", "answered", made.company)
        await pilot.press("4")
        await wait_until(pilot, lambda: app.screen.NAME == "customers" and app.screen.rows.count)
        await pilot.press("T", "n", "ctrl+s")
        await wait_until(pilot, lambda: "Saved CL-6" in toasts(app))
    call = last_call(made.desk)
    assert (call.direction, call.outcome, call.answered_at) == ("out", "no_answer", None)


async def test_words_typed_at_once_in_a_call_out_are_what_it_was_about(made: CallDesk) -> None:
    async with opened(made.desk, "calls") as (app, pilot):
        await wait_until(pilot, lambda: app.screen.rows.count == 4)
        await pilot.press("j", "T", *"back next week", "tab", "tab", *"@fri")
        assert (app.screen.words.summary, app.screen.words.note) == ("back next week", "@fri")
        assert outcome_shown(app) == "a answered"


async def go_to_followup(app: object, pilot: object, followup_id: int = 1) -> None:
    board = app.screen.query_one(Board)  # type: ignore[attr-defined]
    await wait_until(pilot, lambda: board.row(("followup", followup_id)))  # type: ignore[arg-type]
    for _step in range(40):
        if board.entry == ("followup", followup_id):
            return
        await pilot.press("j")  # type: ignore[attr-defined]
    raise AssertionError(board.entry)


async def test_a_follow_up_is_moved_to_the_next_try_and_held_by_an_answer(made: CallDesk) -> None:
    async with opened(made.desk) as (app, pilot):
        await go_to_followup(app, pilot)
        await pilot.press("T", "n")
        await wait_until(pilot, lambda: "F-1 stays: @16:30 tries again" in read_screen(app))
        await pilot.press("shift+tab", *"@16:30")
        await wait_until(pilot, lambda: "try again Friday 20 November 2026 16:30" in read_screen(app))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "try again F-1 today 16:30" in toasts(app))
        followup = made.desk.followups.get(1)
        assert followup is not None
        assert followup.state == "planned"
        assert followup.due_at.astimezone(ZoneInfo("Asia/Shanghai")) == datetime(
            2026, 11, 20, 16, 30, tzinfo=ZoneInfo("Asia/Shanghai")
        )
        assert made.desk.lists.count("followup", "") == 2
        made.clock.moment = NOW + timedelta(hours=8)
        await pilot.press("5")
    async with opened(made.desk) as (app, pilot):
        await go_to_followup(app, pilot)
        await pilot.press("T", *"fine now")
        await wait_until(pilot, lambda: "F-1 held" in read_screen(app))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "F-1 held" in toasts(app))
        followup = made.desk.followups.get(1)
        assert followup is not None
        assert (followup.state, followup.result) == ("held", "fine now")
        await pilot.press("u")
        await wait_until(pilot, lambda: made.desk.followups.get(1).state == "planned")  # type: ignore[union-attr]


async def test_a_call_out_that_is_only_begun_leaves_no_draft(made: CallDesk) -> None:
    async with form(made.desk, customer_id=made.vip, out=CallOut()) as (_app, pilot):
        await pilot.press("escape")
    assert made.desk.drafts.all() == []


async def test_a_follow_up_goes_and_comes_back_with_its_customer_and_not_with_a_call_in(
    made: CallDesk,
) -> None:
    async with opened(made.desk) as (app, pilot):

        def said(text: str) -> bool:
            return text in read_screen(app).partition("will save")[2].replace("\n", "")

        await go_to_followup(app, pilot)
        await pilot.press("T", *"fine", "shift+tab", "end", *"x")
        await wait_until(pilot, lambda: said("F-1 stays: it is for 李伟"))
        await pilot.press("ctrl+u", *"ann le")
        await wait_until(pilot, lambda: candidates(app) == ["Ann Lee"])
        await pilot.press("tab")
        assert said("F-1 stays: it is for 李伟")
        await pilot.press("shift+tab", "ctrl+u")
        await put(pilot, "who", "138 0000 1111")
        await wait_until(pilot, lambda: said("F-1 held"))
        # They called: what was to be our call is still owed.
        app.screen.query_one("#direction").focus()
        await pilot.press("1")
        await wait_until(pilot, lambda: said("F-1 stays: they called"))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Saved CL-5" in toasts(app))
    assert made.desk.followups.get(1).state == "planned"  # type: ignore[union-attr]


async def test_a_call_out_is_with_the_person_on_the_row_and_not_with_the_one_of_its_case(
    made: CallDesk,
) -> None:
    made.desk.followups.book(NewFollowUp(NOW - timedelta(days=1), made.company, 1, purpose="[/] ask Ann"))
    async with opened(made.desk) as (app, pilot):
        await go_to_followup(app, pilot, 3)
        await pilot.press("T")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.words.who)
        words = app.screen.words
        assert (words.customer_id, words.case_id, words.for_customer_id) == (made.company, None, made.company)
        await wait_until(pilot, lambda: "Not about C-1: it is another customer's." in read_screen(app))
