"""The queue: triage with single keys."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.cases import queue_standing
from servicedesk.tui.cases.case_preview import CasePreview
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.frame import list_screen
from servicedesk.tui.lists.row_list import RowList
from tests.builders import FixedTime, given_case, given_customer, meet_gates, open_desk
from tests.tui.conftest import WaitFor, read_screen, wait_until

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOSTILE = "[/] [@click=app.quit]漏水[/x]"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with six open cases, one closed, one snoozed."""
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path, actor="me") as desk:
        customer = given_customer(desk, "李伟", tier="vip", banner="只收普通发票 [b]")
        for subject, priority, hours in (
            (HOSTILE, 4, -3),
            ("Invoice charged twice", 3, 30),
            ("送货晚到", 2, None),
            ("空调漏水，第二次", 2, 2),
            ("Wrong colour", 1, None),
        ):
            due_at = None if hours is None else NOW + timedelta(hours=hours)
            given_case(desk, subject, customer_id=customer, priority=priority, due_at=due_at)
        given_case(desk, "How do I descale it?", kind="enquiry")
        given_case(desk, "long gone")
        desk.moves.solve([7])
        desk.moves.tell([7], "told")
        meet_gates(desk, 7)
        desk.moves.close([7])
        given_case(desk, "asleep")
        desk.cases.snooze([8], NOW + timedelta(days=1))
        yield desk


