"""A closed list: its values in order, and the words for each."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from servicedesk.domain.unreadable import DAMAGED
from servicedesk.domain.words.reading import fold_word, in_simplified
from servicedesk.i18n import CONTEXT_END, _, language

Value = TypeVar("Value", str, int)


class Word(NamedTuple, Generic[Value]):
    """One value: as it is stored, as screens call it, and what else people type for it.

    `label` is marked with N_ or NP_. `english` and `chinese` hold words between `|`; the first Chinese one is
    the label's translation, so that it is understood whatever language the program speaks. `code` names a
    value that is stored as a number.
    """

    value: Value
    label: str
    english: str = ""
    chinese: str = ""
    code: str = ""


class WordList(Generic[Value]):
    """A closed list, known by its name."""

    def __init__(self, name: str, *words: Word[Value]) -> None:
        self.name = name
        self.words: tuple[Word[Value], ...] = words

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """What may be stored, in order."""
        return tuple(word.value for word in self.words)

    @cached_property
    def labels(self) -> Mapping[Value, str]:
        """Value → its label, marked for translation."""
        return MappingProxyType(_Labels((word.value, word.label) for word in self.words))

    @cached_property
    def codes(self) -> Mapping[Value, str]:
        """Value → its name in files, options and rules: `urgent` for priority 4."""
        return MappingProxyType({word.value: word.code or str(word.value) for word in self.words})

    @cached_property
    def by_code(self) -> Mapping[str, Value]:
        """Name → value."""
        return MappingProxyType({code: value for value, code in self.codes.items()})

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Every word, folded, as it is written here."""
        return MappingProxyType({fold_word(text): text for word in self.words for text in _written(word)})

    @cached_property
    def table(self) -> Mapping[str, Value]:
        """Every word, folded, with the value that it means."""
        return MappingProxyType(
            {fold_word(text): word.value for word in self.words for text in _written(word)}
        )

    @cached_property
    def _chinese_lengths(self) -> frozenset[int]:
        return frozenset(len(word) for word in self.table if not word.isascii())

    def read(self, text: str) -> Value | None:
        """The value that `text` means, in either language; None where it means none of them."""
        word = fold_word(text)
        found = self.table.get(word)
        # Simplifying keeps the length, and its table is dear: most names of people need not ask it.
        if found is None and not word.isascii() and len(word) in self._chinese_lengths:
            return self.table.get(in_simplified(word))
        return found

    def read_or_keep(self, text: str) -> Value | str:
        """As read(), for a list to which a desk may add words of its own: these stay as they are written."""
        found = self.read(text)
        return text if found is None else found

    def shown(self) -> tuple[str, ...]:
        """One word for each value in the user's language: in English the name, which is shorter to type."""
        if language() == "en":
            return tuple(self.codes.values())
        return tuple(_(word.label) for word in self.words)

    def only(self, *values: Value) -> "WordList[Value]":
        """The part of the list that some reader knows."""
        return WordList(self.name, *(word for word in self.words if word.value in values))


class _Labels(dict[Any, str]):
    """Labels by value; a value that is not in the list was not written by us: the damage did."""

    def __missing__(self, value: object) -> str:
        """The mark for such a value; it is not `in` the labels, nor does get() know it."""
        return DAMAGED


def _written(word: Word[Value]) -> Iterator[str]:
    """Everything that means the value, its name and label first."""
    label = word.label.rpartition(CONTEXT_END)[2]
    texts = (str(word.value), word.code, label, *word.english.split("|"), *word.chinese.split("|"))
    return (text for text in texts if text)
