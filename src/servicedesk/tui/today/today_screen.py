"""Today: what is owed now. Numbers that open their lists, promises, follow-ups, last calls, drafts."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from servicedesk.domain.date_format import format_long
from servicedesk.domain.draft_words import draft_in_words
from servicedesk.domain.promises import KeptRate
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.rows.today import DraftRow, TodayBoard
from servicedesk.domain.rows.trends import Trends
from servicedesk.domain.today_parts import FIGURES, SECTIONS, is_empty
from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID, Action, Scope
from servicedesk.keys.form_names import form_in_words, words_of_form
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.base.pauses import PICTURE_FIRST
from servicedesk.tui.calendar.followup_keys import FollowUpKeys
from servicedesk.tui.calls.draft_home import DraftHome
from servicedesk.tui.cases.promises import Promises
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.front import OPENS, call_out, open_first
from servicedesk.tui.today.board import Board
from servicedesk.tui.today.board_lines import HEADING, Plot, Shown
from servicedesk.tui.today.left_words import LeftWords
from servicedesk.tui.today.plots import plots_of, plots_to_come
from servicedesk.tui.today.today_sections import (
    KEPT,
    MOST_CALLS,
    MOST_ROWS,
    figures_of,
    notes_of,
    outcome_line,
    sections_of,
    welcome,
)

MINUTE = 60
OnIds = Callable[[Sequence[int]], object]


class TodayScreen(DeskScreen):
    """The dashboard."""

    NAME = "today"
    SCOPES = (Scope.TODAY, Scope.LIST, Scope.ROWS)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.TODAY, Scope.LIST)

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self.state: TodayBoard | None = None
        self.trends: Trends | None = None
        self.as_text = False
        self.promises = Promises(self)
        self.followups = FollowUpKeys(self, self)
        self.left_words = LeftWords(self, self.promises, self.followups)

    def make_handlers(self) -> Iterable[Handler]:
        """What gives a call to finish to whom it belongs."""
        return (DraftHome(self, self._draft_of_call),)

    def _draft_of_call(self) -> DraftRow | None:
        """The call to finish under the cursor."""
        entry = self.board.entry
        found: DraftRow | None = self.board.row(entry) if entry and entry[0] == "draft" else None
        return found

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
        look = partial(
            self.desk.today.board,
            case_limit=MOST_ROWS,
            promise_limit=MOST_ROWS,
            followup_limit=MOST_ROWS,
            call_limit=MOST_CALLS,
        )
        self.run_service(look, then=self._show, group="board")
        # Not for the first picture: it has what is owed, and the plots follow.
        self.set_timer(PICTURE_FIRST, self._look_back)

    def _look_back(self) -> None:
        if self.desk_app.is_desk_open and self.is_attached:
            self.run_service(self.desk.trends.trends, then=self._show_trends, group="trends")

    def _show_trends(self, trends: Trends) -> None:
        self.trends = trends
        if self.state is not None:
            self._show(self.state)

    def _look_again(self) -> None:
        if self.desk_app.is_desk_open and self.app.screen is self:
            self.load()

    def on_resize(self) -> None:
        """More room shows more rows."""
        if self.state is not None:
            self.call_after_refresh(self._show, self.state)

    def _show(self, state: TodayBoard) -> None:
        self.state = state
        context = self.moment
        heading = format_long(context.now, context.zone, with_time=False)
        notes = notes_of(state)
        if is_empty(state):
            self.board.show(Shown(heading, context=context, welcome=(*notes, *welcome())))
        else:
            sections = sections_of(state, self.board.look, self.board.size.height - len(notes))
            figures = tuple(figures_of(state, self.trends))
            plots: tuple[Plot, ...] = ()
            key = self.desk_app.keys.shown(BY_ID["today.plots"])
            keys = f"{key} {_('pictures') if self.as_text else _('text')}" if key else ""
            if self.board.look.has_room_for_plots:
                # Until they are counted their frames keep the room, so that nothing jumps.
                hour = context.now.astimezone(context.zone).hour
                plots = plots_of(self.trends, hour, as_text=self.as_text) if self.trends else plots_to_come()
            self.board.show(Shown(heading, figures, tuple(sections), context, tuple(notes), plots, keys))

    # Opening

    @on(Board.Opened)
    def _open(self, message: Board.Opened) -> None:
        message.stop()
        kind, key = message.entry
        row = self.board.row(message.entry)
        front = self.desk_app
        opens: dict[str, Callable[[], object]] = {
            "figure": partial(self._open_figure, key),
            HEADING: partial(self._open_list, key),
            "case": partial(front.open, "queue", case_id=key),
            "promise": partial(self._open_promise, row),
            "followup": partial(self._open_followup, row),
            "missed": partial(front.open, "calls", call_id=key),
            "unpaid": partial(front.open, "queue", case_id=key),
            "call": partial(front.open, "calls", call_id=key),
            "draft": partial(front.open, "call_form", draft_id=key),
            "form": partial(self._open_words, row),
        }
        opens[kind]()

    def _open_figure(self, key: str) -> None:
        """The list that was counted."""
        if key == KEPT:
            self._show_outcomes()
        else:
            query = next(one.query for one in FIGURES if one.name == key)
            self.desk_app.open("queue", query=query)

    def _open_words(self, row: DraftRow | None) -> None:
        if row is not None:
            self.left_words.open(row)

    def _open_list(self, kind: str) -> None:
        """All that a section shows the first of."""
        section = next(one for one in SECTIONS if one.name == kind)
        if section.kind == "followup":
            self.desk_app.open("followups")
        elif section.kind == "promise":
            self.desk_app.open("promises")
        elif section.kind:
            self.desk_app.open(OPENS[section.kind], query=section.query)

    def _open_promise(self, row: PromiseRow | None) -> None:
        """To the case; without one to the customer, else to the call in which it was made."""
        if row is not None:
            open_first(self.desk_app, row, "case", "customer", "call")

    def _show_outcomes(self) -> None:
        """The promises that the rate was counted from, those that were not kept first; Enter opens one."""
        self.run_service(self.desk.today.outcomes, then=self._offer_outcomes, group="outcomes", opens=True)

    def _offer_outcomes(self, rows: list[PromiseRow]) -> None:
        from servicedesk.services.today import KEPT_DAYS

        now = self.desk.clock.now()
        by_key = {str(row.id): row for row in rows}
        choices = [Choice(key, outcome_line(row, now)) for key, row in by_key.items()]
        if not choices:
            self.desk_app.say(
                _("No promise of the last {count} days has come due yet.").format(count=KEPT_DAYS)
            )
            return
        kept = self.state.kept if self.state is not None else KeptRate()
        title = _("kept {kept} · slipped, with notice {slipped} · broken {broken} · open {open}").format(
            kept=kept.kept, slipped=kept.slipped, broken=kept.broken, open=kept.open
        )
        choose(self.app, title, choices, lambda key: self._open_promise(by_key.get(key or "")))

    def _open_followup(self, row: FollowUpRow | None) -> None:
        """To the customer; without one to the case, else to its day."""
        if row is not None and not open_first(self.desk_app, row, "customer", "case"):
            self.desk_app.open("calendar", day=row.due_at.astimezone(self.desk.zone).date())

    @on(Board.Moved)
    def _follow(self) -> None:
        """Other keys work on another kind of row."""
        self.show_what_can_be_done()

    # Acting

    def why_not(self, action: Action) -> str:
        """What the keys need under the cursor."""
        kind = (self.board.entry or ("", None))[0]
        if action.id in {"today.held", "today.not_held", "today.move"} and kind not in {
            "followup",
            "promise",
        }:
            return _("Go to a follow-up or a promise first.")
        if action.id == "today.plots" and not self.board.look.has_room_for_plots:
            return _("Plots stand beside the lists in a window of 120 cells and 30 lines.")
        if action.id == "today.rehome" and kind != "draft":
            return _("Go to a call to finish first.")
        if action.id == "today.discard" and kind not in {"draft", "form"}:
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

    def began(self) -> None:
        """A change is being made; the board shows it with the next load."""

    def served(self, ids: Sequence[int]) -> None:
        """A change was made; the board shows it with the next load."""

    @property
    def promise(self) -> PromiseRow | None:
        """The promise under the cursor."""
        entry = self.board.entry
        found: PromiseRow | None = self.board.row(entry) if entry and entry[0] == "promise" else None
        return found

    @cached_property
    def acts(self) -> Acts:
        """What ends a follow-up or puts it off, and what does so with a promise."""
        promises, followups = self.promises, self.followups
        return {
            "today.held": partial(self._act, promises.keep_promises, followups.hold_followups),
            "today.not_held": partial(self._act, promises.withdraw_promises, followups.miss_followups),
            "today.move": partial(self._act, self._retell, followups.move_followups),
        }

    def action_today_plots(self) -> None:
        """Plots as text, or as pictures again."""
        self.as_text = not self.as_text
        if self.state is not None:
            self._show(self.state)

    def _act(self, on_promises: OnIds, on_followups: OnIds) -> None:
        if self.promise is not None:
            on_promises([self.promise.id])
        else:
            on_followups(self.selection())

    def _retell(self, _ids: Sequence[int]) -> None:
        self.promises.retell_promise(self.promise)

    def action_today_discard(self) -> None:
        """Throw a draft away; nothing brings it back, so this alone asks."""
        entry = self.board.entry
        row: DraftRow | None = (
            self.board.row(entry) if entry is not None and entry[0] in {"draft", "form"} else None
        )
        if row is None:
            return
        choices = [Choice("", _("keep it"), key="0"), Choice("yes", _("discard it for good"), key="9")]

        def chosen(answer: str | None) -> None:
            if answer:
                self.change(self.desk.drafts.discard, row.id, then=lambda _done: self.load())

        if row.form:
            words = f"{form_in_words(row)}  {words_of_form(row)}"
            title = _("Discard this text?  {words}").format(words=words[:60])
        else:
            title = _("Discard this call?  {words}").format(words=draft_in_words(row.body)[:60])
        choose(self.app, title, choices, chosen)

    def action_today_call_out(self) -> None:
        """Call the customer of this row; for a follow-up an answer holds it."""
        row = self.board.row(self.board.entry)
        case_id = row.id if isinstance(row, CaseRow) else getattr(row, "case_id", None)
        followup_id = row.id if isinstance(row, FollowUpRow) else None
        # A caller whom nobody knows has a number.
        who = row.phone if isinstance(row, CallRow) else ""
        call_out(self.desk_app, getattr(row, "customer_id", None), case_id, followup_id, who)

    def action_list_call(self) -> None:
        """Log a call with the customer of this row."""
        row = self.board.row(self.board.entry)
        self.desk_app.log_call(getattr(row, "customer_id", None))
