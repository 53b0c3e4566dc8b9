"""Merging cases: which may be merged, which fields go over to the target, and what goes back.

A merge deletes nothing: the merged case stays with all that was written on it and points at its target, and
each choice between their fields is kept, so that the merge can be taken back.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from servicedesk.domain.case_states import ENDED_STATES
from servicedesk.domain.errors import DamagedError, RefusedError, UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.case import FIELDS as FIELDS_OF_CASE
from servicedesk.domain.records.field import names
from servicedesk.domain.words.cases import CASE_STATES
from servicedesk.i18n import _

FIELDS = names(FIELDS_OF_CASE, "merge")
"""The fields between which a person may choose, in the order in which they are shown."""

FILLED_WITH = ("assessed_at", "assessed_by")
"""Who assessed and when: it goes over to a target that nobody has assessed, and is not chosen."""

LABEL, STEP, WAIT, SLEEP = "label", "step", "wait", "sleep"
"""What a merge did beside fields: a label came, or a step of the checklist of the category that came; a wait
ended, whose fields are what is `kept`; the source was hidden until the time that is `kept`."""

SNOOZED = "snoozed_until"
"""The field that says until when a case is hidden."""


class MergeField(NamedTuple):
    """A field in which two cases differ; values as the case keeps them, times aware."""

    name: str
    source_value: Any
    target_value: Any

    @property
    def fills(self) -> bool:
        """Whether the source's value goes over in any case, for the target has none."""
        return is_blank(self.target_value)


class Choice(NamedTuple):
    """What a merge made of one field: `kept` is the target's value before it, `other` the source's."""

    field: str
    kept: Any
    other: Any
    taken: bool
    """Whether the target has the source's value since."""


def is_blank(value: object) -> bool:
    """Whether nothing was written."""
    return value is None or value == ""


def require_fields(take: Collection[str], sources: Sequence[int]) -> None:
    """Raise UsageError unless these fields can be taken from the sources."""
    for name in take:
        if name not in FIELDS:
            raise UsageError(_("There is no field {name}.").format(name=name))
    if take and len(sources) > 1:
        raise UsageError(
            _("Fields can be taken from one case at a time."), _("Merge the cases one after another.")
        )


def require_merge(source: Mapping[str, Any], target: Mapping[str, Any], end_id: int, reason: str) -> None:
    """Raise RefusedError unless the row `source` may be merged into the row `target`.

    `end_id` is the case in which the target itself stands merged, the target's own id if it is not.
    """
    this, other = _number(source["id"]), _number(target["id"])
    if source["id"] == target["id"]:
        raise RefusedError(_("{number} cannot be merged into itself.").format(number=this))
    if source["merged_into"] is not None:
        raise RefusedError(
            _("{number} is merged into {target} already.").format(
                number=this, target=_number(source["merged_into"])
            ),
            _("Take it out first."),
        )
    if source["state"] in ENDED_STATES:
        raise RefusedError(
            _("{number} is {state}: only an open case can be merged.").format(
                number=this, state=_(CASE_STATES.labels[source["state"]])
            ),
            _("Reopen it first, or link the two."),
        )
    if end_id == source["id"]:
        raise RefusedError(
            _("{target} is merged into {number}: the merge would close a ring.").format(
                target=other, number=this
            ),
            _("Take {target} out first.").format(target=other),
        )
    if end_id != target["id"]:
        raise RefusedError(
            _("{number} is itself merged into {target}.").format(number=other, target=_number(end_id)),
            _("Merge into {target}.").format(target=_number(end_id)),
        )
    if target["state"] in ENDED_STATES:
        raise RefusedError(
            _("{number} is {state}: nothing can be merged into it.").format(
                number=other, state=_(CASE_STATES.labels[target["state"]])
            ),
            _("Reopen it first, or merge the other way round."),
        )
    customers = {source["customer_id"], target["customer_id"]} - {None}
    if len(customers) > 1 and not reason:
        raise RefusedError(
            _("{number} and {target} belong to different customers.").format(number=this, target=other),
            _("Give a reason if they are one matter all the same."),
        )


def differing(
    source: Mapping[str, Any], target: Mapping[str, Any], fields: Iterable[str] = FIELDS
) -> list[str]:
    """Those of `fields` in which the source says something else than the target."""
    return [name for name in fields if not is_blank(source[name]) and source[name] != target[name]]


