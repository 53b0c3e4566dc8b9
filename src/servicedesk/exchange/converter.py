"""Convert the raw rows of one file to canonical rows, using what the whole file shows about its columns."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.text import brief, clean_line
from servicedesk.exchange import call_sides, time_values
from servicedesk.exchange.awaited_states import awaited_note, tell_awaited
from servicedesk.exchange.cell_forms import formed, with_words
from servicedesk.exchange.columns import FINISH_BY_KIND, column_named
from servicedesk.exchange.date_cells import is_bare_republic, since_1900, since_republic
from servicedesk.exchange.date_orders import OrderProof, Orders, find_orders, order_notes
from servicedesk.exchange.formats import FORMATS
from servicedesk.exchange.guards import GUARDS, unguarded
from servicedesk.exchange.header_units import money_of, seconds_of
from servicedesk.exchange.header_zones import in_its_zone
from servicedesk.exchange.joins import JOINS, filled
from servicedesk.exchange.list_values import is_long_number, is_rounded
from servicedesk.exchange.mapped import MappedColumn, Mapping, Part
from servicedesk.exchange.named_by_number import tell_number
from servicedesk.exchange.neutral import restored
from servicedesk.exchange.odd_cells import OddCells
from servicedesk.exchange.open_cases import OpenCases
from servicedesk.exchange.readers import Table
from servicedesk.exchange.rows import CanonicalRow, RawRow, RowError
from servicedesk.exchange.time_values import is_whole_day
from servicedesk.exchange.unlisted_words import (
    UnlistedColumn,
    UnlistedWords,
    read_note,
    read_words,
    unlisted_note,
)
from servicedesk.exchange.value_context import (
    ColumnFacts,
    Convert,
    KeptWord,
    OddCell,
    ReadWord,
    ValueContext,
    is_placeholder,
    says_nothing,
)
from servicedesk.exchange.values import OF_ONE, converter
from servicedesk.i18n import _, ngettext

_Tally = tuple[OddCells, UnlistedWords, UnlistedWords, Counter[str], Counter[str]]
_DATED = frozenset({"moment", "day", "birthday"})
_PAST = frozenset({"received_at", "started_at", "made_at", "solved_at", "closed_at", "done_at"})
"""When something has happened: a time to come is a slip of the pen, or day and month in the wrong order."""
_A_DAY = timedelta(days=1)
"""So far the clocks of two places may differ."""


def converter_for(
    table: Table, mapping: Mapping, context: ValueContext, *, looks_at_all: bool = False
) -> "Converter":
    """The converter for all rows of `table`; UsageError when its dates leave day and month in doubt.

    What the first rows show of the dates may be too little: see Converter.may_know_better.
    """
    rows = [(row.line, _as_meant(row.cells, mapping)) for row in table.first_rows()]
    sample = [cells for _line, cells in rows]
    orders = _date_orders(table, mapping, context, rows, looks_at_all=looks_at_all)
    facts = {
        mapped.target: ColumnFacts(
            kind=mapping.kind,
            is_own=mapping.is_own,
            date_order=_order_of(mapped, orders, context),
            has_midnights=mapping.is_own and FORMATS[table.format].has_sheets,
            republic="" if mapping.is_own else _first_of_republic(mapped, sample),
            lossy=not mapping.is_own and _is_lossy(mapped, sample),
            out_of_five=not mapping.is_own and _is_out_of_five(mapped, sample),
            of_one=not mapping.is_own and _is_of_one(mapped, sample),
            unit=1 if mapping.is_own else seconds_of(mapped, mapping.headers),
            money="" if mapping.is_own else money_of(mapped, mapping.headers),
        )
        for mapped in mapping.mapped
    }
    parts = [
        (part, converter_for(table, part.mapping, context, looks_at_all=looks_at_all))
        for part in mapping.parts
    ]
    return Converter(mapping, context, facts, orders, parts=parts)


def _order_of(mapped: MappedColumn, orders: Orders, context: ValueContext) -> str | None:
    """The order of the column's dates; that of all others for dates within a list, which prove none."""
    if mapped.column.type in _DATED:
        return next(filter(None, map(orders.by_place.get, mapped.sources)), None)
    proven = set(filter(None, orders.by_place.values()))
    return proven.pop() if len(proven) == 1 else context.date_order


def _as_meant(cells: Sequence[str], mapping: Mapping) -> Sequence[str]:
    """The cells of a row without what protects them from a spreadsheet."""
    cells = restored(cells, mapping.quotes) if mapping.quotes else cells
    return cells if mapping.is_own else unguarded(cells)


