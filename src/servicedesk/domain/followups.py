"""Follow-ups: a planned contact with a customer. States after EspoCRM's Planned, Held, Not Held."""

from servicedesk.i18n import N_

STATES = ("planned", "held", "missed", "cancelled")
STATE_LABELS = {
    "planned": N_("planned"),
    "held": N_("held"),
    "missed": N_("not held"),
    "cancelled": N_("called off"),
}

METHODS = ("call", "visit", "message", "email", "gift", "letter")
METHOD_LABELS = {
    "call": N_("phone"),
    "visit": N_("visit"),
    "message": N_("message"),
    "email": N_("e-mail"),
    "gift": N_("gift"),
    "letter": N_("letter"),
}
