"""The zone that a header of another program names: `Created (UTC)`, `Time [GMT+8]`, `来电时间（北京时间）`.

Abbreviations that are called the same in several places (CST, IST, EST) name none: they are told, not read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, timedelta, timezone, tzinfo
from unicodedata import normalize
from zoneinfo import ZoneInfo

from servicedesk.domain.text import brief
from servicedesk.exchange.header_folding import BARE_ZONE
from servicedesk.exchange.local_times import noted_zone
from servicedesk.exchange.mapped import MappedColumn, Mapping
from servicedesk.exchange.value_context import ValueContext
from servicedesk.i18n import _

_BRACKETED = re.compile(r"[(\[]\s*([^()\[\]]{1,60}?)\s*[)\]]")
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+−-])\s*(\d{1,2})(?::?(\d{2}))?(?![\d.])", re.IGNORECASE)
_UTC = re.compile(r"(?:z|zulu|(?:utc|gmt)(?: ?time|时间)?|世界(?:协调)?时|协调世界时)", re.IGNORECASE)
_REGION = re.compile(
    r"(?:africa|america|antarctica|arctic|asia|atlantic|australia|europe|indian|pacific|etc|us)/[\w/+-]+",
    re.IGNORECASE,
)
_NAMED = {
    name: zone
    for zone, names in {
        "Asia/Shanghai": "北京时间|东八区|中国时间|beijing time|china time|china standard time",
        "Asia/Hong_Kong": "hkt|香港时间|hong kong time",
        "Asia/Tokyo": "jst|日本时间|东京时间",
        "Europe/Berlin": "cet|cest|mez|mesz|cet/cest|mez/mesz|central european time",
        "Europe/London": "gmt/bst|uk time|london time",
        "America/New_York": "et|eastern time|us eastern",
        "America/Chicago": "ct|central time|us central",
        "America/Denver": "mt|mountain time|us mountain",
        "America/Los_Angeles": "pt|pacific time|us pacific",
    }.items()
    for name in names.split("|")
}
"""Names that mean one place alone; in those with summer time a moment says itself which of two it is."""
_NAMES_SOME = re.compile(
    r"[A-Z]{2,4}T|(?i:utc|gmt).*|(?i:.*time ?zone.*|.*zeitzone.*)|.*时区.*"
    r"|(?i:(?:atlantic|eastern|central|mountain|pacific|us) .*time)"
)
"""What looks like a zone, where none is known by that name."""
_LONGEST = timedelta(hours=14)


def header_zone(header: str) -> tzinfo | None:
    """The zone in which the times below `header` are; None where it names none that is known."""
    return next((zone for note in _notes(header) if (zone := _zone(note)) is not None), None)


def names_unknown_zone(header: str) -> bool:
    """Whether `header` names a zone and nobody knows which."""
    return header_zone(header) is None and any(
        _NAMES_SOME.fullmatch(note) or _REGION.fullmatch(note) for note in _notes(header)
    )


def in_its_zone(context: ValueContext, mapped: MappedColumn, mapping: Mapping) -> ValueContext:
    """`context` with the zone that the headers of a field name, of a day and a time of day that of either."""
    if mapped.column.type != "moment":
        return context
    headers = [mapping.headers[source] for source in mapped.sources]
    zones = map(noted_zone, headers[:1]) if mapping.is_own else map(header_zone, headers)
    zone = next((zone for zone in zones if zone is not None), None)
    return context if zone is None else replace(context, zone=zone)


def notes_on_zones(headers: Sequence[str], mapped: Iterable[MappedColumn]) -> list[str]:
    """Which columns name a zone that nobody knows, in words: their times are read as those of the desk."""
    sources = (source for one in mapped if one.column.type == "moment" for source in one.sources)
    return [
        _("Column {header}: the zone that it names is not known; its times are read as ours.").format(
            header=brief(headers[source])
        )
        for source in dict.fromkeys(sources)
        if names_unknown_zone(headers[source])
    ]


def _notes(header: str) -> list[str]:
    text = normalize("NFKC", header)
    bare = BARE_ZONE.search(text)
    return [*([bare[1]] if bare else []), *_BRACKETED.findall(text)]


def _zone(note: str) -> tzinfo | None:
    if _UTC.fullmatch(note):
        return UTC
    if match := _OFFSET.match(note):
        ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        is_offset = ahead <= _LONGEST and int(match[3] or 0) < 60
        return timezone(ahead if match[1] == "+" else -ahead) if is_offset else None
    name = _NAMED.get(" ".join(note.casefold().split()), note if _REGION.fullmatch(note) else "")
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None
