"""Nights that are killed, find the disk full, or run while people work: no reader ever sees half a set."""

import ctypes
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pyrage
import pytest

from servicedesk.domain.errors import BusyError, NoSpaceError, ServiceDeskError
from servicedesk.services import night_sets
from servicedesk.services.nightly import NightlyService, NightPlan
from servicedesk.settings import room, unfinished
from servicedesk.settings.night_places import LATEST, LATEST_LINK
from tests.builders import given_call, given_case, open_desk
from tests.hostile import desks
from tests.storage.processes import Child, Tell

KEEP = 3
KEY = str(pyrage.x25519.Identity.generate().to_public())
NIGHTS = int(os.environ.get("SERVICEDESK_NIGHTS", "80"))
"""How many nights the slow tests end by a kill; with 300 they also fill 130 disks, some ten minutes."""


def nights(path: Path) -> NightlyService:
    with open_desk(path) as desk:
        return NightlyService(replace(desk.settings, db=path), desk.clock)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with something of everything in it, closed."""
    place = tmp_path_factory.mktemp("filled") / "desk.db"
    with desks.open_desk(place) as desk:
        desks.fill(desk)
    return place


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return shutil.copyfile(filled, tmp_path / "desk.db")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the sets stand."""
    (tmp_path / "sets").mkdir()
    return tmp_path / "sets"


def plan(out: Path, turn: int) -> NightPlan:
    keys = [KEY] if turn % 4 == 3 else []
    return NightPlan(out, ("jsonl", "csv")[turn % 2], incremental=turn % 3 == 2, keep=KEEP, keys=keys)


def night_after_night(path: Path, out: Path, tell: Tell) -> None:
    """Write sets, each with a case more, and tell of each that is done."""
    night = nights(path)
    for turn in range(100_000):
        with open_desk(path) as desk:
            given_case(desk, "漏水 [/]")
        tell("begun")
        tell(night.run(plan(out, turn)).kept.name)


def look(out: Path) -> str:
    """What a reader does at any moment: whatever set there is must be whole. Returns the newest."""
    newest = ""
    for path in out.iterdir():
        if path.name.startswith(".") or path.name in {LATEST, LATEST_LINK}:
            continue
        told = night_sets.read(path)
        wrong = night_sets.faults(night_sets.Kept(path, told)) if told else ["manifest.json"]
        # One that was too old may go while it is read; then all of it is gone.
        assert wrong == [] or not path.exists(), (path.name, wrong)
        newest = max(newest, path.name)
    return newest


def follow_latest(out: Path) -> str:
    """The set that `latest.json` names, which is whole."""
    name = json.loads((out / LATEST).read_text())["set"]
    told = night_sets.read(out / name)
    assert told is not None
    assert night_sets.faults(night_sets.Kept(out / name, told)) == []
    assert (out / LATEST_LINK).is_symlink()
    return str(name)


def follow_while_it_moves(out: Path) -> None:
    """The same beside one who writes: what is deleted while it is read, `latest` has left before."""
    while True:
        named = (out / LATEST).read_text()
        try:
            follow_latest(out)
        except (FileNotFoundError, AssertionError):
            if (out / LATEST).read_text() == named:
                raise
        else:
            return


def kill_nights(path: Path, out: Path, turns: int, signals: tuple[int, ...]) -> int:
    """End as many runs at random moments of a night as long as it is here; how many sets were finished."""
    done: set[str] = set()
    lasts, latest = 0.0, ""
    for turn in range(turns):
        with Child(lambda tell: night_after_night(path, out, tell)) as child:
            # How long one takes tells the kills where to fall; nothing is judged by it.
            begun = monotonic()
            # The first one finishes two, so that their number is no luck.
            child.wait_for(1 if turn else 5)
            lasts = lasts or (monotonic() - begun) / 3
            sleep(random.Random(turn).random() * 1.2 * lasts)
            os.kill(child.pid, signals[turn % len(signals)])
            done |= {line for line in child.finish() if night_sets._NAME.fullmatch(line)}
        newest, before, latest = look(out), latest, follow_latest(out)
        # Several in a row may end between a set in its place and `latest`, or before the word of it:
        # `latest` names none that is older than one told of, and never goes back.
        assert max(before, *done) <= latest <= newest
        # A kill while an old one is deleted leaves all of it or nothing; incremental ones hold others.
        assert len(night_sets.all_sets(out)) <= KEEP + 8
    return len(done)


