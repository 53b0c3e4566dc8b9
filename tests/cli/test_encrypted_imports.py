"""What was exported encrypted comes in again, with the secret key and without a plain copy that stays."""

import os
import tempfile
from pathlib import Path

import pyrage
import pytest

from tests.cli.conftest import Program

OURS = pyrage.x25519.Identity.generate()
KEY = str(OURS.to_public())
WORD = "空调漏水 [/] =1+1"


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """The file with our secret key."""
    place = tmp_path / "key.txt"
    place.write_text(f"{OURS}\n")
    return place


@pytest.fixture
def used(program: Program) -> Program:
    """A desk with a case, its customer, rules of its own and a recurring case."""
    program.ok("call", "add", f"王伟 138 0000 1111 {WORD} !high")
    program.ok("policy", "import", "causes", "-", typed=b"# ours\nretired = []\n")
    return program


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files stand, which is empty again at the end."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "tsv", "xlsx"])
def test_a_file_comes_in_with_its_key(
    used: Program, tmp_path: Path, identity: Path, temporary: Path, form: str
) -> None:
    place = tmp_path / f"cases.{form}.age"
    used.ok("export", "case", "-o", str(tmp_path / f"cases.{form}"), "--to-key", KEY)
    new = ("--db", str(tmp_path / "new.db"))
    refused = used("import", "auto", str(place), *new)
    assert (refused.code, "is encrypted" in refused.err, refused.err.count("\n")) == (12, True, 1)
    assert used("import", "case", str(place), *new).code == 12
    told = used.ok("import", "auto", str(place), "--identity", str(identity), "--json", *new).json
    assert (told["kind"], told["new"], told["format"]) == ("case", 1, form)
    assert WORD in used.ok("case", "list", *new).out
    again = used.ok("import", "auto", str(place), "--identity", str(identity), "--json", *new).json
    assert (again["new"], again["unchanged"]) == (0, 1)
    assert "空调漏水" in used.ok("import", "preview", str(place), "--identity", str(identity), *new).out
    assert used("import", "preview", str(place), *new).code == 12
    piped = used.ok(
        "import", "case", "-", "--format", form, "--identity", str(identity), *new, typed=place.read_bytes()
    )
    assert "unchanged" in piped.err
    assert list(temporary.iterdir()) == []


def test_a_whole_desk_comes_in_with_its_key_rules_too(
    used: Program, tmp_path: Path, identity: Path, temporary: Path
) -> None:
    place = tmp_path / "whole"
    used.ok("export", "all", "-o", str(place), "--to-key", KEY)
    assert {one.suffix for one in place.iterdir()} == {".age", ".json"}
    new = ("--db", str(tmp_path / "new.db"))
    refused = used("import", "all", str(place), *new)
    assert (refused.code, refused.err.count("\n")) == (12, 1)
    told = used.ok("import", "all", str(place), "--identity", str(identity), "--json", *new).json
    assert told["setup"]["rejected"] == told["rejected"] == 0
    assert WORD in used.ok("case", "list", *new).out
    assert "# ours" in used.ok("policy", "show", "causes", *new).out
    told = used.ok("import", "auto", str(place), "--identity", str(identity), "--json", *new).json
    assert (told["new"], told["updated"]) == (0, 0)
    assert list(temporary.iterdir()) == []


def test_the_export_in_the_set_of_a_night_comes_in_with_its_key(
    used: Program, tmp_path: Path, identity: Path, temporary: Path
) -> None:
    (tmp_path / "sets").mkdir()
    used.ok("nightly", str(tmp_path / "sets"), "--to-key", KEY)
    new = ("--db", str(tmp_path / "new.db"))
    place = tmp_path / "sets" / "latest" / "export"
    used.ok("import", "all", str(place), "--identity", str(identity), *new)
    assert WORD in used.ok("case", "list", *new).out
    assert list(temporary.iterdir()) == []


def test_what_is_cut_off_or_for_somebody_else_changes_nothing(
    used: Program, tmp_path: Path, identity: Path, temporary: Path
) -> None:
    place, folder = tmp_path / "cases.csv.age", tmp_path / "whole"
    used.ok("export", "case", "-o", str(place), "--to-key", KEY)
    used.ok("export", "all", "-o", str(folder), "--to-key", KEY)
    other = tmp_path / "other.txt"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    new = tmp_path / "new.db"
    place.write_bytes(place.read_bytes()[:-5])
    setup = folder / "setup.json.age"
    for kind, source, key, code in (
        ("auto", place, identity, 13),
        ("auto", place, other, 12),
        ("all", folder, other, 12),
        ("all", folder, tmp_path / "none", 4),
    ):
        done = used("import", kind, str(source), "--identity", str(key), "--db", str(new))
        assert (done.code, done.err.count("\n")) == (code, 1), done.err
    setup.write_bytes(setup.read_bytes()[:-5])
    assert used("import", "all", str(folder), "--identity", str(identity), "--db", str(new)).code == 13
    assert "C-1" not in used("case", "list", "--db", str(new)).out
    assert list(temporary.iterdir()) == []


def test_a_name_without_age_and_a_plain_file_with_a_key_are_read_by_what_they_hold(
    used: Program, tmp_path: Path, identity: Path
) -> None:
    used.ok("export", "case", "-o", str(tmp_path / "c.csv"), "--to-key", KEY)
    (tmp_path / "c.csv.age").rename(tmp_path / "sent.csv")
    used.ok("import", "case", str(tmp_path / "sent.csv"), "--identity", str(identity))
    used.ok("export", "case", "-o", str(tmp_path / "plain.csv"))
    used.ok("import", "case", str(tmp_path / "plain.csv"), "--identity", str(identity))


def test_a_pipe_for_the_secret_key_is_nothing_to_wait_for(
    used: Program, tmp_path: Path, temporary: Path
) -> None:
    used.ok("export", "case", "-o", str(tmp_path / "cases.csv"), "--to-key", KEY)
    used.ok("export", "all", "-o", str(tmp_path / "whole"), "--to-key", KEY)
    os.mkfifo(tmp_path / "pipe")
    for what, name in (("auto", "cases.csv.age"), ("all", "whole")):
        for key, code in (("pipe", 2), ("无此文件", 4)):
            more = ("--identity", str(tmp_path / key), "--db", str(tmp_path / "new.db"))
            result = used("import", what, str(tmp_path / name), *more)
            assert (result.code, result.err.count("\n")) == (code, 1), result
    assert list(temporary.iterdir()) == []
