"""What a column of a file is: its name, its type, its headers in both languages, its other names.

The headers stand here in both languages, not in the catalogue: they are a file format, and a file written in
one language must be read in the other.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast
from unicodedata import normalize

from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.records.field import Field
from servicedesk.domain.words.lists import LISTS
from servicedesk.exchange.header_folding import without_question
from servicedesk.i18n import in_language

ColumnType = Literal[
    "id",  # the record's own number: C-231
    "ref",  # the number of another record
    "refs",  # the numbers of several
    "line",
    "text",  # may hold line breaks
    "phone",
    "phones",
    "emails",
    "tags",
    "choice",  # one word of a closed list, see domain/words
    "moment",
    "day",
    "birthday",
    "duration",  # seconds
    "count",
    "yes_no",
    "percent",  # 0 to 100
    "contacts",  # a list of objects
    "notes",  # a list of objects
    "parts",  # a list of objects, see case_parts.py
    "repeat",  # RRULE text
    "uid",
]

LIST_TYPES = frozenset({"phones", "emails", "tags", "refs"})
NESTED_TYPES = frozenset({"contacts", "notes", "parts"})
NUMBER_TYPES = frozenset({"duration", "percent", "count"})
"""Types whose cells are numbers, written as such and never neutralised."""

LIST_SEPARATOR = "; "
"""Between the values of one cell in our own files."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Columns that together make one value: each group is one place, filled by the first alias found.

    `how` names the joining rule of values.py; with `with_direct` the column's own source comes first, else it
    replaces the parts.
    """

    how: Literal["name", "path", "title", "list", "lines", "address"]
    groups: tuple[tuple[str, ...], ...]
    with_direct: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column; `aliases` serve as the header does, `fallbacks` when nothing else is there."""

    name: str
    type: ColumnType
    header: str
    header_zh: str
    aliases: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    parts: Parts | None = None
    choices: str = ""
    """Which list of domain/words a choice comes from; a line may hold other words too."""
    of: str = ""
    """The kind of record an id or ref is the number of."""
    is_ours_alone: bool = False
    """In files of other programs the canonical name means something else."""

    def title(self, language: str) -> str:
        """The header in `language`."""
        return self.header_zh if language.startswith("zh") else self.header


IsWholeDay = Callable[[str], bool]
"""Whether the cell of that column is a day without a time."""
Finish = Callable[[dict[str, Any], IsWholeDay], None]
"""Completes the values of a row of another program, or rejects it."""


class NewColumn(Protocol):
    """Makes the column of a field: type, list and kind come from its record, the rest is given here."""

    def __call__(
        self,
        name: str,
        words: str,
        *,
        fallbacks: tuple[str, ...] = (),
        parts: Parts | None = None,
        is_ours_alone: bool = False,
    ) -> Column: ...


def columns_of(kind: str) -> NewColumn:
    """What makes the columns of the fields of `kind`, by their names in files; `words` as of extra()."""
    fields = in_files(kind)

    def column(name: str, words: str, **more: Any) -> Column:
        field = fields[name]
        choices = field.words if field.type in {"choice", "scale"} or is_open_list(field) else ""
        of = kind if field.type == "key" else field.words if field.type == "ref" else ""
        type_ = cast("ColumnType", _TYPES.get(field.type, field.type))
        return extra(name, type_, words, choices=choices, of=of, **more)

    return column


def is_open_list(field: Field) -> bool:
    """Whether the field holds words of a list to which a desk may add its own."""
    return field.type == "line" and field.words in LISTS


def extra(name: str, type_: ColumnType, words: str, **more: Any) -> Column:
    """A column that is no field: `words` are the header, the Chinese one, then the aliases, `|` between."""
    header, header_zh, *aliases = words.split("|")
    return Column(name, type_, header, header_zh, tuple(aliases), **more)


def with_the_rest(kind: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """`columns`, and one for each field of `kind` that has none there: its label is its header.

    These stand before the identity of the record, in the order of its description: an order that, once
    released, is a part of the format.
    """
    column, named = columns_of(kind), {one.name for one in columns}
    rest = {name: field for name, field in in_files(kind).items() if name not in named}
    made = [
        column(name, f"{in_language(field.label, 'en')}|{in_language(field.label, 'zh_CN')}")
        for name, field in rest.items()
    ]
    place = next(place for place, one in enumerate(columns) if one.name == "external_id")
    return (*columns[:place], *made, *columns[place:])


_TYPES: dict[str, ColumnType] = {"key": "id", "scale": "choice", "day": "birthday"}
"""Types of fields that files know by another name."""

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_IGNORED = re.compile(r"[\s_\-‐-―−:*\u200b-\u200f\u2060\ufeff]+")


_CUSTOM_FIELD = re.compile(r"\s*custom field \((.+)\)\s*")


def header_key(header: str) -> str:
    """What the spellings of a header have in common: `2. E-mail Address*（必填）` is `email address`."""
    folded = normalize("NFKC", header).casefold()
    if named := _CUSTOM_FIELD.fullmatch(folded):
        # In Jira the bracket is the name.
        return f"customfield{_IGNORED.sub('', named[1])}"
    folded = without_question(folded)
    return _IGNORED.sub("", _BRACKETED.sub("", folded)) or _IGNORED.sub("", folded)


def join_list(values: Sequence[str]) -> str:
    """The values of one cell as one text; as JSON when a value holds the separator itself."""
    if any(";" in value or value.startswith("[") for value in values):
        return json.dumps(list(values), ensure_ascii=False)
    return LIST_SEPARATOR.join(values)


def split_list(cell: str) -> list[str]:
    """What join_list() joined."""
    if cell.startswith("["):
        try:
            values = json.loads(cell)
        except (ValueError, RecursionError):
            values = None
        if isinstance(values, list) and all(isinstance(value, str) for value in values):
            return values
    return [value for part in cell.split(";") if (value := part.strip())]
