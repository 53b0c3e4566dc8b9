"""What a case owns beside its fields, as lists of objects in one cell: remedies, hand-offs, steps ..

Each part is a table of its fields. A cell is JSON as we write it; a register of another program that has a
word there (退款, `voucher sent`) means one remedy.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.money import CURRENCIES, LARGEST_CENTS, TEN_THOUSANDS, mark_in, parse_money
from servicedesk.domain.numbers import parse_number
from servicedesk.domain.records import PARTS
from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.records.field import TEXTS, Field, has
from servicedesk.domain.text import clean, clean_line
from servicedesk.domain.words.complaints import REMEDIES
from servicedesk.domain.words.foreign import read_any
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.value_context import LINE_LIMIT, is_placeholder, too_long, unknown_word
from servicedesk.i18n import _

Part = dict[str, Any]
ReadTime = Callable[[str], datetime | None]

_PLAIN_AMOUNT = re.compile(r"([0-9]{1,13})\.([0-9]{2})")
_LONGEST_KIND = 30
_NO_AMOUNT = (0, "")
LARGEST_CELL = 2_000_000
"""Characters: what is longer is no list that a desk has written."""


_IN_FILES = ("remedy", "evidence", "statement", "handoff", "wait", "step", "link", "merge")
LISTS = MappingProxyType({PARTS[kind].file: in_files(kind) for kind in _IN_FILES})
"""The fields of each list by their names in it."""


def reader(
    name: str, read_time: ReadTime, *, is_own: bool, money: str = ""
) -> Callable[[str], list[Part] | None]:
    """What reads the cells of the list `name` of LISTS; the times of another program pass `read_time`.

    `money` is in what a bare number is: what the header of the column says.
    """
    fields = LISTS[name]

    def read(text: str) -> list[Part] | None:
        if not text.strip():
            return None
        if name == "remedies" and not is_own and not text.lstrip().startswith(("[", "{")):
            return _one_remedy(text, money)
        return [_part(fields, entry, read_time) for entry in _objects(text)] or None

    return read


def _one_remedy(text: str, money: str) -> list[Part] | None:
    """A remedy in words, as registers have it: 退款, 退款380元, 380, 优惠券50元, 换新机一台."""
    words = clean(text).strip("\n").rstrip()
    # 无 stands in other cells for nothing; here it says that the complaint is not upheld.
    if REMEDIES.read(words) is None and is_placeholder(text):
        return None
    kind, (cents, currency) = _remedy_said(words)
    if cents and not currency:
        cents, currency = _in_money(cents, money)
    said_all = read_any("remedy", words) is not None
    entry = {name: "" if field.type in TEXTS else None for name, field in LISTS["remedies"].items()}
    # With an amount the cell stays as words: by them the same cell is known again.
    return [entry | {"kind": kind, "words": "" if said_all else words, "cost": cents, "currency": currency}]


def _remedy_said(words: str) -> tuple[str, tuple[int, str]]:
    """The kind of remedy and the (cents, currency) that a cell says, together or one of them."""
    if kind := read_any("remedy", words):
        return kind, _NO_AMOUNT
    if amount := _amount(words):
        return "compensation", amount
    # The longest beginning that is one of the words; behind it an amount, or what else there is to say.
    for end in range(min(len(words), _LONGEST_KIND), 1, -1):
        kind = read_any("remedy", words[:end])
        ends_word = end == len(words) or not (words[end - 1 : end + 1].isascii() and words[end].isalnum())
        if kind and kind != "none" and ends_word:
            return kind, _amount(words[end:].strip(" :：，,、()（）")) or _NO_AMOUNT
    return "other", _NO_AMOUNT


def _amount(text: str) -> tuple[int, str] | None:
    """Cents and currency, '' for a bare number, and the sign where it is one of several currencies."""
    for currency in ("", *CURRENCIES):
        try:
            return parse_money(text, currency), currency and (mark_in(text) or currency)
        except UsageError:
            continue
    return None


def _in_money(cents: int, money: str) -> tuple[int, str]:
    """A bare number in what the header of its column says; 1.5 in 万元 is 15,000."""
    if money == TEN_THOUSANDS:
        return min(cents * 10_000, LARGEST_CENTS), "CNY"
    return cents, money


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


def _part(fields: Mapping[str, Field], entry: dict[str, Any], read_time: ReadTime) -> Part:
    part: Part = {}
    # The cost last: it is written in the currency.
    for name, field in sorted(fields.items(), key=lambda item: item[1].type == "money"):
        written = entry.get(name)
        if isinstance(written, dict | list):
            raise RowError("not_json", _("{field} is no single value.").format(field=_(field.label)))
        part[name] = _value(field, _text(written), part, read_time)
        if has(field, "needed") and part[name] in {None, ""}:
            raise RowError("missing", _("The field {field} is blank.").format(field=_(field.label)))
    out, back = part.get("out_at"), part.get("back_at")
    if out is not None and back is not None and back < out:
        raise RowError("order", _("A hand-off goes out, then comes back: these times are in another order."))
    since, until = part.get("since"), part.get("until")
    is_moment = until == since and part.get("state")
    if since is not None and until is not None and until <= since and not is_moment:
        raise RowError("order", _("A wait begins, then ends: these times are in another order."))
    return part


def _text(written: object) -> str:
    if written is None:
        return ""
    if isinstance(written, bool):
        return "yes" if written else "no"
    return str(written)


def _value(field: Field, text: str, part: Part, read_time: ReadTime) -> Any:
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
    return _case(line) if field.type == "ref" else _word(field, line)


def _word(field: Field, line: str) -> Any:
    list_name = "yes_no" if field.type == "yes_no" else field.words
    word = read_any(list_name, line)
    if word is None:
        raise unknown_word(_(field.label), list_name)
    return bool(word) if field.type == "yes_no" else word


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
