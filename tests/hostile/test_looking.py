"""Looking needs no space: lists, sheets and exports of a desk beside which nothing can be written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from servicedesk.domain.errors import BusyError, NoSpaceError
from servicedesk.storage import opening
from servicedesk.storage.engine import Store
from servicedesk.storage.failures import UnwritableError, no_space, read_only
from servicedesk.storage.sight import Sight
from tests.builders import given_case, given_customer, open_desk
from tests.storage.test_places import may_mount

COMMANDS = """
sd() {{ {python} -m servicedesk --db $D/desk.db --lang en "$@"; }}
for words in "case list" "case show C-1" "customer list" "today" "export case" "case list is:open --json"; do
  sd $words >$OUT/out 2>$OUT/err; echo "$words: $? $(grep -c '漏水' $OUT/out) $(cat $OUT/err)"
done
sd export all -o $OUT/all --force 2>&1 | tail -1
sd backup $OUT/copy.db --force >$OUT/out 2>&1; echo "backup: $?"
sd call add '138 0000 1111 又漏了' >$OUT/out 2>&1; echo "write: $? $(cat $OUT/out)"
sd doctor --full >$OUT/out 2>&1; echo "doctor: $?"
"""

READ_ONLY = "mount -t tmpfs -o size=8m none $D; cp $IN/* $D; mount -o remount,ro $D\n"
FULL = "mount -t tmpfs -o size=4m none $D; cp $IN/* $D; dd if=/dev/zero of=$D/filled bs=1k 2>/dev/null\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a desk that was left cleanly."""
    (tmp_path / "in").mkdir()
    with open_desk(tmp_path / "in" / "desk.db") as desk:
        given_case(desk, "空调漏水", customer_id=given_customer(desk))
    return tmp_path


def leave_in_the_middle(folder: Path) -> None:
    """A second case, in the log of a process that was killed."""
    path = folder / "in" / "desk.db"
    with open_desk(path) as desk:
        given_case(desk, "水管漏水")
        left = {place.name: place.read_bytes() for place in path.parent.iterdir()}
    for name, content in left.items():
        if not name.endswith("-shm"):
            (path.parent / name).write_bytes(content)


@pytest.mark.skipif(not may_mount(), reason="this machine lets nobody mount")
@pytest.mark.parametrize("is_killed", [False, True])
@pytest.mark.parametrize(
    ("place", "note", "code"),
    [(READ_ONLY, "The file is read-only", 1), (FULL, "The disk is full or failing", 15)],
    ids=["read-only", "full"],
)
def test_a_place_that_cannot_be_written_is_looked_at_with_a_note(
    folder: Path, place: str, note: str, code: int, *, is_killed: bool
) -> None:
    if is_killed:
        leave_in_the_middle(folder)
    out = folder / "out"
    out.mkdir()
    (folder / "disk").mkdir()
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", place + COMMANDS.format(python=sys.executable)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "D": str(folder / "disk"), "IN": str(folder / "in"), "OUT": str(out)},
        timeout=120,
    )
    told = dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)
    count = 2 if is_killed else 1
    for words in ("case list", "customer list", "export case", "today", "case show C-1"):
        assert told[words].startswith("0 "), done.stdout + done.stderr
        assert note in told[words]
    assert told["case list"].startswith(f"0 {count} ")
    assert told["export case"].startswith(f"0 {count} ")
    assert told["backup"] == "0"
    assert told["write"].startswith(f"{code} "), told["write"]
    assert told["doctor"] == "0", done.stdout
    assert "漏水" in (out / "all" / "cases.csv").read_text(encoding="utf-8-sig")


@pytest.fixture
def held_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The desk where every opening for writing is refused as the system would."""

    def refuse(_store: Store, *, create: bool) -> None:
        del create
        raise no_space()

    monkeypatch.setattr(Store, "_open", refuse)
    return folder / "in" / "desk.db"


def test_what_would_write_is_refused_as_what_it_is(held_back: Path) -> None:
    before = held_back.read_bytes()
    with open_desk(held_back) as desk:
        assert len(desk.lists.ids("case")) == 1
        assert "nothing can be saved" in desk.held_back_words()
        assert desk.clocks.refresh() == 0
        assert desk.store_version() == desk.store_version()
        with pytest.raises(NoSpaceError):
            given_case(desk)
    assert held_back.read_bytes() == before


def test_what_was_read_while_somebody_wrote_after_all_is_thrown_away(held_back: Path) -> None:
    with open_desk(held_back) as desk:
        status = held_back.stat()
        os.utime(held_back, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
        with pytest.raises(BusyError):
            desk.lists.ids("case")


def test_a_log_that_came_meanwhile_is_noticed(folder: Path) -> None:
    path = folder / "in" / "desk.db"
    sight = Sight(path)
    sight.require_same()
    path.with_name("desk.db-wal").write_bytes(b"")
    sight.require_same()
    path.with_name("desk.db-wal").write_bytes(b"x")
    with pytest.raises(BusyError):
        sight.require_same()


def test_the_copy_beside_a_log_is_gone_when_the_desk_is_closed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_in_the_middle(folder)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    sight = Sight(folder / "in" / "desk.db")
    (copy,) = scratch.iterdir()
    assert copy.stat().st_mode & 0o777 == 0o700
    assert {place.stat().st_mode & 0o777 for place in copy.iterdir()} == {0o600}
    sight.close()
    assert list(scratch.iterdir()) == []


def test_an_older_desk_is_not_looked_at_as_if_it_were_of_today(
    held_back: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SCHEMA_VERSION", opening.SCHEMA_VERSION + 1)
    with pytest.raises(NoSpaceError):
        Store.open(held_back)


def test_a_file_that_is_not_there_stays_an_error(tmp_path: Path) -> None:
    place = tmp_path / "desk.db"
    with pytest.raises(UnwritableError), opening.looking_into(place):
        pass
    assert read_only().exit_code == 1
    assert not place.exists()
