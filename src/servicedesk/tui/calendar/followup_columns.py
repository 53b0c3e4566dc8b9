"""The columns of follow-ups: how late, when, with whom, what for."""

from servicedesk.domain.date_format import format_age, format_when
from servicedesk.domain.phones import shown_phone
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.wording import value_label
from servicedesk.i18n import N_, _
from servicedesk.tui.lists.list_columns import CellText, ListColumn, RenderContext


def _late(row: FollowUpRow, context: RenderContext) -> CellText:
    if not row.is_overdue(context.now, context.zone):
        return ""
    return [(f"! {format_age((context.now - row.due_at).total_seconds())}", "error")]


def _when(row: FollowUpRow, context: RenderContext) -> CellText:
    return format_when(row.due_at, context.now, context.zone, with_time=not row.all_day)


def _customer(row: FollowUpRow, _context: RenderContext) -> CellText:
    return row.customer_name or "–"


def _method(row: FollowUpRow, _context: RenderContext) -> CellText:
    return [(value_label("followup", "method", row.method), "muted")]


def _phone(row: FollowUpRow, context: RenderContext) -> CellText:
    return shown_phone(row.phone, masked=context.masked)


def _owner(row: FollowUpRow, _context: RenderContext) -> CellText:
    return [(row.owner, "muted")]


def _purpose(row: FollowUpRow, _context: RenderContext) -> CellText:
    again = [(_(" (repeats)"), "muted")] if row.repeat else []
    return [(row.purpose, ""), *again]


def _state(row: FollowUpRow, _context: RenderContext) -> CellText:
    return [(value_label("followup", "state", row.state), "" if row.state == "planned" else "muted")]


def _words(row: FollowUpRow, context: RenderContext) -> CellText:
    """What for, and what came of it."""
    outcome = row.result or row.reason_skipped
    return [*_purpose(row, context), (f"  {outcome}" if outcome else "", "muted")]


OWED = (
    ListColumn("late", "", 9, _late, align="right"),
    ListColumn("when", N_("When"), 19, _when),
    ListColumn("customer", N_("Customer"), 14, _customer),
    ListColumn("method", N_("How"), 8, _method, priority=2),
    ListColumn("phone", N_("Phone"), 16, _phone, priority=3),
    ListColumn("owner", N_("Owner"), 8, _owner, priority=4),
    ListColumn("purpose", N_("Purpose"), None, _purpose),
)

OF_CUSTOMER = (
    ListColumn("late", "", 9, _late, align="right"),
    ListColumn("when", N_("When"), 19, _when),
    ListColumn("state", N_("State"), 10, _state),
    ListColumn("method", N_("How"), 8, _method, priority=2),
    ListColumn("owner", N_("Owner"), 8, _owner, priority=4),
    ListColumn("purpose", N_("Purpose"), None, _words),
)
"""On a card the customer is known, and what became of a follow-up is told."""
