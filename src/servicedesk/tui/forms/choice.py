"""Choice: one line of a Picker, and what else is said of a popup before it is loaded."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

KEYS = "1234567890abcdefghilmnopqrsuvwxyz"
"""Keys of the choices of a list in their order; j and k move, and t is for other words than those listed."""

Check = Callable[[str], str | None]
"""What is wrong with a text, in words, or None."""

Hint = str | Callable[[str], str]
"""How a text may look; or what says for a text what will be made of it, and for none how it may look."""


class LineKey(str):
    """The draft key of words that are one line."""

    __slots__ = ()


def draft_key(form_name: str, ids: Sequence[int]) -> str:
    """The key of a form's draft on these records; the name is that of the action that opens it."""
    return f"{form_name} {' '.join(map(str, sorted(ids)))}"


class Choice(NamedTuple):
    """`note` stands behind the label, `on` marks what is already so, `key` takes the choice at once."""

    value: str
    label: str
    key: str = ""
    note: str = ""
    on: bool = False


def runs_of(keys: Iterable[str]) -> str:
    """Keys in few words, in their order: `1–6 C t`."""
    runs: list[str] = []
    for key in filter(None, keys):
        if runs and ord(key) == ord(runs[-1][-1]) + 1:
            runs[-1] += key
        else:
            runs.append(key)
    return " ".join(" ".join(run) if len(run) < 3 else f"{run[0]}–{run[-1]}" for run in runs)
