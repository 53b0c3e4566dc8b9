"""The facts that the service clock needs of a case: states over time, contacts, promises, waiting.

Plain read models, computed from the row of the case and its history each time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.domain.case_states import DROPPED_STATES, MERGED, SOLVED_STATES, TOLD
from servicedesk.domain.facts_in_time import Facts, Timeline, facts_at, facts_of_case, fields_at
from servicedesk.domain.imported_waits import StateSpan, Wait, tellings, until_answered, without_turns
from servicedesk.domain.imported_waits import ended_waits as waits_of
from servicedesk.domain.joined_states import joined
from servicedesk.domain.legal_limits import Sent
from servicedesk.domain.numbers import format_number
from servicedesk.domain.state_history import LONG_AGO, RawEvent, moment, state_history
from servicedesk.domain.words.calls import UNANSWERED
from servicedesk.domain.words.cases import DEFAULT_PRIORITY

if TYPE_CHECKING:
    from servicedesk.domain.policies.waiting import WaitingReason

INTAKE = "intake"
"""How the customer came with the case: it belongs to the first response, not to the next contact."""

AGAIN = "merged"
"""How the customer came with a case that is one with an earlier one."""

SOLVED_IN_CALL = "solved"
"""How the customer was reached whose case was solved in the very call that opened it."""

RETOLD = "retold"
"""How the customer was reached who was told another time for a promise."""

NOT_REACHED = UNANSWERED | {"wrong_number"}


_CHANGING = (
    *("severity", "safety", "priority", "due_at", "handoff_due_at", "snoozed_until"),
    *("limit_at", "limit_reason", "limit_told_at"),
)
"""The fields that hold from when they are written down, and have no time of their own beside them."""


class Contact(NamedTuple):
    """One of us and the customer turned to the other, or tried to."""

    at: datetime
    direction: str
    """`in` from the customer, `out` to the customer."""
    reached: bool
    how: str
    """The channel of a call; `intake`, `merged`, `acknowledged`, `first_reply`, `told`, `retold`, `solved`.
    """
    source: str = ""
    """The number of the call or merged case; empty for what stands on the case itself."""


class CallFact(NamedTuple):
    """A call on the case or on one merged into it."""

    id: int
    direction: str
    channel: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str
    is_void: bool = False


class PromiseFact(NamedTuple):
    """A time that the customer was told; `made_at` None means long ago."""

    id: int
    due_at: datetime
    estimate_at: datetime | None
    state: str
    ended_at: datetime | None
    made_at: datetime | None = None
    is_retold: bool = False
    """Whether it took the place of an earlier one: the customer was told so then."""


class CaseHistory(NamedTuple):
    """A case as the clocks see it. `tier`, `kind` and the like are today's; `facts` are those of then."""

    case_id: int
    kind: str
    tier: str
    received_at: datetime
    """Of this case or of one merged into it, whichever came first: the clocks begin there."""
    states: tuple[StateSpan, ...]
    """In order, without gap, from `received_at` on; the last one is open."""
    contacts: tuple[Contact, ...] = ()
    """In order of time; at the same moment the customer's stand before ours."""
    promises: tuple[PromiseFact, ...] = ()
    due_at: datetime | None = None
    """Set by hand."""
    handoff_due_at: datetime | None = None
    solved_in_first_call_at: datetime | None = None
    """When the call was answered that both opened and solved the case."""
    severity: int | None = None
    safety: bool = False
    priority: int = DEFAULT_PRIORITY
    snoozed_until: datetime | None = None
    facts: tuple[Facts, ...] = ()
    """Kind and tier over time, where either has changed; else nothing."""
    also: tuple[tuple[Facts, ...], ...] = ()
    """The facts of each case merged into this one: what is stricter for any of them holds."""
    sent: tuple[Sent, ...] = ()
    """Who else sent it, or a case merged into it."""

    @property
    def state(self) -> str:
        """How the case stands."""
        return self.states[-1].state

    @property
    def timeline(self) -> tuple[Facts, ...]:
        """Kind and tier over time, one line where neither has changed."""
        return self.facts or (Facts(None, self.kind, self.tier),)

    def judged_by(self, at: datetime) -> tuple[tuple[str, str], ...]:
        """Kind and tier, at `at`, of the case and of those merged into it."""
        if not self.facts and not self.also:
            return ((self.kind, self.tier),)
        return tuple(dict.fromkeys(facts_at(each, at)[1:] for each in (self.timeline, *self.also)))

    def state_at(self, at: datetime) -> str:
        """How it stood then; before its receipt as at its receipt."""
        return next((span.state for span in reversed(self.states) if span.start <= at), self.states[0].state)


