"""The weights of urgency: how many points each term adds to the order of the queue.

Every term goes in steps, so that it stands still between two moments that can be named beforehand; the sum
itself is made by domain.urgency.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from servicedesk.domain.policies.reading import Section, fold, read
from servicedesk.domain.policies.writing import comment, document
from servicedesk.domain.words.cases import PRIORITIES
from servicedesk.i18n import _

SEVERITIES = (1, 2, 3, 4)
MOST_POINTS = 10_000

_TERMS = ("severity", "safety", "priority", "tier", "deadline", "overdue", "promise", "waiting_customer",
          "repeat", "age")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """From `at` on (percent, hours or days, as the term says) the term adds `points`."""

    at: int
    points: int


@dataclass(frozen=True, slots=True)
class UrgencyWeights:
    """Points of each term; a term that the document leaves out adds nothing."""

    severity: Mapping[int, int] = field(default_factory=dict)
    """By severity, 1-4."""
    safety: int = 0
    """When somebody's health or safety is touched."""
    priority: Mapping[int, int] = field(default_factory=dict)
    """By priority, 1-4."""
    tier: Mapping[str, int] = field(default_factory=dict)
    """By folded name of the tier: ask with tier_points()."""
    deadline: tuple[Step, ...] = ()
    """At percent of the nearest running target."""
    overdue_day: int = 0
    """For each whole working day past the deadline."""
    overdue_most: int = 0
    """The most that days past the deadline add."""
    promise_near: int = 0
    """From our own estimate to the told time of the nearest open promise: the padding is being used up."""
    promise_lapsed: int = 0
    waiting_customer: tuple[Step, ...] = ()
    """At working hours since the oldest unanswered contact of the customer."""
    repeat: int = 0
    """For each further call of the customer on the case."""
    repeat_most: int = 0
    age: tuple[Step, ...] = ()
    """At days since the case was received."""

    def tier_points(self, tier: str) -> int:
        """Points of a tier, whatever the width and case of its name."""
        return self.tier.get(fold(tier), 0)

    def overdue_points(self, days: int) -> int:
        """Points for whole working days past the deadline."""
        return min(self.overdue_most, self.overdue_day * max(0, days))

    def repeat_points(self, further_calls: int) -> int:
        """Points for calls of the customer on the case after the first."""
        return min(self.repeat_most, self.repeat * max(0, further_calls))


def parse(text: str) -> UrgencyWeights:
    """The weights that `text` writes. Raises PolicyError."""
    top = read("urgency", text)
    top.only(*_TERMS)
    overdue = _named(top, "overdue", "each_day", "most")
    promise = _named(top, "promise", "near", "lapsed")
    repeat = _named(top, "repeat", "each_call", "most")
    return UrgencyWeights(
        severity=_levels(top, "severity", SEVERITIES),
        safety=top.whole("safety", 0, most=MOST_POINTS),
        priority=_levels(top, "priority", PRIORITIES.values),
        tier=_tiers(top.section("tier")),
        deadline=_steps(top, "deadline", 100),
        overdue_day=overdue["each_day"],
        overdue_most=overdue["most"],
        promise_near=promise["near"],
        promise_lapsed=promise["lapsed"],
        waiting_customer=_steps(top, "waiting_customer", 10_000),
        repeat=repeat["each_call"],
        repeat_most=repeat["most"],
        age=_steps(top, "age", 10_000),
    )


def _named(top: Section, key: str, *names: str) -> dict[str, int]:
    section = top.section(key)
    section.only(*names)
    return {name: section.whole(name, 0, most=MOST_POINTS) for name in names}


def _levels(top: Section, key: str, levels: tuple[int, ...]) -> dict[int, int]:
    section = top.section(key)
    section.only(*(str(level) for level in levels))
    return {level: section.whole(str(level), 0, most=MOST_POINTS) for level in levels}


def _tiers(section: Section) -> dict[str, int]:
    points: dict[str, int] = {}
    for name in section.values:
        if fold(name) in points:
            raise section.fault(name, _("this tier stands here a second time; remove one of the two."))
        points[fold(name)] = section.whole(name, 0, most=MOST_POINTS)
    return points


def _steps(top: Section, key: str, most: int) -> tuple[Step, ...]:
    section = top.section(key)
    points: dict[int, int] = {}
    for name in section.values:
        at = int(name) if len(name) <= 6 and name.isascii() and name.isdigit() else -1
        if not 0 <= at <= most or at in points:
            raise section.fault(
                name, _("a step must begin with its own whole number from 0 to {most}.").format(most=most)
            )
        points[at] = section.whole(name, 0, most=MOST_POINTS)
    steps = tuple(Step(at, points[at]) for at in sorted(points))
    for before, after in pairwise(steps):
        if after.points < before.points:
            raise section.fault(
                str(after.at), _("a later step adds less than the one before it; make it at least as much.")
            )
    return steps


def default() -> str:
    """The shipped weights."""
    return document(
        comment(
            _("Urgency is the sum of these points; the queue shows the highest first."),
            _("Whole numbers from 0; a term that is left out adds nothing."),
        ),
        "\n".join((comment(_("Health or safety of a person is touched.")), "safety = 100")),
        _table("severity", _("Severity as assessed: 1 minor, 4 critical."), "1 = 0, 2 = 10, 3 = 25, 4 = 50"),
        _table("priority", _("Priority: 1 low, 4 urgent."), "1 = 0, 2 = 10, 3 = 25, 4 = 45"),
        _table("tier", _("Tier of the customer, as on the customer card."), "vip = 20, key = 12, new = 4"),
        _table(
            "deadline",
            _("From these shares of the nearest service target on, in percent."),
            "50 = 10, 80 = 25, 100 = 50",
        ),
        _table("overdue", _("For each working day past it, up to the most."), "each_day = 5, most = 50"),
        _table(
            "promise",
            _("A promise: near from our own estimate to the told time, lapsed after it."),
            "near = 20, lapsed = 60",
        ),
        _table(
            "waiting_customer",
            _("The customer has waited this many working hours for a word from us."),
            "1 = 5, 4 = 15, 8 = 30, 24 = 45",
        ),
        _table(
            "repeat",
            _("For each further call of the customer on it, up to the most."),
            "each_call = 10, most = 40",
        ),
        _table("age", _("Days since the case was received."), "1 = 2, 3 = 5, 7 = 10, 14 = 15"),
    )


def _table(name: str, words: str, values: str) -> str:
    return "\n".join((comment(words), f"[{name}]", *values.split(", ")))
