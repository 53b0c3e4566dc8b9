"""The sets that nights have written into a folder: what each says of itself.

A set is a folder `2026-11-22-000014`: the day, and a number that goes up whatever the clock says. It gets its
name when all of it is written, so that whoever sees it sees the whole.
"""

import errno
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from servicedesk.domain.errors import BusyError, RefusedError, UsageError
from servicedesk.domain.text import clean_line
from servicedesk.exchange.atomic_file import AtomicFile, words_for_failures
from servicedesk.exchange.encrypted import SUFFIX
from servicedesk.i18n import _
from servicedesk.services import export_folder
from servicedesk.settings import unfinished
from servicedesk.settings.night_places import LOCK, MANIFEST, PROGRAM

DESK, EXPORT, FIGURES = "desk.db", "export", "today.json"
FULL, INCREMENTAL = "full", "incremental"
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
    number: int = 0
    """A number that each desk begins with by chance, of which its copies are near; 0 is nobody's."""

    @property
    def is_encrypted(self) -> bool:
        """Whether its backup and its export are."""
        return f"{DESK}{SUFFIX}" in self.files

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


def is_name(name: object) -> bool:
    """Whether it is the name of a set, wherever that may be."""
    return isinstance(name, str) and number_of(name) is not None


def number_of(name: str) -> int | None:
    """The number in the name of a set; None for what is named otherwise."""
    match = _NAME.fullmatch(name)
    return int(match[1]) if match else None


def names(folder: Path) -> list[str]:
    """All names of sets in the folder, whatever stands there, those of the lowest numbers first."""
    with words_for_failures(folder):
        there = [path.name for path in folder.iterdir()]
    numbered = [(number, name) for name in there if (number := number_of(name)) is not None]
    return [name for _number, name in sorted(numbered)]


def new_name(folder: Path, day: date, *known: str) -> tuple[str, int]:
    """The name of the next set, and its number: behind all that are there, and those that are `known`."""
    number = max((number_of(name) or 0 for name in (*names(folder), *known)), default=0) + 1
    return f"{day:%Y-%m-%d}-{number:06d}", number


def describe(folder: Path, told: NightSet) -> None:
    """Put the manifest into the folder of a set; the last of its files."""
    write_json(folder / MANIFEST, {"program": PROGRAM, **asdict(told)}, in_folder=True)


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
    if number_of(path.name) not in {None, found.sequence}:
        # A copy under another name would be counted twice.
        return None
    told_numbers = (found.sequence, found.change_number, found.schema, found.number)
    numbers = [*told_numbers, *(one.bytes for one in files.values())]
    is_plain = all(type(number) is int for number in numbers) and all(map(_is_inside, files))
    is_counted = all(one.rows is None or type(one.rows) is int for one in files.values())
    texts = (found.desk, found.change, found.kind, found.base, found.full, found.format, found.language)
    return found if is_plain and is_counted and all(type(text) is str for text in texts) else None


def all_sets(folder: Path) -> list[Kept]:
    """The sets of the folder that can be read, the oldest first."""
    found = [Kept(folder / name, told) for name in names(folder) if (told := read(folder / name))]
    return sorted(found, key=lambda kept: kept.told.sequence)


def damaged(folder: Path, *but: str) -> dict[str, list[str]]:
    """By name the sets that are not as they were written, `but` those, and what of each is not."""
    found: dict[str, list[str]] = {}
    for name in names(folder):
        if name in but:
            continue
        told = read(folder / name)
        wrong = faults(Kept(folder / name, told)) if told else [MANIFEST]
        # One that has become too old may go meanwhile; then all of it is gone.
        if wrong and os.path.lexists(folder / name):
            found[name] = wrong
    return found


def faults(kept: Kept) -> list[str]:
    """The names of the files of a set that are not as they were written, missing, or not of it."""
    files = {*kept.told.files, MANIFEST}
    folders = {parent.as_posix() for name in files for parent in PurePosixPath(name).parents}
    # What is deleted while it is walked through is missing, and no error.
    inside = (Path(base, name) for base, *lists in os.walk(kept.path) for name in chain(*lists))
    there = [(path.relative_to(kept.path).as_posix(), _is_folder(path)) for path in inside]
    wrong = {name for name, is_folder in there if not is_folder} ^ files
    # A folder in which no file of the set stands is not of it, even when it is empty.
    wrong |= {name for name, is_folder in there if is_folder and name not in folders}
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


def write_json(path: Path, told: Mapping[str, Any], *, in_folder: bool = False) -> bool:
    """Write a small file that says something, in the place of the one before; whether its name is sure."""
    text = json.dumps(told, ensure_ascii=False, indent=2)
    file = AtomicFile(path, force=True, in_folder=in_folder, by_night=True)
    with file:
        file.write(f"{text}\n".encode())
    return file.is_sure


def require_no_set(path: Path) -> None:
    """Raise RefusedError where a new set was to get its name and something stands there."""
    if os.path.lexists(path):
        raise RefusedError(_("{name} exists already.").format(name=clean_line(path.name)))
