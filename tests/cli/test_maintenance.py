"""`doctor`, `backup` and `restore` as they are typed."""

import os
from pathlib import Path

import pytest

from servicedesk.storage.opening import looking_into
from tests.cli.conftest import Program


@pytest.fixture
def used(program: Program) -> Program:
    """The program with a call on its desk."""
    program.ok("call", "add", "138 0000 1111 空调漏水 !high")
    return program


def test_doctor_says_line_by_line_how_things_are(used: Program) -> None:
    result = used.ok("doctor")
    assert result.err == ""
    assert {line.partition(":")[0] for line in result.lines} == {"ok"}
    assert any("SQLite" in line for line in result.lines)
    assert any("1 calls, 1 cases" in line for line in result.lines)
    assert used.ok("doctor", "-q").out == ""


def test_doctor_tells_programs_the_same(used: Program) -> None:
    found = used.ok("doctor", "--full", "--json").json
    assert {"topic", "level", "text", "hint"} == set(found[0])
    assert {finding["topic"] for finding in found} >= {
        "sqlite",
        "pages",
        "schema",
        "search",
        "settings",
        "keys",
    }


def test_doctor_speaks_chinese(used: Program) -> None:
    assert used("--lang", "zh", "doctor").code == 0


def test_doctor_without_a_desk_looks_at_the_machine(program: Program) -> None:
    assert "There is no desk yet" in program.ok("doctor").out
    assert not program.path.exists()


def test_a_damaged_file_ends_with_13_and_is_saved_row_by_row(used: Program, tmp_path: Path) -> None:
    with looking_into(used.path) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'events'").fetchone()
    content = bytearray(used.path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    used.path.write_bytes(content)
    result = used("doctor")
    assert result.code == 13
    assert "damaged: " in result.out
    assert used("doctor", "--fix").code == 5
    saved = tmp_path / "saved.db"
    salvaged = used("doctor", "--salvage", str(saved), "--json")
    assert salvaged.code == 3
    rows = {row["table"]: row["saved"] for row in salvaged.json}
    assert rows["calls"] == rows["cases"] == 1
    assert used.path.read_bytes() == bytes(content)
    assert used.ok("restore", str(saved), "--yes", "--json").json["call"] == 1
    used.ok("doctor", "--full")


def test_a_fault_that_is_no_damage_ends_with_1(used: Program, tmp_path: Path) -> None:
    keymap = tmp_path / "config" / "servicedesk" / "keymap.toml"
    keymap.parent.mkdir(parents=True, exist_ok=True)
    keymap.write_text('"case.snoze" = "S"\n')
    result = used("doctor")
    assert result.code == 1
    assert "fault: case.snoze" in result.out
    assert "case.snooze" in result.out


def test_settings_that_cannot_be_read_are_told_by_doctor(program: Program, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('colour = "red"\n')
    result = program("--config", str(config), "doctor")
    assert result.code == 1
    assert result.out.startswith("fault: There is no setting called colour")


def test_a_backup_is_made_checked_and_brought_back(used: Program, tmp_path: Path) -> None:
    folder = tmp_path / "备份"
    folder.mkdir()
    made = used.ok("backup", str(folder), "--json").json
    assert (made["call"], made["case"], made["forgotten"]) == (1, 1, [])
    used.ok("case", "open", "备份之后")
    assert used("restore", made["path"]).code == 5
    assert used.ok("restore", made["path"], "--verify", "--json").json["case"] == 1
    assert len(used.ok("case", "list", "--json").json) == 2
    restored = used.ok("restore", made["path"], "--yes")
    assert restored.out == ""
    assert "kept" in restored.err
    assert len(used.ok("case", "list", "--json").json) == 1


def test_a_backup_takes_its_place_as_an_export_does(used: Program, tmp_path: Path) -> None:
    for place in (f"{tmp_path}/new/", f"{tmp_path}/one.db"):
        made = Path(used.ok("backup", "-o", place, "--json").json["path"])
        assert used.ok("restore", str(made), "--verify").code == 0
    assert (tmp_path / "one.db").is_file()
    assert len(list((tmp_path / "new").iterdir())) == 1
    assert used("backup", f"{tmp_path}/a.db", "-o", f"{tmp_path}/b.db").code == 2


def test_a_backup_with_quiet_prints_nothing(used: Program, tmp_path: Path) -> None:
    result = used.ok("backup", "-q", f"{tmp_path}/nightly/")
    assert (result.out, result.err) == ("", "")
    assert len(list((tmp_path / "nightly").iterdir())) == 1


def test_a_folder_is_known_by_its_slash(used: Program, tmp_path: Path) -> None:
    used.ok("backup", f"{tmp_path}/neu/")
    assert len(list((tmp_path / "neu").glob("desk-*.db"))) == 1


def test_what_cannot_be_done_is_told_in_one_line(used: Program, tmp_path: Path) -> None:
    taken = tmp_path / "taken.db"
    taken.write_text("别人的文件\n" * 100)
    for code, arguments in (
        (5, ["backup", str(taken)]),
        (2, ["backup", "--keep", "0"]),
        (2, ["backup", str(tmp_path / "one.db"), "--keep", "3"]),
        (2, ["restore"]),
        (10, ["restore", str(tmp_path / "none.db")]),
        (13, ["restore", str(taken), "--yes"]),
        (5, ["doctor", "--salvage", str(taken)]),
    ):
        result = used(*arguments)
        assert result.code == code, (arguments, result.err)
        assert result.out == ""
        assert len(result.err.splitlines()) == 1
    assert taken.read_text() == "别人的文件\n" * 100


def test_there_is_no_backup_of_nothing(program: Program) -> None:
    assert program("backup").code == 10


def test_what_is_wrong_with_a_backup_is_said_of_the_backup(used: Program, tmp_path: Path) -> None:
    good, path = tmp_path / "good.db", tmp_path / "备份 [b].db"
    used.ok("backup", str(good))
    held = good.read_bytes()
    torn = held[: len(held) // 2] + bytes(range(256)) * (len(held) // 512)
    for damage in (held[:300_000], torn, b"text\n" * 999):
        path.write_bytes(damage)
        for option in ("--verify", "--yes"):
            done = used("restore", str(path), option)
            assert done.code == 13
            assert "The backup 备份 [b].db is damaged, or is none" in done.err
            assert "Take another backup." in done.err
    used.ok("case", "list")


def test_a_backup_that_is_no_plain_file_is_a_wrong_name_and_one_that_is_there_a_refusal(
    used: Program, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        assert used("restore", str(place), "--yes").code == 2
    assert used("restore", str(tmp_path / "none.db"), "--yes").code == 10
    taken = tmp_path / "taken.db"
    taken.write_text("x")
    for words in (
        ("backup", "-o", str(taken)),
        ("export", "case", "--format", "csv", "-o", str(taken)),
        ("doctor", "--salvage", str(taken)),
        ("backup", str(tmp_path / "pipe"), "--force"),
    ):
        assert used(*words).code == 5, words
