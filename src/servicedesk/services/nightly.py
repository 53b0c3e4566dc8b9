"""The unattended night: a set of everything as of one moment, there whole or not at all, and its check.

The moment is that of the backup. It is made first, and all the other files are read from it and not from the
desk, in which people go on working.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path

from servicedesk import i18n
from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.rows.today import TodayBoard
from servicedesk.exchange import decrypted
from servicedesk.exchange.atomic_file import AtomicFile
from servicedesk.exchange.atomic_folder import AtomicFolder
from servicedesk.exchange.encrypted import SUFFIX, recipients
from servicedesk.exchange.formats import format_named
from servicedesk.i18n import _
from servicedesk.services import encrypted_copies, night_check, night_keeping, night_latest, night_sets
from servicedesk.services.context import Clock
from servicedesk.services.desk import Desk
from servicedesk.services.exporting import ExportReport, ExportRequest
from servicedesk.services.night_check import Checked
from servicedesk.services.night_latest import Trouble
from servicedesk.services.night_sets import FULL, INCREMENTAL, Kept, NightSet
from servicedesk.settings import Settings, room, unfinished
from servicedesk.storage import backup, driver, events, identity, row_sums
from servicedesk.storage.engine import Store
from servicedesk.storage.moments import stored
from servicedesk.storage.opening import SCHEMA_VERSION

__all__ = ["Checked", "Night", "NightPlan", "NightlyService"]

KEEP = 14
"""So many sets stay unless told."""
LONGEST_CHAIN = 7
"""A set that is full begins each week of incremental ones: what is put together from more is seldom right."""
FACTOR = 2
"""So many times the size of the desk a set may have: its copy, and the records once more in more words."""
_REFRESHES = 1000


@dataclass(frozen=True, slots=True)
class NightPlan:
    """What a night is to write, and how many sets are to stay."""

    folder: Path
    format: str = "jsonl"
    incremental: bool = False
    keep: int = KEEP
    keys: Sequence[str] = ()
    """Public keys, or files of them, to which backup and export are encrypted; not the figures."""


@dataclass(frozen=True, slots=True)
class Night:
    """The set that was written, with what did not go as it should."""

    kept: Kept
    keep: int
    """So many sets were to stay."""
    forgotten: Sequence[str] = ()
    stayed: Sequence[str] = ()
    """Older sets that could not be deleted."""
    troubles: Sequence[Trouble] = ()
    """What is the matter with `latest.json` and `latest`."""
    led_to: Mapping[str, str] = field(default_factory=dict)
    """By name of these two the set that each leads to now, '' for none."""
    damaged: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By name the older sets, whoever's they are, that are not as they were written, and what is not."""
    ahead: Sequence[str] = ()
    """Sets of this desk, or of a copy, with changes that it does not have."""
    gone: Sequence[str] = ()
    """Sets that `latest.json` or `latest` led to before, and that are not there."""
    is_sure: bool = True
    """Whether the disk has confirmed the name of the set; if not, nothing older was deleted."""
    unlike: int = 0
    """Rows of the desk that are not as servicedesk wrote them."""
    marked: int = 0
    """Rows of the files with a value that cannot be, which is marked."""

    @property
    def is_well(self) -> bool:
        """Whether nobody need look at it."""
        wrong = self.stayed or self.troubles or self.damaged or self.ahead or self.gone or not self.is_sure
        return not wrong and self.kept.told.is_sound

    @property
    def unmoved(self) -> list[str]:
        """Of `latest.json` and `latest`, what could not be made to lead to the new set."""
        return [one.name for one in self.troubles if one.what != night_latest.UNSURE]

    @property
    def unsure(self) -> list[str]:
        """Of these two, what leads to the new set without a word of the disk that it will stay so."""
        return [one.name for one in self.troubles if one.what == night_latest.UNSURE]

    @property
    def has_kept_all(self) -> bool:
        """Whether no older set was deleted because an older one may be led to."""
        return not (self.is_sure and night_latest.may_forget(self.troubles))


