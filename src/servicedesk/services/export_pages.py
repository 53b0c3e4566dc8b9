"""An export for people: the cells of files put into words, on a page of Markdown or HTML."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

from servicedesk.domain.records import PARTS
from servicedesk.domain.records.by_kind import field_of, label_of
from servicedesk.domain.words.lists import LISTS
from servicedesk.exchange.column import LIST_SEPARATOR, LIST_TYPES, NESTED_TYPES, Column, split_list
from servicedesk.exchange.rows import Sink, TextRow, WriteOptions
from servicedesk.i18n import in_language
from servicedesk.reports import record_pages
from servicedesk.reports.history_words import HistoryWords
from servicedesk.reports.record_pages import RecordPage
from servicedesk.storage.exporting import number_column

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_SUBJECTS = ("name", "subject", "text", "purpose", "summary", "customer")
"""The columns that say what a record is about; the first of them that the kind has heads its sheet."""

Shown = Callable[[str], str]


def write(
    sink: Sink, what: tuple[str, str, Sequence[Column]], rows: Iterable[TextRow], options: WriteOptions
) -> int:
    """Write the rows of a kind in a format, `md` or `html`; `what` is the two and the columns.

    All columns make a sheet for each record; columns that were chosen, fewer than all, a table.
    """
    kind, file_format, columns = what
    names = [column.name for column in columns]
    heading = [number_column(kind), next((name for name in _SUBJECTS if name in names), "")]
    page = RecordPage(
        options.title,
        options.language,
        tuple(column.title(options.language) for column in columns),
        tuple(names.index(name) for name in heading if name in names),
        is_table=not options.all_columns,
    )
    shown = [_shown(kind, column, options) for column in columns]
    records = ([show(cell) if cell else "" for show, cell in zip(shown, row, strict=True)] for row in rows)
    writer = {"md": record_pages.write_markdown, "html": record_pages.write_html}[file_format]
    return writer(sink.write, page, records)


def _shown(kind: str, column: Column, options: WriteOptions) -> Shown:
    """How the cells of the column are told."""
    moment = _moment(options.zone)
    if column.type == "moment":
        return moment
    if column.type in LIST_TYPES:
        return lambda cell: LIST_SEPARATOR.join(split_list(cell))
    if column.type in NESTED_TYPES:
        part = next((one.name for one in PARTS.values() if one.file == column.name), kind)
        return lambda cell: _objects(cell, part, moment, options.language)
    return _labelled("yes_no" if column.type == "yes_no" else column.choices, options.language)


def _labelled(words: str, language: str) -> Shown:
    """How values of a closed list are told; others as they stand."""
    known = LISTS.get(words)
    if known is None:
        return str

    def label(cell: str) -> str:
        value = known.read(cell)
        return in_language(known.labels[value], language) if value in known.labels else cell

    return label


def _moment(zone: tzinfo | None) -> Shown:
    if zone is None:
        return str
    words = HistoryWords(zone)

    def moment(cell: str) -> str:
        return words.moment(datetime.fromisoformat(cell)) if _MOMENT.fullmatch(cell) else cell

    return moment


def _objects(cell: str, kind: str, moment: Shown, language: str) -> str:
    """A list of objects, one a line; a cell that is damaged as it stands."""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return cell
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return cell
    return "\n".join(
        record_pages.object_words(_pairs(one, kind, moment, language), language) for one in found
    )


def _pairs(one: dict[str, Any], kind: str, moment: Shown, language: str) -> Iterator[tuple[str, str]]:
    for name, value in one.items():
        if value in (None, ""):
            continue
        field = field_of(kind, name)
        words = "" if field is None else "yes_no" if field.type == "yes_no" else field.words
        label = in_language(label_of(name, kind) or name, language)
        yield label, _labelled(words, language)(moment(str(value)))
