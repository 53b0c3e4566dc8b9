"""The queue: open cases beside a preview, worked with single keys on the marked rows."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.timer import Timer
from textual.widgets import Static

from servicedesk.domain.rows import CaseRow, Dossier, View
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.bindings import bindings_for
from servicedesk.tui.case_changes import CaseChanges
from servicedesk.tui.columns import cases as columns
from servicedesk.tui.desk_screen import DeskScreen
from servicedesk.tui.list_source import ListSource
from servicedesk.tui.safe import plain, styled
from servicedesk.tui.widgets.case_preview import CasePreview
from servicedesk.tui.widgets.filter_bar import FilterBar
from servicedesk.tui.widgets.list_columns import RenderContext
from servicedesk.tui.widgets.picker import Choice, Picker
from servicedesk.tui.widgets.prompt import Prompt
from servicedesk.tui.widgets.row_list import RowList

PREVIEW_PAUSE = 0.08
"""Seconds on one row before its preview is fetched."""

MINUTE = 60

ORDER_NAMES = {
    "urgency": N_("priority, then due"),
    "due": N_("due"),
    "newest": N_("newest first"),
    "received": N_("received last first"),
    "updated": N_("changed last first"),
}
SCOPES = (Scope.CASE, Scope.LIST, Scope.ROWS)


class QueueScreen(CaseChanges, DeskScreen):
    """List, preview, filter, views."""

    NAME = "queue"
    SCOPES = SCOPES
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.CASE, Scope.LIST)
    DEFAULT_CSS = """
    QueueScreen #queue-line { height: 1; padding: 0 1; color: $text-muted; }
    QueueScreen #queue-body { height: 1fr; layout: vertical; }
    QueueScreen #queue-body RowList { height: 3fr; }
    QueueScreen #queue-body CasePreview { height: 2fr; border-top: solid $panel; }
    QueueScreen.-wide.-beside #queue-body { layout: horizontal; }
    QueueScreen.-wide.-beside #queue-body RowList { width: 3fr; height: 1fr; }
    QueueScreen.-wide.-beside #queue-body CasePreview {
        width: 2fr; height: 1fr; border-top: none; border-left: solid $panel;
    }
    QueueScreen.-alone CasePreview { display: none; }
    """

    def __init__(self) -> None:
        """The first view, in its own order."""
        super().__init__()
        self.views: list[View] = []
        self.view = View(None, "case", "", "")
        self.order = ""
        self.is_reversed = False
        self._wanted_view: str | None = None
        self._timer: Timer | None = None
        self._repeat: tuple[str, Callable[[Sequence[int]], object]] | None = None

    def compose_body(self) -> ComposeResult:
        """The view's line, the filter, list and preview."""
        yield Static("", id="queue-line", markup=False)
        yield FilterBar(check=self._query_fault)
        with Container(id="queue-body"):
            yield RowList(
                columns.QUEUE, empty=N_("Nothing here. [ and ] show other views, / filters, F2 logs a call.")
            )
            yield CasePreview()

    def on_mount(self) -> None:
        """Beside each other where there is room."""
        self.add_class("-beside")
        self.query_one(RowList).focus()
        # Ages and due times go on while nothing else happens.
        self.set_interval(MINUTE, self._tick)

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    # Loading

    def load(self) -> None:
        """The views on the first visit; afterwards the same query again."""
        self._tick()
        self.run_service(self.desk.lists.views, "case", then=self._take_views, group="views")
        if self.view.name:
            self.rows.reload()
            self._fetch_preview()

    def visit(self, query: str = "", case_id: int | None = None) -> None:
        """Opened with a query (from Today) or at a case (from the palette)."""
        if case_id is not None:
            query = self.view.query or "is:open"
        self._wanted_view = query
        if self.views:
            self._take_views(self.views)
        if case_id is not None:
            self._go_to(case_id)

    def _go_to(self, case_id: int) -> None:
        found = self.desk.lists.rows("case", [case_id]).get(case_id)
        if found is not None and (not found.is_open or case_id not in self.rows.ids()):
            self._show_view(View(None, "case", _("All cases"), ""))
        self.rows.select(case_id)

    def _take_views(self, views: list[View]) -> None:
        self.views = views
        wanted, self._wanted_view = self._wanted_view, None
        if wanted is not None:
            known = next((view for view in views if view.query == wanted), None)
            self._show_view(known or View(None, "case", wanted, wanted))
        elif not self.view.name:
            self._show_view(views[0])

    def _show_view(self, view: View) -> None:
        self.view = view
        self.query_one(FilterBar).put("")
        self._show()

    def _show(self) -> None:
        query = " ".join(part for part in (self.view.query, self.query_one(FilterBar).active) if part)
        self.rows.show(ListSource(self.desk, "case", query, self.order, self.is_reversed))
        self._draw_line()

    def _tick(self) -> None:
        if self.desk_app.is_desk_open:
            desk = self.desk
            self.rows.set_context(RenderContext(desk.clock.now(), desk.zone, desk.actor))

    def _query_fault(self, text: str) -> str | None:
        return self.desk.lists.fault("case", text)

    # The line above the list

    def _draw_line(self) -> None:
        rows = self.rows
        count = f"{rows.count}" if rows.exact else f"{rows.count}+"
        place = next((n for n, view in enumerate(self.views, 1) if view == self.view), None)
        views = f"   {place}/{len(self.views)} [ ]" if place else "   [ ]"
        order = self.order or next(iter(self.desk.lists.orders("case")))
        backwards = f" ({_('reversed')})" if self.is_reversed else ""
        filtered = self.query_one(FilterBar).active
        self.query_one("#queue-line", Static).update(
            styled(
                (plain(self.view.name), "bold $text"),
                (f"  {count}", "$text-accent"),
                (views, ""),
                (f"   {_('order')}: {_(ORDER_NAMES[order])}{backwards}", ""),
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

    @on(RowList.RowHighlighted)
    def _follow(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PREVIEW_PAUSE, self._fetch_preview)

    def _fetch_preview(self) -> None:
        case_id = self.rows.cursor_id
        if case_id is None:
            self._show_preview(None)
        elif not self.has_class("-alone"):
            self.run_service(
                self.desk.cases.dossier,
                case_id,
                then=self._show_preview,
                failed=self._no_preview,
                group="preview",
            )

    def _no_preview(self, _error: Exception) -> None:
        """The case has just gone; the list will follow."""
        self._show_preview(None)

    def _show_preview(self, dossier: Dossier | None) -> None:
        self.query_one(CasePreview).show(dossier, self.desk.clock.now(), self.desk.zone)

    @on(RowList.RowOpened)
    def _open(self) -> None:
        """Enter reads the preview; J and K go on from there."""
        self.remove_class("-alone")
        self._fetch_preview()
        self.query_one(CasePreview).focus()

    def level_out(self) -> bool:
        """From the preview back to the list, then filter, then marks."""
        if self.query_one(CasePreview).has_focus:
            self.rows.focus()
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
        query = " ".join(part for part in (self.view.query, self.query_one(FilterBar).active) if part)

        def save(name: str | None) -> None:
            if name:
                self.change(
                    self.desk.lists.save_view,
                    "case",
                    name,
                    query,
                    said=_("View saved."),
                    then=self._show_view,
                )

        self.app.push_screen(Prompt(_("Save these cases as the view"), hint=query), save)

    def action_list_order(self) -> None:
        """Choose the order."""
        orders = self.desk.lists.orders("case")
        choices = [
            Choice(name, _(ORDER_NAMES[name]), key=str(n), on=name == (self.order or orders[0]))
            for n, name in enumerate(orders, 1)
        ]
        self.app.push_screen(Picker(_("Order by"), choices), self._order_by)

    def _order_by(self, order: str | None) -> None:
        if order is not None:
            self.order, self.is_reversed = order, False
            self._show()

    def action_list_reverse(self) -> None:
        """Turn the order round."""
        self.is_reversed = not self.is_reversed
        self._show()

    def action_list_preview(self) -> None:
        """Preview on or off."""
        self.toggle_class("-alone")
        if self.has_class("-alone"):
            self.rows.focus()
        self._fetch_preview()

    def action_list_preview_side(self) -> None:
        """Preview at the right or below."""
        self.remove_class("-alone")
        self.toggle_class("-beside")

    def action_list_copy(self) -> None:
        """Copy the customer's phone, or the number of the case."""
        self.copy_case(self.query_one(CasePreview).dossier, whole=False)

    def action_list_copy_summary(self) -> None:
        """Copy a summary of the case."""
        self.copy_case(self.query_one(CasePreview).dossier, whole=True)

    def action_list_call(self) -> None:
        """Log a call with the customer of this case."""
        row: CaseRow | None = self.rows.cursor_record
        if row is None or row.customer_id is None:
            self.desk_app.action_call_new()
        else:
            self.desk_app.action_call_new(row.customer_id)

    def action_list_repeat(self) -> None:
        """Do the last change again on these rows."""
        if self._repeat is not None:
            self._repeat[1](self.selection())

    def action_case_next(self) -> None:
        """The next case while the preview keeps the focus."""
        self.rows.action_rows_down()

    def action_case_previous(self) -> None:
        """The previous case while the preview keeps the focus."""
        self.rows.action_rows_up()

    # What CaseChanges asks for

    def selection(self) -> list[int]:
        """The marked cases, else the one under the cursor."""
        return self.rows.selection()

    def remember(self, label: str, again: Callable[[Sequence[int]], object]) -> None:
        """Keep the last change for `.`, and let the marks go: they have been served."""
        self._repeat = (label, again)
        self.rows.clear_marks()

    def why_not(self, action: Action) -> str:
        """Nothing to act on, or nothing to repeat."""
        if action.id == "list.repeat" and self._repeat is None:
            return _("Nothing to repeat yet.")
        if action.scope is Scope.CASE and not self.query_one(RowList).count:
            return _("There is no case here.")
        return ""

    @property
    def record(self) -> Any:
        """The case under the cursor."""
        return self.rows.cursor_record
