"""The format-free model of a document: sections with facts, dated entries, and what is missing.

Every text in it may hold what a stranger wrote. A renderer escapes all of it for its format, and only what
the renderer itself adds is structure.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Self


class Fact(NamedTuple):
    """A value under its name; the value may have several lines. `under` are lines that belong to it."""

    label: str
    value: str
    under: tuple[str, ...] = ()


class Entry(NamedTuple):
    """Something that happened: when, by whom, what, and in which words (several lines at most times)."""

    at: str
    who: str
    what: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading. `missing` is None where nothing was to be recorded."""

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

    def cleaned(self) -> "Self":
        """The document without control characters, titles and names on one line."""
        from servicedesk.domain.masking import each_text
        from servicedesk.domain.text import clean

        found: Self = each_text(self, lambda text, _name: clean(text))
        return found
