"""What is said after an undo or a redo, and by which key it goes the other way."""

from typing import TYPE_CHECKING

from servicedesk.domain.errors import NewerChangeError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.reversal_words import reversal_words
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean_line, sentences
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import BY_ID, Keys
from servicedesk.tui.front import Front

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from servicedesk.services.drafts import GivenDraft

BACK = {"undo": ("app.redo", N_("{key} brings it back.")), "redo": ("app.undo", N_("{key} takes it back."))}
"""After which of the two: the action that goes the other way, and what it does."""


def undone(desk: "Desk", app: Front) -> "Change | GivenDraft | str":
    """Take back what was done last in this window: a draft that was given away, else an action.

    Right after a key that changed nothing only what an undo would take back, in words.
    """
    if app.changed_nothing:
        app.changed_nothing = False
        return desk.undo.proposed()
    return desk.drafts.take_back() or desk.undo.undo()


def refused_words(error: NewerChangeError, keys: Keys) -> str:
    """Why nothing was undone, and the key that shows what was done since."""
    if error.subject is None or error.subject[0] != "case":
        return error.on_screen or error.message
    key = keys.shown(BY_ID["rows.open"]).split()[0]
    shows = _("{key} on {number} shows what was done.").format(key=key, number=format_number(*error.subject))
    return sentences(error.on_screen, shows)


def reversed_words(change: "Change | GivenDraft | str", keys: Keys) -> str:
    """`Undone: assigned C-206 Zoe Grant (pump leaks). U brings it back.`"""
    if isinstance(change, str):
        key = keys.shown(BY_ID["app.undo"]).split()[0]
        words = _("The last key changed nothing. {key} again undoes: {what}")
        return words.format(key=key, what=change)
    if not isinstance(change, Change):
        who = clean_line(change.before.get("who", "")) or _("nobody")
        return _("Taken back: the call to finish belongs to {who} again.").format(who=who)
    action, words = BACK[change.verb.partition(" ")[0]]
    key = keys.shown(BY_ID[action]).split()[0]
    return sentences(reversal_words(change), _(words).format(key=key))
