"""Numbers to dial, addresses, tags and ids: cells of several values, or of digits that must not be lost."""

import re

from servicedesk.domain.phones import split_phones
from servicedesk.domain.text import clean_line
from servicedesk.exchange.column import Column, split_list
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.value_context import (
    ColumnFacts,
    Convert,
    ValueContext,
    Warn,
    is_placeholder,
    keep_odd,
    require_digits,
    too_long,
)
from servicedesk.i18n import _

_CELL_LIMIT = 20_000
"""Characters in a cell of several values: what is longer is no list."""
_VALUE_LIMIT = 320
"""Characters in one of them, as many as the longest possible address has."""

_EMAIL_SEPARATORS = re.compile(r"[;,，；、|\s]+|:::")
_ADDRESS = re.compile(r"\S+@\S+")
_MAILTO = re.compile(r"mailto:<?", re.IGNORECASE)
_TAG_SEPARATORS = re.compile(r"[;,，；、|\n]|:::")


def require_whole_id(text: str, lossy: bool) -> None:
    """Raise RowError for an id whose digits a spreadsheet has destroyed."""
    require_digits(text)
    if lossy and is_rounded(text):
        raise RowError("ruined_number", _("The number has lost digits in a spreadsheet."))


def is_rounded(text: str) -> bool:
    """Whether `text` is a number of more digits than a spreadsheet keeps, zeros standing for the rest."""
    return len(text) > 15 and text.isascii() and text.isdigit() and not text[15:].strip("0")


def is_long_number(text: str) -> bool:
    """Whether `text` is a number of more digits than a spreadsheet keeps."""
    return len(text) > 15 and text.isascii() and text.isdigit()


def phone_reader(_column: Column, _context: ValueContext, _facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        line = clean_line(text)
        if len(line) > _VALUE_LIMIT:
            raise too_long(_VALUE_LIMIT)
        line = _with_all_digits(line)
        require_digits(line)
        return None if is_placeholder(line) else (whole_number(line) or None)

    return read


def whole_number(text: str) -> str:
    """`13800001111.0`, as table programs write a number, without its fraction."""
    if text.isascii() and text.endswith(".0") and text[:-2].isdigit():
        return text[:-2]
    return text


def _with_all_digits(text: str) -> str:
    """`text` with numbers in scientific notation that have lost none of their digits as these digits."""
    if "+" not in text:
        return text

    def digits(match: re.Match[str]) -> str:
        fraction, exponent = match[2], int(match[3])
        return f"{match[1]}{fraction}" if len(fraction) == exponent else match[0]

    return _SCIENTIFIC.sub(digits, text)


_SCIENTIFIC = re.compile(r"(?<![\w.,])([1-9])[.,]([0-9]{6,14})[Ee]\+([0-9]{1,2})(?![\w.])")
"""1.3800012345E+10, with at least seven digits."""


def phones_reader(_column: Column, _context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    def read(text: str) -> list[str] | None:
        if len(text) > _CELL_LIMIT:
            raise too_long(_CELL_LIMIT)
        if text.isascii() and text.isdigit():
            return _values([text])
        text = _with_all_digits(text)
        require_digits(text)
        if facts.is_own:
            return _values(split_list(text))
        if not any(character.isdigit() for character in text):
            if text.strip() and not is_placeholder(text):
                keep_odd(text, _("no phone number"), warn)
            return None
        numbers: list[str] = []
        for number in split_phones(text):
            if "@" in number and not any(map(str.isdigit, _ADDRESS.sub("", number))):
                keep_odd(number, _("no phone number"), warn)
                continue
            require_digits(number)
            numbers.append(whole_number(number))
        return _values(numbers)

    return read


def _values(found: list[str]) -> list[str] | None:
    """The values of a cell, none of them beyond reason."""
    if any(len(value) > _VALUE_LIMIT for value in found):
        raise too_long(_VALUE_LIMIT)
    return found or None


def emails_reader(_column: Column, _context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    def read(text: str) -> list[str] | None:
        if len(text) > _CELL_LIMIT:
            raise too_long(_CELL_LIMIT)
        if facts.is_own:
            return _values(split_list(text))
        addresses = []
        for part in _EMAIL_SEPARATORS.split(clean_line(text)):
            address = _MAILTO.sub("", part.strip("<>\"'()（）"))
            if "@" in address:
                addresses.append(address)
        if not addresses and text.strip() and not is_placeholder(text):
            keep_odd(text, _("no e-mail address"), warn)
        return _values(addresses)

    return read


def tags_reader(_column: Column, _context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> list[str] | None:
        if len(text) > _CELL_LIMIT:
            raise too_long(_CELL_LIMIT)
        if facts.is_own or text.startswith("["):
            return _values([line for tag in split_list(text) if (line := clean_line(tag))])
        parts = (clean_line(part).removeprefix("* ") for part in _TAG_SEPARATORS.split(text))
        return _values(list(dict.fromkeys(part for part in parts if part)))

    return read