class NightlyService:
    """The sets of the desk that the settings name."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or Clock()

    def run(self, plan: NightPlan) -> Night:
        """Write a new set, let `latest` lead to it, delete those that are older than the ones to keep.

        Raises UsageError, BusyError while another run writes into the folder, NoSpaceError, NoDatabaseError,
        DamagedError where the desk does not pass its check; then no set was written, and none deleted.
        """
        format_named(plan.format)
        plan = replace(plan, keys=recipients(plan.keys))
        if plan.keep < 1:
            raise UsageError(_("At least one set is kept."))
        folder = night_sets.require_folder(plan.folder)
        with Desk.open(self.settings, clock=self.clock, create=False) as desk, night_sets.locked(folder):
            _refresh(desk)
            with desk.store.bare() as connection:
                room.require(folder, FACTOR * backup.size(connection))
            # Of an encrypted night that was killed a plain copy may stand beside the desk.
            unfinished.clear(desk.store.path.parent)
            before = _before(desk, folder)
            night = self._write(desk, folder, plan, before)
            if not night.is_sure:
                # The older ones may be all that is there after a loss of power.
                return replace(night, led_to=night_latest.led_to(folder))
            troubles = night_latest.move(night.kept)
            gone: list[str] = []
            stayed: list[str] = []
            if night_latest.may_forget(troubles):
                gone, stayed = night_keeping.forget_old(before.sets, night.kept, plan.keep, before.damaged)
        return replace(
            night, forgotten=gone, stayed=stayed, troubles=troubles, led_to=night_latest.led_to(folder)
        )

    def verify(self, folder: Path, name: str = "", identity: Path | str = "") -> Checked:
        """Compare a set with its backup, which is brought back aside for that.

        Without a name it is the newest; then the others must be as they were written, too, and what leads to
        a set must lead to one that is there. Of a set that is encrypted only the checksums are compared where
        no `identity`, a file with a secret key, is named. Raises NotFoundError, NoSpaceError, WrongKeyError,
        DamagedError for what is not as it was written.
        """
        place = night_sets.require_folder(folder)
        found = decrypted.identities(identity) if str(identity) else []
        check = night_check.Check(self.settings, self.clock, found)
        return check.set(night_check.named(place, name)) if name else check.folder(place)

    def _write(self, desk: Desk, folder: Path, plan: NightPlan, before: "_Before") -> Night:
        now = self.clock.now()
        day = now.astimezone(self.settings.zone).date()
        name, sequence = night_sets.new_name(folder, day, *before.gone)
        target = AtomicFolder(folder / name, night_sets.require_no_set)
        with target as temporary, ExitStack() as stack:
            copy = temporary / night_sets.DESK
            with desk.store.bare() as connection:
                if plan.keys:
                    # What is plain stands beside the desk, and nowhere else.
                    copy = stack.enter_context(backup.copy_aside(connection, desk.store.path))
                else:
                    backup.copy_to(connection, copy)
            told, unlike, marked = self._fill(temporary, copy, plan, before, (sequence, now))
            night_sets.describe(temporary, told)
        return Night(
            Kept(folder / name, told),
            plan.keep,
            damaged=before.damaged,
            ahead=[kept.name for kept in before.sets.ahead if kept.name not in before.damaged],
            gone=before.gone,
            is_sure=target.is_sure,
            unlike=unlike,
            marked=marked,
        )

    def _fill(
        self, temporary: Path, copy: Path, plan: NightPlan, before: "_Before", made: tuple[int, datetime]
    ) -> tuple[NightSet, int, int]:
        """Write what is read from the copy; what the set says of itself, and how many rows are not sound."""
        sequence, now = made
        with Desk(Store.looking(copy, self.settings.timezone), self.settings, self.clock) as still:
            with still.reading() as db:
                newest, own = events.newest_change_number(db), events.fingerprint(db)
                change = events.fingerprint(db, newest)
                counts = backup.counts(db)
                unlike = sum(1 for _row in row_sums.unlike(db))
                base = _base(db, before) if plan.incremental else None
                number = identity.schema_count(db)
            after = base.told.change_number if base else None
            report = still.exporting.run(
                ExportRequest("all", temporary / night_sets.EXPORT, plan.format, after=after, keys=plan.keys)
            )
            _write_figures(temporary, still.today.board(), now.astimezone(self.settings.zone))
        if plan.keys:
            place = temporary / f"{night_sets.DESK}{SUFFIX}"
            encrypted_copies.encrypt(copy, place, plan.keys, in_folder=True)
        rows = _rows(report)
        _require_counts(report, counts, after)
        told = NightSet(
            sequence=sequence,
            made_at=stored(now),
            desk=own,
            change_number=newest,
            change=change,
            kind=INCREMENTAL if base else FULL,
            after=after,
            base=base.name if base else "",
            full=(base.told.full or base.name) if base else "",
            format=report.format,
            language=i18n.language(),
            timezone=self.settings.timezone,
            schema=SCHEMA_VERSION,
            is_sound=not (unlike or report.damaged),
            files=night_sets.measured(temporary, rows),
            counts=counts,
            number=number,
        )
        return told, unlike, report.damaged


def _refresh(desk: Desk) -> None:
    """Let the figures be those of now: clocks that have moved on by themselves, in steps, as screens do."""
    for _step in range(_REFRESHES):
        if not desk.clocks.refresh():
            return


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands in the folder before a night."""

    sets: night_keeping.Standing
    damaged: Mapping[str, Sequence[str]]
    gone: Sequence[str]


