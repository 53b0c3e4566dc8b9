"""Words that were left in a form: what the form is called, and the way back into it with the words in it.

The key of a draft is the name of the action that opens its form, and the numbers of its records; forms that
open behind another box have names of their own, which stand in keys/form_names.py.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from servicedesk.domain.rows.today import DraftRow
from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID
from servicedesk.keys.form_names import form_in_words, kind_of_form
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.calendar.followup_keys import FollowUpKeys
from servicedesk.tui.cases.case_handler import ChosenCases
from servicedesk.tui.cases.promises import Promises
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.front import OPENS
from servicedesk.tui.lists.row_list import RowList

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow

ACTIONS = {"case.statement": "case.evidence", "case.override": "case.solve", "case.waive": "case.solve"}
"""By which action the way into a form begins, where that is not its name."""

BEHIND_A_MENU = frozenset({
    "case.reach", "case.hand_off", "case.wait", "case.answer", "case.promise", "case.merge", "case.cause",
    "case.override", "case.waive",
})  # fmt: skip
"""What is chosen first there is not in the draft: the menu opens, the words stand in the box behind it."""


class _LeftRows(ChosenCases):
    """The cases or calls of a draft, in the place of the rows of a list."""

    def __init__(self, screen: DeskScreen, ids: Sequence[int], record: Any) -> None:
        """`record` is the first of them."""
        super().__init__(screen, lambda: screen.query_one(RowList))
        self._ids = list(ids)
        self._record = record

    def selection(self) -> list[int]:
        """All of them."""
        return self._ids

    @property
    def record(self) -> Any:
        """The first."""
        return self._record

    def served(self) -> None:
        """No list has marks for them."""


class LeftWords(Handler):
    """Opens forms again in which words were left."""

    def __init__(self, screen: DeskScreen, promises: Promises, followups: FollowUpKeys) -> None:
        """These two open what is theirs."""
        super().__init__(screen)
        self.desk_screen = screen
        self.promises = promises
        self.followups = followups

    def open(self, row: DraftRow) -> None:
        """The form with its words; if nothing here opens it, its record, and the key that does is named."""
        if self.desk_app.words.waiting(row.key) is None:
            # Else this window's own words of that form, which the file has not got yet, stand in it.
            self.desk.drafts.go_on_with(row)
        kind, ids = kind_of_form(row), row.record_ids
        if kind in {"case", "call"} and not row.form.startswith("words."):
            then = self._open_case_form if kind == "case" else self._open_call_form
            self.run_service(
                self.desk.lists.rows, kind, ids, then=partial(then, row), group="left", opens=True
            )
        elif kind == "promise" or row.form == "followup.edit":
            get = self.desk.promises.get if kind == "promise" else self.desk.followups.get
            self.run_service(get, ids[0], then=partial(self._open_one, row), group="left", opens=True)
        elif row.form == "followup.hold":
            self.followups.hold_followups(ids)
        elif row.form == "followup.miss":
            self.followups.miss_followups(ids)
        elif row.form == "followup.new":
            numbers = {mark.partition("-")[0]: mark.partition("-")[2] for mark in row.marks}
            case_id, customer_id = (
                int(number) if (number := numbers.get(sign, "")).isdecimal() else None for sign in ("C", "CU")
            )
            self.followups.book_followup(None, customer_id, case_id)
        else:
            self._lead_to(row)

    def _open_case_form(self, row: DraftRow, found: "dict[int, CaseRow]") -> None:
        ids = [one for one in row.record_ids if one in found]
        if len(ids) != len(row.record_ids):
            self._lead_to(row)
            return
        from servicedesk.tui.cases.case_keys import case_handlers
        from servicedesk.tui.cases.evidence import EvidencePopup
        from servicedesk.tui.cases.remedies import Remedies

        chosen = _LeftRows(self.desk_screen, ids, found[ids[0]])
        first, _dot, second = row.form.partition(".")
        if first == "remedy":
            Remedies(chosen).remedy_of(ids, second)
        elif row.form in {"case.evidence", "case.statement"}:
            popup = EvidencePopup(ids[0])
            self.app.push_screen(popup)
            popup.call_after_refresh(popup.do_add if row.form == "case.evidence" else popup.do_say)
        else:
            action = BY_ID.get(ACTIONS.get(row.form, row.form))
            doers = (handler.doer(action) for handler in case_handlers(chosen)) if action else ()
            act = next(filter(None, doers), None)
            if act is None:
                self._lead_to(row)
                return
            act()
            if row.form in BEHIND_A_MENU:
                words = _("{form}: go on as before, what you typed stands in its box.")
                self.desk_app.say(words.format(form=form_in_words(row)))

    def _open_call_form(self, row: DraftRow, found: dict[int, Any]) -> None:
        from servicedesk.tui.calls.call_keys import CallKeys

        chosen = _LeftRows(self.desk_screen, row.record_ids, found.get(row.record_ids[0]))
        act = CallKeys(self.desk_screen, chosen).doer(BY_ID[row.form]) if row.form in BY_ID else None
        if act is None or chosen.record is None:
            self._lead_to(row)
        else:
            act()

    def _open_one(self, row: DraftRow, found: Any) -> None:
        if found is None:
            self._lead_to(row)
        elif row.form == "promise.retell":
            self.promises.retell_promise(found)
        elif row.form == "promise.withdraw":
            self.promises.withdraw_promises(row.record_ids)
        else:
            self.followups.edit_followup(found)

    def _lead_to(self, row: DraftRow) -> None:
        """To the record that the form is about; its key opens the form there."""
        kind = kind_of_form(row)
        action = BY_ID.get("case.remedy" if row.form.startswith("remedy.") else row.form)
        if kind in OPENS:
            self.desk_app.open(OPENS[kind], **{f"{kind}_id": row.record_ids[0]})
        elif row.form == "customer.new":
            self.desk_app.open("customers")
        if action is not None:
            words = _("{form}: {key} opens what you typed.")
            key = self.desk_app.keys.shown(action)
            self.desk_app.say(words.format(form=form_in_words(row), key=key))
        else:
            words = _("{form}: what you typed stands there when you open it again.")
            self.desk_app.say(words.format(form=form_in_words(row)))
