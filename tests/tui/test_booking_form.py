"""The form that books a follow-up: whom Tab takes, what a refusal says, what empties it."""

from textual.pilot import Pilot
from textual.widgets import Input

from servicedesk.services.desk import Desk
from servicedesk.tui.calendar.booking_form import BookingForm
from tests.tui.calendar_desk import calendar, fill, is_calendar, said
from tests.tui.conftest import read_screen, wait_until


async def booking(pilot: Pilot[None]) -> BookingForm:
    await pilot.press("n")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, BookingForm))
    form = pilot.app.screen
    assert isinstance(form, BookingForm)
    return form


def field(form: BookingForm, name: str) -> Input:
    return form.query_one(f"#booking-{name}", Input)


async def test_tab_takes_the_only_one_and_a_refusal_stands_once_at_its_field(desk: Desk) -> None:
    fill(desk)
    async with calendar(desk) as pilot:
        form = await booking(pilot)
        # Keys and Tab in one go: the desk answers behind them.
        await pilot.press(*"liw", "tab")
        await wait_until(pilot, lambda: field(form, "who").value == "李伟")
        assert form.focused is field(form, "purpose")
        await pilot.press("shift+tab", "end", *"zz", "tab")
        await wait_until(pilot, lambda: form._found.typed == "李伟zz")
        await pilot.press("ctrl+s")
        assert form.focused is field(form, "who")
        assert read_screen(pilot.app).count("Press Enter here to take a customer") == 1


async def test_f9_empties_the_form_and_leaves_it_open(desk: Desk) -> None:
    fill(desk)
    async with calendar(desk) as pilot:
        form = await booking(pilot)
        await pilot.press(*"liw", "tab", *"ask", "escape")
        await wait_until(pilot, lambda: is_calendar(pilot))
        form = await booking(pilot)
        await wait_until(pilot, lambda: form._glance and "F9 empties the form" in read_screen(pilot.app))
        await pilot.press("f9")
        assert [field(form, name).value for name in ("who", "purpose", "when")] == ["", "", ""]
        assert form._taken_id is None
        assert "Discarded: 李伟" in said(pilot)
        await wait_until(pilot, lambda: desk.drafts.of_form("followup.new") is None)
        # Letters are words here, and no screens.
        await pilot.press(*"2", "escape")
        await wait_until(pilot, lambda: is_calendar(pilot))
