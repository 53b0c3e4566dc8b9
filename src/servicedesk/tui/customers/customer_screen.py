"""The customer card: facts, what is owed, numbers; in tabs history, cases, calls and follow-ups."""

from collections.abc import Iterable
from functools import cached_property, partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerFile
from servicedesk.domain.rows.standing import OwedRow
from servicedesk.i18n import N_, NP_, _
from servicedesk.keys.actions import Action, Scope, in_scopes
from servicedesk.tui.base.bindings import binding_of, bindings_for
from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.base.safe import styled
from servicedesk.tui.calendar import followup_columns
from servicedesk.tui.calls import call_columns
from servicedesk.tui.cases import case_columns
from servicedesk.tui.cases.case_handler import ChosenCases
from servicedesk.tui.cases.case_keys import case_handlers
from servicedesk.tui.cases.history_lines import history_paragraphs
from servicedesk.tui.cases.long_text import LongText, Paragraph
from servicedesk.tui.customers import owed_columns
from servicedesk.tui.customers.customer_facts import CustomerFacts, last_call_words
from servicedesk.tui.customers.customer_keys import CustomerKeys
from servicedesk.tui.customers.customer_numbers import CustomerNumbers, late_words, owed_words
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.pane import FRAME, Pane, is_framed
from servicedesk.tui.frame.top_line import TopLine
from servicedesk.tui.lists.list_source import FixedRows
from servicedesk.tui.lists.row_keys import HEADER_LINES
from servicedesk.tui.lists.row_list import RowList

TABS = {
    "history": N_("History"),
    "cases": N_("Cases"),
    "calls": N_("Calls"),
    "followups": N_("Follow-ups"),
    "owed": NP_("customer", "Owed"),
}
NOTHING_LINES = 2
"""Of an empty list: what it has to say stands below a blank line."""
LEFT = ("owed",)
"""The tabs that stand under the facts where there is room for all."""


def _pressing(case: CaseRow) -> tuple[bool, int]:
    """Open cases first, the most urgent at the top; ended ones as they are, the newest first."""
    return (not case.is_open, -case.urgency if case.is_open else 0)


