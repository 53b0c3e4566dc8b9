"""Cases: kinds, states, the table of allowed moves, priorities."""

from servicedesk.domain.errors import RefusedError
from servicedesk.i18n import N_, _

KINDS = ("complaint", "request", "enquiry", "suggestion")
KIND_LABELS = {
    "complaint": N_("complaint"),
    "request": N_("request"),
    "enquiry": N_("enquiry"),
    "suggestion": N_("suggestion"),
}

STATES = ("new", "working", "waiting", "solved", "told", "closed", "duplicate", "merged", "cancelled")
STATE_LABELS = {
    "new": N_("new"),
    "working": N_("working"),
    "waiting": N_("waiting"),
    "solved": N_("solved"),
    "told": N_("told"),
    "closed": N_("closed"),
    "duplicate": N_("duplicate"),
    "merged": N_("merged"),
    "cancelled": N_("cancelled"),
}

OPEN_STATES = ("new", "working", "waiting", "solved", "told")
"""States of a case that is still in the queue: even solved and told ones wait for their closing."""

UNSOLVED_STATES = ("new", "working", "waiting")
"""States in which the customer's trouble itself is not yet dealt with; only these can be overdue."""

ENDED_STATES = ("closed", "duplicate", "merged", "cancelled")

ALLOWED_MOVES: dict[str, frozenset[str]] = {
    "new": frozenset({"working", "waiting", "solved", "duplicate", "cancelled"}),
    "working": frozenset({"waiting", "solved", "duplicate", "cancelled"}),
    "waiting": frozenset({"working", "waiting", "solved", "duplicate", "cancelled"}),
    "solved": frozenset({"working", "told", "closed"}),
    "told": frozenset({"working", "closed"}),
    "closed": frozenset({"working"}),
    "duplicate": frozenset({"working"}),
    "cancelled": frozenset({"working"}),
    "merged": frozenset(),
}
"""New → working → waiting → solved → told → closed, side exits, and back to working when reopened.

A case that waits may come to wait for something else. Closing without telling is for the gates to refuse. A
merged case moves again when it has been unmerged.
"""

PRIORITIES = (1, 2, 3, 4)
DEFAULT_PRIORITY = 2
PRIORITY_NAMES = {1: "low", 2: "normal", 3: "high", 4: "urgent"}
PRIORITY_LABELS = {1: N_("low"), 2: N_("normal"), 3: N_("high"), 4: N_("urgent")}
PRIORITY_BY_NAME = {name: number for number, name in PRIORITY_NAMES.items()}


def require_move(old: str, new: str) -> None:
    """Raise RefusedError unless a case may go from `old` to `new`."""
    if new in ALLOWED_MOVES[old]:
        return
    allowed = ", ".join(_(STATE_LABELS[state]) for state in STATES if state in ALLOWED_MOVES[old])
    raise RefusedError(
        _("A case that is {old} cannot become {new}.").format(
            old=_(STATE_LABELS[old]), new=_(STATE_LABELS[new])
        ),
        _("From here it can become: {states}.").format(states=allowed or "–"),
    )
