"""Backups of a file in use: VACUUM INTO a temporary name, fsync, check the copy, rename."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from itertools import chain, count
from pathlib import Path

from servicedesk.domain.errors import (
    BusyError,
    DamagedError,
    NotOursError,
    RefusedError,
    ServiceDeskError,
    UsageError,
)
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.settings import room, standing, unfinished
from servicedesk.settings.lasting import is_name_sure, sync
from servicedesk.settings.places import BESIDE, require_apart
from servicedesk.settings.private import make_private_folder
from servicedesk.storage import driver, second_names
from servicedesk.storage.failures import no_space, translated
from servicedesk.storage.filesystems import is_locked_elsewhere
from servicedesk.storage.opening import claiming, identify, looking_into
from servicedesk.storage.schema_map import TABLE_BY_KIND

FOLDER = "backups"
WHOLE = 100
"""Percent."""
STEPS = 20_000
"""Steps of SQLite between two looks at whether somebody wants a copy to be stopped."""
CLIMB_FACTOR = 3
"""So many times the size of the file a climb may need: its copy, the log of what is written anew, columns."""


def default_folder(path: Path) -> Path:
    """Where backups go when no other place is named."""
    return path.parent / FOLDER


def stamped(folder: Path, path: Path, now: datetime, suffix: str = "") -> Path:
    """A free name for a backup of `path` in `folder`: it sorts by time, `-2` is the second of one second.

    `suffix` comes behind it, for one that is encrypted.
    """
    stem = f"{path.stem}-{now:%Y%m%d-%H%M%S}"
    names = chain([stem], (f"{stem}-{turn}" for turn in count(2)))
    return next(
        place for name in names if not os.path.lexists(place := folder / f"{name}{path.suffix}{suffix}")
    )


def migration_backup_path(path: Path, version: int) -> Path:
    """Where the copy goes that is made before leaving schema `version`."""
    return path.with_name(f"{path.name}.before-v{version + 1}.bak")


def save_before_climb(connection: driver.Connection, target: Path, version: int) -> None:
    """Keep a checked copy of the file as schema `version` has it, unless another process has climbed on."""
    with _checked_copy(connection, target, times=CLIMB_FACTOR) as temporary:
        if require_sound(temporary) == version:
            _name(temporary, target)
            if not is_name_sure(target.parent):
                # Without a copy that is sure to stay the file stays as it is.
                target.unlink(missing_ok=True)
                raise no_space()


def copy_to(
    connection: driver.Connection,
    target: Path,
    *,
    force: bool = False,
    progress: Callable[[int], object] | None = None,
) -> bool:
    """Write a complete, checked copy of the open database to `target`, 0600; whether its name will stay.

    `progress` hears how many percent of it are written, and 100 while the copy is being checked; what it
    raises ends the work, and nothing is left of the copy. Raises RefusedError if `target` exists and `force`
    is not set, DamagedError if the copy does not pass its check, NoSpaceError.
    """
    require_free(target, force=force)
    with _checked_copy(connection, target, progress=progress) as temporary:
        require_sound(temporary, progress and partial(progress, WHOLE))
        with standing.naming(target):
            _name(temporary, target)
        try:
            return standing.is_sure(target)
        except OSError as error:
            raise _unwritten(target, error) from error


@contextmanager
def _heard(connection: driver.Connection, look: Callable[[], object] | None) -> Iterator[None]:
    """Have `look` called again and again while the connection works; what it raises ends the work."""
    raised: list[BaseException] = []

    def asked() -> int:
        try:
            if look is not None:
                look()
        except BaseException as error:
            raised.append(error)
        return len(raised)

    if look is not None:
        # Once at least: a small file is done before SQLite asks.
        look()
    connection.set_progress_handler(asked if look else None, STEPS)
    try:
        yield
    except driver.Error:
        if raised:
            raise raised[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def copy_aside(
    connection: driver.Connection, path: Path, progress: Callable[[int], object] | None = None
) -> Iterator[Path]:
    """A complete, checked copy of the open database under a temporary name beside `path`, gone afterwards.

    For what is made of it, and never stands plain elsewhere. Raises as copy_to() does.
    """
    beside = _("What is encrypted is copied beside the desk first: its folder must be one you may write to.")
    with _checked_copy(connection, path, hint=beside, progress=progress) as temporary:
        require_sound(temporary, progress and partial(progress, WHOLE))
        yield temporary


def require_sound(path: Path, look: Callable[[], object] | None = None) -> int:
    """Raise unless the file is ours and passes integrity and reference checks; return its version.

    `look` is called meanwhile, and may raise to end it.
    """
    with looking_into(path) as connection, _heard(connection, look):
        version = identify(connection)
        if version == 0:
            raise NotOursError(_("This file holds no desk."), _("Name a backup that servicedesk made."))
        is_faulty = faults(connection)
    if is_faulty:
        raise DamagedError(_("The copy did not pass its check."), _("Run `servicedesk doctor` on it."))
    return version


def faults(connection: driver.Connection) -> bool:
    """Whether a file of ours has pages that do not fit together, or names a row that is not there."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
    return bool(found) or connection.execute("PRAGMA foreign_key_check").fetchone() is not None


