"""The signs of lists and calendars: each declared here once, drawn by the columns, explained by `?`.

State is never colour alone: what a colour says, a sign says too. A sign that a screen begins to draw gets a
line here, with the scopes in whose lists it stands; tests hold that no column writes one of its own.
"""

from collections.abc import Iterable
from typing import NamedTuple

from servicedesk.i18n import N_, NP_
from servicedesk.keys.actions import Scope


class Sign(NamedTuple):
    """One sign: how it is drawn, an example of how it looks, and what it means, marked for translation."""

    glyph: str
    sample: str
    help: str
    scopes: tuple[Scope, ...]
    plain: str = ""
    """How it is drawn where the setting `glyphs` says `ascii`; empty if it is no other."""


CURSOR = Sign("▌", "▌", N_("the selected row"), (Scope.ROWS,), ">")
MARKED = Sign("*", "*", N_("this row is marked"), (Scope.ROWS,))
LATE = Sign("!", "!", N_("late: its time is over"), (Scope.CASE,))
NEARLY_LATE = Sign(":", ":", N_("80 % of its time is used"), (Scope.CASE,))
WARNED = Sign(".", ".", N_("first warning has passed"), (Scope.CASE,))
HANDED = Sign(">", N_(">sales"), N_("with that department"), (Scope.CASE,))
LATE_BY = Sign("-", N_("-2 d"), N_("late by this much"), (Scope.CASE, Scope.TODAY, Scope.CALENDAR))
VIP = Sign("*", "*Li", N_("name of a VIP"), (Scope.CASE,))
KEY_CUSTOMER = Sign("+", "+Li", N_("name of a key customer"), (Scope.CASE,))
LABEL = Sign("+", N_("+leak"), N_("a label, or a tag"), (Scope.CASE, Scope.CUSTOMER))
NOBODY = Sign("–", "–", N_("nobody, or nothing"), (Scope.CASE, Scope.CALL, Scope.CUSTOMER, Scope.TODAY))
CUT = Sign("…", "…", N_("cut off: too narrow"), (Scope.ROWS,), "...")
BANNER = Sign("!", "!", N_("banner: must be read"), (Scope.CUSTOMER,))
OVERDUE = Sign("!", "!", N_("overdue"), (Scope.TODAY, Scope.CALENDAR))
MORE = Sign("+", "500+", N_("at least so many"), (Scope.TODAY,))
TODAY = Sign("*", "*24", N_("today"), (Scope.GRID,))
PLANNED = Sign(".", "24.", NP_("day", "something is planned"), (Scope.GRID,))
DAY_LATE = Sign("!", "24!", NP_("day", "something is overdue"), (Scope.GRID,))
CHOSEN = Sign("[", "[24]", NP_("day", "chosen"), (Scope.GRID,))
VIEW = Sign("/", "3/21 [ ]", N_("view 3 of 21: keys [ ]"), (Scope.LIST,))

SIGNS: tuple[Sign, ...] = (
    LATE, NEARLY_LATE, WARNED, LATE_BY, HANDED, VIP, KEY_CUSTOMER, BANNER, OVERDUE, MORE,
    TODAY, PLANNED, DAY_LATE, CHOSEN, LABEL, NOBODY, CURSOR, MARKED, CUT, VIEW,
)  # fmt: skip
"""In the order of `?`: what presses first."""


def signs_in(scopes: Iterable[Scope]) -> list[Sign]:
    """The signs of these scopes."""
    wanted = set(scopes)
    return [sign for sign in SIGNS if wanted.intersection(sign.scopes)]
