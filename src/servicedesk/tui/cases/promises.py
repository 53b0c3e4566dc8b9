"""Promises: what can be done to them with one key, on a case and wherever else they are shown."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.wording import before_value, said_with
from servicedesk.i18n import _, ngettext
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.base.lateness import Lateness
from servicedesk.tui.cases.case_handler import CaseHandler, ChosenCases, counted
from servicedesk.tui.cases.channels import choose_channel
from servicedesk.tui.forms.asking import ask, echoed, needed
from servicedesk.tui.forms.choice import Choice, LineKey, draft_key
from servicedesk.tui.forms.typed_times import will_save

if TYPE_CHECKING:
    from textual.screen import Screen

    # What reads times is dear to import, and no first picture needs it.
    from servicedesk.domain.promise_words import PromiseLine, ToldTime
    from servicedesk.services.desk import Desk


class Made(NamedTuple):
    """A promise that was just made, and whether its time lies outside working hours."""

    row: PromiseRow
    is_outside: bool


def made_now(desk: "Desk", promise_id: int) -> Made | None:
    """What is to be said of a promise just made; asked in the writing thread."""
    row = desk.promises.get(promise_id)
    return None if row is None else Made(row, desk.promises.is_outside_hours(row.due_at))


class Promises(Handler):
    """Keep, tell anew, withdraw; what a screen shows afterwards comes with its next load."""

    def __init__(self, screen: "Screen[Any]", lateness: Lateness | None = None) -> None:
        """Of a screen whose acts may be entered late its `lateness`."""
        super().__init__(screen)
        self._lateness = lateness

    @property
    def lateness(self) -> Lateness | None:
        """That of the screen."""
        return self._lateness

    def keep_promises(self, ids: Sequence[int]) -> None:
        """What was promised has been done, now."""
        if ids:
            said = _("{promises} kept").format(promises=_counted_promises(ids))
            self.change(self.desk.promises.keep, ids, said=said)

    def withdraw_promises(self, ids: Sequence[int]) -> None:
        """Nobody waits for them any more: ask why."""
        if not ids:
            return

        def answered(text: str | None) -> None:
            if text is not None:
                said = _("{promises} withdrawn").format(promises=_counted_promises(ids))
                withdraw = self.desk.promises.withdraw
                self.change(withdraw, ids, text, said=said, ends=key)

        key = LineKey(draft_key("promise.withdraw", ids))
        title = f"{_counted_promises(ids)}  {_('Why withdraw it?')}"
        check, hint = needed(_("Give a reason.")), _("no longer needed …")
        ask(self.app, title, answered, check=check, hint=hint, draft_key=key)

    def retell_promise(self, row: PromiseRow | None, before: str = "") -> None:
        """Ask for the time that the customer is told now, and what was said; a length is our own estimate.

        `before` was typed, and comes back from the question how they were told.
        """
        if row is None:
            return
        desk = self.desk

        def answered(text: str | None) -> None:
            if text:
                self.retell_as_typed(row, text, key)

        key = LineKey(draft_key("promise.retell", [row.id]))
        was = format_when(row.due_at, desk.clock.now(), desk.zone)
        title = _("{number}  New time: by when? It was {time}.").format(
            number=format_number("promise", row.id), time=was
        )
        example = _("fri 15:00 the part comes on Thursday; or what we expect: 60m")
        hint = echoed(example, self._anew_echo)
        check = self._time_fault
        ask(self.app, title, answered, check=check, hint=hint, draft_key=key, value=before)

    def retell_as_typed(self, row: PromiseRow, text: str, key: str = "") -> None:
        """The customer was told this time, or this length of time is what we expect: ask by which channel."""
        desk, line = self.desk, self._anew(text)
        told = line.time

        def tell(how: str) -> Made | None:
            if told is None:
                return None
            estimate = told.estimate_at or told.length
            change = desk.promises.retell(row.id, told.due_at, estimate=estimate, how=how, words=line.text)
            return made_now(desk, change.ids[-1])

        def chosen(how: str | None) -> None:
            if how is not None:
                self.change(tell, how, said=self.made, ends=key)
            else:
                self.retell_promise(row, text)

        title = f"{before_value(format_number('promise', row.id))}{_('How were they told?')}"
        choose_channel(self.app, title, chosen)

    # Reading what is typed

    def told(self, told: "ToldTime") -> str:
        """What the customer would be told, before it is promised. Raises UsageError if too far away."""
        from servicedesk.domain.promise_words import told_in_words

        promises, due_at, estimate_at = self.desk.promises, told.due_at, told.estimate_at
        if told.length is not None:
            estimate_at, due_at = promises.estimated(told.length)
        told_at = promises.padded(told.at) if due_at is None else due_at
        return told_in_words(told_at, estimate_at, self.desk.clock.now(), self.desk.zone)

    def echo(self, text: str) -> str:
        """What will be promised, while it is typed; nothing while no time is known."""
        line = self.line(text)
        return self._echo(line, line.text or _("call back"))

    def _anew_echo(self, text: str) -> str:
        try:
            line = self._anew(text)
        except ServiceDeskError:
            return ""
        return self._echo(line, line.text)

    def _echo(self, line: "PromiseLine", words: str) -> str:
        try:
            return will_save(words, self.told(line.time)) if line.time else ""
        except ServiceDeskError:
            return ""

    def _anew(self, text: str) -> "PromiseLine":
        from servicedesk.domain.promise_words import read_anew

        desk = self.desk
        return read_anew(text, desk.clock.now(), desk.reading_times)

    def line(self, text: str) -> "PromiseLine":
        """A promise as typed: its words and its time."""
        from servicedesk.domain.promise_words import read_promise

        desk = self.desk
        return read_promise(text, desk.clock.now(), desk.reading_times)

    def _time_fault(self, text: str) -> str | None:
        from servicedesk.domain.timestamps import UnclearDateError, said

        try:
            line = self._anew(text)
        except UnclearDateError as error:
            return said(error)
        if line.time is None:
            return line.fault or _("No time is meant by that: 60m, fri 15:00, tomorrow 15:00.")
        return self._past(line.time.at)

    def promise_fault(self, text: str) -> str | None:
        """What is wrong with a promise as typed, in words."""
        line = self.line(text)
        if line.time is None:
            return line.fault or _("By when? End with a time: 60m, fri 15:00, tomorrow 15:00.")
        return self._past(line.time.at)

    def _past(self, at: datetime) -> str | None:
        return _("That time has passed.") if at <= self.desk.clock.now() else None

    def made(self, made: Made | None, name: str = "") -> str:
        """What the customer is to be told; `name` for several promises."""
        if made is None:
            return ""
        row = made.row
        from servicedesk.domain.promise_words import told_in_words

        told = told_in_words(row.due_at, row.estimate_at, self.desk.clock.now(), self.desk.zone)
        words = _("{number}: tell {told}").format(number=name or format_number("promise", row.id), told=told)
        return said_with(words, _("outside working hours")) if made.is_outside else words


class CasePromises(CaseHandler):
    """Promises on cases."""

    def __init__(self, chosen: ChosenCases, promises: Promises) -> None:
        """`promises` works on those that were made."""
        super().__init__(chosen)
        self.promises = promises

    def action_case_promise(self) -> None:
        """Promise something; with an open promise, keep it or tell it anew."""
        self.promise_on(self.chosen.selection())

    def promise_on(self, ids: Sequence[int]) -> None:
        """The same for these cases; of several each gets the promise."""
        if len(ids) == 1:
            self.run_service(
                self.desk.promises.of_case,
                ids[0],
                then=lambda rows: self._offer_promises(ids[0], [row for row in rows if row.state == "open"]),
                group="promises",
                opens=True,
            )
        elif ids:
            self._promise(ids)

    def _offer_promises(self, case_id: int, rows: "Sequence[PromiseRow]") -> None:
        if not rows:
            self._promise([case_id])
            return
        now, zone = self.desk.clock.now(), self.desk.zone
        # First what changes nothing of what was promised: Enter alone must not say that it was kept.
        choices = [Choice("new", _("a new promise"), key="n")]
        for place, row in enumerate(rows):
            when = format_when(row.due_at, now, zone)
            note = said_with(row.text, when)
            # Each letter marks its line of the first one, the most urgent, while nothing else is typed.
            keys = ("k", "t", "w") if place == 0 else ("", "", "")
            choices += [
                Choice(f"keep {row.id}", _("kept"), key=keys[0], note=note),
                Choice(f"retell {row.id}", _("new time"), key=keys[1], note=note),
                Choice(f"withdraw {row.id}", _("withdraw"), key=keys[2], note=note),
            ]
        by_id = {row.id: row for row in rows}

        def chosen(value: str) -> None:
            what, _space, rest = value.partition(" ")
            number, _space, text = rest.partition(" ")
            if what == "new" and rest:
                self._promise_all([case_id], rest)
            elif what == "new":
                self._promise([case_id])
            elif what == "keep":
                self.promises.keep_promises([int(number)])
            elif what == "retell" and text:
                self.promises.retell_as_typed(by_id[int(number)], text)
            elif what == "retell":
                self.promises.retell_promise(by_id[int(number)])
            elif what == "withdraw":
                self.promises.withdraw_promises([int(number)])

        from servicedesk.tui.forms.picker import Reads

        reads = Reads(partial(self._read_promise, rows), _("a new promise: call back 60m; or words to find"))
        self.choose_for([case_id], _("Promises"), choices, chosen, reads=reads)

    def _read_promise(self, rows: "Sequence[PromiseRow]", text: str) -> tuple[list[Choice], str]:
        """What words and a time mean: a new promise; of a time alone the open ones may be told anew, below.

        The new one stands first, as the same keys make one where nothing is open: nothing is moved unasked.
        """
        line = self.promises.line(text)
        fault = self.promises.promise_fault(text)
        if line.time is None or fault:
            return [], fault or ""
        try:
            told = self.promises.told(line.time)
        except ServiceDeskError as error:
            return [], error.message
        words = said_with(line.text or _("call back"), told)
        new = Choice(f"new {text}", f"{before_value(_('a new promise'))}{words}")
        if line.text:
            return [new], ""
        anew = [
            Choice(f"retell {row.id} {text}", f"{before_value(_('new time'))}{told}", note=row.text)
            for row in rows
        ]
        return [new, *anew], ""

    def _promise(self, ids: Sequence[int]) -> None:
        """Ask for words and a time, and promise it on each of the cases."""

        def answered(text: str | None) -> None:
            if text:
                self._promise_all(ids, text, key)

        key = LineKey(draft_key("case.promise", ids))
        title = _("{number}  Promise: what, and by when?").format(number=counted(ids))
        check, hint = self.promises.promise_fault, _("call back 60m, price tomorrow 15:00")
        ask(self.app, title, answered, check=check, hint=echoed(hint, self.promises.echo), draft_key=key)

    def _promise_all(self, ids: Sequence[int], text: str, key: str = "") -> None:
        line = self.promises.line(text)
        told, words = line.time, line.text or _("call back")

        def make() -> Made | None:
            from servicedesk.services.promises import NewPromise

            if told is None:
                return None
            new = [
                NewPromise(words, told.due_at, told.estimate_at, case_id=case_id, estimate=told.length)
                for case_id in ids
            ]
            return made_now(self.desk, self.desk.promises.make_all(new).ids[-1])

        name = "" if len(ids) == 1 else counted(ids)
        said = partial(self.promises.made, name=name)
        self.change(make, said=said, ends=key)
        self.chosen.remember(lambda again: self._promise_all(again, text))


def _counted_promises(ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return format_number("promise", ids[0])
    return ngettext("{count} promise", "{count} promises", len(ids)).format(count=len(ids))
