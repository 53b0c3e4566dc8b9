"""Records out of the desk as lines of JSON that SQLite itself writes, in half the time of cells.

The statement is made of the one declaration of the columns, each wrapped by the form that its cells have in
JSON. Where a row holds what cannot be, the rows around it go the general way of exporting.py, which knows
what to write for it: here nothing is said about damaged values but that there are some.
"""

import json
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from servicedesk.domain.unreadable import FIRST_YEAR, LAST_YEAR
from servicedesk.storage import driver
from servicedesk.storage.export_columns import COLUMNS, LISTS, PART_TABLES
from servicedesk.storage.exporting import (
    DELETED_AT,
    WAITS,
    Row,
    Selection,
    Stretch,
    moments_in,
    offer_join_values,
    row_blocks,
    statement,
    tombstones,
    waits_cells,
)
from servicedesk.storage.fits import FITS
from servicedesk.storage.schema_map import TABLE_BY_KIND

_BLOCK = 250
_MOST_ARGUMENTS = 100
"""Of one function; a SQLite may be built to take no more than 127."""
_NEWEST = (1 << 63) - 1
_KEPT = 1024

Objects = tuple[int, bytes]
"""How many records, and a line for each, with no break behind the last."""

Encoded = Callable[[str, str | None], str]


@dataclass(frozen=True, slots=True)
class Spelling:
    """How exports spell what they tell.

    `forms` has that of each column: `text`, `list`, `objects`, `number` or `yes_no`. `encoded` writes a cell
    of such a form, `objects` whole rows, `join_values` a list in one cell.
    """

    forms: Sequence[str]
    encoded: Encoded
    objects: Callable[[Sequence[Row]], Objects]
    join_values: Callable[[Sequence[str]], str]


def object_lines(
    db: driver.Connection, selection: Selection, spelling: Spelling, damaged: list[int]
) -> Iterator[Objects]:
    """What rows() gives, as lines; `damaged` as there."""

    def general(first: int, last: int, number: int) -> Iterator[Objects]:
        found = row_blocks(db, selection, damaged, Stretch(first, last, number))
        return map(spelling.objects, found)

    offer_join_values(db, spelling.join_values)
    offer_lists(db, spelling.encoded, spelling.join_values)
    _offer_fits(db, selection.kind)
    done, newest = 0, 0
    for rows in _blocks(db, *statement(selection, _parts(selection, spelling, _unused(db, selection.kind)))):
        if not rows:
            # SQLite cannot write what stands in one of the next rows; which one, it does not say.
            yield from general(newest + 1, _NEWEST, done)
            break
        first, newest = rows[0][0], rows[-1][0]
        lines = _lines(db, rows, spelling)
        if lines is None:
            yield from general(first, newest, done)
        else:
            yield len(rows), lines
        done += len(rows)
    if gone := list(tombstones(db, selection)):
        yield spelling.objects(gone)


