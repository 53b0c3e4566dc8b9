"""A wait in words: for whom, in whose time, until when, and what is to be done about it meanwhile."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from servicedesk.domain.numbers import format_number
from servicedesk.domain.policies.waiting import WHOM_LABELS, Reminders, Unlisted, WaitingReason
from servicedesk.domain.signs import in_brackets
from servicedesk.domain.text import clean_line, sentences
from servicedesk.i18n import N_, _

REMINDERS = (N_("ask again {when}"), N_("propose closing {when}"), N_("take up again {when}"))
"""What is to be done with a case that waits, in the order of policies.waiting.Reminders."""


class Waiting(NamedTuple):
    """How a case waits."""

    reason: WaitingReason
    since: datetime
    reminders: Reminders
    theirs_at: datetime | None
    """By when those we wait for are to be done, by their own clock; None for the customer."""
    case_id: int | None = None
    """The case that it waits for; None where it waits for somebody."""


REOPEN, FOLLOW = "reopen", "follow"
"""How work goes on after a closing: within the desk's time it is taken back, later a new case follows."""


class CameBack(NamedTuple):
    """What a contact of its customer means for a case: what it ends, or that it is closed."""

    case_id: int
    reason: str = ""
    """What it waited for; empty when it was no wait for the customer that ends."""
    wakes: bool = False
    """Whether the case was snoozed."""
    closed: str = ""
    """REOPEN or FOLLOW where the case is closed: what is done if the matter is not at its end."""


def would_end(found: CameBack) -> str:
    """What a call will end, before it is saved."""
    number = format_number("case", found.case_id)
    if found.closed:
        return is_closed(found)
    if found.reason:
        return _("ends the wait of {number}: {reason}").format(number=number, reason=clean_line(found.reason))
    return _("wakes {number}, which was snoozed").format(number=number)


def has_ended(found: CameBack) -> str:
    """What a call has ended."""
    number = format_number("case", found.case_id)
    if found.closed:
        return is_closed(found)
    if found.reason:
        text = _("{number} waits no more ({reason}) and is back at work")
        return text.format(number=number, reason=clean_line(found.reason))
    return _("{number} was snoozed and is awake").format(number=number)


def is_closed(found: CameBack) -> str:
    """That the customer waits for a word on a closed case, and how work on it is taken up again."""
    number = format_number("case", found.case_id)
    if found.closed == REOPEN:
        return _("{number} is closed: a word is owed; reopen it if there is more to do").format(number=number)
    words = _("{number} is closed: a word is owed; if there is more to do, open a case that follows it")
    return words.format(number=number)


def wait_parts(waiting: Waiting, now: datetime, shown: Callable[[datetime], str]) -> list[tuple[str, bool]]:
    """The wait, part by part, each with whether it is a warning; `shown` writes a time."""
    reason, theirs = waiting.reason, waiting.theirs_at
    whom = _(WHOM_LABELS[reason.whom])
    if waiting.case_id is not None:
        whom = format_number("case", waiting.case_id)
    parts = [
        (in_brackets(clean_line(reason.name), whom), False),
        (_("since {when}").format(when=shown(waiting.since)), False),
        whose_time(reason),
    ]
    todo = [
        (_(pattern).format(when=shown(at)), at)
        for pattern, at in zip(REMINDERS, waiting.reminders, strict=True)
        if at is not None and (at == waiting.reminders.first or at <= now)
    ]
    if theirs is not None:
        # Without a due time of their own they have until we ask again.
        what = todo.pop(0)[0] if todo and todo[0][1] == theirs else _("due {when}").format(when=shown(theirs))
        parts.append((_("their own time: {what}").format(what=what), theirs <= now))
    parts.extend((words, at <= now) for words, at in todo)
    return parts


def whose_time(reason: WaitingReason) -> tuple[str, bool]:
    """Whether the clock of the solution runs on, and whether it is odd that it does not."""
    if not reason.pauses:
        return _("the clock of the solution runs on"), False
    if reason.is_for_customer:
        return _("the clock of the solution stands still"), False
    return _("the clock of the solution stands still, though it is not the customer who is awaited"), True


def unlisted_words(unlisted: Unlisted) -> str:
    """That other words pause nothing, and end with nobody's contact; and which reason was perhaps meant."""
    words = _("“{reason}” is not among the waiting reasons: the clock runs on, whoever answers.")
    said = words.format(reason=clean_line(unlisted.words)[:40])
    if not unlisted.nearest:
        return said
    return sentences(said, _("Did you mean {name}?").format(name=unlisted.nearest))


def next_step(waiting: Waiting, shown: Callable[[datetime], str]) -> str:
    """What is to be done first, and when: ask again Mon 09:00; '' where nothing ever is."""
    for pattern, at in zip(REMINDERS, waiting.reminders, strict=True):
        if at is not None and at == waiting.reminders.first:
            return _(pattern).format(when=shown(at))
    return ""
