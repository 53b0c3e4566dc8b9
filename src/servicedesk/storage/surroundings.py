"""What `doctor` tells of the machine and of the place in which the file stands."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from servicedesk.domain.text import clean_line
from servicedesk.i18n import _, is_outdated, language
from servicedesk.settings import unfinished, words_aside
from servicedesk.settings.log_file import log_path
from servicedesk.settings.room import free, megabytes
from servicedesk.storage import driver, second_names
from servicedesk.storage.backup import default_folder
from servicedesk.storage.filesystems import is_network_path

OK, WARNING, FAULT, DAMAGE = "ok", "warning", "fault", "damage"
SPACE_FACTOR = 3
"""An import, a backup and a repair may need this many times the size of the file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `level` is ok, warning, fault or damage."""

    topic: str
    level: str
    text: str
    hint: str = ""


def examine_machine() -> list[Finding]:
    """What does not depend on a file: which SQLite there is, and whether a checkout's texts are compiled."""
    return [_examine_driver(), *_examine_texts(), _examine_log()]


def examine_leftovers(path: Path) -> Iterator[Finding]:
    """What killed runs have left beside the file and in the folder of its backups, or wherever they noted it.

    The next one that writes into the same folder takes it away. And words that wait for their desk.
    """
    if words := words_aside.waiting():
        text = _("Words that were typed and could not be saved wait in {names}.")
        names = ", ".join(clean_line(str(one)) for one in words)
        hint = _("They are drafts again when their desk is opened in the screens.")
        yield Finding("words", WARNING, text.format(names=names), hint)
    if found := unfinished.leftovers(path.parent, default_folder(path)):
        text = _("Backups and exports that were begun and not finished: {names}.")
        names = ", ".join(clean_line(str(one)) for one in found)
        yield Finding(
            "leftovers",
            WARNING,
            text.format(names=names),
            _("The next backup or export into the same folder sweeps them."),
        )
    if logs := second_names.stray_logs(path):
        text = _("A log without its file lies beside the desk and may belong to it: {names}.")
        yield Finding(
            "logs",
            WARNING,
            text.format(names=second_names.in_words(logs)),
            _(
                "If nothing was saved since the desk's file had that name: close servicedesk, give the file"
                " that name again and open it there. Else keep the log elsewhere."
            ),
        )


def _examine_log() -> Finding:
    """Where faults are noted, and whether there are any."""
    path = log_path()
    text = _("Faults are noted in {path}.") if path.exists() else _("No fault was noted; the log is {path}.")
    return Finding("log", OK, text.format(path=clean_line(str(path))))


def _examine_texts() -> Iterator[Finding]:
    if is_outdated(language()):
        text = _("The translated texts are older than the program.")
        yield Finding("texts", WARNING, text, _("Compile them: make catalogue"))


def _examine_driver() -> Finding:
    version = driver.sqlite_version()
    shown = {"driver": version.driver, "version": version.text}
    if not version.has_wal_reset_bug:
        return Finding("sqlite", OK, _("{driver} with SQLite {version}.").format(**shown))
    return Finding(
        "sqlite",
        WARNING,
        _("{driver} with SQLite {version}, which has the WAL-reset bug.").format(**shown),
        _("The desk uses the older, slower journal. Install sqlcipher3 for the faster one."),
    )


def examine_place(path: Path) -> Iterator[Finding]:
    yield Finding("encryption", OK, _("The file is not encrypted: whoever has the disk can read it."))
    if is_network_path(path):
        yield Finding(
            "place",
            FAULT,
            _("The file is on a network drive, where it is not safe while in use."),
            _("Move it to a local disk; copy backups to the drive instead."),
        )
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        yield Finding(
            "place",
            WARNING,
            _("The file or its folder is read-only: it can be looked at, and nothing can be saved."),
        )
    yield from _examine_names(path)
    open_to_others = [
        place.name for place in with_companions(path) if stat.S_IMODE(place.stat().st_mode) & 0o077
    ]
    if open_to_others:
        yield Finding(
            "mode",
            WARNING,
            _("Others on this machine may open {files}.").format(files=", ".join(open_to_others)),
            _("Run `servicedesk doctor --fix`."),
        )
    else:
        yield Finding("mode", OK, _("Only you may open the file."))
    size, there = path.stat().st_size, free(path.parent)
    if there is None:
        return
    shown = _("The file has {size} MB, the disk {free} MB free.").format(
        size=megabytes(size), free=megabytes(there)
    )
    if there < SPACE_FACTOR * size:
        yield Finding("space", WARNING, shown, _("Free some space before the next import or backup."))
    else:
        yield Finding("space", OK, shown)


def _examine_names(path: Path) -> Iterator[Finding]:
    """Whether the file has but one name: opened by two, it gets two logs, and what is saved is lost."""
    place = Path(os.path.realpath(path))
    if (desk := second_names.desk_behind(place)) is not None:
        text = _("This is a second name of {path}, left by a restore that was ended.")
        hint = _("Open {path}; `servicedesk doctor --fix` on it takes the second name away.")
        shown = clean_line(str(desk))
        yield Finding("names", FAULT, text.format(path=shown), hint.format(path=shown))
    elif found := second_names.left_of(place):
        text = _("A restore that was ended has left second names of the desk's file: {names}.")
        hint = _("Run `servicedesk doctor --fix`. One that stays has a log beside it: keep copies of both.")
        yield Finding("names", FAULT, text.format(names=second_names.in_words(found)), hint)
    elif second_names.count_of(place) > 1:
        yield Finding(
            "names",
            WARNING,
            _("The desk's file has a second name somewhere; opened by both, it loses what is saved."),
            _("Open it by this name only; copies that are whole are made by `servicedesk backup`."),
        )


def with_companions(path: Path) -> list[Path]:
    """The file and what SQLite keeps beside it, as far as it is there."""
    names = [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))]
    return [place for place in names if place.exists()]


def make_private(path: Path) -> None:
    """Let nobody but the owner open the file and what stands beside it."""
    for place in with_companions(path):
        place.chmod(0o600)
