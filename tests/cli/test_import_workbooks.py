"""Workbooks at the command line: the sheet, the rows that are rejected, what comes through a pipe."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.exchange.workbooks import book

HEAD = ("工单编号", "投诉主题", "客户名称", "联系电话", "受理时间")
CASES = [
    ("2026年投诉登记",),
    HEAD,
    ("1", "漏水", "李伟", 13800001111, date(2026, 3, 2)),
    ("2", "发票", "王芳", "010-62345678", "2026-03-03 09:30"),
    (110101199003070012, "退款", "赵", None, "不知道"),
    ("合计", 3),
]
CUSTOMERS = [("客户名称", "联系电话", "邮箱"), ("李伟", 13800001111, "")]


@pytest.fixture
def cases(tmp_path: Path) -> str:
    """A sheet with a title, a sum and a row that cannot be read."""
    return str(book(tmp_path / "登记.xlsx", {"说明": [("内部",)], "投诉": CASES}))


def test_a_workbook_goes_in_and_its_rejects_can_be_mended_and_fed_back(program: Program, cases: str) -> None:
    report = program("import", "auto", cases, "--json").json
    assert [report[name] for name in ("read", "new", "rejected")] == [3, 2, 1]
    assert (report["format"], report["encoding"], report["delimiter"]) == ("xlsx", "", "")
    (reject,) = report["rejects"]
    assert reject["line"] == 5
    assert any("line 6" in note for note in report["notes"])
    path = Path(f"{cases}.rejects.csv")
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row["_line"] for row in rows] == ["5"]
    rows[0] |= {"工单编号": "3", "受理时间": "2026-03-04"}
    mended = path.with_name("mended.csv")
    with mended.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    report = program.ok("import", "case", str(mended), "--json").json
    assert [report[name] for name in ("new", "rejected")] == [1, 0]
    again = program("import", "case", cases, "--json").json
    assert [again[name] for name in ("new", "updated", "unchanged", "rejected")] == [0, 0, 2, 1]
    said = program("import", "auto", cases, "--dry-run").err
    assert "Read as cases (xlsx)." in said
    assert "Line 5 is rejected" in said
    assert "“投诉” is read, 1 other" in said


def test_a_number_that_was_a_phone_is_one_again_and_days_are_days_of_the_desk(
    program: Program, cases: str
) -> None:
    program("import", "case", cases)
    assert "13800001111" in program.ok("customer", "show", "CU-1", "--json").out.replace(" ", "")
    listed = program.ok("case", "list", "--csv", "--columns", "received_at").out
    assert listed.splitlines()[1:] == ["2026-03-03T01:30:00Z", "2026-03-01T16:00:00Z"]


def test_when_two_sheets_could_be_meant_they_are_listed_and_one_is_named(
    program: Program, tmp_path: Path
) -> None:
    path = str(book(tmp_path / "a.xlsx", {"客户": CUSTOMERS, "投诉": CASES}))
    for verb in (("auto",), ("preview",)):
        refused = program("import", *verb, path)
        assert refused.code == 2
        assert "1: 客户 (2 × 3); 2: 投诉 (6 × 5)" in refused.err
        assert len(refused.err.splitlines()) == 1
    assert program.ok("import", "preview", path, "--sheet", "客户", "--json").json["kind"] == "customer"
    assert program.ok("import", "auto", path, "--sheet", "1", "--json").json["new"] == 1
    assert program("import", "auto", path, "--sheet", "3").code == 2
    assert program("import", "auto", path, "--sheet", "2", "--header-row", "2", "--json").json["read"] == 3


def test_a_workbook_comes_through_a_pipe(program: Program, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", CUSTOMERS)
    report = program.ok("import", "auto", "-", "--json", typed=path.read_bytes()).json
    assert [report[name] for name in ("kind", "format", "new")] == ["customer", "xlsx", 1]


def test_what_is_read_alone_is_refused_for_an_export_in_one_line(program: Program, tmp_path: Path) -> None:
    program.ok("customer", "add", "李伟")
    for words in (("-o", str(tmp_path / "a.xls")), ("--format", "ods")):
        refused = program("export", "customer", *words)
        assert refused.code == 2
        assert "files are read, not written." in refused.err
        assert len(refused.err.splitlines()) == 1
    assert not list(tmp_path.glob("a.*"))


def test_a_locked_workbook_is_refused_and_nothing_is_left(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    refused = program("import", "auto", str(path))
    assert (refused.code, refused.out) == (2, "")
    assert "password" in refused.err
    assert [one.name for one in tmp_path.glob("a.*")] == ["a.xlsx"]


@pytest.mark.parametrize(("from_1904", "serial"), [(False, 46083), (True, 44621)])
def test_a_number_without_a_format_is_the_day_that_its_workbook_counts_it_as(
    program: Program, tmp_path: Path, serial: int, *, from_1904: bool
) -> None:
    rows = [("投诉主题", "客户名称", "受理时间", "备注"), ("漏水", "李伟", serial + 0.375, str(serial))]
    path = book(tmp_path / "登记.xlsx", {"投诉": rows}, date_1904=from_1904)
    program.ok("import", "case", str(path))
    case = program.ok("case", "show", "C-1", "--json").json
    # Nine in the morning, in Shanghai.
    assert case["received_at"] == "2026-03-02T01:00:00Z"
