"""The user's own keys: a TOML file laid over the action table, checked line by line.

```toml
"case.snooze" = "S"
"call.new" = ["f2", "ctrl+n"]
```

A name of the table stands on the left, one key or a list of keys on the right; they replace the
shipped keys. What is wrong is reported in words and left out, the rest is used: a slip in one line
never locks anybody out.
"""

from pathlib import Path
from typing import Any, NamedTuple

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.i18n import _
from servicedesk.keys.actions import ACTIONS, BY_ID, SCREENS, Action, Scope, key_shown, with_twins
from servicedesk.settings.places import require_readable

_MOVES = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "tab")
_FUNCTION = tuple(f"f{number}" for number in range(1, 13))
NAMED_KEYS = frozenset({*_MOVES, *_FUNCTION, "backspace", "enter", "escape", "space"})
# Terminals send one byte for both, so the second of a pair can never be told from the first.
SAME_BYTE = {"ctrl+h": "backspace", "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+[": "escape"}
# Input methods switch on these.
SWITCHES = frozenset({"ctrl+space", "shift+space", "ctrl+.", "ctrl+;", "shift"})
# Terminals know these with ctrl or shift without any extended keyboard protocol.
MODIFIED = frozenset({*_MOVES, *_FUNCTION})


class Fault(NamedTuple):
    """Something wrong in the keymap file, in words."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


class Keymap(NamedTuple):
    """The keys that can be used, and what was wrong with the others."""

    overrides: dict[str, tuple[str, ...]]
    faults: tuple[Fault, ...]


def check(path: Path | None) -> list[Fault]:
    """Everything that is wrong in the file at `path`; nothing if there is no file."""
    return list(load(path).faults)


def load(path: Path | None) -> Keymap:
    """The user's keys from `path`; without a file the shipped ones."""
    if path is None or not path.exists():
        return Keymap({}, ())
    import tomllib

    try:
        require_readable(path)
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except ServiceDeskError as error:
        return Keymap({}, (Fault("", error.message),))
    except OSError as error:
        return Keymap(
            {}, (Fault("", _("The keymap file cannot be read: {reason}.").format(reason=error.strerror)),)
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Keymap({}, (Fault("", _("The keymap file is not TOML: {reason}.").format(reason=error)),))
    return from_document(document)


def from_document(document: dict[str, Any]) -> Keymap:
    """The user's keys from the parsed file; a table `[keys]` around them is accepted."""
    faults: list[Fault] = []
    overrides: dict[str, tuple[str, ...]] = {}
    for name, value in _flat(document.get("keys", {}) if set(document) == {"keys"} else document):
        action = BY_ID.get(name)
        if action is None:
            faults.append(_unknown(name))
            continue
        keys = _keys_of(value)
        wrong = (
            [reason for key in keys if (reason := refusal(key, action))]
            if keys
            else [_("Name at least one key.")]
        )
        faults += [Fault(name, reason) for reason in wrong]
        if not wrong:
            overrides[name] = keys
    faults += _drop_clashes(overrides)
    return Keymap(overrides, tuple(faults))


def refusal(key: str, action: Action) -> str | None:
    """Why `key` cannot call `action`, or None if it can."""
    modifier, plus, name = key.rpartition("+") if len(key) > 1 else ("", "", key)
    shown = key_shown(key)
    if key in SWITCHES:
        return _("{key} belongs to the input method.").format(key=shown)
    if key in SAME_BYTE:
        return _("{key} is {other} to a terminal.").format(key=shown, other=key_shown(SAME_BYTE[key]))
    if not plus:
        if len(name) == 1 and name.isprintable() and not name.isspace():
            form = action.scope is Scope.FORM
            return _("{key} is text in a form.").format(key=shown) if form else None
        return None if name in NAMED_KEYS else _("There is no key {key}.").format(key=key)
    if modifier == "ctrl" and len(name) == 1 and "a" <= name <= "z":
        return None
    if modifier in {"ctrl", "shift"} and name in MODIFIED:
        return None
    if modifier == "shift" and len(name) == 1:
        return _("Write {capital} for {key}.").format(capital=name.upper(), key=key)
    return _("Terminals do not send {key} reliably.").format(key=key)


def clashes(overrides: dict[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """(key, action id, action id) wherever one key would have two owners on one screen."""
    found: dict[tuple[str, str, str], None] = {}
    for scopes in SCREENS.values():
        owners: dict[str, str] = {}
        for action in ACTIONS:
            if action.scope not in scopes:
                continue
            for key in with_twins(overrides.get(action.id, action.key_list)):
                owner = owners.setdefault(key, action.id)
                if owner != action.id:
                    found[(key, owner, action.id)] = None
    return list(found)


def _drop_clashes(overrides: dict[str, tuple[str, ...]]) -> list[Fault]:
    """Take out of `overrides` what clashes, so that the shipped keys stay whole; say so."""
    faults: list[Fault] = []
    while found := clashes(overrides):
        key, first, second = found[0]
        name, other = (second, first) if second in overrides else (first, second)
        text = _("{key} already means {other} on the same screen.").format(key=key_shown(key), other=other)
        faults.append(Fault(name, text))
        if overrides.pop(name, None) is None:
            break
    return faults


def _unknown(name: str) -> Fault:
    from difflib import get_close_matches

    near = get_close_matches(name, BY_ID, n=1)
    if near:
        return Fault(name, _("There is no such action; did you mean {near}?").format(near=near[0]))
    return Fault(name, _("There is no such action; servicedesk keys lists them."))


def _flat(table: Any, prefix: str = "") -> list[tuple[str, Any]]:
    if not isinstance(table, dict):
        return [(prefix.rstrip("."), table)]
    return [pair for name, value in table.items() for pair in _flat(value, f"{prefix}{name}.")]


def _keys_of(value: Any) -> tuple[str, ...]:
    listed = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    keys = [part.strip() for entry in listed if isinstance(entry, str) for part in _split(entry)]
    return tuple(dict.fromkeys(_folded(key) for key in keys if key))


def _split(entry: str) -> list[str]:
    return [entry] if len(entry) == 1 else entry.split(",")


def _folded(key: str) -> str:
    """Names in lower case; a single character keeps its case, for a capital is another key."""
    return key if len(key) == 1 else key.lower()
