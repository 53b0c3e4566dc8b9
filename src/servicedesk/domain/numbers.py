"""The numbers of records as people say them: C-231 is the case with id 231."""

import re
from types import MappingProxyType

from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import KINDS as RECORD_KINDS
from servicedesk.domain.text import half_width
from servicedesk.i18n import _

PREFIXES = MappingProxyType({kind.name: kind.letter for kind in RECORD_KINDS.values() if kind.letter})
KINDS = MappingProxyType({prefix: kind for kind, prefix in PREFIXES.items()})
LARGEST = 2**63 - 1

# The longest first: CU is no C.
_LETTERS = "|".join(sorted(KINDS, key=len, reverse=True))
_NUMBER = rf"(?ia)#?(?:({_LETTERS})\s*[-‐-―−]?\s*)?0*([1-9][0-9]{{0,18}})"


def format_number(kind: str, record_id: int) -> str:
    """The number of a record as it is shown: C-231."""
    return f"{PREFIXES[kind]}-{record_id}"


def parse_number(text: str, kind: str) -> int:
    """The id that `C-231`, `c231`, `231` or `#231` (also full-width) means; UsageError for anything else."""
    found = _read(text)
    if found is None or found[0] not in {None, kind}:
        example = format_number(kind, 231)
        raise UsageError(
            _("That is not the number of a {kind}.").format(kind=_(RECORD_KINDS[kind].label)),
            _("Write it like {example} or 231.").format(example=example),
        )
    return found[1]


def parse_any_number(text: str) -> tuple[str, int] | None:
    """(kind, id) when `text` is a number with its letters, such as C-231; else None."""
    found = _read(text)
    if found is None or found[0] is None:
        return None
    return found[0], found[1]


def number_named(text: str, kind: str) -> int | None:
    """The id when `text` is the number of such a record with its letters; a bare 231 may mean anything."""
    found_kind, record_id = parse_any_number(text) or ("", 0)
    return record_id if found_kind == kind else None


def _read(text: str) -> tuple[str | None, int] | None:
    if len(text) > 60:
        return None
    match = re.fullmatch(_NUMBER, half_width(text).strip())
    if match is None or int(match[2]) > LARGEST:
        return None
    return (KINDS[match[1].upper()] if match[1] else None), int(match[2])
