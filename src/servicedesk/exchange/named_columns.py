"""Which field each column fills that the user has named: `--map "COLUMN=field"`, by its place `#7=field`."""

import re
from collections.abc import Mapping, Sequence

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import brief
from servicedesk.exchange.column import LIST_TYPES, Column, header_key
from servicedesk.exchange.columns import READ_BY_KIND, column_named
from servicedesk.exchange.evidence import listed
from servicedesk.exchange.part_names import part_field
from servicedesk.i18n import _

_PLACE = re.compile(r"\s*#([0-9]{1,4})\s*")
"""How a column is named by its place."""


def named_by_user(
    explicit: Mapping[str, str], headers: Sequence[str], kind: str, *, is_own: bool
) -> dict[int, str]:
    """The fields by the places of the columns; UsageError for a field or a column that there is not."""
    by_index: dict[int, str] = {}
    for header, field in explicit.items():
        name = field.strip()
        dotted = None if is_own else part_field(name)
        of, plain = (dotted.kind, dotted.field) if dotted else (kind, name)
        if name not in {"", "-"} and column_named(of, plain) is None:
            raise UsageError(
                _("There is no field {name}.").format(name=brief(name)),
                _("Fields: {names}.").format(names=", ".join(column.name for column in READ_BY_KIND[of])),
            )
        matching = [index for index, own in enumerate(headers) if own.strip() == header.strip()]
        matching = matching or _at_place(header, len(headers))
        matching = matching or [
            index for index, own in enumerate(headers) if header_key(own) == header_key(header)
        ]
        if not matching:
            raise UsageError(_("The file has no column {name}.").format(name=brief(header)), listed(headers))
        if name == "-" and len(matching) > 1:
            raise _several(header, matching)
        column = column_named(of, plain)
        for index in matching if column and is_list(column) else matching[:1]:
            by_index[index] = name
    return by_index


def places_named(header: str, by_key: Mapping[str, Sequence[int]]) -> list[int]:
    """Where the columns are that a profile calls `header`; `标签组-*` are all whose names begin so."""
    if not header.endswith("*") or not (beginning := header_key(header)):
        return list(by_key.get(header_key(header), ()))
    return sorted(place for key, places in by_key.items() if key.startswith(beginning) for place in places)


def _at_place(header: str, count: int) -> list[int]:
    """The column that `#7` means, the seventh of `count`."""
    match = _PLACE.fullmatch(header)
    place = int(match[1]) if match else 0
    return [place - 1] if 1 <= place <= count else []


def _several(header: str, places: Sequence[int]) -> UsageError:
    """Which of several columns of one name is left out, nobody can say by their name."""
    return UsageError(
        _("Several columns of the file are called {name}: {places}.").format(
            name=brief(header), places=", ".join(f"#{place + 1}" for place in places)
        ),
        _('Say which one by its place, such as --map "{place}=-".').format(place=f"#{places[-1] + 1}"),
    )


def is_list(column: Column) -> bool:
    """Whether several columns may fill the field together."""
    return column.type in LIST_TYPES or column.type == "notes"
