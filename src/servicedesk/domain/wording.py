"""Verbs, fields and values of the history in the user's words: marked here, translated where shown."""

from typing import Any

from servicedesk.domain import calls, cases, customers, followups, promises
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
    "case.import": N_("imported the case"),
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
    "told_words": N_("Words"),
    "closed_at": N_("Closed"),
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
    "promise.state": dict(promises.STATE_LABELS),
    "priority": dict(cases.PRIORITY_LABELS),
    "direction": dict(calls.DIRECTION_LABELS),
    "channel": dict(calls.CHANNEL_LABELS),
    "outcome": dict(calls.OUTCOME_LABELS),
    "method": dict(followups.METHOD_LABELS),
    "tier": dict(customers.TIER_LABELS),
    "role": dict(customers.ROLE_LABELS),
}


def verb_label(verb: str) -> str:
    """What was done, in words: `undo case.solve` is "undone: solved"."""
    for prefix, template in (("undo ", N_("undone: {verb}")), ("redo ", N_("redone: {verb}"))):
        if verb.startswith(prefix):
            return _(template).format(verb=verb_label(verb.removeprefix(prefix)))
    return _(VERBS.get(verb, verb))


def before_value(label: str) -> str:
    """A label with what stands between it and its value: `order: `, in Chinese `排序：`."""
    return _("{label}: ").format(label=label)


def field_label(name: str) -> str:
    """The field's name in words."""
    return _(FIELDS.get(name, name))


def value_label(kind: str, name: str, value: object) -> str:
    """A stored value in words: state `told` of a case, priority 3; a dash for nothing."""
    if value is None or value == "":
        return "–"
    labels = VALUES.get(f"{kind}.{name}") or VALUES.get(name) or {}
    return _(labels[value]) if value in labels else str(value)
