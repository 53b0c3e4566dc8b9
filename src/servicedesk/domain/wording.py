"""Verbs, fields and values of the history in the user's words: marked here, translated where shown."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies import POLICIES
from servicedesk.domain.text import brief
from servicedesk.domain.unreadable import can_be
from servicedesk.domain.words.lists import LISTS
from servicedesk.domain.words.word import WordList
from servicedesk.i18n import N_, _, in_language, ngettext

if TYPE_CHECKING:
    from servicedesk.domain.records.field import Field
    from servicedesk.domain.rows.complaints import Evidence

VERBS = {
    "customer.add": N_("added the customer"),
    "customer.edit": N_("edited the customer"),
    "customer.tag": N_("changed tags"),
    "customer.import": N_("imported the customer"),
    "call.log": N_("logged a call"),
    "call.edit": N_("edited the call"),
    "call.void": N_("voided the call"),
    "call.rehome": N_("gave the call its right place"),
    "call.import": N_("imported the call"),
    "case.open": N_("opened the case"),
    "case.edit": N_("edited the case"),
    "case.received": N_("changed the receipt"),
    "case.assign": N_("assigned"),
    "case.label": N_("changed labels"),
    "case.priority": N_("changed the priority"),
    "case.snooze": N_("snoozed"),
    "case.wake": N_("ended the snooze"),
    "case.customer_came": N_("heard from the customer"),
    "case.awaited_ended": N_("ended the wait: the awaited case has ended"),
    "case.awaited_merged": N_("waits on for the case that the awaited one was merged into"),
    "case.nudge_earlier": N_("asked again in an earlier wait, which does not count for this one"),
    "case.wait_ended_by_merge": N_("ended the wait: a case at work had been merged in"),
    "case.wait_goes_on": N_("let the wait go on: the customer had not come"),
    "case.note": N_("added a note"),
    "case.work": N_("started work"),
    "case.wait": N_("set to waiting"),
    "case.solve": N_("solved"),
    "case.tell": N_("told the customer"),
    "case.close": N_("closed"),
    "case.reopen": N_("reopened"),
    "case.cancel": N_("cancelled"),
    "case.nudge": N_("asked again"),
    "case.acknowledge": N_("acknowledged"),
    "case.assess": N_("assessed"),
    "case.cause": N_("set the cause"),
    "case.source": N_("set the source"),
    "case.extend": N_("extended the limit"),
    "case.outcome": N_("set the outcome"),
    "case.evidence": N_("took down evidence"),
    "case.evidence_remove": N_("took evidence off"),
    "case.statement": N_("took down a statement"),
    "case.statement_remove": N_("took a statement off"),
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
    "case.rehome": N_("gave the case to whom it belongs"),
    "case.call_left": N_("gave a call away"),
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
    "followup.rehome": N_("went along with its case"),
    "followup.import": N_("imported the follow-up"),
    "promise.make": N_("made a promise"),
    "promise.keep": N_("kept the promise"),
    "promise.retell": N_("told another time"),
    "promise.withdraw": N_("withdrew the promise"),
    "promise.rehome": N_("went along with its case or call"),
    "promise.import": N_("imported the promise"),
    "view.save": N_("saved a view"),
    "view.delete": N_("deleted a view"),
    "import": N_("import"),
}

LIST_BY_FIELD: Mapping[str, WordList[Any]] = MappingProxyType(
    {
        "case.kind": LISTS["case_kind"],
        "case.outcome": LISTS["complaint_outcome"],
        "customer.kind": LISTS["customer_kind"],
        "remedy.kind": LISTS["remedy"],
        "case.state": LISTS["case_state"],
        "followup.state": LISTS["followup_state"],
        "promise.state": LISTS["promise_state"],
        "promise.outcome": LISTS["promise_outcome"],
        "told_how": LISTS["channel"],
        "acknowledged_how": LISTS["channel"],
        "safety": LISTS["yes_no"],
        "accepted": LISTS["yes_no"],
        "required": LISTS["yes_no"],
        "paused": LISTS["yes_no"],
    }
)
"""Fields with a closed list of another name; the others are named as their list is."""

_LABELS_ELSEWHERE = {
    "close_missing": ("gates", "GATE_LABELS"),
    "deadline_kind": ("clock_words", "DEADLINE_LABELS"),
}
"""Labels in modules that the first picture of a list does not need: imported when one is shown."""


_REVERSED = {"undo": N_("undone: {verb}"), "redo": N_("redone: {verb}")}


def _reversed(way: str, done: str) -> str:
    return _(_REVERSED[way]).format(verb=done)


def verb_label(verb: str) -> str:
    """What was done, in words: `undo case.solve` is "undone: solved"."""
    way, _blank, done = verb.partition(" ")
    if done and way in _REVERSED:
        return _reversed(way, verb_label(done))
    for prefix, template in (
        ("policy.set.", N_("changed the rules: {name}")),
        ("policy.reset.", N_("back to the shipped rules: {name}")),
    ):
        if verb.startswith(prefix):
            name = verb.removeprefix(prefix)
            return _(template).format(name=_(POLICIES[name].label) if name in POLICIES else name)
    return _(VERBS.get(verb, verb))


def counted_records(kinds: Iterable[tuple[str, int]]) -> str:
    """How many of which records, customers last: `3 cases, 1 call and 2 customers`."""
    counts = dict(kinds)
    told = [counted(kind, counts.pop(kind)) for kind in _COUNTED if counts.get(kind)]
    if rest := sum(counts.values()):
        other = ngettext("{count} other record", "{count} other records", rest)
        record = ngettext("{count} record", "{count} records", rest)
        told.append((other if told else record).format(count=rest))
    *first, last = told or [ngettext("{count} record", "{count} records", 0).format(count=0)]
    return _("{names} and {last}").format(names=listed(first), last=last) if first else last


def counted(kind: str, count: int) -> str:
    """So many records of one of the kinds that files hold."""
    return _COUNTED[kind](count).format(count=count)


_COUNTED: Mapping[str, Callable[[int], str]] = {
    "case": lambda count: ngettext("{count} case", "{count} cases", count),
    "call": lambda count: ngettext("{count} call", "{count} calls", count),
    "followup": lambda count: ngettext("{count} follow-up", "{count} follow-ups", count),
    "promise": lambda count: ngettext("{count} promise", "{count} promises", count),
    "customer": lambda count: ngettext("{count} customer", "{count} customers", count),
}


def before_value(label: str, language: str = "") -> str:
    """A label with what stands between it and its value: `order: `, in Chinese `排序：`.

    `language`, one of LANGUAGES, is for files that speak another than the program does.
    """
    words = in_language("{label}: ", language) if language else _("{label}: ")
    return words.format(label=label)


def listed(words: Iterable[str]) -> str:
    """Words one after another: `cause, remedy`, in Chinese `原因、补救措施`."""
    return _(", ").join(words)


def said_with(first: str, second: str) -> str:
    """One thing said, and what belongs to it: `waiting: parts, asks again Friday`, in Chinese with `，`."""
    return _("{first}, {second}").format(first=first, second=second)


def evidence_words(one: "Evidence") -> list[str]:
    """What it is, from whom it came, where it is kept."""
    from_whom = _("from {name}").format(name=one.from_whom) if one.from_whom else ""
    kept = _("kept: {place}").format(place=one.kept_where) if one.kept_where else ""
    return [part for part in (one.what, from_whom, kept) if part]


def field_label(name: str, kind: str) -> str:
    """The name of a field of that kind, a record or one of its parts, in words."""
    from servicedesk.domain.records.by_kind import label_of

    return _(label_of(name, kind) or name)


def moment_of(kind: str, name: str, value: object) -> datetime | None:
    """The time that a stored value of the field is; None where it is none."""
    from servicedesk.domain.records.by_kind import field_of

    field = field_of(kind, name)
    if not isinstance(value, str) or field is None or field.type != "moment":
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        # Another program wrote it: it is shown as it stands.
        return None
    return moment if moment.tzinfo is not None and can_be(moment) else None


def record_kind(kind: str, name: str) -> str:
    """The kind of record that a field names by its id; empty where it names none."""
    from servicedesk.domain.records import RECORDS
    from servicedesk.domain.records.by_kind import field_of

    if name in {"link", "merge"}:
        # What stands beside a case is named by the other case.
        return "case"
    field = field_of(kind, name)
    return field.words if field is not None and field.type == "ref" and field.words in RECORDS else ""


def value_words(field: "Field", value: object) -> str:
    """A stored value of the field in words: the label of a choice, else the value itself."""
    labels = list_labels(field.words) if field.type in {"choice", "scale", "yes_no"} else {}
    return _(labels[value]) if value in labels else str(value)


def list_labels(words: str) -> Mapping[Any, str]:
    """The values of a closed list with their labels, marked for translation."""
    return _labels("", _NAMES.get(words, words))


_NAMES = {"gate": "close_missing", "deadline": "deadline_kind"}
"""Lists of rules that are not called as their field is."""


def list_of(kind: str, name: str) -> WordList[Any] | None:
    """The closed list of a field; None where it has none."""
    return LIST_BY_FIELD.get(f"{kind}.{name}") or LIST_BY_FIELD.get(name) or LISTS.get(name)


def not_in_list(label: str, words: WordList[Any]) -> UsageError:
    """The error that names the words there are in the user's language, for the field called `label` in it."""
    return UsageError(
        _("{field} must be one of: {values}.").format(field=label, values=listed(words.shown()))
    )