def repeats(contacts: Iterable[Contact]) -> int:
    """How often the customer came again after the intake."""
    # A case merged into this one and the call that opened it are one coming.
    return len({contact.at for contact in contacts if contact.direction == "in" and contact.how != INTAKE})


class CaseRecords(NamedTuple):
    """What storage holds of one case. Times in `fields` and in events may be stored text or loaded.

    `merged` are the histories of the cases that stand merged into this one, as of the same time; their calls
    may be among `calls` too.
    """

    fields: Mapping[str, Any]
    tier: str = ""
    events: Sequence[RawEvent] = ()
    calls: Sequence[CallFact] = ()
    promises: Sequence[PromiseFact] = ()
    merged: Sequence[CaseHistory] = ()
    waits: Sequence[Wait] = ()
    """Those that no line of its history tells of, since a file brought them."""
    tiers: Mapping[Any, Timeline] = {}
    """By customer the tiers over time, of each whose case it was."""
    reason_at: "Callable[[str, datetime], WaitingReason] | None" = None
    """What a reason means of a wait that began at that time; None: nobody can say."""


def from_records(records: CaseRecords, as_of: datetime | None = None) -> CaseHistory:
    """The history that the records tell, in order whatever order they are in.

    With `as_of` only what had happened by then; severity, priority, due times and the like are those of then.
    """
    fields = records.fields
    if as_of is not None:
        fields = fields_at(fields, _CHANGING, records.events, as_of)
    received_at = moment(fields["received_at"]) or moment(fields.get("created_at"))
    if received_at is None:
        # Both are damaged: no later than what was done to it first.
        received_at = min((event.at for event in records.events), default=LONG_AGO)
    case_id = int(fields["id"])
    known = state_history(case_id, fields, received_at, records.events, records.waits)
    spans = known.spans
    reason_at = records.reason_at
    if len(spans) > 1:
        spans = without_turns(_until_answered(spans, records))
    # As of a time before the merge the other case was still one of its own.
    merged = [other for other in records.merged if as_of is None or other.state == MERGED]
    first_received = min((received_at, *(other.received_at for other in merged))) if merged else received_at
    solved_at = None
    contacts: list[Contact] = []
    retold = [promise.made_at for promise in records.promises if promise.is_retold and promise.made_at]
    own = records.calls or known.told or retold
    if own or merged or fields.get("acknowledged_at") or fields.get("first_reply_at"):
        said = [*_own_contacts(fields, known.told), *_call_contacts(fields, records.calls, received_at)]
        said.extend(Contact(at, "out", True, RETOLD) for at in retold)
        contacts.extend(_from_receipt(said, received_at))
        contacts.extend(_merged_contacts(merged, first_received))
        if merged and received_at > first_received:
            # The case that stands came later: with it the customer asked again.
            contacts.append(Contact(received_at, "in", True, AGAIN, format_number("case", case_id)))
        solved_at = _solved_in_first_call(fields, records.calls, spans)
        if solved_at is not None:
            contacts.append(Contact(max(solved_at, received_at), "out", True, SOLVED_IN_CALL))
        contacts = sorted(set(contacts))
    safety, priority = fields.get("safety"), fields.get("priority")
    history = CaseHistory(
        case_id,
        fields["kind"],
        records.tier,
        first_received,
        joined(
            spans,
            (other.states for other in merged),
            None if reason_at is None else lambda reason, start: reason_at(reason, start).pauses,
        )
        if merged
        else tuple(spans),
        tuple(contacts),
        _promises(records),
        moment(fields.get("due_at")),
        _handoff_due_at(fields, merged),
        solved_at,
        fields.get("severity"),
        bool(safety),
        DEFAULT_PRIORITY if priority is None else priority,
        moment(fields.get("snoozed_until")),
        facts_of_case(fields, records.tier, records.tiers, records.events),
        tuple(dict.fromkeys(facts for other in merged for facts in (other.timeline, *other.also)))
        if merged
        else (),
        (*_sent(fields, received_at), *(one for other in merged for one in other.sent)),
    )
    return _as_if_never_dropped(history if as_of is None else history_as_of(history, as_of))


