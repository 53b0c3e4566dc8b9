"""Which records a command means: numbers, or a query."""

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from servicedesk.cli.frame import context
from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.domain.numbers import format_number, parse_any_number, parse_number
from servicedesk.i18n import _, ngettext

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

TOO_LARGE = r"(?ia)#?(?:(?:CU|CL|C|F|P|R)-?)?[0-9]{19,}"
UNASKED = 20
"""A query may change so many records without --yes."""


def narrowing(kind: str) -> str:
    """What `servicedesk complaint` adds to every query of cases; nothing for `case`."""
    return "kind:complaint" if kind == "case" and context.current().noun == "complaint" else ""


def pieces(text: str) -> list[str]:
    """The parts of a list such as `CL-9, CL-12` or `1，3`."""
    return text.replace("，", ",").replace(",", " ").split()


def is_number(word: str) -> bool:
    """Whether `word` is the number of a record, with or without its letters."""
    return parse_any_number(word) is not None or (word.lstrip("#").isdigit() and len(word) < 19)


def ids(desk: "Desk", kind: str, words: Sequence[str], *, yes: bool, always: str = "") -> list[int]:
    """The records of `kind` that numbers (`C-231 c232 233`) or one query (`+leak is:open`) mean.

    A query that means all or many needs `yes`: RefusedError. `always` is added to every query.
    """
    numbers = [number for word in words for number in pieces(word)]
    if numbers and all(is_number(number) for number in numbers):
        return list(dict.fromkeys(parse_number(number, kind) for number in numbers))
    if numbers and all(re.fullmatch(TOO_LARGE, number) for number in numbers):
        # Nobody searches for that; it names a record that cannot be.
        return [parse_number(number, kind) for number in numbers]
    if any(parse_any_number(number) for number in numbers):
        raise UsageError(_("Give either numbers or one query."))
    query = joined(words)
    found = list(desk.lists.literal_ids(kind, f"{narrowing(kind)} {always} {query}".strip()))
    if not yes and (not query or len(found) > UNASKED):
        message = ngettext(
            "That would change {count} record.", "That would change {count} records.", len(found)
        )
        raise RefusedError(message.format(count=len(found)), _("Add --yes if it is meant."))
    return found


def joined(words: Sequence[str]) -> str:
    """The words of one query."""
    return " ".join(words).strip()


def open_only(desk: "Desk", words: Sequence[str]) -> bool:
    """Whether a query for a verb that changes cases means open ones: unless it says otherwise."""
    numbers = [number for word in words for number in pieces(word)]
    if numbers and all(map(is_number, numbers)):
        return False
    from servicedesk.domain.queries import says_whether_ended

    return not says_whether_ended(desk.lists.query("case", joined(words)))


def split(words: Sequence[str], text: str | None) -> tuple[list[str], str]:
    """(words that name records, the text after them): `C-5 C-6 part replaced`, `'+leak is:open' fri`.

    With `text`, which came as an option, all words name records. Where it cannot be told whether a bare
    number is a record's or begins the text, UsageError.
    """
    if text is not None or not words:
        return list(words), text or ""
    count = next((place for place, word in enumerate(words) if not is_number(word)), len(words))
    if 0 < count < len(words) and any(parse_any_number(word) is None for word in words[1:count]):
        raise UsageError(
            _("It is not clear which of the numbers belong to the text."),
            _("Put quotation marks around the text."),
        )
    count = max(count, 1)
    return list(words[:count]), " ".join(words[count:])


def existing(desk: "Desk", kind: str, record_id: int) -> Any:
    """The row of that record as lists have it; NotFoundError without one."""
    row = desk.lists.rows(kind, [record_id]).get(record_id)
    if row is None:
        raise NotFoundError(_("There is no {number}.").format(number=format_number(kind, record_id)))
    return row


def shown(kind: str, records: Sequence[int]) -> str:
    """The numbers for an echo: C-1, C-2 and 5 more."""
    named = _(", ").join(format_number(kind, record_id) for record_id in records[:5])
    if len(records) > 5:
        return _("{numbers} and {count} more").format(numbers=named, count=len(records) - 5)
    return named


def owner(desk: "Desk", name: str) -> str:
    """The name that `me` (我) stands for, else the name; `-` and `nobody` mean nobody."""
    from servicedesk.domain.words.conditions import ME, NOBODY

    if ME.read(name) is not None:
        return desk.actor
    return "" if name.strip().casefold() in NOBODY else name


def customer(desk: "Desk", text: str) -> int:
    """The customer that a number (CU-12, 12), a phone number or a name means; UsageError unless it is one."""
    if (found := parse_any_number(text)) and found[0] == "customer":
        return found[1]
    if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 6:
        return parse_number(text, "customer")
    candidates = desk.customers.candidates(text, 3)
    exact = [row for row in candidates if row.name == text.strip()]
    chosen = exact if len(exact) == 1 else candidates
    if len(chosen) == 1:
        return chosen[0].id
    if not chosen:
        hint = _("Add one with: servicedesk customer add")
        if near := _numbers(desk.customers.sounding_like(text, 3)):
            hint = _("Similar: {numbers}").format(numbers=near)
        raise UsageError(_("No customer matches."), hint)
    named = _numbers(chosen)
    raise UsageError(_("Several customers match."), _("Give a number: {numbers}").format(numbers=named))


def _numbers(rows: Sequence[Any]) -> str:
    return _(", ").join(format_number("customer", row.id) for row in rows)


def words_or_input(words: Sequence[str]) -> str:
    """The words as one text; `-` alone reads standard input."""
    if list(words) != ["-"]:
        return " ".join(words)
    from servicedesk.domain.text import MAX_TEXT, require_length

    text = sys.stdin.buffer.read(MAX_TEXT * 4 + 1).decode("utf-8-sig", errors="replace")
    require_length(text, _("The text"))
    return text
