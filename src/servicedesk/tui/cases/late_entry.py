"""Late entry: what is done next with a case happened earlier, and counts from then."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.moves import not_received
from servicedesk.domain.text import sentences
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.forms.asking import ask
from servicedesk.tui.forms.typed_times import no_time, time_of

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow


class LateEntry(CaseHandler):
    """Asks when the next change happened."""

    def action_case_late(self) -> None:
        """Ask; an empty answer means now."""
        self.with_rows(self._ask)

    def _ask(self, rows: "list[CaseRow]") -> None:
        def typed(text: str | None) -> None:
            at = self._moment(text) if text else None
            if at is not None:
                self.lateness.arm(at)
                words = _("The next change counts as of {when}; Esc takes it back.")
                self.desk_app.say(words.format(when=self.lateness.words(at)), timeout=6)
            elif text is not None:
                self.lateness.disarm()

        title, hint = _("Enter late: when did it happen?"), _("10:05, yesterday 16:00, wed 16:00")
        head = counted([row.id for row in rows])
        ask(self.app, f"{head}  {title}", typed, check=partial(self._fault, rows), hint=hint)

    def _moment(self, text: str) -> datetime | None:
        found = time_of(self.desk, text, self.desk.settings.snooze_morning, lean="past")
        return None if found is None else found.at

    def _fault(self, rows: "list[CaseRow]", text: str) -> str | None:
        at = self._moment(text) if text else None
        if at is None:
            return no_time(self.desk, text) if text else None
        if at > self.desk.clock.now():
            return _("That time is still to come.")
        # Whatever is done to several cases is done to all or none, and would be refused when it was typed.
        if (row := next((row for row in rows if at < row.received_at), None)) is not None:
            refusal = not_received(row.id)
            return sentences(refusal.message, refusal.hint)
        return None
