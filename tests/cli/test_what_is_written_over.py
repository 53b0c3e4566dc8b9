"""No command writes over the desk, what belongs to it, or what it reads; nor does any wait for a pipe."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Program

BROKEN = "Ticket ID,Subject,Requester,Phone\n1,漏水,李伟,138 0000 1111\n2,,,\n"


@pytest.fixture
def broken(program: Program, tmp_path: Path) -> str:
    """A desk, a file with a row that is rejected, and a file of somebody else's."""
    program.ok("customer", "add", "王芳", "--phone", "13900001111")
    (tmp_path / "cases.csv").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "precious.txt").write_text("precious", encoding="utf-8")
    return str(tmp_path / "cases.csv")


def is_whole(program: Program) -> bool:
    return program("doctor", "--full").code == 0 and "王芳" in program.ok("customer", "list").out


def names_of_the_desk(folder: Path) -> list[str]:
    """The desk under names that hide it, and names of what SQLite keeps beside it."""
    (folder / "link.db").symlink_to(folder / "desk.db")
    os.link(folder / "desk.db", folder / "second.db")
    (folder / "sub").mkdir(exist_ok=True)
    return [
        "desk.db", "sub/../desk.db", "link.db", "second.db", "desk.db-wal", "desk.db-shm", "desk.db-journal"
    ]  # fmt: skip


WRITERS = (
    ("import", "auto", "{input}", "--rejects"),
    ("export", "case", "--force", "-o"),
    ("export", "all", "--force", "--format", "csv", "-o"),
    ("policy", "export", "calendar", "--force", "-o"),
    ("backup", "--force", "-o"),
    ("case", "show", "C-1", "--dossier", "--force", "-o"),
    ("import", "profiles", "copy", "zendesk", "--force", "-o"),
    ("doctor", "--salvage"),
)


