"""The working calendar as a document: hours of the week, seasons, duty, days by date; read and written."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.calendar_policy import (
    DEFAULT_WEEK,
    LONGEST_NAME,
    CalendarPolicy,
    SeededYear,
    build,
    checked,
    day_fault,
    duty_fault,
    in_order,
    intervals_fault,
    range_fault,
    unannounced_years,
    with_day,
    with_duty,
    with_range,
    with_rule,
    with_week,
    without_day,
    without_duty,
    without_range,
)
from servicedesk.domain.policies.reading import Section, nearest, read, shown
from servicedesk.domain.policies.writing import comment, quoted, quoted_list
from servicedesk.domain.text import clean_line, half_width
from servicedesk.domain.worktime_rules import (
    DAY_KINDS,
    WEEKDAYS,
    DayRule,
    DutyDays,
    HoursRange,
    Interval,
    Intervals,
    YearDay,
)
from servicedesk.i18n import _

__all__ = [
    "CalendarPolicy", "SeededYear", "build", "default", "dump", "parse", "parse_hours", "unannounced_years",
    "with_day", "with_duty", "with_range", "with_rule", "with_week", "without_day", "without_duty",
    "without_range",
]  # fmt: skip

SOURCES = ("desk", "seed")

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~～至到]\s*(\d{1,2}):(\d{2})", re.ASCII)
_DATE = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})", re.ASCII)


def parse(text: str) -> CalendarPolicy:
    """The calendar that `text` writes. Raises PolicyError, which names the place."""
    top = read("calendar", text)
    top.only("timezone", "day_hours", "week", "range", "duty", "days", "seeded")
    return checked(
        CalendarPolicy(
            week=_week(top.section("week")) if top.has("week") else DEFAULT_WEEK,
            timezone=_zone(top),
            day_minutes=_day_minutes(top),
            ranges=tuple(_range(section) for section in top.sections("range")),
            duties=tuple(_duty(section) for section in top.sections("duty")),
            days=in_order(_days(top.section("days"))),
            seeded=tuple(sorted(_seeded(top.section("seeded")), key=lambda seeded: seeded.year)),
        )
    )


def parse_hours(text: str) -> Intervals:
    """Hours as typed, `09:00-12:00, 13:00-18:00`; none for an empty text. Raises UsageError."""
    written = [part for part in re.split(r"[,;，；、]", half_width(clean_line(text[:1000]))) if part.strip()]
    intervals = tuple(_interval(part) for part in written)
    if words := intervals_fault(intervals):
        raise UsageError(_("Hours: {fault}").format(fault=words))
    return intervals


def default() -> str:
    """The shipped calendar: Monday to Friday with a lunch break, no holidays yet."""
    return dump(CalendarPolicy())


def dump(policy: CalendarPolicy) -> str:
    """The policy as text, with comments that teach the format; parse() reads it back equal."""
    hours = policy.day_minutes / 60
    zone = f"timezone = {quoted(policy.timezone)}" if policy.timezone else '# timezone = "Asia/Shanghai"'
    blocks = [
        [
            comment(
                _("Hours from 00:00 to 24:00, several a day. A day by date stands above duty, duty above")
            ),
            comment(_("a range, a range above the week.")),
            comment(_("Time zone of the hours; without it, the zone of the desk.")),
            zone,
            comment(_('Working hours that "1d" means in a target.')),
            f"day_hours = {int(hours) if hours.is_integer() else hours!r}",
        ],
        ["[week]", *(f"{name} = {_written(own)}" for name, own in zip(WEEKDAYS, policy.week, strict=True))],
        *_written_ranges(policy.ranges),
        *_written_duties(policy.duties),
        _written_days(policy.days),
    ]
    if policy.seeded:
        blocks.append(
            [
                comment(_("Years whose public holidays were taken over; announced: make-up days known.")),
                "[seeded]",
                *map(_written_year, policy.seeded),
            ]
        )
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


# -- reading


def _zone(top: Section) -> str:
    name = top.text("timezone", LONGEST_NAME)
    if not name:
        return ""
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        words = _("“{word}” is not a time zone; write one like {name}.")
        close = nearest(name, available_timezones()) or "Asia/Shanghai"
        raise top.fault("timezone", words.format(word=shown(name), name=close)) from None
    return name


def _day_minutes(top: Section) -> int:
    value = top.values.get("day_hours", 8)
    # The exact type: Python takes True for a number, the user does not.
    minutes = round(value * 60) if type(value) in {int, float} and 0 < value <= 24 else 0
    if minutes < 1:
        words = _("“{value}” must be a number of hours above 0, at most 24.")
        raise top.fault("day_hours", words.format(value=shown(value)))
    return minutes


def _week(section: Section) -> tuple[Intervals, ...]:
    section.only(*WEEKDAYS)
    return tuple(_hours(section, name) for name in WEEKDAYS)


def _hours(section: Section, key: str) -> Intervals:
    """The hours of `key`: a list of `09:00-12:00`, or one text of them; none when it is not written."""
    value = section.values.get(key, [])
    written = re.split(r"[,;，；、]", value) if isinstance(value, str) else section.entries(key)
    if value == "":
        written = []
    found = []
    for part in written:
        try:
            found.append(_interval(part))
        except UsageError as error:
            raise section.fault(key, error.message) from None
    if words := intervals_fault(tuple(found)):
        raise section.fault(key, words)
    return tuple(found)


def _interval(written: Any) -> Interval:
    match = _HOURS.fullmatch(half_width(clean_line(written[:60]))) if isinstance(written, str) else None
    if match:
        begin_hour, begin_minute, end_hour, end_minute = map(int, match.groups())
        if max(begin_minute, end_minute) < 60 and max(begin_hour, end_hour) <= 24:
            return Interval(begin_hour * 60 + begin_minute, end_hour * 60 + end_minute)
    words = _("“{value}” is not hours; write them like 09:00-12:00, from 00:00 to 24:00.")
    raise UsageError(words.format(value=shown(written)))


def _range(section: Section) -> HoursRange:
    section.only("name", "from", "to", "hours", *WEEKDAYS)
    span = HoursRange(
        section.name("name"),
        _day(section, "from"),
        _day(section, "to"),
        _hours(section, "hours") if section.has("hours") else None,
        tuple(_hours(section, name) if section.has(name) else None for name in WEEKDAYS),
    )
    if words := range_fault(span):
        raise section.fault("", words)
    return span


def _duty(section: Section) -> DutyDays:
    section.only("name", "weekday", "every", "from", "to", "hours")
    weekday = section.one_of("weekday", WEEKDAYS)
    if not weekday:
        raise section.fault("weekday", _('it is missing; write {name} = "...".').format(name="weekday"))
    duty = DutyDays(
        section.name("name"),
        WEEKDAYS.index(weekday),
        _dated(section, "from"),
        _hours(section, "hours"),
        section.whole("every", 1, 1, 52),
        _dated(section, "to") if section.has("to") else None,
    )
    if words := duty_fault(duty):
        raise section.fault("", words)
    return duty


def _days(section: Section) -> Iterator[DayRule]:
    known = set()
    for key in section.values:
        entry = section.section(key)
        day = _date_of(section, key, key)
        if not isinstance(day, date) or day in known:
            raise section.fault(key, _("write each date once, with its year: 2026-02-14."))
        known.add(day)
        entry.only("kind", "name", "hours", "as", "source")
        works_as = entry.one_of("as", WEEKDAYS)
        rule = DayRule(
            day,
            entry.known("kind", entry.name("kind"), DAY_KINDS),
            entry.text("name", LONGEST_NAME),
            _hours(entry, "hours"),
            WEEKDAYS.index(works_as) if works_as else None,
            entry.one_of("source", SOURCES, "desk"),
        )
        if words := day_fault(rule):
            raise section.fault(key, words)
        yield rule


def _seeded(section: Section) -> Iterator[SeededYear]:
    for key in section.values:
        entry = section.section(key)
        entry.only("country", "announced")
        if not re.fullmatch(r"(19[7-9]|20\d|21\d|220)\d", key) or int(key) > 2200:
            raise section.fault(key, _("this must be a year from 1970 to 2200."))
        yield SeededYear(
            int(key),
            entry.name("country"),
            entry.flag("announced", False) if entry.has("announced") else None,
        )


def _dated(section: Section, key: str) -> date:
    day = _day(section, key)
    if not isinstance(day, date):
        raise section.fault(key, _("write the date with its year: 2026-01-03."))
    return day


def _day(section: Section, key: str) -> date | YearDay:
    if not section.has(key):
        raise section.fault(key, _('it is missing; write {name} = "...".').format(name=key))
    return _date_of(section, key, section.values[key])


def _date_of(section: Section, key: str, written: Any) -> date | YearDay:
    """A date, or a day of every year, as written in quotation marks or without."""
    match = _DATE.fullmatch(str(written)[:40]) if isinstance(written, str | date) else None
    if match is None:
        words = _("“{value}” is not a date; write it like 2026-02-14.")
        raise section.fault(key, words.format(value=shown(written)))
    year, month, day = match.groups()
    try:
        # A day of every year may be 29 February.
        found = date(int(year or 2024), int(month), int(day))
    except ValueError:
        raise section.fault(key, _("“{value}” does not exist.").format(value=shown(written))) from None
    return found if year else YearDay(found.month, found.day)


# -- writing


def _written(intervals: Intervals) -> str:
    return quoted_list(str(interval) for interval in intervals)


def _written_ranges(ranges: tuple[HoursRange, ...]) -> list[list[str]]:
    example = ("[[range]]", 'name = "..."', 'from = "06-15"', 'to = "09-15"', 'hours = ["08:30-12:00"]')
    blocks = [[comment(_("Dates with hours of their own, each year or of one year:"), *example)]]
    for span in ranges:
        lines = ["[[range]]", f"name = {quoted(span.name)}"]
        lines += [f"from = {quoted(str(span.start))}", f"to = {quoted(str(span.end))}"]
        if span.hours is not None:
            lines.append(f"hours = {_written(span.hours)}")
        own = zip(WEEKDAYS, span.week, strict=True)
        lines += [f"{name} = {_written(hours)}" for name, hours in own if hours is not None]
        blocks.append(lines)
    return blocks


def _written_duties(duties: tuple[DutyDays, ...]) -> list[list[str]]:
    example = ("[[duty]]", 'name = "..."', 'weekday = "sat"', "every = 2", "from = 2026-01-03",
               'hours = ["09:00-12:00"]')  # fmt: skip
    blocks = [[comment(_("A weekday that is worked every so many weeks:"), *example)]]
    for duty in duties:
        lines = ["[[duty]]", f"name = {quoted(duty.name)}", f"weekday = {quoted(WEEKDAYS[duty.weekday])}"]
        lines += [f"every = {duty.every}", f"from = {duty.start}"]
        if duty.end:
            lines.append(f"to = {duty.end}")
        blocks.append([*lines, f"hours = {_written(duty.intervals)}"])
    return blocks


def _written_days(days: tuple[DayRule, ...]) -> list[str]:
    example = '2026-02-14 = { kind = "make_up", name = "...", as = "mon" }'
    kinds = _("Days by date: {kinds}; a half day needs hours, a make-up day may have them.")
    lines = [comment(kinds.format(kinds=", ".join(DAY_KINDS))), "[days]", comment(example)]
    for rule in days:
        parts = [f"kind = {quoted(rule.kind)}"]
        parts += [f"name = {quoted(rule.name)}"] if rule.name else []
        parts += [f"hours = {_written(rule.intervals)}"] if rule.intervals else []
        parts += [f"as = {quoted(WEEKDAYS[rule.works_as])}"] if rule.works_as is not None else []
        parts += [f"source = {quoted(rule.source)}"] if rule.source != "desk" else []
        lines.append(f"{rule.day} = {{ {', '.join(parts)} }}")
    return lines


def _written_year(seeded: SeededYear) -> str:
    announced = "" if seeded.announced is None else f", announced = {str(seeded.announced).lower()}"
    return f"{seeded.year} = {{ country = {quoted(seeded.country)}{announced} }}"
