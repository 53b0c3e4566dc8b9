"""The moves of a case: work, wait, solve, tell, close through its gates, reopen, cancel.

The values of each move stand in a function of their own, so that a macro can make it within its own action.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.domain import calls as call_rules
from servicedesk.domain import cases as rules
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import Change
from servicedesk.i18n import _
from servicedesk.services.case_rows import CaseChanges, Row, past_moment, require_standing
from servicedesk.services.values import cleaned, one_of
from servicedesk.services.waiting import left_waiting, waiting_values
from servicedesk.storage.moments import stored
from servicedesk.storage.transaction import Transaction

if TYPE_CHECKING:
    from servicedesk.services.closing import GateLine
    from servicedesk.services.waiting import NudgeLine

NOT_SOLVED: Mapping[str, Any] = {
    "solved_at": None,
    "told_at": None,
    "told_by": "",
    "told_how": "",
    "told_words": "",
    "accepted": None,
    "accepted_at": None,
    "closed_at": None,
    "close_override": "",
    "close_missing": "",
}
"""What no longer holds of a case that is worked on again."""


def require_case_move(row: Mapping[str, Any], state: str) -> None:
    """Raise RefusedError, naming the case, unless the case of `row` may become `state`."""
    if row["state"] == "merged":
        require_standing(row)
    try:
        rules.require_move(row["state"], state)
    except RefusedError as error:
        raise RefusedError(f"{format_number('case', row['id'])}: {error.message}", error.hint) from None


def moved(row: Mapping[str, Any], state: str, **values: Any) -> Row:
    """The values of a move to `state`, which must be allowed; what belonged to waiting is forgotten."""
    require_case_move(row, state)
    return {"state": state, **left_waiting(row), **values}


def working(transaction: Transaction, row: Mapping[str, Any]) -> Row:
    """Work on the case; work on a solved or ended one is its reopening."""
    owner = row["owner"] or transaction.actor
    if row["state"] in rules.UNSOLVED_STATES:
        return moved(row, "working", owner=owner)
    return reopened(transaction, row) | {"owner": owner}


def waiting(transaction: Transaction, row: Mapping[str, Any], reason: str) -> Row:
    """Wait for whom or what the reason says; see waiting_values."""
    require_case_move(row, "waiting")
    return waiting_values(transaction, row, reason)


def solved(
    transaction: Transaction, row: Mapping[str, Any], result: str = "", at: datetime | None = None
) -> Row:
    """The trouble is dealt with since `at`; an empty result leaves what stands."""
    words = cleaned("result", result)
    solved_at = past_moment(transaction, row, at)
    return moved(row, "solved", solved_at=solved_at, snoozed_until=None, result=words or row["result"])


def told(
    transaction: Transaction, row: Mapping[str, Any], told_at: datetime | None = None, **how: str
) -> Row:
    """The customer has been told; `how` are the fields told_words, told_how and told_by."""
    at = past_moment(transaction, row, told_at)
    values = moved(row, "told", told_at=at, **how)
    if row["solved_at"] and row["solved_at"] > at:
        # Whoever has been told the result had it by then, whenever we came to write it down.
        values["solved_at"] = at
    return values


def reopened(transaction: Transaction, row: Mapping[str, Any]) -> Row:
    """Back to work; RefusedError when nothing is solved, or it was closed too long ago."""
    from servicedesk.services.closing import require_reopening

    if row["state"] in rules.UNSOLVED_STATES:
        raise RefusedError(
            _("{number} is not solved or closed: there is nothing to reopen.").format(
                number=format_number("case", row["id"])
            )
        )
    values = moved(row, "working", **NOT_SOLVED)
    require_reopening(transaction, row)
    return values


class CaseMoves(CaseChanges):
    """The part of the queue's service that moves cases through their states."""

    def work(self, case_ids: Sequence[int]) -> Change:
        """Begin work; a case that belongs to nobody becomes the actor's. On a solved case it is reopening."""
        return self._each("case.work", case_ids, working)

    def wait(self, case_ids: Sequence[int], reason: str) -> Change:
        """Wait for somebody or something: a reason of the desk's list, or free words.

        A case that waits already waits for this from now on.
        """
        return self._each("case.wait", case_ids, lambda transaction, row: waiting(transaction, row, reason))

    def nudge(self, case_ids: Sequence[int], words: str = "") -> Change:
        """Somebody has been asked again, now; the words become a note. RefusedError unless the case waits."""

        def values(transaction: Transaction, row: Row) -> Row:
            if row["state"] != "waiting":
                raise RefusedError(
                    _("{number} waits for nobody.").format(number=format_number("case", row["id"]))
                )
            return {"nudges": row["nudges"] + 1, "nudged_at": stored(transaction.now)}

        return self._each("case.nudge", case_ids, values, note=cleaned("text", words))

    def to_nudge(self, now: datetime | None = None) -> "list[NudgeLine]":
        """Whom to ask again at `now`, and which cases to propose for closing; the longest due first."""
        from servicedesk.services.waiting import nudge_lines

        with self.desk.reading() as db:
            return nudge_lines(db, now or self.desk.clock.now(), self.desk.store.zone)

    def solve(self, case_ids: Sequence[int], result: str = "", *, at: datetime | None = None) -> Change:
        """The trouble is dealt with, the customer still to be told; `result` says how, unless empty."""
        return self._each(
            "case.solve", case_ids, lambda transaction, row: solved(transaction, row, result, at)
        )

    def tell(
        self,
        case_ids: Sequence[int],
        words: str = "",
        *,
        how: str = "",
        by: str = "",
        at: datetime | None = None,
    ) -> Change:
        """The customer has been told the result in these words, by the actor and now unless said.

        `how` is one of domain.calls.CHANNELS or empty. Told before noted as solved: it was solved then.
        """
        said = {
            "told_words": cleaned("told_words", words),
            "told_how": one_of("told_how", how, (*call_rules.CHANNELS, "")),
            "told_by": cleaned("told_by", by) or self.desk.actor,
        }
        return self._each("case.tell", case_ids, lambda transaction, row: told(transaction, row, at, **said))

    def gates(self, case_id: int) -> "tuple[GateLine, ...]":
        """The gates of the case, and what is missing at each; NotFoundError if there is no such case."""
        from servicedesk.services.closing import gate_lines

        with self.desk.reading() as db:
            return gate_lines(db, case_id, self.desk.clock.now())

    def close(self, case_ids: Sequence[int], *, override: str = "") -> Change:
        """Close cases whose gates are met.

        RefusedError names all that is missing, unless `override` says why they are closed all the same: the
        reason is then kept with what was missing, and cleared when the case is reopened.
        """
        from servicedesk.services.closing import missing, refuse_closing

        reason = cleaned("close_override", override)
        with self.desk.writing() as transaction:
            ids = list(dict.fromkeys(case_ids))
            for case_id in ids:
                require_case_move(transaction.row("cases", case_id), "closed")
            lacking = missing(transaction.connection, ids, transaction.now)
            if not reason:
                refuse_closing(lacking)
            for case_id in ids:
                names = ",".join(lacking.get(case_id, ()))
                values = moved(
                    transaction.row("cases", case_id),
                    "closed",
                    closed_at=stored(transaction.now),
                    snoozed_until=None,
                    close_override=reason if names else "",
                    close_missing=names,
                )
                transaction.update("cases", case_id, values)
                transaction.record("case.close", "case", case_id)
            return transaction.change()

    def reopen(self, case_ids: Sequence[int], reason: str = "") -> Change:
        """Take solved, told or ended cases back to work; earlier times stay in the history.

        RefusedError for one that was closed more than the desk's `reopen_days` ago: a new case follows it.
        """
        return self._each("case.reopen", case_ids, reopened, note=cleaned("text", reason))

    def cancel(self, case_ids: Sequence[int], reason: str = "") -> Change:
        """End cases that were opened by mistake; `reason` is written as a note."""
        return self._each(
            "case.cancel",
            case_ids,
            lambda _transaction, row: moved(row, "cancelled", snoozed_until=None),
            note=cleaned("text", reason),
        )
