"""Which records were written down later than they happened, as SQL: the rule is domain.late_entry's."""

from servicedesk.domain.late_entry import LATE_AFTER
from servicedesk.storage.term_sql import Asked, Condition

_SECONDS = int(LATE_AFTER.total_seconds())


def _is_late(happened: str, recorded: str) -> str:
    return f"strftime('%s', {recorded}) - strftime('%s', {happened}) >= {_SECONDS}"


_LATE_CALL = (
    "(calls.external_source = '' AND "
    + _is_late("coalesce(calls.ended_at, calls.answered_at, calls.rang_at)", "calls.created_at")
    + ")"
)
"""A call is written down when it has ended; of one that came from a file nobody knows when."""


def _subjects(kind: str) -> str:
    """The records of a kind with a line of their history that was entered late and stands."""
    return (
        f"SELECT subject_id FROM events WHERE kind = '{kind}' AND happened_at IS NOT NULL"
        # What an import brought was written down in time, elsewhere.
        " AND run_id IS NULL AND annulled_by IS NULL AND verb NOT LIKE 'undo %'"
        f" AND {_is_late('happened_at', 'at')}"
    )


_OF_CASES = (
    f"(id IN ({_subjects('case')})"
    f" OR id IN (SELECT case_id FROM promises WHERE case_id IS NOT NULL AND id IN ({_subjects('promise')}))"
    " OR EXISTS (SELECT 1 FROM calls WHERE calls.case_id = cases.id AND calls.voided_at IS NULL"
    f" AND {_LATE_CALL}))"
)


def late_case(_context: Asked) -> Condition:
    """A case of which a step, a promise or a call was written down late."""
    return Condition(_OF_CASES)


def late_promise(_context: Asked) -> Condition:
    """A promise that was written down late: that it was made, kept or told anew."""
    return Condition(f"id IN ({_subjects('promise')})")


def late_call(_context: Asked) -> Condition:
    """A call that was written down late."""
    return Condition(_LATE_CALL)
