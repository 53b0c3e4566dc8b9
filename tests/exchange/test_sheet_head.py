"""The row that names the columns, wherever it stands, and the sums below the rows."""

# ruff: noqa: E501 - rows of tables are not cut

from collections.abc import Sequence
from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange import sheet_head
from servicedesk.exchange.rows import RawRow, ReadOptions
from servicedesk.exchange.sheet_head import find_head
from servicedesk.exchange.sum_rows import Sums
from tests.exchange.steps import given, read

NAMES = "序号,投诉日期,客户名称,联系电话,投诉内容"
FIRST = "1,2026/3/2,王伟,13800000001,空调漏水"


def head(text: str, **options: int) -> tuple[tuple[str, ...], int]:
    rows = [line.split(",") for line in text.splitlines()]
    found = find_head(rows, ReadOptions(**options))  # type: ignore[arg-type]
    return found.headers, found.skip


@pytest.mark.parametrize(
    "above",
    [
        "",
        "客户投诉登记表\n",
        "客户投诉登记表,,,,\n",
        "客户投诉登记表,,,,\n制表人：小王,,,2026年3月,\n",
        "客户投诉登记表\n制表人：小王,2026年3月\n",
        "\n\n客户投诉登记表,,,,\n\n部门：客服部,日期：2026-03-31,共 2 条,,\n",
        "部门,客服部,日期,2026-03-31,\n",
        "一,二,三,四,五\n",
        "2026年3月投诉,,,,\n,,,单位：件,\n",
        "a\nb\nc\nd\ne\nf\ng\n",
    ],
)
def test_the_names_are_found_below_titles_and_subtitles(above: str) -> None:
    assert head(f"{above}{NAMES}\n{FIRST}\n") == (tuple(NAMES.split(",")), above.count("\n") + 1)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (
            "客户信息,,投诉信息,,\n客户名称,联系电话,投诉内容,受理时间,状态",
            "客户名称,联系电话,投诉内容,受理时间,状态",
        ),
        (
            "序号,客户,,投诉,\n,客户名称,联系电话,投诉内容,受理时间",
            "序号,客户名称,联系电话,投诉内容,受理时间",
        ),
        ("编号,客户名称,投诉内容,处理情况,\n,,,处理人,处理结果", "编号,客户名称,投诉内容,处理人,处理结果"),
        ("编号,客户,,处理,\n,姓名,电话,姓名,时间", "编号,客户姓名,电话,处理姓名,时间"),
        ("Name,Phone,Case,\n,,Subject,Status", "Name,Phone,Subject,Status"),
    ],
)
def test_names_in_two_rows_are_read_together(rows: str, names: str) -> None:
    above = "登记表,,,,\n"
    assert head(f"{above}{rows}\nx,王伟,漏水,y,z\n") == (tuple(names.split(",")), 3)


@pytest.mark.parametrize(
    "text",
    [
        "Name,Phone\nCompany,Email\n",
        "kunde,anruf,notiz\n1,2,3\n4,5,6\n",
        "客户名称,2026年1月,2026年2月\n王伟,3,4\n",
        "Ticket,Was,Wer\nStatus,offen,Li\n",
        "Title,Category,Status\nPhone,Product,Closed\nEmail,Company,Open\n",
        "Name\nEmail\nPhone\n",
    ],
)
def test_the_first_row_stays_the_names_where_nothing_speaks_against_it(text: str) -> None:
    assert head(text) == (tuple(text.splitlines()[0].split(",")), 1)


@pytest.mark.parametrize(("rows", "names"), [
    (
        "Customer,,,Complaint,,,Follow-up,\nName,Phone,Company,Date,Details,Status,Date,Result",
        "Name,Phone,Company,Complaint Date,Complaint Details,Complaint Status,Follow-up Date,Follow-up Result",
    ),
    (
        "Customer,Customer,Complaint,Complaint,Follow-up,Follow-up\nName,Phone,Date,Details,Date,Result",
        "Name,Phone,Complaint Date,Complaint Details,Follow-up Date,Follow-up Result",
    ),
    ("客户,,投诉,,回访,\n姓名,电话,时间,内容,时间,结果", "姓名,电话,投诉时间,投诉内容,回访时间,回访结果"),
    ("No.,客户,,投诉,,回访,\n,姓名,电话,时间,内容,时间,结果", "No.,姓名,电话,投诉时间,内容,回访时间,回访结果"),
    # A title is no row of groups, and one below which nothing is known tells nothing apart.
    ("Complaints,,,,\nName,Phone,Date,Details,Date", "Name,Phone,Date,Details,Date"),
    ("Xyzzy,,Plugh,,Quux\nName,Phone,Date,Details,Date", "Name,Phone,Date,Details,Date"),
    ("Customer,,Complaint,\nName,Phone,Date,Details", "Name,Phone,Date,Details"),
])  # fmt: skip
def test_columns_of_one_name_are_told_apart_by_the_groups_above_them(rows: str, names: str) -> None:
    assert head(f"{rows}\nAnn,13800000001,2026-03-02,leak,2026-03-09\n") == (tuple(names.split(",")), 2)


