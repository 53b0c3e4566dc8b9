"""The history in sentences: what happened, and the words that were said with it.

    told(HistoryLine(at, "Dana", "case.back", "", changes=...), when)
    → Told("took it back from after-sales", "part is in the van")

Who did it and when stand beside the sentence. Which field changed is told by the changes themselves,
one key deeper.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from servicedesk.domain.money import format_money
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.history import FieldChange, HistoryLine
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import (
    before_value,
    field_label,
    listed,
    moment_of,
    record_kind,
    value_label,
    verb_label,
)
from servicedesk.i18n import N_, _

When = Callable[[datetime], str]
"""A moment in words."""

KEPT_FOR_ITSELF = frozenset(
    {
        *("name_pinyin", "name_initials", "digits_reversed", "version", "position", "folded"),
        *("nudged_at", "waiting_since", "plan_id"),
    }
)
"""Fields that the program keeps for itself."""
SHORT, FEW = 28, 3
"""Characters of a value, and number of values, that a sentence names; of more it names the fields."""
_MAY_SET_DUE = frozenset({"case.open", "case.assign", "case.work", "case.reopen", "case.follow"})
"""What is told of in a sentence of its own, and may set the time by hand beside it."""


class Told(NamedTuple):
    """What happened, and what was said with it, in the words of whoever said it; '' for nothing."""

    words: str
    quote: str = ""

    def __str__(self) -> str:
        """`took it back from after-sales: “part is in the van”`."""
        if not self.quote:
            return self.words
        return _("{what}: “{words}”").format(what=self.words, words=clean_line(self.quote))


class Sentence(NamedTuple):
    """How one kind of event is told: the first of `ways` whose values are all known; the last needs none.

    `{owner}` is the value after the event, `{was_owner}` the one before it. `{fields}` are the names of all
    fields that changed, `{values}` they and their values, where these are few and short. `quotes` are the
    fields whose new value is quoted, the first that has one.
    """

    ways: tuple[str, ...]
    quotes: tuple[str, ...] = ()


def _said(*ways: str, quotes: str = "") -> Sentence:
    return Sentence(ways, tuple(quotes.split()))


_EDITED = (N_("set {values}"), N_("changed {fields}"))
SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {
        "customer.add": _said(N_("added the customer")),
        "customer.edit": _said(*_EDITED, N_("edited the customer")),
        "customer.tag": _said(
            N_("put on +{tag}, took off +{was_tag}"),
            N_("put on +{tag}"),
            N_("took off +{was_tag}"),
            N_("changed tags"),
        ),
        "customer.import": _said(N_("imported the customer")),
        "call": _said(N_("spoke with the customer")),
        "call.log": _said(N_("logged the call")),
        "call.edit": _said(*_EDITED, N_("edited the call")),
        "call.void": _said(N_("struck the call out"), quotes="void_reason"),
        "call.import": _said(N_("imported the call")),
        "call.rehome": _said(N_("gave the call its right place")),
        "note": _said(N_("noted")),
        "case.open": _said(N_("opened the case")),
        "case.edit": _said(*_EDITED, N_("edited the case")),
        "case.received": _said(
            N_("corrected when it came in: {received_at}"), N_("changed the receipt"), quotes="note"
        ),
        "case.assign": _said(
            N_("reassigned it from {was_owner} to {owner}"),
            N_("assigned it to {owner}"),
            N_("unassigned it from {was_owner}"),
            N_("unassigned it"),
        ),
        "case.label": _said(
            N_("put on +{label}, took off +{was_label}"),
            N_("put on +{label}"),
            N_("took off +{was_label}"),
            N_("changed labels"),
        ),
        "case.priority": _said(
            N_("set the priority from {was_priority} to {priority}"), N_("changed the priority")
        ),
        "case.snooze": _said(N_("put it off until {snoozed_until}"), N_("snoozed"), quotes="note"),
        "case.wake": _said(N_("ended the snooze")),
        "case.customer_came": _said(N_("heard from the customer: the wait is over")),
        "case.nudge_earlier": _said(
            N_("asked again in an earlier wait, which does not count for this one"), quotes="note"
        ),
        "case.wait_ended_by_merge": _said(N_("ended the wait: a case at work had been merged in")),
        "case.awaited_ended": _said(N_("ended the wait: the awaited case has ended")),
        "case.awaited_merged": _said(N_("waits on for the case that the awaited one was merged into")),
        "case.rehome": _said(N_("gave the case to whom it belongs")),
        "case.call_left": _said(N_("gave a call away"), quotes="note"),
        "followup.rehome": _said(N_("went along with its case")),
        "promise.rehome": _said(N_("went along with its case or call")),
        "case.wait_goes_on": _said(N_("let the wait go on: the customer had not come")),
        "case.note": _said(N_("noted"), quotes="note"),
        "case.work": _said(
            N_("resumed work: no longer waits for {was_waiting_reason}"),
            N_("started work"),
            quotes="note",
        ),
        "case.wait": _said(
            N_("set it to wait for {waiting_case_id}"),
            N_("set it to wait for {waiting_reason}"),
            N_("set it to waiting"),
            quotes="note",
        ),
        "case.solve": _said(N_("solved it"), quotes="result note"),
        "case.tell": _said(
            N_("told the customer the result by {told_how}"),
            N_("told the customer the result"),
            quotes="told_words note",
        ),
        "case.close": _said(
            N_("closed it, though it lacks: {close_missing}"), N_("closed it"), quotes="close_override note"
        ),
        "case.reopen": _said(N_("reopened it"), quotes="note"),
        "case.cancel": _said(N_("cancelled it"), quotes="note"),
        "case.nudge": _said(N_("asked again"), quotes="note"),
        "case.acknowledge": _said(
            N_("let the customer know by {acknowledged_how} that we have it"),
            N_("let the customer know that we have it"),
        ),
        "case.assess": _said(
            N_("assessed it: severity {severity}"), N_("assessed it"), quotes="immediate_action"
        ),
        "case.cause": _said(N_("found the cause: {cause}"), N_("took the cause off")),
        "case.source": _said(
            N_("it was sent by {source} as {source_ref}"), N_("it was sent by {source}"), N_("set the source")
        ),
        "case.extend": _said(
            N_("extended the limit to {limit_at}"), N_("extended the limit"), quotes="limit_reason"
        ),
        "case.outcome": _said(N_("judged it: {outcome}"), N_("took the outcome off")),
        "case.evidence": _said(N_("took down evidence"), quotes="evidence"),
        "case.evidence_remove": _said(N_("took off evidence: {was_evidence}"), N_("took evidence off")),
        "case.statement": _said(N_("took down a statement"), quotes="statement"),
        "case.statement_remove": _said(N_("took a statement off")),
        "case.remedy": _said(
            N_("decided a remedy: {kind} for {cost}"),
            N_("decided a remedy: {kind}"),
            N_("decided a remedy"),
            quotes="words",
        ),
        "case.remedy_approve": _said(N_("had a remedy approved by {approver}"), N_("had a remedy approved")),
        "case.remedy_done": _said(N_("carried out a remedy")),
        "case.remedy_remove": _said(N_("took off a remedy: {was_kind}"), N_("removed a remedy")),
        "case.hand_off": _said(
            N_("handed it to {handoff}, back by {handoff_due_at}"),
            N_("handed it to {handoff}"),
            N_("handed it off"),
            quotes="words note",
        ),
        "case.back": _said(
            N_("took it back from {was_department}"), N_("took it back"), quotes="back_words note"
        ),
        "case.take_back": _said(N_("took it back"), quotes="back_words note"),
        "case.answer": _said(
            N_("recorded whether the customer accepts"),
            quotes="options_offered",
        ),
        "case.thank": _said(N_("thanked the customer")),
        "case.waive_followup": _said(N_("decided that no follow-up is needed"), quotes="followup_waived"),
        "case.merge": _said(N_("merged it into {merged_into}"), N_("took {merge} in"), N_("merged it")),
        "case.absorb": _said(N_("took in another case")),
        "case.unmerge": _said(
            N_("took it out of {was_merged_into} again"), N_("let {was_merge} go again"), N_("unmerged it")
        ),
        "case.split": _said(N_("split calls off into a new case"), quotes="note"),
        "case.link": _said(N_("linked it with {link}"), N_("linked it")),
        "case.unlink": _said(N_("took off the link with {was_link}"), N_("removed a link")),
        "case.duplicate": _said(N_("found that it is {link} a second time"), N_("marked it as a duplicate")),
        "case.follow": _said(N_("opened it as what follows {link}"), N_("opened a case that follows")),
        "case.macro": _said(N_("ran a macro: {values}"), N_("ran a macro: {fields}"), N_("ran a macro")),
        "case.step": _said(N_("put a step on the list: {step}"), N_("added a step")),
        "case.tick": _said(N_("ticked off a step")),
        "case.untick": _said(N_("opened a step again")),
        "case.remove_step": _said(N_("took a step off the list: {was_step}"), N_("removed a step")),
        "case.import": _said(N_("imported the case")),
        "plan.add": _said(N_("added a recurring case")),
        "plan.edit": _said(*_EDITED, N_("edited a recurring case")),
        "plan.pause": _said(N_("paused a recurring case")),
        "plan.resume": _said(N_("resumed a recurring case")),
        "plan.remove": _said(N_("removed a recurring case")),
        "followup.book": _said(N_("booked a follow-up")),
        "followup.edit": _said(*_EDITED, N_("edited the follow-up")),
        "followup.move": _said(
            N_("moved the follow-up from {was_due_at} to {due_at}"), N_("moved the follow-up")
        ),
        "followup.hold": _said(N_("held the follow-up"), quotes="result"),
        "followup.miss": _said(N_("could not hold the follow-up"), quotes="reason_skipped"),
        "followup.cancel": _said(N_("called off the follow-up"), quotes="reason_skipped"),
        "followup.import": _said(N_("imported the follow-up")),
        "followup.planned": _said(N_("follow-up planned")),
        "followup.held": _said(N_("held the follow-up")),
        "followup.missed": _said(N_("could not hold the follow-up")),
        "followup.cancelled": _said(N_("called off the follow-up")),
        "promise.make": _said(N_("made promise {number}"), N_("made a promise")),
        "promise.keep": _said(N_("kept promise {number}"), N_("kept the promise")),
        "promise.retell": _said(
            N_("told another time for {number}: {reason}"),
            N_("told another time for {number}"),
            N_("told another time"),
        ),
        "promise.withdraw": _said(
            N_("withdrew promise {number}: {reason}"),
            N_("withdrew promise {number}"),
            N_("withdrew the promise"),
        ),
        "promise.import": _said(N_("imported the promise")),
        "view.save": _said(N_("saved a view")),
        "view.delete": _said(N_("deleted a view")),
        "import": _said(N_("import")),
    }
)
"""Every verb of the history, and what stands in it beside events: calls, notes and follow-ups by state."""


def told(line: HistoryLine, when: When) -> Told:
    """What the line tells; a verb of no table is told by its own words."""
    sentence = SENTENCES.get(line.what)
    if sentence is None:
        return Told(verb_label(line.what), line.text.strip())
    after, values = _values(line, when)
    quote = line.text.strip() or next((after[name] for name in sentence.quotes if after.get(name)), "")
    words = _own_words(line, values) or _first_way(sentence, values)
    if "due_at" in values and line.what in _MAY_SET_DUE:
        words = _("{what}; due {when}").format(what=words, when=values["due_at"])
    return Told(words, quote)


def shown_changes(line: HistoryLine) -> Iterator[FieldChange]:
    """The changes that a person may ask for: none of those that the program makes for itself.

    Of a new case the steps are left out that the desk's rules put on it: the checklist shows them.
    """
    is_new = line.what in {"case.open", "case.edit", "case.split", "case.follow"}
    for change in line.changes:
        if change.field not in KEPT_FOR_ITSELF and not (is_new and change.field == "step"):
            yield change


def change_words(change: FieldChange, when: When) -> str:
    """`State: new → working`; of what was set for the first time only what it is now."""
    after = value_words(change, change.after, when)
    if change.before in (None, ""):
        return before_value(field_label(change.field, change.kind)) + after
    before = value_words(change, change.before, when)
    return f"{before_value(field_label(change.field, change.kind))}{before} → {after}"


def value_words(change: FieldChange, value: object, when: When) -> str:
    """A value of the field in words, on one line."""
    if (moment := moment_of(change.kind, change.field, value)) is not None:
        return when(moment)
    if isinstance(value, int) and (named := record_kind(change.kind, change.field)):
        return format_number(named, value)
    return clean_line(value_label(change.kind, change.field, value))


def unsaid_twice(lines: tuple[HistoryLine, ...]) -> tuple[HistoryLine, ...]:
    """The lines without the notes that a line of an event quotes."""
    quoted = {
        (line.at, line.actor, change.after)
        for line in lines
        if line.what in SENTENCES and "note" in SENTENCES[line.what].quotes
        for change in line.changes
        if change.field == "note"
    }
    return tuple(line for line in lines if line.what != "note" or _key(line) not in quoted)


def _key(line: HistoryLine) -> tuple[datetime, str, str]:
    return line.at, line.actor, line.text


def _first_way(sentence: Sentence, values: Mapping[str, str]) -> str:
    edged = {name: f"{_EDGE}{value}{_EDGE}" for name, value in values.items()}
    for way in sentence.ways[:-1]:
        try:
            return _closed(_(way).format_map(edged))
        except KeyError:
            continue
    return _(sentence.ways[-1])


_EDGE = "\x00"
_APART = re.compile(rf"(?<=[一-鿿]){_EDGE}(?=[A-Za-z0-9])|(?<=[A-Za-z0-9]){_EDGE}(?=[一-鿿])")


def _closed(words: str) -> str:
    """The sentence with a blank where a Latin name meets Chinese words: 分派给 Dana, but 分派给小林."""
    return _APART.sub(" ", words).replace(_EDGE, "")


def _values(line: HistoryLine, when: When) -> tuple[dict[str, str], dict[str, str]]:
    """The new values as they were written, and all values in words by the names that sentences use."""
    after: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    shown = list(shown_changes(line))
    for change in shown:
        for name, value in ((change.field, change.after), (f"was_{change.field}", change.before)):
            if value not in (None, ""):
                words.setdefault(name, []).append(value_words(change, value, when))
        if change.after not in (None, ""):
            after.setdefault(change.field, str(change.after))
    found = {
        # Each of them has its sign: +leak +kitchen.
        name: " +".join(values) if name.endswith(("label", "tag")) else listed(values)
        for name, values in words.items()
    }
    if line.record_id is not None and (kind := line.what.partition(".")[0]) in {"promise", "followup"}:
        found["number"] = format_number(kind, line.record_id)
    if cents := next(
        (one.after for one in shown if one.field == "cost_cents" and isinstance(one.after, int)), 0
    ):
        found["cost"] = format_money(cents, after.get("currency", ""))
    if shown:
        found["fields"] = listed(dict.fromkeys(_inside(field_label(one.field, one.kind)) for one in shown))
        pairs = [_inside(change_words(one, when)) for one in shown]
        if len(pairs) <= FEW and all(len(pair) <= SHORT for pair in pairs):
            found["values"] = listed(pairs)
    return after, found


def _inside(label: str) -> str:
    """A label within a sentence: `Facts found` is `facts found`, an abbreviation stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _own_words(line: HistoryLine, values: Mapping[str, str]) -> str:
    """What no table can tell: it depends on who did it, or on what was answered."""
    if line.what == "call":
        return _call(line)
    if line.what in {"case.assign", "case.work"} and values.get("owner") == line.actor:
        if "was_owner" in values:
            return _closed(
                _("took it over from {owner}").format(owner=f"{_EDGE}{values['was_owner']}{_EDGE}")
            )
        return _("took it and started work") if line.what == "case.work" else _("took it over")
    if line.what == "case.answer":
        accepted = next((change.after for change in line.changes if change.field == "accepted"), None)
        if accepted is not None:
            return _("the customer accepts the result") if accepted else _("the customer does not accept it")
    return ""


def _call(line: HistoryLine) -> str:
    """A call, in or out; by any other channel nobody called."""
    if line.channel in {"", "phone"}:
        return _("called in") if line.direction == "in" else _("called out")
    channel = value_label("call", "channel", line.channel)
    return channel if line.direction == "in" else _("reached by {channel}").format(channel=channel)