def _before(desk: Desk, folder: Path) -> _Before:
    with desk.reading() as db:
        there = night_keeping.standing(db, folder)
    led_to = set(night_latest.led_to(folder).values()) - {""}
    return _Before(there, night_sets.damaged(folder), sorted(led_to - set(night_sets.names(folder))))


def _base(db: driver.Connection, before: _Before) -> Kept | None:
    """The set that an incremental one goes on from; None where a full one is due."""
    own = before.sets.own
    found = night_keeping.last_sound(own, before.damaged)
    if found is None or night_keeping.length_of_chain(own, found) >= LONGEST_CHAIN:
        return None
    # A desk that an older backup was brought back to has other changes under these numbers.
    return found if found.told.change_number and night_keeping.is_in_history(db, found.told) else None


def _rows(report: ExportReport) -> dict[str, int]:
    """How many rows each file of the export has, by its name in the set."""
    folder = next((file.path.parent for file in report.files if file.path), Path())
    return {
        f"{night_sets.EXPORT}/{file.path.relative_to(folder).as_posix()}": file.rows
        for file in report.files
        if file.path and file.path.is_relative_to(folder)
    }


def _require_counts(report: ExportReport, counts: dict[str, int], after: int | None) -> None:
    # What the desk has set up is no kind of record that the backup counts.
    records = (file for file in report.files if file.kind in RECORDS)
    if after is None and any(file.rows != counts[file.kind] for file in records):
        raise ServiceDeskError(
            _("The export does not hold all that the backup holds; no set was written."),
            _("Run `servicedesk doctor --full`."),
        )


def _write_figures(folder: Path, board: TodayBoard, now: datetime) -> None:
    """The numbers of Today, without a word of a customer."""
    import json

    counts = {
        field.name: value for field in fields(board) if type(value := getattr(board, field.name)) is int
    }
    kept = board.kept
    told = {
        "day": now.date().isoformat(),
        **counts,
        "promises_kept": {"kept": kept.kept, "slipped": kept.slipped, "broken": kept.broken, "n": kept.n},
    }
    with AtomicFile(folder / night_sets.FIGURES, in_folder=True) as file:
        file.write(f"{json.dumps(told, indent=2)}\n".encode())
