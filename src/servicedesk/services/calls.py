"""Calls: one save makes the call and with it customer, case, follow-up and promise that came out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from servicedesk.domain.call_backs import TO_CALL_BACK, outcome_by_direction
from servicedesk.domain.caller_line import is_identity, name_and_number
from servicedesk.domain.caller_names import is_called, makes_card, other_name, with_caller
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.moves import Row
from servicedesk.domain.moves.cases import require_unmerged
from servicedesk.domain.moves.contacts import call_voided
from servicedesk.domain.numbers import format_number
from servicedesk.domain.phones import plain_phone
from servicedesk.domain.records.call import FIELDS
from servicedesk.domain.records.field import has
from servicedesk.domain.rows.calls import CallRow, CallsToReturn
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean_line
from servicedesk.domain.wait_words import CameBack
from servicedesk.domain.words.calls import UNANSWERED
from servicedesk.domain.words.cases import DEFAULT_PRIORITY
from servicedesk.i18n import _
from servicedesk.services.case_rows import NewCase, insert_case, split_subject
from servicedesk.services.context import Service
from servicedesk.services.customer_contacts import DECIDING, customer_came, has_not_come, would_end
from servicedesk.services.customers import NewCustomer, insert_customer, number_values
from servicedesk.services.followups import NewFollowUp, called_about, insert_followup
from servicedesk.services.lists import ListService
from servicedesk.services.promises import NewPromise, insert_promise
from servicedesk.services.values import cleaned, cleaned_values
from servicedesk.services.who_called import WhoCalled, who_called
from servicedesk.storage import calls, customers
from servicedesk.storage.moments import loaded, stored_or_none
from servicedesk.storage.rows import Rows
from servicedesk.storage.transaction import Transaction

EDITABLE = tuple(field for field in FIELDS if has(field, "edit"))


@dataclass(frozen=True)
class NewCall:
    """A call to be logged; `who` or `summary` alone is enough.

    `customer_id` wins over `who`; a `who` that nobody has becomes a stub customer, and with `makes_customer`
    any `who` does: somebody else of the same name or number is meant. A number that several have is nobody's
    call, and so is one nobody has whose call was not taken. A name beside a number or a `customer_id` whose
    customer is called otherwise stays at the head of the summary. A case is opened when
    `case_kind` is given, or when a priority or labels are (then a complaint); `case_id` instead says
    which open case the call was about. `followup_at` books a follow-up. That of `for_followup_id` is held
    by the call if it is planned, or, where nobody answered, moved to `followup_at`. A promise is made when
    the time that was told (`promise_due_at`) or our own estimate is given: on the case, else to the customer.
    `draft_id` is the draft that this save finishes.
    """

    who: str = ""
    summary: str = ""
    customer_id: int | None = None
    makes_customer: bool = False
    direction: str = "in"
    channel: str = "phone"
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    handler: str = ""
    category: str = ""
    outcome: str = ""
    case_id: int | None = None
    case_kind: str | None = None
    priority: int | None = None
    labels: Sequence[str] = ()
    owner: str = ""
    followup_at: datetime | None = None
    followup_purpose: str = ""
    for_followup_id: int | None = None
    promise_text: str = ""
    promise_due_at: datetime | None = None
    promise_estimate_at: datetime | None = None
    draft_id: int | None = None

    @property
    def opens_case(self) -> bool:
        """Whether the save opens a case."""
        return self.case_id is None and (
            self.case_kind is not None or self.priority is not None or bool(self.labels)
        )

    @property
    def leads_on(self) -> bool:
        """Whether anything comes out of the call for which its caller must be known."""
        times = (self.followup_at, self.promise_due_at, self.promise_estimate_at)
        return self.opens_case or any(time is not None for time in times)


@dataclass(frozen=True)
class LoggedCall:
    """What one save made."""

    change: Change
    call_id: int
    customer_id: int | None
    case_id: int | None
    followup_id: int | None
    is_new_customer: bool
    promise_id: int | None = None
    came_back: CameBack | None = None
    """The case whose wait the call has ended, or which it has woken."""
    for_followup_id: int | None = None
    called_followup: str = ""
    """What became of the follow-up for which the call was made: "held", "moved", or nothing."""


def no_phone() -> UsageError:
    """The refusal of what is no number of a caller."""
    return UsageError(
        _("That looks like an identity or card number, not like a phone number."),
        _("Write a name or a phone number; a number that belongs to the matter goes into the text."),
    )


class CallService(Service):
    """The call log."""

    def log(self, new: NewCall) -> LoggedCall:
        """Save a call and all that came out of it in one action; UsageError when nothing was written."""
        said = clean_line(new.who) or new.summary.strip() or new.customer_id is not None
        if not said and new.outcome not in UNANSWERED:
            raise UsageError(_("Nothing to save yet."), _("Write who called or what about."))
        if new.customer_id is None and is_identity(new.who, self.desk.settings.region):
            raise no_phone()
        new = replace(new, rang_at=_rang_at(new, self.desk.clock.now()))
        with self.desk.writing() as transaction:
            customer_id, is_new = self._customer(transaction, new)
            if is_new:
                transaction.record("customer.add", "customer", customer_id)
            case_id = self._case(transaction, new, customer_id)
            call_id = transaction.insert("calls", self._values(transaction, new, customer_id, case_id))
            if case_id is not None and new.opens_case:
                # Told by the call's own event: a second line on the case would say nothing new.
                transaction.update("cases", case_id, {"call_id": call_id})
            transaction.record("call.log", "call", call_id)
            came_back = would_end(transaction.connection, transaction.row("calls", call_id))
            customer_came(transaction, call_id)
            called = self._called_followup(transaction, new, customer_id)
            followup_id = (
                new.for_followup_id
                if called == "moved"
                else self._followup(transaction, new, customer_id, case_id)
            )
            promise_id = self._promise(transaction, new, call_id)
            if new.draft_id is not None:
                transaction.unlogged.delete("drafts", new.draft_id)
            change = transaction.change()
            return LoggedCall(
                change,
                call_id,
                customer_id,
                case_id,
                followup_id,
                is_new,
                promise_id,
                came_back,
                new.for_followup_id,
                called,
            )

    def would_end(self, new: NewCall) -> CameBack | None:
        """The case whose wait the call would end if it were saved now, or which it would wake."""
        if new.case_id is None:
            return None
        new = replace(new, rang_at=_rang_at(new, self.desk.clock.now()))
        call = {"case_id": new.case_id, "direction": new.direction, "channel": new.channel, "voided_at": None}
        with self.desk.reading() as db:
            return would_end(db, call | _times_and_outcome(new))

    def would_end_edited(self, call_id: int, values: Mapping[str, Any]) -> CameBack | None:
        """As would_end(), if edit() were called with these values."""
        row = call_values(values)
        with self.desk.reading() as db:
            call = Rows(db).row("calls", call_id)
            row = _by_direction(row, call)
            if all(call[name] == row.get(name, call[name]) for name in DECIDING):
                return None
            return would_end(db, call | row)

    def known_caller(self, who: str) -> int | None:
        """The one customer that a save would take `who` for; None when it would make a card, or take none."""
        return self.who_called(who).customer_id

    def who_called(self, who: str) -> WhoCalled:
        """What a save would make of `who`, and who else can be meant."""
        with self.desk.reading() as db:
            return who_called(db, who, self.desk.settings.region)

    def open_case(self, call_id: int, kind: str = "complaint") -> Change:
        """Open a case from a call that has none; RefusedError if it has one."""
        with self.desk.writing() as transaction:
            call = transaction.row("calls", call_id)
            if call["case_id"] is not None:
                raise RefusedError(
                    _("{number} has a case already.").format(number=format_number("call", call_id))
                )
            new = NewCall(
                summary=call["summary"],
                case_kind=kind,
                category=call["category"],
                channel=call["channel"],
                rang_at=loaded(call["rang_at"]),
                who=call["phone"],
            )
            case_id = self._opened_case(transaction, new, call["customer_id"])
            transaction.update("cases", case_id, {"call_id": call_id})
            transaction.update("calls", call_id, {"case_id": case_id, "outcome": "case_opened"})
            transaction.record("call.edit", "call", call_id)
            return transaction.change()

    def get(self, call_id: int) -> CallRow | None:
        """The call, None if there is none."""
        with self.desk.reading() as db:
            return calls.rows(db, [call_id]).get(call_id)

    def calls_to_return(self, limit: int = 50) -> CallsToReturn:
        """Whom to call back, the newest `limit` of them: the last call of each that nobody took."""
        lists = ListService(self.desk)
        rows = lists.page("call", TO_CALL_BACK, limit=limit)
        return CallsToReturn(lists.count("call", TO_CALL_BACK), tuple(rows))

    def edit(self, call_id: int, values: Mapping[str, Any], *, version: int | None = None) -> Change:
        """Change summary, category, outcome, direction, channel, handler, customer_id or case_id."""
        row = call_values(values)
        with self.desk.writing() as transaction:
            before = transaction.row("calls", call_id)
            row = _by_direction(row, before)
            transaction.require_version("calls", call_id, version, row)
            if row.get("customer_id") is not None:
                transaction.row("customers", row["customer_id"])
            if row.get("case_id") not in {None, before["case_id"]}:
                require_unmerged(transaction.row("cases", row["case_id"]))
            transaction.update("calls", call_id, row)
            transaction.record("call.edit", "call", call_id)
            if any(name in row and row[name] != before[name] for name in DECIDING):
                has_not_come(transaction, before)
                customer_came(transaction, call_id)
            return transaction.change()

    def void(self, call_ids: Sequence[int], reason: str) -> Change:
        """Strike calls out, for a reason: they stay in the log and count nowhere."""
        why = cleaned("call", "void_reason", reason)
        with self.desk.writing() as transaction:
            for call_id in dict.fromkeys(call_ids):
                call = transaction.row("calls", call_id)
                transaction.update("calls", call_id, call_voided(call, transaction.act, why))
                transaction.record("call.void", "call", call_id)
                has_not_come(transaction, call)
            return transaction.change()

    def _customer(self, transaction: Transaction, new: NewCall) -> tuple[int | None, bool]:
        """The customer of the call and whether the card was made for it."""
        if new.customer_id is not None:
            transaction.row("customers", new.customer_id)
            return new.customer_id, False
        if not clean_line(new.who):
            if new.case_id is None:
                return None, False
            return transaction.row("cases", new.case_id)["customer_id"], False
        called = who_called(transaction.connection, new.who, self.desk.settings.region)
        name, number = called.name, called.number
        if not new.makes_customer:
            if called.customer_id is not None:
                return called.customer_id, False
            if called.sharing or not makes_card(name, new.outcome, leads_on=new.leads_on):
                about = new.case_id
                return None if about is None else transaction.row("cases", about)["customer_id"], False
        name = name or plain_phone(number, self.desk.settings.region)
        stub = NewCustomer({"name": name, "tier": "new"}, phones=[number] if number else ())
        return insert_customer(transaction, stub, self.desk.settings.region), True

    def _case(self, transaction: Transaction, new: NewCall, customer_id: int | None) -> int | None:
        if new.case_id is not None:
            require_unmerged(transaction.row("cases", new.case_id))
            return new.case_id
        return self._opened_case(transaction, new, customer_id) if new.opens_case else None

    def _opened_case(self, transaction: Transaction, new: NewCall, customer_id: int | None) -> int:
        said = new.summary
        if said.strip():
            # Behind what it is about: its first line is the subject.
            other = self._other_name(transaction, new, customer_id)
            said = "\n".join(part for part in (said, with_caller("", other, new.direction)) if part)
        case_id = insert_case(
            transaction,
            NewCase(
                subject=said if said.strip() else _caller(transaction, new, customer_id),
                kind=new.case_kind or "complaint",
                customer_id=customer_id,
                priority=DEFAULT_PRIORITY if new.priority is None else new.priority,
                labels=new.labels,
                owner=new.owner,
                category=new.category,
                channel=new.channel,
                received_at=new.rang_at,
            ),
        )
        transaction.record("case.open", "case", case_id)
        return case_id

    def _called_followup(self, transaction: Transaction, new: NewCall, customer_id: int | None) -> str:
        """What the call does to the follow-up for which it was made."""
        if new.for_followup_id is None:
            return ""
        planned = transaction.row("followups", new.for_followup_id)["customer_id"]
        if planned is not None and customer_id not in {None, planned}:
            # Somebody else was spoken to in the end: it is still owed.
            return ""
        is_reached = new.outcome not in UNANSWERED | {"wrong_number"}
        result = split_subject(new.summary)[0] if is_reached else None
        zone, followup_id = self.desk.zone, new.for_followup_id
        return called_about(transaction, zone, followup_id, result, new.followup_at)

    def _followup(
        self, transaction: Transaction, new: NewCall, customer_id: int | None, case_id: int | None
    ) -> int | None:
        if new.followup_at is None:
            return None
        purpose = new.followup_purpose or split_subject(new.summary)[0] or _("call back")
        followup_id = insert_followup(
            transaction,
            NewFollowUp(
                new.followup_at,
                customer_id,
                case_id,
                purpose=purpose,
                owner=new.owner,
            ),
        )
        transaction.record("followup.book", "followup", followup_id)
        return followup_id

    def _promise(self, transaction: Transaction, new: NewCall, call_id: int) -> int | None:
        """The promise that was made in the call, whose case and customer it then has."""
        if new.promise_due_at is None and new.promise_estimate_at is None:
            return None
        text = new.promise_text if new.promise_text.strip() else split_subject(new.summary)[0]
        promise_id = insert_promise(
            transaction,
            NewPromise(
                text or _("call back"),
                new.promise_due_at,
                new.promise_estimate_at,
                call_id=call_id,
                owner=new.owner,
            ),
        )
        transaction.record("promise.make", "promise", promise_id)
        return promise_id

    def _values(
        self, transaction: Transaction, new: NewCall, customer_id: int | None, case_id: int | None
    ) -> dict[str, Any]:
        _name, number = name_and_number(new.who, self.desk.settings.region)
        number = number or first_phone(transaction, customer_id)
        other = self._other_name(transaction, new, customer_id)
        values = call_values(
            {name: getattr(new, name) for name in ("category", "direction", "channel")}
            | {"summary": with_caller(new.summary, other, new.direction)}
            | {"handler": new.handler or self.desk.actor}
        )
        return values | {
            "customer_id": customer_id,
            "case_id": case_id,
            **number_values(number, self.desk.settings.region),
            **_times_and_outcome(new),
        }

    def _other_name(self, transaction: Transaction, new: NewCall, customer_id: int | None) -> str:
        """The name of the one who spoke, where it is not that of the customer whose call it is."""
        if new.makes_customer or not clean_line(new.who):
            return ""
        called = "" if customer_id is None else transaction.row("customers", customer_id)["name"]
        if new.customer_id is not None:
            # Nobody was found by it: a name alone was said beside the customer, and is who spoke.
            name, _number = name_and_number(new.who, self.desk.settings.region)
            return name if name and not is_called(name, called) else ""
        return other_name(new.who, called, self.desk.settings.region)


def log_outgoing(transaction: Transaction, row: Row, how: str, words: str, region: str) -> int:
    """Log a call on the case of `row` that we made now by the channel `how`, and record it; its id.

    `region` reads the customer's number.
    """
    said = {"summary": words, "category": row["category"], "handler": transaction.actor}
    values = call_values(said | {"direction": "out", "channel": how, "outcome": "answered"})
    values |= {"customer_id": row["customer_id"], "case_id": row["id"]}
    values |= dict.fromkeys(("rang_at", "answered_at", "ended_at"), transaction.act.now)
    values |= number_values(first_phone(transaction, row["customer_id"]), region)
    call_id = transaction.insert("calls", values)
    transaction.record("call.log", "call", call_id)
    return call_id


def first_phone(transaction: Transaction, customer_id: int | None) -> str:
    """The first number on the customer's card; '' for none."""
    if customer_id is None:
        return ""
    phones = customers.card(transaction.connection, customer_id).phones
    return phones[0].raw if phones else ""


