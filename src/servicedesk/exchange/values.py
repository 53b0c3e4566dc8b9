"""The text of a cell as a typed value, or the reason why its row is rejected.

What each column type gives: line, text, phone, uid, birthday and day a str (days as 2026-12-01), id and ref
an int, refs a list of int, phones, emails and tags a list of str, choice our word (of a scale: an int),
moment an aware UTC time, duration, count and percent an int, yes_no a bool, contacts, notes and parts a list
of dicts, repeat RRULE text. A blank cell is None.
"""

import re
from collections.abc import Callable
from typing import Any
from unicodedata import normalize

from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import PREFIXES, parse_number
from servicedesk.domain.text import clean, clean_line
from servicedesk.domain.words.complaints import YES_NO
from servicedesk.domain.words.foreign import read_any, says_more
from servicedesk.domain.words.lists import LISTS
from servicedesk.domain.words.reading import fold_word
from servicedesk.domain.words.satisfaction import NOT_ASKED, SATISFACTION
from servicedesk.exchange import case_parts, list_values, nested, time_values
from servicedesk.exchange.column import Column, split_list
from servicedesk.exchange.long_texts import is_cut
from servicedesk.exchange.odd_cells import has_stray
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.value_context import (
    LINE_LIMIT,
    ColumnFacts,
    Convert,
    KeptWord,
    ReadWord,
    ValueContext,
    Warn,
    is_placeholder,
    require_digits,
    says_nothing,
    too_long,
)
from servicedesk.i18n import _

SENSIBLE = {"channel": "other"}
"""What stands for a word that is in no list, by list; elsewhere nothing does: a new record has what it begins
with, an old one what it has. The word itself is kept, and never is the row lost for it.
"""

_REMEMBERED = 4096
_EXACT = 1e-9
_UID = re.compile(r"[A-Za-z0-9_.:@+-]{1,200}")
_COUNT = re.compile(r"[0-9]{1,4}")
_LONGEST_LIST = 20_000
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,17})?)\s*(?:(%|/\s*100)|分)?")
OF_ONE = re.compile(r"0(?:\.[0-9]{1,17})?|1(?:\.0{1,17})?")
"""A share, as a workbook keeps what it shows as a percentage."""
_OF_FIVE = re.compile(r"([0-5](?:\.\d{1,17})?)\s*(?:/\s*5|星|颗星|stars?)")


def convert(column: Column, text: str, context: ValueContext) -> Any:
    """The value of one cell by itself; RowError when it cannot be one. For whole files use a Converter."""
    facts = ColumnFacts(date_order=context.date_order)
    return converter(column, context, facts, lambda _reason: None)(text)


