"""What can be done to calls with one key: edit, open the case, book a follow-up, strike out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from servicedesk.domain.date_format import format_long
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.call import FIELDS
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean_line
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _, ngettext
from servicedesk.services.followups import NewFollowUp
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.forms.asking import ask, choose, echoed, needed
from servicedesk.tui.forms.choice import Choice, LineKey, draft_key
from servicedesk.tui.forms.fields_form import FieldsForm, FormField
from servicedesk.tui.forms.record_fields import form_fields
from servicedesk.tui.forms.typed_times import echo_of, time_and_words, time_and_words_fault
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.front import call_out, open_first
from servicedesk.tui.lists.chosen_rows import ChosenRows


class CallKeys(Handler):
    """The actions `call.…`."""

    def __init__(self, screen: DeskScreen, chosen: ChosenRows) -> None:
        """On these calls."""
        super().__init__(screen)
        self.chosen = chosen

    # Fields

    def action_call_edit(self) -> None:
        """Edit the fields of the call under the cursor."""
        call: CallRow | None = self.chosen.record
        if call is not None:
            self.run_service(self.desk.calls.get, call.id, then=self._edit, group="edit", opens=True)

    def _edit(self, call: CallRow | None) -> None:
        if call is None:
            return
        title = _("Edit {number}").format(number=format_number("call", call.id))
        newest = partial(self.desk.calls.get, call.id)
        key = f"call.edit {call.id}"
        self.app.push_screen(FieldsForm.of_record(title, call, _fields, self._save_fields, newest, key))

    def _save_fields(self, call: CallRow, values: Mapping[str, str]) -> Change:
        return self.desk.calls.edit(call.id, values, version=call.version)

    # Case and customer

    def action_call_case(self) -> None:
        """To the case of the call; open one if it has none."""
        call: CallRow | None = self.chosen.record
        if call is None or open_first(self.desk_app, call, "case"):
            return
        choices = [
            Choice(kind, _(CASE_KINDS.labels[kind]), key=str(n))
            for n, kind in enumerate(CASE_KINDS.values, 1)
        ]
        title = _("Open a case from {number}").format(number=format_number("call", call.id))

        def chosen(kind: str | None) -> None:
            if kind is not None:
                said = _("Opened a case: {kind}").format(kind=_(CASE_KINDS.labels[kind]))
                self.change(self.desk.calls.open_case, call.id, kind, said=said)

        choose(self.app, title, choices, chosen)

    def action_call_customer(self) -> None:
        """To the customer card."""
        call: CallRow | None = self.chosen.record
        if call is None or not open_first(self.desk_app, call, "customer"):
            self.desk_app.say(_("This call has no customer."))

    def action_call_out(self) -> None:
        """Call the customer of this call back."""
        call: CallRow | None = self.chosen.record
        if call is not None:
            call_out(self.desk_app, call.customer_id, call.case_id, who=call.phone)

    # Follow-up

    def action_call_followup(self) -> None:
        """Book a follow-up with the customer of each call."""
        ids = self.chosen.selection()
        if not ids:
            return

        def typed(text: str | None) -> None:
            if text:
                due_at, purpose = time_and_words(self.desk, text, self.desk.settings.followup_hour)
                said = _("Follow-up {when}").format(when=format_long(due_at, self.desk.zone))
                self.change(self._book, ids, due_at, purpose, said=said, ends=key)
                self.chosen.served()

        key = LineKey(draft_key("call.followup", ids))
        title = f"{counted(ids)}  {_('Follow-up when, and what for?')}"
        hour, due = self.desk.settings.followup_hour, _("follow-up {when}")
        hint = echoed(_("fri 15:00 ask whether it holds"), lambda text: echo_of(self.desk, text, hour, due))
        ask(self.app, title, typed, check=self._followup_fault, hint=hint, draft_key=key)

    def _book(self, call_ids: Sequence[int], due_at: datetime, purpose: str) -> Change:
        found = self.desk.lists.rows("call", call_ids)
        return self.desk.followups.book_all(
            [
                NewFollowUp(
                    due_at, row.customer_id, row.case_id, purpose=purpose or clean_line(row.summary)[:200]
                )
                for row in found.values()
            ]
        )

    def _followup_fault(self, text: str) -> str | None:
        return time_and_words_fault(self.desk, text, self.desk.settings.followup_hour)

    # Strike out

    def action_call_void(self) -> None:
        """Strike calls out, for a reason; they stay in the log."""
        ids = self.chosen.selection()
        if not ids:
            return

        def typed(reason: str | None) -> None:
            if reason:
                said = _("Struck out {calls}.").format(calls=counted(ids))
                self.change(self.desk.calls.void, ids, reason, said=said, ends=key)
                self.chosen.served()

        key = LineKey(draft_key("call.void", ids))
        title = f"{counted(ids)}  {_('Why strike it out?')}"
        check, hint = needed(_("Give a reason.")), _("logged twice, wrong customer …")
        ask(self.app, title, typed, check=check, hint=hint, draft_key=key)


def _fields(call: CallRow) -> list[FormField]:
    """What may be edited."""
    names = ("summary", "category", "outcome", "direction", "channel", "handler")
    return form_fields(FIELDS, names, {name: getattr(call, name) for name in names})


def counted(ids: Sequence[int]) -> str:
    """The one number, or how many."""
    if len(ids) == 1:
        return format_number("call", ids[0])
    return ngettext("{count} call", "{count} calls", len(ids)).format(count=len(ids))
