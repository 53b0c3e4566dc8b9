"""Service targets: how soon a customer is answered, hears from us again, and has it solved, by kind and tier.

The most specific rule wins as a whole: tier and kind, then kind, then tier, then the rule that names neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from servicedesk.domain.policies.reading import DAY_SECONDS, Duration, Section, fold, read
from servicedesk.domain.policies.writing import code_list, comment, document
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _

DEFAULT_LEVELS = (50, 80, 100)
MOST_LEVELS = 5


class Target(NamedTuple):
    """What one case is measured against, in working seconds; None where nothing is aimed at."""

    first_response: int | None = None
    next_contact: int | None = None
    resolve: int | None = None


@dataclass(frozen=True, slots=True)
class TargetRule:
    """One [[target]] as written; an empty `kind` or `tier` stands for all of them."""

    kind: str = ""
    tier: str = ""
    first_response: Duration | None = None
    next_contact: Duration | None = None
    resolve: Duration | None = None

    def target(self, day_seconds: int = DAY_SECONDS) -> Target:
        """The rule in seconds, where a working day has `day_seconds`."""
        lengths = (self.first_response, self.next_contact, self.resolve)
        return Target(*(None if length is None else length.seconds(day_seconds) for length in lengths))


@dataclass(frozen=True, slots=True)
class Targets:
    """The rules, and at which shares of a target (in percent, rising to 100) it warns."""

    rules: tuple[TargetRule, ...] = ()
    levels: tuple[int, ...] = DEFAULT_LEVELS
    _by_key: Mapping[tuple[str, str], TargetRule] = field(default_factory=dict, repr=False, compare=False)

    def rule_for(self, kind: str, tier: str = "") -> TargetRule | None:
        """The most specific rule for a case of `kind` of a customer of `tier` (compared folded), or None."""
        folded = fold(tier)
        for key in ((kind, folded), (kind, ""), ("", folded), ("", "")):
            if rule := self._by_key.get(key):
                return rule
        return None

    def for_case(self, kind: str, tier: str = "", day_seconds: int = DAY_SECONDS) -> Target:
        """The target of such a case in working seconds; `day_seconds` is that of the calendar."""
        rule = self.rule_for(kind, tier)
        return Target() if rule is None else rule.target(day_seconds)


def parse(text: str) -> Targets:
    """The targets that `text` writes. Raises PolicyError."""
    top = read("targets", text)
    top.only("warn_at", "target")
    rules: dict[tuple[str, str], TargetRule] = {}
    for section in top.sections("target"):
        rule = _rule(section)
        key = (rule.kind, fold(rule.tier))
        if key in rules:
            raise section.fault("", _("this kind and tier have a target already; remove one of the two."))
        rules[key] = rule
    return Targets(tuple(rules.values()), _levels(top), rules)


def _rule(section: Section) -> TargetRule:
    section.only("kind", "tier", "first_response", "next_contact", "resolve")
    rule = TargetRule(
        section.word("kind", CASE_KINDS),
        section.text("tier", 100),
        section.duration("first_response"),
        section.duration("next_contact"),
        section.duration("resolve"),
    )
    first, resolve = rule.first_response, rule.resolve
    # However long a working day is: a day may be anything from one hour to all of them.
    if first and resolve and all(first.seconds(day) > resolve.seconds(day) for day in (3600, 86400)):
        raise section.fault(
            "first_response", _("the first response would come after the solution; make it shorter.")
        )
    return rule


def _levels(top: Section) -> tuple[int, ...]:
    if not top.has("warn_at"):
        return DEFAULT_LEVELS
    levels = tuple(top.whole_value("warn_at", value, 1, 100) for value in top.entries("warn_at"))
    if len(levels) > MOST_LEVELS or any(a >= b for a, b in pairwise(levels)):
        raise top.fault("warn_at", _("write rising shares in percent, such as [50, 80, 100]."))
    # Overdue is a level of its own whatever warnings the desk wants.
    return levels if levels and levels[-1] == 100 else (*levels, 100)


def default() -> str:
    """The shipped targets."""
    kinds = code_list(CASE_KINDS.labels)
    return document(
        comment(
            _("Service targets in working time: 30m, 4h, 1h30m; 2d is two working days."),
            _("The most specific rule counts, whole: tier and kind, then kind, then tier, then neither."),
            _("A length that is left out is no target."),
            _("kind is one of: {kinds}; tier is as on the customer card.").format(kinds=kinds),
        ),
        "\n".join((comment(_("Warn at these shares of a target, in percent.")), "warn_at = [50, 80, 100]")),
        _written("complaint", "", "1h", "4h", "16h"),
        _written("complaint", "vip", "30m", "2h", "8h"),
        _written("request", "", "4h", "8h", "24h"),
        _written("enquiry", "", "2h", "8h", "16h"),
        _written("suggestion", "", "8h", "", "40h"),
    )


def _written(*values: str) -> str:
    names = ("kind", "tier", "first_response", "next_contact", "resolve")
    pairs = zip(names, values, strict=True)
    return "\n".join(["[[target]]", *(f'{name} = "{value}"' for name, value in pairs if value)])
