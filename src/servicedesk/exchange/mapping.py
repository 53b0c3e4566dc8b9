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
from functools import partial

from servicedesk.domain.text import brief
from servicedesk.exchange.call_sides import named_sides, our_number, ruled_sides, rules_of
from servicedesk.exchange.case_candidates import (
    surnames,
    tell_grounds,
    tell_products,
    tell_progress,
    tell_wishes,
)
from servicedesk.exchange.cell_looks import any_date, are_answers, field_of_answer, yes_means
from servicedesk.exchange.column import Column, header_key
from servicedesk.exchange.column_choice import Candidate, ColumnChoice, holds_clocks
from servicedesk.exchange.column_labels import column_label
from servicedesk.exchange.columns import (
    COLUMNS_BY_KIND,
    READ_BY_KIND,
    column_named,
)
from servicedesk.exchange.foreign_columns import Foreign, share_of_choices
from servicedesk.exchange.guards import unguarded
from servicedesk.exchange.header_folding import is_question
from servicedesk.exchange.header_places import (
    ALIAS,
    LOOSE,
    NAMED_BY_USER,
    PART,
    PROFILE,
    further_place_of,
    place_of,
)
from servicedesk.exchange.header_zones import notes_on_zones
from servicedesk.exchange.kinds import detect_kind, keys_of, nothing_known
from servicedesk.exchange.mapped import REJECT_COLUMNS, MappedColumn, Mapping, Part, Sides
from servicedesk.exchange.mapping_faults import none_needed, two_on_one
from servicedesk.exchange.named_columns import is_list, named_by_user, places_named
from servicedesk.exchange.own_files import Written, written_by_us
from servicedesk.exchange.part_columns import PartBuild, find_parts
from servicedesk.exchange.part_headers import tells_part
from servicedesk.exchange.part_names import CARD
from servicedesk.exchange.profile import Profile
from servicedesk.exchange.register_words import is_kept_in_words
from servicedesk.i18n import _

__all__ = ["SAMPLE_ROWS", "build_mapping", "detect_kind"]

SAMPLE_ROWS = 1000
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.\-]{2,24}")
_LOOKS_LIKE = 0.2
"""Share of sampled cells that must be words of a closed list before a column is taken for that list."""
_SURNAME = 2
"""The place of the last name among the parts of a name."""
_PLACE_CODE = re.compile(r"[A-Z]{2}")


def build_mapping(
    headers: Sequence[str],
    kind: str,
    explicit: Map[str, str],
    sample_rows: Sequence[Sequence[str]],
    profile: Profile | None = None,
    written: Written | None = None,
) -> Mapping:
    """How `headers` fill the fields of `kind`; `explicit` is what the user said: header → field.

    `written` is how servicedesk wrote the file, where more than its headers is known of that.
    """
    return _Builder(headers, kind, explicit, sample_rows, profile or _NO_PROFILE, written).build()


_NO_PROFILE = Profile("", "", "")


