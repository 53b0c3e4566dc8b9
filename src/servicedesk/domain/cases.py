"""Cases: kinds, labels of states (the states are in case_states), priorities."""

from servicedesk.i18n import N_

KINDS = ("complaint", "request", "enquiry", "suggestion")
KIND_LABELS = {
    "complaint": N_("complaint"),
    "request": N_("request"),
    "enquiry": N_("enquiry"),
    "suggestion": N_("suggestion"),
}

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

PRIORITIES = (1, 2, 3, 4)
DEFAULT_PRIORITY = 2
PRIORITY_NAMES = {1: "low", 2: "normal", 3: "high", 4: "urgent"}
PRIORITY_LABELS = {1: N_("low"), 2: N_("normal"), 3: N_("high"), 4: N_("urgent")}
PRIORITY_BY_NAME = {name: number for number, name in PRIORITY_NAMES.items()}
