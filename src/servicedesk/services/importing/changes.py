"""Records that are here already: whether a row may change its record, and what of it differs."""

from dataclasses import dataclass, field
from typing import Any

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number, number_named
from servicedesk.exchange.mapped import Mapping
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import FileRow, Setting, moment_text, stub_key
from servicedesk.services.importing.identity import REMEMBERED, Identities
from servicedesk.services.importing.plan import Plan
from servicedesk.services.importing.references import References
from servicedesk.services.importing.repeats import Repeats
from servicedesk.services.importing.row_links import RowLinks
from servicedesk.services.importing.sameness import Sameness
from servicedesk.services.importing.told_states import ToldStates
from servicedesk.storage import import_origins, matching


@dataclass
class Changes:
    """Brings the records of one run up to date, as `on_conflict` says."""

    setting: Setting
    plan: Plan
    mapping: Mapping
    on_conflict: str
    links: RowLinks
    sameness: Sameness
    identities: Identities
    references: References
    told_states: ToldStates
    repeats: Repeats = field(default_factory=Repeats)
    _times: dict[int, str] = field(default_factory=dict)
    """When records were changed last where a file of ours comes from."""
    _unchanged: set[int] = field(default_factory=set)
    """Records that name others and have not differed yet."""

    def take(self, row: FileRow, held: dict[str, Any]) -> bool:
        """Bring the record of a row up to date; whether anything differed. RowError where it may not."""
        if self._is_known_by_id(row) and self._is_copy(row, held):
            return False
        if row.keys[0].way == "uid" and row.keys[0].text != held["uid"]:
            self._take_uid(row, held)
        changed = self._change(row, held)
        self.repeats.add(row)
        if self.setting.is_own and self.on_conflict != "skip" and _is_newer(row.values, held):
            self._times[row.record_id] = moment_text(row.values["updated_at"])
        return changed

    def settle_times(self) -> None:
        """Let records be as old as where they come from, when nothing of this run changes them any more."""
        pairs = [(at, record_id) for record_id, at in self._times.items()]
        import_origins.write_updated_at(self.setting.db, self.plan.table, pairs)

    def _take_uid(self, row: FileRow, held: dict[str, Any]) -> None:
        """Let a card that other files of a desk have made be the one of that desk, which tells more of it."""
        key, created = row.keys[0], row.values.get("created_at")
        # What a blank cell means is known here: the stub has a tier, for nobody knew theirs.
        row.values["tier"] = row.values.get("tier") or ""
        at = moment_text(created) if created else held["created_at"]
        import_origins.write_uid(self.setting.db, self.plan.table, row.record_id, key.text, at)
        # From now on it is known by its uid.
        number = row.values.get(self.identities.number_field) or 0
        stub = stub_key(number, row.values.get("name") or "")
        matching.remember_keys(self.setting.db, self.plan.kind, "", [(stub, 0)])

    def settled_late(self) -> int:
        """How many records differ only by what they say of others; ServiceDeskError where none may."""
        late = self.references.changed & self._unchanged
        if late and self.on_conflict == "fail":
            number = format_number(self.plan.kind, min(late))
            raise ServiceDeskError(
                _("The file differs from {number}; nothing was imported.").format(number=number),
                _("Import it with --on-conflict update, skip or newest."),
            )
        return len(late)

    def _change(self, row: FileRow, held: dict[str, Any]) -> bool:
        # A hash that is known says that the very same row has been imported.
        if row.keys[0].way == "row" or self.on_conflict == "skip":
            return False
        values = row.values
        if self.on_conflict == "newest" and not _is_newer(values, held):
            return False
        self._require_same(row, held)
        self.told_states.leave_out(row.record_id, values, held)
        self.plan.is_newer = self.setting.is_own and _is_newer(values, held)
        transaction, kind = self.setting.transaction, self.plan.kind
        self.references.require_no_ring(row.record_id, values)
        self.links.relink(values, held)
        names_others = self.references.add(row, held)
        if self.links.opened:
            self.links.add_opened(row, values["customer_id"] or held["customer_id"])
        caught_up = self.plan.caught_up(row.record_id, values, held)
        changes = self.plan.changes(values, caught_up)
        if kind == "customer":
            changes |= _taken_over(row, held)
        if changes:
            transaction.update(self.plan.table, row.record_id, changes)
        owned = self.plan.change_owned(row.record_id, values)
        if not (changes or owned or caught_up is not held):
            if names_others:
                self._unchanged.add(row.record_id)
            return False
        self._unchanged.discard(row.record_id)
        # What a further row of the file adds to the record of an earlier one is no difference.
        if self.on_conflict == "fail" and not (self.mapping.parts and self.repeats.has(row)):
            raise self._differs(row)
        verb = "received" if kind == "case" and "received_at" in changes else "import"
        transaction.record(f"{kind}.{verb}", kind, row.record_id, run_id=self.setting.loader.run_id)
        if row.keys[-1].way in REMEMBERED:
            self.identities.remember([row])
        return True

    def _is_copy(self, row: FileRow, held: dict[str, Any]) -> bool:
        """Whether the file had the row before; RowError when it has said something else of the record.

        A row that says the same of it, and has another call, is no copy.
        """
        if not self.repeats.has(row):
            return False
        if self.repeats.is_copy(row):
            return True
        if not self.mapping.parts:
            raise self.repeats.twice(row)
        own = self.mapping.own_sources
        for mapped in self.mapping.mapped:
            if not set(mapped.sources) <= set(own):
                # When the second call was is not when the case came.
                row.values[mapped.target] = None
        links = dict.fromkeys(self.plan.links)
        if other := self.plan.changes(row.values | links, held):
            raise self.repeats.twice(row, self.mapping.used.get(next(iter(other)), ""))
        return False

    def _is_known_by_id(self, row: FileRow) -> bool:
        """Whether a second row of one record is a mistake; equal cards without an id are one card."""
        return row.keys[0].way not in REMEMBERED and not self.setting.replaces

    def _require_same(self, row: FileRow, held: dict[str, Any]) -> None:
        if self.setting.is_own or self.setting.replaces or not self._is_known_by_id(row):
            return
        try:
            self.sameness.require_no_conflict(row.values, held)
            self.identities.others.require_alike(row, held)
        except RowError:
            if self.on_conflict == "fail":
                raise self._differs(row) from None
            raise

    def _differs(self, row: FileRow) -> ServiceDeskError:
        return ServiceDeskError(
            _("Line {line} differs from {number}; nothing was imported.").format(
                line=row.raw.line, number=format_number(self.plan.kind, row.record_id)
            ),
            _("Import it with --on-conflict update, skip or newest."),
        )


def _taken_over(row: FileRow, held: dict[str, Any]) -> dict[str, Any]:
    """A card that was a stub, or written by hand, takes the outside id of its row."""
    external = next((key for key in row.keys if key.way == "external"), None)
    if external is None or held["external_id"] or number_named(external.text, "customer") == held["id"]:
        return {}
    return {"external_source": external.source, "external_id": external.text}


def _is_newer(values: dict[str, Any], held: dict[str, Any]) -> bool:
    updated = values.get("updated_at")
    return updated is not None and moment_text(updated) > held["updated_at"]
