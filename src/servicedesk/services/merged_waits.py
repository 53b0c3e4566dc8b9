"""What a merge ends: a case does not wait, in the customer's time, beside one in it that is at work.

Merging makes no deadline later, whichever of the two was written down first: the wait or the merge.
"""

from collections.abc import Mapping
from typing import Any

from servicedesk.domain import merging as rules
from servicedesk.domain.case_states import UNSOLVED_STATES, WAITING
from servicedesk.domain.merging import Choice
from servicedesk.domain.moves import Act
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.worktime import seconds_of
from servicedesk.services.customer_contacts import has_come_since
from servicedesk.storage import clock_cache
from servicedesk.storage.json_text import kept_choices
from servicedesk.storage.moments import loaded, stored
from servicedesk.storage.transaction import Transaction

ENDED = "case.wait_ended_by_merge"


def pauses(transaction: Transaction, row: Mapping[str, Any]) -> bool:
    """Whether the clock of the solution stands still in the state of the case of `row`."""
    if row["state"] != WAITING:
        return False
    setting = clock_cache.setting(transaction.connection, transaction.zone).rules
    since = row["waiting_since"]
    begun = transaction.now if since is None else loaded(since)
    return setting.pauses(row["waiting_reason"], seconds_of(begun))


def is_at_work(transaction: Transaction, row: Mapping[str, Any]) -> bool:
    """Whether the case of `row`, as it was merged, ends the wait of the one that stands."""
    return row["state"] in UNSOLVED_STATES and not pauses(transaction, row)


def has_ended_since(transaction: Transaction, case_id: int) -> bool:
    """Let a wait that was entered late end as it would have ended since; whether anything changed.

    That is with the first contact of the customer, or the first merge of a case that is at work, after it.
    """
    if transaction.happened >= transaction.now:
        return False
    found = transaction.rows(
        "SELECT id, case_id, at, actor, source_state, choices FROM case_merges"
        " WHERE target_id = ? AND unmerged_at IS NULL AND at > ? AND at <= ? ORDER BY at, id",
        (case_id, transaction.act.now, stored(transaction.now)),
    )
    for merge_id, source_id, at, actor, state, choices in found:
        if has_come_since(transaction, case_id, until=at):
            return True
        row = transaction.row("cases", case_id)
        source = transaction.row("cases", source_id) | {"state": state}
        if not is_at_work(transaction, source):
            continue
        values = moves.wait_ended_by_merge(row, Act(actor, at), pauses=pauses(transaction, row))
        if not values:
            continue
        transaction.update("cases", case_id, values)
        wait = Choice(rules.WAIT, {name: row[name] for name in values}, None, True)
        held = [one for one in rules.read(kept_choices(choices)) if one.field != rules.WAIT]
        # Taken apart again, the case waits on.
        transaction.update("case_merges", merge_id, {"choices": rules.written([*held, wait])})
        return transaction.record(ENDED, "case", case_id, happened=loaded(at))
    return has_come_since(transaction, case_id)
