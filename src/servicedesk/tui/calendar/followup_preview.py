"""FollowUpPreview: the follow-up under the cursor, whole, in a narrow column."""

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.date_format import format_since, format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.recurrence import repeat_and_mode
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.wording import before_value, value_label
from servicedesk.i18n import _
from servicedesk.tui.base.safe import block, plain

LONGEST_TEXT = 4000

Line = tuple[tuple[str, str], ...]


class FollowUpPreview(VerticalScroll, can_focus=False):
    """Empty until `show` is called."""

    DEFAULT_CSS = """
    FollowUpPreview { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    FollowUpPreview > Static { height: auto; }
    """

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", markup=False)

    def show(
        self,
        row: FollowUpRow | None,
        now: datetime,
        zone: tzinfo,
        *,
        is_overdue: bool = False,
        shown_phone: Callable[[str], str] = plain,
    ) -> None:
        """Draw a follow-up, or nothing."""
        text = Content("")
        if row is not None:
            text = Content("\n").join(
                _line(*parts) for parts in _lines(row, now, zone, is_overdue, shown_phone)
            )
        self.query_one(Static).update(text)


def _lines(
    row: FollowUpRow, now: datetime, zone: tzinfo, is_overdue: bool, shown_phone: Callable[[str], str]
) -> Iterator[Line]:
    state = value_label("followup", "state", row.state)
    late = format_since(row.due_at, now, zone, whole_day=row.all_day)
    yield (
        (f"{format_number('followup', row.id)}  ", "$text-accent"),
        (_("! overdue {age}").format(age=late), "bold $text-error") if is_overdue else (state, "bold"),
    )
    yield ((format_when(row.due_at, now, zone, with_time=not row.all_day), "bold"),)
    if row.customer_name:
        yield (("i ", "bold $text-accent"), (row.customer_name, "bold"))
    if row.phone:
        yield (("y ", "bold $text-accent"), (shown_phone(row.phone), ""))
    if row.case_id is not None:
        yield (("c ", "bold $text-accent"), (format_number("case", row.case_id), ""))
    method = value_label("followup", "method", row.method)
    yield ((method, ""), (f"  {row.owner}" if row.owner else "", "$text-muted"))
    if row.repeat:
        yield ((repeat_and_mode(row.repeat), "$text-muted"),)
    if row.planned_for is not None and row.planned_for != row.due_at:
        planned = format_when(row.planned_for, now, zone, with_time=not row.all_day)
        yield ((_("planned for {when}").format(when=planned), "$text-muted"),)
    if row.purpose:
        yield ((row.purpose[:LONGEST_TEXT], ""),)
    outcome = row.result or row.reason_skipped
    if outcome:
        yield ((before_value(state), "$text-muted"), (outcome[:LONGEST_TEXT], ""))


def _line(*parts: tuple[str, str]) -> Content:
    return Content.assemble(*((block(text), style) for text, style in parts if text))
