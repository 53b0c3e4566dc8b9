"""One run: every row of a file is read, checked, and becomes new, updated, unchanged or rejected."""

from array import array
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, Protocol

from servicedesk.exchange.call_sides import says_incoming
from servicedesk.exchange.column import header_key
from servicedesk.exchange.columns import DELETED_AT
from servicedesk.exchange.converter import Converter
from servicedesk.exchange.mapped import Mapping
from servicedesk.exchange.readers import Table
from servicedesk.exchange.rows import RawRow, RowError
from servicedesk.exchange.time_values import ORDER_DOUBTS
from servicedesk.i18n import _
from servicedesk.services.case_waits import look_again
from servicedesk.services.customer_contacts import customers_came
from servicedesk.services.importing import read_apart
from servicedesk.services.importing.cases import CasePlan
from servicedesk.services.importing.changes import Changes
from servicedesk.services.importing.contacts import CONTACT_PLANS
from servicedesk.services.importing.continued import continued
from servicedesk.services.importing.customers import CustomerPlan
from servicedesk.services.importing.file_row import FileRow, Setting, packed, unpacked
from servicedesk.services.importing.identity import Identities
from servicedesk.services.importing.kept_words import shown
from servicedesk.services.importing.numbering import Numbers
from servicedesk.services.importing.part_reading import first_call, receipt_of
from servicedesk.services.importing.plan import Plan
from servicedesk.services.importing.read_ahead import batches
from servicedesk.services.importing.references import References, known_by_now
from servicedesk.services.importing.request import Reject, ShownPart, ShownRow
from servicedesk.services.importing.row_links import RowLinks
from servicedesk.services.importing.row_parts import parts_of
from servicedesk.services.importing.run_notes import (
    NewCalls,
    copies_words,
    left_out_words,
    shared_number_words,
    without_time_words,
)
from servicedesk.services.importing.sameness import Sameness
from servicedesk.services.importing.told_states import ToldStates
from servicedesk.storage import matching

BATCH = 1000
SHOWN_REJECTS = 20

_ALL_PLANS: tuple[type[Plan], ...] = (CustomerPlan, CasePlan, *CONTACT_PLANS)
PLANS: dict[str, type[Plan]] = {plan.kind: plan for plan in _ALL_PLANS}


class OrderDoubtError(Exception):
    """Day and month of a date further down are in doubt: all rows are to be looked at before any is taken."""


class RejectSink(Protocol):
    """Where rejected rows go."""

    def add(self, row: RawRow, error: RowError) -> None:
        """Keep a rejected row."""