def catch_up(path: Path, out: Path) -> None:
    """The next night takes away what the ended ones left, and holds all that came meanwhile."""
    night = nights(path)
    for _turn in range(KEEP):
        made = night.run(NightPlan(out, keep=KEEP))
    assert follow_latest(out) == made.kept.name
    left = {one.name for one in out.iterdir() if unfinished.is_temporary(one.name)}
    assert left == set()
    assert len(night_sets.all_sets(out)) == KEEP
    checked = night.verify(out)
    assert checked.live == "same"
    assert unfinished.leftovers() == []


def test_ended_nights_leave_whole_sets_only_and_the_next_one_catches_up(path: Path, out: Path) -> None:
    assert kill_nights(path, out, 16, (signal.SIGKILL, signal.SIGTERM)) >= 2
    catch_up(path, out)


@pytest.mark.slow
def test_many_ended_nights_leave_whole_sets_only(path: Path, out: Path) -> None:
    done = kill_nights(path, out, NIGHTS, (signal.SIGKILL,))
    assert done >= 2
    catch_up(path, out)


def test_a_reader_who_looks_all_the_time_never_sees_half_a_set(path: Path, out: Path) -> None:
    with Child(lambda tell: night_after_night(path, out, tell)) as child:
        child.wait_for(2)
        looked = 0
        while len(child.wait_for(looked // 10 + 1)) < 16:
            look(out)
            follow_while_it_moves(out)
            looked += 1
        child.kill()
    assert look(out)


def save_pairs(path: Path, tell: Tell) -> None:
    """Somebody who works: with each call comes a case, in one step."""
    with open_desk(path) as desk:
        for number in range(100_000):
            given_call(desk, f"王{number} 139 0000 {number % 10_000:04d}", "漏水", priority=3)
            tell("saved")


def test_a_set_is_of_one_moment_while_somebody_works(path: Path, out: Path) -> None:
    night = nights(path)
    with Child(lambda tell: save_pairs(path, tell)) as child:
        for turn in range(6):
            child.wait_for(turn * 3 + 1)
            made = night.run(NightPlan(out, incremental=turn % 2 == 1))
            checked = night.verify(out)
            assert checked.kept.name == made.kept.name
            lines = {
                kind: (made.kept.path / "export" / f"{kind}.jsonl").read_text().splitlines()
                for kind in ("calls", "cases")
            }
            cases = {json.loads(line)["number"] for line in lines["cases"]}
            for line in lines["calls"]:
                case = json.loads(line)["case"]
                assert made.kept.told.kind == "incremental" or not case or case in cases
        child.kill()
    assert len({kept.told.change_number for kept in night_sets.all_sets(out)}) > 1


def test_of_two_at_a_time_one_writes_and_the_other_ends_at_once(path: Path, out: Path) -> None:
    def one_night(tell: Tell) -> None:
        try:
            tell(nights(path).run(NightPlan(out)).kept.name)
        except BusyError as error:
            tell(f"busy {error.exit_code}")

    with night_sets.locked(out), Child(one_night) as other:
        assert other.finish() == ["busy 11"]
    with Child(one_night) as other:
        assert other.finish()[0].endswith("000001")


# Full disks


def may_mount() -> bool:
    return os.geteuid() == 0 and sys.platform == "linux" and os.system("unshare -m true 2>/dev/null") == 0  # noqa: S605


_NEW_MOUNTS, _REMOUNT, _PRIVATE, _RECURSIVE, _READ_ONLY = 0x20000, 32, 1 << 18, 16384, 1


def mount(place: Path, flags: int = 0, data: str = "") -> None:
    """A disk in memory at `place`; only within one's own mounts."""
    system = ctypes.CDLL(None, use_errno=True)
    done = system.mount(b"none", os.fsencode(place), b"tmpfs", flags, data.encode() or None)
    assert done == 0, os.strerror(ctypes.get_errno())


def own_mounts() -> None:
    """From now on this process sees mounts of its own, which end with it."""
    system = ctypes.CDLL(None, use_errno=True)
    assert system.unshare(_NEW_MOUNTS) == 0
    assert system.mount(None, b"/", None, _PRIVATE | _RECURSIVE, None) == 0


def used(place: Path) -> int:
    found = os.statvfs(place)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


@contextmanager
def unforeseen() -> Iterator[None]:
    """The disk fills up after it was asked for its room."""
    kept = room.free
    room.free = lambda _folder: None
    try:
        yield
    finally:
        room.free = kept


def fill_disks(path: Path, out: Path, turns: int, tell: Tell) -> None:
    """Have the disk run full at `turns` moments between a set's first byte and its last."""
    own_mounts()
    mount(out, data="size=64m")
    night = nights(path)
    made = night.run(NightPlan(out, keep=KEEP))
    size = used(out)
    full = 0
    for turn in range(turns):
        share = random.Random(turn).random() if turn else 0.0
        mount(out, _REMOUNT, f"size={(used(out) + int(size * share) + 4096) // 4096 * 4096}")
        before = follow_latest(out)
        try:
            with unforeseen():
                night.run(plan(out, turn))
        except NoSpaceError:
            full += 1
        newest = look(out)
        assert follow_latest(out) in {before, newest}
        mount(out, _REMOUNT, "size=64m")
        if turn % 4 == 3:
            made = night.run(NightPlan(out, keep=KEEP))
            assert follow_latest(out) == made.kept.name
            assert [one.name for one in out.iterdir() if unfinished.is_temporary(one.name)] == []
            assert night.verify(out).live == "same"
    tell(f"full {full}")


@pytest.mark.skipif(not may_mount(), reason="needs to mount a disk of its own")
def test_a_full_disk_leaves_the_sets_of_before_and_the_next_night_catches_up(path: Path, out: Path) -> None:
    with Child(lambda tell: fill_disks(path, out, 16, tell)) as child:
        told = child.finish()
    assert child.code == 0, told
    assert int(told[-1].split()[1]) >= 12


@pytest.mark.slow
@pytest.mark.skipif(not may_mount(), reason="needs to mount a disk of its own")
def test_many_full_disks_leave_the_sets_of_before(path: Path, out: Path) -> None:
    turns = NIGHTS * 13 // 30
    with Child(lambda tell: fill_disks(path, out, turns, tell)) as child:
        told = child.finish()
    assert child.code == 0, told
    assert int(told[-1].split()[1]) >= turns * 3 // 4


def meet_other_disks(path: Path, out: Path, tell: Tell) -> None:
    """A disk that cannot be written to, and one that is not there."""
    own_mounts()
    night = nights(path)
    (out / "stick").mkdir()
    mount(out / "stick", data="size=64m")
    (out / "stick" / "desk").mkdir()
    made = night.run(NightPlan(out / "stick" / "desk"))
    mount(out / "stick", _REMOUNT | _READ_ONLY, "size=64m")
    try:
        night.run(NightPlan(out / "stick" / "desk"))
    except ServiceDeskError as error:
        tell(f"{error.exit_code} {error.message}")
    tell("whole" if night.verify(out / "stick" / "desk").kept.name == made.kept.name else "")
    assert ctypes.CDLL(None).umount(os.fsencode(out / "stick")) == 0
    try:
        night.run(NightPlan(out / "stick" / "desk"))
    except ServiceDeskError as error:
        tell(f"{error.exit_code} {error.hint}")
    assert list((out / "stick").iterdir()) == []


@pytest.mark.skipif(not may_mount(), reason="needs to mount a disk of its own")
def test_a_read_only_disk_is_checked_all_the_same_and_a_missing_one_not_written_around(
    path: Path, out: Path
) -> None:
    with Child(lambda tell: meet_other_disks(path, out, tell)) as child:
        told = child.finish()
    assert child.code == 0, told
    assert told[0].startswith("1 ")
    assert "cannot be written" in told[0]
    assert told[1] == "whole"
    assert told[2].startswith("2 ")
    assert "mounted" in told[2]