class CaseRows(RowList):
    """The cases of the customer: while they have the focus, the keys of the queue work on them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding_of(action, "screen.") for action in in_scopes((Scope.CASE,)) if action.keys
    ]


class CustomerScreen(DeskScreen):
    """One customer."""

    NAME = "customer"
    SCOPES = (Scope.CARD, Scope.CUSTOMER, Scope.ROWS)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.CARD, Scope.CUSTOMER)
    DEFAULT_CSS = """
    CustomerScreen #card-body { height: 1fr; layout: vertical; }
    CustomerScreen CustomerFacts { max-height: 8; }
    CustomerScreen .card-tabs { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    CustomerScreen #card-left { height: auto; }
    CustomerScreen.-owed #card-left { height: 1fr; }
    CustomerScreen #facts-pane { height: auto; }
    CustomerScreen #owed-pane, CustomerScreen #numbers-pane { display: none; }
    CustomerScreen.-owed #owed-pane, CustomerScreen.-owed #numbers-pane { display: block; }
    CustomerScreen #owed-pane { height: 1fr; }
    CustomerScreen #numbers-pane { height: auto; }
    CustomerScreen #card-right { height: 1fr; }
    CustomerScreen #card-right .card-tabs { display: none; }
    CustomerScreen.-owed #card-right { display: none; }
    CustomerScreen #card-right Pane { display: none; height: 1fr; }
    CustomerScreen #card-right Pane.-shown { display: block; }
    CustomerScreen #history { height: 1fr; }
    CustomerScreen.-wide #card-body { layout: horizontal; }
    CustomerScreen.-wide #card-left { width: 2fr; height: 1fr; }
    CustomerScreen.-wide #card-left .card-tabs { display: none; }
    CustomerScreen.-wide #card-right { width: 3fr; display: block; }
    CustomerScreen.-wide #card-right .card-tabs { display: block; }
    CustomerScreen.-wide #facts-pane { height: 1fr; }
    CustomerScreen.-wide CustomerFacts { height: 1fr; max-height: 100%; }
    CustomerScreen.-wide #owed-pane { display: block; height: auto; max-height: 8; }
    CustomerScreen.-wide.-high #owed-pane { max-height: 14; }
    CustomerScreen.-wide.-high #numbers-pane { display: block; }
    CustomerScreen.-wide.-high #card-right .card-tabs { display: none; }
    CustomerScreen.-wide.-high #card-right Pane { display: block; }
    CustomerScreen.-wide.-high #card-right #cases-pane { height: 9; }
    CustomerScreen.-wide.-high #card-right #calls-pane { height: 7; }
    CustomerScreen.-wide.-high #card-right #followups-pane { height: 7; }
    """

    def __init__(self, customer_id: int) -> None:
        """The card of this customer."""
        super().__init__()
        self.customer_id = customer_id
        self.file: CustomerFile | None = None
        self.tab = "history"
        self.is_revealed = self.with_fields = False
        self.chosen = ChosenCases(self, lambda: self._case_rows)
        self.lateness = self.chosen.lateness

    def compose_body(self) -> ComposeResult:
        """Facts, tabs, and what the tab shows."""
        with Container(id="card-body"):
            with Vertical(id="card-left"):
                yield Pane(CustomerFacts(), id="facts-pane", head=N_("Customer"))
                yield Static("", classes="card-tabs", markup=False)
                owed = RowList(owed_columns.COLUMNS, empty=N_("Nothing is owed."), id="owed")
                yield Pane(owed, id="owed-pane", keys=("card.next_tab", "app.back"))
                yield Pane(CustomerNumbers(), id="numbers-pane", head=N_("In numbers"), classes="-ruled")
            with Vertical(id="card-right"):
                yield Static("", classes="card-tabs", markup=False)
                for name, tab in self._tabs():
                    classes = "-shown" if name == self.tab else None
                    yield Pane(tab, id=f"{name}-pane", classes=classes, keys=("card.next_tab", "app.back"))

    def _tabs(self) -> Iterable[tuple[str, Widget]]:
        """What each tab shows; one below the other where there is room."""
        yield "cases", CaseRows(case_columns.OF_CUSTOMER, empty=N_("No cases."), id="cases")
        yield "history", LongText(id="history")
        yield "calls", RowList(call_columns.OF_CUSTOMER, empty=N_("No calls. n logs one."), id="calls")
        empty = N_("No follow-ups. f books one.")
        yield "followups", RowList(followup_columns.OF_CUSTOMER, empty=empty, id="followups")

    def on_mount(self) -> None:
        """Read the history first."""
        self.query_one("#history").focus()

    def make_handlers(self) -> Iterable[Handler]:
        """What the keys on the customer do, and those on the cases of the customer."""
        return (CustomerKeys(self, lambda: [self.customer_id]), *case_handlers(self.chosen))

    @property
    def _case_rows(self) -> CaseRows:
        return self.query_one(CaseRows)

    def offered(self) -> list[Action]:
        """On the tab of the cases their keys take the place of the customer's."""
        if self.tab != "cases":
            return super().offered()
        wanted = in_scopes((Scope.CARD, Scope.CASE, Scope.ROWS, Scope.APP))
        return [action for action in wanted if self.can(action)]

    # Loading

    def load(self) -> None:
        """Fetch the card with its whole history."""
        self.run_service(
            self.desk.customers.file, self.customer_id, then=self._show, failed=self._is_gone, group="card"
        )

    def _is_gone(self, error: Exception) -> None:
        """The card was taken away (by an undo): there is nothing left to show."""
        if isinstance(error, NotFoundError) and self.is_current:
            if self.file is None:
                self.desk_app.report(error)
            # Else what took it away has been said, and goes on being read.
            self.desk_app.close_screen()
        else:
            self.desk_app.report(error)

    def _show(self, file: CustomerFile) -> None:
        self.file = file
        self.query_one(TopLine).place = file.card.name
        context = self.moment._replace(masked=self._is_masked)
        self._draw_history(from_top=True)
        tabs = (
            ("cases", sorted(file.cases, key=_pressing)),
            ("calls", file.calls),
            ("followups", file.followups),
            ("owed", file.standing.owed),
        )
        for name, rows in tabs:
            row_list = self.query_one(f"#{name}", RowList)
            row_list.set_context(context)
            row_list.show(FixedRows(rows))
        last_call = last_call_words(file.card, context.now, context.zone)
        self.query_one(CustomerNumbers).show(file.standing, last_call)
        self._draw_facts()
        self._draw_tabs()
        self._fit_panes()

    def _fit_panes(self) -> None:
        """Where all tabs stand, each list has the lines that its rows need, and the history the rest."""
        for name in ("cases", "calls", "followups", "owed"):
            rows = self.query_one(f"#{name}", RowList)
            lines = FRAME + HEADER_LINES + (rows.lines or NOTHING_LINES)
            self.query_one(f"#{name}-pane").styles.max_height = lines if is_framed(self) else None

    def _draw_history(self, *, from_top: bool) -> None:
        if self.file is None:
            return
        now, zone = self.moment.now, self.moment.zone
        history: list[Paragraph] = [
            *history_paragraphs(
                self.file.history, now, zone, masked=self._is_masked, with_fields=self.with_fields
            )
        ]
        nothing = styled((_("Nothing has happened yet."), "$text-muted"))
        self.query_one("#history", LongText).put(history or [nothing], from_top=from_top)

    @property
    def _is_masked(self) -> bool:
        return self.desk.settings.mask_phones and not self.is_revealed

    def _draw_facts(self) -> None:
        if self.file is not None:
            context = self.moment._replace(masked=self._is_masked)
            brief = not self.has_class("-wide")
            owed = None if is_framed(self) else owed_words(self.file.standing)
            self.query_one(CustomerFacts).show(self.file.card, context, brief=brief, owed=owed)

    def _draw_tabs(self) -> None:
        if self.file is None:
            return
        counts = {
            "history": len(self.file.history),
            "cases": len(self.file.cases),
            "calls": len(self.file.calls),
            "followups": len(self.file.followups),
            "owed": len(self.file.standing.owed),
        }
        late = {"cases": self.file.standing.late_cases, "owed": self.file.standing.late}
        for name, label in TABS.items():
            self.query_one(f"#{name}-pane", Pane).entitle(
                (_(label), ""),
                (f" {counts[name]}", "$text-accent"),
                (f"  {late_words(late[name])}" if late.get(name) else "", "bold $text-error"),
            )
        pieces: list[tuple[str, str]] = []
        for name, label in TABS.items():
            words = f"{_(label)} {counts[name]}"
            is_shown = name == self.tab
            pieces.append(
                (f"[{words}]" if is_shown else f" {words} ", "bold $text-accent" if is_shown else "")
            )
            pieces.append((" ", ""))
        for line in self.query(".card-tabs").results(Static):
            line.update(styled(*pieces))

    def on_resize(self) -> None:
        """Fold or unfold the facts."""
        if self.desk_app.is_desk_open:
            self.call_after_refresh(self._draw_facts)
            self.call_after_refresh(self._fit_panes)

    # Tabs

    @cached_property
    def acts(self) -> Acts:
        """From tab to tab, and a call with this customer."""
        return {
            "card.next_tab": partial(self._step_tab, 1),
            "card.previous_tab": partial(self._step_tab, -1),
            "card.fields": self._turn_fields,
            "card.call": lambda: self.desk_app.log_call(self.customer_id),
        }

    def _turn_fields(self) -> None:
        self.with_fields = not self.with_fields
        self._draw_history(from_top=False)

    def _step_tab(self, step: int) -> None:
        # The keys of another tab are about something else.
        self.chosen.lateness.disarm()
        names = list(TABS)
        self.tab = names[(names.index(self.tab) + step) % len(names)]
        self.set_class(self.tab in LEFT, "-owed")
        if self.tab not in LEFT:
            for name in names:
                self.query_one(f"#{name}-pane").set_class(name == self.tab, "-shown")
        self.query_one(f"#{self.tab}").focus()
        self._draw_tabs()

    @on(RowList.CountChanged)
    def _fit_to_rows(self) -> None:
        self._fit_panes()

    @on(RowList.RowOpened)
    def _open_row(self, message: RowList.RowOpened) -> None:
        """A case opens in the queue, a call in the log, a follow-up in the calendar."""
        record = message.row_list.cursor_record
        if message.row_list.id == "cases":
            self.desk_app.open("queue", case_id=message.record_id)
        elif message.row_list.id == "calls":
            self.desk_app.open("calls", call_id=message.record_id)
        elif message.row_list.id == "owed":
            self._open_owed(record)
        elif record is not None:
            self.desk_app.open("calendar", day=record.due_at.astimezone(self.desk.zone).date())

    def _open_owed(self, row: OwedRow | None) -> None:
        """To the case; without one a follow-up is in the calendar, a promise in the list of all."""
        if row is not None and row.case_id is not None:
            self.desk_app.open("queue", case_id=row.case_id)
        elif row is not None and row.kind == "followup" and row.due_at is not None:
            self.desk_app.open("calendar", day=row.due_at.astimezone(self.desk.zone).date())
        elif row is not None:
            self.desk_app.open("promises")

    # Actions of the card

    def action_card_copy(self) -> None:
        """Copy the phone number."""
        if self.file is not None and self.file.card.phones:
            self.desk_app.copy(self.file.card.phones[0].raw)

    def action_card_copy_all(self) -> None:
        """Copy a summary of the card."""
        if self.file is not None:
            card = self.file.card
            phones = "  ".join(phone.raw for phone in card.phones)
            parts = (card.name, phones, *card.emails, card.fields["company"], card.fields["address"])
            self.desk_app.copy("  ".join(part for part in parts if part))

    def action_card_reveal(self) -> None:
        """Show masked numbers, or hide them again."""
        self.is_revealed = not self.is_revealed
        if self.file is not None:
            self._show(self.file)

    def why_not(self, action: Action) -> str:
        """Nothing to reveal where nothing is hidden, no case to work on, no other card to open."""
        if action.scope is Scope.CASE and not self._case_rows.count:
            return self.desk_app.gone or _("There is no case here.")
        if action.id == "case.customer":
            return _("This is the customer's card.")
        if action.id == "card.reveal" and self.desk_app.is_desk_open and not self.desk.settings.mask_phones:
            return _("Numbers are not masked on this desk.")
        return ""