def test_the_row_that_the_user_names_is_the_row() -> None:
    text = f"标题,,,,\n{NAMES}\n{FIRST}\n"
    assert head(text, header_row=1) == (("标题", "", "", "", ""), 1)
    assert head(text, header_row=3)[0] == tuple(FIRST.split(","))
    assert head(text, skip_rows=0) == (("标题", "", "", "", ""), 1)
    assert head(text, skip_rows=2) == (tuple(FIRST.split(",")), 3)
    assert head(f"a,b\n\n\n{NAMES}\n", skip_rows=1) == (tuple(NAMES.split(",")), 4)


@pytest.mark.parametrize("options", [{"header_row": 9}, {"header_row": 2}, {"skip_rows": 9}])
def test_a_row_that_is_not_there_names_nothing(options: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        head(f"标题,,,,\n\n{NAMES}\n", **options)


def test_rows_above_a_table_without_names_are_left_out_too(tmp_path: Path) -> None:
    path = given(tmp_path, "导出,,\n王伟,13800000001,漏水\n李娜,13800000002,退款\n")
    reading = read(
        path,
        "customer",
        options=ReadOptions(has_header=False, skip_rows=1),
        explicit={"1": "name", "2": "phone"},
    )
    assert [row["name"] for row in reading.rows] == ["王伟", "李娜"]


def test_json_has_no_row_of_names(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no row that names"):
        read(given(tmp_path, '[{"name": "A"}]', "a.json"), options=ReadOptions(skip_rows=1))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_titles_with_other_delimiters_in_them_do_not_decide_the_delimiter(
    tmp_path: Path, delimiter: str
) -> None:
    text = f"登记表\n制表：小王{delimiter}2026年3月\n" + "\n".join(
        line.replace(",", delimiter) for line in (NAMES, FIRST)
    )
    reading = read(given(tmp_path, text), "case")
    assert [row["description"] for row in reading.rows] == ["空调漏水"]


def test_a_register_with_titles_and_sums_gives_its_cases(tmp_path: Path) -> None:
    text = (
        f"示例公司客户投诉登记表,,,,\n制表人：小王,,,2026年3月,\n{NAMES}\n{FIRST}\n"
        "2,2026/3/3,李娜,13800000002,没人接电话\n合计,,,,2\n"
    )
    reading = read(given(tmp_path, text, encoding="gb18030"))
    assert [(row["customer"], row["phone"], row["description"]) for row in reading.rows] == [
        ("王伟", ["13800000001"], "空调漏水"),
        ("李娜", ["13800000002"], "没人接电话"),
    ]
    assert reading.rejected == []
    assert "2 lines above the column names are left out." in reading.notes
    assert "1 row of sums is left out: line 6." in reading.notes


def left(headers: str, *rows: str) -> tuple[list[int], tuple[str, ...]]:
    """Which lines stay, and what is told."""
    sums = Sums(headers.split(","))
    raw = (RawRow(line, row.split(",")) for line, row in enumerate(rows, start=2))
    return [row.line for row in sums.without(raw)], sums.notes()


@pytest.mark.parametrize(
    "row",
    [
        "合计,,,",
        "合　计,,,2",
        "合计：,,,2 件",
        "合计：2件,,,",
        "合计（元）,,,\uffe5300.00",
        ",总计,,300",
        "本页小计,,,300",
        "小計,,,300",
        "共 2 条记录,,,",
        "Total,,,300",
        'Grand total:,,,"300',
        "TOTALS,,,-",
        "Summe,,,300",
        "Subtotal,,,12:30",
        "Total: 2 records,,,",
        "总计,,,3.5万",
        "Summe,3 Beschwerden,,",
        "Total,,,12 complaints",
        "合计,3起投诉,,",
        ",,Average,",
        "Average,,,12.5",
        "Durchschnitt,,,\uffe512,50",
        "Ø,,,3.5",
        "平均,,,3.5",
        "平均值：3.5,,,",
    ],
)
def test_sums_at_the_end_are_left_out_and_told(row: str) -> None:
    row = row.replace('"', "")
    lines, notes = left("序号,投诉内容,联系电话,金额", "1,漏水,13800000001,300", row)
    assert lines == [2]
    assert notes == ("1 row of sums is left out: line 3.",)


@pytest.mark.parametrize(
    "row",
    [
        "Total Ltd,x,,",
        "Average Joe,x,,",
        "Total,3 Beschwerdeführer,,",
        "平均律琴行,,,3",
        "Total,,13800000001,",
        "Total,,+33 1 47 44 45 46,",
        "Total,x@example.cn,,",
        "合计,王伟,,",
        "合计划公司,,,1",
        "总计,,,2026-03-02",
        "Sum Yee,,,1",
        "Total,,,13800000001",
        "合计科技有限公司,,,",
    ],
)
def test_a_customer_whose_name_reads_like_a_sum_is_none(row: str) -> None:
    lines, notes = left("名称,备注,联系电话,数量", "甲,x,13800000002,1", row)
    assert lines == [2, 3]
    assert notes == ()


def test_a_name_total_in_the_middle_of_a_list_is_a_name() -> None:
    assert left("Name,Number", "Shell,1", "Total,2", "BP,3") == ([2, 3, 4], ())
    assert left("Name", "Shell", "Total") == ([2, 3], ())


def test_a_sum_counts_also_below_names_and_numbers() -> None:
    for row in ("合计,2,,", "合计,2,2,", ",合计,2,", "Total,2,,"):
        assert left("序号,客户名称,联系电话,金额", "1,王伟,13800000001,3", row)[0] == [2]
    for row in ("Total,,12345,", "合计,,12345,", "Total,,2,"):
        assert left("序号,客户名称,联系电话,金额", "1,王伟,13800000001,3", row)[0] == [2, 3]


@pytest.mark.parametrize(
    "row",
    [
        "制表：小王,审核：李经理,,",
        "备注：以上数据截至3月31日,,,",
        "第 1 页 共 1 页,,,",
        "Page 1 of 1",
        "Prepared by: Ann,,Printed: 2026-03-31,",
        "-- End of report --,,,",
        ",,,填报人：王伟",
    ],
)
def test_remarks_below_the_table_are_left_out_and_told(row: str) -> None:
    lines, notes = left("序号,客户名称,投诉内容,金额", "1,王伟,漏水,3", "合计,,,3", row)
    assert lines == [2]
    assert notes[-1] == "1 row of remarks below the table is left out: line 4."


@pytest.mark.parametrize("row", ["Page,1,x,", "备注：请回电,王伟,漏水,", "End,,x,", "Notes,x,,", "Ender,,,"])
def test_a_record_that_begins_like_a_remark_is_a_record(row: str) -> None:
    assert left("客户名称,联系人,投诉内容,金额", row)[0] == [2]
    assert left("客户名称,联系人", "备注：x,", "王伟,小张")[0] == [2, 3]


def test_sums_of_groups_are_left_out_where_they_stand() -> None:
    lines, notes = left(
        "序号,投诉内容,金额", "1,漏水,3", "小计,,3", "2,退款,4", "小计,,4", "合计,,7", "总计,,7"
    )
    assert lines == [2, 4]
    assert notes == ("4 rows of sums are left out: lines 3, 5, 6, 7.",)


def test_reading_again_tells_each_sum_once() -> None:
    rows: Sequence[RawRow] = [RawRow(2, ["1", "a"]), RawRow(3, ["合计", "1"])]
    sums = Sums(["序号", "内容"])
    for _time in range(2):
        assert len(list(sums.without(iter(rows)))) == 1
    assert len(sums.notes()) == 1


def test_a_sum_with_fewer_cells_than_columns_is_a_sum(tmp_path: Path) -> None:
    reading = read(given(tmp_path, f"{NAMES}\n{FIRST}\n合计,1\n"), "case")
    assert reading.rejected == []
    assert len(reading.rows) == 1


def test_a_row_wider_than_any_table_that_is_taken_is_not_looked_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sheet_head, "fields_of", asked.append)
    assert sheet_head.names_in([[f"c{number}" for number in range(100_000)]] * 3) == 0
    assert not asked
