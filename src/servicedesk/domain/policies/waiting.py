"""Waiting reasons: whom a case waits for, whether its solution pauses, when to nudge, how long at most.

The clock of the solution pauses only while we wait for the customer: what a supplier or another department
takes is our time to the customer. First response and next contact never pause.
The rule of nudges is GLPI's: the next nudge comes one frequency after the last bump while
fewer than N were sent; closing is proposed at last bump + frequency x (N - bumps + 1). N = 0 nudges for ever
and never proposes; N = -1 proposes after one frequency without nudging.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple, Protocol

from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.reading import Duration, Section, fold, nearest, read
from servicedesk.domain.policies.writing import code_list, comment, document, quoted
from servicedesk.domain.worktime import NoWorkingTimeError
from servicedesk.i18n import N_, _, in_every_language

WHOM_LABELS = {
    "customer": N_("customer"),
    "supplier": N_("supplier"),
    "department": N_("department"),
    "other": N_("other"),
}
WHOM = tuple(WHOM_LABELS)
CUSTOMER = "customer"
CALENDARS = ("working", "clock")
"""Nudges counted in the desk's working time, or by the clock, day and night."""
MOST_NUDGES = 100
TWO_DAYS = Duration(0, 2)
"""How often to ask again where neither the reason nor the document says."""
TWENTY_DAYS = Duration(0, 20)
"""After so much working time of one wait something must happen, where nobody says otherwise."""
SHIPPED = (
    (N_("the customer's answer"), "customer", "2d", 2),
    (N_("the customer's approval"), "customer", "2d", 2),
    (N_("goods sent back"), "customer", "3d", 2),
    (N_("spare parts"), "supplier", "3d", 0),
    (N_("another department"), "department", "1d", 0),
)
"""Name, whom it waits for, how often to nudge, how many times."""
_DAY = 86_400


class Working(Protocol):
    """The part of a working calendar that nudges need."""

    day_seconds: int

    def deadline(self, start: datetime, seconds: int) -> datetime:
        """The earliest moment with so many working seconds since `start`."""
        ...


@dataclass(frozen=True, slots=True)
class WaitingReason:
    """What a case can wait for. `nudges`: 0 for ever, -1 propose closing without one."""

    name: str
    whom: str = "other"
    pauses: bool = False
    """Whether the clock of the solution stands still meanwhile."""
    nudge: Duration = TWO_DAYS
    """Time from one nudge to the next."""
    nudges: int = 0
    calendar: str = "working"
    longest: Duration = TWENTY_DAYS
    """After so long the case is shown as one that has waited too long."""

    @property
    def is_for_customer(self) -> bool:
        """Whether the customer's next contact is what it waits for."""
        return self.whom == CUSTOMER


class Unlisted(NamedTuple):
    """Words that are no reason of the list."""

    words: str
    nearest: str
    """The reason that was probably meant; '' where none is like it."""


@dataclass(frozen=True, slots=True)
class WaitingReasons:
    """The reasons the desk offers; any other words may stand for one too."""

    reasons: tuple[WaitingReason, ...] = ()
    free: WaitingReason = WaitingReason("")
    """What holds for words that are no reason of the list."""

    def find(self, name: str) -> WaitingReason:
        """The reason called `name` (compared folded); free words make one that pauses nothing.

        A shipped name in the other language is the same reason: the clock counts alike whoever looks.
        """
        wanted = frozenset({fold(name)})
        found = self._named(wanted) or self._named(_shipped_names().get(fold(name), wanted))
        return found or replace(self.free, name=name)

    def unlisted(self, name: str) -> "Unlisted | None":
        """That `name` is no reason of the list; None where it is one, or there is no list."""
        if not self.reasons or self.find(name) in self.reasons:
            return None
        return Unlisted(name, nearest(name, self.names()))

    def _named(self, folded: frozenset[str]) -> WaitingReason | None:
        return next((reason for reason in self.reasons if fold(reason.name) in folded), None)

    def odd_pauses(self) -> tuple[str, ...]:
        """The reasons that pause the solution though they do not wait for the customer."""
        return tuple(reason.name for reason in self.reasons if reason.pauses and not reason.is_for_customer)

    def judging(self) -> frozenset[tuple[frozenset[str], bool]]:
        """What of them judges a past: every reason, in all its languages, that pauses the solution.

        And whether the customer's contact ends such a wait.
        """
        return frozenset(
            (_shipped_names().get(fold(reason.name), frozenset({fold(reason.name)})), reason.is_for_customer)
            for reason in self.reasons
            if reason.pauses
        )

    def names(self) -> tuple[str, ...]:
        """The names to offer, in the order of the document."""
        return tuple(reason.name for reason in self.reasons)


def next_nudge(reason: WaitingReason, last_bump: datetime, bumps: int, calendar: Working) -> datetime | None:
    """When to nudge next; `last_bump` is the last nudge or the beginning of the wait. None: never again."""
    if reason.nudges < 0:
        return None
    if reason.nudges > 0 and bumps >= reason.nudges:
        return None
    return _after(reason, last_bump, 1, calendar)


