"""Workbooks as tests make them: sheets of rows, and archives made to harm."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

HEAD = ("姓名", "电话", "备注")
Rows = Sequence[Sequence[Any]]


def book(path: Path, sheets: Mapping[str, Rows] | Rows, **options: Any) -> Path:
    """An XLSX file with those sheets; one sheet when only rows are given. `date_1904` counts from 1904."""
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    with xlsxwriter.Workbook(path, options) as made:
        styles = {
            datetime: made.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: made.add_format({"num_format": "yyyy-mm-dd"}),
            time: made.add_format({"num_format": "hh:mm:ss"}),
            timedelta: made.add_format({"num_format": "[h]:mm:ss"}),
        }
        for name, rows in named.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(at, column, value)
                    elif value is not None:
                        sheet.write(at, column, value, styles.get(type(value)))
    return path


def local_time(*parts: int) -> datetime:
    """A time as a cell holds it, in no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
        ' Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
        ' Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
"""The parts of a workbook, but for its sheet."""


def sheet_xml(rows: str) -> str:
    """The part of a sheet with those rows of XML."""
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{rows}</sheetData></worksheet>"
    )


def text_row(number: int, *cells: str) -> str:
    """A row of text in the XML of a sheet."""
    inner = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for place, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


def packed(path: Path, sheet: str | bytes, parts: Mapping[str, str | bytes] | None = None) -> Path:
    """A workbook written by hand: its sheet as XML, and other `parts` beside or instead of the usual ones."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (PARTS | {"xl/worksheets/sheet1.xml": sheet} | dict(parts or {})).items():
            archive.writestr(name, part)
    return path


def ods(path: Path, content: str, mimetype: str = "application/vnd.oasis.opendocument.spreadsheet") -> Path:
    """An ODS file whose table holds those rows of XML."""
    inner = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="表1">{content}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        archive.writestr("content.xml", inner)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_row(*cells: str, rows: int = 1, columns: int = 1) -> str:
    """A row of an ODS table, as often as it is said to be repeated, its last cell too."""
    inner = "".join(
        f'<table:table-cell office:value-type="string"'
        f"{f' table:number-columns-repeated={chr(34)}{columns}{chr(34)}' if place == len(cells) - 1 else ''}>"
        f"<text:p>{cell}</text:p></table:table-cell>"
        for place, cell in enumerate(cells)
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{inner}</table:table-row>'


def archive_of(members: Mapping[str, bytes]) -> bytes:
    """The bytes of a ZIP archive."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return whole.getvalue()
