"""The columns of a list of cases.

They read what the list holds and nothing else: the deadline, the clock and the urgency stand in the row.
"""

from datetime import datetime, tzinfo
from typing import NamedTuple

from rich.cells import cell_len

from servicedesk.domain.case_states import CLOSED, NEW, SOLVED, TOLD, WAITING
from servicedesk.domain.date_format import format_age, format_month_day, format_since, weekday_name
from servicedesk.domain.labels import signed
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.unreadable import UNREADABLE, marked
from servicedesk.domain.words.cases import CASE_STATES, PRIORITIES
from servicedesk.i18n import N_, _
from servicedesk.keys import signs
from servicedesk.tui.lists import cells
from servicedesk.tui.lists.bars import POINT_CELLS, points_bar
from servicedesk.tui.lists.list_columns import CellText, ListColumn, RenderContext, fitted

PRIORITY_KINDS = {1: "muted", 2: "", 3: "warning", 4: "error"}
TIER_SIGNS = {"vip": signs.VIP.glyph, "key": signs.KEY_CUSTOMER.glyph}

OWED_LABELS = {
    "first_response": N_("reply"),
    "next_contact": N_("answer"),
    "resolve": N_("solve"),
    "due": N_("due by"),
    "limit": N_("legal limit"),
    "promise": N_("promise"),
    "handoff": N_("back by"),
}
"""What is owed next, in one short word; domain.clock_words has the long ones, which no list has room for."""

STEP_LABELS = {SOLVED: N_("tell the customer"), TOLD: N_("close the case")}
"""What comes next on a case that owes nothing by a time."""

OWED_CELLS = 17
BARS_FROM = 114
"""Cells of a list from which urgency has a bar beside its number: that of a window of 120."""
_HOUR = 3600
_WEEK_DAYS = 6


class Owed(NamedTuple):
    """What a case owes next: the kind, when, and how that is to be shown (a kind of list_columns)."""

    what: str
    when: str
    kind: str


def sign(row: CaseRow, now: datetime) -> tuple[str, str]:
    """One character for the time used up: `!` late, `:` from 80 % on, `.` from the first warning on."""
    if row.is_overdue(now) or row.clock_level >= 100:
        return signs.LATE.glyph, "error"
    if row.clock_level >= 80:
        return signs.NEARLY_LATE.glyph, "warning"
    return (signs.WARNED.glyph, "accent") if row.clock_level > 0 else (" ", "")


def owed(row: CaseRow, now: datetime, zone: tzinfo) -> Owed:
    """What the case owes and by when: `promise  Mon 09:00`, late `solve  -2 h`; else whom it waits for."""
    if row.is_snoozed(now) and row.snoozed_until is not None:
        if row.is_overdue(now) and row.deadline_at is not None:
            # Late stays late until it is solved, also while nobody looks at it.
            return Owed(_("asleep"), cells.late_by(row.deadline_at, now, zone), "error")
        return Owed(_("asleep"), short_moment(row.snoozed_until, now, zone), "muted")
    if row.is_open and row.deadline_at is not None:
        what = _(OWED_LABELS.get(row.deadline_kind, row.deadline_kind))
        left = (row.deadline_at - now).total_seconds()
        if left < 0:
            return Owed(what, cells.late_by(row.deadline_at, now, zone), "error")
        if left < _HOUR:
            return Owed(what, _("in {age}").format(age=format_age(left)), "warning")
        near = "warning" if row.clock_level >= 80 else ""
        return Owed(what, short_moment(row.deadline_at, now, zone), near)
    if row.state == WAITING:
        return Owed(row.waiting_reason, "", "muted")
    return Owed(_(STEP_LABELS[row.state]) if row.state in STEP_LABELS else "", "", "muted")


def short_moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """A time to come in ten cells at most: 15:00 today, Mon 09:00 within a week, 27 Nov, 2027-01."""
    if at == UNREADABLE:
        return marked()
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    if days == 0:
        return f"{local:%H:%M}"
    if 0 < days <= _WEEK_DAYS:
        return f"{weekday_name(local.weekday())} {local:%H:%M}"
    if local.year != today.year:
        return f"{local:%Y-%m}"
    return format_month_day(local.month, local.day)


def _urgency(row: CaseRow, context: RenderContext) -> CellText:
    mark, kind = sign(row, context.now)
    return [(mark, kind), (f"{min(row.urgency, 999):>3}" if row.is_open else "", kind or "muted")]


def _urgency_bar(row: CaseRow, context: RenderContext) -> CellText:
    return [(points_bar(row.urgency) if row.is_open else "", sign(row, context.now)[1] or "muted")]


def _state(row: CaseRow, context: RenderContext) -> CellText:
    del context
    if row.handed_to:
        return [(f"{signs.HANDED.glyph}{row.handed_to}", "accent")]
    kinds = {NEW: "accent", WAITING: "muted", CLOSED: "muted"}
    return [(_(CASE_STATES.labels[row.state]), kinds.get(row.state, ""))]


def _owed(row: CaseRow, context: RenderContext) -> CellText:
    found = owed(row, context.now, context.zone)
    if not found.when:
        return [(found.what, found.kind)]
    # Words at the left, times at the right edge: neither jumps from line to line.
    room = OWED_CELLS - cell_len(found.when) - 1
    return [(fitted(found.what, room) + " ", found.kind), (found.when, found.kind)]


def _priority(row: CaseRow, _context: RenderContext) -> CellText:
    return [(_(PRIORITIES.labels[row.priority]), PRIORITY_KINDS[row.priority])]


def _customer(row: CaseRow, _context: RenderContext) -> CellText:
    mark = TIER_SIGNS.get(row.customer_tier, "")
    return [(mark, "accent"), (row.customer_name or signs.NOBODY.glyph, "" if row.customer_name else "muted")]


def _owner(row: CaseRow, _context: RenderContext) -> CellText:
    return [(row.owner or signs.NOBODY.glyph, "" if row.owner else "muted")]


def _age(row: CaseRow, context: RenderContext) -> CellText:
    return [(format_since(row.received_at, context.now, context.zone), "muted")]


def _subject(row: CaseRow, _context: RenderContext) -> CellText:
    labels = " ".join(map(signed, row.labels))
    return [(row.subject, ""), (f"  {labels}" if labels else "", "muted")]


NUMBER = ListColumn("number", N_("Number"), 8, cells.number("case"))
URGENCY = ListColumn("urgency", N_("Urg."), 4, _urgency)
URGENCY_BAR = ListColumn("urgency_bar", " ", POINT_CELLS, _urgency_bar, priority=4, least_list=BARS_FROM)
STATE = ListColumn("state", N_("State"), 7, _state, most=10)
OWED = ListColumn("owed", N_("Next due"), OWED_CELLS, _owed)
OWNER = ListColumn("owner", N_("Owner"), 6, _owner, priority=1, most=10)
PRIORITY = ListColumn("priority", N_("Prio"), 6, _priority, priority=3, of="case.priority")
AGE = ListColumn("age", N_("Age"), 7, _age, align="right", priority=2)
CUSTOMER = ListColumn("customer", N_("Customer"), 9, _customer, most=22)
SUBJECT = ListColumn("subject", N_("Subject"), None, _subject)

QUEUE = (NUMBER, URGENCY, URGENCY_BAR, STATE, OWED, PRIORITY, AGE, OWNER, CUSTOMER, SUBJECT)
"""Eighty cells hold all but priority and age, and twenty are left for the subject."""
OF_CUSTOMER = (NUMBER, URGENCY, STATE, OWED, PRIORITY, AGE, OWNER, SUBJECT)
"""On a card the customer is known."""
