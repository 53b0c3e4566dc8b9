"""Handler: what a screen or a popup has to do things with, by the services of the desk.

    class Snooze(Handler):
        def action_case_snooze(self) -> None:         # `case.snooze` of the action table
            self.change(self.desk.cases.snooze, ids, until, said=_("Snoozed."))

    class QueueScreen(ListScreen):
        def make_handlers(self) -> Iterable[Handler]:
            return (Snooze(self), ...)

The screen finds by the id of the action which of its handlers has the method. What takes one line stands in
`acts` instead, by the id. Handlers that need one another are given one another where they are made.

Services are called in two ways; both run in a thread and come back on the event loop.

    self.run_service(desk.cases.dossier, case_id, then=self.show_preview, group="preview")
    self.change(desk.cases.snooze, ids, until, said=_("Snoozed."), then=self.after_snooze)

`run_service` is for reading: a later call of the same group makes an earlier answer void. Where `then` opens
a box say `opens=True`, so that what is typed in one go with the key stands in the box. `change` is for
writing: changes are made one after another in the order of the keys, are never dropped, and end in a toast
that names the undo key, or says that nothing differed. Either way a refusal of the desk becomes a toast, or
goes to `failed`.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

from textual.app import App
from textual.screen import Screen
from textual.worker import Worker

from servicedesk.domain.rows.history import Change
from servicedesk.i18n import _
from servicedesk.keys.actions import Action
from servicedesk.tui.base.lateness import Lateness, as_of
from servicedesk.tui.front import Front, front_of

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")
Failed = Callable[[Exception], object]
Act = Callable[[], object]
Acts = Mapping[str, Act]


class Handler:
    """Does things for one screen."""

    def __init__(self, screen: Screen[Any]) -> None:
        """For this screen or popup, which need not be mounted yet."""
        self.screen = screen

    @cached_property
    def acts(self) -> Acts:
        """What is done in one line, by the id of its action."""
        return {}

    def doer(self, action: Action) -> Act | None:
        """What does `action`; None if that is not done here."""
        return own_act(self, self.acts, action)

    @property
    def lateness(self) -> Lateness | None:
        """When what is done here happened, if it may be entered late."""
        return None

    @property
    def app(self) -> App[Any]:
        """The app, to open popups."""
        return self.screen.app

    @property
    def desk_app(self) -> Front:
        """The app, by what screens may use of it."""
        return front_of(self.app)

    @property
    def desk(self) -> "Desk":
        """The open desk; not before `load` has been called."""
        return self.desk_app.desk

    def run_service(
        self,
        call: Callable[[*Arguments], Result],
        *args: *Arguments,
        then: Callable[[Result], object] | None = None,
        failed: Failed | None = None,
        group: str = "service",
        opens: bool = False,
    ) -> None:
        """Read in a thread, then call `then` with the answer unless `group` has been asked anew.

        With `opens` the keys that are pressed meanwhile wait for the box that `then` opens. No reading
        that goes on by itself takes such an answer back; where it fails, what was typed for it goes, too.
        """
        read = _Answer(partial(self._read, partial(call, *args), then, failed))
        group = f"{group} in a box" if opens else group
        worker = self.screen.run_worker(read.come, group=group, exclusive=True, exit_on_error=False)
        if opens:
            self._hold_keys(worker, read)

    def change(
        self,
        call: Callable[[*Arguments], Result],
        *args: *Arguments,
        said: str | Callable[[Result], str] = "",
        then: Callable[[Result], object] | None = None,
        failed: Failed | None = None,
        opens: bool = False,
        ends: str = "",
    ) -> None:
        """Write in the writing thread, say `said`, call `then` with the result, and show what has changed.

        `ends` is the key of the draft whose words are saved by it; one that is refused keeps them.
        What is entered late is written as of the time that was given for it. `opens` as in run_service.
        """
        act: Callable[[], Any] = partial(call, *args)
        late = self.lateness
        if late is not None and (at := late.take()) is not None:
            act, said = as_of(self.desk, at, act), partial(_said_late, late, at, said)
            failed = partial(self._refused_late, late, at, failed)
        write = _Answer(partial(self._write, act, said, partial(self._written, ends, then), failed))
        # The app's worker: closing the screen must not take a write back.
        worker = self.app.run_worker(write.come, group="change", exit_on_error=False)
        if opens:
            self._hold_keys(worker, write)

    def _hold_keys(self, worker: Worker[Any], answer: "_Answer") -> None:
        def has_ended() -> bool:
            # One that is cancelled before its first step never becomes finished.
            ended = worker.is_finished or worker.is_cancelled
            if ended and not answer.has_come:
                self._drop_keys()
            return ended

        self.desk_app.hold_keys(has_ended)

    def _drop_keys(self) -> None:
        """Let go what was typed for a box that did not come, unless it goes into a field."""
        from textual.widgets import Input, TextArea

        if not isinstance(self.app.focused, Input | TextArea):
            self.desk_app.drop_keys()

    async def _read(
        self, call: Callable[[], Any], then: Callable[[Any], object] | None, failed: Failed | None
    ) -> bool:
        """Whether an answer was there, and somebody to take it."""
        try:
            result = await asyncio.to_thread(call)
            if then is not None and self._hears:
                then(result)
                return True
        except Exception as error:
            self._report(error, failed)
        return False

    async def _write(
        self,
        call: Callable[[], Any],
        said: str | Callable[[Any], str],
        then: Callable[[Any], object],
        failed: Failed | None,
    ) -> bool:
        """Whether it was written."""
        app = self.desk_app
        try:
            result = await asyncio.get_running_loop().run_in_executor(app.writing, partial(_noted, app, call))
            app.look_for_changes()
            words = said(result) if callable(said) else said
            if _changed_nothing(result):
                # An undo would take back what was done before.
                app.say(nothing_changed(words))
            elif words:
                app.say(words, undoable=True)
            then(result)
        except Exception as error:
            self._report(error, failed)
            return False
        return True

    def _written(self, ends: str, then: Callable[[Any], object] | None, result: Any) -> None:
        if ends:
            self.desk_app.words.keep(ends, partial(self.desk.drafts.drop_form, ends))
        if then is not None and self._hears:
            then(result)

    def _refused_late(self, late: Lateness, at: datetime, failed: Failed | None, error: Exception) -> None:
        late.give_back(at)
        self._report(error, failed)

    @property
    def _hears(self) -> bool:
        """Whether answers still have widgets to go to; those of a closing screen have gone."""
        is_closing = self.screen._pruning  # noqa: SLF001 - Textual has no public word for it
        return self.screen.is_attached and not is_closing and self.app.is_running

    def _report(self, error: Exception, failed: Failed | None) -> None:
        if failed is not None and self._hears:
            failed(error)
        else:
            self.desk_app.report(error)


class _Answer:
    """What is read or written for `then`, and whether it came."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        self._work = work
        self.has_come = False

    async def come(self) -> Any:
        self.has_come = await self._work()


def _noted(app: Front, call: Callable[[], Result]) -> Result:
    """What the call gives back; in the one thread that writes, so that an undo behind it knows."""
    result = call()
    app.changed_nothing = _changed_nothing(result)
    return result


def nothing_changed(done: str = "") -> str:
    """What is said instead of how it is taken back: `C-4 on you: it is so already; nothing was changed.`"""
    if done:
        return _("{what}: it is so already; nothing was changed.").format(what=done)
    return _("It is so already; nothing was changed.")


def _changed_nothing(result: object) -> bool:
    """Whether what a service answered is, or holds, a change in which nothing differed."""
    held = result if isinstance(result, tuple) else (result, getattr(result, "change", None))
    return any(isinstance(one, Change) and not one.count for one in held)


def _said_late(late: Lateness, at: datetime, said: str | Callable[[Any], str], result: object) -> str:
    return late.said(said(result) if callable(said) else said, at)


def own_act(owner: object, acts: Acts, action: Action) -> Act | None:
    """The line of `acts` or the method of `owner` that does `action`."""
    return acts.get(action.id) or getattr(owner, f"action_{action.method}", None)
