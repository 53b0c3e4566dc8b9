"""Today: numbers, promises, follow-ups, calls, drafts, one cursor through all of it."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from servicedesk import i18n
from servicedesk.domain.records.case import NEW_VIEW
from servicedesk.services.desk import Desk
from servicedesk.services.followups import NewFollowUp
from servicedesk.services.promises import NewPromise
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.calls.calls_screen import CallsScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.lists.row_list import RowList
from servicedesk.tui.today.board import Board
from servicedesk.tui.today.today_screen import TodayScreen
from tests.builders import NOW, open_desk
from tests.tui.call_desk import BRACKETS, CallDesk, filled, opened, toasts
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


@asynccontextmanager
async def today(
    desk: Desk, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[ServiceDeskApp, Pilot[None]]]:
    """The app on its first screen, loaded."""
    async with opened(desk, size=size) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen) and app.screen.state)
        yield app, pilot


def figure(app: ServiceDeskApp, key: str) -> str:
    return next(one.number for one in app.screen.query_one(Board).figures if one.key == key)


def entry(app: ServiceDeskApp) -> tuple[str, object] | None:
    return app.screen.query_one(Board).entry


@pytest.mark.parametrize(
    ("steps", "query"),
    [
        ([], "is:overdue"),
        (["right"], "is:open deadline:today"),
        (["l", "l"], "state:solved"),
        (["right", "right", "right"], NEW_VIEW),
    ],
)
async def test_each_number_opens_its_own_list(made: CallDesk, steps: list[str], query: str) -> None:
    async with today(made.desk) as (app, pilot):
        await pilot.press(*steps, "enter")
        await wait_until(pilot, lambda: getattr(app.screen, "opened_with", None) == {"query": query})


async def test_the_cursor_goes_through_numbers_follow_ups_calls_and_drafts(made: CallDesk) -> None:
    made.desk.drafts.keep({"summary": "half"})
    async with today(made.desk) as (app, pilot):
        seen = [entry(app)]
        for _step in range(16):
            await pilot.press("down")
            seen.append(entry(app))
        kinds = [kind for kind, _key in dict.fromkeys(seen)]
        assert kinds == [
            *("figure", "case", "case", "heading", "followup", "followup", "heading", *["call"] * 4),
            *("heading", "draft"),
        ]
        await pilot.press("tab")
        assert entry(app) == ("figure", "overdue")
        await pilot.press("tab", "tab", "tab")
        assert entry(app) == ("call", 4)
        await pilot.press("shift+tab", "up", "up")
        assert entry(app) == ("case", 2)


async def test_an_overdue_case_stands_first_and_opens_in_the_queue(made: CallDesk) -> None:
    async with today(made.desk) as (app, pilot):
        case_id = made.desk.lists.ids("case", "is:overdue")[0]
        await pilot.press("tab")
        assert entry(app) == ("case", case_id)
        await pilot.press("enter")
        await wait_until(pilot, lambda: getattr(app.screen, "opened_with", None) == {"case_id": case_id})


async def test_what_is_late_is_told_by_a_sign_and_its_age(made: CallDesk) -> None:
    async with today(made.desk) as (app, _pilot):
        screen = read_screen(app)
        assert figure(app, "overdue") == f"{made.desk.today.board().overdue}!"
        assert "! 1 overdue" in screen
        assert re.search(r"! Wed 09:12 +-2 d F-1 +李伟", screen)
        assert BRACKETS[:-2] in screen


async def test_a_follow_up_opens_its_customer_its_case_or_its_day(made: CallDesk) -> None:
    due_at = NOW - timedelta(days=3)
    made.desk.followups.book(NewFollowUp(due_at, purpose="count the stock"))
    async with today(made.desk) as (app, pilot):
        await wait_until(pilot, lambda: "count the stock" in read_screen(app))
        await pilot.press("tab", "tab", "enter")
        day = due_at.astimezone(made.desk.zone).date()
        await wait_until(pilot, lambda: getattr(app.screen, "opened_with", None) == {"day": day})
        await pilot.press("1")
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        await pilot.press("j", "enter")
        await wait_until(pilot, lambda: getattr(app.screen, "opened_with", None) == {"customer_id": made.vip})


async def test_a_call_opens_in_the_log(made: CallDesk) -> None:
    async with today(made.desk) as (app, pilot):
        await pilot.press("tab", "tab", "tab", "j", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CallsScreen))
        await wait_until(pilot, lambda: app.screen.query_one(RowList).cursor_id == 3)


async def test_a_follow_up_is_held_or_not_held_with_one_key(made: CallDesk) -> None:
    async with today(made.desk) as (app, pilot):
        await pilot.press("tab", "tab", "x")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        await pilot.press(*"fine", "enter")
        await wait_until(pilot, lambda: "F-1 held" in toasts(app))
        await wait_until(pilot, lambda: entry(app) == ("followup", 2))
        await pilot.press("X")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        await pilot.press(*"away", "enter")
        await wait_until(pilot, lambda: "F-2 not held" in toasts(app))
        states = [made.desk.followups.get(number).state for number in (1, 2)]
        assert states == ["held", "missed"]
        await wait_until(pilot, lambda: "None is planned." in read_screen(app))


async def test_keys_that_need_a_follow_up_say_so_elsewhere(made: CallDesk) -> None:
    async with today(made.desk) as (app, pilot):
        await pilot.press("x")
        await wait_until(pilot, lambda: "Go to a follow-up or a promise first." in toasts(app))


async def test_a_draft_is_gone_on_with_or_thrown_away_after_a_question(made: CallDesk) -> None:
    draft_id = made.desk.drafts.keep({"who": "李伟", "summary": "half [/x]"})
    async with today(made.desk) as (app, pilot):
        await wait_until(pilot, lambda: "half [/x]" in read_screen(app))
        await pilot.press("G", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await wait_until(pilot, lambda: app.screen.words.summary == "half [/x]")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        assert entry(app) == ("draft", draft_id)
        await pilot.press("D")
        await wait_until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("enter")
        assert made.desk.drafts.all() != []
        await pilot.press("D")
        await wait_until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("9")
        await wait_until(pilot, lambda: made.desk.drafts.all() == [])
        await wait_until(pilot, lambda: "to finish" not in read_screen(app))


async def test_what_others_write_appears_and_the_cursor_stays_on_its_line(made: CallDesk) -> None:
    async with today(made.desk) as (app, pilot):
        await pilot.press("tab", "tab", "j")
        assert entry(app) == ("followup", 2)
        made.desk.followups.book(NewFollowUp(NOW - timedelta(days=9), made.vip, purpose="forgotten"))
        await wait_until(pilot, lambda: "forgotten" in read_screen(app))
        assert entry(app) == ("followup", 2)


async def test_an_empty_desk_says_how_to_begin(tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk.db") as desk:
        async with today(desk) as (app, pilot):
            screen = read_screen(app)
            assert "servicedesk import customer FILE" in screen
            assert "servicedesk demo" in screen
            await pilot.press("down", "right", "enter", "tab", "x")
            await pilot.press("f2")
            await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))


@pytest.fixture
def promised(made: CallDesk) -> CallDesk:
    """A desk that owes a lapsed promise P-1 on C-1 and two to come, and has kept P-4."""
    made.clock.moment = NOW - timedelta(hours=3)
    for number, hours in enumerate((-2, 1, 4)):
        due_at = NOW + timedelta(hours=hours)
        made.desk.promises.make(NewPromise(f"给报价 [b] {number}", due_at, case_id=number % 2 + 1))
    kept = made.desk.promises.make(NewPromise("done", NOW - timedelta(hours=1), customer_id=made.company)).id
    made.desk.promises.keep([kept])
    made.clock.moment = NOW
    return made


async def test_promises_stand_in_order_of_time_with_a_sign_on_what_has_lapsed(promised: CallDesk) -> None:
    async with today(promised.desk) as (app, pilot):
        screen = read_screen(app)
        lines = [line for line in screen.splitlines() if "给报价" in line]
        assert [line[-1] for line in lines] == ["0", "1", "2"]
        assert re.search(r"! today 07:12 +-2 h C-1 ", lines[0])
        assert "!" not in lines[1] + lines[2]
        assert figure(app, "kept") == "50 %"
        assert "of 2 promises kept" in screen
        await pilot.press("tab", "tab", "enter")
        await wait_until(pilot, lambda: getattr(app.screen, "opened_with", None) == {"case_id": 1})


async def test_a_promise_is_kept_with_one_key_and_undone(promised: CallDesk) -> None:
    async with today(promised.desk) as (app, pilot):
        await pilot.press("tab", "tab", "j", "x")
        await wait_until(pilot, lambda: "P-2 kept" in toasts(app))
        await wait_until(pilot, lambda: figure(app, "kept") == "67 %")
        assert promised.desk.promises.get(2).state == "done"
        await pilot.press("u")
        await wait_until(pilot, lambda: promised.desk.promises.get(2).state == "open")


async def test_a_promise_is_told_anew_and_the_time_to_tell_comes_back(promised: CallDesk) -> None:
    async with today(promised.desk) as (app, pilot):
        await pilot.press("tab", "tab", "j", "s")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        await pilot.press(*"bananas", "enter")
        await wait_until(pilot, lambda: "No time is meant by that" in read_screen(app))
        await pilot.press("ctrl+u", *"60m", "enter")
        await wait_until(pilot, lambda: "How were they told?" in read_screen(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "P-5: tell by today 10:42 (we expect today 10:12)" in toasts(app))
        assert promised.desk.promises.get(2).outcome(NOW) == "slipped"
        await wait_until(pilot, lambda: ("promise", 5) in app.screen.query_one(Board)._entries)


async def test_a_promise_is_withdrawn_for_a_reason(promised: CallDesk) -> None:
    async with today(promised.desk) as (app, pilot):
        await pilot.press("tab", "tab", "X")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        await pilot.press(*"bought", "enter")
        await wait_until(pilot, lambda: "P-1 withdrawn" in toasts(app))
        assert promised.desk.promises.get(1).reason == "bought"


async def test_the_rate_opens_into_what_it_was_counted_from(promised: CallDesk) -> None:
    async with today(promised.desk) as (app, pilot):
        await pilot.press("l", "l", "l", "l", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, Picker))
        screen = read_screen(app)
        assert "kept 1 · slipped, with notice 0 · broken 1 · open 2" in screen
        assert screen.index("broken  C-1") < screen.index("kept  P-4")
        await pilot.press("enter")
        await wait_until(pilot, lambda: getattr(app.screen, "opened_with", None) == {"case_id": 1})


async def test_the_keys_of_a_promise_say_what_they_do_to_it(
    promised: CallDesk,
) -> None:
    async with today(promised.desk) as (app, pilot):
        app.open("promises")
        await wait_until(pilot, lambda: "x kept  X withdraw  s tell anew" in read_screen(app))
        assert "[1 Today]" in read_screen(app)


async def test_all_of_today_fits_a_small_window(promised: CallDesk) -> None:
    promised.desk.drafts.keep({"who": "李伟", "summary": "half [/x]"})
    for number in range(6):
        promised.desk.promises.make(NewPromise(f"more {number}", NOW + timedelta(days=1), case_id=1))
    async with today(promised.desk) as (app, pilot):
        await wait_until(pilot, lambda: "half [/x]" in read_screen(app))
        screen = read_screen(app)
        assert all(
            heading in screen
            for heading in (
                "promises kept",
                "Cases overdue",
                "Promises owed",
                "Follow-ups owed",
                "Last calls",
                "to finish",
            )
        )
        assert app.screen.query_one(Board).max_scroll_y == 0


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_today_as_it_looks(
    promised: CallDesk, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    made = promised
    made.desk.drafts.keep({"who": "李伟", "summary": "half [/x]"})
    async with today(made.desk, size) as (app, pilot):
        await pilot.press("j")
        await wait_until(pilot, lambda: "half [/x]" in read_screen(app))
        assert read_screen(app) == snapshot


async def test_chinese_fits_the_narrowest_window(made: CallDesk) -> None:
    i18n.activate("zh")
    async with today(made.desk, (60, 15)) as (app, _pilot):
        assert len(read_screen(app).splitlines()) == 15
        assert "李伟" in read_screen(app)


async def test_words_left_in_a_form_stand_there_lead_to_their_record_and_can_be_thrown_away(
    made: CallDesk,
) -> None:
    made.desk.drafts.keep_form("case.note 2", {"text": "半句 [/] 话", "before text": "was here"})
    async with today(made.desk, size=(80, 40)) as (app, pilot):
        await wait_until(pilot, lambda: "note C-2" in read_screen(app))
        shown = read_screen(app)
        assert "半句 [/] 话" in shown
        assert "was here" not in shown
        await pilot.press("G", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        await wait_until(
            pilot, lambda: "半句 [/] 话" in read_screen(app) and "Draft kept" in read_screen(app)
        )
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        await pilot.press("G", "D")
        await wait_until(pilot, lambda: isinstance(app.screen, Picker))
        assert "Discard this text?  note C-2  半句" in read_screen(app)
        await pilot.press("9")
        await wait_until(pilot, lambda: made.desk.drafts.of_form("case.note 2") is None)


async def test_a_draft_says_what_it_is_about_by_its_note_where_nothing_else_was_typed(made: CallDesk) -> None:
    made.desk.drafts.keep({"who": "李伟", "note": "!高 漏水 [/]"})
    async with today(made.desk) as (app, pilot):
        await wait_until(pilot, lambda: "!高 漏水 [/]" in read_screen(app))
