"""Doctor, backup, restore: what keeps the file well. They work where no desk can be opened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from servicedesk.domain.errors import (
    DamagedError,
    NoDatabaseError,
    RefusedError,
    ServiceDeskError,
    UsageError,
)
from servicedesk.domain.text import clean_line
from servicedesk.exchange import encrypted
from servicedesk.exchange.decrypted import is_encrypted_file
from servicedesk.i18n import _
from servicedesk.services import encrypted_copies
from servicedesk.services.context import Clock
from servicedesk.settings import room, unfinished
from servicedesk.settings.places import Claim, require_apart, require_outside_sets
from servicedesk.settings.private import make_private_folder
from servicedesk.storage import (
    backup,
    clock_cache,
    health,
    row_sums,
    search_index,
    second_names,
    surroundings,
)
from servicedesk.storage.engine import Store
from servicedesk.storage.identity import note_newest
from servicedesk.storage.opening import looking_into
from servicedesk.storage.salvage import Report, salvage
from servicedesk.storage.surroundings import Finding

__all__ = ["Backup", "Finding", "MaintenanceService", "Report", "Restored"]

DAMAGED_CODE, FAULT_CODE = 13, 1


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made and checked; `forgotten` are the older ones that were deleted."""

    path: Path
    size: int
    counts: dict[str, int]
    forgotten: tuple[Path, ...] = ()
    stayed: tuple[Path, ...] = ()
    """Older ones that could not be deleted."""
    is_sure: bool = True
    """Whether the disk has confirmed the name of the copy; if not, none of the older ones was deleted."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The backup that now is the desk; `kept` is where the one before stands, None if there was none."""

    path: Path
    counts: dict[str, int]
    kept: Path | None
    is_sure: bool = True
    """Whether the disk has confirmed the name of the new desk."""


