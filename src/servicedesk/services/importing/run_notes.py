"""What a run of an import left out or found twice, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from servicedesk.i18n import ngettext


def copies_words(count: int) -> Iterator[str]:
    """How many rows stood in the file twice, in words; nothing for none."""
    if count:
        yield ngettext(
            "{count} row stands in the file twice.", "{count} rows stand in the file twice.", count
        ).format(count=count)


def without_time_words(kind: str, count: int) -> Iterator[str]:
    """Of how many new calls or cases the file does not say when they were, in words; nothing for none."""
    if count and kind == "case":
        yield ngettext(
            "Nothing says when {count} case was received: it stands at the time of this import.",
            "Nothing says when {count} cases were received: they stand at the time of this import.",
            count,
        ).format(count=count)
    elif count:
        yield ngettext(
            "Nothing says when {count} call was: it stands at the time of this import.",
            "Nothing says when {count} calls were: they stand at the time of this import.",
            count,
        ).format(count=count)


@dataclass
class NewCalls:
    """What is told of the new calls of a file."""

    says_incoming: bool
    """Whether the file says that its calls came in, if only in a header."""
    without_time: int = 0
    guessed: int = 0
    """Of which nothing says which way they went."""
    internal: int = 0

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Count new calls."""
        for values in rows:
            self.without_time += values.get("started_at") is None
            self.internal += "is_internal" in values
            self.guessed += (
                values.get("direction") is None and not self.says_incoming and "is_internal" not in values
            )

    def words(self) -> Iterator[str]:
        """What was counted, in words; a note for each count that is not 0."""
        yield from without_time_words("call", self.without_time)
        if count := self.guessed:
            yield ngettext(
                "No column says which way {count} call went: it is taken for one that came in.",
                "No column says which way {count} calls went: they are taken for ones that came in.",
                count,
            ).format(count=count)
        if count := self.internal:
            yield ngettext(
                "{count} call is between two extensions: no customer is made for it.",
                "{count} calls are between two extensions: no customer is made for them.",
                count,
            ).format(count=count)


def shared_number_words(count: int) -> Iterator[str]:
    """Of how many new calls the number is that of several customers, in words; nothing for none."""
    if count:
        yield ngettext(
            "{count} call has no name and a number that several customers share: it is nobody's yet.",
            "{count} calls have no name and a number that several customers share: they are nobody's yet.",
            count,
        ).format(count=count)


def left_out_words(cases_missing: int, calls_missing: int, references_left_out: int) -> Iterator[str]:
    """What was left out without rejecting a row, in words: a note for each count that is not 0."""
    if count := cases_missing:
        yield ngettext(
            "{count} row names a case that is not here; it stands without it: import the cases, then this"
            " file once more.",
            "{count} rows name a case that is not here; they stand without it: import the cases, then this"
            " file once more.",
            count,
        ).format(count=count)
    if count := calls_missing:
        yield ngettext(
            "{count} row names a call that is not here; it stands without it: import the calls, then this"
            " file once more.",
            "{count} rows name a call that is not here; they stand without it: import the calls, then this"
            " file once more.",
            count,
        ).format(count=count)
    if count := references_left_out:
        yield ngettext(
            "{count} reference to another record was left out: it is not here, or leads back.",
            "{count} references to other records were left out: they are not here, or lead back.",
            count,
        ).format(count=count)
