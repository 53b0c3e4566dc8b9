"""The sets that nights have written into a folder: what each says of itself, and which of them stay.

A set is a folder `2026-11-22-000014`: the day, and a number that goes up whatever the clock says. It gets its
name when all of it is written, so that whoever sees it sees the whole. `latest.json`, and where the disk
knows such things the link `latest`, lead to the newest and are moved last.
"""

import errno
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from servicedesk.domain.errors import BusyError, NotFoundError, RefusedError, ServiceDeskError, UsageError
from servicedesk.domain.text import clean_line
from servicedesk.exchange.atomic_file import AtomicFile, words_for_failures
from servicedesk.i18n import _
from servicedesk.services import export_folder
from servicedesk.settings import unfinished
from servicedesk.settings.lasting import sync

MANIFEST, DESK, EXPORT, FIGURES = "manifest.json", "desk.db", "export", "today.json"
LATEST, LATEST_LINK = "latest.json", "latest"
LOCK = ".nightly.lock"
FULL, INCREMENTAL = "full", "incremental"
PROGRAM = "servicedesk nightly"
_NAME = re.compile(r"\d{4}-\d\d-\d\d-(\d{6,})", re.ASCII)


@dataclass(frozen=True, slots=True)
class SetFile:
    """A file of a set by its name in it; `rows` is None for what has none."""

    sha256: str
    bytes: int
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class NightSet:
    """What a set says of itself. `change_number` is the last change that it holds."""

    sequence: int
    made_at: str
    """When, in UTC."""
    desk: str
    """By what the desk is known: the fingerprint of its first change."""
    change_number: int
    change: str
    """The fingerprint of that change: after a restore another one may have its number."""
    kind: str
    """`full`, or `incremental`: what changed after `after`, the end of the set `base`."""
    after: int | None
    base: str
    full: str
    """The full set that an incremental one stands on, with those between."""
    format: str
    language: str
    timezone: str
    schema: int
    is_sound: bool
    """Whether every row was as servicedesk wrote it. The backup has passed its check in any case."""
    files: Mapping[str, SetFile]
    counts: Mapping[str, int]
    """How many records of each kind the backup holds."""

    @property
    def rows(self) -> int:
        """How many rows its files have in all."""
        return sum(file.rows or 0 for file in self.files.values())

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return sum(file.bytes for file in self.files.values())


@dataclass(frozen=True, slots=True)
class Kept:
    """A set that stands in the folder."""

    path: Path
    told: NightSet

    @property
    def name(self) -> str:
        """Its name."""
        return self.path.name


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody else writes sets into `folder` meanwhile; BusyError at once if somebody does.

    The lock goes with the process, however it ends.
    """
    with words_for_failures(folder / LOCK):
        flags = os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(folder / LOCK, flags, 0o600)
    try:
        with suppress(ImportError):
            import fcntl

            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
                    raise BusyError(
                        _("Another nightly run is writing into this folder."),
                        _("Wait until it has ended; let the next one begin later."),
                    ) from None
                # A disk without locks: names that go up keep two runs apart.
        yield
    finally:
        os.close(descriptor)


def require_folder(folder: Path) -> Path:
    """The real folder; UsageError if it is none. It is never made: where a disk is missing, so is it."""
    try:
        place = Path(os.path.realpath(folder.expanduser(), strict=True))
    except (OSError, ValueError, RuntimeError):
        raise UsageError(
            _("There is no folder {name}.").format(name=clean_line(str(folder))),
            _("Make it once with mkdir; if it was there, see whether its disk is mounted."),
        ) from None
    if not place.is_dir():
        raise UsageError(_("{name} is no folder.").format(name=clean_line(str(folder))))
    return place


def new_name(folder: Path, day: date) -> tuple[str, int]:
    """The name of the next set, and its number."""
    with words_for_failures(folder):
        there = [int(match[1]) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))]
    number = max(there, default=0) + 1
    return f"{day:%Y-%m-%d}-{number:06d}", number


def describe(folder: Path, told: NightSet) -> None:
    """Put the manifest into the folder of a set; the last of its files."""
    _write_json(folder / MANIFEST, {"program": PROGRAM, **asdict(told)}, in_folder=True)


def measured(folder: Path, rows: Mapping[str, int]) -> dict[str, SetFile]:
    """What stands in the folder of a set, as it is read back; `rows` by name."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    sums = export_folder.digests(folder, names)
    return {name: SetFile(sums[name], (folder / name).stat().st_size, rows.get(name)) for name in names}


def read(path: Path) -> NightSet | None:
    """What a set says of itself; None for what is no set, or says nothing that can be understood."""
    if path.is_symlink() or not _is_plain(path / MANIFEST):
        return None
    try:
        told: Any = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        if told.pop("program") != PROGRAM:
            return None
        files = {name: SetFile(**one) for name, one in told.pop("files").items()}
        found = NightSet(files=files, **told)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    numbers = [found.sequence, found.change_number, found.schema, *(one.bytes for one in files.values())]
    is_plain = all(type(number) is int for number in numbers) and all(map(_is_inside, files))
    is_counted = all(one.rows is None or type(one.rows) is int for one in files.values())
    texts = (found.desk, found.change, found.kind, found.base, found.full, found.format, found.language)
    return found if is_plain and is_counted and all(type(text) is str for text in texts) else None


def all_sets(folder: Path) -> list[Kept]:
    """The sets of the folder, the oldest first."""
    with words_for_failures(folder):
        paths = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    found = [Kept(path, told) for path in paths if (told := read(path))]
    return sorted(found, key=lambda kept: kept.told.sequence)


