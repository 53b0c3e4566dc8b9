"""The desk's file is replaced under whoever has it open: nothing more is saved, and no file is damaged."""

import shutil
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.storage import driver
from servicedesk.storage.identity import ReplacedError
from tests.builders import given_case, open_desk


def other_desk(path: Path, count: int = 3) -> Path:
    """Another whole desk, folded in, with cases that say so."""
    with open_desk(path) as desk:
        for number in range(count):
            given_case(desk, f"另一个服务台 {number}")
    return path


def moved(other: Path, path: Path) -> None:
    other.replace(path)


def removed(other: Path, path: Path) -> None:
    del other
    path.unlink()


def removed_and_made_anew(other: Path, path: Path) -> None:
    path.unlink()
    shutil.copyfile(other, path)


def subjects(path: Path) -> list[str]:
    """What the file holds, as SQLite alone sees it; it must be whole."""
    with closing(driver.connect(str(path))) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return [row[0] for row in db.execute("SELECT subject FROM cases ORDER BY id")]


def written_over(other: Path, path: Path) -> None:
    subprocess.run(["cp", other, path], check=True)


REPLACED = [moved, removed, removed_and_made_anew, written_over]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with a case that is folded in, and one in its log."""
    path = tmp_path / "desk.db"
    with open_desk(path) as first:
        given_case(first, "先前的工单")
    found = open_desk(path)
    given_case(found, "在日志里的工单 [b]")
    return found


@pytest.mark.parametrize("replace", REPLACED)
def test_nothing_is_saved_into_another_file_and_it_stays_whole(
    desk: Desk, tmp_path: Path, replace: Callable[[Path, Path], None]
) -> None:
    path = desk.store.path
    other = other_desk(tmp_path / "other.db")
    replace(other, path)
    for _each in range(2):
        with pytest.raises(ReplacedError) as raised:
            desk.cases.note([1], "不能丢")
        assert "Nothing was saved" in raised.value.hint
        assert "\n" not in raised.value.message
    with pytest.raises(ReplacedError):
        desk.store_version()
    desk.close()
    if replace is removed:
        assert not path.exists()
        return
    assert subjects(path) == [f"另一个服务台 {number}" for number in range(3)]
    with open_desk(path) as again:
        given_case(again, "新的工单")
    assert len(subjects(path)) == 4


@pytest.mark.parametrize("replace", REPLACED)
def test_a_file_that_is_replaced_while_something_is_written_gets_none_of_it(
    desk: Desk, tmp_path: Path, replace: Callable[[Path, Path], None]
) -> None:
    path = desk.store.path
    other = other_desk(tmp_path / "other.db")
    with pytest.raises(ReplacedError), desk.writing() as transaction:  # noqa: PT012
        transaction.update("cases", 1, {"subject": "改了"})
        transaction.record("case.edit", "case", 1)
        replace(other, path)
    desk.close()
    if replace is not removed:
        assert subjects(path) == [f"另一个服务台 {number}" for number in range(3)]


def copied_by_backup(path: Path, aside: Path) -> None:
    MaintenanceService(path).backup(aside)


def copied_by_hand(path: Path, aside: Path) -> None:
    with closing(driver.connect(str(path))) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(path, aside)


def nothing_at_all(path: Path, aside: Path) -> None:
    aside.touch()


def no_desk_at_all(path: Path, aside: Path) -> None:
    aside.write_bytes("漏水".encode() * 40_000)


@pytest.mark.parametrize("make", [copied_by_backup, copied_by_hand, nothing_at_all, no_desk_at_all])
def test_an_older_copy_of_the_desk_or_no_desk_written_over_it_is_noticed_too(
    desk: Desk, tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    path, aside = desk.store.path, tmp_path / "aside.db"
    make(path, aside)
    given_case(desk, "nach der Kopie")
    copied_by_hand(path, tmp_path / "newest.db")
    desk.store_version()
    # In place: the same file, other bytes.
    with aside.open("rb") as source, path.open("r+b") as target:
        target.truncate()
        shutil.copyfileobj(source, target)
    with pytest.raises(ReplacedError, match="written over"):
        desk.store_version()
    with pytest.raises(ReplacedError):
        given_case(desk, "不能丢")
    desk.close()
    assert path.read_bytes() == aside.read_bytes()
    if make in {copied_by_backup, copied_by_hand}:
        assert subjects(path) == ["先前的工单", "在日志里的工单 [b]"]


def test_what_belongs_to_the_desk_is_not_taken_for_another_file(desk: Desk, tmp_path: Path) -> None:
    path = desk.store.path
    for turn in range(3):
        with open_desk(path) as beside:
            given_case(beside, f"von nebenan {turn}")
        copied_by_hand(path, tmp_path / "any.db")
        MaintenanceService(path).fix()
        MaintenanceService(path).backup()
        copied_by_hand(path, tmp_path / "any.db")
        desk.store_version()
        given_case(desk, f"hier {turn}")
    assert len(subjects(path)) == 8


def test_each_desk_begins_with_a_mark_of_its_own(tmp_path: Path) -> None:
    counts = set()
    for turn in range(4):
        path = tmp_path / f"{turn}.db"
        open_desk(path).close()
        with closing(driver.connect(str(path))) as db:
            counts.add(db.execute("PRAGMA schema_version").fetchone()[0])
    assert len(counts) == 4
