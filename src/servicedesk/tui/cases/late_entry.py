"""Late entry: what is done next with a case happened earlier, and counts from then."""

from datetime import datetime

from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.forms.asking import ask
from servicedesk.tui.forms.typed_times import no_time, time_of


class LateEntry(CaseHandler):
    """Asks when the next change happened."""

    def action_case_late(self) -> None:
        """Ask; an empty answer means now."""
        ids = self.chosen.selection()
        if not ids:
            return

        def typed(text: str | None) -> None:
            at = self._moment(text) if text else None
            if at is not None:
                self.lateness.arm(at)
                words = _("The next change counts as of {when}; Esc takes it back.")
                self.desk_app.say(words.format(when=self.lateness.words(at)), timeout=10)
            elif text is not None:
                self.lateness.disarm()

        title, hint = _("Enter late: when did it happen?"), _("10:05, yesterday 16:00, wed 16:00")
        ask(self.app, f"{counted(ids)}  {title}", typed, check=self._fault, hint=hint)

    def _moment(self, text: str) -> datetime | None:
        found = time_of(self.desk, text, self.desk.settings.snooze_morning, lean="past")
        return None if found is None else found.at

    def _fault(self, text: str) -> str | None:
        at = self._moment(text) if text else None
        if text and at is None:
            return no_time(self.desk, text)
        if at is not None and at > self.desk.clock.now():
            return _("That time is still to come.")
        return None
