"""What services check of every value that enters, whichever front end it came from."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from servicedesk.domain.errors import UsageError
from servicedesk.domain.labels import fold_label
from servicedesk.domain.text import clean, clean_line, require_length
from servicedesk.domain.wording import field_label
from servicedesk.i18n import _
from servicedesk.storage.moments import stored

LINE_LIMIT = 2000
"""Characters in a one-line field; longer words belong into a note or a description."""

MULTILINE = frozenset(
    {
        *("description", "note", "banner", "result", "told_words", "address", "summary", "text"),
        *("facts", "remedy_wanted", "immediate_action", "options_offered", "lesson", "words"),
    }
)


def cleaned(name: str, value: str) -> str:
    """The text of field `name` as it may be stored; UsageError when it is too long."""
    if name in MULTILINE:
        text = clean(value).strip("\n").rstrip()
        require_length(text, field_label(name))
        return text
    line = clean_line(value)
    require_length(line, field_label(name), LINE_LIMIT)
    return line


def cleaned_fields(values: Mapping[str, str], allowed: Iterable[str]) -> dict[str, str]:
    """Every field cleaned; UsageError for a field that is not one of `allowed`."""
    known = set(allowed)
    for name in values:
        if name not in known:
            raise UsageError(_("There is no field {name}.").format(name=clean_line(name)))
    return {name: cleaned(name, value) for name, value in values.items()}


def one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """`value` if it is one of `allowed`, else UsageError naming them."""
    known = tuple(allowed)
    if value not in known:
        raise UsageError(
            _("{field} must be one of: {values}.").format(field=field_label(name), values=", ".join(known))
        )
    return value


def moment_or_none(moment: datetime | None) -> str | None:
    """A time as stored, None for none."""
    return None if moment is None else stored(moment)


def distinct(name: str, values: Iterable[str], key: Callable[[str], str] = fold_label) -> list[str]:
    """The lines of list `name`, cleaned, without blanks and repetitions (by `key`), in their first order."""
    first_by_key: dict[str, str] = {}
    for value in values:
        line = clean_line(value)
        if line:
            require_length(line, field_label(name), LINE_LIMIT)
            first_by_key.setdefault(key(line), line)
    return list(first_by_key.values())
