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
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from servicedesk.i18n import N_, _
from servicedesk.keys import (
    app_actions,
    calendar_actions,
    case_actions,
    desk_actions,
    file_actions,
    list_actions,
    rule_actions,
)
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
ACTING = N_("On the marked rows, otherwise on the selected row")
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
    *_of(Scope.CALL, ACTING, *desk_actions.CALLS),
    *_of(Scope.CUSTOMER, ACTING, *desk_actions.CUSTOMERS),
    *_of(Scope.CARD, ACTING, *desk_actions.CARD),
    *_of(Scope.CARD, LISTS, *desk_actions.CARD_TABS),
    *_of(Scope.TODAY, ACTING, *desk_actions.TODAY),
    *_of(Scope.CALENDAR, CALENDAR, *calendar_actions.CALENDAR),
    *_of(Scope.HOURS, WORKING_CALENDAR, *rule_actions.HOURS),
    *_of(Scope.RULES, DESK_RULES, *rule_actions.RULES),
    *_of(Scope.IMPORT, IMPORTING, *file_actions.IMPORT),
    *_of(Scope.GRID, MOVING, *calendar_actions.GRID),
    *_of(Scope.FORM, FORMS, *list_actions.FORM),
    *_of(Scope.LIST, LISTS, *list_actions.LISTS),
    *_of(Scope.ROWS, MOVING, *list_actions.ROWS),
    *_of(Scope.APP, GENERAL, *app_actions.APP),
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
