"""FILE.rejects.csv: the rows not imported, with the reasons, to be corrected and fed back.

The cells are as they stood, but for what a terminal or a spreadsheet would obey.
"""

import csv
import io
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from servicedesk.domain.errors import RefusedError, ServiceDeskError, UsageError
from servicedesk.domain.text import clean, clean_line
from servicedesk.exchange.atomic_file import AtomicFile
from servicedesk.exchange.decrypted import (
    bare_name,
    decrypt_beginning,
    identities,
    is_encrypted_file,
    public_keys,
)
from servicedesk.exchange.encrypted import SUFFIX, to_keys
from servicedesk.exchange.mapped import REJECT_COLUMNS
from servicedesk.exchange.neutral import neutralise
from servicedesk.exchange.rows import RawRow, RowError, Sink
from servicedesk.i18n import _

_FLUSH_AT = 1 << 16
_LONGEST_HEADER = 1 << 20
STANDARD_INPUT = "-"


def rejects_path(source: Path | str, folder: Path | None = None, *, is_encrypted: bool = False) -> Path:
    """Where the rejects of `source` go: beside it; those of standard input into `folder`."""
    if str(source) == STANDARD_INPUT:
        place = (folder or Path.cwd()) / "stdin"
    else:
        place = (folder or Path(source).parent) / Path(source).name
    if not is_encrypted:
        return place.with_name(f"{place.name}.rejects.csv")
    return place.with_name(f"{bare_name(place.name)}.rejects.csv{SUFFIX}")


class RejectsFile:
    """Collects rejected rows; the file gets its name when the block ends well. Without rows there is none.

    A file of an earlier run is replaced: it told of the same rows. No other is, nor what settings.places
    keeps from being written over; require_free() tells before anything is imported.

    With `identity`, the file with the secret key that opened the source, it is encrypted to the public
    half of that: whoever could read the rows can read the rejected ones, and nobody else. Raises as
    public_keys() does.
    """

    def __init__(self, path: Path, headers: Sequence[str], identity: str = "") -> None:
        self.path = path
        self._found = identities(identity) if identity else []
        self._keys = public_keys(identity) if identity else []
        self.count = 0
        self._headers = tuple(header for header in headers if header.strip() not in REJECT_COLUMNS)
        self._kept = tuple(
            place for place, header in enumerate(headers) if header.strip() not in REJECT_COLUMNS
        )
        self._file: AtomicFile | None = None
        self._sink: Sink | None = None
        self._open = ExitStack()
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer, lineterminator="\r\n")

    def __enter__(self) -> Self:
        return self

    def add(self, row: RawRow, error: RowError) -> None:
        """Keep `row`, which was rejected because of `error`."""
        if self._file is None:
            self._file = self._open.enter_context(self._new_file())
            self._sink = self._open.enter_context(to_keys(self._file, self._keys))
            self._buffer.write("\ufeff")
            self._writer.writerow([*map(_harmless, self._headers), *REJECT_COLUMNS])
        self.count += 1
        cells = [row.cells[place] if place < len(row.cells) else "" for place in self._kept]
        # A row with too many fields keeps those of its columns in place and the rest, to be seen, at the
        # end of the last.
        beyond = (
            row.cells[max(self._kept, default=-1) + 1 :]
            if row.fault and row.fault.code == "field_count"
            else ()
        )
        if beyond and cells:
            cells[-1] = ",".join([cells[-1], *beyond])
        marks = (str(row.line), error.column, error.reason, error.code)
        self._writer.writerow([_harmless(cell) for cell in (*cells, *marks)])
        if self._buffer.tell() > _FLUSH_AT:
            self._flush()

    def require_free(self) -> None:
        """Raise UsageError where the rejects could not take their name."""
        try:
            self._new_file().require_free()
        except RefusedError as error:
            raise UsageError(error.message, error.hint) from None

    @property
    def is_sure(self) -> bool:
        """Whether the disk has confirmed the name; known when the block has ended."""
        return self._file is None or self._file.is_sure

    def _new_file(self) -> AtomicFile:
        return AtomicFile(self.path, beside=True, require_replaceable=self._require_rejects)

    def _flush(self) -> None:
        if self._sink is not None:
            self._sink.write(self._buffer.getvalue().encode("utf-8", "replace"))
            self._buffer.seek(0)
            self._buffer.truncate()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
        except BaseException as failure:
            self._open.__exit__(type(failure), failure, failure.__traceback__)
            raise
        self._open.__exit__(kind, error, traceback)

    def _require_rejects(self, path: Path) -> None:
        """UsageError for a file that holds no earlier rejected rows: its first row ends as theirs does."""
        try:
            text = self._beginning(path).decode("utf-8-sig", "ignore")
            head = next(csv.reader(io.StringIO(text, newline="")), [])
        except (OSError, ValueError, csv.Error, ServiceDeskError):
            head = []
        if tuple(head[-len(REJECT_COLUMNS) :]) != tuple(REJECT_COLUMNS):
            raise UsageError(
                _("{name} holds no rejected rows of an import, and is not replaced.").format(
                    name=clean_line(path.name)
                ),
                _("Choose another name with --rejects."),
            )

    def _beginning(self, path: Path) -> bytes:
        with path.open("rb") as file:
            if not is_encrypted_file(path):
                return file.read(_LONGEST_HEADER)
            return decrypt_beginning(file, self._found, path.name, _LONGEST_HEADER)


def _harmless(cell: str) -> str:
    """`cell` for eyes: an import would clean it in the same way."""
    return neutralise(clean(cell))
