"""The action table as Textual bindings.

A screen declares `SCOPES = (Scope.LIST, Scope.CASE)` and `BINDINGS = bindings_for(*SCOPES)`; the binding
id is the action id, so that the user's keymap replaces the keys of all screens at once. What lists
do are methods of theirs; other keys call `act` of the screen or the app, which finds who does it.
"""

from textual.binding import Binding, BindingType

from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID, Action, Keys, Scope, in_scopes, with_twins


def bindings_for(*scopes: Scope) -> list[BindingType]:
    """The bindings of these scopes, full-width twins included."""
    return [binding_of(action) for action in in_scopes(scopes) if action.keys]


def binding_of(action: Action, target: str = "") -> Binding:
    """The binding of one action, on the node itself or on `target` (`app.`)."""
    keys = ",".join(with_twins(action.key_list))
    return Binding(keys, f"{target}{call_of(action)}", _(action.label), show=False, id=action.id)


def call_of(action: Action) -> str:
    """What Textual runs for `action` on the app, the board or the screen that has it."""
    return action.method if action.scope is Scope.ROWS else f"act('{action.id}')"


def anywhere(*action_ids: str) -> list[BindingType]:
    """Bindings that call the app's action from within a popup, where the app's own are out of reach."""
    return [binding_of(BY_ID[action_id], "app.") for action_id in action_ids]


def textual_keymap(keys: Keys) -> dict[str, str]:
    """The user's keys in the form of `App.set_keymap`."""
    return {action_id: ",".join(with_twins(own)) for action_id, own in keys.overrides.items()}


def textual_keys(keys: Keys, action: Action) -> list[str]:
    """What Textual calls the keys of `action`: `exclamation_mark` for `!`."""
    spelled = with_twins(keys.of(action))
    bindings = [Binding(",".join(spelled), action.method)] if spelled else []
    return [binding.key for binding in Binding.make_bindings(bindings)]
