"""Leave out what is no row of a sheet: sums (合计, Total, Average), remarks below it, its header once more.

A sum has nothing but numbers beside its word. Tables and workbooks share this. A customer whose name is Total
is none: beside it stand words, a number to dial or an id, or rows of others follow.
"""

import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from servicedesk.domain.text import clean_line
from servicedesk.exchange.header_places import fields_of
from servicedesk.exchange.rows import RawRow
from servicedesk.i18n import ngettext

_RECORDS = (
    r"(?:records?|rows?|items?|entries|complaints?|cases?|calls?|tickets?|customers?|issues?"
    r"|beschwerden?|reklamation(?:en)?|f(?:ä|ae)lle?|vorg(?:ä|ae)nge?|anrufe?|kunden?|eintr(?:ä|ae)ge?|zeilen?"
    r"|datens(?:ä|ae)tze?|[条件个起](?:记录|数据|工单|投诉))"
)
"""What is counted, in words."""
_COUNTED = rf"(?:[条件户个项笔行次人例宗单起]|{_RECORDS})?"
_TAIL = rf"[:]?(?:\([^()]{{0,10}}\))?[:]?(?:共?[\d.,]+{_COUNTED})?"
_CHINESE = (
    r"(?:本页|本月|本季|本年|当页|全部|以上|数据|各项|累计|总)?"
    r"(?:合计|合計|总计|總計|小计|小計|共计|共計|累计|累計|总和|总数|汇总|合共|平均|均值)(?:数|值|数量|金额|行)?"
    rf"{_TAIL}|共[:]?\d+{_COUNTED}(?:记录|数据|工单|客户|投诉)?"
)
_WESTERN = (
    r"(?:(?:grand|sub|overall)?-?totals?|sums?|(?:gesamt|end|zwischen)?summe|gesamt|insgesamt|totaux"
    r"|totalg[eé]n[eé]ral|somme|averages?|avg|mean|median|durchschnitt|mittelwert|ø|count|anzahl)(?:number|count|rows|records|of(?:rows|records|cases|calls))?"
    rf"{_TAIL}"
)
_SUM = re.compile(f"(?P<surely>{_CHINESE})|{_WESTERN}", re.IGNORECASE)
_LONGEST = 40
_SHOWN = 10
_CHINESE_BEGINNINGS = "平均合总總小共本当全以数各累汇制填审复经负统打导编注备说第结—"
_MAY_BE = re.compile(
    rf"[\s*=(（—-]*(?:[{_CHINESE_BEGINNINGS}]|total|sum|sub|grand|overall|gesamt|insges|end|zwischen|somme|page|"
    r"averag|avg|mean|median|durchschn|mittelw|ø|count|anzahl|"
    r"prepared|checked|approved|printed|exported|generated|created|reported|note|copyright|confidential)",
    re.IGNORECASE,
).match
"""What a sum or a remark begins with: most rows need no second look."""
_BEGINNINGS = frozenset(f"{_CHINESE_BEGINNINGS}TtSsGgOoEeZzIiPpNnCcAaRrMmDdØø \u3000\t（(=*-")
_REMARK = re.compile(
    r"(?:制表|填表|制单|编制|填报|审核|审批|复核|经办|负责|统计|打印|导出)(?:人|单位|部门|时间|日期|员)?[:].*|(?:注|备注|说明)[:].*"
    r"|第\d+页.*|共\d+页.*|-*(?:以下空白|以下无正文|结束)-*"
    r"|(?:prepared|checked|approved|printed|exported|generated|created|reported)(?:by|on|at|date)?[:].*"
    r"|notes?[:].*|page\d+(?:of|/)\d+|-*end(?:of(?:report|file|list|data))?-*|copyright.*|confidential.*",
    re.IGNORECASE | re.DOTALL,
)
"""What stands below a sheet: who made it, its pages, notes on it."""
_MOST_HELD = 100

_NUMBER = re.compile(
    r"[-+(]?\s*(?:[¥￥$€£]|RMB|CNY|USD|EUR)?\s*-?\d[\d,.' ]*\s*(?:%|万|元|天|秒|分钟?|小时|h|min|s"
    rf"|[条件户个项笔行次人例宗单起]|{_RECORDS})?\)?|\d+:\d\d(?::\d\d)?|[-—–/]+|n/?a",
    re.IGNORECASE,
)
_TO_DIAL = re.compile(r"\+\d.*|0\d{6,}|1[3-9]\d{9}|\d{3,4}-\d{7,8}.*")
_IDENTITY = frozenset({
    "phone", "mobile", "email", "wechat", "external_id", "uid", "customer_id", "number",
})  # fmt: skip
_SMALL = re.compile(r"\d{1,4}").fullmatch
"""How many there are, also below a column of ids or numbers to dial."""


