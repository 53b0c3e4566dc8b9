"""A workbook of a whole desk with sheets of other people in it: each is told for what it is."""

from pathlib import Path

import openpyxl

from tests.cli.conftest import Program


def test_sheets_that_are_none_of_ours_are_named_and_nothing_is_said_of_sheets_that_are_read(
    program: Program, tmp_path: Path
) -> None:
    program.ok("call", "add", "王伟 138 0000 1111 空调漏水 !high")
    place = tmp_path / "desk.xlsx"
    program.ok("export", "all", "-o", str(place))
    book = openpyxl.load_workbook(place)
    book.create_sheet("备忘 (1)").append(["明天", "打电话"])
    book.create_sheet("Verdeckt").sheet_state = "hidden"
    book.save(place)
    done = program.ok("import", "all", str(place), "--db", str(tmp_path / "new.db"))
    assert "no tables of ours, and left out: 备忘 (1)." in done.err
    assert "Hidden sheets are left out: Verdeckt." in done.err
    assert "Sheet “Cases” is read." in done.err
    assert "--sheet" not in done.err
    assert "Not a file" not in done.err
