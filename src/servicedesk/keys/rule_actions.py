"""What the keys mean on the screens Working calendar and Desk rules; `actions` takes these lines in."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from servicedesk.i18n import N_

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

Does = Callable[["Desk", Sequence[int]], "Change"]
"""One call of a service on the chosen records."""


class Line(NamedTuple):
    """An action but for where it can be called: id, keys, label, help, place in the footer.

    What needs no question `does` it here, and no screen knows of it. `said` is said then, else the words of
    the event.
    """

    id: str
    keys: str
    label: str
    help: str
    footer: int = 0
    does: Does | None = None
    said: str = ""


HOURS: tuple[Line, ...] = (
    Line("hours.open", "o", N_("worked"), N_("A make-up day, worked like a working day."), 10),
    Line("hours.closed", "x", N_("desk closed"), N_("The desk is closed on this day."), 11),
    Line("hours.half", "t", N_("hours"), N_("Other hours on this day alone, such as a half day."), 12),
    Line("hours.clear", "D", N_("clear"), N_("Remove the rule of this day."), 15),
    Line("hours.week", "w", N_("week"), N_("The hours of a weekday."), 13),
    Line("hours.range", "r", N_("seasons"), N_("Seasons and duty: add or remove one."), 16),
    Line("hours.seed", "s", N_("holidays"), N_("Take over the public holidays of the year."), 14),
    Line("hours.edit", "e", N_("edit text"), N_("Edit the calendar as text."), 17),
    Line("hours.holiday", "X", N_("holiday"), N_("The day is a public holiday.")),
    Line("hours.name", "n", N_("name"), N_("Name the day.")),
    Line("hours.previous_year", "[", N_("previous year"), N_("Previous year.")),
    Line("hours.next_year", "]", N_("next year"), N_("Next year.")),
    Line("hours.today", "g", N_("today"), N_("Go to today.")),
    Line("hours.import", "i", N_("import"), N_("Take the calendar from a file.")),
    Line("hours.export", "E", N_("export"), N_("Write the calendar to a file.")),
    Line("hours.rules", "p", N_("desk rules"), N_("Open the other desk rules.")),
)

RULES: tuple[Line, ...] = (
    Line("rules.edit", "e", N_("edit"), N_("Edit these rules as text."), 10),
    Line("rules.reset", "R", N_("reset"), N_("Go back to the rules that are shipped."), 11),
    Line("rules.import", "i", N_("import"), N_("Take these rules from a file."), 12),
    Line("rules.export", "E", N_("export"), N_("Write these rules to a file."), 13),
    Line("rules.hours", "w", N_("calendar"), N_("Open the working calendar."), 14),
    Line("rules.down", "j", N_("down"), N_("Next rules.")),
    Line("rules.up", "k", N_("up"), N_("Previous rules.")),
    Line("rules.text_down", "ctrl+d", N_("text down"), N_("Half a page of the text down.")),
    Line("rules.text_up", "ctrl+u", N_("text up"), N_("Half a page of the text up.")),
)
