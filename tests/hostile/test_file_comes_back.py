"""The desk's file is moved away and comes back: the desk goes on by itself where that is safe, only there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from servicedesk.storage import coming_back, driver
from servicedesk.storage.identity import ReplacedError
from tests.builders import given_case, open_desk
from tests.hostile.test_replaced_file import subjects
from tests.storage.processes import Tell, run_all


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a case that is folded in, and one in its log."""
    path = tmp_path / "desk [b].db"
    with open_desk(path) as first:
        given_case(first, "先前的工单")
    with open_desk(path) as found:
        given_case(found, "在日志里的工单 [b]")
        yield found


def aside(desk: Desk) -> Path:
    return desk.store.path.with_name("elsewhere.db")


def take_away(desk: Desk) -> Path:
    """Move the file, and have the desk notice."""
    desk.store.path.rename(aside(desk))
    with pytest.raises(ReplacedError, match="removed"):
        desk.store_version()
    return aside(desk)


def bring_back(desk: Desk) -> None:
    aside(desk).rename(desk.store.path)


def refused(desk: Desk) -> str:
    """Why the desk does not go on; whatever is tried meanwhile changes nothing."""
    with pytest.raises(ReplacedError) as raised:
        desk.store_version()
    with pytest.raises(ReplacedError):
        given_case(desk, "不能丢")
    assert "\n" not in raised.value.message
    return raised.value.message


