"""Choice: one line of a Picker, and what else is said of a popup before it is loaded."""

from collections.abc import Callable
from typing import NamedTuple

Check = Callable[[str], str | None]
"""What is wrong with a text, in words, or None."""


class LineKey(str):
    """The draft key of words that are one line."""

    __slots__ = ()


class Choice(NamedTuple):
    """`note` stands behind the label, `on` marks what is already so, `key` takes the choice at once."""

    value: str
    label: str
    key: str = ""
    note: str = ""
    on: bool = False
