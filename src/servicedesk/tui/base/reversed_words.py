"""What is said after an undo or a redo, and by which key it goes the other way."""

from servicedesk.domain.reversal_words import reversal_words
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import sentences
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import BY_ID, Keys

BACK = {"undo": ("app.redo", N_("{key} brings it back.")), "redo": ("app.undo", N_("{key} takes it back."))}
"""After which of the two: the action that goes the other way, and what it does."""


def reversed_words(change: Change, keys: Keys) -> str:
    """`Undone: assigned C-206 Zoe Grant (pump leaks). U brings it back.`"""
    action, words = BACK[change.verb.partition(" ")[0]]
    key = keys.shown(BY_ID[action]).split()[0]
    return sentences(reversal_words(change), _(words).format(key=key))
