"""`import all`: the folder of a whole desk, as scripts and people use it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Program


@pytest.fixture
def folder(program: Program, tmp_path: Path) -> str:
    """The folder of a desk with a case, a view and rules of its own."""
    place = str(tmp_path / "out")
    program.ok("case", "open", "漏水 [/]")
    program.ok("view", "save", "case", "我的 [b]", "is:open")
    rules = tmp_path / "causes.toml"
    rules.write_text("retired = []\n", "utf-8")
    program.ok("policy", "import", "causes", str(rules))
    program.ok("export", "all", "-o", place)
    return place


def test_a_whole_desk_comes_in_with_counts_that_add_up(program: Program, folder: str, tmp_path: Path) -> None:
    other = ("--db", str(tmp_path / "other.db"))
    dry = program.ok(*other, "import", "all", folder, "--dry-run", "--json").json
    report = program.ok(*other, "import", folder, "--json").json
    counts = ("read", "new", "updated", "unchanged", "rejected")
    assert [report[name] for name in counts] == [dry[name] for name in counts] == [3, 3, 0, 0, 0]
    assert [report["setup"][name] for name in counts] == [2, 2, 0, 0, 0]
    assert [file["kind"] for file in report["files"]] == ["customer", "case", "call", "followup", "promise"]
    assert (dry["run"], report["run"]) == (None, "R-1")
    assert "C-1" in program.ok(*other, "case", "list", "--csv").out
    again = program.ok(*other, "import", "auto", folder)
    assert "All together 3 entries: 0 new, 0 updated, 3 unchanged, 0 rejected." in again.err
    assert again.out == ""
    assert "undo" not in again.err
    assert "rules, recurring cases and views" in program.ok(*other, "import", "runs").out
    program.ok(*other, "import", "undo", "R-1")
    assert program.ok(*other, "case", "list", "--csv").out.count("\n") == 1


def test_quiet_tells_the_run_that_takes_all_back(program: Program, folder: str, tmp_path: Path) -> None:
    other = ("--db", str(tmp_path / "other.db"))
    result = program.ok("-q", *other, "import", "all", folder)
    assert (result.out, result.err) == ("R-1\n", "")


def test_what_goes_wrong_has_its_exit_code_and_a_way_on(
    program: Program, folder: str, tmp_path: Path
) -> None:
    other = ("--db", str(tmp_path / "other.db"))
    place = Path(folder, "cases.csv")
    place.write_bytes(place.read_bytes().replace("漏水 [/]".encode(), b""))
    result = program(*other, "import", "all", folder)
    assert result.code == 3
    assert "Changed since the folder was written" in result.err
    assert "out-cases.csv.rejects.csv" in result.err
    assert program(*other, "import", "all", folder, "--strict").code == 1
    place.unlink()
    missing = program(*other, "import", "all", folder)
    assert (missing.code, "cases.csv" in missing.err) == (4, True)
    assert program(*other, "import", "all").code == 2
    assert program(*other, "import", "all", str(tmp_path)).code == 2
    assert program(*other, "import", "all", folder, "--source", "x").code == 4


def test_a_workbook_of_the_whole_desk_comes_in_like_its_folder(program: Program, tmp_path: Path) -> None:
    book = str(tmp_path / "desk.xlsx")
    program.ok("customer", "add", "王伟", "--phone", "13800001111")
    program.ok("case", "open", "漏水 [/]", "--customer", "CU-1")
    program.ok("export", "all", "-o", book)
    other = ("--db", str(tmp_path / "other.db"))
    report = program.ok(*other, "import", "all", book, "--json").json
    assert (report["read"], report["new"], report["setup"], report["run"]) == (2, 2, None, "R-1")
    again = program.ok(*other, "import", "all", book)
    assert "0 new, 0 updated, 2 unchanged, 0 rejected." in again.err
    program.ok(*other, "import", "undo", "R-1")
    assert program.ok(*other, "case", "list", "--csv").out.count("\n") == 1
