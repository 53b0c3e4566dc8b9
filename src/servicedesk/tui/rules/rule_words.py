"""What the names of the documents of rules are called on their pages; the text of a document keeps them."""

from servicedesk.i18n import N_, NP_

KEYS = {
    # Service targets
    "warn_at": N_("warn at per cent"),
    "first_response": N_("first reply"),
    "next_contact": N_("next contact"),
    "resolve": NP_("target", "solved"),
    "kind": N_("Kind of case"),
    "tier": N_("Tier of the customer"),
    "category": N_("category"),
    # Urgency
    "safety": N_("Health or safety"),
    "severity": N_("Severity"),
    "priority": N_("Priority"),
    "deadline": N_("Share of the target used, per cent"),
    "overdue": N_("Late"),
    "each_day": N_("each working day"),
    "most": N_("at most"),
    "promise": N_("Promise"),
    "near": N_("near"),
    "lapsed": N_("lapsed"),
    "waiting_customer": N_("The customer waits, hours"),
    "repeat": N_("Calls again"),
    "each_call": N_("each call"),
    "age": N_("Days since it came"),
    # Waiting reasons
    "nudge": N_("ask again after"),
    "longest": N_("at the longest"),
    "whom": N_("waits for"),
    "nudges": N_("times before closing"),
    "pauses": N_("stops the clock"),
    "calendar": N_("counted by"),
    # Sources, causes, macros
    "working_days": N_("working days"),
    "calendar_days": N_("calendar days"),
    "also": N_("also called"),
    "retired": N_("no longer offered"),
    "key": N_("key"),
    "note": N_("note"),
    "move": N_("does"),
    "waiting": N_("waits for"),
    "followup": N_("follow-up"),
    "promise_by": N_("promised by"),
    "set": N_("sets"),
    "owner": N_("owner"),
    "steps": N_("steps"),
    # Handling
    "reopen_days": N_("Days in which a case is reopened"),
    "contact_wakes": N_("A contact wakes a snoozed case"),
    "followup_after_closing": N_("Ask how it went after"),
    "currency": N_("Currency"),
    "remedy_limit": N_("Remedies need approval from"),
    "remedy_limit_by_tier": N_("The same limit by tier"),
    "how_to_complain": N_("How to complain"),
    "acknowledgement": N_("To acknowledge"),
    "thanks": N_("To thank"),
    "promise_padding": N_("Room in a promise"),
    "percent": N_("per cent more"),
    "round_minutes": N_("rounded up to minutes"),
    "gates": N_("Needed to close"),
}
"""Of most names, what a person says for it; others are shown as they are written."""

VALUES = {
    "customer": N_("the customer"), "supplier": N_("a supplier"), "department": N_("another department"),
    "other": N_("somebody else"), "work": N_("start work"), "wait": N_("wait"), "solve": N_("solve"),
    "tell": N_("tell the customer"), "clock": N_("the clock, nights too"),
}  # fmt: skip
"""Words of whom a case waits for, of moves, and of how time is counted."""

NUDGES = {0: N_("without end"), -1: N_("none: closing is proposed at once")}
"""Numbers that say something else than how often."""
