"""What the row of the outcome offers: by which letter each is taken, and which go with a call out.

A call that nobody took was abandoned when it came in, and not answered when it went out: either letter takes
the one that fits, and turning the call round turns it, too.
"""

from servicedesk.domain.words.calls import OUTCOMES
from servicedesk.i18n import NP_, _
from servicedesk.tui.forms.choice_row import RowChoice

SHORT = {
    "order_taken": NP_("short outcome", "order"),
    "wrong_number": NP_("short outcome", "wrong"),
}
"""The beginnings of longer words, for a row of 60 cells; no outcome has another word here than elsewhere."""

LETTERS = {"no_answer": "nb", "call_back": "c", "order_taken": "o", "abandoned": "bn", "wrong_number": "w"}
"""The letter that is shown, then others that take it."""

NATURAL_LETTER = "a"


def outcome_choices(kind: str, direction: str) -> list[RowChoice]:
    """First the outcome that follows by itself, then those that somebody may say."""
    natural = "case_opened" if kind else "answered"
    left_out = "abandoned" if direction == "out" else "no_answer"
    values = [value for value in LETTERS if value != left_out]
    choices = [RowChoice("", _(OUTCOMES.labels[natural]), NATURAL_LETTER, "0")]
    for place, value in enumerate(values, 1):
        letter, others = LETTERS[value][0], LETTERS[value][1:]
        choices.append(RowChoice(value, _short(value), letter, f"{others}{place}"))
    if kind:
        choices.append(RowChoice("answered", _(OUTCOMES.labels["answered"]), str(len(choices))))
    return choices


def _short(value: str) -> str:
    return _(SHORT.get(value) or OUTCOMES.labels[value])
