"""What an import is asked, and what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from servicedesk.exchange.mapped import Mapping as FileMapping
from servicedesk.exchange.unlisted_words import UnlistedColumn

AUTO = "auto"
CONFLICT_RULES = ("update", "skip", "fail", "newest", "replace")


@dataclass(frozen=True)
class ImportRequest:
    """One file to be imported. What is None or empty is found out.

    `columns` are the user's own: header → field ("-" leaves a column out). `source` names the program the
    ids in the file come from; see sources.py. `on_conflict` says what becomes of a record that is here
    already and differs; a row whose id would give a case to another customer, or a card another name and
    another number, is rejected unless it says `replace`, as is a second row of one id. More than
    `max_rejects` rejected rows and nothing is imported. `rejects` is where they go, beside the file if not
    given.

    `state` and `closed_before` take an old register in as history; see history.py.
    """

    path: Path | str
    kind: str = AUTO
    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool = True
    skip_rows: int | None = None
    header_row: int | None = None
    sheet: str | None = None
    date_order: str | None = None
    region: str | None = None
    on_conflict: str = "update"
    blank_clears: bool = False
    max_rejects: int | None = None
    rejects: Path | None = None
    dry_run: bool = False
    profile: str = ""
    """The name or file of a profile; "" finds one by the headers, `none` uses none."""
    identity: str = ""
    """The file with the secret key of what is encrypted."""
    state: str = ""
    closed_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a row was not imported."""

    line: int
    column: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import came to; new + updated + unchanged + rejected = read.

    `run` is the number of the run, None when nothing was imported; `failure` then says why, unless it was a
    dry run. `rejects` are the first of the rejected rows.
    """

    run: int | None
    kind: str
    read: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    customers_new: int
    rejects_file: Path | None
    rejects: tuple[Reject, ...]
    format: str
    encoding: str
    delimiter: str
    mapping: Mapping[str, str]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    dry_run: bool
    failure: str = ""
    profile: str = ""
    """The name of the profile by which the file was read, "" for none."""
    date_orders: Mapping[str, str] = field(default_factory=dict)
    """Header → dmy, mdy or ymd, of the columns of dates that are read in one order."""
    are_rejects_sure: bool = True
    """Whether the disk has confirmed the name of `rejects_file`."""
    is_own: bool = False
    """Whether the columns are those of our own exports."""
    related: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By kind how many records of the rows beside their own are new, updated, unchanged."""
    unlisted: tuple[UnlistedColumn, ...] = ()
    """The words of the file that are in no list of ours, by column."""

    @property
    def changed(self) -> bool:
        """Whether anything was made or differs now."""
        return any((
            self.new, self.updated, self.customers_new,
            *(of.get(name) for of in self.related.values() for name in ("new", "updated")),
        ))  # fmt: skip

    @property
    def exit_code(self) -> int:
        """0 clean, 3 done with rejects, 1 nothing imported."""
        if self.failure:
            return 1
        return 3 if self.rejected else 0


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as it would land: `becomes` new, updated, unchanged or rejected; `values` by canonical name."""

    line: int
    becomes: str
    values: Mapping[str, Any]
    reject: Reject | None = None
    parts: "tuple[ShownPart, ...]" = ()


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A further record of a row as it would land; see row_parts.py."""

    kind: str
    becomes: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, with the first rows."""

    report: ImportReport
    rows: tuple[ShownRow, ...]
    column_mapping: FileMapping
    """From which a profile can be made."""


@dataclass(frozen=True, slots=True)
class FileLook:
    """A file before it is known what its columns are: their headers, and the first rows as they stand."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    format: str
    encoding: str
    delimiter: str
    notes: tuple[str, ...]
    mapping: FileMapping | None = None
    """What its columns are, where that is clear by now; a look at all rows says why it is not."""