def proposes_close_at(
    reason: WaitingReason, last_bump: datetime, bumps: int, calendar: Working
) -> datetime | None:
    """When to propose closing the case if nobody answers until then; None for never."""
    if reason.nudges == 0:
        return None
    left = 1 if reason.nudges < 0 else max(1, reason.nudges - bumps + 1)
    return _after(reason, last_bump, left, calendar)


class Wait(NamedTuple):
    """One wait of a case."""

    since: datetime
    nudges: int = 0
    nudged_at: datetime | None = None
    until: datetime | None = None
    """When the case is to be taken up again whatever has come; None without an end."""


class Reminders(NamedTuple):
    """When to ask again whom a case waits for, to propose closing it, to take it up again; None for never."""

    nudge_at: datetime | None
    closing_at: datetime | None
    take_up_at: datetime | None
    """The end that was set for the wait, else when it has lasted longer than its reason allows."""

    @property
    def first(self) -> datetime | None:
        """The earliest of them."""
        return min((at for at in self if at is not None), default=None)


def reminders(reason: WaitingReason, wait: Wait, calendar: Working) -> Reminders:
    """All at once; never, where the calendar has no working time to ask in.

    A wait with an end of its own is not nudged before: its end was chosen by who knows better.
    """
    if wait.until is not None:
        return Reminders(None, None, wait.until)
    # A wait that was begun again is asked about again that long after.
    last_bump = wait.since if wait.nudged_at is None else max(wait.since, wait.nudged_at)
    try:
        return Reminders(
            next_nudge(reason, last_bump, wait.nudges, calendar),
            proposes_close_at(reason, last_bump, wait.nudges, calendar),
            _later(wait.since, reason.longest, 1, reason.calendar, calendar),
        )
    except (NoWorkingTimeError, UsageError, OverflowError):
        # No calendar reaches there: a damaged time, or one that a file brought.
        return Reminders(None, None, None)


def _after(reason: WaitingReason, start: datetime, times: int, calendar: Working) -> datetime:
    return _later(start, reason.nudge, times, reason.calendar, calendar)


def _later(start: datetime, length: Duration, times: int, counted: str, calendar: Working) -> datetime:
    if counted == "clock":
        return start + timedelta(seconds=length.seconds(_DAY) * times)
    return calendar.deadline(start, length.seconds(calendar.day_seconds) * times)


def parse(text: str) -> WaitingReasons:
    """The reasons that `text` writes. Raises PolicyError."""
    top = read("waiting", text)
    top.only("reason", "pauses", "nudge", "longest")
    nudge, longest = (top.duration(key) or length for key, length in _EVERYBODYS)
    free = WaitingReason("", nudge=nudge, longest=longest)
    reasons: dict[str, WaitingReason] = {}
    for section in top.sections("reason"):
        reason = _reason(section, free, top)
        if fold(reason.name) in reasons:
            raise section.fault("name", _("this reason stands here already; give it another name."))
        reasons[fold(reason.name)] = reason
    return WaitingReasons(tuple(reasons.values()), free)


_EVERYBODYS = (("nudge", TWO_DAYS), ("longest", TWENTY_DAYS))


def _reason(section: Section, free: WaitingReason, top: Section) -> WaitingReason:
    """A reason; what it leaves out is as `free` and the `top` of the document say."""
    section.only("name", "whom", "pauses", "nudge", "nudges", "calendar", "longest")
    whom = section.one_of("whom", WHOM, "other")
    return WaitingReason(
        section.name("name"),
        whom,
        section.flag("pauses", top.flag("pauses", whom == CUSTOMER)),
        section.duration("nudge") or free.nudge,
        section.whole("nudges", 0, least=-1, most=MOST_NUDGES),
        section.one_of("calendar", CALENDARS, "working"),
        section.duration("longest") or free.longest,
    )


@cache
def _shipped_names() -> Mapping[str, frozenset[str]]:
    """By the folded name of a shipped reason its names in all languages."""
    names: dict[str, frozenset[str]] = {}
    for message, *_rest in SHIPPED:
        folded = frozenset(fold(name) for name in in_every_language(message))
        names |= dict.fromkeys(folded, folded)
    return names


def default() -> str:
    """The shipped reasons."""
    return document(
        comment(
            _("What a case can wait for. Other words may be typed too: they pause nothing."),
            _("whom is one of: {names}.").format(names=code_list(WHOM_LABELS)),
            _("The clock of the solution pauses while a case waits for the customer, and only then."),
            _("pauses = true or false says otherwise for one reason. Answers are owed all the while."),
            _("nudge: after so much working time we are reminded to ask again."),
            _('calendar = "clock" counts nights and days off too.'),
            _("nudges = 2: after two of them, closing is proposed."),
            _("nudges = 0 nudges for ever; nudges = -1 proposes closing without a nudge."),
            _("longest: after so much working time the case is to be taken up again."),
            _("At the top they hold for every reason that does not say, and for other words."),
        ),
        "\n".join(f"{key} = {quoted(str(length))}" for key, length in _EVERYBODYS),
        *(_written(_(name), whom, nudge, nudges) for name, whom, nudge, nudges in SHIPPED),
    )


def _written(name: str, whom: str, nudge: str, nudges: int) -> str:
    return "\n".join(
        (
            "[[reason]]",
            f"name = {quoted(name)}",
            f'whom = "{whom}"',
            f'nudge = "{nudge}"',
            f"nudges = {nudges}",
        )
    )
