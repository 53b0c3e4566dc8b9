"""The columns of a list of calls."""

from datetime import datetime, tzinfo

from rich.cells import cell_len

from servicedesk.domain.date_format import format_duration, format_month_day, short_day
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.unreadable import UNREADABLE, marked
from servicedesk.domain.wording import value_label
from servicedesk.domain.words.calls import UNANSWERED
from servicedesk.i18n import N_, NP_, _, pgettext
from servicedesk.keys import signs
from servicedesk.tui.lists import cells
from servicedesk.tui.lists.list_columns import CellText, ListColumn, RenderContext

TIME_CELLS = 14


def call_time(at: datetime, now: datetime, zone: tzinfo) -> str:
    """When it rang, in 14 cells at most: 09:12 today, 20 Nov 09:12 this year, 20 Nov 2025 before.

    A day near today is said by its word where that is short: 昨天 09:12.
    """
    if at == UNREADABLE:
        return marked()
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.year != today.year:
        return short_day(local.date(), today)
    said = f"{short_day(local.date(), today)} {local:%H:%M}"
    if cell_len(said) <= TIME_CELLS:
        return said
    return f"{format_month_day(local.month, local.day)} {local:%H:%M}"


def talk_text(row: CallRow) -> str:
    """How long they talked; a dash where nobody did."""
    return signs.NOBODY.glyph if row.talk_seconds is None else format_duration(row.talk_seconds)


def _caller_text(row: CallRow, context: RenderContext) -> str:
    """The customer, else the number, else a dash."""
    return row.customer_name or context.shown_phone(row.phone) or signs.NOBODY.glyph


def _kind(row: CallRow, otherwise: str = "") -> str:
    return "muted" if row.voided_at is not None else otherwise


def _time(row: CallRow, context: RenderContext) -> CellText:
    return [(call_time(row.rang_at, context.now, context.zone), _kind(row))]


def _direction(row: CallRow, _context: RenderContext) -> CellText:
    return [
        (
            value_label("call", "direction", row.direction),
            _kind(row, "accent" if row.direction == "out" else ""),
        )
    ]


def _customer(row: CallRow, context: RenderContext) -> CellText:
    return [(_caller_text(row, context), _kind(row, "" if row.customer_name else "muted"))]


def _talk(row: CallRow, _context: RenderContext) -> CellText:
    """How long, or that nobody answered: in words, in every width of the list."""
    if row.outcome in UNANSWERED:
        said = pgettext("talk", "nobody") if row.direction == "out" else pgettext("talk", "missed")
        return [(said, _kind(row, "warning"))]
    return [(talk_text(row), _kind(row, "muted" if row.talk_seconds is None else ""))]


def _outcome(row: CallRow, _context: RenderContext) -> CellText:
    if row.outcome in UNANSWERED:
        # The column of the length says so, which is there wherever this one is.
        return ""
    kind = "warning" if row.outcome == "call_back" else ""
    return [(value_label("call", "outcome", row.outcome), _kind(row, kind))]


def _summary(row: CallRow, _context: RenderContext) -> CellText:
    struck = [(_("struck out: "), "warning")] if row.voided_at is not None else []
    return [*struck, (row.summary, _kind(row))]


TIME = ListColumn("time", N_("Time"), TIME_CELLS, _time, align="right")
DIRECTION = ListColumn("direction", "", 3, _direction, of="call.direction")
CUSTOMER = ListColumn("customer", N_("Customer"), cells.PHONE_CELLS, _customer, most=22)
PHONE = ListColumn("phone", N_("Phone"), cells.PHONE_CELLS, cells.phone("muted"), priority=4)
TALK = ListColumn("talk", N_("Talk"), 7, _talk, align="right", priority=1)
OUTCOME = ListColumn("outcome", NP_("column", "Outcome"), 9, _outcome, priority=2, of="call.outcome")
HANDLER = ListColumn("handler", N_("By"), 8, cells.shown("handler", "muted"), priority=3, most=12)
CASE = ListColumn("case", N_("Case"), 7, cells.number("case", "case_id"))
SUMMARY = ListColumn("summary", NP_("column", "Summary"), None, _summary)

LOG = (TIME, DIRECTION, CUSTOMER, PHONE, TALK, OUTCOME, HANDLER, CASE, SUMMARY)

OF_CUSTOMER = (TIME, DIRECTION, TALK, OUTCOME, HANDLER, CASE, SUMMARY)
"""On a card the customer is known."""