def _date_orders(
    table: Table,
    mapping: Mapping,
    context: ValueContext,
    sample: Sequence[tuple[int, Sequence[str]]],
    *,
    looks_at_all: bool,
) -> Orders:
    columns = [
        (source, mapping.headers[source])
        for mapped in mapping.mapped
        if mapped.column.type in _DATED
        for source in (mapped.sources if mapped.join == "first" else mapped.sources[:1])
    ]
    if context.is_order_said:
        return Orders({place: context.date_order for place, _header in columns})

    def whole() -> Iterator[tuple[int, Sequence[str]]]:
        return ((row.line, _as_meant(row.cells, mapping)) for row in table.rows() if row.fault is None)

    return find_orders(columns, sample, whole, context.date_order, looks_at_all=looks_at_all)


def _cells(mapped: MappedColumn, sample: Sequence[Sequence[str]]) -> list[str]:
    place = mapped.sources[0]
    return [cell for cells in sample if place < len(cells) and (cell := cells[place].strip())]


def _first_of_republic(mapped: MappedColumn, sample: Sequence[Sequence[str]]) -> str:
    """The first date of a column whose dates all have a bare year of the Republic of China; '' else."""
    if mapped.column.type not in _DATED:
        return ""
    cells = [cell for cell in _cells(mapped, sample) if not is_placeholder(cell)]
    return cells[0] if cells and all(map(is_bare_republic, cells)) else ""


def _is_lossy(mapped: MappedColumn, sample: Sequence[Sequence[str]]) -> bool:
    """Whether all long ids end in zeros; one by itself may do so by chance."""
    if not mapped.target.endswith("external_id"):
        return False
    long_ids = [cell for cell in _cells(mapped, sample) if is_long_number(cell)]
    return bool(long_ids) and all(is_rounded(cell) for cell in long_ids)


def _is_out_of_five(mapped: MappedColumn, sample: Sequence[Sequence[str]]) -> bool:
    if mapped.column.type != "percent":
        return False
    scores = {float(cell) for cell in _cells(mapped, sample) if _SCORE.fullmatch(cell)}
    return bool(scores) and 1 < max(scores) <= 5


def _is_of_one(mapped: MappedColumn, sample: Sequence[Sequence[str]]) -> bool:
    """Whether percentages stand as a workbook keeps them: 0.95 for what it shows as 95 %."""
    if mapped.column.type != "percent":
        return False
    cells = [cell for cell in _cells(mapped, sample) if cell[0].isdigit()]
    return all(map(OF_ONE.fullmatch, cells)) and any("." in cell.rstrip("0") for cell in cells)


_SCORE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")


