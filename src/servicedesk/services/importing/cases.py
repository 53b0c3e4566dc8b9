"""Case rows: the case, its labels and notes."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from servicedesk.domain.cases import DEFAULT_PRIORITY
from servicedesk.domain.labels import fold_label
from servicedesk.services.importing.file_row import Setting, moment_text
from servicedesk.services.importing.plan import Field, Plan, moment, text
from servicedesk.storage import matching

_STATE_BY_TIME = (("closed_at", "closed"), ("told_at", "told"), ("solved_at", "solved"))


class CasePlan(Plan):
    """Cases."""

    kind = "case"
    required = "subject"
    links = ("customer_id",)
    fields = (
        Field("kind", "kind", "complaint", clearable=False),
        Field("subject", "subject", clearable=False),
        text("description"),
        text("category"),
        text("channel"),
        Field("priority", "priority", DEFAULT_PRIORITY, clearable=False),
        Field("state", "state", "new", clearable=False),
        *(text(name) for name in ("waiting_reason", "owner", "department", "cause", "result")),
        Field("satisfaction", "satisfaction", None),
        Field("received_at", "received_at", None, moment_text, clearable=False),
        *(moment(name) for name in ("due_at", "first_reply_at", "solved_at", "told_at")),
        text("told_by"),
        text("told_words"),
        moment("closed_at"),
        moment("snoozed_until"),
    )
    owned_columns: ClassVar = {
        "case_labels": ("id", "case_id", "position", "label", "folded"),
        "case_notes": ("id", "case_id", "at", "actor", "text"),
    }

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._template[self.place["received_at"]] = setting.now
        self._has_state = setting.is_own or "state" in setting.mapped
        self._owns = bool({"labels", "notes"} & setting.mapped)
        self._held: dict[str, dict[int, list[dict[str, Any]]]] = {}

    def complete(self, values: dict[str, Any]) -> None:
        """A file without a state tells by its times how far a case has come."""
        if self._has_state:
            return
        for name, state in _STATE_BY_TIME:
            if values.get(name) is not None:
                values["state"] = state
                return

    def owned(self, record_id: int, values: Mapping[str, Any]) -> None:
        """Labels and notes of a new case."""
        if not self._owns:
            return
        for position, label in enumerate(values.get("labels") or ()):
            self.own("case_labels", record_id, position, label, fold_label(label))
        for note in values.get("notes") or ():
            self.own("case_notes", record_id, self._note_time(note, values), note["actor"], note["text"])

    def prepare(self, ids: Sequence[int]) -> None:
        """Read what the cases `ids` own, for change_owned()."""
        db = self.setting.db
        self._held = {table: matching.owned_rows(db, table, "case", ids) for table in self.owned_columns}

    def change_owned(self, record_id: int, values: Mapping[str, Any]) -> bool:
        """Labels as for the lists of a customer; notes are only ever added."""
        if not self._owns:
            return False
        changed = self._change_labels(record_id, values)
        known = {row["text"] for row in self._held["case_notes"].get(record_id, ())}
        for note in values.get("notes") or ():
            if note["text"] and note["text"] not in known:
                known.add(note["text"])
                at = self._note_time(note, values)
                row = {"case_id": record_id, "at": at, "actor": note["actor"], "text": note["text"]}
                self.setting.transaction.insert("case_notes", row)
                changed = True
        return changed

    def _change_labels(self, record_id: int, values: Mapping[str, Any]) -> bool:
        given = values.get("labels")
        if given is None and not self.clears("labels"):
            return False
        held = self._held["case_labels"].get(record_id, [])
        wanted = list(given or ())
        if given is not None and not self.setting.is_own:
            known = {row["folded"] for row in held}
            wanted = [row["label"] for row in held] + [
                label for label in wanted if fold_label(label) not in known
            ]
        rows = [
            {"label": label, "folded": fold_label(label), "position": position}
            for position, label in enumerate(wanted)
        ]
        return self.sync("case_labels", record_id, held, rows)

    def _note_time(self, note: Mapping[str, Any], values: Mapping[str, Any]) -> str:
        at = note["at"] or values.get("received_at")
        return moment_text(at) if at else self.setting.now
