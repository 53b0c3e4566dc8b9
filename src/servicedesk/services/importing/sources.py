"""Where the ids of a file come from, and which record is meant by one of them.

Two programs that both count from 1 must not overwrite each other, so an id belongs to a source: the one that
the user names, else the profile of the file, else the columns that the file has.
"""

from collections.abc import Collection, Iterable
from hashlib import blake2b
from itertools import chain

from servicedesk.exchange.column import header_key
from servicedesk.exchange.mapped import REJECT_COLUMNS, Mapping
from servicedesk.storage import driver, matching

BY_COLUMNS = "columns:"
"""With this begins the source of a file for which nobody has named one."""


def source_of(named: str, mapping: Mapping) -> str:
    """The source of the ids of a file; '' for a file without ids, and for our own, whose rows name theirs."""
    if named or mapping.is_own:
        return named
    if mapping.profile:
        return mapping.profile
    all_mapped = (mapping.mapped, *(part.mapping.mapped for part in mapping.parts))
    if not any(mapped.target.endswith("external_id") for mapped in chain.from_iterable(all_mapped)):
        return ""
    return source_of_columns(mapping.headers)


def source_of_columns(headers: Iterable[str]) -> str:
    """A name made of the columns of a file, in whatever order they stand and however they are spelled."""
    keys = {header_key(header) for header in headers if header.strip() not in REJECT_COLUMNS}
    said = "\x1f".join(sorted(keys - {""}))
    return BY_COLUMNS + blake2b(said.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


class OutsideIds:
    """Finds records by the ids that they have in the source of this file.

    A file for which no source was named also refers to the records of other such files: customers and their
    cases often come in two files of one program. Earlier imports had the source ''.
    """

    def __init__(self, db: driver.Connection, source: str, *, is_named: bool) -> None:
        self.db = db
        self.source = source
        self.is_named = is_named
        self._others: dict[str, tuple[str, ...]] = {}

    def others(self, kind: str) -> tuple[str, ...]:
        """The sources without a name, but for this file's own, that records of the kind were taken from."""
        if self.is_named:
            return ()
        if kind not in self._others:
            found = matching.sources_beginning(self.db, kind, BY_COLUMNS)
            self._others[kind] = tuple(source for source in found if source != self.source)
        return self._others[kind]

    def find(self, kind: str, texts: Collection[str]) -> dict[str, int]:
        """Numbers by outside ids; an id that only other files have must be of one record."""
        found = matching.by_external(self.db, kind, self.source, texts)
        missing = [text for text in texts if text not in found]
        if not missing:
            return found
        elsewhere: dict[str, set[int]] = {}
        for source in self.others(kind):
            for text, number in matching.by_external(self.db, kind, source, missing).items():
                elsewhere.setdefault(text, set()).add(number)
        return found | {text: min(numbers) for text, numbers in elsewhere.items() if len(numbers) == 1}
