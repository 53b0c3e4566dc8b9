"""The words after `servicedesk`: what each is for, and the module that knows it.

Only help, completion and the call itself read this table; the modules are imported when they are called.
"""

from typing import TYPE_CHECKING, NamedTuple

from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from typer.models import CommandInfo

DEFAULT = "default"
"""The command that a noun runs when the next word is no verb of its own: `import customer FILE`."""


class Entry(NamedTuple):
    """A word after `servicedesk`: the module and Typer app behind it, and its line in the help.

    With `verb` it is that single command of the app, else the app is a noun with verbs.
    """

    module: str
    help: str
    app: str = "app"
    verb: str = ""


ENTRIES = {
    "today": Entry("cli.today", N_("What is owed now."), verb="today"),
    "call": Entry("cli.calls", N_("Calls: log, list, show, edit, void.")),
    "customer": Entry("cli.customers.verbs", N_("Customers: add, list, show, edit, history.")),
    "case": Entry("cli.case.verbs", N_("Cases of every kind: open, work, solve, tell, close.")),
    "complaint": Entry("cli.case.verbs", N_("The same as case, for complaints."), app="complaints"),
    "followup": Entry("cli.followups", N_("Follow-ups: book, list, move, hold.")),
    "promise": Entry(
        "cli.promises", N_("Promises: add, list, keep, retell, withdraw, and how many are kept.")
    ),
    "recurring": Entry("cli.recurring", N_("Cases that come again and again: add, list, pause, run.")),
    "calendar": Entry(
        "cli.calendar.verbs", N_("Working calendar: hours, holidays, make-up days; working time counted.")
    ),
    "policy": Entry("cli.policies", N_("The desk rules as text: targets, causes, checklists and more.")),
    "search": Entry(
        "cli.search", N_("Find customers, cases, calls and follow-ups by words or numbers."), verb="search"
    ),
    "view": Entry("cli.views", N_("Saved views: queries with a name.")),
    "import": Entry("cli.imports.verbs", N_("Take in customers, cases, calls and follow-ups from files.")),
    "export": Entry("cli.exports", N_("Write customers, cases, calls and follow-ups to files.")),
    "undo": Entry("cli.history", N_("Take back your last action, or any action by its number."), verb="undo"),
    "redo": Entry("cli.history", N_("Do again what you undid last."), verb="redo"),
    "history": Entry("cli.history", N_("What was done, newest first."), verb="history"),
    "demo": Entry("cli.demo", N_("Try the screens on a realistic demo desk."), verb="demo"),
    "tutor": Entry(
        "cli.tutor", N_("Learn the screens in ten minutes, on a desk made up for trying."), verb="tutor"
    ),
    "config": Entry("cli.configuration", N_("Settings: show, get, set.")),
    "keys": Entry("cli.keys", N_("The keys of the screens, and a check of your own."), verb="keys"),
    "doctor": Entry(
        "cli.maintenance", N_("Look whether the file and this machine are sound."), verb="doctor"
    ),
    "backup": Entry("cli.maintenance", N_("Make a verified copy of the file."), verb="backup"),
    "nightly": Entry(
        "cli.nightly", N_("Each night a set of everything, and its check: for cron."), verb="nightly"
    ),
    "restore": Entry("cli.maintenance", N_("Bring a backup back."), verb="restore"),
}

OF_CASES = (
    (N_("Write down and look up"), "open list show edit"),
    (N_("Give and mark"), "assign label priority note step macro"),
    (N_("From day to day"), "work wait nudge nudges snooze wake solve tell close reopen cancel"),
    (
        N_("A complaint, step by step"),
        (
            "acknowledge source extend assess evidence statement cause outcome remedy answer thank followup "
            "waive gates"
        ),
    ),
    (N_("Other departments"), "handoff back"),
    (N_("Several cases"), "merge unmerge split link unlink duplicate follow"),
    (N_("The clocks"), "explain whatif"),
)
"""The verbs of cases in groups: there are too many to be read as one list."""
GROUPS = {"case": OF_CASES, "complaint": OF_CASES}

Verbs = list[tuple[str, str]]
"""Verbs, each with its line in the help."""


def grouped(noun: str, verbs: Verbs) -> list[tuple[str, Verbs]]:
    """The verbs of a noun in its groups, what stands in none of them last; all in one where it has none."""
    left = dict(verbs)
    found = []
    for title, names in GROUPS.get(noun, ()):
        here = [(name, left.pop(name)) for name in names.split() if name in left]
        found += [(_(title), here)] if here else []
    rest = list(left.items())
    return [*found, (_("Others") if found else _("Commands"), rest)] if rest else found


EXAMPLES = N_("""\
servicedesk                       the screens
servicedesk demo                  the screens on a desk made up for trying
servicedesk call add '138 0000 1111 the air conditioner leaks !high @fri +leak'
servicedesk case list 'kind:complaint due:<fri' --json
servicedesk case solve C-231 --result 'part replaced'
""")

HELP = N_("The customer-service desk: calls, cases, customers and follow-ups in one local file.")


def command_name(declaration: "CommandInfo") -> str:
    """The word that calls the command."""
    return declaration.name or declaration.callback.__name__.replace("_", "-")  # type: ignore[union-attr]
