"""Run a macro on cases; the checklist of a case."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.policies.macros import Macro


class MacroAndChecklist(CaseHandler):
    """Run a macro, tick off steps."""

    def action_case_macro(self) -> None:
        """Run a macro."""
        self.read_for(self.chosen.selection(), self.desk.macros.all, self._offer_macros)

    def _offer_macros(self, ids: Sequence[int], macros: "Sequence[Macro]") -> None:
        if not macros:
            self.desk_app.say(_("The desk has no macros: Desk rules in the command palette holds them."))
            return

        def chosen(name: str) -> None:
            said = _("macro {name}").format(name=name)
            self.apply_to(ids, said, lambda case_ids: self.desk.macros.apply(case_ids, name))

        choices = [Choice(macro.name, macro.name, key=macro.key, note=macro.note) for macro in macros]
        self.choose_for(ids, _("Macro"), choices, chosen)

    def action_case_checklist(self) -> None:
        """The checklist of the case; of several marked ones each gets a step."""
        ids = self.chosen.selection()
        if len(ids) == 1:
            self.show_checklist(ids[0])
        else:
            title, add = _("A step for the checklist of each"), self.desk.checklists.add
            self.ask_and_apply(ids, title, _("step added"), add, form="case.checklist", needed=True)

    def show_checklist(self, case_id: int) -> None:
        """Open the checklist of one case."""
        from servicedesk.tui.cases.case_popups import ChecklistPopup

        self.app.push_screen(ChecklistPopup(case_id))
