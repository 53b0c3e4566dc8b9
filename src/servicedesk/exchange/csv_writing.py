"""Canonical rows as CSV or TSV, risky cells neutralised. The same rows give the same bytes."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import brief
from servicedesk.exchange.column import Column
from servicedesk.exchange.local_times import LocalTimes
from servicedesk.exchange.neutral import BLANKS, TRIGGERS, neutralise
from servicedesk.exchange.rows import Sink, TextRow, WriteOptions, blocks
from servicedesk.i18n import _

ENCODINGS = ("utf-8-sig", "utf-8", "gb18030", "utf-16")

_GUARDED_TYPES = frozenset(
    {"line", "text", "phone", "phones", "emails", "tags", "birthday", "repeat", "choice"}
)
"""Types whose cells a person may have written; others are numbers, times, or begin with a bracket."""
_RISKY_BEGINNINGS = frozenset(BLANKS + TRIGGERS + "'")


def write_csv(sink: Sink, columns: Sequence[Column], rows: Iterable[TextRow], options: WriteOptions) -> int:
    """Write `rows` with commas between the cells; how many there were."""
    return _write(sink, columns, rows, options, delimiter=",")


def write_tsv(sink: Sink, columns: Sequence[Column], rows: Iterable[TextRow], options: WriteOptions) -> int:
    """Write `rows` with tabs between the cells; how many there were."""
    return _write(sink, columns, rows, options, delimiter="\t")


def headers(columns: Sequence[Column], language: str, *, raw: bool) -> list[str]:
    """The headers of a table; a raw one says so by the canonical name of its uid column."""
    return [column.name if raw and column.type == "uid" else column.title(language) for column in columns]


def _write(
    sink: Sink, columns: Sequence[Column], rows: Iterable[TextRow], options: WriteOptions, *, delimiter: str
) -> int:
    """A header `uid` instead of Record UID tells that the file was written raw."""
    encode = _encoder(options.encoding)
    guarded = _guarded(columns, raw=options.raw)
    moments = _moments(columns, options)
    times = LocalTimes(options.zone or UTC)
    sink.write(encode(_lines([headers(columns, options.language, raw=options.raw)], delimiter)))
    count = 0
    for block in blocks(rows):
        count += len(block)
        cells = _told_in_zone(_safe(block, guarded), moments, times) if moments else _safe(block, guarded)
        sink.write(encode(_lines(cells, delimiter)))
    return count


def _lines(rows: Iterable[TextRow], delimiter: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def _guarded(columns: Sequence[Column], *, raw: bool) -> list[int]:
    return [] if raw else [place for place, column in enumerate(columns) if column.type in _GUARDED_TYPES]


def _safe(rows: Sequence[TextRow], guarded: Sequence[int]) -> Iterable[TextRow]:
    """`rows` with risky cells neutralised, column by column: most have none, and that is soon seen."""
    if not guarded:
        return rows
    by_column: list[Sequence[str | None]] = list(zip(*rows, strict=True))
    for place in guarded:
        cells = by_column[place]
        if not _RISKY_BEGINNINGS.isdisjoint({cell[0] for cell in cells if cell}):
            by_column[place] = [neutralise(cell) if cell else cell for cell in cells]
    return zip(*by_column, strict=True)


def _moments(columns: Sequence[Column], options: WriteOptions) -> frozenset[int]:
    """The columns whose times are to be told in a zone; none where they stay in UTC."""
    if options.zone is None:
        return frozenset()
    return frozenset(place for place, column in enumerate(columns) if column.type == "moment")


def _told_in_zone(rows: Iterable[TextRow], moments: frozenset[int], times: LocalTimes) -> Iterator[TextRow]:
    for row in rows:
        yield [times.written(cell) if cell and place in moments else cell for place, cell in enumerate(row)]


def _encoder(encoding: str) -> Callable[[str], bytes]:
    """A function that writes text in `encoding`, with the byte order mark at the beginning only."""
    try:
        codec = codecs.lookup(encoding)
        known = getattr(codec, "_is_text_encoding", True)
    except (LookupError, ValueError):
        known = False
    if not known:
        raise UsageError(
            _("There is no encoding {name}.").format(name=brief(encoding, 40)),
            _("Use one of: {names}.").format(names=", ".join(ENCODINGS)),
        )
    encoder = codecs.getincrementalencoder(encoding)("strict")

    def encode(text: str) -> bytes:
        try:
            return encoder.encode(text)
        except UnicodeEncodeError:
            raise UsageError(
                _("Some text cannot be written in {name}.").format(name=encoding),
                _("Use --encoding utf-8-sig."),
            ) from None

    return encode
