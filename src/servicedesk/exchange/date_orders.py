"""Find whether the dates of a file are written day-month, month-day or year first: is 03/04 in April?

A column is read in one order. A date that can be read in only one order proves it; a column that proves
nothing takes the order that the other columns of the file prove; else the user is asked. Nothing is guessed,
and an order that the user said is not looked for. Where the year of four digits stands first, the month is
taken to follow it, as ISO 8601 has it: a column in which that fails is refused.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import brief
from servicedesk.domain.timestamps import full_year
from servicedesk.i18n import N_, _

ORDERS = ("ymd", "dmy", "mdy")

_THREE_NUMBERS = re.compile(r"\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{1,2})(?!\d)")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,10}[.,]*\s+(?=\d)")
_VARIED, _SPREAD = 6, 12
"""So many different numbers, and so far apart, are days and no years where the other end never changes."""
_YEAR_FIRST = re.compile(r"\s*(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\dT])")


class OrderProof(NamedTuple):
    """The date by which it is clear how the dates of a file are meant."""

    line: int
    written: str
    order: str


class Orders(NamedTuple):
    """The order of day and month in each column of dates, by place; None where no date needs one."""

    by_place: dict[int, str | None]
    are_sure: bool = True
    """All rows of the file were looked at; else a row further down may prove or need another order."""
    proofs: tuple[OrderProof, ...] = ()
    """The first of each order that the file itself proves and that is not the order set."""


def find_orders(
    columns: Sequence[tuple[int, str]],
    sample: "Sequence[_Row]",
    whole: "Callable[[], Iterable[_Row]]",
    preferred: str | None = None,
    *,
    looks_at_all: bool = False,
) -> Orders:
    """The orders of `columns` (place, header), as far as the dates of the file prove them.

    The first rows, `sample`, each with its line, are looked at; all rows, which `whole` gives, when those
    leave a doubt or with `looks_at_all`. What is proven holds before `preferred`, the order that the desk has
    set. UsageError where dates contradict one another, where the day follows the year, and where the sample
    leaves a doubt that nothing resolves; dates further down that leave one have no order, and reject their
    rows.
    """
    evidence = _gathered(columns, sample)
    in_sample = {place for place, found in evidence.items() if found.in_doubt}
    is_whole = looks_at_all or bool(in_sample) or any(found.may_be_ydm for found in evidence.values())
    if is_whole:
        evidence = _gathered(columns, whole())
    _judge_years(columns, evidence, is_whole=is_whole)
    orders: dict[int, str | None] = {}
    proven = {order for found in evidence.values() if (order := found.order)}
    for place, header in columns:
        found = evidence[place]
        orders[place] = found.order
        if found.in_doubt:
            shared = proven & found.possible
            if len(shared) == len(proven) == 1:
                orders[place] = shared.pop()
            elif preferred in found.possible:
                orders[place] = preferred
            elif place in in_sample or not found.possible:
                raise _ask(header)
    proofs = sorted(found.proof for found in evidence.values() if found.proof and found.order)
    return Orders(orders, is_whole, tuple(proof for proof in proofs if proof.order != preferred))


def order_notes(proofs: Iterable[OrderProof], preferred: str | None) -> list[str]:
    """What is said of orders that a file proves, in words: one line for each order, with its first date.

    `preferred` is the order that the desk has set, None for none.
    """
    firsts: dict[str, OrderProof] = {}
    for proof in sorted(proofs):
        firsts.setdefault(proof.order, proof)
    words = (
        _("Dates are read {order}, not {other} as it is set: {date} in line {line}.")
        if preferred
        else _("Dates are read {order}: {date} in line {line}.")
    )
    other = _(_FIRST[preferred]) if preferred else ""
    return [
        words.format(order=_(_FIRST[proof.order]), other=other, date=proof.written, line=proof.line)
        for proof in firsts.values()
    ]


def _judge_years(
    columns: Sequence[tuple[int, str]], evidence: "dict[int, _Evidence]", *, is_whole: bool
) -> None:
    """Use what the years of a column show; UsageError where the day follows them."""
    for place, header in columns:
        found = evidence[place]
        if found.may_be_ydm and found.ydm:
            raise _day_in_middle(header, *found.ydm)
        if is_whole and found.in_doubt:
            found.settle_by_year()


_FIRST = {"dmy": N_("day first"), "mdy": N_("month first"), "ymd": N_("year first")}
_Row = tuple[int, Sequence[str]]
"""The line of a row, and its cells."""


def _gathered(columns: Sequence[tuple[int, str]], rows: Iterable[_Row]) -> "dict[int, _Evidence]":
    evidence = {place: _Evidence() for place, _header in columns}
    for line, cells in rows:
        for place, found in evidence.items():
            if place < len(cells) and (cell := cells[place]):
                found.add(_WEEKDAY.sub("", cell[:40].strip())[:24].partition(" ")[0], line)
    return evidence


class _Evidence:
    """In which orders all dates of one column so far can be read."""

    def __init__(self) -> None:
        self.possible = set(ORDERS)
        self.seen = False
        self.differ = False
        """Some date is another day in another order."""
        self.proof: OrderProof | None = None
        """The date that left no other order."""
        self.ydm: tuple[int, str] | None = None
        """The line of the first date with the year in front that is one only if the day follows, and it."""
        self._is_ymd = False
        """With the year in front some date is one only if the month follows."""
        self._ymd_differ = False
        self._short: tuple[dict[str, tuple[int, str]], ...] = ({}, {}, {})
        """Of dates of three short numbers: by place, each number with the first date that has it."""
        self._known: set[str] = set()

    @property
    def order(self) -> str | None:
        return next(iter(self.possible)) if self.seen and len(self.possible) == 1 else None

    @property
    def in_doubt(self) -> bool:
        return self.differ and self.order is None

    def settle_by_year(self) -> None:
        """Take the order in which all dates are of one year, where else their years would be as days are.

        In 25.02.26, 13.01.26, 07.01.26 .. the last number is the same in all rows, and the first varies as
        days do. The years of a list that has one day of each month are fewer, and stand close together.
        """
        if self.possible != {"dmy", "ymd"}:
            return
        for order, place, other in (("dmy", 2, 0), ("ymd", 0, 2)):
            varying = self._short[other]
            if len(self._short[place]) != 1 or len(varying) < _VARIED:
                continue
            days = list(map(int, varying))
            if max(days) - min(days) > _SPREAD:
                self.possible = {order}
                self.proof = OrderProof(*varying[max(varying, key=int)], order)
                return

    @property
    def may_be_ydm(self) -> bool:
        """Whether no date shows that the month follows a year in front, though it would make a difference."""
        return not self._is_ymd and (self._ymd_differ or self.ydm is not None)

    def add(self, written: str, line: int) -> None:
        if written in self._known:
            return
        if len(self._known) < 4096:
            self._known.add(written)
        if not self._is_ymd and (match := _YEAR_FIRST.match(normalize("NFKC", written))):
            self._add_year_first(int(match[3]), int(match[4]), line, written)
        days = _readings(written)
        if not days:
            return
        self.seen = True
        self.possible &= set(days)
        self._add_short(written, line)
        if self.proof is None and (order := self.order):
            self.proof = OrderProof(line, written, order)
        self.differ = self.differ or len(set(days.values())) > 1 or not self.possible

    def _add_short(self, written: str, line: int) -> None:
        match = _THREE_NUMBERS.match(normalize("NFKC", written))
        for known, number in zip(self._short, match.groups() if match else (), strict=False):
            known.setdefault(number, (line, written))

    def _add_year_first(self, second: int, third: int, line: int, written: str) -> None:
        """Note a date with the year in front by its other two numbers."""
        if 0 < second <= 12 < third <= 31:
            self._is_ymd = True
        elif 0 < third <= 12 < second <= 31:
            self.ydm = self.ydm or (line, written)
        elif second != third:
            self._ymd_differ = True


def _readings(written: str) -> dict[str, date]:
    """The day that `written` is in each order in which it is one; a year of four digits comes last here."""
    match = _THREE_NUMBERS.match(normalize("NFKC", written))
    if match is None:
        return {}
    days: dict[str, date] = {}
    for order in ORDERS if len(match[3]) < 4 else ORDERS[1:]:
        named = dict(zip(order, match.groups(), strict=True))
        if len(named["y"]) == 1:
            continue
        try:
            days[order] = date(full_year(named["y"]), int(named["m"]), int(named["d"]))
        except ValueError:
            continue
    return days


def _ask(header: str) -> UsageError:
    return UsageError(
        _("The dates in column {header} do not tell the day from the month.").format(header=brief(header)),
        _("Say it with --date-order dmy, mdy or ymd."),
    )


def _day_in_middle(header: str, line: int, written: str) -> UsageError:
    return UsageError(
        _("The dates in column {header} have the day before the month: {date} in line {line}.").format(
            header=brief(header), date=brief(written), line=line
        ),
        _("Write the month before the day, as in 2026-07-18. With --date-order ymd such rows are rejected."),
    )
