"""TutorApp: the screens on a throw-away desk, with the bar of lessons on each of them.

The app looks where the learner is whenever the desk or the screen in front has changed. What a lesson needs
is put on the desk in the writing thread, like everything else that is written.
"""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen
from textual.worker import WorkType

from servicedesk.settings import best_time
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.base.handler import Acts
from servicedesk.tui.base.watcher import DeskChanged, DeskOpened
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.keys_screen import KeysScreen
from servicedesk.tui.frame.list_screen import ListScreen
from servicedesk.tui.frame.status_footer import StatusFooter
from servicedesk.tui.front import front_screen
from servicedesk.tui.lists.row_list import RowList
from servicedesk.tui.tutor.lesson_bar import LessonBar, Shown

if TYPE_CHECKING:
    from servicedesk.services.tutor.course import Course, Place
    from servicedesk.services.tutor.lesson import Sights

SECOND = 1.0


class TutorApp(ServiceDeskApp):
    """The desk with its lessons."""

    course: "Course | None" = None
    shown = Shown()
    _filtered = ""
    """By what the list was filtered when it was looked last."""

    @cached_property
    def acts(self) -> Acts:
        """Those of the desk, without a tutor within the tutor."""
        acts = {name: act for name, act in super().acts.items() if name != "app.tutor"}
        return {**acts, "tutor.skip": self.skip_lesson}

    def on_mount(self) -> None:
        """Every screen gets the bar when it comes to the front."""
        self.screen_change_signal.subscribe(self, self._screen_changed)
        self.set_interval(SECOND, self._tick)
        self._screen_changed(self.screen)

    @on(DeskOpened)
    def _begin_course(self) -> None:
        from servicedesk.services.tutor.course import Course

        self.course = Course(self.desk)
        self._step(self.course.begin)

    def skip_lesson(self) -> None:
        """The next lesson; at the end the twenty acts once more."""
        if self.course is not None:
            self._step(self.course.skip)

    # Where the learner is

    @on(DeskChanged)
    def _desk_changed(self) -> None:
        self.look()

    def _screen_changed(self, screen: "Screen[object]") -> None:
        if isinstance(screen, DeskScreen):
            if screen.is_mounted:
                self._put_bar(screen)
            else:
                screen.call_after_refresh(self._put_bar, screen)
        self._see()

    @on(RowList.CountChanged)
    def _list_changed(self) -> None:
        self._see()

    def _put_bar(self, screen: DeskScreen) -> None:
        if screen.is_attached and not screen.query(LessonBar) and (footers := screen.query(StatusFooter)):
            bar = LessonBar()
            bar.shown = self.shown
            screen.mount(bar, before=footers.first())

    def _see(self) -> None:
        """Look again if something new is in front, of which no trace stands in the desk."""
        screen = front_screen(self)
        if self.course is None or screen is None:
            return
        before = deepcopy(self.course.sights)
        self._note(self.course.sights, screen)
        if self.course.sights != before:
            self.look()

    def _note(self, sights: "Sights", screen: "Screen[object]") -> None:
        """Note what is in front."""
        if getattr(screen, "NAME", "") == "customer":
            sights.cards.add(getattr(screen, "customer_id", 0))
        if isinstance(screen, ListScreen):
            # One that was there before the lesson is no act of it.
            if screen.filtered and screen.filtered != self._filtered:
                sights.queries.add(screen.filtered)
            self._filtered = screen.filtered
            if screen.view.name:
                sights.views.add(screen.view.name)
        if isinstance(screen, KeysScreen):
            sights.has_seen_keys = True

    def look(self) -> None:
        """See whether the learner has come on."""
        if self.course is not None:
            self._step(self.course.look)

    def _step(self, step: "Callable[[], Place]") -> None:
        work: WorkType[None] = partial(self._take, step)
        self.run_worker(work, group="tutor", exit_on_error=False)

    async def _take(self, step: "Callable[[], Place]") -> None:
        try:
            place = await asyncio.get_running_loop().run_in_executor(self.writing, step)
        except Exception as error:
            # Screens that are being closed look no more.
            if self.is_running:
                self.report(error)
            return
        before = self.shown.place
        if place.took is not None and (before is None or before.took is None):
            best = best_time.read()
            best_time.keep(place.took)
            self.show_lesson(Shown(place, place.took, best, is_best=best is None or place.took < best))
        elif place.took is None:
            self.show_lesson(
                Shown(place, self._elapsed(place), best_time.read() if place.lesson.is_timed else None)
            )
        if before is None or before.step is not place.step:
            # What was seen counts anew for each lesson; the view that is in front is the one it begins with.
            self._see()
        if before is None or before.number != place.number:
            self.look_for_changes()

    # The bar

    def show_lesson(self, shown: Shown) -> None:
        """Show it on the screen in front, and on every other one when it comes there."""
        self.shown = shown
        for stack in self._screen_stacks.values():
            for screen in stack:
                for bar in screen.query(LessonBar):
                    bar.shown = shown

    def _elapsed(self, place: "Place") -> timedelta:
        return self.course.elapsed() if self.course and place.lesson.is_timed else timedelta()

    def _tick(self) -> None:
        self._see()
        place = self.shown.place
        if place is not None and place.lesson.is_timed and place.took is None:
            self.show_lesson(self.shown._replace(elapsed=self._elapsed(place)))
