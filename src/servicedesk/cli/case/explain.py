"""Why the clocks of a case stand as they do: `servicedesk case explain`."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record.options import Case, option
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.clock_explanation import ClockExplanation
    from servicedesk.services.clocks import Explained, OtherRules

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


@verb(
    N_(
        "Why the clocks of a case stand as they do: each interval, counted or not and why.\n\n"
        "Then the points that give the case its place in the queue."
    ),
    "servicedesk case explain C-231\nservicedesk case explain C-231 --as-of 'fri 12:00' --json\n"
    "servicedesk case explain C-231 --calendar summer.toml",
)
def explain(
    case: Case,
    *,
    as_of: Annotated[str, option("--as-of", N_("As it stood at that time."), "TIME")] = "",
    calendar: Calendar = "",
    targets_file: Targets = "",
) -> None:
    case_id = parse_number(case, "case")
    moment = moments.past(as_of)
    other = other_rules(calendar, targets_file)
    with context.open_desk() as desk:
        found = desk.clocks.explain(case_id, as_of=moment, other=other)
    output.record(_as_object(found), lambda: _in_words(found))


def other_rules(calendar: str, targets_file: str) -> "OtherRules | None":
    """The documents in these files; None where neither is given."""
    if not calendar and not targets_file:
        return None
    from servicedesk.services.clocks import OtherRules
    from servicedesk.services.policy_files import read_rules

    return OtherRules(
        read_rules(calendar) if calendar else "", read_rules(targets_file) if targets_file else ""
    )


def _as_object(found: "Explained") -> dict[str, Any]:
    from servicedesk.cli.case.parts import clock_value
    from servicedesk.domain.clock_words import why

    return {
        "number": format_number("case", found.case_id),
        "at": found.at,
        "deadline_at": found.clocks.deadline_at,
        "deadline_kind": found.clocks.deadline_kind,
        "level": found.clocks.level,
        "clocks": [
            clock_value(line.reading)
            | {
                "intervals": [
                    {
                        "from": part.start,
                        "to": part.end,
                        "seconds": part.seconds,
                        "counted": part.counted,
                        "reason": part.why,
                        "name": part.name,
                        "words": why(part),
                    }
                    for part in line.lines
                ]
            }
            for line in found.lines
        ],
        "urgency": {
            "total": found.urgency.total,
            "terms": [
                {"name": term.name, "points": term.points, "why": term.why} for term in found.urgency.terms
            ],
        },
    }


def _in_words(found: "Explained") -> str:
    from servicedesk.domain.clock_words import clock_label
    from servicedesk.domain.urgency import TERM_LABELS

    parts = [f"{format_number('case', found.case_id)}  {moments.said(found.at)}"]
    if found.clocks.deadline_at is not None:
        parts.append(
            _("Owed next: {what}, {when}").format(
                what=clock_label(found.clocks.deadline_kind), when=moments.said(found.clocks.deadline_at)
            )
        )
    for line in found.lines:
        parts.extend(_clock_lines(line))
    if not found.lines:
        parts += ["", _("No clock runs: there is no target for such a case, or it has ended.")]
    parts += ["", _("Urgency {total}").format(total=found.urgency.total)]
    parts += [
        f"  {term.points:>5}  {_(TERM_LABELS[term.name])}{f': {term.why}' if term.why else ''}"
        for term in found.urgency.terms
    ]
    return "\n".join(parts)


def _clock_lines(line: "ClockExplanation") -> list[str]:
    from servicedesk.domain.clock_words import clock_label, length_words, standing, why

    reading = line.reading
    head = _("{clock}: {used} of {target} used; {standing}").format(
        clock=clock_label(reading.name),
        used=length_words(reading.used_seconds),
        target=length_words(reading.target_seconds),
        standing=standing(reading),
    )
    if reading.due_at is not None:
        head += "; " + _("due {when}").format(when=moments.said(reading.due_at))
    return [
        "",
        head,
        *(
            f"  {_time(part.start)} – {_time(part.end, part.start)}"
            f"  {length_words(part.seconds):>12}  {'+' if part.counted else ' '} {why(part)}"
            for part in line.lines
        ),
    ]


def _time(moment: datetime, before: datetime | None = None) -> str:
    zone = context.settings().zone
    here = moment.astimezone(zone)
    if before is not None and before.astimezone(zone).date() == here.date():
        return f"{here:%H:%M}".rjust(16)
    return f"{here:%Y-%m-%d %H:%M}"
