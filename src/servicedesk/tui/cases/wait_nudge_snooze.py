"""Cases wait: for somebody, who is asked again, or asleep until a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import said_with
from servicedesk.i18n import N_, _
from servicedesk.tui.cases.case_handler import CaseHandler, ChosenCases, Words
from servicedesk.tui.forms.asking import echoed
from servicedesk.tui.forms.choice import KEYS, Choice
from servicedesk.tui.forms.typed_times import time_and_words, will_save
from servicedesk.tui.frame.other_case import OtherCase

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.services.desk import Desk

OTHER_WORDS, WAKE, FOR_CASE = "\0words", "\0wake", "\0case"
"""Values that nobody can type."""

SNOOZES = {
    "1h": N_("in an hour"),
    "3h": N_("in three hours"),
    "tonight": N_("tonight"),
    "tomorrow": N_("tomorrow"),
    "mon": N_("Monday"),
    "7d": N_("in a week"),
}


class WaitNudgeSnooze(CaseHandler):
    """Wait, ask again, snooze and wake."""

    def __init__(self, chosen: ChosenCases, other: OtherCase) -> None:
        """`other` asks for which case one waits."""
        super().__init__(chosen)
        self.other = other

    def action_case_wait(self) -> None:
        """Wait for somebody: a reason of the desk's, or other words."""
        self.with_rows(self._wait)

    def _wait(self, rows: "list[CaseRow]") -> None:
        if self.may_move(rows, WAITING):
            ids = [row.id for row in rows]
            self.read_for(ids, partial(_waiting_choices, self.desk), self._choose_reason)

    def _choose_reason(self, ids: Sequence[int], reasons: Sequence[tuple[str, str]]) -> None:
        present = getattr(self.chosen.record, "waiting_reason", "") if len(ids) == 1 else ""
        choices = [
            Choice(name, name, key=KEYS[place : place + 1], note=note, on=name == present)
            for place, (name, note) in enumerate(reasons)
            if name != OTHER_WORDS
        ]
        notes = dict(reasons)

        def wait(reason: str, until: datetime | None = None, typed: Words | None = None) -> None:
            words = _("waiting: {reason}").format(reason=reason)
            note = notes.get(reason, notes[OTHER_WORDS])
            said = said_with(words, note) if note else words
            if until is not None:
                when = format_when(until, self.desk.clock.now(), self.desk.zone)
                said = said_with(words, _("until {when}").format(when=when))
            self.apply_to(
                ids, said, lambda case_ids: self.desk.moves.wait(case_ids, reason, until=until), typed
            )

        def chosen(reason: str) -> None:
            if reason == OTHER_WORDS:
                hint = echoed(_("the lab report @fri 15:00 (the time is optional)"), self._wait_echo)
                self.ask_about(ids, title, typed, form="case.wait", hint=hint, check=self._end_fault)
            elif reason == FOR_CASE:
                self._ask_for_case(ids)
            else:
                wait(reason)

        def typed(words: Words) -> None:
            wait(*self._reason_and_end(words.text), words)

        title = _("Waiting for whom or what?")
        other = Choice(OTHER_WORDS, _("other words …"), key="t", note=notes[OTHER_WORDS])
        case = Choice(FOR_CASE, _("for another case …"), key="C", note=_("resumes when that one ends"))
        self.choose_for(ids, title, [*choices, case, other], chosen)

    def _ask_for_case(self, ids: Sequence[int]) -> None:
        """Wait until another case has ended, as a rule one of the same customer."""
        title = f"{self.head(ids)}  {_('Waiting for which case?')}"

        def found(other: "CaseRow") -> None:
            said = _("waiting for {number} ({subject})").format(
                number=format_number("case", other.id), subject=other.subject[:40]
            )
            self.apply_to(ids, said, lambda case_ids: self.desk.moves.wait(case_ids, for_case=other.id))

        customer_id = getattr(self.chosen.record, "customer_id", None)
        self.other.pick_of(customer_id, ids[0], title, found, only_open=True)

    def _reason_and_end(self, text: str) -> tuple[str, datetime | None]:
        """What is waited for, and until when: behind @, or where the line begins or ends with a time."""
        words, end = _words_and_end(text)
        if end:
            return words, self.moment(end)
        try:
            until, rest = time_and_words(self.desk, text, self.desk.settings.snooze_morning)
        except ServiceDeskError:
            return words, None
        return (rest, until) if rest else (words, None)

    def _wait_echo(self, text: str) -> str:
        reason, until = self._reason_and_end(text)
        now, zone = self.desk.clock.now(), self.desk.zone
        end = _("until {when}").format(when=format_when(until, now, zone)) if until else ""
        return will_save(_("waiting: {reason}").format(reason=reason), end)

    def _end_fault(self, text: str) -> str | None:
        words, end = _words_and_end(text)
        if not words:
            return _("Write something.")
        if end:
            return self.moment_fault(end)
        _reason, until = self._reason_and_end(text)
        return _("That time has passed.") if until and until <= self.desk.clock.now() else None

    def action_case_nudge(self) -> None:
        """Whom the cases wait for has been asked again."""
        self.with_rows(self._nudge)

    def _nudge(self, rows: "list[CaseRow]") -> None:
        ids = [row.id for row in rows]
        idle = [row.id for row in rows if row.state != WAITING]
        if idle:
            text = _("{number} waits for nobody.").format(number=format_number("case", idle[0]))
            self.desk_app.say(text, severity="warning")
            return
        title = _("Asked again: what did you say? (optional)")
        self.ask_and_apply(ids, title, "", self.desk.moves.nudge, form="case.nudge")

    # Asleep

    def action_case_snooze(self) -> None:
        """Hide until a time."""
        ids = self.chosen.selection()
        now, zone = self.desk.clock.now(), self.desk.zone

        def chosen(value: str) -> None:
            until = None if value == WAKE else self.moment(value)
            if value == WAKE:
                self.apply_to(ids, _("shown again"), self.desk.cases.wake)
            elif until is not None:
                words = _("snoozed until {when}").format(when=format_when(until, now, zone))
                self.apply_to(ids, words, lambda case_ids: self.desk.cases.snooze(case_ids, until))

        from servicedesk.tui.forms.picker import Reads

        reads = Reads(self._read_end, _("type a time, or words to find"))
        self.choose_for(ids, _("Snooze until"), self._snoozes(now), chosen, reads=reads)

    def _read_end(self, text: str) -> "tuple[list[Choice], str]":
        """Until when a typed time is, in words; or why it is no time to come."""
        until, fault = self.moment(text), self.moment_fault(text)
        if until is None or fault:
            return [], fault or ""
        when = format_when(until, self.desk.clock.now(), self.desk.zone)
        return [Choice(text, _("until {when}").format(when=when))], ""

    def _snoozes(self, now: datetime) -> list[Choice]:
        choices = []
        for place, (text, label) in enumerate(SNOOZES.items(), 1):
            until = self.moment(text)
            if until is not None and until > now:
                note = format_when(until, now, self.desk.zone)
                choices.append(Choice(text, _(label), key=str(place), note=note))
        if getattr(self.chosen.record, "snoozed_until", None) is not None:
            choices.append(Choice(WAKE, _("show it again now"), key="0"))
        return choices


def _words_and_end(text: str) -> tuple[str, str]:
    """What a case waits for, and the time behind the last @, until when; not that of a mail address."""
    words, sign, end = clean_line(text).replace("＠", "@").rpartition("@")
    is_address = words[-1:].isascii() and words[-1:].isalnum()
    return (words.strip(), end.strip()) if sign and end.strip() and not is_address else (clean_line(text), "")


def _waiting_choices(desk: "Desk") -> list[tuple[str, str]]:
    """The waiting reasons of the desk, last what holds for other words, each with when it asks again."""
    from servicedesk.domain.policies.waiting import next_nudge
    from servicedesk.domain.worktime import NoWorkingTimeError

    now, calendar = desk.clock.now(), desk.clocks.calendar()
    found = []
    reasons = desk.policies.parsed("waiting")
    for reason in (*reasons.reasons, replace(reasons.free, name=OTHER_WORDS)):
        try:
            at = next_nudge(reason, now, 0, calendar)
        except NoWorkingTimeError:
            # A calendar without working time asks nobody.
            at = None
        note = _("reminder {when}").format(when=format_when(at, now, desk.zone)) if at else ""
        found.append((reason.name, note))
    return found
