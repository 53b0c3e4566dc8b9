"""Hide cases until a time."""

from datetime import datetime

from servicedesk.domain.date_format import format_when
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Choice

WAKE = "\0wake"
"""A value that nobody can type."""

SNOOZES = (("1", "1h"), ("2", "3h"), ("3", "tonight"), ("4", "tomorrow"), ("5", "mon"), ("6", "7d"))


class Snooze(CaseHandler):
    """Snooze and wake."""

    def action_case_snooze(self) -> None:
        """Hide until a time."""
        ids = self.chosen.selection()
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
        if getattr(self.chosen.record, "snoozed_until", None) is not None:
            choices.append(Choice(WAKE, _("show it again now"), key="0"))
        return [*choices, Choice("", _("another time ..."), key="t")]


def _snooze_label(text: str) -> str:
    return {
        "1h": _("in an hour"),
        "3h": _("in three hours"),
        "tonight": _("tonight"),
        "tomorrow": _("tomorrow"),
        "mon": _("Monday"),
        "7d": _("in a week"),
    }[text]
