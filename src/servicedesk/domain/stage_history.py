"""Which lines of a case's history belong to which of the nine stages.

By the fields that a line changed, so that a verb of tomorrow finds its stage; what is known of no other stage
is tracking (7.3): the stage that holds "current stage at all times".
"""

from dataclasses import replace
from types import MappingProxyType

from servicedesk.domain.case_states import SOLVED_STATES, UNSOLVED_STATES
from servicedesk.domain.records.case import FIELDS
from servicedesk.domain.rows.history import HistoryLine

TRACKING = "7.3"

_CODES = frozenset(f"7.{clause}" for clause in range(1, 10))
STAGE_BY_FIELD = MappingProxyType(
    {field.name: code for field in FIELDS for code in _CODES.intersection(field.traits.split())}
    # A remedy stands beside the case.
    | {"remedy": "7.7", "evidence": "7.6", "statement": "7.6"}
)
RECEIPTS = frozenset({"case.open", "case.import", "case.follow"})
"""The verbs of the line with which a case begins."""

_AS_RECORDS = frozenset(
    {
        *("case.hand_off", "case.back", "case.take_back"),
        *("case.remedy", "case.remedy_approve", "case.remedy_done"),
        *("case.evidence", "case.statement"),
        *("case.step", "case.steps", "case.tick", "case.untick", "case.remove_step"),
    }
)
"""What a stage holds as records with more words than the change has: hand-offs, remedies, the checklist."""


def stages_of(
    line: HistoryLine, *, opening_call_id: int | None = None, is_solved: bool = False
) -> tuple[str, ...]:
    """The codes of the stages that `line` belongs to, in order; none for what stands as a record of its own.

    A note belongs to the investigation, but to the closing while the case was solved (`is_solved`, at the
    time of the line). A reopening belongs to the tracking, and to each stage from which it takes something.
    """
    if line.what.startswith(("followup.", "promise.")) or line.what in _AS_RECORDS:
        return ()
    if line.what == "call":
        return ("7.2",) if line.record_id == opening_call_id else (TRACKING,)
    if line.what == "note":
        return ("7.9",) if is_solved else ("7.6",)
    if line.what in RECEIPTS:
        return ("7.2",)
    found = {STAGE_BY_FIELD.get(change.field, TRACKING) for change in line.changes}
    if is_reopening(line):
        return tuple(sorted(found | {TRACKING, "7.9"}))
    return tuple(sorted(found - {TRACKING})) or (TRACKING,)


def of_stage(line: HistoryLine, code: str) -> HistoryLine:
    """The line as a stage tells it: a reopening says in each what it took from that one, in the last why."""
    if code == TRACKING or not is_reopening(line):
        return line
    told = [
        change
        for change in line.changes
        if STAGE_BY_FIELD.get(change.field, TRACKING) == code or (change.field == "note" and code == "7.9")
    ]
    return replace(line, changes=tuple(told))


def is_reopening(line: HistoryLine) -> bool:
    """Whether a case that was solved is worked on again from here on."""
    return any(
        change.field == "state" and change.before in SOLVED_STATES and change.after in UNSOLVED_STATES
        for change in line.changes
    )
