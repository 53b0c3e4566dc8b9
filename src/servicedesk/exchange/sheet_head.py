"""Find the row of a sheet that names its columns: below titles, below a subtitle, or two rows of names.

Tables and workbooks share this. The first row that is filled holds the names, or the first below titles of
one cell, unless a row further down is more like names: more of its cells are headers that we know, and none
is a date, a number or an address. What the user said about it is never overruled.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from unicodedata import normalize

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.exchange.guards import unguard
from servicedesk.exchange.header_places import fields_of
from servicedesk.exchange.part_headers import tells_part
from servicedesk.exchange.rows import ReadOptions
from servicedesk.exchange.unnamed_columns import names_of_asterisk
from servicedesk.i18n import _, ngettext

_LOOKED_AT = 30
_MOST_TITLES = 5
MAX_COLUMNS = 2000
"""That may be named in a file."""
_LONGEST_HEADER = 80
_IS_DATA = re.compile(r"[^a-z\u3400-\u9fff]*\d[^a-z\u3400-\u9fff]*|.*@.*|\d{2,4}年.*", re.IGNORECASE)

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The names of the columns, and how many rows of the sheet stand above the first row of data."""

    headers: tuple[str, ...]
    skip: int
    notes: tuple[str, ...] = ()


def find_head(rows: Rows, options: ReadOptions, begin: int = 0) -> SheetHead:
    """The names of the columns in the first `rows` of a sheet, blank ones included; UsageError without any.

    The sheet begins at `begin`; what stands above it (`sep=`) is none of its rows and counts in `skip` alone.
    """
    first, last = begin, begin
    if options.header_row is not None:
        first = last = _row_named(rows, options.header_row)
    elif options.skip_rows is not None:
        first = last = _row_below(rows, max(options.skip_rows, begin))
    elif options.has_header:
        top = _row_below(rows, begin)
        if unnamed := names_of_asterisk(rows[top]):
            note = _("The file names no columns; it is read as a Master.csv of Asterisk.")
            return SheetHead(unnamed, top, (note,))
        first, last = _found(rows, begin)
    else:
        first = last = _row_below(rows, begin)
    if not options.has_header:
        width = max(len(row) for row in rows[first:])
        return SheetHead(tuple(str(number) for number in range(1, width + 1)), first)
    names = _joined(rows, first, last)
    is_found = options.header_row is None and options.skip_rows is None
    if is_found and first == last > begin and (told_apart := _told_apart(rows[first - 1], names)):
        first, names = first - 1, told_apart
    titles = sum(1 for row in rows[begin:first] if _filled(row))
    headers = tuple(clean_line(unguard(cell)) for cell in names)
    return SheetHead(headers, last + 1, _told(titles))


def names_in(rows: Rows) -> int:
    """How many names of columns that we know stand in that of `rows` that has the most; one is chance."""
    most = max((_likeness(row) for row in rows[:_LOOKED_AT]), default=0)
    return most if most > 1 else 0


def _told(titles: int) -> tuple[str, ...]:
    if not titles:
        return ()
    return (
        ngettext(
            "{count} line above the column names is left out.",
            "{count} lines above the column names are left out.",
            titles,
        ).format(count=titles),
    )


def _row_named(rows: Rows, number: int) -> int:
    if number > len(rows) or not _filled(rows[number - 1]):
        raise UsageError(
            _("Row {number} of the file is blank: it names no columns.").format(number=number),
            _("Say in which row they stand: --header-row N."),
        )
    return number - 1


def _row_below(rows: Rows, begin: int) -> int:
    """The first row from `begin` on that is not blank."""
    for place in range(begin, len(rows)):
        if _filled(rows[place]):
            return place
    raise _no_names()


def _no_names() -> UsageError:
    return UsageError(_("The file has no column names."), _("Its first row must name the columns."))


def _found(rows: Rows, begin: int) -> tuple[int, int]:
    """The first and the last row of the names, the same in most sheets."""
    first = _first_or_below_titles(rows, begin)
    filled = [place for place in range(begin, len(rows)) if _filled(rows[place])][:_LOOKED_AT]
    best = (first, first)
    most = _likeness(rows[first])
    for place in filled:
        if place < first:
            continue
        if (
            place > first
            and (alone := _likeness(rows[place])) > most
            and _is_fuller(rows, place, first, alone)
        ):
            best, most = (place, place), alone
        if place + 1 in filled and _goes_on(rows, place):
            both = _likeness(_joined(rows, place, place + 1))
            if both > most:
                best, most = (place, place + 1), both
    return best


