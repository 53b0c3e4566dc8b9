"""A file as rows of text, whatever its format, from a path or from standard input."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.atomic_file import words_for_failures
from servicedesk.exchange.decrypted import (
    LONGEST_BEGINNING,
    bare_name,
    decrypt,
    identities,
    is_encrypted,
    need_identity,
)
from servicedesk.exchange.encoding import Decoded
from servicedesk.exchange.file_signs import WORKBOOK, sign_of
from servicedesk.exchange.formats import FORMATS, FileFormat, format_named, format_of_file
from servicedesk.exchange.rows import Content, RawRow, ReadOptions
from servicedesk.exchange.sum_rows import Sums
from servicedesk.i18n import _
from servicedesk.settings import room
from servicedesk.settings.places import open_plain

_SAMPLE_ROWS = 1000
_SHOWN = 60
_SPOOL_IN_MEMORY = 16 << 20
_SPOOL_BLOCK = 1 << 20


@dataclass(slots=True)
class Table:
    """An open file of rows; `rows()` starts anew each time, and reads the file as it goes."""

    headers: tuple[str, ...]
    format: str
    encoding: str
    delimiter: str
    _notes: tuple[str, ...]
    _decoded: Decoded | None = field(repr=False)
    _source: BinaryIO = field(repr=False)
    _start: Callable[[], Iterator[RawRow]] = field(repr=False)
    _sums: Sums | None = field(repr=False)
    _content: Content = field(repr=False)
    is_encrypted: bool = False
    """Whether the file was: then what is written of its rows must be, too."""

    def rows(self) -> Iterator[RawRow]:
        """Every row that is neither blank nor a sum, in order.

        A generator at work is of no use after the next call.
        """
        return self._start() if self._sums is None else self._sums.without(self._start())

    @property
    def encoding_doubt(self) -> str:
        """What is said of a named encoding that the file does not look like; '' for none."""
        return self._notes[0] if self._decoded is not None and self._decoded.likelier else ""

    @property
    def file(self) -> BinaryIO | None:
        """The file, where a copy of this process can read its rows; else None.

        That is so where all that is known of them is known by reading it, or can be told; see `told`.
        """
        is_plain = self._decoded is not None and self._content.late_notes is None
        can_be = (is_plain and self._content.close is None) or self._content.elsewhere is not None
        return self._source if can_be else None

    @property
    def is_packed(self) -> bool:
        """Whether the file is much smaller than what stands in it."""
        return self._content.elsewhere is not None

    @property
    def told(self) -> Any:
        """What rows() has left out and noted, for a copy of this process to be told."""
        elsewhere = self._content.elsewhere
        return self._sums and self._sums.left_out, elsewhere and elsewhere.told()

    @told.setter
    def told(self, told: Any) -> None:
        left_out, noted = told
        if self._sums is not None:
            self._sums.left_out = left_out
        if self._content.elsewhere is not None:
            self._content.elsewhere.hear(noted)

    def begin_again(self) -> None:
        """Let rows() begin anew here, after a copy of this process has read some of them."""
        if self._content.elsewhere is not None:
            self._content.elsewhere.again()

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file was understood and what was left out; complete when its rows have been read."""
        late = self._content.late_notes() if self._content.late_notes else ()
        return (*self._notes, *(self._sums.notes() if self._sums else ()), *late)

    @property
    def from_1904(self) -> bool:
        """Whether a number that stands for a day counts from 1904."""
        return self._content.from_1904

    def sample(self, count: int = _SAMPLE_ROWS) -> list[Sequence[str]]:
        """The cells of the first rows that could be read, as they stand."""
        return [row.cells for row in self.first_rows(count)]

    def first_rows(self, count: int = _SAMPLE_ROWS) -> list[RawRow]:
        """The first rows as far as they could be read, as they stand."""
        # An error further down is reported when the rows themselves are read.
        found: list[RawRow] = []
        with suppress(UsageError):
            found.extend(row for row in islice(self.rows(), count) if row.fault is None)
        return found

    def close(self) -> None:
        """Let go of the file."""
        if self._decoded is not None:
            self._decoded.release()
        if self._content.close:
            self._content.close()
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_rows(path: Path | str, file_format: str | None = None, options: ReadOptions | None = None) -> Table:
    """The rows of the file at `path` (`-` is standard input); UsageError when it cannot be understood."""
    options = options or ReadOptions()
    source, was_encrypted = open_source(path, options.identity)
    try:
        path = bare_name(str(path)) if was_encrypted else path
        chosen, note = _chosen(source, path, file_format, options)
        _require_sheets(chosen, options)
        content = chosen.read(source, options)
        _require_sheet(content, options)
        return replace(_table(source, content, note), is_encrypted=was_encrypted)
    except BaseException:
        source.close()
        raise


def open_source(path: Path | str, identity: str = "") -> tuple[BinaryIO, bool]:
    """The bytes of the file at `path`, opened with the secret key where it is encrypted; whether it is.

    What was encrypted stands in a file without a name. Raises WrongKeyError, UsageError, DamagedError,
    NoSpaceError.
    """
    source = _open(path)
    try:
        was_encrypted = is_encrypted(_head(source))
        return (_opened(source, path, identity) if was_encrypted else source), was_encrypted
    except BaseException:
        source.close()
        raise


