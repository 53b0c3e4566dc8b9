"""Macros of the desk, and the steps of a checklist."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.policies.macros import Macro


class MacrosAndChecklist(CaseHandler):
    """Run a macro; tick off steps."""

    def action_case_macro(self) -> None:
        """Run a macro."""
        ids = self.chosen.selection()
        if ids:
            self.run_service(
                self.desk.macros.all, then=lambda macros: self._offer_macros(ids, macros), group="macros"
            )

    def _offer_macros(self, ids: Sequence[int], macros: "Sequence[Macro]") -> None:
        if not macros:
            self.desk_app.say(_("The desk has no macros: Desk rules in the command palette holds them."))
            return
        choices = [Choice(macro.name, macro.name, key=macro.key, note=macro.note) for macro in macros]

        def chosen(name: str | None) -> None:
            if name is not None:
                said = _("macro {name}").format(name=name)
                self.apply_to(ids, said, lambda case_ids: self.desk.macros.apply(case_ids, name))

        choose(self.app, f"{counted(ids)}  {_('Macro')}", choices, chosen)

    def action_case_checklist(self) -> None:
        """The checklist of the case; of several marked ones each gets a step."""
        ids = self.chosen.selection()
        if len(ids) == 1:
            self.show_checklist(ids[0])
        elif ids:
            self.ask_about(
                ids,
                _("A step for the checklist of each"),
                lambda text: self.apply_to(
                    ids, _("step added"), lambda case_ids: self.desk.checklists.add(case_ids, text)
                ),
                needed=True,
            )

    def show_checklist(self, case_id: int) -> None:
        """Open the checklist of one case."""
        from servicedesk.tui.cases.checklist_popup import ChecklistPopup

        self.app.push_screen(ChecklistPopup(case_id))
