"""Link cases with one another, and split calls off into a new case."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.case_links import relation_label
from servicedesk.domain.case_states import DUPLICATE
from servicedesk.domain.numbers import format_number
from servicedesk.domain.words.cases import RELATIONS
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, ChosenCases, counted
from servicedesk.tui.forms.asking import ask, needed
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.frame.other_case import OtherCase

if TYPE_CHECKING:
    from servicedesk.domain.rows.calls import CallRow
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.complaints import CaseLink
    from servicedesk.domain.rows.history import Change

_KEYS_OF_RELATIONS = {"parent": "p", "duplicate": "d", "related": "r", "follows": "f"}
_END = "end"


class LinkAndSplit(CaseHandler):
    """Link, split."""

    def __init__(self, chosen: ChosenCases, other: OtherCase) -> None:
        """`other` asks with which case."""
        super().__init__(chosen)
        self.other = other

    def action_case_link(self) -> None:
        """Link the case under the cursor with another, or take a link away."""
        row = self.chosen.record
        if row is not None:
            self.run_service(
                self.desk.links.of_case,
                row.id,
                then=partial(self._choose_relation, row),
                group="link",
                opens=True,
            )

    def action_case_duplicate(self) -> None:
        """End the case under the cursor as a duplicate; which other case comes first is asked."""
        row = self.chosen.record
        if row is not None and self.may_move([row], DUPLICATE):
            title = f"{counted([row.id])}  {_(RELATIONS.labels['duplicate'])} ...?"
            self.other.pick(row, title, lambda other: self._link(row, other, _END))

    def _choose_relation(self, row: "CaseRow", links: "Sequence[CaseLink]") -> None:
        choices = [
            Choice(name, _(RELATIONS.labels[name]), key=_KEYS_OF_RELATIONS[name]) for name in RELATIONS.values
        ]
        choices.append(Choice(_END, _("duplicate of it, which ends this one"), key="e"))
        for link in links:
            words = _("no longer: {relation} {number}").format(
                relation=relation_label(link.relation, link.is_outward),
                number=format_number("case", link.case_id),
            )
            choices.append(Choice(str(link.case_id), words, note=link.subject))

        def chosen(value: str) -> None:
            if value.isdigit():
                said = _("link with {number} removed").format(number=format_number("case", int(value)))
                self.change(self.desk.links.unlink, row.id, int(value), said=said)
                return
            if value == _END and not self.may_move([row], DUPLICATE):
                return
            label = _(RELATIONS.labels["duplicate" if value == _END else value])
            title = f"{counted([row.id])}  {label} ...?"
            self.other.pick(row, title, lambda other: self._link(row, other, value))

        self.choose_for([row.id], _("Link"), choices, chosen)

    def _link(self, row: "CaseRow", other: "CaseRow", relation: str) -> None:
        label = _(RELATIONS.labels["duplicate" if relation == _END else relation])
        said = f"{counted([row.id])} {label} {format_number('case', other.id)}"
        if relation == _END:
            self.change(self.desk.links.mark_duplicate, [row.id], other.id, said=said)
        else:
            self.change(self.desk.links.link, row.id, other.id, relation, said=said)

    # Split

    def action_case_split(self) -> None:
        """Split calls of the case under the cursor off into a new case."""
        row = self.chosen.record
        if row is not None:
            query, then = f"case:{format_number('case', row.id)}", partial(self._choose_calls, row)
            self.run_service(self.desk.lists.page, "call", query, then=then, group="split", opens=True)

    def _choose_calls(self, row: "CaseRow", calls: "Sequence[CallRow]") -> None:
        if len(calls) < 2:
            self.desk_app.say(_("One call is not enough to split a case."), severity="warning")
            return
        from servicedesk.tui.cases.case_popups import SplitPopup

        self.app.push_screen(SplitPopup(row.id, calls, partial(self._name_split, row)))

    def _name_split(self, row: "CaseRow", call_ids: Sequence[int]) -> None:
        def typed(subject: str | None) -> None:
            if subject:
                self.change(self._split, row, call_ids, subject, said=said)

        def said(change: "Change") -> str:
            new = format_number("case", change.ids[0])
            return _("{number} split off from {earlier}").format(
                number=new, earlier=format_number("case", row.id)
            )

        ask(self.app, _("What is the new case about?"), typed, check=needed())

    def _split(self, row: "CaseRow", call_ids: Sequence[int], subject: str) -> "Change":
        from servicedesk.services.case_rows import NewCase

        new = NewCase(subject, kind=row.kind, priority=row.priority, owner=row.owner)
        return self.desk.links.split(row.id, call_ids, new)
