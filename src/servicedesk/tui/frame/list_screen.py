"""ListScreen: a screen whose heart is one list with saved views, a filter, an order and marks.

    class QueueScreen(ListScreen):
        NAME, KIND = "queue", "case"
        COLUMNS, EMPTY = columns.QUEUE, N_("Nothing here. ...")

It composes with `compose_line()` (what names the view, and the filter) and `new_list_pane()`, and loads by
itself. A screen that shows more of the row under the cursor overrides `follow`, called after a short pause on
a row.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from servicedesk.domain.rows.views import View
from servicedesk.domain.text import brief
from servicedesk.domain.wording import before_value
from servicedesk.i18n import N_, _, ngettext
from servicedesk.tui.base.handler import Acts
from servicedesk.tui.base.pauses import PICTURE_FIRST
from servicedesk.tui.base.safe import plain, styled
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import KEYS, Choice
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.pane import Pane, TitleLine
from servicedesk.tui.frame.view_counts import ViewCounts
from servicedesk.tui.lists.list_columns import ListColumn
from servicedesk.tui.lists.list_source import ListSource
from servicedesk.tui.lists.row_list import RowList

if TYPE_CHECKING:
    from textual.widget import AwaitMount

    from servicedesk.domain.excerpts import Excerpt
    from servicedesk.services.desk import Desk
    from servicedesk.tui.lists.filter_bar import FilterBar

FOLLOW_PAUSE = 0.08
"""Seconds on one row before more of it is fetched."""

MINUTE = 60
SHOWN_OF_FILTER = 24
"""Characters of a filter in the sentence that says that it finds nothing."""
LIST_PANE = "list-pane"

GROUPED = "grouped"
"""The line below the orders that puts the list into groups, and takes it out of them."""

ORDER_NAMES = {
    "urgency": N_("urgency"),
    "deadline": N_("next due first"),
    "due": N_("due"),
    "newest": N_("newest first"),
    "received": N_("received last first"),
    "updated": N_("changed last first"),
    "name": N_("name"),
}


class ListScreen(DeskScreen):
    """List, filter, views, order."""

    KIND: ClassVar[str] = ""
    COLUMNS: ClassVar[Sequence[ListColumn]] = ()
    EMPTY: ClassVar[str] = ""
    DEFAULT_CSS = """
    ListScreen #list-line {
        height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        """The first view, in its own order."""
        super().__init__()
        self.views: list[View] = []
        self.view = View(None, self.KIND, "", "")
        self.view_counts = ViewCounts(self, self.KIND)
        self.order = ""
        self.is_reversed = False
        self.is_grouped = False
        self._filter: FilterBar | None = None
        self._filter_mounting: AwaitMount | None = None
        self._wanted_query: str | None = None
        self._timer: Timer | None = None
        self._where: Excerpt | None = None
        self._sought: tuple[str, ...] = ()
        self._is_filtered = False
        self._was_at: int | None = None
        """The row under the cursor before a filter."""

    def compose_line(self) -> Iterator[Widget]:
        """The line that names the view; the filter follows it once the first picture is there."""
        yield TitleLine(LIST_PANE, id="list-line")

    def new_list(self) -> RowList:
        """The list, to be put where the screen wants it."""
        return RowList(self.COLUMNS, empty=self.EMPTY)

    def new_list_pane(self) -> Pane:
        """The list in its pane, which the line above is the title of."""
        return Pane(self.new_list(), id=LIST_PANE)

    def on_mount(self) -> None:
        """Keys go to the list; ages and due times go on while nothing else happens."""
        self.rows.focus()
        self.set_interval(MINUTE, self.tick)
        self.set_timer(PICTURE_FIRST, self._make_filter)

    @property
    def filtered(self) -> str:
        """The query of the filter."""
        return "" if self._filter is None else self._filter.active

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    @property
    def record(self) -> Any:
        """The row under the cursor, None while it is on its way."""
        return self.rows.cursor_record

    @property
    def full_query(self) -> str:
        """The view's query and the filter's together."""
        return " ".join(part for part in (self.view.query, self.filtered) if part)

    def selection(self) -> list[int]:
        """The marked records, else the one under the cursor."""
        return self.rows.selection()

    def come_back(self) -> None:
        """Its own key was pressed: the list has the keys again."""
        self.rows.focus()

    def came_back(self, kind: str, record_id: int) -> None:
        """The cursor goes to a row that was not in the list and is again."""
        if kind == self.KIND and record_id not in self.rows.ids():
            self.rows.select(record_id)

    # Loading

    def load(self) -> None:
        """The first view on the first visit; afterwards the same query again."""
        self.tick()
        if self.view.name:
            self.rows.reload()
            self.follow()
        elif self._wanted_query is None:
            # Before the others are known: its rows belong into the first picture.
            self.show_view(self.desk.lists.built_in_views(self.KIND)[0])
            self.set_timer(PICTURE_FIRST, self._read_views)
            return
        self._read_views()

    def _read_views(self) -> None:
        self.run_service(self.desk.lists.views, self.KIND, then=self._take_views, group="views")

    def show_query(self, query: str) -> None:
        """Show what `query` means: the view that has it, else a view of its own."""
        self._wanted_query = query
        if self.views:
            self._take_views(self.views)

    def _take_views(self, views: list[View]) -> None:
        self.views = views
        wanted, self._wanted_query = self._wanted_query, None
        if wanted is not None:
            known = next((view for view in views if view.query == wanted), None)
            self.show_view(known or View(None, self.KIND, wanted, wanted))
        else:
            self._draw_line()

    def show_view(self, view: View) -> None:
        """Show a view from its beginning; what was turned round in the one before is not here."""
        self.is_reversed = self.is_reversed and view == self.view
        self.view = view
        if self._filter is not None:
            self._filter.put("")
        self.show_list()

    def show_list(self) -> None:
        """Show view, filter and order as they are now."""
        self.rows.show(
            ListSource(self.desk, self.KIND, self.full_query, self.order, self.is_reversed, self.is_grouped)
        )
        self._draw_line()

    def tick(self) -> None:
        """Draw with this moment."""
        if self.desk_app.is_desk_open:
            self.rows.set_context(self.moment._replace(sought=self._sought))

    def follow(self) -> None:
        """Show more of the row under the cursor."""

    @on(RowList.RowHighlighted)
    def _follow_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(FOLLOW_PAUSE, self._follow_now)

    def _follow_now(self) -> None:
        self.follow()
        self._look_where()

    # What was looked for

    @on(RowList.CountChanged)
    def _mark_words(self) -> None:
        """Underline the words of the filter in the rows that it found."""
        words = self.desk.lists.words_sought(self.KIND, self.filtered) if self.filtered else ()
        if words != self._sought:
            self._sought = words
            self.tick()
        self._look_where()

    def _look_where(self) -> None:
        """Where the row under the cursor has the words, if its title does not show them."""
        record_id = self.rows.cursor_id
        if self._sought and record_id is not None:
            self.run_service(
                self.desk.search.where,
                self.KIND,
                record_id,
                self._sought,
                then=self._take_where,
                failed=lambda _gone: self._take_where(None),
                group="where",
            )
        elif self._where is not None:
            self._take_where(None)

    def _take_where(self, where: "Excerpt | None") -> None:
        self._where = where
        self._draw_line()

    def _where_parts(self) -> list[tuple[str, str]]:
        """The piece of text with what was found in it underlined."""
        if self._where is None:
            return []
        parts, at = [("   ", "")], 0
        for start, end in self._where.marks:
            parts += [(self._where.text[at:start], ""), (self._where.text[start:end], "underline $text")]
            at = end
        return [*parts, (self._where.text[at:], "")]

    def _query_fault(self, text: str) -> str | None:
        return self.desk.lists.fault(self.KIND, text)

    # The line above the list

    @on(RowList.CountChanged)
    def _draw_line(self) -> None:
        self.write_line()
        self.list_has_changed()

    def list_has_changed(self) -> None:
        """The list, its length or the views are others than before."""

    def write_line(self) -> None:
        """Say which view is shown, and what of it."""
        rows = self.rows
        count = f"{rows.count}" if rows.exact else f"{rows.count}+"
        if self.desk_app.gone and not rows.count:
            # Nothing could be asked: that there is none would be a lie.
            count = "?"
        place = next((n for n, view in enumerate(self.views, 1) if view == self.view), None)
        views = f"   {place}/{len(self.views)} [ ]" if place else "   [ ]"
        order = self.order or self.desk.lists.orders(self.KIND)[0]
        turns = f"{_('whose turn')}{_(', ')}" if self.is_grouped else ""
        backwards = f" ({_('reversed')})" if self.is_reversed else ""
        self.query_one("#list-line", Static).update(
            styled(
                (plain(self.view.name), "bold $text"),
                (f"  {count}", "$text-accent"),
                *self.facts(),
                (views, ""),
                (f"   {before_value(_('order'))}{turns}{_(ORDER_NAMES[order])}{backwards}", ""),
                (f"   /{self.filtered}" if self.filtered else "", "$text-accent"),
                *self._where_parts(),
            )
            if not self.remark
            else styled(
                (plain(self.view.name), "bold $text"),
                (f"  {count}", "$text-accent"),
                (f"   {plain(self.remark)}", "$text-warning"),
            )
        )

    @property
    def remark(self) -> str:
        """What must be known of the rows that are shown, in the place of the order and the filter."""
        return ""

    def facts(self) -> "Sequence[tuple[str, str]]":
        """What the line says of the list behind its count, in pieces with their style."""
        return ()

    @on(RowList.CountChanged)
    def _say_what_the_view_hides(self) -> None:
        """A filter may ask for what the view leaves out: an empty list alone would say that there is none."""
        rows, filtered = self.rows, self.filtered
        rows.why_empty = ""
        if not rows.exact or rows.count or not filtered:
            return
        words = _("Nothing here matches “{words}”. Esc takes the filter away.")
        rows.why_empty = words.format(words=brief(plain(filtered), SHOWN_OF_FILTER))
        rows.refresh()
        self.run_service(
            _elsewhere, self.desk, self.view, filtered, self.views, then=self._say_elsewhere, group="hidden"
        )

    def _say_elsewhere(self, elsewhere: tuple[int, View | None, list[str]]) -> None:
        count, other, near = elsewhere
        if self.rows.count:
            return
        if not count:
            if near:
                words = _("Nothing here matches “{words}”; near to it: {near}")
                self.rows.why_empty = words.format(
                    words=brief(plain(self.filtered), SHOWN_OF_FILTER), near=plain(_(", ").join(near))
                )
                self.rows.refresh()
            return
        where = _("[ ] show other views.")
        if other is not None:
            where = _("[ ] go to the view {view}.").format(view=other.name)
        words = ngettext(
            "The view {view} hides {count} that matches.", "The view {view} hides {count} that match.", count
        )
        self.rows.why_empty = f"{words.format(view=self.view.name, count=count)} {where}"
        self.rows.refresh()

    def on_filter_bar_typing(self, message: "FilterBar.Typing") -> None:
        """Its keys stand in the footer while it has them."""
        message.stop()
        self.status = message.words

    def on_filter_bar_changed(self, message: "FilterBar.Changed") -> None:
        """Show what the filter leaves."""
        message.stop()
        rows = self.rows
        if not self._is_filtered:
            self._was_at = rows.cursor_id
        self._is_filtered = bool(message.query)
        found_nothing = not rows.count
        self.show_list()
        if not message.query and found_nothing and self._was_at is not None:
            rows.select(self._was_at)

    # Actions

    async def action_list_filter(self) -> None:
        """Type a query."""
        (await self._make_filter()).open()

    async def _make_filter(self) -> "FilterBar":
        """The filter, ready to be typed into; with its field it is dearer to make than the list."""
        if self._filter is None:
            from servicedesk.tui.lists.filter_bar import FilterBar

            self._filter = FilterBar(check=self._query_fault)
            self._filter_mounting = self.mount(self._filter, after="#list-line")
        if self._filter_mounting is not None:
            await self._filter_mounting
        return self._filter

    @cached_property
    def acts(self) -> Acts:
        """From one saved view to another."""
        return {
            "list.next_view": partial(self._step_view, 1),
            "list.previous_view": partial(self._step_view, -1),
        }

    def _step_view(self, step: int) -> None:
        if self.views:
            place = self.views.index(self.view) + step if self.view in self.views else 0
            self.show_view(self.views[place % len(self.views)])

    def action_list_views(self) -> None:
        """Choose among all views, with their counts."""
        if self.views:
            self.view_counts.ask(self.views, self.view, self.show_view)

    def action_list_save_view(self) -> None:
        """Keep what is shown under a name."""
        query = self.full_query

        def save(name: str | None) -> None:
            if name:
                said = _("View saved.")
                self.change(self.desk.lists.save_view, self.KIND, name, query, said=said, then=self.show_view)

        from servicedesk.tui.forms.picker import NamePicker

        # One of the desk's own is replaced; the others stay as they are.
        own = [Choice(view.name, view.name, note=view.query) for view in self.views if view.id is not None]
        title = f"{before_value(_('Save this list as the view'))}{query}"
        self.app.push_screen(NamePicker(title, own, free=True), save)

    def action_list_order(self) -> None:
        """Choose the order."""
        orders = self.desk.lists.orders(self.KIND)
        choices = [
            Choice(name, _(ORDER_NAMES[name]), key=key, on=name == (self.order or orders[0]))
            for key, name in zip(KEYS, orders, strict=False)
        ]

        if self.desk.lists.groupings(self.KIND):
            key = KEYS[len(orders)]
            choices.append(Choice(GROUPED, _("in groups: whose turn it is"), key=key, on=self.is_grouped))

        def chosen(order: str | None) -> None:
            if order == GROUPED:
                self.is_grouped = not self.is_grouped
                self.show_list()
            elif order is not None:
                self.order, self.is_reversed = order, False
                self.show_list()

        choose(self.app, _("Order by"), choices, chosen)

    def action_list_reverse(self) -> None:
        """Turn the order round."""
        self.is_reversed = not self.is_reversed
        self.show_list()


def _elsewhere(
    desk: "Desk", view: View, filtered: str, views: Sequence[View]
) -> tuple[int, View | None, list[str]]:
    """How many the filter finds in no view at all, the first view that shows one of them, and near words."""
    kind = view.kind
    count = len(desk.lists.ids(kind, filtered)) if view.query else 0
    having = (view for view in views if count and desk.lists.ids(kind, f"{view.query} {filtered}", limit=1))
    if count:
        return count, next(having, None), []
    # Of the view itself, else of all that there are.
    near = desk.lists.near(kind, filtered, within=view.query) or desk.lists.near(kind, filtered)
    return 0, None, near
