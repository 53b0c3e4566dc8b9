"""Map the columns of a file to canonical columns, by their headers and by what their cells look like.

A column named by the user wins over one that the profile of its program names, that over one with our own
header, that over an alias, that over parts of a value (first and last name), that over a fallback. Two
columns of the same rank on one field are an error that names both; but one header several times is a list
where the field is one.
"""

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.wording import field_label
from servicedesk.exchange.column import LIST_TYPES, Column, header_key
from servicedesk.exchange.columns import (
    COLUMNS_BY_KIND,
    READ_BY_KIND,
    TELLING_BY_KIND,
    UID_HEADERS,
    column_named,
)
from servicedesk.exchange.foreign_columns import Foreign, share_of_choices
from servicedesk.exchange.guards import unguarded
from servicedesk.exchange.header_places import (
    ALIAS,
    FALLBACK,
    HEADER,
    NAMED_BY_USER,
    PART,
    PROFILE,
    is_own_file,
    place_of,
)
from servicedesk.exchange.mapped import REJECT_COLUMNS, MappedColumn, Mapping, Part
from servicedesk.exchange.part_columns import PartBuild, find_parts
from servicedesk.exchange.part_headers import main_kind
from servicedesk.exchange.part_names import CARD, part_field
from servicedesk.exchange.profile import Profile
from servicedesk.i18n import _

SAMPLE_ROWS = 1000
_CLOCK = re.compile(
    r"(?:上午|下午|早上|早晨|清晨|中午|傍晚|晚上|晚间|夜里|深夜|凌晨)? ?\d{1,2}(?:[:：]\d{2}(?:[:：]\d{2})?|[时時点點](?:\d{1,2}分?|半)?)"
    r"(?: ?[AaPp]\.?[Mm]\.?| ?[上下]午)?"
)
_LOOKS_LIKE = 0.2
"""Share of sampled cells that must be words of a closed list before a column is taken for that list."""
_KEPT_ALONE = frozenset({"channel", "outcome", "method"})
"""Lists whose column is taken all the same where it is the only one: each of its words is kept."""

_SHARED = frozenset({
    "customer", "customer_id", "phone", "email", "owner", "external_id", "external_source", "uid",
    "created_at", "updated_at", "customer_company", "customer_address", "customer_wechat",
    "case", "call",
})  # fmt: skip
"""Columns that say little about the kind of a file: they stand in several."""


class _Candidate(NamedTuple):
    rank: int
    position: int
    source: int


def detect_kind(headers: Sequence[str]) -> str:
    """The kind of record that `headers` describe, for `import auto`; UsageError when that is not clear."""
    scores = {kind: _score(headers, kind) for kind in COLUMNS_BY_KIND}
    best = max(scores.values())
    kinds = [kind for kind, score in scores.items() if score == best]
    if not headers:
        raise UsageError(
            _("The file holds no records."), _("Name the kind: servicedesk import customer FILE.")
        )
    if best == 0:
        raise _nothing_known(headers)
    if len(kinds) > 1:
        if len(mains := {main_kind(headers, kind) for kind in kinds}) == 1:
            return mains.pop()
        raise UsageError(
            _("The columns do not tell whether these are customers, calls, cases, follow-ups or promises."),
            _("Name the kind: servicedesk import customer FILE."),
        )
    return main_kind(headers, kinds[0])


def _score(headers: Sequence[str], kind: str) -> float:
    score = 0.0
    seen: set[str] = set()
    own = is_own_file(headers)
    for header in headers:
        place = place_of(header, kind, own=own)
        if place is None or place.name in seen:
            continue
        seen.add(place.name)
        weight = {HEADER: 3.0, ALIAS: 2.0}.get(place.rank, 1.5)
        if any(word in header.casefold() for word in TELLING_BY_KIND[kind]):
            weight += 3.0
        score += (
            weight / 4 if place.name in _SHARED and (kind, place.name) != ("customer", "phone") else weight
        )
    return score if seen.intersection(RECORDS[kind].keys) else 0.0


