"""ChecklistPopup: the steps of a case, ticked off one by one."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.content import Content

from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.complaints import Step
from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain
from servicedesk.tui.forms.asking import ask
from servicedesk.tui.forms.lines_popup import Lines, LinesPopup


class ChecklistPopup(LinesPopup[Sequence[Step]]):
    """The checklist."""

    KEYS: ClassVar[Mapping[str, str]] = {" ": "tick", "a": "add", "D": "remove"}

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

    def opened(self, key: str) -> None:
        """Enter ticks too."""
        self._tick(int(key))

    def do_tick(self) -> None:
        """Tick the step under the cursor, or take the tick back."""
        if self.cursor_key is not None:
            self._tick(int(self.cursor_key))

    def _tick(self, step_id: int) -> None:
        step = next((step for step in self.state or () if step.id == step_id), None)
        if step is not None:
            tick = self.desk.checklists.tick
            self.change(lambda: tick(self.case_id, [step_id], done=step.done_at is None))

    def do_add(self) -> None:
        """Ask for a step of this case's own."""

        def typed(text: str | None) -> None:
            if text:
                self.change(self.desk.checklists.add, [self.case_id], text, said=_("step added"))

        ask(self.app, _("What is to be done?"), typed, check=_not_empty)

    def do_remove(self) -> None:
        """Take the step under the cursor off."""
        if self.cursor_key is not None:
            step_id = int(self.cursor_key)
            self.change(self.desk.checklists.remove, self.case_id, step_id, said=_("step removed"))


def _line(step: Step) -> Content:
    mark = ("[x] ", "$text-success") if step.done_at else ("[ ] ", "")
    required = "" if step.required else f"  {_('(may be left out)')}"
    by = f"  {plain(step.done_by)}" if step.done_by else ""
    return Content.assemble(mark, plain(step.text), (f"{required}{by}", "$text-muted"))


def _not_empty(text: str) -> str | None:
    return None if text else _("Write something.")
