"""Options whose value is a word of a closed list: `urgent`, 紧急, 4; and kinds of records by name."""

from collections.abc import Sequence
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.wording import field_label, list_of, not_in_list
from servicedesk.i18n import _

_KIND_BY_WORD = {word: kind.name for kind in RECORDS.values() for word in kind.words.split()}


def meant(kind: str, name: str, text: str) -> Any:
    """The value of field `name` that `text` stands for; UsageError that names the words there are."""
    words = list_of(kind, name)
    if words is None:
        raise LookupError(name)
    value = words.read(text)
    if value is None:
        # As a quick note writes a priority.
        value = words.read(text.strip().lstrip("!！"))
    if value is None:
        raise not_in_list(field_label(name, kind), words)
    return value


def meant_or_none(kind: str, name: str, text: str | None) -> Any:
    """As meant(); None for an option that was not given."""
    return None if text is None or text.strip() == "" else meant(kind, name, text)


def open_value(kind: str, name: str, text: str) -> str:
    """As meant(), for a field that may also hold words of the desk's own, such as the tier."""
    words = list_of(kind, name)
    if words is None:
        raise LookupError(name)
    return str(words.read_or_keep(text))


def yes_or_no(name: str, text: str) -> bool | None:
    """Whether `text` says yes or no; None for an option that was not given."""
    answer = meant_or_none("", name, text)
    return None if answer is None else bool(answer)


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
