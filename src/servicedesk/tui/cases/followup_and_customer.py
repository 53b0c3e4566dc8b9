"""From a case to its follow-up and to its customer."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.domain.date_format import format_long
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change


class FollowUpAndCustomer(CaseHandler):
    """Book a follow-up, or say why none is needed; open the card."""

    def action_case_followup(self) -> None:
        """Book a follow-up about each of the cases."""
        self.book_followup(self.chosen.selection())

    def book_followup(self, ids: Sequence[int]) -> None:
        """Ask when, and book a follow-up about each of these cases."""
        if not ids:
            return

        def typed(text: str | None) -> None:
            due_at = self.moment(text) if text else None
            if due_at is not None:
                words = _("follow-up {when}").format(when=format_long(due_at, self.desk.zone))
                self.apply_to(ids, words, lambda case_ids: self._book(case_ids, due_at))

        title = f"{counted(ids)}  {_('Follow-up when?')}"
        ask(self.app, title, typed, check=self.moment_fault, hint=_("fri 15:00, 3d, 明天下午三点"))

    def book_or_waive(self, ids: Sequence[int]) -> None:
        """Book a follow-up, or say why none is needed."""

        def chosen(value: str | None) -> None:
            if value == "book":
                self.book_followup(ids)
            elif value == "waive":
                self.ask_about(ids, _("No follow-up: why?"), waived, needed=True)

        def waived(reason: str) -> None:
            said = _("no follow-up")
            self.apply_to(ids, said, lambda case_ids: self.desk.complaints.waive_followup(case_ids, reason))

        choices = [
            Choice("book", _("book a follow-up"), key="f"),
            Choice("waive", _("none is needed, with a reason"), key="w"),
        ]
        choose(self.app, f"{counted(ids)}  {_('Follow-up')}", choices, chosen)

    def _book(self, case_ids: Sequence[int], due_at: datetime) -> "Change":
        from servicedesk.services.followups import NewFollowUp

        return self.desk.followups.book_all([NewFollowUp(due_at, case_id=case_id) for case_id in case_ids])

    def action_case_customer(self) -> None:
        """Open the card of the customer."""
        if self.chosen.record is not None and self.chosen.record.customer_id is not None:
            self.desk_app.open("customer", customer_id=self.chosen.record.customer_id)
        else:
            self.desk_app.say(_("This case has no customer."))
