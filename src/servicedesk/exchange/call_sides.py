"""The two sides of a call: which number is the customer's, and which is ours.

The log of a telephone system has who called in one column and who was called in another. Of a call that came
in the other side is who called, of one that went out who was called. Where no column says which way a call
went, an extension on one side does, or the number that is on our side of most rows. Between two extensions
nobody outside took part. What is ours is the handler where nobody else is, or is kept in words.
"""

import re
from collections import Counter
from collections.abc import Mapping as Map
from collections.abc import Sequence
from typing import Any, Literal
from unicodedata import normalize

from servicedesk.domain.text import clean_line
from servicedesk.domain.words.foreign import outcome_beside_direction
from servicedesk.exchange.call_columns import CALLED_WORDS, CALLER_WORDS, COLUMNS
from servicedesk.exchange.cell_forms import caller_name, caller_number
from servicedesk.exchange.header_folding import loose_key
from servicedesk.exchange.mapped import MappedColumn, Sides
from servicedesk.exchange.profile import FieldRule
from servicedesk.exchange.value_context import says_nothing

Way = Literal["in", "out", "internal"] | None

_NUMBER = re.compile(r"[+(]{0,2}\d[\d ()./*#-]*")
_NO_NUMBER = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|.*\d:\d.*")
"""A day, or a time of day."""
_EXTENSION = re.compile(r"\d{2,5}")
_SERVICE = re.compile(r"1[012]\d{3}|9[56]\d{3}")
"""Five digits that are no extension but a service of China: 10086, 12345, 95588."""
_LONGEST_EXTENSION = 4
"""Digits of one that is sure; with five it is one beside another such, but not beside a shorter one."""
_LEAST_ROWS, _MANY_ROWS = 3, 20
_IN_WORDS = re.compile(r"来电|來電|来话|呼入|进线|incoming|inbound|eingehend|eingang", re.IGNORECASE)


def says_incoming(headers: Sequence[str]) -> bool:
    """Whether the headers themselves say that calls came in: 来电时间."""
    return any(_IN_WORDS.search(header) for header in headers)


def ruled_sides(ruled: Map[str, MappedColumn]) -> tuple[int, int] | None:
    """The columns of both sides where a profile says which of them the number is, by the direction."""
    phone = ruled.get("phone")
    if phone is None or phone.rule is None or phone.rule.by != "direction":
        return None
    caller, called = phone.chosen.get("in"), phone.chosen.get("out")
    return None if caller is None or called is None else (caller, called)


def named_sides(
    headers: Sequence[str], sample: Sequence[Sequence[str]], taken: frozenset[int]
) -> tuple[int, int] | None:
    """The columns of who called and of who was called, by their headers and cells; not those `taken`."""
    keys = {index: loose_key(header) for index, header in enumerate(headers) if index not in taken}

    def first(words: str) -> int | None:
        wanted = [loose_key(word) for word in words.split("|")]
        for word in wanted:
            for index, key in keys.items():
                if key == word and _holds_numbers(index, sample):
                    return index
        return None

    caller, called = first(CALLER_WORDS), first(CALLED_WORDS)
    return None if caller is None or called is None else (caller, called)


def _holds_numbers(index: int, sample: Sequence[Sequence[str]]) -> bool:
    cells = [cell for row in sample if index < len(row) and (cell := row[index].strip())]
    return bool(cells) and sum(bool(_digits(cell)) for cell in cells) * 2 >= len(cells)


def rules_of(
    caller: int, called: int, headers: Sequence[str], sample: Sequence[Sequence[str]]
) -> dict[str, MappedColumn]:
    """How both columns fill the fields of the customer, as a profile would say it."""
    found = {}
    with_name = any(
        caller_name(row[place]) for row in sample for place in (caller, called) if place < len(row)
    )
    for name, reads in (("phone", "number"), *((("customer", "caller id"),) if with_name else ())):
        column = next(column for column in COLUMNS if column.name == name)
        when = {"in": headers[caller], "out": headers[called]}
        rule = FieldRule(by="direction", when=when, reads=reads)
        found[name] = MappedColumn(name, column, (caller, called), "", rule, {"in": caller, "out": called})
    return found


