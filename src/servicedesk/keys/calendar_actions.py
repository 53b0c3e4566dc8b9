"""What the keys mean in the calendar and its grids; `actions` takes these lines in."""

from servicedesk.i18n import N_
from servicedesk.keys.rule_actions import Line

CALENDAR: tuple[Line, ...] = (
    Line("calendar.book", "n", N_("book"), N_("Book a follow-up."), 10),
    Line(
        "calendar.book_again",
        "f",
        N_("book another"),
        N_("Book another follow-up with the customer of this row."),
    ),
    Line("calendar.later", ">", N_("later"), N_("Move the follow-up a day on."), 11),
    Line("calendar.earlier", "<", N_("earlier"), N_("Move the follow-up a day back."), 12),
    Line("calendar.move", "s", N_("move"), N_("Move the follow-up to a time you choose."), 15),
    Line(
        "calendar.move_series",
        "S",
        N_("move all later"),
        N_("Move the follow-up and all later ones of its series to a time you choose."),
    ),
    Line("calendar.held", "x", N_("held"), N_("The follow-up was held."), 13),
    Line("calendar.not_held", "X", N_("not held"), N_("The follow-up was not held, with a reason."), 14),
    Line(
        "calendar.call_out",
        "T",
        N_("call out"),
        N_("Call the customer: the clock starts; one letter sets the outcome."),
    ),
    Line("calendar.cancel", "D", N_("cancel"), N_("Cancel the follow-up.")),
    Line("calendar.edit", "e", N_("edit"), N_("Edit the follow-up.")),
    Line("calendar.customer", "i", N_("customer"), N_("Open the customer card.")),
    Line("calendar.case", "c", N_("case"), N_("Open the case of the follow-up.")),
    Line("calendar.copy", "y", N_("copy"), N_("Copy the phone number.")),
    Line("calendar.today", "t", N_("today"), N_("Go to today."), 15),
    Line("calendar.month", "m", N_("month"), N_("Month beside agenda."), 16),
    Line("calendar.week", "w", N_("week"), N_("The seven days of the week."), 17),
    Line("calendar.agenda", "a", N_("agenda"), N_("The agenda alone."), 18),
    Line("calendar.previous_page", "[", N_("previous"), N_("Previous month or week.")),
    Line("calendar.next_page", "]", N_("next"), N_("Next month or week.")),
    Line("calendar.hours", "W", N_("hours"), N_("Open the working calendar.")),
)

GRID: tuple[Line, ...] = (
    Line("grid.left", "h left", N_("previous day"), N_("Previous day.")),
    Line("grid.right", "l right", N_("next day"), N_("Next day.")),
    Line("grid.up", "k up", N_("previous week"), N_("Previous week.")),
    Line("grid.down", "j down", N_("next week"), N_("Next week.")),
    Line("grid.open", "enter", N_("open day"), N_("Go to the agenda of the day.")),
)
