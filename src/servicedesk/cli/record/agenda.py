"""The agenda for people: overdue first, then each day that has something."""

from collections.abc import Sequence
from datetime import date

from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.frame.cells import pad
from servicedesk.cli.record.fields import number, phone_words
from servicedesk.cli.record.sheet import joined
from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.followups import AgendaDay, FollowUpRow
from servicedesk.domain.wording import value_label
from servicedesk.i18n import _


def print_agenda(
    late: Sequence[FollowUpRow], days: Sequence[AgendaDay], today: date, *, fail_empty: bool
) -> None:
    """Print the days; a follow-up that is overdue is not printed again under its day."""
    from servicedesk.domain.date_format import format_day

    overdue = {row.id for row in late}
    blocks = [(_("Overdue"), list(late))] if late else []
    for day in days:
        rows = [row for row in day.followups if row.id not in overdue]
        if rows:
            blocks.append((format_day(day.day, today), rows))
    if not blocks:
        if fail_empty:
            raise NotFoundError(_("Nothing found."))
        diagnostics.say(_("No follow-ups are planned."))
    for title, rows in blocks:
        output.line(title)
        for row in rows:
            output.line(f"  {agenda_line(row, with_day=title == _('Overdue'))}")


def agenda_line(row: FollowUpRow, *, with_day: bool) -> str:
    """One follow-up: time, number, customer, method, case, purpose."""
    if with_day:
        when = moments.shown(row.due_at, all_day=row.all_day)
    else:
        when = "" if row.all_day else f"{row.due_at.astimezone(context.settings().zone):%H:%M}"
    return joined(
        pad(when, 5),
        pad(format_number("followup", row.id), 5),
        value_label("followup", "method", row.method),
        row.customer_name,
        phone_words(row.phone),
        number("case", row.case_id),
        row.purpose,
        row.owner,
    ).rstrip()