def named(folder: Path, name: str = "") -> Kept:
    """The set of that name, the newest one without; NotFoundError."""
    found = [kept for kept in all_sets(folder) if kept.name == (name or kept.name)]
    if not found:
        raise NotFoundError(
            _("There is no set {name} in the folder.").format(name=clean_line(name)[:60])
            if name
            else _("There is no set in the folder yet."),
            _("`servicedesk nightly FOLDER` makes one."),
        )
    return found[-1]


def faults(kept: Kept) -> list[str]:
    """The names of the files of a set that are not as they were written, missing, or not of it."""
    there = {path.relative_to(kept.path).as_posix() for path in kept.path.rglob("*") if not _is_folder(path)}
    wrong = there ^ {*kept.told.files, MANIFEST}
    for name, file in kept.told.files.items():
        place = kept.path / name
        if name in wrong:
            continue
        try:
            is_well = _is_plain(place) and place.stat().st_size == file.bytes
            is_well = is_well and export_folder.digests(kept.path, [name])[name] == file.sha256
        except OSError:
            is_well = False
        if not is_well:
            wrong.add(name)
    return sorted(wrong)


def move_latest(kept: Kept) -> list[str]:
    """Let `latest.json` and the link `latest` lead to the set; the names that stayed as they were."""
    folder, stayed = kept.path.parent, []
    digest = export_folder.digests(kept.path, [MANIFEST])[MANIFEST]
    told = kept.told
    pointer = {
        "program": PROGRAM,
        "set": kept.name,
        "change_number": told.change_number,
        "made_at": told.made_at,
        "manifest_sha256": digest,
    }
    try:
        _write_json(folder / LATEST, pointer)
    except ServiceDeskError:
        return [LATEST, LATEST_LINK]
    link = folder / LATEST_LINK
    if os.path.lexists(link) and not link.is_symlink():
        return [LATEST_LINK]
    temporary = folder / f".{LATEST_LINK}.{secrets.token_hex(6)}.part"
    try:
        temporary.symlink_to(kept.name, target_is_directory=True)
        temporary.replace(link)
        sync(folder)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        # A stick without links has latest.json; any other reason is told.
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}:
            stayed.append(LATEST_LINK)
    return stayed


def forget_old(made: Kept, keep: int) -> tuple[list[str], list[str]]:
    """Delete the sets of this desk but the newest `keep` that are as they were written.

    Returns the names of those that are gone, and of those that could not be deleted. What an incremental set
    stands on stays with it. A set that somebody has changed is none of ours any more,
    and one whose rows were not sound takes the place of none that was: each kind is counted for itself.
    """
    ours = [kept for kept in all_sets(made.path.parent) if kept.told.desk == made.told.desk]
    old: list[Kept] = []
    needed = {made.name}
    for is_sound in (True, False):
        group = [kept for kept in ours if kept.told.is_sound is is_sound]
        if len(group) <= keep:
            needed |= {kept.name for kept in group}
            continue
        well = [kept for kept in group if not faults(kept)]
        needed |= {kept.name for kept in well[-keep:]}
        old += well[:-keep]
    by_name = {kept.name: kept for kept in ours}
    needed |= {one for name in list(needed) for one in _chain(by_name, name)}
    gone: list[str] = []
    stayed: list[str] = []
    for kept in old:
        if kept.name in needed or kept.told.sequence > made.told.sequence:
            continue
        (gone if _is_deleted(kept.path) else stayed).append(kept.name)
    return gone, stayed


def last_sound(folder: Path, desk: str) -> Kept | None:
    """The newest set of this desk that, with what it stands on, is as it was written."""
    ours = [kept for kept in all_sets(folder) if kept.told.desk == desk]
    by_name = {kept.name: kept for kept in ours}
    for kept in reversed(ours):
        chain = _chain(by_name, kept.name)
        if chain and by_name[chain[-1]].told.kind == FULL and not any(faults(by_name[one]) for one in chain):
            return kept
    return None


def length_of_chain(folder: Path, kept: Kept) -> int:
    """How many sets a set is to be read with, itself among them."""
    return len(_chain({one.name: one for one in all_sets(folder)}, kept.name))


def _chain(by_name: Mapping[str, Kept], name: str) -> list[str]:
    """The set and those that it stands on, down to the full one, as far as they are there."""
    found: list[str] = []
    while name in by_name and name not in found:
        found.append(name)
        told = by_name[name].told
        name = told.base if told.kind == INCREMENTAL else ""
    return found


def _is_deleted(path: Path) -> bool:
    """Take the name away first: nobody is to see half a set."""
    temporary = unfinished.temporary_name(path)
    try:
        path.rename(temporary)
    except OSError:
        return False
    unfinished.remove(temporary)
    return not os.path.lexists(temporary)


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        0 < len(parts) <= unfinished.DEEPEST
        and not name.startswith("/")
        and "\\" not in name
        and ".." not in parts
    )


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _write_json(path: Path, told: Mapping[str, Any], *, in_folder: bool = False) -> None:
    text = json.dumps(told, ensure_ascii=False, indent=2)
    with AtomicFile(path, force=True, in_folder=in_folder) as file:
        file.write(f"{text}\n".encode())


def require_no_set(path: Path) -> None:
    """Raise RefusedError where a new set was to get its name and something stands there."""
    if os.path.lexists(path):
        raise RefusedError(_("{name} exists already.").format(name=clean_line(path.name)))
