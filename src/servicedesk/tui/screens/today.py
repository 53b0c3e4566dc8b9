"""Today: what is owed now. Four numbers that open their lists, follow-ups, last calls, drafts to finish."""

from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from servicedesk.domain.date_format import format_age, format_long
from servicedesk.domain.rows import DraftRow, FollowUpRow, TodayBoard
from servicedesk.i18n import N_, _, ngettext
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.bindings import bindings_for
from servicedesk.tui.call_words import draft_in_words
from servicedesk.tui.columns import calls as call_columns
from servicedesk.tui.columns.followups import OWED
from servicedesk.tui.followup_changes import FollowUpChanges
from servicedesk.tui.widgets.board import Board, Figure, Section
from servicedesk.tui.widgets.list_columns import CellText, ListColumn, RenderContext
from servicedesk.tui.widgets.picker import Choice, Picker

MINUTE = 60
MOST_FOLLOWUPS, MOST_CALLS, MOST_DRAFTS = 20, 10, 9
FEWEST_CALLS = 3
FRAME = 3 + 2 * 2
"""Lines of the board beside rows: day and figures, and two headings with a blank line before each."""

FIGURES = (
    ("overdue", N_("overdue"), "error"),
    ("due_today", N_("due today"), "warning"),
    ("told_pending", N_("to tell"), "warning"),
    ("new_cases", N_("new"), "accent"),
)


class TodayScreen(FollowUpChanges):
    """The dashboard."""

    NAME = "today"
    SCOPES = (Scope.TODAY, Scope.LIST, Scope.ROWS)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.TODAY, Scope.LIST)

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self.state: TodayBoard | None = None

    def compose_body(self) -> ComposeResult:
        """The board."""
        yield Board()

    def on_mount(self) -> None:
        """What is due becomes overdue while nothing else happens."""
        self.board.focus()
        self.set_interval(MINUTE, self._look_again)

    @property
    def board(self) -> Board:
        """The board."""
        return self.query_one(Board)

    # Loading

    def load(self) -> None:
        """Ask for everything as of now."""
        look = partial(self.desk.today.board, followup_limit=MOST_FOLLOWUPS, call_limit=MOST_CALLS)
        self.run_service(look, then=self._show, group="board")

    def _look_again(self) -> None:
        if self.desk_app.is_desk_open and self.app.screen is self:
            self.load()

    def on_resize(self) -> None:
        """More room shows more rows."""
        if self.state is not None:
            self.call_after_refresh(self._show, self.state)

    def _show(self, state: TodayBoard) -> None:
        self.state = state
        now, zone = self.desk.clock.now(), self.desk.zone
        context = RenderContext(now, zone, self.desk.actor, self.desk.settings.mask_phones)
        heading = format_long(now, zone, with_time=False)
        if _is_empty(state):
            self.board.show(heading, (), (), context, _welcome())
        else:
            sections = _sections(state, self.board.size.height)
            self.board.show(heading, _figures(state), sections, context)

    # Opening

    @on(Board.Opened)
    def _open(self, message: Board.Opened) -> None:
        message.stop()
        kind, key = message.entry
        if kind == "figure":
            from servicedesk.services.today import QUERIES

            self.desk_app.open("queue", query=QUERIES[key])
        elif kind == "followup":
            self._open_followup(self.board.row(message.entry))
        elif kind == "call":
            self.desk_app.open("calls", call_id=key)
        elif kind == "draft":
            self.desk_app.open("call_form", draft_id=key)

    def _open_followup(self, row: FollowUpRow | None) -> None:
        """To the customer; without one to the case, else to its day."""
        if row is None:
            return
        if row.customer_id is not None:
            self.desk_app.open("customer", customer_id=row.customer_id)
        elif row.case_id is not None:
            self.desk_app.open("queue", case_id=row.case_id)
        else:
            self.desk_app.open("calendar", day=row.due_at.astimezone(self.desk.zone).date())

    @on(Board.Moved)
    def _follow(self) -> None:
        """Other keys work on another kind of row."""
        self.refresh_bindings()

    # Acting

    def why_not(self, action: Action) -> str:
        """What the keys need under the cursor."""
        kind = (self.board.entry or ("", None))[0]
        if action.id in {"today.held", "today.not_held", "today.move"} and kind != "followup":
            return _("Go to a follow-up first.")
        if action.id == "today.discard" and kind != "draft":
            return _("Go to a call to finish first.")
        return ""

    def selection(self) -> list[int]:
        """The follow-up under the cursor."""
        entry = self.board.entry
        return [entry[1]] if entry is not None and entry[0] == "followup" else []

    @property
    def record(self) -> FollowUpRow | None:
        """The follow-up under the cursor."""
        entry = self.board.entry
        found: FollowUpRow | None = self.board.row(entry) if self.selection() else None
        return found

    def action_today_held(self) -> None:
        """The follow-up took place."""
        self.hold_followups(self.selection())

    def action_today_not_held(self) -> None:
        """The follow-up did not take place, for a reason."""
        self.miss_followups(self.selection())

    def action_today_move(self) -> None:
        """The follow-up is put off to a time that is typed."""
        self.move_followups(self.selection())

    def action_today_discard(self) -> None:
        """Throw a draft away; nothing brings it back, so this alone asks."""
        entry = self.board.entry
        row: DraftRow | None = self.board.row(entry) if entry is not None and entry[0] == "draft" else None
        if row is None:
            return
        choices = [Choice("", _("keep it"), key="0"), Choice("yes", _("throw it away for good"), key="9")]

        def chosen(answer: str | None) -> None:
            if answer:
                self.change(self.desk.drafts.discard, row.id, then=lambda _done: self.load())

        title = _("Throw this call away?  {words}").format(words=draft_in_words(row.body)[:60])
        self.app.push_screen(Picker(title, choices), chosen)

    def action_list_call(self) -> None:
        """Log a call with the customer of this row."""
        row = self.board.row(self.board.entry)
        self.desk_app.action_call_new(getattr(row, "customer_id", None))