@contextmanager
def another_program(path: Path, *statements: str) -> Iterator[None]:
    """Another process that has the file at `path` open, and has said this to it."""
    code = (
        "import sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('SELECT count(*) FROM cases').fetchone()\n"
        "for one in sys.argv[2:]: db.execute(one)\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
        "import os; os._exit(0) if sys.argv[2:] == ['SELECT 1'] else db.close()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path), *statements],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "open\n"
        yield
    finally:
        child.stdin.close()
        child.wait()
        child.stdout.close()


def test_the_very_same_file_is_gone_on_with_and_nothing_is_lost(desk: Desk) -> None:
    for turn in range(3):
        take_away(desk)
        with pytest.raises(ReplacedError):
            given_case(desk, "不能丢")
        bring_back(desk)
        # What asks for news goes on; until then nothing is written.
        with pytest.raises(ReplacedError):
            given_case(desk, "不能丢")
        desk.store_version()
        given_case(desk, f"又来了 {turn}")
    desk.close()
    expected = ["先前的工单", "在日志里的工单 [b]", "又来了 0", "又来了 1", "又来了 2"]
    assert subjects(desk.store.path) == expected


def test_what_was_being_written_when_the_file_went_is_not_there_and_the_next_is(desk: Desk) -> None:
    with pytest.raises(ReplacedError), desk.writing() as transaction:  # noqa: PT012
        transaction.update("cases", 1, {"subject": "改了"})
        transaction.record("case.edit", "case", 1)
        desk.store.path.rename(aside(desk))
    bring_back(desk)
    desk.store_version()
    given_case(desk, "新的")
    desk.close()
    assert subjects(desk.store.path) == ["先前的工单", "在日志里的工单 [b]", "新的"]


def test_what_another_program_wrote_meanwhile_and_folded_in_is_there(desk: Desk) -> None:
    with open_desk(take_away(desk)) as other:
        given_case(other, "从别处写的")
    bring_back(desk)
    desk.store_version()
    given_case(desk, "新的")
    desk.close()
    assert subjects(desk.store.path)[2:] == ["从别处写的", "新的"]


def test_two_windows_both_go_on(desk: Desk) -> None:
    with open_desk(desk.store.path) as second:
        take_away(desk)
        with pytest.raises(ReplacedError):
            second.store_version()
        bring_back(desk)
        desk.store_version()
        second.store_version()
        given_case(second, "窗口二")
        given_case(desk, "窗口一")
    desk.close()
    assert subjects(desk.store.path)[2:] == ["窗口二", "窗口一"]


def test_a_program_that_opened_it_under_its_own_name_is_no_hindrance(desk: Desk) -> None:
    take_away(desk)
    bring_back(desk)
    with another_program(desk.store.path):
        desk.store_version()
        given_case(desk, "新的")
    desk.close()
    assert subjects(desk.store.path)[2:] == ["新的"]


def test_as_long_as_another_program_has_it_open_under_another_name_nothing_is_saved(desk: Desk) -> None:
    with another_program(take_away(desk)):
        bring_back(desk)
        assert "open" in refused(desk)
    desk.store_version()
    given_case(desk, "新的")
    desk.close()
    assert subjects(desk.store.path)[2:] == ["新的"]


@pytest.mark.parametrize("has_second_window", [False, True])
def test_what_a_program_that_was_killed_saved_under_another_name_is_not_passed_over(
    desk: Desk, has_second_window: bool
) -> None:
    def save_and_be_killed(tell: Tell) -> None:
        with open_desk(aside(desk)) as other:
            given_case(other, "从别处写的")
            tell("saved")
            os._exit(0)

    take_away(desk)
    run_all([save_and_be_killed])
    log = aside(desk).with_name("elsewhere.db-wal")
    assert log.stat().st_size
    bring_back(desk)
    with another_program(desk.store.path) if has_second_window else nullcontext():
        for _turn in range(2):
            assert "elsewhere.db-wal" in refused(desk)
    # What doctor says: the file gets that name again, and is opened there.
    desk.store.path.rename(aside(desk))
    assert subjects(aside(desk))[2:] == ["从别处写的"]
    assert not log.exists()
    bring_back(desk)
    desk.store_version()
    given_case(desk, "新的")
    desk.close()
    assert subjects(desk.store.path)[2:] == ["从别处写的", "新的"]


def test_where_the_system_tells_of_no_locks_they_are_tried(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coming_back, "lock_holders", lambda _path: frozenset())
    with another_program(take_away(desk)):
        bring_back(desk)
        assert "open" in refused(desk)
    desk.store_version()
    given_case(desk, "新的")


def written_log(desk: Desk) -> None:
    """A log of somebody's that was killed lies beside the file."""
    log = desk.store.path.with_name(f"{desk.store.path.name}-wal")
    log.write_bytes(b"\x37\x7f\x06\x82" + os.urandom(4096))


def older(desk: Desk) -> None:
    """It lacks what it had."""
    with closing(driver.connect(str(desk.store.path), isolation_level=None)) as db:
        db.execute("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'events'")


def other_schema(desk: Desk) -> None:
    with closing(driver.connect(str(desk.store.path), isolation_level=None)) as db:
        db.execute("PRAGMA schema_version = 77")


def newer(desk: Desk) -> None:
    with closing(driver.connect(str(desk.store.path), isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 999")


def no_desk(desk: Desk) -> None:
    with desk.store.path.open("r+b") as file:
        file.write(b"no database at all")


def damaged(desk: Desk) -> None:
    size = desk.store.path.stat().st_size
    with desk.store.path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096 * 8)


def cut_off(desk: Desk) -> None:
    os.truncate(desk.store.path, desk.store.path.stat().st_size // 2)


@pytest.mark.parametrize("spoil", [written_log, older, other_schema, newer, no_desk, damaged, cut_off])
def test_a_file_that_is_not_as_it_was_is_refused_with_the_reason_and_left_alone(
    desk: Desk, spoil: Callable[[Desk], None]
) -> None:
    take_away(desk)
    bring_back(desk)
    spoil(desk)
    before = desk.store.path.read_bytes()
    for _turn in range(2):
        assert refused(desk).startswith("The desk's file is back and cannot be used yet")
    desk.close()
    assert desk.store.path.read_bytes() == before


def test_a_copy_is_another_file_and_the_same_one_over_it_goes_on(desk: Desk) -> None:
    shutil.copyfile(take_away(desk), desk.store.path)
    assert "Another file" in refused(desk)
    bring_back(desk)
    desk.store_version()
    given_case(desk, "新的")
    desk.close()
    assert subjects(desk.store.path)[2:] == ["新的"]


def test_a_file_that_was_written_over_does_not_come_back(desk: Desk, tmp_path: Path) -> None:
    # Its log had to be given up.
    path = desk.store.path
    kept = path.read_bytes()
    with open_desk(tmp_path / "other.db") as other:
        given_case(other, "另一个")
    shutil.copyfile(tmp_path / "other.db", path)
    with pytest.raises(ReplacedError, match="written over"):
        desk.store_version()
    path.write_bytes(kept)
    assert "written over" in refused(desk)


def test_what_is_still_being_read_from_the_old_connection_is_waited_for(desk: Desk) -> None:
    with desk.reading() as db:
        take_away(desk)
        bring_back(desk)
        assert refused(desk)
        assert db.execute("SELECT count(*) FROM cases").fetchone()[0] == 2
    desk.store_version()
    given_case(desk, "新的")


def test_a_desk_that_was_closed_stays_closed(desk: Desk) -> None:
    take_away(desk)
    desk.close()
    bring_back(desk)
    with pytest.raises(ReplacedError):
        desk.store_version()
