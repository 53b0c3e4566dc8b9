"""A line of the promises."""

from datetime import datetime
from typing import NamedTuple


class PromiseRow(NamedTuple):
    """What a customer was told we would do by `due_at`; `estimate_at` is our own, kept beside it."""

    id: int
    version: int
    text: str
    owner: str
    customer_id: int | None
    customer_name: str
    case_id: int | None
    call_id: int | None
    made_at: datetime
    estimate_at: datetime | None
    due_at: datetime
    state: str
    ended_at: datetime | None
    follows_id: int | None
    """The promise that this one takes the place of."""
    reason: str
    """Why it was told anew or withdrawn."""
    told_how: str = ""
    """The channel in which the customer was told this time; empty where nobody said."""
    told_words: str = ""

    def outcome(self, now: datetime) -> str:
        """`open`, `kept`, `slipped` (told anew in time), `broken` or `withdrawn`."""
        from servicedesk.domain.promises import outcome

        return outcome(self.state, self.due_at, self.ended_at, now)

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is still owed after the time that was told."""
        return self.state == "open" and self.due_at < now
