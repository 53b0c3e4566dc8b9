"""The format-free model of a document: sections with facts, dated entries, and what is missing.

Every text in it may hold what a stranger wrote. A renderer escapes all of it for its format, and only what
the renderer itself adds is structure.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Self


LACKS, WHOLE = "✗", "✓"
"""The sign of a section that lacks something, and of one that lacks nothing; it stands with its words."""


class Fact(NamedTuple):
    """A value under its name; the value may have several lines. `under` are lines that belong to it."""

    label: str
    value: str
    under: tuple[str, ...] = ()


class Entry(NamedTuple):
    """Something that happened: when, by whom, what, and in which words (several lines at most times).

    `said` is the part of the words that somebody said; the rest are the fields that changed.
    """

    at: str
    who: str
    what: str
    words: str = ""
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading, parted from the one before by a rule.

    What is `missing` is told right under the heading; None where nothing was to be recorded.
    """

    title: str
    facts: tuple[Fact, ...] = ()
    entries: tuple[Entry, ...] = ()
    missing: tuple[str, ...] | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A report; `language` as HTML names it, labels in that language."""

    title: str
    language: str
    missing_label: str
    complete_label: str
    remarks: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()

    def told_missing(self, section: Section) -> str:
        """What the section lacks, behind its sign; '' where nothing was to be recorded."""
        from servicedesk.domain.wording import before_value, listed

        if section.missing is None:
            return ""
        if not section.missing:
            return f"{WHOLE} {self.complete_label}"
        return f"{LACKS} {before_value(self.missing_label)}{listed(section.missing)}"

    def cleaned(self) -> "Self":
        """The document without control characters, titles and names on one line."""
        from servicedesk.domain.masking import each_text
        from servicedesk.domain.text import clean

        found: Self = each_text(self, lambda text, _place: clean(text))
        return found
