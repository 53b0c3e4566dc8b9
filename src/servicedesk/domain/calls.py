"""Calls: one conversation with a customer, in or out, on any channel."""

from servicedesk.i18n import N_

DIRECTIONS = ("in", "out")
DIRECTION_LABELS = {"in": N_("in"), "out": N_("out")}

CHANNELS = ("phone", "email", "web", "wechat", "visit", "social", "letter")
CHANNEL_LABELS = {
    "phone": N_("phone"),
    "email": N_("e-mail"),
    "web": N_("web"),
    "wechat": N_("WeChat"),
    "visit": N_("visit"),
    "social": N_("social media"),
    "letter": N_("letter"),
}

OUTCOMES = ("answered", "case_opened", "order_taken", "call_back", "abandoned", "wrong_number")
OUTCOME_LABELS = {
    "answered": N_("answered"),
    "case_opened": N_("case opened"),
    "order_taken": N_("order taken"),
    "call_back": N_("call back"),
    "abandoned": N_("abandoned"),
    "wrong_number": N_("wrong number"),
}
