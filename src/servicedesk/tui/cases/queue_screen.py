"""The queue: open cases beside a preview, worked with single keys on the marked rows."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.case import NEW_VIEW
from servicedesk.domain.rows.views import View
from servicedesk.domain.wording import told_of_due
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.cases import case_columns as columns
from servicedesk.tui.cases.case_handler import ChosenCases
from servicedesk.tui.cases.case_keys import case_handlers
from servicedesk.tui.cases.queue_standing import QueueStanding
from servicedesk.tui.frame.list_screen import LIST_PANE, ListScreen
from servicedesk.tui.frame.pane import FRAME, Pane, is_framed
from servicedesk.tui.lists.row_keys import HEADER_LINES
from servicedesk.tui.lists.row_list import RowList
from servicedesk.tui.lists.view_bar import ViewBar

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.dossiers import Dossier
    from servicedesk.tui.cases.case_preview import CasePreview, CaseSide, Preview, ReadPane


BESIDE_FROM = 160
"""Cells of a window from which the list beside its preview shows more than in one of eighty cells."""

LEAST_ROWS = 8
"""So many rows have room above the preview, however few there are."""


class QueueScreen(ListScreen):
    """List, preview, filter, views."""

    NAME = "queue"
    KIND = "case"
    SCOPES = (Scope.CASE, Scope.LIST, Scope.ROWS)
    COLUMNS = columns.QUEUE
    EMPTY = N_("Nothing here. [ ] show other views, / filters, F2 logs a call.")
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.CASE, Scope.LIST)
    DEFAULT_CSS = """
    /* Nothing is drawn of the ground, which would cost as much as the list that covers it. */
    QueueScreen #queue-body { height: 1fr; layout: vertical; visibility: hidden; }
    QueueScreen ViewBar { display: none; }
    QueueScreen.-wide ViewBar { display: block; }
    QueueScreen #queue-body > * { visibility: visible; }
    QueueScreen #list-pane { height: 50%; }
    QueueScreen.-wide.-beside #queue-body { layout: horizontal; }
    QueueScreen.-wide.-beside #list-pane { width: 62.5%; height: 1fr; }
    QueueScreen.-alone #list-pane, QueueScreen.-wide.-beside.-alone #list-pane { width: 1fr; height: 1fr; }
    QueueScreen #case-panes { height: 1fr; width: 1fr; layout: horizontal; visibility: hidden; }
    QueueScreen #case-panes > * { visibility: visible; }
    QueueScreen #side-pane { display: none; width: 40%; }
    QueueScreen.-wide.-high #side-pane { display: block; }
    QueueScreen.-wide.-beside #case-panes { layout: vertical; }
    QueueScreen.-wide.-beside #side-pane { width: 1fr; height: 40%; }
    QueueScreen.-alone #case-panes { display: none; }
    """

    def __init__(self) -> None:
        """The preview stands below the list, in a very wide window beside it."""
        super().__init__()
        self.chosen = ChosenCases(self, lambda: self.rows, lambda: self.full_query)
        self.lateness = self.chosen.lateness
        self._side_is_chosen = False
        self._fitted: tuple[object, int] = (None, 0)
        """Which list the pane was last made for, and the rows that it then had."""
        self.standing = QueueStanding(self)
        self._has_told_of_due = False
        keys = ("rows.down", "case.next", "app.back")
        self.preview_pane = Pane(id="preview-pane", classes="-ruled", keys=keys)
        self.side_pane = Pane(id="side-pane", keys=keys)

    @on(events.Resize)
    def _find_side(self, event: events.Resize) -> None:
        """Where the preview stands, unless a key said where."""
        if not self._side_is_chosen:
            self.set_class(event.size.width >= BESIDE_FROM, "-beside")
        if "preview" in self.__dict__:
            self.call_after_refresh(lambda: self.preview.part(is_parted=is_framed(self.rows)))
        self.call_after_refresh(self._fit_list)

    def make_handlers(self) -> Iterable[Handler]:
        """What the keys on cases do."""
        return case_handlers(self.chosen)

    def compose_body(self) -> ComposeResult:
        """The views, the line of this one, the filter, the list; the preview follows with its first case."""
        yield ViewBar()
        yield from self.compose_line()
        with Container(id="queue-body"):
            yield self.new_list_pane()

    def visit(self, query: str = "", case_id: int | None = None) -> None:
        """Opened with a query (from Today) or at a case (from the palette)."""
        self.show_query(query if case_id is None else self.view.query or "is:open")
        if case_id is not None:
            self._go_to(case_id)

    def show_list(self) -> None:
        """Show view, filter and order; say once that `due:` may mean more than it was typed for."""
        super().show_list()
        if not self._has_told_of_due and self.filtered:
            ask = self.desk.lists.is_due_otherwise
            self.run_service(ask, self.full_query, then=self._tell_of_due, group="due")

    def _tell_of_due(self, is_otherwise: bool) -> None:
        if is_otherwise and not self._has_told_of_due:
            self._has_told_of_due = True
            self.desk_app.say(told_of_due(), timeout=6)

    def _go_to(self, case_id: int) -> None:
        found = self.desk.lists.rows("case", [case_id]).get(case_id)
        if found is not None and (not found.is_open or case_id not in self.rows.ids()):
            self.show_view(View(None, "case", _("All cases"), ""))
        self.rows.select(case_id)

    # How the view stands, and the others beside it

    def facts(self) -> Sequence[tuple[str, str]]:
        """How old the list is, and how much of it is late."""
        return self.standing.facts(self.moment.now, self.moment.zone, of_new=self.view.query == NEW_VIEW)

    def list_has_changed(self) -> None:
        """Count the views anew, and look how this one stands."""
        self._draw_bar()
        self._fit_list()
        if self.desk_app.is_desk_open:
            self.standing.look_soon(self.full_query, self._show_standing)

    def _fit_list(self) -> None:
        """Leave to the preview what a short list has no rows for; nothing moves while one works it off."""
        rows, shown = self.rows, (self.full_query, self.is_grouped)
        if not rows.is_settled:
            return
        query, most = self._fitted
        self._fitted = shown, max(most, rows.lines) if query == shown else rows.lines
        lines = HEADER_LINES + max(LEAST_ROWS, self._fitted[1]) + (FRAME if is_framed(self) else 0)
        is_free = self.has_class("-alone") or (self.has_class("-beside") and self.has_class("-wide"))
        self.query_one(f"#{LIST_PANE}").styles.max_height = None if is_free else lines

    def _draw_bar(self) -> None:
        self.query_one(ViewBar).show(self.views, self.view, self.view_counts.by_query)

    def _show_standing(self) -> None:
        self.write_line()
        is_worked_off = self.rows.exact and not self.rows.count and not self.filtered
        if is_worked_off or self.query_one(ViewBar).display:
            self.view_counts.count(self.views, self._show_counts)

    def load(self) -> None:
        """Read all again; what a hidden bar knew of the views is over, and is read when it is seen."""
        if not self.query_one(ViewBar).display:
            self.view_counts.by_query = {}
        super().load()

    @on(ViewBar.Appeared)
    def _count_for_bar(self, message: ViewBar.Appeared) -> None:
        message.stop()
        self._draw_bar()
        if self.desk_app.is_desk_open:
            self.view_counts.count(self.views, self._show_counts)

    def _show_counts(self) -> None:
        self._draw_bar()
        rows = self.rows
        if rows.exact and not rows.count and not self.filtered:
            rows.why_empty = self.standing.worked_off(self.view, self.views, self.view_counts.by_query)
            rows.refresh()

    @on(ViewBar.Chosen)
    def _show_chosen(self, message: ViewBar.Chosen) -> None:
        message.stop()
        self.show_view(message.view)

    # The preview

    @cached_property
    def preview(self) -> "CasePreview":
        """The case under the cursor; the first picture has its place and no more."""
        from servicedesk.tui.cases.case_preview import CasePreview

        preview = CasePreview()
        self.preview_pane.compose_add_child(preview)
        self.side_pane.compose_add_child(self.side)
        panes = Container(self.preview_pane, self.side_pane, id="case-panes")
        self.query_one("#queue-body").mount(panes)
        return preview

    @cached_property
    def side(self) -> "CaseSide":
        """How far it is, where there is room for that."""
        from servicedesk.tui.cases.case_preview import CaseSide

        return CaseSide()

    def follow(self) -> None:
        """Fetch the case under the cursor."""
        case_id = self.rows.cursor_id
        if case_id is None:
            self._show_preview(None)
        elif not self.has_class("-alone"):
            from servicedesk.tui.cases.case_preview import preview_of

            self.run_service(
                preview_of,
                self.desk,
                case_id,
                self.desk_app.keys,
                then=self._show_preview,
                failed=lambda _gone: self._show_preview(None),
                group="preview",
            )

    def _show_preview(self, preview: "Preview | None") -> None:
        before = self.preview.dossier
        self.preview.part(is_parted=is_framed(self.rows))
        self.preview.show(preview)
        row = None if preview is None else preview.dossier.case.row
        is_another = before is None or row is None or before.case.row.id != row.id
        self.side.put([] if preview is None else preview.side, from_top=is_another)
        number = "" if row is None else f"{format_number('case', row.id)}  "
        self.preview_pane.entitle(
            (number, "$text-accent"), ("" if row is None else row.subject, "bold $text")
        )
        self.side_pane.entitle(*([] if preview is None else _side_title(preview)))

    @on(RowList.RowOpened)
    def _open(self) -> None:
        """Enter reads the preview; J and K go on from there."""
        self.remove_class("-alone")
        self._fit_list()
        self.follow()
        # In its own line of messages, which begins once it is there.
        self.preview.call_later(self.preview.focus)

    def on_read_pane_reading(self, message: "ReadPane.Reading") -> None:
        """Say in the footer who has the keys."""
        message.stop()
        if self.side.has_focus:
            # The history is not here.
            self.status = _("reading: j k scroll  J K case  Esc list")
        else:
            self.status = _("reading: j k scroll  J K case  o fields  Esc list") if message.begins else ""

    def level_out(self) -> bool:
        """Late entry off; from the preview back to the list, then filter, then marks."""
        if self.chosen.lateness.at is None and (self.preview.has_focus or self.side.has_focus):
            self.rows.focus()
            return True
        return super().level_out()

    def action_list_preview(self) -> None:
        """Preview on or off."""
        self.toggle_class("-alone")
        self._fit_list()
        if self.has_class("-alone"):
            self.rows.focus()
        self.follow()

    def action_list_preview_side(self) -> None:
        """Preview at the right or below."""
        self._side_is_chosen = True
        self.remove_class("-alone")
        self.toggle_class("-beside")
        self.follow()
        self._fit_list()

    def action_list_copy(self) -> None:
        """Copy the customer's phone, or the number of the case."""
        self._with_dossier(partial(self._copy, whole=False))

    def action_list_copy_summary(self) -> None:
        """Copy a summary of the case."""
        self._with_dossier(partial(self._copy, whole=True))

    def _with_dossier(self, then: "Callable[[Dossier], None]") -> None:
        """Go on with the case under the cursor, which the preview need not show, or not yet."""
        case_id, shown = self.rows.cursor_id, self.preview.dossier
        if shown is not None and shown.case.row.id == case_id:
            then(shown)
        elif case_id is not None:
            from servicedesk.tui.cases.case_preview import preview_of

            self.run_service(
                preview_of, self.desk, case_id, then=lambda read: then(read.dossier), group="copy"
            )

    def _copy(self, dossier: "Dossier", *, whole: bool) -> None:
        """Copy the phone (else the number) of the case, or its summary."""
        row, card = dossier.case.row, dossier.customer
        number = format_number("case", row.id)
        phone = card.phones[0].raw if card is not None and card.phones else ""
        if whole:
            head = "  ".join(part for part in (number, row.customer_name, phone, row.subject) if part)
            text = "\n".join(part for part in (head, dossier.case.fields["description"]) if part)
        else:
            text = phone or number
        self.desk_app.copy(text)

    def action_list_call(self) -> None:
        """Log a call with the customer of this case."""
        row: CaseRow | None = self.record
        if row is None or row.customer_id is None:
            self.desk_app.log_call()
        else:
            self.desk_app.log_call(row.customer_id)

    def action_case_why(self) -> None:
        """Why the clocks and the urgency stand as they do."""
        case_id = self.rows.cursor_id
        if case_id is not None:
            from servicedesk.tui.cases.clock_popup import ClockPopup

            self.app.push_screen(ClockPopup(case_id))

    def action_case_dossier(self) -> None:
        """The case by the nine stages."""
        case_id = self.rows.cursor_id
        if case_id is not None:
            from servicedesk.tui.cases.dossier_reader import DossierReader

            self.app.push_screen(DossierReader(case_id))

    def action_list_repeat(self) -> None:
        """Do the last change again on these rows."""
        if self.chosen.again is not None:
            self.chosen.again(self.selection())

    @cached_property
    def acts(self) -> Acts:
        """To another case while the preview keeps the focus."""
        return {
            **super().acts,
            "case.next": lambda: self.rows.move_to(self.rows.cursor_row + 1),
            "case.previous": lambda: self.rows.move_to(self.rows.cursor_row - 1),
        }

    def why_not(self, action: Action) -> str:
        """Nothing to act on, or nothing to repeat."""
        if action.id == "list.repeat" and self.chosen.again is None:
            return _("Nothing to repeat yet.")
        if action.scope is Scope.CASE and not self.query_one(RowList).count:
            return self.desk_app.gone or _("There is no case here.")
        return ""


def _side_title(preview: "Preview") -> list[tuple[str, str]]:
    """How many of the gates are met; of a case without any, that it is about this one."""
    gates = preview.seen.gates
    if not gates:
        return [(_("How it stands"), "bold $text")]
    met = sum(gate.is_met for gate in gates)
    words = _("{done} of {count}").format(done=met, count=len(gates))
    return [
        (_("To close it"), "bold $text"),
        (f"  {words}", "$text-success" if met == len(gates) else "$text-accent"),
    ]