class _Builder:
    def __init__(
        self,
        headers: Sequence[str],
        kind: str,
        explicit: Map[str, str],
        sample_rows: Sequence[Sequence[str]],
        profile: Profile,
        written: Written | None = None,
        part: PartBuild | None = None,
    ) -> None:
        self.headers = tuple(headers)
        self.part = part
        self.kind = kind
        self.written = written or written_by_us(headers, kind, (), is_table_of_text=True)
        self.is_own = self.written is not None
        rows = sample_rows[:SAMPLE_ROWS]
        self.sample = rows if self.is_own else [unguarded(row) for row in rows]
        self.profile = _NO_PROFILE if self.is_own else profile
        self.notes: list[str] = []
        self.mapped: dict[str, MappedColumn] = {}
        self.candidates: dict[str, list[Candidate]] = {}
        self.silent: set[int] = set()
        self.kept: list[int] = []
        """Columns that fill no field, and are kept in words."""
        named = named_by_user(explicit, self.headers, kind, is_own=self.is_own)
        self.named = set(named.values())
        self.parts: tuple[Part, ...] = ()
        self.taken: frozenset[int] = frozenset()
        """Columns of parts, which are none of the row's own record."""
        self.open: set[int] = set()
        """Columns of which nobody has said what they are."""
        if not (self.is_own or part):
            self._find_parts(named)
        self.ruled = self._ruled(named)
        self._collect(named)
        self.sides = self._sides(named) if kind == "call" and not (self.is_own or part) else None
        if not (self.is_own or part):
            self._look_again()

    def build(self) -> Mapping:
        choice = ColumnChoice(
            self.kind,
            self.headers,
            self.sample,
            self.candidates.keys(),
            self.kept,
            self.notes,
            is_own=self.is_own,
            is_part=self.part is not None,
        )
        for column in READ_BY_KIND[self.kind]:
            if column.name in self.ruled:
                self.mapped[column.name] = self.ruled[column.name]
                continue
            candidates = [
                candidate
                for candidate in self.candidates.get(column.name, ())
                if self._fits(column, candidate)
            ]
            if mapped := choice.of(column, candidates):
                self.mapped[column.name] = mapped
        if not (self.is_own or (self.part and self.part.kind == CARD)):
            Foreign(self.kind, self.headers, self.sample, self.named, self.mapped, self.notes).read()
        self._require_usable()
        used = {index for mapped in self.mapped.values() for index in mapped.sources} | self.silent
        used.update(self.kept)
        for one in self.parts:
            used.update(index for mapped in one.mapping.mapped for index in mapped.sources)
        self._keep_of_parts(used)
        if not self.is_own:
            self.notes += notes_on_zones(self.headers, self.mapped.values())
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
            is_by_numbers=self.written is not None and self.written.by_numbers,
            are_numbers_said=COLUMNS_BY_KIND[self.kind][0].name in self.named,
            profile=profile.source,
            profile_name=profile.name,
            zone=profile.zone,
            words=self._words(),
            fixed={name: value for name, value in profile.fixed.items() if name not in self.named},
            parts=self.parts,
            is_part=self.part is not None,
            kept=tuple(self.kept),
            sides=self.sides,
        )

    def _keep_of_parts(self, used: set[int]) -> None:
        """Keep in words what is said of calls, follow-ups and promises that no record can be made of."""
        if self.profile.source:
            return  # a profile names what is of use in the files of its program
        for index in sorted(self.open - used):
            if not tells_part(self.headers[index], self.kind):
                continue
            used.add(index)
            self.kept.append(index)
            self.notes.append(
                _("Column {header} is kept in words: it is not enough for a record of its own.").format(
                    header=brief(self.headers[index])
                )
            )

    def _words(self) -> Map[str, Map[str, str]]:
        """The words of the profile, and what yes and no mean in columns that ask for one word of a list."""
        if self.is_own:
            return self.profile.words
        told = {
            name: words
            for name, mapped in self.mapped.items()
            if name not in self.profile.words
            and (words := yes_means(self.kind, name, self.headers[mapped.sources[0]]))
        }
        return {**told, **self.profile.words} if told else self.profile.words

    def _find_parts(self, named: Map[int, str]) -> None:
        """The further records of a row, each mapped like a file of its own that has its columns alone."""
        whole, self.profile = self.profile, self.profile.without_parts
        left_out = {header_key(header) for header in whole.leave_out}
        self.open = {
            index
            for index, header in enumerate(self.headers)
            if index not in named and header_key(header) not in left_out
        }
        found, self.taken = find_parts(
            self.headers, self.kind, named, whole, partial(holds_clocks, self.sample)
        )
        made = []
        for build in found:
            builder = _Builder(self.headers, build.kind, {}, self.sample, build.profile, part=build)
            mapping = builder.build()
            self.notes += mapping.notes
            if mapping.mapped:
                made.append(Part(build.kind, build.place, replace(mapping, notes=())))
        self.parts = tuple(made)

    def _ruled(self, named: Map[int, str]) -> dict[str, MappedColumn]:
        """The fields that the profile fills by a rule, as far as the file has its columns."""
        by_key: dict[str, list[int]] = {}
        for index, header in enumerate(self.headers):
            if index not in named:
                by_key.setdefault(header_key(header), []).append(index)
        found = {}
        for name, rule in self.profile.fields.items():
            column = column_named(self.kind, name)
            places = [place for header in rule.headers for place in places_named(header, by_key)]
            if column is None or name in self.named or not places:
                continue
            chosen = {
                value: by_key[header_key(header)][0]
                for value, header in rule.when.items()
                if header_key(header) in by_key
            }
            places = list(dict.fromkeys(places))
            join = rule.join or ("list" if is_list(column) else "")
            if len(places) > 1 and not (join or chosen):
                raise two_on_one(self.headers, self.kind, column, (places[0], places[1]))
            found[name] = MappedColumn(name, column, tuple(places), join, rule, chosen)
        return found

    def _collect(self, explicit: dict[int, str]) -> None:
        if self.part:
            for index, name in sorted(self.part.spelled.items()):
                self.candidates.setdefault(name, []).append(Candidate(ALIAS, 0, index))
            return
        by_profile = {header_key(header): name for header, name in self.profile.columns.items()}
        left_out = {header_key(header) for header in self.profile.leave_out}
        left_out |= {header_key(header) for rule in self.profile.fields.values() for header in rule.headers}
        for index, header in enumerate(self.headers):
            if index in self.taken:
                continue
            if index in explicit:
                if name := explicit[index].strip("-"):
                    self.candidates.setdefault(name, []).append(Candidate(NAMED_BY_USER, 0, index))
            elif header.strip() in REJECT_COLUMNS:
                self.silent.add(index)
            elif name := by_profile.get(header_key(header), ""):
                self.candidates.setdefault(name, []).append(Candidate(PROFILE, 0, index))
            elif header_key(header) in left_out:
                continue
            else:
                self._add_told(index)

    def _sides(self, named: Map[int, str]) -> Sides | None:
        """The columns of both sides of a call, which are then read by its direction."""
        found = ruled_sides(self.ruled)
        if found is None and not (self.profile.source or "phone" in self.named):
            found = named_sides(self.headers, self.sample, frozenset(named) | self.taken)
            others = self.candidates.get("phone", ())
            if found and any(one.rank <= ALIAS and one.source not in found for one in others):
                found = None
            if found:
                for candidates in self.candidates.values():
                    candidates[:] = [one for one in candidates if one.source not in found]
                rules = rules_of(*found, self.headers, self.sample)
                self.ruled |= {name: rule for name, rule in rules.items() if not self.candidates.get(name)}
        if found is None:
            return None
        headers = (self.headers[found[0]], self.headers[found[1]])
        return Sides(*found, headers, our_number(*found, self.sample), "handler" in self.ruled)

    def _look_again(self) -> None:
        """Give columns whose cells are not what their header says to another field, or keep them in words."""
        for name, candidates in list(self.candidates.items()):
            column = column_named(self.kind, name)
            if column is None or column.type not in {"moment", "duration"}:
                continue
            for candidate in [one for one in candidates if one.rank > PROFILE]:
                cells = self._cells(candidate.source)
                answer = field_of_answer(self.kind, name)
                if answer and are_answers(cells):
                    candidates.remove(candidate)
                    place = candidate._replace(rank=LOOSE)
                    self.candidates.setdefault(answer, []).append(place)
                elif (
                    candidate.rank == LOOSE
                    and column.type == "moment"
                    and not (any_date(cells) or holds_clocks(self.sample, candidate.source))
                ):
                    candidates.remove(candidate)
                    if who := self._who_was_called(candidate, cells):
                        self.candidates[who] = [candidate]
                    else:
                        self.kept.append(candidate.source)
        if self.kind == "customer":
            named = self.candidates.get("name", [])
            for one in surnames(self.headers, named):
                named[named.index(one)] = one._replace(rank=PART, position=_SURNAME)
        if self.kind == "case":
            tell_products(self.headers, self.candidates, self.ruled)
            tell_progress(self.headers, self.candidates, self._told(), self.sample)
            tell_wishes(self.headers, self.candidates, self._told())
            tell_grounds(self.headers, self.candidates, self._told())

    def _told(self) -> set[str]:
        """The fields that any column fills, or the profile for all rows."""
        return {*self.candidates, *self.ruled, *self.profile.fixed}

    def _who_was_called(self, candidate: Candidate, cells: list[str]) -> str:
        """`Called` may hold whom or which number; the field for that where no other column fills it."""
        if self.kind != "call" or header_key(self.headers[candidate.source]) not in {
            "called",
            "phoned",
            "rang",
        }:
            return ""
        name = "phone" if all(_NUMBER.fullmatch(cell) for cell in cells) else "customer"
        is_open = name not in self.candidates and name not in self.ruled
        return name if is_open and not are_answers(cells) else ""

    def _add_told(self, index: int) -> None:
        """Take a column for what its header says."""
        header = self.headers[index]
        place = place_of(header, self.kind, own=self.is_own) if header.strip() else None
        if (place is None or place.rank == LOOSE) and not self.is_own:
            further = further_place_of(header, self.kind)
            place = further if place is None or (further and not further.name) else place
        if place:
            if place.rank == LOOSE and self.profile.source and not self.profile.has_questions:
                return  # a profile names what is of use in the files of its program
            if not place.name:
                self.kept.append(index)
                self.notes.append(_("Column {header} is kept in words.").format(header=brief(header)))
                return
            self.candidates.setdefault(place.name, []).append(Candidate(place.rank, place.position, index))
        elif not (self.is_own or self.part or self.profile.source) and is_kept_in_words(header, self.kind):
            self.kept.append(index)
            self.notes.append(
                _("Column {header} is kept in words: there is no field for it.").format(header=brief(header))
            )
        elif self.profile.has_questions and self.part is None and is_question(header):
            self.kept.append(index)
            self.notes.append(_("Column {header} is kept in words.").format(header=brief(header)))

    def _fits(self, column: Column, candidate: Candidate) -> bool:
        """Whether a column is taken for a closed list: the only one is, for each of its words is kept."""
        choices = {"yes_no": "yes_no", "choice": column.choices}.get(column.type, "")
        if not choices or self.is_own or candidate.rank <= PROFILE:
            return True
        if self._share(choices, candidate) >= _LOOKS_LIKE:
            return True
        others = [other for other in self.candidates[column.name] if other is not candidate]
        is_beaten = any(self._share(choices, other) >= _LOOKS_LIKE or other < candidate for other in others)
        if not is_beaten and not (choices == "case_state" and self._holds_places(candidate.source)):
            return True
        self.notes.append(
            _("Column {header} is left out: its values are none of {field}.").format(
                header=brief(self.headers[candidate.source]), field=column_label(column.name, self.kind)
            )
        )
        return False

    def _share(self, choices: str, candidate: Candidate) -> float:
        return share_of_choices(choices, candidate.source, self.sample)

    def _cells(self, source: int) -> list[str]:
        return [cell for row in self.sample if source < len(row) and (cell := row[source].strip())]

    def _holds_places(self, source: int) -> bool:
        """Whether a `State` is one of the USA: that is no state of a case."""
        cells = self._cells(source)
        return sum(_PLACE_CODE.fullmatch(cell) is not None for cell in cells) > len(cells) / 2

    def _require_usable(self) -> None:
        if not self.headers:  # JSON without a single record
            return
        if not self.mapped and self.part is None:
            raise nothing_known(self.headers)
        keys = keys_of(self.kind)
        if self.part is None and not self.is_own and not set(keys) & set(self.mapped):
            raise none_needed(self.headers, self.kind, keys)

    def _leading_quotes(self) -> int:
        is_neutralised = self.written is not None and self.written.is_neutralised
        return is_neutralised + (set(REJECT_COLUMNS) <= {header.strip() for header in self.headers})
