"""What a Board is made of, and how its lines are drawn: figures, rules or frames, rows, plots."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from servicedesk.i18n import ngettext
from servicedesk.tui.base.glyphs import glyphs
from servicedesk.tui.base.safe import plain
from servicedesk.tui.lists.bars import sparkline
from servicedesk.tui.lists.list_columns import (
    GAP,
    KINDS,
    ListColumn,
    RenderContext,
    cell_pieces,
    fitted,
    placed,
)
from servicedesk.tui.today.large_digits import LINES, large

Entry = tuple[str, Any]
"""What stands under the cursor: its kind and its key."""
HEADING = "heading"
"""The kind of an entry that opens the whole list of a section."""
REVERSE = "reverse"
"""The ground under the cursor where no colour can be trusted; large digits, as pictures, are not reversed."""
GUTTER = 2
PLOTS_FROM = 116
"""Cells of a board from which on plots stand at the right of its sections."""

STYLES = {
    "": "",
    "muted": "$text-muted",
    "warning": "$text-warning",
    "error": "bold $text-error",
    "accent": "$text-accent",
    "strong": "bold",
}
Pieces = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its word; `kind` as in list_columns, and a sign that says the same without colour.

    `short` is said in place of the label where there is no room for all of them; `days` are the values of the
    last days, which stand beside it where there is room.
    """

    key: str
    number: str
    label: str
    kind: str = "strong"
    short: str = ""
    days: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows; `kind` and `key` of a row make its Entry.

    `shown` of the rows are in sight at a time; `count` is how many there are in words (`21`, `60+`): without
    it the heading does not say how many more there are.
    """

    kind: str
    heading: str
    columns: Sequence[ListColumn]
    rows: Sequence[Any] = ()
    note: str = ""
    empty: str = ""
    key: Callable[[Any], Any] = field(default=lambda row: row.id)
    shown: int = 1000
    count: str = ""


class Plot(NamedTuple):
    """A picture at the right of the sections: a title, and lines for a width and a height."""

    title: str
    note: str
    lines: Callable[[int, int], list[Pieces]]
    height: int = 0
    """Lines that it needs; 0 shares what is left."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a board shows; `welcome` are lines above the sections: a note, or how to begin."""

    heading: str = ""
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    context: RenderContext = field(default_factory=RenderContext)
    welcome: tuple[str, ...] = ()
    plots: tuple[Plot, ...] = ()
    plot_keys: str = ""
    """What the frame of the last plot says below."""


class Look(NamedTuple):
    """How a board is drawn: cells of its lines, whether in frames, whether with large figures; its lines."""

    width: int
    framed: bool = False
    large: bool = False
    height: int = 0

    @property
    def left(self) -> int:
        """Cells of the sections where plots stand beside them."""
        return self.width * 3 // 5 if self.has_room_for_plots else self.width

    @property
    def has_room_for_plots(self) -> bool:
        """Whether plots stand beside the sections."""
        return self.framed and self.width >= PLOTS_FROM

    @property
    def figure_lines(self) -> int:
        """Lines of the figures with their labels."""
        return LINES + 1 if self.large else 2

    @property
    def head(self) -> int:
        """Lines above the sections: the day, and the figures in their frame."""
        return self.figure_lines + (2 if self.framed else 1)

    @property
    def heading(self) -> int:
        """Lines of a section beside its rows."""
        return 2 if self.framed else 1

    @property
    def inner(self) -> int:
        """Cells within the frame of the figures."""
        return self.width - 4 if self.framed else self.width


