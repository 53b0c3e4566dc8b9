"""Tables as they come, through the command line, with what the desk holds of them afterwards."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Program
from tests.exchange.steps import given


@pytest.fixture
def inputs(corpus: Path, tmp_path: Path) -> Path:
    """The small files that were taken wrongly, copied: rejects go beside a file."""
    return Path(shutil.copytree(corpus.parent / "inputs", tmp_path / "inputs"))


def taken(program: Program, path: Path, *options: str, code: int = 0) -> dict[str, Any]:
    result = program("import", "auto", str(path), "--json", *options)
    assert result.code == code, result.err
    report: dict[str, Any] = json.loads(result.out)
    assert report["read"] == sum(report[name] for name in ("new", "updated", "unchanged", "rejected"))
    return report


def test_guarded_numbers_are_whole(program: Program, inputs: Path) -> None:
    assert taken(program, inputs / "excel_guards.csv")["new"] == 4
    rows = program.ok("customer", "list", "--json").json
    assert sorted((row["mobile"][0], row["external_id"]) for row in rows) == [
        (f"1380000000{number}", f"0012{number + 2}") for number in range(1, 5)
    ]
    assert taken(program, inputs / "excel_guards.csv")["unchanged"] == 4


def test_a_register_with_titles_and_sums_is_two_cases(program: Program, inputs: Path) -> None:
    report = taken(program, inputs / "register_titled.csv")
    assert (report["kind"], report["new"]) == ("case", 2)
    assert "1 row of sums is left out: line 6." in report["notes"]
    assert "2 lines above the column names are left out." in report["notes"]
    case = program.ok("case", "show", "C-1", "--json").json
    assert (case["customer"], case["description"]) == ("王伟", "空调漏水")
    assert case["received_at"] == "2026-03-01T16:00:00Z"


def test_the_row_of_names_can_be_said(program: Program, inputs: Path) -> None:
    for options in (["--header-row", "3"], ["--skip-rows", "2"]):
        report = taken(program, inputs / "register_titled.csv", "--dry-run", *options)
        assert report["new"] == 2
    wrong = program("import", "auto", str(inputs / "register_titled.csv"), "--header-row", "1")
    assert wrong.code == 2
    both = program("import", "auto", str(inputs / "register_titled.csv"), "--header-row", "3", "--no-header")
    assert both.code == 2


def test_dates_of_many_hands_are_one_day(program: Program, inputs: Path) -> None:
    assert taken(program, inputs / "dates_many.csv")["new"] == 12
    rows = program.ok("case", "list", "--json").json
    assert {row["received_at"][:10] for row in rows} == {"2026-03-01", "2026-03-02"}
    assert sorted(row["received_at"] for row in rows) == [
        *["2026-03-01T16:00:00Z"] * 7,
        *["2026-03-02T01:15:00Z"] * 4,
        "2026-03-02T07:05:00Z",
    ]


def test_the_proof_of_day_and_month_far_down_lets_all_rows_in(program: Program, inputs: Path) -> None:
    assert taken(program, inputs / "late_us_dates.csv")["new"] == 1003
    assert program.ok("case", "show", "C-1002", "--json").json["received_at"] == "2016-05-02T16:00:00Z"
    said = taken(program, inputs / "late_us_dates.csv", "--date-order", "dmy", "--dry-run", code=3)
    assert [(reject["line"], reject["code"]) for reject in said["rejects"]] == [
        (1002, "date_order"),
        (1004, "date_order"),
    ]


def test_several_numbers_of_a_cell_are_each_found_and_names_are_kept(program: Program, inputs: Path) -> None:
    assert taken(program, inputs / "two_phones_one_cell.csv")["new"] == 10
    for number, name in (
        ("13800000001", "王伟"), ("010-55550101", "王伟"), ("13900000002", "李娜"), ("13900000003", "张敏"),
        ("13900000004", "赵强"), ("13900000005", "周杰"), ("13800000006", "吴刚"), ("13900000006", "吴刚"),
        ("010-55550107", "郑爽"), ("021-55550108", "冯雪"), ("4008001234", "陈晨"), ("55550109", "褚亮"),
    ):  # fmt: skip
        assert [row["name"] for row in program.ok("customer", "list", number, "--json").json] == [name]
    card = program.ok("customer", "show", "吴刚", "--json").json
    assert card["mobile"] == ["13800000006", "13900000006"]
    assert [(one["name"], one["phone"]) for one in card["contacts"]] == [
        ("王总", "13800000006"),
        ("李经理", "13900000006"),
    ]
    assert program.ok("customer", "show", "郑爽", "--json").json["phone"] == ["010-55550107转801"]
    assert taken(program, inputs / "two_phones_one_cell.csv")["unchanged"] == 10


def test_numbers_that_are_no_subscribers_are_taken_too(program: Program, tmp_path: Path) -> None:
    text = "客户名称,联系电话\n甲,12345\n乙,95588/12315\n丙,110\n丁,+1 202 555 0142\n戊,(分机) 8012\n"
    assert taken(program, given(tmp_path, text))["new"] == 5
    rows = {row["name"]: row["phone"] for row in program.ok("customer", "list", "--json").json}
    assert (rows["甲"], rows["乙"], rows["丙"]) == (["12345"], ["95588", "12315"], ["110"])


@pytest.mark.parametrize(
    "text",
    [
        "流水号,来电时间,呼叫方向,客户姓名,来电号码,来电事由\n1,2026/3/2 9:05,呼入,王伟,{},漏水\n",
        "客户姓名,联系电话,计划回访时间,回访方式\n王伟,{},46083,电话\n",
        "投诉编号,投诉人,投诉人电话,投诉内容\n1,王伟,{},漏水\n",
    ],
)
def test_the_card_made_for_a_row_has_each_number_of_its_cell(
    program: Program, tmp_path: Path, text: str
) -> None:
    cell = "13800000001（王总）13900000001（李经理）"
    assert taken(program, given(tmp_path, text.format(cell)))["new"] == 1
    for number in ("13800000001", "13900000001"):
        assert [row["name"] for row in program.ok("customer", "list", number, "--json").json] == ["王伟"]
    card = program.ok("customer", "show", "王伟", "--json").json
    assert card["mobile"] == ["13800000001", "13900000001"]
    assert [one["name"] for one in card["contacts"]] == ["王总", "李经理"]
    assert taken(program, tmp_path / "given.csv")["unchanged"] == 1
