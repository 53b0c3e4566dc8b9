"""The states of a case in one table, and what follows from it: which are open, which moves are allowed.

A state is added here, in the list of words, and in the constraint of the table (CONTRIBUTING, "a state").
"""

from typing import NamedTuple

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.words.cases import CASE_STATES
from servicedesk.i18n import N_, _

NEW, WORKING, WAITING, SOLVED, TOLD = "new", "working", "waiting", "solved", "told"
CLOSED, DUPLICATE, MERGED, CANCELLED = "closed", "duplicate", "merged", "cancelled"

TO_SOLVE = "to solve"
"""Category: the customer's trouble itself is not yet dealt with."""
TO_CLOSE = "to close"
"""Category: dealt with, and still in the queue until it is closed."""
DONE = "done"
"""Category: worked to its end."""
DROPPED = "dropped"
"""Category: ended without being worked to its end; no clock was ever to be met."""

RUNS, PAUSES, ANSWERS, STOPS = "runs", "pauses", "answers", "stops"
"""What the service clock does: every clock runs; the reason of waiting decides; only answers are still owed;
nothing is owed."""


class CaseState(NamedTuple):
    """What is known of one state."""

    name: str
    category: str
    clock: str
    verb: str
    """The verb in the history of a case that leads here."""
    leads_to: tuple[str, ...]
    """The states that a case in this one may become."""
    time: str = ""
    """The column with the time since when it is so; blank where there is none."""
    next_step: str = ""
    """What the handler is to do, as the preview says it; blank when nothing."""


_OUT = (DUPLICATE, CANCELLED)
TABLE = (
    CaseState(
        NEW, TO_SOLVE, RUNS, "case.open", (WORKING, WAITING, SOLVED, *_OUT),
        next_step=N_("next: start work, or solve"),
    ),
    CaseState(
        WORKING, TO_SOLVE, RUNS, "case.work", (WAITING, SOLVED, *_OUT),
        next_step=N_("next: solve"),
    ),
    # A case that waits may come to wait for something else.
    CaseState(
        WAITING, TO_SOLVE, PAUSES, "case.wait", (WORKING, WAITING, SOLVED, *_OUT), "waiting_since",
        N_("next: solve when the answer is there"),
    ),
    # Closing without telling is for the gates to refuse.
    CaseState(
        SOLVED, TO_CLOSE, ANSWERS, "case.solve", (WORKING, TOLD, CLOSED), "solved_at",
        N_("next: tell the customer"),
    ),
    CaseState(
        TOLD, TO_CLOSE, ANSWERS, "case.tell", (WORKING, CLOSED), "told_at",
        N_("next: close"),
    ),
    CaseState(CLOSED, DONE, STOPS, "case.close", (WORKING,), "closed_at"),
    CaseState(DUPLICATE, DROPPED, STOPS, "case.duplicate", (WORKING,)),
    # It moves again when it has been unmerged.
    CaseState(MERGED, DROPPED, STOPS, "case.merge", ()),
    CaseState(CANCELLED, DROPPED, STOPS, "case.cancel", (WORKING,)),
)  # fmt: skip
"""New → working → waiting → solved → told → closed, side exits, and back to working when reopened."""


def _in(*categories: str) -> tuple[str, ...]:
    return tuple(state.name for state in TABLE if state.category in categories)


STATES = tuple(state.name for state in TABLE)
UNSOLVED_STATES = _in(TO_SOLVE)
"""States in which the customer's trouble itself is not yet dealt with; only these can be overdue."""
OPEN_STATES = _in(TO_SOLVE, TO_CLOSE)
"""States of a case that is still in the queue: even solved and told ones wait for their closing."""
TO_CLOSE_STATES = _in(TO_CLOSE)
SOLVED_STATES = _in(TO_CLOSE, DONE)
"""States of a case whose trouble is dealt with."""
ENDED_STATES = _in(DONE, DROPPED)
DROPPED_STATES = _in(DROPPED)
ALLOWED_MOVES = {state.name: frozenset(state.leads_to) for state in TABLE}
CLOCKS_BY_STATE = {state.name: state.clock for state in TABLE}
NEXT_STEPS = {state.name: state.next_step for state in TABLE if state.next_step}
STAGES = tuple((state.time, state.name) for state in TABLE if state.time and state.name in SOLVED_STATES)
"""Times of a case and the state that begins with each, in order."""


def require_move(old: str, new: str) -> None:
    """Raise RefusedError unless a case may go from `old` to `new`."""
    if new in ALLOWED_MOVES[old]:
        return
    allowed = _(", ").join(_(CASE_STATES.labels[state]) for state in STATES if state in ALLOWED_MOVES[old])
    raise RefusedError(
        _("A case that is {old} cannot become {new}.").format(
            old=_(CASE_STATES.labels[old]), new=_(CASE_STATES.labels[new])
        ),
        _("From here it can become: {states}.").format(states=allowed or "–"),
    )
