"""What passes between the steps of an import or an export: rows, options, reasons to reject a row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from servicedesk.exchange.encoding import Decoded

TextRow = Sequence[str | None]
"""A row on its way out: formatted text in the order of the columns, None is blank. What a list or nested
column holds is text too, as join_list() and JSON write it.
"""
Objects = tuple[int, bytes]
"""Some records as JSON objects on their way out: how many, and their lines, with no break at the end."""
_BLOCK = 500


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user said about the file; None means: find out."""

    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool = True
    skip_rows: int | None = None
    """So many rows at the top, blank ones included, are none of the table."""
    header_row: int | None = None
    """The row that names the columns, the first being 1; what stands above it is none of the table."""
    sheet: str | None = None
    """The sheet of a workbook, by its name or its number from 1."""
    kind: str = "auto"
    """Which records are wanted, where a workbook has sheets of several."""
    identity: str = ""
    """The file with the secret key of a file that is encrypted."""

    @property
    def says_where_names_are(self) -> bool:
        """Whether the user has said in which row the columns are named, or that in none."""
        return not self.has_header or self.skip_rows is not None or self.header_row is not None


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a file is to be written, as far as its format leaves a choice.

    Tables have headers in `language`, and cells that a spreadsheet would run made harmless unless `raw`.
    """

    language: str = "en"
    raw: bool = False
    encoding: str = "utf-8"
    title: str = ""
    """What the rows are, in `language`: the name of a sheet."""
    all_columns: bool = True
    """Whether the columns are all of the kind, and none was chosen."""
    zone: tzinfo | None = None
    """Where the times of tables are told; None leaves them in UTC as they are."""
    zone_note: str = ""
    """What headers of times say of the zone; blank where it is the desk's, in which files are read."""


class Sink(Protocol):
    """Anything that takes bytes: an AtomicFile, standard output."""

    def write(self, block: bytes, /) -> Any:
        """Take `block`."""


class RowError(Exception):
    """Why a row is rejected: a stable `code`, a `reason` in words, a `column` header ('' for the row)."""

    def __init__(self, code: str, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.column = column


class RawRow(NamedTuple):
    """The cells of one row as they stand in the file, in the order of its headers.

    `line` is the line where the row begins; a row with a `fault` could not be cut into cells.
    """

    line: int
    cells: Sequence[str]
    fault: RowError | None = None


class CanonicalRow(NamedTuple):
    """The typed values of one row by field; None where the cell is blank."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How a copy of this process can read rows that come from a process of their own."""

    told: Callable[[], Any]
    """In the copy: what was noted on the way, when all rows are read."""
    hear: Callable[[Any], None]
    """Here: takes it for noted here."""
    again: Callable[[], None]
    """Here: begins to read anew, since the copy has read what was to come. UsageError as at first."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a format has found in an open file; `start` reads the rows anew each time it is called."""

    format: str
    headers: tuple[str, ...]
    start: Callable[[], Iterator[RawRow]]
    text: "Decoded | None" = None
    """The text behind a format that is text; it holds the file until it is released."""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    is_sheet: bool = False
    """It has rows as a person keeps them, with sums below."""
    late_notes: Callable[[], tuple[str, ...]] | None = None
    """What is known of the file when its rows have been read."""
    close: Callable[[], None] | None = None
    """Lets go of what was opened to read the rows, beside the file itself."""
    from_1904: bool = False
    """A number without a format that stands for a day counts from 1904."""
    elsewhere: Elsewhere | None = None
    """Of rows that come from a process of their own; None for a file that is read by reading it."""


def blocks(rows: Iterable[TextRow], size: int = _BLOCK) -> Iterator[list[TextRow]]:
    """`rows` in lists of a size that is quickly written and does not fill the memory."""
    iterator = iter(rows)
    while block := list(islice(iterator, size)):
        yield block
