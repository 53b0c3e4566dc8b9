"""Whether a night's set is what it says: its backup is brought back aside, and compared row by row."""

import csv
import filecmp
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from servicedesk import i18n
from servicedesk.domain.errors import DamagedError, NotFoundError, ServiceDeskError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.text import clean_line, sentences
from servicedesk.exchange.atomic_file import words_for_failures
from servicedesk.exchange.decrypted import bare_name
from servicedesk.exchange.encrypted import SUFFIX
from servicedesk.i18n import _, ngettext
from servicedesk.services import encrypted_copies, export_folder, night_keeping, night_latest, night_sets
from servicedesk.services.context import Clock
from servicedesk.services.desk import Desk
from servicedesk.services.exporting import ExportRequest
from servicedesk.services.night_sets import Kept
from servicedesk.settings import Settings, night_places, room, unfinished
from servicedesk.storage import backup, driver, events, impossible, row_sums
from servicedesk.storage.opening import SCHEMA_VERSION, looking_into

SAME, BEHIND, OTHER, UNKNOWN = "same", "behind", "other", "unknown"
"""What a set is to the desk in use: at the same change, behind it, of another one; or there is none."""


_SHOWN = 5
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """A set that is what it says, and what that was found from."""

    kept: Kept
    files: int
    """Files whose checksum was computed."""
    rows: int
    """Rows that were compared with those of the backup, which was brought back."""
    compared: tuple[str, ...]
    """The files whose rows were compared; others were made by an earlier version, and their rows counted."""
    live: str
    """What the set is to the desk in use: `same` (its rows were compared), `behind`, `other`, `unknown`."""
    changes_since: int = 0
    """How many changes the desk has made since."""
    is_opened: bool = True
    """Whether it could be looked into: it is not encrypted, or the key was there."""


def named(folder: Path, name: str) -> Kept:
    """The set of that name; NotFoundError, DamagedError where it says nothing that can be understood."""
    if name not in night_sets.names(folder):
        raise NotFoundError(
            _("There is no set {name} in the folder.").format(name=clean_line(name)[:60]),
            _("`servicedesk nightly FOLDER` makes one."),
        )
    told = night_sets.read(folder / name)
    if told is None:
        raise _not_as_written({name: [night_places.MANIFEST]})
    return Kept(folder / name, told)


def _require_led_to(folder: Path) -> night_latest.Pointer:
    """What `latest.json` says; DamagedError where it, or the link, does not lead to a set that is there."""
    for _turn in range(_TRIES):
        pointer, wrong = night_latest.read(folder), _wrong_lead(folder)
        if pointer and not wrong:
            return pointer
        # A night may have moved on meanwhile, and have deleted a set: then it leads elsewhere by now.
    raise wrong or _damaged(_("{name} is not there.").format(name=night_places.LATEST), _anew())


def _anew() -> str:
    return _("The next night writes it anew.")


def _wrong_lead(folder: Path) -> DamagedError | None:
    """What is the matter with `latest.json` or the link, if anything is; both are looked at, file first."""
    pointer, led_to = night_latest.read(folder), night_latest.led_to(folder)
    there = night_sets.names(folder)
    for name, to in led_to.items():
        place = folder / name
        is_link = name == night_places.LATEST_LINK
        if not os.path.lexists(place):
            # Not every disk takes links.
            if not is_link or (pointer and pointer.has_link):
                return _damaged(_("{name} is not there.").format(name=name), _anew())
        elif place.is_symlink() is not is_link or not (is_link or place.is_file()):
            return _damaged(
                _("The name {name} is taken.").format(name=name),
                _("Put it aside; the next night writes its own."),
            )
        elif not to and not is_link:
            return _damaged(_("{name} is not as it was written.").format(name=name), _anew())
        elif not to:
            return _damaged(_("{name} leads to no set of the folder.").format(name=name), _anew())
        elif to not in there:
            return _damaged(
                _("{name} leads to the set {to}, which is not there.").format(name=name, to=to),
                _("Find out what became of it; the next night leads to a new one."),
            )
    return None


