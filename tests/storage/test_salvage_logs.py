"""A damaged file beside which lies a log that is not its own: what it holds is saved without that."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from servicedesk.cli.app import run
from servicedesk.domain.errors import DamagedError
from servicedesk.storage.salvage import salvage
from tests.builders import given_case, open_desk

PAGE = 4096


def made(path: Path, subject: str) -> Path:
    """A desk with some cases."""
    with open_desk(path) as desk:
        for number in range(30):
            given_case(desk, subject=f"{subject} {number}")
    return path


def log_of(path: Path, folder: Path) -> bytes:
    """A log of changes all over that desk, which is never folded in."""
    copy = folder / "writing.db"
    shutil.copy(path, copy)
    db = sqlite3.connect(copy)
    db.execute("PRAGMA wal_autocheckpoint = 0")
    db.execute("CREATE TABLE more (a)")
    db.execute("UPDATE cases SET subject = subject || ' 别人的'")
    db.execute("UPDATE events SET actor = 'somebody'")
    db.commit()
    found = copy.with_name("writing.db-wal").read_bytes()
    db.close()
    return found


def spoil(path: Path, damage: str) -> None:
    """Destroy some of its pages, its first ones, or cut it short."""
    whole = bytearray(path.read_bytes())
    if damage == "cut":
        del whole[len(whole) // 2 + 100 :]
    else:
        at = 0 if damage == "first" else 5 * PAGE
        whole[at : at + 3 * PAGE] = os.urandom(3 * PAGE)
    path.write_bytes(whole)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a saved file holds."""
    db = sqlite3.connect(path)
    found = {
        table: db.execute(f"SELECT * FROM {table}").fetchall() for table in ("cases", "events", "customers")
    }
    db.close()
    return found


@pytest.mark.parametrize("damage", ["pages", "first", "cut"])
@pytest.mark.parametrize("is_junk", [False, True])
def test_what_the_file_holds_is_saved_as_if_the_log_of_another_were_not_there(
    tmp_path: Path, damage: str, *, is_junk: bool
) -> None:
    path = made(tmp_path / "desk.db", "漏水")
    log = os.urandom(50_000) if is_junk else log_of(made(tmp_path / "other.db", "吵"), tmp_path)
    spoil(path, damage)
    try:
        alone = salvage(path, tmp_path / "alone.db")
    except DamagedError:
        alone = None
    beside = path.with_name("desk.db-wal")
    beside.write_bytes(log)
    before = path.read_bytes()
    if alone is None:
        with pytest.raises(DamagedError):
            salvage(path, tmp_path / "saved.db")
    else:
        report = salvage(path, tmp_path / "saved.db")
        assert rows(tmp_path / "saved.db") == rows(tmp_path / "alone.db")
        # What is no log at all SQLite passes over; a file without its first page says not whose it is.
        assert is_junk or damage == "first" or report.is_past_log
    assert (path.read_bytes(), beside.read_bytes()) == (before, log)
    assert not list(tmp_path.glob(".*"))


def test_what_waits_in_its_own_log_is_saved_too(tmp_path: Path) -> None:
    path = made(tmp_path / "desk.db", "漏水")
    copy = tmp_path / "copy.db"
    with open_desk(path) as desk:
        given_case(desk, subject="最后")
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", f"{copy}{ending}")
    assert copy.with_name("copy.db-wal").stat().st_size
    spoil(copy, "pages")
    report = salvage(copy, tmp_path / "saved.db")
    assert not report.is_past_log
    assert "最后" in str(rows(tmp_path / "saved.db")["cases"])


def test_the_log_of_another_desk_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path / "desk.db", "漏水")
    monkeypatch.setenv("SERVICEDESK_DB", str(path))
    beside = path.with_name("desk.db-wal")
    beside.write_bytes(log_of(made(tmp_path / "other.db", "吵"), tmp_path))
    code = run(["doctor", "--salvage", str(tmp_path / "saved.db")])
    told = capsys.readouterr()
    assert (code, "belongs to another one" in told.err) == (3, True)
    assert "漏水 29" in str(rows(tmp_path / "saved.db")["cases"])
    assert "别人的" not in str(rows(tmp_path / "saved.db"))
