"""What a case owns beside its fields, as lists of objects in one cell: remedies, hand-offs, steps ..

Each part is a table of its fields. A cell is JSON as we write it; a register of another program that has a
word there (退款, `voucher sent`) means one remedy.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from servicedesk.domain.errors import UsageError
from servicedesk.domain.money import LARGEST_CENTS, parse_money
from servicedesk.domain.numbers import parse_number
from servicedesk.domain.text import clean, clean_line
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.value_context import LINE_LIMIT, is_placeholder, too_long
from servicedesk.exchange.words import choose
from servicedesk.i18n import _

Part = dict[str, Any]
ReadTime = Callable[[str], datetime | None]

_PLAIN_AMOUNT = re.compile(r"([0-9]{1,13})\.([0-9]{2})")
LARGEST_CELL = 2_000_000
"""Characters: what is longer is no list that a desk has written."""


@dataclass(frozen=True, slots=True)
class PartField:
    """A field of the objects in a cell; `required` ones may not be blank."""

    name: str
    type: Literal["line", "text", "moment", "money", "yes_no", "choice", "case"]
    choices: str = ""
    required: bool = False


def _lines(*names: str) -> tuple[PartField, ...]:
    return tuple(PartField(name, "line") for name in names)


def _moments(*names: str) -> tuple[PartField, ...]:
    return tuple(PartField(name, "moment") for name in names)


PARTS: MappingProxyType[str, tuple[PartField, ...]] = MappingProxyType(
    {
        "remedies": (
            PartField("kind", "choice", "remedy", required=True),
            PartField("words", "text"),
            *_lines("currency"),
            PartField("cost", "money"),
            *_moments("decided_at"),
            *_lines("decided_by", "approver"),
            *_moments("approved_at", "done_at"),
        ),
        "handoffs": (
            PartField("department", "line", required=True),
            PartField("words", "text"),
            *_moments("out_at"),
            *_lines("out_by"),
            *_moments("due_at", "back_at"),
            PartField("back_words", "text"),
        ),
        "steps": (
            PartField("text", "text", required=True),
            PartField("required", "yes_no"),
            *_moments("done_at"),
            *_lines("done_by"),
        ),
        "links": (
            PartField("relation", "choice", "relation", required=True),
            PartField("case", "case", required=True),
            *_moments("at"),
            *_lines("by"),
        ),
        "merges": (
            PartField("into", "case", required=True),
            *_moments("at"),
            *_lines("by"),
            PartField("reason", "line"),
            PartField("state", "choice", "case_state"),
            *_moments("ended_at"),
        ),
    }
)
"""The fields of each list; a currency stands before the cost that is written in it."""


def reader(name: str, read_time: ReadTime, *, is_own: bool) -> Callable[[str], list[Part] | None]:
    """What reads the cells of the list `name` of PARTS; the times of another program pass `read_time`."""
    fields = PARTS[name]

    def read(text: str) -> list[Part] | None:
        if not text.strip():
            return None
        if name == "remedies" and not is_own and not text.lstrip().startswith(("[", "{")):
            return _one_remedy(text)
        return [_part(fields, entry, read_time) for entry in _objects(text)] or None

    return read


def _one_remedy(text: str) -> list[Part] | None:
    """A remedy in words, as registers have it."""
    if is_placeholder(text):
        return None
    words = clean(text).strip("\n").rstrip()
    kind = choose("remedy", words)
    entry = {field.name: "" if field.type in {"line", "text"} else None for field in PARTS["remedies"]}
    return [entry | {"kind": kind or "other", "words": "" if kind else words, "cost": 0}]


def _objects(text: str) -> list[dict[str, Any]]:
    if len(text) > LARGEST_CELL:
        raise too_long(LARGEST_CELL)
    try:
        # Numbers as they are written: 1e3 is no amount of money.
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise RowError("not_json", _("It is no list of objects in JSON.")) from None
    objects = found if isinstance(found, list) else [found]
    if not all(isinstance(entry, dict) for entry in objects):
        raise RowError("not_json", _("It is no list of objects in JSON."))
    return objects


def _part(fields: tuple[PartField, ...], entry: dict[str, Any], read_time: ReadTime) -> Part:
    part: Part = {}
    for field in fields:
        written = entry.get(field.name)
        if isinstance(written, dict | list):
            raise RowError("not_json", _("{field} is no single value.").format(field=field.name))
        part[field.name] = _value(field, _text(written), part, read_time)
        if field.required and part[field.name] in {None, ""}:
            raise RowError("missing", _("The field {field} is blank.").format(field=field.name))
    out, back = part.get("out_at"), part.get("back_at")
    if out is not None and back is not None and back < out:
        raise RowError("order", _("A hand-off goes out, then comes back: these times are in another order."))
    return part


def _text(written: object) -> str:
    if written is None:
        return ""
    if isinstance(written, bool):
        return "yes" if written else "no"
    return str(written)


def _value(field: PartField, text: str, part: Part, read_time: ReadTime) -> Any:
    if field.type == "text":
        return clean(text).strip("\n").rstrip()
    line = clean_line(text)
    if len(line) > LINE_LIMIT:
        raise too_long()
    if field.type == "line":
        return line
    if field.type == "money":
        return _cents(line, part.get("currency") or "")
    if not line:
        return None
    if field.type == "moment":
        return read_time(line)
    return _case(line) if field.type == "case" else _word(field, line)


def _word(field: PartField, line: str) -> str | bool:
    word = choose("yes_no" if field.type == "yes_no" else field.choices, line)
    if word is None:
        raise RowError(
            "unknown_word", _("That is none of the words known for {field}.").format(field=field.name)
        )
    return word == "yes" if field.type == "yes_no" else word


def _cents(text: str, currency: str) -> int:
    if not text:
        return 0
    # As our own files have it, whatever the currency is called.
    if match := _PLAIN_AMOUNT.fullmatch(text):
        cents = int(match[1]) * 100 + int(match[2])
        if cents <= LARGEST_CENTS:
            return cents
    try:
        return parse_money(text, currency or "CNY")
    except UsageError as error:
        raise RowError("money", error.message) from None


def _case(text: str) -> int:
    try:
        return parse_number(text, "case")
    except UsageError as error:
        raise RowError("number", error.message) from None
