"""Which columns of a case sheet mean another field than their headers say, by the columns beside them."""

from collections.abc import Collection, MutableMapping, Sequence
from typing import Protocol, TypeVar

from servicedesk.exchange.header_places import LOOSE, PROFILE, is_ground


class _HasRank(Protocol):
    @property
    def rank(self) -> int: ...

    @property
    def source(self) -> int: ...


_C = TypeVar("_C", bound=_HasRank)


def tell_grounds(
    headers: Sequence[str], candidates: MutableMapping[str, list[_C]], told: Collection[str]
) -> None:
    """Make why somebody complains what the case is about, in `candidates`, where nothing else says that.

    `told` are the fields that any column fills. A header known for a cause stays one beside a category,
    by which the case is called then.
    """
    if not {"subject", "description"}.isdisjoint(told):
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
