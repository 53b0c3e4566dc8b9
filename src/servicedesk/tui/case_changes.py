"""What can be done to cases with one key, for every screen that lists them.

A screen mixes this in, says which cases are meant (`selection`, `record`) and keeps the last change
(`remember`).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from servicedesk.domain.cases import KIND_LABELS, KINDS, PRIORITY_LABELS, PRIORITY_NAMES, UNSOLVED_STATES
from servicedesk.domain.date_format import format_long, format_when
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import field_label
from servicedesk.i18n import _, ngettext
from servicedesk.tui.desk_screen import DeskScreen
from servicedesk.tui.widgets.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows import Case, CaseRow, Change, Dossier
    from servicedesk.tui.widgets.fields_form import FormField, Save

Again = Callable[[Sequence[int]], object]
WAKE = "\0wake"
"""A value that nobody can type."""

SNOOZES = (("1", "1h"), ("2", "3h"), ("3", "tonight"), ("4", "tomorrow"), ("5", "mon"), ("6", "7d"))


class CaseChanges(DeskScreen):
    """The actions `case.…`."""

    def selection(self) -> list[int]:
        """The cases that are meant."""
        raise NotImplementedError

    @property
    def record(self) -> Any:
        """The CaseRow under the cursor, or None."""
        raise NotImplementedError

    def remember(self, label: str, again: Again) -> None:
        """Keep the last change."""
        raise NotImplementedError

    def _apply(
        self, said: str, make: "Callable[[Sequence[int]], Change]", ids: Sequence[int] | None = None
    ) -> None:
        """Make a change on the cases meant, say it, and keep it for the repeat key."""
        case_ids = self.selection() if ids is None else list(ids)
        if not case_ids:
            return
        words = f"{_counted(case_ids)} {said}"
        self.change(make, case_ids, said=words)
        self.remember(said, lambda again: self._apply(said, make, again))

    # Moves

    def action_case_solve(self) -> None:
        """One step on: solve, then tell, then close."""
        self.run_service(self.desk.lists.rows, "case", self.selection(), then=self._step_on, group="step")

    def _step_on(self, found: "Mapping[int, CaseRow]") -> None:
        states = {row.state for row in found.values()}
        if not states:
            return
        if states <= set(UNSOLVED_STATES):
            self._ask(_("Solved: how?"), _("solved"), self.desk.cases.solve, multiline=True)
        elif states == {"solved"}:
            self.action_case_tell()
        elif states == {"told"}:
            self._apply(_("closed"), self.desk.cases.close)
        elif states & {"closed", "cancelled", "duplicate", "merged"}:
            self.desk_app.say(_("This case has ended; X reopens it."), severity="warning")
        else:
            self.desk_app.say(
                _("The marked cases stand at different steps: mark those of one step."), severity="warning"
            )

    def action_case_tell(self) -> None:
        """The customer has been told."""
        self._ask(_("Told the customer: in which words?"), _("told"), self.desk.cases.tell, multiline=True)

    def action_case_reopen(self) -> None:
        """Back to work."""
        case = self.record
        if case is not None and self.selection() == [case.id] and case.state in UNSOLVED_STATES:
            # Before a reason is typed for nothing.
            text = _("{number} is not solved or closed: there is nothing to reopen.")
            self.desk_app.say(text.format(number=format_number("case", case.id)))
            return
        self._ask(_("Reopen: why?"), _("reopened"), self.desk.cases.reopen)

    def action_case_wait(self) -> None:
        """Wait for somebody."""
        self._ask(_("Waiting for whom or what?"), _("waiting"), self.desk.cases.wait, needed=True)

    def action_case_note(self) -> None:
        """Write a note."""
        self._ask(_("Note"), _("noted"), self.desk.cases.note, multiline=True, needed=True)

    def _ask(
        self,
        title: str,
        said: str,
        service: "Callable[[Sequence[int], str], Change]",
        *,
        multiline: bool = False,
        needed: bool = False,
    ) -> None:
        ids = self.selection()
        if not ids:
            return

        def answered(text: str | None) -> None:
            if text is not None:
                self._apply(said, lambda case_ids: service(case_ids, text), ids)

        check = _not_empty if needed else None
        heading = f"{_counted(ids)}  {title}"
        self.ask(heading, answered, multiline=multiline, check=check)

    # Snooze, owner, labels, priority

    def action_case_snooze(self) -> None:
        """Hide until a time."""
        ids = self.selection()
        if not ids:
            return
        now, zone = self.desk.clock.now(), self.desk.zone

        def chosen(value: str | None) -> None:
            if value == WAKE:
                self._apply(_("shown again"), self.desk.cases.wake, ids)
            elif value == "":
                hint = _("fri 15:00, 3d, 明天下午三点")
                self.ask(_("Snooze until"), typed, check=self._time_fault, hint=hint)
            elif value is not None:
                typed(value)

        def typed(text: str | None) -> None:
            until = self._moment(text) if text else None
            if until is not None:
                words = _("snoozed until {when}").format(when=format_when(until, now, zone))
                self._apply(words, lambda case_ids: self.desk.cases.snooze(case_ids, until), ids)

        self.choose(f"{_counted(ids)}  {_('Snooze until')}", self._snoozes(now), chosen)

    def _snoozes(self, now: datetime) -> list[Choice]:
        choices = []
        for key, text in SNOOZES:
            until = self._moment(text)
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
                self._apply(words, lambda case_ids: self.desk.cases.assign(case_ids, name), ids)

        self.choose(f"{_counted(ids)}  {_('Give to')}", choices, chosen, free=True)

    def action_case_take_back(self) -> None:
        """Take the owner away."""
        self._apply(_("given to nobody"), lambda case_ids: self.desk.cases.assign(case_ids, ""))

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
                self._apply(
                    words, lambda case_ids: self.desk.cases.label(case_ids, remove=[plain_label]), ids
                )
            else:
                words = _("with +{label}").format(label=plain_label)
                self._apply(words, lambda case_ids: self.desk.cases.label(case_ids, add=[plain_label]), ids)

        self.choose(f"{_counted(ids)}  {_('Label')}", choices, chosen, free=True)

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
                self._apply(words, lambda case_ids: self.desk.cases.set_priority(case_ids, priority), ids)

        self.choose(f"{_counted(ids)}  {_('Priority')}", choices, chosen)

    # Follow-up, fields, customer

    def action_case_followup(self) -> None:
        """Book a follow-up about each of the cases."""
        ids = self.selection()
        if not ids:
            return

        def typed(text: str | None) -> None:
            due_at = self._moment(text) if text else None
            if due_at is not None:
                words = _("follow-up {when}").format(when=format_long(due_at, self.desk.zone))
                self._apply(words, lambda case_ids: self._book(case_ids, due_at), ids)

        title = f"{_counted(ids)}  {_('Follow-up when?')}"
        self.ask(title, typed, check=self._time_fault, hint=_("fri 15:00, 3d, 明天下午三点"))

    def _book(self, case_ids: Sequence[int], due_at: datetime) -> "Change":
        from servicedesk.services.followups import NewFollowUp

        return self.desk.followups.book_all([NewFollowUp(due_at, case_id=case_id) for case_id in case_ids])

    def action_case_edit(self) -> None:
        """Edit the fields of the case under the cursor."""
        if self.record is not None:
            self.run_service(self.desk.cases.get, self.record.id, then=self._edit, group="edit")

    def _edit(self, case: "Case") -> None:
        from servicedesk.tui.widgets.fields_form import FieldsForm

        def again() -> "tuple[list[FormField], Save]":
            newest = self.desk.cases.get(case.row.id)
            return self._fields_of(newest), partial(self._save_fields, newest)

        title = _("Edit {number}").format(number=format_number("case", case.row.id))
        save = partial(self._save_fields, case)
        self.app.push_screen(FieldsForm(title, self._fields_of(case), save=save, again=again))

    def _fields_of(self, case: "Case") -> "list[FormField]":
        """What may be edited."""
        from servicedesk.tui.widgets.fields_form import FormField

        fields = case.fields
        due = case.row.due_at
        due_shown = due.astimezone(self.desk.zone).strftime("%Y-%m-%d %H:%M") if due else ""
        kinds = [(kind, _(KIND_LABELS[kind])) for kind in KINDS]
        priorities = [(PRIORITY_NAMES[n], _(label)) for n, label in PRIORITY_LABELS.items()]
        return [
            FormField("subject", field_label("subject"), fields["subject"]),
            FormField("kind", field_label("kind"), fields["kind"], choices=kinds),
            FormField(
                "priority", field_label("priority"), PRIORITY_NAMES[fields["priority"]], choices=priorities
            ),
            FormField(
                "due_at", field_label("due_at"), due_shown, hint=_("fri 15:00"), check=self._time_or_nothing
            ),
            *(
                FormField(name, field_label(name), fields[name])
                for name in ("category", "department", "cause")
            ),
            FormField("result", field_label("result"), fields["result"], multiline=True),
            FormField("description", field_label("description"), fields["description"], multiline=True),
        ]

    def _save_fields(self, case: "Case", texts: Mapping[str, str]) -> "Change":
        values: dict[str, Any] = dict(texts)
        if "due_at" in values:
            values["due_at"] = self._moment(values["due_at"]) if values["due_at"] else None
        if "priority" in values:
            values["priority"] = next(n for n, name in PRIORITY_NAMES.items() if name == values["priority"])
        return self.desk.cases.edit(case.row.id, values, version=case.row.version)

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

    # Times

    def _moment(self, text: str) -> datetime | None:
        """What a typed time means; a day alone is the desk's morning, tonight its evening."""
        from servicedesk.domain.dates import parse_when

        settings = self.desk.settings
        if text == "tonight":
            text = f"today {settings.snooze_evening}"
        try:
            return parse_when(
                text,
                self.desk.clock.now(),
                zone=self.desk.zone,
                default_time=time.fromisoformat(settings.snooze_morning),
                date_order=settings.date_order,
            )
        except ServiceDeskError:
            return None

    def _time_fault(self, text: str) -> str | None:
        moment = self._moment(text)
        if moment is None:
            return _("No time is meant by that: fri 15:00, 3d, 明天下午三点.")
        if moment <= self.desk.clock.now():
            return _("That time has passed.")
        return None

    def _time_or_nothing(self, text: str) -> str | None:
        if text and self._moment(text) is None:
            return _("No time is meant by that: fri 15:00, 3d, 明天下午三点.")
        return None


def _counted(ids: Sequence[int]) -> str:
    """The one number, or how many."""
    if len(ids) == 1:
        return format_number("case", ids[0])
    return ngettext("{count} case", "{count} cases", len(ids)).format(count=len(ids))


def _not_empty(text: str) -> str | None:
    return None if text else _("Write something.")


def _snooze_label(text: str) -> str:
    return {
        "1h": _("in an hour"),
        "3h": _("in three hours"),
        "tonight": _("tonight"),
        "tomorrow": _("tomorrow"),
        "mon": _("Monday"),
        "7d": _("in a week"),
    }[text]
