"""The columns of promises: how late, by when, to whom, on which case, what."""

from servicedesk.domain.date_format import format_age, format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.i18n import N_, NP_
from servicedesk.tui.lists.list_columns import CellText, ListColumn, RenderContext


def _late(row: PromiseRow, context: RenderContext) -> CellText:
    if not row.is_overdue(context.now):
        return ""
    return [(f"! {format_age((context.now - row.due_at).total_seconds())}", "error")]


def _told(row: PromiseRow, context: RenderContext) -> CellText:
    return [
        (format_when(row.due_at, context.now, context.zone), "error" if row.is_overdue(context.now) else "")
    ]


def _customer(row: PromiseRow, _context: RenderContext) -> CellText:
    return row.customer_name or "–"


def _case(row: PromiseRow, _context: RenderContext) -> CellText:
    return [("" if row.case_id is None else format_number("case", row.case_id), "muted")]


def _owner(row: PromiseRow, _context: RenderContext) -> CellText:
    return [(row.owner, "muted")]


def _text(row: PromiseRow, _context: RenderContext) -> CellText:
    return row.text


OWED = (
    ListColumn("late", "", 9, _late, align="right"),
    ListColumn("told", NP_("promise", "Told"), 19, _told),
    ListColumn("customer", N_("Customer"), 14, _customer),
    ListColumn("case", N_("Case"), 7, _case, priority=2),
    ListColumn("owner", N_("Owner"), 8, _owner, priority=4),
    ListColumn("text", N_("Promise"), None, _text),
)
