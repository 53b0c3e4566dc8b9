"""Words that stand for a value, in both languages, as the query language knows them: `urgent`, 紧急, 4."""

from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.text import half_width
from servicedesk.domain.wording import field_label
from servicedesk.i18n import _


def meant(kind: str, name: str, text: str) -> Any:
    """The value of field `name` that `text` stands for; UsageError that names the words there are."""
    query_field = FIELDS_BY_KIND[kind][name]
    folded = half_width(text).strip().casefold().lstrip("!")
    if folded in query_field.values:
        return query_field.values[folded]
    values = query_field.values.values()
    if folded.isdigit() and int(folded) in values:
        return int(folded)
    known = [word for word in query_field.values if word.isascii()] if name == "priority" else list(values)
    words = ", ".join(str(word) for word in dict.fromkeys(known))
    raise UsageError(_("{field} must be one of: {values}.").format(field=field_label(name), values=words))


def meant_or_none(kind: str, name: str, text: str | None) -> Any:
    """As meant(); None for an option that was not given."""
    return None if text is None or text == "" else meant(kind, name, text)


def open_value(kind: str, name: str, text: str) -> str:
    """As meant(), for a field that may also hold words of the desk's own, such as the tier."""
    value = FIELDS_BY_KIND[kind][name].values.get(text.strip().casefold(), text)
    return str(value)


def yes_or_no(name: str, text: str) -> bool | None:
    """Whether `text` says yes or no; None for an option that was not given."""
    folded = text.strip().casefold()
    if not folded:
        return None
    if folded in {"yes", "y", "true", "1", "是", "有", "接受", "认可"}:
        return True
    if folded in {"no", "n", "false", "0", "否", "无", "不接受", "不认可"}:
        return False
    raise UsageError(_("{field} must be one of: {values}.").format(field=field_label(name), values="yes, no"))