def build_mapping(
    headers: Sequence[str],
    kind: str,
    explicit: Map[str, str],
    sample_rows: Sequence[Sequence[str]],
    profile: Profile | None = None,
) -> Mapping:
    """How `headers` fill the fields of `kind`; `explicit` is what the user said: header → field."""
    return _Builder(headers, kind, explicit, sample_rows, profile or _NO_PROFILE).build()


_NO_PROFILE = Profile("", "", "")


class _Builder:
    def __init__(
        self,
        headers: Sequence[str],
        kind: str,
        explicit: Map[str, str],
        sample_rows: Sequence[Sequence[str]],
        profile: Profile,
        part: PartBuild | None = None,
    ) -> None:
        self.headers = tuple(headers)
        self.part = part
        self.kind = kind
        self.is_own = is_own_file(headers)
        rows = sample_rows[:SAMPLE_ROWS]
        self.sample = rows if self.is_own else [unguarded(row) for row in rows]
        self.profile = _NO_PROFILE if self.is_own else profile
        self.notes: list[str] = []
        self.mapped: dict[str, MappedColumn] = {}
        self.candidates: dict[str, list[_Candidate]] = {}
        self.silent: set[int] = set()
        named = self._explicit_by_index(explicit)
        self.named = set(named.values())
        self.parts: tuple[Part, ...] = ()
        self.taken: frozenset[int] = frozenset()
        """Columns of parts, which are none of the row's own record."""
        if not (self.is_own or part):
            self._find_parts(named)
        self.ruled = self._ruled(named)
        self._collect(named)

    def build(self) -> Mapping:
        for column in READ_BY_KIND[self.kind]:
            if column.name in self.ruled:
                self.mapped[column.name] = self.ruled[column.name]
                continue
            candidates = [
                candidate
                for candidate in self.candidates.get(column.name, ())
                if self._fits(column, candidate)
            ]
            if mapped := self._choose(column, candidates):
                self.mapped[column.name] = mapped
        if not (self.is_own or (self.part and self.part.kind == CARD)):
            Foreign(self.kind, self.headers, self.sample, self.named, self.mapped, self.notes).read()
        self._require_usable()
        used = {index for mapped in self.mapped.values() for index in mapped.sources} | self.silent
        for one in self.parts:
            used.update(index for mapped in one.mapping.mapped for index in mapped.sources)
        profile = self.profile
        return Mapping(
            kind=self.kind,
            headers=self.headers,
            mapped=tuple(self.mapped.values()),
            ignored=tuple(
                header for index, header in enumerate(self.headers) if index not in used and header.strip()
            ),
            notes=tuple(self.notes),
            is_own=self.is_own,
            quotes=self._leading_quotes(),
            profile=profile.source,
            profile_name=profile.name,
            zone=profile.zone,
            words=profile.words,
            fixed={name: value for name, value in profile.fixed.items() if name not in self.named},
            parts=self.parts,
            is_part=self.part is not None,
        )

    def _find_parts(self, named: Map[int, str]) -> None:
        """The further records of a row, each mapped like a file of its own that has its columns alone."""
        whole, self.profile = self.profile, self.profile.without_parts
        found, self.taken = find_parts(self.headers, self.kind, named, whole, self._holds_clocks)
        made = []
        for build in found:
            builder = _Builder(self.headers, build.kind, {}, self.sample, build.profile, build)
            mapping = builder.build()
            self.notes += mapping.notes
            if mapping.mapped:
                made.append(Part(build.kind, build.place, replace(mapping, notes=()), build.is_planned))
        self.parts = tuple(made)

    def _explicit_by_index(self, explicit: Map[str, str]) -> dict[int, str]:
        by_index: dict[int, str] = {}
        for header, field in explicit.items():
            name = field.strip()
            dotted = None if self.is_own else part_field(name)
            kind, plain = (dotted.kind, dotted.field) if dotted else (self.kind, name)
            if name not in {"", "-"} and column_named(kind, plain) is None:
                raise UsageError(
                    _("There is no field {name}.").format(name=name),
                    _("Fields: {names}.").format(
                        names=", ".join(column.name for column in READ_BY_KIND[kind])
                    ),
                )
            matching = [index for index, own in enumerate(self.headers) if own.strip() == header.strip()]
            matching = matching or [
                index for index, own in enumerate(self.headers) if header_key(own) == header_key(header)
            ]
            if not matching:
                raise UsageError(
                    _("The file has no column {name}.").format(name=header), _listed(self.headers)
                )
            column = column_named(kind, plain)
            for index in matching if column and _is_list(column) else matching[:1]:
                by_index[index] = name
        return by_index

    def _ruled(self, named: Map[int, str]) -> dict[str, MappedColumn]:
        """The fields that the profile fills by a rule, as far as the file has its columns."""
        by_key: dict[str, list[int]] = {}
        for index, header in enumerate(self.headers):
            if index not in named:
                by_key.setdefault(header_key(header), []).append(index)
        found = {}
        for name, rule in self.profile.fields.items():
            column = column_named(self.kind, name)
            places = [place for header in rule.headers for place in by_key.get(header_key(header), ())]
            if column is None or name in self.named or not places:
                continue
            chosen = {
                value: by_key[header_key(header)][0]
                for value, header in rule.when.items()
                if header_key(header) in by_key
            }
            places = list(dict.fromkeys(places))
            join = rule.join or ("list" if _is_list(column) else "")
            if len(places) > 1 and not (join or chosen):
                raise self._two_on_one(column, places[0], places[1])
            found[name] = MappedColumn(name, column, tuple(places), join, rule, chosen)
        return found

    def _collect(self, explicit: dict[int, str]) -> None:
        if self.part:
            for index, name in sorted(self.part.spelled.items()):
                self.candidates.setdefault(name, []).append(_Candidate(ALIAS, 0, index))
            return
        by_profile = {header_key(header): name for header, name in self.profile.columns.items()}
        left_out = {header_key(header) for header in self.profile.leave_out}
        left_out |= {header_key(header) for rule in self.profile.fields.values() for header in rule.headers}
        for index, header in enumerate(self.headers):
            if index in self.taken:
                continue
            if index in explicit:
                if name := explicit[index].strip("-"):
                    self.candidates.setdefault(name, []).append(_Candidate(NAMED_BY_USER, 0, index))
            elif header.strip() in REJECT_COLUMNS:
                self.silent.add(index)
            elif name := by_profile.get(header_key(header), ""):
                self.candidates.setdefault(name, []).append(_Candidate(PROFILE, 0, index))
            elif header_key(header) in left_out:
                continue
            else:
                self._add_told(index)

    def _add_told(self, index: int) -> None:
        """Take a column for what its header says."""
        header = self.headers[index]
        if header.strip() and (place := place_of(header, self.kind, own=self.is_own)):
            self.candidates.setdefault(place.name, []).append(_Candidate(place.rank, place.position, index))

    def _fits(self, column: Column, candidate: _Candidate) -> bool:
        """Whether the cells of a column with a closed list are words of it (a US `state` is none of ours)."""
        choices = {"yes_no": "yes_no", "choice": column.choices}.get(column.type, "")
        if not choices or self.is_own or candidate.rank <= PROFILE:
            return True
        if share_of_choices(choices, candidate.source, self.sample) >= _LOOKS_LIKE:
            return True
        if choices in _KEPT_ALONE and len(self.candidates[column.name]) == 1:
            return True
        self.notes.append(
            _("Column {header} is left out: its values are none of {field}.").format(
                header=self.headers[candidate.source], field=field_label(column.name, self.kind)
            )
        )
        return False

    def _choose(  # noqa: C901 - one rule after the other, as they win
        self, column: Column, candidates: list[_Candidate]
    ) -> MappedColumn | None:
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
        if len(direct) > 1 and _is_list(column) and (best <= PROFILE or self._is_one_header(direct)):
            how = "notes" if column.type == "notes" else "list"
            return MappedColumn(column.name, column, tuple(candidate.source for candidate in direct), how)
        if len(direct) > 1:
            raise self._two_on_one(column, direct[0].source, direct[1].source)
        parts = self._parts(column, [candidate for candidate in candidates if candidate.rank == PART])
        chosen: list[int] = [candidate.source for candidate in direct]
        joins_direct = column.parts is not None and column.parts.with_direct and self._parts_apply(column)
        if parts and (not direct or joins_direct):
            chosen += parts
        if not chosen and best == FALLBACK:
            chosen = [min(candidates).source]
        for candidate in candidates:
            if candidate.source not in chosen:
                self.notes.append(
                    _("Column {header} is left out: {field} is read from {chosen}.").format(
                        header=self.headers[candidate.source],
                        field=column.name,
                        chosen=" + ".join(self.headers[index] for index in chosen),
                    )
                    if chosen
                    else _("Column {header} is left out.").format(header=self.headers[candidate.source])
                )
        if not chosen:
            return None
        how = column.parts.how if column.parts and parts and chosen != [c.source for c in direct] else ""
        return MappedColumn(column.name, column, tuple(chosen), how)

    def _is_one_header(self, candidates: list[_Candidate]) -> bool:
        """Whether the columns have one name: a program that repeats a header writes a list."""
        return len({header_key(self.headers[candidate.source]) for candidate in candidates}) == 1

    def _day_and_clock(self, column: Column, candidates: list[_Candidate]) -> MappedColumn | None:
        """A day in one column and the time of day in another make one moment."""
        clocks = [candidate.source for candidate in candidates if self._holds_clocks(candidate.source)]
        days = [candidate.source for candidate in candidates if candidate.source not in clocks]
        if len(clocks) != 1 or len(days) != 1:
            return None
        return MappedColumn(column.name, column, (days[0], clocks[0]), "moment")

    def _holds_clocks(self, source: int) -> bool:
        cells = [row[source].strip() for row in self.sample if source < len(row)]
        return any(cells) and all(_CLOCK.fullmatch(cell) for cell in cells if cell)

    def _parts_apply(self, column: Column) -> bool:
        """The place belongs to the description only of a report that names no person."""
        return not (
            column.name == "description"
            and {"customer", "customer_id", "phone", "email"} & set(self.candidates)
        )

    def _parts(self, column: Column, candidates: list[_Candidate]) -> list[int]:
        if not self._parts_apply(column):
            return []
        by_position: dict[int, int] = {}
        for candidate in sorted(candidates):
            if candidate.position in by_position:
                raise self._two_on_one(column, by_position[candidate.position], candidate.source)
            by_position[candidate.position] = candidate.source
        return list(by_position.values())

    def _two_on_one(self, column: Column, first: int, second: int) -> UsageError:
        return UsageError(
            _(
                "Two columns of the file are both {field}: {first} (column {i}) and {second} (column {j})."
            ).format(
                field=column.name,
                first=self.headers[first],
                i=first + 1,
                second=self.headers[second],
                j=second + 1,
            ),
            _('Say which one with --map "{header}={field}", or leave one out with --map "{other}=-".').format(
                header=self.headers[first], field=column.name, other=self.headers[second]
            ),
        )

    def _require_usable(self) -> None:
        if not self.headers:  # JSON without a single record
            return
        if not self.mapped and self.part is None:
            raise _nothing_known(self.headers)
        keys = RECORDS[self.kind].keys
        if self.part is None and not self.is_own and not set(keys) & set(self.mapped):
            raise UsageError(
                _("No column of the file is one of {names}.").format(names=", ".join(keys)),
                _listed(self.headers),
            )

    def _leading_quotes(self) -> int:
        neutralised = any(header_key(header) in UID_HEADERS for header in self.headers)
        return neutralised + (set(REJECT_COLUMNS) <= {header.strip() for header in self.headers})


def _is_list(column: Column) -> bool:
    return column.type in LIST_TYPES or column.type == "notes"


def _nothing_known(headers: Sequence[str]) -> UsageError:
    return UsageError(_("No column of the file is known."), _listed(headers))


def _listed(headers: Sequence[str]) -> str:
    names = [f"{header[:40]}…" if len(header) > 40 else header for header in headers if header.strip()]
    shown = ", ".join(names)
    return _('Its columns: {names}. Name them with --map "COLUMN=field".').format(
        names=f"{shown[:300]}…" if len(shown) > 300 else shown
    )
