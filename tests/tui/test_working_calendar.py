"""The screen of the working calendar: days with signs, hours and reasons, and what the keys change."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicedesk import i18n
from servicedesk.domain.worktime_rules import DayRule, DutyDays, HoursRange, Interval, YearDay
from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.rules.year_grid import YearGrid
from tests.builders import HOSTILE, given_case, open_desk
from tests.tui.conftest import read_screen, type_character, wait_until
from tests.tui.rules_desk import front, is_read, rules_app, says, text_of, toast

NAME = "working_calendar"
TODAY = date(2026, 11, 20)


@pytest.fixture
def seeded(desk: Desk) -> Desk:
    """A desk with the public holidays of 2026, those of 2027 not announced, and one open complaint."""
    desk.policies.seed("CN", 2026)
    desk.policies.seed("CN", 2027)
    given_case(desk, HOSTILE)
    return desk


def kind(desk: Desk, day: date) -> str:
    return desk.clocks.calendar().hours(day).reason


async def becomes(pilot: Pilot[None], desk: Desk, day: date, reason: str) -> None:
    await wait_until(pilot, lambda: kind(desk, day) == reason)


# What is shown


async def test_a_low_window_shows_two_months_what_their_signs_mean_and_the_special_days(seeded: Desk) -> None:
    async with rules_app(seeded, NAME) as pilot:
        text = read_screen(pilot.app)
        assert "November 2026                December 2026" in text
        assert " 16  17  18  19  20  21. 22." in text
        assert "M make-up working day" in text
        assert "October" not in text
        assert "Friday 20 November 2026" in text
        assert "09:00-12:00, 13:00-18:00  (8 h)" in text
        assert "2026: public holidays of mainland China." in text
        assert "M 10 Oct Sat" in text


async def test_a_large_window_shows_the_whole_year_and_what_the_signs_mean(seeded: Desk) -> None:
    async with rules_app(seeded, NAME, (120, 40)) as pilot:
        text = read_screen(pilot.app)
        assert text.count(" 2026  ") >= 8
        assert "M make-up working day" in text
        assert "16H 17H 18H 19H 20H 21H 22H" in text
        assert "─ 2026: public holidays of mainland China. ─" in text


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40)])
async def test_no_hours_of_a_duty_desk_and_no_meaning_of_a_sign_are_cut(
    seeded: Desk, size: tuple[int, int]
) -> None:
    hours = (Interval(540, 690), Interval(780, 930))
    seeded.policies.set_week([5], hours)
    seeded.policies.set_week([6], (Interval(600, 720), Interval(810, 960)))
    seeded.policies.set_duty(
        DutyDays("值班（周三晚间轮换，全体人员）", 2, date(2026, 11, 18), (hours[0],), 2)
    )
    async with rules_app(seeded, NAME, size) as pilot:
        text = read_screen(pilot.app)
        words = " ".join(text.split())
        assert "Sat 09:00-11:30, 13:00-15:30; Sun 10:00-12:00, 13:30-16:00" in words
        duty = [line for line in text.splitlines() if "D every other Wed 09:00-11:30" in line]
        assert len(duty) == 1
        assert size[1] < 40 or any("O other hours" in line for line in text.splitlines()[-5:-1])
        assert "s holidays" in text.splitlines()[-1]


async def test_every_width_keeps_its_lines_within_the_window(seeded: Desk) -> None:
    for size in ((60, 15), (70, 40), (100, 24), (200, 50)):
        async with rules_app(seeded, NAME, size) as pilot:
            grid = front(pilot).query_one(YearGrid)
            months, beside = grid.months()
            assert 12 % len(months) == 0
            assert beside * 29 - 2 <= grid.content_size.width
            assert any(month.month == 11 for month in months)


async def test_days_and_years_are_walked_through_and_the_reason_of_each_is_said(seeded: Desk) -> None:
    async with rules_app(seeded, NAME) as pilot:
        await pilot.press("l")
        assert "Saturday 21 November 2026  . day off" in read_screen(pilot.app)
        await pilot.press("k", "k", "k", "k", "k", "k")
        assert "Saturday 10 October 2026" in text_of(pilot, "#hours-day")
        assert "make-up working day (instead of 2026-10-07)  public holidays" in text_of(pilot, "#hours-day")
        await pilot.press("]")
        await wait_until(pilot, lambda: front(pilot).year.year == 2027)
        await says(pilot, "2027: the make-up days of CN are not announced yet")
        await pilot.press("]")
        await says(pilot, "The public holidays of 2028 were not taken over")
        await pilot.press("g")
        await says(pilot, "Friday 20 November 2026")


async def test_a_click_chooses_the_day(seeded: Desk) -> None:
    async with rules_app(seeded, NAME, (120, 40)) as pilot:
        await pilot.click(YearGrid, offset=(29 + 5 * 4 + 1, 2 + 1))
        assert front(pilot).chosen == date(2026, 2, 7)
        await pilot.click(YearGrid, offset=(1, 0))
        assert front(pilot).chosen == date(2026, 2, 7)


async def test_the_calendar_ends_where_its_years_end(seeded: Desk) -> None:
    async with rules_app(seeded, NAME) as pilot:
        front(pilot).choose_day(date(2200, 12, 31))
        await wait_until(pilot, lambda: front(pilot).year.year == 2200)
        await pilot.press("l", "]")
        assert front(pilot).chosen == date(2200, 12, 31)


async def test_hostile_names_are_shown_as_they_are(desk: Desk) -> None:
    desk.policies.set_day(DayRule(TODAY, "closed", HOSTILE))
    async with rules_app(desk, NAME) as pilot:
        text = read_screen(pilot.app)
        assert "[/] [@click=app.quit]漏水[/]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


async def test_it_speaks_chinese(seeded: Desk) -> None:
    i18n.activate("zh_CN")
    async with rules_app(seeded, NAME) as pilot:
        text = read_screen(pilot.app)
        assert "2026年11月" in text
        assert "一  二  三  四  五  六  日" in text


# Changing days


async def test_keys_make_a_day_worked_closed_a_holiday_and_clear_it_and_undo_takes_back(seeded: Desk) -> None:
    saturday = date(2026, 11, 21)
    async with rules_app(seeded, NAME) as pilot:
        await pilot.press("l", "o")
        await becomes(pilot, seeded, saturday, "make_up")
        await wait_until(pilot, lambda: "The clocks of 1 open case were computed anew." in toast(pilot))
        await says(pilot, "M 21 Nov Sat")
        await pilot.press("x")
        await becomes(pilot, seeded, saturday, "closed")
        await pilot.press("X")
        await becomes(pilot, seeded, saturday, "holiday")
        await says(pilot, "holiday  set by the desk")
        await pilot.press("u")
        await becomes(pilot, seeded, saturday, "closed")
        await says(pilot, "desk closed  set by the desk")
        await pilot.press("D")
        await becomes(pilot, seeded, saturday, "week")
        await says(pilot, "day off")


async def test_a_day_without_a_rule_has_nothing_to_clear_or_to_name_and_says_so(seeded: Desk) -> None:
    async with rules_app(seeded, NAME) as pilot:
        for key in ("D", "n"):
            await pilot.press(key)
            await wait_until(pilot, lambda: toast(pilot) == "This day has no rule of its own.")
        assert seeded.history.newest()[0].verb == "case.open"


async def test_hours_are_typed_checked_and_make_a_half_day(seeded: Desk) -> None:
    async with rules_app(seeded, NAME) as pilot:
        await pilot.press("t")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press("ctrl+u", *"25:00-12:00", "enter")
        await says(pilot, "is not hours")
        await pilot.press("ctrl+u", "enter")
        await says(pilot, "Type hours")
        for character in "０９：００－１１：３０":
            await type_character(pilot, character)
        await pilot.press("enter")
        await becomes(pilot, seeded, TODAY, "half")
        assert seeded.clocks.calendar().hours(TODAY).intervals == (Interval(540, 690),)
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        await pilot.press("t")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press("ctrl+u", *"08:00-20:00", "enter")
        await becomes(pilot, seeded, TODAY, "other")


async def test_a_day_gets_a_name(seeded: Desk) -> None:
    async with rules_app(seeded, NAME) as pilot:
        await pilot.press("x")
        await says(pilot, "set by the desk")
        await pilot.press("n")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press(*"[/] x")
        for character in "停电":
            await type_character(pilot, character)
        await pilot.press("enter")
        await wait_until(pilot, lambda: seeded.clocks.calendar().hours(TODAY).name == "[/] x停电")


# The week, seasons, duty, a year


async def test_the_hours_of_a_weekday_are_typed_and_nothing_makes_it_a_day_off(seeded: Desk) -> None:
    async with rules_app(seeded, NAME) as pilot:
        await pilot.press("w", "6")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press(*"10:00-12:00", "enter")
        await says(pilot, "From when does it hold?")
        # Esc leads back to the hours.
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await says(pilot, "10:00-12:00")
        await pilot.press("enter")
        await says(pilot, "From when does it hold?")
        await pilot.press("b", "enter")
        await wait_until(pilot, lambda: seeded.policies.parsed("calendar").week[5] == (Interval(600, 720),))
        await says(pilot, "Sat 10:00-12:00")
        await pilot.press("w", "w")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press("ctrl+u", "enter")
        await says(pilot, "From when does it hold?")
        await pilot.press("n", "enter")
        await wait_until(pilot, lambda: seeded.policies.parsed("calendar").week[0] == ())
        await says(pilot, "Mon–Fri day off")
        assert seeded.policies.get("calendar").valid_from == seeded.clock.now()


async def test_a_calendar_without_any_working_day_is_refused_in_words(seeded: Desk) -> None:
    seeded.policies.set_week([5], (Interval(600, 720),))
    seeded.policies.set_week(range(5), ())
    async with rules_app(seeded, NAME) as pilot:
        await pilot.press("w", "6")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press("ctrl+u", "enter")
        await wait_until(pilot, lambda: "would be a working day" in toast(pilot))
        assert seeded.policies.parsed("calendar").week[5]


async def test_a_season_is_added_in_a_form_that_says_what_is_wrong_and_taken_away(seeded: Desk) -> None:
    async with rules_app(seeded, NAME) as pilot:
        await pilot.press("r", "n")
        await says(pilot, "New season")
        await pilot.press(*"Summer", "tab", *"06-31", "tab", *"09-15", "tab", *"08:00-12:00", "ctrl+s")
        await says(pilot, "is not a date")
        await pilot.press("shift+tab", "shift+tab", "backspace", "backspace", *"15", "ctrl+s")
        await wait_until(pilot, lambda: bool(seeded.policies.parsed("calendar").ranges))
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        assert seeded.policies.parsed("calendar").ranges == (
            HoursRange("Summer", YearDay(6, 15), YearDay(9, 15), (Interval(480, 720),)),
        )
        await pilot.press("r")
        await says(pilot, "remove: Summer")
        await pilot.press("j", "j", "enter")
        await wait_until(pilot, lambda: not seeded.policies.parsed("calendar").ranges)


async def test_duty_begins_on_the_chosen_day_unless_told(seeded: Desk) -> None:
    async with rules_app(seeded, NAME) as pilot:
        await pilot.press("r", "d")
        await says(pilot, "New duty")
        await pilot.press(*"Duty", "tab", *"sat", "tab", *"x", "ctrl+s")
        await says(pilot, "Type a number")
        await pilot.press("backspace", *"2", "ctrl+s")
        # In the words of a form, not of the text in which the calendar is kept.
        await says(pilot, "Type hours, such as 09:00-12:00.")
        await pilot.press("tab", "tab", *"09:00-12:00", "ctrl+s")
        await wait_until(pilot, lambda: bool(seeded.policies.parsed("calendar").duties))
        (duty,) = seeded.policies.parsed("calendar").duties
        assert (duty.weekday, duty.every, duty.start) == (5, 2, TODAY)


async def test_a_year_is_taken_over_for_a_country_and_says_what_came(desk: Desk) -> None:
    async with rules_app(desk, NAME) as pilot:
        await pilot.press("s")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Took over 2026 of CN: 33 holidays, 6 make-up days." in toast(pilot))
        await pilot.press("s")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press("ctrl+u", *"Atlantis", "enter")
        await wait_until(pilot, lambda: "not a country" in toast(pilot))
        await pilot.press("]", "s")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "not announced yet" in toast(pilot))


# Text and files, getting about


async def test_the_calendar_goes_into_a_file_and_comes_back(
    seeded: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A short name, for it is typed three times.
    monkeypatch.chdir(tmp_path)
    file = Path("cal.toml")
    before = seeded.policies.text("calendar")
    async with rules_app(seeded, NAME) as pilot:
        for _time in range(2):
            await pilot.press("E")
            await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
            await pilot.press("ctrl+u", *str(file), "enter")
            await wait_until(pilot, file.exists)
        await says(pilot, "cal.toml exists already.")
        await pilot.press("k")
        assert await asyncio.to_thread(file.read_text, "utf-8") == before
        seeded.policies.reset("calendar")
        await pilot.press("i")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press(*str(file), "enter")
        await wait_until(pilot, lambda: seeded.policies.text("calendar") == before)
        await pilot.press("i")
        await wait_until(pilot, lambda: isinstance(front(pilot), Prompt))
        await pilot.press(*"/dev/zero", "enter")
        await wait_until(pilot, lambda: "no plain file" in toast(pilot))


async def test_it_opens_by_a_key_of_the_calendar_and_leads_to_the_rules_and_back(desk: Desk) -> None:
    async with rules_app(desk, NAME) as pilot:
        await pilot.press("escape")
        await wait_until(pilot, lambda: front(pilot).NAME == "calendar")
        await pilot.press("W")
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        await pilot.press("p")
        await wait_until(pilot, lambda: is_read(pilot, "policies"))
        await pilot.press("w")
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        assert len(pilot.app.screen_stack) == 2


async def test_a_new_desk_has_its_holidays_behind_the_first_picture_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicedesk.tui.frame.ticks.CLOCK_FIRST", 0.01)
    app = ServiceDeskApp(lambda: open_desk(tmp_path / "new.db", holidays="auto"))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "public holidays of CN: 2026, 2027" in toast(pilot), 30)
        assert app.desk.clocks.calendar().doubt_of(2026) == ""
