"""Leave the sums of a sheet out: the rows 合计, 小计, Total, with nothing but numbers beside that word.

Tables and workbooks share this. A customer whose name is Total is none: beside it stand words, a number to
dial or an id, or rows of others follow.
"""

import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from servicedesk.domain.text import clean_line
from servicedesk.exchange.header_places import fields_of
from servicedesk.exchange.rows import RawRow
from servicedesk.i18n import ngettext

_COUNTED = r"(?:[条件户个项笔行次人例宗单起]|records?|rows?|items?|entries)?"
_TAIL = rf"[:]?(?:\([^()]{{0,10}}\))?[:]?(?:共?[\d.,]+{_COUNTED})?"
_CHINESE = (
    r"(?:本页|本月|本季|本年|当页|全部|以上|数据|各项|累计|总)?"
    r"(?:合计|合計|总计|總計|小计|小計|共计|共計|累计|累計|总和|总数|汇总|合共)(?:数|数量|金额|行)?"
    rf"{_TAIL}|共[:]?\d+{_COUNTED}(?:记录|数据|工单|客户|投诉)?"
)
_WESTERN = (
    r"(?:(?:grand|sub|overall)?-?totals?|sums?|(?:gesamt|end|zwischen)?summe|gesamt|insgesamt|totaux"
    r"|totalg[eé]n[eé]ral|somme)(?:number|count|rows|records|of(?:rows|records|cases|calls))?"
    rf"{_TAIL}"
)
_SUM = re.compile(f"(?P<surely>{_CHINESE})|{_WESTERN}", re.IGNORECASE)
_LONGEST = 40
_SHOWN = 10
_BEGINNINGS = frozenset("合总總小共本当全以数各累汇TtSsGgOoEeZzIi 　\t（(=*")
"""What a sum, or a blank before it, begins with: most rows need no second look."""

_NUMBER = re.compile(
    r"[-+(]?\s*(?:[¥￥$€£]|RMB|CNY|USD|EUR)?\s*-?\d[\d,.' ]*\s*(?:%|万|元|天|秒|分钟?|小时|h|min|s"
    r"|[条件户个项笔行次人例宗单起])?\)?|\d+:\d\d(?::\d\d)?|[-—–/]+|n/?a",
    re.IGNORECASE,
)
_TO_DIAL = re.compile(r"\+\d.*|0\d{6,}|1[3-9]\d{9}|\d{3,4}-\d{7,8}.*")
_IDENTITY = frozenset({
    "phone", "mobile", "email", "wechat", "external_id", "uid", "customer_id", "customer", "name", "number",
})  # fmt: skip


class Sums:
    """The rows of a sheet without sums and repeated headers, of which `notes()` tells when all are read."""

    def __init__(self, headers: Sequence[str]) -> None:
        self._identity = [
            place for place, header in enumerate(headers) if not _IDENTITY.isdisjoint(fields_of(header))
        ]
        self._width = len(headers)
        self._headers = [clean_line(header) for header in headers]
        self._lines: list[int] = []
        self._repeats: list[int] = []

    def without(self, rows: Iterator[RawRow]) -> Iterator[RawRow]:
        """`rows` but for the sums; what earlier calls found is forgotten."""
        lines: list[int] = []
        repeats: list[int] = []
        self._lines, self._repeats = lines, repeats
        first_header = self._headers[0] if self._width > 1 else None
        held: list[RawRow] = []
        for row in rows:
            cells = row.cells
            if cells and cells[0] == first_header and self._repeats_names(cells):
                repeats.append(row.line)
                continue
            if cells and (not (first := cells[0]) or first[0] in _BEGINNINGS):
                surely = self._is_sum(row)
                if surely:
                    lines.append(row.line)
                    continue
                if surely is not None:
                    # Of the last rows these are sums, above others they are records.
                    held.append(row)
                    continue
            if held:
                yield from held
                held.clear()
            yield row
        lines += [row.line for row in held]
        lines.sort()

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
        if any(at in others for at in self._identity):
            return None
        for cell in others.values():
            if len(cell) > _LONGEST or _TO_DIAL.fullmatch(cell) or not _NUMBER.fullmatch(cell):
                return None
        if match["surely"] is not None:
            return True
        return None if self._width == 1 else False


def _listed(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:_SHOWN])) + (" …" if len(lines) > _SHOWN else "")
