"""Which columns of a sheet mean another field than their headers say, by the columns beside them."""

import re
from collections.abc import Collection, MutableMapping, Sequence
from typing import Protocol, TypeVar
from unicodedata import normalize

from servicedesk.domain.words.reading import in_simplified
from servicedesk.exchange.column import header_key
from servicedesk.exchange.header_places import LOOSE, PROFILE, is_ground


class _HasRank(Protocol):
    @property
    def rank(self) -> int: ...

    @property
    def source(self) -> int: ...


_C = TypeVar("_C", bound=_HasRank)

_SETTLES = re.compile(
    r"期望|希望|方案|结果|方式|处理|补救|赔|resol|outcome|settle|remed|solution|expected|lösung|erwart"
)
"""Words in a header that ask how a case should end: no answer says what it is about."""


def tell_wishes(
    headers: Sequence[str], candidates: MutableMapping[str, list[_C]], told: Collection[str]
) -> None:
    """Make 诉求, what the customer says, what the case is about, in `candidates`, where nothing else does.

    `told` are the fields that any column fills. 期望解决方案 stays what is wanted.
    """
    wanted = candidates.get("remedy_wanted", [])
    if not wanted or min(one.rank for one in wanted) <= PROFILE:
        return
    is_said = any(
        _SETTLES.search(in_simplified(normalize("NFKC", headers[one.source]).casefold())) is None
        for one in wanted
    )
    if is_said and {"subject", "description"}.isdisjoint(told):
        candidates["description"] = candidates.pop("remedy_wanted")


def surnames(headers: Sequence[str], names: Sequence[_C]) -> list[_C]:
    """Those of the columns of a name that hold the last one: a German list has `Vorname` and `Name`."""
    keys = {header_key(headers[one.source]) for one in names}
    if "vorname" not in keys or len({"nachname", "familienname", "zuname"} & keys):
        return []
    return [one for one in names if header_key(headers[one.source]) == "name" and one.rank > PROFILE]


def tell_grounds(
    headers: Sequence[str], candidates: MutableMapping[str, list[_C]], told: Collection[str]
) -> None:
    """Make why somebody complains what the case is about, in `candidates`, where nothing else says that.

    `told` are the fields that any column fills. A header known for a cause stays one beside a category,
    by which the case is called then.
    """
    if not {"subject", "description"}.isdisjoint({*told, *candidates}):
        return
    causes = candidates.get("cause", [])
    grounds = [
        one
        for one in causes
        if is_ground(headers[one.source])
        and (one.rank == LOOSE or (one.rank > PROFILE and "category" not in told))
    ]
    if grounds:
        candidates["cause"] = [one for one in causes if one not in grounds]
        candidates["description"] = grounds
