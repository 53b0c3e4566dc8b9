"""The working calendar in plain text: hours, a year or a month with a sign behind each day, special days."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from servicedesk.cli.frame.cells import pad
from servicedesk.cli.frame.output import picked
from servicedesk.domain.calendar_days import (
    SIGNS,
    CalendarDay,
    SpecialDays,
    hours_text,
    kind_label,
    special_days,
    week_groups,
    year_days,
    year_notes,
)
from servicedesk.domain.date_format import format_month, weekday_letters, weekday_name
from servicedesk.domain.policies.calendar_policy import CalendarPolicy
from servicedesk.domain.signs import in_brackets
from servicedesk.domain.text import clean_line
from servicedesk.domain.worktime_rules import WEEKDAYS, Intervals
from servicedesk.i18n import _

CELL = 3
MONTH = 7 * CELL
GAP = 2
MOST_BESIDE = 3


def year_sheet(policy: CalendarPolicy, year: int, zone: str) -> str:
    """The hours, twelve months, and the special days of a year."""
    days = year_days(policy, year)
    months = [_month_lines([day for day in days if day.day.month == month]) for month in range(1, 13)]
    beside = _beside()
    lines = [*_head(policy, str(year), zone), ""]
    for start in range(0, 12, beside):
        row = months[start : start + beside]
        height = max(map(len, row))
        padded = [[*month, *[""] * (height - len(month))] for month in row]
        lines += [
            (" " * GAP).join(pad(part, MONTH) for part in parts).rstrip()
            for parts in zip(*padded, strict=True)
        ]
        lines.append("")
    lines += [*_legend(), ""]
    lines += [special_line(special) for special in special_days(days)]
    lines += ["", *year_notes(policy, year)]
    return "\n".join(lines)


def month_sheet(policy: CalendarPolicy, month: date, zone: str) -> str:
    """The hours, one month, and each of its days."""
    days = [day for day in year_days(policy, month.year) if day.day.month == month.month]
    lines = [*_head(policy, format_month(month), zone), "", *_month_lines(days)[1:], "", *_legend(), ""]
    for day in days:
        parts = [day.sign, f"{day.day}", pad(weekday_name(day.day.weekday()), 4), pad(day.hours or "–", 26)]
        lines.append("  ".join([*parts, day.words if day.kind != "week" else ""]).rstrip())
    return "\n".join([*lines, "", *year_notes(policy, month.year)])


def special_line(special: SpecialDays) -> str:
    """Days of one kind: sign, dates, what they are, hours."""
    first, last = special.first.day, special.last
    when = f"{first} {weekday_name(first.weekday())}"
    if last != first:
        when += f" – {last:%m-%d} {weekday_name(last.weekday())}"
    return "  ".join(
        part for part in (special.first.sign, pad(when, 24), special.first.words, special.first.hours) if part
    )


def calendar_values(policy: CalendarPolicy, days: Sequence[CalendarDay], zone: str) -> dict[str, Any]:
    """The calendar and these days of it for programs."""
    return {
        "timezone": policy.timezone or zone,
        "day_hours": policy.day_hours,
        "week": _week(policy.week),
        "ranges": [
            {
                "name": span.name,
                "from": str(span.start),
                "to": str(span.end),
                "hours": None if span.hours is None else _plain(span.hours),
                "week": _week(span.week),
            }
            for span in policy.ranges
        ],
        "duties": [
            {
                "name": duty.name,
                "weekday": WEEKDAYS[duty.weekday],
                "every": duty.every,
                "from": str(duty.start),
                "to": str(duty.end) if duty.end else None,
                "hours": _plain(duty.intervals),
            }
            for duty in policy.duties
        ],
        "seeded": [picked(seeded, "year country announced") for seeded in policy.seeded],
        "days": [day_values(day) for day in days],
    }


def day_values(day: CalendarDay) -> dict[str, Any]:
    """One day for programs."""
    return {
        "date": day.day,
        "weekday": WEEKDAYS[day.day.weekday()],
        "kind": day.kind,
        "name": day.name,
        "hours": _plain(day.intervals),
        "minutes": day.minutes,
        "source": day.rule.source if day.rule else None,
    }


def _plain(intervals: Intervals) -> list[str]:
    return [str(interval) for interval in intervals]


def _week(week: Sequence[Intervals | None]) -> dict[str, list[str]]:
    by_name = zip(WEEKDAYS, week, strict=True)
    return {name: _plain(hours) for name, hours in by_name if hours is not None}


def _head(policy: CalendarPolicy, title: str, zone: str) -> Iterator[str]:
    day = _("1 d = {hours} h").format(hours=f"{policy.day_hours:g}")
    yield f"{title}  {policy.timezone or zone}  {day}"
    for names, words in week_groups(policy):
        yield f"  {pad(names, 10)} {words}"
    for span in policy.ranges:
        dates = in_brackets(clean_line(span.name), f"{span.start} – {span.end}")
        if span.hours is not None:
            yield f"  {dates}  {hours_text(span.hours) or kind_label('day_off')}"
        for number, hours in enumerate(span.week):
            if hours is not None:
                yield f"  {dates}  {weekday_name(number)} {hours_text(hours) or kind_label('day_off')}"
    for duty in policy.duties:
        every = _("every week") if duty.every == 1 else _("every {count} weeks").format(count=duty.every)
        until = f" – {duty.end}" if duty.end else ""
        dates = f"{weekday_name(duty.weekday)} {every}, {duty.first()}{until}"
        yield f"  {in_brackets(clean_line(duty.name), dates)}  {hours_text(duty.intervals)}"


def _month_lines(days: Sequence[CalendarDay]) -> list[str]:
    """The name of a month, its weekdays, its weeks; empty for a month that the calendar does not know."""
    if not days:
        return []
    lines = [
        format_month(days[0].day),
        "".join(pad(weekday_letters(number), CELL) for number in range(7)).rstrip(),
    ]
    cells = ["   "] * days[0].day.weekday() + [f"{day.day.day:>2}{day.sign}" for day in days]
    lines += ["".join(cells[start : start + 7]).rstrip() for start in range(0, len(cells), 7)]
    return lines


def _legend() -> Iterator[str]:
    signs = [f"{sign} {kind_label(kind)}" for kind, sign in SIGNS.items()]
    yield "  ".join(signs[: len(signs) // 2])
    yield "  ".join(signs[len(signs) // 2 :])


def _beside() -> int:
    """How many months stand beside each other."""
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 80
    return max(1, min(MOST_BESIDE, (room + GAP) // (MONTH + GAP)))
