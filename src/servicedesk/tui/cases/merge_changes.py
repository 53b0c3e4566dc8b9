"""The keys that put cases together and take them apart: merge, unmerge, link, split."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.case_links import OUTWARD_LABELS, RELATIONS, relation_label
from servicedesk.domain.cases import STATE_LABELS
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.tui.cases.case_work import CaseWork, counted, not_empty
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.merging import MergeField
    from servicedesk.domain.rows import CallRow, CaseLink, CaseRow, Change, Dossier
    from servicedesk.services.desk import Desk

FOUND = 20
"""So many cases are offered for the words of one search."""
_KEYS_OF_RELATIONS = {"parent": "p", "duplicate": "d", "related": "r", "follows": "f"}
_END = "end"


class MergeKeys(CaseWork):
    """The actions that touch more than one case."""

    # Merge

    def action_case_merge(self) -> None:
        """Merge the marked cases, or the one under the cursor into another; or take a merged one out."""
        self.with_rows(self._merge)

    def _merge(self, rows: "list[CaseRow]") -> None:
        if len(rows) > 1:
            self._choose_standing(rows)
            return
        row = rows[0]
        if row.merged_into is not None:
            self._offer_unmerge([(row.id, row.subject)], None)
            return

        def seen(dossier: "Dossier") -> None:
            begin = partial(self._choose_partner, row)
            if dossier.merged:
                self._offer_unmerge([(one.case_id, one.subject) for one in dossier.merged], begin)
            else:
                begin()

        self.run_service(self.desk.cases.dossier, row.id, then=seen, group="merge")

    def _choose_partner(self, row: "CaseRow") -> None:
        title = f"{counted([row.id])}  {_('Merge with which case? (its number, or words)')}"
        self.pick_case(row, title, lambda other: self._choose_standing([row, other]))

    def _choose_standing(self, rows: "list[CaseRow]") -> None:
        """Ask which case stays; the oldest open one is proposed."""
        still_open = [row for row in rows if row.is_open] or rows
        oldest = min(still_open, key=lambda row: (row.received_at, row.id))
        choices = [_choice(row, on=row is oldest) for row in rows]
        by_key = {str(row.id): row for row in rows}

        def chosen(key: str | None) -> None:
            if key is not None:
                target = by_key[key]
                self._ask_reason([row for row in rows if row is not target], target)

        choose(self.app, _("Which case stays? The others are merged into it."), choices, chosen)

    def _ask_reason(self, sources: "list[CaseRow]", target: "CaseRow") -> None:
        """Cases of different customers are merged only for a reason."""
        owners = {row.customer_id for row in (*sources, target)} - {None}
        if len(owners) < 2:
            self._show_differences(sources, target, "")
            return

        def typed(reason: str | None) -> None:
            if reason:
                self._show_differences(sources, target, reason)

        title = _("They belong to different customers: why are they one matter?")
        ask(self.app, title, typed, check=not_empty)

    def _show_differences(self, sources: "list[CaseRow]", target: "CaseRow", reason: str) -> None:
        """Of two cases show what differs, for whoever merges to choose."""

        def merge(take: Sequence[str]) -> None:
            self._merge_now([row.id for row in sources], target.id, take, reason)

        def seen(fields: "Sequence[MergeField]") -> None:
            if not any(not field.fills for field in fields):
                merge(())
                return
            from servicedesk.tui.cases.merge_form import MergeForm

            self.app.push_screen(MergeForm(sources[0], target, fields, merge))

        if len(sources) == 1:
            self.run_service(
                self.desk.merging.differences, sources[0].id, target.id, then=seen, group="merge"
            )
        else:
            merge(())

    def _merge_now(self, ids: Sequence[int], target_id: int, take: Sequence[str], reason: str) -> None:
        number = format_number("case", target_id)
        said = _("{cases} merged into {number}").format(cases=counted(ids), number=number)
        self.change(
            lambda: self.desk.merging.merge(ids, target_id, take=tuple(take), reason=reason), said=said
        )
        self.remember(_("merged into {number}").format(number=number), partial(self._merge_again, target_id))

    def _merge_again(self, target_id: int, ids: Sequence[int]) -> None:
        """The repeat key merges into the same case, which then keeps its own fields."""
        others = [case_id for case_id in ids if case_id != target_id]
        if others:
            self._merge_now(others, target_id, (), "")

    def _offer_unmerge(self, merged: Sequence[tuple[int, str]], begin: Callable[[], object] | None) -> None:
        choices = [
            Choice(
                str(case_id),
                _("take {number} out again").format(number=format_number("case", case_id)),
                key="u" if place == 0 else "",
                note=subject,
            )
            for place, (case_id, subject) in enumerate(merged)
        ]
        if begin is not None:
            choices.append(Choice("merge", _("merge with another case"), key="m"))

        def chosen(key: str | None) -> None:
            if key == "merge" and begin is not None:
                begin()
            elif key is not None:
                case_id = int(key)
                said = _("{number} taken out again").format(number=format_number("case", case_id))
                self.change(self.desk.merging.unmerge, [case_id], said=said)

        choose(self.app, _("Merged cases"), choices, chosen)

    # Link

    def action_case_link(self) -> None:
        """Link the case under the cursor with another, or take a link away."""
        row = self.record
        if row is not None:
            self.run_service(
                self.desk.merging.links, row.id, then=partial(self._choose_relation, row), group="link"
            )

    def _choose_relation(self, row: "CaseRow", links: "Sequence[CaseLink]") -> None:
        choices = [Choice(name, _(OUTWARD_LABELS[name]), key=_KEYS_OF_RELATIONS[name]) for name in RELATIONS]
        choices.append(Choice(_END, _("duplicate of, and end it so"), key="e"))
        for link in links:
            words = relation_label(link.relation, link.is_outward)
            other = format_number("case", link.case_id)
            choices.append(
                Choice(
                    str(link.case_id),
                    _("no longer: {relation} {number}").format(relation=words, number=other),
                    note=link.subject,
                )
            )

        def chosen(value: str | None) -> None:
            if value is None:
                return
            if value.isdigit():
                said = _("link with {number} taken away").format(number=format_number("case", int(value)))
                self.change(self.desk.merging.unlink, row.id, int(value), said=said)
                return
            label = _(OUTWARD_LABELS["duplicate" if value == _END else value])
            title = f"{counted([row.id])}  {label} ...?"
            self.pick_case(row, title, lambda other: self._link(row, other, value))

        choose(self.app, f"{counted([row.id])}  {_('Link')}", choices, chosen)

    def _link(self, row: "CaseRow", other: "CaseRow", relation: str) -> None:
        label = _(OUTWARD_LABELS["duplicate" if relation == _END else relation])
        said = f"{counted([row.id])} {label} {format_number('case', other.id)}"
        if relation == _END:
            self.change(self.desk.merging.mark_duplicate, [row.id], other.id, said=said)
        else:
            self.change(self.desk.merging.link, row.id, other.id, relation, said=said)

    # Which other case

    def pick_case(self, row: "CaseRow", title: str, then: "Callable[[CaseRow], object]") -> None:
        """Offer the other open cases of the customer; a number or words find any other case."""

        def taken(text: str | None) -> None:
            if text:
                self.run_service(_found, self.desk, text, row.id, then=found, group="pick")

        def found(rows: "list[CaseRow]") -> None:
            if len(rows) == 1:
                then(rows[0])
            elif not rows:
                self.desk_app.say(_("No other case was found by that."), severity="warning")
            else:
                by_key = {str(one.id): one for one in rows}
                choose(self.app, title, [_choice(one) for one in rows], lambda key: _call(then, by_key, key))

        def offer(rows: "list[CaseRow]") -> None:
            choose(self.app, title, [_choice(one) for one in rows], taken, free=True)

        self.run_service(_others_of, self.desk, row, then=offer, group="pick")

    # Split

    def action_case_split(self) -> None:
        """Split calls of the case under the cursor off into a new case."""
        row = self.record
        if row is not None:
            number = format_number("case", row.id)
            self.run_service(
                self.desk.lists.page,
                "call",
                f"case:{number}",
                then=partial(self._choose_calls, row),
                group="split",
            )

    def _choose_calls(self, row: "CaseRow", calls: "Sequence[CallRow]") -> None:
        if len(calls) < 2:
            self.desk_app.say(_("One call is not enough to split a case."), severity="warning")
            return
        from servicedesk.tui.cases.split_popup import SplitPopup

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

        ask(self.app, _("What is the new case about?"), typed, check=not_empty)

    def _split(self, row: "CaseRow", call_ids: Sequence[int], subject: str) -> "Change":
        from servicedesk.services.case_rows import NewCase

        new = NewCase(subject, kind=row.kind, priority=row.priority, owner=row.owner)
        return self.desk.merging.split(row.id, call_ids, new)


def _call(then: "Callable[[CaseRow], object]", by_key: "dict[str, CaseRow]", key: str | None) -> None:
    if key is not None:
        then(by_key[key])


def _choice(row: "CaseRow", *, on: bool = False) -> Choice:
    number = format_number("case", row.id)
    note = "  ".join(part for part in (_(STATE_LABELS[row.state]), row.customer_name) if part)
    return Choice(str(row.id), f"{number}  {row.subject[:40]}", note=note, on=on)


def _others_of(desk: "Desk", row: "CaseRow") -> "list[CaseRow]":
    if row.customer_id is None:
        return []
    return [one for one in desk.merging.open_cases_of(row.customer_id) if one.id != row.id]


def _found(desk: "Desk", text: str, but: int) -> "list[CaseRow]":
    """The cases that a number or words mean, newest first."""
    from servicedesk.domain.errors import UsageError
    from servicedesk.domain.numbers import parse_number

    try:
        ids = [parse_number(text, "case")]
    except UsageError:
        ids = []
    found: dict[int, CaseRow] = desk.lists.rows("case", ids)
    if not found:
        ids = [hit.id for hit in desk.search.find(text, ("case",), FOUND)]
        found = desk.lists.rows("case", ids)
    return [found[case_id] for case_id in ids if case_id in found and case_id != but]
