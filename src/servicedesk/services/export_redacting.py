"""Exports for other eyes: the rows of files with the people in them hidden, by the masks of dossiers.

The words of the masks, what is known of a customer and how it is found in a text are the dossier's; see
domain/masking.py. Which columns hold words at all stands here.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from servicedesk.domain.errors import UsageError
from servicedesk.domain.masking import masker
from servicedesk.domain.numbers import parse_number
from servicedesk.domain.personal import COMPANY, MAIL, NAME, PHONE, Value
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import listed
from servicedesk.domain.words.lists import LISTS
from servicedesk.domain.words.masks import MASKS, NOTHING
from servicedesk.exchange.column import LIST_TYPES, NESTED_TYPES, NUMBER_TYPES, Column, join_list, split_list
from servicedesk.exchange.columns import COLUMNS_BY_KIND, REDACTED
from servicedesk.exchange.rows import TextRow
from servicedesk.i18n import _
from servicedesk.services.dossier_masking import is_staff, number_shown, of_customer
from servicedesk.storage import driver

_CODES = frozenset({"id", "ref", "refs", "moment", "uid", "yes_no", "repeat"}) | NUMBER_TYPES
"""Types whose cells only programs write."""
_PERSONAL = {"customer": NAME, "phone": PHONE, "mobile": PHONE, "email": MAIL, "on_behalf_of": COMPANY}
"""Columns that name a person beside the card of the customer: a caller of whom there is none."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_KEPT = 512
"""Customers whose patterns are kept: rows of one customer often stand together."""

Hide = Callable[[str], str]


def mask_called(word: str) -> str:
    """The mask of that name, blank for none; UsageError with those that there are."""
    if not word.strip():
        return ""
    found = MASKS.read(word)
    if found is None:
        raise UsageError(
            _("There is no mask {name}.").format(name=clean_line(word)[:40]),
            _("Masks are: {names}.").format(names=listed(MASKS.shown())),
        )
    return "" if found == NOTHING else str(found)


class Redaction:
    """What is hidden in the rows of one kind; `read` are the columns that it needs to see."""

    def __init__(self, db: driver.Connection, kind: str, columns: Sequence[Column], mask: str) -> None:
        known = {column.name: column for column in COLUMNS_BY_KIND[kind]}
        self._customer = "id" if kind == "customer" else "customer_id"
        needed = [known[name] for name in (self._customer, *_PERSONAL) if name in known]
        shown = [column for column in columns if column is not REDACTED]
        self._count, self._mask = len(shown), mask
        self.read = [*shown, *(column for column in needed if column not in shown)]

        # Each kept by what it rests on: of few customers all rows, of many rows the last customers.
        @lru_cache(maxsize=_KEPT)
        def of(customer_id: int) -> frozenset[Value]:
            return frozenset(of_customer(db, customer_id))

        @lru_cache(maxsize=_KEPT)
        def hider(values: frozenset[Value]) -> Hide:
            return masker(values, mask)

        self._of, self._hider = of, hider
        self._by_form = masker((), mask, in_full=True)

    def rows(self, rows: Iterable[TextRow]) -> Iterator[TextRow]:
        """The rows as they may be seen, and in the last column with which mask."""
        names = [column.name for column in self.read]
        shown = self.read[: self._count]
        for row in rows:
            known = self._known(dict(zip(names, row, strict=True)))
            hide = self._hider(known)
            # One of us may be called in part as a customer is: only where a whole value stands it is hidden.
            people = {text for value in known if (text := value.text.strip().casefold())}
            cells = [
                cell
                if not cell
                else self._by_form(cell)
                if is_staff(column.name) and not any(text in cell.casefold() for text in people)
                else self._cell(column, cell, hide)
                for column, cell in zip(shown, row, strict=False)
            ]
            yield [*cells, self._mask]

    def _known(self, cells: dict[str, str | None]) -> frozenset[Value]:
        found = {
            Value(what, text)
            for name, what in _PERSONAL.items()
            if (cell := cells.get(name))
            for text in (split_list(cell) if what in {PHONE, MAIL} else [cell])
        }
        number = cells.get(self._customer)
        try:
            card = self._of(parse_number(number, "customer")) if number else frozenset()
        except UsageError:
            # A number that is damaged names nobody.
            card = frozenset()
        return card | found

    def _cell(self, column: Column, cell: str, hide: Hide) -> str:
        if column.type in _CODES:
            return cell
        if column.type in {"phone", "phones"}:
            return join_list([number_shown(number, hide) for number in split_list(cell)])
        if column.type in LIST_TYPES:
            return join_list([hide(value) for value in split_list(cell)])
        if column.type in NESTED_TYPES:
            return _objects(cell, hide)
        words = LISTS.get(column.choices)
        return cell if words is not None and words.read(cell) is not None else hide(cell)


def _objects(cell: str, hide: Hide) -> str:
    """The objects of a cell with their words hidden; one that is no JSON is hidden in as a text."""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return hide(cell)
    return json.dumps(_hidden(found, "", hide), ensure_ascii=False, separators=(",", ":"))


def _hidden(value: object, name: str, hide: Hide) -> object:
    if isinstance(value, dict):
        return {key: _hidden(one, str(key), hide) for key, one in value.items()}
    if isinstance(value, list):
        return [_hidden(one, name, hide) for one in value]
    if not isinstance(value, str) or _MOMENT.fullmatch(value):
        return value
    return number_shown(value, hide) if name == "phone" else hide(value)
