"""The limit of who sent a complaint, in words: `12315: due Fri 18:00 (7 working days ...); answered ...`."""

from collections.abc import Callable
from datetime import datetime

from servicedesk.domain.legal_limits import LegalLimit
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _, ngettext

Moment = Callable[[datetime], str]


def limit_words(limit: LegalLimit, now: datetime, moment: Moment) -> list[str]:
    """What is to be said of it: when it ends and why then, the extension, how it stands."""
    parts = [part for part in (_by_rule(limit, moment), _extension(limit, moment)) if part]
    return [*parts, standing(limit, now, moment)]


def limit_label(limit: LegalLimit) -> str:
    """What its line is headed with: legal limit, 12315."""
    source = clean_line(limit.sent.source)
    return _("legal limit, {source}").format(source=source) if source else _("legal limit")


def standing(limit: LegalLimit, now: datetime, moment: Moment) -> str:
    """Answered in time, or late; else that the answer is owed, or overdue."""
    late = limit.is_late(now)
    if limit.answered_at is not None:
        words = _("answered late, {when}") if late else _("answered in time, {when}")
        return words.format(when=moment(limit.answered_at))
    return _("not answered yet, overdue") if late else _("not answered yet")


def _by_rule(limit: LegalLimit, moment: Moment) -> str:
    if limit.by_rule_at is None:
        return ""
    if limit.is_working:
        days = ngettext("{count} working day", "{count} working days", limit.days)
    else:
        days = ngettext("{count} calendar day", "{count} calendar days", limit.days)
    return _("due {due}: {days} after {start}").format(
        due=moment(limit.by_rule_at),
        days=days.format(count=limit.days),
        start=moment(limit.sent.received_at),
    )


def _extension(limit: LegalLimit, moment: Moment) -> str:
    sent = limit.sent
    if sent.extended_to is None:
        return ""
    words = _("extended to {when}").format(when=moment(sent.extended_to))
    if sent.reason:
        words = _("{what}, because: {reason}").format(what=words, reason=clean_line(sent.reason))
    told = moment(sent.told_at) if sent.told_at else ""
    return _("{what}; told {when}").format(what=words, when=told) if told else words