def value_label(kind: str, name: str, value: object) -> str:
    """A stored value in words: state `told` of a case, priority 3; a dash for nothing."""
    if value is None or value == "":
        return "–"
    labels = _labels(kind, name)
    if name == "close_missing" and isinstance(value, str):
        return _(", ").join(_(labels.get(gate, gate)) for gate in value.split(","))
    return _(labels[value]) if value in labels else str(value)


def labels_of(kind: str, name: str) -> list[str]:
    """How the values of a closed list are called in the language that is spoken; empty for plain text."""
    return [_(label) for label in _labels(kind, name).values()]


def _labels(kind: str, name: str) -> Mapping[Any, str]:
    """The labels of the values of a field, marked for translation; empty where its values are plain text."""
    if words := list_of(kind, name):
        return words.labels
    if name in _LABELS_ELSEWHERE:
        module, table = _LABELS_ELSEWHERE[name]
        labels: Mapping[Any, str] = getattr(import_module(f"servicedesk.domain.{module}"), table)
        return labels
    return {}


def told_of_due() -> str:
    """What is said where `due:` was likely typed for the time that is set by hand."""
    return _("due: is the nearest time owed; a time set by hand is set-due:.")


def sounding_like(typed: str) -> str:
    """The words above what is not found by `typed`, but sounds like it."""
    return _("Nothing for {words}; similar:").format(words=brief(typed))
