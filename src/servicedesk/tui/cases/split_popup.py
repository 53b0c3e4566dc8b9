"""SplitPopup: the calls of a case, of which some are split off into a new one."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from servicedesk.domain.date_format import format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.calls import CallRow
from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain
from servicedesk.tui.forms.lines_popup import Lines, LinesPopup


class SplitPopup(LinesPopup[Sequence[CallRow]]):
    """Choose calls with Space; ctrl+s goes on."""

    LINE_KEYS: ClassVar[Mapping[str, str]] = {" ": "choose", "enter": "choose"}
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "split", "")]

    def __init__(
        self, case_id: int, calls: Sequence[CallRow], split: Callable[[Sequence[int]], object]
    ) -> None:
        """`split` gets the calls that go into the new case."""
        title = _("Which calls of {number} belong to a new case?")
        super().__init__(title.format(number=format_number("case", case_id)))
        self.case_id = case_id
        self.state = calls
        self.chosen: set[int] = set()
        self._split = split

    def read(self) -> Sequence[CallRow]:
        """The calls of the case as they stand now."""
        return self.desk.lists.page("call", f"case:{format_number('case', self.case_id)}")

    def lines(self, state: Sequence[CallRow]) -> Lines:
        """A line a call."""
        return [(str(call.id), self._line(call)) for call in state]

    def _line(self, call: CallRow) -> Content:
        mark = "[x] " if call.id in self.chosen else "[ ] "
        when = format_when(call.rang_at, self.desk.clock.now(), self.desk.zone)
        number = format_number("call", call.id)
        return Content.assemble(mark, (f"{number}  {when}  ", "$text-muted"), plain(call.summary[:100]))

    def usual_line(self) -> str:
        """The keys."""
        return _("Space choose  ctrl+s split off  Esc leave")

    def do_choose(self, key: str) -> None:
        """Choose the call, or let it stay."""
        self.chosen ^= {int(key)}
        self.show(self.state or ())

    def action_split(self) -> None:
        """Go on with the chosen calls."""
        if not self.chosen:
            self.desk_app.say(_("Choose a call first: Space."))
            return
        self.dismiss(None)
        self._split(sorted(self.chosen))
