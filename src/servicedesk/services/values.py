"""What services check of every value that enters, whichever front end it came from."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.labels import fold_label
from servicedesk.domain.records import RECORDS
from servicedesk.domain.records.by_kind import own_field
from servicedesk.domain.records.field import TEXTS, WRITTEN, Field, has
from servicedesk.domain.text import clean, clean_line, require_length
from servicedesk.domain.wording import field_label, list_labels, not_in_list
from servicedesk.domain.words.word import WordList
from servicedesk.i18n import _
from servicedesk.storage.moments import stored

LINE_LIMIT = 2000
"""Characters in a one-line field; longer words belong into a note or a description."""

LARGEST_PERCENT = 100


def cleaned(kind: str, name: str, value: str) -> str:
    """The text of the field `name` of the kind of record as it may be stored; KeyError for no such field."""
    return cleaned_text(own_field(kind, name), value)


def cleaned_text(field: Field, value: str) -> str:
    """A text as the field may hold it: several lines or one; UsageError when it is too long."""
    if field.type == "text":
        text = clean(value).strip("\n").rstrip()
        require_length(text, _(field.label))
        return text
    line = clean_line(value)
    require_length(line, _(field.label), LINE_LIMIT)
    return line


def cleaned_value(field: Field, value: Any) -> Any:
    """What the field is to hold for `value`: times aware, scales as numbers, None for nothing.

    UsageError for a value that does not fit. References are as they are: who writes them looks them up.
    """
    if field.type in WRITTEN and isinstance(value, str):
        return cleaned_text(field, value)
    if field.type == "moment":
        return moment_or_none(value)
    if field.type == "repeat":
        from servicedesk.domain.recurrence import parse_repeat

        return parse_repeat(value) if value else ""
    if field.type == "ref" or (value is None and not has(field, "needed") and field.type not in TEXTS):
        return value
    if field.type == "yes_no" and isinstance(value, bool):
        return int(value)
    if field.type == "percent" and type(value) is int and 0 <= value <= LARGEST_PERCENT:
        return value
    if field.type not in {"choice", "scale", "yes_no"}:
        raise UsageError(_("{field} cannot hold that.").format(field=_(field.label)))
    labels = list_labels(field.words)
    if value in labels and type(value) in {str, int}:
        return value
    if field.type == "choice" and value == "" and not has(field, "needed"):
        return value
    # A word of a choice is what is typed; the numbers of a scale are said in words.
    known = list(labels) if field.type == "choice" else [_(label) for label in labels.values()]
    raise UsageError(
        _("{field} must be one of: {values}.").format(field=_(field.label), values=_(", ").join(known))
    )


def cleaned_values(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """cleaned_value() of each; UsageError for a name that none of `fields` has."""
    known = {field.name: field for field in fields}
    for name in values:
        if name not in known:
            raise UsageError(_("There is no field {name}.").format(name=clean_line(name)))
    return {name: cleaned_value(known[name], value) for name, value in values.items()}


def one_of(kind: str, name: str, value: str, words: WordList[str]) -> str:
    """`value` if it is one of the list, which the field of that kind is of; else UsageError naming them."""
    if value not in words.values:
        raise not_in_list(field_label(name, kind), words)
    return value


def one_of_or_none(kind: str, name: str, value: str, words: WordList[str]) -> str:
    """As one_of(), for a field that may be blank."""
    return one_of(kind, name, value, words) if value else ""


def kind_or(name: str, every: str) -> str:
    """`name` if it is a kind of record, or the word that means all of them; else UsageError naming them."""
    if name not in {every, *RECORDS}:
        raise UsageError(
            _("There is no kind of record {name}.").format(name=clean_line(name)[:40]),
            _("Kinds: {names}.").format(names=", ".join([every, *RECORDS])),
        )
    return name


def moment_or_none(moment: datetime | None) -> str | None:
    """A time as stored, None for none."""
    return None if moment is None else stored(moment)


def distinct(
    kind: str, name: str, values: Iterable[str], key: Callable[[str], str] = fold_label
) -> list[str]:
    """The lines of that list, cleaned, without blanks and repetitions (by `key`), in their first order."""
    first_by_key: dict[str, str] = {}
    for value in values:
        line = clean_line(value)
        if line:
            require_length(line, field_label(name, kind), LINE_LIMIT)
            first_by_key.setdefault(key(line), line)
    return list(first_by_key.values())
