"""What leads to the newest set of a folder: `latest.json`, and where the disk knows such things the link
`latest`. Both are moved last, when the set stands; what the disk did to that is told as it is.
"""

import errno
import json
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servicedesk.domain.errors import RefusedError, ServiceDeskError
from servicedesk.exchange.atomic_file import words_for_failures
from servicedesk.services import export_folder, night_sets
from servicedesk.services.night_sets import Kept
from servicedesk.settings.lasting import is_name_sure
from servicedesk.settings.night_places import LATEST, LATEST_LINK, MANIFEST, PROGRAM

TAKEN, FAILED, UNSURE = "taken", "failed", "unsure"
"""Why a pointer is to be looked at: something else has its name, the disk failed, or did not confirm it."""
_LARGEST = 1 << 16
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL})
"""What disks say that know no links: a stick, which has latest.json."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is the matter with one of the two."""

    name: str
    what: str
    reason: str = ""
    """In a sentence, where the disk failed."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """What `latest.json` says; texts are empty where it says nothing that can be understood."""

    set: str = ""
    manifest_sha256: str = ""
    has_link: bool = False
    """Whether the disk took a link when it was written, so that there is to be one."""


def read(folder: Path) -> Pointer | None:
    """What `latest.json` says; None where there is none, or something else has its name."""
    path = folder / LATEST
    if path.is_symlink() or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            told: Any = json.loads(file.read(_LARGEST))
        found = Pointer(told["set"], told["manifest_sha256"], told.get("link") is True)
        is_ours = told["program"] == PROGRAM and type(found.manifest_sha256) is str
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return Pointer()
    return found if is_ours and night_sets.is_name(found.set) else Pointer()


def led_to(folder: Path) -> dict[str, str]:
    """By name of the two the set that it leads to, whether that is there or not; '' for none."""
    pointer, link = read(folder), ""
    with suppress(OSError):
        link = str((folder / LATEST_LINK).readlink())
        real = Path(os.path.realpath(folder / LATEST_LINK))
        if not night_sets.is_name(link) and real.parent == Path(os.path.realpath(folder)):
            # Somebody has made it anew, by the whole path.
            link = real.name
    return {
        LATEST: pointer.set if pointer else "",
        LATEST_LINK: link if night_sets.is_name(link) else "",
    }


def move(kept: Kept) -> list[Trouble]:
    """Let both lead to the set; what is the matter with either.

    Where `latest.json` could not be written the link stays, too, so that both lead to the same set.
    """
    found = _move_file(kept)
    if any(one.what == FAILED for one in found):
        return [*found, Trouble(LATEST_LINK, FAILED)]
    return found + _move_link(kept)


def _move_file(kept: Kept) -> list[Trouble]:
    told = kept.told
    try:
        with words_for_failures(kept.path / MANIFEST):
            digest = export_folder.digests(kept.path, [MANIFEST])[MANIFEST]
        pointer = {
            "program": PROGRAM,
            "set": kept.name,
            "change_number": told.change_number,
            "made_at": told.made_at,
            "manifest_sha256": digest,
            "link": _takes_links(kept.path.parent),
        }
        is_sure = night_sets.write_json(kept.path.parent / LATEST, pointer)
    except RefusedError:
        return [Trouble(LATEST, TAKEN)]
    except ServiceDeskError as error:
        return [Trouble(LATEST, FAILED, error.message)]
    return [] if is_sure else [Trouble(LATEST, UNSURE)]


def _takes_links(folder: Path) -> bool:
    """Whether the disk knows links; one that fails otherwise says so when the link is moved."""
    temporary = _temporary(folder)
    try:
        temporary.symlink_to(LATEST, target_is_directory=False)
        temporary.unlink()
    except OSError as error:
        return error.errno not in _NO_LINKS
    return True


def _temporary(folder: Path) -> Path:
    return folder / f".{LATEST_LINK}.{secrets.token_hex(6)}.part"


def _move_link(kept: Kept) -> list[Trouble]:
    folder = kept.path.parent
    link = folder / LATEST_LINK
    if os.path.lexists(link) and not link.is_symlink():
        return [Trouble(LATEST_LINK, TAKEN)]
    temporary = _temporary(folder)
    try:
        with words_for_failures(link):
            try:
                temporary.symlink_to(kept.name, target_is_directory=True)
                temporary.replace(link)
            except OSError as error:
                with suppress(OSError):
                    temporary.unlink()
                if error.errno in _NO_LINKS:
                    return []
                raise
    except ServiceDeskError as error:
        return [Trouble(LATEST_LINK, FAILED, error.message)]
    return [] if is_name_sure(folder) else [Trouble(LATEST_LINK, UNSURE)]


def may_forget(troubles: Sequence[Trouble]) -> bool:
    """Whether older sets may go: not while one of the two leads to one, or may after a loss of power."""
    return not any(one.what in {FAILED, UNSURE} for one in troubles)
