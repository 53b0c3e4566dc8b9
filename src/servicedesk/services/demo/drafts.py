"""Two calls that were begun yesterday evening and wait to be finished."""

import json

from servicedesk.services.demo.days import HOUR, MINUTE, stored
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import unknown_phone

BODIES = (
    {"summary": "柜机夜里自动关机，早上又好了，问要不要来看", "kind": "complaint", "note": "+不制冷 @明天"},
    {
        "summary": "Asks whether the K3 fits a narrow sink, will send a photo",
        "kind": "enquiry",
        "note": "+fitting",
    },
)
"""By the field names of the call form."""
_STARTED = (17 * HOUR + 31 * MINUTE, 17 * HOUR + 52 * MINUTE)


def leave_drafts(office: Office) -> None:
    """Leave them to the actor, for a draft belongs to who typed it."""
    for body, language, second in zip(BODIES, ("zh", "en"), _STARTED, strict=True):
        began = office.days.at(-1, second)
        caller = unknown_phone(office.rng, language)
        row = {
            "id": office.ledger.new_id("drafts"),
            "kind": "call",
            "actor": office.me,
            "started_at": stored(began),
            "updated_at": stored(began + 100),
            "body": json.dumps({"who": caller, **body}, ensure_ascii=False),
        }
        office.ledger.add("drafts", row)
