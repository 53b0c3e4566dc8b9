"""Who is meant by the name and number of a caller: one rule for the call form and the command line."""

import re
from dataclasses import dataclass

from servicedesk.domain.caller_line import name_and_number
from servicedesk.domain.caller_names import is_called
from servicedesk.domain.phones import parse_phone
from servicedesk.domain.text import half_width
from servicedesk.storage import customers, driver

_PART = r"\d[\d -]*"
_NAME_AND_PART = re.compile(
    rf"(?P<name>[^\d].*?)\s+(?P<part>{_PART})|(?P<before>{_PART})\s+(?P<behind>[^\d].*)"
).fullmatch


@dataclass(frozen=True, slots=True)
class WhoCalled:
    """What was typed, and whom a save takes it for; `customer_id` None: nobody known, or one of several."""

    name: str = ""
    number: str = ""
    customer_id: int | None = None
    having_number: tuple[int, ...] = ()
    """All who have the number, oldest first."""
    same_name: tuple[int, ...] = ()
    """Who are called so, though the number is not theirs."""
    other_name: str = ""
    """The name typed beside the number of somebody who is called otherwise: it stays with the call."""

    @property
    def sharing(self) -> tuple[int, ...]:
        """The customers who all have the number, where nothing says which one is meant: a save takes none."""
        return self.having_number if self.customer_id is None else ()


def who_called(db: driver.Connection, who: str, region: str) -> WhoCalled:
    """Read a line typed for the caller; a number goes before a name, and a name says which of several."""
    name, number = name_and_number(who, region)
    named = tuple(customers.named(db, name)) if name else ()
    if not number:
        if not named:
            named = _named_with_part(db, name, region)
        return WhoCalled(name, customer_id=named[0] if len(named) == 1 else None)
    having = tuple(customers.with_number(db, parse_phone(number, region).digits))
    meant = [one for one in having if one in named][:1] or _called(db, name, having)
    if not meant and len(having) == 1:
        meant = list(having)
    customer_id = meant[0] if len(meant) == 1 else None
    is_theirs = not name or bool(_called(db, name, tuple(meant) if customer_id is not None else ()))
    return WhoCalled(
        name,
        number,
        customer_id,
        having,
        same_name=tuple(one for one in named if one not in having),
        other_name="" if is_theirs or not having else name,
    )


def _called(db: driver.Connection, name: str, ids: tuple[int, ...]) -> list[int]:
    """Those of the customers whom the name can mean."""
    if not name or not ids:
        return []
    rows = customers.rows(db, ids)
    return [one for one in ids if one in rows and is_called(name, rows[one].name)]


def _named_with_part(db: driver.Connection, words: str, region: str) -> tuple[int, ...]:
    """Who has the very name and a number that ends or begins so: 李平 0382; not a room, 李平 301."""
    found = _NAME_AND_PART(half_width(words))
    if found is None:
        return ()
    name, part = found["name"] or found["behind"], found["part"] or found["before"]
    named = customers.named(db, name)
    return tuple(customers.of_part(db, named, part, region)) if named else ()
