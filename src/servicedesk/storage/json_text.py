"""JSON that stands in a text column, and what stands for one that is damaged."""

import json
from typing import Any

from servicedesk.storage.moments import readable

IN_TABLES = {
    "events": "changes", "case_plans": "body", "case_merges": "choices", "import_runs": "notes",
}  # fmt: skip
"""The columns that hold JSON and nothing else, by table."""


def kept_list(text: object) -> list[Any]:
    """The list that the text writes; an empty one where it writes none."""
    found = _parsed(text)
    return found if isinstance(found, list) else []


def kept_fields(text: object) -> dict[str, Any] | None:
    """The values by name that the text writes; None where it writes none."""
    found = _parsed(text)
    return found if isinstance(found, dict) else None


def _parsed(text: object) -> Any:
    try:
        return json.loads(readable(text))
    except (ValueError, RecursionError):
        return None