@asynccontextmanager
async def queue(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on its queue, with the list loaded."""
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="queue")
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(pilot, lambda: shown_ids(pilot) == [1, 2, 3, 4, 5])
        await wait_until(pilot, lambda: previewed(pilot) == 1)
        yield pilot


def shown_ids(pilot: Pilot[None]) -> list[int]:
    """The ids of the list in order."""
    return list(rows(pilot).ids()) if isinstance(pilot.app.screen, QueueScreen) else []


def rows(pilot: Pilot[None]) -> RowList:
    """The list of the queue."""
    return pilot.app.screen.query_one(RowList)


def previewed(pilot: Pilot[None]) -> int | None:
    """The case in the preview."""
    screen = pilot.app.screen
    dossier = screen.preview.dossier if isinstance(screen, QueueScreen) else None
    return None if dossier is None else dossier.case.row.id


async def test_open_complaints_stand_most_urgent_first_without_the_snoozed(desk: Desk) -> None:
    async with queue(desk) as pilot:
        assert shown_ids(pilot) == [1, 2, 3, 4, 5]


async def test_hostile_text_is_shown_literally_and_harms_nothing(desk: Desk) -> None:
    async with queue(desk) as pilot:
        assert HOSTILE[:12] in read_screen(pilot.app)
        assert "只收普通发票 [b]" in read_screen(pilot.app)


async def test_the_preview_follows_the_cursor_with_the_whole_history(desk: Desk, wait_for: WaitFor) -> None:
    desk.cases.note([2], "asked finance 财务")
    async with queue(desk, (120, 40)) as pilot:
        await pilot.press("j")
        await wait_for(pilot, lambda: previewed(pilot) == 2)
        screen = read_screen(pilot.app)
        assert "noted: asked finance 财务" in screen
        assert "opened the case" in screen


async def test_solving_asks_how_and_the_next_case_slides_up_under_the_cursor(
    desk: Desk, wait_for: WaitFor
) -> None:
    async with queue(desk) as pilot:
        await pilot.press("x", *"mended", "ctrl+s")
        await wait_for(pilot, lambda: desk.cases.get(1).row.state == "solved")
        assert desk.cases.get(1).fields["result"] == "mended"
        await pilot.press(*["]"] * 5)
        await wait_for(pilot, lambda: rows(pilot).count == 0)


async def test_x_leads_a_case_step_by_step_to_its_end(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("x", "ctrl+s")
        await wait_for(pilot, lambda: desk.cases.get(1).row.state == "solved")
        await wait_for(pilot, lambda: rows(pilot).cursor_record.state == "solved")
        await pilot.press("x")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, QueueScreen))
        await pilot.press(*"sorry", "ctrl+s", "1")
        await wait_for(pilot, lambda: desk.cases.get(1).row.state == "told")
        await wait_for(pilot, lambda: rows(pilot).cursor_record.state == "told")
        meet_gates(desk, 1)
        await pilot.press("x")
        await wait_for(pilot, lambda: desk.cases.get(1).row.state == "closed")
        await wait_for(pilot, lambda: shown_ids(pilot) == [2, 3, 4, 5])
        assert rows(pilot).cursor_id == 2


async def test_a_snoozed_case_leaves_the_queue_and_undo_brings_it_back(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("s", "4", "enter")
        await wait_for(pilot, lambda: shown_ids(pilot) == [2, 3, 4, 5])
        assert desk.cases.get(1).row.snoozed_until == datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
        await pilot.press("u")
        await wait_for(pilot, lambda: shown_ids(pilot) == [1, 2, 3, 4, 5])


async def test_a_time_that_means_nothing_is_refused_where_it_is_typed(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("s", *"gestern", "enter")
        await wait_for(pilot, lambda: "No time is meant" in read_screen(pilot.app))
        for _letter in "gestern":
            await pilot.press("backspace")
        pilot.app.screen.query_one(Input).value = "明天下午三点"
        await wait_for(pilot, lambda: "until tomorrow 15:00" in read_screen(pilot.app))
        await pilot.press("enter")
        await wait_for(
            pilot, lambda: desk.cases.get(1).row.snoozed_until == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
        )


async def test_marks_make_every_action_a_bulk_action(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("space", "space", "a")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, QueueScreen))
        await pilot.press(*"小林", "down", "enter")
        await wait_for(
            pilot, lambda: [desk.cases.get(n).row.owner for n in (1, 2, 4)] == ["小林", "小林", ""]
        )
        assert not rows(pilot).marks


async def test_the_last_change_is_repeated_on_another_row(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("!", "1")
        await wait_for(pilot, lambda: desk.cases.get(1).row.priority == 1)
        await wait_for(pilot, lambda: rows(pilot).cursor_id == 1)
        rows(pilot).select(2)
        await pilot.press(".")
        await wait_for(pilot, lambda: desk.cases.get(2).row.priority == 1)


async def test_a_label_goes_on_and_off(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        for expected in (("漏水",), ()):
            await pilot.press("l")
            await wait_for(pilot, lambda: not isinstance(pilot.app.screen, QueueScreen))
            pilot.app.screen.query_one(Input).value = "漏水"
            # The first time it is new: its line is taken by Down; there is no line below a known one.
            await pilot.press("down", "enter")
            await wait_for(pilot, lambda labels=expected: desk.cases.get(1).row.labels == labels)
            await wait_for(pilot, lambda labels=expected: rows(pilot).cursor_record.labels == labels)


async def test_the_filter_narrows_the_view_and_escape_widens_it_again(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("/", *"priority:high", "enter")
        await wait_for(pilot, lambda: shown_ids(pilot) == [2])
        await pilot.press("escape")
        await wait_for(pilot, lambda: shown_ids(pilot) == [1, 2, 3, 4, 5])


async def test_a_filter_typed_before_its_bar_was_made_loses_no_key(
    desk: Desk, wait_for: WaitFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_screen, "PICTURE_FIRST", 60)
    async with queue(desk) as pilot:
        await pilot.press("/", *"priority:high", "enter")
        await wait_for(pilot, lambda: shown_ids(pilot) == [2])


async def test_a_query_with_an_unknown_word_is_explained_while_the_list_stays(
    desk: Desk, wait_for: WaitFor
) -> None:
    async with queue(desk) as pilot:
        await wait_for(pilot, lambda: shown_ids(pilot) == [1, 2, 3, 4, 5])
        await pilot.press("/", *"prority:high")
        await wait_for(pilot, lambda: "priority" in read_screen(pilot.app).replace("prority", ""))
        assert shown_ids(pilot) == [1, 2, 3, 4, 5]


async def test_views_are_stepped_through_and_a_filter_becomes_a_view(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("]")
        await wait_for(pilot, lambda: shown_ids(pilot) == [1, 2, 3, 4, 5, 6])
        await pilot.press("/", *"kind:enquiry", "enter")
        await wait_for(pilot, lambda: shown_ids(pilot) == [6])
        await pilot.press("V", *"Questions", "enter")
        await wait_for(pilot, lambda: desk.lists.views("case")[-1].name == "Questions")
        await wait_for(pilot, lambda: "Questions" in read_screen(pilot.app).splitlines()[1])


async def test_the_order_is_chosen_and_reversed(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("o", "3")
        await wait_for(pilot, lambda: shown_ids(pilot) == [5, 4, 3, 2, 1])
        await pilot.press("O")
        await wait_for(pilot, lambda: shown_ids(pilot) == [1, 2, 3, 4, 5])


async def test_the_queue_is_grouped_by_whose_turn_it_is(desk: Desk, wait_for: WaitFor) -> None:
    desk.cases.assign([4], "me")
    desk.cases.assign([2, 5], "小林")
    desk.moves.wait([3], "customer")
    async with queue(desk) as pilot:
        await pilot.press("o", "7")
        await wait_for(pilot, lambda: shown_ids(pilot) == [4, 1, 2, 5, 3])
        for rule in ("─ On me 1 ──", "─ On nobody 1 ──", "─ On others 2 ──"):
            await wait_for(pilot, lambda rule=rule: rule in read_screen(pilot.app))
        assert "Complaints  5  " in read_screen(pilot.app).splitlines()[1]
        # The case stays under the cursor, and goes over to others with its owner.
        await pilot.press("g", "a", *"小林", "enter")
        await wait_for(pilot, lambda: shown_ids(pilot) == [1, 2, 4, 5, 3])
        await wait_for(pilot, lambda: "─ On others 3 ──" in read_screen(pilot.app))
        assert "─ On me" not in read_screen(pilot.app)
        await pilot.press("o", "7")
        await wait_for(pilot, lambda: shown_ids(pilot) == [1, 2, 3, 4, 5])


async def test_fields_are_edited_and_a_stale_form_saves_nothing(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("e")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, QueueScreen))
        desk.cases.assign([1], "小林")
        pilot.app.screen.query_one("#field-subject", Input).value = "another subject"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Somebody else changed C-1" in read_screen(pilot.app))
        assert desk.cases.get(1).row.subject == HOSTILE
        assert desk.cases.get(1).row.owner == "小林"


async def test_a_change_by_another_process_is_seen_without_a_key(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("j", "j")
        await wait_for(pilot, lambda: rows(pilot).cursor_id == 3)
        desk.moves.cancel([2])
        await wait_for(pilot, lambda: shown_ids(pilot) == [1, 3, 4, 5])
        assert rows(pilot).cursor_id == 3


async def test_reading_goes_on_from_case_to_case_in_the_preview(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("enter", "J")
        await wait_for(pilot, lambda: previewed(pilot) == 2)
        assert isinstance(pilot.app.focused, CasePreview)
        await pilot.press("escape")
        assert rows(pilot).has_focus


async def test_a_follow_up_is_booked_for_the_case_and_its_customer(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await pilot.press("f")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, QueueScreen))
        pilot.app.screen.query_one(Input).value = "周一 10:30"
        await pilot.press("enter")
        await wait_for(pilot, lambda: desk.followups.get(1) is not None)
        booked = desk.followups.get(1)
        assert booked is not None
        assert (booked.case_id, booked.customer_name) == (1, "李伟")
        assert booked.due_at == datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_queue_looks_like_this(
    desk: Desk,
    size: tuple[int, int],
    wait_for: WaitFor,
    screen_text: Callable[[App[None]], str],
    snapshot: object,
) -> None:
    async with queue(desk, size) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, QueueScreen)
        # What is counted comes once all is quiet.
        await wait_for(pilot, lambda: "1 late" in screen_text(pilot.app))
        await wait_for(pilot, lambda: screen.view_counts.by_query or size[0] < 100)
        assert screen_text(pilot.app) == snapshot


async def test_a_filter_that_the_view_hides_says_so_and_where_they_are(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        desk.moves.cancel([1], "not ours [/]")
        await wait_for(pilot, lambda: shown_ids(pilot) == [2, 3, 4, 5])
        await pilot.press("/", *"state:cancelled", "enter")
        await wait_for(pilot, lambda: "The view Complaints hides 1 that matches" in read_screen(pilot.app))
        await wait_for(pilot, lambda: "[ ] go to the view Ended." in read_screen(pilot.app))
        # What nothing anywhere matches is said, and the way back.
        await pilot.press("escape", "/", *"zqx[/]", "enter")
        await wait_for(
            pilot, lambda: "matches “zqx[/]”. Esc takes the filter away." in read_screen(pilot.app)
        )
        await pilot.press("escape")
        await wait_for(pilot, lambda: shown_ids(pilot) == [2, 3, 4, 5])


async def test_the_bar_of_views_counts_anew_whenever_it_comes_into_sight(
    desk: Desk, wait_for: WaitFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Else what is looked at once all is quiet would count them, too.
    monkeypatch.setattr(queue_standing, "AFTER", 0.01)
    async with queue(desk) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, QueueScreen)
        # The list of views counts them; the bar is not shown in so small a window.
        await pilot.press("F")
        await wait_for(pilot, lambda: "Choose a view" in read_screen(pilot.app))
        await pilot.press("escape")
        await pilot.press("I")
        await wait_for(
            pilot, lambda: [row.owner for row in desk.lists.page("case", "C-1", limit=1)] == ["me"]
        )
        await pilot.resize_terminal(120, 40)
        await wait_for(pilot, lambda: "Unassigned 5" in read_screen(pilot.app))
        await pilot.resize_terminal(80, 24)
        await pilot.press("u")
        await wait_for(pilot, lambda: not desk.lists.page("case", "C-1", limit=1)[0].owner)
        await pilot.resize_terminal(120, 40)
        await wait_for(pilot, lambda: "Unassigned 6" in read_screen(pilot.app))
