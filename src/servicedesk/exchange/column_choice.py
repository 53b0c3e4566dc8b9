"""Which of the columns that could fill a field do, and whether they do so together."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from servicedesk.domain.text import brief
from servicedesk.exchange.column import Column, header_key
from servicedesk.exchange.column_labels import column_label
from servicedesk.exchange.header_places import ALIAS, FALLBACK, LOOSE, PART, PROFILE
from servicedesk.exchange.mapped import MappedColumn
from servicedesk.exchange.mapping_faults import two_on_one
from servicedesk.exchange.named_columns import is_list
from servicedesk.exchange.register_words import is_remark_name
from servicedesk.i18n import _

_CLOCK = re.compile(
    r"(?:上午|下午|早上|早晨|清晨|中午|傍晚|晚上|晚间|夜里|夜间|深夜|半夜|午夜|凌晨|晚|夜)? ?"
    r"\d{1,2}(?:[:：]\d{2}(?:[:：]\d{2})?|[時时点點](?:\d{1,2}分?|半)?)"
    r"(?: ?[AaPp]\.?[Mm]\.?| ?[上下]午| Uhr)?"
    r"|\d{1,2}(?:\.\d{2})? ?(?:[AaPp]\.?[Mm]\.?|Uhr)|(?:12 ?)?(?i:noon|midday)"
)


class Candidate(NamedTuple):
    """A column that could fill a field."""

    rank: int
    """How its header names the field: a rank of header_places."""
    position: int
    """Which part of the value it is."""
    source: int


def holds_clocks(sample: Sequence[Sequence[str]], source: int) -> bool:
    """Whether the cells of a column are times of day."""
    cells = [row[source].strip() for row in sample if source < len(row)]
    return any(cells) and all(_CLOCK.fullmatch(cell) for cell in cells if cell)


@dataclass
class ColumnChoice:
    """Chooses among candidates; `kept` and `notes` hear of the columns that are not chosen."""

    kind: str
    headers: Sequence[str]
    sample: Sequence[Sequence[str]]
    told: Collection[str]
    """The fields for which there are candidates."""
    kept: list[int]
    """Columns that are kept in words."""
    notes: list[str]
    is_own: bool
    is_part: bool

    def of(  # noqa: C901, PLR0912 - one rule after the other, as they win
        self, column: Column, candidates: list[Candidate]
    ) -> MappedColumn | None:
        """The columns that fill the field, and how; UsageError where two of them could as well."""
        if not candidates:
            return None
        if min(candidate.rank for candidate in candidates) == PROFILE:
            candidates = [candidate for candidate in candidates if candidate.rank == PROFILE]
        if column.type == "moment" and (both := self._day_and_clock(column, candidates)):
            return both
        best = min(candidate.rank for candidate in candidates)
        direct = [candidate for candidate in candidates if candidate.rank == best and best <= ALIAS]
        if best <= PROFILE and column.parts and len(direct) > 1:
            return MappedColumn(
                column.name, column, tuple(candidate.source for candidate in direct), column.parts.how
            )
        if len(direct) > 1 and is_list(column) and (best <= PROFILE or self._is_one_header(direct)):
            how = "notes" if column.type == "notes" else "list"
            return MappedColumn(column.name, column, tuple(candidate.source for candidate in direct), how)
        if len(direct) > 1 and column.type == "text" and best == ALIAS and not self.is_own:
            return MappedColumn(column.name, column, tuple(one.source for one in direct), "lines")
        if len(direct) > 1:
            raise two_on_one(self.headers, self.kind, column, (direct[0].source, direct[1].source))
        parts = self._parts(column, [candidate for candidate in candidates if candidate.rank == PART])
        chosen: list[int] = [candidate.source for candidate in direct]
        joins_direct = column.parts is not None and column.parts.with_direct and self._parts_apply(column)
        if parts and (not direct or joins_direct):
            chosen += parts
        if not chosen and best >= FALLBACK:
            chosen = [min(candidates).source]
        if is_list(column):
            more = [one.source for one in sorted(candidates) if one.rank == LOOSE]
            parts += [source for source in more if source not in chosen]
            chosen += [source for source in more if source not in chosen]
        self._tell_left_out(column, candidates, chosen)
        if not chosen:
            return None
        if remarks := self._remarks(column, candidates, chosen):
            return MappedColumn(column.name, column, remarks, "called")
        how = ""
        if parts and chosen != [candidate.source for candidate in direct]:
            how = column.parts.how if column.parts else "notes" if column.type == "notes" else "list"
        return MappedColumn(column.name, column, tuple(chosen), how)

    def _remarks(self, column: Column, candidates: list[Candidate], chosen: list[int]) -> tuple[int, ...]:
        """The columns of how an address book calls somebody, where one of them is the name; kept in words."""
        if (self.kind, column.name) != ("customer", "name") or self.is_part:
            return ()
        remarks = {one.source for one in candidates if is_remark_name(self.headers[one.source])}
        if not remarks.issuperset(chosen):
            return ()
        found = [one.source for one in sorted(candidates) if one.source in remarks]
        self.kept += [source for source in found if source not in self.kept]
        return tuple(found)

    def _tell_left_out(self, column: Column, candidates: list[Candidate], chosen: list[int]) -> None:
        for candidate in candidates:
            if candidate.source in chosen:
                continue
            header = brief(self.headers[candidate.source])
            by = " + ".join(brief(self.headers[index]) for index in chosen)
            if not chosen:
                note = _("Column {header} is left out.").format(header=header)
            elif self._is_kept(column, candidate):
                self.kept.append(candidate.source)
                note = _("Column {header} is kept in words: {field} is read from {chosen}.").format(
                    header=header, field=column_label(column.name, self.kind), chosen=by
                )
            else:
                note = _("Column {header} is left out: {field} is read from {chosen}.").format(
                    header=header, field=column_label(column.name, self.kind), chosen=by
                )
            self.notes.append(note)

    def _is_kept(self, column: Column, candidate: Candidate) -> bool:
        """Whether a column that another goes before is kept in words, as people have written them."""
        return (
            (candidate.rank == LOOSE or (candidate.rank == ALIAS and column.type == "text"))
            and not self.is_part
            and column.type in {"line", "text", "choice", "phone", "moment"}
        )

    def _is_one_header(self, candidates: list[Candidate]) -> bool:
        """Whether the columns have one name: a program that repeats a header writes a list."""
        return len({header_key(self.headers[candidate.source]) for candidate in candidates}) == 1

    def _day_and_clock(self, column: Column, candidates: list[Candidate]) -> MappedColumn | None:
        """A day in one column and the time of day in another make one moment."""
        clocks = [candidate.source for candidate in candidates if holds_clocks(self.sample, candidate.source)]
        days = sorted(candidate for candidate in candidates if candidate.source not in clocks)
        if len(clocks) != 1 or not days or (len(days) > 1 and days[0].rank == days[1].rank < LOOSE):
            return None
        return MappedColumn(column.name, column, (days[0].source, clocks[0]), "moment")

    def _parts_apply(self, column: Column) -> bool:
        """The place belongs to the description only of a report that names no person."""
        return not (
            column.name == "description" and {"customer", "customer_id", "phone", "email"} & set(self.told)
        )

    def _parts(self, column: Column, candidates: list[Candidate]) -> list[int]:
        if not self._parts_apply(column):
            return []
        by_position: dict[int, int] = {}
        for candidate in sorted(candidates):
            if candidate.position in by_position:
                raise two_on_one(
                    self.headers, self.kind, column, (by_position[candidate.position], candidate.source)
                )
            by_position[candidate.position] = candidate.source
        return list(by_position.values())