def our_number(caller: int, called: int, sample: Sequence[Sequence[str]]) -> str:
    """The digits of the number that stands on one side of most rows, each time with another; '' for none."""
    met: Counter[str] = Counter()
    others: dict[str, set[str]] = {}
    rows = 0
    for row in sample:
        if max(caller, called) >= len(row):
            continue
        sides = {_digits(row[caller]), _digits(row[called])}
        rows += 1
        for one in sides - {""}:
            met[one] += 1
            others.setdefault(one, set()).update(sides - {one, ""})
    likely = [one for one, count in met.items() if count * 2 > rows and len(others[one]) > 1]
    if len(likely) != 1 or rows < _LEAST_ROWS:
        return ""
    # Of few calls all of one caller may be a customer's who tries several of our numbers.
    is_sure = rows >= _MANY_ROWS or all(
        any(len(row) > place and _digits(row[place]) == likely[0] for row in sample)
        for place in (caller, called)
    )
    return likely[0] if is_sure else ""


def tell_result(place: int | None, cells: Sequence[str], values: dict[str, Any]) -> None:
    """Let the word for the direction, in the column `place`, say what came of it where nothing else does."""
    if place is not None and values.get("result") is None:
        values["result"] = outcome_beside_direction(cells[place])


def find_way(sides: Sides | None, cells: Sequence[str], values: dict[str, Any]) -> Way:
    """Which way a call went, by its numbers where they tell; it is its direction where the row says none."""
    if sides is None:
        return None
    told = values.get("direction")
    way = _way_of(sides, cells, told)
    if told is None and way in {"in", "out"}:
        values["direction"] = way
    return way


def _way_of(sides: Sides, cells: Sequence[str], told: Any) -> Way:
    caller, called = _digits(cells[sides.caller]), _digits(cells[sides.called])
    is_caller_ours, is_called_ours = _is_extension(caller, called), _is_extension(called, caller)
    if is_caller_ours and is_called_ours:
        return "internal"
    if is_caller_ours and called:
        return "out"
    if is_called_ours and caller:
        return "in"
    if told in {"in", "out"}:
        return "in" if told == "in" else "out"
    if is_called_ours or (sides.ours and called == sides.ours):
        return "in"
    return "out" if sides.ours and caller == sides.ours else None


def chosen_place(mapped: MappedColumn, values: Map[str, Any], fixed: Map[str, Any], way: Way) -> int | None:
    """The column that another value of the row says fills the field; the first where it is blank."""
    by = mapped.rule.by if mapped.rule else ""
    if by == "direction" and way == "internal":
        # Who called is one of us, and there is no customer.
        return mapped.chosen.get("out") if mapped.target == "handler" else None
    value = values.get(by)
    value = fixed.get(by) if value is None else value
    value = way if way and by == "direction" else value
    return mapped.sources[0] if value is None else mapped.chosen.get(str(value))


def settle(sides: Sides | None, cells: Sequence[str], values: dict[str, Any], way: Way) -> None:
    """Let what is ours be the handler where nobody else is; else it is kept in words."""
    if sides is None:
        return
    if way == "internal":
        values["is_internal"] = True
        values["customer"] = None
        ours = [sides.caller, sides.called]
    else:
        ours = [sides.caller if way == "out" else sides.called]
    if sides.fills_handler and values.get("handler"):
        ours = ours[1:]
    elif not values.get("handler") and way is not None and (who := _who(cells[ours[0]])):
        values["handler"] = who
        ours = ours[1:]
    headers = dict(zip((sides.caller, sides.called), sides.headers, strict=True))
    kept = [
        ("", clean_line(headers[place])[:200], word)
        for place in ours
        if (word := clean_line(cells[place])) and not says_nothing(word)
    ]
    if kept:
        values["kept"] = kept


def _who(cell: str) -> str:
    """Who of us a cell names: by name, or by an extension; '' for a whole number."""
    if name := caller_name(cell):
        return name
    number = clean_line(caller_number(cell))
    return number if _EXTENSION.fullmatch(number) else ""


def _digits(cell: str) -> str:
    """The digits of the number in a cell, with `+`; '' where there is none."""
    number = normalize("NFKC", clean_line(caller_number(cell)))
    number = number.removesuffix(".0")
    if not _NUMBER.fullmatch(number) or _NO_NUMBER.fullmatch(number):
        return ""
    return re.sub(r"[^\d+]", "", number)


def _is_extension(number: str, other: str) -> bool:
    if not _EXTENSION.fullmatch(number):
        return False
    if len(number) <= _LONGEST_EXTENSION:
        return True
    return not _SERVICE.fullmatch(number) and not 0 < len(other) <= _LONGEST_EXTENSION
