"""Case rows: the case, its labels, its notes, and what the handling of a complaint leaves."""

from collections.abc import Mapping
from typing import Any

from servicedesk.domain.case_states import MERGED, STAGES
from servicedesk.domain.moves import Act, Values
from servicedesk.domain.moves import cases as moves
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.case_parts import LISTS, PartRows
from servicedesk.services.importing.file_row import Setting, moment_text
from servicedesk.services.importing.plan import WHOLE_DAY, Plan
from servicedesk.services.importing.references import Rings, key_of
from servicedesk.services.owned_rows import LABELS

_OWNED = {"labels", "notes", *(one.source for one in LISTS)}
_AFTER_RECEIPT = ("acknowledged_at", "accepted_at", "thanked_at")


class CasePlan(Plan):
    """Cases."""

    kind = "case"
    required = ("subject",)
    links = ("customer_id",)
    parts = ("label", "note", "remedy", "handoff", "step")
    lists = (LABELS,)

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._has_state = setting.is_own or "state" in setting.mapped
        self._owns = bool(_OWNED & setting.mapped)
        self._parts = PartRows(setting)
        self._lists = [one for one in LISTS if one.source in setting.mapped]
        self._rings = Rings()

    def complete(self, values: dict[str, Any]) -> None:
        """A file without a state tells by its times how far a case has come."""
        self._require_no_ring(values)
        if not self.setting.is_own:
            self._require_order(values)
        if self._has_state:
            return
        for name, state in reversed(STAGES):
            if values.get(name) is not None:
                values["state"] = state
                return

    def _require_no_ring(self, values: dict[str, Any]) -> None:
        key = key_of(values, "number")
        if any(link["case"] == key for link in values.get("links") or ()):
            raise RowError("itself", _("A case cannot be linked with itself."))
        target = values.get("merged_into") or values.get("merged_into_external_id")
        if target is None:
            return
        if key is not None:
            words = (
                _("A case cannot be merged into itself."),
                _("The case that it is merged into leads back to it."),
            )
            self._rings.require_none(key, target, words)
        # Elsewhere it becomes merged when its target is found: else an open case would be nobody's any more.
        if self.setting.is_own and values.get("state") not in {None, MERGED}:
            raise RowError("state", _("A case that is merged into another has the state merged."))

    def _require_order(self, values: Mapping[str, Any]) -> None:
        received = values.get("received_at")
        for name in _AFTER_RECEIPT:
            at = values.get(name)
            if received is not None and at is not None and at + WHOLE_DAY < received:
                raise RowError("order", _("{field} is before the case was received.").format(field=name))

    def changes(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
        """As for every record; but a case that is merged here stays so, whatever state a file gives it."""
        found = super().changes(values, held)
        if held["merged_into"] is not None:
            found.pop("state", None)
        return found

    def owned(self, record_id: int, values: Mapping[str, Any]) -> None:
        """Labels, notes and lists of a new case."""
        if not self._owns:
            return
        super().owned(record_id, values)
        for note in values.get("notes") or ():
            self.own("case_notes", record_id, self._note(note, record_id, values))
        for one in self._lists:
            for row in self._parts.timed(one, self._parts.rows(one, values), values):
                self.own(one.table, record_id, row)

    def change_owned(self, record_id: int, values: Mapping[str, Any]) -> bool:
        """Labels as for the lists of a customer; notes are only ever added."""
        if not self._owns:
            return False
        changed = super().change_owned(record_id, values)
        changed = self._change_lists(record_id, values) or changed
        known = {row["text"] for row in self.held("case_notes", record_id)}
        for note in values.get("notes") or ():
            if note["text"] and note["text"] not in known:
                known.add(note["text"])
                self.setting.transaction.insert("case_notes", self._note(note, record_id, values))
                changed = True
        return changed

    def _change_lists(self, record_id: int, values: Mapping[str, Any]) -> bool:
        changed = False
        for one in self._lists:
            held = self.held(one.table, record_id)
            if values.get(one.source) is None:
                if self.clears(one.source):
                    changed = self.sync(one.table, record_id, held, []) or changed
                continue
            wanted = self._parts.wanted(one, values, held)
            if wanted is not None:
                changed = self.sync(one.table, record_id, held, wanted) or changed
        return changed

    def _note(self, note: Mapping[str, Any], case_id: int, values: Mapping[str, Any]) -> Values:
        at = note["at"] or values.get("received_at")
        act = Act(note["actor"], moment_text(at) if at else self.setting.now)
        return moves.note(act, case_id, note["text"])
