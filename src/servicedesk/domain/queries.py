"""The one query language of filter bar, saved views and command line.

    kind:complaint state:waiting +leak due:<fri owner:me -channel:email refund|退款 "two words"

Terms are joined by AND; `|` makes neighbours alternatives; `-` negates; a bare word searches the text.
`key:a,b` is any of them, `key:` is not set, dates and numbers take < <= > >= and x..y. Keys, values and days
may be Chinese, signs full-width. query_fields.py says which keys a list knows.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import parse_number
from servicedesk.domain.query_faults import did_you_mean, needs_value, only_equal, too_long, unknown
from servicedesk.domain.query_fields import field_named
from servicedesk.domain.query_tokens import Token, tokens
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.records.query_field import DATE, ENUM, FLAG, LABEL, NUMBER, RECORD, TEXT, QueryField
from servicedesk.domain.text import clean_line, half_width
from servicedesk.domain.words.reading import fold_word
from servicedesk.i18n import _

MAX_CHARACTERS = 2000
MAX_TERMS = 50
MAX_VALUES = 50


_PASTED_NUMBER = re.compile(r"\+[0-9][0-9 ().-]{5,24}[0-9]").fullmatch
"""A number as other programs write it, with the code of its country."""
_NUMBER_AMONG_WORDS = re.compile(
    r"(?<![^\s:])(-?)((?:\(?\+ ?|00)[0-9]{1,3}\)?[ ().-]{0,2}[0-9][0-9 ().-]{4,20}[0-9]"
    r"|\(?0?[0-9]{2,4}\)?(?:[ -][0-9]{3,4}){2,3}|\(?0[0-9]{2,3}\)?[ -][0-9]{7,8})(?!\S)"
)
"""The same with blanks, hyphens or brackets, wherever it stands in a query."""


class Term(NamedTuple):
    """One condition on one field.

    - `op` "text": `values` is one word or phrase to search for (field `text`), or to tell a customer by.
    - "literal": the same in the texts alone, for what is to be changed.
    - "label": the record carries any of the labels in `values`.
    - "empty": the field is not set.
    - "=": the field is any of `values`; for a flag, any of the conditions holds.
    - "<" "<=" ">" ">=": against the one value.
    - "range": numbers: from `values[0]` to `values[1]`, both included.
    Dates are moments in UTC, and whole local days are meant: "=" and "range" hold pairs (start, end, start,
    end ...) of which any may fit, the end not included; `due:<=fri` has become "<" the start of Saturday.
    """

    field: str
    op: str
    values: tuple[object, ...] = ()
    negated: bool = False


class Group(NamedTuple):
    """Terms of which one must hold."""

    alternatives: tuple[Term, ...]


class Query(NamedTuple):
    """Groups that must all hold; none means everything."""

    groups: tuple[Group, ...] = ()

    def narrowed(self, other: "Query") -> "Query":
        """What both mean, however either was typed: an open quote, or a last `|`, reaches no further."""
        return Query((*self.groups, *other.groups))

    def literal(self) -> "Query":
        """The same, its words read narrowly: what is chosen by it is to be changed."""
        return Query(
            tuple(
                Group(
                    tuple(
                        term._replace(op="literal") if term.op == "text" else term
                        for term in group.alternatives
                    )
                )
                for group in self.groups
            )
        )

    def renamed(self, field: str, other: str) -> "Query":
        """The same with each term on `field` on another of its type."""
        return Query(
            tuple(
                Group(
                    tuple(
                        term._replace(field=other) if term.field == field else term
                        for term in group.alternatives
                    )
                )
                for group in self.groups
            )
        )


class _Reader(NamedTuple):
    """What the meaning of a token depends on."""

    fields: Mapping[str, QueryField]
    now: datetime
    times: ReadingTimes
    actor: str


def parse_query(
    text: str,
    fields: Mapping[str, QueryField],
    now: datetime,
    times: ReadingTimes,
    actor: str = "",
) -> Query:
    """What `text` asks of a list that knows `fields`.

    Raises UsageError, naming the nearest known word.
    """
    line = clean_line(text)
    if len(line) > MAX_CHARACTERS:
        raise too_long()
    if _PASTED_NUMBER(half_width(line)):
        # +86 138 0000 1111 is nobody's label.
        return Query((Group((Term("text", "text", (line,)),)),))
    reader = _Reader(fields, now, times, actor)
    groups: list[list[Term]] = []
    joined = False
    for count, token in enumerate(tokens(_numbers_quoted(line)), start=1):
        if count > MAX_TERMS:
            raise too_long()
        term = _term(reader, token)
        if joined:
            groups[-1].append(term)
        else:
            groups.append([term])
        joined = token.or_next
    return Query(tuple(Group(tuple(group)) for group in groups))


def _numbers_quoted(line: str) -> str:
    """The line with each phone number of several pieces as one word; what stands in quotation marks stays."""
    if sum(character.isdigit() for character in line) < 7:
        return line
    pieces = half_width(line).replace("“", '"').replace("”", '"').split('"')
    if len("".join(pieces)) + len(pieces) - 1 != len(line):
        return line
    place, found = 0, []
    for count, piece in enumerate(pieces):
        own = line[place : place + len(piece)]
        place += len(piece) + 1
        # Signs may be typed full-width: only where one is a number is the line written anew.
        if count % 2 == 0 and _NUMBER_AMONG_WORDS.search(piece):
            own = _NUMBER_AMONG_WORDS.sub(r'\1"\2"', piece)
        found.append(own)
    return '"'.join(found)


ABOUT_THE_END = frozenset({"state", "solved", "closed", "handling"})
FLAGS_ABOUT_THE_END = frozenset({"open", "closed"})
FLAGS_OF_THE_ENDED = frozenset({"overdue", "came-back", "overridden", "refused", "unpaid"})
"""The query words, and the values of `is:`, by which a query of cases says whether they have ended.

