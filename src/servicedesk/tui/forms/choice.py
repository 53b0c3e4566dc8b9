"""Choice: one line of a Picker, apart from it so that a screen offers choices before a popup is loaded."""

from collections.abc import Callable
from typing import NamedTuple

Check = Callable[[str], str | None]
"""What is wrong with a text, in words, or None."""


class Choice(NamedTuple):
    """`note` stands behind the label, `on` marks what is already so, `key` takes the choice at once."""

    value: str
    label: str
    key: str = ""
    note: str = ""
    on: bool = False
