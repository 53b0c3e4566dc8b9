"""Room is used: names are whole, the owner stands in every queue, the note of a card is in reach."""

import pytest
from rich.cells import cell_len

from servicedesk.services.case_rows import NewCase
from servicedesk.services.customers import NewCustomer
from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.calls.caller_pane import note_lines
from servicedesk.tui.cases.case_columns import QUEUE
from servicedesk.tui.customers.customer_screen import CustomerScreen
from servicedesk.tui.lists.list_columns import MIN_FLEX, placed
from servicedesk.tui.lists.row_list import RowList
from tests.builders import given_case
from tests.tui.conftest import read_screen, wait_until

LONG = "悦来民宿（湖山店）"
NOTE = "两台空调，旺季七到十月。[b]退房高峰十一点前不要打电话[/b]；发票寄到总部。" * 3


@pytest.fixture
def noted(desk: Desk) -> Desk:
    """A desk with a customer of whom much is noted, and one of his cases."""
    desk.customers.add(
        NewCustomer({"name": LONG, "note": NOTE, "banner": "先道歉"}, phones=("138 0000 1111",))
    )
    case_id = desk.cases.open(NewCase(subject="空调漏水，第二次", customer_id=1)).ids[0]
    desk.cases.assign([case_id], "dana")
    done = desk.cases.open(NewCase(subject="发票抬头", kind="request", customer_id=1)).ids[0]
    desk.moves.cancel([done], "twice")
    return desk


def _app(desk: Desk, screen: str) -> ServiceDeskApp:
    path = desk.store.path
    return ServiceDeskApp(lambda: Desk.open(desk.settings, path=path, clock=desk.clock), first_screen=screen)


async def test_the_owner_stands_in_the_queue_at_every_width_and_the_name_is_whole(noted: Desk) -> None:
    app = _app(noted, "queue")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "C-1" in read_screen(app))
        for size in [(80, 24), (100, 30), (120, 40), (160, 45)]:
            await pilot.resize_terminal(*size)
            await wait_until(pilot, lambda size=size: app.screen.size.width == size[0])
            await pilot.pause()
            row = next(line for line in read_screen(app).splitlines() if "▌ C-1" in line)
            assert "dana" in row, size
            assert size[0] < 120 or LONG in row, size
            half = size[1] // 2
            assert size[0] == 160 or app.screen.query_one(RowList).size.height <= half, size


def test_a_column_grows_to_what_is_needed_and_leaves_the_rest_to_the_words() -> None:
    def widths(needs: dict[str, int]) -> dict[str, int]:
        return {column.id: cells for column, cells in placed(QUEUE, 130, needs)}

    narrow, wide = widths({"customer": 4, "owner": 4, "state": 7}), widths({"customer": 30, "owner": 4})
    assert narrow["customer"] == 9
    assert wide["customer"] == 22
    assert narrow["subject"] > wide["subject"] > 30
    # At 80 no whole name has room beside all else: it gets what the words can spare.
    tight = {column.id: cells for column, cells in placed(QUEUE, 77, {"customer": 30})}
    assert (tight["customer"], tight["subject"]) == (11, MIN_FLEX)


async def test_a_short_list_leaves_its_room_to_the_preview_and_keeps_its_height_while_one_works(
    noted: Desk,
) -> None:
    app = _app(noted, "queue")
    async with app.run_test(size=(120, 44)) as pilot:

        def height(name: str = "list-pane") -> int:
            return app.screen.query_one(f"#{name}").size.height

        await wait_until(pilot, lambda: bool(app.screen.query("#preview-pane")))
        await wait_until(pilot, lambda: (height(), height("preview-pane")) == (9, 28))
        for number in range(12):
            given_case(noted, f"漏水 [/] {number}")
        await wait_until(pilot, lambda: height() == 14)
        noted.moves.cancel(list(range(3, 13)))
        await wait_until(pilot, lambda: app.screen.query_one(RowList).count == 3)
        assert height() == 14
        await pilot.press("]")
        await wait_until(pilot, lambda: height() == 9)
        await pilot.press("p")
        await wait_until(pilot, lambda: height() > 30)


@pytest.mark.parametrize("limit", [1, 2, 40])
def test_a_note_is_cut_between_words_and_says_so(limit: int) -> None:
    lines = ["".join(text for text, _style in line) for line in note_lines(NOTE, 30, limit)]
    assert len(lines) <= limit
    assert all(cell_len(line) <= 30 for line in lines)
    assert lines[-1].rstrip().endswith("…") == (limit < 40)
    assert "[b]" in "".join(lines) or limit == 1


async def test_the_note_of_a_customer_is_in_reach_in_a_small_window(noted: Desk) -> None:
    app = _app(noted, "customers")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "两台空调" in read_screen(app))
        await pilot.press("enter")
        await wait_until(
            pilot, lambda: isinstance(app.screen, CustomerScreen) and "两台空调" in read_screen(app)
        )
        await pilot.press("n")
        await wait_until(
            pilot, lambda: isinstance(app.screen, CallFormScreen) and "两台空调" in read_screen(app)
        )
        assert "发票抬头" not in read_screen(app)


async def test_a_large_call_form_tells_what_to_ask_and_which_cases_are_over(noted: Desk) -> None:
    app = _app(noted, "customers")
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: LONG in read_screen(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CustomerScreen) and app.screen.file)
        await pilot.press("n")
        await wait_until(
            pilot, lambda: isinstance(app.screen, CallFormScreen) and "发票抬头" in read_screen(app)
        )
        assert "Hear both sides" not in read_screen(app)
        await pilot.press("tab", "1")
        await wait_until(pilot, lambda: "☐ Hear both sides" in read_screen(app))
        await pilot.press("shift+tab", "2")
        await wait_until(pilot, lambda: "Hear both sides" not in read_screen(app))
