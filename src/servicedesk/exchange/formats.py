"""The file formats, one line each: everything that names, finds, reads or writes one asks this table.

A format is a file of this package with two functions, and its line here. They are named, not imported:
`--help` needs this table and none of what reads files.
"""

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import brief
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.exchange.column import Column
    from servicedesk.exchange.rows import Content, Objects, ReadOptions, Sink, TextRow, WriteOptions


class FileFormat(NamedTuple):
    """One file format."""

    name: str
    """What `--format` takes, and the suffix that we give."""
    suffixes: tuple[str, ...]
    reader: str = ""
    """Module and function of this package: an open file that can be read twice → Content, see `read`.

    Without one the format only goes out.
    """
    writer: str = ""
    """Module and function of this package that writes rows, see `write`; without one it only comes in."""
    objects_writer: str = ""
    """Module and function of this package that writes objects which are made already, see `write_objects`."""
    has_encodings: bool = False
    """Spreadsheets open it, each with an encoding of its own; every other format is written in UTF-8."""
    has_sheets: bool = False
    """It holds sheets, and so all kinds of records. Which workbook a file is, its content says."""
    is_page: bool = False
    """It is for reading, and never comes in again; `services.export_pages` writes it."""
    has_dates: bool = False
    """Its cells can be times, which know no zone: they are told in the desk's."""

    def read(self, source: BinaryIO, options: "ReadOptions") -> "Content":
        """What stands in `source`. Raises UsageError when it cannot be understood, or never comes in."""
        if not self.reader:
            raise UsageError(
                _("{name} files are written, not read.").format(name=self.name.upper()),
                _("Formats: {names}.").format(names=", ".join(READ)),
            )
        content: Content = _found(self.reader)(source, options)
        return content

    def write(
        self, sink: "Sink", columns: "Sequence[Column]", rows: "Iterable[TextRow]", options: "WriteOptions"
    ) -> int:
        """Write all rows, in the order of the columns; how many there were."""
        count: int = _found(self.writer)(sink, columns, rows, options)
        return count

    def write_objects(self, sink: "Sink", objects: "Iterable[Objects]") -> int:
        """Write all of them; how many there were."""
        count: int = _found(self.objects_writer)(sink, objects)
        return count


_WORKBOOKS = "workbook_rows.read_workbook"

FORMATS = {
    one.name: one
    for one in (
        FileFormat("csv", (".csv",), "csv_rows.read_csv", "csv_writing.write_csv", has_encodings=True),
        FileFormat("tsv", (".tsv", ".tab"), "csv_rows.read_tsv", "csv_writing.write_tsv", has_encodings=True),
        FileFormat(
            "json", (".json",), "json_rows.read_json", "json_rows.write_json", "json_rows.write_array"
        ),
        FileFormat(
            "jsonl",
            (".jsonl", ".ndjson"),
            "json_rows.read_jsonl",
            "json_rows.write_jsonl",
            "json_rows.write_lines",
        ),
        FileFormat(
            "xlsx", (".xlsx",), _WORKBOOKS, "xlsx_writing.write_xlsx", has_sheets=True, has_dates=True
        ),
        FileFormat("xls", (".xls",), _WORKBOOKS, has_sheets=True),
        FileFormat("xlsb", (".xlsb",), _WORKBOOKS, has_sheets=True),
        FileFormat("ods", (".ods",), _WORKBOOKS, has_sheets=True),
        FileFormat("md", (".md", ".markdown"), is_page=True),
        FileFormat("html", (".html", ".htm"), is_page=True),
    )
}
"""In the order in which they are named."""

READ = tuple(name for name, one in FORMATS.items() if one.reader)
"""Those that we read."""
WRITTEN = tuple(name for name, one in FORMATS.items() if one.writer or one.is_page)
"""Those that we write."""
BOTH_WAYS = tuple(name for name in WRITTEN if name in READ)
"""Those in which what goes out comes in again as it was."""

FORMAT_CHOICES = "|".join(READ)
"""What `--help` of an import shows after `--format`."""
WRITTEN_CHOICES = "|".join(WRITTEN)
"""What `--help` of an export shows after `--format`."""


def format_named(name: str) -> FileFormat:
    """The format of that name; UsageError with those that there are."""
    if name not in FORMATS:
        raise UsageError(
            _("There is no format {name}.").format(name=brief(name, 40)),
            _("Formats: {names}.").format(names=", ".join(FORMATS)),
        )
    return FORMATS[name]


def require_written(file_format: FileFormat) -> FileFormat:
    """`file_format`, if we write it; UsageError with those that we do."""
    if file_format.name not in WRITTEN:
        raise UsageError(
            _("{name} files are read, not written.").format(name=file_format.name.upper()),
            _("Formats: {names}.").format(names=", ".join(WRITTEN)),
        )
    return file_format


def format_of_file(path: Path | str) -> FileFormat | None:
    """The format that the suffix of the file stands for; None if it stands for none."""
    suffix = Path(path).suffix.lower()
    return next((one for one in FORMATS.values() if suffix in one.suffixes), None)


def _found(path: str) -> Any:
    module, _dot, function = path.partition(".")
    return getattr(import_module(f"servicedesk.exchange.{module}"), function)
