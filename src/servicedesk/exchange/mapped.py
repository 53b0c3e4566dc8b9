"""What a mapping is: which columns of a file fill which fields, and which columns are left out."""

from dataclasses import dataclass

from servicedesk.exchange.column import Column

REJECT_COLUMNS = ("_line", "_column", "_reason", "_code")
"""What a rejects file adds; a corrected one is fed back with them still there."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A field of ours with the column or columns that fill it."""

    target: str
    column: Column
    sources: tuple[int, ...]
    join: str = ""
    """How several sources become one value; see Parts."""


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
    profile: str = ""
    """The profile that was used; the ids of the file come from its program."""

    @property
    def used(self) -> dict[str, str]:
        """The headers that fill each field."""
        return {
            mapped.target: " + ".join(self.headers[index] for index in mapped.sources)
            for mapped in self.mapped
        }

    def has(self, target: str) -> bool:
        """Whether any column fills `target`."""
        return any(mapped.target == target for mapped in self.mapped)
