"""Moves: a row, who acts when and what was typed → the values to write, or a refusal in the user's words.

Services, imports and the made-up desk call the same functions, so that each move stands once. They are pure:
rows are mappings of columns, texts are cleaned already (services.values), times are text as stored, in UTC
to the second, which compares as it reads.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _

Row = Mapping[str, Any]
Values = dict[str, Any]


class Act(NamedTuple):
    """Who does something, and when."""

    actor: str
    now: str
    """When it happened, as stored."""


def is_before(act: Act, at: str) -> bool:
    """Whether it happened before the stored time `at`.

    ValueError for what is no time, which would compare like one: the writer says which field it is.
    """
    datetime.fromisoformat(at)
    return act.now < at


def require_received(row: Row, act: Act) -> None:
    """Raise RefusedError for what happened before the case of `row` was received."""
    if is_before(act, row["received_at"]):
        raise not_received(row["id"])


def not_received(case_id: int) -> RefusedError:
    """The refusal of a time at which that case had not been received."""
    return RefusedError(
        _("{number} was received only after that.").format(number=format_number("case", case_id)),
        _("Give a later time, or correct when the case was received."),
    )
