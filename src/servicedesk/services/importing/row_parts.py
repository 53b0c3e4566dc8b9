"""Calls, follow-ups and promises that stand in the row of another record, and belong to it.

What can be known of them without asking is known before the row is taken: a part that cannot be read rejects
the row as a whole. Made are they when the record of their row is. A part is known again by its own id, else
by whose it is with all that it says, or with its time, and a follow-up by its turn, so that one which was
planned becomes the one that was held.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.exchange.converter import Converter
from servicedesk.exchange.mapped import Part
from servicedesk.exchange.part_names import CARD
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.customer_contacts import customers_came
from servicedesk.services.importing.file_row import FileRow, PartRow, Setting, digest, moment_text
from servicedesk.services.importing.links import CustomerLinks
from servicedesk.services.importing.part_reading import PartReader
from servicedesk.services.importing.plan import Plan
from servicedesk.services.importing.repeats import Places
from servicedesk.services.importing.told_states import is_further
from servicedesk.storage import matching
from servicedesk.storage.schema_map import TABLE_BY_KIND

SOURCE = ""
"""Under which the keys of parts are kept: the record that they belong to is named in each."""


@dataclass
class RowParts:
    """The parts of the rows of one run. `counts` has new, updated and unchanged by kind."""

    setting: Setting
    kind: str
    """The kind of the rows' own records."""
    parts: Sequence[tuple[Part, Converter]]
    plans: Mapping[str, Plan]
    on_conflict: str
    reader: PartReader
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    _claims: dict[str, Places] = field(default_factory=dict)
    """What was said in this file of each record of a kind."""
    _own: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """By the own id of a part: the line where it stands, and what is said there."""
    _held_own: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _calls: "array[int]" = field(default_factory=lambda: array("q"))

    def __post_init__(self) -> None:
        for part, _converter in self.parts:
            if part.kind != CARD:
                self.counts.setdefault(part.kind, Counter())
                self._claims.setdefault(part.kind, Places())
        self._link = {"customer": "customer_id", "case": "case_id", "call": "call_id"}.get(self.kind, "")

    # Before the row is taken

    def look(self, rows: Iterable[FileRow]) -> None:
        """Find the records that have own ids of parts of these rows."""
        self._held_own.clear()
        if self.setting.replaces:
            return
        wanted: dict[str, list[str]] = {}
        for row in rows:
            for part in row.parts:
                if own := part.row.values.get("external_id"):
                    wanted.setdefault(part.kind, []).append(own)
        for kind, texts in wanted.items():
            found = matching.by_external(self.setting.db, kind, self.setting.source, texts)
            held = matching.rows(self.setting.db, TABLE_BY_KIND[kind], set(found.values()))
            for text, number in found.items():
                self._held_own[kind, text] = held[number]

    def require_possible(self, row: FileRow, record_id: int) -> None:
        """Raise RowError where an id of a part is that of another part; `record_id` is 0 for a new row."""
        if self.setting.replaces:
            return
        for part in row.parts:
            own = part.row.values.get("external_id")
            if not own:
                continue
            said = f"{record_id}\x1f{row.keys[0].text}\x1f{part.exact}"
            line, before = self._own.setdefault((part.kind, own), (row.raw.line, said))
            column = self._header(part, "external_id")
            if before.split("\x1f")[1:] != said.split("\x1f")[1:]:
                raise RowError("twice", _("Line {line} has the same id already.").format(line=line), column)
            held = self._held_own.get((part.kind, own))
            if held and self._link and held.get(self._link) not in {None, record_id}:
                number = format_number(part.kind, held["id"])
                reason = _("Its id is that of {number}, which belongs to another record.")
                raise RowError("conflict", reason.format(number=number), column)

    def _header(self, part: PartRow, name: str) -> str:
        found = (one for one, _c in self.parts if (one.kind, one.place) == (part.kind, part.place))
        return next((one.mapping.used.get(name, "") for one in found), "")

    # When the records of the rows are there

    def apply(self, rows: Sequence[FileRow]) -> None:
        """Make the parts of rows that came to a record, or bring them up to date."""
        rows = [row for row in rows if row.record_id and row.parts]
        if not rows:
            return
        table = TABLE_BY_KIND[self.kind]
        mains = matching.rows(self.setting.db, table, {row.record_id for row in rows})
        for kind in self.counts:
            pairs = [(row, part) for row in rows for part in row.parts if part.kind == kind]
            if pairs:
                self._apply(kind, pairs, mains)

    def _apply(
        self, kind: str, pairs: Sequence[tuple[FileRow, PartRow]], mains: Mapping[int, Mapping[str, Any]]
    ) -> None:
        known = self._known(kind, pairs)
        stored = dict(known)
        new: list[PartRow] = []
        later: list[tuple[FileRow, PartRow]] = []
        open_: list[tuple[FileRow, PartRow]] = []
        # Whoever is known by what it says is no other's any more: places are looked at last.
        for row, part in pairs:
            self._give_links(part, row.record_id, mains[row.record_id])
            if number := self._number(part, known, part.keys[:2]):
                self._recognise(part, number, stored, (row, later))
            else:
                open_.append((row, part))
        for row, part in open_:
            if number := self._number(part, known, part.keys):
                self._recognise(part, number, stored, (row, later))
                continue
            number = part.row.record_id = self.setting.loader.number(self.plans[kind].table)
            new.append(part)
            self._claims[kind].put(number, part.told)
            exact, when, slot = part.keys
            known |= {key: number for key in (exact, slot) if key}
            known.setdefault(when, number)
            if own := part.row.values.get("external_id"):
                known[f"={own}"] = number
        self._insert(kind, new)
        self._update(kind, later)
        self._remember(kind, [part for _row, part in pairs], stored)
        self.counts[kind].update(part.becomes for part in new)
        self.counts[kind].update(part.becomes for _row, part in later)

    def _recognise(
        self,
        part: PartRow,
        number: int,
        stored: Mapping[str, int],
        later: tuple[FileRow, list[tuple[FileRow, PartRow]]],
    ) -> None:
        """Take a part for the record that it is, to be compared with it unless it says the very same."""
        claims = self._claims[part.kind]
        is_copy = claims.get(number) == part.told
        claims.put(number, part.told)
        part.row.record_id = number
        if is_copy or number == stored.get(part.keys[0]):
            # A hash that is known says that the very same has been imported.
            part.becomes = "unchanged"
            self.counts[part.kind]["unchanged"] += not is_copy
            return
        row, waiting = later
        waiting.append((row, part))

    def _known(self, kind: str, pairs: Sequence[tuple[FileRow, PartRow]]) -> dict[str, int]:
        """The records that are here by key, having given each part its keys."""
        db = self.setting.db
        turns: dict[tuple[int, int], list[str]] = {}
        for row, part in pairs:
            told = turns.setdefault((row.record_id, part.place), [])
            if part.exact not in told:
                told.append(part.exact)
            part.keys = _keys(self.kind, row.record_id, part, told.index(part.exact))
        texts = {key for _row, part in pairs for key in part.keys if key}
        known = matching.by_key(db, kind, SOURCE, texts)
        owns = [own for _row, part in pairs if (own := part.row.values.get("external_id"))]
        found = matching.by_external(db, kind, self.setting.source, owns) if owns else {}
        return known | {f"={own}": number for own, number in found.items()}

    def _number(self, part: PartRow, known: Mapping[str, int], keys: Iterable[str]) -> int:
        """The record that a part is, 0 for none: what another row of the file was found to be, it is not."""
        if own := part.row.values.get("external_id"):
            return known.get(f"={own}", 0)
        claims = self._claims[part.kind]
        for key in keys:
            number = known.get(key, 0)
            if number and claims.get(number) in {0, part.told}:
                return number
        return 0

    def _give_links(self, part: PartRow, record_id: int, main: Mapping[str, Any]) -> None:
        values = part.row.values
        for link in self.plans[part.kind].links:
            values[link] = record_id if link == self._link else main.get(link)

    def _insert(self, kind: str, new: Sequence[PartRow]) -> None:
        if not new:
            return
        self.plans[kind].insert([part.row for part in new])
        for part in new:
            part.becomes = "new"
        if kind == "call":
            self._calls.extend(part.row.record_id for part in new if part.row.values.get("case_id"))

    def _update(self, kind: str, later: Sequence[tuple[FileRow, PartRow]]) -> None:
        if not later:
            return
        plan = self.plans[kind]
        self.setting.loader.forget_numbers()
        ids = {part.row.record_id for _row, part in later}
        held = matching.rows(self.setting.db, plan.table, ids)
        plan.prepare(list(ids))
        for row, part in later:
            changed = self._change(row, part, plan, held[part.row.record_id])
            part.becomes = "updated" if changed else "unchanged"
        self.setting.loader.forget_numbers()

    def _change(self, row: FileRow, part: PartRow, plan: Plan, held: dict[str, Any]) -> bool:
        updated = row.values.get("updated_at")
        is_newer = updated is not None and moment_text(updated) > held["updated_at"]
        if self.on_conflict == "skip" or (self.on_conflict == "newest" and not is_newer):
            part.is_left = True
            return False
        values = part.row.values
        for link in plan.links:
            if held[link] is not None:
                values[link] = None
        if values.get("state_is_guessed") and not is_further(part.kind, values["state"], held["state"]):
            values["state"] = None
        changes = plan.changes(values, held)
        if not changes:
            return False
        if self.on_conflict == "fail":
            raise ServiceDeskError(
                _("Line {line} differs from {number}; nothing was imported.").format(
                    line=row.raw.line, number=format_number(part.kind, part.row.record_id)
                ),
                _("Import it with --on-conflict update, skip or newest."),
            )
        transaction = self.setting.transaction
        transaction.update(plan.table, part.row.record_id, changes)
        run_id = self.setting.loader.run_id
        transaction.record(f"{part.kind}.import", part.kind, part.row.record_id, run_id=run_id)
        return True

    def _remember(self, kind: str, parts: Iterable[PartRow], stored: Mapping[str, int]) -> None:
        pairs: dict[str, int] = {}
        for part in parts:
            exact, when, slot = part.keys
            if not part.is_left:
                pairs |= {key: part.row.record_id for key in (exact, slot) if key}
                pairs.setdefault(when, stored.get(when) or part.row.record_id)
        fresh = [(key, number) for key, number in pairs.items() if stored.get(key) != number]
        matching.remember_keys(self.setting.db, kind, SOURCE, fresh)

    def settle(self) -> None:
        """All rows are in: a case may have waited for a call of its customer."""
        if self._calls:
            self.setting.loader.forget_numbers()
            customers_came(self.setting.transaction, self._calls)

    # What is told

    def made(self, customers: CustomerLinks | None) -> dict[str, dict[str, int]]:
        """How many records of each kind are new, updated, unchanged; of customers the first two."""
        names = ("new", "updated", "unchanged")
        found = {}
        if customers:
            found["customer"] = {"new": customers.made, "updated": customers.fills.filled}
        return found | {kind: {name: of[name] for name in names} for kind, of in self.counts.items()}


