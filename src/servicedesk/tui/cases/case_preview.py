"""CasePreview: one case in short beside the queue, with its whole history, newest line first.

Where there is room, what it is about and how far it is stand side by side (`CaseSide`): what it lacks to be
closed, what is promised, where it is. Else all of it is one text.

What it says is put into words in the thread that read the case (`preview_of`): only drawing is left to the
event loop, and of a long history only what is in sight.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from servicedesk.domain.case_states import NEXT_STEPS
from servicedesk.domain.date_format import format_since
from servicedesk.domain.labels import signed
from servicedesk.domain.wording import before_value, field_label, value_label
from servicedesk.domain.words.cases import CASE_KINDS, CASE_STATES, PRIORITIES
from servicedesk.i18n import _, ngettext
from servicedesk.keys.actions import Keys
from servicedesk.tui.base.safe import block, plain
from servicedesk.tui.cases.history_lines import (
    ACCENT,
    LONGEST_TEXT,
    MUTED,
    STRONG,
    WARNING,
    Piece,
    history_line,
    history_paragraphs,
    hung,
    joined,
)
from servicedesk.tui.cases.long_text import Hanging, LongText, Paragraph
from servicedesk.tui.cases.preview_parts import (
    Moment,
    Named,
    clock_lines,
    followup_lines,
    gate_lines,
    in_columns,
    lacking_line,
    moment_of,
    standing_lines,
)
from servicedesk.tui.cases.step_keys import STEP_ACTIONS
from servicedesk.tui.front import front_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from servicedesk.domain.rows.dossiers import Dossier
    from servicedesk.services.clocks import CaseOverview
    from servicedesk.services.desk import Desk

LONGEST_NEWEST = 120
"""Characters of the newest line of the history beside the head of the case."""


class Preview(NamedTuple):
    """A case ready to be drawn, its history in sentences; `in_fields` adds what each of them changed."""

    seen: "CaseOverview"
    whole: list[Paragraph]
    """All but the history, in one text."""
    main: list[Paragraph]
    side: list[Paragraph]
    """The same in two."""
    history: list[Paragraph]
    in_fields: "Callable[[], list[Paragraph]]"

    @property
    def dossier(self) -> "Dossier":
        """The case."""
        return self.seen.dossier


def preview_of(desk: "Desk", case_id: int, keys: Keys | None = None) -> Preview:
    """Read a case and put it into words; NotFoundError if there is none."""
    seen, moment = desk.clocks.overview(case_id), moment_of(desk, keys)
    history = partial(history_paragraphs, seen.dossier.history[::-1], moment.now, moment.zone)
    return Preview(
        seen,
        list(_whole(seen, moment)),
        list(_main(seen, moment)),
        list(_side(seen, moment)),
        [*history()],
        lambda: [*history(with_fields=True)],
    )


class ReadPane(LongText):
    """A text that is read with the keys of a list."""

    DEFAULT_CSS = """
    ReadPane:focus { background: $boost; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "step(1)", ""),
        ("k", "step(-1)", ""),
        ("g", "edge(-1)", ""),
        ("G", "edge(1)", ""),
        ("ctrl+d", "half(1)", ""),
        ("ctrl+u", "half(-1)", ""),
    ]

    class Reading(Message):
        """It has the keys now, or no more."""

        def __init__(self, begins: bool) -> None:
            super().__init__()
            self.begins = begins

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the name that Textual gives it
        """Nothing is shown yet."""
        super().__init__(id=id)
        self._has_said = False

    def on_focus(self) -> None:
        """The keys are the reader's."""
        self._has_said = False
        self.post_message(self.Reading(begins=True))

    def on_blur(self) -> None:
        """They are the list's again."""
        self.post_message(self.Reading(begins=False))

    def action_step(self, lines: int) -> None:
        """Scroll."""
        if self._can_scroll():
            self.scroll_relative(y=lines, animate=False)

    def action_half(self, pages: int) -> None:
        """Scroll half of what is in sight."""
        self.action_step(pages * max(1, self.size.height // 2))

    def action_edge(self, end: int) -> None:
        """To the beginning or the end."""
        if not self._can_scroll():
            return
        if end > 0:
            self.action_scroll_end()
        else:
            self.scroll_home(animate=False)

    def _can_scroll(self) -> bool:
        """Whether there is more than is in sight; says once that there is not."""
        if self.max_scroll_y > 0:
            return True
        if not self._has_said:
            self._has_said = True
            front_of(self.app).say(_("The whole case is in sight. J and K go to another, Esc to the list."))
        return False


class CaseSide(ReadPane):
    """How far the case is; empty until `put` is called."""


class CasePreview(ReadPane):
    """The preview; empty until `show` is called."""

    BINDINGS: ClassVar[list[BindingType]] = [("o", "fields", "")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the name that Textual gives it
        """Nothing is shown yet, and all of it in one text."""
        super().__init__(id=id)
        self._with_fields = self._is_parted = False
        self._preview: Preview | None = None

    @property
    def dossier(self) -> "Dossier | None":
        """The case that is shown."""
        return None if self._preview is None else self._preview.dossier

    def show(self, preview: Preview | None) -> None:
        """Draw a case, or nothing; another case begins at the top."""
        before, self._preview = self.dossier, preview
        is_another = before is None or self.dossier is None or before.case.row.id != self.dossier.case.row.id
        self._put(from_top=is_another)

    def part(self, *, is_parted: bool) -> None:
        """Whether a CaseSide beside it has half of the text."""
        if is_parted != self._is_parted:
            self._is_parted = is_parted
            self._put(from_top=True)

    def _put(self, *, from_top: bool) -> None:
        found: list[Paragraph] = []
        if (seen := self._preview) is not None:
            history = seen.in_fields() if self._with_fields else seen.history
            found = [*(seen.main if self._is_parted else seen.whole), Content(""), *history]
        self.put(found, from_top=from_top)

    def action_fields(self) -> None:
        """Every field that changed, below each line of the history, or the sentences alone again."""
        self._with_fields = not self._with_fields
        self._put(from_top=False)


def _whole(seen: "CaseOverview", moment: Moment) -> Iterator[Paragraph]:
    dossier = seen.dossier
    yield from _head(dossier, moment)
    yield from _newest(dossier, moment)
    yield from lacking_line(seen, moment)
    clocks = list(clock_lines(seen, moment, in_lines=False))
    # Their bars begin in one cell, so that they can be compared.
    cells = max((cell_len(before_value(line.name)) for line in clocks if isinstance(line, Named)), default=0)
    for line in clocks:
        yield line.in_line(cells) if isinstance(line, Named) else line
    for line in standing_lines(seen, moment):
        yield line.in_line() if isinstance(line, Named) else line
    yield _times(dossier, moment)
    yield from _texts(dossier)
    for followup in followup_lines(dossier, moment):
        yield followup.in_line()


def _main(seen: "CaseOverview", moment: Moment) -> Iterator[Paragraph]:
    dossier = seen.dossier
    yield from _head(dossier, moment)
    yield Content("")
    yield from in_columns(clock_lines(seen, moment, in_lines=True))
    yield _times(dossier, moment)
    yield from _texts(dossier)


def _side(seen: "CaseOverview", moment: Moment) -> Iterator[Paragraph]:
    if seen.gates:
        yield from gate_lines(seen, moment)
        yield Content("")
    yield from in_columns([*standing_lines(seen, moment), *followup_lines(seen.dossier, moment)])


def _head(dossier: "Dossier", moment: Moment) -> Iterator[Paragraph]:
    yield from _customer_lines(dossier, moment)
    yield joined(*_state_pieces(dossier, moment))
    if labels := dossier.case.row.labels:
        yield joined((plain(" ".join(map(signed, labels))), ACCENT))


def _texts(dossier: "Dossier") -> Iterator[Paragraph]:
    for name in ("description", "remedy_wanted", "facts", "result", "told_words", "lesson"):
        if text := dossier.case.fields[name]:
            yield Content("")
            yield hung((before_value(field_label(name, "case")), MUTED), (block(text[:LONGEST_TEXT]), ""))


def _newest(dossier: "Dossier", moment: Moment) -> Iterator[Paragraph]:
    """What happened last, in short: in a low window the history itself is below the fold."""
    if len(dossier.history) < 2:
        return
    line = dossier.history[-1]
    short = replace(line, text=line.text.partition("\n")[0][:LONGEST_NEWEST])
    label = joined((before_value(_("latest")), MUTED))
    yield Hanging(label, history_line(short, moment.now, moment.zone))


def _customer_lines(dossier: "Dossier", moment: Moment) -> Iterator[Paragraph]:
    card = dossier.customer
    if card is None:
        return
    phones = "  ".join(plain(moment.shown_phone(phone.raw)) for phone in card.phones[:2])
    tier = value_label("customer", "tier", card.fields["tier"]) if card.fields["tier"] else ""
    yield joined((plain(card.name), STRONG), (f"  {phones}", ""), (f"  {plain(tier)}", ACCENT))
    if card.fields["banner"]:
        yield hung(("! ", WARNING), (plain(card.fields["banner"]), WARNING))
    others = card.open_cases - int(dossier.case.row.is_open)
    if others > 0:
        yield joined((_others(others), WARNING))


def _others(count: int) -> str:
    return ngettext("{count} other open case", "{count} other open cases", count).format(count=count)


def _state_pieces(dossier: "Dossier", moment: Moment) -> list[Piece]:
    row = dossier.case.row
    labels = (CASE_KINDS.labels[row.kind], PRIORITIES.labels[row.priority], CASE_STATES.labels[row.state])
    state = " · ".join(_(label) for label in labels)
    pieces: list[Piece] = [
        (state, ""),
        (f" · {plain(row.owner)}" if row.owner else f" · {_('nobody')}", "" if row.owner else MUTED),
    ]
    if dossier.case.fields["category"]:
        pieces.append((f" · {plain(dossier.case.fields['category'])}", MUTED))
    if step := NEXT_STEPS.get(row.state):
        pieces += [(f"   {_(step)}", MUTED), moment.key(*STEP_ACTIONS[row.state])]
    return pieces


def _times(dossier: "Dossier", moment: Moment) -> Content:
    row, fields = dossier.case.row, dossier.case.fields
    waited = (moment.now - row.received_at).total_seconds()
    age = f" · {format_since(row.received_at, moment.now, moment.zone)}" if waited >= 60 else ""
    parts = [_("received {when}").format(when=moment.words(row.received_at)) + age]
    if row.is_snoozed(moment.now) and row.snoozed_until is not None:
        parts.append(_("snoozed until {when}").format(when=moment.words(row.snoozed_until)))
    for name, words in (
        ("acknowledged_at", _("acknowledged {when}")),
        ("solved_at", _("solved {when}")),
        ("closed_at", _("closed {when}")),
    ):
        if at := fields[name]:
            parts.append(words.format(when=moment.words(at)))
    return joined((" · ".join(parts), MUTED))
