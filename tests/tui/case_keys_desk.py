"""What the tests of the keys on cases share: a desk at a standing time, its queue, and what is in front."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.lists.row_list import RowList
from tests.builders import given_case, given_customer
from tests.tui.conftest import wait_until

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""A Friday, ten o'clock in Shanghai."""
SUBJECT = "[/] [@click=app.quit]漏水[/x]"


def fill(desk: Desk) -> None:
    """Three complaints of one customer, the first with a hostile subject, and one of another customer."""
    customer = given_customer(desk, "李伟 [b]", tier="vip")
    given_case(desk, SUBJECT, customer_id=customer, priority=4)
    given_case(desk, "空调漏水，第二次", customer_id=customer, priority=3)
    given_case(desk, "送货晚到 [/]", customer_id=customer, priority=2)
    other = given_customer(desk, "王芳", "139 2222 3333")
    given_case(desk, "Invoice charged twice", customer_id=other, priority=1)


@asynccontextmanager
async def queue(desk: Desk, at: int = 1, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on its queue, with the list loaded and the cursor on a case."""
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="queue")
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen) and rows(pilot).count)
        app.open("queue", case_id=at)
        await wait_until(pilot, lambda: rows(pilot).cursor_id == at and rows(pilot).cursor_record)
        yield pilot


def rows(pilot: Pilot[None]) -> RowList:
    """The list of the queue."""
    return pilot.app.screen_stack[0].query_one(RowList)


async def in_front(pilot: Pilot[None], kind: type) -> None:
    """Wait for a popup of this kind."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, kind))


async def write(pilot: Pilot[None], text: str, *keys: str) -> None:
    """Put `text` into the field of the prompt in front, as a paste would, then press `keys`."""
    await in_front(pilot, Prompt)
    field = pilot.app.screen.query_one("LineField, NoteField")
    if isinstance(field, TextArea):
        field.load_text(text)
    elif isinstance(field, Input):
        field.value = text
    await pilot.press(*(keys or ("enter",)))


async def pick(pilot: Pilot[None], *keys: str) -> None:
    """Press keys in the menu in front."""
    await in_front(pilot, Picker)
    await pilot.press(*keys)
