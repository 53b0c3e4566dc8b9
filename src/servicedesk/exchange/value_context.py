"""What reading a cell depends on (region, zone, date order), and helpers that all types of cells share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Self

from servicedesk.domain.errors import UsageError
from servicedesk.domain.phones import require_not_ruined
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import not_in_list
from servicedesk.domain.words.lists import LISTS
from servicedesk.domain.words.reading import fold_word
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _

LINE_LIMIT = 2000
"""Characters in a one-line field, the limit that forms have too."""

Convert = Callable[[str], Any]
Warn = Callable[["KeptWord"], None]

_NOTHING = frozenset(map(fold_word, (
    "-", "--", "/", "n/a", "na", "none", "null", "nil", "无", "暂无", "没有", "無",
)))  # fmt: skip
_UNKNOWN = frozenset(map(fold_word, ("未知", "不详", "不詳", "unknown", "unbekannt")))
"""Somebody has asked, and nobody knew."""


@dataclass(frozen=True, slots=True)
class ValueContext:
    """What the desk says about values: its region for phones, its zone and date order, and the time now."""

    region: str
    zone: tzinfo
    date_order: str | None
    now: datetime
    is_order_said: bool = False
    """`date_order` was said of this file: what its dates prove does not overrule it."""
    from_1904: bool = False
    """Numbers that stand for days count from 1904, as the workbook says."""


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What the other cells of a column say about each of its cells."""

    kind: str = ""
    is_own: bool = False
    date_order: str | None = None
    republic: str = ""
    """The first date of a column in which all have a bare year of the Republic of China: 115/10/19."""
    has_midnights: bool = False
    """A workbook of ours, whose cells show 00:00 as a bare day: it is the moment, not the end of the day."""
    lossy: bool = False
    """All long numbers of the column end in zeros: a spreadsheet has rounded them."""
    out_of_five: bool = False
    """Satisfaction is given as one to five."""
    of_one: bool = False
    """Satisfaction is given as a share of 1, as a workbook keeps percentages."""
    unit: int = 1
    """How many seconds a bare number in a column of durations counts."""
    money: str = ""
    """In what a bare number of a column of remedies is; see header_units.py."""


class KeptWord(str):
    """A word that is in no list of ours, as warn() hears of it: it is kept beside the value that is taken."""

    __slots__ = ()


class ReadWord(KeptWord):
    """A word that is kept because it says more than the value that it is read as; `label` names that."""

    __slots__ = ("label",)

    def __init__(self, _word: str, label: str) -> None:
        self.label = label

    def __new__(cls, word: str, _label: str) -> Self:
        """The word, as of str."""
        return super().__new__(cls, word)


class OddCell(KeptWord):
    """What is not what its column is for, a number among addresses; `reason` says what it is not."""

    __slots__ = ("reason",)

    def __init__(self, _word: str, reason: str) -> None:
        self.reason = reason

    def __new__(cls, word: str, _reason: str) -> Self:
        """The word, as of str."""
        return super().__new__(cls, word)


def keep_odd(text: str, reason: str, warn: Warn) -> None:
    """Let a cell, or a part of it, be kept in words; RowError for one beyond a line."""
    word = clean_line(text)
    if len(word) > LINE_LIMIT:
        raise too_long()
    if word:
        warn(OddCell(word, reason))


def is_placeholder(text: str) -> bool:
    """Whether `text` stands in the cell to say that there is nothing: `-`, `n/a`, 无."""
    return len(text) < 20 and ((word := fold_word(text)) in _NOTHING or word in _UNKNOWN)


def says_nothing(text: str) -> bool:
    """As is_placeholder(), of a text whose words are kept: 不详 says something, that nobody knows."""
    return len(text) < 20 and fold_word(text) in _NOTHING


def too_long(limit: int = LINE_LIMIT) -> RowError:
    """The reason to reject a row with a cell beyond `limit` characters."""
    return RowError("too_long", _("It is longer than {limit} characters.").format(limit=limit))


def unknown_word(label: str, list_name: str) -> RowError:
    """The reason to reject a row whose word is none of the field's closed list, with those there are."""
    return RowError("unknown_word", not_in_list(label, LISTS[list_name]).message)


def require_digits(text: str) -> None:
    """Raise RowError for a number whose digits a spreadsheet has destroyed."""
    try:
        require_not_ruined(text)
    except UsageError as error:
        raise RowError("ruined_number", error.message) from None
