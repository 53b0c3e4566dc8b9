"""What goes on with the customer of a case: told, reached, a follow-up; and the way to the card."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import TOLD
from servicedesk.domain.date_format import format_long
from servicedesk.domain.words.calls import CHANNELS
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, Words
from servicedesk.tui.cases.channels import choose_channel
from servicedesk.tui.forms.asking import ask, echoed
from servicedesk.tui.forms.choice import Choice, draft_key
from servicedesk.tui.forms.typed_times import echo_of, time_and_words, time_and_words_fault
from servicedesk.tui.front import call_out, open_first

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.history import Change


class TellAndReach(CaseHandler):
    """Tell, reach, book a follow-up or say why none is needed, open the card."""

    def action_case_call_out(self) -> None:
        """Call the customer about the case."""
        row = self.chosen.record
        if row is not None:
            call_out(self.desk_app, row.customer_id, row.id)

    def action_case_tell(self) -> None:
        """The customer has been told the result."""
        self.with_rows(self._tell)

    def _tell(self, rows: "list[CaseRow]") -> None:
        if self.may_move(rows, TOLD):
            self.tell_cases([row.id for row in rows])

    def tell_cases(self, ids: Sequence[int], words: str = "") -> None:
        """Ask in which words, then by which channel; Esc there leads back to the words."""

        def worded(text: str | None) -> None:
            if text is not None:
                title = f"{self.head(ids)}  {_('How were they told?')}"
                choose_channel(self.app, title, lambda how: told(text, how))

        def told(text: str, how: str | None) -> None:
            if how is None:
                self.tell_cases(ids, text)
                return
            said = _("told by {channel}").format(channel=_(CHANNELS.labels[how]))
            tell = self.desk.moves.tell
            self.apply_to(ids, said, lambda case_ids: tell(case_ids, text, how=how), Words(text, key))

        key = draft_key("case.tell", ids)
        if ids:
            title = f"{self.head(ids)}  {_('Told the customer: in which words?')}"
            ask(self.app, title, worded, value=words, draft_key=key)

    def action_case_reach(self) -> None:
        """The customer has been reached: acknowledged, or another contact."""
        self.with_rows(self._reach)

    def _reach(self, rows: "list[CaseRow]") -> None:
        self.reach_cases([row.id for row in rows])

    def reach_cases(self, ids: Sequence[int]) -> None:
        """Ask how the customers were reached, and what was said."""

        def chosen(how: str | None) -> None:
            if how is None:
                return
            said = _("reached by {channel}").format(channel=_(CHANNELS.labels[how]))
            title = _("Reached: what was said? (optional)")

            def worded(words: Words) -> None:
                reach = self.desk.complaints.reach
                self.apply_to(ids, said, lambda case_ids: reach(case_ids, how, words.text), words)

            self.ask_about(ids, title, worded, form="case.reach")

        choose_channel(self.app, f"{self.head(ids)}  {_('How was the customer reached?')}", chosen)

    # Follow-up

    def action_case_followup(self) -> None:
        """Book a follow-up about each of the cases."""
        self.book_followup(self.chosen.selection())

    def book_followup(self, ids: Sequence[int]) -> None:
        """Ask when, and book a follow-up about each of these cases."""

        hour, due = self.desk.settings.followup_hour, _("follow-up {when}")
        self.ask_about(
            ids,
            _("Follow-up when, and what for?"),
            partial(self._book_typed, ids),
            form="case.followup",
            hint=echoed(
                _("fri 15:00 ask whether it holds"), lambda text: echo_of(self.desk, text, hour, due)
            ),
            check=self._followup_fault,
        )

    def _followup_fault(self, text: str) -> str | None:
        hour = self.desk.settings.followup_hour
        fault = time_and_words_fault(self.desk, text, hour)
        if fault is None and time_and_words(self.desk, text, hour)[0] <= self.desk.clock.now():
            return _("That time has passed.")
        return fault

    def _book_typed(self, ids: Sequence[int], typed: Words) -> None:
        due_at, purpose = time_and_words(self.desk, typed.text, self.desk.settings.followup_hour)
        said = _("follow-up {when}").format(when=format_long(due_at, self.desk.zone))
        self.apply_to(ids, said, lambda case_ids: self._book(case_ids, due_at, purpose), typed)

    def book_or_waive(self, ids: Sequence[int]) -> None:
        """Book a follow-up, or say why none is needed."""

        def chosen(value: str) -> None:
            if value == "book":
                self.book_followup(ids)
            else:
                title, waive = _("No follow-up: why?"), self.desk.complaints.waive_followup
                self.ask_and_apply(ids, title, _("no follow-up"), waive, form="case.waive", needed=True)

        choices = [
            Choice("book", _("book a follow-up"), key="f"),
            Choice("waive", _("none is needed, with a reason"), key="w"),
        ]
        self.choose_for(ids, _("Follow-up"), choices, chosen)

    def _book(self, case_ids: Sequence[int], due_at: datetime, purpose: str) -> "Change":
        from servicedesk.services.followups import NewFollowUp

        new = [NewFollowUp(due_at, case_id=case_id, purpose=purpose) for case_id in case_ids]
        return self.desk.followups.book_all(new)

    def action_case_customer(self) -> None:
        """Open the card of the customer."""
        row = self.chosen.record
        if row is None or not open_first(self.desk_app, row, "customer"):
            self.desk_app.say(_("This case has no customer."))
