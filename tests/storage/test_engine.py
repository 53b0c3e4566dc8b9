"""Opening the file: what is ours, what is not, what is refused before a byte is written."""

import os
import resource
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import (
    BusyError,
    DamagedError,
    NewerVersionError,
    NoDatabaseError,
    NoSpaceError,
    NotOursError,
    ServiceDeskError,
    UsageError,
)
from servicedesk.storage import driver, engine, filesystems
from servicedesk.storage.engine import Store
from tests.builders import NOW, dump, given_call, given_case, open_desk
from tests.storage.processes import Child, Tell, run_all


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
            for name, value in engine.PRAGMAS.items():
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
        assert db.execute("PRAGMA application_id").fetchone()[0] == engine.APPLICATION_ID
        assert db.execute("PRAGMA user_version").fetchone()[0] == engine.SCHEMA_VERSION


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
        other.execute(f"PRAGMA user_version = {engine.SCHEMA_VERSION + 1}")
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
    with engine.looking_into(path) as db:
        assert db.execute("SELECT count(*) FROM cases").fetchone()[0] == 1
        with pytest.raises(driver.Error, match="readonly"):
            db.execute("DELETE FROM cases")
    assert path.read_bytes() == before


# Places and modes


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_and_what_stands_beside_it_are_the_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "一" / "二" / "desk.db"
        with open_desk(path) as desk:
            given_case(desk)
            modes = {place.name: mode_of(place) for place in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"desk.db": 0o600, "desk.db-wal": 0o600, "desk.db-shm": 0o600}
    assert [mode_of(folder) for folder in (path.parent, path.parent.parent)] == [0o700, 0o700]


def test_a_link_leads_to_the_file_itself(tmp_path: Path) -> None:
    real, link = tmp_path / "real" / "desk.db", tmp_path / "desk.db"
    link.symlink_to(real)
    with open_desk(link) as desk:
        given_case(desk)
        assert (tmp_path / "real" / "desk.db-wal").exists()
    assert link.is_symlink()
    assert mode_of(real) == 0o600
    with open_desk(real) as desk:
        assert len(desk.lists.ids("case")) == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: folder,
        lambda folder: folder / "note.txt" / "desk.db",
        lambda folder: folder / ("漏" * 300),
        lambda folder: folder / "a\0b",
        lambda folder: folder / "pipe",
        lambda _folder: Path("/proc/servicedesk/desk.db"),
        lambda _folder: Path("~nobody-of-this-name/desk.db"),
    ],
    ids=["folder", "file as folder", "long name", "NUL", "pipe", "no such system folder", "no such user"],
)
def test_a_place_where_no_file_can_be_is_refused_in_words(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    (tmp_path / "note.txt").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UsageError) as refused:
        Store.open(make(tmp_path))
    assert refused.value.exit_code == 2
    assert sorted(tmp_path.iterdir()) == before


MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/export /mnt/desk nfs4 rw,vers=4.2 0 0
//server/share /mnt/with\\040blank cifs rw 0 0
/dev/vdb /mnt/desk/local ext4 rw 0 0
me@host:/ /mnt/漏水 fuse.sshfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("place", "is_network"),
    [("/mnt/desk/a/desk.db", True), ("/mnt/with blank/desk.db", True), ("/mnt/漏水/desk.db", True),
     ("/mnt/desk/local/desk.db", False), ("/mnt/desktop/desk.db", False), ("/var/desk.db", False)],
)  # fmt: skip
def test_network_drives_are_known(tmp_path: Path, place: str, *, is_network: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert filesystems.is_network_path(Path(place), mounts) is is_network
    assert not filesystems.is_network_path(Path(place), tmp_path / "none")


def test_a_desk_on_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path} nfs rw 0 0\n")
    monkeypatch.setattr(filesystems, "MOUNTS", mounts)
    with pytest.raises(UsageError, match="network"):
        Store.open(tmp_path / "desk.db")
    assert not (tmp_path / "desk.db").exists()


def as_nobody(work: Callable[[Tell], Any]) -> Callable[[Tell], Any]:
    """Root may write anywhere: permissions are tried as a user who may not."""

    def lowered(tell: Tell) -> None:
        os.setgid(65534)
        os.setuid(65534)
        work(tell)

    return lowered


def given_to_nobody(path: Path) -> None:
    for folder in (path.parent, *path.parent.parents):
        if folder.stat().st_mode & 0o001 == 0:
            folder.chmod(folder.stat().st_mode | 0o011)
    os.chown(path, 65534, 65534)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("folder_mode", [0o777, 0o555])
def test_a_read_only_file_is_refused_in_words_and_left_as_it_is(tmp_path: Path, folder_mode: int) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        given_case(desk)
    given_to_nobody(path)
    path.chmod(0o400)
    tmp_path.chmod(folder_mode)
    before = path.read_bytes()

    def write(tell: Tell) -> None:
        try:
            with open_desk(path) as desk:
                given_case(desk, "新")
        except ServiceDeskError as error:
            tell(f"{error.exit_code} {error.message}")
        else:
            tell("written")

    ((line,),) = run_all([as_nobody(write)])
    tmp_path.chmod(0o700)
    assert line.startswith("1 The database file")
    assert path.read_bytes() == before


# A full disk