def _blocks(
    db: driver.Connection, sql: str, parameters: Sequence[object]
) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of a statement, many at a time, with their texts as bytes; none of them where it fails."""
    tolerant, cursor = db.text_factory, None
    while True:
        db.text_factory = bytes
        try:
            # A driver may read the first row before it is asked for.
            cursor = cursor or db.execute(sql, parameters)
            rows = cursor.fetchmany(_BLOCK)
        except driver.Error:
            failed, rows = True, []
        else:
            failed = False
        finally:
            db.text_factory = tolerant
        if rows or failed:
            yield rows
        if not rows:
            return


def _lines(db: driver.Connection, rows: Sequence[Sequence[Any]], spelling: Spelling) -> bytes | None:
    """The lines of rows of the statement; None where one of them must go the general way."""
    if any(row[1] is None for row in rows):
        return None
    if len(rows[0]) == 2:
        lines = [line for _id, line in rows]
    else:
        told = partial(spelling.encoded, "objects")
        cells = waits_cells(db, [int(row[0]) for row in rows])
        waits = {int(case_id): told(cell).encode("utf-8") for case_id, cell in cells.items()}
        none = told(None).encode("utf-8")
        lines = [head + waits.get(case_id, none) + tail for case_id, head, tail in rows]
    try:
        for line in lines:
            if not line.isascii():
                line.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return b"\n".join(lines)


def _unused(db: driver.Connection, kind: str) -> set[str]:
    """The lists that the desk has nothing for: of no record it need be asked what is in them."""
    found = set()
    for name, table in PART_TABLES[kind].items():
        # What cannot be read here may not be what the export reads.
        with suppress(driver.Error):
            if not db.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0]:
                found.add(name)
    return found


def _parts(selection: Selection, spelling: Spelling, unused: Container[str]) -> list[str]:
    """The number of a record, and its line; in two parts where between them stands what no SQL tells.

    The first part is NULL for a record that holds what cannot be.
    """
    kind, begin = selection.kind, "{"
    members: list[tuple[str, str]] = []
    lines, checks = [], []
    moments, fits = moments_in(selection), FITS.get(TABLE_BY_KIND[kind], {})
    for name, form in zip(selection.columns, spelling.forms, strict=True):
        begin += f"{json.dumps(name)}: "
        if name == WAITS:
            lines.append(_line(members, begin))
            members, begin = [], ", "
            continue
        cell = "NULL" if name == DELETED_AT else COLUMNS[kind][name]
        none = _quoted(spelling.encoded(form, None))
        members.append((begin, none if name in unused else _member(kind, name, cell, form, spelling)))
        begin = ", "
        if name in moments:
            checks.append(is_no_moment(cell))
        elif form in _MISFORMED:
            checks.append(_MISFORMED[form].format(cell=cell))
        if name in fits:
            checks.append(f"NOT fits('{name}', json_quote({cell}))")
    lines.append(_line(members, "}" if members or lines else "{}"))
    faults = "".join(f" WHEN {check} THEN NULL" for check in checks)
    return [
        f"{TABLE_BY_KIND[kind]}.id",
        f"CASE{faults} ELSE {lines[0]} END" if faults else lines[0],
        *lines[1:],
    ]


def _line(members: Sequence[tuple[str, str]], end: str) -> str:
    """The SQL of a text of members, each what stands before its value and the value, and of its end."""
    written = []
    for begin in range(0, len(members), _MOST_ARGUMENTS):
        some = members[begin : begin + _MOST_ARGUMENTS]
        form = "".join(f"{before.replace('%', '%%')}%s" for before, _value in some)
        written.append(f"printf({_quoted(form)}, {', '.join(value for _before, value in some)})")
    return " || ".join([*written, _quoted(end)])


def _member(kind: str, name: str, cell: str, form: str, spelling: Spelling) -> str:
    """The JSON of a cell."""
    if form == "text":
        return f"json_quote({cell})"
    if form == "number":
        return f"ifnull({cell}, 'null')"
    if form == "yes_no":
        words = {word: _quoted(spelling.encoded(form, word)) for word in ("yes", "no")}
        known = " ".join(f"WHEN '{word}' THEN {value}" for word, value in words.items())
        return f"CASE {cell} {known} ELSE 'null' END"
    if name in LISTS[kind]:
        return LISTS[kind][name]
    return f"in_json('{form}', json_quote({cell}))"


_MISFORMED = {
    # Numbers sort before all texts.
    "text": "+({cell}) <= 9e999",
    "number": "({cell}) NOT GLOB '[0-9]*' OR ({cell}) GLOB '*[^0-9]*' OR ({cell}) GLOB '0?*'",
}
"""What tells that a cell holds what its form has no way to write."""


def is_no_moment(cell: str) -> str:
    """What tells that a time is none that we write: what SQLite makes of it is not the same text again."""
    return (
        f"{cell} IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', {cell}, '+0 days')"
        f" OR {cell} < '{FIRST_YEAR:04}' OR {cell} >= '{LAST_YEAR + 1:04}'"
    )


def offer_lists(db: driver.Connection, encoded: Encoded, join_values: Callable[[Sequence[str]], str]) -> None:
    """What SQL asks of Python for cells, as of Spelling.

    Texts come as JSON: of others the driver drops what stands behind a NUL.
    """

    @lru_cache(maxsize=_KEPT)
    def in_json(form: str, cell: str) -> str:
        return encoded(form, json.loads(cell))

    @lru_cache(maxsize=_KEPT)
    def in_list(values: str) -> str:
        return encoded("list", join_values(json.loads(values)))

    db.create_function("in_json", 2, in_json, deterministic=True)
    db.create_function("in_list", 1, in_list, deterministic=True)


def _offer_fits(db: driver.Connection, kind: str) -> None:
    fits = FITS.get(TABLE_BY_KIND[kind], {})

    def is_fit(name: str, cell: str) -> bool:
        text = json.loads(cell)
        return not text or fits[name](text)

    db.create_function("fits", 2, is_fit, deterministic=True)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
