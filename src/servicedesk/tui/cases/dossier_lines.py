"""The dossier of a case as paragraphs: what is missing of each stage first, then the stages themselves."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from servicedesk.domain.wording import before_value, listed
from servicedesk.tui.base.safe import block, plain
from servicedesk.tui.cases.history_lines import ACCENT, LONGEST_TEXT, MUTED, STRONG, WARNING, joined

if TYPE_CHECKING:
    from servicedesk.reports.document import Document, Entry, Section

_INDENT, _BAR = "  ", "    | "
"""The bar stands before each line of a longer text, so that none of them can pose as a heading."""


def dossier_lines(document: "Document") -> list[Content]:
    """The whole document, a line or a short text to a paragraph."""
    return [line for part in _parts(document) for line in part]


def _parts(document: "Document") -> Iterator[Iterator[Content]]:
    yield _missing(document)
    yield (joined((plain(remark), MUTED)) for remark in document.remarks)
    yield iter([Content("")])
    yield (_fact(fact.label, fact.value) for fact in document.facts)
    for section in document.sections:
        yield _section(section, document)


def _missing(document: "Document") -> Iterator[Content]:
    """A line for each stage that lacks something."""
    lacking = [section for section in document.sections if section.missing]
    if not lacking:
        yield joined((document.complete_label, ACCENT))
    for section in lacking:
        words = listed(plain(name) for name in section.missing or ())
        missing = before_value(document.missing_label)
        yield joined((f"{plain(section.title)}  ", STRONG), (missing, WARNING), (words, ""))
    yield Content("")


def _section(section: "Section", document: "Document") -> Iterator[Content]:
    yield Content("")
    yield joined((plain(section.title), f"bold {ACCENT}"))
    for fact in section.facts:
        yield _fact(fact.label, fact.value)
    for entry in section.entries:
        yield _entry(entry)
    if section.remark:
        yield joined((f"{_INDENT}{plain(section.remark)}", MUTED))
    if section.missing:
        words = listed(plain(name) for name in section.missing)
        yield joined((_INDENT + before_value(document.missing_label), WARNING), (words, ""))
    elif section.missing is not None:
        yield joined((_INDENT + document.complete_label, MUTED))


def _fact(label: str, value: str) -> Content:
    return joined((_INDENT + before_value(plain(label)), MUTED), (_text(value), ""))


def _entry(entry: "Entry") -> Content:
    words = _text(entry.words)
    gap = "" if words.startswith("\n") or not words else "  "
    return joined(
        (f"{_INDENT}{plain(entry.at)}  ", MUTED),
        (f"{plain(entry.who)}  " if entry.who else "", ACCENT),
        (plain(entry.what), ""),
        (f"{gap}{words}", ""),
    )


def _text(words: str) -> str:
    """Words on the line of their label; several lines below it, each behind a bar."""
    shown = block(words[:LONGEST_TEXT])
    return "".join(f"\n{_BAR}{line}" for line in shown.split("\n")) if "\n" in shown else shown
