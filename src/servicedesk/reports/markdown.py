"""A document as Markdown in which nothing but our own signs is structure.

After CommonMark 0.31: a backslash before a sign of ASCII takes its meaning away. What programs add to it
(tables, footnotes, formulas, bare addresses as links, attributes) begins with one of these signs as well.
"""

import re
from collections.abc import Iterator

from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import before_value
from servicedesk.reports.document import LACKS, WHOLE, Document, Entry, Fact, Section

_SIGNS = re.compile(r"[\\`*_\[\]<>&~|$^{}@#]|:(?=//)|(?i:(?<=www)\.|(?<=mailto):)")
_AT_START = re.compile(r"^(?:(\d{1,9})([.)])|([+\-=:%!]))")


def as_markdown(document: Document) -> str:
    """The document as Markdown; it ends with a line feed."""
    document = document.cleaned()
    blocks = [f"# {escaped(document.title)}", *(_line(words) for words in document.remarks)]
    blocks.append("\n".join(line for fact in document.facts for line in fact_lines(fact)))
    for section in document.sections:
        sign = "" if section.missing is None else f" {LACKS if section.missing else WHOLE}"
        blocks.append(f"## {escaped(section.title)}{sign}")
        blocks.extend(_section(section, document))
    return "\n\n".join(block for block in blocks if block) + "\n"


def escaped(text: str) -> str:
    """`text` as one line that Markdown shows as it is."""
    return _SIGNS.sub(r"\\\g<0>", clean_line(text))


def _line(text: str) -> str:
    """The same for a line of its own, where the first sign may mean something too."""
    return _AT_START.sub(_start, escaped(text))


def _start(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[2] else f"\\{found[3]}"


def _section(section: Section, document: Document) -> Iterator[str]:
    if told := document.told_missing(section):
        yield f"**{escaped(told)}**" if section.missing else f"*{escaped(told)}*"
    facts = [line for fact in section.facts for line in fact_lines(fact)]
    entries = [line for entry in section.entries for line in _entry(entry)]
    yield "\n".join(facts + entries)
    if section.remark:
        yield _line(section.remark)


def fact_lines(fact: Fact, language: str = "") -> Iterator[str]:
    """The fact as an item of a list, the label in that language."""
    label = f"- **{escaped(before_value(fact.label, language))}**"
    if "\n" not in fact.value:
        yield f"{label} {escaped(fact.value)}"
    else:
        yield label
        yield from _quoted(fact.value)
    yield from (f"  - {_line(line)}" for line in fact.under)


def _entry(entry: Entry) -> Iterator[str]:
    head = " · ".join(escaped(part) for part in (entry.at, entry.who, entry.what) if part)
    if entry.words and "\n" not in entry.words:
        yield f"- {before_value(head)}{escaped(entry.words)}"
        return
    yield f"- {head}"
    if entry.words:
        yield from _quoted(entry.words)


def _quoted(words: str) -> Iterator[str]:
    """The lines as a quotation inside the item of a list; a backslash at the end keeps each on its line."""
    *lines, last = [_line(line) for line in words.rstrip().split("\n")]
    yield ""
    yield from (f"  > {line}\\" for line in lines)
    yield f"  > {last}"
    yield ""
