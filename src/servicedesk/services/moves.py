"""A case through its states: work, wait, solve, tell, close through its gates, reopen, cancel."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import CLOSED, NEW, WAITING
from servicedesk.domain.errors import UsageError
from servicedesk.domain.moves import Act, Row, Values
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.rows.history import Change
from servicedesk.domain.words.calls import CHANNELS
from servicedesk.i18n import _
from servicedesk.services.case_waits import look_again, require_awaitable
from servicedesk.services.changes import change_each, change_one, move_each, require_order
from servicedesk.services.context import Service
from servicedesk.services.nudges import nudges_since
from servicedesk.services.values import cleaned, moment_or_none, one_of_or_none
from servicedesk.storage import cases, policies
from servicedesk.storage.moments import stored
from servicedesk.storage.rows import Rows
from servicedesk.storage.transaction import Transaction

if TYPE_CHECKING:
    from servicedesk.domain.wait_words import Waiting
    from servicedesk.services.gates import GateLine
    from servicedesk.services.nudges import NudgeLine


def working(transaction: Transaction, row: Row) -> Values:
    """Work on the case; see domain.moves.cases.working."""
    return moves.working(row, transaction.act, reopen_days(transaction, row))


def reopened(transaction: Transaction, row: Row, due_at: str | None = None) -> Values:
    """Back to work; see domain.moves.cases.reopened."""
    return moves.reopened(row, transaction.act, reopen_days(transaction, row), due_at)


def waiting(
    transaction: Transaction, row: Row, reason: str, until: str | None = None, case_id: int | None = None
) -> Values:
    """Wait for whom or what the reason says: one of the desk's list in its own spelling, else free words.

    With `case_id` for that case.
    """
    if case_id is not None:
        require_awaitable(transaction, row["id"], case_id)
    words = cleaned("case", "waiting_reason", reason)
    meant = policies.current(transaction.connection, "waiting").find(words)
    name: str = meant.name if words else ""
    values = moves.waiting(
        row, transaction.act, name, until, for_customer=meant.is_for_customer, case_id=case_id
    )
    return values | nudges_since(transaction, row, values)


def reopen_days(transaction: Transaction, row: Row) -> int:
    """For how many days a closing can be taken back; 0 for a case that is not closed."""
    if row["state"] != CLOSED:
        return 0
    days: int = policies.current(transaction.connection, "handling").reopen_days
    return days


def _nudged(transaction: Transaction, row: Row) -> Values:
    return moves.nudged(row, transaction.act)


def _taken(transaction: Transaction, row: Row) -> Values:
    mine = {"owner": transaction.act.actor}
    return {**working(transaction, row), **mine} if row["state"] == NEW else mine


def _cancelled(transaction: Transaction, row: Row) -> Values:
    return moves.cancelled(row, transaction.act)


class MoveService(Service):
    """Cases through their states: many in one action, all of them or none."""

    def work(self, case_ids: Sequence[int], *, at: datetime | None = None) -> Change:
        """Begin work; a case that belongs to nobody becomes the actor's. On a solved case it is reopening."""
        return change_each(self.desk, "case.work", case_ids, working, at=at)

    def take(self, case_ids: Sequence[int]) -> Change:
        """The cases are the actor's from now on, and a new one is begun; one that waits goes on waiting."""
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                is_new = transaction.row("cases", case_id)["state"] == NEW
                change_one(transaction, "case.work" if is_new else "case.assign", case_id, _taken)
            return transaction.change()

    def wait(
        self,
        case_ids: Sequence[int],
        reason: str = "",
        *,
        for_case: int | None = None,
        until: datetime | None = None,
        at: datetime | None = None,
    ) -> Change:
        """Wait for somebody or something: a reason of the desk's list, or free words; or for case `for_case`.

        A wait for a case ends when that one is closed, cancelled or ends as a duplicate. RefusedError for the
        case itself, one that has ended, and one that waits for this one.

        A case that waits already waits for this from then on; said again of the same reason, only a wait for
        the customer begins again. Until `until`, if it is given, nobody is asked again; then, else after the
        longest time of the reason, the case is to be taken up again. A wait for the customer that is entered
        late has ended where she has come since it began, or where another case that is at work was merged in.
        """
        from servicedesk.services.merged_waits import has_ended_since

        if for_case is not None:
            if reason.strip():
                raise UsageError(_("A case waits for somebody or for a case."), _("Say one of the two."))
            reason = _("another case")
        waits = partial(waiting, reason=reason, until=moment_or_none(until), case_id=for_case)
        with self.desk.writing(at) as transaction:
            for case_id in dict.fromkeys(case_ids):
                change_one(transaction, "case.wait", case_id, waits)
                has_ended_since(transaction, case_id)
            return transaction.change()

    def nudge(self, case_ids: Sequence[int], words: str = "", *, at: datetime | None = None) -> Change:
        """Somebody has been asked again; the words become a note. RefusedError unless the case waits.

        What is entered late, of a time before the present wait began, is a note alone: it does not count.
        """
        note = cleaned("note", "text", words)
        with self.desk.writing(at) as transaction:
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                is_early = row["state"] == WAITING and moves.is_of_earlier_wait(row, transaction.act)
                said = note or (_("Asked again.") if is_early else "")
                verb = "case.nudge_earlier" if is_early else "case.nudge"
                change_one(transaction, verb, case_id, _nudged, note=said)
            return transaction.change()

    def are_of_earlier_waits(self, case_ids: Sequence[int], at: datetime | None) -> list[int]:
        """Those of the cases whose present wait began only after `at`; none for now."""
        if at is None:
            return []
        act = Act(self.desk.actor, stored(at))
        with self.desk.reading() as db:
            rows = [row for case_id in case_ids if (row := Rows(db).find("cases", id=case_id))]
        return [row["id"] for row in rows if row["state"] == WAITING and moves.is_of_earlier_wait(row, act)]

    def to_nudge(self, now: datetime | None = None) -> "list[NudgeLine]":
        """Whom to ask again at `now`, and which cases to propose for closing; the longest due first."""
        from servicedesk.services.nudges import nudge_lines

        with self.desk.reading() as db:
            return nudge_lines(db, now or self.desk.clock.now(), self.desk.store.zone)

    def solve(self, case_ids: Sequence[int], result: str = "", *, at: datetime | None = None) -> Change:
        """The trouble is dealt with, the customer still to be told; `result` says how, unless empty.

        RefusedError names what is missing where the desk asks for something before.
        """
        from servicedesk.services.gates import require_solvable

        said = cleaned("case", "result", result)
        ids = list(dict.fromkeys(case_ids))

        def solved(transaction: Transaction, row: Row) -> Values:
            values = moves.solved(row, transaction.act, said)
            if row["id"] == ids[0]:
                require_solvable(transaction.connection, ids)
            return values

        return change_each(self.desk, "case.solve", ids, solved, at=at)

    def tell(
        self,
        case_ids: Sequence[int],
        words: str = "",
        *,
        how: str = "",
        by: str = "",
        at: datetime | None = None,
        solved_too: bool = False,
    ) -> Change:
        """The customer has been told the result in these words, by the actor and now unless said.

        `how` is one of domain.calls.CHANNELS or empty. RefusedError for a time before the case was solved,
        unless `solved_too` says that it was solved by then.
        """
        told = partial(
            moves.told,
            by=cleaned("case", "told_by", by),
            solved_too=solved_too,
            told_words=cleaned("case", "told_words", words),
            told_how=one_of_or_none("case", "told_how", how, CHANNELS),
        )
        return move_each(self.desk, "case.tell", case_ids, told, at=at)

    def gates(self, case_id: int) -> "tuple[GateLine, ...]":
        """The gates of the case, and what is missing at each; NotFoundError if there is no such case."""
        from servicedesk.services.gates import gate_lines

        with self.desk.reading() as db:
            return gate_lines(db, case_id, self.desk.zone)

    def close(self, case_ids: Sequence[int], *, override: str = "", at: datetime | None = None) -> Change:
        """Close cases whose gates are met, at `at` if not now.

        RefusedError names all that is missing, unless `override` says why they are closed all the same: the
        reason is then kept with what was missing, and cleared when the case is reopened.
        """
        from servicedesk.domain.gates import require_met
        from servicedesk.services.gates import missing

        reason = cleaned("case", "close_override", override)
        with self.desk.writing(at) as transaction:
            ids = list(dict.fromkeys(case_ids))
            for case_id in ids:
                moves.require_case_move(transaction.row("cases", case_id), CLOSED)
            lacking = missing(transaction.connection, ids)
            if not reason:
                require_met(lacking)
            for case_id in ids:
                row = transaction.row("cases", case_id)
                values = moves.closed(row, transaction.act, lacking.get(case_id, ()), reason)
                require_order(transaction, row, values)
                transaction.update("cases", case_id, values)
                transaction.record("case.close", "case", case_id)
            look_again(transaction, ids)
            return transaction.change()

    def reopen(
        self,
        case_ids: Sequence[int],
        reason: str = "",
        *,
        due_at: datetime | None = None,
        at: datetime | None = None,
    ) -> Change:
        """Take solved, told or ended cases back to work, due at `due_at`; earlier times stay in the history.

        A due time set by hand that has passed is taken off, see past_due().

        RefusedError for one that was closed more than the desk's `reopen_days` ago: a new case follows it.
        """
        note = cleaned("note", "text", reason)
        back = partial(reopened, due_at=moment_or_none(due_at))
        return change_each(self.desk, "case.reopen", case_ids, back, note=note, at=at)

    def wait_of(self, case_id: int) -> "Waiting | None":
        """How the case waits, None if it does not; NotFoundError if there is no such case."""
        from servicedesk.services.nudges import wait_of

        with self.desk.reading() as db:
            return wait_of(db, cases.case(db, case_id).fields, self.desk.store.zone)

    def past_due(self, case_ids: Sequence[int]) -> list[int]:
        """Those of the cases whose due time, set by hand, has passed."""
        act = Act(self.desk.actor, stored(self.desk.clock.now()))
        with self.desk.reading() as db:
            rows = {case_id: Rows(db).find("cases", id=case_id) for case_id in case_ids}
        return [case_id for case_id, row in rows.items() if row and moves.due_has_passed(row, act)]

    def is_long_closed(self, case_id: int) -> bool:
        """Whether the case was closed so long ago that a new one must follow it; NotFoundError without it."""
        with self.desk.reading() as db:
            closed_at = cases.case(db, case_id).fields["closed_at"]
            days: int = policies.current(db, "handling").reopen_days
        return moves.is_long_closed(moment_or_none(closed_at), stored(self.desk.clock.now()), days)

    def cancel(self, case_ids: Sequence[int], reason: str = "") -> Change:
        """End cases that were opened by mistake; `reason` is written as a note."""
        note = cleaned("note", "text", reason)
        ids = list(dict.fromkeys(case_ids))
        with self.desk.writing() as transaction:
            for case_id in ids:
                change_one(transaction, "case.cancel", case_id, _cancelled, note=note)
            look_again(transaction, ids)
            return transaction.change()
