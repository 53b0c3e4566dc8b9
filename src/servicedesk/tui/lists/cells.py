"""Cells that many lists have: a field as it stands or in words, a phone, a number."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from operator import attrgetter
from typing import Any

from servicedesk.domain.date_format import format_since
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import value_label
from servicedesk.keys import signs
from servicedesk.tui.lists.list_columns import CellText, RenderContext

PHONE_CELLS = 17
"""+86 138 0000 1111; longer ones, with an extension, have up to MOST_PHONE_CELLS where there is room."""
MOST_PHONE_CELLS = 20

Render = Callable[[Any, RenderContext], CellText]


def shown(name: str, kind: str = "", *, otherwise: str = "") -> Render:
    """The text of a field; `otherwise` where it is empty."""
    read = attrgetter(name)
    return lambda row, _context: [(read(row) or otherwise, kind)]


def in_words(record: str, name: str, kind: str = "") -> Render:
    """The label of a value."""
    return lambda row, _context: [(value_label(record, name, getattr(row, name)), kind)]


def number(record: str, name: str = "id", kind: str = "") -> Render:
    """The number of a record that a field names, nothing where there is none."""
    read = attrgetter(name)

    def cell(row: Any, _context: RenderContext) -> CellText:
        return [("" if read(row) is None else format_number(record, read(row)), kind)]

    return cell


def late_by(at: datetime, now: datetime, zone: tzinfo, *, whole_day: bool = False) -> str:
    """How late something is, the same in every list: `-19 h`, `-2 d`; a whole day by days only."""
    return f"{signs.LATE_BY.glyph}{format_since(at, now, zone, whole_day=whole_day)}"


def phone(kind: str = "") -> Render:
    """A phone, masked where the desk wants it."""
    return lambda row, context: [(context.shown_phone(row.phone), kind)]
