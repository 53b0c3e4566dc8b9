"""Closing: gates in words, the override, when to ask afterwards, how long a closing can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from servicedesk.domain import gates
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _, ngettext
from servicedesk.storage import policies
from servicedesk.storage.closing import gate_facts
from servicedesk.storage.moments import loaded, stored

if TYPE_CHECKING:
    from datetime import datetime

    from servicedesk.domain.policies.reading import Duration
    from servicedesk.domain.worktime import WorkingCalendar
    from servicedesk.storage import driver
    from servicedesk.storage.transaction import Transaction

MOST_NAMED = 10
"""So many cases are named in one refusal; more would not fit on a screen."""


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate of a case; `words` say what is missing and what to do, empty when it is met."""

    name: str
    label: str
    is_met: bool
    words: str


def gate_lines(db: "driver.Connection", case_id: int, now: "datetime") -> tuple[GateLine, ...]:
    """The gates that hold for the case, in order; NotFoundError if there is none."""
    facts = gate_facts(db, case_id, stored(now))
    wanted = policies.current(db, "handling").gates_for(facts.kind)
    lacking = gates.missing(facts, wanted)
    return tuple(
        GateLine(gate, gates.label(gate), gate not in lacking, gates.words(gate) if gate in lacking else "")
        for gate in gates.GATES
        if gate in wanted
    )


def missing(db: "driver.Connection", case_ids: Sequence[int], now: "datetime") -> dict[int, tuple[str, ...]]:
    """The gates that are not met, for each of the cases that lacks any."""
    handling = policies.current(db, "handling")
    found = {}
    for case_id in case_ids:
        facts = gate_facts(db, case_id, stored(now))
        if lacking := gates.missing(facts, handling.gates_for(facts.kind)):
            found[case_id] = lacking
    return found


def refuse_closing(lacking: Mapping[int, tuple[str, ...]]) -> None:
    """Raise RefusedError naming all that each of these cases lacks; nothing when there is none."""
    if not lacking:
        return
    if len(lacking) == 1:
        ((case_id, names),) = lacking.items()
        raise RefusedError(
            ngettext(
                "{number} cannot be closed yet: {count} thing is missing.",
                "{number} cannot be closed yet: {count} things are missing.",
                len(names),
            ).format(number=format_number("case", case_id), count=len(names)),
            " ".join(gates.words(gate) for gate in names),
        )
    named = [
        "{number} ({gates})".format(
            number=format_number("case", case_id), gates=", ".join(gates.label(gate) for gate in names)
        )
        for case_id, names in list(lacking.items())[:MOST_NAMED]
    ]
    rest = len(lacking) - len(named)
    if rest:
        named.append(ngettext("{count} more", "{count} more", rest).format(count=rest))
    raise RefusedError(
        _("Not closed; still missing: {cases}.").format(cases=", ".join(named)),
        _("Do what is missing, or close them all the same and say why."),
    )


def followup_at(db: "driver.Connection", zone: str, now: "datetime") -> "datetime | None":
    """When to ask the customer how it went if the case is closed at `now`; None where no rule says so.

    Source: product.md, follow-ups: a closed complaint within 24 working hours.
    """
    from servicedesk.domain.worktime import NoWorkingTimeError
    from servicedesk.storage import clock_cache

    length: Duration | None = policies.current(db, "handling").followup_after_closing
    if length is None:
        return None
    held = clock_cache.stamp(db)
    calendar: WorkingCalendar = clock_cache.working_calendar(db, held.zone if held else zone)
    try:
        return calendar.deadline(now, length.seconds(calendar.day_seconds))
    except NoWorkingTimeError:
        return None


def require_reopening(transaction: "Transaction", row: Mapping[str, Any]) -> None:
    """Raise RefusedError when the case of `row` was closed too long ago to take the closing back."""
    if row["state"] != "closed" or row["closed_at"] is None:
        return
    days: int = policies.current(transaction.connection, "handling").reopen_days
    if transaction.now <= loaded(row["closed_at"]) + timedelta(days=days):
        return
    raise RefusedError(
        ngettext(
            "{number} was closed more than {days} day ago.",
            "{number} was closed more than {days} days ago.",
            days,
        ).format(number=format_number("case", row["id"]), days=days),
        _("Open a new case that follows it."),
    )
