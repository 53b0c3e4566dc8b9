"""Which state a case was in, and since when: derived from its history, so that undo needs no second truth.

Changes are taken in the order in which they were made, each from its own time on: when the person back-dated
a move, what was recorded between that time and the recording no longer holds. Changes that were undone are
left out; one that was redone counts at the time of what it redoes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from servicedesk.domain.case_states import DROPPED_STATES, MERGED, NEW, STAGES, WAITING, WORKING
from servicedesk.domain.imported_waits import StateSpan, Wait, tellings, with_waits
from servicedesk.domain.unreadable import can_be

_FIELDS = ("state", "waiting_reason", "waiting_since", *(name for name, _state in STAGES))
_STAGE_STATES = tuple(state for _name, state in STAGES)
_AT_ONCE = (NEW, WORKING)
"""A case may be in these from its receipt on."""
UNMERGE = "case.unmerge"
"""The verb of a line that takes a merge back."""
_OF_A_WAIT = frozenset({"waiting_reason", "waiting_since"})
LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
"""No calendar counts before 1970; an older time, and one that nobody can tell, stands for this."""


class RawEvent(NamedTuple):
    """A line of the history as stored; `undoes` is the action, not the line, that it takes back."""

    id: int
    at: datetime
    verb: str
    action: int
    undoes: int | None
    annulled_by: int | None
    run_id: int | None
    changes: Sequence[Mapping[str, Any]]


class StateHistory(NamedTuple):
    """The spans, without gap from the receipt on, and every time at which the customer was told."""

    spans: tuple[StateSpan, ...]
    told: tuple[datetime, ...]


class _Move(NamedTuple):
    at: datetime
    state: str
    reason: str
    is_anew: bool = False
    """A wait that begins again: what was said of it before holds up to here only."""

    @property
    def says(self) -> tuple[str, str]:
        return self.state, self.reason


class Update(NamedTuple):
    """What one line changed on a row; `root` is the line that did so first, when this one redoes it."""

    event: RawEvent
    root: RawEvent
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def state_history(
    case_id: int,
    fields: Mapping[str, Any],
    received_at: datetime,
    events: Sequence[RawEvent],
    waits: Sequence[Wait] = (),
) -> StateHistory:
    """The states of the case whose row is `fields`; `events` are all lines that touched it, in any order.

    `waits` are those that no line tells of, since a file brought them.
    """
    updates = list(_updates(case_id, events)) if events else []
    if not updates and fields.get("state") in _AT_ONCE and not fields.get("told_at"):
        spans_now = (StateSpan(received_at, None, fields["state"]),)
        if not waits:
            return StateHistory(spans_now, ())
        return StateHistory(with_waits(spans_now, waits), tuple(sorted(set(tellings(waits)))))
    first = _at_opening(fields, updates)
    created_at = moment(fields.get("created_at")) or received_at
    told = [moment(fields.get("told_at")), *tellings(waits)]
    opening = _opening_moves(first, received_at, created_at)
    if updates:
        replay = _Replay(first, opening)
        for update in _live(updates):
            replay.apply(update)
        spans = _spans(replay.moves, received_at)
        _agree_with_row(spans, fields, updates)
        told += replay.told
    else:
        spans = _spans(opening, received_at)
    ends = [*(span.at for span in spans[1:]), None]
    lasting = (StateSpan(span.at, end, *span[1:]) for span, end in zip(spans, ends, strict=True))
    return StateHistory(
        with_waits(tuple(lasting), waits) if waits else tuple(lasting),
        tuple(sorted({at for at in told if at is not None})),
    )


def moment(value: object) -> datetime | None:
    """A stored or loaded time as an aware one in UTC; None for none, and for text that is no time."""
    if not value:
        return None
    if isinstance(value, datetime):
        return _in_utc(value)
    return _moment(str(value))


@lru_cache(maxsize=256)
def _moment(text: str) -> datetime | None:
    """Of a stored time, which is asked for several times in a row when one case is looked at."""
    try:
        return _in_utc(datetime.fromisoformat(text))
    except ValueError:
        return None


def _in_utc(value: datetime) -> datetime | None:
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    if not can_be(value):
        return None
    # No calendar counts before 1970; an older time stands for "long ago".
    return max(value, LONG_AGO)


def live_updates(table: str, row_id: int, events: Sequence[RawEvent]) -> list[Update]:
    """The updates of a row that stand, in the order in which they were first made."""
    return _live(list(_updates(row_id, events, table)))


def _updates(row_id: int, events: Sequence[RawEvent], table: str = "cases") -> Iterator[Update]:
    """The updates of a row, in the order in which they were recorded."""
    first_of_action: dict[int, RawEvent] = {}
    in_order = sorted(events, key=lambda event: event.id)
    for event in in_order:
        first_of_action.setdefault(event.action, event)
    for event in in_order:
        for change in event.changes:
            if change["op"] == "update" and change["table"] == table and change["id"] == row_id:
                root = _root(event, first_of_action)
                yield Update(event, root, change["before"], change["after"])


def _root(event: RawEvent, first_of_action: Mapping[int, RawEvent]) -> RawEvent:
    """What was first done, of a line that redoes it; the line itself when it redoes nothing."""
    while event.verb.startswith(("redo ", "undo ")) and event.undoes is not None:
        earlier = first_of_action.get(event.undoes)
        # An action is undone by a later one: anything else is not a history, and could go in a ring.
        if earlier is None or earlier.id >= event.id:
            break
        event = earlier
    return event


def _live(updates: Sequence[Update]) -> list[Update]:
    """What stands, in the order of first doing: neither annulled nor itself an undoing."""
    standing = (
        update
        for update in updates
        if update.event.annulled_by is None and not update.event.verb.startswith("undo ")
    )
    return sorted(standing, key=lambda update: (update.root.id, update.event.id))


def _at_opening(fields: Mapping[str, Any], updates: Sequence[Update]) -> dict[str, Any]:
    """The fields as they were before the first change of each."""
    found = {name: fields.get(name) for name in _FIELDS}
    for update in reversed(updates):
        for name in _FIELDS:
            if name in update.before:
                found[name] = update.before[name]
    return found


def _opening_moves(first: Mapping[str, Any], received_at: datetime, created_at: datetime) -> Iterator[_Move]:
    """How far a case had come when it was opened here; another desk's history is known by its times only."""
    state = first["state"] or NEW
    if state in _AT_ONCE:
        yield _Move(received_at, state, "")
        return
    yield _Move(received_at, NEW, "")
    if state == WAITING:
        # Without a time nobody can say that it waited before it came here.
        begun = moment(first["waiting_since"])
        # A wait that a file brings beside this one has ended.
        yield _Move(begun or created_at, state, first["waiting_reason"] or "", is_anew=begun is not None)
        return
    known = [at for name, _state in STAGES if (at := moment(first[name])) is not None]
    fallback = max(known, default=created_at)
    if state in _STAGE_STATES:
        yield from _stage_moves(state, first, fallback)
    else:
        yield _Move(fallback, state, "")


