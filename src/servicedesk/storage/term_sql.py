"""What a term of a query becomes in SQL, by the sort of its column; typed text is a bound parameter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from servicedesk.domain.case_states import OPEN_STATES
from servicedesk.storage.moments import stored

if TYPE_CHECKING:
    from servicedesk.domain.queries import Term

IS_OPEN = f"state IN {OPEN_STATES}"
CAME_BACK = "nudge_at IS NOT NULL AND state = 'closed'"
"""Closed cases whose customer waits for a word again, as the cache of the clocks says it."""
FROM_CAME_BACK = f"FROM cases INDEXED BY cases_came_back WHERE {CAME_BACK}"
"""The same by their own index; SQLite, which keeps no statistics, would read every closed case instead."""
MISSED = "outcome = 'abandoned' AND direction = 'in' AND voided_at IS NULL"
"""Calls that came in and that nobody took."""
REMEDY_OWED = "done_at IS NULL AND kind <> 'none'"
"""Remedies that were decided and that the customer has not got; that nothing is given is no remedy."""
BY_DEADLINE = "coalesce(deadline_at, '9999')"


@dataclass(slots=True)
class Condition:
    """SQL for a WHERE clause with its parameters."""

    sql: str = "1"
    parameters: list[Any] = field(default_factory=list)


class Asked(NamedTuple):
    """Who asks, and when."""

    now: str
    day_began: str
    actor: str
    region: str
    zone: tzinfo
    came_back: bool = False
    """Whether a case is closed, and its customer waits for a word again."""
    only_back: bool = False
    """Of what is overdue, such cases alone are asked for: whoever asks adds them to the open ones."""
    of_any_state: bool = False
    """Whether the query of cases says nothing of whether they have ended."""


Writer = Callable[["Term", Asked], Condition]
"""Writes the condition of one query word."""


def match_of(words: str) -> str | None:
    """The MATCH expression of these words; None where nothing in them can be searched."""
    # Most lists search for no word, and what words are is dear to import.
    from servicedesk.domain.search_terms import match_expression

    return match_expression(words)


def any_of(conditions: Sequence[Condition]) -> Condition:
    """One of them must hold."""
    if not conditions:
        return Condition("0")
    joined = " OR ".join(condition.sql for condition in conditions)
    parameters = [parameter for condition in conditions for parameter in condition.parameters]
    return Condition(joined if len(conditions) == 1 else f"({joined})", parameters)


def text_column(column: str) -> Writer:
    """A free text: equal without regard to case, or holding the value."""

    def write(term: "Term", _context: Asked) -> Condition:
        if term.op == "empty":
            return Condition(f"{column} = ''")
        parts = [f"{column} LIKE ? ESCAPE '\\'" for _value in term.values]
        return Condition(f"({' OR '.join(parts)})", [f"%{escaped(str(value))}%" for value in term.values])

    return write


def enum_column(column: str) -> Writer:
    """One word of a closed list."""

    def write(term: "Term", _context: Asked) -> Condition:
        if term.op == "empty":
            return Condition(f"{column} = ''")
        return Condition(f"{column} IN ({', '.join('?' * len(term.values))})", list(term.values))

    return write


def owner_column(column: str) -> Writer:
    """A person, without regard to case; `me` is who asks."""

    def write(term: "Term", context: Asked) -> Condition:
        if term.op == "empty":
            return Condition(f"{column} = ''")
        owners = [context.actor if value == "me" else value for value in term.values]
        return Condition(f"{column} COLLATE NOCASE IN ({', '.join('?' * len(owners))})", owners)

    return write


def number_column(column: str) -> Writer:
    """A whole number, where NULL counts as 0."""

    def write(term: "Term", _context: Asked) -> Condition:
        if term.op == "empty":
            return Condition(f"coalesce({column}, 0) = 0")
        if term.op == "=":
            return Condition(f"{column} IN ({', '.join('?' * len(term.values))})", list(term.values))
        if term.op == "range":
            return Condition(f"{column} BETWEEN ? AND ?", list(term.values))
        return Condition(f"{column} {term.op} ?", list(term.values))

    return write


def moment_column(column: str) -> Writer:
    """A time: a range is half open, so that a day means all of it."""

    def write(term: "Term", _context: Asked) -> Condition:
        if term.op == "empty":
            return Condition(f"{column} IS NULL")
        moments = [stored(value) for value in term.values if isinstance(value, datetime)]
        if term.op in {"=", "range"}:
            pairs = list(zip(moments[::2], moments[1::2], strict=True))
            sql = " OR ".join(f"({column} >= ? AND {column} < ?)" for _pair in pairs)
            return Condition(f"({sql})", [moment for pair in pairs for moment in pair])
        return Condition(f"{column} {term.op} ?", moments)

    return write


def has_label(table: str, owner_column: str) -> Writer:
    """A tag or label."""

    def write(term: "Term", _context: Asked) -> Condition:
        if term.op == "empty":
            return Condition(f"id NOT IN (SELECT {owner_column} FROM {table})")
        from servicedesk.domain.labels import fold_label

        values = [fold_label(str(value)) for value in term.values]
        marks = ", ".join("?" * len(values))
        return Condition(f"id IN (SELECT {owner_column} FROM {table} WHERE folded IN ({marks}))", values)

    return write


def words_in(table: str) -> Writer:
    """Words, by a search table."""

    def write(term: "Term", _context: Asked) -> Condition:
        expression = match_of(str(term.values[0]))
        if expression is None:
            return Condition("1")
        return Condition(f"id IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", [expression])

    return write


def case_column(column: str) -> Writer:
    """case:C-231, case:231."""

    def write(term: "Term", _context: Asked) -> Condition:
        if term.op == "empty":
            return Condition(f"{column} IS NULL")
        return Condition(f"{column} IN ({', '.join('?' * len(term.values))})", list(term.values))

    return write


case_condition = case_column("case_id")
"""The case of a call, a promise or a follow-up."""


def flags(conditions: dict[str, Callable[[Asked], Condition]]) -> Writer:
    """The conditions of `is:`."""

    def write(term: "Term", context: Asked) -> Condition:
        return any_of([conditions[str(value)](context) for value in term.values])

    return write


def escaped(text: str) -> str:
    """`text` as LIKE takes it for itself, with \\ before its signs."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def is_nobodys(column: str) -> Callable[[Asked], Condition]:
    """Whether that column names nobody."""
    return lambda _context: Condition(f"{column} = ''")


