"""Backups that only the owner of a secret key can look into: made, checked, brought back."""

import os
import signal
import subprocess
from pathlib import Path

import pyrage
import pytest

from servicedesk.exchange import decrypted, encrypted
from servicedesk.services import encrypted_copies
from servicedesk.settings import room, unfinished
from servicedesk.storage import backup
from tests.builders import given_case, open_desk
from tests.cli.conftest import Program
from tests.storage.processes import Child, Tell

OURS, OTHER = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
KEY = str(OURS.to_public())
WORD = "空调漏水"


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """The file with our secret key, as age-keygen writes it."""
    place = tmp_path / "钥匙.txt"
    place.write_text(f"# created: 2026-11-20\n# public key: {KEY}\n{OURS}\n", "utf-8")
    return place


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The file with the secret key of somebody else."""
    place = tmp_path / "other.txt"
    place.write_text(f"{OTHER}\n")
    return place


@pytest.fixture
def used(program: Program) -> Program:
    """A desk with a case."""
    program.ok("case", "open", WORD)
    return program


def holds_plain(folder: Path) -> list[str]:
    """The files in the folder, whatever they are called, in which words of the desk stand."""
    found = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path.name for path in found if WORD.encode() in path.read_bytes()]


def test_a_backup_is_encrypted_and_comes_back_with_its_key_alone(
    used: Program, tmp_path: Path, identity: Path, other: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    made = used.ok(
        "backup", "-o", str(stick / "desk.db"), "--to-key", KEY, "--to-key", str(identity_key(other))
    )
    place = stick / "desk.db.age"
    assert made.err == f"The copy passed its check and is encrypted: {place}\n"
    assert [one.name for one in stick.iterdir()] == ["desk.db.age"]
    assert place.stat().st_mode & 0o777 == 0o600
    assert holds_plain(stick) == []
    for key in (identity, other):
        checked = used.ok("restore", str(place), "--verify", "--identity", str(key))
        assert "The backup is whole" in checked.out
    used.ok("case", "edit", "C-1", "--subject", "later")
    used.ok("restore", str(place), "--identity", str(identity), "--yes")
    assert WORD in used.ok("case", "list").out
    used.ok("doctor", "--full")
    assert not [one for one in used.path.parent.iterdir() if unfinished.is_temporary(one.name)]


def identity_key(file: Path) -> Path:
    """The file of public keys that belongs to a file with a secret one."""
    place = file.with_suffix(".pub")
    place.write_text(f"{pyrage.x25519.Identity.from_str(file.read_text().strip()).to_public()}\n")
    return place


def test_a_key_of_openssh_does_as_well(used: Program, tmp_path: Path) -> None:
    place = tmp_path / "id"
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "desk [b]", "-f", str(place)]
    try:
        subprocess.run(made, check=True)
    except FileNotFoundError:
        pytest.skip("no ssh-keygen here")
    used.ok("backup", "-o", str(tmp_path / "b.age"), "--to-key", f"{place}.pub")
    used.ok("restore", str(tmp_path / "b.age"), "--verify", "--identity", str(place))
    locked = tmp_path / "locked"
    subprocess.run([*made[:5], "word", *made[6:8], "-f", str(locked)], check=True)
    done = used("restore", str(tmp_path / "b.age"), "--verify", "--identity", str(locked))
    assert (done.code, "password" in done.err) == (2, True)


def test_without_its_key_nothing_is_changed_and_one_line_says_why(
    used: Program, tmp_path: Path, identity: Path, other: Path
) -> None:
    place = tmp_path / "b.db.age"
    used.ok("backup", "-o", str(place), "--to-key", KEY)
    whole, desk = place.read_bytes(), used.path.read_bytes()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "bad.txt").write_text("AGE-SECRET-KEY-1QQQQ\n")
    refusals: list[tuple[int, str, bytes, list[str]]] = [
        (12, "is encrypted", whole, []),
        (12, "was not encrypted to this key", whole, ["--identity", str(other)]),
        (4, "There is no file", whole, ["--identity", str(tmp_path / "none")]),
        (2, "no file with a secret key", whole, ["--identity", str(tmp_path / "pipe")]),
        (2, "no file with a secret key", whole, ["--identity", str(tmp_path)]),
        (2, "no file with a secret key", whole, ["--identity", "/dev/zero"]),
        (2, "no file with a secret key", whole, ["--identity", str(OURS)]),
        (2, "stands no secret key", whole, ["--identity", str(tmp_path / "empty.txt")]),
        (2, "cannot be used", whole, ["--identity", str(tmp_path / "bad.txt")]),
        (13, "cut off", whole[:-10], ["--identity", str(identity)]),
        (13, "cut off", whole[:40], ["--identity", str(identity)]),
        (13, "cut off", whole[:-100] + b"\0" * 100, ["--identity", str(identity)]),
        (
            13,
            "is damaged, or is none",
            pyrage.encrypt(b"no desk", [OURS.to_public()]),
            ["--identity", str(identity)],
        ),
    ]
    for code, words, content, more in refusals:
        place.write_bytes(content)
        for way in ("--verify", "--yes"):
            done = used("restore", str(place), way, *more)
            assert (done.code, done.out) == (code, ""), done.err
            assert words in done.err
            assert done.err.count("\n") == 1
            assert str(OURS)[:24] not in done.err
    assert used.path.read_bytes() == desk
    assert not [one for one in used.path.parent.iterdir() if unfinished.is_temporary(one.name)]


def test_backups_of_both_kinds_count_as_backups(used: Program) -> None:
    used.ok("backup")
    for _turn in range(2):
        told = used.ok("backup", "--keep", "2", "--to-key", KEY, "--json").json
    assert told["path"].endswith(".db.age")
    assert told["case"] == 1
    assert sorted(one.name[-7:] for one in (used.path.parent / "backups").iterdir()) == [
        ".db.age"[-7:],
        "-2.db.age"[-7:],
    ]


def test_a_backup_that_is_there_is_replaced_with_force_alone(used: Program, tmp_path: Path) -> None:
    place = tmp_path / "b.age"
    place.write_text("mine")
    assert used("backup", "-o", str(place), "--to-key", KEY).code == 5
    assert used("backup", "-o", str(tmp_path / "c"), "--to-key", "nobody").code == 2
    assert place.read_text() == "mine"
    used.ok("backup", "-o", str(place), "--to-key", KEY, "--force")
    assert decrypted.is_encrypted_file(place)
    place.unlink()
    place.symlink_to(tmp_path / "victim")
    assert used("backup", "-o", str(place), "--to-key", KEY, "--force").code != 0
    assert not (tmp_path / "victim").exists()


def test_bytes_that_do_not_come_back_as_written_are_no_backup(
    used: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encrypted_copies.AtomicFile, "digest", lambda _file: "0" * 64)
    done = used("backup", "-o", str(tmp_path / "b"), "--to-key", KEY)
    assert (done.code, list(tmp_path.glob("*b.age*"))) == (13, [])


@pytest.mark.parametrize("moment", ["copied", "half encrypted"])
def test_a_backup_that_is_killed_leaves_nothing_plain_where_it_was_to_go_and_the_next_takes_it_away(
    used: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def dies(tell: Tell) -> None:
        if moment == "copied":
            monkeypatch.setattr(
                encrypted_copies, "encrypt", lambda *_a, **_k: os.kill(os.getpid(), signal.SIGKILL)
            )
        else:
            monkeypatch.setattr(
                encrypted_copies.AtomicFile, "digest", lambda _file: os.kill(os.getpid(), signal.SIGKILL)
            )
        tell(str(used("backup", "-o", str(stick / "b"), "--to-key", KEY).code))

    with Child(dies) as child:
        assert child.finish() == []
    assert holds_plain(stick) == []
    assert "part" in used("doctor").out
    used.ok("backup", "-o", str(stick / "b"), "--to-key", KEY)
    for folder in (stick, used.path.parent):
        assert not [one for one in folder.iterdir() if unfinished.is_temporary(one.name)]


def test_a_full_disk_leaves_neither_a_backup_nor_a_plain_copy(
    used: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    free = room.free
    monkeypatch.setattr(room, "free", lambda folder: 1000 if folder == stick else free(folder))
    done = used("backup", "-o", str(stick / "b"), "--to-key", KEY)
    assert (done.code, list(stick.iterdir())) == (15, [])
    monkeypatch.setattr(room, "free", lambda _folder: None)

    def full(_sink: object, _block: bytes) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(encrypted_copies._Hashed, "write", full)
    done = used("backup", "-o", str(stick / "b"), "--to-key", KEY)
    assert (done.code, list(stick.iterdir())) == (15, [])
    assert not [one for one in used.path.parent.iterdir() if unfinished.is_temporary(one.name)]


def test_what_is_large_passes_in_blocks(tmp_path: Path) -> None:
    class Blocks:
        largest = count = 0

        def write(self, block: bytes) -> None:
            self.largest, self.count = max(self.largest, len(block)), self.count + len(block)

    place, sink = tmp_path / "large.age", Blocks()
    with place.open("wb") as file, encrypted.encrypting(file, [KEY]) as plain:
        for _turn in range(200):
            plain.write(b"x" * 100_000)
    with place.open("rb") as file:
        decrypted.decrypt(file, sink, [OURS], place.name)
    assert sink.count == 20_000_000
    assert sink.largest <= 1 << 20


def test_what_is_opened_to_be_checked_stands_in_a_folder_that_the_next_one_takes_away(
    used: Program, tmp_path: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "b.age"
    used.ok("backup", "-o", str(place), "--to-key", KEY)
    there = tmp_path / "tmp"
    there.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(there))

    def dies(tell: Tell) -> None:
        monkeypatch.setattr(backup, "require_sound", lambda _path: os.kill(os.getpid(), signal.SIGKILL))
        tell(str(used("restore", str(place), "--verify", "--identity", str(identity)).code))

    with Child(dies) as child:
        assert child.finish() == []
    (left,) = there.iterdir()
    assert left.stat().st_mode & 0o777 == 0o700
    used.ok("restore", str(place), "--verify", "--identity", str(identity))
    assert list(there.iterdir()) == []


def test_a_desk_whose_case_came_back_goes_on(used: Program, tmp_path: Path, identity: Path) -> None:
    used.ok("backup", "-o", str(tmp_path / "b"), "--to-key", KEY)
    place = tmp_path / "new" / "desk.db"
    used.ok("restore", str(tmp_path / "b.age"), "--identity", str(identity), "--db", str(place))
    with open_desk(place) as desk:
        assert given_case(desk, "second") == 2


def test_a_folder_of_the_desk_that_cannot_be_written_to_is_said_to_be(
    used: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(unfinished, "create_private", refused)
    done = used("backup", "-o", str(tmp_path / "b"), "--to-key", KEY)
    assert (done.code, "beside the desk first" in done.err, done.err.count("\n")) == (1, True, 1)
