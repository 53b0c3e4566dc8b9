"""What is changed beside the course of a case: owner, labels, priority, notes, macros, the checklist."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.domain.words.cases import PRIORITIES
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.policies.macros import Macro


class SmallChanges(CaseHandler):
    """Give, label, set the priority, write a note, run a macro, tick off steps."""

    def action_case_assign(self) -> None:
        """Give to somebody."""
        self.read_for(self.chosen.selection(), self.desk.cases.known_owners, self._choose_owner)

    def _choose_owner(self, ids: Sequence[int], owners: Sequence[str]) -> None:
        current = getattr(self.chosen.record, "owner", "")

        def chosen(owner: str) -> None:
            name = self.desk.actor if owner == "me" else owner
            words = _("given to {owner}").format(owner=name)
            self.apply_to(ids, words, lambda case_ids: self.desk.cases.assign(case_ids, name))

        choices = [Choice(owner, owner, on=owner == current) for owner in owners]
        self.choose_for(ids, _("Give to"), choices, chosen, free=True)

    def action_case_label(self) -> None:
        """Labels on and off."""
        self.read_for(self.chosen.selection(), self.desk.cases.known_labels, self._choose_label)

    def _choose_label(self, ids: Sequence[int], labels: Sequence[str]) -> None:
        held = tuple(getattr(self.chosen.record, "labels", ()))
        label = self.desk.cases.label

        def chosen(value: str) -> None:
            name = value.removeprefix("+")
            if name in held and len(ids) == 1:
                words = _("without +{label}").format(label=name)
                self.apply_to(ids, words, lambda case_ids: label(case_ids, remove=[name]))
            else:
                words = _("with +{label}").format(label=name)
                self.apply_to(ids, words, lambda case_ids: label(case_ids, add=[name]))

        choices = [Choice(name, name, on=name in held) for name in dict.fromkeys([*held, *labels])]
        self.choose_for(ids, _("Label"), choices, chosen, free=True)

    def action_case_priority(self) -> None:
        """Set the priority."""
        ids = self.chosen.selection()
        current = getattr(self.chosen.record, "priority", None)
        choices = [
            Choice(str(number), _(label), key=str(number), on=number == current)
            for number, label in sorted(PRIORITIES.labels.items(), reverse=True)
        ]

        def chosen(value: str) -> None:
            priority = int(value)
            words = _("priority {priority}").format(priority=_(PRIORITIES.labels[priority]))
            self.apply_to(ids, words, lambda case_ids: self.desk.cases.set_priority(case_ids, priority))

        self.choose_for(ids, _("Priority"), choices, chosen)

    def action_case_note(self) -> None:
        """Write a note."""
        ids, note = self.chosen.selection(), self.desk.cases.note
        self.ask_and_apply(ids, _("Note"), _("noted"), note, multiline=True, needed=True)

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
            self.ask_and_apply(ids, title, _("step added"), add, needed=True)

    def show_checklist(self, case_id: int) -> None:
        """Open the checklist of one case."""
        from servicedesk.tui.cases.case_popups import ChecklistPopup

        self.app.push_screen(ChecklistPopup(case_id))
