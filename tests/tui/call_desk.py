"""A small desk for the tests of calls: three customers, open cases, calls of some days, a clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets._toast import Toast

from servicedesk.services.calls import NewCall
from servicedesk.services.customers import NewCustomer
from servicedesk.services.desk import Desk
from servicedesk.services.followups import NewFollowUp
from servicedesk.tui import app as shell
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.frame.desk_screen import DeskScreen
from tests.builders import NOW, FixedTime, open_desk
from tests.tui.conftest import wait_until

BRACKETS = "[/x] [@click=app.quit]漏水"


@dataclass(frozen=True)
class CallDesk:
    """The desk, its clock, and the customers by their part."""

    desk: Desk
    clock: FixedTime
    vip: int
    newcomer: int
    company: int


def filled(folder: Path) -> CallDesk:
    """A desk at work."""
    clock = FixedTime(NOW - timedelta(days=4))
    desk = open_desk(folder / "desk.db", clock)
    vip = desk.customers.add(
        NewCustomer({"name": "李伟", "tier": "vip", "banner": "先道歉再谈事 [b]"}, phones=["138 0000 1111"])
    ).id
    newcomer = desk.customers.add(NewCustomer({"name": "Li Wei", "tier": "new"}, phones=["138 0000 1234"])).id
    company = desk.customers.add(
        NewCustomer({"name": "Ann Lee", "company": "Lee & Sons"}, phones=["+44 20 7946 0011"])
    ).id
    clock.advance(days=1)
    _call(desk, vip, "空调漏水，第一次", case_kind="complaint", priority=3)
    clock.advance(days=2)
    _call(desk, vip, "催促", case_kind="request")
    clock.advance(hours=22)
    _call(desk, company, f"{BRACKETS}\nsecond line", case_kind="complaint")
    desk.calls.log(
        NewCall(
            who="138 0000 9999",
            makes_customer=True,
            direction="out",
            outcome="abandoned",
            rang_at=clock.moment,
        )
    )
    desk.followups.book(NewFollowUp(NOW - timedelta(days=2), vip, purpose="回访：漏水"))
    desk.followups.book(NewFollowUp(NOW + timedelta(hours=2), company, purpose="credit note sent?"))
    desk.cases.edit(1, {"due_at": NOW - timedelta(hours=5)})
    clock.moment = NOW
    return CallDesk(desk, clock, vip, newcomer, company)


def _call(desk: Desk, customer_id: int, summary: str, **options: Any) -> None:
    now = desk.clock.now()
    desk.calls.log(
        NewCall(
            customer_id=customer_id,
            summary=summary,
            rang_at=now,
            answered_at=now + timedelta(seconds=9),
            ended_at=now + timedelta(minutes=4),
            **options,
        )
    )


class Elsewhere(DeskScreen):
    """Stands for a screen that others build; remembers with what it was opened."""

    NAME = "queue"
    opened_with: dict[str, Any]

    def __init__(self, **arguments: Any) -> None:
        super().__init__()
        self.opened_with = arguments

    def visit(self, **arguments: Any) -> None:
        self.opened_with = arguments


@asynccontextmanager
async def opened(
    desk: Desk, screen: str = "today", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[ServiceDeskApp, Pilot[None]]]:
    """The app on this desk's file, loaded."""
    kept = dict(shell.SCREENS)
    for name in ("queue", "customer", "calendar"):
        shell.SCREENS[name] = "tests.tui.call_desk:Elsewhere"
    path = desk.store.path
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, path=path, clock=desk.clock), first_screen=screen)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            await wait_until(pilot, lambda: app.changes)
            yield app, pilot
    finally:
        shell.SCREENS.update(kept)
    assert app.unexpected == []


def toasts(app: ServiceDeskApp) -> str:
    """What the toasts say, one a line."""
    return "\n".join(str(toast.render()) for toast in app.screen.query(Toast))
