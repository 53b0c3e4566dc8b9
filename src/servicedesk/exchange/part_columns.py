"""Give each column of a sheet to the row's own record or to a part of it, before either is mapped.

What the user names wins, then what the profile names, then headers that name a kind and a field at once. A
column of which a part and the record itself can be told is both: 来电时间 is when the case came, too, unless
another column says that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from servicedesk.exchange.column import header_key
from servicedesk.exchange.columns import column_named
from servicedesk.exchange.header_places import PART as PART_RANK
from servicedesk.exchange.header_places import Place, place_of
from servicedesk.exchange.mapped import REJECT_COLUMNS
from servicedesk.exchange.part_headers import header_words, parts_told
from servicedesk.exchange.part_names import CARD, part_field
from servicedesk.exchange.profile import Profile

_SHARED = frozenset({"received_at", "phone", "started_at"})
"""Fields of the row's own record that are read from a column of a part where no other fills them."""
_OF_CARD = frozenset({
    "company", "mobile", "email", "wechat", "address", "region", "industry", "company_size", "website",
    "tier", "tags", "birthday",
})  # fmt: skip
"""What a row may say of its customer that the columns of its own kind do not know."""
_NAMING = frozenset({"customer", "customer_id", "phone", "email"})


@dataclass
class PartBuild:
    """One part of a row: which field each of its columns fills, and what the profile says of it."""

    kind: str
    place: int
    profile: Profile
    spelled: dict[int, str] = field(default_factory=dict)


def find_parts(
    headers: Sequence[str],
    kind: str,
    named: Mapping[int, str],
    profile: Profile,
    holds_clocks: Callable[[int], bool],
) -> tuple[list[PartBuild], frozenset[int]]:
    """The parts of the rows of a sheet of `kind`, and the columns that are theirs alone.

    `named` is what the user says of columns; `holds_clocks` tells whether one holds times of day alone.
    """
    return _Parts(headers, kind, named, profile, holds_clocks).find()


class _Parts:
    def __init__(
        self,
        headers: Sequence[str],
        kind: str,
        named: Mapping[int, str],
        profile: Profile,
        holds_clocks: Callable[[int], bool],
    ) -> None:
        self.headers, self.kind, self.named, self.profile = headers, kind, named, profile
        self.holds_clocks = holds_clocks
        self.builds: dict[tuple[str, int], PartBuild] = {}
        self.open: list[int] = []
        """Columns of which nobody has said what they are."""
        self.taken: set[int] = set()

    def find(self) -> tuple[list[PartBuild], frozenset[int]]:
        for index, name in self.named.items():
            if found := part_field(name):
                self._build(*found.part).spelled[index] = found.field
                self.taken.add(index)
        self._take_profile()
        plain = self.profile.without_parts
        said = {header_key(header) for header in (*plain.columns, *plain.leave_out)}
        said |= {header_key(header) for rule in plain.fields.values() for header in rule.headers}
        self.open = [
            index
            for index, header in enumerate(self.headers)
            if index not in self.named
            and index not in self.taken
            and header.strip() not in REJECT_COLUMNS
            and header_key(header) not in said
        ]
        self._take_told()
        if self.kind != CARD and not self.profile.source:
            self._take_card()
        order = sorted(self.builds, key=lambda part: (part[0] != CARD, part))
        return [self.builds[part] for part in order], frozenset(self.taken)

    def _build(self, kind: str, place: int) -> PartBuild:
        part = kind, place
        if part not in self.builds:
            self.builds[part] = PartBuild(kind, place, self.profile.of_part(part))
        return self.builds[part]

    def _take_profile(self) -> None:
        for part in self.profile.parts:
            build = self._build(*part)
            by_key = {header_key(header): name for header, name in build.profile.columns.items()}
            for index, header in enumerate(self.headers):
                if index not in self.named and (name := by_key.get(header_key(header))):
                    build.spelled.setdefault(index, name)
                    self.taken.add(index)

    def _take_told(self) -> None:
        told = parts_told(self.headers, self.kind, self.open)
        indices = {index for part in told for of in part.columns.values() for index in of}
        own = {place.name for index in self.open if index not in indices and (place := self._place(index))}
        own |= set(self.profile.without_parts.columns.values()) | set(self.profile.fields)
        own |= set(self.named.values())
        for part in told:
            build = self._build(part.kind, part.place)
            filled = {*build.spelled.values(), *build.profile.fields}
            for name, of in part.columns.items():
                if name in filled:
                    continue
                for index in self._chosen(part.kind, name, of):
                    build.spelled[index] = name
                    place = self._place(index)
                    if place and place.name in _SHARED and place.name not in own:
                        # The first of them alone: the second call is not when the case came.
                        own.add(place.name)
                    else:
                        self.taken.add(index)

    def _chosen(self, kind: str, name: str, columns: list[int]) -> list[int]:
        """The column of a field, or a day and the time of that day."""
        column = column_named(kind, name)
        if column is not None and column.type == "moment" and len(columns) > 1:
            clocks = [index for index in columns if self.holds_clocks(index)]
            days = [index for index in columns if index not in clocks]
            if clocks and days:
                return [days[0], clocks[0]]
        return columns[:1]

    def _place(self, index: int) -> Place | None:
        return place_of(self.headers[index], self.kind, own=False)

    # What the row says of its customer

    def _take_card(self) -> None:
        rest = [
            index for index in self.open if not any(index in build.spelled for build in self.builds.values())
        ]
        own = [place.name for index in self.open if (place := self._place(index))]
        own += self.named.values()
        if _NAMING.isdisjoint(own):
            return
        filled: set[str] = set()
        for index in rest:
            name = self._field_of_card(index, own)
            if name and name not in filled:
                filled.add(name)
                self._build(CARD, 1).spelled.setdefault(index, name)
                self.taken.add(index)

    def _field_of_card(self, index: int, own: Sequence[str]) -> str:
        """The field of the card that a column fills; '' for one of the row's own record, or of nothing."""
        header = self.headers[index]
        place = self._place(index)
        card = place_of(header, CARD, own=False) or place_of(_bare(header), CARD, own=False)
        if card is None or card.name not in _OF_CARD:
            return ""
        if place is None:
            return card.name
        if card.name == "address" and place.rank == PART_RANK:
            # Of somebody who is named it is their address; else it is the place that the report is about.
            return card.name
        return card.name if card.name == "mobile" and own.count("phone") > 1 else ""


def _bare(header: str) -> str:
    """A header without the word that says whose it is: 客户等级, `Customer tier`."""
    spoken = header_words(header)
    for word in ("客户", "customer "):
        if spoken.startswith(word):
            return spoken.removeprefix(word)
    return ""
