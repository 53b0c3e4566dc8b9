"""Whether somebody was waiting for this call: the wait for the customer that a save will end, said before."""

from servicedesk.domain.wait_words import CameBack
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.calls.call_fields import CallFields

Deciding = tuple[int | None, str, str, str]


class CallAwaited(Handler):
    """What the call of the form ends for the case that it is about."""

    def __init__(self, form: CallFields) -> None:
        """Nothing yet."""
        super().__init__(form)
        self.form = form
        self._asked: Deciding | None = None
        self._found: CameBack | None = None

    @property
    def found(self) -> CameBack | None:
        """The desk's answer, if it is one to what is chosen now."""
        return self._found if self._asked == self._deciding() else None

    def _deciding(self) -> Deciding:
        words = self.form.words
        return words.case_id, words.direction, words.channel, words.outcome

    def look(self) -> None:
        """Something was chosen: ask the desk if it can matter."""
        if self._asked != self._deciding():
            self.look_again()

    def look_again(self) -> None:
        """Somebody has written, perhaps on the case."""
        self._asked, self._found = self._deciding(), None
        if self.form.words.case_id is None:
            return
        setting = self.form.setting()
        new = self.form.words.to_call(self.form.note(), setting.rang_at, setting.now, setting.actor)
        self.run_service(
            self.desk.calls.would_end, new, then=self._show, failed=lambda _error: None, group="ends"
        )

    def _show(self, found: CameBack | None) -> None:
        self._found = found
        self.form.show_echo()
