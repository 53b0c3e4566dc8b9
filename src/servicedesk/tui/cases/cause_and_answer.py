"""The cause of a case; whether the customer accepts the result."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.wording import before_value, listed
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, Words
from servicedesk.tui.forms.choice import KEYS, Choice

if TYPE_CHECKING:
    from servicedesk.domain.policies.causes import CauseList

AREA = "\0"
"""Before the name of an area, which is no cause."""


class CauseAndAnswer(CaseHandler):
    """Choose the cause; accepted or not."""

    def action_case_cause(self) -> None:
        """Choose the cause."""
        self.choose_cause(self.chosen.selection())

    def choose_cause(self, ids: Sequence[int]) -> None:
        """Offer the areas first; typing narrows the causes of all areas."""
        self.read_for(ids, partial(self._read_causes, ids), self._offer_causes)

    def _read_causes(self, ids: Sequence[int]) -> "tuple[CauseList, str, str]":
        """The causes of the desk, the one with which all these cases were closed before, and theirs now."""
        before = {self.desk.complaints.cause_before(case_id) for case_id in ids}
        now = {self.desk.cases.get(case_id).fields["cause"] for case_id in ids}
        causes = self.desk.policies.parsed("causes")
        return causes, before.pop() if len(before) == 1 else "", now.pop() if len(now) == 1 else ""

    def _offer_causes(self, ids: Sequence[int], read: "tuple[CauseList, str, str]") -> None:
        causes, before, now = read
        if not causes.areas:
            title, then = _("Why did it happen?"), partial(self._set_typed_cause, ids)
            self.ask_about(ids, title, then, form="case.cause", needed=True, hint=before)
            return
        areas = [
            Choice(f"{AREA}{area.name}", f"{area.name} …", note=listed(area.causes)) for area in causes.areas
        ]
        paths = [Choice(path, path, on=path == now) for path in causes.paths()]
        by_name = {area.name: area for area in causes.areas}

        def chosen(value: str) -> None:
            if not value.startswith(AREA):
                self._set_cause(ids, value)
                return
            area = by_name[value.removeprefix(AREA)]
            of_area = [path for path in causes.paths() if path.startswith(f"{area.name} / ")]
            narrowed = [
                Choice(path, name, key=KEYS[place : place + 1], on=path == now)
                for place, (path, name) in enumerate(zip(of_area, area.causes, strict=False))
            ]
            title = f"{before_value(_('Cause'))}{area.name}"
            self.choose_for(ids, title, narrowed, partial(self._set_cause, ids))

        again = (
            [Choice(before, before, note=_("as before the reopening"))] if before in causes.paths() else []
        )
        self.choose_for(ids, _("Cause"), [*again, *areas, *paths], chosen, typing=True)

    def _set_typed_cause(self, ids: Sequence[int], typed: Words) -> None:
        self._set_cause(ids, typed.text, typed)

    def _set_cause(self, ids: Sequence[int], cause: str, typed: Words | None = None) -> None:
        said = _("cause: {cause}").format(cause=cause)
        self.apply_to(ids, said, lambda case_ids: self.desk.complaints.set_cause(case_ids, cause), typed)

    # Accepted or not

    def action_case_answer(self) -> None:
        """Whether the customer accepts."""
        self.answer_cases(self.chosen.selection())

    def answer_cases(self, ids: Sequence[int]) -> None:
        """Ask whether the customer accepts; if not, which options were offered."""
        answer = self.desk.complaints.answer

        def chosen(value: str) -> None:
            if value == "y":
                self.apply_to(ids, _("accepted"), lambda case_ids: answer(case_ids, True))
            else:
                title = _("Not accepted: what else was offered? (optional)")
                hint = _("exchange instead, ombudsman, 12315 …")
                self.ask_about(ids, title, refused, form="case.answer", hint=hint)

        def refused(options: Words) -> None:
            said = _("not accepted")
            self.apply_to(ids, said, lambda case_ids: answer(case_ids, False, options=options.text), options)

        choices = [Choice("y", _("yes, accepted"), key="y"), Choice("n", _("no, not accepted"), key="n")]
        self.choose_for(ids, _("Does the customer accept?"), choices, chosen)
