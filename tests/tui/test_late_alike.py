"""What is late is late by the same words in every list, and stays late while it is asleep."""

from datetime import timedelta
from pathlib import Path

from servicedesk.domain.records.case import OVERDUE
from servicedesk.services.desk import Desk
from servicedesk.tui.calendar import agenda_columns, followup_columns, followup_preview
from servicedesk.tui.calendar.calendar_board import AgendaLine
from servicedesk.tui.cases.case_columns import owed
from servicedesk.tui.lists.list_columns import RenderContext
from servicedesk.tui.today.today_columns import COLUMNS
from tests.builders import FixedTime, given_case, given_followup, open_desk

WHEN, AGE, WHAT = "when", "age", "what"


def _cell(section: str, name: str, row: object, context: RenderContext) -> str:
    column = next(one for one in COLUMNS[section] if one.id == name)
    pieces = column.render(row, context)
    return pieces if isinstance(pieces, str) else "".join(text for text, _kind in pieces)


def _column(column: object, row: object, context: RenderContext) -> str:
    pieces = column.render(row, context)  # type: ignore[attr-defined]
    return "".join(text for text, _kind in pieces)


def test_two_whole_days_alike_are_late_by_the_same_days_everywhere(tmp_path: Path) -> None:
    time = FixedTime()
    desk = open_desk(tmp_path / "desk.db", time)
    early = time.moment.replace(hour=1) - timedelta(days=1)
    for at in (early, early + timedelta(hours=9)):
        given_followup(desk, at, all_day=True, purpose="回访 [b]")
    rows = desk.followups.overdue(9)
    context = RenderContext(time.moment, desk.zone)
    assert len(rows) == 2
    late = next(column for column in agenda_columns.AGENDA if column.id == "late")
    for row in rows:
        assert _cell("followup", AGE, row, context).endswith("1 d")
        assert _column(late, AgendaLine(row, is_overdue=True), context).endswith("1 d")
        assert _column(followup_columns.LATE, row, context).endswith("1 d")
        lines = followup_preview._lines(row, time.moment, desk.zone, True, str)
        assert "overdue 1 d" in "".join(text for text, _style in next(iter(lines)))
    desk.close()


def test_a_case_that_sleeps_past_its_deadline_is_overdue_everywhere_and_says_that_it_sleeps(
    tmp_path: Path,
) -> None:
    time = FixedTime()
    desk = open_desk(tmp_path / "desk.db", time)
    case = given_case(desk, due_at=time.moment + timedelta(hours=1))
    desk.cases.snooze([case], time.moment + timedelta(days=9))
    time.advance(days=3)
    _check_it_is_late(desk, time, case)
    desk.close()


def _check_it_is_late(desk: Desk, time: FixedTime, case: int) -> None:
    board = desk.today.board()
    row = desk.lists.page("case", OVERDUE)[0]
    assert [one.id for one in board.cases] == list(desk.lists.ids("case", OVERDUE)) == [case]
    assert board.overdue == desk.lists.count("case", OVERDUE) == 1
    context = RenderContext(time.moment, desk.zone)
    assert _cell("case", AGE, row, context).endswith("3 d")
    assert "asleep" in _cell("case", WHAT, row, context)
    shown = owed(row, time.moment, desk.zone)
    assert (shown.what, shown.kind) == ("asleep", "error")
    assert shown.when.endswith("3 d")