class Sums:
    """The rows of a sheet without sums, remarks and repeated headers; `notes()` tells of them afterwards."""

    def __init__(self, headers: Sequence[str]) -> None:
        self._identity = [
            place for place, header in enumerate(headers) if not _IDENTITY.isdisjoint(fields_of(header))
        ]
        self._width = len(headers)
        self._headers = [clean_line(header) for header in headers]
        self._lines: list[int] = []
        self._repeats: list[int] = []
        self._remarks: list[int] = []

    def without(self, rows: Iterator[RawRow]) -> Iterator[RawRow]:
        """`rows` but for the sums; what earlier calls found is forgotten."""
        lines: list[int] = []
        repeats: list[int] = []
        remarks: list[int] = []
        self.left_out = (lines, repeats, remarks)
        first_header = self._headers[0] if self._width > 1 else None
        held: list[tuple[RawRow, list[int]]] = []
        for row in rows:
            cells = row.cells
            if cells and cells[0] == first_header and self._repeats_names(cells):
                repeats.append(row.line)
                continue
            first = cells[0] if cells else ""
            if not first:
                first = next((cell for cell in cells if cell), "")
            if first and first[0] in _BEGINNINGS and _MAY_BE(first):
                surely = self._is_sum(row)
                if surely:
                    lines.append(row.line)
                    continue
                if len(held) < _MOST_HELD and (surely is not None or self._is_remark(row)):
                    # Of the last rows these are sums and remarks, above others they are records.
                    held.append((row, remarks if surely is None else lines))
                    continue
            if held:
                yield from (one for one, _kind in held)
                held.clear()
            yield row
        for one, kind in held:
            kind.append(one.line)
        lines.sort()

    @property
    def left_out(self) -> tuple[list[int], list[int], list[int]]:
        """The lines of sums, of repeated headers and of remarks."""
        return self._lines, self._repeats, self._remarks

    @left_out.setter
    def left_out(self, lines: tuple[list[int], list[int], list[int]]) -> None:
        self._lines, self._repeats, self._remarks = lines

    def notes(self) -> tuple[str, ...]:
        """What was left out, in words."""
        notes: list[str] = []
        if self._lines:
            notes.append(
                ngettext(
                    "{count} row of sums is left out: line {lines}.",
                    "{count} rows of sums are left out: lines {lines}.",
                    len(self._lines),
                ).format(count=len(self._lines), lines=_listed(self._lines))
            )
        if self._repeats:
            notes.append(
                ngettext(
                    "{count} row that repeats the column names is left out: line {lines}.",
                    "{count} rows that repeat the column names are left out: lines {lines}.",
                    len(self._repeats),
                ).format(count=len(self._repeats), lines=_listed(self._repeats))
            )
        if self._remarks:
            notes.append(
                ngettext(
                    "{count} row of remarks below the table is left out: line {lines}.",
                    "{count} rows of remarks below the table are left out: lines {lines}.",
                    len(self._remarks),
                ).format(count=len(self._remarks), lines=_listed(self._remarks))
            )
        return tuple(notes)

    def _repeats_names(self, cells: Sequence[str]) -> bool:
        return [clean_line(cell) for cell in cells] == self._headers

    def _is_sum(self, row: RawRow) -> bool | None:
        """Whether a row is one of sums wherever it stands (True), only at the end (False), or none (None)."""
        cells = row.cells
        place = next((place for place, cell in enumerate(cells) if cell.strip()), None)
        if place is None or len(cells[place]) > _LONGEST:
            return None
        match = _SUM.fullmatch("".join(normalize("NFKC", cells[place]).split()).strip("*=-:"))
        if match is None:
            return None
        others = {at: cell.strip() for at, cell in enumerate(cells) if at != place and cell.strip()}
        if row.fault is not None and len(cells) > self._width:
            return None
        surely = match["surely"] is not None
        if any(at in others and not (surely and _SMALL(others[at])) for at in self._identity):
            return None
        for cell in others.values():
            if len(cell) > _LONGEST or _TO_DIAL.fullmatch(cell) or not _NUMBER.fullmatch(cell):
                return None
        if surely:
            return True
        return None if self._width == 1 else False

    def _is_remark(self, row: RawRow) -> bool:
        """Whether all that stands in a row is a remark below the sheet."""
        filled = [cell for cell in row.cells if cell.strip()]
        return bool(filled) and all(
            len(cell) <= 20 * _LONGEST and _REMARK.fullmatch("".join(normalize("NFKC", cell).split()))
            for cell in filled
        )


def _listed(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:_SHOWN])) + (" …" if len(lines) > _SHOWN else "")
