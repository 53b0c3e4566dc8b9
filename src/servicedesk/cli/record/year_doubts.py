"""Say beside a time in which years the holidays, and so the time, are not known for sure."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from servicedesk.cli.frame import diagnostics
from servicedesk.domain.text import sentences

if TYPE_CHECKING:
    from servicedesk.domain.worktime_rules import YearDoubt


def warn_of(doubts: "Iterable[YearDoubt]") -> None:
    """Say which of the years are not known for sure, and what to do."""
    for doubt in doubts:
        # Most times are in a year that is known.
        from servicedesk.domain.policy_words import doubt_words, seed_hint

        diagnostics.say(sentences(doubt_words(doubt), seed_hint(doubt.year)))
