"""The columns of Today's sections: in all of them when, how long, number, who and what stand in line."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from servicedesk.domain.date_format import format_age, format_near, format_since, in_zone, weekday_name
from servicedesk.domain.draft_words import draft_about
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.rows.today import DraftRow, UnpaidRow
from servicedesk.domain.unreadable import UNREADABLE, marked
from servicedesk.domain.wording import before_value, value_label
from servicedesk.domain.words.calls import UNANSWERED
from servicedesk.i18n import _
from servicedesk.keys import signs
from servicedesk.keys.form_names import form_in_words, words_of_form
from servicedesk.tui.calls.call_columns import talk_text
from servicedesk.tui.cases.case_columns import OWED_LABELS, TIER_SIGNS
from servicedesk.tui.lists import cells
from servicedesk.tui.lists.list_columns import GAP, CellText, ListColumn, RenderContext

SOON = 3600
"""Seconds before its time from which on something is shown as near."""
WHEN_CELLS, AGE_CELLS, NUMBER_CELLS, WHO_CELLS, MOST_WHO = 17, 8, 6, 15, 22

WEEK = 7
OWNER_FROM = 90
"""Cells of a section from which it says whose the rows are."""

Render = Callable[[Any, RenderContext], CellText]


def _columns(
    when: Render, age: Render, number: Render | None, who: Render, what: Render
) -> tuple[ListColumn, ...]:
    """Without a number who it is has its room, too: that of a caller may be a phone, which is never cut."""
    if number is None:
        whose = [
            ListColumn("who", "", NUMBER_CELLS + GAP + WHO_CELLS, who, most=NUMBER_CELLS + GAP + MOST_WHO)
        ]
    else:
        whose = [
            ListColumn("number", "", NUMBER_CELLS, number),
            ListColumn("who", "", WHO_CELLS, who, most=MOST_WHO),
        ]
    return (
        ListColumn("when", "", WHEN_CELLS, when),
        ListColumn("age", "", AGE_CELLS, age, align="right"),
        *whose,
        ListColumn("owner", "", 6, _owner, priority=3, most=10, least_list=OWNER_FROM),
        ListColumn("what", "", None, what),
    )


def _moment(
    at: datetime, context: RenderContext, *, is_late: bool = False, with_time: bool = True
) -> CellText:
    sign = signs.OVERDUE.glyph if is_late else " "
    shown = format_near(at, context.now, context.zone, with_time=with_time)
    near = not is_late and 0 <= (at - context.now).total_seconds() < SOON
    return [(f"{sign} {shown}", "error" if is_late else "warning" if near else "")]


def _since(at: datetime, context: RenderContext, kind: str) -> CellText:
    return [(format_since(at, context.now, context.zone), kind)]


def _age(at: datetime, context: RenderContext, *, is_late: bool, whole_day: bool = False) -> CellText:
    """How late it is; how soon, within the hour."""
    if is_late:
        return [(cells.late_by(at, context.now, context.zone, whole_day=whole_day), "error")]
    left = (at - context.now).total_seconds()
    return [(format_age(left), "warning")] if 0 <= left < SOON else ""


def _of_customer(row: Any, _context: RenderContext) -> CellText:
    name = row.customer_name
    return [(name or signs.NOBODY.glyph, "" if name else "muted")]


def _owner(row: Any, _context: RenderContext) -> CellText:
    """Whose it is, or who spoke in the call; of what was begun and of a missed call it says nothing."""
    if isinstance(row, DraftRow):
        return ""
    if isinstance(row, CallRow):
        return [(row.handler if row.answered_at is not None else "", "muted")]
    case = row.case if isinstance(row, UnpaidRow) else row
    return [(case.owner or signs.NOBODY.glyph, "muted")]


# Cases overdue, and those with a remedy that was not carried out


def _case_when(row: CaseRow, context: RenderContext) -> CellText:
    return _moment(row.deadline_at or context.now, context, is_late=True)


def _case_age(row: CaseRow, context: RenderContext) -> CellText:
    return _age(row.deadline_at or context.now, context, is_late=True)


def _case_customer(row: CaseRow, context: RenderContext) -> CellText:
    return [(TIER_SIGNS.get(row.customer_tier, ""), "accent"), *_of_customer(row, context)]


def _case_what(row: CaseRow, context: RenderContext) -> CellText:
    owed = _(OWED_LABELS.get(row.deadline_kind, row.deadline_kind))
    asleep = f"{_('asleep')} · " if row.is_snoozed(context.now) else ""
    return [(asleep, "warning"), (before_value(owed), "muted"), (row.subject, "")]


def _unpaid_when(row: UnpaidRow, context: RenderContext) -> CellText:
    return _moment(row.remedy.decided_at, context)


def _unpaid_age(row: UnpaidRow, context: RenderContext) -> CellText:
    return _since(row.remedy.decided_at, context, "warning")


def _unpaid_customer(row: UnpaidRow, context: RenderContext) -> CellText:
    return _case_customer(row.case, context)


def _unpaid_what(row: UnpaidRow, _context: RenderContext) -> CellText:
    return [(before_value(row.remedy.in_words), ""), (row.case.subject, "muted")]


# Promises and follow-ups


def _promise_when(row: PromiseRow, context: RenderContext) -> CellText:
    return _moment(row.due_at, context, is_late=row.is_overdue(context.now))


def _promise_age(row: PromiseRow, context: RenderContext) -> CellText:
    return _age(row.due_at, context, is_late=row.is_overdue(context.now))


def _promise_number(row: PromiseRow, _context: RenderContext) -> CellText:
    """The case that it is about, for there Enter leads; its own where there is none."""
    number = format_number("promise", row.id) if row.case_id is None else format_number("case", row.case_id)
    return [(number, "accent")]


def _followup_when(row: FollowUpRow, context: RenderContext) -> CellText:
    is_late = row.is_overdue(context.now, context.zone)
    return _moment(row.due_at, context, is_late=is_late, with_time=not row.all_day)


def _followup_age(row: FollowUpRow, context: RenderContext) -> CellText:
    is_late = row.is_overdue(context.now, context.zone)
    return (
        ""
        if row.all_day and not is_late
        else _age(row.due_at, context, is_late=is_late, whole_day=row.all_day)
    )


def _followup_what(row: FollowUpRow, _context: RenderContext) -> CellText:
    how = value_label("followup", "method", row.method)
    again = _(" (repeats)") if row.repeat else ""
    return [(row.purpose, ""), (f"{again}  {how}", "muted")]


# Calls


def _call_when(row: CallRow, context: RenderContext) -> CellText:
    kind = "muted" if row.voided_at is not None else "accent" if row.direction == "out" else ""
    direction = value_label("call", "direction", row.direction)
    return [(f"  {_rang(row.rang_at, context)} ", ""), (direction, kind)]


def _rang(at: datetime, context: RenderContext) -> str:
    """When a call was, so short that the direction has room behind it: today 09:12, Thu 17:50, 3 Nov."""
    if at == UNREADABLE:
        return marked()
    local, today = in_zone(at, context.zone), in_zone(context.now, context.zone).date()
    away = abs((local.date() - today).days)
    if away == 0:
        return format_near(at, context.now, context.zone)
    if away < WEEK:
        return f"{weekday_name(local.weekday())} {local:%H:%M}"
    return format_near(at, context.now, context.zone, with_time=False)


def _missed_when(row: CallRow, context: RenderContext) -> CellText:
    return _moment(row.rang_at, context)


def _missed_age(row: CallRow, context: RenderContext) -> CellText:
    return _since(row.rang_at, context, "warning")


def _call_talk(row: CallRow, _context: RenderContext) -> CellText:
    return [(talk_text(row), "muted" if row.talk_seconds is None else "")]


def _caller(row: CallRow, context: RenderContext) -> CellText:
    """The customer, else the number, else a dash."""
    who = row.customer_name or context.shown_phone(row.phone) or signs.NOBODY.glyph
    return [(who, "" if row.customer_name and row.voided_at is None else "muted")]


def _missed_what(row: CallRow, context: RenderContext) -> CellText:
    """On what number to call a customer, and what is known."""
    phone = context.shown_phone(row.phone) if row.customer_name else ""
    return [(f"{phone}  " if phone else "", "muted"), (row.summary, "")]


def _call_what(row: CallRow, _context: RenderContext) -> CellText:
    if row.voided_at is not None:
        return [(_("struck out: "), "warning"), (row.summary, "muted")]
    is_open = row.outcome in UNANSWERED | {"call_back"}
    outcome = value_label("call", "outcome", row.outcome)
    return [(row.summary or (outcome if is_open else ""), "" if row.summary else "warning")]


# What was begun


def _draft_when(row: DraftRow, context: RenderContext) -> CellText:
    return _moment(row.started_at, context)


def _draft_age(row: DraftRow, context: RenderContext) -> CellText:
    return _since(row.started_at, context, "warning")


def _draft_who(row: DraftRow, _context: RenderContext) -> CellText:
    return row.body.get("who", "") or signs.NOBODY.glyph


def _draft_words(row: DraftRow, context: RenderContext) -> CellText:
    by = [(f"  {row.actor}", "muted")] if row.actor != context.actor else []
    return [(draft_about(row.body), ""), *by]


def _form_when(row: DraftRow, context: RenderContext) -> CellText:
    return _moment(row.updated_at, context)


def _form_age(row: DraftRow, context: RenderContext) -> CellText:
    return _since(row.updated_at, context, "muted")


def _form_words(row: DraftRow, _context: RenderContext) -> CellText:
    return words_of_form(row)


def _form_name(row: DraftRow, _context: RenderContext) -> CellText:
    return form_in_words(row)


_number = partial(cells.number, kind="accent")

COLUMNS = {
    "case": _columns(_case_when, _case_age, _number("case"), _case_customer, _case_what),
    "promise": _columns(_promise_when, _promise_age, _promise_number, _of_customer, cells.shown("text")),
    "missed": _columns(_missed_when, _missed_age, None, _caller, _missed_what),
    "unpaid": _columns(_unpaid_when, _unpaid_age, _number("case"), _unpaid_customer, _unpaid_what),
    "followup": _columns(_followup_when, _followup_age, _number("followup"), _of_customer, _followup_what),
    "call": _columns(_call_when, _call_talk, None, _caller, _call_what),
    "draft": _columns(_draft_when, _draft_age, None, _draft_who, _draft_words),
    "form": _columns(_form_when, _form_age, None, _form_name, _form_words),
}
"""Those of each section, by its name."""
