"""Which columns of a sheet mean another field than their headers say, by the columns beside them."""

import re
from collections.abc import Collection, MutableMapping, Sequence
from typing import Protocol, Self, TypeVar
from unicodedata import normalize

from servicedesk.domain.words.foreign import knows
from servicedesk.domain.words.reading import in_simplified
from servicedesk.exchange.column import header_key
from servicedesk.exchange.header_folding import loose_key
from servicedesk.exchange.header_places import ALIAS, LOOSE, PROFILE, is_ground


class _HasRank(Protocol):
    @property
    def rank(self) -> int: ...

    @property
    def source(self) -> int: ...

    def _replace(self, *, rank: int) -> Self: ...


_C = TypeVar("_C", bound=_HasRank)

_PROGRESS = frozenset(
    {"处理情况", "办理情况", "处置情况", "解决情况", "办结情况", "落实情况", "处理", "处理情形", "办理情形"}
)
"""Headers of what was done about a case, or of how far it is."""

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


def tell_products(
    headers: Sequence[str], candidates: MutableMapping[str, list[_C]], ruled: Collection[str]
) -> None:
    """Make `Product` the category, in `candidates`, only where no other column is.

    `ruled` are the fields that a profile fills by a rule.
    """
    categories = candidates.get("category", [])
    products = [
        one
        for one in categories
        if one.rank > PROFILE and header_key(headers[one.source]) in {"product", "produkt"}
    ]
    others = [one for one in categories if one not in products and one.rank <= ALIAS]
    if products and (others or "category" in ruled):
        candidates["category"] = [one for one in categories if one not in products]
        candidates.setdefault("product", []).extend(products)


def tell_progress(
    headers: Sequence[str],
    candidates: MutableMapping[str, list[_C]],
    told: Collection[str],
    sample: Sequence[Sequence[str]],
) -> None:
    """Let 处理情况 say how far a case is, in `candidates`, where it does: 处理中 in some rows of `sample`.

    What was done stands in others. `told` are the fields that any column fills.
    """
    if "state" in told:
        return
    for one in candidates.get("result", []):
        if one.rank <= PROFILE or loose_key(headers[one.source]) not in _PROGRESS:
            continue
        cells = {cell for row in sample if one.source < len(row) and (cell := row[one.source].strip())}
        if any(knows("case_state", cell) is not None for cell in cells):
            candidates["state"] = [one._replace(rank=LOOSE)]
            return
