"""A document as text: for a terminal, a printer, a message."""

from collections.abc import Iterator

from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import before_value
from servicedesk.reports.document import Document, Entry, Fact, Section

INDENT = "  "
RULE = "─" * 72
BAR = "    | "
"""Before each line of a longer text, so that nothing in it can pose as a heading of ours."""


def as_text(document: Document) -> str:
    """The document as text; it ends with a line feed."""
    document = document.cleaned()
    lines = [clean_line(document.title), "", *map(clean_line, document.remarks), ""]
    for fact in document.facts:
        lines.extend(_fact(fact))
    for section in document.sections:
        lines += ["", RULE, clean_line(section.title), *_section(section, document)]
    return "\n".join(lines) + "\n"


def _section(section: Section, document: Document) -> Iterator[str]:
    if told := document.told_missing(section):
        yield INDENT + clean_line(told)
    for fact in section.facts:
        yield from _fact(fact)
    for entry in section.entries:
        yield from _entry(entry)
    if section.remark:
        yield INDENT + clean_line(section.remark)


def _fact(fact: Fact) -> Iterator[str]:
    label = INDENT + before_value(clean_line(fact.label))
    if "\n" not in fact.value:
        yield label + fact.value
    else:
        yield label.rstrip()
        yield from _barred(fact.value)
    yield from (f"{INDENT * 2}- {clean_line(line)}" for line in fact.under)


def _entry(entry: Entry) -> Iterator[str]:
    head = "  ".join(clean_line(part) for part in (entry.at, entry.who, entry.what) if part)
    if entry.words and "\n" not in entry.words:
        yield f"{INDENT}- {before_value(head)}{entry.words}"
        return
    yield f"{INDENT}- {head}"
    if entry.words:
        yield from _barred(entry.words)


def _barred(words: str) -> Iterator[str]:
    yield from ((BAR + line).rstrip() for line in words.split("\n"))
