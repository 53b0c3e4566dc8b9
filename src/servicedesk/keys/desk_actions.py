"""What the keys mean on calls, on customers and on Today; `actions` takes these lines in."""

from servicedesk.i18n import N_, NP_
from servicedesk.keys.rule_actions import Line

CALLS: tuple[Line, ...] = (
    Line("call.edit", "e", N_("edit"), N_("Edit the call."), 11),
    Line("call.case", "c", N_("open case"), N_("Open a case from the call."), 12),
    Line("call.followup", "f", N_("follow-up"), N_("Book a follow-up."), 13),
    Line("call.customer", "i", N_("customer"), N_("Open the customer card."), 14),
    Line(
        "call.out",
        "T",
        N_("call out"),
        N_("Call the customer: the clock starts; one letter sets the outcome."),
    ),
    Line(
        "call.rehome",
        "R",
        N_("belongs to"),
        N_("It belongs to another customer or another case, or to none: give it there."),
    ),
    Line("call.void", "x D", N_("void"), N_("Strike out a call that was logged by mistake.")),
)

CUSTOMERS: tuple[Line, ...] = (
    Line("customer.edit", "e", N_("edit"), N_("Edit the card."), 11),
    Line("customer.followup", "f", N_("follow-up"), N_("Book a follow-up."), 12),
    Line("customer.new", "N", N_("new card"), N_("New customer."), 13),
    Line(
        "customer.call_out",
        "T",
        N_("call out"),
        N_("Call the customer: the clock starts; one letter sets the outcome."),
    ),
    Line("customer.tag", "l", N_("tags"), N_("Put on or take off tags.")),
    Line("customer.banner", "b", N_("banner"), N_("Set the banner that everybody must read.")),
)

CARD: tuple[Line, ...] = (
    Line("card.call", "n", NP_("key", "call"), N_("Log a call with this customer.")),
    Line("card.copy", "y", N_("copy"), N_("Copy the phone number."), 14),
    Line("card.copy_all", "Y", N_("copy all"), N_("Copy a summary of the card.")),
    Line("card.reveal", "V", N_("reveal"), N_("Show masked numbers, or hide them.")),
)

CARD_TABS: tuple[Line, ...] = (
    Line("card.previous_tab", "[", N_("previous tab"), N_("Previous tab of the card.")),
    Line("card.next_tab", "]", N_("next tab"), N_("Next tab of the card."), 15),
    Line("card.fields", "o", N_("fields"), N_("History: every field that changed, or the sentences alone.")),
)

TODAY: tuple[Line, ...] = (
    Line("today.held", "x", N_("done"), N_("The follow-up was held, the promise kept."), 10),
    Line(
        "today.not_held",
        "X",
        N_("not held"),
        N_("The follow-up was not held, or the promise is withdrawn, with a reason."),
        11,
    ),
    Line(
        "today.move",
        "s",
        N_("new time"),
        N_("Move the follow-up, or tell the promise anew, to a time you choose."),
        12,
    ),
    Line(
        "today.call_out",
        "T",
        N_("call out"),
        N_("Call the customer: the clock starts; one letter sets the outcome."),
    ),
    Line(
        "today.rehome",
        "R",
        N_("belongs to"),
        N_("The call to finish belongs to another customer or another case, or to none: give it there."),
        13,
    ),
    Line("today.plots", "t", N_("as text"), N_("The plots as text, or as pictures again.")),
    Line("today.discard", "D", N_("discard"), N_("Discard the draft."), 14),
)
