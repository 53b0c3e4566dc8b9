"""What queue and preview say of a case: what is owed, who has it, what was decided, what is missing."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from servicedesk import i18n
from servicedesk.domain.rows.views import View
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.cases.case_columns import OWED_CELLS, QUEUE, short_moment
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.lists.list_columns import RenderContext, cell_pieces
from tests.builders import HOSTILE, FixedTime, given_case, given_customer, open_desk
from tests.tui.conftest import WaitFor, read_screen, wait_until

NOW = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)
"""Friday, 09:12 in Shanghai."""


@pytest.fixture
def clock() -> FixedTime:
    """The clock of the desk."""
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedTime) -> Iterator[Desk]:
    """One complaint of a VIP with a hostile name."""
    path = tmp_path / "desk.db"
    with open_desk(path, clock, db=path) as desk:
        given_case(desk, HOSTILE, customer_id=given_customer(desk, "[/]王小明有限公司", tier="vip"))
        yield desk


def cells(desk: Desk, case_id: int = 1) -> dict[str, str]:
    """The cells of a line of the queue by column, each as wide as its column."""
    row = desk.lists.rows("case", [case_id])[case_id]
    context = RenderContext(desk.clock.now(), desk.zone)
    found = {}
    for column in QUEUE:
        pieces = cell_pieces(column.render(row, context), column.width or 30, column.align)
        found[column.id] = "".join(text for text, _kind in pieces)
        assert cell_len(found[column.id]) == (column.width or 30)
    return found


def reached(desk: Desk, case_id: int = 1) -> None:
    """The customer has heard from us."""
    desk.complaints.acknowledge([case_id])


@asynccontextmanager
async def queue(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on all its cases, with the first one in the preview."""
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="queue")
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen) and app.screen.view.name)
        assert isinstance(app.screen, QueueScreen)
        app.screen.show_view(View(None, "case", "all", ""))
        app.screen.rows.select(1)
        await wait_until(pilot, lambda: previewed(pilot))
        yield pilot


def previewed(pilot: Pilot[None]) -> str:
    """The whole text of the preview, and of what stands beside it in a large window."""
    screen = pilot.app.screen
    assert isinstance(screen, QueueScreen)
    beside = screen.side.paragraphs if screen.side_pane.display else ()
    return "\n".join(paragraph.plain for paragraph in (*screen.preview.paragraphs, *beside))


async def says(pilot: Pilot[None], *words: str) -> None:
    """Wait until the preview holds all of `words`."""
    await wait_until(pilot, lambda: all(word in previewed(pilot) for word in words))


def test_what_is_owed_first_is_named_with_its_time(desk: Desk, clock: FixedTime) -> None:
    assert cells(desk)["owed"].split() == ["reply", "in", "30", "min"]
    reached(desk)
    assert cells(desk)["owed"].split() == ["solve", "Mon", "09:12"]
    desk.promises.make(NewPromise("回电", due_at=NOW + timedelta(hours=5), case_id=1))
    assert cells(desk)["owed"].split() == ["promise", "14:12"]
    clock.advance(hours=7)
    assert cells(desk)["owed"].split() == ["promise", "-2", "h"]


def test_the_sign_grows_with_the_time_used_up_and_needs_no_colour(desk: Desk, clock: FixedTime) -> None:
    signs = []
    for minutes in (0, 15, 9, 7):
        clock.advance(minutes=minutes)
        desk.clocks.refresh()
        signs.append(cells(desk)["urgency"][0])
    assert signs == [" ", ".", ":", "!"]
    assert cells(desk)["urgency"][1:].strip() == str(desk.clocks.explain(1).urgency.total)


def test_a_case_that_waits_says_on_whom(desk: Desk) -> None:
    reached(desk)
    desk.policies.set("waiting", '[[reason]]\nname = "[/]等客户回复"\nwhom = "customer"\n')
    desk.moves.wait([1], "[/]等客户回复\u202e")
    found = cells(desk)
    assert found["state"].strip() == "waiting"
    assert found["owed"].startswith("[/]等客户回复")
    assert "\u202e" not in found["owed"]


