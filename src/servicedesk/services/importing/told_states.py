"""What a row says of the state of a record that has ended here, and whether that is news.

A state that only follows from the times of a row is none where the record has gone further. A register that
was taken in as closed goes on saying what it said: its words reopen nothing when it comes again without
--state.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from servicedesk.domain.case_states import STAGES
from servicedesk.services.importing.file_row import FileRow, Setting, digest
from servicedesk.services.importing.history import has_ended
from servicedesk.storage import matching

KINDS = frozenset({"case", "followup", "promise"})
"""Kinds whose records have a state."""
_SOURCE = ""
_STAGE = {name: place for place, (_time, name) in enumerate(STAGES)}


class ToldStates:
    """Remembers what rows said before they were taken for history; `kind` is that of their records."""

    def __init__(self, setting: Setting, kind: str) -> None:
        self.setting = setting
        self.kind = kind
        self._before: dict[str, int] = {}

    def remember(self, rows: Iterable[FileRow]) -> None:
        """Keep what rows that were taken for history say of the state themselves."""
        if not self.setting.history:
            return
        pairs = {
            _key(row.record_id, told): row.record_id
            for row in rows
            if row.record_id and (told := row.values.get("told_state"))
        }
        known = matching.by_key(self.setting.db, self.kind, _SOURCE, pairs)
        fresh = [pair for pair in pairs.items() if pair[0] not in known]
        matching.remember_keys(self.setting.db, self.kind, _SOURCE, fresh)

    def prepare(self, rows: Iterable[FileRow]) -> None:
        """Look up what was said before of the records of these rows."""
        self._before = {}
        if self.kind not in KINDS or self.setting.is_own or self.setting.history:
            return
        keys = [
            _key(row.record_id, state)
            for row in rows
            if (state := row.values.get("state")) and not has_ended(self.kind, state)
        ]
        if keys:
            self._before = matching.by_key(self.setting.db, self.kind, _SOURCE, keys)

    def leave_out(self, record_id: int, values: dict[str, Any], held: Mapping[str, Any]) -> None:
        """Take the state out of `values` where it says nothing that was not known of the record `held`."""
        state = values.get("state")
        if state is None or self.setting.is_own:
            return
        is_known = has_ended(self.kind, held["state"]) and _key(record_id, state) in self._before
        if is_known or (values.get("state_is_guessed") and not is_further(self.kind, state, held["state"])):
            values["state"] = None
            # What the times of an end were kept in words for says nothing any more.
            if ends := values.pop("kept_ends", None):
                values["kept"] = [one for one in values["kept"] if one not in ends]


def is_further(kind: str, state: str, held: str) -> bool:
    """Whether a record in the state `held` has not come as far as `state`."""
    if kind == "case" and held in _STAGE:
        return _STAGE[state] > _STAGE[held]
    # Whoever was not reached at first may have been reached since.
    return not has_ended(kind, held) or (kind, held, state) == ("followup", "missed", "held")


def _key(record_id: int, state: str) -> str:
    return digest(f"told\x1f{record_id}\x1f{state}")
