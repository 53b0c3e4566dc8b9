"""What a desk had set up for itself, in again from its folder: rules, recurring cases, saved views.

Rules come before the records, for they move the clocks; recurring cases and views after them, for they name
customers and cases. A document of rules comes as a whole, with every text and since when it holds. What the
folder does not have stays as it is here. Nobody can say which of two is newer: with the rule `newest` for
conflicts what stands here stays.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.policies import POLICIES
from servicedesk.domain.recurrence import is_rule
from servicedesk.domain.rows.setup import RuleText
from servicedesk.domain.text import brief, clean_line
from servicedesk.domain.unreadable import UNREADABLE
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _, ngettext
from servicedesk.services.case_rows import case_values
from servicedesk.services.lists import ListService
from servicedesk.services.policy_files import MOST_BYTES, rules_in
from servicedesk.services.recurring import CASE_FIELDS
from servicedesk.services.setup_files import NAME, SCHEMA, SETUP, SetupFiles, is_setup_file
from servicedesk.services.values import cleaned, distinct, kind_or
from servicedesk.storage import clock_cache, earlier_facts, import_references, matching, recurring, setup
from servicedesk.storage.bulk import BulkLoader
from servicedesk.storage.import_references import Pointer
from servicedesk.storage.json_text import kept_plan
from servicedesk.storage.moments import loaded, stored
from servicedesk.storage.rows import Rows
from servicedesk.storage.transaction import Transaction

LARGEST = 64 << 20
"""Bytes of setup.json; the cases of all its plans stand in it."""


@dataclass(frozen=True, slots=True)
class SetupReject:
    """Why an entry was not taken in; `what` names it."""

    what: str
    reason: str


@dataclass
class SetupReport:
    """What the setup came to; new + updated + unchanged + rejected = read."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects: list[SetupReject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def customers_new(self) -> int:
        """It makes no customers."""
        return 0

    def taken_back(self) -> None:
        """Nothing stays: what was not rejected has changed nothing."""
        self.unchanged += self.new + self.updated
        self.new = self.updated = 0


class _Kept(Exception):  # noqa: N818 - it is no error: what stands here stays
    """What differs stays as it is, for the rule for conflicts says so."""


def read_setup(files: SetupFiles) -> dict[str, Any]:
    """What setup.json says; UsageError when it cannot be understood."""
    try:
        block = files.read(NAME, LARGEST + 1)
        said = json.loads(block.decode("utf-8-sig")) if len(block) <= LARGEST else None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ServiceDeskError(_("The file cannot be read: {reason}.").format(reason=reason)) from None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not _is_ours(said):
        raise UsageError(
            _("{name} cannot be understood.").format(name=NAME),
            _("Restore it from the export, or make the export anew."),
        )
    return said


def _is_ours(said: Mapping[str, Any]) -> bool:
    is_setup = said.get("kind") == SETUP and said.get("schema") == SCHEMA
    return is_setup and all(isinstance(said.get(name), list) for name in ("rules", "plans", "views"))