class Run:
    """Takes rows in and counts them: new + updated + unchanged + rejected = read."""

    def __init__(self, setting: Setting, converter: Converter, on_conflict: str) -> None:
        self.setting = setting
        self.converter = converter
        self.sink: RejectSink | None = None
        self.kind = converter.mapping.kind
        self.plan = PLANS[self.kind](setting)
        self.links = RowLinks(setting, self.kind, self.plan.links, on_conflict)
        self.customers = self.links.customers
        sameness = Sameness(setting, self.kind, self.customers)
        self.identities = Identities(setting, self.kind, sameness)
        self.parts = parts_of(setting, converter, PLANS, on_conflict)
        self.references = References(setting, self.kind, self.identities.number_field)
        self.numbers = Numbers(setting, self.kind, self.plan.table, self.identities.number_field)
        self.told_states = ToldStates(setting, self.kind)
        self.changes = Changes(
            setting, self.plan, converter.mapping, on_conflict,
            self.links, sameness, self.identities, self.references, self.told_states,
        )  # fmt: skip
        self.counts = dict.fromkeys(("read", "new", "updated", "unchanged", "rejected"), 0)
        self.rejects: list[Reject] = []
        self.shown: list[ShownRow] = []
        self.to_show = 0
        self._shown_until = 0
        """The line of the last of the first rows, which are shown whatever becomes of them."""
        self._deleted_at = _place_of_deletion(converter.mapping)
        self._on_cases = array("q")
        """The calls that came with a case, which its customer may have ended waiting with."""
        self._cases_without_time = 0
        """New cases of which the row does not say when they came."""
        mapping = converter.mapping
        self._new_calls = NewCalls(mapping.is_own or says_incoming(mapping.headers))
        self.checks_only = False
        """Too much was rejected: the rest is only looked through, for the rejects file to be complete."""

    @property
    def related(self) -> dict[str, dict[str, int]]:
        """By kind what became of the records of the rows beside their own; nothing where there are none."""
        return self.parts.made(self.customers) if self.parts else {}

    @property
    def customers_new(self) -> int:
        """How many customers were made because rows named them."""
        return self.customers.made if self.customers else 0

    def take(self, table: Table, max_rejects: int | None, progress: Callable[[int], None] | None) -> None:
        """Take all rows in."""
        with closing(self._batches(table)) as coming:
            for batch in coming:
                self.counts["read"] += len(batch)
                if self.to_show and not self._shown_until:
                    self._shown_until = batch[: self.to_show][-1][0].line
                accepted = [row for raw, read in batch if (row := self._accepted(raw, read)) is not None]
                if max_rejects is not None and self.counts["rejected"] > max_rejects:
                    self.checks_only = True
                if self.checks_only:
                    # None of them changes anything any more.
                    self.counts["unchanged"] += len(accepted)
                else:
                    self._apply(accepted)
                if progress:
                    progress(self.counts["read"])
        if not self.checks_only:
            self._settle()

    def notes(self) -> list[str]:
        """What was left out on the way, in words."""
        cases, calls = self.links.missing
        copies = self.changes.repeats.copies
        completed = self.customers.fills.notes() if self.customers else ()
        left_out = left_out_words(cases, calls, self.references.left_out)
        return [
            *self.converter.notes(),
            *completed,
            *copies_words(copies),
            *without_time_words("case", self._cases_without_time),
            *self._new_calls.words(),
            *shared_number_words(self.links.of_nobody),
            *left_out,
            *(self.parts.reader.notes() if self.parts else ()),
        ]

    def _batches(self, table: Table) -> Generator[list[tuple[RawRow, FileRow | RowError]], None, None]:
        if self.parts:
            return batches(continued(table.rows(), self.converter.mapping), self._read, BATCH)
        file = table.file
        if file is None or not read_apart.is_worth_it(file, is_packed=table.is_packed):
            return batches(table.rows(), self._read, BATCH)

        def told() -> tuple[Any, Any]:
            return table.told, self.converter.tally

        def hear(noted: tuple[Any, Any]) -> None:
            table.told, self.converter.tally = noted

        def has_time(has_it: bool) -> None:
            self.plan.has_time = has_it

        source = read_apart.Source(
            table.rows, file, told, hear, packed, unpacked, has_time, table.begin_again
        )
        return read_apart.batches(source, self._read, BATCH)

    def _read(self, raw: RawRow) -> FileRow | RowError:
        """All that can be known of a row without asking the database; done ahead, in another thread."""
        read = self.converter.row(raw)
        if isinstance(read, RowError):
            return self._doubted(read)
        values = read.values
        try:
            keys = self.identities.keys(values)
            parts = self.parts.reader.read(raw, values) if self.parts else ()
            if isinstance(parts, RowError):
                return self._doubted(parts)
            self.plan.complete(values)
        except RowError as error:
            return error
        is_dated = self.kind != "case" or values.get("received_at") is not None
        receipt = None if is_dated else receipt_of(values, first_call(parts))
        whole = values if receipt is None else {**values, "received_at": receipt}
        row = FileRow(raw, values, self.plan.stored(whole), keys, hash(tuple(raw.cells)), parts=parts)
        self.plan.compute_ahead(row)
        return row

    def _doubted(self, error: RowError) -> RowError:
        """The reason to reject a row, unless all rows together may tell how its date is meant."""
        converters = (self.converter, *(converter for _part, converter in self.converter.parts))
        if error.code in ORDER_DOUBTS and any(one.may_know_better for one in converters):
            raise OrderDoubtError
        return error

    def _accepted(self, raw: RawRow, read: FileRow | RowError) -> FileRow | None:
        if isinstance(read, FileRow):
            if self.setting.came:
                known_by_now(self.setting.came, self.kind, read.values)
            return read
        self._reject(raw, read)
        return None

    def _reject(self, raw: RawRow, error: RowError) -> None:
        self.counts["rejected"] += 1
        reject = Reject(raw.line, error.column, error.reason, error.code)
        if len(self.rejects) < SHOWN_REJECTS:
            self.rejects.append(reject)
        if self.sink:
            self.sink.add(raw, error)
        self._show(raw.line, "rejected", {}, reject)

    def _show(self, line: int, becomes: str, values: dict[str, Any], reject: Reject | None = None) -> None:
        if line <= self._shown_until:
            self.shown.append(ShownRow(line, becomes, shown(self.kind, values), reject))

    # A batch

    def _apply(self, rows: Sequence[FileRow]) -> None:
        known = self.identities.find(rows)
        fresh: set[Any] = set()
        new: list[FileRow] = []
        later: list[FileRow] = []
        if self.parts:
            self.parts.look(rows)
        for row in rows:
            is_here = any(key in known or key in fresh for key in row.keys)
            try:
                if self.parts:
                    self.parts.require_possible(row, next((known[k] for k in row.keys if k in known), 0))
                if self._deleted_at is not None and row.raw.cells[self._deleted_at].strip():
                    self._pass_over_deletion(is_here=is_here)
                elif is_here:
                    later.append(row)
                else:
                    self._require_makeable(row, known)
                    fresh.update(row.keys)
                    new.append(row)
            except RowError as error:
                self._reject(row.raw, error)
        self._insert(new)
        self._update(later, known, fresh)
        if self.parts:
            self.parts.apply([row for row in rows if row.record_id])
            if self.shown:
                self._show_parts(rows)

    def _show_parts(self, rows: Sequence[FileRow]) -> None:
        by_line = {row.raw.line: row.parts for row in rows if row.record_id and row.parts}
        for place, one in enumerate(self.shown):
            if one.line in by_line:
                parts = [
                    ShownPart(part.kind, part.becomes, shown(part.kind, part.row.values))
                    for part in by_line[one.line]
                ]
                self.shown[place] = replace(one, parts=tuple(parts))

    def _pass_over_deletion(self, *, is_here: bool) -> None:
        """A record deleted where the file comes from is never deleted here without being asked."""
        if is_here:
            raise RowError("deleted", _("It was deleted where the file comes from, and is still here."))
        self.counts["unchanged"] += 1

    def _require_makeable(self, row: FileRow, known: Any) -> None:
        self.identities.require_number(row, known)
        self.plan.require_whole(row.values)
        self.links.link(row)

    def _note_came(self, rows: Sequence[FileRow]) -> None:
        if self.setting.came and self.setting.is_own:
            for row in rows:
                self.setting.came.add(self.kind, row.values.get(self.identities.number_field), row.record_id)

    # New records

    def _note_references(self, rows: Sequence[FileRow]) -> None:
        for row in rows:
            self.references.add(row)
            if self.kind == "call" and row.values["case_id"] is not None:
                self._on_cases.append(row.record_id)
            if self.links.opened:
                self.links.add_opened(row, row.values["customer_id"])

    def _settle(self) -> None:
        """All rows are in: those that name each other can be pointed at one another."""
        self.links.flush()
        self.references.settle()
        self.links.settle()
        if self.parts:
            self.parts.settle()
        if self._on_cases:
            self.setting.loader.forget_numbers()
            customers_came(self.setting.transaction, self._on_cases)
        self.setting.loader.forget_numbers()
        look_again(self.setting.transaction, None, run_id=self.setting.loader.run_id)
        self.changes.settle_times()
        late = self.changes.settled_late()
        self.counts["unchanged"] -= late
        self.counts["updated"] += late

    def _insert(self, rows: Sequence[FileRow]) -> None:
        if not rows:
            return
        self.links.flush()
        self.numbers.give(rows)
        self.plan.insert(rows)
        self.identities.remember(rows)
        self.told_states.remember(rows)
        self._note_came(rows)
        self._note_references(rows)
        for row in rows:
            self.changes.repeats.add(row)
        self.counts["new"] += len(rows)
        if self.kind == "call":
            self._new_calls.add(row.values for row in rows)
        elif self.kind == "case":
            self._cases_without_time += sum(
                row.values.get("received_at") is None
                and receipt_of(row.values, first_call(row.parts)) is None
                for row in rows
            )
        for row in rows[: self.to_show]:
            self._show(row.raw.line, "new", row.values)

    # Records that are here already

    def _update(self, rows: Sequence[FileRow], known: dict[Any, int], fresh: set[Any]) -> None:
        if not rows:
            return
        self.setting.loader.forget_numbers()
        if fresh:
            known = known | self.identities.find(rows)
        for row in rows:
            row.record_id = next((known[key] for key in row.keys if key in known), 0)
        self._note_came(rows)
        ids = {row.record_id for row in rows}
        held = matching.rows(self.setting.db, self.plan.table, ids)
        self.plan.prepare(list(ids))
        self.told_states.prepare(rows)
        touched: set[int] = set()
        for row in rows:
            if row.record_id in touched:
                # An earlier row of this batch has changed it.
                held |= matching.rows(self.setting.db, self.plan.table, [row.record_id])
                self.plan.prepare_again(row.record_id)
            try:
                changed = self.changes.take(row, held[row.record_id])
            except RowError as error:
                row.record_id = 0
                self._reject(row.raw, error)
                continue
            if changed:
                touched.add(row.record_id)
            becomes = "updated" if changed else "unchanged"
            self.counts[becomes] += 1
            self._show(row.raw.line, becomes, row.values)
        self.told_states.remember(rows)
        self.setting.loader.forget_numbers()


def _place_of_deletion(mapping: Mapping) -> int | None:
    """The column of one of our own exports of changes that says when a record was deleted."""
    if not mapping.is_own:
        return None
    spellings = {
        header_key(spelling) for spelling in (DELETED_AT.name, DELETED_AT.header, DELETED_AT.header_zh)
    }
    return next((place for place, name in enumerate(mapping.headers) if header_key(name) in spellings), None)
