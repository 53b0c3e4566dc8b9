"""Lateness: the next act happened earlier, for the records that were meant when that was said, and no others.

It is armed by a key, shown in the footer as long as it is, and ends when it has been used, when other records
are meant, when the screen is left, or on Esc; each of these is said.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from servicedesk.domain.date_format import format_when
from servicedesk.domain.wording import said_with
from servicedesk.i18n import _
from servicedesk.tui.front import front_of

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk


class Lateness:
    """When the next act on the chosen records of one screen happened, if not now."""

    def __init__(self, screen: Screen[Any], selection: Callable[[], Sequence[int]]) -> None:
        """`selection` says which records are meant at the moment."""
        self._screen = screen
        self._selection = selection
        self._ids: Sequence[int] = ()
        self.at: datetime | None = None
        """None when the next act happens now."""

    def arm(self, at: datetime) -> None:
        """The next act on the records that are meant now happened then."""
        self._ids = list(self._selection())
        self.at = at
        self._show()

    def disarm(self) -> bool:
        """The next act happens now again, which is said; False if it was so already."""
        if self.at is None:
            return False
        self._end()
        front_of(self._screen.app).say(_("Late entry is off: what you do next happens now."))
        return True

    def check(self) -> None:
        """Disarm when other records are meant by now."""
        if self.at is not None and list(self._selection()) != self._ids:
            self.disarm()

    def take(self) -> datetime | None:
        """The time for an act that begins now; the one after it happens now."""
        at = self.at
        if at is not None:
            self._end()
        return at

    def give_back(self, at: datetime) -> None:
        """The act was refused: what is done next is still late, if it is done to the same records."""
        if self.at is None and self._screen.is_attached and list(self._selection()) == self._ids:
            self.at = at
            self._show()

    def words(self, at: datetime) -> str:
        """The time as it is shown."""
        desk = front_of(self._screen.app).desk
        return format_when(at, desk.clock.now(), desk.zone)

    def said(self, words: str, at: datetime) -> str:
        """What is said of an act, with the time from which it counts."""
        when = self.words(at)
        if not words:
            return _("Entered as of {when}.").format(when=when)
        return said_with(words, _("entered as of {when}").format(when=when))

    def _end(self) -> None:
        self.at = None
        self._show()

    def _show(self) -> None:
        late = "" if self.at is None else _("late: {when}").format(when=self.words(self.at))
        for footer in self._screen.query("StatusFooter"):
            setattr(footer, "late", late)  # noqa: B010 - the footer stands above this in the order of imports


def as_of(desk: "Desk", at: datetime, call: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, which then writes as of `at`."""

    def late(*args: object) -> Any:
        with desk.happening(at):
            return call(*args)

    return late


def lateness_of(screens: Sequence[Screen[Any]]) -> Lateness | None:
    """That of the screen below the popups in front, if it has one."""
    return next((found for one in reversed(screens) if (found := getattr(one, "lateness", None))), None)


def leave_lateness(screens: Sequence[Screen[Any]]) -> None:
    """The screen in front is left: what is entered late is of one screen."""
    if (late := lateness_of(screens)) is not None:
        late.disarm()
