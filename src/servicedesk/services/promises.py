"""Promises: what a customer was told we would do by when; kept, told anew in time, or broken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain import promises as rules
from servicedesk.domain.errors import UsageError
from servicedesk.domain.moves import contacts as moves
from servicedesk.domain.moves.contacts import Promised
from servicedesk.domain.promises import KeptRate
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean_line, require_length
from servicedesk.domain.wording import field_label
from servicedesk.domain.words.calls import CHANNELS
from servicedesk.i18n import _
from servicedesk.services.changes import move_each
from servicedesk.services.context import Service
from servicedesk.services.values import LINE_LIMIT, cleaned, moment_or_none, one_of_or_none
from servicedesk.storage import clock_cache, driver, policies, promises
from servicedesk.storage.transaction import Transaction

if TYPE_CHECKING:
    from servicedesk.domain.policies.reading import Duration
    from servicedesk.domain.rows.promises import PromiseRow


@dataclass(frozen=True)
class NewPromise:
    """A promise to be made, on a case, to a customer or in a call.

    `due_at` is what the customer is told, `estimate_at` what we expect ourselves. With the estimate alone the
    told time follows from the desk's padding. A case lends its customer, a call its case and its customer.
    """

    text: str
    due_at: datetime | None = None
    estimate_at: datetime | None = None
    case_id: int | None = None
    customer_id: int | None = None
    call_id: int | None = None
    owner: str = ""
    told_how: str = ""
    """One of domain.words.calls.CHANNELS, or empty."""
    told_words: str = ""
    estimate: "Duration | None" = None
    """Our own estimate as a length of working time, in the place of `estimate_at`."""


class PromiseService(Service):
    """What we told customers we would do."""

    def make(self, new: NewPromise, *, at: datetime | None = None) -> Change:
        """Make a promise, at `at` if not now.

        Raises RefusedError for a time that was past by then or is earlier than our own estimate.
        """
        return self.make_all([new], at=at)

    def make_all(self, new: Sequence[NewPromise], *, at: datetime | None = None) -> Change:
        """Make several promises in one action."""
        with self.desk.writing(at) as transaction:
            for one in new:
                promise_id = insert_promise(transaction, one)
                transaction.record("promise.make", "promise", promise_id)
            return transaction.change()

    def keep(self, promise_ids: Sequence[int], *, at: datetime | None = None) -> Change:
        """What was promised has been done, at `at` if not now: neither before it was made nor to come."""
        return move_each(self.desk, "promise.keep", promise_ids, moves.promise_kept, at=at)

    def retell(
        self,
        promise_id: int,
        due_at: datetime | None = None,
        reason: str = "",
        *,
        estimate: "datetime | Duration | None" = None,
        how: str = "",
        words: str = "",
        at: datetime | None = None,
    ) -> Change:
        """The customer has been told another time: this promise ends and another follows it.

        `how` is a channel and `words` what was said; it is a contact with the customer, at `at` if not now.

        Told before the old time lapsed it slipped with notice, else it stays broken. Without `due_at` the
        time follows from the estimate, a moment or a length of working time. The change names the old
        promise first, then the new one.
        """
        why = cleaned("promise", "reason", reason)
        with self.desk.writing(at) as transaction:
            row = transaction.row("promises", promise_id)
            ended = moves.promise_retold(row, transaction.act, moment_or_none(due_at), why)
            transaction.update("promises", promise_id, ended)
            transaction.record("promise.retell", "promise", promise_id)
            kept = ("case_id", "customer_id", "call_id", "owner", "text")
            again = NewPromise(
                due_at=due_at,
                estimate_at=estimate if isinstance(estimate, datetime) else None,
                estimate=None if isinstance(estimate, datetime) else estimate,
                told_how=how,
                told_words=words,
                **{name: row[name] for name in kept},
            )
            next_id = insert_promise(transaction, again, follows_id=promise_id)
            transaction.record("promise.make", "promise", next_id)
            return transaction.change()

    def withdraw(self, promise_ids: Sequence[int], reason: str) -> Change:
        """Nobody waits for it any more, for a reason; it counts neither as kept nor as broken."""
        withdrawn = partial(moves.promise_withdrawn, reason=cleaned("promise", "reason", reason))
        return move_each(self.desk, "promise.withdraw", promise_ids, withdrawn)

    # Looking

    def get(self, promise_id: int) -> "PromiseRow | None":
        """The promise, None if there is none."""
        with self.desk.reading() as db:
            return promises.rows(db, [promise_id]).get(promise_id)

    def owed(self, limit: int = 200) -> "list[PromiseRow]":
        """What customers still wait for, the first told time first: lapsed ones lead."""
        with self.desk.reading() as db:
            return promises.still_owed(db, limit)

    def of_case(self, case_id: int) -> "list[PromiseRow]":
        """The promises on a case and on those merged into it, in order of their told time."""
        from servicedesk.storage.complaints import merged_into

        with self.desk.reading() as db:
            return promises.of_cases(db, [case_id, *merged_into(db, case_id)])

    def of_customer(self, customer_id: int) -> "list[PromiseRow]":
        """The customer's promises, the newest first."""
        with self.desk.reading() as db:
            return promises.of_customer(db, customer_id)

    def kept_rate(self, start: datetime, end: datetime) -> KeptRate:
        """What became of the promises whose told time lies in [start, end): a lapsed one is broken."""
        with self.desk.reading() as db:
            return promises.kept_rate(db, start, end, self.desk.clock.now())

    def padded(self, estimate_at: datetime) -> datetime:
        """The time to tell when we expect to be done at `estimate_at`, as the desk pads promises."""
        with self.desk.reading() as db:
            return _padded(db, self.desk.store.zone, self.desk.clock.now(), estimate_at)

    def estimated(self, length: "Duration") -> "rules.Estimate":
        """When so much working time will have passed, and the time to tell for it."""
        with self.desk.reading() as db:
            return _estimated(db, self.desk.store.zone, self.desk.clock.now(), length)

    def is_outside_hours(self, told_at: datetime) -> bool:
        """Whether nobody is at the desk at the time that is told."""
        with self.desk.reading() as db:
            return rules.is_outside_hours(told_at, clock_cache.desk_calendar(db, self.desk.store.zone))


