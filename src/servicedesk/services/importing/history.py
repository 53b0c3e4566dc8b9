"""An old register taken in as history: what it tells of has ended, and asks nothing of anybody any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servicedesk.domain.case_states import CLOSED, ENDED_STATES, MERGED, WAITING
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import field_label, not_in_list
from servicedesk.domain.words.lists import LISTS
from servicedesk.i18n import _

_LISTS = {"case": "case_state", "followup": "followup_state", "promise": "promise_state"}
_OPEN = {"followup": "planned", "promise": "open"}
_TIMES = (
    "received_at",
    "acknowledged_at",
    "first_reply_at",
    "solved_at",
    "told_at",
    "created_at",
    "updated_at",
)
"""What a row may tell of a case; the last of them is when it was closed, unless it tells that itself."""


@dataclass(frozen=True, slots=True)
class History:
    """What the user says of the state of all rows.

    An ended `state` holds for every row whose own state has not ended, another one for those that tell none.
    Of cases received before `closed_before` the state is closed.
    """

    state: str = ""
    closed_before: datetime | None = None

    def take(self, kind: str, values: dict[str, Any]) -> None:
        """Give the values of a row the state that it has as history."""
        state = self._state(kind, values)
        if state is None:
            return
        if not values.get("state_is_guessed"):
            values["told_state"] = values.get("state")
        values["state"], values["state_is_guessed"] = state, False
        if kind == "case" and state == CLOSED and values.get("closed_at") is None:
            known = [at for name in _TIMES if (at := values.get(name)) is not None]
            if known:
                values["closed_at"] = max(known)

    def ends(self, kind: str, values: Mapping[str, Any]) -> bool:
        """Whether the record of a row has ended, as the row says or as the user says of it."""
        state = self._state(kind, values) or values.get("state")
        return state is not None and has_ended(kind, state)

    def _state(self, kind: str, values: Mapping[str, Any]) -> str | None:
        own = values.get("state")
        if own is not None and has_ended(kind, own):
            # As it ended, so it stays; of a closed case the time may still be missing.
            return own if own == CLOSED and (self.state or self._is_old(values)) else None
        if self._is_old(values):
            return CLOSED
        if self.state and (own is None or has_ended(kind, self.state)):
            return self.state
        return None

    def _is_old(self, values: Mapping[str, Any]) -> bool:
        received = values.get("received_at")
        return self.closed_before is not None and received is not None and received < self.closed_before


def has_ended(kind: str, state: str) -> bool:
    """Whether a record of the kind in that state is history."""
    return state in ENDED_STATES if kind == "case" else state != _OPEN[kind]


def history(kind: str, state: str, closed_before: datetime | None) -> History | None:
    """What the user has asked, None for nothing; UsageError for what records of the kind cannot be."""
    word = clean_line(state)
    if not word and closed_before is None:
        return None
    if kind not in _LISTS or (closed_before is not None and kind != "case"):
        raise UsageError(
            _("Records of this kind have no such state."),
            _("--state is for cases, follow-ups and promises, --closed-before for cases."),
        )
    words = LISTS[_LISTS[kind]]
    meant = words.read(word) if word else ""
    if meant is None or meant in {MERGED, WAITING}:
        raise not_in_list(field_label("state", kind), words.only(*_givable(kind)))
    return History(str(meant), closed_before)


def _givable(kind: str) -> tuple[Any, ...]:
    # Into what a case is merged, or what it waits for, stands in each row or nowhere.
    return tuple(value for value in LISTS[_LISTS[kind]].values if value not in {MERGED, WAITING})