class Converter:
    """Turns raw rows into canonical ones. `warnings` counts what was left out without rejecting a row."""

    def __init__(
        self,
        mapping: Mapping,
        context: ValueContext,
        facts: dict[str, ColumnFacts] | None = None,
        orders: Orders | None = None,
        *,
        parts: "Sequence[tuple[Part, Converter]]" = (),
    ) -> None:
        self.mapping = mapping
        self.parts = parts
        """The further records of a row, each read by a converter of its own."""
        orders = orders or Orders({})
        self.may_know_better = not orders.are_sure
        """A row that is rejected for the order of its date may be let in by one that looks at all rows."""
        self._proofs = orders.proofs
        self.context = context
        self.warnings = OddCells()
        self._facts = facts or {}
        self._now = RawRow(0, ())
        """The row that is being read."""
        self._kept: list[tuple[str, str, KeptWord]] = []
        """(field, header, word) of the row that is being read; see KeptWord."""
        self._unlisted = UnlistedWords()
        self._read = UnlistedWords()
        """Words of lists that say more than the value that they come to."""
        self._to_come: Counter[str] = Counter()
        """By header, the times of what has happened that are still to come."""
        self._awaited: Counter[str] = Counter()
        """By header, the cases that wait and of which nothing says for whom."""
        self._quotes = mapping.quotes
        self._guards = frozenset[str]() if mapping.is_own else GUARDS
        self._single: list[tuple[str, int, Convert]] = []
        self._joined: list[tuple[str, tuple[int, ...], str, Convert]] = []
        self._by_another: list[tuple[MappedColumn, Convert]] = []
        for mapped in mapping.mapped:
            read = self._reader(mapped)
            if mapped.rule and mapped.rule.by:
                self._by_another.append((mapped, read))
            elif len(mapped.sources) == 1 and mapped.join != "called":
                self._single.append((mapped.target, mapped.sources[0], read))
            else:
                self._joined.append((mapped.target, mapped.sources, mapped.join, read))
        self._beside = [(source, clean_line(mapping.headers[source])[:200]) for source in mapping.kept]
        self._source_by_target = {mapped.target: mapped.sources[0] for mapped in mapping.mapped}
        self._direction_at = None if mapping.is_own else self._source_by_target.get("direction")
        self._open_cases = OpenCases(mapping)
        self._fixed = {name: self._fixed_value(name, text) for name, text in mapping.fixed.items()}
        self._past = [mapped.target for mapped in mapping.mapped if mapped.target in _PAST]
        self._latest = context.now + _A_DAY
        self._finish = None if mapping.is_own or mapping.is_part else FINISH_BY_KIND[mapping.kind]

    def _reader(self, mapped: MappedColumn) -> Convert:
        facts = self._facts.get(mapped.target) or ColumnFacts(
            kind=self.mapping.kind, is_own=self.mapping.is_own, date_order=self.context.date_order
        )

        def warn(reason: KeptWord) -> None:
            self._keep(mapped, reason)

        context = in_its_zone(self.context, mapped, self.mapping)
        read = converter(mapped.column, context, facts, warn)
        if context.from_1904 and mapped.column.type in _DATED:
            read = _with_cells(read, since_1900)
        if facts.republic:
            read = _with_cells(read, since_republic)

        def read_time(text: str) -> datetime | None:
            try:
                return time_values.moment_or_none(text, facts.date_order, context.zone)
            except RowError:
                return None

        return with_words(
            formed(read, mapped.rule, read_time),
            self.mapping.words.get(mapped.target),
            mapped.column.choices if mapped.column.type == "choice" else "",
            warn,
        )

    def _fixed_value(self, name: str, text: str) -> Any:
        column = column_named(self.mapping.kind, name)
        return column and converter(
            column, self.context, ColumnFacts(self.mapping.kind), lambda _reason: None
        )(text)

    def _header(self, target: str) -> str:
        source = self._source_by_target.get(target)
        return "" if source is None else self.mapping.headers[source]

    def row(self, raw: RawRow) -> CanonicalRow | RowError:
        """The typed values of `raw`, or why it is rejected."""
        if raw.fault:
            return raw.fault
        cells = self._bare(raw)
        values: dict[str, Any] = {}
        self._kept, self._now = [], raw
        target = ""
        try:
            for target, source, read in self._single:
                text = cells[source]
                values[target] = read(text) if text else None
            for target, sources, how, read in self._joined:
                values[target] = JOINS[how]([cells[source] for source in sources], read)
            call_sides.tell_result(self._direction_at, cells, values)
            way = call_sides.find_way(self.mapping.sides, cells, values)
            for mapped, read in self._by_another:
                target = mapped.target
                place = call_sides.chosen_place(mapped, values, self._fixed, way)
                values[target] = None if place is None else read(cells[place])
            call_sides.settle(self.mapping.sides, cells, values, way)
            for target, value in self._fixed.items():
                if values.get(target) is None:
                    values[target] = value
            if self._finish:
                target = ""
                tell_number(values, self.mapping.kind, self.context.region)
                self._finish(values, partial(self.names_whole_day, raw))
        except RowError as error:
            error.column = error.column or self._header(target)
            return error
        if values.get("state") == WAITING or self._past or self._kept or self._beside:
            self._tell(cells, values)
        return CanonicalRow(raw.line, values)

    def _tell_awaited(self, cells: Sequence[str], values: dict[str, Any]) -> None:
        source = self._source_by_target.get("state")
        word = "" if source is None else cells[source]
        if word and not tell_awaited(values, word, self.mapping.words.get("state")):
            self._awaited[self._header("state")] += 1

    def _tell(self, cells: Sequence[str], values: dict[str, Any]) -> None:
        """Count times that cannot be yet, and put what is kept in words beside the values."""
        if values.get("state") == WAITING and not self.mapping.is_own:
            self._tell_awaited(cells, values)
        is_state_read = not any(target == "state" for target, *_word in self._kept)
        if self._open_cases and is_state_read and (too_far := self._open_cases.too_far(cells, values)):
            values["too_far"] = too_far
        for target in self._past:
            if (at := values.get(target)) is not None and at > self._latest:
                self._to_come[self._header(target)] += 1
        if (self._kept or self._beside) and (kept := self._all_kept(cells, values.get("name"))):
            values["kept"] = [*values.get("kept", ()), *kept]

    def _all_kept(self, cells: Sequence[str], name: str | None) -> list[tuple[str, str, str]]:
        """The words of the row that are in no list, and the cells of columns that fill no field."""
        self._unlisted.add(one for one in self._kept if not isinstance(one[2], ReadWord | OddCell))
        self._read.add(
            (name, header, read_words(word, word.label))
            for name, header, word in self._kept
            if isinstance(word, ReadWord)
        )
        beside = [
            ("", header, word)
            for source, header in self._beside
            if (word := clean_line(cells[source])) not in {"", name} and not says_nothing(word)
        ]
        return [(name, header, str(word)) for name, header, word in self._kept] + beside

    def _bare(self, raw: RawRow) -> Sequence[str]:
        """The cells without what was put before them for a spreadsheet's sake."""
        cells = raw.cells
        if not (self.mapping.is_part or "".join(cells).isprintable()):
            self.warnings.add_strays(cells, raw.line)
        if self._quotes:
            cells = restored(cells, self._quotes)
        if self._guards and not self._guards.isdisjoint([cell[:1] for cell in cells]):
            cells = unguarded(cells)
        return cells

    def _keep(self, mapped: MappedColumn, word: KeptWord) -> None:
        source = mapped.sources[0]
        if isinstance(word, OddCell):
            told = (source for source in mapped.sources if word in clean_line(self._now.cells[source]))
            source = next(told, source)
            self.warnings.add(self.mapping.headers[source], word.reason, self._now.line)
        # A result from which the state is read too stands in the record itself.
        if sum(source in other.sources for other in self.mapping.mapped) == 1:
            self._kept.append((mapped.target, clean_line(self.mapping.headers[source])[:200], word))

    @property
    def tally(self) -> "_Tally":
        """What notes() counts, where rows are converted in another process."""
        return self.warnings, self._unlisted, self._read, self._to_come, self._awaited

    @tally.setter
    def tally(self, counted: "_Tally") -> None:
        self.warnings, self._unlisted, self._read, self._to_come, self._awaited = counted

    @property
    def date_orders(self) -> dict[str, str]:
        """In which order the columns of dates are read, as far as one is needed: header → dmy, mdy, ymd."""
        of_parts = chain.from_iterable(converter.date_orders.items() for _part, converter in self.parts)
        return dict(of_parts) | {
            self._header(mapped.target): order
            for mapped in self.mapping.mapped
            if mapped.column.type in _DATED
            and (facts := self._facts.get(mapped.target))
            and (order := facts.date_order)
        }

    @property
    def unlisted(self) -> list[UnlistedColumn]:
        """The words met so far that are in no list, by column; those of the further records of rows, too."""
        of_parts = chain.from_iterable(converter.unlisted for _part, converter in self.parts)
        return [*self._unlisted.columns(), *of_parts]

    @property
    def order_proofs(self) -> list[OrderProof]:
        """What shows that dates are meant in another order than the desk's, of the parts of rows, too."""
        of_parts = chain.from_iterable(converter.order_proofs for _part, converter in self.parts)
        return [*self._proofs, *of_parts]

    def notes(self) -> list[str]:
        """What was left out so far, or kept as it was written, in words; and how dates are read."""
        return [*order_notes(self.order_proofs, self.context.date_order), *self.notes_on_cells()]

    def notes_on_cells(self) -> list[str]:
        """As notes(), without how dates are read."""
        kept = [
            *map(unlisted_note, self._unlisted.columns()),
            *map(read_note, self._read.columns()),
        ]
        to_come = [
            ngettext(
                "Column {header}: {count} time is still to come; is the order of day and month right?",
                "Column {header}: {count} times are still to come; is the order of day and month right?",
                count,
            ).format(header=brief(header), count=count)
            for header, count in sorted(self._to_come.items())
        ]
        republic = [
            _("Column {header}: {date} is {read}, for all its years count from 1912 (民國).").format(
                header=brief(self._header(target)),
                date=brief(one.republic),
                read=since_republic(one.republic),
            )
            for target, one in self._facts.items()
            if one.republic
        ]
        return (
            republic
            + kept
            + to_come
            + [awaited_note(header, count) for header, count in sorted(self._awaited.items())]
            + self.warnings.notes()
            + [note for _part, converter in self.parts for note in converter.notes_on_cells()]
        )

    def names_whole_day(self, raw: RawRow, target: str) -> bool:
        """Whether the cell that fills `target` is a day without a time."""
        facts = self._facts.get(target) or ColumnFacts(date_order=self.context.date_order)
        mapped = next(mapped for mapped in self.mapping.mapped if mapped.target == target)
        cells = _as_meant(raw.cells, self.mapping)
        cell = " ".join(filled([cells[source] for source in mapped.sources]))
        cell = since_republic(cell) if facts.republic else cell
        return ":" not in cell and is_whole_day(cell, facts.date_order, self.context.zone)


def _with_cells(read: Convert, meant: Callable[[str], str]) -> Convert:
    """`read` of what the cells of a column mean."""
    return lambda text: read(meant(text))
