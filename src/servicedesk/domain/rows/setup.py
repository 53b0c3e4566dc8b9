"""What a desk sets up for itself, beside its records: its rules, its recurring cases, its saved views."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RuleText:
    """A text of rules and since when it judges, as stored; None is the beginning."""

    valid_from: str | None
    text: str


@dataclass(frozen=True, slots=True)
class RuleDocument:
    """A document that the desk has written itself: all its texts in order of time, the last one holds."""

    name: str
    texts: tuple[RuleText, ...]


@dataclass(frozen=True, slots=True)
class PlanSetup:
    """A recurring case. `uid` is the same on every desk; customer and cases are named by their own uids.

    `opens` is what its cases begin with, None where it is damaged; a plan that was taken away stays for the
    cases that came of it.
    """

    uid: str
    number: int
    name: str
    repeat: str
    next_at: str | None
    is_paused: bool
    is_removed: bool
    opens: Mapping[str, Any] | None
    customer: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ViewSetup:
    """A saved query of the list of a kind of record."""

    kind: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class FactSetup:
    """What decided clocks before it was what it is now: a field of a record and its values over time.

    The last of `values` is that of now. Each has since when it held, as stored; None is the beginning.
    Customers are named by their uids.
    """

    kind: str
    uid: str
    field: str
    values: tuple[tuple[str | None, str], ...]


@dataclass(frozen=True, slots=True)
class Setup:
    """All of it, and the zone in which the clocks of the desk are computed; '' where none was begun."""

    zone: str
    rules: tuple[RuleDocument, ...]
    plans: tuple[PlanSetup, ...]
    views: tuple[ViewSetup, ...]
    facts: tuple[FactSetup, ...]

    @property
    def count(self) -> int:
        """How many documents, plans, views and facts."""
        return len(self.rules) + len(self.plans) + len(self.views) + len(self.facts)
