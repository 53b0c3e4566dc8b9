"""Records on a page for people, Markdown or HTML: a sheet for each, or one table where columns were chosen.

What anybody wrote in them is text and nothing else. The rows are written as they come.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servicedesk.domain.text import clean
from servicedesk.domain.wording import before_value
from servicedesk.reports.document import Fact
from servicedesk.reports.markdown import escaped, fact_lines

TEMPLATE = "records.html.jinja"
_HTML_BLOCK = 64
"""Pieces of a page that are written at once."""

Write = Callable[[bytes], Any]
Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What stands around the records; `heading_of` are the places of the cells that name one."""

    title: str
    language: str
    """One of LANGUAGES."""
    labels: tuple[str, ...]
    heading_of: tuple[int, ...]
    is_table: bool
    remarks: tuple[str, ...] = ()

    def heading(self, cells: Cells) -> str:
        """What a sheet is called: the number of the record and what it is about."""
        return "  ".join(part for place in self.heading_of if (part := " ".join(cells[place].split()))) or "–"

    def facts(self, cells: Cells) -> list[tuple[str, str]]:
        """The cells that say something, each with its label."""
        return [(label, cell) for label, cell in zip(self.labels, cells, strict=True) if cell]


def write_markdown(write: Write, page: RecordPage, records: Iterable[Cells]) -> int:
    """Write the page as Markdown; how many records it has."""
    head = [f"# {escaped(page.title)}", *(escaped(remark) for remark in page.remarks)]
    write(("\n\n".join(head) + "\n").encode())
    if page.is_table:
        write(f"\n{_table_row(page.labels)}{_table_row(['---'] * len(page.labels), escape=str)}".encode())
    count = 0
    for cells in _cleaned(records):
        count += 1
        write((_table_row(cells) if page.is_table else _sheet(page, cells)).encode())
    return count


def _table_row(cells: Iterable[str], escape: Callable[[str], str] = escaped) -> str:
    return "| " + " | ".join("<br>".join(map(escape, cell.split("\n"))) for cell in cells) + " |\n"


def _sheet(page: RecordPage, cells: Cells) -> str:
    lines = [
        line for label, cell in page.facts(cells) for line in fact_lines(Fact(label, cell), page.language)
    ]
    return f"\n## {escaped(page.heading(cells))}\n\n" + "\n".join(lines) + "\n"


def write_html(write: Write, page: RecordPage, records: Iterable[Cells]) -> int:
    """Write the page as one HTML file that fetches nothing; how many records it has."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    count = 0

    def counted() -> Iterator[Cells]:
        nonlocal count
        for cells in _cleaned(records):
            count += 1
            yield cells

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    stream = environment.get_template(TEMPLATE).stream(page=page, records=counted())
    stream.enable_buffering(_HTML_BLOCK)
    for piece in stream:
        write(piece.encode())
    return count


def _cleaned(records: Iterable[Cells]) -> Iterator[Cells]:
    return ([clean(cell) for cell in cells] for cells in records)


def object_words(pairs: Iterable[tuple[str, str]], language: str) -> str:
    """What an object in a cell says, on one line: `Who: Lin; Words: ...`."""
    return "; ".join(before_value(label, language) + " ".join(words.split()) for label, words in pairs)
