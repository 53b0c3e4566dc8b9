"""WhoField: a message that is pasted over several lines is who and what, as the shell's `call add` reads it.

    138 0000 1111 the air conditioner leaks
    since Monday, second time                  → Who 138 0000 1111, What both lines of words

Where the first line has no number all is one line, of which the form parts what belongs to the note.
"""

from textual import events
from textual.message import Message

from servicedesk.domain.caller_field import read_caller_field
from servicedesk.domain.caller_line import name_and_number
from servicedesk.domain.phones import digits_of
from servicedesk.domain.quick_note import SIGNS
from servicedesk.domain.text import MAX_TEXT, clean
from servicedesk.tui.calls.call_words import WHOLE_NUMBER
from servicedesk.tui.forms.fields import LINE_LIMIT, LineField


class WhoField(LineField):
    """One line for the caller."""

    class Pasted(Message):
        """A paste that holds more than the caller: `note` has signs of the quick note, `words` are lines."""

        def __init__(self, caller: str, note: str, words: str) -> None:
            super().__init__()
            self.caller = caller
            self.note = note
            self.words = words

    phone_region = "CN"

    def _on_paste(self, event: events.Paste) -> None:
        """Part several lines; one line is what it was."""
        first, _break, rest = clean(event.text[:MAX_TEXT]).strip().partition("\n")
        found = read_caller_field(first, self.phone_region)
        number = digits_of(name_and_number(found.caller, self.phone_region)[1])
        is_parted = rest.strip() and not self.value and len(number) >= WHOLE_NUMBER
        if not is_parted or found.is_part or found.is_identity or len(event.text) > LINE_LIMIT:
            super()._on_paste(event)
            return
        event.prevent_default()
        event.stop()
        has_signs = any(word[0] in SIGNS for word in found.text.split())
        words = rest if has_signs else f"{found.text}\n{rest}"
        self.post_message(self.Pasted(found.caller, found.text if has_signs else "", words.strip()))
