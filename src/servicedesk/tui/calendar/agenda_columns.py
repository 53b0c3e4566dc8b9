"""The columns of the agenda: day and time, with whom, what for."""

from servicedesk.domain.date_format import format_day, short_day
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.wording import before_value, value_label
from servicedesk.i18n import N_, _, pgettext
from servicedesk.keys import signs
from servicedesk.tui.calendar.calendar_board import AgendaLine
from servicedesk.tui.lists import cells
from servicedesk.tui.lists.list_columns import CellText, ListColumn, RenderContext


def clock_text(row: FollowUpRow, context: RenderContext) -> str:
    """The time of day, or that the day is meant as a whole."""
    return pgettext("time", "day") if row.all_day else f"{row.due_at.astimezone(context.zone):%H:%M}"


def _kind(line: AgendaLine, otherwise: str = "") -> str:
    return otherwise if line.row.state == "planned" else "muted"


def _sign(line: AgendaLine, _context: RenderContext) -> CellText:
    return [(signs.OVERDUE.glyph, "error")] if line.is_overdue else ""


def _day(line: AgendaLine, context: RenderContext) -> CellText:
    # The days to come have a rule of their own.
    if not line.is_overdue:
        return ""
    day = line.row.due_at.astimezone(context.zone).date()
    return [(short_day(day, context.now.astimezone(context.zone).date()), "error")]


def day_words(line: AgendaLine, context: RenderContext) -> str:
    """What the rule above a line says: its day, or that it is overdue."""
    if line.is_overdue:
        return _("Overdue")
    day, today = (at.astimezone(context.zone).date() for at in (line.row.due_at, context.now))
    return format_day(day, today)


def _time(line: AgendaLine, context: RenderContext) -> CellText:
    return [(clock_text(line.row, context), _kind(line, "error" if line.is_overdue else ""))]


def _late(line: AgendaLine, context: RenderContext) -> CellText:
    if not line.is_overdue:
        return ""
    row = line.row
    return [(cells.late_by(row.due_at, context.now, context.zone, whole_day=row.all_day), "error")]


def _customer(line: AgendaLine, _context: RenderContext) -> CellText:
    return [(line.row.customer_name or signs.NOBODY.glyph, _kind(line))]


def _phone(line: AgendaLine, context: RenderContext) -> CellText:
    return [(context.shown_phone(line.row.phone), "muted")]


def _method(line: AgendaLine, _context: RenderContext) -> CellText:
    return [(value_label("followup", "method", line.row.method), _kind(line, "accent"))]


def _purpose(line: AgendaLine, _context: RenderContext) -> CellText:
    row = line.row
    ended = value_label("followup", "state", row.state)
    outcome = row.result or row.reason_skipped
    return [
        ("" if row.state == "planned" else before_value(ended), "muted"),
        (row.purpose, _kind(line)),
        (_(" (repeats)") if row.repeat and row.state == "planned" else "", "muted"),
        (f" {format_number('case', row.case_id)}" if row.case_id is not None else "", "muted"),
        (f"  {outcome}" if outcome else "", "muted"),
    ]


AGENDA = (
    ListColumn("sign", "", 1, _sign),
    ListColumn("day", N_("Day"), 9, _day),
    ListColumn("time", N_("Time"), 5, _time),
    ListColumn("late", N_("Late"), 8, _late, align="right", priority=4),
    ListColumn("customer", N_("Customer"), 11, _customer, most=20),
    ListColumn("method", N_("How"), 7, _method, priority=1, of="followup.method"),
    ListColumn("number", N_("Number"), 7, cells.number("followup", "row.id", "muted"), priority=3),
    ListColumn("phone", N_("Phone"), cells.PHONE_CELLS, _phone, priority=2),
    ListColumn("owner", N_("Owner"), 8, cells.shown("row.owner", "muted"), priority=5, most=12),
    ListColumn("purpose", N_("Purpose"), None, _purpose),
)
