"""What one run of the command line knows: its global options, its settings, its desk."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from servicedesk.cli.frame.arguments import Globals

if TYPE_CHECKING:
    from servicedesk.domain.reading_times import ReadingTimes
    from servicedesk.domain.working_days import Days
    from servicedesk.services.desk import Desk
    from servicedesk.settings import Settings
    from servicedesk.settings.places import Claim


class Run:
    """One run: its global options and, when first asked for, its settings."""

    def __init__(self, given: Globals | None = None) -> None:
        self.given = given or Globals()
        self.format = self.given.format
        """What to print: `json`, `jsonl`, `csv`, or empty for people."""
        self.quiet = self.given.quiet
        self.debug = self.given.debug
        self.has_written = False
        """Whether an action was committed: the command is done then, whatever becomes of its answer."""
        self.came_to_nothing = False
        """Whether the command ends by saying that nothing was changed: a desk made for it goes again."""
        self.notes: list[str] = []
        """What is to be said at the end, beside what the command says."""
        self.held_back = ""
        """What is to be said beside what was shown of a desk that nothing can be saved in."""
        self._claims: list[Claim] = []
        self.noun = ""
        """The word after `servicedesk`, as it was typed: `case` or `complaint`."""

    @cached_property
    def settings(self) -> "Settings":
        """The settings, with the global options laid over them; raises UsageError."""
        from servicedesk.settings import Settings
        from servicedesk.settings.places import Claim

        found = Settings.load(None, **self.given.flags)
        # No command writes an export over these, whether it has opened the desk or not.
        self._claims = [Claim(found.db.expanduser())]
        self._claims += [Claim(path, is_desk=False) for path in (found.config, found.keymap)]
        return found

    @cached_property
    def days(self) -> "Days":
        """The working days of the desk, for the few times that need them; a plain week where it is none."""
        from servicedesk.domain.errors import NoDatabaseError
        from servicedesk.domain.working_days import PlainWeek
        from servicedesk.services.desk import Desk

        try:
            with Desk.open(self.settings, create=False) as desk:
                return desk.clocks.calendar()
        except NoDatabaseError:
            return PlainWeek()

    @property
    def wants_labels(self) -> bool:
        """Whether a list is to be a CSV of what people see in its table."""
        return self.format == "csv" and self.given.labels

    def may_have_file(self) -> bool:
        """Whether a configuration file may say something; False spares a start the whole of the settings."""
        if "config" in self.given.flags or os.environ.get("SERVICEDESK_CONFIG") or sys.platform != "linux":
            return True
        folder = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111 - before pathlib
        return os.path.exists(f"{folder}/servicedesk/config.toml")  # noqa: PTH110 - as above


_run = Run()


def begin(given: Globals) -> Run:
    """Start a run with these global options."""
    global _run  # noqa: PLW0603 - one process is one run; tests begin a new one each
    _run = Run(given)
    return _run


def current() -> Run:
    """The run that is under way."""
    return _run


def settings() -> "Settings":
    """The settings of this run."""
    return _run.settings


def days() -> "Days":
    """The working days of the desk of this run."""
    return _run.days


def reading_times() -> "ReadingTimes":
    """How the times that were typed are read."""
    from servicedesk.domain.reading_times import ReadingTimes

    return ReadingTimes(settings().zone, settings().date_order, days)


def now() -> datetime:
    """This moment, as the desk tells it."""
    return datetime.now(UTC).replace(microsecond=0)


@contextmanager
def saving() -> Iterator[None]:
    """The step after which an action is committed: the command is done then, and ends with 0 or 3."""
    from servicedesk.cli.frame import endings

    with endings.saving():
        yield
    _has_saved()


@contextmanager
def saving_file() -> Iterator[None]:
    """As saving(), for a file that gets its name: by itself, or as the rest of what stands already."""
    from servicedesk.cli.frame import endings

    with endings.saving(is_rest=True):
        yield
    _has_saved()


def _has_saved() -> None:
    from servicedesk.cli.frame import answer

    _run.has_written = True
    answer.keep_to_the_end()


@contextmanager
def open_desk_to_try() -> Iterator["Desk"]:
    """The desk of this run for what is tried only; where there is none, one that is gone afterwards."""
    place = settings().db.expanduser()
    # What an odd name stands for is told as it is for any other command.
    if os.path.lexists(place) or not place.name:
        with open_desk(create=True) as desk:
            yield desk
        return
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from servicedesk.services.desk import Desk

    with (
        TemporaryDirectory(prefix="servicedesk-") as folder,
        Desk.open(_run.settings, path=Path(folder) / "desk.db") as desk,
    ):
        if desk.store.is_new:
            # As the first command would begin it, and nothing of it is said.
            _begun(desk)
        yield desk


@contextmanager
def open_desk(*, create: bool = False) -> Iterator["Desk"]:
    """The desk of this run. Commands that only read leave `create` False: NoDatabaseError without a file.

    A desk that was made for a command which then fails, and in which nothing was saved, is gone afterwards.
    """
    from servicedesk.services.desk import Desk

    with Desk.open(_run.settings, create=create) as desk:
        begun = _begun(desk) if desk.store.is_new else ""
        _run.notes += [begun] if begun else []
        desk.store.saving = saving
        has_failed = True
        try:
            yield desk
            has_failed = _run.came_to_nothing
        finally:
            _run.has_written |= desk.store.has_written
            if has_failed and desk.give_up() and begun:
                _run.notes.remove(begun)
        _run.held_back = desk.held_back_words()


def _begun(desk: "Desk") -> str:
    from servicedesk.services.new_desk import begin

    return begin(desk)
