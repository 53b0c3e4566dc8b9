"""The desk's file is replaced under whoever has it open: nothing more is saved, and no file is damaged."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
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


REPLACED = [moved, removed, removed_and_made_anew]


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
