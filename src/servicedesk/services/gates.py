"""Closing: the gates of a case in words, what it lacks, when to ask afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicedesk.domain import gates
from servicedesk.storage import policies
from servicedesk.storage.complaints import gate_facts

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from servicedesk.domain.policies.reading import Duration
    from servicedesk.storage import driver


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate of a case; `words` say what is missing and what to do, empty when it is met."""

    name: str
    label: str
    is_met: bool
    words: str


def gate_lines(db: "driver.Connection", case_id: int, zone: "tzinfo") -> tuple[GateLine, ...]:
    """The gates that hold for the case, in order; NotFoundError if there is none."""
    facts = gate_facts(db, case_id)
    wanted = policies.current(db, "handling").gates_for(facts.kind)
    lacking = gates.missing(facts, wanted)
    return tuple(
        _line(gate, facts, zone, is_met=gate not in lacking) for gate in gates.GATES if gate in wanted
    )


def _line(gate: str, facts: gates.GateFacts, zone: "tzinfo", *, is_met: bool) -> GateLine:
    return GateLine(gate, gates.label(gate), is_met, "" if is_met else gates.words(gate, facts, zone))


def missing(db: "driver.Connection", case_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The gates that are not met, for each of the cases that lacks any."""
    handling = policies.current(db, "handling")
    found = {}
    for case_id in case_ids:
        facts = gate_facts(db, case_id)
        if lacking := gates.missing(facts, handling.gates_for(facts.kind)):
            found[case_id] = lacking
    return found


def require_solvable(db: "driver.Connection", case_ids: Sequence[int]) -> None:
    """Raise RefusedError where a case lacks what the desk asks for before it is solved."""
    asked = policies.current(db, "handling").gates_to_solve
    if not asked:
        return
    lacking = {}
    for case_id in case_ids:
        facts = gate_facts(db, case_id)
        if names := gates.missing(facts, asked.get(facts.kind, ())):
            lacking[case_id] = names
    gates.require_solvable(lacking)


def followup_at(db: "driver.Connection", zone: str, now: "datetime") -> "datetime | None":
    """When to ask the customer how it went if the case is closed at `now`; None where no rule says so.

    By default a closed complaint is followed up within 24 working hours, a practice of the trade.
    """
    from servicedesk.domain.worktime import NoWorkingTimeError
    from servicedesk.storage import clock_cache

    length: Duration | None = policies.current(db, "handling").followup_after_closing
    if length is None:
        return None
    calendar = clock_cache.desk_calendar(db, zone)
    try:
        return calendar.deadline(now, length.seconds(calendar.day_seconds))
    except NoWorkingTimeError:
        return None
