"""What the keys mean in every list and form; `actions` takes these lines in."""

from servicedesk.i18n import N_, NP_
from servicedesk.keys.rule_actions import Line

FORM: tuple[Line, ...] = (
    Line("form.save", "ctrl+s", N_("save"), N_("Save."), 1),
    Line("form.hang_up", "ctrl+t", N_("hang up"), N_("Stop the clock of the call."), 2),
    Line(
        "form.case",
        "ctrl+o",
        N_("about case"),
        N_("The call is about an open case of the caller; again for the next, then for none."),
        3,
    ),
    Line(
        "form.promise",
        "f4 ctrl+l",
        N_("promise"),
        N_("Promise something in the call: words and a time; the time to tell is shown."),
        4,
    ),
    Line(
        "form.outcome",
        "f5 ctrl+b",
        NP_("key", "outcome"),
        N_("To the outcome of the call: one letter takes it."),
        5,
    ),
    Line(
        "form.answered",
        "ctrl+g",
        N_("answered now"),
        N_("Answered only now: what went before was ringing; again takes it back."),
    ),
    Line("form.candidate_down", "down", N_("next candidate"), N_("Next of the customers found.")),
    Line("form.candidate_up", "up", N_("previous candidate"), N_("Previous of the customers found.")),
)

LISTS: tuple[Line, ...] = (
    Line(
        "list.call",
        "n",
        NP_("key", "call"),
        N_("Log a call, with the customer of this row if there is one."),
    ),
    Line("list.filter", "/", N_("filter"), N_("Filter the list."), 60),
    Line("list.order", "o", N_("order"), N_("Choose the order.")),
    Line("list.reverse", "O", N_("reverse"), N_("Reverse the order.")),
    Line("list.preview", "p", N_("preview"), N_("Preview on or off.")),
    Line("list.preview_side", "P", N_("preview side"), N_("Preview at the right or below.")),
    Line("list.copy", "y", N_("copy"), N_("Copy the number or the phone.")),
    Line("list.copy_summary", "Y", N_("copy summary"), N_("Copy a summary of the row.")),
    Line("list.previous_view", "[", N_("previous view"), N_("Previous saved view.")),
    Line("list.next_view", "]", N_("next view"), N_("Next saved view.")),
    Line("list.views", "F", N_("views"), N_("All views with their counts: type to choose one.")),
    Line("list.save_view", "V", N_("save view"), N_("Save this filter and order as a view.")),
    Line("list.repeat", ".", N_("repeat last"), N_("Repeat the last change on this row.")),
)

ROWS: tuple[Line, ...] = (
    Line("rows.down", "j down", N_("down"), N_("Down.")),
    Line("rows.up", "k up", N_("up"), N_("Up.")),
    Line("rows.top", "g home", N_("top"), N_("First row.")),
    Line("rows.bottom", "G end", N_("bottom"), N_("Last row.")),
    Line("rows.half_down", "ctrl+d", N_("half page down"), N_("Half a page down.")),
    Line("rows.half_up", "ctrl+u", N_("half page up"), N_("Half a page up.")),
    Line("rows.page_down", "pagedown", N_("page down"), N_("A page down.")),
    Line("rows.page_up", "pageup", N_("page up"), N_("A page up.")),
    Line("rows.open", "enter", N_("open"), N_("Open the selected row.")),
    Line("rows.mark", "space", N_("mark"), N_("Mark the row and step down.")),
    Line("rows.range", "v", N_("range"), N_("Start marking a range; press again to end it.")),
    Line("rows.mark_all", "*", N_("mark all"), N_("Mark all rows of the list.")),
)
