"""The believable desk: a year of made-up history, Chinese and English customers mixed.

`fill(desk, size, seed, today)` is all that others call. Words are content, not interface: they stand in the
vocabulary modules of their language, not in the catalogues.
"""

from datetime import date
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.i18n import _
from servicedesk.storage import clock_cache
from servicedesk.storage.bulk import room_for_loading
from servicedesk.storage.demo_loading import RowLoader

if TYPE_CHECKING:
    from servicedesk.services.context import DeskContext

USUAL_SIZE = 260
LARGEST_SIZE = 5_000_000


class Filled(NamedTuple):
    """How much was made."""

    customers: int
    calls: int
    cases: int
    followups: int
    events: int
    drafts: int


def fill(
    desk: "DeskContext",
    size: int = USUAL_SIZE,
    seed: int = 1,
    today: date | None = None,
    language: str = "",
) -> Filled:
    """Make `size` cases and what goes with them: a year of history up to the end of the day before `today`.

    With a `language`, `zh` or `en`, all is said in it, also by a few guests from elsewhere, and the holidays
    are those of its country. The same seed, day, actor, zone and language make the same rows. Raises
    RefusedError when the desk is not empty, and UsageError for a size that makes no sense or a day that no
    working calendar knows.
    """
    from servicedesk.services.demo.house_rules import days_in
    from servicedesk.services.demo.ledger import Ledger
    from servicedesk.services.demo.office import Office
    from servicedesk.services.demo.switchboard import leave_drafts
    from servicedesk.services.demo.year import Year

    if not 1 <= size <= LARGEST_SIZE:
        raise UsageError(_("The size must be from 1 to {largest} cases.").format(largest=LARGEST_SIZE))
    days = days_in(desk.zone, today or desk.clock.now().astimezone(desk.zone).date(), language)
    with desk.writing() as transaction, room_for_loading(transaction.connection):
        loader = RowLoader(transaction, size)
        if not loader.is_empty_desk():
            raise RefusedError(
                _("There is something on this desk already."),
                _("Name a new file with --db, or leave --db out."),
            )
        ledger = Ledger(loader, Random(f"uid/{seed}"))  # noqa: S311 - a made-up desk, no secret
        office = Office(desk, seed, days, ledger, language)
        Year(office, size, is_usual=size == USUAL_SIZE).run()
        leave_drafts(office)
        last = loader.finish()
        clock_cache.refresh_all(transaction.connection, transaction.now, transaction.zone)
    return Filled(*(last[table] for table in Filled._fields))
