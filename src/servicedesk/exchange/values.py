"""The text of a cell as a typed value, or the reason why its row is rejected.

What each column type gives: line, text, phone, uid, birthday and day a str (days as 2026-12-01), id and ref
an int, phones, emails and tags a list of str, choice our word (priority: an int), moment an aware datetime
in UTC, duration and percent an int, yes_no a bool, contacts and notes a list of dicts, repeat RRULE text. A
blank cell is None.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, TypeVar
from unicodedata import normalize

from servicedesk.domain.dates import AmbiguousDateError, day_start, parse_timestamp
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import parse_number
from servicedesk.domain.phones import require_not_ruined, split_phones
from servicedesk.domain.text import clean, clean_line
from servicedesk.exchange import nested
from servicedesk.exchange.columns import Column, split_list
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.words import NOT_ASKED, OPEN_LISTS, SATISFACTION, YES_NO, choose, fold_word
from servicedesk.i18n import _

LINE_LIMIT = 2000
"""Characters in a one-line field, the limit that forms have too."""

T = TypeVar("T")
Convert = Callable[[str], Any]
Warn = Callable[[str], None]

_CACHE_LIMIT = 4096
_PLACEHOLDERS = frozenset(
    fold_word(word)
    for word in (
        "-",
        "--",
        "/",
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "无",
        "暂无",
        "没有",
        "未知",
        "不详",
        "unknown",
    )
)
_UID = re.compile(r"[A-Za-z0-9_.:@+-]{1,200}")
_EMAIL_SEPARATORS = re.compile(r"[;,，；、|\s]+|:::")
_TAG_SEPARATORS = re.compile(r"[;,，；、|\n]|:::")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\.0+)?(?: ?([AaPp])\.?[Mm]\.?)?")
_COLONS = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-9]{2})")
_UNITS = re.compile(
    r"(?:(\d+)\s*(?:h|hr|hrs|hours?|小时|时))?\s*(?:(\d+)\s*(?:m|min|mins|minutes?|分钟?))?\s*(?:(\d+)\s*(?:s|secs?|seconds?|秒钟?)?)?"
)
_PERCENT = re.compile(r"(\d{1,3})(?:\.\d+)?\s*(?:%|分|/\s*100)?")
_OF_FIVE = re.compile(r"([0-5])(?:\.\d+)?\s*(?:/\s*5|星|颗星|stars?)")
_LATEST = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class ValueContext:
    """What the desk says about values: its region for phones, its zone and date order, and the time now."""

    region: str
    zone: tzinfo
    date_order: str | None
    now: datetime


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What the other cells of a column say about each of its cells."""

    kind: str = ""
    is_own: bool = False
    date_order: str | None = None
    lossy: bool = False
    """All long numbers of the column end in zeros: a spreadsheet has rounded them."""
    out_of_five: bool = False
    """Satisfaction is given as one to five."""


def convert(column: Column, text: str, context: ValueContext) -> Any:
    """The value of one cell by itself; RowError when it cannot be one. For whole files use a Converter."""
    facts = ColumnFacts(date_order=context.date_order)
    return converter(column, context, facts, lambda _reason: None)(text)


