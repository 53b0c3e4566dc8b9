"""Where the file may lie: modes, links, network drives, read-only and full disks."""

import os
import resource
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import (
    NoSpaceError,
    ServiceDeskError,
    UsageError,
)
from servicedesk.storage import filesystems
from servicedesk.storage.engine import Store
from tests.builders import given_call, given_case, open_desk
from tests.storage.processes import Tell, run_all

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
def test_a_read_only_file_is_refused_in_words_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder_mode: int
) -> None:
    # The folder of the other tests' settings is closed to nobody once one of them has made it.
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
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
from tests.storage.test_places import fill
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
