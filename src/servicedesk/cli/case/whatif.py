"""`servicedesk case whatif`: what another calendar or other targets would have made of cases."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from servicedesk.cli.case.explain import Calendar, Targets, other_rules
from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import argument, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.clock_readings import CaseClocks
    from servicedesk.services.clocks import OtherRules
    from servicedesk.services.desk import Desk

CLOCKS = ("first_response", "next_contact", "resolve")
NOTHING = {"in_time": 0, "late": 0, "open": 0}
AT_ONCE = 5000


@verb(
    N_("What another calendar or other targets would have made of cases; nothing is changed."),
    "servicedesk case whatif 'received:2026-07..2026-09' --calendar summer.toml --targets vip.toml",
)
def whatif(
    query: Annotated[
        list[str] | None, argument("QUERY", N_("Which cases, past ones too; all if not given."))
    ] = None,
    *,
    calendar: Calendar = "",
    targets_file: Targets = "",
    as_of: Annotated[str, option("--as-of", N_("As it stood at that time."), "TIME")] = "",
) -> None:
    other = other_rules(calendar, targets_file)
    if other is None:
        raise UsageError(_("What is to be tried?"), _("Give --calendar FILE or --targets FILE."))
    moment = moments.past(as_of)
    with context.open_desk() as desk:
        wanted = targets.ids(desk, "case", query or [], yes=True)
        values = _tried(desk, wanted, moment, other)
    output.record(values, lambda: _compared(values))


def _tried(
    desk: "Desk", wanted: Sequence[int], as_of: datetime | None, other: "OtherRules"
) -> dict[str, Any]:
    """What the rules that hold and the others make of the cases, some at a time: there may be a million."""
    counts = {name: {"now": Counter(NOTHING), "then": Counter(NOTHING)} for name in CLOCKS}
    cases, changed = 0, []
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        before = desk.clocks.clocks_of(some, as_of=as_of)
        after = desk.clocks.clocks_of(some, as_of=as_of, other=other)
        for case_id in before.keys() & after.keys():
            cases += 1
            for name, found in counts.items():
                found["now"].update(_verdicts_of(name, before[case_id]))
                found["then"].update(_verdicts_of(name, after[case_id]))
            if _verdicts(before[case_id]) != _verdicts(after[case_id]):
                changed.append(case_id)
    numbers = [format_number("case", case_id) for case_id in sorted(changed)]
    return {"cases": cases, "changed": numbers} | {
        name: {when: dict(count) for when, count in found.items()} for name, found in counts.items()
    }


def _verdicts(found: "CaseClocks") -> tuple[Any, ...]:
    return tuple((reading.name, reading.is_late, reading.is_met) for reading in found.readings)


def _verdicts_of(name: str, found: "CaseClocks") -> list[str]:
    """How each clock of that name stands: late, in time, or open."""
    return [
        "late" if reading.is_late else "in_time" if reading.is_met or reading.ended_at is not None else "open"
        for reading in found.readings
        if reading.name == name
    ]


def _compared(values: dict[str, Any]) -> str:
    from servicedesk.domain.clock_words import clock_label

    lines = [_("{count} cases, {changed} would stand otherwise.").format(
        count=values["cases"], changed=len(values["changed"])
    )]  # fmt: skip
    words = _(
        "{clock}: in time {in_time} → {then_in_time}, late {late} → {then_late}, open {open} → {then_open}"
    )
    for name in CLOCKS:
        now, then = values[name]["now"], values[name]["then"]
        lines.append(
            words.format(
                clock=clock_label(name), **now, **{f"then_{key}": value for key, value in then.items()}
            )
        )
    if values["changed"]:
        lines.append(_("Otherwise: {numbers}").format(numbers=" ".join(values["changed"][:50])))
    return "\n".join(lines)
