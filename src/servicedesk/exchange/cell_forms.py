"""Cells that hold more than a value: a comment with its time and author, a caller id with its number."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.text import clean, clean_line
from servicedesk.domain.words.foreign import knows, says_more
from servicedesk.domain.words.lists import LISTS
from servicedesk.domain.words.reading import fold_word
from servicedesk.exchange.awaited_states import state_of
from servicedesk.exchange.profile import FieldRule
from servicedesk.exchange.value_context import Convert, ReadWord, Warn

ReadTime = Callable[[str], datetime | None]

_CALLER_ID = re.compile(r'\s*"?(.*?)"?\s*[<(]([^<>()]*)[>)]\s*', re.DOTALL)
_HOURS_AND_MINUTES = re.compile(r"^\s*(\d{1,4}:\d{2})\s*$")
_MIDNIGHT = re.compile(
    r"(?:[ \t]+|(?<=\d)T)(?:12:00(?::00)?[ \t]?am|0?0:00(?::00)?(?:\.0+)?)\s*\Z", re.IGNORECASE
)
"""The time of day that a program writes behind a day for which it has none."""
_LONGEST_AUTHOR = 200
_ENTRY = re.compile(r"^([^\n]{6,40}?) - ([^\n]{1,200}?) \([^()\n]{1,60}\)[ \t]*$", re.MULTILINE)
"""The line above each entry of a journal: `2026-03-02 09:15:00 - Ann Example (Work notes)`."""


def formed(read: Convert, rule: FieldRule | None, read_time: ReadTime) -> Convert:
    """`read` for cells of the form that the rule of a profile names."""
    if rule is None:
        return read
    if rule.reads == "date;author;text":
        return _comments(read, read_time)
    if rule.reads == "journal":
        return _journal(read, read_time)
    if rule.reads == "caller id":
        return lambda text: read(caller_name(text))
    if rule.reads == "number":
        return lambda text: read(caller_number(text))
    if rule.reads == "hours:minutes":
        return lambda text: read(_HOURS_AND_MINUTES.sub(r"\1:00", text))
    if rule.reads == "day":
        return lambda text: read(_MIDNIGHT.sub("", text))
    if rule.separator:
        separator = rule.separator
        return lambda text: read(separated(text, separator))
    return read


def with_words(
    read: Convert, words: Mapping[str, str] | None, choices: str = "", warn: Warn | None = None
) -> Convert:
    """`read`, before which a word of the program becomes ours.

    Where several words become one of the list `choices`, or all others do, `warn` hears of those that are in
    no list: Electrical and Mechanical, both a complaint, say more than that.
    """
    if not words:
        return read
    ours = {fold_word(word): state_of(our_word) if choices else our_word for word, our_word in words.items()}
    times = Counter(ours.values())

    def read_word(text: str) -> Any:
        word = fold_word(text)
        if word not in ours and not (word and "*" in ours):
            return read(text)
        our_word = ours.get(word, ours.get("*", ""))
        value = read(our_word)
        is_wider = word not in ours or times[our_word] > 1 or value == WAITING
        if (
            choices not in {"", "direction"}
            and warn
            and is_wider
            and value is not None
            and _says_more(choices, text)
        ):
            warn(ReadWord(clean_line(text)[:_LONGEST_AUTHOR], LISTS[choices].labels[value]))
        return value

    return read_word


def _says_more(choices: str, text: str) -> bool:
    """Whether a word is none that is known of the list; a bare number is a code."""
    if not any(character.isalpha() for character in text) or LISTS["yes_no"].read(text) is not None:
        return False
    return knows(choices, text) is None or says_more(choices, text)


def separated(text: str, separator: str) -> str:
    """The values of a cell with `;` between them, whatever stood there; a blank means any blank."""
    parts = text.split() if separator == " " else text.split(separator)
    return "; ".join(part.strip() for part in parts if part.strip())


def caller_name(text: str) -> str:
    """The name in `"Ann" <12125550142>` or `12125550142 (Ann)`; '' where the number stands for it."""
    before, within = _caller(text)
    name = within if _is_number(before) and within else before
    return name if any(character.isalpha() for character in name) else ""


def caller_number(text: str) -> str:
    """The number in `Ann (12125550142)` or `12125550142 (Ann)`; the whole cell where no brackets stand."""
    before, within = _caller(text)
    if any(character.isdigit() for character in within) and not (_is_number(before) and _is_word(within)):
        return within
    return before if _is_number(before) and within else clean_line(text)


def _caller(text: str) -> tuple[str, str]:
    """What stands before a bracket at the end of a cell, and what stands in it."""
    match = _CALLER_ID.fullmatch(text)
    before, within = (match[1], match[2]) if match else (text, "")
    return clean_line(before).strip('"'), clean_line(within).strip('"')


def _is_number(text: str) -> bool:
    return any(character.isdigit() for character in text) and not _is_word(text)


def _is_word(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _comments(read: Convert, read_time: ReadTime) -> Convert:
    """Notes of the form `date;author;text`; what has another form is a note all the same."""

    def read_comment(text: str) -> list[dict[str, Any]] | None:
        date, _semicolon, rest = text.partition(";")
        author, semicolon, words = rest.partition(";")
        at = read_time(clean_line(date)) if semicolon and len(date) < 60 and date.strip() else None
        if at is None or len(author) > _LONGEST_AUTHOR:
            whole: list[dict[str, Any]] | None = read(text)
            return whole
        said = clean(words).strip()
        return [{"at": at, "actor": clean_line(author), "text": said}] if said else None

    return read_comment


def _journal(read: Convert, read_time: ReadTime) -> Convert:
    """Notes of which each has a line with its date and author above it; other text is one note."""

    def read_journal(text: str) -> list[dict[str, Any]] | None:
        written = clean(text)
        found = [(entry, at) for entry in _ENTRY.finditer(written) if (at := read_time(entry[1].strip()))]
        if not found:
            whole: list[dict[str, Any]] | None = read(text)
            return whole
        ends = [entry.start() for entry, _at in found[1:]] + [len(written)]
        notes = [
            {"at": at, "actor": clean_line(entry[2]), "text": said}
            for (entry, at), end in zip(found, ends, strict=True)
            if (said := written[entry.end() : end].strip())
        ]
        if before := written[: found[0][0].start()].strip():
            notes.insert(0, {"at": None, "actor": "", "text": before})
        return notes or None

    return read_journal
