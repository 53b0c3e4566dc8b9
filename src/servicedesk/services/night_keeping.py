"""Which sets of a folder are a desk's own, which of them stay, and from which an incremental one goes on."""

import os
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from servicedesk.services.night_sets import FULL, INCREMENTAL, Kept, NightSet, all_sets
from servicedesk.settings import unfinished
from servicedesk.storage import driver, events, identity
from servicedesk.storage.opening import SCHEMA_VERSION


def is_of(db: driver.Connection, told: NightSet) -> bool:
    """Whether a set is of this desk, or of a copy of it.

    Two desks may begin with the same change, made in the same second; but each has a number of its own, of
    which its copies, and what is brought back from them, are near. Only a climb to a newer schema gives it
    another one: then its history must hold the set's last change.
    """
    first = events.fingerprint(db)
    if told.desk and first and told.desk != first:
        return False
    if identity.is_same_desk(identity.schema_count(db), told.number):
        return told.number > 0
    is_older = told.schema < SCHEMA_VERSION and told.change_number > 0
    return is_older and is_in_history(db, told)


def is_in_history(db: driver.Connection, told: NightSet) -> bool:
    """Whether the desk holds the set's last change, and with it all that the set holds.

    It does not where the set is ahead of it, or of another history: an older backup was brought back, or one
    of two copies has gone on.
    """
    # What a manifest says may be no number that a database can hold.
    is_number = 0 <= told.change_number <= events.newest_change_number(db)
    return is_number and events.fingerprint(db, told.change_number) == told.change


@dataclass(frozen=True, slots=True)
class Standing:
    """The sets of a folder as a desk sees them, the oldest first."""

    ours: Sequence[Kept]
    """All that is in them is in the desk, too, or was."""
    ahead: Sequence[Kept] = ()
    """Sets of this desk, or of a copy, with changes that it does not have: perhaps they are nowhere else."""
    foreign: Sequence[Kept] = ()
    """Sets of other desks."""

    @property
    def own(self) -> list[Kept]:
        """Those of this desk, whatever is in them."""
        return sorted([*self.ours, *self.ahead], key=lambda kept: kept.told.sequence)


def standing(db: driver.Connection, folder: Path) -> Standing:
    """What stands in the folder, and what it is to the desk."""
    ours: list[Kept] = []
    ahead: list[Kept] = []
    foreign: list[Kept] = []
    for kept in all_sets(folder):
        is_own = is_of(db, kept.told)
        (foreign if not is_own else ours if is_in_history(db, kept.told) else ahead).append(kept)
    return Standing(ours, ahead, foreign)


def last_sound(ours: Sequence[Kept], damaged: Container[str]) -> Kept | None:
    """The newest of these sets that, with what it stands on, is not among the `damaged` ones."""
    by_name = {kept.name: kept for kept in ours}
    for kept in reversed(ours):
        chain = _chain(by_name, kept.name)
        if by_name[chain[-1]].told.kind == FULL and not any(one in damaged for one in chain):
            return kept
    return None


def length_of_chain(ours: Sequence[Kept], kept: Kept) -> int:
    """How many sets a set is to be read with, itself among them."""
    return len(_chain({one.name: one for one in ours}, kept.name))


def forget_old(
    there: Standing, made: Kept, keep: int, damaged: Container[str]
) -> tuple[list[str], list[str]]:
    """Delete of the desk's sets all but the newest `keep`; `made` is the newest of all.

    Returns the names of those that are gone, and of those that could not be deleted. Only what the desk has
    in its history goes. What an incremental set stands on stays with it, whosever it is. `damaged` sets are
    neither counted nor deleted: somebody may have put something there; and one whose rows were not sound
    takes the place of none that was: each kind is counted for itself.
    """
    ours = [*(kept for kept in there.ours if kept.told.sequence < made.told.sequence), made]
    old: list[Kept] = []
    left = [*there.ahead, *there.foreign]
    needed = {made.name, *(kept.name for kept in left)}
    for is_sound in (True, False):
        group = [kept for kept in ours if kept.told.is_sound is is_sound]
        well = [kept for kept in group if kept.name not in damaged]
        needed |= {kept.name for kept in well[-keep:]}
        old += well[:-keep]
    by_name = {kept.name: kept for kept in [*ours, *left]}
    needed |= {one for name in list(needed) for one in _chain(by_name, name)}
    gone: list[str] = []
    stayed: list[str] = []
    for kept in old:
        if kept.name not in needed:
            (gone if _is_deleted(kept.path) else stayed).append(kept.name)
    return gone, stayed


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
