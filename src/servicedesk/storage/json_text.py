"""JSON that stands in a text column: read by one function, and what stands for one that is damaged."""

import json
from types import NoneType
from typing import Any

from servicedesk.domain.merging import WAIT
from servicedesk.storage.moments import readable
from servicedesk.storage.statement_parts import COLUMNS


def parsed(text: object) -> Any:
    """What the text writes; None where it is no JSON, or nested deeper than anything that we write."""
    try:
        return json.loads(readable(text))
    except (ValueError, RecursionError):
        return None


def kept_changes(text: object) -> list[dict[str, Any]] | None:
    """The changes that a line of the history tells of; None where one of them is none that we write."""
    found = parsed(text)
    return found if isinstance(found, list) and all(map(is_change, found)) else None


def kept_plan(text: object) -> dict[str, Any] | None:
    """What a plan opens, by the names of the fields; None where it is not what we write."""
    found = parsed(text)
    return found if _is_plan(found) else None


def kept_choices(text: object) -> list[dict[str, Any]] | None:
    """The choices of a merge; None where one of them is none that we write."""
    found = parsed(text)
    return found if isinstance(found, list) and all(map(_is_choice, found)) else None


def kept_fields(text: object) -> dict[str, Any] | None:
    """The values of a form by name; None where it is not what we write."""
    found = parsed(text)
    return found if _are_values(found) else None


_TOLD = {"insert": (), "update": ("before", "after"), "delete": ("before",)}
"""What a change also tells, by what was done."""
_VALUES = (str, int, float, NoneType)
_PLAN = {
    **dict.fromkeys(("kind", "description", "category", "department", "owner"), (str, NoneType)),
    **dict.fromkeys(("priority", "customer_id"), (int, NoneType)),
}  # fmt: skip


def is_change(one: Any) -> bool:
    """Whether it is a change of a row as Transaction writes it."""
    if not isinstance(one, dict):
        return False
    op, table = one.get("op"), one.get("table")
    return (
        isinstance(op, str)
        and op in _TOLD
        and isinstance(table, str)
        and table in COLUMNS
        and isinstance(one.get("id"), int)
        and all(_are_values(one.get(name)) for name in _TOLD[op])
        and _are_values(one.get("row", {}))
    )


def _are_values(held: Any) -> bool:
    return isinstance(held, dict) and all(isinstance(value, _VALUES) for value in held.values())


def _is_plan(held: Any) -> bool:
    if not isinstance(held, dict):
        return False
    if held.get("removed"):
        # It stays for the cases that came of it; nothing is opened by it any more.
        return True
    labels, subject = held.get("labels", []), held.get("subject")
    return (
        isinstance(subject, str)
        and bool(subject)
        and all(isinstance(held.get(name), kinds) for name, kinds in _PLAN.items())
        and isinstance(labels, list)
        and all(isinstance(label, str) for label in labels)
    )


def _is_choice(one: Any) -> bool:
    if not isinstance(one, dict) or one.keys() != {"field", "kept", "other", "taken"}:
        return False
    kept = _are_values(one["kept"]) if one["field"] == WAIT else isinstance(one["kept"], _VALUES)
    return isinstance(one["field"], str) and kept and isinstance(one["other"], _VALUES)


def kept_notes(text: object) -> list[str] | None:
    """The notes of an import run; None where one of them is no text."""
    found = parsed(text)
    return found if isinstance(found, list) and all(isinstance(note, str) for note in found) else None
