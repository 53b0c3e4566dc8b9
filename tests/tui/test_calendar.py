"""The calendar: what it shows, and getting about in it."""

from collections.abc import Callable
from datetime import UTC, date, timedelta

import pytest
from textual.app import App
from textual.geometry import Size

from servicedesk import i18n
from servicedesk.services.desk import Desk
from servicedesk.tui.calendar.month_grid import MonthGrid
from servicedesk.tui.calendar.week_grid import WeekGrid
from tests.builders import FixedTime, given_followup
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
    screen,
    shown_ids,
    to_monday,
)
from tests.tui.conftest import WaitFor, read_screen, type_character, wait_until


@pytest.fixture
def busy_desk(desk: Desk) -> Desk:
    """A desk with seven follow-ups."""
    return fill(desk)


# What is shown


async def test_the_overdue_are_pinned_above_the_chosen_day_and_the_cursor_is_on_the_day(
    busy_desk: Desk,
) -> None:
    async with calendar(busy_desk) as pilot:
        assert shown_ids(pilot) == [LATE, TODAY_1, TODAY_2, MON_1, MON_2, MON_3, TUE]
        assert agenda(pilot).cursor_id == TODAY_1
        lines = read_screen(pilot.app).splitlines()
        assert "today  2 planned   ! 1 overdue" in lines[1]
        assert "Overdue 1 ──" in lines[3]
        assert "!" in lines[4]
        assert "满意度" in lines[4]


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
        assert "[/] [@click=app.q" in read_screen(pilot.app)
        await pilot.press("w")
        await wait_for(pilot, lambda: "[/] [@click=a…" in read_screen(pilot.app).split("Day")[0])
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


async def test_each_overdue_line_says_of_which_day_it_is_and_a_rule_which_month(desk: Desk) -> None:
    for purpose, moment in (("one", at(18, 9)), ("two", at(18, 11)), ("ahead", at(1, 9, month=12))):
        given_followup(desk, moment, purpose=purpose)
    given_followup(desk, at(19, 9), purpose="whole", all_day=True)
    given_followup(desk, at(13, 9, month=1).replace(year=2027), purpose="年后")
    async with calendar(desk, (120, 40), rows=5) as pilot:
        lines = read_screen(pilot.app).splitlines()
        for purpose, words in (("one", "18 Nov"), ("two", "18 Nov"), ("whole", "yesterday day")):
            assert words in next(line for line in lines if f" {purpose} " in line)
        for rule in ("─ Overdue 3 ─", "─ Tue 1 Dec 1 ─", "─ 13 Jan 2027 1 ─"):
            assert any(rule in line for line in lines), rule


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
        assert "11月23日 周一" in text


async def test_a_rule_above_each_day_is_no_row_and_hides_none(busy_desk: Desk) -> None:
    async with calendar(busy_desk, (80, 14)) as pilot:
        rows = agenda(pilot)
        rows.focus()
        await pilot.press("G")

        def seen() -> list[str]:
            return [rows.render_line(y).text for y in range(rows.size.height)]

        await wait_until(pilot, lambda: any("▌" in line for line in seen()))
        assert rows.cursor_id == TUE
        assert any("──" in line for line in seen())
        for _row in range(rows.count):
            await pilot.press("k")
            assert any("▌" in line for line in seen())
        assert rows.cursor_row == 0
        assert "──" in seen()[1]


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
        board = screen(pilot).rows.board
        await wait_until(
            pilot, lambda: screen(pilot).rows.board is not None and screen(pilot).rows.board.covers(expected)
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


def _grid(load: dict[int, int]) -> list[str]:
    grid = MonthGrid()
    signs = {day: "." for day, count in load.items() if count}
    grid.show(
        date(2026, 11, 20),
        date(2026, 11, 20),
        lambda day: signs.get(day.day, ""),
        lambda day: load.get(day.day, 0),
    )
    return grid.render().plain.splitlines()


def test_every_day_stands_below_its_weekday_in_both_months(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (Size(35, 18), Size(26, 18)):
        monkeypatch.setattr(MonthGrid, "content_size", size)
        lines = _grid({})
        november, december = (place for place, line in enumerate(lines) if "Mo" in line)
        # 1 December 2026 is a Tuesday: nothing stands before it in the first week of its month.
        for head, week, day, name in [
            (december, 1, " 1", "Tu"),
            (december, 2, " 8", "Tu"),
            (december, 2, "13", "Su"),
            (november, 2, " 2", "Mo"),
            (november, 3, "15", "Su"),
        ]:
            assert lines[head].index(name) == lines[head + week].index(day), (size, day)


def test_a_bar_behind_a_day_tells_how_much_is_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MonthGrid, "content_size", Size(35, 9))
    lines = "\n".join(_grid({23: 1, 24: 4, 25: 40}))
    assert "23▁ 24▄ 25█ 26 " in lines
    monkeypatch.setattr(MonthGrid, "content_size", Size(26, 9))
    assert "23.24.25.26 " in "\n".join(_grid({23: 1, 24: 4, 25: 40}))
