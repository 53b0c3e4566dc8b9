"""A course: which lesson and step the learner is at, and when the next begins."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from servicedesk.domain.numbers import format_number
from servicedesk.services.desk import Desk
from servicedesk.services.tutor.cast import cast
from servicedesk.services.tutor.lesson import Lesson, Past, Sights, Step
from servicedesk.services.tutor.lessons import LESSONS, TWENTY, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from servicedesk.domain.rows.history import EventLine

MOST_ACTS = 200
"""So many of the newest events are looked through: more than anybody does in a lesson."""


@dataclass(frozen=True)
class Place:
    """Where the learner is; `step` is None once all steps of the lesson are done."""

    lesson: Lesson
    number: int
    """Of the lesson, from 1."""
    step: Step | None
    step_number: int
    names: "Mapping[str, str]"
    took: timedelta | None = None
    """From the first to the last of the timed acts, once they are done."""


class Course:
    """Goes through the lessons in order; every call may come from another thread, one at a time."""

    def __init__(self, desk: Desk) -> None:
        """On this desk, which nothing else stands on."""
        self._desk = desk
        self._office = Desk(desk.store, replace(desk.settings, actor=cast().colleague), desk.clock)
        self._lessons = (*LESSONS, TWENTY)
        self._number = 0
        self._done = 0
        self._since = 0
        self._prepared: Sequence[int] = ()
        self.sights = Sights()
        self._first_at: datetime | None = None
        self._last_at: datetime | None = None

    @property
    def place(self) -> Place:
        """Where the learner is."""
        lesson = self._lessons[self._number]
        is_done = self._done >= len(lesson.steps)
        took = None
        if lesson.is_timed and is_done and self._first_at is not None and self._last_at is not None:
            took = self._last_at - self._first_at
        case = format_number("case", self._prepared[0]) if self._prepared else ""
        return Place(
            lesson,
            self._number + 1,
            None if is_done else lesson.steps[self._done],
            self._done + 1,
            {**names(), "case": case},
            took,
        )

    def elapsed(self) -> timedelta:
        """Since the first of the timed acts; nothing before it."""
        return timedelta() if self._first_at is None else self._desk.clock.now() - self._first_at

    def begin(self) -> Place:
        """Put on the desk what the present lesson needs."""
        lesson = self._lessons[self._number]
        self._prepared = lesson.prepare(self._office)
        self._first_at = self._last_at = None
        self._done = 0
        self._count_anew()
        return self.place

    def skip(self) -> Place:
        """Begin the next lesson; the last one begins anew."""
        self._number = min(self._number + 1, len(self._lessons) - 1)
        return self.begin()

    def look(self) -> Place:
        """See what was done since; a lesson that is done is followed by the next one."""
        lesson = self._lessons[self._number]
        while self._done < len(lesson.steps):
            past = Past(self._desk, self._acts(), self.sights, self._prepared)
            if not lesson.steps[self._done].done(past):
                return self.place
            if lesson.is_timed:
                self._take_time(lesson.steps[self._done], past)
            self._done += 1
        return self.place if lesson.is_timed else self.skip()

    def _take_time(self, step: Step, past: Past) -> None:
        """One act counts once: what came after the one that did it is for the next step."""
        enough = next(
            (acts for acts in _prefixes(past.acts) if step.done(past._replace(acts=acts))), past.acts[:0]
        )
        at = enough[-1].at if enough else self._desk.clock.now()
        self._first_at = self._first_at or at
        self._last_at = at
        if enough:
            self._since = max(line.id for line in past.acts if line.action == enough[-1].action)
        self.sights = Sights()

    def _count_anew(self) -> None:
        self._since = max((line.id for line in self._desk.history.newest(1)), default=0)
        self.sights = Sights()

    def _acts(self) -> "Sequence[EventLine]":
        """What the learner did since, oldest first."""
        newest = self._desk.history.newest(MOST_ACTS)
        return [line for line in reversed(newest) if line.id > self._since and line.actor == self._desk.actor]


def _prefixes(acts: "Sequence[EventLine]") -> "Iterator[Sequence[EventLine]]":
    """None of them, the first, the first two ..."""
    return (acts[:count] for count in range(len(acts) + 1))
