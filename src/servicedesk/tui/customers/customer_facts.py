"""CustomerFacts: what a card says of a customer; a few lines where room is short, else a column."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.date_format import format_since, format_when
from servicedesk.domain.labels import signed
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.customers import CustomerCard
from servicedesk.domain.wording import before_value, field_label, value_label
from servicedesk.i18n import _, ngettext
from servicedesk.tui.base.safe import block, plain
from servicedesk.tui.calls.caller_pane import note_lines
from servicedesk.tui.cases.history_lines import ACCENT, MUTED, STRONG, WARNING, hung, joined
from servicedesk.tui.cases.long_text import Paragraph, laid_out
from servicedesk.tui.lists.list_columns import RenderContext

FACTS = (
    "company", "industry", "company_size", "website", "region", "address", "wechat", "owner", "source",
    "birthday", "customer_since",
)  # fmt: skip


NOTE_LINES = 2
"""Of the note where the facts are folded; all of it stands in a wide window."""


class CustomerFacts(VerticalScroll, can_focus=False):
    """Header and facts; `show` fills it."""

    DEFAULT_CSS = """
    CustomerFacts { padding: 0 1; scrollbar-size-vertical: 1; height: auto; max-height: 8; }
    CustomerFacts > Static { height: auto; }
    """

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", markup=False)

    def show(
        self, card: CustomerCard | None, context: RenderContext, *, brief: bool, owed: str | None = ""
    ) -> None:
        """Draw a card, or nothing; `brief` folds the facts to a line.

        `owed` says what the customer is owed; with None that and the numbers stand in panes of their own.
        """
        width = self.scrollable_content_region.width
        lines = [] if card is None else list(_lines(card, context, width if brief else 0, owed))
        self.query_one(Static).update(Content("\n").join([laid_out(line, width) for line in lines]))


def _lines(card: CustomerCard, context: RenderContext, brief: int, owed: str | None) -> Iterator[Paragraph]:
    """`brief` are the cells of a line where the facts are folded, 0 where all of them have room."""
    tier = value_label("customer", "tier", card.fields["tier"]) if card.fields["tier"] else ""
    kind = value_label("customer", "kind", card.fields["kind"])
    yield joined(
        (plain(card.name), STRONG),
        (f"  {plain(tier)}" if tier else "", ACCENT),
        (f"  {format_number('customer', card.id)} · {kind}", MUTED),
    )
    if card.fields["banner"]:
        yield hung(("! ", WARNING), (block(card.fields["banner"]), WARNING))
    phones = [plain(context.shown_phone(phone.raw)) for phone in card.phones]
    emails = [plain(email) for email in card.emails]
    standing = [] if owed is None else list(_standing(card, context.now, context.zone, owed))
    if not brief:
        yield from (joined((line, "")) for line in (*phones, *emails))
        yield from (joined((line, MUTED)) for line in standing)
    else:
        if phones or emails:
            yield joined(("  ".join((*phones, *emails)), ""))
        if card.fields["note"]:
            for line in note_lines(card.fields["note"], brief, NOTE_LINES):
                yield joined(*line)
        yield joined((" · ".join(standing), MUTED))
    if card.tags:
        yield joined((plain(" ".join(map(signed, card.tags))), ACCENT))
    facts = [(field_label(name, "customer"), card.fields[name]) for name in FACTS if card.fields[name]]
    if brief:
        if facts:
            yield joined((plain(" · ".join(value for _label, value in facts)), ""))
        return
    yield from _facts_in_full(card, facts, context)


def _standing(card: CustomerCard, now: datetime, zone: tzinfo, owed: str) -> Iterator[str]:
    yield ngettext("{count} open case", "{count} open cases", card.open_cases).format(count=card.open_cases)
    if owed:
        yield owed
    yield last_call_words(card, now, zone)


def last_call_words(card: CustomerCard, now: datetime, zone: tzinfo) -> str:
    """When the last call was, and how long ago."""
    if card.last_call_at is None:
        return _("no calls yet")
    age = format_since(card.last_call_at, now, zone)
    when = format_when(card.last_call_at, now, zone)
    return _("last call {when} ({age})").format(when=when, age=age)


def _facts_in_full(
    card: CustomerCard, facts: list[tuple[str, str]], context: RenderContext
) -> Iterator[Paragraph]:
    yield Content("")
    cells = max((cell_len(before_value(label)) for label, _value in facts), default=0)
    for label, value in facts:
        yield hung((set_cell_size(before_value(label), cells), MUTED), (plain(value), ""))
    if card.contacts:
        yield Content("")
    for contact in card.contacts:
        phone = context.shown_phone(contact.phone)
        role = value_label("contact", "role", contact.role) if contact.role else ""
        yield joined((plain(contact.name), STRONG), (f"  {plain(role)}" if role else "", ACCENT))
        if parts := [plain(part) for part in (phone, contact.email, contact.note) if part]:
            yield hung(("  ", ""), (" · ".join(parts), ""))
    if card.fields["note"]:
        yield Content("")
        yield joined((block(card.fields["note"]), ""))
