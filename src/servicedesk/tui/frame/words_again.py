"""Words that were set aside when the program last had to end are drafts again when the desk is opened."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.i18n import ngettext
from servicedesk.tui.base.faults import log_without_values
from servicedesk.tui.front import front_of

if TYPE_CHECKING:
    from textual.app import App
    from textual.worker import WorkType

    from servicedesk.services.desk import Desk


def take_back_words(app: "App[None]", desk: "Desk") -> None:
    """Make drafts of them in the writing thread, before anything that is typed, and say so."""
    taking: WorkType[None] = partial(_take_back, app, desk)
    app.run_worker(taking, group="aside", exit_on_error=False)


async def _take_back(app: "App[None]", desk: "Desk") -> None:
    front = front_of(app)
    try:
        count = await asyncio.get_running_loop().run_in_executor(front.writing, _taken, desk)
    except Exception as error:
        # They wait where they are; what keeps the file from taking them is said elsewhere.
        log_without_values(error)
        return
    if count:
        words = ngettext(
            "{count} text that could not be saved the last time is a draft again: see Today.",
            "{count} texts that could not be saved the last time are drafts again: see Today.",
            count,
        )
        front.look_for_changes()
        front.say(words.format(count=count), timeout=12)


def _taken(desk: "Desk") -> int:
    # The module of the service is imported here and not on the event loop.
    return desk.aside.take_back()
