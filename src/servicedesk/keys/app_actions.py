"""What the keys mean everywhere; `actions` takes these lines in."""

from servicedesk.i18n import N_, NP_
from servicedesk.keys.rule_actions import Line

APP: tuple[Line, ...] = (
    Line("app.today", "1", N_("Today"), N_("What is owed now.")),
    Line("app.calls", "2", N_("Calls"), N_("The call log.")),
    Line("app.queue", "3", N_("Queue"), N_("Open cases, complaints first.")),
    Line("app.customers", "4", N_("Customers"), N_("The roster.")),
    Line("app.calendar", "5", N_("Calendar"), N_("Follow-ups by day.")),
    Line("app.hours", "", N_("Working calendar"), N_("Working calendar: hours, holidays, make-up days.")),
    Line("app.rules", "", N_("Desk rules"), N_("Desk rules: targets, causes, checklists and more.")),
    Line(
        "app.recurring",
        "",
        N_("Recurring cases"),
        N_("Recurring cases: plans that open a case again and again."),
    ),
    Line("app.import", "", N_("Import …"), N_("Import: a file or a whole desk, looked at first.")),
    Line("app.export", "", N_("Export …"), N_("Export: one kind of record, or all of them, to files.")),
    Line("app.backup", "", N_("Back up …"), N_("Back up: a checked copy of the file of the desk.")),
    Line("app.tutor", "", N_("Tutor …"), N_("Tutor: ten minutes of lessons on a desk made up for trying.")),
    Line(
        "call.new",
        "f2 ctrl+n",
        NP_("key", "call"),
        N_("Log a call: the clock starts at once, also from within a field."),
        85,
    ),
    Line(
        "call.resume",
        "f3 ctrl+r",
        N_("parked calls"),
        N_("Go on with the call that was parked last, then those before it."),
    ),
    Line(
        "app.palette",
        "ctrl+p :",
        N_("commands"),
        N_("Find an action, a customer or a case by its words."),
    ),
    Line("app.undo", "u z", N_("undo"), N_("Undo the last action."), 80),
    Line("app.redo", "U Z", N_("redo"), N_("Redo what was undone.")),
    Line(
        "tutor.skip",
        "f9 ctrl+k",
        N_("skip lesson"),
        N_("In the tutor: the next lesson; at the end once more."),
    ),
    Line("app.help", "? f1", N_("keys"), N_("The keys of this screen."), 90),
    Line("app.back", "escape", N_("back"), N_("Back one level: filter, then marks, then screen.")),
    Line("app.close", "q", N_("close"), N_("Close the screen; on the first level quit.")),
    Line("app.theme", "", N_("theme"), N_("Choose the colours.")),
    Line("app.quit", "ctrl+q", N_("quit"), N_("Quit; what you typed is kept.")),
)
