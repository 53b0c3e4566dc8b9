"""What can be done to promises with one key, for every screen that shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import PromiseRow
from servicedesk.i18n import _, ngettext
from servicedesk.tui.forms.asking import ask
from servicedesk.tui.frame.desk_screen import DeskScreen

if TYPE_CHECKING:
    # What reads times is dear to import, and no first picture needs it.
    from servicedesk.domain.promise_words import PromiseLine, ToldTime


class PromiseChanges(DeskScreen):
    """Keep, tell anew, withdraw; what a screen shows afterwards comes with its next load."""

    def keep_promises(self, ids: Sequence[int]) -> None:
        """What was promised has been done, now."""
        if ids:
            said = _("{promises} kept").format(promises=_counted(ids))
            self.change(self.desk.promises.keep, ids, said=said)

    def withdraw_promises(self, ids: Sequence[int]) -> None:
        """Nobody waits for them any more: ask why."""
        if not ids:
            return

        def answered(text: str | None) -> None:
            if text is not None:
                said = _("{promises} withdrawn").format(promises=_counted(ids))
                self.change(self.desk.promises.withdraw, ids, text, said=said)

        title = f"{_counted(ids)}  {_('Withdrawn: why?')}"
        ask(self.app, title, answered, check=_not_empty, hint=_("she needs it no more ..."))

    def retell_promise(self, row: PromiseRow | None) -> None:
        """Ask for the time that the customer is told now; a length of time is our own estimate."""
        if row is None:
            return
        desk = self.desk

        def tell(told: "ToldTime") -> PromiseRow | None:
            change = desk.promises.retell(row.id, told.due_at, estimate_at=told.estimate_at)
            return desk.promises.get(change.ids[-1])

        def answered(text: str | None) -> None:
            if text:
                self.change(tell, self._time(text), said=self._made)

        was = format_when(row.due_at, desk.clock.now(), desk.zone)
        title = _("{number}  Told anew: by when? It was {time}.").format(
            number=format_number("promise", row.id), time=was
        )
        ask(self.app, title, answered, check=self._time_fault, hint=_("fri 15:00, or what we expect: 60m"))

    # Reading what is typed

    def _time(self, text: str) -> "ToldTime":
        from servicedesk.domain.promise_words import read_time

        desk = self.desk
        return read_time(text, desk.clock.now(), desk.zone, desk.settings.date_order)

    def _line(self, text: str) -> "PromiseLine":
        from servicedesk.domain.promise_words import read_promise

        desk = self.desk
        return read_promise(text, desk.clock.now(), desk.zone, desk.settings.date_order)

    def _time_fault(self, text: str) -> str | None:
        try:
            return self._past(self._time(text).at)
        except ServiceDeskError:
            return _("No time is meant by that: 60m, fri 15:00, 明天下午三点.")

    def _promise_fault(self, text: str) -> str | None:
        line = self._line(text)
        if line.time is None:
            return _("By when? End with a time: 60m, fri 15:00, 明天下午三点.")
        return self._past(line.time.at)

    def _past(self, at: datetime) -> str | None:
        return _("That time has passed.") if at <= self.desk.clock.now() else None

    def _made(self, row: PromiseRow | None) -> str:
        """What the customer is to be told."""
        if row is None:
            return ""
        from servicedesk.domain.promise_words import told_in_words

        told = told_in_words(row.due_at, row.estimate_at, self.desk.clock.now(), self.desk.zone)
        return _("{number}: tell {told}").format(number=format_number("promise", row.id), told=told)


def _counted(ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return format_number("promise", ids[0])
    return ngettext("{count} promise", "{count} promises", len(ids)).format(count=len(ids))


def _not_empty(text: str) -> str | None:
    return None if text else _("Give a reason.")
