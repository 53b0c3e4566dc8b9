"""Where a desk is made, and where none is: not among the sets of the nights, not for what changes nothing."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from servicedesk.services.importing import service
from servicedesk.storage.engine import Store
from tests.builders import NOW, given_case, open_desk
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


# For what changes nothing

REFUSED = {
    "columns that nobody knows": "Foo,Bar\n1,2\n",
    "every row is rejected": "Ticket ID,Subject,Created\n1,,2026-01-02\n",
    "another kind of list": "Invoice,Amount,Due date\n1,2,2026-01-02\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("country", ["DE", "none"])
def test_a_refused_import_leaves_no_desk_and_no_folder_for_one(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, country: str
) -> None:
    monkeypatch.setenv("SERVICEDESK_HOLIDAYS", country)
    rows = tmp_path / "rows.csv"
    rows.write_text(text, encoding="utf-8")
    place = tmp_path / "new" / "folder" / "desk.db"
    result = program("--db", str(place), "import", "auto", str(rows))
    assert result.code in {1, 2}
    assert "The new desk" not in result.err
    assert not (tmp_path / "new").exists()


def test_any_command_that_is_refused_leaves_none(program: Program, tmp_path: Path) -> None:
    for command in (
        ("promise", "add", "99", "x"),
        ("import", "all", str(tmp_path)),
        ("import", "auto", "none.csv"),
        ("case", "open", "x", "--customer", "K-7"),
    ):
        assert program(*command).code > 0, command
        assert not program.path.exists(), command


def test_a_desk_that_was_there_stays_whatever_is_refused(program: Program, tmp_path: Path) -> None:
    program.path.touch()
    assert program("import", "auto", "none.csv").code == 4
    assert program.path.exists()
    program.ok("case", "open", "x")
    before = contents(tmp_path)
    assert program("import", "auto", "none.csv").code == 4
    assert contents(tmp_path) == before


def test_what_is_made_and_saved_stays(program: Program, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("Ticket ID,Subject,Created\n1,,2026-01-02\n2,x,2026-01-02\n", encoding="utf-8")
    assert program("import", "auto", str(rows)).code == 3
    assert "x" in program.ok("case", "list").out


def test_an_import_that_is_stopped_leaves_none(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    rows = tmp_path / "rows.csv"
    rows.write_text("Ticket ID,Subject\n1,x\n", encoding="utf-8")
    monkeypatch.setattr(service.Run, "take", stopped)
    assert program("import", "auto", str(rows)).code == 130
    assert not program.path.exists()


def test_a_new_desk_that_somebody_else_has_used_or_has_open_is_left(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    ours = Store.open(path)
    with open_desk(path) as theirs:
        assert not ours.give_up()
        given_case(theirs)
    again = Store.open(path)
    assert not again.give_up(), "it was there before"
    other = tmp_path / "other.db"
    ours = Store.open(other)
    with open_desk(other) as theirs:
        given_case(theirs)
    assert not ours.give_up()
    with closing(Store.open(other)) as store, store.reader() as db:
        assert db.execute("SELECT count(*) FROM cases").fetchone()[0] == 1


def test_words_of_a_form_that_somebody_else_left_keep_the_desk(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    ours = Store.open(path)
    with closing(Store.open(path)) as store, store.writer("bert", NOW) as transaction:
        transaction.connection.execute(
            "INSERT INTO drafts (started_at, updated_at) VALUES"
            " ('2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z')"
        )
    assert not ours.give_up()
    assert path.exists()