def is_mine(column: str) -> Callable[[Asked], Condition]:
    """Whether that column names who asks."""
    return lambda context: Condition(f"{column} = ? COLLATE NOCASE", [context.actor])


WHOLE_NUMBER = 10
"""So many digits at the end or the beginning of a number are all of it, and not the middle of others."""

SHORTEST_PART = 2
"""Fewer digits than this are no part of a number that anybody looks for."""


class NumberCondition(NamedTuple):
    """A condition on a phone row; `parameters` makes its bounds from what is looked for."""

    sql: str
    parameters: Callable[[str], tuple[str, ...]]


ENDS_WITH = NumberCondition(
    "digits_reversed >= ? AND digits_reversed < ?", lambda digits: (digits[::-1], digits[::-1] + ":")
)
BEGINS_WITH = NumberCondition("digits >= ? AND digits < ?", lambda digits: (digits, digits + ":"))
HOLDS = NumberCondition("instr(digits, ?) > 0", lambda digits: (digits,))


HIDES = NumberCondition(
    f"({BEGINS_WITH.sql} AND {ENDS_WITH.sql})",
    lambda masked: (
        *BEGINS_WITH.parameters(masked.partition("*")[0]),
        *ENDS_WITH.parameters(masked.partition("*")[2]),
    ),
)
"""The number that a masked one (138*1111) stands for."""
_WHOLE = "*[0-9]" * 7
_EXTENSION_SIGNS = "[转轉机機线xXtTнб.:： =#*-]"
HAS_EXTENSION = NumberCondition(
    "(raw GLOB ? OR raw GLOB ?)",
    lambda extension: (
        f"{_WHOLE}*{_EXTENSION_SIGNS}{extension}",
        f"{_WHOLE}*{_EXTENSION_SIGNS}{extension}[分号號)）]*",
    ),
)
"""The extension is kept as it was written alone: this reads every number."""


def number_searches(typed: str, region: str) -> tuple[tuple[NumberCondition, str, bool], ...]:
    """The ways to look for a number, (a part of) which is typed, and what for, the surest first.

    The last says whether it is only worth it where nothing was found before.
    """
    from servicedesk.domain.phones import digits_of, extension_of, masked_parts

    if (masked := masked_parts(typed)) is not None:
        return ((HIDES, "*".join(masked), False),)
    if (extension := extension_of(typed)) and not digits_of(typed, region):
        return ((HAS_EXTENSION, extension, False),)
    # The middle of a number comes last: it reads a whole index.
    return tuple(
        (condition, digits, condition is HOLDS and len(digits) >= WHOLE_NUMBER)
        for digits in number_parts(typed, region)
        for condition in (ENDS_WITH, BEGINS_WITH, HOLDS)
    )


def number_parts(typed: str, region: str) -> tuple[str, ...]:
    """The digits to look for when (a part of) a number is typed: as they stand, and as they are stored.

    Both: `0000 1` is the middle of a number, where no zero may be dropped, and `010 6234` is the beginning
    of one that is stored without its trunk zero.
    """
    from servicedesk.domain.phones import MAX_DIGITS, digits_of

    plain = "".join(character for character in normalize("NFKC", typed) if character in "0123456789")
    if len(plain) < SHORTEST_PART:
        return ()
    stored = digits_of(typed, region)
    # Three zeros are no dialling prefix, and a rest of two digits would be found in every other number.
    if plain.startswith("000") or len(stored) <= SHORTEST_PART or stored == plain:
        return (plain[:MAX_DIGITS],)
    return plain[:MAX_DIGITS], stored