def _first_or_below_titles(rows: Rows, begin: int) -> int:
    """The first row that is filled, or behind titles of one cell the first one that is wider."""
    filled = [(place, len(_filled(row))) for place, row in enumerate(rows) if place >= begin]
    filled = [(place, cells) for place, cells in filled if cells]
    if not filled:
        raise _no_names()
    titles = list(takewhile(lambda one: one[1] == 1, filled[:_MOST_TITLES]))
    below = filled[len(titles)] if len(titles) < len(filled) else filled[0]
    return below[0] if titles and below[1] >= 3 else filled[0][0]


def _likeness(row: Sequence[str]) -> int:
    """How many names that we know stand in a row; none in one with a cell that is no name."""
    cells = _filled(row)
    if len(cells) > MAX_COLUMNS:
        # Such a file is refused; to look each name up, for each delimiter that may be meant, takes minutes.
        return 0
    if any(len(cell) > _LONGEST_HEADER or _IS_DATA.fullmatch(cell) for cell in cells):
        return 0
    return len({cell for cell in cells if fields_of(cell)})


def _is_fuller(rows: Rows, place: int, first: int, names: int) -> bool:
    """Whether a row further down may hold the names: two of them are no chance, one is in a wider row."""
    return names >= 2 or len(_filled(rows[place])) >= 2 * len(_filled(rows[first]))


def _goes_on(rows: Rows, place: int) -> bool:
    """Whether the next row holds the rest of the names: it fills what is blank here, or is blank itself."""
    above, below = rows[place], rows[place + 1]
    more_names = _filled(below)
    if not more_names or any(_IS_DATA.fullmatch(cell) or not _says(cell) for cell in more_names):
        return False
    width = max(len(above), len(below))
    pairs = list(zip(_widened(above, width), _widened(below, width), strict=True))
    leaves = any(name.strip() and not more.strip() for name, more in pairs)
    fills = any(more.strip() and not name.strip() for name, more in pairs)
    return leaves and fills


def _says(cell: str) -> bool:
    """Whether a cell has more than signs in it: a dash or a slash stands where there is nothing to say."""
    return any(map(str.isalnum, cell))


def _joined(rows: Rows, first: int, last: int) -> list[str]:
    """The names in the rows `first` to `last`: the lower one, and what it stands below where it repeats."""
    if first == last:
        return list(rows[first])
    width = max(len(rows[first]), len(rows[last]))
    above, below = _widened(rows[first], width), _widened(rows[last], width)
    groups = _groups(above, below)
    parts = _parts_among(groups, below)
    return [
        group
        if not name.strip()
        else _below(group, name)
        if below.count(name) > 1 or group in parts
        else name
        for group, name in zip(groups, below, strict=True)
    ]


def _groups(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """What each of the names `below` stands below: the name of a group stands in the first of its columns."""
    groups: list[str] = []
    for name, more in zip(above, below, strict=True):
        groups.append(name if name.strip() or not more.strip() or not groups else groups[-1])
    return groups


def _parts_among(groups: Sequence[str], below: Sequence[str]) -> set[str]:
    """The groups that speak of a call, a follow-up or a promise and repeat a name of another group.

    What else stands below them is told of it too: the result below `Follow-up` is none of the case.
    """
    repeated = {name for name in below if name.strip() and below.count(name) > 1}
    return {
        group
        for group, name in zip(groups, below, strict=True)
        if name in repeated and group.strip() and tells_part(group, "case")
    }


def _below(group: str, name: str) -> str:
    is_spaced = group[-1:].isascii() and name[:1].isascii() and bool(group)
    return f"{group} {name}" if is_spaced else f"{group}{name}"


def _told_apart(above: Sequence[str], names: Sequence[str]) -> list[str] | None:
    """`names` of which some repeat, told apart by the groups in the row above; None where they are not.

    That row is one of groups, and no title, where each name below two of them is one that we know.
    """
    repeated = {name for name in names if name.strip() and names.count(name) > 1}
    if not repeated or len(set(_filled(above))) < 2:
        return None
    width = max(len(above), len(names))
    below = _widened(names, width)
    groups = _groups(_widened(above, width), below)
    known = set()
    for name in repeated:
        own = [group for group, one in zip(groups, below, strict=True) if one == name]
        if len(set(own)) == len(own) and all(_is_known(_below(group, name)) for group in own):
            known.add(name)
    if not known:
        return None
    # What else stands below such a group is told of it too: the details of a complaint make a list of cases.
    told = {group for group, name in zip(groups, below, strict=True) if name in known}
    return [
        _below(group, name) if name in known or (group in told and _is_known(_below(group, name))) else name
        for group, name in zip(groups, below, strict=True)
    ]


def _is_known(name: str) -> bool:
    """Whether a name is one of a column, of whatever kind."""
    return bool(fields_of(name)) or tells_part(name, "case")


def _widened(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _filled(row: Sequence[str]) -> list[str]:
    cells = (unguard(cell[: _LONGEST_HEADER + 1]) for cell in row if cell.strip())
    return [normalize("NFKC", cell).strip() for cell in cells]
