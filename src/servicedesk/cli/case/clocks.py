"""Why the clocks of a case stand as they do, and how other rules would have them: `explain`, `whatif`."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Case, argument, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.clock_explanation import ClockExplanation
    from servicedesk.domain.clock_readings import CaseClocks
    from servicedesk.domain.urgency import UrgencyTerm
    from servicedesk.domain.wait_words import Waiting
    from servicedesk.services.clocks import Explained, OtherRules
    from servicedesk.services.desk import Desk

CLOCKS = ("first_response", "next_contact", "resolve")
NOTHING = {"in_time": 0, "late": 0, "open": 0}
AT_ONCE = 5000

Calendar = Annotated[
    str, option("--calendar", N_("Count by this calendar instead, as `calendar export` writes it."), "FILE")
]
Targets = Annotated[
    str,
    option(
        "--targets",
        N_("Count against these targets instead, as `policy export targets` writes them."),
        "FILE",
    ),
]
AsOf = Annotated[str, option("--as-of", N_("As it stood at that time."), "TIME")]


@verb(
    N_(
        "Why the clocks of a case stand as they do: each interval, counted or not and why.\n\n"
        "Then the points that give the case its place in the queue."
    ),
    "servicedesk case explain C-231\nservicedesk case explain C-231 --as-of 'fri 12:00' --json\n"
    "servicedesk policy export calendar -o summer.toml\n"
    "servicedesk case explain C-231 --calendar summer.toml",
)
def explain(case: Case, *, as_of: AsOf = "", calendar: Calendar = "", targets_file: Targets = "") -> None:
    case_id = parse_number(case, "case")
    moment = moments.past(as_of)
    other = other_rules(calendar, targets_file)
    with context.open_desk() as desk:
        found = desk.clocks.explain(case_id, as_of=moment, other=other)
        waiting = desk.moves.wait_of(case_id) if moment is None else None
    output.record(_as_object(found, waiting), lambda: _in_words(found, waiting))


def other_rules(calendar: str, targets_file: str) -> "OtherRules | None":
    """The documents in these files; None where neither is given."""
    if not calendar and not targets_file:
        return None
    from servicedesk.services.clocks import OtherRules
    from servicedesk.services.policy_files import read_rules

    return OtherRules(
        read_rules(calendar) if calendar else "", read_rules(targets_file) if targets_file else ""
    )


def _as_object(found: "Explained", waiting: "Waiting | None") -> dict[str, Any]:
    from servicedesk.cli.case.parts import clock_value, limit_value, waiting_value
    from servicedesk.domain.clock_words import why

    return {
        "number": format_number("case", found.case_id),
        "at": found.at,
        "received": found.at >= found.history.received_at,
        "deadline_at": found.clocks.deadline_at,
        "deadline_kind": found.clocks.deadline_kind,
        "level": found.clocks.level,
        "clocks": [
            clock_value(line.reading)
            | {"targets_from": line.targets_from, "targets_until": line.targets_until}
            | {
                "intervals": [
                    {
                        "from": part.start,
                        "to": part.end,
                        **output.picked(part, "seconds counted"),
                        "reason": part.why,
                        "name": part.name,
                        "words": why(part),
                    }
                    for part in line.lines
                ]
            }
            for line in found.lines
        ],
        "limits": [limit_value(one, found.at) for one in found.clocks.limits],
        "doubts": [doubt._asdict() for doubt in found.doubts],
        "waiting": waiting_value(waiting),
        "urgency": {
            "total": found.urgency.total,
            "terms": [output.picked(term, "name points why") for term in found.urgency.terms],
        },
    }


def receipt_words(found: "Explained") -> list[str]:
    """What is to be known of the receipt: that it came later, or with another case."""
    received_at = found.history.received_at
    if found.at < received_at:
        return [_("Not received yet: the customer came on {when}.").format(when=moments.said(received_at))]
    if found.history.also:
        words = _("The clocks begin on {when}, with the first of the cases that were merged.")
        return [words.format(when=moments.said(received_at))]
    return []


def _in_words(found: "Explained", waiting: "Waiting | None") -> str:
    from servicedesk.cli.case.parts import limits
    from servicedesk.cli.case.parts import waiting as waiting_lines
    from servicedesk.domain.clock_words import clock_label
    from servicedesk.domain.policy_words import doubt_words, seed_hint

    parts = [f"{format_number('case', found.case_id)}  {moments.said(found.at)}"]
    parts += receipt_words(found)
    if found.clocks.deadline_at is not None:
        parts.append(
            _("Next due: {what}, {when}").format(
                what=clock_label(found.clocks.deadline_kind), when=moments.said(found.clocks.deadline_at)
            )
        )
    parts += [f"! {doubt_words(doubt)} {seed_hint(doubt.year)}" for doubt in found.doubts]
    for line in found.lines:
        parts.extend(_clock_lines(line))
    if owed := limits(found):
        parts += ["", *owed]
    if not found.lines:
        parts += ["", _("No clock runs: there is no target for such a case, or it has ended.")]
    if waiting is not None:
        parts += ["", _("Waiting"), *(f"  {line}" for line in waiting_lines(waiting, found.at))]
    parts += ["", _("Urgency {total}").format(total=found.urgency.total)]
    parts += [f"  {term.points:>5}  {_term(term)}" for term in found.urgency.terms]
    return "\n".join(parts)


def _term(term: "UrgencyTerm") -> str:
    """What gave points, and why."""
    from servicedesk.domain.urgency import TERM_LABELS
    from servicedesk.domain.wording import before_value

    label = _(TERM_LABELS[term.name])
    return f"{before_value(label)}{term.why}" if term.why else label


def _clock_lines(line: "ClockExplanation") -> list[str]:
    from servicedesk.domain.clock_words import (
        clock_label,
        exact_words,
        length_words,
        standing,
        targets_words,
        why,
    )

    reading = line.reading
    head = _("{clock}: {used} of {target} used; {standing}").format(
        clock=clock_label(reading.name),
        used=length_words(reading.used_seconds),
        target=length_words(reading.target_seconds),
        standing=standing(reading),
    )
    if reading.due_at is not None:
        head += _("; ") + _("due {when}").format(when=moments.said(reading.due_at))
    if judged := targets_words(line, moments.since):
        head += _("; ") + judged
    return [
        "",
        head,
        *(
            f"  {_time(part.start)} – {_time(part.end, part.start)}"
            f"  {exact_words(part.seconds):>12}  {'+' if part.counted else ' '} {why(part)}"
            for part in line.lines
        ),
    ]


def _time(moment: datetime, before: datetime | None = None) -> str:
    zone = context.settings().zone
    here = moment.astimezone(zone)
    # With seconds where there are some: the length behind it counts them.
    clock = f"{here:%H:%M:%S}" if here.second else f"{here:%H:%M}"
    if before is not None and before.astimezone(zone).date() == here.date():
        return clock.rjust(16)
    return f"{here:%Y-%m-%d} {clock}"


@verb(
    N_("What another calendar or other targets would have made of cases; nothing is changed."),
    "servicedesk policy export calendar -o summer.toml\nservicedesk policy export targets -o vip.toml\n"
    "servicedesk case whatif 'received:2026-07..2026-09' --calendar summer.toml --targets vip.toml",
)
def whatif(
    query: Annotated[
        list[str] | None, argument("QUERY", N_("Which cases, past ones too; all if not given."))
    ] = None,
    *,
    calendar: Calendar = "",
    targets_file: Targets = "",
    as_of: AsOf = "",
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
