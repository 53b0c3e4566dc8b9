"""CallPreview: one call whole, with the customer and the case that it belongs to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.date_format import format_duration, format_since, format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.wording import value_label
from servicedesk.domain.words.calls import UNANSWERED
from servicedesk.i18n import _, ngettext
from servicedesk.tui.base.safe import block, plain

LONGEST_TEXT = 20_000
"""Characters of a summary that are drawn; `servicedesk call show` prints all of it."""


@dataclass(frozen=True, slots=True)
class CallSheet:
    """A call with what it belongs to."""

    call: CallRow
    customer: CustomerRow | None = None
    case: CaseRow | None = None


class CallPreview(VerticalScroll):
    """The preview; empty until `show` is called."""

    DEFAULT_CSS = """
    CallPreview { padding: 0 1; scrollbar-size-vertical: 1; }
    CallPreview:focus { background: $boost; }
    CallPreview > Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("enter", "screen.act('call.customer')", "")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the name that Textual gives it
        """Nothing is shown yet."""
        super().__init__(id=id)
        self.sheet: CallSheet | None = None

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", markup=False)

    def show(
        self, sheet: CallSheet | None, now: datetime, zone: tzinfo, shown_phone: Callable[[str], str]
    ) -> None:
        """Draw a call, or nothing; another call begins at the top."""
        is_another = sheet is None or self.sheet is None or sheet.call.id != self.sheet.call.id
        self.sheet = sheet
        text = Content("") if sheet is None else Content("\n").join(_lines(sheet, now, zone, shown_phone))
        self.query_one(Static).update(text)
        if is_another:
            self.scroll_home(animate=False)


def _lines(
    sheet: CallSheet, now: datetime, zone: tzinfo, shown_phone: Callable[[str], str]
) -> Iterator[Content]:
    call = sheet.call
    is_missed = call.outcome in UNANSWERED
    yield _line(
        (f"{format_number('call', call.id)}  ", "$text-accent"),
        (value_label("call", "outcome", call.outcome), "bold $text-warning" if is_missed else "bold"),
        (f"  {call.category}" if call.category else "", "$text-muted"),
    )
    if call.voided_at is not None:
        when = format_when(call.voided_at, now, zone)
        yield _line((_("! struck out {when}: it counts nowhere").format(when=when), "bold $text-warning"))
    way = _("{channel} {direction}").format(
        channel=value_label("call", "channel", call.channel),
        direction=value_label("call", "direction", call.direction),
    )
    when = format_when(call.rang_at, now, zone)
    by = _("by {handler}").format(handler=call.handler) if call.handler else ""
    yield _line(("  ".join(part for part in (way, when, by) if part), ""))
    yield _line((_times(call), "$text-muted"))
    yield Content("")
    yield from _customer_lines(sheet, _standing(sheet, now, zone), shown_phone)
    yield from _case_lines(sheet)
    yield Content("")
    if not call.summary:
        yield _line((_("nothing was noted; e edits"), "$text-muted"))
        return
    yield Content(block(call.summary[:LONGEST_TEXT]))


def _times(call: CallRow) -> str:
    if call.answered_at is None:
        return (
            value_label("call", "outcome", call.outcome)
            if call.outcome in UNANSWERED
            else _("nobody answered")
        )
    rang = format_duration((call.answered_at - call.rang_at).total_seconds())
    said = [_("rang {duration}").format(duration=rang)]
    if call.talk_seconds is not None:
        said.append(_("talked {duration}").format(duration=format_duration(call.talk_seconds)))
    return "  ".join(said)


def _customer_lines(sheet: CallSheet, standing: str, shown_phone: Callable[[str], str]) -> Iterator[Content]:
    customer, call = sheet.customer, sheet.call
    if customer is None:
        yield _line((shown_phone(call.phone) or _("no customer"), "$text-muted"))
        return
    tier = value_label("customer", "tier", customer.tier) if customer.tier else ""
    phone = shown_phone(call.phone or customer.phone)
    yield _line(
        ("i  ", "bold $text-accent"),
        (customer.name, "bold"),
        (f"  {tier}" if tier else "", "$text-accent"),
        (f"  {phone}" if phone != customer.name else "", ""),
        (f"  {standing}", "$text-muted"),
    )
    if customer.banner:
        yield _line((f"!  {customer.banner}", "bold $text-error"))


def _standing(sheet: CallSheet, now: datetime, zone: tzinfo) -> str:
    """What else is known of the customer: open cases, and the last call where that is another one."""
    customer = sheet.customer
    if customer is None:
        return ""
    count = customer.open_cases
    said = [ngettext("{count} open case", "{count} open cases", count).format(count=count)]
    last = customer.last_call_at
    if last is not None and last != sheet.call.rang_at:
        when = format_when(last, now, zone)
        said.append(_("last call {when} ({age})").format(when=when, age=format_since(last, now, zone)))
    return " · ".join(said)


def _case_lines(sheet: CallSheet) -> Iterator[Content]:
    case = sheet.case
    if case is None:
        yield _line(("c  ", "bold $text-accent"), (_("opens a case from this call"), "$text-muted"))
        return
    yield _line(
        ("c  ", "bold $text-accent"),
        (f"{format_number('case', case.id)}  ", "bold"),
        (f"{value_label('case', 'state', case.state)}  ", "$text-warning"),
        (case.subject, ""),
    )


def _line(*parts: tuple[str, str]) -> Content:
    return Content.assemble(*((plain(text), style) for text, style in parts if text))