def _stage_moves(state: str, values: Mapping[str, Any], fallback: datetime) -> Iterator[_Move]:
    """The moves to `state` and to the stages before it that `values` give a time, none before another."""
    earliest: datetime | None = None
    for name, stage in STAGES:
        at = moment(values.get(name))
        if at is None and stage == state:
            at = fallback
        if at is not None:
            at = at if earliest is None else max(at, earliest)
            earliest = at
            yield _Move(at, stage, "")
        if stage == state:
            return


class _Replay:
    """The moves of a case and its tellings, gone through one change after the other."""

    def __init__(self, first: Mapping[str, Any], moves: Iterable[_Move]) -> None:
        self.moves = list(moves)
        self.told = [moment(first["told_at"])]
        # The row may keep the words of an earlier wait: they are not said anew when it waits again.
        self._reason: str = first["waiting_reason"] or ""

    def apply(self, update: Update) -> None:
        """Let one change be followed by what it says of the state."""
        before, after, at = update.before, update.after, update.root.at
        self._note_telling(before, after)
        self._reason = after.get("waiting_reason", self._reason) or ""
        state = after.get("state")
        if update.root.verb == UNMERGE and "waiting_reason" in after and self._wait_goes_on(state):
            return
        fresh = dict(after)
        for name, stage in STAGES:
            if stage != state and after.get(name) and before.get(name):
                # A corrected time moves the stage that it belongs to.
                fresh.pop(name)
                _correct(self.moves, stage, moment(after[name]))
        if state in _STAGE_STATES:
            self.moves.extend(_stage_moves(state, fresh, at))
        elif state == WAITING or (
            state is None and self.moves[-1].state == WAITING and not after.keys().isdisjoint(_OF_A_WAIT)
        ):
            # A file that brings another beginning only corrects it.
            is_file = update.root.run_id is not None
            is_anew = state is None and "waiting_reason" not in after and not is_file
            if is_file and state == WAITING:
                # As with the stages: a file tells since when.
                at = moment(after.get("waiting_since")) or at
            self.moves.append(_Move(at, WAITING, self._reason, is_anew))
        elif state is not None:
            self.moves.append(_Move(at, state, ""))

    def _wait_goes_on(self, state: str | None) -> bool:
        """Take back that a merge ended the last wait: it went on all the while; False if there is none."""
        place = len(self.moves) - 1
        while place > 0 and self.moves[place].state in {WORKING, MERGED}:
            place -= 1
        wait = self.moves[place]
        if wait.state != WAITING or state not in {WAITING, None}:
            return False
        for later in range(place + 1, len(self.moves)):
            if self.moves[later].state == WORKING:
                self.moves[later] = self.moves[later]._replace(state=WAITING, reason=wait.reason)
        return True

    def _note_telling(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Remember each telling; a reopening takes none of them back, a correction does."""
        if "told_at" not in after:
            return
        earlier = moment(before.get("told_at"))
        is_reopening = after["told_at"] is None and "state" in after
        if earlier in self.told and not is_reopening:
            self.told.remove(earlier)
        self.told.append(moment(after["told_at"]))


def _correct(moves: list[_Move], state: str, at: datetime | None) -> None:
    for place in range(len(moves) - 1, -1, -1):
        if moves[place].state == state and at is not None:
            moves[place] = moves[place]._replace(at=at)
            return


def _spans(moves: Iterable[_Move], received_at: datetime) -> list[_Move]:
    """The moves that hold in the end, each from its time on, the first from the receipt."""
    spans: list[_Move] = []
    for move in moves:
        _move_on(spans, move._replace(at=max(move.at, received_at)))
    return spans


def _move_on(spans: list[_Move], move: _Move) -> None:
    """From its time on the move holds, whatever was said of later times before."""
    # What a case was in the second in which it was dropped is what it was all the while if it is taken back.
    is_drop = move.state in DROPPED_STATES
    while spans and (spans[-1].at > move.at or (spans[-1].at == move.at and not is_drop)):
        spans.pop()
    if not spans or move.is_anew or spans[-1].says != move.says:
        spans.append(move)


def _agree_with_row(spans: list[_Move], fields: Mapping[str, Any], updates: Sequence[Update]) -> None:
    """The row says how the case stands; where undone changes leave another end, it has stood so since then.

    Undoing an early move while a later one left the same state takes the case elsewhere than to the end of
    the moves that stand.
    """
    state = fields.get("state") or NEW
    reason = (fields.get("waiting_reason") or "") if state == WAITING else ""
    if spans[-1].says == (state, reason):
        return
    last = updates[-1].event.at
    for update in reversed(updates):
        if update.after.get("state") == state:
            last = update.event.at
            break
    _move_on(spans, _Move(max(last, spans[-1].at), state, reason))