def converter(column: Column, context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    """The function that reads the cells of `column`; `warn` hears what is left out of an accepted row."""
    build = _BUILDERS[column.type]
    return build(column, context, facts, warn)


def _line(column: Column, _context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    is_id = column.name.endswith("external_id")

    def read(text: str) -> str | None:
        line = clean_line(text)
        if len(line) > LINE_LIMIT:
            raise _too_long()
        if is_id and line:
            require_whole_id(line, facts.lossy)
        return line or None

    return read


def _too_long() -> RowError:
    return RowError("too_long", _("It is longer than {limit} characters.").format(limit=LINE_LIMIT))


def require_whole_id(text: str, lossy: bool) -> None:
    """Raise RowError for an id whose digits a spreadsheet has destroyed."""
    _require_not_ruined(text)
    if lossy and is_rounded(text):
        raise RowError("ruined_number", _("The number has lost digits in a spreadsheet."))


def is_rounded(text: str) -> bool:
    """Whether `text` is a number of more digits than a spreadsheet keeps, zeros standing for the rest."""
    return len(text) > 15 and text.isascii() and text.isdigit() and not text[15:].strip("0")


def is_long_number(text: str) -> bool:
    """Whether `text` is a number of more digits than a spreadsheet keeps."""
    return len(text) > 15 and text.isascii() and text.isdigit()


def _require_not_ruined(text: str) -> None:
    try:
        require_not_ruined(text)
    except UsageError as error:
        raise RowError("ruined_number", error.message) from None


def _text(_column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        return clean(text).strip("\n").rstrip() or None

    return read


def _uid(_column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        uid = text.strip()
        if uid and not _UID.fullmatch(uid):
            raise RowError("uid", _("It is no record UID."))
        return uid or None

    return read


def _number(column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> int | None:
        if not text.strip():
            return None
        _require_not_ruined(text)
        try:
            return parse_number(text, column.of)
        except UsageError as error:
            raise RowError("number", error.message) from None

    return read


def _phone(_column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        line = clean_line(text)
        _require_not_ruined(line)
        if len(line) > LINE_LIMIT:
            raise _too_long()
        return None if fold_word(line) in _PLACEHOLDERS else (whole_number(line) or None)

    return read


def whole_number(text: str) -> str:
    """`13800001111.0`, as table programs write a number, without its fraction."""
    if text.isascii() and text.endswith(".0") and text[:-2].isdigit():
        return text[:-2]
    return text


def _phones(_column: Column, _context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    def read(text: str) -> list[str] | None:
        if text.isascii() and text.isdigit():
            return [text]
        _require_not_ruined(text)
        if facts.is_own:
            return split_list(text) or None
        if not any(character.isdigit() for character in text):
            if text.strip() and fold_word(text) not in _PLACEHOLDERS:
                warn(_("no phone number"))
            return None
        numbers: list[str] = []
        for number in split_phones(text):
            _require_not_ruined(number)
            numbers.append(whole_number(number))
        return numbers or None

    return read


def _emails(_column: Column, _context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    def read(text: str) -> list[str] | None:
        if facts.is_own:
            return split_list(text) or None
        addresses = []
        for part in _EMAIL_SEPARATORS.split(clean_line(text)):
            address = part.removeprefix("mailto:").strip("<>\"'()（）")
            if "@" in address:
                addresses.append(address)
        if not addresses and text.strip() and fold_word(text) not in _PLACEHOLDERS:
            warn(_("no e-mail address"))
        return addresses or None

    return read


def _tags(_column: Column, _context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> list[str] | None:
        if facts.is_own or text.startswith("["):
            return [line for tag in split_list(text) if (line := clean_line(tag))] or None
        parts = (clean_line(part).removeprefix("* ") for part in _TAG_SEPARATORS.split(text))
        return list(dict.fromkeys(part for part in parts if part)) or None

    return read


def _choice(column: Column, _context: ValueContext, _facts: ColumnFacts, warn: Warn) -> Convert:
    known: dict[str, Any] = {}
    choices = column.choices

    def read(text: str) -> Any:
        try:
            return known[text]
        except KeyError:
            pass
        value: Any = None
        if text.strip() and (value := choose(choices, text)) is None:
            if choices not in OPEN_LISTS:
                raise RowError(
                    "unknown_word",
                    _("That is none of the words known for {field}.").format(field=column.name),
                )
            warn(_("unknown word"))
            return None
        if choices == "priority" and value is not None:
            value = int(value)
        if len(known) < _CACHE_LIMIT:
            known[text] = value
        return value

    return read


def _yes_no(_column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> bool | None:
        if not text.strip():
            return None
        answer = YES_NO.get(fold_word(text))
        if answer is None:
            raise RowError("unknown_word", _("It is neither yes nor no."))
        return answer == "yes"

    return read


def _moment(column: Column, context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    days: dict[str, date | None] = {}
    clocks: dict[str, time | None] = {}
    zone = context.zone
    order = facts.date_order
    # What is due on a day is not late before that day is over.
    at_end = column.name == "due_at" and facts.kind == "case"

    def read(text: str) -> datetime | None:
        if len(text) == 20 and text[10] == "T" and text[19] == "Z":
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                pass
        day_text, _blank, clock_text = text.strip().partition(" ")
        if clock_text and (clock := _cached(clocks, clock_text, _clock_of)) is not None:
            day = _cached(days, day_text, day_of)
            if day is not None:
                # fold=0 as in domain.dates.to_utc: a time shown twice is the first.
                return datetime.combine(day, clock, zone).astimezone(UTC)
        value = _timestamp(text, order, zone)
        if isinstance(value, datetime) or value is None:
            return value
        return datetime.combine(value, _LATEST, zone).astimezone(UTC) if at_end else day_start(value, zone)

    def day_of(text: str) -> date | None:
        try:
            value = parse_timestamp(text, order, zone)
        except UsageError:
            return None
        return None if isinstance(value, datetime) else value

    return read


def _cached(known: dict[str, T], text: str, read: Callable[[str], T]) -> T:
    """`read(text)`, remembered: a file repeats its days and its words."""
    try:
        return known[text]
    except KeyError:
        value = read(text)
        if len(known) < _CACHE_LIMIT * 8:
            known[text] = value
        return value


def _clock_of(text: str) -> time | None:
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def _timestamp(text: str, order: str | None, zone: tzinfo) -> datetime | date | None:
    line = clean_line(text)
    if not line or fold_word(line) in _PLACEHOLDERS:
        return None
    try:
        return parse_timestamp(line, order, zone)
    except AmbiguousDateError as error:
        raise RowError("ambiguous_date", error.message) from None
    except UsageError as error:
        raise RowError("date", error.message) from None


def is_whole_day(text: str, order: str | None, zone: tzinfo) -> bool:
    """Whether `text` names a day without a time."""
    try:
        return not isinstance(parse_timestamp(text, order, zone), datetime)
    except UsageError:
        return False


def _day(_column: Column, context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        value = _timestamp(text, facts.date_order, context.zone)
        if isinstance(value, datetime):
            value = value.astimezone(context.zone).date()
        return value.isoformat() if value else None

    return read


def _birthday(_column: Column, context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        line = clean_line(text)
        try:
            value = parse_timestamp(line, facts.date_order, context.zone)
        except AmbiguousDateError as error:
            raise RowError("ambiguous_date", error.message) from None
        except UsageError:
            # Lunar days, days without a year: kept in the customer's words.
            if len(line) > 100:
                raise _too_long() from None
            return line or None
        return (value.astimezone(context.zone).date() if isinstance(value, datetime) else value).isoformat()

    return read


def _duration(_column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> int | None:
        written = normalize("NFKC", clean_line(text)).casefold().removesuffix(".0")
        if not written or fold_word(written) in _PLACEHOLDERS:
            return None
        match = _COLONS.fullmatch(written) or _UNITS.fullmatch(written)
        if match is None:
            raise RowError("duration", _("It is no duration such as 3:20 or 200."))
        hours, minutes, seconds = (int(number or 0) for number in match.groups())
        return hours * 3600 + minutes * 60 + seconds

    return read


def _percent(_column: Column, _context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    def read(text: str) -> int | None:
        if not text.strip():
            return None
        score = satisfaction_of(text, out_of_five=facts.out_of_five)
        if score is None and fold_word(text) not in NOT_ASKED:
            warn(_("unknown word"))
        return score

    return read


def satisfaction_of(text: str, *, out_of_five: bool = False) -> int | None:
    """The score from 0 to 100 that `text` gives, or None."""
    written = normalize("NFKC", text).strip().casefold()
    if match := _OF_FIVE.fullmatch(written):
        return int(match[1]) * 20
    if match := _PERCENT.fullmatch(written):
        score = int(match[1]) * (20 if out_of_five else 1)
        return score if score <= 100 else None
    return SATISFACTION.get(fold_word(text))


def _contacts(_column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    return nested.read_contacts


def _notes(_column: Column, context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> list[dict[str, Any]] | None:
        return nested.read_notes(text, lambda at: _timestamp_or_none(at, facts.date_order, context.zone))

    return read


def _timestamp_or_none(text: str, order: str | None, zone: tzinfo) -> datetime | None:
    value = _timestamp(text, order, zone)
    return value if isinstance(value, datetime) or value is None else day_start(value, zone)


def _repeat(_column: Column, _context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        from servicedesk.domain.recurrence import parse_repeat

        line = clean_line(text)
        if not line or facts.is_own or fold_word(line) in _PLACEHOLDERS:
            return line or None
        try:
            return parse_repeat(line)
        except UsageError as error:
            raise RowError("repeat", error.message) from None

    return read


_BUILDERS: dict[str, Callable[[Column, ValueContext, ColumnFacts, Warn], Convert]] = {
    "id": _number,
    "ref": _number,
    "line": _line,
    "text": _text,
    "phone": _phone,
    "phones": _phones,
    "emails": _emails,
    "tags": _tags,
    "choice": _choice,
    "moment": _moment,
    "day": _day,
    "birthday": _birthday,
    "duration": _duration,
    "yes_no": _yes_no,
    "percent": _percent,
    "contacts": _contacts,
    "notes": _notes,
    "repeat": _repeat,
    "uid": _uid,
}
