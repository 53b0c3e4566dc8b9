"""Enter on words that were left in a form opens it with the words in it, or says by which key it opens."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from textual.widgets._toast import Toast

from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.services.followups import NewFollowUp
from servicedesk.services.promises import NewPromise
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.today.today_screen import TodayScreen
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, pick
from tests.tui.conftest import read_screen, wait_until

WORDS = "半句 [/] 话"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Four complaints: the third is solved, the fourth waits; a promise and a follow-up on the first."""
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        desk.moves.solve([3], "修好了")
        desk.moves.wait([4], "the part")
        desk.promises.make(NewPromise("寄样品", NOW + timedelta(days=9), case_id=1))
        desk.calls.log(NewCall(customer_id=1, summary="空调漏水 [/]"))
        desk.followups.book(NewFollowUp(NOW + timedelta(days=9), 1, purpose="回访"))
        yield desk


def standing(pilot: Pilot[None]) -> list[str]:
    """The texts of all fields in front."""
    screen = pilot.app.screen
    return [one.value for one in screen.query(Input)] + [one.text for one in screen.query(TextArea)]


def toasts(pilot: Pilot[None]) -> str:
    return "\n".join(str(toast.render()) for toast in pilot.app.screen.query(Toast))


@pytest.mark.parametrize(
    ("key", "field", "name", "then"),
    [
        ("case.note 1 2", "text", "note C-1, C-2", ""),
        ("case.tell 3", "text", "told C-3", ""),
        ("case.nudge 4", "text", "asked again C-4", ""),
        ("case.edit 2", "description", "edit C-2", ""),
        ("remedy.repair 1", "words", "remedy: repair C-1", ""),
        ("case.statement 1", "words", "Statement C-1", ""),
        ("case.hand_off 1", "text", "hand off C-1", "billing"),
        ("promise.retell 1", "text", "new time P-1", ""),
        ("promise.withdraw 1", "text", "withdraw P-1", ""),
        ("call.void 1", "text", "void CL-1", ""),
        ("followup.miss 1", "text", "not held F-1", ""),
        ("followup.new CU-1", "purpose", "Book a follow-up", ""),
    ],
)
async def test_enter_opens_the_form_with_the_words_that_were_left_in_it(
    desk: Desk, key: str, field: str, name: str, then: str
) -> None:
    desk.drafts.keep_form(key, {field: WORDS})
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="today")
    async with app.run_test(size=(80, 50), notifications=True) as pilot:
        await wait_until(pilot, lambda: name in read_screen(app))
        await pilot.press("G", "enter")
        await wait_until(pilot, lambda: not isinstance(app.screen, TodayScreen))
        if then:
            assert f"{name}: go on as before" in toasts(pilot)
            await pick(pilot, *then, "down", "enter")
        await wait_until(pilot, lambda: WORDS in standing(pilot))


@pytest.mark.parametrize("opened", [0, 1])
async def test_each_of_two_drafts_of_one_form_is_opened_and_saved_by_itself(desk: Desk, opened: int) -> None:
    for words in ("一号 [/]", "二号 '"):
        desk.aside.keep([desk.aside.of_form("case.note 1", {"text": words}, desk.clock.now())])
    assert desk.aside.take_back() == 2
    left = [row.body["text"] for row in desk.today.board().form_drafts]
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="today")
    async with app.run_test(size=(80, 50), notifications=True) as pilot:
        await wait_until(pilot, lambda: all(words in read_screen(app) for words in left))
        await pilot.press("G", *["k"] * (1 - opened), "enter")
        await wait_until(pilot, lambda: not isinstance(app.screen, TodayScreen))
        await wait_until(pilot, lambda: left[opened] in standing(pilot))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: len(desk.today.board().form_drafts) == 1)
    (rest,) = desk.today.board().form_drafts
    assert rest.body["text"] == left[1 - opened]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("rules waiting", "Desk rules: what you typed stands there"),
        ("customer.new", "new card: N opens what you typed."),
        ("customer.edit 1", "edit CU-1: e opens what you typed."),
    ],
)
async def test_words_of_a_form_that_opens_elsewhere_say_so_by_its_name_and_key(
    desk: Desk, key: str, said: str
) -> None:
    desk.drafts.keep_form(key, {"text": WORDS})
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="today")
    async with app.run_test(size=(80, 50), notifications=True) as pilot:
        await wait_until(pilot, lambda: WORDS in read_screen(app))
        await pilot.press("G", "enter")
        await wait_until(pilot, lambda: said in toasts(pilot))


async def test_what_was_left_is_saved_from_there_and_the_board_has_it_no_more(desk: Desk) -> None:
    desk.drafts.keep_form("case.note 1 2", {"text": WORDS})
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="today")
    async with app.run_test(size=(80, 50), notifications=True) as pilot:
        await wait_until(pilot, lambda: WORDS in read_screen(app))
        await pilot.press("G", "enter")
        await wait_until(pilot, lambda: WORDS in standing(pilot))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        await wait_until(pilot, lambda: "2 cases noted" in toasts(pilot))
        for case_id in (1, 2):
            assert any(WORDS in line.text for line in desk.cases.dossier(case_id).history)
        await wait_until(pilot, lambda: "Words typed and not saved" not in read_screen(app))
