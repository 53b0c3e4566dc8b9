"""Merge cases, and take a merged one out again."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, ChosenCases, Words, counted
from servicedesk.tui.forms.asking import ask, choose, needed
from servicedesk.tui.forms.choice import Choice, LineKey, draft_key
from servicedesk.tui.frame.other_case import OtherCase, case_choice

if TYPE_CHECKING:
    from servicedesk.domain.merging import MergeField
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.dossiers import Dossier


class Merge(CaseHandler):
    """Merge, unmerge."""

    def __init__(self, chosen: ChosenCases, other: OtherCase) -> None:
        """`other` asks with which case."""
        super().__init__(chosen)
        self.other = other

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

        self.run_service(self.desk.cases.dossier, row.id, then=seen, group="merge", opens=True)

    def _choose_partner(self, row: "CaseRow") -> None:
        title = f"{counted([row.id])}  {_('Merge with which case? (its number, or words)')}"
        self.other.pick(row, title, lambda other: self._choose_standing([row, other]))

    def _choose_standing(self, rows: "list[CaseRow]") -> None:
        """Ask which case stays; the oldest open one is proposed."""
        still_open = [row for row in rows if row.is_open] or rows
        oldest = min(still_open, key=lambda row: (row.received_at, row.id))
        choices = [case_choice(row, on=row is oldest) for row in rows]
        by_key = {str(row.id): row for row in rows}

        def chosen(key: str | None) -> None:
            if key is not None:
                target = by_key[key]
                self._ask_reason([row for row in rows if row is not target], target)

        choose(self.app, _("Which case stays? The others are merged into it."), choices, chosen)

    def _ask_reason(self, sources: "list[CaseRow]", target: "CaseRow", before: str = "") -> None:
        """Cases of different customers are merged only for a reason; `before` was typed and comes back."""
        owners = {row.customer_id for row in (*sources, target)} - {None}
        if len(owners) < 2:
            self._show_differences(sources, target)
            return
        key = draft_key("case.merge", [row.id for row in (*sources, target)])

        def typed(reason: str | None) -> None:
            if reason:
                self._show_differences(sources, target, Words(reason, key))

        title = _("They belong to different customers: why are they one matter?")
        ask(self.app, title, typed, check=needed(), draft_key=LineKey(key), value=before)

    def _show_differences(
        self, sources: "list[CaseRow]", target: "CaseRow", reason: Words | None = None
    ) -> None:
        """Of two cases show what differs, for whoever merges to choose; Esc leads back to the reason."""
        is_merged = False

        def merge(take: Sequence[str]) -> None:
            nonlocal is_merged
            is_merged = True
            self._merge_now([row.id for row in sources], target.id, take, reason)

        def closed(_nothing: None) -> None:
            if reason is not None and not is_merged:
                self._ask_reason(sources, target, reason.text)

        def seen(fields: "Sequence[MergeField]") -> None:
            if not any(not field.fills for field in fields):
                merge(())
                return
            from servicedesk.tui.cases.merge_form import MergeForm

            self.app.push_screen(MergeForm(sources[0], target, fields, merge), closed)

        if len(sources) == 1:
            self.run_service(
                self.desk.merging.differences, sources[0].id, target.id, then=seen, group="merge", opens=True
            )
        else:
            merge(())

    def _merge_now(
        self, ids: Sequence[int], target_id: int, take: Sequence[str], reason: Words | None = None
    ) -> None:
        number, why = format_number("case", target_id), reason.text if reason else ""
        said = _("{cases} merged into {number}").format(cases=counted(ids), number=number)
        self.change(
            lambda: self.desk.merging.merge(ids, target_id, take=tuple(take), reason=why),
            said=said,
            ends=reason.key if reason else "",
        )
        self.chosen.remember(partial(self._merge_again, target_id))

    def _merge_again(self, target_id: int, ids: Sequence[int]) -> None:
        """The repeat key merges into the same case, which then keeps its own fields."""
        others = [case_id for case_id in ids if case_id != target_id]
        if others:
            self._merge_now(others, target_id, ())

    def _offer_unmerge(self, merged: Sequence[tuple[int, str]], begin: Callable[[], object] | None) -> None:
        # The harmless line first, where there are both.
        choices = [] if begin is None else [Choice("merge", _("merge with another case"), key="m")]
        choices += [
            Choice(
                str(case_id),
                _("take {number} out again").format(number=format_number("case", case_id)),
                key="u" if place == 0 else "",
                note=subject,
            )
            for place, (case_id, subject) in enumerate(merged)
        ]

        def chosen(key: str | None) -> None:
            if key == "merge" and begin is not None:
                begin()
            elif key is not None:
                case_id = int(key)
                said = _("{number} taken out again").format(number=format_number("case", case_id))
                self.change(self.desk.merging.unmerge, [case_id], said=said)

        choose(self.app, _("Merged cases"), choices, chosen)