def figure_widths(figures: Sequence[Figure], look: Look) -> list[int]:
    """Each figure has room for its words and an even share of the rest; all alike where that is short."""
    needed = [
        _figure_cells(one, label, look) for one, label in zip(figures, labels(figures, look), strict=True)
    ]
    spare = look.inner - sum(needed)
    if spare < 0:
        return [look.inner // len(figures)] * len(figures)
    return [width + spare // len(needed) for width in needed]


def labels(figures: Sequence[Figure], look: Look) -> list[str]:
    """What the figures are called: the last ones in short until all of them have room."""
    found = [figure.label for figure in figures]
    for place in reversed(range(len(found))):
        if (
            sum(_figure_cells(one, label, look) for one, label in zip(figures, found, strict=True))
            <= look.inner
        ):
            break
        found[place] = figures[place].short or found[place]
    return found


def _number_lines(figure: Figure, look: Look) -> tuple[str, ...]:
    return (look.large and large(figure.number)) or (figure.number,)


def _figure_cells(figure: Figure, label: str, look: Look) -> int:
    """The cells of a figure called `label`, with the pointer before it and blanks behind."""
    return max(GUTTER + cell_len(_number_lines(figure, look)[0]) + 1, cell_len(label) + GUTTER + 1)


class Drawing:
    """One picture of a board: its lines, and on which of them each entry stands (None: out of sight)."""

    def __init__(
        self, shown: Shown, look: Look, entry: Entry | None, ground: str, tops: dict[str, int]
    ) -> None:
        """`ground`: style under the cursor, empty without keys; `tops`: first row in sight by section."""
        self.lines: list[Content] = []
        self.places: list[int | None] = []
        self._shown, self._look, self._entry, self._ground, self._tops = shown, look, entry, ground, tops
        self._width = look.left if shown.plots else look.width
        self._draw_figures()
        self.lines += [Content(plain(line)) for line in shown.welcome]
        top = len(self.lines)
        for section in shown.sections:
            self._draw_section(section)
        if shown.plots and look.left < look.width:
            self._draw_plots(top)

    # Figures

    def _draw_figures(self) -> None:
        shown, look = self._shown, self._look
        if not shown.figures:
            self.lines.append(Content.assemble((fitted(shown.heading, look.width), "$text-muted")))
            return
        lit = self._entry is not None and self._entry[0] == "figure" and bool(self._ground)
        heading: Pieces = [(shown.heading, "bold $text-primary" if lit else "bold")]
        if look.framed:
            self.lines.append(self._edge(heading, [], look.width, lit=lit))
        else:
            self.lines.append(Content.assemble((fitted(shown.heading, look.width), "$text-muted")))
        self.places += [len(self.lines)] * len(shown.figures)
        rows: list[Pieces] = [[] for _line in range(look.figure_lines)]
        widths = figure_widths(shown.figures, look)
        for figure, label, width in zip(shown.figures, labels(shown.figures, look), widths, strict=True):
            for row, pieces in zip(rows, self._figure(figure, label, width), strict=True):
                row.extend(pieces)
        for row in rows:
            cells = sum(cell_len(text) for text, _style in row)
            whole = [*row, (" " * max(0, look.inner - cells), "")]
            self.lines.append(self._framed(whole, lit=lit) if look.framed else Content.assemble(*whole))
        if look.framed:
            self.lines.append(self._foot(look.width, lit=lit))

    def _figure(self, figure: Figure, label: str, width: int) -> Iterator[Pieces]:
        """The lines of a figure, the label last, each `width` cells."""
        look = self._look
        at_cursor = self._entry == ("figure", figure.key)
        ground = self._ground if at_cursor else ""
        sign, pointer_style = (f"{glyphs().pointer} ", "bold $text-accent") if at_cursor else ("  ", "")
        on_label = (sign, f"{pointer_style} {ground}".strip() if ground else "")
        words_style = f"$text-muted {ground}".strip()
        if ground == REVERSE and look.large:
            ground = ""
        style = f"{STYLES[figure.kind]} {ground}".strip()
        pointer = (sign, f"{pointer_style} {ground}".strip() if self._ground and at_cursor else "")
        lines = _number_lines(figure, look)
        lit = min(width - 1, max(cell_len(lines[0]), cell_len(label)) + GUTTER + 1)
        if look.large and len(lines) == 1:
            lines = ("", "", lines[0])
        for place, line in enumerate(lines):
            shown = fitted(line, lit - GUTTER)
            pieces = [pointer, (shown, style)]
            days = sparkline(figure.days) if place == len(lines) - 1 and look.large else ""
            room = width - GUTTER - cell_len(line) - 2
            if days and room >= 4:
                few = sparkline(figure.days[-room:])
                tail = f"{line} {few}"
                pieces = [pointer, (f"{line} ", style), (few, f"$text-muted {ground}".strip())]
                pieces.append((" " * max(0, lit - GUTTER - cell_len(tail)), ground))
            cells = sum(cell_len(text) for text, _style in pieces)
            yield [*pieces, (" " * max(0, width - cells), "")]
        words = fitted(label, lit - GUTTER)
        pieces = [on_label, (words, words_style)]
        yield [*pieces, (" " * max(0, width - lit), "")]

    # Sections

    def _draw_section(self, section: Section) -> None:
        width = self._width
        rows, top = section.rows, self._top(section)
        seen = rows[top : top + section.shown]
        more = int(section.count.rstrip("+")) - len(seen) if section.count else 0
        at_heading = self._entry == (HEADING, section.kind)
        here = self._entry is not None and self._entry[0] == section.kind
        lit = (here or at_heading) and bool(self._ground)
        self.places.append(len(self.lines))
        self.lines.append(self._section_heading(section, more, at_heading=at_heading, lit=lit))
        inner = width - 4 if self._look.framed else width
        if not rows:
            empty: Pieces = [(fitted(f"  {plain(section.empty)}", inner), "$text-muted")]
            self.lines.append(self._framed(empty, lit=lit) if self._look.framed else Content.assemble(*empty))
        layout = placed(section.columns, inner - GUTTER)
        for place, row in enumerate(rows):
            if not top <= place < top + section.shown:
                self.places.append(None)
                continue
            self.places.append(len(self.lines))
            pieces = self._row(layout, row, at_cursor=self._entry == (section.kind, section.key(row)))
            cells = sum(cell_len(text) for text, _style in pieces)
            pieces.append((" " * max(0, inner - cells), pieces[0][1]))
            self.lines.append(
                self._framed(pieces, lit=lit) if self._look.framed else Content.assemble(*pieces)
            )
        if self._look.framed:
            self.lines.append(self._foot(width, lit=lit))

    def _top(self, section: Section) -> int:
        """The first row in sight: that under the cursor is among them."""
        top = self._tops.get(section.kind, 0)
        if self._entry is not None and self._entry[0] == section.kind:
            keys = [section.key(row) for row in section.rows]
            place = keys.index(self._entry[1]) if self._entry[1] in keys else 0
            top = min(max(top, place - section.shown + 1), place)
        top = max(0, min(top, len(section.rows) - section.shown))
        self._tops[section.kind] = top
        return top

    def _section_heading(self, section: Section, more: int, *, at_heading: bool, lit: bool) -> Content:
        ground = self._ground if at_heading else ""
        # Only where the keys go is the title in the colour of that.
        style = "bold $text-primary" if lit else "bold"
        title: Pieces = [(section.heading, f"{style} {ground}".strip())]
        if at_heading:
            title.insert(0, (f"{glyphs().pointer} ", f"bold $text-accent {ground}".strip()))
        if section.count:
            title.append((f" {section.count}", f"$text-accent {ground}".strip()))
        if section.note:
            title.append((f"  {section.note}", f"bold $text-error {ground}".strip()))
        shown = f"{more}+" if section.count.endswith("+") else f"{more}"
        words = ngettext("{count} more", "{count} more", more).format(count=shown) if more > 0 else ""
        right: Pieces = [(words, "$text-muted")] if words else []
        return self._edge(title, right, self._width, lit=lit)

    def _row(self, layout: Sequence[tuple[ListColumn, int]], row: Any, *, at_cursor: bool) -> Pieces:
        ground = self._ground if at_cursor else ""
        pieces: Pieces = [(f"{glyphs().pointer} " if at_cursor else "  ", ground)]
        for place, (column, width) in enumerate(layout):
            if place:
                pieces.append((" " * GAP, ground))
            for text, kind in cell_pieces(column.render(row, self._shown.context), width, column.align):
                style = STYLES[kind] if kind in KINDS else ""
                pieces.append((text, f"{style} {ground}".strip()))
        return pieces

    # Plots

    def _draw_plots(self, top: int) -> None:
        """Put the plots at the right of the lines from `top` on."""
        plots, width = self._shown.plots, self._look.width - self._width
        # Where the sections are short the plots still have the window.
        room = max(len(self.lines), self._look.height) - top
        fixed = sum(plot.height + 2 for plot in plots if plot.height)
        sharing = [plot for plot in plots if not plot.height]
        share = max(5, (room - fixed) // max(1, len(sharing)))
        right: list[Content] = []
        for plot in plots:
            height = plot.height or share - 2
            title: Pieces = [(plot.title, "bold")]
            if plot.note:
                title.append((f"  {plot.note}", "$text-muted"))
            right.append(self._edge(title, [], width, lit=False))
            drawn = plot.lines(width - 4, height)[:height]
            drawn += [[]] * (height - len(drawn))
            right += [self._framed(cell_pieces(line, width - 4, "left"), lit=False) for line in drawn]
            right.append(self._foot(width, self._shown.plot_keys if plot is plots[-1] else "", lit=False))
        for place in range(max(room, len(right))):
            if top + place >= len(self.lines):
                self.lines.append(Content(" " * self._width))
            if place < len(right):
                self.lines[top + place] += right[place]

    # Lines of a frame

    def _edge(self, title: Pieces, right: Pieces, width: int, *, lit: bool) -> Content:
        """A rule with a title at its left and a few words at its right; in frames with its corners."""
        line = "$border" if lit else "$border-blurred"
        rule = glyphs().rule
        first, last = (glyphs().frame[0], glyphs().frame[1]) if self._look.framed else (rule, rule)
        room = width - 6 - (sum(cell_len(text) for text, _style in right) + 2 if right else 0)
        pieces = cell_pieces([(plain(text), style) for text, style in title], room, "left")
        while pieces and not pieces[-1][0].strip() and not pieces[-1][1]:
            pieces.pop()
        used = sum(cell_len(text) for text, _style in pieces)
        tail: Pieces = [(" ", ""), *right, (" ", "")] if right else []
        fill = width - 4 - used - sum(cell_len(text) for text, _style in tail) - 2
        return Content.assemble(
            (f"{first}{rule}", line),
            " ",
            *pieces,
            " ",
            (rule * max(0, fill), line),
            *tail,
            (f"{rule}{last}", line),
        )

    def _foot(self, width: int, words: str = "", *, lit: bool) -> Content:
        line, rule = "$border" if lit else "$border-blurred", glyphs().rule
        left, right = glyphs().frame[2], glyphs().frame[3]
        if not words:
            return Content.assemble((f"{left}{rule * (width - 2)}{right}", line))
        fill = rule * max(0, width - 5 - cell_len(words))
        return Content.assemble(
            (f"{left}{fill}", line), (f" {plain(words)} ", "$text-muted"), (f"{rule}{right}", line)
        )

    def _framed(self, pieces: Pieces, *, lit: bool) -> Content:
        side = (glyphs().frame[4], "$border" if lit else "$border-blurred")
        return Content.assemble(side, " ", *pieces, " ", side)