@pytest.mark.parametrize("words", WRITERS, ids=lambda words: " ".join(words[:2]))
def test_nothing_is_written_over_the_desk_by_any_name(
    program: Program, broken: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    program.ok("case", "open", "漏水", "--customer", "王芳")
    for name in names_of_the_desk(tmp_path):
        before = sorted(path.name for path in tmp_path.iterdir())
        result = program(*(word.format(input=broken) for word in words), str(tmp_path / name))
        assert result.code == 2, (name, result)
        assert len(result.err.splitlines()) == 1
        assert "--force" not in result.err
        assert sorted(path.name for path in tmp_path.iterdir()) == before
    (tmp_path / "second.db").unlink()
    assert is_whole(program)
    assert program.ok("import", "runs", "--json").json == []


def test_settings_and_notes_of_the_program_are_not_written_over(
    program: Program, broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    program.ok("config", "set", "region", "CN")
    settings = tmp_path / "config" / "servicedesk" / "config.toml"
    before = settings.read_text(encoding="utf-8")
    for place in (settings, settings.with_name("keymap.toml"), tmp_path / "state/servicedesk/desks/1"):
        result = program("export", "case", "-o", str(place), "--force")
        assert (result.code, len(result.err.splitlines())) == (2, 1)
        assert program("import", broken, "--rejects", str(place)).code == 2
    assert settings.read_text(encoding="utf-8") == before


def test_rejects_take_the_place_of_earlier_rejects_alone(
    program: Program, broken: str, tmp_path: Path
) -> None:
    program.ok("export", "customer", "-o", str(tmp_path / "customers.csv"))
    (tmp_path / "empty").touch()
    (tmp_path / "utf16.csv").write_bytes("_line,_column\n".encode("utf-16"))
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "precious.txt")
    os.link(broken, tmp_path / "again.csv")
    for name in (
        "precious.txt", "customers.csv", "empty", "utf16.csv", "pipe", "folder", "link.csv", "cases.csv",
        "again.csv",
    ):  # fmt: skip
        result = program("import", "auto", broken, "--rejects", str(tmp_path / name))
        assert (result.code, len(result.err.splitlines())) == (2, 1), (name, result)
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "precious"
    assert Path(broken).read_text(encoding="utf-8") == BROKEN
    assert program.ok("import", "runs", "--json").json == []

    place = tmp_path / "mine.csv"
    assert program("import", "auto", broken, "--rejects", str(place)).code == 3
    first = place.read_bytes()
    assert program("import", "auto", broken, "--rejects", str(place)).code == 3
    assert place.read_bytes() == first


def test_rejects_whose_header_has_a_line_break_are_known_again(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(BROKEN.replace("Phone", '"Phone\nof hers"'), encoding="utf-8")
    words = ("import", "case", str(file), "--map", "Phone\nof hers=phone")
    assert (program(*words).code, program(*words).code) == (3, 3)


def test_the_corrected_rejects_can_be_read_and_are_not_written_over(
    program: Program, broken: str, tmp_path: Path
) -> None:
    program("import", "auto", broken)
    rejects = tmp_path / "cases.csv.rejects.csv"
    assert program("import", "auto", str(rejects), "--rejects", str(rejects)).code == 2
    assert program("import", "auto", str(rejects)).code in {1, 3}
    assert (tmp_path / "cases.csv.rejects.csv.rejects.csv").exists()


def test_what_comes_in_from_a_file_by_standard_input_is_not_written_over(broken: str, tmp_path: Path) -> None:
    code = (
        "from servicedesk.cli.app import run; import sys; sys.exit("
        f"run(['--db', {str(tmp_path / 'new.db')!r}, 'import', 'auto', '-', '--rejects', {broken!r}]))"
    )
    with Path(broken).open("rb") as file:
        done = subprocess.run([sys.executable, "-c", code], stdin=file, capture_output=True, check=False)
    assert done.returncode == 2, done.stderr
    assert Path(broken).read_text(encoding="utf-8") == BROKEN


def test_another_database_is_not_written_over_by_what_is_none(
    program: Program, broken: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    program.ok("backup", "-o", str(copy))
    for name in ("copy.db", "copy.db-wal"):
        assert program("export", "case", "-o", str(tmp_path / name), "--force").code == 2
        assert program("import", broken, "--rejects", str(tmp_path / name)).code == 2
    program.ok("backup", "-o", str(copy), "--force")


# What is no file


@pytest.fixture
def odd(tmp_path: Path) -> list[str]:
    """A pipe that nobody writes into, a socket, devices."""
    os.mkfifo(tmp_path / "pipe.csv")
    os.mkfifo(tmp_path / "pipe.toml")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(tmp_path)
        server.bind("socket.csv")
        os.chdir(here)
    return [
        *(str(tmp_path / name) for name in ("pipe.csv", "pipe.toml", "socket.csv")),
        "/dev/zero",
        "/dev/tty",
    ]


READERS = (
    ("import", "auto"),
    ("import", "preview"),
    ("import", "case", "--profile", "zendesk"),
    ("policy", "import"),
    ("import", "auto", "{input}", "--profile"),
    ("export", "case", "-o", "{folder}/x.csv", "--to-key"),
    ("restore", "--verify"),
    ("case", "list", "--config"),
)


@pytest.mark.parametrize("words", READERS, ids=lambda words: " ".join(words[:3]))
def test_no_command_waits_for_a_pipe_or_reads_a_device(
    program: Program, broken: str, odd: list[str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    for place in odd:
        result = program(*(word.format(input=broken, folder=tmp_path) for word in words), place)
        assert result.code in {2, 4, 10}, (place, result)
        assert len(result.err.splitlines()) == 1


def test_a_pipe_for_the_keys_is_a_fault_and_nothing_to_wait_for(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "servicedesk"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "keymap.toml")
    result = program("keys", "--check")
    assert result.code == 2
    assert "no plain file" in result.out + result.err


def test_a_pipe_in_the_place_of_what_an_export_says_of_itself_is_no_export(
    program: Program, broken: str, tmp_path: Path
) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    os.mkfifo(folder / "servicedesk-export.json")
    assert program("export", "all", "-o", str(folder), "--force").code == 5
    assert program("import", "all", str(folder)).code == 2


def test_a_pipe_is_not_replaced_by_a_backup(program: Program, broken: str, odd: list[str]) -> None:
    for place in odd:
        result = program("backup", "--force", "-o", place)
        assert (result.code, "no plain file" in result.err) == (5, True)
    assert Path(odd[0]).is_fifo()


@contextmanager
def pipe_as_input(data: bytes) -> Iterator[None]:
    """`data`, which a pipe can hold, on the standard input of this process."""
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    before = os.dup(0)
    os.dup2(reading, 0)
    os.close(reading)
    try:
        yield
    finally:
        os.dup2(before, 0)
        os.close(before)


def test_what_comes_through_a_pipe_is_read(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (("/dev/stdin",), ("/dev/fd/0",), ("-",), ("/dev/stdin", "--profile", "zendesk")):
        with pipe_as_input(BROKEN.encode()), open(0, encoding="utf-8", closefd=False) as typed:
            monkeypatch.setattr(sys, "stdin", typed)
            done = program.run("import", "case", *words, "--dry-run")
        assert done.code == 3, done.err
        assert "2 rows read" in done.err, words


@pytest.mark.parametrize(
    "words",
    [["import", "auto", "-"], ["policy", "import", "-"], ["case", "note", "C-1", "--text", "-"], []],
    ids=" ".join,
)
def test_without_standard_input_a_command_says_so(tmp_path: Path, words: list[str]) -> None:
    code = (
        "import os; os.close(0); import sys; sys.stdin = None\n"
        "from servicedesk.cli.app import run\n"
        f"sys.exit(run(['--db', {str(tmp_path / 'n.db')!r}, *{words!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.returncode == 2, done.stderr
    assert "Unexpected" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


# Rejects of what must stay as it was written


def test_rejects_of_a_night_stand_beside_the_desk(program: Program, broken: str, tmp_path: Path) -> None:
    nights = tmp_path / "nights"
    nights.mkdir()
    program("import", "auto", broken)
    program.ok("nightly", str(nights))
    customers = next((nights / "latest" / "export").glob("customers.*"))
    spoilt = nights / "latest" / "export" / customers.name
    spoilt.write_bytes(spoilt.read_bytes().replace(b"+8613900001111", b"\xff").replace("王芳".encode(), b""))
    other = tmp_path / "other"
    result = program("--db", str(other / "desk.db"), "import", "customer", str(spoilt))
    before = sorted(path.name for path in (nights / "latest").resolve().rglob("*"))
    assert not [name for name in before if "rejects" in name], result
    result = program("--db", str(other / "desk.db"), "import", "all", str(nights / "latest" / "export"))
    assert sorted(path.name for path in (nights / "latest").resolve().rglob("*")) == before
    if result.code == 3:
        assert [path.name for path in other.glob("*.rejects.csv")]
    into = str(spoilt.with_name("r.csv"))
    refused = program("--db", str(other / "desk.db"), "import", "customer", broken, "--rejects", into)
    assert (refused.code, "as it was written" in refused.err) == (2, True)


def test_rejects_of_a_file_of_an_export_stand_beside_the_desk(
    program: Program, broken: str, tmp_path: Path
) -> None:
    folder, other = tmp_path / "all", tmp_path / "other"
    program.ok("export", "all", "-o", str(folder))
    shutil.copyfile(broken, folder / "cases.csv")
    result = program("--db", str(other / "desk.db"), "import", "auto", str(folder / "cases.csv"))
    assert result.code == 3
    assert (other / "cases.csv.rejects.csv").exists()
    assert str(other / "cases.csv.rejects.csv") in result.err
    assert not list(folder.glob("*.rejects.csv"))


# The sets of the nights


@pytest.fixture
def nights(program: Program, broken: str, tmp_path: Path) -> Path:
    """A folder with the set of a night, of a desk that has a case."""
    program.ok("case", "open", "漏水", "--customer", "王芳")
    folder = tmp_path / "夜"
    folder.mkdir()
    program.ok("nightly", str(folder))
    return folder


INTO_NIGHTS = (
    "latest/new.csv",
    "latest/manifest.json",
    "latest/desk.db",
    "latest/export",
    "latest/export/deeper/and/deeper/new.csv",
    "latest/today.json",
    "latest.json",
    "latest",
    ".nightly.lock",
)


@pytest.mark.parametrize("words", WRITERS, ids=lambda words: " ".join(words[:2]))
def test_nothing_but_a_night_writes_among_the_sets_of_the_nights(
    program: Program, broken: str, nights: Path, words: tuple[str, ...]
) -> None:
    before = {path: path.read_bytes() for path in nights.rglob("*") if path.is_file()}
    for name in INTO_NIGHTS:
        result = program(*(word.format(input=broken) for word in words), str(nights / name))
        assert result.code == 2, (name, result)
    assert {path: path.read_bytes() for path in nights.rglob("*") if path.is_file()} == before
    program.ok("nightly", str(nights))
    program.ok("nightly", str(nights), "--verify")


def test_what_leads_to_a_set_is_not_made_by_others_where_it_is_missing(
    program: Program, nights: Path
) -> None:
    for name in ("latest.json", "latest"):
        (nights / name).unlink()
        assert program("export", "case", "-o", str(nights / name)).code == 2
        assert program("export", "all", "-o", str(nights / name)).code == 2
    program.ok("export", "case", "-o", str(nights / "cases.csv"))


def test_an_export_that_repeats_itself_beside_the_sets_goes_on(program: Program, nights: Path) -> None:
    for _turn in range(2):
        program.ok("export", "all", "-o", str(nights / "out"))
    program.ok("export", "case", "-o", str(nights / "out" / "again.csv"))


def test_an_export_of_all_kinds_follows_no_link(program: Program, broken: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for leads_to in ("nowhere", "empty"):
        link = tmp_path / f"to {leads_to}"
        link.symlink_to(leads_to)
        result = program("export", "all", "--force", "-o", str(link))
        assert (result.code, "is a link" in result.err) == (5, True), result
    assert not (tmp_path / "nowhere").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def test_the_set_of_a_night_is_no_export_but_says_where_its_own_is(program: Program, nights: Path) -> None:
    new = ("--db", str(nights.with_name("new.db")))
    result = program("import", "all", str(nights / "latest"), *new)
    within = str(nights / "latest" / "export")
    assert (result.code, within in result.err) == (2, True), result
    program.ok("import", "all", within, *new)
