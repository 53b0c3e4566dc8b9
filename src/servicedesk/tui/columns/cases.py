"""The columns of a list of cases."""

from datetime import datetime

from servicedesk.domain.cases import PRIORITY_LABELS, STATE_LABELS
from servicedesk.domain.date_format import format_age
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import CaseRow
from servicedesk.i18n import N_, _
from servicedesk.tui.widgets.list_columns import CellText, ListColumn, RenderContext

PRIORITY_KINDS = {1: "muted", 2: "", 3: "warning", 4: "error"}


def due_text(row: CaseRow, now: datetime) -> tuple[str, str]:
    """When the case is due, as time left or (-) time over, with the kind of text it is: `3 d`, `-2 h`."""
    if row.is_snoozed(now) and row.snoozed_until is not None:
        return _("z {age}").format(age=format_age((row.snoozed_until - now).total_seconds())), "muted"
    if row.due_at is None:
        return "", ""
    seconds = (row.due_at - now).total_seconds()
    if row.is_overdue(now):
        return f"-{format_age(-seconds)}", "error"
    if not row.is_open or seconds < 0:
        return "", ""
    return format_age(seconds), "warning" if seconds < 86400 else ""


def sign(row: CaseRow, now: datetime) -> tuple[str, str]:
    """One character that tells how the case stands."""
    if row.is_overdue(now):
        return "!", "error"
    return ("●", "accent") if row.state == "new" else (" ", "")


def _sign(row: CaseRow, context: RenderContext) -> CellText:
    return [sign(row, context.now)]


def _number(row: CaseRow, _context: RenderContext) -> CellText:
    return format_number("case", row.id)


def _priority(row: CaseRow, _context: RenderContext) -> CellText:
    return [(_(PRIORITY_LABELS[row.priority]), PRIORITY_KINDS[row.priority])]


def _due(row: CaseRow, context: RenderContext) -> CellText:
    return [due_text(row, context.now)]


def _state(row: CaseRow, _context: RenderContext) -> CellText:
    return [(_(STATE_LABELS[row.state]), "muted" if row.state in {"waiting", "closed"} else "")]


def _customer(row: CaseRow, _context: RenderContext) -> CellText:
    vip = [("*", "accent")] if row.customer_tier == "vip" else []
    return [*vip, (row.customer_name or "–", "" if row.customer_name else "muted")]


def _owner(row: CaseRow, _context: RenderContext) -> CellText:
    return [(row.owner or "–", "" if row.owner else "muted")]


def _age(row: CaseRow, context: RenderContext) -> CellText:
    return [(format_age((context.now - row.received_at).total_seconds()), "muted")]


def _subject(row: CaseRow, _context: RenderContext) -> CellText:
    labels = " ".join(f"+{label}" for label in row.labels)
    return [(row.subject, ""), (f"  {labels}" if labels else "", "muted")]


SIGN = ListColumn("sign", "", 1, _sign)
NUMBER = ListColumn("number", N_("Number"), 8, _number)
PRIORITY = ListColumn("priority", N_("Prio"), 6, _priority)
DUE = ListColumn("due", N_("Due"), 9, _due, align="right")
AGE = ListColumn("age", N_("Age"), 6, _age, align="right", priority=3)
STATE = ListColumn("state", N_("State"), 8, _state)
CUSTOMER = ListColumn("customer", N_("Customer"), 13, _customer)
OWNER = ListColumn("owner", N_("Owner"), 8, _owner, priority=2)
SUBJECT = ListColumn("subject", N_("Subject"), None, _subject)

QUEUE = (SIGN, NUMBER, PRIORITY, DUE, AGE, STATE, OWNER, CUSTOMER, SUBJECT)
OF_CUSTOMER = (SIGN, NUMBER, PRIORITY, DUE, AGE, STATE, OWNER, SUBJECT)
"""On a card the customer is known."""
