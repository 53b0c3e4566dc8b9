"""A file that is damaged in any place: each command says so in one line, and leaves the file as it is."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest

from tests.builders import given_call, given_case, given_customer, given_followup, open_desk
from tests.cli.conftest import Program, program

__all__ = ["program"]

PAGE = 4096
COMMANDS = (
    "case list", "today", "history", "call add 13800000001 来电", "import case {folder}/new.csv",
    "export case -o {folder}/out.csv", "backup {folder}/copy.db", "doctor", "doctor --full --json",
    "doctor --salvage {folder}/saved.db", "nightly {folder}",
)  # fmt: skip
CODES = {0, 1, 2, 3, 5, 10, 13, 14}
INTERNAL = re.compile(r"Unexpected|Traceback|\w+Error\b|refused the request")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A desk with some of everything."""
    place = tmp_path_factory.mktemp("made") / "desk.db"
    with open_desk(place) as desk:
        for number in range(20):
            customer_id = given_customer(desk, f"李伟{number}", f"138 0000 {number:04d}", tags=["老客户"])
            case_id = given_case(desk, f"空调漏水 {number}", customer_id=customer_id, description="水" * 300)
            given_call(desk, f"138 0000 {number:04d}", f"来电 {number}")
            given_followup(desk, case_id=case_id)
    return place.read_bytes()


def flipped(made: bytes, place: int, mask: int = 0xFF) -> bytes:
    return made[:place] + bytes([made[place] ^ mask]) + made[place + 1 :]


def at(words: str, further: int = 0) -> Callable[[bytes], bytes]:
    """One byte of the schema's text is another one: in most cases none that UTF-8 has."""
    return lambda made: flipped(made, made.index(words.encode()) + further)


def exchanged(made: bytes) -> bytes:
    pages = [made[start : start + PAGE] for start in range(0, len(made), PAGE)]
    first, second = Random(3).sample(range(1, len(pages)), 2)
    pages[first], pages[second] = pages[second], pages[first]
    return b"".join(pages)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "name of a table": at("CREATE TABLE customers", 13),
    "name of a column": at("received_at TEXT", 3),
    "word of the schema": at("CREATE TABLE cases", 2),
    "index": at("CREATE INDEX cases_queue", 14),
    "search table": at("CREATE VIRTUAL TABLE cases_search", 21),
    "kind of the first page": lambda made: flipped(made, 100),
    "size of a page": lambda made: flipped(made, 16),
    "application": lambda made: flipped(made, 68),
    "version": lambda made: flipped(made, 63),
    "first hundred bytes": lambda made: bytes(100) + made[100:],
    "first page": lambda made: bytes(PAGE) + made[PAGE:],
    "half": lambda made: made[: len(made) // 2],
    "nine of ten": lambda made: made[: len(made) * 9 // 10],
    "last byte": lambda made: made[:-1],
    "one byte": lambda made: made[:1],
    "zeros": lambda made: bytes(len(made)),
    "exchanged pages": exchanged,
    "another page of the schema": lambda made: made[:PAGE] + b"\xa5" * PAGE + made[2 * PAGE :],
}


def _commands(folder: Path) -> Sequence[list[str]]:
    return [[word.format(folder=folder) for word in command.split()] for command in COMMANDS]


@pytest.mark.parametrize("name", DAMAGE)
def test_each_command_says_in_one_line_that_a_file_is_damaged_and_leaves_it(
    made: bytes, program: Program, tmp_path: Path, name: str
) -> None:
    damaged = DAMAGE[name](made)
    (tmp_path / "new.csv").write_text("subject\n漏水\n", encoding="utf-8")
    for arguments in _commands(tmp_path):
        for ending in ("-wal", "-shm"):
            program.path.with_name(f"desk.db{ending}").unlink(missing_ok=True)
        program.path.write_bytes(damaged)
        told = program(*arguments)
        assert told.code in CODES, (arguments, told.err)
        assert not INTERNAL.search(told.err), (arguments, told.err)
        if told.code not in {0, 3}:
            assert not re.search("李伟|空调漏水", told.err)
            assert "doctor" in arguments or told.err.count("\n") == 1, (arguments, told.err)
            assert program.path.read_bytes() == damaged, arguments


@pytest.mark.parametrize("name", DAMAGE)
def test_any_damaged_file_is_replaced_by_a_backup_and_kept(
    made: bytes, program: Program, tmp_path: Path, name: str
) -> None:
    program.path.write_bytes(DAMAGE[name](made))
    (tmp_path / "whole.db").write_bytes(made)
    told = program("restore", str(tmp_path / "whole.db"), "--yes", "--json")
    if name in {"application", "version"}:
        # By all that can be known, this is the file of another program or of a newer version.
        assert told.code in {2, 14}
        return
    assert told.code == 0, told.err
    assert Path(told.json["kept"]).read_bytes()[100:] == DAMAGE[name](made)[100:]
    assert program("case", "list").code == 0


@pytest.mark.parametrize("name", DAMAGE)
def test_doctor_names_the_damage(made: bytes, program: Program, name: str) -> None:
    program.path.write_bytes(DAMAGE[name](made))
    wanted = {"application": 1, "version": 1}.get(name, 13)
    assert program("doctor", "--full").code == wanted