def test_a_case_that_was_handed_off_shows_the_department_and_when_it_is_due_back(desk: Desk) -> None:
    reached(desk)
    desk.handoffs.hand_off([1], "物流部[/]", due_at=NOW + timedelta(hours=8))
    found = cells(desk)
    assert found["state"] == ">物流… "
    # Sooner than the solution, whose clock runs on.
    assert found["owed"].split() == ["back", "by", "17:12"]
    desk.handoffs.back([1])
    assert cells(desk)["state"].strip() == "working"


def test_a_case_that_owes_nothing_by_a_time_names_the_next_step(desk: Desk) -> None:
    reached(desk)
    desk.moves.solve([1], "换新")
    assert cells(desk)["owed"].strip() == "tell the customer"
    desk.moves.tell([1], "对不起")
    assert cells(desk)["owed"].strip() == "close the case"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_time_finds_room_beside_its_word(desk: Desk, language: str) -> None:
    i18n.activate(language)
    for days in (0, 1, 6, 7, 30, 400, 40_000):
        assert cell_len(short_moment(NOW + timedelta(days=days, hours=1), NOW, desk.zone)) <= OWED_CELLS - 7


async def test_eighty_cells_hold_all_that_is_needed(desk: Desk) -> None:
    desk.cases.assign([1], "小林")
    async with queue(desk) as pilot:
        header, row = read_screen(pilot.app).splitlines()[2:4]
        assert header.split() == ["Number", "Urg.", "State", "Next", "due", "Owner", "Customer", "Subject"]
        for words in ("C-1", "new", "reply", "in 30 min", "小林", "*[/]王小明…", "[/] [@click=app.q…"):
            assert words in row


async def test_the_preview_says_how_each_clock_stands(desk: Desk, clock: FixedTime) -> None:
    clock.advance(minutes=24)
    reached(desk)
    clock.advance(hours=1)
    async with queue(desk) as pilot:
        await says(pilot, "met in 24 min (target 30 min)", " % of 8 h · due ")


async def test_promises_are_told_with_their_time_and_a_lapsed_one_is_marked(
    desk: Desk, clock: FixedTime
) -> None:
    desk.promises.make(NewPromise("寄发票 [/]", due_at=NOW + timedelta(hours=1), case_id=1))
    desk.promises.make(NewPromise("回电", due_at=NOW + timedelta(hours=9), case_id=1))
    clock.advance(hours=3)
    async with queue(desk) as pilot:
        await says(
            pilot,
            "promise P-1: today 10:12 寄发票 [/] · anna  ! lapsed 2 h ago",
            "promise P-2: today 18:12 回电 · anna",
            "made promise P-1: “寄发票 [/]”",
        )


async def test_what_was_decided_and_what_is_missing_to_close_stands_there(desk: Desk) -> None:
    desk.remedies.add([1], NewRemedy("refund", "退差价 [/]", 8000))
    desk.cases.edit(1, {"severity": 3, "product": "净水器[/]"})
    desk.moves.solve([1], "退款")
    async with queue(desk) as pilot:
        await says(
            pilot,
            "still missing before closing: cause, told, ",
            "remedy: refund ¥80.00  退差价 [/] · not carried out yet",
            "Severity: serious",
            "Product: 净水器[/]",
        )
        desk.moves.tell([1], "抱歉", how="phone")
        desk.complaints.answer([1], False, options="再换一台")
        await says(pilot, "told today 09:12 · anna", "not accepted · offered: 再换一台")


async def test_waiting_and_handing_off_tell_since_when_and_what_comes_next(desk: Desk) -> None:
    desk.handoffs.hand_off([1], "物流部", due_at=NOW + timedelta(days=3), words="查件 [/]")
    async with queue(desk) as pilot:
        await says(
            pilot,
            "with: 物流部 · since today 09:12 · due Mon 23 Nov 09:12  查件 [/]",
            "waits for: another department (department) · since today 09:12"
            " · their own time: ask again Mon 23 Nov 09:12",
        )


