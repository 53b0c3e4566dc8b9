"""The columns of follow-ups: how late, when, with whom, what for."""

from servicedesk.domain.date_format import format_when
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.wording import value_label
from servicedesk.i18n import N_, _
from servicedesk.keys import signs
from servicedesk.tui.lists import cells
from servicedesk.tui.lists.list_columns import CellText, ListColumn, RenderContext

_NOBODY = signs.NOBODY.glyph


def _late(row: FollowUpRow, context: RenderContext) -> CellText:
    if not row.is_overdue(context.now, context.zone):
        return ""
    return [(cells.late_by(row.due_at, context.now, context.zone, whole_day=row.all_day), "error")]


def _when(row: FollowUpRow, context: RenderContext) -> CellText:
    return format_when(row.due_at, context.now, context.zone, with_time=not row.all_day)


def _purpose(row: FollowUpRow, _context: RenderContext) -> CellText:
    again = [(_(" (repeats)"), "muted")] if row.repeat else []
    return [(row.purpose, ""), *again]


def _state(row: FollowUpRow, _context: RenderContext) -> CellText:
    return [(value_label("followup", "state", row.state), "" if row.state == "planned" else "muted")]


def _late_or_state(row: FollowUpRow, context: RenderContext) -> CellText:
    """How late, of one that is owed; nothing is late in another state than planned."""
    return _late(row, context) or _state(row, context)


def _words(row: FollowUpRow, context: RenderContext) -> CellText:
    """What for, and what came of it."""
    outcome = row.result or row.reason_skipped
    return [*_purpose(row, context), (f"  {outcome}" if outcome else "", "muted")]


LATE = ListColumn("late", "", 9, _late, align="right")
WHEN = ListColumn("when", N_("When"), 19, _when)
METHOD = ListColumn(
    "method", N_("How"), 8, cells.in_words("followup", "method", "muted"), priority=2, of="followup.method"
)
OWNER = ListColumn("owner", N_("Owner"), 8, cells.shown("owner", "muted"), priority=4, most=12)

LIST = (
    LATE,
    WHEN,
    ListColumn("customer", N_("Customer"), 14, cells.shown("customer_name", otherwise=_NOBODY), most=22),
    METHOD,
    ListColumn("number", N_("Number"), 7, cells.number("followup", kind="muted"), priority=3),
    ListColumn("state", N_("State"), 9, _state, priority=5, of="followup.state"),
    OWNER,
    ListColumn("purpose", N_("Purpose"), None, _words),
)

OF_CUSTOMER = (
    WHEN,
    ListColumn("state", N_("State"), 10, _late_or_state, of="followup.state"),
    METHOD,
    OWNER,
    ListColumn("purpose", N_("Purpose"), None, _words),
)
"""On a card the customer is known, and what became of a follow-up is told."""
