"""The call log: newest first, the call under the cursor beside it, calls to finish announced on top."""

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Static

from servicedesk.domain.draft_words import draft_in_words
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.today import DraftRow
from servicedesk.i18n import N_, _, ngettext
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.base.safe import plain, styled
from servicedesk.tui.calls import call_columns as columns
from servicedesk.tui.calls import call_lookup
from servicedesk.tui.calls.call_home import CallHome
from servicedesk.tui.calls.call_keys import CallKeys
from servicedesk.tui.calls.call_preview import CallPreview, CallSheet
from servicedesk.tui.frame.list_screen import ListScreen
from servicedesk.tui.frame.pane import Pane
from servicedesk.tui.lists.chosen_rows import ChosenRows
from servicedesk.tui.lists.row_list import RowList


class CallsScreen(ListScreen):
    """List, preview, filter, views."""

    NAME = "calls"
    KIND = "call"
    SCOPES = (Scope.CALL, Scope.LIST, Scope.ROWS)
    COLUMNS = columns.LOG
    EMPTY = N_("No calls here. F2 logs one; [ ] show other views.")
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.CALL, Scope.LIST)
    CSS_PATH = "calls.tcss"

    def make_handlers(self) -> Iterable[Handler]:
        """What the keys on calls do."""
        chosen = ChosenRows(lambda: self.rows)
        return (CallKeys(self, chosen), CallHome(self, chosen))

    def compose_body(self) -> ComposeResult:
        """Calls to finish, the view's line, the filter, list and preview."""
        yield Static("", id="calls-drafts", markup=False)
        yield from self.compose_line()
        with Container(id="calls-body"):
            yield self.new_list_pane()
            keys = ("call.customer", "app.back")
            yield Pane(
                CallPreview(), id="preview-pane", classes="-ruled", head=N_("Selected call"), keys=keys
            )

    def load(self) -> None:
        """The list, and the calls that were begun and not saved."""
        super().load()
        self.run_service(call_lookup.own_drafts, self.desk, then=self._show_drafts, group="drafts")

    def visit(self, query: str = "", call_id: int | None = None) -> None:
        """Opened with a query, or at a call (from Today)."""
        self.show_query(query)
        if call_id is not None:
            self.rows.select(call_id)

    def _show_drafts(self, drafts: list[DraftRow]) -> None:
        """The calls that were begun and not saved; the last one by its words."""
        line = self.query_one("#calls-drafts", Static)
        line.display = bool(drafts)
        if drafts:
            text = ngettext("{count} call to finish", "{count} calls to finish", len(drafts))
            line.update(
                styled(
                    (text.format(count=len(drafts)), "bold $text-warning"),
                    (_("  F3 resumes  "), "$text-muted"),
                    (plain(draft_in_words(drafts[0].body)), ""),
                )
            )

    # The preview

    @property
    def is_previewing(self) -> bool:
        """Whether the preview can be seen."""
        return self.query_one("#preview-pane").display

    def follow(self) -> None:
        """Fetch the call under the cursor."""
        call_id = self.rows.cursor_id
        if call_id is None:
            self._show_preview(None)
        elif self.is_previewing:
            self.run_service(
                call_lookup.call_sheet, self.desk, call_id, then=self._show_preview, group="preview"
            )

    def on_resize(self) -> None:
        """The preview may have come into sight."""
        if self.desk_app.is_desk_open and self.view.name:
            self.call_after_refresh(self.follow)

    def _show_preview(self, sheet: CallSheet | None) -> None:
        desk = self.desk
        preview = self.query_one(CallPreview)
        preview.show(sheet, desk.clock.now(), desk.zone, self.moment.shown_phone)

    @on(RowList.RowOpened)
    def _open(self) -> None:
        """Enter reads the call; Enter there goes to the customer."""
        self.remove_class("-alone")
        self.add_class("-open")
        self.follow()
        self.query_one(CallPreview).focus()

    def level_out(self) -> bool:
        """From the call back to the list, then filter, then marks."""
        if self.query_one(CallPreview).has_focus:
            self.rows.focus()
            self.remove_class("-open")
            return True
        if self.has_class("-open") and self.has_class("-narrow"):
            self.remove_class("-open")
            return True
        return super().level_out()

    # Actions of the list

    def action_list_preview(self) -> None:
        """Preview on or off."""
        if self.is_previewing:
            self.add_class("-alone")
            self.remove_class("-open")
            self.rows.focus()
        else:
            self.remove_class("-alone")
            self.add_class("-open")
            self.call_after_refresh(self.follow)

    def action_list_copy(self) -> None:
        """Copy the phone, or the number of the call."""
        call: CallRow | None = self.record
        if call is not None:
            self.desk_app.copy(call.phone or format_number("call", call.id))

    def action_list_copy_summary(self) -> None:
        """Copy the call on a line, and its words."""
        call: CallRow | None = self.record
        if call is not None:
            number = format_number("call", call.id)
            when = f"{call.rang_at.astimezone(self.desk.zone):%Y-%m-%d %H:%M}"
            head = "  ".join(part for part in (number, when, call.customer_name, call.phone) if part)
            self.desk_app.copy("\n".join(part for part in (head, call.summary) if part))

    def action_list_call(self) -> None:
        """Log a call with the customer of this call."""
        call: CallRow | None = self.record
        self.desk_app.log_call(call.customer_id if call is not None else None)

    def why_not(self, action: Action) -> str:
        """Nothing to act on."""
        if action.scope is Scope.CALL and not self.query_one(RowList).count:
            return _("There is no call here.")
        return ""
