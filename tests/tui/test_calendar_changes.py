"""The calendar: what one key does to follow-ups, and the form that books them."""

from datetime import date, datetime

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input
from textual.widgets._toast import Toast

from servicedesk.services.desk import Desk
from servicedesk.tui.calendar.booking_form import BookingForm
from servicedesk.tui.calendar.calendar_board import read_board
from tests.builders import given_followup
from tests.tui.calendar_desk import (
    LATE,
    MON_1,
    MON_2,
    MON_3,
    TODAY_1,
    TODAY_2,
    TUE,
    agenda,
    at,
    calendar,
    chosen,
    due,
    fill,
    is_calendar,
    said,
    screen,
    shown_ids,
    state,
    to_monday,
)
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def busy_desk(desk: Desk) -> Desk:
    """A desk with seven follow-ups."""
    return fill(desk)


# Moving


async def test_a_moved_follow_up_goes_while_the_cursor_keeps_its_place(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        place = agenda(pilot).cursor_row
        await pilot.press(">")
        await wait_until(pilot, lambda: shown_ids(pilot) == [LATE, MON_2, MON_3, MON_1, TUE])
        assert (agenda(pilot).cursor_row, agenda(pilot).cursor_id) == (place, MON_2)
        assert chosen(pilot) == date(2026, 11, 23)
        assert due(busy_desk, MON_1) == at(24, 9)
        await wait_until(pilot, lambda: "F-4 → Tue 24 Nov 09:00  u: undo" in said(pilot))
        await pilot.press("u")
        await wait_until(pilot, lambda: due(busy_desk, MON_1) == at(23, 9))


async def test_a_key_pressed_twice_in_a_hurry_means_the_row_that_comes_next(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("enter", ">", ">")
        await wait_until(pilot, lambda: due(busy_desk, MON_2) == at(24, 10, 30))
        assert due(busy_desk, MON_1) == at(24, 9)
        await wait_until(pilot, lambda: agenda(pilot).cursor_id == MON_3)


async def test_one_that_is_moved_up_leaves_the_cursor_on_the_next(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("enter", "j", "s")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        pilot.app.screen.query_one(Input).value = "23 nov 08:00"
        await pilot.press("enter")
        await wait_until(pilot, lambda: shown_ids(pilot) == [LATE, MON_2, MON_1, MON_3, TUE])
        await wait_until(pilot, lambda: agenda(pilot).cursor_id == MON_3)


async def test_what_is_read_while_a_change_is_written_does_not_take_the_cursor_away(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        rows = screen(pilot).rows
        rows.began()
        busy_desk.followups.move_days([MON_1], 1)
        screen(pilot)._show_board(read_board(busy_desk, date(2026, 11, 23)))
        assert agenda(pilot).cursor_id == MON_1
        rows.served([MON_1])
        await wait_until(pilot, lambda: shown_ids(pilot) == [LATE, MON_2, MON_3, MON_1, TUE])
        await wait_until(pilot, lambda: agenda(pilot).cursor_id == MON_2)


async def test_weekends_are_days_too(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("<")
        await wait_until(pilot, lambda: due(busy_desk, MON_1) == at(22, 9))


async def test_marks_make_every_key_a_bulk_key_with_one_undo(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("enter", "space", "space", ">")
        await wait_until(pilot, lambda: due(busy_desk, MON_2) == at(24, 10, 30))
        assert due(busy_desk, MON_1) == at(24, 9)
        await wait_until(pilot, lambda: "2 follow-ups a day on" in said(pilot))
        await wait_until(pilot, lambda: agenda(pilot).cursor_id == MON_3)
        assert not agenda(pilot).marks
        await pilot.press("u")
        await wait_until(pilot, lambda: due(busy_desk, MON_1) == at(23, 9))
        assert due(busy_desk, MON_2) == at(23, 10, 30)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("16:45", at(23, 16, 45)),
        ("下午四点", at(23, 16)),
        ("fri 15:00", at(20, 15)),
        ("wed", at(25, 9)),
        ("2026-12-24", at(24, 9, month=12)),
    ],
)
async def test_a_typed_time_moves_and_what_is_not_said_stays(
    busy_desk: Desk, typed: str, expected: datetime
) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("s")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        pilot.app.screen.query_one(Input).value = typed
        await pilot.press("enter")
        await wait_until(pilot, lambda: due(busy_desk, MON_1) == expected)


async def test_a_time_that_has_passed_is_refused_where_it_is_typed(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("s")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        pilot.app.screen.query_one(Input).value = "2020-01-01"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "That time has passed" in read_screen(pilot.app))
        pilot.app.screen.query_one(Input).value = "gestern"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "No time is meant" in read_screen(pilot.app))
        assert due(busy_desk, TODAY_1) == at(20, 11)


async def test_from_the_month_nothing_of_another_day_is_touched(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("l")
        await wait_until(pilot, lambda: "nothing planned" in read_screen(pilot.app))
        await pilot.press(">", "D")
        await wait_until(pilot, lambda: "no follow-up on this day" in said(pilot))
        assert due(busy_desk, MON_1) == at(23, 9)
        assert state(busy_desk, MON_1) == "planned"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_row_that_the_keys_mean_is_marked_and_no_other(
    busy_desk: Desk, size: tuple[int, int]
) -> None:
    def marked() -> list[str]:
        return [line for line in read_screen(pilot.app).splitlines() if {"▌", "▏"} & set(line)]

    async with calendar(busy_desk, size) as pilot:
        await wait_until(pilot, lambda: len(marked()) == 1 and "send the" in marked()[0])
        await pilot.press("l")
        await wait_until(pilot, lambda: chosen(pilot) == date(2026, 11, 21) and not marked())
        assert screen(pilot).rows.record is None
        await pilot.press("tab")
        await wait_until(pilot, lambda: len(marked()) == 1)
        assert screen(pilot).rows.record is not None


@pytest.mark.parametrize("keys", ["", "w", "a"])
async def test_what_is_said_does_not_lie_over_the_row_under_the_cursor(busy_desk: Desk, keys: str) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press(*keys, ">")
        await wait_until(
            pilot, lambda: "F-4" in read_screen(pilot.app) and len(pilot.app.screen.query(Toast)) > 0
        )
        toast = pilot.app.screen.query_one(Toast).region
        shown = agenda(pilot)
        place = shown.cursor_row - shown.top_row + 1
        assert not toast.overlaps(Region(shown.region.x, shown.region.y + place, shown.region.width, 1))


# Ending


async def test_held_asks_for_the_result_and_enter_alone_will_do(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("x")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: state(busy_desk, TODAY_1) == "held")
        await wait_until(pilot, lambda: shown_ids(pilot)[:3] == [LATE, TODAY_2, TODAY_1])
        assert agenda(pilot).cursor_id == TODAY_2


async def test_not_held_wants_a_reason(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("X")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Give a reason." in read_screen(pilot.app))
        pilot.app.screen.query_one(Input).value = "没人接 [/x]"
        await pilot.press("enter")
        await wait_until(pilot, lambda: state(busy_desk, TODAY_1) == "missed")
        row = busy_desk.followups.get(TODAY_1)
        assert row is not None
        assert row.reason_skipped == "没人接 [/x]"


async def test_an_overdue_one_leaves_the_top_when_it_is_held(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("enter", "g", "x")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        await pilot.press(*"ok", "enter")
        await wait_until(pilot, lambda: shown_ids(pilot) == [TODAY_1, TODAY_2, MON_1, MON_2, MON_3, TUE])
        assert agenda(pilot).cursor_row == 0
        await wait_until(pilot, lambda: "overdue" not in read_screen(pilot.app).splitlines()[1])


async def test_a_repeating_one_names_the_next_that_it_books(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("enter", "j", "j", "x")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "F-6 held  next: F-8" in said(pilot))
        assert due(busy_desk, 8) == at(7, 14, month=12)


async def test_called_off_without_a_question_and_undone_with_a_key(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("D")
        await wait_until(pilot, lambda: TODAY_1 not in shown_ids(pilot))
        assert state(busy_desk, TODAY_1) == "cancelled"
        await pilot.press("u")
        await wait_until(pilot, lambda: TODAY_1 in shown_ids(pilot))


async def test_what_has_ended_cannot_be_moved_and_the_next_key_works_again(busy_desk: Desk) -> None:
    busy_desk.followups.hold([TODAY_1])
    async with calendar(busy_desk) as pilot:
        await pilot.press("enter", "j", ">")
        await wait_until(pilot, lambda: "F-2 is no longer planned" in said(pilot))
        await pilot.press("k", ">")
        await wait_until(pilot, lambda: due(busy_desk, TODAY_2) == at(21, 15, 30))


@pytest.mark.parametrize("key", ["x", "X", "s"])
async def test_what_has_ended_is_refused_at_the_key_before_anything_is_typed(
    busy_desk: Desk, key: str
) -> None:
    busy_desk.followups.hold([TODAY_1], "[/] 已回访")
    async with calendar(busy_desk) as pilot:
        await pilot.press("enter", "j")
        await wait_until(pilot, lambda: agenda(pilot).cursor_id == TODAY_1)
        await pilot.press(key)
        await wait_until(pilot, lambda: "F-2 is no longer planned" in said(pilot))
        assert is_calendar(pilot)
        await pilot.press("k", key)
        await wait_until(pilot, lambda: not is_calendar(pilot))


@pytest.mark.parametrize("is_later", [False, True])
async def test_on_a_past_day_the_mark_stands_on_the_first_that_is_planned(
    busy_desk: Desk, is_later: bool
) -> None:
    # The one beside the overdue one of nine o'clock has been held, before it or behind it.
    held = given_followup(busy_desk, at(18, 10 if is_later else 8), purpose="已回访 [/]")
    busy_desk.followups.hold([held])
    async with calendar(busy_desk) as pilot:
        await pilot.press("h", "h")
        await wait_until(pilot, lambda: chosen(pilot) == date(2026, 11, 18) and held in shown_ids(pilot))
        await wait_until(pilot, lambda: agenda(pilot).cursor_id == LATE)
        record = screen(pilot).rows.record
        assert record is not None
        assert record.id == LATE


async def test_among_marked_ones_what_has_ended_is_left_alone(busy_desk: Desk) -> None:
    busy_desk.followups.hold([TODAY_1])
    async with calendar(busy_desk) as pilot:
        await pilot.press("enter", "v", "j", ">")
        await wait_until(pilot, lambda: due(busy_desk, TODAY_2) == at(21, 15, 30))
        await wait_until(pilot, lambda: "F-3 → tomorrow 15:30" in said(pilot))
        assert due(busy_desk, TODAY_1) == at(20, 11)


async def test_all_later_ones_are_moved_with_a_key_of_their_own(busy_desk: Desk) -> None:
    busy_desk.followups.edit(MON_1, {"repeat": "每周一"})
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("S")
        await wait_until(pilot, lambda: "Move this and all later ones to when?" in read_screen(pilot.app))
        await pilot.press(*"wed", "enter")
        await wait_until(pilot, lambda: "F-4 → Wed 25 Nov 09:00 and all later" in said(pilot))
        row = busy_desk.followups.get(MON_1)
        assert row is not None
        assert (row.repeat, row.planned_for) == ("FREQ=WEEKLY;BYDAY=WE", at(23, 9))


async def test_a_follow_up_that_does_not_repeat_has_no_later_ones_and_is_asked_for_no_time(
    busy_desk: Desk,
) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("S")
        await wait_until(pilot, lambda: "F-4 does not repeat. Move it alone." in said(pilot))
        assert is_calendar(pilot)


# Fields, customer, case


async def test_fields_are_edited_and_a_repeat_is_read_in_words(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("e")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        pilot.app.screen.query_one("#field-purpose", Input).value = "改签 [x]"
        pilot.app.screen.query_one("#field-repeat", Input).value = "每月24日"
        pilot.app.screen.query_one("#field-due_at", Input).value = "明天下午三点"
        await pilot.press("ctrl+s")
        # The 21st is none of its days: it goes to the first that is, and says so.
        await wait_until(pilot, lambda: due(busy_desk, TODAY_1) == at(24, 15))
        await wait_until(pilot, lambda: "→ Tue 24 Nov 15:00  first day of" in said(pilot))
        row = busy_desk.followups.get(TODAY_1)
        assert row is not None
        assert (row.purpose, row.repeat) == ("改签 [x]", "FREQ=MONTHLY;BYMONTHDAY=24")


async def test_a_stale_form_saves_nothing(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("e")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        busy_desk.followups.move([TODAY_1], at(25, 9))
        pilot.app.screen.query_one("#field-due_at", Input).value = "2026-12-01 10:00"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Somebody else changed F-2" in read_screen(pilot.app))
        assert due(busy_desk, TODAY_1) == at(25, 9)


async def test_enter_on_a_row_opens_its_case_and_i_the_customer(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("enter", "j", "enter")
        await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == "QueueScreen")
        await pilot.press("5", "i")
        await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == "CustomerScreen")
        assert pilot.app.screen.customer_id == 1


# Booking


async def booking(pilot: Pilot[None], key: str = "n") -> BookingForm:
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, BookingForm))
    form = pilot.app.screen
    assert isinstance(form, BookingForm)
    return form


@pytest.mark.parametrize("typed", ["liw", "李伟", "0000 1111", "lw"])
async def test_a_customer_is_found_and_booked_with_a_repeat_for_the_chosen_day(
    busy_desk: Desk, typed: str
) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        form = await booking(pilot)
        form.query_one("#booking-who", Input).value = typed
        await pilot.press("enter")
        await wait_until(pilot, lambda: form.query_one("#booking-who", Input).value == "李伟")
        await wait_until(pilot, lambda: "只收普通发票 [b]" in read_screen(pilot.app))
        form.query_one("#booking-purpose", Input).value = "季度回访"
        form.query_one("#booking-when", Input).value = "下午三点"
        form.query_one("#booking-method", Input).value = "vis"
        form.query_one("#booking-repeat", Input).value = "every 2 weeks"
        await wait_until(pilot, lambda: "Monday 23 November 15:00 · visit · 李伟" in read_screen(pilot.app))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: 8 in shown_ids(pilot))
        row = busy_desk.followups.get(8)
        assert row is not None
        assert (row.customer_name, row.purpose, row.method) == ("李伟", "季度回访", "visit")
        assert (due(busy_desk, 8), row.repeat) == (at(23, 15), "FREQ=WEEKLY;INTERVAL=2")
        assert agenda(pilot).cursor_id == MON_1


async def test_a_day_alone_is_booked_as_a_whole_day(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        form = await booking(pilot)
        form.query_one("#booking-purpose", Input).value = "stock-taking"
        form.query_one("#booking-when", Input).value = "wed"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: busy_desk.followups.get(8) is not None)
        row = busy_desk.followups.get(8)
        assert row is not None
        assert row.all_day
        assert due(busy_desk, 8).date() == date(2026, 11, 25)


async def test_without_a_time_the_usual_hour_of_the_chosen_day_is_booked(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        form = await booking(pilot)
        form.query_one("#booking-purpose", Input).value = "回访"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: busy_desk.followups.get(8) is not None)
        assert due(busy_desk, 8) == at(23, 9)


async def test_another_one_is_booked_with_the_customer_of_the_row(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        form = await booking(pilot, "f")
        await wait_until(pilot, lambda: form.query_one("#booking-who", Input).value == "Ann Lee")
        form.query_one("#booking-when", Input).value = "fri 15:00"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: busy_desk.followups.get(8) is not None)
        row = busy_desk.followups.get(8)
        assert row is not None
        assert row.customer_name == "Ann Lee"


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("who", "nobody of that name", "Press Enter here to take a customer"),
        ("when", "gestern", "No time is meant"),
        ("when", "每月24日", "write it below, in Repeat"),
        ("when", "尽快", "no time that anybody can keep"),
        ("when", "2020-01-01", "That time has passed"),
        ("method", "pigeon", "one of: phone"),
        ("repeat", "now and then", "not understood"),
    ],
)
async def test_what_cannot_be_booked_is_said_at_its_field(
    busy_desk: Desk, field: str, typed: str, fault: str
) -> None:
    async with calendar(busy_desk) as pilot:
        form = await booking(pilot)
        form.query_one("#booking-purpose", Input).value = "回访"
        form.query_one(f"#booking-{field}", Input).value = typed
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: fault in read_screen(pilot.app))
        assert form.focused is form.query_one(f"#booking-{field}")
        assert busy_desk.followups.get(8) is None


async def test_escape_keeps_the_words_of_a_booking_and_says_so(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        form = await booking(pilot)
        form.query_one("#booking-purpose", Input).value = "回访"
        await pilot.press("escape")
        await wait_until(pilot, lambda: is_calendar(pilot))
        await wait_until(pilot, lambda: "What you typed is kept" in read_screen(pilot.app))
        assert busy_desk.followups.get(8) is None


async def test_a_booking_that_was_left_stands_there_again_with_its_customer(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        form = await booking(pilot)
        form.query_one("#booking-purpose", Input).value = "回访 [/]"
        form.query_one("#booking-when", Input).value = "fri 15:00"
        form.query_one("#booking-who", Input).value = "李伟"
        form.query_one("#booking-who", Input).focus()
        await pilot.press("enter")
        await wait_until(pilot, lambda: form._taken_id)
        taken = form._taken_id
        await pilot.press("escape")
        await wait_until(pilot, lambda: is_calendar(pilot))
    async with calendar(busy_desk) as pilot:
        form = await booking(pilot)
        await wait_until(pilot, lambda: form._text("purpose") == "回访 [/]")
        await wait_until(pilot, lambda: form._glance)
        assert form._taken_id == taken
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: is_calendar(pilot))
        await wait_until(pilot, lambda: busy_desk.drafts.of_form("followup.new") is None)
