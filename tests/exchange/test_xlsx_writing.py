"""A workbook that goes out: typed cells, text that stays text, one table or many, the same bytes."""

import io
import os
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.exchange import xlsx_writing, zip_stream
from servicedesk.exchange.column import Column, extra
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.local_times import LocalTimes
from servicedesk.exchange.long_texts import is_cut
from servicedesk.exchange.rows import RowError, WriteOptions
from servicedesk.exchange.value_context import ColumnFacts
from servicedesk.exchange.values import converter
from servicedesk.exchange.xlsx_parts import sheet_name
from servicedesk.exchange.xlsx_writing import Sheet, write_book, write_xlsx
from tests.exchange.steps import CONTEXT

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
LINE, TEXT = extra("subject", "line", "Subject|主题"), extra("description", "text", "Description|详情")
AT, DAY, COUNT = (
    extra("received_at", "moment", "Received|受理时间"),
    extra("birthday", "birthday", "Birthday|生日"),
    extra("nudges", "count", "Nudges|催办次数"),
)

at = datetime.fromisoformat
"""A time as cells hold it, of no zone."""


def book(columns: Sequence[Column], rows: Sequence[Sequence[str | None]], **choices: Any) -> bytes:
    sink = io.BytesIO()
    assert write_xlsx(sink, columns, rows, WriteOptions(**{"title": "Cases", **choices})) == len(rows)
    return sink.getvalue()


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(content: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in opened(content).active.iter_rows(min_row=2)]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+86 138 0000 1111", "-5", "@SUM(A1)", "＝1+1", "00124", "13800138000", "1e5", "2026-11-20",
        "https://example.com", "mailto:a@example.com", "'quoted", "TRUE", "#N/A", "=HYPERLINK(\"http://x\")",
        "110101199003070134", "<b>&amp;\"'", " blank at both ends ", "漏水", "two\nlines", "]]>",
    ],
)  # fmt: skip
def test_text_stays_the_text_that_it_is(text: str) -> None:
    found = opened(book([LINE, TEXT], [(text, text)])).active
    for cell in (found["A2"], found["B2"]):
        assert (cell.value, cell.data_type, cell.number_format, cell.hyperlink) == (text, "s", "@", None)


def test_no_cell_is_a_formula_and_nothing_leads_outside() -> None:
    content = book([LINE, TEXT], [("=cmd|'/c calc'!A0", "=1+1"), ("http://example.com", "x")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
            assert b"hyperlink" not in archive.read(name)
            assert b'TargetMode="External"' not in archive.read(name)


def test_counts_times_and_days_are_what_they_are() -> None:
    content = book([COUNT, AT, DAY], [("7", "2026-11-20T01:12:05Z", "1986-05-03")], zone=SHANGHAI)
    assert cells(content) == [[7, at("2026-11-20T09:12:05"), at("1986-05-03")]]
    sheet = opened(content).active
    assert [sheet[place].is_date for place in ("A2", "B2", "C2")] == [False, True, True]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (COUNT, "007"), (COUNT, "(damaged) x"), (COUNT, "1234567890123456"), (COUNT, "٣"), (COUNT, "-1"),
        (DAY, "农历八月十五"), (DAY, "1890-01-01"), (DAY, "1900-02-28"), (DAY, "2026-02-30"), (DAY, "05-03"),
        (AT, "(damaged) =1"), (AT, "1850-01-01T00:00:00Z"),
    ],
)  # fmt: skip
def test_what_is_no_number_and_no_day_of_a_spreadsheet_stands_as_text(column: Column, text: str) -> None:
    assert cells(book([column], [(text,)], zone=SHANGHAI)) == [[text]]


