"""Verbs, fields and values of the history in the user's words: marked here, translated where shown."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import Any

from servicedesk.domain import calls, cases, customers, followups
from servicedesk.domain.policies import POLICIES
from servicedesk.i18n import N_, _

VERBS = {
    "customer.add": N_("added the customer"),
    "customer.edit": N_("edited the customer"),
    "customer.tag": N_("changed tags"),
    "customer.import": N_("imported the customer"),
    "call.log": N_("logged a call"),
    "call.edit": N_("edited the call"),
    "call.void": N_("voided the call"),
    "call.import": N_("imported the call"),
    "case.open": N_("opened the case"),
    "case.edit": N_("edited the case"),
    "case.assign": N_("assigned"),
    "case.label": N_("changed labels"),
    "case.priority": N_("changed the priority"),
    "case.snooze": N_("snoozed"),
    "case.wake": N_("ended the snooze"),
    "case.note": N_("added a note"),
    "case.work": N_("started work"),
    "case.wait": N_("is waiting"),
    "case.solve": N_("solved"),
    "case.tell": N_("told the customer"),
    "case.close": N_("closed"),
    "case.reopen": N_("reopened"),
    "case.cancel": N_("cancelled"),
    "case.nudge": N_("asked again"),
    "case.acknowledge": N_("acknowledged"),
    "case.assess": N_("assessed"),
    "case.cause": N_("set the cause"),
    "case.remedy": N_("decided a remedy"),
    "case.remedy_approve": N_("had a remedy approved"),
    "case.remedy_done": N_("carried out a remedy"),
    "case.remedy_remove": N_("removed a remedy"),
    "case.hand_off": N_("handed off"),
    "case.back": N_("took back"),
    "case.take_back": N_("took back"),  # the same, in older events
    "case.answer": N_("recorded whether the customer accepts"),
    "case.thank": N_("thanked the customer"),
    "case.waive_followup": N_("waived the follow-up"),
    "case.merge": N_("merged"),
    "case.absorb": N_("took in another case"),  # in older made-up desks
    "case.unmerge": N_("unmerged"),
    "case.split": N_("split"),
    "case.link": N_("linked"),
    "case.unlink": N_("removed a link"),
    "case.duplicate": N_("marked as a duplicate"),
    "case.follow": N_("opened a case that follows"),
    "case.macro": N_("ran a macro"),
    "case.step": N_("added a step"),
    "case.tick": N_("ticked off a step"),
    "case.untick": N_("opened a step again"),
    "case.remove_step": N_("removed a step"),
    "case.import": N_("imported the case"),
    "plan.add": N_("added a recurring case"),
    "plan.edit": N_("edited a recurring case"),
    "plan.pause": N_("paused a recurring case"),
    "plan.resume": N_("resumed a recurring case"),
    "plan.remove": N_("removed a recurring case"),
    "followup.book": N_("booked a follow-up"),
    "followup.edit": N_("edited the follow-up"),
    "followup.move": N_("moved the follow-up"),
    "followup.hold": N_("held the follow-up"),
    "followup.miss": N_("did not hold the follow-up"),
    "followup.cancel": N_("called off the follow-up"),
    "followup.import": N_("imported the follow-up"),
    "promise.make": N_("made a promise"),
    "promise.keep": N_("kept the promise"),
    "promise.retell": N_("told another time"),
    "promise.withdraw": N_("withdrew the promise"),
    "promise.import": N_("imported the promise"),
    "view.save": N_("saved a view"),
    "view.delete": N_("deleted a view"),
    "import": N_("import"),
}

FIELDS = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "tier": N_("Tier"),
    "company": N_("Company"),
    "industry": N_("Industry"),
    "company_size": N_("Company size"),
    "website": N_("Website"),
    "region": N_("Region"),
    "address": N_("Address"),
    "wechat": N_("WeChat"),
    "banner": N_("Banner"),
    "source": N_("Source"),
    "owner": N_("Owner"),
    "birthday": N_("Birthday"),
    "customer_since": N_("Customer since"),
    "note": N_("Note"),
    "phone": N_("Phone"),
    "mobile": N_("Mobile"),
    "email": N_("E-mail"),
    "tag": N_("Tag"),
    "tags": N_("Tags"),
    "contact": N_("Contact"),
    "contacts": N_("Contacts"),
    "role": N_("Role"),
    "label": N_("Label"),
    "labels": N_("Labels"),
    "subject": N_("Subject"),
    "description": N_("Description"),
    "category": N_("Category"),
    "channel": N_("Channel"),
    "priority": N_("Priority"),
    "state": N_("State"),
    "waiting_reason": N_("Waiting for"),
    "department": N_("Department"),
    "cause": N_("Cause"),
    "result": N_("Result"),
    "satisfaction": N_("Satisfaction"),
    "customer": N_("Customer"),
    "customer_id": N_("Customer"),
    "case": N_("Case"),
    "case_id": N_("Case"),
    "call_id": N_("Call"),
    "received_at": N_("Received"),
    "due_at": N_("Due"),
    "first_reply_at": N_("First reply"),
    "solved_at": N_("Solved"),
    "told_at": N_("Told"),
    "told_by": N_("Told by"),
    "told_how": N_("Told how"),
    "told_words": N_("Words"),
    "closed_at": N_("Closed"),
    "on_behalf_of": N_("On behalf of"),
    "product": N_("Product"),
    "remedy_wanted": N_("Remedy wanted"),
    "acknowledged_at": N_("Acknowledged"),
    "acknowledged_by": N_("Acknowledged by"),
    "acknowledged_how": N_("Acknowledged how"),
    "severity": N_("Severity"),
    "safety": N_("Health or safety"),
    "complexity": N_("Complexity"),
    "impact": N_("Impact"),
    "immediate_action": N_("Immediate action"),
    "assessed_at": N_("Assessed"),
    "assessed_by": N_("Assessed by"),
    "facts": N_("Facts found"),
    "accepted": N_("Accepted"),
    "accepted_at": N_("Answer recorded"),
    "options_offered": N_("Options offered"),
    "competitor": N_("Competitor mentioned"),
    "lesson": N_("Lesson"),
    "thanked_at": N_("Thanked"),
    "followup_waived": N_("Follow-up waived, because"),
    "close_override": N_("Closed all the same, because"),
    "close_missing": N_("Missing at closing"),
    "waiting_since": N_("Waiting since"),
    "nudges": N_("Asked again"),
    "nudged_at": N_("Last asked"),
    "handoff": N_("Hand-off"),
    "handoff_due_at": N_("Hand-off due"),
    "merged_into": N_("Merged into"),
    "plan_id": N_("Recurring case"),
    "deadline_at": N_("Deadline"),
    "deadline_kind": N_("Deadline of"),
    "clock_level": N_("Clock"),
    "urgency": N_("Urgency"),
    "remedy": N_("Remedy"),
    "remedies": N_("Remedies"),
    "words": N_("Words"),
    "cost_cents": N_("Cost"),
    "cost": N_("Cost"),
    "currency": N_("Currency"),
    "decided_at": N_("Decided"),
    "decided_by": N_("Decided by"),
    "approver": N_("Approved by"),
    "approved_at": N_("Approved"),
    "out_at": N_("Handed off"),
    "out_by": N_("Handed off by"),
    "back_at": N_("Back"),
    "back_words": N_("Words on return"),
    "step": N_("Step"),
    "steps": N_("Checklist"),
    "required": N_("Required"),
    "done_by": N_("Done by"),
    "link": N_("Link"),
    "links": N_("Links"),
    "relation": N_("Relation"),
    "other_id": N_("Other case"),
    "merge": N_("Merge"),
    "target_id": N_("Merged into"),
    "unmerged_at": N_("Unmerged"),
    "promise": N_("Promise"),
    "promises": N_("Promises"),
    "promise_id": N_("Promise"),
    "told_time": N_("Told time"),
    "policy": N_("Policy"),
    "body": N_("Text"),
    "next_at": N_("Next"),
    "paused": N_("Paused"),
    "snoozed_until": N_("Snoozed until"),
    "direction": N_("Direction"),
    "rang_at": N_("Rang"),
    "answered_at": N_("Answered"),
    "ended_at": N_("Ended"),
    "handler": N_("Handler"),
    "summary": N_("Summary"),
    "outcome": N_("Outcome"),
    "voided_at": N_("Voided"),
    "void_reason": N_("Reason"),
    "handoffs": N_("Hand-offs"),
    "merges": N_("Merges"),
    "opened": N_("Opened cases"),
    "follows": N_("Takes the place of"),
    "made_at": N_("Promised"),
    "estimate_at": N_("Our estimate"),
    "follows_id": N_("Follows"),
    "reason": N_("Reason"),
    "all_day": N_("All day"),
    "method": N_("Method"),
    "purpose": N_("Purpose"),
    "reason_skipped": N_("Skip reason"),
    "repeat": N_("Repeat"),
    "done_at": N_("Done"),
    "external_source": N_("External source"),
    "external_id": N_("External ID"),
    "created_at": N_("Created"),
    "updated_at": N_("Updated"),
    "text": N_("Text"),
}

VALUES: dict[str, dict[Any, str]] = {
    "case.kind": dict(cases.KIND_LABELS),
    "customer.kind": dict(customers.KIND_LABELS),
    "case.state": dict(cases.STATE_LABELS),
    "followup.state": dict(followups.STATE_LABELS),
    "priority": dict(cases.PRIORITY_LABELS),
    "direction": dict(calls.DIRECTION_LABELS),
    "channel": dict(calls.CHANNEL_LABELS),
    "told_how": dict(calls.CHANNEL_LABELS),
    "acknowledged_how": dict(calls.CHANNEL_LABELS),
    "outcome": dict(calls.OUTCOME_LABELS),
    "method": dict(followups.METHOD_LABELS),
    "tier": dict(customers.TIER_LABELS),
    "role": dict(customers.ROLE_LABELS),
}

_LABELS_ELSEWHERE = {
    "promise.state": ("promises", "STATE_LABELS"),
    "promise.outcome": ("promises", "OUTCOME_LABELS"),
    "severity": ("assessment", "SEVERITY_LABELS"),
    "safety": ("assessment", "SAFETY_LABELS"),
    "complexity": ("assessment", "COMPLEXITY_LABELS"),
    "impact": ("assessment", "IMPACT_LABELS"),
    "accepted": ("assessment", "YES_NO_LABELS"),
    "required": ("assessment", "YES_NO_LABELS"),
    "paused": ("assessment", "YES_NO_LABELS"),
    "remedy.kind": ("remedies", "KIND_LABELS"),
    "remedy": ("remedies", "KIND_LABELS"),
    "relation": ("case_links", "OUTWARD_LABELS"),
    "close_missing": ("gates", "GATE_LABELS"),
    "deadline_kind": ("clock_words", "DEADLINE_LABELS"),
}
"""Labels in modules that the first picture of a list does not need: imported when one is shown."""


def verb_label(verb: str) -> str:
    """What was done, in words: `undo case.solve` is "undone: solved"."""
    for prefix, template in (("undo ", N_("undone: {verb}")), ("redo ", N_("redone: {verb}"))):
        if verb.startswith(prefix):
            return _(template).format(verb=verb_label(verb.removeprefix(prefix)))
    for prefix, template in (
        ("policy.set.", N_("changed the rules: {name}")),
        ("policy.reset.", N_("back to the shipped rules: {name}")),
    ):
        if verb.startswith(prefix):
            name = verb.removeprefix(prefix)
            return _(template).format(name=_(POLICIES[name].label) if name in POLICIES else name)
    return _(VERBS.get(verb, verb))


RECORDS = {
    "customer_id": "customer",
    "case_id": "case",
    "call_id": "call",
    "follows_id": "promise",
    "merged_into": "case",
    "target_id": "case",
    "link": "case",
    "merge": "case",
}
"""Fields that hold the id of another record."""


def before_value(label: str) -> str:
    """A label with what stands between it and its value: `order: `, in Chinese `排序：`."""
    return _("{label}: ").format(label=label)


def listed(words: Iterable[str]) -> str:
    """Words one after another: `cause, remedy`, in Chinese `原因、补救措施`."""
    return _(", ").join(words)


def said_with(first: str, second: str) -> str:
    """One thing said, and what belongs to it: `waiting: parts, asks again Friday`, in Chinese with `，`."""
    return _("{first}, {second}").format(first=first, second=second)


def field_label(name: str) -> str:
    """The field's name in words."""
    return _(FIELDS.get(name, name))


