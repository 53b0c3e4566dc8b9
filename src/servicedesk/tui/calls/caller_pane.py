"""CallerPane: who may be calling, and what is known of the one in sight. It shows and never takes the focus.

While somebody types in "Who" it lists candidates, one of them pointed at; below stand the banner, the open
cases and the last call of that one. Once a caller is taken the list goes and these have the room.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from servicedesk.domain.date_format import format_near, format_since, format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.wording import listed, value_label
from servicedesk.i18n import _, ngettext, pgettext
from servicedesk.tui.base.glyphs import BLOCKS, glyphs
from servicedesk.tui.base.safe import block, plain
from servicedesk.tui.lists.list_columns import cell_pieces, fitted, wrapped

FIRST_CASE_DIGIT = 5
"""The digits before it choose a kind; from it on they stand for the caller's open cases."""

FACT_LINES = 4
"""Lines kept free below the candidates for what is known of the one pointed at."""

HIGH = 18
"""Lines of the pane from which on it also tells what to ask and which cases are over."""

_MOST_PHONE = 17
_MOST_TIER = 6
"""Characters of a number and of a tier beside a name."""

Line = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Glance:
    """What must be known of a caller before a word is said."""

    customer: CustomerRow
    cases: tuple[CaseRow, ...]
    calls: tuple[CallRow, ...]
    note: str = ""
    ended: tuple[CaseRow, ...] = ()
    """Cases that are over, newest first."""
    to_ask: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The steps of a new case, by its kind."""
    lacks: tuple[str, ...] = ()
    """What the card does not say and one asks for, in words."""


@dataclass(frozen=True, slots=True)
class Moment:
    """By which the pane tells times; `shown_phone` masks numbers where the desk wants it.

    `case_key` makes the call one about an open case.
    """

    now: datetime
    zone: tzinfo
    shown_phone: Callable[[str], str] = plain
    case_key: str = ""


class CallerPane(Widget):
    """The right side of the call form."""

    DEFAULT_CSS = """
    CallerPane { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the name that Textual gives it
        """Empty until something is looked up."""
        super().__init__(id=id)
        self.candidates: tuple[CustomerRow, ...] = ()
        self.place = 0
        self.is_moved = False
        """Whether the pointer was moved to where it is."""
        self.glance: Glance | None = None
        self.taken = False
        self.hint = self.heading = ""
        self.moment: Moment | None = None
        self._kind = ""

    def ask_for(self, kind: str) -> None:
        """A save would open a case of this kind, none if it is empty: what is to be asked for it."""
        if kind != self._kind:
            self._kind = kind
            self.refresh()

    @property
    def pointed_at(self) -> CustomerRow | None:
        """The candidate that Enter takes."""
        return self.candidates[self.place] if 0 <= self.place < len(self.candidates) else None

    def show(
        self,
        candidates: Sequence[CustomerRow],
        glance: Glance | None,
        *,
        moment: Moment,
        hint: str = "",
        heading: str = "",
    ) -> None:
        """Show whom the typed words may mean; the pointer stays on its customer while that is listed.

        Else it is on the first; with a `heading`, which says that they are others, on none before a key does.
        """
        before = self.pointed_at
        self.candidates = tuple(candidates)
        places = [i for i, row in enumerate(self.candidates) if before is not None and row.id == before.id]
        self.place = places[0] if places else -1 if heading else 0
        self.is_moved = self.is_moved and bool(places)
        self.taken = False
        self.glance, self.hint, self.heading, self.moment = glance, hint, heading, moment
        self.refresh()

    def show_taken(self, glance: Glance, *, moment: Moment) -> None:
        """Show the caller that was taken."""
        self.candidates, self.place, self.hint, self.is_moved = (), 0, "", False
        self.taken = True
        self.glance, self.moment = glance, moment
        self.refresh()

    def show_glance(self, glance: Glance | None) -> None:
        """What is known of the candidate pointed at has arrived."""
        self.glance = glance
        self.refresh()

    def step(self, step: int) -> CustomerRow | None:
        """Point at another candidate; return it."""
        if self.candidates:
            self.place = max(0, min(self.place + step, len(self.candidates) - 1))
            self.is_moved = True
            pointed = self.pointed_at
            if self.glance is not None and pointed is not None and self.glance.customer.id != pointed.id:
                self.glance = None
            self.refresh()
        return self.pointed_at

    # Drawing

    def render(self) -> Content:
        """The lines that there is room for."""
        height, width = self.size.height, self.size.width
        if height <= 0 or width <= 0 or self.moment is None:
            return Content("")
        facts = self._facts(self.moment, width)
        lines: list[Line] = []
        if self.candidates:
            room = max(
                1,
                height - min(FACT_LINES, len(facts)) - sum(map(bool, (facts, self.hint, self.heading))),
            )
            if self.heading:
                lines.append([(self.heading, "$text-warning")])
            lines += self._candidate_lines(room, width)
        if self.hint:
            lines.append([(self.hint, "$text-muted")])
        if facts:
            if lines:
                lines.append([])
            lines += facts
        return Content("\n").join(_content(line, width) for line in lines[:height])

    def _candidate_lines(self, room: int, width: int) -> list[Line]:
        top = max(0, min(self.place - room + 1, len(self.candidates) - room))
        assert self.moment is not None  # noqa: S101 - render() has looked
        rows = self.candidates[top : top + room]
        cells = _CandidateCells.fitting(rows, self.moment)
        return [
            _candidate_line(row, cells, top + offset == self.place, width) for offset, row in enumerate(rows)
        ]

    def _facts(self, moment: Moment, width: int) -> list[Line]:
        if self.glance is None:
            return []
        customer = self.glance.customer
        lines: list[Line] = []
        if self.taken:
            tier = value_label("customer", "tier", customer.tier) if customer.tier else ""
            lines.append(_spaced([(customer.name, "bold"), (tier, "$text-accent")]))
            lines.append(
                _spaced(
                    [(moment.shown_phone(customer.phone), ""), (customer.company, ""), (customer.region, "")]
                )
            )
        if customer.banner:
            lines += _banner_lines(customer.banner, width, 3 if self.taken else 1)
        is_high = self.size.height >= HIGH
        if self.taken and self.glance.note:
            lines += note_lines(self.glance.note, width, 4 if is_high else 1)
        lines += self._case_lines(moment)
        if not self.taken:
            return lines + [_call_line(call, moment) for call in self.glance.calls[:1]]
        if is_high:
            lines += self._question_lines(width)
            if self.glance.ended:
                lines.append(_title(_("Cases that are over"), width))
                lines += [_ended_line(case, moment) for case in self.glance.ended]
        if self.glance.calls:
            lines.append(_title(_("Earlier calls"), width))
            lines += _earlier_lines(self.glance.calls, moment)
        else:
            lines.append([(_("no call before this one"), "$text-muted")])
        return [line for line in lines if line]

    def _question_lines(self, width: int) -> list[Line]:
        """The checklist of the case that would be opened, and what the card lacks."""
        assert self.glance is not None  # noqa: S101 - the caller has looked
        steps = list(self.glance.to_ask.get(self._kind, ()))
        if self.glance.lacks:
            lacks = listed(self.glance.lacks)
            steps.append(_("{fields}: not on the card yet").format(fields=lacks))
        box = "☐ " if glyphs() is BLOCKS else "- "
        title = _title(_("To ask and to do"), width)
        return [title, *([(box, "$text-muted"), (step, "")] for step in steps)] if steps else []

    def _case_lines(self, moment: Moment) -> list[Line]:
        assert self.glance is not None  # noqa: S101 - the caller has looked
        cases = self.glance.cases
        if not cases:
            return [[(_("no open case"), "$text-muted")]] if self.taken else []
        more = max(self.glance.customer.open_cases, len(cases)) - 1
        if more:
            text = ngettext(
                "! already open: {number} and {count} more: {key}",
                "! already open: {number} and {count} more: {key}",
                more,
            )
        else:
            text = _("! already open: {number} – about it? {key}")
        number = format_number("case", cases[0].id)
        words = text.format(number=number, count=more, key=moment.case_key)
        lines: list[Line] = [[(words, "bold $text-warning")]] if self.taken else []
        for place, case in enumerate(cases):
            digit = FIRST_CASE_DIGIT + place
            sign = f"{digit} " if self.taken and digit <= 9 else "  "
            state = value_label("case", "state", case.state)
            age = format_since(case.received_at, moment.now, moment.zone)
            lines.append(
                [
                    (sign, "bold $text-accent"),
                    (f"{format_number('case', case.id)} ", "bold"),
                    (f"{state} {age}  ", "$text-warning"),
                    (case.subject, ""),
                ]
            )
        return lines


@dataclass(frozen=True, slots=True)
class _CandidateCells:
    """What stands beside the names, and how wide: no wider than these candidates need."""

    beside: dict[int, tuple[str, str, str]]
    widths: tuple[int, ...]

    @classmethod
    def fitting(cls, rows: Sequence[CustomerRow], moment: Moment) -> "_CandidateCells":
        beside = {
            row.id: (
                _tier_word(row)[:_MOST_TIER],
                moment.shown_phone(row.phone)[:_MOST_PHONE],
                _open_word(row),
            )
            for row in rows
        }
        return cls(beside, tuple(max(map(cell_len, texts)) for texts in zip(*beside.values(), strict=True)))


def _tier_word(row: CustomerRow) -> str:
    if row.tier == "new":
        return pgettext("tier", "new")
    return "" if row.tier in {"", "ordinary"} else value_label("customer", "tier", row.tier)


def _open_word(row: CustomerRow) -> str:
    count = ngettext("{count} open", "{count} open", row.open_cases).format(count=row.open_cases)
    return count if row.open_cases else ""


def _candidate_line(row: CustomerRow, cells: _CandidateCells, pointed: bool, width: int) -> Line:
    shown = [(text, size) for text, size in zip(cells.beside[row.id], cells.widths, strict=True) if size]
    name_cells = max(4, width - 2 - sum(size + 1 for _text, size in shown))
    name = row.name if not row.company or row.company == row.name else f"{row.name} · {row.company}"
    words = " ".join([fitted(name, name_cells), *(fitted(text, size) for text, size in shown)])
    return [(("> " if pointed else "  ") + words, "reverse" if pointed else "")]


def _banner_lines(banner: str, width: int, limit: int) -> list[Line]:
    """The must-read words, wrapped between words; what does not fit ends with dots."""
    words = plain(" ".join(block(banner).split()))
    room = max(8, width - 2)
    lines = wrapped(words, room)
    shown = lines[:limit]
    if len(lines) > limit:
        shown[-1] = set_cell_size(shown[-1], room - 3).rstrip() + "..."
    return [
        [("! " if not place else "  ", "bold $text-error"), (text, "bold $text-error")]
        for place, text in enumerate(shown)
    ]


def note_lines(note: str, width: int, limit: int) -> list[Line]:
    """What a card notes, wrapped between words; what does not fit ends in an ellipsis."""
    words = plain(" ".join(block(note).split()))
    shown = wrapped(words, max(8, width))
    if len(shown) > limit:
        shown = [*shown[: limit - 1], fitted(" ".join(shown[limit - 1 :]), width)]
    return [[(line, "")] for line in shown]


def _ended_line(case: CaseRow, moment: Moment) -> Line:
    age = format_since(case.received_at, moment.now, moment.zone)
    state = value_label("case", "state", case.state)
    return [
        (f"  {format_number('case', case.id)} ", "$text-muted"),
        (f"{state} {age}  ", "$text-muted"),
        (case.subject, ""),
    ]


def _call_line(call: CallRow, moment: Moment) -> Line:
    when = format_when(call.rang_at, moment.now, moment.zone)
    last = _("last: {when}").format(when=when)
    return [(f"{last}  ", "$text-muted"), (plain(call.summary), "")]


def _earlier_lines(calls: Sequence[CallRow], moment: Moment) -> list[Line]:
    """When they called before, in a column, and what about."""
    whens = [format_near(call.rang_at, moment.now, moment.zone) for call in calls]
    cells = max(map(cell_len, whens))
    return [
        [(f"{set_cell_size(when, cells)}  ", "$text-muted"), (plain(call.summary), "")]
        for when, call in zip(whens, calls, strict=True)
    ]


def _title(words: str, width: int) -> Line:
    """What the lines below are, on a rule across the pane."""
    rule = glyphs().rule
    left = max(0, width - cell_len(words) - 4)
    return [(f"{rule * 2} ", "$text-muted"), (words, "bold $text-muted"), (f" {rule * left}", "$text-muted")]


def _spaced(parts: Line) -> Line:
    """The parts that say something, two blanks between."""
    kept = [(text, style) for text, style in parts if text]
    return [piece for part in kept for piece in (part, ("  ", ""))][:-1]


def _content(line: Line, width: int) -> Content:
    """One line cut to the width, so that nothing wraps."""
    return Content.assemble(*cell_pieces(line, width, "left"))
