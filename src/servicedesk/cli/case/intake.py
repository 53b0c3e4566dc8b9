"""What calls and cases have in common when they are added: the quick note, and a word on open cases."""

from typing import TYPE_CHECKING

from servicedesk.cli.frame import context, diagnostics
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _, ngettext

if TYPE_CHECKING:
    from servicedesk.domain.call_note import CallOfNote
    from servicedesk.domain.quick_note import QuickNote
    from servicedesk.services.desk import Desk

MOST_NAMED = 3
SHOWN_SUBJECT = 40


def read_note(line: str) -> "QuickNote":
    """The quick note that a line is."""
    from datetime import time

    from servicedesk.domain.quick_note import parse_quick_note

    hour = time.fromisoformat(context.settings().followup_hour)
    return parse_quick_note(line, context.now(), context.reading_times(), hour)


def read_call_note(line: str, call: "CallOfNote") -> "QuickNote":
    """The quick note of a call; what nothing is made for stays in its text."""
    from datetime import time

    from servicedesk.domain import call_note

    hour = time.fromisoformat(context.settings().followup_hour)
    return call_note.read_call_note(line, context.now(), context.reading_times(), hour, call)


def tell_open_cases(desk: "Desk", customer_id: int | None, new_case_id: int | None = None) -> None:
    """Name the customer's open cases on standard error, but for the one that was opened just now."""
    if customer_id is None:
        return
    held = [row for row in desk.links.open_cases_of(customer_id) if row.id != new_case_id]
    if not held:
        return
    named = [
        f"{format_number('case', row.id)} {clean_line(row.subject)[:SHOWN_SUBJECT]}".rstrip()
        for row in held[:MOST_NAMED]
    ]
    words = ngettext(
        "The customer has {count} open case already: {cases}.",
        "The customer has {count} open cases already: {cases}.",
        len(held),
    ).format(count=len(held), cases=_(", ").join(named) + (" ..." if len(held) > MOST_NAMED else ""))
    if new_case_id is not None:
        words += " " + _("If it is the same matter: servicedesk case merge {new} --into {old}").format(
            new=format_number("case", new_case_id), old=format_number("case", held[0].id)
        )
    diagnostics.say(words)
