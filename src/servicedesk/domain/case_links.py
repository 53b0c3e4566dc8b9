"""Links between cases: part of, duplicate of, related to, follows.

A link goes out from the child, the duplicate or the later case (`case_id`) to the parent, the first or the
earlier one (`other_id`).
"""

from collections.abc import Iterable

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import field_label, not_in_list
from servicedesk.domain.words.cases import RELATIONS
from servicedesk.i18n import N_, _

INWARD_LABELS = {
    "parent": N_("sub-case"),
    "duplicate": N_("duplicated by"),
    "related": N_("related to"),
    "follows": N_("followed by"),
}
"""The relations as seen from the other case: C-1 has the part C-2."""


def relation_label(relation: str, is_outward: bool) -> str:
    """The relation in words, as seen from the case whose links are shown."""
    return _((RELATIONS.labels if is_outward else INWARD_LABELS)[relation])


def require_link(
    case_id: int, other_id: int, relation: str, existing: Iterable[tuple[int, int, str]]
) -> None:
    """Raise RefusedError unless the link may be made beside the `existing` ones.

    `existing`, as (case_id, other_id, relation), must hold all links that can be reached from `other_id`.
    UsageError for an unknown relation.
    """
    if relation not in RELATIONS.values:
        raise not_in_list(field_label("relation", "link"), RELATIONS)
    if case_id == other_id:
        raise RefusedError(_("A case cannot be linked with itself."), _("Name another case."))
    others: dict[int, set[int]] = {}
    for source, target, kind in existing:
        if kind == relation:
            others.setdefault(source, set()).add(target)
    this, other = format_number("case", case_id), format_number("case", other_id)
    is_there = other_id in others.get(case_id, ())
    # Related is the same from both sides.
    if is_there or (relation == "related" and case_id in others.get(other_id, ())):
        raise RefusedError(
            _("{case} and {other} are linked so already.").format(case=this, other=other),
            _("Remove that link first, or name another relation."),
        )
    if relation != "related" and _reaches(other_id, case_id, others):
        raise RefusedError(
            _("{other} leads back to {case}: the link would close a ring.").format(case=this, other=other),
            _("Link them the other way round, or as related."),
        )


def _reaches(start: int, goal: int, others: dict[int, set[int]]) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        if at == goal:
            return True
        fresh = others.get(at, set()) - seen
        seen |= fresh
        waiting.extend(fresh)
    return False
