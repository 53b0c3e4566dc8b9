"""What goes wrong: one line on standard error, nothing on standard output, the right exit code."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from servicedesk.cli.record import listing
from servicedesk.domain.errors import (
    BusyError,
    DamagedError,
    NewerVersionError,
    NoSpaceError,
    ServiceDeskError,
    StaleError,
)
from servicedesk.services.lists import ListService
from tests.cli.conftest import Program

SECRET = "李伟 secret"


def assert_one_line(err: str) -> None:
    assert err.startswith("servicedesk: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "There is no command nonsense."),
        (["custmer"], "Did you mean customer?"),
        (["case", "opne", "x"], "Did you mean open?"),
        (["case", "list", "--nonsense"], "There is no option --nonsense."),
        (["case", "list", "--limt", "3"], "Did you mean --limit?"),
        (["case", "list", "--limit"], "--limit needs a value."),
        (["case", "list", "--limit", SECRET], "It must be a whole number from 1 on."),
        (["case", "list", "--limit", "0"], "--limit does not fit."),
        (["case", "list", "--reverse=3"], "--reverse takes no value."),
        (["case", "show"], "The number of a case is missing. Like this: servicedesk case show C-231"),
        (["case", "show", "C-1", SECRET], "There are more words than this command takes."),
        (["call", "void", "1"], "--reason is missing."),
        (["case", "list", "--db"], "--db needs a value."),
        (["case", "list", "--json", "--csv"], "Choose one of --json, --jsonl and --csv."),
        (["case", "list", "--tz", "Mars/Phobos"], "timezone must be"),
        (["case", "list", "--lang", "tlh"], "lang must be"),
        (["case", "list", "--config", "/nonexistent/config.toml"], "There is no configuration file"),
        (["case", "list", "kimd:complaint"], "kind"),
        (["case", "list", "--sort", "colour"], "Orders: urgency"),
        (["case", "list", "--columns", "colour"], "Columns are: number"),
        (["case", "open", ""], "subject"),
        (["case", "show", "x"], "C-231"),
    ],
)
def test_a_request_that_cannot_be_understood_exits_with_two(
    program: Program, arguments: list[str], words: str
) -> None:
    program.ok("case", "open", "x")
    done = program(*arguments)
    assert (done.code, done.out) == (2, ""), done
    assert words in done.err
    assert SECRET not in done.err
    if "--json" not in arguments:
        assert_one_line(done.err)


def test_without_a_terminal_the_program_alone_gives_a_hint(program: Program) -> None:
    done = program()
    assert (done.code, done.out) == (2, "")
    assert_one_line(done.err)
    assert "--help" in done.err


def test_reading_without_a_file_exits_with_ten_and_makes_none(program: Program) -> None:
    for arguments in (
        ["case", "list"],
        ["today"],
        ["search", "x"],
        ["history"],
        ["undo"],
        ["case", "work", "1"],
    ):
        assert program(*arguments).code == 10, arguments
    assert not program.path.exists()
    program.ok("call", "add", "x")
    assert program.path.stat().st_mode & 0o777 == 0o600


def test_a_file_of_another_program_or_damaged_is_refused(program: Program, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE t (x)")
    other.commit()
    other.close()
    refused = program("case", "list", "--db", str(tmp_path / "other.db"))
    assert refused.code == 2
    assert_one_line(refused.err)
    (tmp_path / "garbage.db").write_bytes(b"no database at all\n" * 1000)
    assert program("call", "add", "x", "--db", str(tmp_path / "garbage.db")).code in {2, 13}
    assert (tmp_path / "garbage.db").read_bytes() == b"no database at all\n" * 1000


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ServiceDeskError("m"), 1),
        (StaleError("m"), 5),
        (BusyError("m"), 11),
        (DamagedError("m"), 13),
        (NewerVersionError("m"), 14),
        (NoSpaceError("m"), 15),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_kind_of_error_has_its_exit_code(
    program: Program, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    program.ok("case", "open", "x")

    def fail(*_arguments: Any, **_options: Any) -> None:
        raise error

    monkeypatch.setattr(ListService, "ids", fail)
    done = program("case", "list")
    assert (done.code, done.out) == (code, "")


def test_with_json_an_error_is_an_object_on_standard_error(program: Program) -> None:
    for arguments in (["case", "show", "C-9"], ["case", "show"], ["nonsense"], ["case", "list", "kimd:x"]):
        program.ok("case", "open", "x")
        done = program(*arguments, "--json")
        fault = json.loads(done.err)
        assert set(fault) == {"code", "message", "hint"}
        assert fault["code"] in {"not_found", "usage", "query"}
        assert done.out == ""


def test_an_unforeseen_error_shows_no_traceback_and_no_values(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.ok("case", "open", "x")

    def fail(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(SECRET) from ValueError(SECRET)

    monkeypatch.setattr(listing, "_rows", fail)
    done = program("case", "list")
    assert (done.code, done.out) == (1, "")
    assert_one_line(done.err)
    assert "RuntimeError" in done.err
    assert "--debug" in done.err
    more = program("case", "list", "--debug")
    assert more.code == 1
    assert "servicedesk.cli.record.listing" in more.err
    assert "ValueError" in more.err
    assert SECRET not in done.err + more.err


def test_errors_speak_the_language_asked_for(program: Program) -> None:
    program.ok("case", "open", "x")
    for arguments in (["nonsense"], ["case", "show"], ["case", "list", "--limit", "x"]):
        done = program(*arguments, "--lang", "zh")
        assert done.code == 2
        assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["nightly", ""],
        ["nightly", "{there}", "--verify", "--identity", ""],
        ["nightly", "{there}", "--to-key", ""],
        ["backup", ""],
        ["backup", "-o", ""],
        ["restore", "", "--yes"],
        ["doctor", "--salvage="],
        ["export", "case", "-o", ""],
        ["import", "auto", ""],
        ["import", "all", ""],
        ["import", "case", "{there}/cases.csv", "--rejects", ""],
        ["case", "show", "C-1", "-o", ""],
        ["policy", "export", "-o", ""],
        ["case", "list", "--db", ""],
    ],
)
def test_a_file_or_folder_without_a_name_is_refused_and_nothing_is_written_where_one_stands(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    program.ok("case", "open", "漏水 [/]")
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert program(*(word.format(there=tmp_path / "there") for word in words)).code == 2
    assert not [*(tmp_path / "here").iterdir(), *(tmp_path / "there").iterdir()]
