"""What is known of a file that is about to be imported, and which field each of its columns fills."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from servicedesk.exchange.column import header_key
from servicedesk.exchange.mapped import Mapping
from servicedesk.services.importing import FileLook, ImportRequest, Preview
from servicedesk.services.importing.folder import FolderReport

LEFT_OUT = "-"
"""What the request says of a column that is left out."""
MINE, SURE, GUESS, OUT, UNKNOWN = "*", " ", "?", "–", "·"
"""How it is known what a column is: told by the user, sure, guessed; left out; not known yet."""


@dataclass
class ImportState:
    """One file, as far as it has been read."""

    request: ImportRequest
    look: FileLook | None = None
    preview: Preview | None = None
    folder: FolderReport | None = None
    fault: str = ""
    needs_key: bool = False
    """Whether it is encrypted, and the key that was named, if any, does not open it."""
    sure: frozenset[str] = field(default_factory=frozenset)
    """The headers that the profile names."""

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.request.path)

    @property
    def kind(self) -> str:
        """Of what the rows tell; `auto` where that is not known."""
        return self.mapping.kind if self.mapping else self.request.kind

    @property
    def mapping(self) -> Mapping | None:
        """What the columns are, as soon as it is known."""
        if self.preview is not None:
            return self.preview.column_mapping
        return self.look.mapping if self.look else None

    @property
    def can_start(self) -> bool:
        """Whether it may be imported; who does not wait for all rows to be looked at may go on without."""
        return self.mapping is not None or self.folder is not None

    def targets(self) -> dict[int, list[str]]:
        """Column → the fields that it fills, those of further records with a dot."""
        found: dict[int, list[str]] = {}
        mapping = self.mapping
        if mapping is None:
            for place, header in enumerate(self.look.headers if self.look else ()):
                if (name := self.told(header)) and name != LEFT_OUT:
                    found[place] = [name]
            return found
        named = [(one, one.target) for one in mapping.mapped]
        named += [
            (one, f"{part.prefix}{one.target}") for part in mapping.parts for one in part.mapping.mapped
        ]
        for one, target in named:
            for place in one.sources:
                found.setdefault(place, []).append(target)
        return found

    def told(self, header: str) -> str:
        """What the user has said of a column; '' for nothing."""
        return self.request.columns.get(header, "")

    def sign(self, header: str, targets: list[str]) -> str:
        """How it is known what the column is."""
        if self.told(header):
            return MINE
        if not targets:
            return OUT if self.mapping else UNKNOWN
        is_sure = self.mapping is not None and (self.mapping.is_own or header_key(header) in self.sure)
        return SURE if is_sure else GUESS

    def samples(self, place: int) -> Iterator[str]:
        """What stands in a column in the first rows, each text once."""
        rows = self.look.rows if self.look else ()
        yield from dict.fromkeys(row[place] for row in rows if place < len(row) and row[place].strip())