def insert_promise(transaction: Transaction, new: NewPromise, *, follows_id: int | None = None) -> int:
    """Insert a promise and return its id; the caller records the event, under ("promise", id).

    Raises UsageError when there is no time or nobody to promise to, RefusedError for a time that cannot be.
    """
    case_id, customer_id = _whose(transaction, new)
    now = transaction.happened
    text = clean_line(new.text)
    require_length(text, field_label("text", "promise"), LINE_LIMIT)
    if new.estimate is not None:
        found = _estimated(transaction.connection, transaction.zone, now, new.estimate)
        new = replace(new, due_at=new.due_at or found.due_at, estimate_at=found.estimate_at)
    if new.due_at is None and new.estimate_at is None:
        raise UsageError(_("When will it be done?"), _("Give the time to tell, or our own estimate."))
    # The estimate first: what is padded must itself be to come.
    rules.require_promise(text, now, new.due_at or new.estimate_at or now, new.estimate_at)
    due_at = new.due_at
    if due_at is None and new.estimate_at is not None:
        due_at = _padded(transaction.connection, transaction.zone, now, new.estimate_at)
    promised = Promised(
        text,
        moment_or_none(due_at),
        moment_or_none(new.estimate_at),
        case_id,
        customer_id,
        new.call_id,
        cleaned("promise", "owner", new.owner),
        one_of_or_none("promise", "told_how", new.told_how, CHANNELS),
        cleaned("promise", "told_words", new.told_words),
    )
    return transaction.insert("promises", moves.promise_made(transaction.act, promised, follows_id))


def _whose(transaction: Transaction, new: NewPromise) -> tuple[int | None, int | None]:
    """(the case, the customer) that the promise is for, each one that exists."""
    case_id, customer_id = new.case_id, new.customer_id
    if new.call_id is not None:
        call = transaction.row("calls", new.call_id)
        case_id = call["case_id"] if case_id is None else case_id
        customer_id = call["customer_id"] if customer_id is None else customer_id
    if case_id is not None:
        case = transaction.row("cases", case_id)
        while case["merged_into"] is not None:
            # Who works on it looks at the case that it was merged into.
            case = transaction.row("cases", case["merged_into"])
        case_id = case["id"]
        customer_id = case["customer_id"] if customer_id is None else customer_id
    if customer_id is not None:
        transaction.row("customers", customer_id)
    if case_id is None and customer_id is None and new.call_id is None:
        raise UsageError(_("Whom is it promised to?"), _("Name a case, a customer or a call."))
    return case_id, customer_id


def _estimated(db: driver.Connection, zone: str, now: datetime, length: "Duration") -> "rules.Estimate":
    calendar = clock_cache.desk_calendar(db, zone)
    try:
        return rules.estimated(now, length, policies.current(db, "handling"), calendar)
    except OverflowError:
        raise UsageError(_("That time is too far away.")) from None


def _padded(db: driver.Connection, zone: str, now: datetime, estimate_at: datetime) -> datetime:
    calendar = clock_cache.desk_calendar(db, zone)
    try:
        return rules.padded(now, estimate_at, policies.current(db, "handling"), calendar)
    except OverflowError:
        raise UsageError(_("That time is too far away.")) from None
