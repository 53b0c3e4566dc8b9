"""Where a desk is made, and where none is: not among the sets of the nights."""

from pathlib import Path

import pytest

from tests.cli.conftest import Program

# Among the sets of the nights


@pytest.fixture
def night(program: Program, tmp_path: Path) -> Path:
    """A night's set of a desk with a case."""
    program.ok("case", "open", "漏水 [/]")
    (tmp_path / "sets").mkdir()
    return Path(program.ok("nightly", str(tmp_path / "sets"), "--json").json["path"])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.mark.parametrize("name", ["new.db", "folder/new.db", "../latest/new.db", "link.db"])
def test_no_desk_is_made_among_the_sets_of_the_nights(
    program: Program, night: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "link.db").symlink_to(night / "linked.db")
    place = tmp_path / name if name == "link.db" else night / name
    before = contents(night.parent)
    rows = tmp_path / "rows.csv"
    rows.write_text("Ticket ID,Subject\n1,漏水\n", encoding="utf-8")
    for command in (
        ("case", "open", "x"),
        ("import", "auto", str(rows)),
        ("restore", str(next(night.glob("*.db"), program.path)), "--yes"),
    ):
        result = program("--db", str(place), *command)
        assert result.code == 2, (command, result.err)
        assert len(result.err.splitlines()) == 1
    assert contents(night.parent) == before


def test_a_copy_that_stands_in_a_set_is_read_as_before(program: Program, night: Path) -> None:
    copies = [one for one in night.rglob("*.db") if one.is_file()]
    for copy in copies:
        assert "漏水" in program.ok("--db", str(copy), "case", "list").out
