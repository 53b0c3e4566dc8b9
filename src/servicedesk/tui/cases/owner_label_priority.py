"""Who owns a case, its labels and its priority."""

from collections.abc import Sequence

from servicedesk.domain.words.cases import PRIORITIES
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice


class OwnerLabelPriority(CaseHandler):
    """Give, label, set the priority."""

    def action_case_assign(self) -> None:
        """Give to somebody."""
        ids = self.chosen.selection()
        if ids:
            self.run_service(
                self.desk.cases.known_owners,
                then=lambda owners: self._choose_owner(ids, owners),
                group="owners",
            )

    def _choose_owner(self, ids: Sequence[int], owners: Sequence[str]) -> None:
        current = getattr(self.chosen.record, "owner", "")
        choices = [Choice(owner, owner, on=owner == current) for owner in owners]

        def chosen(owner: str | None) -> None:
            if owner:
                name = self.desk.actor if owner == "me" else owner
                words = _("given to {owner}").format(owner=name)
                self.apply_to(ids, words, lambda case_ids: self.desk.cases.assign(case_ids, name))

        choose(self.app, f"{counted(ids)}  {_('Give to')}", choices, chosen, free=True)

    def action_case_label(self) -> None:
        """Labels on and off."""
        ids = self.chosen.selection()
        if ids:
            self.run_service(
                self.desk.cases.known_labels,
                then=lambda labels: self._choose_label(ids, labels),
                group="labels",
            )

    def _choose_label(self, ids: Sequence[int], labels: Sequence[str]) -> None:
        held = tuple(getattr(self.chosen.record, "labels", ()))
        known = list(dict.fromkeys([*held, *labels]))
        choices = [Choice(label, label, on=label in held) for label in known]

        def chosen(label: str | None) -> None:
            if not label:
                return
            plain_label = label.removeprefix("+")
            if plain_label in held and len(ids) == 1:
                words = _("without +{label}").format(label=plain_label)
                self.apply_to(
                    ids, words, lambda case_ids: self.desk.cases.label(case_ids, remove=[plain_label])
                )
            else:
                words = _("with +{label}").format(label=plain_label)
                self.apply_to(ids, words, lambda case_ids: self.desk.cases.label(case_ids, add=[plain_label]))

        choose(self.app, f"{counted(ids)}  {_('Label')}", choices, chosen, free=True)

    def action_case_priority(self) -> None:
        """Set the priority."""
        ids = self.chosen.selection()
        if not ids:
            return
        current = getattr(self.chosen.record, "priority", None)
        choices = [
            Choice(str(number), _(label), key=str(number), on=number == current)
            for number, label in sorted(PRIORITIES.labels.items(), reverse=True)
        ]

        def chosen(value: str | None) -> None:
            if value is not None:
                priority = int(value)
                words = _("priority {priority}").format(priority=_(PRIORITIES.labels[priority]))
                self.apply_to(ids, words, lambda case_ids: self.desk.cases.set_priority(case_ids, priority))

        choose(self.app, f"{counted(ids)}  {_('Priority')}", choices, chosen)
