"""The calendar: days and agenda, and what one key does to follow-ups."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from servicedesk import i18n
from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.screens.calendar import CalendarScreen
from servicedesk.tui.widgets.agenda_list import AgendaList
from servicedesk.tui.widgets.booking_form import BookingForm
from servicedesk.tui.widgets.month_grid import MonthGrid
from servicedesk.tui.widgets.week_grid import WeekGrid
from tests.builders import HOSTILE, FixedTime, given_case, given_customer, given_followup
from tests.tui.conftest import WaitFor, read_screen, type_character, wait_until

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE, TODAY_1, TODAY_2, MON_1, MON_2, MON_3, TUE = range(1, 8)
"""The follow-ups of `busy_desk` in the order in which the agenda shows them."""


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 on the desk's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def busy_desk(desk: Desk) -> Desk:
    """Friday 20 November, 09:12: one overdue, two today, three on Monday, one on Tuesday."""
    li = given_customer(desk, "李伟", "138 0000 1111", banner="只收普通发票 [b]")
    ann = given_customer(desk, "Ann Lee", "+44 20 7946 0123")
    leak = given_case(desk, customer_id=li)
    given_followup(desk, at(18, 9), customer_id=li, purpose="满意度")
    given_followup(desk, at(20, 11), customer_id=ann, purpose="send the credit note", method="email")
    given_followup(desk, at(20, 15, 30), customer_id=li, case_id=leak, purpose="回访：漏水")
    given_followup(desk, at(23, 9), customer_id=li, purpose=HOSTILE)
    given_followup(desk, at(23, 10, 30), customer_id=ann, purpose="credit note [sent]?")
    given_followup(desk, at(23, 14), purpose="季度拜访", method="visit", repeat="every 2 weeks")
    given_followup(desk, at(24, 14), customer_id=ann, purpose="送货确认")
    return desk


@asynccontextmanager
async def calendar(desk: Desk, size: tuple[int, int] = (80, 24), rows: int = 7) -> AsyncIterator[Pilot[None]]:
    """The app on its calendar, with the agenda loaded."""
    app = ServiceDeskApp(
        lambda: Desk.open(desk.settings, path=desk.store.path, clock=desk.clock), first_screen="calendar"
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(pilot, lambda: is_calendar(pilot) and screen(pilot).board is not None)
        await wait_until(pilot, lambda: agenda(pilot).count == rows)
        yield pilot
        assert app.unexpected == []


def is_calendar(pilot: Pilot[None]) -> bool:
    return isinstance(pilot.app.screen, CalendarScreen)


def screen(pilot: Pilot[None]) -> CalendarScreen:
    shown = pilot.app.screen
    assert isinstance(shown, CalendarScreen)
    return shown


def agenda(pilot: Pilot[None]) -> AgendaList:
    return screen(pilot).query_one(AgendaList)


def shown_ids(pilot: Pilot[None]) -> list[int]:
    return list(agenda(pilot).ids()) if is_calendar(pilot) else []


def chosen(pilot: Pilot[None]) -> date | None:
    return screen(pilot).chosen


def due(desk: Desk, followup_id: int) -> datetime:
    row = desk.followups.get(followup_id)
    assert row is not None
    return row.due_at.astimezone(SHANGHAI)


def state(desk: Desk, followup_id: int) -> str:
    row = desk.followups.get(followup_id)
    return "" if row is None else row.state


async def to_monday(pilot: Pilot[None]) -> None:
    """Choose Monday 23 November and wait for its agenda."""
    await pilot.press("l", "l", "l")
    await wait_until(pilot, lambda: shown_ids(pilot)[1:2] == [MON_1] and agenda(pilot).cursor_id == MON_1)


# What is shown


async def test_the_overdue_are_pinned_above_the_chosen_day_and_the_cursor_is_on_the_day(
    busy_desk: Desk,
) -> None:
    async with calendar(busy_desk) as pilot:
        assert shown_ids(pilot) == [LATE, TODAY_1, TODAY_2, MON_1, MON_2, MON_3, TUE]
        assert agenda(pilot).cursor_id == TODAY_1
        lines = read_screen(pilot.app).splitlines()
        assert "today  2 planned   ! 1 overdue" in lines[1]
        assert "!" in lines[3]
        assert "满意度" in lines[3]


async def test_signs_tell_chosen_day_today_planned_and_overdue_without_colour(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        text = read_screen(pilot.app)
        assert " 16 17 18!19*20.21 22 47" in text
        assert "[23]24.25 26 27 28 29 48" in text


async def test_only_what_is_planned_counts_in_the_month(busy_desk: Desk) -> None:
    busy_desk.followups.hold([TUE])
    async with calendar(busy_desk, rows=6) as pilot:
        await to_monday(pilot)
        assert "[23]24 25 26" in read_screen(pilot.app)


async def test_past_days_show_in_words_what_was_held_and_what_was_not(busy_desk: Desk) -> None:
    busy_desk.followups.hold([given_followup(busy_desk, at(17, 9), purpose="routine")], "all fine [x]")
    busy_desk.followups.miss([given_followup(busy_desk, at(17, 10), purpose="拜访")], "nobody at home")
    busy_desk.followups.cancel([given_followup(busy_desk, at(17, 11), purpose="never mind")])
    async with calendar(busy_desk) as pilot:
        await pilot.press("h", "h", "h")
        await wait_until(pilot, lambda: agenda(pilot).count == 9)
        text = read_screen(pilot.app)
        assert "held: routine" in text
        assert "not held: 拜访" in text
        assert "never mind" not in text
        assert "nothing planned" in text


async def test_hostile_words_are_shown_literally_everywhere(busy_desk: Desk, wait_for: WaitFor) -> None:
    async with calendar(busy_desk, (120, 40)) as pilot:
        await to_monday(pilot)
        assert "[/] [@click=app.quit]漏水" in read_screen(pilot.app)
        await pilot.press("w")
        await wait_for(pilot, lambda: "[/] [@click=ap" in read_screen(pilot.app).split("Day")[0])
        await pilot.press("e")
        await wait_for(pilot, lambda: "[@click=app.quit]漏水" in read_screen(pilot.app))


async def test_an_empty_calendar_says_what_to_do(desk: Desk) -> None:
    async with calendar(desk, rows=0) as pilot:
        await wait_until(pilot, lambda: "n books a follow-up" in read_screen(pilot.app))
        await pilot.press("enter", "x", ">", "D", "i", "c", "y", "e", "s", "X", "f")
        assert is_calendar(pilot)


async def test_many_overdue_leave_the_chosen_day_in_sight(desk: Desk) -> None:
    for number in range(60):
        given_followup(desk, at(1, 9) + timedelta(hours=number), purpose=f"late {number}")
    today = given_followup(desk, at(20, 16), purpose="today's own")
    async with calendar(desk, rows=61) as pilot:
        assert agenda(pilot).cursor_id == today
        text = read_screen(pilot.app)
        assert "today's own" in text
        assert "late 59" in text
        assert "! 60 overdue" in text


async def test_masked_phones_stay_masked(busy_desk: Desk) -> None:
    from tests.builders import open_desk

    with open_desk(busy_desk.store.path, FixedTime(), mask_phones=True) as masked:
        async with calendar(masked, (120, 40)) as pilot:
            text = read_screen(pilot.app)
            assert "138****1111" in text
            assert "138 0000 1111" not in text


async def test_a_day_is_chinese_in_chinese(busy_desk: Desk) -> None:
    i18n.activate("zh_CN")
    async with calendar(busy_desk) as pilot:
        text = read_screen(pilot.app)
        assert "2026年11月" in text
        assert "一 二 三 四 五 六 日" in text
        assert "23日周一" in text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_calendar_looks_like_this(
    busy_desk: Desk, size: tuple[int, int], screen_text: Callable[[App[None]], str], snapshot: object
) -> None:
    async with calendar(busy_desk, size) as pilot:
        await to_monday(pilot)
        assert screen_text(pilot.app) == snapshot


# Getting about


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("l", date(2026, 11, 21)),
        ("left", date(2026, 11, 19)),
        ("j", date(2026, 11, 27)),
        ("up", date(2026, 11, 13)),
        ("]", date(2026, 12, 20)),
        ("[", date(2026, 10, 20)),
        ("] ] t", date(2026, 11, 20)),
        ("j j j", date(2026, 12, 11)),
        ("w ]", date(2026, 11, 27)),
    ],
)
async def test_days_weeks_and_months_are_a_key_away(busy_desk: Desk, keys: str, expected: date) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press(*keys.split())
        await wait_until(pilot, lambda: chosen(pilot) == expected)
        board = screen(pilot).board
        await wait_until(
            pilot, lambda: screen(pilot).board is not None and screen(pilot).board.covers(expected)
        )
        assert board is not None


async def test_the_31st_pages_to_the_last_day_of_a_shorter_month(desk: Desk) -> None:
    async with calendar(desk, rows=0) as pilot:
        screen(pilot).visit(day=date(2027, 1, 31))
        await pilot.press("]")
        await wait_until(pilot, lambda: chosen(pilot) == date(2027, 2, 28))


async def test_enter_goes_to_the_follow_ups_of_the_day_and_escape_back(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("enter", "j")
        assert agenda(pilot).has_focus
        assert agenda(pilot).cursor_id == MON_2
        await pilot.press("escape")
        assert screen(pilot).query_one(MonthGrid).has_focus
        assert chosen(pilot) == date(2026, 11, 23)


async def test_the_views_follow_m_w_and_a_and_escape_leaves_the_agenda(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("w")
        await wait_until(pilot, lambda: "week 47" in read_screen(pilot.app))
        assert screen(pilot).query_one(WeekGrid).has_focus
        assert "[Fri 20]" in read_screen(pilot.app)
        await pilot.press("a")
        await wait_until(pilot, lambda: "November" not in read_screen(pilot.app))
        assert agenda(pilot).has_focus
        assert agenda(pilot).size.width == 80
        await pilot.press("escape")
        await wait_until(pilot, lambda: "November 2026" in read_screen(pilot.app))
        assert screen(pilot).query_one(MonthGrid).has_focus


async def test_the_week_says_how_many_more_there_are(desk: Desk) -> None:
    for hour in range(9):
        given_followup(desk, at(20, 10 + hour), purpose=f"回访 {hour}")
    async with calendar(desk, rows=9) as pilot:
        await pilot.press("w")
        await wait_until(pilot, lambda: "+5 more" in read_screen(pilot.app))


async def test_full_width_signs_of_an_input_method_work_too(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await type_character(pilot, "》")
        await wait_until(pilot, lambda: due(busy_desk, MON_1) == at(24, 9))


async def test_a_click_chooses_a_day_and_a_second_opens_it(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.click(MonthGrid, offset=(2, 6))
        await wait_until(pilot, lambda: chosen(pilot) == date(2026, 11, 23))
        await pilot.click(MonthGrid, offset=(2, 6), times=2)
        await wait_until(pilot, lambda: agenda(pilot).has_focus)


async def test_a_visit_goes_to_the_day_or_to_the_follow_up(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        screen(pilot).visit(day=date(2027, 3, 1))
        await wait_until(pilot, lambda: shown_ids(pilot) == [LATE])
        screen(pilot).visit(followup_id=MON_2)
        await wait_until(pilot, lambda: agenda(pilot).cursor_id == MON_2)
        assert chosen(pilot) == date(2026, 11, 23)


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
        await wait_until(pilot, lambda: "F-4 → Tue 24 Nov 09:00  u: undo" in read_screen(pilot.app))
        await pilot.press("u")
        await wait_until(pilot, lambda: due(busy_desk, MON_1) == at(23, 9))


async def test_a_key_pressed_twice_in_a_hurry_means_the_row_that_comes_next(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("enter", ">", ">")
        await wait_until(pilot, lambda: due(busy_desk, MON_2) == at(24, 10, 30))
        assert due(busy_desk, MON_1) == at(24, 9)
        await wait_until(pilot, lambda: agenda(pilot).cursor_id == MON_3)


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
        await wait_until(pilot, lambda: "2 follow-ups a day on" in read_screen(pilot.app))
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
        await wait_until(pilot, lambda: "no follow-up on this day" in read_screen(pilot.app))
        assert due(busy_desk, MON_1) == at(23, 9)
        assert state(busy_desk, MON_1) == "planned"


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
        await wait_until(pilot, lambda: "F-6 held  next: F-8" in read_screen(pilot.app))
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
        await wait_until(pilot, lambda: "F-2 is no longer planned" in read_screen(pilot.app))
        await pilot.press("k", ">")
        await wait_until(pilot, lambda: due(busy_desk, TODAY_2) == at(21, 15, 30))


# Fields, customer, case


async def test_fields_are_edited_and_a_repeat_is_read_in_words(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await pilot.press("e")
        await wait_until(pilot, lambda: not is_calendar(pilot))
        pilot.app.screen.query_one("#field-purpose", Input).value = "改签 [x]"
        pilot.app.screen.query_one("#field-repeat", Input).value = "每月24日"
        pilot.app.screen.query_one("#field-due_at", Input).value = "明天下午三点"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: due(busy_desk, TODAY_1) == at(21, 15))
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
        ("when", "2020-01-01", "That time has passed"),
        ("method", "pigeon", "one of: call"),
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


async def test_escape_throws_words_away_only_at_the_second_press(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        form = await booking(pilot)
        form.query_one("#booking-purpose", Input).value = "回访"
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Esc again" in read_screen(pilot.app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: is_calendar(pilot))
        assert busy_desk.followups.get(8) is None


# Other windows, and time going on


async def test_a_change_elsewhere_is_seen_and_cursor_marks_and_day_stay(busy_desk: Desk) -> None:
    async with calendar(busy_desk) as pilot:
        await to_monday(pilot)
        await pilot.press("enter", "j", "space")
        busy_desk.followups.cancel([MON_1])
        await wait_until(pilot, lambda: shown_ids(pilot) == [LATE, MON_2, MON_3, TUE])
        assert agenda(pilot).cursor_id == MON_3
        assert agenda(pilot).marks == {MON_2}
        assert chosen(pilot) == date(2026, 11, 23)


async def test_what_was_planned_becomes_overdue_as_time_goes_on(busy_desk: Desk, time: FixedTime) -> None:
    async with calendar(busy_desk) as pilot:
        time.moment = at(20, 11, 30).astimezone(UTC)
        screen(pilot)._look_again()
        await wait_until(pilot, lambda: "! 2 overdue" in read_screen(pilot.app))
        assert shown_ids(pilot)[:3] == [LATE, TODAY_1, TODAY_2]


async def test_a_whole_day_is_overdue_only_when_it_is_over(desk: Desk, time: FixedTime) -> None:
    given_followup(desk, at(20, 0), purpose="all day", all_day=True)
    async with calendar(desk, rows=1) as pilot:
        assert "overdue" not in read_screen(pilot.app).splitlines()[1]
        time.moment = at(21, 9).astimezone(UTC)
        screen(pilot)._look_again()
        await wait_until(pilot, lambda: "! 1 overdue" in read_screen(pilot.app))
