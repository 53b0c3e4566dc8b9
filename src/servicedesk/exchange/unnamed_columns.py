"""Tables that a program writes without names of columns: the Master.csv of Asterisk (cdr_csv).

Asterisk's description of the module gives the order. Which columns stand behind the sixteenth depends on its
settings: loguniqueid, loguserfield, newcdrcolumns.
"""

import re
from collections.abc import Sequence

_ALWAYS = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata",
    "start", "answer", "end", "duration", "billsec", "disposition", "amaflags",
)  # fmt: skip
_NEW = ("peeraccount", "linkedid", "sequence")
_START, _ANSWER, _END, _DURATION, _BILLSEC, _DISPOSITION = range(9, 15)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
_UNIQUE_ID = re.compile(r"(?:[\w.-]+-)?\d{6,}\.\d+")
_DISPOSITIONS = frozenset({"ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"})


def names_of_asterisk(row: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns of a table whose first row is `row`, if Asterisk wrote it; () if not."""
    if not len(_ALWAYS) <= len(row) <= len(_ALWAYS) + 2 + len(_NEW):
        return ()
    cells = [cell.strip() for cell in row]
    is_cdr = (
        _TIME.fullmatch(cells[_START])
        and _TIME.fullmatch(cells[_END])
        and (not cells[_ANSWER] or _TIME.fullmatch(cells[_ANSWER]))
        and cells[_DURATION].isdigit()
        and cells[_BILLSEC].isdigit()
        and cells[_DISPOSITION].upper() in _DISPOSITIONS
    )
    if not is_cdr:
        return ()
    more = len(cells) - len(_ALWAYS)
    new = _NEW if more >= len(_NEW) else ()
    more -= len(new)
    own = ("uniqueid", "userfield")[:more]
    if more == 1 and not _UNIQUE_ID.fullmatch(cells[len(_ALWAYS)]):
        own = ("userfield",)
    return (*_ALWAYS, *own, *new)
