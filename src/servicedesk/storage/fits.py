"""What no CHECK of a table knows: whether a text is one that we write into its column."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from servicedesk.domain.unreadable import UNREADABLE
from servicedesk.domain.whole_days import is_day
from servicedesk.storage.json_text import kept_changes, kept_choices, kept_fields, kept_notes, kept_plan
from servicedesk.storage.moments import loaded
from servicedesk.storage.statement_parts import COLUMNS

_OPENED = re.compile(rf'\[\{{"op":"insert","table":"(?:{"|".join(COLUMNS)})","id":\d+\}}\]', re.ASCII)
"""The line of a record that was opened, as most are: there need be no JSON made of it to know it."""


@lru_cache(maxsize=4096)
def _is_anchor(text: str) -> bool:
    """What a series is counted from, or the moment that a desk of an earlier schema has for it."""
    from servicedesk.domain.series import read_anchor

    return not text or read_anchor(text) is not None or loaded(text) is not UNREADABLE


@lru_cache(maxsize=4096)
def _is_rule(text: str) -> bool:
    from servicedesk.domain.recurrence import is_rule

    return is_rule(text)


def _is_repeat(text: str) -> bool:
    return not text or _is_rule(text)


def _are_changes(text: str) -> bool:
    return _OPENED.fullmatch(text) is not None or kept_changes(text) is not None


FITS: Mapping[str, Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "followups": {"on_day": is_day, "anchor": _is_anchor, "repeat": _is_repeat},
        "case_plans": {"repeat": _is_rule, "body": lambda text: kept_plan(text) is not None},
        "events": {"changes": _are_changes},
        "case_merges": {"choices": lambda text: kept_choices(text) is not None},
        "import_runs": {"notes": lambda text: kept_notes(text) is not None},
        "drafts": {"body": lambda text: kept_fields(text) is not None},
    }
)
"""Of a text that is there; NULL is for the table to refuse."""


def misfits(table: str, row: Mapping[str, object]) -> tuple[str, ...]:
    """The columns of `row` whose text is none that we write there."""
    return tuple(
        name
        for name, fits in FITS.get(table, {}).items()
        if isinstance(text := row.get(name), str) and not fits(text)
    )