async def test_lines_of_a_merged_case_say_whose_they_are(desk: Desk) -> None:
    given_case(desk, "同一件事 [/]")
    desk.cases.note([2], "from the other one")
    desk.merging.merge([2], 1, reason="same")
    async with queue(desk) as pilot:
        await says(pilot, "merged into this one: C-2 同一件事 [/]", "C-2 noted: from the other one")


async def test_the_preview_is_drawn_anew_when_the_case_changes(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk, (120, 40)) as pilot:
        await says(pilot, "checklist  0 of ")
        steps = desk.cases.dossier(1).steps
        desk.checklists.tick(1, [steps[0].id])
        await says(pilot, f"checklist  1 of {len(steps)} done · next: {steps[1].text}")
        await wait_for(pilot, lambda: "checklist  1 of" in read_screen(pilot.app))


async def test_the_history_names_what_is_waited_for_and_calls_no_letter_a_call(desk: Desk) -> None:
    reached(desk)
    desk.complaints.reach([1], "email", "先别换 [/]")
    desk.complaints.reach([1], "phone", "已约周五")
    desk.moves.wait([1], "厂家 [b] 报价")
    async with queue(desk) as pilot:
        await says(
            pilot, "set it to wait for 厂家 [b] 报价", "reached by e-mail: 先别换 [/]", "called out: 已约周五"
        )


@pytest.mark.parametrize(("width", "beside"), [(120, False), (160, True)])
async def test_the_preview_stands_beside_the_list_where_the_list_keeps_its_columns(
    desk: Desk, width: int, beside: bool
) -> None:
    async with queue(desk, (width, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, QueueScreen)
        await wait_until(pilot, lambda: (screen.preview.region.x > 2) is beside)
        header = read_screen(pilot.app).splitlines()[3]
        assert all(name in header for name in ("Owner", "Age", "Customer"))
        await pilot.press("P")
        await wait_until(pilot, lambda: (screen.preview.region.x > 2) is not beside)
        # What a key said stays so in a window of another size.
        await pilot.resize_terminal(width + 10, 40)
        await wait_until(pilot, lambda: screen.size.width == width + 10)
        assert (screen.preview.region.x > 2) is not beside


async def test_in_a_large_window_what_it_lacks_stands_beside_the_case(desk: Desk) -> None:
    reached(desk)
    desk.promises.make(NewPromise("回电[/b]", due_at=NOW + timedelta(hours=5), case_id=1))
    async with queue(desk, (120, 40)) as pilot:
        await says(pilot, "first response  met before any working time")
        screen = pilot.app.screen
        assert isinstance(screen, QueueScreen)
        beside = "\n".join(paragraph.plain for paragraph in screen.side.paragraphs)
        assert "✗ cause (C)" in beside
        assert "✗ promises (@)" in beside
        assert "promise P-1  today 14:12 回电[/b]" in beside
        assert not any(line.plain.startswith("promise P-1") for line in screen.preview.paragraphs)
        assert f"To close it  {beside.count('✓')} of {beside.count('✗') + beside.count('✓')}" in read_screen(
            pilot.app
        )
        # It can be read with the keys, and Esc leads back to the list.
        await pilot.press("enter")
        await wait_until(pilot, lambda: "o fields" in read_screen(pilot.app))
        await pilot.press("tab")
        assert screen.side.has_focus
        await wait_until(pilot, lambda: "o fields" not in read_screen(pilot.app))
        assert "J K case" in read_screen(pilot.app)
        await pilot.press("escape")
        assert screen.rows.has_focus
        # A smaller window has it all in one.
        await pilot.resize_terminal(80, 24)
        await says(pilot, "回电[/b]")
        assert "To close it" not in read_screen(pilot.app)
