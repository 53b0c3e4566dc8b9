"""What is said after an undo or a redo, and by which key it goes the other way."""

from typing import TYPE_CHECKING

from servicedesk.domain.reversal_words import reversal_words
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean_line, sentences
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import BY_ID, Keys

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from servicedesk.services.drafts import GivenDraft

BACK = {"undo": ("app.redo", N_("{key} brings it back.")), "redo": ("app.undo", N_("{key} takes it back."))}
"""After which of the two: the action that goes the other way, and what it does."""


def undone(desk: "Desk") -> "Change | GivenDraft":
    """Take back what was done last in this window: a draft that was given away, else an action."""
    return desk.drafts.take_back() or desk.undo.undo()


def reversed_words(change: "Change | GivenDraft", keys: Keys) -> str:
    """`Undone: assigned C-206 Zoe Grant (pump leaks). U brings it back.`"""
    if not isinstance(change, Change):
        who = clean_line(change.before.get("who", "")) or _("nobody")
        return _("Taken back: the call to finish belongs to {who} again.").format(who=who)
    action, words = BACK[change.verb.partition(" ")[0]]
    key = keys.shown(BY_ID[action]).split()[0]
    return sentences(reversal_words(change), _(words).format(key=key))
