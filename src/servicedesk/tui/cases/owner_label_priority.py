"""Owner, labels, priority and notes of cases."""

from collections.abc import Sequence

from servicedesk.domain.words.cases import PRIORITIES
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler
from servicedesk.tui.forms.choice import Choice


class OwnerLabelPriority(CaseHandler):
    """Give, label, set the priority, write a note."""

    def action_case_assign(self) -> None:
        """Give to somebody."""
        self.read_for(self.chosen.selection(), self.desk.cases.known_owners, self._choose_owner)

    def _choose_owner(self, ids: Sequence[int], owners: Sequence[str]) -> None:
        current = getattr(self.chosen.record, "owner", "")

        def chosen(owner: str) -> None:
            name = self.desk.actor if owner == "me" else owner
            words = _("assigned to {owner}").format(owner=name)
            self.apply_to(ids, words, lambda case_ids: self.desk.cases.assign(case_ids, name))

        choices = [Choice(owner, owner, on=owner == current) for owner in owners]
        choices.append(Choice("me", _("me"), note=self.desk.actor))
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
        title, said = _("Note"), _("noted")
        self.ask_and_apply(ids, title, said, note, form="case.note", needed=True)
