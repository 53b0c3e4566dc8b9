"""What was undone or done again, in words that tell which record it was without a look at it."""

from typing import TYPE_CHECKING

from servicedesk.domain.numbers import PREFIXES, format_number
from servicedesk.domain.wording import counted_records, said_with, verb_label
from servicedesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change

SENTENCES = {"undo": N_("Undone: {what}."), "redo": N_("Done again: {what}.")}

SUBJECT_LENGTH = 40
"""So many characters of a subject tell which one it is."""


def reversal_words(change: "Change") -> str:
    """One sentence: `Undone: assigned C-206 Zoe Grant (pump leaks).`

    Of several records how many of which kind, of an import what it brought.
    """
    way, _blank, verb = change.verb.partition(" ")
    if verb.endswith(".import") and change.kinds:
        what = _("imported {records}").format(records=counted_records(change.kinds))
    else:
        what = _done(change, verb_label(verb))
    return _(SENTENCES[way]).format(what=what)


def not_undone(
    verb: str, actor: str, later: str, subject: tuple[str, int], named: tuple[str, str] = ("", "")
) -> str:
    """Why it stays: `assigned C-4 王芳 (leaks): Dana has changed it since (snoozed); nothing was undone.`"""
    what = done_to(verb, subject, named)
    words = _("{what}: {who} has changed it since ({later}); nothing was undone.")
    return words.format(what=what, who=actor or _("nobody"), later=verb_label(later))


def done_to(verb: str, subject: tuple[str, int], named: tuple[str, str]) -> str:
    """What was done to which record: `assigned C-206 Zoe Grant (pump leaks)`."""
    kind, record_id = subject
    label = verb_label(verb)
    return _with_name(label, _name(kind, record_id, named)) if kind in PREFIXES else label


def _done(change: "Change", verb: str) -> str:
    kind, record_id = change.subject or ("", 0)
    total = ngettext("{count} record", "{count} records", change.count).format(count=change.count)
    if kind not in PREFIXES:
        return said_with(verb, counted_records(change.kinds) if change.kinds else total)
    done = _with_name(verb, _name(kind, record_id, change.named))
    return said_with(done, _("{records} in all").format(records=total)) if change.count > 1 else done


def _name(kind: str, record_id: int, whose: tuple[str, str]) -> str:
    """C-206 Zoe Grant (pump leaks)."""
    who, subject = whose
    named = " ".join(part for part in (format_number(kind, record_id), who) if part)
    if subject:
        cut = subject if len(subject) <= SUBJECT_LENGTH else f"{subject[:SUBJECT_LENGTH].rstrip()}…"
        named = _("{name} ({subject})").format(name=named, subject=cut)
    return named


def _with_name(verb: str, named: str) -> str:
    # One word stands before what it was done to, several with a comma between.
    return said_with(verb, named) if " " in verb else f"{verb} {named}"
