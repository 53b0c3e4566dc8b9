"""What one case has several of, in lists worked with keys: steps, remedies, calls to split off."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from servicedesk.domain.date_format import format_when
from servicedesk.domain.money import format_money
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.complaints import Remedy, Step
from servicedesk.domain.words.complaints import REMEDIES
from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain
from servicedesk.tui.forms.asking import ask, needed
from servicedesk.tui.forms.lines_popup import Lines, LinesPopup


class ChecklistPopup(LinesPopup[Sequence[Step]]):
    """The checklist."""

    KEYS: ClassVar[Mapping[str, str]] = {"a": "add"}
    LINE_KEYS: ClassVar[Mapping[str, str]] = {" ": "tick", "enter": "tick", "D": "remove"}

    def __init__(self, case_id: int) -> None:
        """The checklist of this case."""
        super().__init__(_("Checklist of {number}").format(number=format_number("case", case_id)))
        self.case_id = case_id

    def read(self) -> Sequence[Step]:
        """The steps as they stand now."""
        return self.desk.checklists.of_case(self.case_id)

    def lines(self, state: Sequence[Step]) -> Lines:
        """A line a step."""
        return [(str(step.id), _step_line(step)) for step in state]

    def usual_line(self) -> str:
        """The keys."""
        if not self.state:
            return _("No steps yet: a adds one  Esc close")
        return _("Space tick  a add  D remove  Esc close")

    def do_tick(self, key: str) -> None:
        """Tick the step, or take the tick back."""
        step = next(step for step in self.state or () if str(step.id) == key)
        tick = self.desk.checklists.tick
        self.change(lambda: tick(self.case_id, [step.id], done=step.done_at is None))

    def do_add(self) -> None:
        """Ask for a step of this case's own."""

        def typed(text: str | None) -> None:
            if text:
                self.change(self.desk.checklists.add, [self.case_id], text, said=_("step added"))

        ask(self.app, _("What is to be done?"), typed, check=needed())

    def do_remove(self, key: str) -> None:
        """Take the step off."""
        self.change(self.desk.checklists.remove, self.case_id, int(key), said=_("step removed"))


def _step_line(step: Step) -> Content:
    mark = ("[x] ", "$text-success") if step.done_at else ("[ ] ", "")
    required = "" if step.required else f"  {_('(may be left out)')}"
    by = f"  {plain(step.done_by)}" if step.done_by else ""
    return Content.assemble(mark, plain(step.text), (f"{required}{by}", "$text-muted"))


class RemediesPopup(LinesPopup[Sequence[Remedy]]):
    """The remedies of one case."""

    KEYS: ClassVar[Mapping[str, str]] = {"a": "add"}
    LINE_KEYS: ClassVar[Mapping[str, str]] = {"y": "approve", "x": "finish", "D": "remove"}

    def __init__(self, case_id: int, remedies: Sequence[Remedy], add: Callable[[], object]) -> None:
        """`add` opens the form for another one."""
        super().__init__(_("Remedies of {number}").format(number=format_number("case", case_id)))
        self.case_id = case_id
        self.state = remedies
        self.do_add = add

    def read(self) -> Sequence[Remedy]:
        """The remedies as they stand now."""
        return self.desk.cases.dossier(self.case_id).remedies

    def lines(self, state: Sequence[Remedy]) -> Lines:
        """A line a remedy."""
        return [(str(remedy.id), _remedy_line(remedy)) for remedy in state]

    def usual_line(self) -> str:
        """The keys."""
        return _("a add  y approve  x done  D remove  Esc close")

    def do_approve(self, key: str) -> None:
        """Ask who approved it."""

        def typed(name: str | None) -> None:
            if name:
                approve = self.desk.remedies.approve
                self.change(approve, self.case_id, int(key), name, said=_("approved"))

        ask(self.app, _("Who approved it?"), typed, check=needed(_("Give a name.")))

    def do_finish(self, key: str) -> None:
        """The customer has got it."""
        self.change(self.desk.remedies.finish, self.case_id, int(key), said=_("done"))

    def do_remove(self, key: str) -> None:
        """Take it off the case."""
        self.change(self.desk.remedies.remove, self.case_id, int(key), said=_("removed"))


def _remedy_line(remedy: Remedy) -> Content:
    cost = f"  {format_money(remedy.cost_cents, remedy.currency)}" if remedy.cost_cents else ""
    approver = f"  {_('approved by {name}').format(name=remedy.approver)}" if remedy.approver else ""
    done = ("✓ ", "$text-success") if remedy.done_at else ("· ", "$text-muted")
    words = f"  {plain(remedy.words)}" if remedy.words else ""
    return Content.assemble(
        done, _(REMEDIES.labels[remedy.kind]), cost, words, (plain(approver), "$text-muted")
    )


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
        return _("Space choose  ctrl+s split off  Esc close")

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
