"""The one table of actions: id, keys, words, scope.

Bindings, footer, the `?` screen, the palette, the key tables of the docs and the check of a
user's keymap all read `ACTIONS`. A new action is one line here; that line says itself what it does, or a
method `action_<id with _ for .>`, or a line of `acts`, of the screen that offers it or of a handler that the
screen has: `case.snooze` calls `action_case_snooze`.

Keys are written as Textual names them (`ctrl+s`, `pagedown`) or as the character itself (`!`), with
spaces between. Lower case acts, the capital reverses or widens. Characters that a Chinese input
method produces in place of an ASCII one are added by `with_twins`, never written in the table.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from servicedesk.i18n import N_, NP_, _
from servicedesk.keys import case_actions, file_actions, rule_actions
from servicedesk.keys.rule_actions import Does, Line


class Scope(StrEnum):
    """Where an action can be called."""

    APP = "app"
    ROWS = "rows"
    LIST = "list"
    TODAY = "today"
    CALL = "call"
    CASE = "case"
    CUSTOMER = "customer"
    CARD = "card"
    CALENDAR = "calendar"
    GRID = "grid"
    HOURS = "hours"
    RULES = "rules"
    IMPORT = "import"
    FORM = "form"


# Scopes that are alive together: within one line a key has one owner.
SCREENS: dict[str, tuple[Scope, ...]] = {
    "today": (Scope.APP, Scope.TODAY, Scope.LIST, Scope.ROWS),
    "calls": (Scope.APP, Scope.CALL, Scope.LIST, Scope.ROWS),
    "queue": (Scope.APP, Scope.CASE, Scope.LIST, Scope.ROWS),
    "customers": (Scope.APP, Scope.CUSTOMER, Scope.LIST, Scope.ROWS),
    "customer": (Scope.APP, Scope.CARD, Scope.CUSTOMER, Scope.ROWS),
    "cases of a customer": (Scope.APP, Scope.CARD, Scope.CASE, Scope.ROWS),
    "calendar": (Scope.APP, Scope.CALENDAR, Scope.GRID),
    "agenda": (Scope.APP, Scope.CALENDAR, Scope.ROWS),
    "working_calendar": (Scope.APP, Scope.HOURS, Scope.GRID),
    "policies": (Scope.APP, Scope.RULES),
    "import": (Scope.APP, Scope.IMPORT),
    "call_form": (Scope.APP, Scope.FORM),
}

GENERAL = N_("Everywhere")
MOVING = N_("Moving and marking")
LISTS = N_("Lists")
ACTING = N_("Acting on the marked rows, else on the row under the cursor")
CALENDAR = N_("Calendar")
WORKING_CALENDAR = N_("Working calendar")
DESK_RULES = N_("Desk rules")
IMPORTING = N_("Import")
FORMS = N_("Forms")
GROUPS = (ACTING, LISTS, CALENDAR, WORKING_CALENDAR, DESK_RULES, IMPORTING, FORMS, MOVING, GENERAL)


class Action(NamedTuple):
    """One thing a user can ask for.

    `label` is the short word of the footer, `help` the sentence of `?`, palette and docs, both
    untranslated. `footer` is the place in the footer, 0 for none. Without keys an action is reached
    through the palette alone. `does` and `said` as Line has them.
    """

    id: str
    keys: str
    label: str
    help: str
    scope: Scope
    group: str
    footer: int = 0
    does: Does | None = None
    said: str = ""

    @property
    def method(self) -> str:
        """The name after `action_` of the method that does it."""
        return self.id.replace(".", "_")

    @property
    def key_list(self) -> tuple[str, ...]:
        """The keys one by one."""
        return tuple(self.keys.split()) if self.keys else ()


def _of(scope: Scope, group: str, *lines: Line) -> list[Action]:
    return [Action(*line[:4], scope, group, *line[4:]) for line in lines]


ACTIONS: tuple[Action, ...] = (
    *_of(Scope.CASE, ACTING, *case_actions.CASES),
    *_of(Scope.CASE, MOVING, *case_actions.READING),
    *_of(
        Scope.CALL,
        ACTING,
        Line("call.edit", "e", N_("edit"), N_("Edit the call."), 11),
        Line("call.case", "c", N_("open case"), N_("Open a case from the call."), 12),
        Line("call.followup", "f", N_("follow-up"), N_("Book a follow-up."), 13),
        Line("call.customer", "i", N_("customer"), N_("Open the customer card."), 14),
        Line("call.void", "x D", N_("void"), N_("Strike out a call logged by mistake.")),
    ),
    *_of(
        Scope.CUSTOMER,
        ACTING,
        Line("customer.edit", "e", N_("edit"), N_("Edit the card."), 11),
        Line("customer.followup", "f", N_("follow-up"), N_("Book a follow-up."), 12),
        Line("customer.new", "N", N_("new card"), N_("New customer."), 13),
        Line("customer.tag", "l", N_("tags"), N_("Put on or take off tags.")),
        Line("customer.banner", "b", N_("banner"), N_("Set the banner that everybody must read.")),
    ),
    *_of(
        Scope.CARD,
        ACTING,
        Line("card.call", "n", NP_("key", "call"), N_("Log a call with this customer.")),
        Line("card.copy", "y", N_("copy"), N_("Copy the phone number."), 14),
        Line("card.copy_all", "Y", N_("copy all"), N_("Copy a summary of the card.")),
        Line("card.reveal", "V", N_("reveal"), N_("Show masked numbers, or hide them.")),
    ),
    *_of(
        Scope.CARD,
        LISTS,
        Line("card.previous_tab", "[", N_("previous tab"), N_("Previous tab of the card.")),
        Line("card.next_tab", "]", N_("next tab"), N_("Next tab of the card."), 15),
    ),
    *_of(
        Scope.TODAY,
        ACTING,
        Line("today.held", "x", N_("held, kept"), N_("The follow-up was held, the promise kept."), 10),
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
            N_("move, retell"),
            N_("Move the follow-up, or tell the promise anew, to a time you choose."),
            12,
        ),
        Line("today.discard", "D", N_("discard"), N_("Discard the draft.")),
    ),
    *_of(
        Scope.CALENDAR,
        CALENDAR,
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
    ),
    *_of(Scope.HOURS, WORKING_CALENDAR, *rule_actions.HOURS),
    *_of(Scope.RULES, DESK_RULES, *rule_actions.RULES),
    *_of(Scope.IMPORT, IMPORTING, *file_actions.IMPORT),
    *_of(
        Scope.GRID,
        MOVING,
        Line("grid.left", "h left", N_("day back"), N_("A day back.")),
        Line("grid.right", "l right", N_("day on"), N_("A day on.")),
        Line("grid.up", "k up", N_("week back"), N_("A week back.")),
        Line("grid.down", "j down", N_("week on"), N_("A week on.")),
        Line("grid.open", "enter", N_("open day"), N_("Go to the agenda of the day.")),
    ),
    *_of(
        Scope.FORM,
        FORMS,
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
            "form.answered",
            "ctrl+g",
            N_("answered now"),
            N_("Answered only now: what went before was ringing; again takes it back."),
        ),
        Line("form.candidate_down", "down", N_("next candidate"), N_("Next of the customers found.")),
        Line("form.candidate_up", "up", N_("previous candidate"), N_("Previous of the customers found.")),
    ),
    *_of(
        Scope.LIST,
        LISTS,
        Line(
            "list.call",
            "n",
            NP_("key", "call"),
            N_("Log a call, with the customer of this row if there is one."),
        ),
        Line("list.filter", "/", N_("filter"), N_("Filter with the words of the query language."), 60),
        Line("list.order", "o", N_("order"), N_("Choose the order.")),
        Line("list.reverse", "O", N_("reverse"), N_("Reverse the order.")),
        Line("list.preview", "p", N_("preview"), N_("Preview on or off.")),
        Line("list.preview_side", "P", N_("preview side"), N_("Preview at the right or below.")),
        Line("list.copy", "y", N_("copy"), N_("Copy the number or the phone.")),
        Line("list.copy_summary", "Y", N_("copy summary"), N_("Copy a summary of the row.")),
        Line("list.previous_view", "[", N_("previous view"), N_("Previous saved view.")),
        Line("list.next_view", "]", N_("next view"), N_("Next saved view.")),
        Line("list.save_view", "V", N_("save view"), N_("Save this filter and order as a view.")),
        Line("list.repeat", ".", N_("repeat"), N_("Repeat the last change on this row.")),
    ),
    *_of(
        Scope.ROWS,
        MOVING,
        Line("rows.down", "j down", N_("down"), N_("Down.")),
        Line("rows.up", "k up", N_("up"), N_("Up.")),
        Line("rows.top", "g home", N_("top"), N_("First row.")),
        Line("rows.bottom", "G end", N_("bottom"), N_("Last row.")),
        Line("rows.half_down", "ctrl+d", N_("half page down"), N_("Half a page down.")),
        Line("rows.half_up", "ctrl+u", N_("half page up"), N_("Half a page up.")),
        Line("rows.page_down", "pagedown", N_("page down"), N_("A page down.")),
        Line("rows.page_up", "pageup", N_("page up"), N_("A page up.")),
        Line("rows.open", "enter", N_("open"), N_("Open the row.")),
        Line("rows.mark", "space", N_("mark"), N_("Mark the row and step down.")),
        Line("rows.range", "v", N_("range"), N_("Begin a range of marks; again to keep it.")),
        Line("rows.mark_all", "*", N_("mark all"), N_("Mark all rows of the list.")),
    ),
    *_of(
        Scope.APP,
        GENERAL,
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
        Line("app.help", "? f1", N_("keys"), N_("The keys of this screen."), 90),
        Line("app.back", "escape", N_("back"), N_("One level out: filter, then marks, then screen.")),
        Line("app.close", "q", N_("close"), N_("Close the screen; on the first level quit.")),
        Line("app.theme", "", N_("theme"), N_("Choose the colours.")),
        Line("app.quit", "ctrl+q", N_("quit"), N_("Quit; what you typed is kept.")),
    ),
)

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}

# What a Chinese input method puts in the place of the ASCII character while it is on.
TWINS: dict[str, str] = {
    "/": "／、",
    "?": "？",
    ":": "：",
    "!": "！",
    ".": "。．",
    "*": "＊×",
    "<": "《＜",
    ">": "》＞",
    "[": "【［",
    "]": "】］",
    "1": "１",
    "2": "２",
    "3": "３",
    "4": "４",
    "5": "５",
    "$": "￥¥＄",
    "@": "＠",
    "#": "＃",
    "=": "＝",
}
_BY_TWIN = {twin: key for key, twins in TWINS.items() for twin in twins}

_SHOWN = {
    name: name.capitalize()
    for name in ["enter", "space", "home", "end", "up", "down", "left", "right", "tab", "backspace"]
}
_SHOWN |= {"escape": "Esc", "pagedown": "PgDn", "pageup": "PgUp", "delete": "Del"}


def with_twins(keys: Iterable[str]) -> tuple[str, ...]:
    """`keys`, each followed by the characters that stand for it while an input method is on."""
    return tuple(key for name in keys for key in (name, *TWINS.get(name, "")))


def meant_key(character: str) -> str:
    """The ASCII character that a key pressed with an input method on stands for, else the same."""
    return _BY_TWIN.get(character) or unicodedata.normalize("NFKC", character)


def in_scopes(scopes: Iterable[Scope]) -> list[Action]:
    """The actions of these scopes, in the order of the table."""
    wanted = set(scopes)
    return [action for action in ACTIONS if action.scope in wanted]


def key_shown(key: str) -> str:
    """`key` as a person reads it: `PgDn`, `ctrl+s`, `F2`, `!`."""
    modifier, plus, name = key.rpartition("+") if len(key) > 1 else ("", "", key)
    if len(name) > 1 and name[0] == "f" and name[1:].isdigit():
        name = name.upper()
    return f"{modifier}{plus}{_SHOWN.get(name, name)}"


class KeyHelp(NamedTuple):
    """A line of the `?` screen, in the active language."""

    group: str
    keys: str
    label: str
    help: str


class Keys:
    """The table with the user's own keys laid over it."""

    def __init__(self, overrides: dict[str, tuple[str, ...]] | None = None) -> None:
        """Lay `overrides` (action id → keys) over the table; they are expected to be checked."""
        self.overrides = overrides or {}

    def of(self, action: Action) -> tuple[str, ...]:
        """The keys that call `action`, without twins."""
        return self.overrides.get(action.id, action.key_list)

    def shown(self, action: Action) -> str:
        """The keys that call `action`, for a reader."""
        return " ".join(key_shown(key) for key in self.of(action))

    def footer(self, actions: Iterable[Action], *, in_field: bool = False) -> list[tuple[str, str, Action]]:
        """(first key, label in the active language, action) for the footer, most wanted first.

        `in_field` letters are text and no keys.
        """
        found: dict[str, tuple[str, str, Action]] = {}
        for action in sorted((one for one in actions if one.footer), key=lambda one: one.footer):
            usable = [key for key in self.of(action) if not (in_field and len(key) == 1)]
            if usable:
                found.setdefault(_(action.label), (key_shown(usable[0]), _(action.label), action))
        return list(found.values())

    def help(self, actions: Sequence[Action]) -> list[KeyHelp]:
        """The lines of the `?` screen, grouped, in the active language."""
        return [
            KeyHelp(_(group), self.shown(action), _(action.label), _(action.help))
            for group in GROUPS
            for action in actions
            if action.group == group
        ]


