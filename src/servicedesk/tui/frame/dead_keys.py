"""What is said of a key that does nothing where it was pressed: where it works. Once for each place."""

from typing import Any

from textual import events
from textual.screen import Screen

from servicedesk.domain.wording import listed
from servicedesk.i18n import _
from servicedesk.keys.actions import ACTIONS, BY_ID, SCOPE_NAMES, Keys, key_shown
from servicedesk.tui.base.bindings import textual_keys
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.frame.desk_screen import DeskScreen

TUTORS = "tutor.skip"
"""The key of the lessons, which no screen of the desk has."""
MOST_PLACES = 4
"""Places that are named for one key."""

SILENT = ("tab", "shift+tab", "ctrl+c", "ctrl+i", "up", "down", "left", "right", "home", "end")
"""Keys that people press on the way; where there is nowhere to go that is seen without words."""


def said_of(event: events.Key, screen: Screen[Any], keys: Keys, told: set[tuple[str, str]]) -> str:
    """What is to be said of a key on `screen`, and put down in `told`; empty where it was said before."""
    is_box = isinstance(screen, DeskModal)
    if event.key in SILENT or not (is_box or isinstance(screen, DeskScreen)):
        return ""
    if isinstance(screen, DeskModal):
        # Whoever opens a box anew has forgotten what was said in the last one.
        if event.key in screen.told_keys:
            return ""
        screen.told_keys.add(event.key)
    elif (place := (type(screen).__name__, event.key)) in told:
        return ""
    else:
        told.add(place)
    character = event.character or ""
    shown = key_shown(character if character.isprintable() and character.strip() else event.key)
    if is_box:
        return _("{key} does nothing here. Esc closes this.").format(key=shown)
    if places := places_of(event.key, keys):
        return _("{key} works in: {places}").format(key=shown, places=listed(places))
    help_key = keys.shown(BY_ID["app.help"]).split()[-1]
    return _("{key} does nothing here. {help_key} shows the keys.").format(key=shown, help_key=help_key)


def places_of(key: str, keys: Keys) -> list[str]:
    """Where `key` does something, in the active language and in the order of the tabs."""
    found = [action for action in ACTIONS if action.id != TUTORS and key in textual_keys(keys, action)]
    return list({_(SCOPE_NAMES[action.scope]): None for action in found})[:MOST_PLACES]