def parts_of(
    setting: Setting, converter: Converter, plans: Mapping[str, type[Plan]], on_conflict: str
) -> RowParts | None:
    """What takes in the parts of the rows of a file; None where its rows have none."""
    if not converter.parts:
        return None
    mapped: dict[str, set[str]] = {}
    for part, _converter in converter.parts:
        if part.kind != CARD:
            mapped.setdefault(part.kind, set()).update(part.mapping.targets)
    made = {
        kind: plans[kind](replace(setting, mapped=frozenset(names), history=None))
        for kind, names in mapped.items()
    }
    reader = PartReader(setting, converter.mapping.kind, converter.parts, made)
    return RowParts(setting, converter.mapping.kind, converter.parts, made, on_conflict, reader)


def _keys(main: str, record_id: int, part: PartRow, turn: int) -> tuple[str, str, str]:
    """By what a part is known again, the strongest first; '' for what its kind is not known by.

    `turn` is how many others of its kind the same record has above it at the same place.
    """
    whose = f"{main}\x1f{record_id}"
    exact = digest(f"{whose}\x1fall\x1f{part.exact}")
    slot = digest(f"{whose}\x1fat\x1f{part.place}\x1f{turn}") if part.kind == "followup" else ""
    return exact, digest(f"{whose}\x1fwhen\x1f{part.when}"), slot
