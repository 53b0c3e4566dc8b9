"""Which field a header names, in every spelling that a kind of record understands."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from servicedesk.exchange.column import header_key
from servicedesk.exchange.columns import READ_BY_KIND, SOURCE_HEADERS, UID_HEADERS, column_named

NAMED_BY_USER, PROFILE, HEADER, ALIAS, PART, FALLBACK = range(6)
"""Ranks: what stands before wins."""


class Place(NamedTuple):
    name: str
    rank: int
    position: int


@cache
def _places(kind: str) -> dict[str, Place]:
    """Folded header → field, for every spelling that `kind` understands."""
    places: dict[str, Place] = {}

    def add(spellings: Iterable[str], place: Place) -> None:
        for spelling in spellings:
            places.setdefault(header_key(spelling), place)

    columns = READ_BY_KIND[kind]
    for column in columns:
        add((column.header, column.header_zh), Place(column.name, HEADER, 0))
    for column in columns:
        add(column.aliases, Place(column.name, ALIAS, 0))
        for position, group in enumerate(column.parts.groups if column.parts else ()):
            add(group, Place(column.name, PART, position))
        for position, spelling in enumerate(column.fallbacks):
            add((spelling,), Place(column.name, FALLBACK, position))
    for column in columns:
        if not column.is_ours_alone:
            add((column.name,), Place(column.name, ALIAS, 0))
    return places


def place_of(header: str, kind: str, *, own: bool) -> Place | None:
    """The field that a header names; our own canonical name counts only as it is written in our files."""
    column = column_named(kind, header.strip())
    if column and (own or not (column.type == "uid" or column.is_ours_alone)):
        return Place(header.strip(), HEADER, 0)
    return _places(kind).get(header_key(header))


@lru_cache(maxsize=4096)
def fields_of(header: str) -> frozenset[str]:
    """The fields that a column of that name may fill, of whatever kind; none when nobody knows the name."""
    if not header_key(header):
        return frozenset()
    places = (place_of(header, kind, own=False) for kind in READ_BY_KIND)
    return frozenset(place.name for place in places if place)


def is_own_file(headers: Sequence[str]) -> bool:
    """Whether servicedesk wrote the file: by our Record UID, or (JSON, raw) `uid` and external source."""
    keys = {header_key(header) for header in headers}
    return not keys.isdisjoint(UID_HEADERS) or ("uid" in headers and not keys.isdisjoint(SOURCE_HEADERS))