class SetupRun:
    """Takes the setup of one folder in, its entries one by one."""

    def __init__(
        self,
        files: SetupFiles,
        said: Mapping[str, Any],
        loader: BulkLoader,
        lists: ListService,
        on_conflict: str,
    ) -> None:
        self.report = SetupReport()
        self._files = files
        self._said = said
        self._loader = loader
        self._transaction: Transaction = loader.transaction
        self._lists = lists
        self._on_conflict = on_conflict
        self._without_customer = 0

    def take_rules(self) -> None:
        """The zone of the clocks where none was begun, and the documents of rules."""
        self._take_zone()
        for entry in self._said["rules"]:
            self._take(entry, _("rules"), self._rules)

    def take_rest(self) -> None:
        """Recurring cases and views, when all records are here."""
        for entry in self._said["plans"]:
            self._take(entry, _("recurring case"), self._plan)
        for entry in self._said["views"]:
            self._take(entry, _("view"), self._view)
        for entry in self._said.get("earlier") or ():
            self._take(entry, _("earlier values"), self._fact)
        if self._without_customer:
            words = ngettext(
                "{count} recurring case names a customer who is not here; it stands without.",
                "{count} recurring cases name a customer who is not here; they stand without.",
                self._without_customer,
            )
            self.report.notes.append(words.format(count=self._without_customer))

    def _take(self, entry: Any, what: str, taken: Any) -> None:
        """Count what becomes of one entry; `taken` gives new, updated or unchanged."""
        report = self.report
        report.read += 1
        name = entry.get("name") if isinstance(entry, dict) else None
        called = f"{what} {brief(name, 60) if isinstance(name, str) else report.read}"
        try:
            if not isinstance(entry, dict) or not isinstance(name, str):
                raise _not_understood()
            becomes = taken(entry, called)
        except _Kept:
            becomes = "unchanged"
            if self._on_conflict == "newest":
                words = _("{what} differs and stays: nobody can say which is newer.")
                report.notes.append(words.format(what=called))
        except (_Fault, UsageError) as error:
            becomes = "rejected"
            report.rejects.append(SetupReject(called, error.message))
        setattr(report, becomes, getattr(report, becomes) + 1)

    def _require_may_change(self, called: str) -> None:
        if self._on_conflict in {"skip", "newest"}:
            raise _Kept
        if self._on_conflict == "fail":
            raise ServiceDeskError(
                _("{what} differs from what is here; nothing was imported.").format(what=called),
                _("Import it with --on-conflict update, skip or newest."),
            )

    def _record(self, verb: str, kind: str, subject_id: int) -> None:
        self._transaction.record(verb, kind, subject_id, run_id=self._loader.run_id)

    # The zone

    def _take_zone(self) -> None:
        zone = self._said.get("zone")
        if not isinstance(zone, str) or not zone:
            return
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            words = _("The zone of its clocks is not known here: {zone}.")
            self.report.notes.append(words.format(zone=brief(zone, 40)))
            return
        transaction = self._transaction
        held = clock_cache.stamp(transaction.connection)
        here = held.zone if held else transaction.zone
        if here == zone:
            return
        if transaction.rows("SELECT 1 FROM cases LIMIT 1"):
            words = _("Its clocks were computed in {zone}; here they are in {here}, and stay so.")
            self.report.notes.append(words.format(zone=zone, here=clean_line(here)))
            return
        clock_cache.begin(transaction.connection, zone, transaction.now)

    # Rules

    def _rules(self, entry: Mapping[str, Any], called: str) -> str:
        name = entry["name"]
        if name not in POLICIES:
            raise _Fault(_("There are no such rules."))
        texts = tuple(self._texts(name, entry.get("texts")))
        held = setup.rule_texts(self._transaction.connection, name)
        if held == texts:
            return "unchanged"
        if held:
            self._require_may_change(called)
        self._replace_rules(name, texts)
        return "updated" if held else "new"

    def _texts(self, name: str, told: Any) -> Iterator[RuleText]:
        if not isinstance(told, list) or not told:
            raise _not_understood()
        before: datetime | None = None
        for place, one in enumerate(told):
            file = one.get("file") if isinstance(one, dict) else None
            if not isinstance(file, str) or not is_setup_file(file) or file == NAME:
                raise _not_understood()
            if not self._files.has(file):
                raise _Fault(_("There is no file {name}.").format(name=file))
            try:
                text = rules_in(self._files.read(file, MOST_BYTES + 1), "utf-8")
                POLICIES[name].parse(text)
            except ServiceDeskError as error:
                raise _Fault(f"{file}: {error.message}") from None
            since = _moment(one.get("valid_from"))
            if place and (since is None or (before is not None and since <= before)):
                raise _Fault(_("Its texts are not in the order of time."))
            before = since
            yield RuleText(None if since is None else stored(since), text)

    def _replace_rules(self, name: str, texts: tuple[RuleText, ...]) -> None:
        transaction = self._transaction
        *earlier, last = texts
        for (version_id,) in transaction.rows("SELECT id FROM policy_versions WHERE name = ?", (name,)):
            transaction.delete("policy_versions", version_id)
        for one in earlier:
            transaction.insert(
                "policy_versions", {"name": name, "valid_from": one.valid_from, "body": one.text}
            )
        values: dict[str, Any] = {"body": last.text, "valid_from": last.valid_from}
        found = transaction.unlogged.find("policies", name=name)
        if found is None:
            ((version,),) = transaction.rows("SELECT coalesce(max(id), 0) + 1 FROM events")
            values |= {"name": name, "version": version, "updated_at": stored(transaction.now)}
            policy_id = transaction.insert("policies", values)
        else:
            policy_id = int(found["id"])
            transaction.update("policies", policy_id, values)
        self._record(f"policy.set.{name}", "policy", policy_id)

    # Recurring cases

    def _plan(self, entry: Mapping[str, Any], called: str) -> str:
        transaction = self._transaction
        uid, number = entry.get("uid"), entry.get("number")
        if not isinstance(uid, str) or not uid or len(uid) > 100 or type(number) is not int:
            raise _not_understood()
        values = self._plan_values(entry)
        held = setup.plan_of(transaction.connection, uid)
        if held is None:
            kept = setup.number_of_plan(transaction.connection, uid, number) if number > 0 else None
            plan_id = transaction.insert("case_plans", values | ({"id": kept} if kept else {}))
            self._record("plan.add", "plan", plan_id)
            setup.remember_plan(transaction.connection, uid, plan_id)
            becomes = "new"
        else:
            plan_id = held["id"]
            changes = _plan_changes(held, values)
            if changes:
                self._require_may_change(called)
                transaction.update("case_plans", plan_id, changes)
                self._record("plan.edit", "plan", plan_id)
            becomes = "updated" if changes else "unchanged"
        self._point_cases(entry.get("cases"), plan_id)
        return becomes

    def _plan_values(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        opens, repeat, removed = entry.get("opens"), entry.get("repeat"), entry.get("removed") is True
        name = cleaned("plan", "name", entry["name"])
        if not name or not isinstance(repeat, str) or not is_rule(repeat):
            raise _not_understood()
        if not removed and not isinstance(opens, dict):
            raise _not_understood()
        body: dict[str, Any] = {}
        if isinstance(opens, dict) and opens:
            labels = opens.get("labels", [])
            if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
                raise _not_understood()
            said = {field: opens[field] for field in CASE_FIELDS if field in opens}
            body = dict(case_values(said | {"customer_id": self._customer(entry.get("customer"))}))
            body["labels"] = distinct("case", "label", labels)
        if removed:
            body["removed"] = True
        text = recurring.body(body)
        if kept_plan(text) is None:
            raise _not_understood()
        next_at = _moment(entry.get("next_at"))
        return {
            "name": name,
            "repeat": repeat,
            "next_at": None if next_at is None or removed else stored(next_at),
            "paused": int(entry.get("paused") is True),
            "body": text,
        }

    def _customer(self, uid: Any) -> int | None:
        if not isinstance(uid, str) or not uid:
            return None
        found = matching.by_uid(self._transaction.connection, "customer", [uid]).get(uid)
        self._without_customer += found is None
        return found

    def _point_cases(self, uids: Any, plan_id: int) -> None:
        """Have the cases that came of the plan name it; what a case is part of here, a file does not move."""
        if not isinstance(uids, list):
            return
        db = self._transaction.connection
        ids = matching.by_uid(db, "case", [uid for uid in uids if isinstance(uid, str)])
        placed = import_references.targets(db, "cases", "plan_id", ids.values())
        pointers = [Pointer(case_id, plan_id) for case_id in sorted(ids.values()) if case_id not in placed]
        import_references.point(self._loader, "case", "plan_id", pointers)

    # Views

    def _view(self, entry: Mapping[str, Any], called: str) -> str:
        kind, query, name = entry.get("kind"), entry.get("query"), cleaned("view", "name", entry["name"])
        if not isinstance(kind, str) or not isinstance(query, str) or not name:
            raise _not_understood()
        kind_or(kind, "")
        self._lists.query(kind, query)
        query = clean_line(query)
        transaction = self._transaction
        held = Rows(transaction.connection).find("views", kind=kind, name=name)
        if held is None:
            view_id = transaction.insert("views", {"kind": kind, "name": name, "query": query})
        elif held["query"] == query:
            return "unchanged"
        else:
            self._require_may_change(called)
            view_id = int(held["id"])
            transaction.update("views", view_id, {"query": query})
        self._record("view.save", "view", view_id)
        return "updated" if held else "new"

    # What decided clocks before

    def _fact(self, entry: Mapping[str, Any], _called: str) -> str:
        kind, name, uid, told = (entry.get(key) for key in ("kind", "name", "uid", "values"))
        if not isinstance(kind, str) or name not in earlier_facts.FIELDS.get(kind, ()):
            raise _not_understood()
        if not isinstance(uid, str) or not isinstance(told, list) or not told:
            raise _not_understood()
        db = self._transaction.connection
        record_id = matching.by_uid(db, kind, [uid]).get(uid)
        values = [self._value(name, one) for one in told]
        if values[0][0] is not None or any(since is None for since, _value in values[1:]):
            raise _not_understood()
        # A record that was here has a history of its own, which stands.
        if record_id is None or not earlier_facts.was_made_by(self._transaction, kind, record_id):
            return "unchanged"
        held = earlier_facts.fact(db, kind, record_id, name)
        if held.values[-1][1] != values[-1][1]:
            raise _Fault(_("The record does not hold the last of these values."))
        wanted = earlier_facts.EarlierFact(kind, record_id, name, values)
        if len(held.values) > 1 or len(values) == 1:
            return "unchanged"
        earlier_facts.tell(self._transaction, self._loader.run_id, wanted)
        return "new"

    def _value(self, name: str, one: Any) -> tuple[datetime | None, Any]:
        value = one.get("value") if isinstance(one, dict) else None
        if not isinstance(value, str):
            raise _not_understood()
        since = _moment(one.get("since"))
        if name == "customer_id":
            customer = matching.by_uid(self._transaction.connection, "customer", [value]).get(value)
            if value and customer is None:
                raise _Fault(_("There is no such customer."))
            return since, customer
        if name == "kind" and value not in CASE_KINDS.values:
            raise _not_understood()
        return since, cleaned("customer", "tier", value) if name == "tier" else value


class _Fault(Exception):  # noqa: N818 - one entry is rejected, the others go on
    """Why an entry cannot be taken in."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def _not_understood() -> _Fault:
    return _Fault(_("It cannot be understood."))


def _moment(text: Any) -> datetime | None:
    if text is None:
        return None
    found = loaded(text) if isinstance(text, str) else UNREADABLE
    if found is UNREADABLE:
        raise _not_understood()
    return found


def _plan_changes(held: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What differs. The next date is never set back: those before it have opened their cases here."""
    found = {name: value for name, value in values.items() if held[name] != value}
    if "body" in found and kept_plan(held["body"]) == kept_plan(values["body"]):
        del found["body"]
    if "next_at" in found and "repeat" not in found and not values["body"].endswith('"removed":true}'):
        here, there = held["next_at"], values["next_at"]
        if there is None or (here is not None and there <= here):
            del found["next_at"]
    return found