Those of the ended are true of such cases, too; that one is not so says nothing.
"""


def says_whether_ended(query: Query) -> bool:
    """Whether a query of cases asks for open or for ended ones, so that nothing need be added to it."""
    terms = [term for group in query.groups for term in group.alternatives]
    return any(
        term.field in ABOUT_THE_END
        or (
            term.field == "is"
            and not (FLAGS_ABOUT_THE_END | (set() if term.negated else FLAGS_OF_THE_ENDED)).isdisjoint(
                term.values
            )
        )
        for term in terms
    )


def words_sought(query: Query) -> tuple[str, ...]:
    """The words that are looked for in the text, whatever else is asked."""
    terms = (term for group in query.groups for term in group.alternatives)
    return tuple(str(term.values[0]) for term in terms if term.field == "text" and not term.negated)


def plain_words(query: Query) -> str:
    """The words of a query that has nothing else; "" for any other."""
    words: list[str] = []
    for group in query.groups:
        term = group.alternatives[0]
        if len(group.alternatives) > 1 or term.field != "text" or term.negated:
            return ""
        words.append(str(term.values[0]))
    return " ".join(words)


def _term(reader: _Reader, token: Token) -> Term:
    if token.key == "" or (token.key == "+" and _PASTED_NUMBER(f"+{half_width(token.values[0])}")):
        return Term("text", "text", token.values, token.negated)
    query_field = _label_field(reader.fields) if token.key == "+" else _field(reader.fields, token.key)
    if not token.values:
        if query_field.type == FLAG or query_field.name == "text" or token.operator != "=":
            raise needs_value(query_field)
        return Term(query_field.name, "empty", (), token.negated)
    if len(token.values) > MAX_VALUES:
        raise too_long()
    query_field = _that_knows(reader, query_field, token)
    op, values = _READERS[query_field.type](reader, query_field, token)
    return Term(query_field.name, op, values, token.negated)


def _field(fields: Mapping[str, QueryField], key: str) -> QueryField:
    if found := field_named(fields, key):
        return found
    known = {
        fold_word(word): word
        for query_field in fields.values()
        for word in (query_field.name, *query_field.aliases)
    }
    problem = _("There is no query word {word}: here.").format(word=key[:20])
    if meant := _asked_by_another_word(fields, key):
        problem, known = did_you_mean(problem, meant), {}
    raise unknown(problem, key, known, [query_field.shown() for query_field in fields.values()])


def _asked_by_another_word(fields: Mapping[str, QueryField], key: str) -> str:
    """What asks for the column of that head, or for a value that was typed as a word; "" for neither."""
    for other in fields.values():
        if fold_word(key) in map(fold_word, other.instead.split("|")):
            return f"{other.shown()}:"
    for other in fields.values():
        if other.type in {ENUM, FLAG} and other.read(key) is not None:
            return f"{other.shown()}:{'-'.join(key.split())}"
    return ""


_STANDING = frozenset({"state", "is"})
"""The words for how a record stands: what lists show in one column may be a value of several others."""


def _that_knows(reader: _Reader, query_field: QueryField, token: Token) -> QueryField:
    """The field that is meant by these values: `state:overdue` and `is:waiting` are what lists show."""
    if query_field.name not in _STANDING or all(
        query_field.read(value) is not None for value in token.values
    ):
        return query_field
    others = [
        other
        for other in reader.fields.values()
        if other.words is not None and all(other.read(value) is not None for value in token.values)
    ]
    sure = [other for other in others if other.type == ENUM] or others
    return sure[0] if len(sure) == 1 else query_field


def _label_field(fields: Mapping[str, QueryField]) -> QueryField:
    for query_field in fields.values():
        if query_field.type == LABEL:
            return query_field
    raise UsageError(_("This list has no labels."), _("Put the word in quotes to search for it."))


def _known_value(reader: _Reader, query_field: QueryField, typed: str) -> str | int:
    found: str | int | None = query_field.read(typed)
    if found is not None:
        return found
    words = query_field.words
    problem = _("{field} has no value “{value}”.").format(field=query_field.shown(), value=typed[:20])
    for other in reader.fields.values():
        if other.type in {ENUM, FLAG} and other.read(typed) is not None:
            problem = did_you_mean(problem, f"{other.shown()}:{'-'.join(typed.split())}")
            raise unknown(problem, "", {}, words.shown() if words else ())
    raise unknown(problem, typed, words.spellings if words else {}, words.shown() if words else ())


def _read_enum(reader: _Reader, query_field: QueryField, token: Token) -> tuple[str, tuple[object, ...]]:
    only_equal(query_field, token)
    return "=", tuple(dict.fromkeys(_known_value(reader, query_field, value) for value in token.values))


def _read_text(reader: _Reader, query_field: QueryField, token: Token) -> tuple[str, tuple[object, ...]]:
    only_equal(query_field, token)
    if query_field.name == "text":
        return "text", (" ".join(token.values),)
    values = [value if (meant := query_field.read(value)) is None else meant for value in token.values]
    if query_field.closed_list == "me":
        from servicedesk.domain.words.conditions import NOBODY

        values = ["" if value.casefold() in NOBODY else value for value in values]
    return "=", tuple(reader.actor if value == "me" and reader.actor else value for value in values)


def _read_label(_reader: _Reader, query_field: QueryField, token: Token) -> tuple[str, tuple[object, ...]]:
    only_equal(query_field, token)
    return "label", tuple(value.removeprefix("+") for value in token.values)


def _read_record(_reader: _Reader, query_field: QueryField, token: Token) -> tuple[str, tuple[object, ...]]:
    only_equal(query_field, token)
    return "=", tuple(_record(query_field, value) for value in token.values)


_LONGEST_NUMBER_OF_A_RECORD = 9


def _record(query_field: QueryField, typed: str) -> int | str:
    """The id that a number means; a customer may also be named."""
    by_name = query_field.record == "customer"
    if by_name and typed.isdigit() and len(typed) > _LONGEST_NUMBER_OF_A_RECORD:
        return typed
    try:
        return parse_number(typed, query_field.record)
    except UsageError:
        if by_name:
            return typed
        raise


def _read_number(reader: _Reader, query_field: QueryField, token: Token) -> tuple[str, tuple[object, ...]]:
    if token.operator != "=":
        return token.operator, (_number(reader, query_field, _single(query_field, token)),)
    if len(token.values) == 1 and ".." in token.values[0]:
        low, _dots, high = token.values[0].partition("..")
        if not low.strip() or not high.strip():
            return (
                ("<=", (_number(reader, query_field, high),))
                if high.strip()
                else (">=", (_number(reader, query_field, low),))
            )
        return "range", tuple(sorted((_number(reader, query_field, low), _number(reader, query_field, high))))
    return "=", tuple(_number(reader, query_field, value) for value in token.values)


def _number(reader: _Reader, query_field: QueryField, typed: str) -> int:
    written = half_width(typed).strip()
    if re.fullmatch(r"-?[0-9]{1,15}", written):
        return int(written)
    return int(_known_value(reader, query_field, written))


def _single(query_field: QueryField, token: Token) -> str:
    if len(token.values) != 1:
        raise UsageError(_("{word}: can be compared with one value only.").format(word=query_field.shown()))
    return token.values[0]


def _read_date(reader: _Reader, query_field: QueryField, token: Token) -> tuple[str, tuple[object, ...]]:
    if token.operator == "=" and len(token.values) == 1:
        word = half_width(token.values[0]).casefold()
        if (answer := query_field.read(word)) is not None:
            return "=", (bool(answer),)
        if ".." in word:
            return _date_range(reader, query_field, token.values[0])
    if token.operator == "=":
        return "=", tuple(edge for value in token.values for edge in _edges(reader, query_field, value))
    is_until = token.operator in {"<", "<="}
    start, end = _edges(reader, query_field, _single(query_field, token), may_be_past=not is_until)
    return {"<": ("<", (start,)), "<=": ("<", (end,)), ">": (">=", (end,)), ">=": (">=", (start,))}[
        token.operator
    ]


def _date_range(reader: _Reader, query_field: QueryField, typed: str) -> tuple[str, tuple[object, ...]]:
    low, _dots, high = half_width(typed).partition("..")
    if not low.strip() and not high.strip():
        raise needs_value(query_field)
    if not low.strip():
        return "<", (_edges(reader, query_field, high, may_be_past=False)[1],)
    start = _edges(reader, query_field, low)[0]
    if not high.strip():
        return ">=", (start,)
    end = _edges(reader, query_field, high)[1]
    if end <= start:
        end = _edges(reader, query_field, high, may_be_past=False)[1]
    return "range", (start, end)


_SHORT_OFFSET = r"(?i)[0-9]{1,5}\s*(?:h|m|hours?|minutes?|mins?)"
_A_MINUTE = timedelta(minutes=1)
_TWO_DAYS, _LATE, _A_YEAR = timedelta(days=2), timedelta(days=270), timedelta(days=367)
"""Of a day that is written without its year and comes again that late, the one a year before is meant."""


def _edges(
    reader: _Reader, query_field: QueryField, typed: str, *, may_be_past: bool = True
) -> tuple[datetime, datetime]:
    """Start and end (not included) of the days, or of the minute, that `typed` names.

    What a list shows of what is past comes back: Fri 27 Nov 13:33, 11月27日; but no month, and not the day up
    to which one asks.
    """
    from servicedesk.domain.timestamps import DateError, UnclearDateError

    if query_field.past:
        return _leaning(reader, typed, "past")
    try:
        found = _leaning(reader, typed, "future")
    except UnclearDateError:
        raise
    except DateError:
        # A day and its weekday that came together in the past alone; else it is as wrong as before.
        return _leaning(reader, typed, "past")
    is_day = found[1] - found[0] < _TWO_DAYS
    if not may_be_past or not is_day or found[0] - reader.now < _LATE:
        return found
    before = _leaning(reader, typed, "past")
    return before if found[0] - before[0] <= _A_YEAR else found


def _leaning(reader: _Reader, typed: str, lean: str) -> tuple[datetime, datetime]:
    # Most queries name no date, and to read one is the dearest part of the language to import.
    from servicedesk.domain.dates import as_offset, day_start, is_within, parse_span, parse_when_or_day
    from servicedesk.domain.timestamps import DateError

    today = reader.now.astimezone(reader.times.zone).date()
    try:
        span = parse_span(typed, today, lean=lean, **reader.times.for_days)
        return day_start(span.start, reader.times.zone), day_start(span.end, reader.times.zone)
    except DateError as error:
        if error.code == "ambiguous":
            raise
    written = half_width(typed).strip()
    if lean == "past" and re.fullmatch(_SHORT_OFFSET, written):
        written = f"-{written}"
    elif lean == "past" and as_offset(written) != written:
        written = f"{written}前"
    at = parse_when_or_day(written, reader.now, lean=lean, **reader.times.for_moments).at
    if is_within(written) and at > reader.now:
        return reader.now, at + _A_MINUTE
    return at, at + _A_MINUTE


_READERS = {
    ENUM: _read_enum,
    FLAG: _read_enum,
    TEXT: _read_text,
    LABEL: _read_label,
    RECORD: _read_record,
    NUMBER: _read_number,
    DATE: _read_date,
}
