"""A history as the preview of a case and the card of a customer draw it: time, name, what happened."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from servicedesk.domain.date_format import clock_text, format_when, in_zone, short_day
from servicedesk.domain.history_sentences import change_words, shown_changes, told, unsaid_twice
from servicedesk.domain.late_entry import late_words
from servicedesk.domain.numbers import format_number
from servicedesk.domain.unreadable import UNREADABLE, marked
from servicedesk.domain.wording import before_value
from servicedesk.i18n import _
from servicedesk.tui.base.safe import block, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servicedesk.domain.rows.history import FieldChange, HistoryLine
    from servicedesk.tui.cases.long_text import Hanging

MUTED, STRONG, WARNING = "$text-muted", "bold", "$text-warning"
ERROR, ACCENT, GOOD = "bold $text-error", "$text-accent", "$text-success"
LONGEST_TEXT = 20_000
"""Characters of a text that are drawn; the command line prints all of it."""

MOST_OF_FIELD = 200
"""Characters of a field that changed."""

Piece = tuple[str, str]

WIDEST_NAME = 10
"""Cells of a name beside its line."""


def history_paragraphs(
    lines: "Sequence[HistoryLine]",
    now: datetime,
    zone: tzinfo,
    *,
    masked: bool = False,
    with_fields: bool = False,
) -> "list[Hanging]":
    """The lines in their order: when, who, and what happened; phone numbers as 138****1111 when `masked`.

    The day is told where it changes, and `with_fields` every field that changed, a line each.
    """
    from servicedesk.tui.cases.long_text import Hanging

    lines = unsaid_twice(tuple(lines))
    whens = list(_whens(lines, now, zone))
    cells = max(map(cell_len, whens), default=0)
    names = [plain(line.actor) for line in lines]
    name_cells = min(max(map(cell_len, names), default=0), WIDEST_NAME)
    found = []
    for line, when, name in zip(lines, whens, names, strict=True):
        shown = name if cell_len(name) <= name_cells else f"{set_cell_size(name, name_cells - 1)}…"
        head = joined(
            (f"{' ' * (cells - cell_len(when))}{when}  ", MUTED),
            (f"{set_cell_size(shown, name_cells)}  ", ACCENT),
        )
        found.append(Hanging(head, _told(line, now, zone, masked=masked, with_fields=with_fields)))
    return found


def history_line(line: "HistoryLine", now: datetime, zone: tzinfo) -> Content:
    """One line alone: when, who, and what happened."""
    head = joined((f"{format_when(line.at, now, zone)}  ", MUTED), (f"{plain(line.actor)} ", ACCENT))
    return head + _told(line, now, zone)


def _whens(lines: "Sequence[HistoryLine]", now: datetime, zone: tzinfo) -> Iterator[str]:
    """The times of day, with the day where it is another one than that of the line before."""
    before = None
    for line in lines:
        if line.at == UNREADABLE:
            yield marked()
            continue
        local = in_zone(line.at, zone)
        clock, day = clock_text(local), local.date()
        yield clock if day == before else f"{short_day(day, now.astimezone(zone).date())} {clock}"
        before = day


def _told(
    line: "HistoryLine", now: datetime, zone: tzinfo, *, masked: bool = False, with_fields: bool = False
) -> Content:
    def when(at: datetime) -> str:
        return format_when(at, now, zone)

    if masked:
        line = replace(line, changes=tuple(map(_masked, line.changes)))
    happened = told(line, when)
    pieces: list[Piece] = []
    if line.case_id is not None:
        # A line of a case that was merged into this one says whose it is.
        pieces.append((f"{format_number('case', line.case_id)} ", ACCENT))
    quote = block(happened.quote[:LONGEST_TEXT])
    if line.what in {"call", "note"}:
        pieces += [
            (before_value(plain(happened.words)) if quote else plain(happened.words), MUTED),
            (quote, ""),
        ]
    elif quote:
        pieces.append((plain(_("{what}: “{words}”")).format(what=plain(happened.words), words=quote), ""))
    else:
        pieces.append((plain(happened.words), ""))
    if late := late_words(line.at, line.recorded_at):
        pieces.append((f"  {late}", WARNING))
    if with_fields:
        pieces += [
            (f"\n{plain(change_words(one, when)[:MOST_OF_FIELD])}", MUTED) for one in shown_changes(line)
        ]
    return joined(*pieces)


def _masked(change: "FieldChange") -> "FieldChange":
    if change.field != "phone":
        return change
    from servicedesk.domain.phones import mask_phone

    before, after = (value and mask_phone(str(value)) for value in (change.before, change.after))
    return replace(change, before=before, after=after)


def hung(label: Piece, *pieces: Piece) -> "Hanging":
    """A label and what is said of it; what is too long for a line goes on under its beginning."""
    from servicedesk.tui.cases.long_text import Hanging

    return Hanging(joined(label), joined(*pieces))


def joined(*pieces: Piece) -> Content:
    """Pieces of text one after another, each literally; empty ones left out."""
    return Content.assemble(*(piece for piece in pieces if piece[0]))
