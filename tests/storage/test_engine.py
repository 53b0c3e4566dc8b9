"""Opening the file: its settings, what is ours, what is refused before a byte is written."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import (
    DamagedError,
    NewerVersionError,
    NoDatabaseError,
    NotOursError,
    ServiceDeskError,
)
from servicedesk.storage import driver, opening
from servicedesk.storage.engine import Store
from tests.builders import NOW, given_case, open_desk
from tests.storage.processes import Tell, run_all


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "desk.db")) as opened:
        yield opened


def bytes_of(path: Path) -> dict[str, bytes]:
    """Everything at and beside the path; no connection may be open."""
    return {place.name: place.read_bytes() for place in sorted(path.parent.glob(f"{path.name}*"))}


def plain(path: Path) -> Any:
    """A connection as another program would make it."""
    return driver.connect(str(path), isolation_level=None)


# R2: the settings of every connection


def test_every_connection_holds_the_settings_that_keep_data_safe(store: Store) -> None:
    store.data_version()
    with store.reader() as first, store.reader() as second:
        connections = [first, second, store._poll]
        for connection in connections:
            assert connection is not None
            for name, value in opening.PRAGMAS.items():
                assert connection.execute(f"PRAGMA {name}").fetchone()[0] == value, name
            assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
            assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_driver_with_the_wal_reset_bug_gets_the_old_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.db"
    Store.open(path).close()
    buggy = driver.SQLiteVersion("sqlite3", (3, 40, 1))
    monkeypatch.setattr(driver, "sqlite_version", lambda: buggy)
    with closing(Store.open(path)) as store, store.reader() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 3
    monkeypatch.undo()
    with closing(Store.open(path)) as store, store.reader() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.parametrize(
    ("version", "has_bug"),
    [((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 53, 4), False), ((4, 0, 0), False),
     ((3, 50, 6), True), ((3, 50, 7), False), ((3, 44, 5), True), ((3, 44, 6), False), ((3, 45, 0), True)],
)  # fmt: skip
def test_the_bug_is_known_by_version(version: tuple[int, ...], *, has_bug: bool) -> None:
    assert driver.SQLiteVersion("sqlite3", version).has_wal_reset_bug is has_bug


def test_a_restored_copy_gets_its_log_back(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    Store.open(path).close()
    with closing(plain(path)) as other:
        assert other.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
    with closing(Store.open(path)) as store, store.reader() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


# R5: which files are taken for a desk


def test_a_new_file_says_what_it_is(store: Store) -> None:
    with store.reader() as db:
        assert db.execute("PRAGMA application_id").fetchone()[0] == opening.APPLICATION_ID
        assert db.execute("PRAGMA user_version").fetchone()[0] == opening.SCHEMA_VERSION


def foreign_database(path: Path, *, mode: str = "DELETE", application_id: int = 0) -> None:
    with closing(plain(path)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}")
        other.execute(f"PRAGMA application_id = {application_id}")
        other.execute("CREATE TABLE cases (id INTEGER PRIMARY KEY, 内容 TEXT)")
        other.execute("INSERT INTO cases VALUES (1, '别人的')")


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize("application_id", [0, 252006673])
def test_a_database_of_another_program_is_refused_and_left_as_it_is(
    tmp_path: Path, mode: str, application_id: int
) -> None:
    path = tmp_path / "other.db"
    foreign_database(path, mode=mode, application_id=application_id)
    before = path.read_bytes()
    with pytest.raises(NotOursError) as refused:
        Store.open(path)
    assert refused.value.exit_code == 2
    assert path.read_bytes() == before


def test_the_unmerged_log_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"

    def leave_a_log(_tell: Tell) -> None:
        connection = plain(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE 账 (id INTEGER PRIMARY KEY)")
        os._exit(0)

    run_all([leave_a_log])
    before = {name: content for name, content in bytes_of(path).items() if not name.endswith("-shm")}
    assert len(before["other.db-wal"]) > 0
    with pytest.raises(NotOursError):
        Store.open(path)
    after = {name: content for name, content in bytes_of(path).items() if not name.endswith("-shm")}
    assert after == before


@pytest.mark.parametrize(
    "content",
    ["客户,电话\n李伟,138 0000 1111\n".encode() * 200, b"\x00" * 8192, b"SQLite format 3\x00", b"x"],
)
def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "客户.csv"
    path.write_bytes(content)
    with pytest.raises(DamagedError) as refused:
        Store.open(path)
    assert refused.value.exit_code == 13
    assert bytes_of(path) == {path.name: content}


def test_a_newer_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    Store.open(path).close()
    with closing(plain(path)) as other:
        other.execute(f"PRAGMA user_version = {opening.SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(NewerVersionError) as refused:
        Store.open(path)
    assert refused.value.exit_code == 14
    assert path.read_bytes() == before


def test_without_a_desk_only_what_makes_one_makes_one(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with pytest.raises(NoDatabaseError) as refused:
        Store.open(path, create=False)
    assert refused.value.exit_code == 10
    assert list(tmp_path.iterdir()) == []
    path.touch()
    with pytest.raises(NoDatabaseError):
        Store.open(path, create=False)
    assert path.read_bytes() == b""


def test_a_connection_to_look_into_a_file_cannot_write_to_it(tmp_path: Path) -> None:
    path = tmp_path / "desk #1 %41?.db"
    with open_desk(path) as desk:
        given_case(desk)
    before = path.read_bytes()
    with opening.looking_into(path) as db:
        assert db.execute("SELECT count(*) FROM cases").fetchone()[0] == 1
        with pytest.raises(driver.Error, match="readonly"):
            db.execute("DELETE FROM cases")
    assert path.read_bytes() == before


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.reader() as db:
        assert db.execute("SELECT count(*) FROM views").fetchone()[0] == 0
        with store.writer("anna", NOW) as transaction:
            transaction.connection.execute("INSERT INTO views (kind, name) VALUES ('case', 'x')")
        assert db.execute("SELECT count(*) FROM views").fetchone()[0] == 0
    with store.reader() as db:
        assert db.execute("SELECT count(*) FROM views").fetchone()[0] == 1


def test_a_writer_that_fails_leaves_nothing_and_harms_nobody(store: Store) -> None:
    for error in (ValueError("x"), KeyboardInterrupt()):
        with pytest.raises(type(error)), store.writer("anna", NOW) as transaction:  # noqa: PT012
            transaction.connection.execute("INSERT INTO views (kind, name) VALUES ('case', 'x')")
            raise error
    with store.reader() as db:
        assert db.execute("SELECT count(*) FROM views").fetchone()[0] == 0


def test_changes_that_no_event_tells_of_are_not_saved(store: Store) -> None:
    with pytest.raises(AssertionError, match="without an event"), store.writer("anna", NOW) as transaction:
        transaction.insert("views", {"kind": "case", "name": "x", "query": ""})
    with store.reader() as db:
        assert db.execute("SELECT count(*) FROM views").fetchone()[0] == 0


# R17: errors carry no values


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO cases (subject, created_at) VALUES ('秘密 138 0000 1111', '秘密')",
        "INSERT INTO case_labels (case_id, label) VALUES ('秘密', '秘密')",
        "SELECT 秘密",
        "秘密",
    ],
)
def test_no_error_tells_a_value(store: Store, sql: str) -> None:
    with pytest.raises(ServiceDeskError) as refused, store.bare() as db:
        db.execute(sql)
    assert "秘密" not in refused.value.message + refused.value.hint
    assert refused.value.exit_code in {1, 5, 13}


def test_a_thread_that_comes_back_after_the_end_closes_its_own_connection(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "desk.db")
    with store.reader():
        store.close()
    assert store._idle == []
    assert not (tmp_path / "desk.db-wal").exists()
