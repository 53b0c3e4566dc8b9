"""Options whose value is a word of a closed list: `urgent`, 紧急, 4."""

from typing import Any

from servicedesk.domain.wording import list_of, not_in_list


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
        raise not_in_list(name, words)
    return value


def meant_or_none(kind: str, name: str, text: str | None) -> Any:
    """As meant(); None for an option that was not given."""
    return None if text is None or text.strip() == "" else meant(kind, name, text)


def open_value(kind: str, name: str, text: str) -> str:
    """As meant(), for a field that may also hold words of the desk's own, such as the tier."""
    words = list_of(kind, name)
    found = words.read(text) if words is not None else None
    return text if found is None else str(found)


def yes_or_no(name: str, text: str) -> bool | None:
    """Whether `text` says yes or no; None for an option that was not given."""
    answer = meant_or_none("", name, text)
    return None if answer is None else bool(answer)