def words_for(wrong: Mapping[str, Sequence[str]]) -> str:
    """The sets that are not as they were written, and their files, in sentences."""
    found = [
        _("{name} is not as it was written: {files}.").format(
            name=name, files=_(", ").join(clean_line(one)[:80] for one in files[:_SHOWN])
        )
        for name, files in list(wrong.items())[:_SHOWN]
    ]
    if (more := len(wrong) - _SHOWN) > 0:
        found.append(ngettext("And {count} more set.", "And {count} more sets.", more).format(count=more))
    return sentences(*found)


def _not_as_written(wrong: Mapping[str, Sequence[str]]) -> DamagedError:
    return _damaged(words_for(wrong))


class Check:
    """Checks sets, with the secret keys that open those that are encrypted, if there are any."""

    def __init__(self, settings: Settings, clock: Clock, found: Sequence[Any] = ()) -> None:
        self.settings = settings
        self.clock = clock
        self.found = found

    def folder(self, folder: Path) -> Checked:
        """Check the newest set, that the others are as they were written, and what leads there.

        Raises NotFoundError where there is none, DamagedError.
        """
        if not night_sets.names(folder) and not any(night_latest.led_to(folder).values()):
            raise NotFoundError(
                _("There is no set in the folder yet."), _("`servicedesk nightly FOLDER` makes one.")
            )
        pointer = _require_led_to(folder)
        there = night_sets.names(folder)
        newest = named(folder, there[-1])
        if pointer.set == newest.name:
            digest = export_folder.digests(newest.path, [night_places.MANIFEST])[night_places.MANIFEST]
            if digest != pointer.manifest_sha256:
                raise _not_as_written({newest.name: [night_places.MANIFEST]})
        checked = self.set(newest)
        if wrong := night_sets.damaged(folder, newest.name):
            whole = _("The newest set {name} is whole.").format(name=newest.name)
            raise _damaged(sentences(whole, words_for(wrong)), _("Keep aside what is damaged."))
        return checked

    def set(self, kept: Kept) -> Checked:
        """Check a set; DamagedError names the first thing that is not as it was written, never a value.

        Raises WrongKeyError where none of the secret keys is one to which it was encrypted.
        """
        if wrong := night_sets.faults(kept):
            raise _not_as_written({kept.name: wrong})
        files = len(kept.told.files)
        if kept.told.is_encrypted and not self.found:
            live, since = _compare_live(kept, self.settings)
            return Checked(kept, files, 0, (), live, changes_since=since, is_opened=False)
        there = Path(tempfile.gettempdir())
        room.require(there, (3 if kept.told.is_encrypted else 2) * kept.told.size)
        with ExitStack() as stack:
            with words_for_failures(there):
                folder = stack.enter_context(unfinished.aside_folder(there))
            rows, compared = self._compare(kept, folder)
        live, since = _compare_live(kept, self.settings)
        return Checked(kept, files, rows, compared, live, changes_since=since)

    def _compare(self, kept: Kept, folder: Path) -> tuple[int, tuple[str, ...]]:
        """Bring the backup back, count its records, export again from it, and compare row by row."""
        place = folder / night_sets.DESK
        with self._plain(kept, night_sets.DESK, folder) as copy:
            backup.restore(copy, place, self.clock.now())
        with looking_into(place) as db:
            _compare_counts(
                kept, backup.counts(db), _("The set counts {count} of {kind}, its backup {other}.")
            )
            if events.newest_change_number(db) != kept.told.change_number:
                raise _damaged(
                    _("The backup of {name} is of another change than the set.").format(name=kept.name)
                )
        return self._compare_files(kept, place, folder)

    @contextmanager
    def _plain(self, kept: Kept, name: str, folder: Path) -> Iterator[Path]:
        """A file of the set by the name that it has when plain; what is encrypted is opened in `folder`."""
        if name in kept.told.files:
            yield kept.path / name
            return
        opened = folder / f"plain-{Path(name).name}"
        encrypted_copies.open_into(kept.path / f"{name}{SUFFIX}", opened, self.found)
        yield opened
        opened.unlink()

    def _compare_files(self, kept: Kept, place: Path, folder: Path) -> tuple[int, tuple[str, ...]]:
        told = kept.told
        if told.schema != SCHEMA_VERSION:
            return 0, ()
        again = folder / night_sets.EXPORT
        spoken = i18n.language()
        # Headers, and in tables times, are in the words of who wrote them.
        own = replace(self.settings, timezone=told.timezone)
        try:
            i18n.activate(told.language)
            with Desk.open(own, path=place, clock=self.clock, create=False) as desk:
                desk.exporting.run(ExportRequest("all", again, told.format, after=told.after))
        finally:
            i18n.activate(spoken)
        rows, compared = 0, []
        for name, file in told.files.items():
            if file.rows is None:
                continue
            plain = bare_name(name) if told.is_encrypted else name
            held = again / Path(plain).relative_to(night_sets.EXPORT)
            if not held.is_file():
                raise _damaged(_("{file} is not in the backup.").format(file=clean_line(name)))
            with self._plain(kept, plain, folder) as written:
                count = _same_rows(written, held, name, file.rows)
            if count != file.rows:
                raise _damaged(
                    _("{file} has {count} rows, its manifest says {told}.").format(
                        file=clean_line(name), count=count, told=file.rows
                    )
                )
            rows += count
            compared.append(name)
        return rows, tuple(compared)


