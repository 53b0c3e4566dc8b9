"""The fixed parts of a workbook: what stands around the rows, and what names and styles the sheets."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

NUMBER, TEXT, MOMENT, DAY, HEADER = range(5)
"""Places of the styles in _STYLES."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NAME_LIMIT = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")

_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


class Placed(NamedTuple):
    """A sheet that stands in the archive, and the area of its cells: `$A$1:$C$20`."""

    name: str
    area: str = ""


@cache
def column_letters(place: int) -> str:
    """The name of a column: A for 0, AA for 26."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """`title` as spreadsheets allow it: 31 signs, none of []:*?/\\, each name once whatever its case."""
    # History is a name that Excel keeps for itself.
    plain = _NOT_IN_NAMES.sub(" ", title).strip(" '")[:_NAME_LIMIT].rstrip(" '") or "Sheet"
    if plain.casefold() == "history":
        plain = f"{plain} 1"
    folded, name, number = {one.casefold() for one in taken}, plain, 1
    while name.casefold() in folded:
        number += 1
        name = f"{plain[: _NAME_LIMIT - len(str(number)) - 3]} ({number})"
    return name


def area(columns: int, last: int) -> str:
    """The cells from the first to the last row."""
    return f"$A$1:${column_letters(max(columns, 1) - 1)}${last}"


def sheet_head(styles: Sequence[int], widths: Sequence[int]) -> str:
    """A sheet up to its first row: the header stays in sight, columns are as wide as what they show."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" style="{style}" customWidth="1"/>'
        for place, (style, width) in enumerate(zip(styles, widths, strict=True), start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    )


def sheet_foot(cells: str) -> str:
    """A sheet behind its last row: a filter over all of it."""
    return f'</sheetData><autoFilter ref="{cells.replace("$", "")}"/></worksheet>'


def around(sheets: Sequence[Placed]) -> Iterator[tuple[str, str]]:
    """The other parts, name and content."""
    numbered = list(enumerate(sheets, start=1))
    yield "xl/styles.xml", _STYLES
    names = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in numbered
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number - 1}" hidden="1">'
        f"{_quoted(sheet.name)}!{sheet.area}</definedName>"
        for number, sheet in numbered
    )
    yield (
        "xl/workbook.xml",
        (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{names}</sheets><definedNames>{filters}</definedNames></workbook>"
        ),
    )
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number, _sheet in numbered]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{_SHEETML}.{kind}+xml"/>'
        for part, kind in (
            ("xl/workbook.xml", "sheet.main"),
            ("xl/styles.xml", "styles"),
            *((f"xl/worksheets/sheet{number}.xml", "worksheet") for number, _sheet in numbered),
        )
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
        ),
    )


def _quoted(name: str) -> str:
    """The name of a sheet as formulas write it."""
    return escape("'" + name.replace("'", "''") + "'")


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'
