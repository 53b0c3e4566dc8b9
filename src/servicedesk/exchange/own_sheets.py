"""The sheets of a workbook that servicedesk wrote for all kinds of records."""

from pathlib import Path
from typing import NamedTuple

from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.text import brief, brief_list
from servicedesk.exchange.file_signs import WORKBOOK, sign_of
from servicedesk.exchange.header_places import is_own_file
from servicedesk.exchange.long_texts import is_title
from servicedesk.exchange.mapping import detect_kind
from servicedesk.exchange.readers import open_source
from servicedesk.exchange.rows import ReadOptions
from servicedesk.exchange.sheet_head import find_head
from servicedesk.exchange.workbook_faults import damaged_sheet
from servicedesk.exchange.workbook_process import WorkbookProcess
from servicedesk.exchange.workbook_sheets import table_rows
from servicedesk.i18n import _

_LOOKED_AT = 40


class OwnSheet(NamedTuple):
    """A sheet of records: their kind, its number in the workbook from 1, its name."""

    kind: str
    number: int
    name: str


class OwnSheets(NamedTuple):
    """What a workbook holds: our sheets in the order in which they are imported, and the names of others."""

    ours: list[OwnSheet]
    others: list[str]
    hidden: list[str]
    """Not looked at, whatever they are."""

    def notes(self) -> list[str]:
        """What is left out, in words."""
        said = (
            (self.others, _("Sheets that are no tables of ours, and left out: {names}.")),
            (self.hidden, _("Hidden sheets are left out: {names}.")),
        )
        return [words.format(names=brief_list(names)) for names, words in said if names]


def own_sheets(path: Path, identity: str = "") -> OwnSheets | None:
    """The sheets that we wrote, and what else there is.

    None for what is no workbook by its content. `identity` is the secret key of an encrypted one, a file.
    Raises UsageError when the workbook cannot be read, and what open_source() does. Many records of one kind
    stand on several sheets.
    """
    if not path.is_file():
        return None
    with open_source(path, identity)[0] as source:
        if sign_of(source.read(4096)).what != WORKBOOK:
            return None
        source.seek(0)
        process = WorkbookProcess(source, None, _LOOKED_AT)
        try:
            sheets = process.look()["sheets"]
        finally:
            process.close()
    found = OwnSheets([], [], [])
    for number, one in enumerate(sheets, start=1):
        name = brief(str(one["name"]), 40)
        if kind := _kind_of(table_rows(one.get("head") or [])):
            found.ours.append(OwnSheet(kind, number, name))
        elif one.get("error"):
            # It may be one of ours: then the desk would come in without it, and nobody would know.
            raise damaged_sheet(str(one["name"]))
        elif not is_title(str(one["name"])):
            (found.hidden if one["hidden"] else found.others).append(name)
    order = list(RECORDS)
    found.ours.sort(key=lambda sheet: (order.index(sheet.kind), sheet.number))
    return found


def _kind_of(rows: list[list[str]]) -> str:
    """The kind of the records of a sheet of ours; '' for another sheet."""
    if not rows:
        return ""
    try:
        headers = find_head(rows, ReadOptions()).headers
        return detect_kind(headers) if is_own_file(headers) else ""
    except UsageError:
        return ""
