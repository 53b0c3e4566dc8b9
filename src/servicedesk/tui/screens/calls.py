"""The call log: newest first, the call under the cursor beside it, calls to finish announced on top."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.timer import Timer
from textual.widgets import Static

from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import CallRow, DraftRow, View
from servicedesk.i18n import N_, _, ngettext
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui import call_lookup
from servicedesk.tui.bindings import bindings_for
from servicedesk.tui.call_changes import CallChanges
from servicedesk.tui.call_words import draft_in_words
from servicedesk.tui.columns import calls as columns
from servicedesk.tui.desk_screen import STYLES
from servicedesk.tui.list_source import ListSource
from servicedesk.tui.safe import plain, styled
from servicedesk.tui.widgets.call_preview import CallPreview, CallSheet
from servicedesk.tui.widgets.filter_bar import FilterBar
from servicedesk.tui.widgets.list_columns import RenderContext
from servicedesk.tui.widgets.prompt import Prompt
from servicedesk.tui.widgets.row_list import RowList

PREVIEW_PAUSE = 0.08
"""Seconds on one row before its preview is fetched."""

MINUTE = 60


class CallsScreen(CallChanges):
    """List, preview, filter, views."""

    NAME = "calls"
    SCOPES = (Scope.CALL, Scope.LIST, Scope.ROWS)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.CALL, Scope.LIST)
    CSS_PATH = STYLES / "calls.tcss"

    def __init__(self) -> None:
        """All calls, newest first."""
        super().__init__()
        self.views: list[View] = []
        self.view = View(None, "call", "", "")
        self.is_reversed = False
        self._wanted_view: str | None = None
        self._timer: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """Calls to finish, the view's line, the filter, list and preview."""
        yield Static("", id="calls-drafts", markup=False)
        yield Static("", id="calls-line", markup=False)
        yield FilterBar(check=self._query_fault)
        with Container(id="calls-body"):
            yield RowList(columns.LOG, empty=N_("No calls here. F2 logs one; [ and ] show other views."))
            yield CallPreview()

    def on_mount(self) -> None:
        """Keys go to the list; ages go on while nothing else happens."""
        self.rows.focus()
        self.set_interval(MINUTE, self._tick)

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    # Loading

    def load(self) -> None:
        """The views on the first visit; afterwards the same query again."""
        self._tick()
        self.run_service(call_lookup.own_drafts, self.desk, then=self._show_drafts, group="drafts")
        self.run_service(self.desk.lists.views, "call", then=self._take_views, group="views")
        if self.view.name:
            self.rows.reload()
            self._fetch_preview()

    def visit(self, query: str = "", call_id: int | None = None) -> None:
        """Opened with a query, or at a call (from Today)."""
        self._wanted_view = query
        if self.views:
            self._take_views(self.views)
        if call_id is not None:
            self.rows.select(call_id)

    def _take_views(self, views: list[View]) -> None:
        self.views = views
        wanted, self._wanted_view = self._wanted_view, None
        if wanted is not None:
            known = next((view for view in views if view.query == wanted), None)
            self._show_view(known or View(None, "call", wanted, wanted))
        elif not self.view.name:
            self._show_view(views[0])

    def _show_view(self, view: View) -> None:
        self.view = view
        self.query_one(FilterBar).put("")
        self._show()

    @property
    def query_text(self) -> str:
        """View and filter together."""
        return " ".join(part for part in (self.view.query, self.query_one(FilterBar).active) if part)

    def _show(self) -> None:
        self.rows.show(ListSource(self.desk, "call", self.query_text, reverse=self.is_reversed))
        self._draw_line()

    def _tick(self) -> None:
        if self.desk_app.is_desk_open:
            desk = self.desk
            self.rows.set_context(RenderContext(desk.clock.now(), desk.zone, desk.actor))

    def _query_fault(self, text: str) -> str | None:
        return self.desk.lists.fault("call", text)

    # What stands above the list

    def _show_drafts(self, drafts: list[DraftRow]) -> None:
        """The calls that were begun and not saved; the last one by its words."""
        line = self.query_one("#calls-drafts", Static)
        line.display = bool(drafts)
        if drafts:
            last = max(drafts, key=lambda draft: draft.updated_at)
            text = ngettext("{count} call to finish", "{count} calls to finish", len(drafts))
            line.update(
                styled(
                    (text.format(count=len(drafts)), "bold $text-warning"),
                    (_("  F3 goes on  "), "$text-muted"),
                    (plain(draft_in_words(last.body)), ""),
                )
            )

    def _draw_line(self) -> None:
        rows = self.rows
        place = next((n for n, view in enumerate(self.views, 1) if view == self.view), None)
        filtered = self.query_one(FilterBar).active
        self.query_one("#calls-line", Static).update(
            styled(
                (plain(self.view.name), "bold $text"),
                (f"  {rows.count}" if rows.exact else f"  {rows.count}+", "$text-accent"),
                (f"   {place}/{len(self.views)} [ ]" if place else "   [ ]", ""),
                (f"   {_('oldest first')}" if self.is_reversed else f"   {_('newest first')}", ""),
                (f"   /{filtered}" if filtered else "", "$text-accent"),
            )
        )

    @on(RowList.CountChanged)
    def _count(self) -> None:
        self._draw_line()

    @on(FilterBar.Changed)
    def _filter(self, message: FilterBar.Changed) -> None:
        message.stop()
        self._show()

    # The preview

    @property
    def is_previewing(self) -> bool:
        """Whether the preview can be seen."""
        return self.query_one(CallPreview).display

    @on(RowList.RowHighlighted)
    def _follow(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PREVIEW_PAUSE, self._fetch_preview)

    def _fetch_preview(self) -> None:
        call_id = self.rows.cursor_id
        if call_id is None:
            self._show_preview(None)
        elif self.is_previewing:
            self.run_service(
                call_lookup.call_sheet, self.desk, call_id, then=self._show_preview, group="preview"
            )

    def _show_preview(self, sheet: CallSheet | None) -> None:
        self.query_one(CallPreview).show(sheet, self.desk.clock.now(), self.desk.zone)

    @on(RowList.RowOpened)
    def _open(self) -> None:
        """Enter reads the call; Enter there goes to the customer."""
        self.remove_class("-alone")
        self.add_class("-open")
        self._fetch_preview()
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

    def action_list_filter(self) -> None:
        """Type a query."""
        self.query_one(FilterBar).open()

    def action_list_next_view(self) -> None:
        """The next saved view."""
        self._step_view(1)

    def action_list_previous_view(self) -> None:
        """The previous saved view."""
        self._step_view(-1)

    def _step_view(self, step: int) -> None:
        if self.views:
            place = self.views.index(self.view) + step if self.view in self.views else 0
            self._show_view(self.views[place % len(self.views)])

    def action_list_save_view(self) -> None:
        """Keep what is shown under a name."""
        query = self.query_text

        def save(name: str | None) -> None:
            if name:
                save_view = self.desk.lists.save_view
                self.change(save_view, "call", name, query, said=_("View saved."), then=self._show_view)

        self.app.push_screen(Prompt(_("Save these calls as the view"), hint=query), save)

    def action_list_reverse(self) -> None:
        """Turn the order round."""
        self.is_reversed = not self.is_reversed
        self._show()

    def action_list_preview(self) -> None:
        """Preview on or off."""
        if self.is_previewing:
            self.add_class("-alone")
            self.remove_class("-open")
            self.rows.focus()
        else:
            self.remove_class("-alone")
            self.add_class("-open")
            self.call_after_refresh(self._fetch_preview)

    def action_list_copy(self) -> None:
        """Copy the phone, or the number of the call."""
        call = self.record
        if call is not None:
            self._copy(call.phone or format_number("call", call.id))

    def action_list_copy_summary(self) -> None:
        """Copy the call on a line, and its words."""
        call = self.record
        if call is not None:
            number = format_number("call", call.id)
            when = f"{call.rang_at.astimezone(self.desk.zone):%Y-%m-%d %H:%M}"
            head = "  ".join(part for part in (number, when, call.customer_name, call.phone) if part)
            self._copy("\n".join(part for part in (head, call.summary) if part))

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        self.desk_app.say(_("Copied."))

    def action_list_call(self) -> None:
        """Log a call with the customer of this call."""
        call = self.record
        self.desk_app.action_call_new(call.customer_id if call is not None else None)

    # What CallChanges asks for

    def selection(self) -> list[int]:
        """The marked calls, else the one under the cursor."""
        return self.rows.selection()

    @property
    def record(self) -> CallRow | None:
        """The call under the cursor."""
        found: CallRow | None = self.rows.cursor_record
        return found

    def served(self) -> None:
        """Let the marks go."""
        self.rows.clear_marks()

    def why_not(self, action: Action) -> str:
        """Nothing to act on."""
        if action.scope is Scope.CALL and not self.query_one(RowList).count:
            return _("There is no call here.")
        return ""