def _is_empty(state: TodayBoard) -> bool:
    counts = (state.overdue, state.due_today, state.told_pending, state.new_cases, state.overdue_followups)
    return not any((*counts, state.followups, state.calls, state.drafts))


def _welcome() -> list[str]:
    return [
        "",
        _("Nothing here yet. Three ways to begin:"),
        "",
        _("  F2                                   log the first call"),
        _("  servicedesk import customer FILE     bring your customers, from CSV or JSON"),
        _("  servicedesk demo                     look round in a desk that is at work"),
        "",
        _("? shows the keys of a screen, 1 to 5 change screens, ctrl+q leaves."),
    ]


def _figures(state: TodayBoard) -> list[Figure]:
    figures = []
    for key, label, kind in FIGURES:
        count: int = getattr(state, key)
        number = f"{count}+" if count >= state.counted_to else f"{count}"
        # A sign of its own: what is late must not be told by colour alone.
        sign = "!" if key == "overdue" and count else ""
        figures.append(Figure(key, number + sign, _(label), kind if count else "muted"))
    return figures


def _sections(state: TodayBoard, height: int) -> list[Section]:
    drafts = state.drafts[:MOST_DRAFTS]
    room = height - FRAME - (len(drafts) + 2 if drafts else 0)
    calls = max(FEWEST_CALLS, min(len(state.calls), room // 2))
    followups = max(FEWEST_CALLS, room - min(calls, len(state.calls)))
    calls = max(calls, room - min(followups, len(state.followups)))
    late = state.overdue_followups
    note = ngettext("! {count} overdue", "! {count} overdue", late).format(count=late) if late else ""
    owed, last = state.followups[:followups], state.calls[:calls]
    sections = [
        Section("followup", _("Follow-ups owed"), OWED, owed, note, _("None is planned.")),
        Section("call", _("Last calls"), call_columns.LOG, last, "", _("No call yet. F2 logs one.")),
    ]
    if drafts:
        heading = ngettext("Call to finish", "Calls to finish", len(state.drafts))
        sections.append(Section("draft", heading, DRAFTS, drafts))
    return sections


def _draft_since(row: DraftRow, context: RenderContext) -> CellText:
    return call_columns.call_time(row.started_at, context.now, context.zone)


def _draft_age(row: DraftRow, context: RenderContext) -> CellText:
    return [(format_age(_seconds(row.started_at, context.now)), "warning")]


def _draft_who(row: DraftRow, _context: RenderContext) -> CellText:
    return row.body.get("who", "") or "–"


def _draft_words(row: DraftRow, context: RenderContext) -> CellText:
    by = [(f"  {row.actor}", "muted")] if row.actor != context.actor else []
    return [(row.body.get("summary", ""), ""), *by]


def _seconds(since: datetime, now: datetime) -> float:
    return (now - since).total_seconds()


DRAFTS = (
    ListColumn("since", "", call_columns.TIME_CELLS, _draft_since, align="right"),
    ListColumn("age", "", 6, _draft_age, align="right"),
    ListColumn("who", "", 18, _draft_who),
    ListColumn("words", "", None, _draft_words),
)
