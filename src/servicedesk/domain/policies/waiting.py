"""Waiting reasons: whom a case waits for, whether its clocks pause, when to nudge, when to propose closing.

The rule of nudges is GLPI's: the next nudge comes one frequency after the last bump while
fewer than N were sent; closing is proposed at last bump + frequency x (N - bumps + 1). N = 0 nudges for ever
and never proposes; N = -1 proposes after one frequency without nudging.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple, Protocol

from servicedesk.domain.policies.reading import Duration, Section, fold, read
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
CALENDARS = ("working", "clock")
"""Nudges counted in the desk's working time, or by the clock, day and night."""
MOST_NUDGES = 100
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
    pauses: bool = True
    """Whether the resolve and next-contact clocks stand still meanwhile."""
    nudge: Duration | None = None
    """Time from one nudge to the next; None: nobody is nudged, closing is never proposed."""
    nudges: int = 0
    calendar: str = "working"


@dataclass(frozen=True, slots=True)
class WaitingReasons:
    """The reasons the desk offers; any other words may stand for one too."""

    reasons: tuple[WaitingReason, ...] = ()

    def find(self, name: str) -> WaitingReason:
        """The reason called `name` (compared folded); free words make one that pauses and never nudges.

        A shipped name in the other language is the same reason: the clock counts alike whoever looks.
        """
        wanted = frozenset({fold(name)})
        found = self._named(wanted) or self._named(_shipped_names().get(fold(name), wanted))
        return found or WaitingReason(name)

    def _named(self, folded: frozenset[str]) -> WaitingReason | None:
        return next((reason for reason in self.reasons if fold(reason.name) in folded), None)

    def names(self) -> tuple[str, ...]:
        """The names to offer, in the order of the document."""
        return tuple(reason.name for reason in self.reasons)


def next_nudge(reason: WaitingReason, last_bump: datetime, bumps: int, calendar: Working) -> datetime | None:
    """When to nudge next; `last_bump` is the last nudge or the beginning of the wait. None: never again."""
    if reason.nudge is None or reason.nudges < 0:
        return None
    if reason.nudges > 0 and bumps >= reason.nudges:
        return None
    return _after(reason, last_bump, 1, calendar)


def proposes_close_at(
    reason: WaitingReason, last_bump: datetime, bumps: int, calendar: Working
) -> datetime | None:
    """When to propose closing the case if nobody answers until then; None for never."""
    if reason.nudge is None or reason.nudges == 0:
        return None
    left = 1 if reason.nudges < 0 else max(1, reason.nudges - bumps + 1)
    return _after(reason, last_bump, left, calendar)


class Reminders(NamedTuple):
    """When to ask again whom a case waits for, and when to propose closing it; None for never."""

    nudge_at: datetime | None
    closing_at: datetime | None


def reminders(reason: WaitingReason, last_bump: datetime, bumps: int, calendar: Working) -> Reminders:
    """Both at once; never, where the calendar has no working time to ask in."""
    try:
        return Reminders(
            next_nudge(reason, last_bump, bumps, calendar),
            proposes_close_at(reason, last_bump, bumps, calendar),
        )
    except NoWorkingTimeError:
        return Reminders(None, None)


def _after(reason: WaitingReason, start: datetime, times: int, calendar: Working) -> datetime:
    length = reason.nudge or Duration(0)
    if reason.calendar == "clock":
        return start + timedelta(seconds=length.seconds(_DAY) * times)
    return calendar.deadline(start, length.seconds(calendar.day_seconds) * times)


def parse(text: str) -> WaitingReasons:
    """The reasons that `text` writes. Raises PolicyError."""
    top = read("waiting", text)
    top.only("reason")
    reasons: dict[str, WaitingReason] = {}
    for section in top.sections("reason"):
        reason = _reason(section)
        if fold(reason.name) in reasons:
            raise section.fault("name", _("this reason stands here already; give it another name."))
        reasons[fold(reason.name)] = reason
    return WaitingReasons(tuple(reasons.values()))


def _reason(section: Section) -> WaitingReason:
    section.only("name", "whom", "pauses", "nudge", "nudges", "calendar")
    reason = WaitingReason(
        section.name("name"),
        section.one_of("whom", WHOM, "other"),
        section.flag("pauses", True),
        section.duration("nudge"),
        section.whole("nudges", 0, least=-1, most=MOST_NUDGES),
        section.one_of("calendar", CALENDARS, "working"),
    )
    if reason.nudge is None and section.has("nudges"):
        raise section.fault("nudges", _('write also how often to nudge, such as nudge = "2d".'))
    return reason


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
            _("What a case can wait for. Other words may be typed: they pause the clocks and never nudge."),
            _("whom is one of: {names}.").format(names=code_list(WHOM_LABELS)),
            _("pauses = false lets the clocks run on while the case waits."),
            _("nudge: after so much working time we are reminded to ask again."),
            _('calendar = "clock" counts nights and days off too.'),
            _("nudges = 2: after two of them, closing is proposed."),
            _("nudges = 0 nudges for ever; nudges = -1 proposes closing without a nudge."),
        ),
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
