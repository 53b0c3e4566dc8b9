"""ClockPopup: why the clocks and the urgency of a case stand as they do, interval by interval.

    self.app.push_screen(ClockPopup(case_id))

j and k scroll, t asks for another time, y copies all of it as text, Esc leaves.
"""

from datetime import datetime, time, timedelta
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from servicedesk.domain.date_format import format_long
from servicedesk.domain.dates import parse_when_or_day
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.services.clocks import ClockReasons, clock_reasons
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import plain, styled
from servicedesk.tui.cases.clock_lines import clock_lines, clock_text
from servicedesk.tui.cases.long_text import LongText
from servicedesk.tui.forms.asking import ask

_EDGES = 4
"""Cells of border, and of the scroll bar with a gap before it."""


class ClockPopup(DeskModal[None]):
    """The explanation of one case."""

    DEFAULT_CSS = """
    ClockPopup { align: center middle; }
    ClockPopup > Vertical {
        width: 96%; max-width: 104; height: auto; max-height: 96%;
        border: round $primary; background: $surface;
    }
    ClockPopup LongText { height: auto; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("q,equals_sign", "leave", ""),
        ("j", "step(1)", ""),
        ("k", "step(-1)", ""),
        ("t", "other_time", ""),
        ("y", "copy", ""),
    ]

    def __init__(self, case_id: int) -> None:
        """The case as it stands now, to begin with."""
        super().__init__()
        self.case_id = case_id
        self.reasons: ClockReasons | None = None

    def compose(self) -> ComposeResult:
        """The text; the keys stand in the border."""
        with Vertical() as frame:
            frame.border_subtitle = _("t another time  y copy  Esc leave")
            yield LongText()

    def on_mount(self) -> None:
        """Scrolling needs no further key."""
        self.query_one(LongText).focus()
        self._ask_for(None)

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew."""
        del event
        if self.reasons is not None:
            self._draw(self.reasons)

    def _ask_for(self, as_of: datetime | None) -> None:
        self.run_service(clock_reasons, self.desk, self.case_id, as_of, then=self._show)

    def _show(self, reasons: ClockReasons) -> None:
        self.reasons = reasons
        self._draw(reasons)

    def _draw(self, reasons: ClockReasons) -> None:
        desk, at = self.desk, reasons.explained.at
        when = _("as of {when}").format(when=format_long(at, desk.zone, now=desk.clock.now()))
        number = format_number("case", self.case_id)
        title = styled(
            (f"{number}  ", "$text-accent"), (f"{when}  ", "$text-muted"), (plain(reasons.subject), "bold")
        )
        width = self.query_one(Vertical).size.width - _EDGES
        self.query_one(LongText).put([title, *clock_lines(reasons, desk.zone, max(width, 40))], from_top=True)

    def action_step(self, lines: int) -> None:
        """Scroll a line."""
        self.query_one(LongText).scroll_relative(y=lines, animate=False)

    def action_copy(self) -> None:
        """Copy all of it."""
        if self.reasons is not None:
            self.desk_app.copy(clock_text(self.reasons, self.desk.zone))

    def action_other_time(self) -> None:
        """Ask as of when."""

        def answered(text: str | None) -> None:
            if text:
                self._ask_for(self._moment(text))

        ask(self.app, _("As of when?"), answered, check=self._fault, hint=_("fri 12:00, 10:30, 昨天 18:00"))

    def _moment(self, text: str) -> datetime:
        """What a typed time means; a bare time of day is the last one. Raises DateError."""
        now, settings = self.desk.clock.now(), self.desk.settings
        at = parse_when_or_day(
            text, now, zone=self.desk.zone, default_time=time(), date_order=settings.date_order
        ).at
        is_bare = len(text) <= len("00:00") and not any(character.isalpha() for character in text)
        return at - timedelta(days=1) if is_bare and at > now else at

    def _fault(self, text: str) -> str | None:
        try:
            self._moment(text)
        except ServiceDeskError as error:
            return error.message
        return None