class MaintenanceService:
    """What can be done to the file at `path` as a whole."""

    def __init__(
        self, path: Path, clock: Clock | None = None, *, needs_holidays: bool = True, zone: str = ""
    ) -> None:
        self.path = path.expanduser().absolute()
        self.needs_holidays = needs_holidays
        """Whether `doctor` warns of years whose public holidays were not taken over."""
        self.zone = zone
        """That of who looks after the desk, where an older one climbs."""
        self.clock = clock or Clock()
        self._claim = Claim(self.path)
        """Nothing is saved over the file, nor over what belongs to it."""

    def doctor(self, *, full: bool = False, fix: bool = False) -> list[Finding]:
        """Look at the file; `full` reads all of it, `fix` first mends what can be mended without a loss."""
        if not self.path.exists():
            missing = Finding("file", surroundings.WARNING, _("There is no desk yet."))
            return [*surroundings.examine_machine(), *surroundings.examine_leftovers(self.path), missing]
        if fix:
            self.fix()
        return health.examine(self.path, self.clock.now(), full=full, needs_holidays=self.needs_holidays)

    def fix(self) -> None:
        """Write search rows and clocks anew, keep the file from others; RefusedError if it is damaged."""
        if any(
            finding.level == surroundings.DAMAGE for finding in health.examine(self.path, self.clock.now())
        ):
            raise RefusedError(
                _("The file is damaged; nothing was changed in it."),
                _("Bring back a backup with `servicedesk restore`, or use --salvage FILE."),
            )
        surroundings.make_private(self.path)
        store = Store.open(self.path, create=False, zone=self.zone)
        try:
            with store.writer("doctor", self.clock.now()) as transaction:
                # Under the lock: nobody is about to replace the desk.
                second_names.sweep(store.path)
                search_index.rebuild(transaction.connection)
                clock_cache.refresh_all(transaction.connection, transaction.now, transaction.zone)
        finally:
            store.close()

    def accept(self) -> None:
        """Take every row as it stands for right; RefusedError if the file is damaged in another way."""
        self.fix()
        store = Store.open(self.path, create=False, zone=self.zone)
        try:
            with store.writer("doctor", self.clock.now()) as transaction:
                row_sums.write_all(transaction.connection)
        finally:
            store.close()

    def salvage(self, target: Path) -> Report:
        """Save what can be read into a new file; say by table what was saved and what is missing."""
        self._require_file()
        target = target.expanduser().absolute()
        require_apart(target)
        return salvage(self.path, target, self.zone)

    def backup(
        self,
        target: Path | None = None,
        *,
        into_folder: bool = False,
        force: bool = False,
        keep: int | None = None,
        progress: Callable[[int], object] | None = None,
        keys: Sequence[str] = (),
    ) -> Backup:
        """Write a checked copy to the file `target`, or under a name with the time into that folder.

        Without a target the folder is `backups` beside the desk. `keep` leaves only so many copies there.
        `progress` hears how many percent are written; what it raises ends the work and leaves no copy.
        With `keys`, public ones or files of them, the checked copy is encrypted to them, its name ends in
        .age, and what was written is read back; to look into it takes a secret key.
        """
        keys = encrypted.recipients(keys)
        store = Store.open(self.path, create=False, zone=self.zone)
        try:
            place = self._target(store.path, target, into_folder=into_folder, is_encrypted=bool(keys))
            is_named = not into_folder and target is not None and not target.is_dir()
            if keep is not None and is_named:
                raise UsageError(
                    _("--keep needs a folder of backups."), _("Name a folder, or nothing at all.")
                )
            if place.exists() and place.samefile(store.path):
                raise UsageError(_("The backup is the desk itself."), _("Name another file."))
            # Of an encrypted backup that was killed a plain copy may stand there.
            unfinished.clear(store.path.parent)
            with store.bare() as connection:
                # A name of ours was free: whoever took it meanwhile copied the same second of the desk.
                is_free = force or not is_named
                if keys:
                    backup.require_free(place, force=is_free)
                    with backup.copy_aside(connection, store.path, progress) as plain:
                        is_sure = encrypted_copies.encrypt(plain, place, keys, force=is_free)
                        counts = _counts(plain)
                else:
                    is_sure = backup.copy_to(connection, place, force=is_free, progress=progress)
                    counts = self.verify(place)
        finally:
            store.close()
        forgotten: list[Path] = []
        stayed: list[Path] = []
        if keep is not None and is_sure:
            forgotten, stayed = backup.forget_old(place.parent, store.path, keep, place, encrypted.SUFFIX)
        return Backup(place, place.stat().st_size, counts, tuple(forgotten), tuple(stayed), is_sure)

    def backup_folder(self) -> Path:
        """Where a backup goes for which no place is named."""
        return backup.default_folder(self.path)

    def verify(self, source: Path, identity: Path | str = "") -> dict[str, int]:
        """Check that the file is a whole desk of this or an older version; return how many records it has.

        `identity` is the file with the secret key of one that is encrypted. Raises NoDatabaseError,
        NotOursError, NewerVersionError, DamagedError, WrongKeyError.
        """
        _require_backup(source)
        with encrypted_copies.opened(source, identity) as plain:
            return _verified(plain, source)

    def restore(self, source: Path, *, replace: bool = False, identity: Path | str = "") -> Restored:
        """Make the backup `source` the desk; the one that is there is kept beside it.

        Raises what verify() raises, RefusedError if there is a desk and `replace` is not set, BusyError while
        another program has it open.
        """
        second_names.require_own_name(self.path)
        require_outside_sets(self.path)
        source = source.expanduser()
        _require_backup(source)
        if is_encrypted_file(source):
            make_private_folder(self.path.parent)
        # Beside the desk, which it is to be.
        with encrypted_copies.opened(source, identity, self.path) as plain:
            counts = _verified(plain, source)
            if self.path.exists() and not replace:
                raise RefusedError(
                    _("There is a desk already; nothing was changed."),
                    _("Use --yes to put the backup in its place. The desk is kept beside it."),
                )
            kept, is_sure = backup.restore(plain, self.path, self.clock.now())
        with looking_into(self.path) as connection:
            # An earlier backup than the last one is meant to hold less.
            note_newest(connection)
        return Restored(self.path, counts, kept, is_sure)

    def _require_file(self) -> None:
        if not self.path.exists():
            raise NoDatabaseError(_("There is no desk yet."), _("Name its file with --db."))
        second_names.require_own_name(self.path)

    def _target(self, path: Path, target: Path | None, *, into_folder: bool, is_encrypted: bool) -> Path:
        now, ending = self.clock.now(), encrypted.SUFFIX if is_encrypted else ""
        if target is None:
            folder = backup.default_folder(path)
        elif into_folder or target.is_dir():
            folder = target.expanduser().absolute()
        else:
            place = target.expanduser().absolute()
            return encrypted.with_ending(place) if is_encrypted else place
        try:
            make_private_folder(folder)
        except OSError as error:
            if room.is_full(error):
                raise room.none_left(folder) from error
            raise ServiceDeskError(
                _("The folder of the backup cannot be made: {reason}.").format(reason=error.strerror or ""),
                _("Name a folder you may write to."),
            ) from error
        return backup.stamped(folder, path, now, ending)


def _require_backup(source: Path) -> None:
    if source.exists() and not source.is_file():
        raise UsageError(
            _("{name} is no plain file, so it is no backup.").format(name=clean_line(source.name)),
            _("Name the file of a backup."),
        )
    if not source.is_file():
        raise NoDatabaseError(_("There is no such backup."), _("Name the file of a backup."))


def _verified(plain: Path, source: Path) -> dict[str, int]:
    """How many records the backup holds; DamagedError names the file `source` that it stands in."""
    second_names.require_own_name(plain)
    try:
        backup.require_sound(plain)
        return _counts(plain)
    except DamagedError:
        words = _("The backup {name} is damaged, or is none; nothing was changed.")
        raise DamagedError(words.format(name=clean_line(source.name)), _("Take another backup.")) from None


def _counts(plain: Path) -> dict[str, int]:
    with looking_into(plain) as connection:
        return backup.counts(connection)


def exit_code(findings: Sequence[Finding]) -> int:
    """What a command that found this ends with: 13 damaged, 1 another fault, 0 well or only warned."""
    levels = {finding.level for finding in findings}
    if surroundings.DAMAGE in levels:
        return DAMAGED_CODE
    return FAULT_CODE if surroundings.FAULT in levels else 0
