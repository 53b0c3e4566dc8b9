"""A desk with a few follow-ups and its calendar, for the tests of the calendar."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from textual.pilot import Pilot

from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calendar.agenda_list import AgendaList
from servicedesk.tui.calendar.calendar_screen import CalendarScreen
from tests.builders import HOSTILE, given_case, given_customer, given_followup
from tests.tui.conftest import wait_until

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE, TODAY_1, TODAY_2, MON_1, MON_2, MON_3, TUE = range(1, 8)
"""The follow-ups of `fill` in the order in which the agenda shows them."""


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 on the desk's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def fill(desk: Desk) -> Desk:
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
        await wait_until(pilot, lambda: is_calendar(pilot) and screen(pilot).rows.board is not None)
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


def said(pilot: Pilot[None]) -> str:
    """What is being said, which a narrow toast breaks over lines."""
    return "\n".join(notification.message for notification in pilot.app._notifications)


def shown_ids(pilot: Pilot[None]) -> list[int]:
    return list(agenda(pilot).ids()) if is_calendar(pilot) else []


def chosen(pilot: Pilot[None]) -> date | None:
    return screen(pilot).rows.chosen


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