def converter(column: Column, context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    """The function that reads the cells of `column`; `warn` hears what is left out of an accepted row."""
    build = _BUILDERS[column.type]
    read = build(column, context, facts, warn)
    return _unless_cut(read) if facts.is_own and column.type in _LONG else read


_STAFF = frozenset({"owner", "handler", "acknowledged_by", "assessed_by", "told_by"})
"""Who of us it is: `-` there is nobody."""
_LONG = frozenset({"text", "tags", "contacts", "notes", "parts"})
"""Types whose cells may be longer than a workbook can hold."""


def _unless_cut(read: Convert) -> Convert:
    """`read`, which takes no beginning of a text for the whole."""

    def whole(text: str) -> Any:
        if is_cut(text):
            reason = _(
                "Only its beginning stands here, for no cell holds it: export it as CSV or JSON Lines."
            )
            raise RowError("cut", reason)
        return read(text)

    return whole


def _line(column: Column, _context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    is_id = column.name.endswith("external_id")
    is_staff = column.name in _STAFF and not facts.is_own
    words = LISTS.get(column.choices)
    known: dict[str, str | None] = {}

    def read(text: str) -> str | None:
        # Owners, departments, causes: most one-line columns repeat a few values.
        if text in known:
            return known[text]
        line = clean_line(text)
        if len(line) > LINE_LIMIT:
            raise too_long()
        if is_id and has_stray(text):
            raise RowError("damaged_id", _("The id holds a sign that is in no text: it was damaged."))
        if is_id and line:
            list_values.require_whole_id(line, facts.lossy)
        if is_staff and says_nothing(line):
            line = ""
        if words is not None and line:
            line = str(words.read_or_keep(line))
        if len(known) < _REMEMBERED:
            known[text] = line or None
        return line or None

    return read


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
    prefix = f"{PREFIXES[column.of]}-"

    def read(text: str) -> int | None:
        number = text.removeprefix(prefix)
        # As our own files write it.
        if number != text and len(number) < 18 and number.isascii() and number.isdigit() and number[0] != "0":
            return int(number)
        if not text.strip():
            return None
        require_digits(text)
        try:
            return parse_number(text, column.of)
        except UsageError as error:
            raise RowError("number", error.message) from None

    return read


def _numbers(column: Column, context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    read_one = _number(column, context, facts, warn)

    def read(text: str) -> list[int] | None:
        if len(text) > _LONGEST_LIST:
            raise too_long(_LONGEST_LIST)
        return list(dict.fromkeys(read_one(part) for part in split_list(text))) or None

    return read


def _count(_column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> int | None:
        written = normalize("NFKC", text).strip().removesuffix(".0")
        if not written:
            return None
        if not _COUNT.fullmatch(written):
            raise RowError("count", _("It is no count from 0 to 9999."))
        return int(written)

    return read


def _choice(column: Column, _context: ValueContext, _facts: ColumnFacts, warn: Warn) -> Convert:
    known: dict[str, Any] = {}
    choices = column.choices

    def keep(text: str, value: Any) -> Any:
        if value is None and says_nothing(text):
            return None
        if value is None:
            _keep(text, warn)
            return SENSIBLE.get(choices)
        _keep(text, warn, LISTS[choices].labels[value])
        return value

    def read(text: str) -> Any:
        try:
            return known[text]
        except KeyError:
            pass
        value: Any = None
        if text.strip():
            value = read_any(choices, text)
            if value is None or says_more(choices, text):
                return keep(text, value)
        if len(known) < _REMEMBERED:
            known[text] = value
        return value

    return read


def _keep(text: str, warn: Warn, read_as: str = "") -> None:
    """Let a word be kept; `read_as` is the label of the value that stands for it, of one that has one."""
    word = clean_line(text)
    if len(word) > LINE_LIMIT:
        raise too_long()
    if word:
        warn(ReadWord(word, read_as) if read_as else KeptWord(word))


def _yes_no(_column: Column, _context: ValueContext, _facts: ColumnFacts, warn: Warn) -> Convert:
    def read(text: str) -> bool | None:
        if not text.strip():
            return None
        answer = YES_NO.read(text)
        if answer is None:
            if fold_word(text) not in NOT_ASKED and not says_nothing(text):
                _keep(text, warn)
            return None
        return bool(answer)

    return read


def _percent(_column: Column, _context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    def read(text: str) -> int | None:
        if not text.strip():
            return None
        score = satisfaction_of(text, out_of_five=facts.out_of_five, of_one=facts.of_one)
        if score is None:
            if fold_word(text) not in NOT_ASKED:
                _keep(text, warn)
            return None
        whole = round(score)
        if abs(score - whole) > _EXACT:
            # Whole numbers are kept; what was said more exactly stays beside it.
            _keep(text, warn, str(whole))
        return whole

    return read


def satisfaction_of(text: str, *, out_of_five: bool = False, of_one: bool = False) -> float | None:
    """The score from 0 to 100 that `text` gives, or None."""
    written = normalize("NFKC", text).strip().casefold()
    if of_one and OF_ONE.fullmatch(written):
        return float(written) * 100
    if match := _OF_FIVE.fullmatch(written):
        return min(float(match[1]) * 20, 100.0)
    if match := _PERCENT.fullmatch(written):
        score = float(match[1]) * (20 if out_of_five and not match[2] else 1)
        return score if score <= 100 else None
    return SATISFACTION.get(fold_word(text))


def _contacts(_column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    return nested.read_contacts


def _notes(_column: Column, context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> list[dict[str, Any]] | None:
        return nested.read_notes(
            text, lambda at: time_values.moment_or_none(at, facts.date_order, context.zone)
        )

    return read


def _parts(column: Column, context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    return case_parts.reader(
        column.of,
        lambda at: time_values.moment_or_none(at, facts.date_order, context.zone),
        is_own=facts.is_own,
        money=facts.money,
    )


def _repeat(_column: Column, _context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        from servicedesk.domain.recurrence import parse_repeat

        line = clean_line(text)
        if not line or facts.is_own or is_placeholder(line):
            return line or None
        try:
            return parse_repeat(line)
        except UsageError as error:
            raise RowError("repeat", error.message) from None

    return read


_BUILDERS: dict[str, Callable[[Column, ValueContext, ColumnFacts, Warn], Convert]] = {
    "id": _number,
    "ref": _number,
    "refs": _numbers,
    "line": _line,
    "text": _text,
    "phone": list_values.phone_reader,
    "phones": list_values.phones_reader,
    "emails": list_values.emails_reader,
    "tags": list_values.tags_reader,
    "choice": _choice,
    "moment": time_values.moment_reader,
    "day": time_values.day_reader,
    "birthday": time_values.birthday_reader,
    "duration": time_values.duration_reader,
    "count": _count,
    "yes_no": _yes_no,
    "percent": _percent,
    "contacts": _contacts,
    "notes": _notes,
    "parts": _parts,
    "repeat": _repeat,
    "uid": _uid,
}
