"""Find whether the dates of a file are written day-month, month-day or year first: is 03/04 in April?

A column is read in one order. A date that can be read in only one order proves it; a column that proves
nothing takes the order that the other columns of the file prove; else the user is asked. Nothing is
guessed.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from unicodedata import normalize

from servicedesk.domain.errors import UsageError
from servicedesk.domain.timestamps import full_year
from servicedesk.i18n import _

ORDERS = ("ymd", "dmy", "mdy")

_THREE_NUMBERS = re.compile(r"\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")


def find_orders(
    columns: Sequence[tuple[int, str]],
    sample: Iterable[Sequence[str]],
    whole: Iterable[Sequence[str]],
    preferred: str | None = None,
) -> dict[int, str | None]:
    """The order of day and month in each of `columns` (place, header); None where no date needs one.

    `sample` is looked at first, `whole` (all rows of the file) only when it leaves a doubt. What the dates
    prove holds before `preferred`, which the user has said; without it, UsageError where a doubt is left.
    """
    evidence = {place: _Evidence() for place, _header in columns}
    _look(evidence, sample)
    if any(found.in_doubt for found in evidence.values()):
        evidence = {place: _Evidence() for place, _header in columns}
        _look(evidence, whole)
    proven = {order for found in evidence.values() if (order := found.order)}
    orders: dict[int, str | None] = {}
    for place, header in columns:
        found = evidence[place]
        orders[place] = found.order
        if found.in_doubt:
            shared = proven & found.possible
            if len(shared) == len(proven) == 1:
                orders[place] = shared.pop()
            elif preferred:
                orders[place] = preferred
            else:
                raise _ask(header)
    return orders


class _Evidence:
    """In which orders all dates of one column so far can be read."""

    def __init__(self) -> None:
        self.possible = set(ORDERS)
        self.seen = False
        self.differ = False
        """Some date is another day in another order."""
        self._known: set[str] = set()

    @property
    def order(self) -> str | None:
        return next(iter(self.possible)) if self.seen and len(self.possible) == 1 else None

    @property
    def in_doubt(self) -> bool:
        return self.differ and len(self.possible) != 1

    def add(self, written: str) -> None:
        if written in self._known:
            return
        if len(self._known) < 4096:
            self._known.add(written)
        days = _readings(written)
        if not days:
            return
        self.seen = True
        self.possible &= set(days)
        self.differ = self.differ or len(set(days.values())) > 1 or not self.possible


def _look(evidence: dict[int, _Evidence], rows: Iterable[Sequence[str]]) -> None:
    for cells in rows:
        for place, found in evidence.items():
            if place < len(cells) and (cell := cells[place]):
                found.add(cell[:24].partition(" ")[0])


def _readings(written: str) -> dict[str, date]:
    """The day that `written` is in each order in which it is one; a year of four digits comes last here."""
    match = _THREE_NUMBERS.match(normalize("NFKC", written))
    if match is None:
        return {}
    days: dict[str, date] = {}
    for order in ORDERS if len(match[3]) == 2 else ORDERS[1:]:
        named = dict(zip(order, match.groups(), strict=True))
        try:
            days[order] = date(full_year(named["y"]), int(named["m"]), int(named["d"]))
        except ValueError:
            continue
    return days


def _ask(header: str) -> UsageError:
    return UsageError(
        _("The dates in column {header} do not tell the day from the month.").format(header=header),
        _("Say it with --date-order dmy, mdy or ymd."),
    )