def ended_waits(records: CaseRecords) -> list[Wait]:
    """The waits of the case that have ended, as its clocks know them; one begun again after each as two.

    Also the times in which it was solved, told or closed and then taken up again.
    """
    fields = records.fields
    received_at = moment(fields["received_at"]) or moment(fields.get("created_at"))
    if received_at is None:
        return []
    known = state_history(int(fields["id"]), fields, received_at, records.events, records.waits)
    spans = _without_drops(_until_answered(known.spans, records))
    found = waits_of(spans, moment(fields["waiting_since"]))
    # Told and closed, or taken up again, in the same second: no span tells of it.
    told = set(known.told) - {moment(fields.get("told_at")), *tellings(found)}
    return sorted([*found, *(Wait(at, at, "", TOLD) for at in told)])


def _until_answered(spans: Sequence[StateSpan], records: CaseRecords) -> Sequence[StateSpan]:
    reason_at = records.reason_at
    if reason_at is None or not records.calls:
        return spans
    came = _came(records.fields, records.calls)
    return until_answered(spans, came, lambda reason, start: reason_at(reason, start).is_for_customer)


def history_as_of(history: CaseHistory, as_of: datetime) -> CaseHistory:
    """What had happened by that time."""
    begun = [span for span in history.states if span.start <= as_of] or list(history.states[:1])
    begun[-1] = begun[-1]._replace(end=None)
    is_solved = any(span.state in SOLVED_STATES for span in begun)
    _since, kind, tier = facts_at(history.timeline, as_of)
    return history._replace(
        kind=kind,
        tier=tier,
        states=tuple(begun),
        contacts=tuple(
            contact
            for contact in history.contacts
            if contact.at <= as_of and (is_solved or contact.how != SOLVED_IN_CALL)
        ),
        solved_in_first_call_at=history.solved_in_first_call_at if is_solved else None,
        promises=tuple(
            promise._replace(state="open", ended_at=None)
            if promise.ended_at is not None and promise.ended_at > as_of
            else promise
            for promise in history.promises
            if promise.made_at is None or promise.made_at <= as_of
        ),
    )


def _as_if_never_dropped(history: CaseHistory) -> CaseHistory:
    """The history without what was dropped by mistake."""
    if len(history.states) == 1 or not any(span.state in DROPPED_STATES for span in history.states[1:]):
        return history
    return history._replace(states=_without_drops(history.states))


def _without_drops(states: Sequence[StateSpan]) -> tuple[StateSpan, ...]:
    """A merge, a cancelling or a duplicate that was taken back was a mistake: no hours are dropped by it.

    The case stood all the while as it did before.
    """
    spans: list[StateSpan] = []
    *earlier, now = states
    if earlier and earlier[-1].start == earlier[-1].end:
        # What it was in the very second of the merge that holds.
        earlier.pop()
    last = len(earlier)
    for place, span in enumerate((*earlier, now)):
        is_mistake = 0 < place < last and span.state in DROPPED_STATES
        goes_on = spans and not span.is_anew and spans[-1][2:4] == span[2:4]
        if spans and (is_mistake or goes_on):
            spans[-1] = spans[-1]._replace(end=span.end)
        else:
            spans.append(span)
    return tuple(spans)


def _handoff_due_at(fields: Mapping[str, Any], merged: Sequence[CaseHistory]) -> datetime | None:
    """When the first hand-off is due, of the case or of one merged into it that is still out."""
    own = moment(fields.get("handoff_due_at"))
    if not merged:
        return own
    times = (own, *(other.handoff_due_at for other in merged))
    return min((at for at in times if at is not None), default=None)


