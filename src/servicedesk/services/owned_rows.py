"""Rows that a record owns: lists of words such as labels, and any list brought to what it is to be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from servicedesk.domain.labels import fold_label
from servicedesk.domain.records import PARTS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.storage.transaction import Transaction


class WordList:
    """A list of words that a record owns; `fold` says which of them are the same."""

    def __init__(self, part: str, fold: Callable[[str], str]) -> None:
        self.table, self.file = PARTS[part].table, PARTS[part].file
        self.column = next(one.name for one in FIELDS[part] if not one.excused)
        self.fold = fold

    def rows(self, words: Iterable[str], first: int = 0) -> list[dict[str, Any]]:
        """The rows of the words, each once, in order, from the place `first` on."""
        by_fold: dict[str, str] = {}
        for word in words:
            by_fold.setdefault(self.fold(word), word)
        return [
            {"position": position, self.column: word, "folded": folded}
            for position, (folded, word) in enumerate(by_fold.items(), first)
        ]


LABELS, TAGS = WordList("label", fold_label), WordList("tag", fold_label)
EMAILS = WordList("email", str.casefold)


def replace_rows(
    transaction: Transaction,
    table: str,
    owner: Mapping[str, int],
    held: Sequence[int],
    wanted: Sequence[Mapping[str, Any]],
) -> bool:
    """Make the rows `held` (their ids, in order) those `wanted`, touching only what differs; whether any did.

    `owner` is the column that names the owner, with its id.
    """
    changed = False
    for row_id, values in zip(held, wanted, strict=False):
        changed = transaction.update(table, row_id, values) or changed
    for row_id in held[len(wanted) :]:
        transaction.delete(table, row_id)
    for values in wanted[len(held) :]:
        transaction.insert(table, {**owner, **values})
    return changed or len(held) != len(wanted)
