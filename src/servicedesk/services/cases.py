"""Cases: open, edit, the moves of their life, and what is done to many at once.

Every method that takes ids works on all of them in one action, or on none: if one case may not make the
move, nothing changes and the error names it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servicedesk.domain import calls as call_rules
from servicedesk.domain import cases as rules
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.labels import fold_label
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import Case, Change, Dossier
from servicedesk.domain.text import clean, clean_line
from servicedesk.i18n import _
from servicedesk.services.history import lines
from servicedesk.services.service import Service
from servicedesk.services.values import cleaned, cleaned_fields, distinct, moment_or_none, one_of
from servicedesk.storage import calls, cases, customers, events, followups
from servicedesk.storage.moments import stored
from servicedesk.storage.transaction import Transaction

TEXT_FIELDS = ("subject", "description", "category", "department", "cause", "result", "owner")
EDITABLE = (
    *TEXT_FIELDS,
    "kind",
    "channel",
    "priority",
    "customer_id",
    "due_at",
    "received_at",
    "satisfaction",
)
NOT_SOLVED: dict[str, Any] = {
    "solved_at": None,
    "told_at": None,
    "told_by": "",
    "told_words": "",
    "closed_at": None,
}
SUBJECT_LIMIT = 200
"""Longer first lines are cut for the subject; the whole text stands in the description."""


@dataclass(frozen=True)
class NewCase:
    """A case to be opened. `received_at` is when the customer came with it, now if not given."""

    subject: str
    kind: str = "complaint"
    description: str = ""
    customer_id: int | None = None
    priority: int = rules.DEFAULT_PRIORITY
    labels: Sequence[str] = ()
    owner: str = ""
    category: str = ""
    channel: str = ""
    department: str = ""
    due_at: datetime | None = None
    received_at: datetime | None = None


class CaseService(Service):
    """The queue and its cases."""

    # One case

    def open(self, new: NewCase) -> Change:
        """Open a case; UsageError without a subject."""
        with self.desk.writing() as transaction:
            case_id = insert_case(transaction, new)
            transaction.record("case.open", "case", case_id)
            return transaction.change()

    def get(self, case_id: int) -> Case:
        """The case; NotFoundError if there is none."""
        with self.desk.reading() as db:
            return cases.case(db, case_id)

    def dossier(self, case_id: int) -> Dossier:
        """The case with its customer, history (oldest first), follow-ups; NotFoundError if there is none."""
        with self.desk.reading() as db:
            case = cases.case(db, case_id)
            customer_id = case.row.customer_id
            visits = followups.of_case(db, case_id)
            return Dossier(
                case=case,
                customer=customers.card(db, customer_id) if customer_id is not None else None,
                history=lines(
                    events.of_subject(db, "case", case_id),
                    cases.notes(db, case_id),
                    calls.of_case(db, case_id, case.fields["call_id"]),
                    [visit for visit in visits if visit.state != "planned"],
                ),
                followups=tuple(visits),
            )

    def edit(self, case_id: int, values: Mapping[str, Any], *, version: int | None = None) -> Change:
        """Change fields of EDITABLE (times aware, priority 1 to 4); StaleError if changed since `version`."""
        row = case_values(values)
        with self.desk.writing() as transaction:
            transaction.require_version("cases", case_id, version, row)
            if row.get("customer_id") is not None:
                transaction.row("customers", row["customer_id"])
            transaction.update("cases", case_id, row)
            transaction.record("case.edit", "case", case_id)
            return transaction.change()

    # Many at once

    def assign(self, case_ids: Sequence[int], owner: str) -> Change:
        """Give the cases to `owner`; an empty name takes them back to nobody."""
        name = cleaned("owner", owner)
        return self._each("case.assign", case_ids, lambda _row: {"owner": name})

    def set_priority(self, case_ids: Sequence[int], priority: int) -> Change:
        """Set the priority, 1 (low) to 4 (urgent)."""
        values = case_values({"priority": priority})
        return self._each("case.priority", case_ids, lambda _row: values)

    def snooze(self, case_ids: Sequence[int], until: datetime) -> Change:
        """Hide the cases from the queue until a time to come."""
        if until <= self.desk.clock.now():
            raise UsageError(_("That time has passed; a case sleeps until a time to come."))
        moment = stored(until)
        return self._each("case.snooze", case_ids, lambda row: _only_open(row, {"snoozed_until": moment}))

    def wake(self, case_ids: Sequence[int]) -> Change:
        """End the snooze."""
        return self._each("case.wake", case_ids, lambda _row: {"snoozed_until": None})

    def label(
        self, case_ids: Sequence[int], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> Change:
        """Put labels on the cases and take labels off."""
        wanted, unwanted = distinct("label", add), {fold_label(clean_line(label)) for label in remove}
        if not wanted and not unwanted:
            raise UsageError(_("No label was given."))
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                transaction.row("cases", case_id)
                _change_labels(transaction, case_id, wanted, unwanted)
                transaction.record("case.label", "case", case_id)
            return transaction.change()

    def note(self, case_ids: Sequence[int], text: str) -> Change:
        """Write a note on the cases; UsageError for an empty one."""
        words = cleaned("text", text)
        if not words.strip():
            raise UsageError(_("The note is empty."))
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                transaction.row("cases", case_id)
                add_note(transaction, case_id, words)
                transaction.record("case.note", "case", case_id)
            return transaction.change()

    # Moves

    def work(self, case_ids: Sequence[int]) -> Change:
        """Begin work; a case that belongs to nobody becomes the actor's."""

        def values(row: dict[str, Any]) -> dict[str, Any]:
            # Work on a solved case is its reopening: what told of the solution no longer holds.
            ended = {} if row["state"] in rules.UNSOLVED_STATES else NOT_SOLVED
            return {"owner": row["owner"] or self.desk.actor} | ended

        return self._move("case.work", case_ids, "working", values)

    def wait(self, case_ids: Sequence[int], reason: str) -> Change:
        """Wait for somebody or something; the reason says whom or what."""
        words = cleaned("waiting_reason", reason)
        if not words:
            raise UsageError(_("Whom or what does the case wait for?"), _("Give a reason."))
        return self._move("case.wait", case_ids, "waiting", lambda _row: {"waiting_reason": words})

    def solve(self, case_ids: Sequence[int], result: str = "") -> Change:
        """The trouble is dealt with, the customer still to be told; `result` says how, unless empty."""
        words = cleaned("result", result)
        now = stored(self.desk.clock.now())
        return self._move(
            "case.solve",
            case_ids,
            "solved",
            lambda row: {"solved_at": now, "snoozed_until": None, "result": words or row["result"]},
        )

    def tell(self, case_ids: Sequence[int], words: str = "") -> Change:
        """The customer has been told the result, by the actor, now, in these words."""
        said = cleaned("told_words", words)
        told = {"told_at": stored(self.desk.clock.now()), "told_by": self.desk.actor, "told_words": said}
        return self._move("case.tell", case_ids, "told", lambda _row: told)

    def close(self, case_ids: Sequence[int]) -> Change:
        """Close cases whose customers were told."""
        closed = {"closed_at": stored(self.desk.clock.now()), "snoozed_until": None}
        return self._move("case.close", case_ids, "closed", lambda _row: closed)

    def reopen(self, case_ids: Sequence[int], reason: str = "") -> Change:
        """Take solved, told or ended cases back to work; earlier times stay in the history."""
        words = cleaned("text", reason)
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                if row["state"] in rules.UNSOLVED_STATES:
                    raise RefusedError(
                        _("{number} is not solved or closed: there is nothing to reopen.").format(
                            number=format_number("case", case_id)
                        )
                    )
                _require_move(row, "working")
                transaction.update("cases", case_id, {"state": "working", **NOT_SOLVED})
                if words:
                    add_note(transaction, case_id, words)
                transaction.record("case.reopen", "case", case_id)
            return transaction.change()

    def cancel(self, case_ids: Sequence[int], reason: str = "") -> Change:
        """End cases that were opened by mistake; `reason` is written as a note."""
        words = cleaned("text", reason)
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                _require_move(transaction.row("cases", case_id), "cancelled")
                transaction.update("cases", case_id, {"state": "cancelled", "snoozed_until": None})
                if words:
                    add_note(transaction, case_id, words)
                transaction.record("case.cancel", "case", case_id)
            return transaction.change()

    # What menus offer

    def known_labels(self) -> list[str]:
        """The labels in use, the most used first."""
        with self.desk.reading() as db:
            return cases.known_labels(db)

    def known_owners(self) -> list[str]:
        """The actor, then who owns open cases."""
        with self.desk.reading() as db:
            owners = cases.known_owners(db)
        return list(dict.fromkeys([self.desk.actor, *owners]))

    def _move(
        self,
        verb: str,
        case_ids: Sequence[int],
        state: str,
        changes: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> Change:
        def values(row: dict[str, Any]) -> dict[str, Any]:
            _require_move(row, state)
            leaving = {"waiting_reason": ""} if row["state"] == "waiting" else {}
            return {"state": state} | leaving | changes(row)

        return self._each(verb, case_ids, values)

    def _each(
        self, verb: str, case_ids: Sequence[int], changes: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> Change:
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                transaction.update("cases", case_id, changes(transaction.row("cases", case_id)))
                transaction.record(verb, "case", case_id)
            return transaction.change()


def case_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Column values for fields of EDITABLE; UsageError for one that does not fit."""
    texts = {name: value for name, value in values.items() if isinstance(value, str) and name in TEXT_FIELDS}
    row: dict[str, Any] = cleaned_fields(texts, TEXT_FIELDS)
    for name, value in values.items():
        if name in texts:
            continue
        if name == "kind":
            row[name] = one_of(name, value, rules.KINDS)
        elif name == "channel":
            row[name] = one_of(name, value, (*call_rules.CHANNELS, ""))
        elif name == "priority":
            row[name] = _priority(value)
        elif name in {"due_at", "received_at"}:
            row[name] = moment_or_none(value)
        elif (name == "satisfaction" and (value is None or value in range(101))) or name == "customer_id":
            row[name] = value
        else:
            raise UsageError(_("There is no field {name}.").format(name=clean_line(name)))
    if "subject" in row and not row["subject"]:
        raise UsageError(_("A case needs a subject."))
    return row


def insert_case(transaction: Transaction, new: NewCase, *, call_id: int | None = None) -> int:
    """Insert a case with its labels; the caller records the event."""
    subject, description = split_subject(new.subject, new.description)
    row = case_values(
        {
            "subject": subject,
            "description": description,
            "kind": new.kind,
            "priority": new.priority,
            "owner": new.owner,
            "category": new.category,
            "channel": new.channel,
            "department": new.department,
            "due_at": new.due_at,
            "received_at": new.received_at or transaction.now,
        }
    )
    if new.customer_id is not None:
        transaction.row("customers", new.customer_id)
    case_id = transaction.insert("cases", row | {"customer_id": new.customer_id, "call_id": call_id})
    _change_labels(transaction, case_id, distinct("label", new.labels), set())
    return case_id


def split_subject(subject: str, description: str = "") -> tuple[str, str]:
    """The first line as the subject; a longer text stands whole in the description."""
    text = clean(subject).strip()
    first = clean_line(text.partition("\n")[0])
    if len(first) <= SUBJECT_LIMIT and "\n" not in text:
        return first, description
    return first[:SUBJECT_LIMIT], "\n\n".join(part for part in (text, description) if part)


def add_note(transaction: Transaction, case_id: int, text: str) -> None:
    """Write a note; the caller records the event."""
    transaction.insert(
        "case_notes",
        {"case_id": case_id, "at": stored(transaction.now), "actor": transaction.actor, "text": text},
    )


def _change_labels(transaction: Transaction, case_id: int, wanted: list[str], unwanted: set[str]) -> None:
    found = transaction.rows("SELECT id, folded, position FROM case_labels WHERE case_id = ?", (case_id,))
    held = {folded for _id, folded, _position in found}
    position = max((position for _id, _folded, position in found), default=-1)
    for label_id, folded, _position in found:
        if folded in unwanted:
            transaction.delete("case_labels", label_id)
    for label in wanted:
        if fold_label(label) not in held:
            position += 1
            transaction.insert(
                "case_labels",
                {"case_id": case_id, "position": position, "label": label, "folded": fold_label(label)},
            )


def _require_move(row: Mapping[str, Any], state: str) -> None:
    try:
        rules.require_move(row["state"], state)
    except RefusedError as error:
        raise RefusedError(f"{format_number('case', row['id'])}: {error.message}", error.hint) from None


def _only_open(row: Mapping[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    if row["state"] in rules.ENDED_STATES:
        raise RefusedError(_("{number} has ended.").format(number=format_number("case", row["id"])))
    return values


def _priority(value: object) -> int:
    if type(value) is not int or value not in rules.PRIORITIES:
        raise UsageError(_("The priority must be low, normal, high or urgent."))
    return value