def _sent(fields: Mapping[str, Any], received_at: datetime) -> tuple[Sent, ...]:
    extended_to = moment(fields.get("limit_at"))
    if not fields.get("source") and extended_to is None:
        return ()
    at = moment(fields.get("source_at")) or received_at
    reason, told_at = fields.get("limit_reason") or "", moment(fields.get("limit_told_at"))
    return (Sent(fields.get("source") or "", at, extended_to, reason, told_at),)


def _promises(records: CaseRecords) -> tuple[PromiseFact, ...]:
    """What is owed on the case and on those merged into it, the first to be due first."""
    if not (records.promises or records.merged):
        return ()
    of_merged = (promise for other in records.merged for promise in other.promises)
    return tuple(sorted((*records.promises, *of_merged), key=lambda promise: (promise.due_at, promise.id)))


def _from_receipt(contacts: Iterable[Contact], received_at: datetime) -> Iterator[Contact]:
    """What we said on the case by a clock that was behind counts at its receipt: it is not lost."""
    for contact in contacts:
        is_early = contact.direction == "out" and contact.at < received_at
        yield contact._replace(at=received_at) if is_early else contact


def _own_contacts(fields: Mapping[str, Any], told: Iterable[datetime]) -> Iterator[Contact]:
    for name, how in (("acknowledged_at", "acknowledged"), ("first_reply_at", "first_reply")):
        at = moment(fields.get(name))
        if at is not None:
            yield Contact(at, "out", True, how)
    for at in told:
        yield Contact(at, "out", True, "told")


def _call_contacts(
    fields: Mapping[str, Any], calls: Iterable[CallFact], received_at: datetime
) -> Iterator[Contact]:
    """Each call that is not struck out; who hung up before we answered wants a word all the same."""
    for call in calls:
        if call.is_void or call.outcome == "wrong_number":
            continue
        if call.direction == "in":
            is_intake = call.id == fields.get("call_id") or call.rang_at <= received_at
            how = INTAKE if is_intake else call.channel
            yield Contact(
                call.rang_at, "in", call.answered_at is not None, how, format_number("call", call.id)
            )
            continue
        # A letter or a message reaches without being answered.
        reached = call.outcome not in NOT_REACHED and (
            call.answered_at is not None or call.channel != "phone"
        )
        at = call.answered_at or call.rang_at
        yield Contact(at, "out", reached, call.channel, format_number("call", call.id))


def _came(fields: Mapping[str, Any], calls: Iterable[CallFact]) -> Iterator[datetime]:
    """When the customer spoke to us on the case again."""
    for call in calls:
        is_again = call.id != fields.get("call_id") and call.direction == "in" and not call.is_void
        if is_again and has_spoken(call.channel, call.outcome, is_answered=call.answered_at is not None):
            yield call.rang_at


def has_spoken(channel: str, outcome: str, *, is_answered: bool) -> bool:
    """Whether who turned to us was heard: who hangs up before we answer was not."""
    return outcome not in NOT_REACHED and (is_answered or channel != "phone")


def _merged_contacts(merged: Iterable[CaseHistory], received_at: datetime) -> Iterator[Contact]:
    """What was said on the other cases; that they were opened is the customer asking again."""
    for other in merged:
        number = format_number("case", other.case_id)
        how = AGAIN if other.received_at > received_at else INTAKE
        yield Contact(other.received_at, "in", True, how, number)
        for contact in other.contacts:
            if contact.how != INTAKE:
                yield contact._replace(source=contact.source or number)


def _solved_in_first_call(
    fields: Mapping[str, Any], calls: Iterable[CallFact], spans: Iterable[StateSpan]
) -> datetime | None:
    first = next((call for call in calls if call.id == fields.get("call_id") and not call.is_void), None)
    if first is None or first.answered_at is None or first.ended_at is None:
        return None
    solved = next((span.start for span in spans if span.state in SOLVED_STATES), None)
    return first.answered_at if solved is not None and solved <= first.ended_at else None
