"""The folder that an export of all kinds writes: what stands in it about itself, and when it may be replaced.

A night's run can be repeated: a folder that the same kind of run wrote, and nobody touched since, is replaced
without being asked. What somebody put there or changed is not. A repeated run that goes on from a cursor
begins where the first one began, for its folder is the only one with what changed since.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.text import clean_line
from servicedesk.exchange.atomic_file import AtomicFile
from servicedesk.exchange.encrypted import SUFFIX
from servicedesk.exchange.formats import WRITTEN
from servicedesk.i18n import _
from servicedesk.services.setup_files import is_setup_file

MASK = ", "
"""In what a folder says of its format, before the mask of a redacted one."""
NAME = "servicedesk-export.json"
"""The file in which a folder says what it is."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export of all kinds wrote. `begins` is the change number behind which each kind began."""

    format: str
    cursor: str
    changes_only: bool
    begins: Mapping[str, int | None]
    change_number: int
    rows: Mapping[str, int]
    sha256: Mapping[str, str]


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest beside the files."""
    text = json.dumps({"program": "servicedesk", **asdict(manifest)}, ensure_ascii=False, indent=2)
    with AtomicFile(folder / NAME, in_folder=True) as file:
        file.write(f"{text}\n".encode())


def digests(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """The SHA-256 of each of these files."""
    found = {}
    for name in names:
        with (folder / name).open("rb") as file:
            found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def read(folder: Path) -> Manifest | None:
    """What the folder says of itself; None if it says nothing that can be understood."""
    if not (folder / NAME).is_file():
        # A pipe of that name would keep us waiting.
        return None
    try:
        told: Any = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if told.pop("program") != "servicedesk":
            return None
        manifest = Manifest(**told)
        names, begins = dict(manifest.sha256), dict(manifest.begins)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    plain = all(Path(name).name == name for name in names)
    counted = all(number is None or type(number) is int for number in begins.values())
    named = isinstance(manifest.format, str)
    return manifest if plain and counted and named else None


@dataclass(frozen=True, slots=True)
class FolderPlan:
    """The run that wants to write a folder, by what it must share with the one that wrote it before."""

    format: str
    cursor: str
    changes_only: bool
    force: bool

    def _require_as_open(self, name: str, earlier: Manifest | None) -> None:
        """RefusedError, also with `force`, where one shows people and the other hides them.

        Who gives a folder on must find in it what he asked for; and a redacted one is no copy of the desk,
        which the full one that it would replace may be the only one of.
        """
        hides, hid = _is_redacted(self.format), earlier is not None and _is_redacted(earlier.format)
        if hides == hid:
            return
        words = (
            _("{name} holds an export that hides nobody, and one that does is not put in its place.")
            if hides
            else _("{name} holds an export that hides people, and a full one is not put in its place.")
        )
        raise RefusedError(words.format(name=name), _("Choose another name, or delete the folder first."))

    def is_repeat(self, earlier: Manifest) -> bool:
        """Whether `earlier` was written by the same kind of run."""
        return (self.format, self.cursor, self.changes_only) == (
            earlier.format,
            earlier.cursor,
            earlier.changes_only,
        )

    def earliest(self, folder: Path, begins: Mapping[str, int | None]) -> dict[str, int | None]:
        """Where each kind begins: as `begins` says, or earlier, as the run began that this one repeats."""
        earlier = None if self.force or not self.cursor else read(folder)
        if earlier is None or not self.is_repeat(earlier):
            return dict(begins)
        return {kind: _earlier(number, earlier.begins.get(kind, number)) for kind, number in begins.items()}

    def require_replaceable(self, folder: Path) -> None:
        """Raise unless the folder is not there, is empty, or may be replaced as a whole.

        UsageError for what is no folder; RefusedError for a folder that is not ours to replace. `force`
        replaces any export; never what is none.
        """
        if not folder.exists():
            return
        if not folder.is_dir():
            raise UsageError(
                _("All kinds go into a folder, and that is a file."), _("Name a folder with -o.")
            )
        there = {path.name for path in folder.iterdir()}
        if not there:
            return
        name, earlier = clean_line(folder.name), read(folder)
        known = {NAME} | _file_names() | set(earlier.sha256 if earlier else ())
        strange = {name for name in there - known if not is_setup_file(name)}
        if strange or any(not (folder / one).is_file() for one in there):
            raise RefusedError(
                _("{name} also holds what is no export, and is not replaced.").format(name=name),
                _("Choose another name, or clear the folder."),
            )
        self._require_as_open(name, earlier)
        if self.force:
            return
        if earlier is None or not self.is_repeat(earlier):
            raise RefusedError(
                _("{name} holds another export already.").format(name=name),
                _("Use --force to replace it, or choose another name."),
            )
        if there != {NAME, *earlier.sha256} or digests(folder, list(earlier.sha256)) != earlier.sha256:
            raise RefusedError(
                _("{name} was changed after it was written.").format(name=name),
                _("Use --force to replace it, or choose another name."),
            )


def _is_redacted(told: str) -> bool:
    """Whether the format of a folder is followed by the mask by which people are hidden in it."""
    return MASK in told


def _earlier(first: int | None, second: int | None) -> int | None:
    """The earlier of two change numbers; None is before all."""
    return None if first is None or second is None else min(first, second)


def _file_names() -> set[str]:
    plain = {f"{kind.file}.{one}" for kind in RECORDS.values() for one in WRITTEN}
    return plain | {name + SUFFIX for name in plain}
