"""How an address book calls somebody: 陈志强 13700002601 3栋, 刘大维—顺风车队, 李雷（顺达物流）.

That is a person's name with what else the desk wanted to see beside it. The name is taken out of it where it
can be told, and the number where the card has none; the whole of it is kept in words.
"""

import re
from collections.abc import Callable
from typing import Any

from servicedesk.domain.caller_line import is_name
from servicedesk.domain.phone_labels import first_number
from servicedesk.domain.search_terms import is_cjk
from servicedesk.domain.text import clean_line

_AROUND = " \t:：-—–_.,，、;；/·|()（）[]【】"
_PARTED = re.compile(r"[\s()（）\[\]【】\-—–_/|,，、;；:：\d]")


class Remark(str):
    """A name as an address book has it: more than the name may stand there."""

    __slots__ = ()


def join_called(cells: list[str], read: Callable[[str], Any]) -> Remark | None:
    """The first of `cells` that says anything, as one of which more than a name is expected."""
    found = next((value for cell in cells if cell.strip() and (value := read(cell))), None)
    return None if found is None else Remark(found)


def tell_remark(values: dict[str, Any]) -> None:
    """Let the name of a card be the name within its remark, and its number be the card's if it has none."""
    written = values.get("name")
    if not isinstance(written, Remark):
        return
    line, number = clean_line(written), ""
    if span := first_number(line):
        number = line[span[0] : span[1]]
        line = f"{line[: span[0]].rstrip(_AROUND)} {line[span[1] :].lstrip(_AROUND)}"
        if not (values.get("phone") or values.get("mobile")):
            values["phone"] = [number]
    line = line.strip(_AROUND)
    first = _PARTED.split(line, maxsplit=1)[0]
    is_sure = any(map(is_cjk, first)) and is_name(first)
    values["name"] = (first if is_sure else line) or None
