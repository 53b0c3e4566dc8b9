"""The columns of what is owed to a customer: by when, under which number, what."""

from servicedesk.domain.date_format import format_near
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.standing import OwedRow
from servicedesk.domain.wording import before_value
from servicedesk.i18n import N_, _
from servicedesk.keys import signs
from servicedesk.tui.lists.list_columns import CellText, ListColumn, RenderContext

KINDS = {
    "promise": N_("promise"),
    "followup": N_("follow-up"),
    "tell": N_("tell the customer"),
    "remedy": N_("remedy"),
}
"""What is owed, in a word before what it is about."""


def _when(row: OwedRow, context: RenderContext) -> CellText:
    late = signs.OVERDUE.glyph if row.is_late else " "
    if row.due_at is None:
        return [(f"{late} {signs.NOBODY.glyph}", "muted")]
    shown = format_near(row.due_at, context.now, context.zone, with_time=not row.all_day)
    return [(f"{late} {shown}", "error" if row.is_late else "")]


def _number(row: OwedRow, _context: RenderContext) -> CellText:
    """Its case, for there Enter leads; without one its own."""
    if row.case_id is not None:
        return [(format_number("case", row.case_id), "accent")]
    return [(format_number(row.kind, row.record_id), "accent")]


def _what(row: OwedRow, _context: RenderContext) -> CellText:
    return [(before_value(_(KINDS[row.kind])), "muted"), (row.text, "")]


COLUMNS = (
    ListColumn("when", N_("When"), 17, _when),
    ListColumn("number", N_("Number"), 6, _number),
    ListColumn("what", N_("What"), None, _what),
)