def fill(path: Path, tell: Tell) -> None:
    """Log calls until there is no room; tell of each that was saved and then of the refusal."""
    with open_desk(path) as desk:
        for number in range(100_000):
            try:
                saved = given_call(
                    desk, f"王{number} 137 0000 {number % 10_000:04d}", "漏水" * 200, priority=3
                )
            except NoSpaceError as error:
                tell(f"full {error.exit_code}")
                os._exit(0)
            tell(f"saved {saved.call_id}")


def assert_nothing_was_lost(path: Path, told: list[str]) -> None:
    assert told[-1] == "full 15"
    saved = [int(line.removeprefix("saved ")) for line in told[:-1]]
    assert len(saved) > 3
    with open_desk(path) as desk:
        assert sorted(desk.lists.ids("call")) == saved
        assert len(desk.lists.ids("case")) == len(saved)
        with desk.store.bare() as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        given_case(desk, "又有地方了")


def test_a_limit_on_the_size_of_files_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    open_desk(path).close()

    def work(tell: Tell) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))
        fill(path, tell)

    (told,) = run_all([work])
    assert_nothing_was_lost(path, told)


def may_mount() -> bool:
    return os.geteuid() == 0 and sys.platform == "linux" and os.system("unshare -m true 2>/dev/null") == 0  # noqa: S605


FULL_DISK = """
import sys
from pathlib import Path
from tests.storage.test_engine import fill
fill(Path(sys.argv[1]), lambda line: print(line, flush=True))
"""


@pytest.mark.skipif(not may_mount(), reason="this machine lets nobody mount")
def test_a_full_disk_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    import subprocess

    disk, saved = tmp_path / "disk", tmp_path / "saved"
    disk.mkdir()
    saved.mkdir()
    # The small disk lives and dies with the process that mounts it; what is on it is carried out at the end.
    script = (
        f"mount -t tmpfs -o size=1400k none {disk}\n"
        f"{sys.executable} -c '{FULL_DISK}' {disk}/desk.db\n"
        f"cp {disk}/desk.db* {saved}\n"
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert_nothing_was_lost(saved / "desk.db", done.stdout.splitlines())


# Several processes


def test_two_processes_make_the_file_at_once(tmp_path: Path) -> None:
    for turn in range(8):
        path = tmp_path / f"{turn}" / "desk.db"

        def work(_tell: Tell, path: Path = path) -> None:
            with open_desk(path) as desk:
                given_case(desk)

        run_all([work] * 4)
        with open_desk(path) as desk:
            assert len(desk.lists.ids("case")) == 4
            with desk.store.bare() as db:
                assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_four_processes_write_at_once_without_an_error(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        shared = given_case(desk, "大家的")

    def work(tell: Tell) -> None:
        with open_desk(path, actor=f"anna{os.getpid()}") as desk:
            for number in range(50):
                if number % 5:
                    given_call(desk, f"李伟 138 0000 {number:04d}", "漏水", labels=["漏水"])
                else:
                    desk.cases.note([shared], f"{os.getpid()} {number}")
                tell("done")

    told = run_all([work] * 4)
    assert [len(lines) for lines in told] == [50] * 4
    with open_desk(path) as desk:
        assert len(desk.lists.ids("call")) == 160
        # 40 numbers: whoever is first makes the card, the others find it.
        assert len(desk.lists.ids("customer")) == 40
        assert len(desk.cases.dossier(shared).history) == 1 + 40
        with desk.store.bare() as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_who_waits_too_long_is_told_that_another_is_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        before = dump(desk)

        def hold(tell: Tell) -> None:
            connection = plain(path)
            connection.execute("BEGIN IMMEDIATE")
            tell("held")
            signal.pause()

        with Child(hold) as child:
            child.wait_for()
            monkeypatch.setitem(engine.PRAGMAS, "busy_timeout", 50)
            with open_desk(path) as other, pytest.raises(BusyError) as refused:
                given_case(other)
            assert refused.value.exit_code == 11
            # Readers never wait.
            assert dump(desk) == before


def test_a_screen_notices_what_another_process_saves_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        given_case(desk)
        version = desk.store_version()
        assert desk.store_version() == version
        desk.lists.ids("case")
        assert desk.store_version() == version

        def work(_tell: Tell) -> None:
            with open_desk(path) as other:
                given_case(other)

        run_all([work])
        assert desk.store_version() != version


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.reader() as db:
        assert db.execute("SELECT count(*) FROM marks").fetchone()[0] == 0
        with store.writer("anna", NOW) as transaction:
            transaction.connection.execute("INSERT INTO marks (name, value) VALUES ('a', 'b')")
        assert db.execute("SELECT count(*) FROM marks").fetchone()[0] == 0
    with store.reader() as db:
        assert db.execute("SELECT count(*) FROM marks").fetchone()[0] == 1


def test_a_writer_that_fails_leaves_nothing_and_harms_nobody(store: Store) -> None:
    for error in (ValueError("x"), KeyboardInterrupt()):
        with pytest.raises(type(error)), store.writer("anna", NOW) as transaction:  # noqa: PT012
            transaction.connection.execute("INSERT INTO marks (name, value) VALUES ('a', 'b')")
            raise error
    with store.reader() as db:
        assert db.execute("SELECT count(*) FROM marks").fetchone()[0] == 0


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
    assert refused.value.exit_code == 1


def test_a_thread_that_comes_back_after_the_end_closes_its_own_connection(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "desk.db")
    with store.reader():
        store.close()
    assert store._idle == []
    assert not (tmp_path / "desk.db-wal").exists()
