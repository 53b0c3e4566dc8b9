"""The query language in tokens: quotes, `-`, `|`, `+label`, key:value. queries.py says what they mean."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from servicedesk.domain.text import half_width

_STRUCTURE = str.maketrans(
    {"“": '"', "”": '"', "「": '"', "」": '"', "、": ",", "≤": "<", "≥": ">", "−": "-"}
)
_KEY = re.compile(r"(?:([^\W\d_][\w-]{0,39}\.?)|\"([^\W\d_][\w -]{0,39}\.?)\"):(?!//)")
_OPERATOR = re.compile(r"<=|>=|=<|=>|<|>|=")


class Token(NamedTuple):
    """A term as typed. `key` is "" for a bare word, "+" for +label; no value has quotes."""

    negated: bool
    key: str
    operator: str
    values: tuple[str, ...]
    or_next: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The terms of one cleaned line. Never raises: an unclosed quote reaches to the end."""
    # Positions in `shape` are those in `text`: signs may be typed full-width, values are kept as they are.
    shape = half_width(text).translate(_STRUCTURE)
    pieces = list(_pieces(shape))
    for index, (start, end) in enumerate(pieces):
        if shape[start:end] == "|":
            continue
        token = _token(text, shape, start, end)
        if token is not None:
            follows_or = index + 1 < len(pieces) and shape[slice(*pieces[index + 1])] == "|"
            yield Token(token.negated, token.key, token.operator, token.values, follows_or)


def key_places(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each word before a colon, without its quotes, in one cleaned line."""
    shape = half_width(text).translate(_STRUCTURE)
    for start, end in _pieces(shape):
        begin = start + 1 if shape[start] == "-" and end - start > 1 else start
        if match := _KEY.match(shape, begin, end):
            yield match.span(1 if match[1] else 2)


def plain_pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each stretch of one line, and whether it is a label: of that, those of its name."""
    shape = half_width(text).translate(_STRUCTURE)
    for start, end in _pieces(shape):
        begin = start + 1 if shape[start] == "-" else start
        is_label = shape[begin : begin + 1] == "+" and end - begin > 1 and '"' not in shape[begin:end]
        yield (begin + 1 if is_label else start), end, is_label


def _pieces(shape: str) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch without blanks outside quotes; every `|` outside quotes is its own."""
    start: int | None = None
    quoted = False
    for position, character in enumerate(shape):
        if character == '"':
            quoted = not quoted
        if quoted or character not in " \t\n|":
            start = position if start is None else start
            continue
        if start is not None:
            yield start, position
            start = None
        if character == "|":
            yield position, position + 1
    if start is not None:
        yield start, len(shape)


def _token(text: str, shape: str, start: int, end: int) -> Token | None:
    negated = False
    if shape[start] == "-" and end - start > 1:
        negated, start = True, start + 1
    if shape[start] == "+" and end - start > 1:
        value = _unquoted(text, shape, start + 1, end)
        return Token(negated, "+", "=", (value,)) if value else None
    if match := _KEY.match(shape, start, end):
        operator, position = _operator(text, shape, match.end(), end)
        return Token(negated, match[1] or match[2], operator, tuple(_values(text, shape, position, end)))
    word = _unquoted(text, shape, start, end)
    return Token(negated, "", "=", (word,)) if word.strip("-|+") else None


def _operator(text: str, shape: str, start: int, end: int) -> tuple[str, int]:
    match = _OPERATOR.match(shape, start, end)
    if match is None:
        return "=", start
    if text[start] in "≤≥":
        return shape[start] + "=", match.end()
    return {"=<": "<=", "=>": ">="}.get(match[0], match[0]), match.end()


def _values(text: str, shape: str, start: int, end: int) -> Iterator[str]:
    """The values between commas outside quotes; none for an empty stretch."""
    quoted = False
    begin = start
    for position in range(start, end):
        if shape[position] == '"':
            quoted = not quoted
        elif shape[position] == "," and not quoted:
            if value := _unquoted(text, shape, begin, position):
                yield value
            begin = position + 1
    if value := _unquoted(text, shape, begin, end):
        yield value


def _unquoted(text: str, shape: str, start: int, end: int) -> str:
    return "".join(text[position] for position in range(start, end) if shape[position] != '"').strip()
