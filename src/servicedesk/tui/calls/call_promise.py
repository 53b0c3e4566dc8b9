"""A promise made in the call: a line that comes with its key, and the time to tell, read back at once.

The caller hears the time that stands in the echo. It is worked out when the line is typed and kept with the
draft, so that what is saved is what was said.
"""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Input

from servicedesk.domain.promise_words import read_promise
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.calls.call_fields import CallFields
from servicedesk.tui.calls.call_words import CallWords

if TYPE_CHECKING:
    from servicedesk.domain.promises import Estimate


class CallPromise(Handler):
    """The promise of the form."""

    def __init__(self, form: CallFields) -> None:
        """None yet."""
        super().__init__(form)
        self.form = form

    def fill(self, words: CallWords) -> None:
        """Show the promise of another call, if it has one."""
        with self.form.prevent(Input.Changed):
            self.form.fill_line("promise", words.promise)
        self.form.query_one("#promise-row").display = bool(words.promise)
        if words.promise_due_at is None and words.promise_estimate_at is not None:
            self._ask_what_to_tell(words.promise_estimate_at)

    def action_form_promise(self) -> None:
        """To the line of the promise."""
        self.form.query_one("#promise-row").display = True
        self.form.query_one("#promise").focus()

    def typed(self, text: str) -> None:
        """Something else stands in the line: read it, and work out the time to tell."""
        if text == self.form.words.promise:
            return
        desk = self.desk
        now = desk.clock.now()
        line = read_promise(text, now, desk.reading_times)
        told = line.time
        self.form.promise_unread = line.fault
        estimate_at = told.estimate_at if told else None
        self.form.put(
            promise=text,
            promise_text=line.text,
            promise_due_at=told.due_at if told else None,
            promise_estimate_at=told.at if told and told.is_estimate else None,
        )
        if told is not None and told.length is not None:
            length = told.length
            self.run_service(
                desk.promises.estimated, length, then=partial(self._take_estimate, text), group="told"
            )
        elif estimate_at is not None:
            self._ask_what_to_tell(estimate_at)

    def _take_estimate(self, text: str, found: "Estimate") -> None:
        """The length of working time that was typed comes to these times."""
        if self.form.words.promise == text:
            self.form.put(promise_estimate_at=found.estimate_at, promise_due_at=found.due_at)

    def _ask_what_to_tell(self, estimate_at: datetime) -> None:
        """The desk pads our estimate, by its working calendar."""
        self.run_service(
            self.desk.promises.padded, estimate_at, then=partial(self._take_told, estimate_at), group="told"
        )

    def _take_told(self, estimate_at: datetime, due_at: datetime) -> None:
        if self.form.words.promise_estimate_at == estimate_at:
            self.form.put(promise_due_at=due_at)
