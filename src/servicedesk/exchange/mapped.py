"""What a mapping is: which columns of a file fill which fields, and which columns are left out."""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from servicedesk.exchange.column import Column
from servicedesk.exchange.part_names import part_prefix
from servicedesk.exchange.profile import FieldRule

REJECT_COLUMNS = ("_line", "_column", "_reason", "_code")
"""What a rejects file adds; a corrected one is fed back with them still there."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A field of ours with the column or columns that fill it."""

    target: str
    column: Column
    sources: tuple[int, ...]
    join: str = ""
    """How several sources become one value; see Parts and joins.JOINS."""
    rule: FieldRule | None = None
    """What a profile says beyond that: forms of a cell, a choice by another field."""
    chosen: Map[str, int] = field(default_factory=dict)
    """Of a choice by another field: its value → source."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The columns of who called and of who was called; see call_sides.py."""

    caller: int
    called: int
    headers: tuple[str, str]
    ours: str
    """The digits of the number that is on our side of most rows; '' where there is none."""
    fills_handler: bool
    """Whether our side is the handler, as a profile says."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is read from a file and what is not."""

    kind: str
    headers: tuple[str, ...]
    mapped: tuple[MappedColumn, ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    is_own: bool
    """Written by servicedesk: its numbers and its way of joining lists are ours."""
    quotes: int
    """How many leading `'` were put before risky cells when the file was written."""
    is_by_numbers: bool = False
    """One of ours without uid: its records are known by their numbers alone."""
    are_numbers_said: bool = False
    """The user has said himself which column holds our numbers."""

    profile: str = ""
    """The program by whose profile the file is read: to it the ids belong, unless the user names another."""
    profile_name: str = ""
    """The profile itself, by the name of its file."""
    zone: str = ""
    """The zone of its times where the profile names one."""
    words: Map[str, Map[str, str]] = field(default_factory=dict)
    """Field → word of the program → ours."""
    fixed: Map[str, str] = field(default_factory=dict)
    """Field → what it is in every row that does not say otherwise."""
    parts: "tuple[Part, ...]" = ()
    """What a row holds beside its own record."""
    is_part: bool = False
    """It is the mapping of a part, whose row says the rest."""
    kept: tuple[int, ...] = ()
    """Columns that fill no field: their cells are kept in words beside the record."""
    sides: Sides | None = None
    """Of a file of calls, the columns of both sides."""

    @property
    def targets(self) -> frozenset[str]:
        """The fields that the file says something of."""
        return frozenset(mapped.target for mapped in self.mapped) | frozenset(self.fixed)

    @property
    def used(self) -> dict[str, str]:
        """The headers that fill each field."""
        return {
            mapped.target: " + ".join(self.headers[index] for index in mapped.sources)
            for mapped in self.mapped
        }

    @property
    def used_by_all(self) -> dict[str, str]:
        """The headers that fill each field, also those of the parts, under their dotted names."""
        found = self.used
        for part in self.parts:
            found |= {f"{part.prefix}{name}": header for name, header in part.mapping.used.items()}
        return found

    @property
    def own_sources(self) -> tuple[int, ...]:
        """The columns that tell of the row's own record, and of no part of it."""
        parts = {index for part in self.parts for one in part.mapping.mapped for index in one.sources}
        own = {index for mapped in self.mapped for index in mapped.sources}
        return tuple(sorted(own - parts))

    def has(self, target: str) -> bool:
        """Whether any column fills `target`."""
        return any(mapped.target == target for mapped in self.mapped)


@dataclass(frozen=True, slots=True)
class Part:
    """A further record in each row, or what the row says of its customer: how its columns fill its fields."""

    kind: str
    place: int
    """1 for the first call of a row, 2 for the second."""
    mapping: Mapping

    @property
    def prefix(self) -> str:
        """With what the names of its fields begin: `call2.`."""
        return part_prefix(self.kind, self.place)
