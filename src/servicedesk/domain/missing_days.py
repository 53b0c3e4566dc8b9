"""Days that no calendar has, as people type them: 2月30日, 30 feb, 2026-02-29."""

import re
from calendar import monthrange

from servicedesk.domain.date_words import ENGLISH_MONTHS
from servicedesk.domain.text import half_width

_LEAP = 2028
"""Of a day without a year only what no year has is missing."""
_MONTHS = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
_DAYS = (
    re.compile(r"(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]"),
    re.compile(r"(?<![\d-])(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?![\d-])"),
    re.compile(rf"(?i)\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<name>{_MONTHS})\b(?:\s+(?P<year>\d{{4}}))?"),
    re.compile(
        rf"(?i)\b(?P<name>{_MONTHS})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?"
    ),
)


def missing_day(text: str) -> str:
    """The first day in `text` that does not exist, as it was typed; empty where there is none."""
    line = half_width(text)
    for pattern in _DAYS:
        for match in pattern.finditer(line):
            groups = match.groupdict()
            name, year = groups.get("name"), int(groups["year"] or _LEAP)
            month = ENGLISH_MONTHS[name.casefold()] if name else int(groups["month"])
            if not 1 <= month <= 12 or not 1 <= int(groups["day"]) <= monthrange(max(year, 1), month)[1]:
                return match[0].strip()
    return ""
