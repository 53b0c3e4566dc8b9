"""The words of a file that are kept, by column: which they are, and how often each is met.

They are in no list of ours, or in one and say more than the value that they come to.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from servicedesk.domain.text import brief
from servicedesk.domain.wording import listed
from servicedesk.i18n import _, ngettext

SHOWN = 5
"""So many words of a column are named in a note, the most frequent ones first."""
_REMEMBERED = 200
"""So many different words of a column are told apart; those that come later are counted in all only."""


class UnlistedColumn(NamedTuple):
    """What one column holds that is in no list."""

    header: str
    cells: int
    """How many cells hold one."""
    words: tuple[tuple[str, int], ...]
    """The words, the most frequent ones first, with how often each was met."""
    has_more: bool
    """Whether there are so many that some are counted in all only."""


class UnlistedWords:
    """Counts the words of the rows read so far; passes to another process as it is."""

    def __init__(self) -> None:
        self._all: Counter[str] = Counter()
        self._by_header: dict[str, Counter[str]] = {}
        self._overfull: set[str] = set()

    def add(self, kept: Iterable[tuple[str, str, str]]) -> None:
        """Count what a row keeps, as (field, header, word)."""
        for _field, header, word in kept:
            self._all[header] += 1
            words = self._by_header.setdefault(header, Counter())
            shown = brief(word)
            if shown in words or len(words) < _REMEMBERED:
                words[shown] += 1
            else:
                self._overfull.add(header)

    def columns(self) -> list[UnlistedColumn]:
        """What was counted, by column."""
        return [
            UnlistedColumn(
                header,
                count,
                # Words met equally often stand in the order of the file.
                tuple(self._by_header[header].most_common()),
                header in self._overfull,
            )
            for header, count in sorted(self._all.items())
        ]


def unlisted_note(column: UnlistedColumn) -> str:
    """What is said of a column with words that are in no list."""
    return ngettext(
        "Column {header}: {count} word is in no list; it is kept as it stands there: {words}.",
        "Column {header}: {count} words are in no list; they are kept as they stand there: {words}.",
        column.cells,
    ).format(header=brief(column.header), count=column.cells, words=_named(column))


def read_note(column: UnlistedColumn) -> str:
    """What is said of a column with words that say more than what they are read as; see read_words()."""
    return ngettext(
        "Column {header}: {count} word says more than what it is read as; it is kept beside it: {words}.",
        "Column {header}: {count} words say more than what they are read as; they are kept beside it:"
        " {words}.",
        column.cells,
    ).format(header=brief(column.header), count=column.cells, words=_named(column))


def read_words(word: str, label: str) -> str:
    """A word and the label of the value that it is read as."""
    return _("{word} as {value}").format(word=brief(word), value=_(label))


def all_words(column: UnlistedColumn) -> str:
    """The words of a column of which unlisted_note() names only the first; '' where it names them all."""
    if len(column.words) <= SHOWN:
        return ""
    words = _with_counts(column.words)
    return _("Column {header}, all words: {words}.").format(
        header=brief(column.header), words=f"{words} …" if column.has_more else words
    )


def _named(column: UnlistedColumn) -> str:
    words, more = _with_counts(column.words[:SHOWN]), len(column.words) - SHOWN
    if more <= 0:
        return words
    if column.has_more:
        return _("{words} and over {count} more").format(words=words, count=more)
    return ngettext("{words} and {count} more", "{words} and {count} more", more).format(
        words=words, count=more
    )


def _with_counts(words: Iterable[tuple[str, int]]) -> str:
    return listed(
        word if count == 1 else _("{word} ({count} times)").format(word=word, count=count)
        for word, count in words
    )
