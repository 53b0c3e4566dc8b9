"""How the cells of several columns make one value: see `join` in docs/profiles.md."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from servicedesk.domain.text import clean, clean_line
from servicedesk.exchange.remark_names import join_called
from servicedesk.exchange.time_values import with_colon
from servicedesk.exchange.value_context import Convert


def filled(cells: Sequence[str]) -> list[str]:
    """What stands in the cells that are not blank, a line each."""
    return [line for cell in cells if (line := clean_line(cell))]


def _name(cells: list[str], read: Convert) -> Any:
    """Parts of a person's name: the family name comes last, in Chinese first and without a blank."""
    parts = filled(cells)
    if parts and all("\u3400" <= character <= "\u9fff" for part in parts for character in part):
        return read("".join([parts[-1], *parts[:-1]]))
    return read(" ".join(parts))


def _path(cells: list[str], read: Convert) -> Any:
    """Levels of a path; a slash within one would make two of it."""
    return read("/".join(part.replace("/", "∕") for part in filled(cells)))


def _title(cells: list[str], read: Convert) -> Any:
    return read(": ".join(filled(cells)))


def _lines(cells: list[str], read: Convert) -> Any:
    return read("\n\n".join(part for cell in cells if (part := clean(cell).strip())))


def _list(cells: list[str], read: Convert) -> Any:
    found = [read(cell) or [] for cell in cells if cell.strip()]
    return list(dict.fromkeys(chain.from_iterable(found))) or None


def _moment(cells: list[str], read: Convert) -> Any:
    """A day and a time of day; without a day there is no moment."""
    if not cells[0].strip():
        return None
    day, *clock = filled(cells)
    return read(" ".join([day, *map(with_colon, clock)]))


def _first(cells: list[str], read: Convert) -> Any:
    """The first column that says anything."""
    return next((value for cell in cells if cell.strip() and (value := read(cell)) is not None), None)


def _address(cells: list[str], read: Convert) -> Any:
    """The lines of an address; Chinese ones stand without commas, from the large to the small."""
    parts = filled(cells)
    chinese = any("\u3400" <= character <= "\u9fff" for part in parts for character in part)
    return read(("" if chinese else ", ").join(parts))


def _notes(cells: list[str], read: Convert) -> Any:
    return list(chain.from_iterable(read(cell) or [] for cell in cells if cell.strip())) or None


JOINS: dict[str, Callable[[list[str], Convert], Any]] = {
    "first": _first,
    "list": _list,
    "lines": _lines,
    "name": _name,
    "path": _path,
    "title": _title,
    "address": _address,
    "notes": _notes,
    "moment": _moment,
    "called": join_called,
}
"""By the word for it in a profile: makes a value of the cells and of how one text is read."""
