"""Workbooks in: their cells as text, their header row, their sheets, and what they are called."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.exchange import workbook_marks
from servicedesk.exchange.readers import open_rows
from servicedesk.exchange.rows import RawRow, ReadOptions
from servicedesk.exchange.workbook_cells import text_of
from tests.exchange.steps import given as given_file
from tests.exchange.steps import read
from tests.exchange.workbooks import HEAD, book, local_time, ods, ods_row, packed, sheet_xml, text_row


def rows_of(path: Path, **options: Any) -> list[RawRow]:
    with open_rows(path, options=ReadOptions(**options)) as table:
        return list(table.rows())


def cells_of(path: Path, **options: Any) -> list[list[str]]:
    return [list(row.cells) for row in rows_of(path, **options)]


def notes_of(path: Path, **options: Any) -> str:
    with open_rows(path, options=ReadOptions(**options)) as table:
        list(table.rows())
        return "\n".join(table.notes)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800138000.0, "13800138000"),
        (13800138000, "13800138000"),
        (-3.0, "-3"),
        (2.0**53 - 1, "9007199254740991"),
        (2.0**53, "9.00719925474099E+15"),
        (110101199003070012.0, "1.10101199003070E+17"),
        (0.1 + 0.2, "0.3"),
        (1.1, "1.1"),
        (0.000012, "0.000012"),
        (1e-300, "1E-300"),
        (float("nan"), "nan"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 3, 2), "2026-03-02"),
        (local_time(2026, 3, 2, 15, 29, 59, 999_999), "2026-03-02 15:30:00"),
        (local_time(2026, 3, 2), "2026-03-02 00:00:00"),
        (time(9, 5), "09:05:00"),
        (timedelta(hours=26, minutes=3, seconds=5), "26:03:05"),
        (timedelta(seconds=-61), "-00:01:01"),
        ("００1 ", "００1 "),
        (None, ""),
    ],
)
def test_a_cell_is_the_text_that_a_csv_file_of_it_would_hold(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_phones_ids_and_times_of_a_sheet_are_taken_as_they_are_shown(tmp_path: Path) -> None:
    path = book(
        tmp_path / "来电.xlsx",
        [
            ("Call ID", "Time", "Phone", "Duration", "Summary"),
            (7, local_time(2026, 3, 2, 9, 30), 13800138000, timedelta(minutes=2, seconds=5), "漏水"),
            ("00012", date(2026, 3, 3), "010-62345678", time(0, 1, 30), "0.1"),
        ],
    )
    reading = read(path, "call")
    assert (reading.format, reading.encoding, reading.rejected) == ("xlsx", "", [])
    assert [row["external_id"] for row in reading.rows] == ["7", "00012"]
    assert [row["phone"] for row in reading.rows] == ["13800138000", "010-62345678"]
    assert [row["duration_s"] for row in reading.rows] == [125, 90]
    assert reading.rows[0]["started_at"] == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_an_id_or_a_phone_that_lost_digits_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [("编号", "客户名称", "手机"), (110101199003070012, "王", ""), (1, "李", 861380013800012345)],
    )
    reading = read(path, "customer", explicit={"编号": "external_id"})
    assert [(line, error.code) for line, error in reading.rejected] == [
        (2, "ruined_number"),
        (3, "ruined_number"),
    ]


@pytest.mark.parametrize("counts_from_1904", [False, True])
def test_both_ways_to_count_days_give_the_same_day(tmp_path: Path, counts_from_1904: bool) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [("Name", "Birthday", "Created"), ("王", date(1990, 5, 1), local_time(2026, 3, 2, 8))],
        date_1904=counts_from_1904,
    )
    assert cells_of(path) == [["王", "1990-05-01", "2026-03-02 08:00:00"]]


def test_lines_are_the_rows_of_the_sheet_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [
            (),
            ("客户名单", None, None),
            (),
            HEAD,
            ("王", 1, "甲"),
            (" ", None, "  "),
            ("李", 2, 0),
            (),
            ("赵", 3, "乙"),
        ],
    )
    assert [(row.line, *row.cells) for row in rows_of(path)] == [
        (5, "王", "1", "甲"),
        (7, "李", "2", "0"),
        (9, "赵", "3", "乙"),
    ]
    assert "above the column names" in notes_of(path)


def test_the_header_row_can_be_chosen_and_sums_are_left_out_and_told(tmp_path: Path) -> None:
    rows = [("a", "b", "c"), ("x", "y", "z"), HEAD, ("王", "13800000001", "甲"), ("合计", None, 1)]
    path = book(tmp_path / "a.xlsx", rows)
    with open_rows(path, options=ReadOptions(header_row=3)) as table:
        assert table.headers == HEAD
        assert [row.line for row in table.rows()] == [4]
        assert any("line 5" in note for note in table.notes)
    assert len(rows_of(path, header_row=1)) == 3
    with pytest.raises(UsageError, match="blank"):
        rows_of(path, header_row=4000)


def test_headers_with_line_breaks_blanks_and_repeats_are_kept(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [("客户\n名称", "", "备注", "备注"), ("王", "x", "甲", "乙")])
    with open_rows(path) as table:
        assert table.headers == ("客户 名称", "", "备注", "备注")


def test_a_value_merged_over_rows_stands_in_each_of_them_and_nowhere_else(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.merge_range("A1:A2", "公司")
        sheet.merge_range("B1:C1", "联系方式")
        sheet.write_row("B2", ["姓名", "电话"])
        sheet.merge_range("A3:A4", "甲公司")
        sheet.write_row("B3", ["王", "1"])
        sheet.write_row("B4", ["李", "2"])
        sheet.write_row("B5", ["赵", "3"])
        sheet.merge_range("A6:A7", "乙公司")
        sheet.merge_range("B6:B7", "钱")
        sheet.write("C6", "4")
    with open_rows(path) as table:
        assert table.headers == ("公司", "姓名", "电话")
        assert [tuple(row.cells) for row in table.rows()] == [
            ("甲公司", "王", "1"),
            ("甲公司", "李", "2"),
            ("", "赵", "3"),
            ("乙公司", "钱", "4"),
        ]


def test_cells_beyond_the_last_name_are_left_out_and_told(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, ("王", "1", "甲", None, "x"), ("李", "2"), (None,) * 6 + ("y",)])
    assert cells_of(path) == [["王", "1", "甲"], ["李", "2", ""]]
    assert "2 cells beyond the last column name" in notes_of(path)


def test_a_row_longer_than_a_table_may_hold_is_rejected_alone(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "a.xlsx",
        sheet_xml(
            text_row(1, *HEAD)
            + text_row(2, "王", "1", "漏" * 1_000_001)
            + text_row(3, "李", "2", "x" * 40_000)
        ),
    )
    first, second = rows_of(path)
    assert first.fault is not None
    assert first.fault.code == "too_long"
    assert sum(map(len, first.cells)) < 1000
    assert (second.fault, len(second.cells[2])) == (None, 40_000)


def test_rows_can_be_read_again_and_again(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, *((f"客户{number}", number, "") for number in range(3000))])
    with open_rows(path) as table:
        assert len(table.sample(10)) == 10
        begun = table.rows()
        next(begun)
        first = [row.cells for row in table.rows()]
        assert len(first) == 3000
        assert first == [row.cells for row in table.rows()]


def test_leading_zeros_and_percentages_are_taken_as_the_sheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        zeros, percent, exact, phone = (
            made.add_format({"num_format": code}) for code in ("00000", "0%", "0.0%", "0.00")
        )
        sheet = made.add_worksheet("其他")
        sheet = made.add_worksheet("客户")
        sheet.write_row("B2", ["编号", "满意度", "比例", "电话"])
        for row, (number, share) in enumerate([(7, 0.95), (123456, 0), (-7, 1)], 2):
            sheet.write_number(row, 1, number, zeros)
            sheet.write_number(row, 2, share, percent)
            sheet.write_number(row, 3, share / 8, exact)
            sheet.write_number(row, 4, 13800138000, phone)
        sheet.write_string(5, 1, "8", zeros)
    assert cells_of(path, header_row=2) == [
        ["00007", "95%", "11.9%", "13800138000"],
        ["123456", "0%", "0.0%", "13800138000"],
        ["-7", "100%", "12.5%", "13800138000"],
        ["8", "", "", ""],
    ]


def test_errors_and_formulas_without_a_value_are_blank_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    made.active.append(HEAD)
    made.active.append(["王", "=1+1", "甲"])
    made.active.append(["李", "#N/A", "乙"])
    made.active["B3"].data_type = "e"
    made.save(path)
    assert cells_of(path) == [["王", "", "甲"], ["李", "", "乙"]]
    notes = notes_of(path)
    assert "1 cell of the sheet holds an error" in notes
    assert "1 formula of the sheet has no saved value" in notes
    with xlsxwriter.Workbook(path) as other:
        sheet = other.add_worksheet()
        sheet.write_row("A1", HEAD)
        sheet.write_row("A2", ["王", "1", "甲"])
        sheet.write_formula("A3", "=NA()", None, "#N/A")
    assert cells_of(path) == [["王", "1", "甲"]]
    assert "1 cell of the sheet holds an error" in notes_of(path)
    with xlsxwriter.Workbook(path) as other:
        sheet = other.add_worksheet()
        sheet.write_row("A1", HEAD)
        sheet.write_row("A2", ["王"])
        sheet.write_formula("B2", "=1+1", None, 13800138000)
    assert cells_of(path) == [["王", "13800138000", ""]]
    assert notes_of(path) == ""


def test_marks_are_found_however_the_sheet_is_cut_into_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        zeros = made.add_format({"num_format": "000"})
        sheet = made.add_worksheet("一")
        for row in range(50):
            sheet.write_number(row, row % 30, row, zeros)
            sheet.write_formula(row, 40, "=1/0", None, "#DIV/0!")
    for size in (7, 64, 1000):
        monkeypatch.setattr(workbook_marks, "_PIECE", size)
        with path.open("rb") as source:
            marks = workbook_marks.Marks(source, "一")
            assert [(row, column) for row, column, _shown in marks.cells()] == [
                (row + 1, row % 30) for row in range(50)
            ]
            assert marks.faults() == (50, 0)


# Sheets


CUSTOMERS = [("客户名称", "联系电话", "邮箱"), ("王伟", "13800000001", "")]
CASES = [("工单编号", "投诉主题", "投诉内容"), ("1", "漏水", "厨房")]
COVER = [("2026年客户资料", None), ("内部使用", None)]


def test_the_sheet_whose_columns_are_known_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", {"封面": COVER, "明细": CUSTOMERS, "空": [], "代码": [("a", "b"), (1, 2)]}
    )
    assert cells_of(path) == [["王伟", "13800000001", ""]]
    assert "“明细” is read, 3 others" in notes_of(path)


def test_when_several_sheets_could_be_meant_the_list_is_shown(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"客户": CUSTOMERS, "投诉": CASES, "空": []})
    with pytest.raises(UsageError) as caught:
        rows_of(path)
    assert "1: 客户 (2 × 3); 2: 投诉 (2 × 3)" in caught.value.message
    assert "--sheet" in caught.value.hint


def test_the_kind_that_is_wanted_decides_between_sheets_of_several(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"客户": CUSTOMERS, "投诉": CASES})
    assert cells_of(path, kind="case") == [["1", "漏水", "厨房"]]
    assert cells_of(path, kind="customer") == [["王伟", "13800000001", ""]]
    with pytest.raises(UsageError, match="Several sheets"):
        rows_of(path, kind="promise")


@pytest.mark.parametrize("named", ["投诉", "2", " 投诉 "])
def test_a_sheet_is_chosen_by_name_or_number(tmp_path: Path, named: str) -> None:
    path = book(tmp_path / "a.xlsx", {"客户": CUSTOMERS, "投诉": CASES})
    assert cells_of(path, sheet=named) == [["1", "漏水", "厨房"]]


def test_a_name_of_digits_comes_before_a_number(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"2": CUSTOMERS, "投诉": CASES})
    assert cells_of(path, sheet="2") == [["王伟", "13800000001", ""]]


@pytest.mark.parametrize("named", ["没有", "0", "3", "-1", "9" * 400])
def test_a_sheet_that_is_not_there_is_refused_with_those_there_are(tmp_path: Path, named: str) -> None:
    path = book(tmp_path / "a.xlsx", {"客户": CUSTOMERS, "投诉": CASES})
    with pytest.raises(UsageError, match="no such sheet") as caught:
        rows_of(path, sheet=named)
    assert "客户, 投诉" in caught.value.hint


def test_a_hidden_sheet_is_not_proposed_but_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "旧"
    for row in CASES:
        made.active.append(row)
    shown = made.create_sheet("新")
    for row in CUSTOMERS:
        shown.append(row)
    made["旧"].sheet_state = "veryHidden"
    made.save(path)
    assert cells_of(path) == [["王伟", "13800000001", ""]]
    assert cells_of(path, sheet="旧") == [["1", "漏水", "厨房"]]
    made.remove(made["新"])
    made.create_sheet("空")
    made.save(path)
    with pytest.raises(UsageError, match="can be seen") as caught:
        rows_of(path)
    assert "旧" in caught.value.hint


def test_a_blank_workbook_and_a_blank_sheet_are_refused_in_words(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"一": [], "二": [("  ", "\n")]})
    with pytest.raises(UsageError, match="holds no rows"):
        rows_of(path)
    with pytest.raises(UsageError, match="blank"):
        rows_of(path, sheet="一")


def test_other_formats_have_no_sheets(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no sheets"):
        rows_of(given_file(tmp_path, "Name\n王\n"), sheet="1")


# Formats


def test_the_cells_of_an_ods_file_are_read(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "a.ods", ods_row(*HEAD) + ods_row("王", "1", "甲", rows=2) + ods_row("", rows=1_000_000)
    )
    reading = read(path, "customer")
    assert reading.format == "ods"
    assert [row["name"] for row in reading.rows] == ["王", "王"]


def test_typed_cells_of_an_ods_file_are_read_as_those_of_excel(tmp_path: Path) -> None:
    typed = [
        ("date", 'office:date-value="2026-03-02"'),
        ("date", 'office:date-value="2026-03-02T09:30:00"'),
        ("time", 'office:time-value="PT26H03M05S"'),
        ("boolean", 'office:boolean-value="true"'),
        ("float", 'office:value="13800138000"'),
        ("currency", 'office:value="1.10"'),
    ]
    cells = "".join(
        f'<table:table-cell office:value-type="{kind}" {value}><text:p>?</text:p></table:table-cell>'
        for kind, value in typed
    )
    names = ods_row("A", "B", "C", "D", "E", "F")
    path = ods(tmp_path / "a.ods", f"{names}<table:table-row>{cells}</table:table-row>")
    assert cells_of(path, header_row=1) == [
        ["2026-03-02", "2026-03-02 09:30:00", "26:03:05", "TRUE", "13800138000", "1.1"]
    ]


@pytest.mark.parametrize(
    "code", ['yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d;@", "[DBNum1]yyyy年m月d日", "dd.mm.yyyy"]
)
def test_days_are_days_in_whatever_way_the_sheet_shows_them(tmp_path: Path, code: str) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row("A1", ["姓名", "生日"])
        sheet.write_row("A2", ["王"])
        sheet.write_number("B2", 46083, made.add_format({"num_format": code}))
    assert cells_of(path) == [["王", "2026-03-02"]]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.xls", "a.dat", "a"])
def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = book(tmp_path / name, [HEAD, ("王", "1", "甲")])
    reading = read(path, "customer")
    assert (reading.format, reading.rows[0]["name"]) == ("xlsx", "王")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "an HTML page"),
        ("a.xls", b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<p>", "an HTML page"),
        ("a.xls", "\ufeff<html xmlns:x='urn'><table>".encode("utf-16-le"), "an HTML page"),
        ("a.csv", b"<table><tr><th>Name</th></tr></table>", "an HTML page"),
        ("a.xls", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>',
         "Excel 2003"),
        ("a.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
         "Excel 2003"),
        ("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:\xe7\x8e\x8b\r\nEND:VCARD\r\n", "a vCard"),
        ("a.xlsx", b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        ("a.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00", "Excel 4"),
        ("a.xlsx", b"\x00\x01\x02\x03garbage\xff" * 40, "damaged"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 40, "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused_with_what_it_is(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        rows_of(given_file(tmp_path, content, name))
    assert caught.value.hint


def test_a_table_of_text_that_is_named_xls_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = given_file(tmp_path, "姓名\t电话\n王\t1\n", "导出.xls")
    assert cells_of(path) == [["王", "1"]]
    assert "named .xls" in notes_of(path)
    assert "csv" in notes_of(path)
    path = given_file(tmp_path, '[{"name": "王"}]', "导出.xlsx")
    assert cells_of(path) == [["王"]]


def test_a_format_that_the_user_named_is_never_overruled(tmp_path: Path) -> None:
    path = book(tmp_path / "a.dat", [HEAD, ("王", "1", "甲")])
    with pytest.raises(UsageError, match="That is a workbook, not a csv file"):
        open_rows(path, "csv")
    text = given_file(tmp_path, "Name\n王\n")
    with pytest.raises(UsageError, match="no workbook"):
        open_rows(text, "xlsx")
    open_rows(path, "ods").close()


_TEXT = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Co", "Cn")), max_size=30)
_VALUES = st.one_of(
    _TEXT,
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.decimals(-(10**9), 10**9, places=4).map(float),
    st.dates(date(1901, 1, 1), date(2999, 1, 1)),
)


@settings(max_examples=15)
@given(rows=st.lists(st.tuples(_VALUES, _VALUES, _VALUES), min_size=1, max_size=20))
def test_what_one_library_writes_another_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]
) -> None:
    path = book(tmp_path_factory.mktemp("book") / "a.xlsx", [HEAD, *rows])
    expected = [[text_of(value) for value in row] for row in rows if any(str(v).strip() for v in row)]
    with open_rows(path, options=ReadOptions(header_row=1)) as table:
        # Without the sums that the rows may end with.
        found = [list(row.cells) for row in table._start()]
    assert found == [row for row in expected if any(cell.strip() for cell in row)]
