"""Owner, labels, priority and notes of cases."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from servicedesk.domain.words.cases import PRIORITIES
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow

Value = TypeVar("Value")


def _shared(values: Iterable[Value]) -> Value | None:
    """What all of them have; None where they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


class OwnerLabelPriority(CaseHandler):
    """Give, label, set the priority, write a note."""

    def action_case_assign(self) -> None:
        """Give to somebody."""
        ids = self.chosen.selection()

        def read() -> "tuple[list[str], list[CaseRow]]":
            return self.desk.cases.known_owners(), self._rows(ids)

        self.read_for(ids, read, self._choose_owner)

    def _rows(self, ids: Sequence[int]) -> "list[CaseRow]":
        return list(self.desk.lists.rows("case", ids).values())

    def _choose_owner(self, ids: Sequence[int], read: "tuple[list[str], list[CaseRow]]") -> None:
        owners, rows = read
        current = _shared(row.owner for row in rows)

        def chosen(owner: str) -> None:
            name = self.desk.actor if owner == "me" else owner
            words = _("assigned to {owner}").format(owner=name)
            self.apply_to(ids, words, lambda case_ids: self.desk.cases.assign(case_ids, name))

        choices = [Choice(owner, owner, on=owner == current) for owner in owners]
        choices.append(Choice("me", _("me"), note=self.desk.actor))
        self.choose_for(ids, _("Give to"), choices, chosen, free=True)

    def action_case_label(self) -> None:
        """Labels on and off."""
        ids = self.chosen.selection()

        def read() -> "tuple[list[str], list[CaseRow]]":
            return self.desk.cases.known_labels(), self._rows(ids)

        self.read_for(ids, read, self._choose_label)

    def _choose_label(self, ids: Sequence[int], read: "tuple[list[str], list[CaseRow]]") -> None:
        labels, rows = read
        held = [label for label in rows[0].labels if all(label in row.labels for row in rows)] if rows else []
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
        self.with_rows(self._choose_priority)

    def _choose_priority(self, rows: "Sequence[CaseRow]") -> None:
        ids, current = [row.id for row in rows], _shared(row.priority for row in rows)
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
