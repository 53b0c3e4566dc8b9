"""The one table of actions: id, keys, words, scope.

Bindings, footer, the `?` screen, the palette, the key tables of the docs and the check of a
user's keymap all read `ACTIONS`. A new action is one line here and one method
`action_<id with _ for .>` of the screen that offers it, or of a handler that the screen has: `case.snooze`
calls `action_case_snooze`.

Keys are written as Textual names them (`ctrl+s`, `pagedown`) or as the character itself (`!`), with
spaces between. Lower case acts, the capital reverses or widens. Characters that a Chinese input
method produces in place of an ASCII one are added by `with_twins`, never written in the table.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from servicedesk.i18n import N_, NP_, _
from servicedesk.keys import case_actions, rule_actions


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
    "call_form": (Scope.APP, Scope.FORM),
}

GENERAL = N_("Everywhere")
MOVING = N_("Moving and marking")
LISTS = N_("Lists")
ACTING = N_("Acting on the marked rows, else on the row under the cursor")
CALENDAR = N_("Calendar")
WORKING_CALENDAR = N_("Working calendar")
DESK_RULES = N_("Desk rules")
FORMS = N_("Forms")
GROUPS = (ACTING, LISTS, CALENDAR, WORKING_CALENDAR, DESK_RULES, FORMS, MOVING, GENERAL)


class Action(NamedTuple):
    """One thing a user can ask for.

    `label` is the short word of the footer, `help` the sentence of `?`, palette and docs, both
    untranslated. `footer` is the place in the footer, 0 for none. Without keys an action is reached
    through the palette alone.
    """

    id: str
    keys: str
    label: str
    help: str
    scope: Scope
    group: str
    footer: int = 0

    @property
    def method(self) -> str:
        """The name after `action_` of the method that does it."""
        return self.id.replace(".", "_")

    @property
    def key_list(self) -> tuple[str, ...]:
        """The keys one by one."""
        return tuple(self.keys.split()) if self.keys else ()


def _general(id_: str, keys: str, label: str, help_: str, footer: int = 0) -> Action:
    return Action(id_, keys, label, help_, Scope.APP, GENERAL, footer)


def _move(id_: str, keys: str, label: str, help_: str, scope: Scope = Scope.ROWS) -> Action:
    return Action(id_, keys, label, help_, scope, MOVING)


def _list(id_: str, keys: str, label: str, help_: str, footer: int = 0) -> Action:
    return Action(id_, keys, label, help_, Scope.LIST, LISTS, footer)


ACTIONS: tuple[Action, ...] = (
    *(Action(*line[:4], Scope.CASE, ACTING, line.footer) for line in case_actions.CASES),
    *(Action(*line[:4], Scope.CASE, MOVING) for line in case_actions.READING),
    # On calls
    Action("call.edit", "e", N_("edit"), N_("Edit the call."), Scope.CALL, ACTING, 11),
    Action("call.case", "c", N_("open case"), N_("Open a case from the call."), Scope.CALL, ACTING, 12),
    Action("call.followup", "f", N_("follow-up"), N_("Book a follow-up."), Scope.CALL, ACTING, 13),
    Action("call.customer", "i", N_("customer"), N_("Open the customer card."), Scope.CALL, ACTING, 14),
    Action("call.void", "x D", N_("void"), N_("Strike out a call logged by mistake."), Scope.CALL, ACTING),
    # On customers
    Action("customer.edit", "e", N_("edit"), N_("Edit the card."), Scope.CUSTOMER, ACTING, 11),
    Action("customer.followup", "f", N_("follow-up"), N_("Book a follow-up."), Scope.CUSTOMER, ACTING, 12),
    Action("customer.new", "N", N_("new card"), N_("New customer."), Scope.CUSTOMER, ACTING, 13),
    Action("customer.tag", "l", N_("tags"), N_("Put on or take off tags."), Scope.CUSTOMER, ACTING),
    Action(
        "customer.banner",
        "b",
        N_("banner"),
        N_("Set the banner that everybody must read."),
        Scope.CUSTOMER,
        ACTING,
    ),
    Action("card.call", "n", NP_("key", "call"), N_("Log a call with this customer."), Scope.CARD, ACTING),
    Action("card.copy", "y", N_("copy"), N_("Copy the phone number."), Scope.CARD, ACTING, 14),
    Action("card.copy_all", "Y", N_("copy all"), N_("Copy a summary of the card."), Scope.CARD, ACTING),
    Action("card.reveal", "V", N_("reveal"), N_("Show masked numbers, or hide them."), Scope.CARD, ACTING),
    Action("card.previous_tab", "[", N_("previous tab"), N_("Previous tab of the card."), Scope.CARD, LISTS),
    Action("card.next_tab", "]", N_("next tab"), N_("Next tab of the card."), Scope.CARD, LISTS, 15),
    # On the first screen
    Action(
        "today.held",
        "x",
        N_("held, kept"),
        N_("The follow-up was held, the promise kept."),
        Scope.TODAY,
        ACTING,
        10,
    ),
    Action(
        "today.not_held",
        "X",
        N_("not held"),
        N_("The follow-up was not held, or the promise is withdrawn, with a reason."),
        Scope.TODAY,
        ACTING,
        11,
    ),
    Action(
        "today.move",
        "s",
        N_("move, retell"),
        N_("Move the follow-up, or tell the promise anew, to a time you choose."),
        Scope.TODAY,
        ACTING,
        12,
    ),
    Action("today.discard", "D", N_("discard"), N_("Discard the draft."), Scope.TODAY, ACTING),
    # Calendar
    Action("calendar.book", "n", N_("book"), N_("Book a follow-up."), Scope.CALENDAR, CALENDAR, 10),
    Action(
        "calendar.book_again",
        "f",
        N_("book another"),
        N_("Book another follow-up with the customer of this row."),
        Scope.CALENDAR,
        CALENDAR,
    ),
    Action(
        "calendar.later", ">", N_("later"), N_("Move the follow-up a day on."), Scope.CALENDAR, CALENDAR, 11
    ),
    Action(
        "calendar.earlier",
        "<",
        N_("earlier"),
        N_("Move the follow-up a day back."),
        Scope.CALENDAR,
        CALENDAR,
        12,
    ),
    Action(
        "calendar.move",
        "s",
        N_("move"),
        N_("Move the follow-up to a time you choose."),
        Scope.CALENDAR,
        CALENDAR,
        15,
    ),
    Action("calendar.held", "x", N_("held"), N_("The follow-up was held."), Scope.CALENDAR, CALENDAR, 13),
    Action(
        "calendar.not_held",
        "X",
        N_("not held"),
        N_("The follow-up was not held, with a reason."),
        Scope.CALENDAR,
        CALENDAR,
        14,
    ),
    Action("calendar.cancel", "D", N_("cancel"), N_("Cancel the follow-up."), Scope.CALENDAR, CALENDAR),
    Action("calendar.edit", "e", N_("edit"), N_("Edit the follow-up."), Scope.CALENDAR, CALENDAR),
    Action("calendar.customer", "i", N_("customer"), N_("Open the customer card."), Scope.CALENDAR, CALENDAR),
    Action("calendar.case", "c", N_("case"), N_("Open the case of the follow-up."), Scope.CALENDAR, CALENDAR),
    Action("calendar.copy", "y", N_("copy"), N_("Copy the phone number."), Scope.CALENDAR, CALENDAR),
    Action("calendar.today", "t", N_("today"), N_("Go to today."), Scope.CALENDAR, CALENDAR, 15),
    Action("calendar.month", "m", N_("month"), N_("Month beside agenda."), Scope.CALENDAR, CALENDAR, 16),
    Action("calendar.week", "w", N_("week"), N_("The seven days of the week."), Scope.CALENDAR, CALENDAR, 17),
    Action("calendar.agenda", "a", N_("agenda"), N_("The agenda alone."), Scope.CALENDAR, CALENDAR, 18),
    Action(
        "calendar.previous_page", "[", N_("previous"), N_("Previous month or week."), Scope.CALENDAR, CALENDAR
    ),
    Action("calendar.next_page", "]", N_("next"), N_("Next month or week."), Scope.CALENDAR, CALENDAR),
    Action("calendar.hours", "W", N_("hours"), N_("Open the working calendar."), Scope.CALENDAR, CALENDAR),
    *(Action(*line[:4], Scope.HOURS, WORKING_CALENDAR, line.footer) for line in rule_actions.HOURS),
    *(Action(*line[:4], Scope.RULES, DESK_RULES, line.footer) for line in rule_actions.RULES),
    _move("grid.left", "h left", N_("day back"), N_("A day back."), Scope.GRID),
    _move("grid.right", "l right", N_("day on"), N_("A day on."), Scope.GRID),
    _move("grid.up", "k up", N_("week back"), N_("A week back."), Scope.GRID),
    _move("grid.down", "j down", N_("week on"), N_("A week on."), Scope.GRID),
    _move("grid.open", "enter", N_("open day"), N_("Go to the agenda of the day."), Scope.GRID),
    # Forms: no letter is a command in a form
    Action("form.save", "ctrl+s", N_("save"), N_("Save."), Scope.FORM, FORMS, 1),
    Action("form.hang_up", "ctrl+t", N_("hang up"), N_("Stop the clock of the call."), Scope.FORM, FORMS, 2),
    Action(
        "form.case",
        "ctrl+o",
        N_("about case"),
        N_("The call is about an open case of the caller; again for the next, then for none."),
        Scope.FORM,
        FORMS,
        3,
    ),
    Action(
        "form.promise",
        "f4 ctrl+l",
        N_("promise"),
        N_("Promise something in the call: words and a time; the time to tell is shown."),
        Scope.FORM,
        FORMS,
        4,
    ),
    Action(
        "form.answered",
        "ctrl+g",
        N_("answered now"),
        N_("Answered only now: what went before was ringing; again takes it back."),
        Scope.FORM,
        FORMS,
    ),
    Action(
        "form.candidate_down",
        "down",
        N_("next candidate"),
        N_("Next of the customers found."),
        Scope.FORM,
        FORMS,
    ),
    Action(
        "form.candidate_up",
        "up",
        N_("previous candidate"),
        N_("Previous of the customers found."),
        Scope.FORM,
        FORMS,
    ),
    # Lists
    _list(
        "list.call", "n", NP_("key", "call"), N_("Log a call, with the customer of this row if there is one.")
    ),
    _list("list.filter", "/", N_("filter"), N_("Filter with the words of the query language."), 60),
    _list("list.order", "o", N_("order"), N_("Choose the order.")),
    _list("list.reverse", "O", N_("reverse"), N_("Reverse the order.")),
    _list("list.preview", "p", N_("preview"), N_("Preview on or off.")),
    _list("list.preview_side", "P", N_("preview side"), N_("Preview at the right or below.")),
    _list("list.copy", "y", N_("copy"), N_("Copy the number or the phone.")),
    _list("list.copy_summary", "Y", N_("copy summary"), N_("Copy a summary of the row.")),
    _list("list.previous_view", "[", N_("previous view"), N_("Previous saved view.")),
    _list("list.next_view", "]", N_("next view"), N_("Next saved view.")),
    _list("list.save_view", "V", N_("save view"), N_("Save this filter and order as a view.")),
    _list("list.repeat", ".", N_("repeat"), N_("Repeat the last change on this row.")),
    # Moving
    _move("rows.down", "j down", N_("down"), N_("Down.")),
    _move("rows.up", "k up", N_("up"), N_("Up.")),
    _move("rows.top", "g home", N_("top"), N_("First row.")),
    _move("rows.bottom", "G end", N_("bottom"), N_("Last row.")),
    _move("rows.half_down", "ctrl+d", N_("half page down"), N_("Half a page down.")),
    _move("rows.half_up", "ctrl+u", N_("half page up"), N_("Half a page up.")),
    _move("rows.page_down", "pagedown", N_("page down"), N_("A page down.")),
    _move("rows.page_up", "pageup", N_("page up"), N_("A page up.")),
    _move("rows.open", "enter", N_("open"), N_("Open the row.")),
    _move("rows.mark", "space", N_("mark"), N_("Mark the row and step down.")),
    _move("rows.range", "v", N_("range"), N_("Begin a range of marks; again to keep it.")),
    _move("rows.mark_all", "*", N_("mark all"), N_("Mark all rows of the list.")),
    # Everywhere
    _general("app.today", "1", N_("Today"), N_("What is owed now.")),
    _general("app.calls", "2", N_("Calls"), N_("The call log.")),
    _general("app.queue", "3", N_("Queue"), N_("Open cases, complaints first.")),
    _general("app.customers", "4", N_("Customers"), N_("The roster.")),
    _general("app.calendar", "5", N_("Calendar"), N_("Follow-ups by day.")),
    _general("app.hours", "", N_("Working calendar"), N_("Working calendar: hours, holidays, make-up days.")),
    _general("app.rules", "", N_("Desk rules"), N_("Desk rules: targets, causes, checklists and more.")),
    _general(
        "app.recurring",
        "",
        N_("Recurring cases"),
        N_("Recurring cases: plans that open a case again and again."),
    ),
    _general(
        "call.new",
        "f2 ctrl+n",
        NP_("key", "call"),
        N_("Log a call: the clock starts at once, also from within a field."),
        85,
    ),
    _general(
        "call.resume",
        "f3 ctrl+r",
        N_("parked calls"),
        N_("Go on with a call that was parked, then the next."),
    ),
    _general(
        "app.palette", "ctrl+p :", N_("commands"), N_("Find an action, a customer or a case by its words.")
    ),
    _general("app.undo", "u z", N_("undo"), N_("Undo the last action."), 80),
    _general("app.redo", "U Z", N_("redo"), N_("Redo what was undone.")),
    _general("app.help", "? f1", N_("keys"), N_("The keys of this screen."), 90),
    _general("app.back", "escape", N_("back"), N_("One level out: filter, then marks, then screen.")),
    _general("app.close", "q", N_("close"), N_("Close the screen; on the first level quit.")),
    _general("app.theme", "", N_("theme"), N_("Choose the colours.")),
    _general("app.quit", "ctrl+q", N_("quit"), N_("Quit; what you typed is kept.")),
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
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "tab": "Tab",
    "delete": "Del",
    "backspace": "Backspace",
}


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

    def footer(self, actions: Iterable[Action]) -> list[tuple[str, str, Action]]:
        """(first key, label in the active language, action) for the footer, most wanted first."""
        wanted = sorted(
            (action for action in actions if action.footer and self.of(action)), key=lambda a: a.footer
        )
        return [(key_shown(self.of(action)[0]), _(action.label), action) for action in wanted]

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
    Scope.FORM: N_("forms"),
}
