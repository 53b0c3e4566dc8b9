"""The keys of what a preview proposes: whoever reads what comes next need not look for its key."""

from servicedesk.domain.case_states import NEW, SOLVED, TOLD, WAITING, WORKING
from servicedesk.keys.actions import BY_ID, Keys

STEP_ACTIONS = {
    NEW: ("case.begin", "case.solve"),
    WORKING: ("case.solve",),
    WAITING: ("case.begin", "case.solve"),
    SOLVED: ("case.tell",),
    TOLD: ("case.solve",),
}
"""By the state of a case the actions of NEXT_STEPS."""

OWED_ACTIONS = {
    "first_response": "case.reach",
    "next_contact": "case.reach",
    "resolve": "case.solve",
    "due": "case.solve",
    "promise": "case.promise",
    "handoff": "case.back",
}
"""By the kind of a deadline what meets it."""

LIMIT_ACTIONS = ("case.solve", "case.file")
"""What a legal limit asks for: solve and tell, for the answer alone ends it; or file an extension."""


ACTION_OF_GATE = {
    "acknowledged": "case.reach",
    "assessed": "case.file",
    "facts": "case.file",
    "cause": "case.cause",
    "remedy": "case.remedy",
    "told": "case.tell",
    "promises": "case.promise",
    "followup": "case.followup",
    "checklist": "case.checklist",
    "handoff": "case.back",
    "accepted_or_options": "case.answer",
    "remedy_done": "case.remedy",
}
"""Which action mends a gate."""


def keys_of(keys: Keys, *action_ids: str) -> str:
    """The first key of each, in brackets: " (B x)"; empty where nothing is to be pressed."""
    shown = [keys.shown(BY_ID[one]).split() for one in action_ids]
    pressed = " ".join(found[0] for found in shown if found)
    return f" ({pressed})" if pressed else ""
