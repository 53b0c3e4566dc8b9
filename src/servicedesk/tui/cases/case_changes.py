"""What can be done to cases with one key, for every screen that lists them.

Moves stand in case_moves, what belongs to a complaint in complaint_changes, forms in case_forms, merging in
merge_changes; here is the rest, and all of it together.

A screen mixes this in, says which cases are meant (`selection`, `record`) and keeps the last change
(`remember`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.domain.cases import PRIORITY_LABELS
from servicedesk.domain.date_format import format_long, format_when
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.tui.cases.case_forms import CaseFormKeys
from servicedesk.tui.cases.case_moves import CaseMoveKeys
from servicedesk.tui.cases.case_work import counted
from servicedesk.tui.cases.complaint_changes import ComplaintKeys
from servicedesk.tui.cases.merge_changes import MergeKeys
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows import Change, Dossier

WAKE = "\0wake"
"""A value that nobody can type."""

SNOOZES = (("1", "1h"), ("2", "3h"), ("3", "tonight"), ("4", "tomorrow"), ("5", "mon"), ("6", "7d"))


class CaseChanges(CaseMoveKeys, CaseFormKeys, ComplaintKeys, MergeKeys):
    """The actions `case.…`."""

    # Note

    def action_case_note(self) -> None:
        """Write a note."""
        ids = self.selection()
        self.ask_about(
            ids,
            _("Note"),
            lambda text: self.apply_to(
                ids, _("noted"), lambda case_ids: self.desk.cases.note(case_ids, text)
            ),
            multiline=True,
            needed=True,
        )

    # Snooze, owner, labels, priority

    def action_case_snooze(self) -> None:
        """Hide until a time."""
        ids = self.selection()
        if not ids:
            return
        now, zone = self.desk.clock.now(), self.desk.zone

        def chosen(value: str | None) -> None:
            if value == WAKE:
                self.apply_to(ids, _("shown again"), self.desk.cases.wake)
            elif value == "":
                hint = _("fri 15:00, 3d, 明天下午三点")
                ask(self.app, _("Snooze until"), typed, check=self.moment_fault, hint=hint)
            elif value is not None:
                typed(value)

        def typed(text: str | None) -> None:
            until = self.moment(text) if text else None
            if until is not None:
                words = _("snoozed until {when}").format(when=format_when(until, now, zone))
                self.apply_to(ids, words, lambda case_ids: self.desk.cases.snooze(case_ids, until))

        choose(self.app, f"{counted(ids)}  {_('Snooze until')}", self._snoozes(now), chosen)

    def _snoozes(self, now: datetime) -> list[Choice]:
        choices = []
        for key, text in SNOOZES:
            until = self.moment(text)
            if until is not None and until > now:
                note = format_when(until, now, self.desk.zone)
                choices.append(Choice(text, _snooze_label(text), key=key, note=note))
        if getattr(self.record, "snoozed_until", None) is not None:
            choices.append(Choice(WAKE, _("show it again now"), key="0"))
        return [*choices, Choice("", _("another time ..."), key="t")]

    def action_case_assign(self) -> None:
        """Give to somebody."""
        ids = self.selection()
        if ids:
            self.run_service(
                self.desk.cases.known_owners,
                then=lambda owners: self._choose_owner(ids, owners),
                group="owners",
            )

    def _choose_owner(self, ids: Sequence[int], owners: Sequence[str]) -> None:
        current = getattr(self.record, "owner", "")
        choices = [Choice(owner, owner, on=owner == current) for owner in owners]

        def chosen(owner: str | None) -> None:
            if owner:
                name = self.desk.actor if owner == "me" else owner
                words = _("given to {owner}").format(owner=name)
                self.apply_to(ids, words, lambda case_ids: self.desk.cases.assign(case_ids, name))

        choose(self.app, f"{counted(ids)}  {_('Give to')}", choices, chosen, free=True)

    def action_case_unassign(self) -> None:
        """Take the owner away."""
        self.apply_to(
            self.selection(), _("given to nobody"), lambda case_ids: self.desk.cases.assign(case_ids, "")
        )

    def action_case_label(self) -> None:
        """Labels on and off."""
        ids = self.selection()
        if ids:
            self.run_service(
                self.desk.cases.known_labels,
                then=lambda labels: self._choose_label(ids, labels),
                group="labels",
            )

    def _choose_label(self, ids: Sequence[int], labels: Sequence[str]) -> None:
        held = tuple(getattr(self.record, "labels", ()))
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
        ids = self.selection()
        if not ids:
            return
        current = getattr(self.record, "priority", None)
        choices = [
            Choice(str(number), _(label), key=str(number), on=number == current)
            for number, label in sorted(PRIORITY_LABELS.items(), reverse=True)
        ]

        def chosen(value: str | None) -> None:
            if value is not None:
                priority = int(value)
                words = _("priority {priority}").format(priority=_(PRIORITY_LABELS[priority]))
                self.apply_to(ids, words, lambda case_ids: self.desk.cases.set_priority(case_ids, priority))

        choose(self.app, f"{counted(ids)}  {_('Priority')}", choices, chosen)

    # Gates

    def mend_gate(self, gate: str, ids: Sequence[int]) -> None:
        """Open what records the missing thing on these cases; a list of one case's own for the first."""
        if gate == "promises":
            self.promise_on(ids[:1])
        elif gate == "checklist":
            self.show_checklist(ids[0])
        else:
            mend = {
                "cause": self.choose_cause,
                "remedy": self.choose_remedy,
                "told": self.tell_cases,
                "followup": self.book_or_waive,
                "handoff": self.bring_back_cases,
                "accepted_or_options": self.answer_cases,
            }
            mend[gate](ids)

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

    # Follow-up, customer

    def action_case_followup(self) -> None:
        """Book a follow-up about each of the cases."""
        self.book_followup(self.selection())

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

    def _book(self, case_ids: Sequence[int], due_at: datetime) -> "Change":
        from servicedesk.services.followups import NewFollowUp

        return self.desk.followups.book_all([NewFollowUp(due_at, case_id=case_id) for case_id in case_ids])

    def action_case_customer(self) -> None:
        """Open the card of the customer."""
        if self.record is not None and self.record.customer_id is not None:
            self.desk_app.open("customer", customer_id=self.record.customer_id)
        else:
            self.desk_app.say(_("This case has no customer."))

    def copy_case(self, dossier: "Dossier | None", *, whole: bool) -> None:
        """Copy the phone (else the number) of a case, or its summary."""
        if dossier is None:
            return
        row, card = dossier.case.row, dossier.customer
        number = format_number("case", row.id)
        phone = card.phones[0].raw if card is not None and card.phones else ""
        if whole:
            head = "  ".join(part for part in (number, row.customer_name, phone, row.subject) if part)
            text = "\n".join(part for part in (head, dossier.case.fields["description"]) if part)
        else:
            text = phone or number
        self.app.copy_to_clipboard(text)
        self.desk_app.say(_("Copied."))


def _snooze_label(text: str) -> str:
    return {
        "1h": _("in an hour"),
        "3h": _("in three hours"),
        "tonight": _("tonight"),
        "tomorrow": _("tomorrow"),
        "mon": _("Monday"),
        "7d": _("in a week"),
    }[text]
