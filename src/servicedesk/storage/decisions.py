"""What somebody has decided of new cases: whose they are, when they are looked at again, that they end."""

from datetime import datetime
from typing import Any

from servicedesk.storage import driver
from servicedesk.storage.json_text import kept_changes
from servicedesk.storage.moments import stored

VERBS = ("work", "assign", "wait", "hand_off", "snooze", "solve", "cancel", "duplicate", "merge")
LOOKED_AT = 5000
"""So many of the newest lines of the history are looked at: more than anybody decides on in a day."""


def decided_since(db: driver.Connection, actor: str, since: datetime) -> int:
    """How many cases that were new, or nobody's, the actor has decided on since then."""
    verbs = [f"{again}case.{verb}" for again in ("", "redo ") for verb in VERBS]
    found = db.execute(
        "SELECT subject_id, changes FROM events"
        f" WHERE id > (SELECT coalesce(max(id), 0) - {LOOKED_AT} FROM events)"
        " AND kind = 'case' AND annulled_by IS NULL AND actor = ? AND at >= ?"
        f" AND verb IN ({', '.join('?' * len(verbs))})",
        (actor, stored(since), *verbs),
    )
    return len({case_id for case_id, changes in found if any(map(_decides, kept_changes(changes) or ()))})


def _decides(change: dict[str, Any]) -> bool:
    """Whether a change takes a case out of those that nobody has decided on."""
    if change["table"] != "cases" or change["op"] != "update":
        return False
    before = change["before"]
    return before.get("state") == "new" or before.get("owner") == "" or "snoozed_until" in before
