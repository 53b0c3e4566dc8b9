"""The columns of a list of promises: how late, by when they were told, whom, on which case, what."""

from servicedesk.domain.date_format import format_when
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.words.followups import PROMISE_OUTCOMES
from servicedesk.i18n import N_, NP_, _
from servicedesk.tui.lists import cells
from servicedesk.tui.lists.list_columns import CellText, ListColumn, RenderContext


def _late(row: PromiseRow, context: RenderContext) -> CellText:
    if not row.is_overdue(context.now):
        return ""
    return [(cells.late_by(row.due_at, context.now, context.zone), "error")]


def _told(row: PromiseRow, context: RenderContext) -> CellText:
    when = format_when(row.due_at, context.now, context.zone)
    return [(when, "error" if row.is_overdue(context.now) else "")]


def _outcome(row: PromiseRow, context: RenderContext) -> CellText:
    outcome = row.outcome(context.now)
    return [(_(PROMISE_OUTCOMES.labels[outcome]), "error" if outcome == "broken" else "muted")]


_LATE = ListColumn("late", "", 9, _late, align="right")
_TOLD = ListColumn("told", NP_("promise", "Due"), 19, _told)
_CUSTOMER = ListColumn("customer", N_("Customer"), 14, cells.shown("customer_name", otherwise="–"), most=22)
_CASE = ListColumn("case", N_("Case"), 7, cells.number("case", "case_id", "muted"), priority=2)
_OWNER = ListColumn("owner", N_("Owner"), 8, cells.shown("owner", "muted"), priority=4, most=12)
_TEXT = ListColumn("text", N_("Promise"), None, cells.shown("text"))

LIST = (
    _LATE,
    _TOLD,
    _CUSTOMER,
    _CASE,
    ListColumn("outcome", N_("State"), 7, _outcome, priority=3, of="promise.outcome"),
    _OWNER,
    _TEXT,
)