def _require_sheets(chosen: FileFormat, options: ReadOptions) -> None:
    if options.sheet is not None and not chosen.has_sheets:
        raise UsageError(
            _("A {format} file has no sheets.").format(format=chosen.name), _("Leave --sheet out.")
        )


def _require_sheet(content: Content, options: ReadOptions) -> None:
    if options.says_where_names_are and not content.is_sheet:
        raise UsageError(
            _("A {format} file has no row that names its columns.").format(format=content.format),
            _("Leave --header-row, --skip-rows and --no-header out."),
        )
    if options.delimiter and not content.is_sheet:
        raise UsageError(
            _("A {format} file has nothing between its cells.").format(format=content.format),
            _("Leave --delimiter out, or say what the file is with --format."),
        )


def _open(path: Path | str) -> BinaryIO:
    if str(path) == "-":
        return _spooled(sys.stdin.buffer)
    source = open_plain(Path(path))
    return source if source.seekable() else _spooled(source)


def _head(source: BinaryIO) -> bytes:
    source.seek(0)
    head = source.read(LONGEST_BEGINNING)
    source.seek(0)
    return head


def _opened(source: BinaryIO, path: Path | str, identity: str) -> BinaryIO:
    """What the encrypted file holds, in a file without a name that goes with the process."""
    name = Path(path).name
    with source:
        if not identity:
            raise need_identity(name)
        found = identities(identity)
        folder = Path(tempfile.gettempdir())
        kept = tempfile.TemporaryFile()  # noqa: SIM115 - the table closes it
        try:
            with words_for_failures(folder):
                room.require(folder, source.seek(0, 2))
                source.seek(0)
                decrypt(source, kept, found, name)
                kept.seek(0)
        except BaseException:
            kept.close()
            raise
    return kept


def _spooled(stream: BinaryIO) -> BinaryIO:
    """What comes through a pipe, kept so that it can be read twice; on disk only in an unnamed file.

    NoSpaceError before the disk is full: what is kept takes half of its room at most, as it may have no end.
    """
    kept = tempfile.SpooledTemporaryFile(max_size=_SPOOL_IN_MEMORY)  # noqa: SIM115 - the table closes it
    folder = Path(tempfile.gettempdir())
    try:
        while block := stream.read(_SPOOL_BLOCK):
            if (size := kept.tell() + len(block)) > _SPOOL_IN_MEMORY:
                room.require(folder, size)
            with words_for_failures(folder):
                kept.write(block)
    except BaseException:
        kept.close()
        raise
    return kept  # type: ignore[return-value]  # typeshed: not an IO, though it has all of its methods


def _chosen(
    source: BinaryIO, path: Path | str, name: str | None, options: ReadOptions
) -> tuple[FileFormat, str]:
    """The format that was named, else that of the content and of the file's name; a note if they differ."""
    source.seek(0)
    head = source.read(4096)
    source.seek(0)
    named = format_named(name) if name else None
    by_name = format_of_file(path)
    sign = sign_of(head)
    if sign.what == WORKBOOK:
        if named and not named.has_sheets:
            raise UsageError(
                _("That is a workbook, not a {format} file.").format(format=named.name),
                _("Leave --format out."),
            )
        return named or FORMATS["xlsx"], ""
    meant = named or by_name
    if sign.what and (named is None or named.has_sheets or not sign.is_text):
        raise UsageError(
            _("That is no workbook and no table: it is {what}.").format(what=_(sign.what)),
            _("Open it in the program that it is for, and save it as XLSX or CSV."),
        )
    if meant and meant.has_sheets and (named or not sign.is_text):
        raise UsageError(
            _("That is no workbook, whatever its name says, or it is damaged."),
            _("Open it in the spreadsheet program and save it as a new XLSX file."),
        )
    if meant and not meant.has_sheets:
        return meant, ""
    is_json = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:1] in {b"{", b"["} and not options.delimiter
    found = FORMATS["json" if is_json else "csv"]
    if meant is None:
        return found, ""
    return found, _("The file is named .{suffix}, but holds text; it is read as {format}.").format(
        suffix=meant.name, format=found.name
    )


def _table(source: BinaryIO, content: Content, note: str) -> Table:
    notes, text = [*([note] if note else []), *content.notes], content.text
    if text is not None and text.guessed:
        sample = text.sample()[:_SHOWN]
        notes.insert(0, _("Read as {encoding}: {sample}").format(encoding=text.encoding, sample=sample))
    if text is not None and text.likelier:
        words = _("Read as {encoding}, as was said; it looks like {other}: {meant}, not {sample}")
        sample, meant = text.sample()[:_SHOWN], text.likelier_sample()[:_SHOWN]
        notes.insert(0, words.format(encoding=text.encoding, sample=sample, other=text.likelier, meant=meant))
    return Table(
        content.headers,
        content.format,
        text.encoding if text else "" if content.is_sheet else "utf-8",
        content.delimiter,
        tuple(notes),
        text,
        source,
        content.start,
        Sums(content.headers) if content.is_sheet else None,
        content,
    )