def choose(source: Mapping[str, Any], target: Mapping[str, Any], take: Collection[str] = ()) -> list[Choice]:
    """What becomes of each field in which the two rows differ: blanks are filled, those in `take` are taken.

    Of two times of receipt the earlier one stands if it is taken, of two due times the earlier one always.
    """
    choices = []
    for name in (*differing(source, target), *_with_assessment(source, target)):
        is_taken = name in take or is_blank(target[name])
        if name == "received_at":
            is_taken = name in take and source[name] < target[name]
        elif name == "due_at" and target[name] is not None:
            # No deadline of the two becomes later by the merge, whichever way round it is made.
            is_taken = source[name] < target[name]
        choices.append(Choice(name, target[name], source[name], is_taken))
    return choices


def _with_assessment(source: Mapping[str, Any], target: Mapping[str, Any]) -> list[str]:
    if source["assessed_at"] is None or target["assessed_at"] is not None:
        return []
    return [name for name in FILLED_WITH if not is_blank(source[name]) and is_blank(target[name])]


def slept(source: Mapping[str, Any], target: Mapping[str, Any], now: str, since: str | None) -> list[Choice]:
    """What becomes of the hiding of the two rows: what is merged at `now` is hidden until the earlier time.

    So the target wakes with a source that is not hidden. `since` is when the target was hidden last: who did
    so after the merge knew of it.
    """
    own, until = source[SNOOZED], target[SNOOZED]
    found = [] if own is None else [Choice(SLEEP, own, None, True)]
    if until is not None and until > now and (since is None or since <= now):
        earlier = own if own is not None and own > now else None
        if earlier is None or earlier < until:
            found.append(Choice(SNOOZED, until, earlier, True))
    return found


def own_sleep(choices: Iterable[Choice]) -> dict[str, Any]:
    """Until when the source was hidden before the merge, as a field; nothing when it was not."""
    return next(({SNOOZED: choice.kept} for choice in choices if choice.field == SLEEP), {})


def still_slept(until: str, later: Iterable[list[Choice]]) -> str | None:
    """Until when a target is hidden that was so before a merge that is taken back; None for not.

    The `later` merges that stand would have woken it too: what they did instead is written in their choices.
    """
    left: str | None = until
    for held in later:
        own = own_sleep(held).get(SNOOZED)
        if left is not None and (own is None or own < left):
            held.append(Choice(SNOOZED, left, own, True))
            left = own
    return left


def taken_values(choices: Iterable[Choice]) -> dict[str, Any]:
    """The fields of the target that a merge changes, with their new values."""
    return {choice.field: choice.other for choice in _of_fields(choices)}


def returned_values(
    choices: Iterable[Choice], target: Mapping[str, Any], later: Iterable[Choice] = ()
) -> dict[str, Any]:
    """The fields of the target that go back with the merge: those that still hold what it left.

    What one of the `later` merges that stand has taken is theirs, also where it is the same.
    """
    theirs = {choice.field for choice in _of_fields(later)}
    return {
        choice.field: choice.kept
        for choice in _of_fields(choices)
        if target[choice.field] == choice.other and choice.field not in theirs
    }


def came_with(choices: Iterable[Choice], what: str) -> list[str]:
    """The labels or the steps that came with a merge."""
    return [choice.other for choice in choices if choice.field == what and choice.taken]


def standing_on(later: Sequence[Choice], earlier: Sequence[Choice]) -> list[Choice]:
    """The choices of a later merge into the same case, once an earlier one is taken back.

    What the later one replaced was the earlier one's: going back, it must find what stood before both.
    """
    before = {choice.field: choice for choice in _of_fields(earlier)}
    return [
        choice._replace(kept=before[choice.field].kept)
        if choice.taken and choice.field in before and choice.kept == before[choice.field].other
        else choice
        for choice in later
    ]


def ended_wait(choices: Iterable[Choice]) -> dict[str, Any]:
    """The fields of the wait that a merge has ended; nothing when it ended none."""
    return next((dict(choice.kept) for choice in choices if choice.field == WAIT), {})


def written(choices: Iterable[Choice]) -> str:
    """The choices as the desk keeps them."""
    return json.dumps([choice._asdict() for choice in choices], ensure_ascii=False, separators=(",", ":"))


def read(kept: Iterable[Mapping[str, Any]] | None) -> list[Choice]:
    """The choices, as written() wrote them; DamagedError for None, where nobody can read them."""
    if kept is None:
        raise DamagedError(
            _("What was kept of the merge is damaged; it cannot be taken back."),
            _("Run `servicedesk doctor`."),
        )
    return [Choice(**choice) for choice in kept]


def _of_fields(choices: Iterable[Choice]) -> list[Choice]:
    return [choice for choice in choices if choice.taken and choice.field not in {LABEL, STEP, WAIT, SLEEP}]


def _number(case_id: int) -> str:
    return format_number("case", case_id)
