"""FILE.rejects.csv: the rows as they stood, with the reasons, ready to be corrected and fed back."""

# ruff: noqa: PT012 - what happens within the open file is what is tried

import csv
import stat
from pathlib import Path

import pytest

from servicedesk.exchange.rejects import RejectsFile, rejects_path
from servicedesk.exchange.rows import RawRow, RowError
from tests.exchange.steps import given, read


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.reader(source))


def test_rejected_rows_stand_as_they_were_with_line_column_reason_and_code(tmp_path: Path) -> None:
    path = tmp_path / "客户.csv.rejects.csv"
    with RejectsFile(path, ["客户名称", "电话"]) as rejects:
        rejects.add(RawRow(7, ["李娜", "1.38E+10"]), RowError("ruined_number", "digits are lost", "电话"))
        rejects.add(
            RawRow(9, ["a", "b", "c"], RowError("field_count", "3 fields")),
            RowError("field_count", "3 fields"),
        )
        rejects.add(RawRow(12, (), RowError("quoting", "quote")), RowError("quoting", "quote"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert lines(path) == [
        ["客户名称", "电话", "_line", "_column", "_reason", "_code"],
        ["李娜", "1.38E+10", "7", "电话", "digits are lost", "ruined_number"],
        ["a", "b,c", "9", "", "3 fields", "field_count"],
        ["", "", "12", "", "quote", "quoting"],
    ]


def test_a_clean_run_makes_no_file_and_touches_no_earlier_one(tmp_path: Path) -> None:
    with RejectsFile(tmp_path / "x.rejects.csv", ["a"]):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), RejectsFile(tmp_path / "x.rejects.csv", ["a"]) as rejects:
        rejects.add(RawRow(1, ["x"]), RowError("a", "b"))
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_the_name_is_that_of_the_file_with_rejects_after_it(tmp_path: Path) -> None:
    assert rejects_path(tmp_path / "list.csv") == tmp_path / "list.csv.rejects.csv"
    assert rejects_path("-", tmp_path) == tmp_path / "stdin.rejects.csv"


def test_corrected_rejects_are_fed_back_cell_by_cell(tmp_path: Path) -> None:
    source = given(tmp_path, "客户名称,备注,联系电话\r\n=李娜,'x,1.38E+10\r\n-王,@y,1.38E+10\r\n")
    reading = read(source)
    assert reading.rows == []
    path = rejects_path(source)
    with RejectsFile(path, reading.headers) as rejects:
        rejects.add(RawRow(2, ["=李娜", "'x", "1.38E+10"]), reading.rejected[0][1])
        rejects.add(RawRow(3, ["-王", "@y", "1.38E+10"]), reading.rejected[1][1])
    assert lines(path)[1][:2] == ["'=李娜", "''x"]
    corrected = path.read_text("utf-8-sig").replace("1.38E+10", "13800001111")
    again = read(given(tmp_path, corrected, encoding="utf-8-sig"))
    assert [(row["name"], row["note"]) for row in again.rows] == [("=李娜", "'x"), ("-王", "@y")]
    assert again.rejected == []
    assert again.mapping.ignored == ()


def test_many_rejects_are_written_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "x.rejects.csv"
    with RejectsFile(path, ["note"]) as rejects:
        for line in range(20_000):
            rejects.add(RawRow(line, ["漏水" * 5]), RowError("a", "b"))
        assert rejects._buffer.tell() < 200_000
    assert len(lines(path)) == 20_001
