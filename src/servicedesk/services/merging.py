"""Merging cases and taking them apart again; what only links them stands in links.py."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from servicedesk.domain import merging as rules
from servicedesk.domain.case_states import MERGED, WORKING
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.labels import fold_label
from servicedesk.domain.merging import Choice, MergeField
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.history import Change
from servicedesk.i18n import _
from servicedesk.services.case_rows import change_labels
from servicedesk.services.case_waits import give_back, look_again
from servicedesk.services.changes import require_order, require_then
from servicedesk.services.checklists import CHECKLIST_FIELDS, put_steps
from servicedesk.services.context import Service
from servicedesk.services.merged_waits import is_at_work, pauses
from servicedesk.services.values import cleaned
from servicedesk.storage import cases, policies
from servicedesk.storage.complaints import end_of_merge, merge_action, merge_ended_wait
from servicedesk.storage.events import changed_at
from servicedesk.storage.json_text import kept_choices
from servicedesk.storage.moments import stored
from servicedesk.storage.transaction import Transaction


class MergingService(Service):
    """Several cases that are one matter: merged, and taken apart again."""

    def differences(self, source_id: int, target_id: int) -> tuple[MergeField, ...]:
        """The fields in which the source says something else than the target, for who is to choose."""
        with self.desk.reading() as db:
            source, target = (cases.case(db, case_id).fields for case_id in (source_id, target_id))
        return tuple(MergeField(name, source[name], target[name]) for name in rules.differing(source, target))

    def merge(
        self,
        source_ids: Sequence[int],
        target_id: int,
        *,
        take: Collection[str] = (),
        reason: str = "",
        at: datetime | None = None,
    ) -> Change:
        """Merge the sources into the target, at `at` if not now: they stay as they are and point at it.

        The target's blank fields are filled, its labels united with theirs; of the fields in `take` (of
        domain.merging.FIELDS, for a single source) it gets the source's. Raises RefusedError for a merge into
        itself, in a ring, of or into a case that has ended, and without a reason of two customers' cases.
        """
        words = cleaned("merge", "reason", reason)
        rules.require_fields(take, source_ids)
        with self.desk.writing(at) as transaction:
            end_id = end_of_merge(transaction.connection, target_id)
            for source_id in dict.fromkeys(source_ids):
                source, target = (transaction.row("cases", case_id) for case_id in (source_id, target_id))
                rules.require_merge(source, target, end_id, words)
                require_then(transaction, target)
                self._merge(transaction, source, target, rules.choose(source, target, take), words)
            return transaction.change()

    def unmerge(self, case_ids: Sequence[int]) -> Change:
        """Take merged cases out again: each stands as before, and the target goes back to what it was.

        Fields of the target that were changed since stay as they are. RefusedError for a case that is not
        merged.
        """
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                if row["merged_into"] is None:
                    raise RefusedError(
                        _("{number} is not merged.").format(number=format_number("case", case_id))
                    )
                self._unmerge(transaction, row)
            return transaction.change()

    def _merge(
        self,
        transaction: Transaction,
        source: dict[str, Any],
        target: dict[str, Any],
        choices: list[Choice],
        reason: str,
    ) -> None:
        source_id, target_id = source["id"], target["id"]
        values = moves.merged(target_id)
        require_order(transaction, source, values)
        transaction.update("cases", source_id, values)
        transaction.record("case.merge", "case", source_id)
        hidden_at = changed_at(transaction.connection, "case", target_id, rules.SNOOZED)
        choices += rules.slept(source, target, transaction.act.now, hidden_at)
        taken = rules.taken_values(choices)
        ended = self._end_of_wait(transaction, source, target)
        transaction.update("cases", target_id, taken | ended)
        if ended:
            choices.append(Choice(rules.WAIT, {name: target[name] for name in ended}, None, True))
        choices += [
            Choice(rules.LABEL, None, label, True) for label in self._unite(transaction, source_id, target_id)
        ]
        if taken.keys() & set(CHECKLIST_FIELDS):
            choices += [Choice(rules.STEP, None, text, True) for text in put_steps(transaction, target_id)]
        transaction.insert(
            "case_merges",
            moves.merge_record(source, target_id, transaction.act, reason, rules.written(choices)),
        )
        # The row that tells of the merge stands in the history of the target: the source has its own line.
        transaction.record("case.merge", "case", target_id)
        look_again(transaction, (source_id, target_id))

    def _unmerge(self, transaction: Transaction, row: dict[str, Any]) -> None:
        case_id, target_id = row["id"], row["merged_into"]
        found = transaction.rows(
            "SELECT id, source_state, choices FROM case_merges"
            " WHERE case_id = ? AND unmerged_at IS NULL ORDER BY id DESC LIMIT 1",
            (case_id,),
        )
        # A case that an import brought as merged has no record of how it stood.
        merge_id, state, choices = found[0] if found else (None, WORKING, "[]")
        own = rules.read(kept_choices(choices))
        alone = {"state": state, "merged_into": None, **rules.own_sleep(own)}
        transaction.update("cases", case_id, alone)
        transaction.record("case.unmerge", "case", case_id)
        if merge_id is not None:
            self._unmerge_target(transaction, target_id, merge_id, own)
            give_back(transaction, (case_id,), merge_action(transaction.connection, case_id))
        look_again(transaction, (case_id, target_id), at=transaction.now)

    def _unmerge_target(
        self, transaction: Transaction, target_id: int, merge_id: int, own: list[Choice]
    ) -> None:
        """Let the target go back to what it was before that merge, whose choices are `own`."""
        later = self._later_merges(transaction, target_id, merge_id)
        target = transaction.row("cases", target_id)
        back = rules.returned_values(own, target, [choice for held in later.values() for choice in held])
        if back.get(rules.SNOOZED):
            back[rules.SNOOZED] = rules.still_slept(back[rules.SNOOZED], later.values())
            if _has_come_since(transaction, target_id, merge_id):
                del back[rules.SNOOZED]
        back |= self._wait_again(transaction, target, own, later)
        transaction.update("cases", target_id, back)
        for later_id, held in later.items():
            transaction.update(
                "case_merges", later_id, {"choices": rules.written(rules.standing_on(held, own))}
            )
        labels = {fold_label(label) for label in rules.came_with(own, rules.LABEL)}
        change_labels(transaction, target_id, [], labels)
        self._take_steps_back(transaction, target_id, rules.came_with(own, rules.STEP))
        transaction.update("case_merges", merge_id, {"unmerged_at": stored(transaction.now)})
        transaction.record("case.unmerge", "case", target_id)

    def _end_of_wait(
        self, transaction: Transaction, source: dict[str, Any], target: dict[str, Any]
    ) -> dict[str, Any]:
        """What changes with the waiting of the target: it is at work with a source that is."""
        if not is_at_work(transaction, source):
            return {}
        return moves.wait_ended_by_merge(target, transaction.act, pauses=pauses(transaction, target))

    def _wait_again(
        self,
        transaction: Transaction,
        target: dict[str, Any],
        own: Sequence[Choice],
        later: dict[int, list[Choice]],
    ) -> dict[str, Any]:
        """The fields of the wait that ended with a merge and goes on with its end, if nothing else ended it.

        Where a later merge that stands would have ended it too, that one has ended it from now on.
        """
        wait = rules.ended_wait(own)
        if not wait or not merge_ended_wait(transaction.connection, target["id"]):
            return {}
        for later_id, held in later.items():
            merge = transaction.row("case_merges", later_id)
            source = transaction.row("cases", merge["case_id"]) | {"state": merge["source_state"]}
            if is_at_work(transaction, source):
                held.append(Choice(rules.WAIT, wait, None, True))
                return {}
        if target["state"] != MERGED:
            return wait
        # It stands merged itself: it waits again once it is taken out.
        for (merge_id,) in transaction.rows(
            "SELECT id FROM case_merges WHERE case_id = ? AND unmerged_at IS NULL", (target["id"],)
        ):
            transaction.update("case_merges", merge_id, {"source_state": wait.pop("state")})
        return wait

    def _unite(self, transaction: Transaction, source_id: int, target_id: int) -> list[str]:
        """Put the labels of the source on the target; those that it did not have."""
        held = {fold_label(label) for label in _labels(transaction, target_id)}
        new = [label for label in _labels(transaction, source_id) if fold_label(label) not in held]
        change_labels(transaction, target_id, new, set())
        return new

    def _later_merges(
        self, transaction: Transaction, target_id: int, merge_id: int
    ) -> dict[int, list[Choice]]:
        """The choices of the merges into the same case that came later and stand."""
        found = transaction.rows(
            "SELECT id, choices FROM case_merges WHERE target_id = ? AND id > ? AND unmerged_at IS NULL"
            " ORDER BY id",
            (target_id, merge_id),
        )
        return {later_id: rules.read(kept_choices(choices)) for later_id, choices in found}

    def _take_steps_back(self, transaction: Transaction, case_id: int, texts: Sequence[str]) -> None:
        for step_id, text, done_at in transaction.rows(
            "SELECT id, text, done_at FROM case_steps WHERE case_id = ?", (case_id,)
        ):
            if text in texts and done_at is None:
                transaction.delete("case_steps", step_id)


def _has_come_since(transaction: Transaction, case_id: int, merge_id: int) -> bool:
    """Whether the customer would have woken the case since that merge."""
    wakes: bool = policies.current(transaction.connection, "handling").contact_wakes
    merge = transaction.find("case_merges", merge_id)
    return (
        wakes
        and merge is not None
        and bool(
            transaction.rows(
                "SELECT 1 FROM calls WHERE case_id = ? AND direction = 'in' AND voided_at IS NULL"
                " AND rang_at >= ? LIMIT 1",
                (case_id, merge["at"]),
            )
        )
    )


def _labels(transaction: Transaction, case_id: int) -> list[str]:
    found = transaction.rows(
        "SELECT label FROM case_labels WHERE case_id = ? ORDER BY position, id", (case_id,)
    )
    return [label for (label,) in found]
