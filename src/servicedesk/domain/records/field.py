"""What is known of a field: its name, type and label, what may set it, where it shows."""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

FieldType = Literal[
    "key",  # the record's own number
    "ref",  # the number of another record
    "line",
    "text",  # several lines
    "choice",  # one word of a closed list
    "scale",  # one step of a closed list of whole numbers
    "yes_no",
    "count",
    "percent",  # 0 to 100
    "money",  # in hundredths of the currency
    "moment",  # UTC
    "day",  # a day, or words that say when
    "repeat",  # the text of an RRULE
    "uid",
    "json",
]

TEXTS = frozenset({"line", "text", "choice", "day", "repeat", "uid", "json"})
"""Types whose blank value is the empty text; that of all others is None."""

WRITTEN = frozenset({"line", "text", "day"})
"""Types whose values are whatever somebody writes."""

TRAITS = frozenset(
    {
        "edit",  # a person may change it in a form and with `edit`
        "assess",  # a part of the initial assessment
        "merge",  # who merges two cases chooses between its values
        "macro",  # a macro may set it
        "import",  # a file may set it as it stands; keys and references have ways of their own
        "needed",  # it is never blank
        "sheet",  # it has a line of its own where the whole record is shown
        # the stage of the dossier that its changes belong to
        *("7.2", "7.4", "7.5", "7.6", "7.7", "7.8", "7.9"),
    }
)


class Field(NamedTuple):
    """One field of a record. Nothing here does anything: layers read it and do what is theirs.

    A field that a desk defines for itself is one of these too, made while the program runs.
    """

    name: str
    """That of its column."""
    type: FieldType
    label: str = ""
    """Marked for translation."""
    traits: str = ""
    """Words of TRAITS."""
    words: str = ""
    """The closed list that a choice or scale is of; for a reference the kind of record it names."""
    default: Any = None
    """What a new record has, where that is not the blank value of the type."""
    file: str = ""
    """Its name in files, where that is not `name`."""
    excused: str = ""
    """Why files do not have it."""


def has(field: Field, trait: str) -> bool:
    """Whether the field has that trait."""
    return trait in field.traits.split()


def names(fields: Iterable[Field], trait: str) -> tuple[str, ...]:
    """The names of the fields that have the trait, in order."""
    return tuple(field.name for field in fields if has(field, trait))


def blank(field: Field) -> Any:
    """What the field holds in a record of which nothing more is known."""
    if field.default is not None:
        return field.default
    return "" if field.type in TEXTS else None
