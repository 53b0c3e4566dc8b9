"""What of the working calendar holds from a time on, and what stands by its dates whenever it was written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, tzinfo

from servicedesk.domain.hours_in_time import HoursInTime, HoursSince
from servicedesk.domain.policies.calendar_policy import CalendarPolicy, build
from servicedesk.domain.worktime import WorkingCalendar
from servicedesk.domain.worktime_rules import HoursRange


def standing(policy: CalendarPolicy) -> CalendarPolicy:
    """What holds until it is changed: the week, seasons of every year, duties, the length of a day."""
    return replace(policy, days=(), seeded=(), ranges=tuple(filter(_is_yearly, policy.ranges)))


def in_time(versions: Sequence[tuple[int | None, CalendarPolicy]], zone: tzinfo) -> WorkingCalendar:
    """The calendar that counts each stretch by what held then; each version with its first second.

    What names its dates (holidays, the rule of a day, a season of one year) is that of the last one.
    """
    last = versions[-1][1]
    if len(versions) == 1:
        return build(last, zone)
    dated = tuple(span for span in last.ranges if not _is_yearly(span))
    return HoursInTime(
        [HoursSince(start, build(_with_dates(policy, last, dated), zone)) for start, policy in versions]
    )


def _with_dates(
    policy: CalendarPolicy, last: CalendarPolicy, dated: tuple[HoursRange, ...]
) -> CalendarPolicy:
    held = standing(policy)
    return replace(held, days=last.days, seeded=last.seeded, ranges=(*dated, *held.ranges))


def _is_yearly(span: HoursRange) -> bool:
    return not isinstance(span.start, date)
