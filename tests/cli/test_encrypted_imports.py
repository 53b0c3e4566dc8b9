"""What was exported encrypted comes in again, with the secret key and without a plain copy that stays."""

import os
import subprocess
import tempfile
from pathlib import Path

import pyrage
import pytest

from servicedesk.settings import unfinished
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


def spoilt(folder: Path, name: str, *keys: str) -> Path:
    """A list of customers of which one has lost digits of its number, encrypted to these keys."""
    place = folder / name
    plain = f"customer,note,phone\n{WORD},{WORD},+86 138 0000 2222\n李娜,{WORD},1.38E+10\n".encode()
    public = [
        (pyrage.ssh if key.startswith("ssh-") else pyrage.x25519).Recipient.from_str(key) for key in keys
    ]
    place.write_bytes(pyrage.encrypt(plain, public))
    return place


def stands_plain(folder: Path, word: str = "空调漏水") -> list[str]:
    """The files below a folder in which a word of a customer can be read, the desk itself aside."""
    found = [
        one for one in folder.rglob("*") if one.is_file() and not one.name.startswith(("desk.db", "new.db"))
    ]
    return [one.name for one in found if word.encode() in one.read_bytes()]


@pytest.mark.parametrize("name", ["list.csv.age", "sent.csv"])
def test_rejected_rows_of_an_encrypted_file_are_encrypted_to_the_same_key(
    used: Program, tmp_path: Path, identity: Path, temporary: Path, name: str
) -> None:
    source = spoilt(tmp_path, name, KEY)
    how = ("--identity", str(identity), "--json")
    told = used("import", "customer", str(source), *how)
    assert (told.code, told.json["rejected"]) == (3, 1)
    rejects = tmp_path / f"{name.removesuffix('.age')}.rejects.csv.age"
    assert told.json["rejects_file"] == str(rejects)
    assert stands_plain(tmp_path) == []
    text = pyrage.decrypt(rejects.read_bytes(), [OURS]).decode("utf-8-sig")
    assert "李娜" in text
    # The same again replaces it; what is mended comes in with the same key.
    assert used("import", "customer", str(source), *how).code == 3
    mended = text.replace("1.38E+10,", "+86 138 0000 3333,", 1)
    assert mended != text
    rejects.write_bytes(pyrage.encrypt(mended.encode(), [OURS.to_public()]))
    assert used.ok("import", "customer", str(rejects), *how).json["new"] == 1
    assert list(temporary.iterdir()) == []


def test_rejected_rows_stand_in_clear_nowhere_whatever_names_them(
    used: Program, tmp_path: Path, identity: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = spoilt(tmp_path, "list.csv.age", KEY)
    used("import", "customer", str(source), "--identity", str(identity), "--rejects", str(tmp_path / "r.csv"))
    assert not (tmp_path / "r.csv").exists()
    assert b"age-encryption" in (tmp_path / "r.csv.age").read_bytes()
    monkeypatch.chdir(tmp_path)
    piped = used("import", "customer", "-", "--identity", str(identity), typed=source.read_bytes())
    assert (piped.code, (tmp_path / "stdin.rejects.csv.age").exists()) == (3, True), piped.err
    assert stands_plain(tmp_path) == []


def test_what_has_the_name_of_encrypted_rejects_and_is_none_stays(
    used: Program, tmp_path: Path, identity: Path
) -> None:
    source = spoilt(tmp_path, "list.csv.age", KEY)
    place = tmp_path / "list.csv.rejects.csv.age"
    other = pyrage.x25519.Identity.generate().to_public()
    for held in (
        b"something",
        pyrage.encrypt(b"mine", [OURS.to_public()]),
        pyrage.encrypt(b"a,_line,_column,_reason,_code\n", [other]),
    ):
        place.write_bytes(held)
        done = used("import", "customer", str(source), "--identity", str(identity))
        assert (done.code, done.err.count("\n"), place.read_bytes()) == (2, 1, held), done.err


@pytest.mark.parametrize("form", [("ed25519",), ("rsa", "-b", "2048"), ("rsa", "-b", "2048", "-m", "PEM")])
def test_rejected_rows_are_encrypted_to_the_public_half_of_a_key_of_openssh(
    used: Program, tmp_path: Path, form: tuple[str, ...]
) -> None:
    key = tmp_path / "id"
    made = ["ssh-keygen", "-q", "-N", "", "-t", *form, "-f", str(key)]
    try:
        subprocess.run(made, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no ssh-keygen here")
    public = key.with_name("id.pub")
    source = spoilt(tmp_path, "list.csv.age", " ".join(public.read_text().split()[:2]))
    public.unlink()
    assert used("import", "customer", str(source), "--identity", str(key)).code == 3
    held = (tmp_path / "list.csv.rejects.csv.age").read_bytes()
    assert "李娜".encode() in pyrage.decrypt(held, [pyrage.ssh.Identity.from_buffer(key.read_bytes())])


def test_an_encrypted_workbook_of_a_whole_desk_comes_in_with_its_key(
    used: Program, tmp_path: Path, identity: Path, temporary: Path
) -> None:
    place = tmp_path / "desk.xlsx.age"
    used.ok("export", "all", "-o", str(tmp_path / "desk.xlsx"), "--to-key", KEY)
    new = ("--db", str(tmp_path / "new.db"))
    refused = used("import", "all", str(place), *new)
    assert (refused.code, refused.err.count("\n"), "is encrypted" in refused.err) == (12, 1, True)
    told = used.ok("import", "all", str(place), "--identity", str(identity), "--json", *new).json
    assert (told["rejected"], {one["kind"] for one in told["files"]} >= {"case", "customer"}) == (0, True)
    assert WORD in used.ok("case", "list", *new).out
    again = used.ok("import", "all", str(place), "--identity", str(identity), "--json", *new).json
    assert (again["new"], again["updated"]) == (0, 0)
    table = spoilt(tmp_path, "list.csv.age", KEY)
    wrong = used("import", "all", str(table), "--identity", str(identity), *new)
    assert (wrong.code, wrong.err.count("\n")) == (2, 1)
    assert list(temporary.iterdir()) == []
    assert stands_plain(tmp_path) == []


def test_rejected_rows_of_an_encrypted_folder_are_encrypted_beside_it(
    used: Program, tmp_path: Path, identity: Path
) -> None:
    folder = tmp_path / "whole"
    used.ok("export", "all", "-o", str(folder), "--to-key", KEY, "--format", "csv")
    place = folder / "cases.csv.age"
    text = pyrage.decrypt(place.read_bytes(), [OURS])
    place.write_bytes(pyrage.encrypt(text.replace("空调漏水 [/] =1+1".encode(), b""), [OURS.to_public()]))
    done = used("import", "all", str(folder), "--identity", str(identity), "--db", str(tmp_path / "new.db"))
    assert done.code == 3, done.err
    assert (tmp_path / "whole-cases.csv.rejects.csv.age").is_file()
    assert stands_plain(tmp_path) == []


def test_what_a_whole_desk_had_set_up_never_has_a_name_on_the_disk(
    used: Program, tmp_path: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "whole"
    used.ok("export", "all", "-o", str(place), "--to-key", KEY)
    for way in ("aside", "aside_folder"):
        monkeypatch.setattr(unfinished, way, None)
    new = ("--db", str(tmp_path / "new.db"))
    told = used.ok("import", "all", str(place), "--identity", str(identity), "--json", *new)
    assert told.json["setup"]["rejected"] == 0
    assert "# ours" in used.ok("policy", "show", "causes", *new).out