def call_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Column values for the fields of a call that may be written; UsageError for one that does not fit."""
    return cleaned_values(EDITABLE, values)


def _by_direction(row: dict[str, Any], held: Row) -> dict[str, Any]:
    """The values `row` for the call `held`, with how it ended as it is said of the way that it went."""
    if row.keys().isdisjoint({"outcome", "direction"}):
        return row
    after: dict[str, Any] = {**held, **row}
    outcome = outcome_by_direction(after["outcome"], after["direction"])
    return row if outcome == after["outcome"] else row | {"outcome": outcome}


def _times_and_outcome(new: NewCall) -> dict[str, Any]:
    """When a call that rang was answered and ended, and how, as they are stored."""
    outcome = new.outcome or ("case_opened" if new.opens_case else "answered")
    outcome = outcome_by_direction(outcome, new.direction)
    answered = new.answered_at or (None if outcome in UNANSWERED else new.rang_at)
    return {
        **call_values({"outcome": outcome}),
        "rang_at": stored_or_none(new.rang_at),
        "answered_at": stored_or_none(answered),
        "ended_at": stored_or_none(new.ended_at),
    }


def _caller(transaction: Transaction, new: NewCall, customer_id: int | None) -> str:
    """The subject of a case when nothing was said but who called."""
    who = clean_line(new.who)
    if not who and customer_id is not None:
        who = transaction.row("customers", customer_id)["name"]
    return _("Call from {who}").format(who=who)


def _rang_at(new: NewCall, now: datetime) -> datetime:
    """When the call rang: as given, else at its first known time; UsageError if it ended before it began."""
    later = [moment for moment in (new.answered_at, new.ended_at) if moment is not None]
    rang_at = new.rang_at or min([*later, now])
    if [rang_at, *later] != sorted([rang_at, *later]):
        raise UsageError(_("A call rings, is answered, then ends: these times are in another order."))
    return rang_at