def moment_of(name: str, value: object) -> datetime | None:
    """The time that a stored value of the field is; None where it is none."""
    if not isinstance(value, str) or not (name.endswith("_at") or name in {"snoozed_until", "waiting_since"}):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        # Another program wrote it: it is shown as it stands.
        return None
    return moment if moment.tzinfo is not None else None


def record_kind(name: str) -> str:
    """The kind of record that a field names by its id; empty where it names none."""
    return RECORDS.get(name, "")


def value_label(kind: str, name: str, value: object) -> str:
    """A stored value in words: state `told` of a case, priority 3; a dash for nothing."""
    if value is None or value == "":
        return "–"
    labels = _labels(f"{kind}.{name}") or _labels(name)
    if name == "close_missing" and isinstance(value, str):
        return ", ".join(_(labels.get(gate, gate)) for gate in value.split(","))
    return _(labels[value]) if value in labels else str(value)


def _labels(name: str) -> dict[Any, str]:
    """The labels of the values of a field, marked for translation; empty where its values are plain text."""
    if name not in VALUES and name in _LABELS_ELSEWHERE:
        module, table = _LABELS_ELSEWHERE[name]
        VALUES[name] = dict(getattr(import_module(f"servicedesk.domain.{module}"), table))
    return VALUES.get(name, {})