def size(connection: driver.Connection) -> int:
    """The bytes of the database with what stands in its log alone; a copy has no more."""
    pages, of = (
        int(connection.execute(f"PRAGMA {told}").fetchone()[0]) for told in ("page_count", "page_size")
    )
    return pages * of


def counts(connection: driver.Connection) -> dict[str, int]:
    """How many records of each kind the file holds; an older desk lacks the tables of a newer one."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema").fetchall()}
    return {
        kind: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for kind, table in TABLE_BY_KIND.items()
        if table in there
    }


def forget_old(
    folder: Path, path: Path, keep: int, made: Path, ending: str = ""
) -> tuple[list[Path], list[Path]]:
    """Delete all but the newest `keep` backups of `path` in `folder`; what was deleted, and what stayed.

    Those that are encrypted count as the others do, and are known by what `ending` says comes behind.
    The one that was just `made` is the newest whatever its name says: a clock may have been set back.
    """
    named = re.compile(
        rf"({re.escape(path.stem)}-\d{{8}}-\d{{6}})(?:-(\d+))?{re.escape(path.suffix)}(?:{re.escape(ending)})?",
        re.ASCII,
    )
    by_age = [
        (match[1], int(match[2] or 1), backup)
        for backup in folder.iterdir()
        if (match := named.fullmatch(backup.name)) and backup.is_file() and not backup.is_symlink()
    ]
    found = [backup for _second, _turn, backup in sorted(by_age) if backup.name != made.name]
    old = found[: max(0, len(found) - max(keep, 1) + 1)]
    stayed = [backup for backup in old if not _is_deleted(backup)]
    return [backup for backup in old if backup not in stayed], stayed


def _is_deleted(backup: Path) -> bool:
    try:
        backup.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def restore(source: Path, path: Path, now: datetime) -> tuple[Path | None, bool]:
    """Put a checked copy of `source` in the place of the desk at `path`.

    Returns where the old one is kept, and whether the new name is sure to stay.

    Raises what require_sound() raises, BusyError when another process has the desk open, NoSpaceError. Until
    the last step, a rename, the desk is the old one; it is kept whole beside the new one.
    """
    if path.exists() and source.samefile(path):
        raise UsageError(_("The backup is the desk itself."), _("Name another file."))
    require_sound(source)
    make_private_folder(path.parent)
    with looking_into(source) as connection, _checked_copy(connection, path) as temporary:
        require_sound(temporary)
        with _alone(path):
            kept = _keep_aside(path, now)
            try:
                with standing.naming(path):
                    _name(temporary, path)
                return kept, is_name_sure(path.parent)
            except BaseException:
                _take_back(kept, path)
                raise


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """No other process has the desk open; one too damaged to be locked is not touched."""
    if not path.exists():
        yield
        return
    with ExitStack() as stack:
        is_damaged = _is_damaged(path)
        if not is_damaged:
            try:
                stack.enter_context(claiming(path))
            except BusyError as error:
                raise _is_open() from error
            except DamagedError:
                # Of a schema that is damaged, some is only read by who is to write.
                is_damaged = True
        if not is_damaged:
            # Only here: while nobody else can be about to replace the desk.
            second_names.sweep(path)
        elif any(is_locked_elsewhere(path.with_name(path.name + ending)) for ending in ("", *BESIDE)):
            raise _is_open()
        yield


def _is_damaged(path: Path) -> bool:
    try:
        with looking_into(path) as connection:
            identify(connection)
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except DamagedError:
        return True


def _is_open() -> BusyError:
    return BusyError(
        _("Another program has the desk open; nothing was replaced."),
        _("Close servicedesk everywhere, then restore again."),
    )


def _keep_aside(path: Path, now: datetime) -> Path | None:
    """Give the desk a second name, and take what SQLite keeps beside it away with it."""
    if not path.exists():
        return None
    aside = second_names.kept_name(path, now)
    if aside.exists():
        raise BusyError(_("A desk was replaced a moment ago."), _("Try again in a moment."))
    try:
        # Not a rename: a crash before the next step must find a desk at its place, not none.
        os.link(path, aside)
    except OSError:
        try:
            path.rename(aside)
        except OSError as error:
            raise _unwritten(aside, error) from error
    try:
        _move_companions(path, aside)
        sync(path.parent)
    except BaseException as error:
        _take_back(aside, path)
        if isinstance(error, OSError):
            raise _unwritten(aside, error) from error
        raise
    return aside


def _take_back(aside: Path | None, path: Path) -> None:
    """Nothing was replaced: all of the desk goes back under its name, and keeps no second one.

    As far as the disk lets it; what it does not, `doctor` names. Nothing is done once another desk is there.
    """
    if aside is None or (path.exists() and not second_names.is_same_file(aside, path)):
        return
    with suppress(OSError):
        _move_companions(aside, path)
        if path.exists():
            aside.unlink()
        else:
            aside.rename(path)
        sync(path.parent)


def _unwritten(path: Path, error: OSError) -> ServiceDeskError:
    """The error for a file that could not get its name, before which nothing was changed."""
    if room.is_full(error):
        return no_space()
    return ServiceDeskError(
        _("{path} cannot be written: {reason}; nothing was changed.").format(
            path=clean_line(str(path)), reason=error.strerror or type(error).__name__
        ),
        _("Run `servicedesk doctor`, or use another disk."),
    )


def _move_companions(path: Path, to: Path) -> None:
    """Take what SQLite keeps beside a database along with it."""
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(to.with_name(to.name + ending))


@contextmanager
def _checked_copy(
    connection: driver.Connection,
    target: Path,
    times: int = 1,
    progress: Callable[[int], object] | None = None,
    hint: str = "",
) -> Iterator[Path]:
    """A complete copy of the open database under a temporary name beside `target`, gone afterwards.

    Before anything is written the disk is asked whether it has room for `times` the size of the database.
    """
    with ExitStack() as stack, translated():
        room.require(target.parent, times * size(connection))
        try:
            temporary = stack.enter_context(unfinished.aside(target))
        except OSError as error:
            if room.is_full(error):
                raise no_space() from error
            raise ServiceDeskError(
                _("The copy cannot be written: {reason}.").format(reason=error.strerror or ""),
                hint or _("Name a folder you may write to."),
            ) from error
        whole = max(size(connection), 1)

        def look() -> None:
            if progress is not None:
                progress(min(temporary.stat().st_size * WHOLE // whole, WHOLE - 1))

        with _heard(connection, progress and look):
            connection.execute("VACUUM INTO ?", (str(temporary),))
        try:
            sync(temporary)
        except OSError as error:
            raise _unwritten(target, error) from error
        yield temporary


def _name(temporary: Path, target: Path) -> None:
    """Give the copy, which is written out, its name."""
    try:
        temporary.replace(target)
    except OSError as error:
        raise _unwritten(target, error) from error


def require_free(target: Path, *, force: bool) -> None:
    """Raise UsageError or RefusedError unless a backup may be written to `target`."""
    require_apart(target)
    if target.is_dir():
        raise UsageError(_("The backup needs the name of a file."), _("Name a file, or nothing at all."))
    if os.path.lexists(target) and not target.is_symlink() and not target.is_file():
        # Whatever it is (a pipe, a device), somebody waits for it.
        raise RefusedError(
            _("{name} is no plain file, so it is not written to.").format(name=clean_line(target.name)),
            _("Choose another name."),
        )
    if target.is_symlink() or (target.exists() and not force):
        raise RefusedError(_("The backup file is there already."), _("Name another file, or use --force."))
