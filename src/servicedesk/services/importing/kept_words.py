"""Words of a file that are in no list of ours, kept beside the value that stands for them.

They stand as `column: word`, of a case in a note of its own, of other records in the text that is there for
what somebody remarks. What is there already is not written again, so a second import finds nothing new.
"""

from collections.abc import Mapping
from typing import Any

from servicedesk.domain.records.by_kind import FIELDS

_NOT_SHOWN = frozenset(
    {
        "kept",
        "state_is_guessed",
        "done_at_is_guessed",
        "told_state",
        "too_far",
        "kept_ends",
        "is_internal",
        "waits_for",
        "reason_is_guessed",
    }
)
"""What is known of a row beside its values."""
_FIELD = {"customer": "note", "call": "summary", "followup": "result", "promise": "reason"}


def kept_lines(values: Mapping[str, Any]) -> list[str]:
    """What is kept of a row, as it stands in the record."""
    return [f"{header}: {word}" for _field, header, word in values.get("kept") or ()]


def kept_notes(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same as notes of a case."""
    return [{"at": None, "actor": "", "text": line} for line in kept_lines(values)]


def field_for_words(kind: str) -> str:
    """The field of the records of a kind that holds them; '' for cases, which have notes."""
    return _FIELD.get(kind, "")


def with_lines(kind: str, text: str, lines: list[str]) -> str:
    """`text` of that field with the lines that it does not hold yet."""
    is_line = next(field.type == "line" for field in FIELDS[kind] if field.name == _FIELD[kind])
    joint = "; " if is_line else "\n"
    held = text.split(joint)
    return joint.join(
        [*([text] if text else []), *(line for line in dict.fromkeys(lines) if line not in held)]
    )


def shown(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row as they land: with what is kept in its place."""
    lines = kept_lines(values)
    found = {name: value for name, value in values.items() if name not in _NOT_SHOWN}
    if not lines:
        return found
    if kind == "case":
        return found | {"notes": [*(found.get("notes") or ()), *kept_notes(values)]}
    name = _FIELD[kind]
    return found | {name: with_lines(kind, found.get(name) or "", lines)}
