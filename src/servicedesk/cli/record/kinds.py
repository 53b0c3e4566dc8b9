"""The kinds of records as people name them on the command line."""

from collections.abc import Sequence

from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.i18n import _

_KIND_BY_WORD = {word: kind.name for kind in RECORDS.values() for word in kind.words.split()}


def kind_meant(word: str, *others: str) -> str:
    """The kind that `word` names, or one of the `others`; UsageError for anything else."""
    folded = word.strip().lower()
    if folded in others:
        return folded
    if folded in _KIND_BY_WORD:
        return _KIND_BY_WORD[folded]
    raise UsageError(
        _("There is no kind of record {name}.").format(name=word[:40]),
        _("Kinds: {names}.").format(names=", ".join([*others, *RECORDS])),
    )


def kinds_meant(words: Sequence[str]) -> tuple[str, ...]:
    """The kinds that the words name, all of them without a word."""
    return tuple(kind_meant(word) for word in words) or tuple(RECORDS)