def test_an_hour_that_comes_twice_keeps_its_offset_the_second_time() -> None:
    moments = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"]
    content = book([AT], [(moment,) for moment in moments], zone=BERLIN)
    assert cells(content) == [
        [at("2026-10-25T02:30:00")], ["2026-10-25 02:30:00+01:00"], [at("2026-10-25T03:30:00")],
    ]  # fmt: skip
    assert LocalTimes(BERLIN).written(moments[1]) == "2026-10-25 02:30:00+01:00"
    assert LocalTimes(BERLIN).written(moments[0]) == "2026-10-25 02:30:00"


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC"])
@given(st.datetimes(at("1901-01-01"), at("9999-12-30")))
@settings(max_examples=60)
def test_every_moment_is_to_the_second_what_the_zone_says(zone: str, moment: datetime) -> None:
    text = f"{moment.replace(microsecond=0).isoformat()}Z"
    local = datetime.fromisoformat(text).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    serial = LocalTimes(ZoneInfo(zone)).serial(text)
    if serial is not None:
        assert round((float(serial) - (local.date() - date(1899, 12, 30)).days) * 86_400) == (
            local.hour * 3600 + local.minute * 60 + local.second
        )


def test_signs_that_xml_has_none_for_are_written_as_spreadsheets_write_them() -> None:
    content = book([TEXT], [("a\x07b\r\n_x0041_\ufffe",)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "a_x0007_b_x000D_\n_x005F_x0041__xFFFE_" in written


@given(st.lists(st.text(), min_size=1, max_size=6))
@settings(max_examples=150)
def test_any_text_gives_a_workbook_that_opens(texts: list[str]) -> None:
    content = book([COUNT, LINE, TEXT], [("1", text, text[::-1]) for text in texts])
    for row, text in zip(cells(content), texts, strict=True):
        plain = all(sign.isprintable() or sign == "\n" for sign in text) and "_x" not in text
        if plain:
            assert row == [1, text or None, text[::-1] or None]


def test_a_text_beyond_a_cell_stands_whole_on_a_sheet_of_its_own() -> None:
    long, fits = "漏" * 40_000, "水" * 32_767
    pairs = "😀" * 17_000  # two units each: no cell of Excel holds them, though they are fewer signs
    for language, title in (("en", "Long texts"), ("zh_CN", "长文本")):
        content = book([LINE, TEXT], [("a", long), ("b", fits), ("c", pairs)], language=language)
        found = opened(content)
        shown = [row[1] for row in cells(content)]
        assert [is_cut(cell) for cell in shown] == [True, False, True]
        assert shown[1] == fits
        assert shown[0].startswith("漏" * 16_000)
        assert all(len(cell.encode("utf-16-le")) <= 2 * 32_767 for cell in shown)
        rest = [[cell.value for cell in row] for row in found[title].iter_rows(min_row=2)]
        assert "".join(row[4] for row in rest if row[1] == 2) == long
        assert "".join(row[4] for row in rest if row[1] == 4) == pairs
        assert [row[:4] for row in rest[:2]] == [
            ["Cases", 2, TEXT.title(language), 1], ["Cases", 2, TEXT.title(language), 2],
        ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", ["description", "notes"])
def test_the_beginning_of_a_text_is_never_taken_for_the_whole(language: str, name: str) -> None:
    column = next(column for column in COLUMNS_BY_KIND["case"] if column.name == name)
    cut = cells(book([LINE, column], [("a", "漏" * 40_000)], language=language))[0][1]
    own = converter(column, CONTEXT, ColumnFacts("case", is_own=True), lambda _reason: None)
    with pytest.raises(RowError, match="beginning"):
        own(cut)
    assert own(cut[:-1] + "!") is not None


def test_a_text_that_only_speaks_of_the_sheet_is_not_cut() -> None:
    assert not is_cut("… [the whole: sheet Long texts, from row 2]")


def test_the_header_stays_has_a_filter_and_columns_are_as_wide_as_what_they_show() -> None:
    content = book([LINE, TEXT, AT], [("空调漏水" * 3, "x", "2026-11-20T01:12:00Z"), ("a", "y" * 500, None)])
    sheet = opened(content).active
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Cases", "A2", "A1:C3")
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [26, 60, 17]
    assert sheet["A1"].font.b


def test_headers_are_in_the_language_and_name_a_zone_that_is_not_the_desks() -> None:
    columns = [*COLUMNS_BY_KIND["case"][:2], AT]
    assert [cell.value for cell in opened(book(columns, [], language="zh_CN", zone=SHANGHAI)).active[1]] == [
        "工单编号", "客户", "受理时间",
    ]  # fmt: skip
    noted = opened(book(columns, [], zone=BERLIN, zone_note="Europe/Berlin"))
    assert noted.active["C1"].value == "Received (Europe/Berlin)"
    assert opened(book(columns, [])).active["C1"].value == "Received (UTC)"


def test_the_same_rows_give_the_same_bytes_whenever_they_are_written() -> None:
    rows = [("空调", "x" * 40_000, "2026-11-20T01:12:00Z")] * 50
    first = book([LINE, TEXT, AT], rows)
    assert book([LINE, TEXT, AT], rows) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_more_rows_than_a_sheet_holds_go_on_further_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_writing, "ROW_LIMIT", 4)
    found = opened(book([LINE], [(f"row {number}",) for number in range(8)]))
    assert found.sheetnames == ["Cases", "Cases (2)", "Cases (3)"]
    assert [[cell.value for cell in row] for row in found["Cases (3)"]] == [["Subject"], ["row 6"], ["row 7"]]
    monkeypatch.setattr(xlsx_writing, "ROW_LIMIT", 9)
    assert opened(book([LINE], [(f"row {number}",) for number in range(8)])).sheetnames == ["Cases"]


def test_no_rows_are_a_sheet_with_its_header() -> None:
    found = opened(book([LINE, AT], [], zone=SHANGHAI))
    assert [[cell.value for cell in row] for row in found.active] == [["Subject", "Received"]]


def test_several_tables_stand_in_one_workbook() -> None:
    sink = io.BytesIO()
    sheets = (Sheet(name, [LINE], [(name,)]) for name in ("Cases", "Calls", "cases"))
    assert write_book(sink, sheets, WriteOptions()) == [1, 1, 1]
    found = opened(sink.getvalue())
    assert found.sheetnames == ["Cases", "Calls", "cases (2)"]
    assert [found[name]["A2"].value for name in found.sheetnames] == ["Cases", "Calls", "cases"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b\\c?[d]*:", "a b c d"), ("'", "Sheet"), ("", "Sheet"), ("x" * 40, "x" * 31), ("工单", "工单"),
        ("History", "History 1"),
    ],
)  # fmt: skip
def test_sheets_have_names_that_spreadsheets_allow(title: str, name: str) -> None:
    assert sheet_name(title, []) == name
    again = sheet_name(title, [name])
    assert again != name
    assert len(again) <= 31


def test_a_workbook_is_read_by_calamine_too() -> None:
    calamine = pytest.importorskip("python_calamine")
    content = book(
        [LINE, COUNT, AT, DAY], [("=1 & <2>", "7", "2026-11-20T01:12:00Z", "1986-05-03")], zone=SHANGHAI
    )
    rows = calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["=1 & <2>", 7.0, at("2026-11-20T09:12:00"), date(1986, 5, 3)]


def test_what_is_too_large_for_a_workbook_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_stream, "_ARCHIVE_LIMIT", 1000)
    rows = [(os.urandom(500).hex(),)]
    with pytest.raises(UsageError, match="more than a workbook"):
        book([LINE], rows)


def test_memory_does_not_grow_with_the_rows() -> None:
    import tracemalloc

    class Nowhere:
        def write(self, block: bytes) -> None:
            """Forget it."""

    def peak(count: int) -> int:
        tracemalloc.start()
        rows = ((f"subject {number}", "空调漏水" * 20) for number in range(count))
        write_xlsx(Nowhere(), [LINE, TEXT], rows, WriteOptions(title="Cases"))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(20_000) < peak(2_000) + (1 << 20)
