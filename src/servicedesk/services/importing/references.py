"""Records of a file that name other records of the same file, or the call that opened them.

They are pointed at one another when the whole file is in. A reference that closes a ring within the file
rejects its row; one that leads to nobody, or would close a ring with what is here, is left out and counted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from servicedesk.domain.case_states import MERGED, WAITING
from servicedesk.domain.numbers import parse_any_number
from servicedesk.domain.records import RECORDS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import Field
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import Came, FileRow, Setting
from servicedesk.storage import import_references
from servicedesk.storage.complaints import end_of_merge
from servicedesk.storage.import_references import Pointer

LONGEST_CHAIN = 100
"""Cases merged into cases merged into cases: beyond that it is no desk that has written the file."""


class Rings:
    """Whether what a row names leads back to the row, as far as the file has been read."""

    def __init__(self) -> None:
        self._above: dict[object, object] = {}
        self._placed: set[object] = set()

    def require_none(self, key: object, target: object, words: tuple[str, str]) -> None:
        """Raise RowError when `key` names itself, or what leads back to it; `words` say so of either."""
        if key == target:
            raise RowError("itself", words[0])
        if key in self._placed:
            return
        if self._end(key) == self._end(target):
            raise RowError("ring", words[1])
        self._placed.add(key)
        self._above[self._end(key)] = self._end(target)

    def _end(self, key: object) -> object:
        above = self._above
        while (upper := above.get(key)) is not None:
            # Halving the way keeps a chain as long as the file from taking the square of it.
            if (top := above.get(upper)) is not None:
                above[key] = top
            key = upper
        return key


def key_of(values: Mapping[str, Any], number: str) -> object:
    """By what other rows of the file name this one: its number in our own files, else its outside id."""
    return values.get(number) or values.get("external_id") or None


class Reference(NamedTuple):
    """A column of a kind of record that names another one, and the field of a file that fills it."""

    column: str
    source: str
    of: str

    def said(self, values: Mapping[str, Any]) -> object:
        """What the row says there: a number, or the id in another program; None for nothing."""
        return values.get(self.source) or values.get(f"{self.source}_external_id") or None


_ORDER = tuple(RECORDS)


def _refs(kind: str, *, to_earlier: bool) -> list[Field]:
    """The fields that name a record of a kind which is imported before this one, or that do not."""
    place = _ORDER.index(kind)
    refs = [one for one in FIELDS[kind] if one.type == "ref" and not one.excused]
    return [one for one in refs if (_ORDER.index(one.words) < place) == to_earlier]


LINKS = {kind: tuple(one.name for one in _refs(kind, to_earlier=True)) for kind in RECORDS}
"""Columns of each kind whose records are here before its own come."""
REFERENCES = {
    kind: tuple(
        Reference(one.name, one.file or one.name, one.words)
        for one in sorted(_refs(kind, to_earlier=False), key=lambda one: one.words != kind)
    )
    for kind in RECORDS
}
"""Columns of each kind that can be filled only when all are in: of its own kind first, then of later ones."""


_NAMED_EARLIER = {
    kind: tuple((one.file or one.name, one.words) for one in _refs(kind, to_earlier=True)) for kind in RECORDS
}


def known_by_now(came: Came, kind: str, values: dict[str, Any]) -> None:
    """Let what a row calls records of the files before it be the numbers that these have here."""
    for name, of in _NAMED_EARLIER[kind]:
        if values.get(name) is not None:
            values[name] = came.here(of, values[name])
    if values.get("opened"):
        values["opened"] = [came.here("case", number) for number in values["opened"]]


@dataclass(slots=True)
class _Naming:
    """A record and what its row says of others; `held` is what it held, None for a new one."""

    record_id: int
    values: Mapping[str, Any]
    held: Mapping[str, Any] | None

    @property
    def is_new(self) -> bool:
        return self.held is None

    @property
    def state(self) -> str | None:
        """How a case stands by its row, else as it stood here."""
        return self.values.get("state") or (self.held or {}).get("state")


@dataclass
class References:
    """Collects what the rows of a run say of each other, and points them at one another in the end."""

    setting: Setting
    kind: str
    number_field: str
    left_out: int = 0
    changed: set[int] = field(default_factory=set)
    """Records that were here before and differ now."""
    _waiting: list[_Naming] = field(default_factory=list)
    _moved: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.references = REFERENCES[self.kind]
        sources = {reference.source for reference in self.references}
        named = sources | {f"{source}_external_id" for source in sources} | {"links", "merges"}
        self._is_asked = bool(self.references) and not named.isdisjoint(self.setting.mapped)

    def add(self, row: FileRow, held: Mapping[str, Any] | None = None) -> bool:
        """Note what a row says, and whether it says anything; `held` is its record, None for a new one."""
        if not self._is_asked:
            return False
        values = row.values
        number = values.get(self.number_field)
        if self.setting.is_own and number and number != row.record_id:
            self._moved[number] = row.record_id
        says = any(reference.said(values) is not None for reference in self.references)
        if says or values.get("links") or values.get("merges"):
            kept = ("customer_id", "links", "merges", "updated_at", "closed_at", "state")
            said = {name: values[name] for name in kept if values.get(name) is not None}
            for reference in self.references:
                for name in (reference.source, f"{reference.source}_external_id"):
                    if values.get(name) is not None:
                        said[name] = values[name]
            self._waiting.append(_Naming(row.record_id, said, held))
            return True
        return False

    def require_no_ring(self, record_id: int, values: Mapping[str, Any]) -> None:
        """Raise RowError when a case that is here would be merged into one that stands merged into it."""
        target = values.get("merged_into")
        if self.kind != "case" or not self.setting.is_own or target is None:
            return
        target = self._moved.get(target, target)
        if end_of_merge(self.setting.db, target) == record_id:
            raise RowError("ring", _("The case that it is merged into stands merged into it."))

    def settle(self) -> None:
        """Point the records at one another: all rows are in."""
        if not self._waiting:
            return
        self.setting.loader.forget_numbers()
        for reference in self.references:
            self._point(reference)
        if self.kind == "case":
            from servicedesk.services.importing.case_links import LinkRows

            self._add_rows(LinkRows(self.setting))
        self.setting.transaction.clocks_moved(
            naming.record_id for naming in self._waiting if self.kind == "case"
        )

    # One column of all records

    def _point(self, reference: Reference) -> None:
        namings = [naming for naming in self._waiting if reference.said(naming.values) is not None]
        ids = self._ids(reference, (reference.said(naming.values) for naming in namings))
        is_wait = reference.column == "waiting_case_id"
        listed = [naming.record_id for naming in namings] if is_wait else ()
        standing = (
            import_references.targets(self.setting.db, "cases", reference.column, listed) if listed else {}
        )
        pointers: list[tuple[_Naming, Pointer]] = []
        for naming in namings:
            held = naming.held[reference.column] if naming.held else None
            if held is not None and not is_wait:
                # What a record is part of here, a file does not move.
                continue
            if is_wait and naming.state not in {WAITING, MERGED}:
                # It waits no more, whatever the file kept of it.
                continue
            value = ids.get(reference.said(naming.values))
            if is_wait and value == standing.get(naming.record_id):
                continue
            if value is None or value == naming.record_id or not self._is_meant(reference, naming, value):
                # Calls come after the cases that they opened, and point at them themselves.
                self.left_out += reference.of == self.kind
                continue
            pointers.append((naming, Pointer(naming.record_id, value)))
        if reference.of == self.kind:
            pointers = list(self._without_rings(reference, pointers))
        new = [pointer for naming, pointer in pointers if naming.is_new]
        also = {"state": MERGED} if reference.column == "merged_into" else {}
        import_references.point_new(self.setting.db, self.kind, reference.column, new, also)
        old = [pointer for naming, pointer in pointers if not naming.is_new]
        import_references.point(self.setting.loader, self.kind, reference.column, old, also)
        self.changed.update(pointer.record_id for pointer in old)

    def _ids(self, reference: Reference, said: Iterable[object]) -> dict[object, int]:
        """The record by what is said of it, for those that are here."""
        wanted = set(said)
        numbers = {number for number in wanted if isinstance(number, int)}
        moved = self._moved if reference.of == self.kind else {}
        found: dict[object, int] = {number: moved.get(number, number) for number in numbers}
        texts = sorted(text for text in wanted if isinstance(text, str))
        outside = self.setting.outside.find(reference.of, texts)
        for text in texts:
            spoken = parse_any_number(text)
            if text in outside:
                found[text] = outside[text]
            elif spoken and spoken[0] == reference.of:
                found[text] = spoken[1]
        self._whose = import_references.whose(
            self.setting.db, reference.of, set(found.values()), self.setting.loader.run_id
        )
        return {key: record_id for key, record_id in found.items() if record_id in self._whose}

    def _is_meant(self, reference: Reference, naming: _Naming, value: int) -> bool:
        """A number from another desk may be somebody else's here, unless this very run has brought it."""
        meant = self._whose[value]
        if not self.setting.is_own or (meant.is_of_run and reference.of == self.kind):
            return True
        mine = naming.held["customer_id"] if naming.held else naming.values.get("customer_id")
        return None in {mine, meant.customer_id} or mine == meant.customer_id

    def _without_rings(
        self, reference: Reference, pointers: list[tuple[_Naming, Pointer]]
    ) -> Iterator[tuple[_Naming, Pointer]]:
        """The pointers that neither lead back to their record nor make a chain without end."""
        above = {pointer.record_id: pointer.value for _naming, pointer in pointers}
        self._read_above(reference, above)
        for naming, pointer in pointers:
            at, steps = pointer.value, 0
            while steps <= LONGEST_CHAIN and at != pointer.record_id and at in above:
                at, steps = above[at], steps + 1
            if steps > LONGEST_CHAIN or at == pointer.record_id:
                del above[pointer.record_id]
                self.left_out += 1
            else:
                yield naming, pointer

    def _read_above(self, reference: Reference, above: dict[int, int]) -> None:
        """Add where what is pointed at points itself, as it stands in the tables."""
        table = "cases" if self.kind == "case" else "promises"
        wanted = set(above.values()) - above.keys()
        for _step in range(LONGEST_CHAIN):
            if not wanted:
                return
            found = import_references.targets(self.setting.db, table, reference.column, wanted)
            above.update(found)
            wanted = set(found.values()) - above.keys()

    # Links and merges of cases

    def _add_rows(self, rows: Any) -> None:
        said = (part[name] for naming in self._waiting for part, name in rows.named(naming.values))
        reference = Reference("", "", "case")
        ids = self._ids(reference, said)
        for naming in self._waiting:
            for part, name in rows.named(naming.values):
                other = ids.get(part[name])
                if other is None or other == naming.record_id or not self._is_meant(reference, naming, other):
                    self.left_out += name == "case"
                else:
                    rows.add(naming.record_id, part, other, is_new=naming.is_new)
        if self.references and "merges" not in self.setting.mapped:
            for naming in self._waiting:
                if self.references[0].said(naming.values) is not None:
                    rows.add_merge_record(naming.record_id, naming.values, is_new=naming.is_new)
        self.left_out += rows.write()
        self.changed.update(rows.changed)
