"""ChecklistPopup: the steps of a case, ticked off one by one."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.content import Content

from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.complaints import Step
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
        return [(str(step.id), _line(step)) for step in state]

    def usual_line(self) -> str:
        """The keys."""
        if not self.state:
            return _("No steps yet: a adds one  Esc leave")
        return _("Space tick  a add  D remove  Esc leave")

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


def _line(step: Step) -> Content:
    mark = ("[x] ", "$text-success") if step.done_at else ("[ ] ", "")
    required = "" if step.required else f"  {_('(may be left out)')}"
    by = f"  {plain(step.done_by)}" if step.done_by else ""
    return Content.assemble(mark, plain(step.text), (f"{required}{by}", "$text-muted"))
