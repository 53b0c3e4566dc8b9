"""Recurring cases: plans that open a case by a rule, each date once, on days that the desk works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from servicedesk.domain import recurring as rules
from servicedesk.domain.errors import DamagedError, NotFoundError, RefusedError, UsageError
from servicedesk.domain.moves import Row, Values
from servicedesk.domain.recurrence import parse_repeat
from servicedesk.domain.rows.history import Change
from servicedesk.domain.rule_dates import OWN_KEYS, parts_of
from servicedesk.domain.words.cases import DEFAULT_PRIORITY
from servicedesk.i18n import _, ngettext
from servicedesk.services.case_rows import NewCase, case_values, insert_case
from servicedesk.services.changes import Changes, add_note
from servicedesk.services.context import Service
from servicedesk.services.values import cleaned, distinct
from servicedesk.storage import clock_cache, damage, impossible, recurring
from servicedesk.storage.json_text import kept_plan
from servicedesk.storage.moments import loaded, stored, stored_or_none
from servicedesk.storage.transaction import Transaction

if TYPE_CHECKING:
    from servicedesk.domain.rows.recurring import RecurringCase

CASE_FIELDS = ("subject", "kind", "description", "category", "department", "owner", "priority", "customer_id")
"""What a plan says of its cases, beside labels."""


@dataclass(frozen=True)
class NewRecurringCase:
    """A plan to be made: what to open, from `first_at` on, by a repeat as people write it (每月24日)."""

    name: str
    repeat: str
    first_at: datetime
    subject: str
    kind: str = "request"
    description: str = ""
    category: str = ""
    department: str = ""
    owner: str = ""
    priority: int = DEFAULT_PRIORITY
    labels: Sequence[str] = ()
    customer_id: int | None = None


class RecurringService(Service):
    """Cases that come again and again."""

    def add(self, new: NewRecurringCase) -> Change:
        """Make a plan; RefusedError when its first time has passed, UsageError for an unknown repeat."""
        name = _name(new.name)
        with self.desk.writing() as transaction:
            schedule = self._schedule(transaction, _repeat(new.repeat), new.first_at)
            self._require_to_come(new.first_at, schedule)
            values = {field: getattr(new, field) for field in CASE_FIELDS}
            body = recurring.body(_body(transaction, values, new.labels))
            plan = {"name": name, "repeat": schedule.repeat, "next_at": stored(new.first_at), "body": body}
            plan_id = transaction.insert("case_plans", plan)
            transaction.record("plan.add", "plan", plan_id)
            return transaction.change()

    def all(self) -> "list[RecurringCase]":
        """The plans, the next to open first."""
        with self.desk.reading() as db:
            return recurring.plans(db)

    def get(self, plan_id: int) -> "RecurringCase":
        """The plan; NotFoundError if there is none."""
        with self.desk.reading() as db:
            found = recurring.plan(db, plan_id)
        if found is None:
            raise _no_plan()
        return found

    def edit(self, plan_id: int, values: Mapping[str, Any]) -> Change:
        """Change name, repeat, next_at, labels or fields of CASE_FIELDS; cases opened already stay."""
        with self.desk.writing() as transaction:
            row = _row(transaction, plan_id)
            body = _held(row)
            wanted = dict(values)
            changed: dict[str, Any] = {}
            if "name" in wanted:
                changed["name"] = _name(wanted.pop("name"))
            if "repeat" in wanted or "next_at" in wanted:
                repeat = _repeat(wanted.pop("repeat")) if "repeat" in wanted else row["repeat"]
                is_new = "next_at" in wanted
                next_at = wanted.pop("next_at", None) or (loaded(row["next_at"]) if row["next_at"] else None)
                if next_at is None:
                    raise UsageError(_("When is the next case to be opened?"), _("Give a time to come."))
                schedule = self._schedule(transaction, repeat, next_at)
                if is_new:
                    self._require_to_come(next_at, schedule)
                changed |= {"repeat": schedule.repeat, "next_at": stored(next_at)}
            labels = wanted.pop("labels", body.get("labels", ()))
            held = {field: body.get(field) for field in CASE_FIELDS}
            changed["body"] = recurring.body(_body(transaction, held | wanted, labels))
            transaction.update("case_plans", plan_id, changed)
            transaction.record("plan.edit", "plan", plan_id)
            return transaction.change()

    def pause(self, plan_ids: Sequence[int]) -> Change:
        """Open nothing until the plans are resumed."""
        return self._each("plan.pause", plan_ids, lambda _transaction, _row: {"paused": 1})

    def resume(self, plan_ids: Sequence[int]) -> Change:
        """Go on with paused plans, from their next date to come: the pause is not made up for."""

        def resumed(transaction: Transaction, row: Row) -> Values:
            if not (row["paused"] and row["next_at"]):
                return {"paused": 0}
            next_at = loaded(row["next_at"])
            schedule = self._schedule(transaction, row["repeat"], next_at)
            to_come = rules.first_to_come(next_at, schedule, transaction.now)
            return {"paused": 0, "next_at": stored_or_none(to_come)}

        return self._each("plan.resume", plan_ids, resumed)

    def remove(self, plan_ids: Sequence[int]) -> Change:
        """Take plans away; the cases that came of them stay."""

        def removed(_transaction: Transaction, row: Row) -> Values:
            return {
                "next_at": None,
                "body": recurring.body((kept_plan(row["body"]) or {}) | {"removed": True}),
            }

        return self._each("plan.remove", plan_ids, removed)

    def _each(self, verb: str, plan_ids: Sequence[int], changes: Changes) -> Change:
        with self.desk.writing() as transaction:
            for plan_id in dict.fromkeys(plan_ids):
                transaction.update("case_plans", plan_id, changes(transaction, _row(transaction, plan_id)))
                transaction.record(verb, "plan", plan_id)
            return transaction.change()

    def run_due(self, damaged: list[int] | None = None) -> list[int]:
        """Open the case of every plan whose time has come; their ids.

        Each is an action of its own. Dates missed while nobody looked are opened once, with a note that says
        how many there were. A plan that nobody can read opens nothing and keeps none of the others from it;
        `damaged` gets its number.
        """
        with self.desk.reading() as db:
            waiting = recurring.reached(db, self.desk.clock.now())
        opened = []
        for plan_id in waiting:
            try:
                opened.append(self._run(plan_id))
            except DamagedError:
                if damaged is not None:
                    damaged.append(plan_id)
        return [case_id for case_id in opened if case_id is not None]

    def _run(self, plan_id: int) -> int | None:
        """Open the case of the plan if it is due; None if another process was first. Raises DamagedError."""
        with self.desk.writing() as transaction:
            if found := next(impossible.find_in(transaction.connection, "case_plans", plan_id), None):
                raise damage.error([found])
            plan = recurring.plan(transaction.connection, plan_id)
            if plan is None or plan.is_paused or plan.next_at is None:
                return None
            schedule = self._schedule(transaction, plan.repeat, plan.next_at)
            due = rules.due(plan.next_at, schedule, transaction.now)
            if due is None:
                return None
            case_id = insert_case(transaction, _new_case(transaction, plan), plan_id=plan_id)
            if due.skipped:
                words = ngettext(
                    "{count} earlier date of this plan passed without a case.",
                    "{count} earlier dates of this plan passed without a case.",
                    due.skipped,
                )
                add_note(transaction, case_id, words.format(count=due.skipped))
            transaction.record("case.open", "case", case_id)
            # Beside the history: undoing the case must not make the plan open it again.
            next_at = stored_or_none(due.next_at)
            transaction.unlogged.update("case_plans", plan_id, {"next_at": next_at})
            return case_id

    def _schedule(self, transaction: Transaction, repeat: str, first_at: datetime) -> rules.Schedule:
        held = clock_cache.stamp(transaction.connection)
        zone = ZoneInfo(held.zone if held else transaction.zone)
        calendar = clock_cache.working_calendar(transaction.connection, zone.key)
        try:
            first_on = first_at.astimezone(zone).date()
        except OverflowError:
            raise UsageError(_("That time is too far away.")) from None
        return rules.Schedule(rules.anchored(repeat, first_on), calendar, zone)

    def _require_to_come(self, first_at: datetime, schedule: rules.Schedule) -> None:
        if first_at <= self.desk.clock.now():
            raise RefusedError(_("That time has passed."), _("Name a time to come for the first case."))
        # Raises where no calendar counts that far.
        rules.opens_at(first_at, schedule)


def _name(text: str) -> str:
    name = cleaned("plan", "name", text)
    if not name:
        raise UsageError(_("A plan needs a name."))
    return name


def _repeat(text: str) -> str:
    """The rule of a plan, whose cases are opened on its dates, or on the working day after."""
    rule = parse_repeat(text)
    ways = {key: value for key, value in parts_of(rule).items() if key in OWN_KEYS}
    if ways and ways != {"X-DAYOFF": "NEXT"}:
        raise UsageError(
            _("A recurring case is opened on its date, or on the next working day."),
            _("Leave out what else the repeat says."),
        )
    return rule


def _body(transaction: Transaction, values: Mapping[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    """What a plan opens, checked as a case is when it is opened."""
    row = case_values(values)
    if not row.get("subject"):
        raise UsageError(_("A case needs a subject."))
    if row["customer_id"] is not None:
        transaction.row("customers", row["customer_id"])
    return row | {"labels": distinct("case", "label", labels)}


def _new_case(transaction: Transaction, plan: "RecurringCase") -> NewCase:
    values = {field: getattr(plan, field) for field in CASE_FIELDS}
    if plan.customer_id is not None and transaction.find("customers", plan.customer_id) is None:
        # The card was undone since; the work is still to be done.
        values["customer_id"] = None
    return NewCase(**values, labels=plan.labels)


def _row(transaction: Transaction, plan_id: int) -> dict[str, Any]:
    row = transaction.find("case_plans", plan_id)
    if row is None or (kept_plan(row["body"]) or {}).get("removed"):
        raise _no_plan()
    return row


def _held(row: Row) -> dict[str, Any]:
    """What a plan opens; DamagedError where nobody can read it."""
    held = kept_plan(row["body"])
    if held is None:
        raise DamagedError(
            _("What this plan opens is damaged."),
            _("Take it away and make it anew, or compare with a backup."),
        )
    return held


def _no_plan() -> NotFoundError:
    return NotFoundError(_("There is no such plan."), _("Look at the list of recurring cases."))