def _same_rows(written: Path, again: Path, name: str, rows: int) -> int:
    """How many rows both files hold; DamagedError for the first one that differs."""
    if written.suffix not in _READERS:
        # Not made of lines: equal data gives equal bytes.
        if not filecmp.cmp(written, again, shallow=False):
            raise _differs(name, 1)
        return rows
    read = _READERS[written.suffix]
    count = 0
    for one, other in zip_longest(read(written), read(again)):
        count += 1
        if one is None or other is None or any(other.get(key, cell) != cell for key, cell in one.items()):
            raise _differs(name, count)
    return count


def _differs(name: str, row: int) -> DamagedError:
    words = _("{file} differs from the backup, first in row {row}.")
    return _damaged(words.format(file=clean_line(name), row=row))


def _lines(path: Path) -> Iterator[Mapping[str, object]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _cells(path: Path) -> Iterator[Mapping[str, object]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        csv.field_size_limit(1 << 30)
        yield from csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",")


_READERS = {".jsonl": _lines, ".csv": _cells, ".tsv": _cells}


def _compare_live(kept: Kept, settings: Settings) -> tuple[str, int]:
    """Compare with the desk in use where it is at the very change that the set ends with."""
    told = kept.told
    try:
        with looking_into(settings.db) as db:
            db.execute("BEGIN")
            newest, counts = events.newest_change_number(db), backup.counts(db)
            is_same = night_keeping.is_in_history(db, told)
            is_ours = night_keeping.is_of(db, told)
            if is_same and newest == told.change_number:
                _require_as_written(db)
    except DamagedError:
        raise
    except (ServiceDeskError, driver.Error):
        return UNKNOWN, 0
    if not is_ours or (not is_same and told.change_number):
        return OTHER, 0
    if newest != told.change_number:
        return BEHIND, newest - told.change_number
    _compare_counts(kept, counts, _("The set counts {count} of {kind}, the desk at its change {other}."))
    return SAME, 0


def _require_as_written(db: driver.Connection) -> None:
    """Raise DamagedError for the first row of the desk in use that is not what its last change left."""
    hint = _("Keep the file as it is and run `servicedesk doctor --full`; the set is whole.")
    if row := next(row_sums.unlike(db), None):
        words = _("The desk in use is damaged: {name} is not as it was written.")
        raise DamagedError(words.format(name=impossible.row_name(row.table, row.number)), hint)
    if backup.faults(db):
        raise DamagedError(_("The desk in use is damaged."), hint)


def _compare_counts(kept: Kept, counts: Mapping[str, int], words: str) -> None:
    for kind, count in kept.told.counts.items():
        if counts.get(kind, count) != count:
            told = words.format(count=count, kind=_(RECORDS[kind].label), other=counts[kind])
            raise _damaged(told)


def _damaged(words: str, hint: str = "") -> DamagedError:
    return DamagedError(
        words, hint or _("Keep it aside, take an earlier set, and run `servicedesk doctor --full`.")
    )
