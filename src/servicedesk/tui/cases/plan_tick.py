"""Recurring cases are opened while the program runs: once after the start, then every hour."""

import asyncio
from typing import TYPE_CHECKING

from textual.worker import WorkType

from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.tui.base.faults import log_without_values
from servicedesk.tui.base.pauses import CLOCK_FIRST

if TYPE_CHECKING:
    from servicedesk.tui.app import ServiceDeskApp

HOUR = 3600
NAMED = 5
"""So many of the opened cases are named in the line that tells of them."""


class PlanTick:
    """Opens what is due, in the writing thread of one window."""

    def __init__(self, app: "ServiceDeskApp") -> None:
        """Nothing has been opened yet."""
        self.app = app

    def start(self) -> None:
        """Once when the first picture is there, then every hour."""
        self.app.set_timer(CLOCK_FIRST, self.look)
        self.app.set_interval(HOUR, self.look)

    def look(self) -> None:
        """Open what is due now."""
        if self.app.is_desk_open:
            look: WorkType[None] = self._open_and_tell
            self.app.run_worker(look, group="plans", exit_on_error=False)

    async def _open_and_tell(self) -> None:
        desk = self.app.desk
        try:
            opened = await asyncio.get_running_loop().run_in_executor(
                self.app.writing, desk.recurring.run_due
            )
        except Exception as error:
            # Nobody asked for it: the next look tries again.
            log_without_values(error)
            return
        if opened:
            self.app.look_for_changes()
            numbers = ", ".join(format_number("case", case_id) for case_id in opened[:NAMED])
            more = " ..." if len(opened) > NAMED else ""
            self.app.say(_("Recurring cases opened: {numbers}").format(numbers=numbers + more))