def keys_markdown() -> str:
    """The key tables of the docs: every action with its default keys, in the active language."""
    shipped = Keys()
    parts: list[str] = []
    for group in GROUPS:
        lines = [_row(shipped, action) for action in ACTIONS if action.group == group]
        head = _("| Keys | Where | Meaning | Name in the keymap file |")
        parts.append("\n".join([f"### {_(group)}", "", head, "| --- | --- | --- | --- |", *lines, ""]))
    return "\n".join(parts)


def _row(keys: Keys, action: Action) -> str:
    shown = " ".join(f"`{key_shown(key)}`" for key in keys.of(action)) or _("palette")
    return f"| {shown} | {_(SCOPE_NAMES[action.scope])} | {_(action.help)} | `{action.id}` |"


SCOPE_NAMES: dict[Scope, str] = {
    Scope.APP: N_("everywhere"),
    Scope.ROWS: N_("lists"),
    Scope.LIST: N_("lists"),
    Scope.TODAY: N_("Today"),
    Scope.CALL: N_("Calls"),
    Scope.CASE: N_("Queue"),
    Scope.CUSTOMER: N_("Customers"),
    Scope.CARD: N_("customer card"),
    Scope.CALENDAR: N_("Calendar"),
    Scope.GRID: N_("month"),
    Scope.HOURS: N_("Working calendar"),
    Scope.RULES: N_("Desk rules"),
    Scope.IMPORT: N_("Import"),
    Scope.FORM: N_("forms"),
}
