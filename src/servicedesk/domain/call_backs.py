"""A call that nobody took owes its caller a call back."""

from datetime import timedelta

from servicedesk.domain.words.calls import UNANSWERED

OWED_FOR = timedelta(days=30)
"""Whom nobody has called back for so long does not wait any more."""

TO_CALL_BACK = "is:to-call-back"
"""The list of them: the last such call of each caller whom nobody has spoken to since."""


def outcome_by_direction(outcome: str, direction: str) -> str:
    """How a call that goes this way ended: nobody took it was missed if it came in, not answered if not."""
    if outcome not in UNANSWERED:
        return outcome
    return "no_answer" if direction == "out" else "abandoned"
