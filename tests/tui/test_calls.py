"""The call log: reading, mending, striking out, going on from a call."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from servicedesk import i18n
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calls.call_columns import TALK
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.calls.call_preview import CallPreview
from servicedesk.tui.calls.calls_screen import CallsScreen
from servicedesk.tui.forms.fields_form import FieldsForm
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.lists.list_columns import RenderContext
from servicedesk.tui.lists.row_list import RowList
from tests.builders import HOSTILE, NOW
from tests.tui.call_desk import BRACKETS, CallDesk, Elsewhere, filled, opened, toasts
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk with four calls: 4 out and unanswered, 3 with a case, 2, 1."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


@asynccontextmanager
async def log(
    desk: Desk, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[ServiceDeskApp, Pilot[None]]]:
    """The app on its call log, the list loaded."""
    async with opened(desk, "calls", size) as (app, pilot):
        await wait_until(pilot, lambda: shown(app) and "1/4" in read_screen(app))
        yield app, pilot


def shown(app: ServiceDeskApp) -> list[int]:
    return list(app.screen.query_one(RowList).ids()) if isinstance(app.screen, CallsScreen) else []


def previewed(app: ServiceDeskApp) -> int | None:
    sheet = app.screen.query_one(CallPreview).sheet
    return None if sheet is None else sheet.call.id


async def test_the_newest_call_stands_first_with_its_words_literal(made: CallDesk) -> None:
    async with log(made.desk) as (app, _pilot):
        assert shown(app) == [4, 3, 2, 1]
        assert BRACKETS.removesuffix("漏水") in read_screen(app)


async def test_enter_reads_the_whole_call_and_enter_again_goes_to_the_customer(made: CallDesk) -> None:
    async with log(made.desk) as (app, pilot):
        await pilot.press("j", "enter")
        await wait_until(pilot, lambda: "second line" in read_screen(app))
        assert "talked 03:51" in read_screen(app)
        await pilot.press("escape")
        await wait_until(pilot, lambda: "second line" not in read_screen(app).split("CL-3")[-1])
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, Elsewhere))
        assert app.screen.opened_with == {"customer_id": made.company}


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [
        ((80, 24), "en", "missed"),
        ((120, 40), "en", "missed"),
        ((80, 24), "zh", "未接"),
    ],
)
async def test_that_nobody_answered_stands_in_the_list_in_words(
    made: CallDesk, size: tuple[int, int], language: str, words: str
) -> None:
    made.desk.calls.log(NewCall(who="020 7946 0100", outcome="abandoned", rang_at=NOW - timedelta(minutes=9)))
    i18n.activate(language)
    try:
        async with log(made.desk, size) as (app, pilot):
            await wait_until(pilot, lambda: "7946 0100" in read_screen(app))
            line = next(one for one in read_screen(app).splitlines() if "7946 0100" in one)
            assert words in line
            row = app.screen.query_one(RowList).cursor_record
            assert dict(TALK.render(row, RenderContext()))[words] == "warning"
            # The title, the heads and the pane do not all say the same word.
            assert read_screen(app).count("通话") <= 3
    finally:
        i18n.activate("en")


async def test_in_a_wide_window_the_preview_follows_the_cursor(made: CallDesk) -> None:
    async with log(made.desk, (120, 40)) as (app, pilot):
        await wait_until(pilot, lambda: previewed(app) == 4)
        await pilot.press("j", "j")
        await wait_until(pilot, lambda: previewed(app) == 2)
        assert "先道歉再谈事 [b]" in read_screen(app)
        await pilot.press("p")
        await wait_until(pilot, lambda: not app.screen.query_one("#preview-pane").display)


async def test_a_call_is_struck_out_for_a_reason_marked_in_words_and_brought_back(made: CallDesk) -> None:
    async with log(made.desk) as (app, pilot):
        await pilot.press("j", "space", "space", "x")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        await pilot.press("enter")
        assert isinstance(app.screen, Prompt)
        await pilot.press(*"twice", "enter")
        await wait_until(pilot, lambda: "Struck out 2 calls." in toasts(app))
        await wait_until(pilot, lambda: read_screen(app).count("struck out: ") == 2)
        assert app.screen.query_one(RowList).marks == set()
        await pilot.press("u")
        await wait_until(pilot, lambda: "struck out: " not in read_screen(app))


async def test_the_fields_of_a_call_can_be_edited(made: CallDesk) -> None:
    async with log(made.desk) as (app, pilot):
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(app.screen, FieldsForm))
        app.screen.query_one("#field-summary").post_message(Paste(HOSTILE))
        app.screen.query_one("#field-outcome", Input).value = "call b"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: shown(app))
        call = made.desk.calls.get(4)
        assert call is not None
        assert call.outcome == "call_back"
        assert "\x1b" not in call.summary
        assert "\u202e" not in call.summary
        await wait_until(pilot, lambda: "[@click=app.quit]漏" in read_screen(app).splitlines()[3])


async def test_a_call_opens_a_case_and_then_leads_to_it(made: CallDesk) -> None:
    async with log(made.desk) as (app, pilot):
        await pilot.press("c")
        await wait_until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("2")
        await wait_until(pilot, lambda: "Opened a case: request" in toasts(app))
        assert made.desk.cases.get(4).row.kind == "request"
        await wait_until(pilot, lambda: "C-4" in read_screen(app))
        await pilot.press("c")
        await wait_until(pilot, lambda: getattr(app.screen, "opened_with", None) == {"case_id": 4})


async def test_a_follow_up_is_booked_in_one_line(made: CallDesk) -> None:
    async with log(made.desk) as (app, pilot):
        await pilot.press("j", "f")
        await wait_until(pilot, lambda: isinstance(app.screen, Prompt))
        app.screen.focused.post_message(Paste("no time in this"))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "It neither begins nor ends with a time" in read_screen(app))
        app.screen.query_one(Input).value = "节后 回访 [/]"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "No holiday is known then." in read_screen(app))
        app.screen.query_one(Input).value = ""
        app.screen.focused.post_message(Paste("明天下午三点 ask again"))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Follow-up Saturday 21 November 2026 15:00" in toasts(app))
        row = made.desk.followups.get(3)
        assert row is not None
        assert (row.customer_id, row.case_id, row.purpose) == (made.company, 3, "ask again")


async def test_the_filter_and_the_views_narrow_the_log(made: CallDesk) -> None:
    # The fourth, which went out, is no missed one.
    made.desk.calls.log(NewCall(who="138 0000 8888", outcome="abandoned"))
    async with log(made.desk) as (app, pilot):
        await pilot.press("/", *"direction:out", "enter")
        await wait_until(pilot, lambda: shown(app) == [4])
        await pilot.press("escape")
        await wait_until(pilot, lambda: shown(app) == [5, 4, 3, 2, 1])
        await pilot.press("[")
        await wait_until(pilot, lambda: "To call back" in read_screen(app) and shown(app) == [5])
        await pilot.press("[")
        await wait_until(pilot, lambda: "Abandoned" in read_screen(app) and shown(app) == [5])
        await pilot.press("]", "]", "O")
        await wait_until(pilot, lambda: shown(app) == [1, 2, 3, 4, 5])


async def test_n_logs_a_call_with_the_customer_of_the_row(made: CallDesk) -> None:
    async with log(made.desk) as (app, pilot):
        await pilot.press("j", "n")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.company)
        assert app.screen.focused.id == "what"


async def test_calls_to_finish_are_announced_above_the_log(made: CallDesk) -> None:
    made.desk.drafts.keep({"who": "李伟", "summary": "half [/x]"})
    async with log(made.desk) as (app, pilot):
        await wait_until(pilot, lambda: "1 call to finish  F3 resumes  李伟  half [/x]" in read_screen(app))
        await pilot.press("f3")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await wait_until(pilot, lambda: app.screen.words.summary == "half [/x]")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: shown(app)[:1] == [5])
        assert "to finish" not in read_screen(app)


async def test_a_call_logged_elsewhere_appears_and_the_cursor_stays(made: CallDesk) -> None:
    async with log(made.desk) as (app, pilot):
        await pilot.press("j")
        made.desk.calls.log(NewCall(summary="from a script"))
        await wait_until(pilot, lambda: "from a script" in read_screen(app))
        assert app.screen.query_one(RowList).cursor_id == 3


async def test_y_copies_the_phone_and_capital_y_the_call(made: CallDesk) -> None:
    async with log(made.desk) as (app, pilot):
        await pilot.press("y")
        assert app.clipboard == "138 0000 9999"
        await pilot.press("j", "Y")
        assert app.clipboard.splitlines()[-1] == "second line"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_log_as_it_looks(
    made: CallDesk, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    async with log(made.desk, size) as (app, pilot):
        await pilot.press("j", "enter")
        await wait_until(pilot, lambda: previewed(app) == 3)
        assert read_screen(app) == snapshot
