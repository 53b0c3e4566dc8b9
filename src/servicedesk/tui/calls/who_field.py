"""WhoField: a message that is pasted over several lines is who and what, as the shell's `call add` reads it.

    138 0000 1111 the air conditioner leaks
    since Monday, second time                  → Who 138 0000 1111, What both lines of words

A name alone in the line above the number belongs to it. Where no line near the beginning has a number all is
one line, of which the form parts what belongs to the note.
"""

from textual import events
from textual.message import Message

from servicedesk.domain.caller_field import CallerField, has_signs, read_caller_field, without_label
from servicedesk.domain.caller_line import is_name, name_and_number
from servicedesk.domain.phones import digits_of
from servicedesk.domain.text import MAX_TEXT, clean
from servicedesk.tui.calls.call_words import WHOLE_NUMBER
from servicedesk.tui.forms.fields import LINE_LIMIT, LineField

FIRST_LINES = 3
"""Lines with words in which the number of the caller is looked for: further down it belongs to the matter."""


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
        lines = clean(event.text[:MAX_TEXT]).strip().split("\n")
        place, found = self._numbered(lines)
        if len(lines) < 2 or found is None or self.value or len(event.text) > LINE_LIMIT:
            super()._on_paste(event)
            return
        event.prevent_default()
        event.stop()
        above, rest, caller = (
            [line for line in lines[:place] if line.strip()],
            lines[place + 1 :],
            found.caller,
        )
        name = without_label(above[0]).strip() if len(above) == 1 else ""
        if is_name(name) and not name_and_number(caller, self.phone_region)[0]:
            caller, above = f"{name} {caller}", []
        is_note = has_signs(found.text)
        words = [*above, *([] if is_note else [found.text]), *rest]
        self.post_message(self.Pasted(caller, found.text if is_note else "", "\n".join(words).strip()))

    def _numbered(self, lines: list[str]) -> tuple[int, CallerField | None]:
        """The place of the first line with a whole number of a caller, and who it is; None for none."""
        written = [(place, line) for place, line in enumerate(lines) if line.strip()]
        for place, line in written[:FIRST_LINES]:
            found = read_caller_field(line, self.phone_region)
            number = digits_of(name_and_number(found.caller, self.phone_region)[1])
            if len(number) >= WHOLE_NUMBER and not found.is_part and not found.is_identity:
                return place, found
        return 0, None
