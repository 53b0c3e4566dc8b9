"""Which case a call opens: what is marked is what is taken, chosen or by the signs of the note."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.tui.app import ServiceDeskApp
from tests.tui.call_desk import CallDesk, filled
from tests.tui.call_form_steps import candidates, form, last_call, left, put
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    with (made := filled(tmp_path)).desk:
        yield made


def marked(app: ServiceDeskApp) -> str:
    """The kind in brackets."""
    (line,) = [line for line in read_screen(app).splitlines() if line.strip().startswith("Kind")]
    return line.partition("[")[2].partition("]")[0]


@pytest.mark.parametrize("field", ["who", "note"])
@pytest.mark.parametrize("sign", ["!高", "+面板"])
async def test_the_kind_that_the_signs_open_is_the_kind_that_is_marked(
    made: CallDesk, field: str, sign: str
) -> None:
    async with form(made.desk) as (app, pilot):
        assert marked(app) == "0 no case"
        await put(
            pilot, field, f"陈小姐 13900003333 面板裂了 {sign}" if field == "who" else f"面板裂了 {sign}"
        )
        await wait_until(pilot, lambda: marked(app) == "1 complaint")
        assert "new complaint" in read_screen(app)
        app.screen.query_one("#kind").focus()
        await pilot.press("3")
        assert marked(app) == "3 enquiry"
        await wait_until(pilot, lambda: "new enquiry" in read_screen(app))


async def test_no_case_that_was_chosen_holds_and_the_signs_are_named_before_and_kept(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "note", "面板裂了 !高 >小林")
        await wait_until(pilot, lambda: marked(app) == "1 complaint")
        app.screen.query_one("#kind").focus()
        await pilot.press("0")
        assert marked(app) == "0 no case"
        await wait_until(pilot, lambda: "!高 is for a case" in read_screen(app))
        assert ">小林 names an owner" in " ".join(read_screen(app).split())
        assert "new complaint" not in read_screen(app)
        await pilot.press("ctrl+s", "ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.case_id, call.summary) == (None, "面板裂了 !高 >小林")


async def test_an_owner_alone_is_named_before_it_is_saved_as_text(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "陈小姐 13900003333 面板裂了 >小林")
        await wait_until(pilot, lambda: ">小林 names an owner" in read_screen(app))
        await put(pilot, "note", "@明天")
        await wait_until(pilot, lambda: "for 小林" in read_screen(app))
        assert "names an owner" not in read_screen(app)


@pytest.mark.parametrize(("who", "is_taken"), [("138 0000 1234", True), ("陈小姐", False)])
async def test_the_key_of_open_cases_says_that_there_is_none(
    made: CallDesk, who: str, is_taken: bool
) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", who)
        if is_taken:
            await wait_until(pilot, lambda: candidates(app))
            await pilot.press("enter")
            await wait_until(pilot, lambda: app.screen.words.customer_id == made.newcomer)
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: "no open case" in read_screen(app))
