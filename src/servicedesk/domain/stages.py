"""The nine stages of working a complaint: what is recorded of each and what is missing.

Stages and fields after ISO 10002 and GB/T 19012, from public summaries. Laying a
case out by them helps to answer a question about it; it claims no conformity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from servicedesk.domain import case_states
from servicedesk.domain.gates import GATE_LABELS
from servicedesk.domain.money import format_money
from servicedesk.domain.words.cases import CASE_STATES, PRIORITIES
from servicedesk.domain.words.complaints import (
    COMPLAINT_OUTCOMES,
    COMPLEXITIES,
    IMPACTS,
    REMEDIES,
    SEVERITIES,
    YES_NO,
)
from servicedesk.i18n import N_, _, pgettext


class RemedyFacts(Protocol):
    """What the dossier says of a remedy."""

    @property
    def kind(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def cost_cents(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def approver(self) -> str: ...
    @property
    def done_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class StageFacts:
    """Plain values of one case; empty text and None are: not recorded."""

    # 7.1
    how_to_complain: str = ""
    # 7.2
    number: str = ""
    received_at: datetime | None = None
    customer: str = ""
    contact: str = ""
    """How the customer can be reached: phones, e-mails."""
    on_behalf_of: str = ""
    product: str = ""
    subject: str = ""
    description: str = ""
    remedy_wanted: str = ""
    channel: str = ""
    receiver: str = ""
    source: str = ""
    source_ref: str = ""
    source_at: datetime | None = None
    # 7.3
    state: str = case_states.NEW
    waiting_reason: str = ""
    owner: str = ""
    last_contact_at: datetime | None = None
    """When the customer last heard from us."""
    deadline_at: datetime | None = None
    """When the next answer is due."""
    limit_at: datetime | None = None
    """To when who sent it has extended its limit."""
    limit_reason: str = ""
    limit_told_at: datetime | None = None
    # 7.4
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_how: str = ""
    # 7.5
    severity: int | None = None
    safety: bool | None = None
    complexity: int | None = None
    impact: int | None = None
    immediate_action: str = ""
    priority: int | None = None
    assessed_at: datetime | None = None
    assessed_by: str = ""
    # 7.6
    facts: str = ""
    cause: str = ""
    # 7.7
    outcome: str = ""
    remedies: Sequence[RemedyFacts] = ()
    result: str = ""
    # 7.8
    told_at: datetime | None = None
    told_by: str = ""
    told_how: str = ""
    told_words: str = ""
    # 7.9
    accepted: bool | None = None
    accepted_at: datetime | None = None
    options_offered: str = ""
    handling_satisfaction: int | None = None
    closed_at: datetime | None = None
    close_override: str = ""
    """Why it was closed although something was missing."""
    close_missing: tuple[str, ...] = ()
    """The gates that were missing then."""
    thanked_at: datetime | None = None
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class StageLine:
    """A field of a stage: `label` translated, `value` in words or a moment in UTC; None is: not recorded."""

    name: str
    label: str
    value: str | datetime | None
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage as a dossier lays it out."""

    code: str
    """The number of the clause: 7.1 to 7.9."""
    title: str
    lines: tuple[StageLine, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Labels of what should be recorded and is not, each once."""
        return tuple(dict.fromkeys(line.label for line in self._lacking))

    @property
    def missing_names(self) -> tuple[str, ...]:
        """The same by the names of the fields."""
        return tuple(dict.fromkeys(line.name for line in self._lacking))

    @property
    def recorded(self) -> tuple[StageLine, ...]:
        """The lines that hold something."""
        return tuple(line for line in self.lines if line.value is not None)

    @property
    def _lacking(self) -> list[StageLine]:
        return [line for line in self.lines if line.is_required and line.value is None]


TITLES = {
    "7.1": N_("Communication"),
    "7.2": N_("Receipt"),
    "7.3": N_("Tracking"),
    "7.4": N_("Acknowledgement"),
    "7.5": N_("Initial assessment"),
    "7.6": N_("Investigation"),
    "7.7": N_("Response"),
    "7.8": N_("Communicating the decision"),
    "7.9": N_("Closing"),
}


def stages(facts: StageFacts) -> tuple[Stage, ...]:
    """The nine stages of the case, in order."""
    lines = (
        (_needed("how_to_complain", _("How to complain"), facts.how_to_complain),),
        _receipt(facts),
        _tracking(facts),
        (
            _needed("acknowledged_at", _("Acknowledged"), facts.acknowledged_at),
            _needed("acknowledged_by", _("Acknowledged by"), facts.acknowledged_by),
            _needed("acknowledged_how", _("Acknowledged how"), _channel(facts.acknowledged_how)),
        ),
        _assessment(facts),
        (_needed("facts", _("Facts found"), facts.facts), _needed("cause", _("Cause"), facts.cause)),
        _response(facts),
        (
            _needed("told_at", _("Told"), facts.told_at),
            _needed("told_by", _("Told by"), facts.told_by),
            _needed("told_how", _("Told how"), _channel(facts.told_how)),
            _needed("told_words", _("Words"), facts.told_words),
        ),
        _closing(facts),
    )
    return tuple(
        Stage(code, _(title), stage_lines)
        for (code, title), stage_lines in zip(TITLES.items(), lines, strict=True)
    )


def _needed(name: str, label: str, value: str | datetime | None) -> StageLine:
    return StageLine(name, label, _recorded(value))


def _wanted(name: str, label: str, value: str | datetime | None) -> StageLine:
    """A line whose absence is nothing missing."""
    return StageLine(name, label, _recorded(value), is_required=False)


def _recorded(value: str | datetime | None) -> str | datetime | None:
    return value.strip() or None if isinstance(value, str) else value


def _worded(labels: Mapping[Any, str], value: object) -> str | None:
    return None if value is None or value == "" else _(labels[value])


def _channel(name: str) -> str:
    """The way in words; what is no channel of ours as it is."""
    from servicedesk.domain.words.calls import CHANNELS

    return _(CHANNELS.labels[name]) if name in CHANNELS.labels else name


def _receipt(facts: StageFacts) -> tuple[StageLine, ...]:
    return (
        _needed("number", _("Number"), facts.number),
        _needed("received_at", _("Received"), facts.received_at),
        _needed("customer", _("Customer"), facts.customer),
        _needed("contact", _("Phone or e-mail"), facts.contact),
        _wanted("on_behalf_of", _("On behalf of"), facts.on_behalf_of),
        _needed("product", _("Product"), facts.product),
        _needed("subject", _("Subject"), facts.subject),
        _needed("description", _("Description"), facts.description),
        _needed("remedy_wanted", _("Remedy wanted"), facts.remedy_wanted),
        _needed("channel", _("Channel"), _channel(facts.channel)),
        _needed("receiver", _("Received by"), facts.receiver),
        _wanted("source", _("Complaint source"), facts.source),
        (_needed if facts.source else _wanted)("source_ref", _("Source reference"), facts.source_ref),
        _wanted("source_at", _("Source date"), facts.source_at),
    )


def _tracking(facts: StageFacts) -> tuple[StageLine, ...]:
    is_open = facts.state in case_states.OPEN_STATES
    waits = facts.state == case_states.WAITING
    due = _needed if facts.state in case_states.UNSOLVED_STATES and not waits else _wanted
    extended = _wanted if facts.limit_at is None else _needed
    return (
        _needed("state", _("State"), _(CASE_STATES.labels[facts.state])),
        (_needed if waits else _wanted)("waiting_reason", _("Waiting for"), facts.waiting_reason),
        (_needed if is_open else _wanted)("owner", _("Owner"), facts.owner),
        _needed("last_contact_at", _("Customer last heard from us"), facts.last_contact_at),
        # While it waits, the clock that would name the time stands still.
        due("deadline_at", _("Next answer due"), facts.deadline_at),
        _wanted("limit_at", _("Limit extended to"), facts.limit_at),
        extended("limit_reason", _("Limit extended, because"), facts.limit_reason),
        extended("limit_told_at", _("Extension told"), facts.limit_told_at),
    )


def _assessment(facts: StageFacts) -> tuple[StageLine, ...]:
    return (
        _needed("severity", _("Severity"), _worded(SEVERITIES.labels, facts.severity)),
        _needed("safety", _("Safety touched"), _worded(YES_NO.labels, facts.safety)),
        _needed("complexity", _("Complexity"), _worded(COMPLEXITIES.labels, facts.complexity)),
        _needed("impact", _("Impact"), _worded(IMPACTS.labels, facts.impact)),
        _wanted("immediate_action", _("Immediate action"), facts.immediate_action),
        _needed("priority", _("Priority"), _worded(PRIORITIES.labels, facts.priority)),
        _needed("assessed_at", _("Assessed"), facts.assessed_at),
        _needed("assessed_by", _("Assessed by"), facts.assessed_by),
    )


def _response(facts: StageFacts) -> tuple[StageLine, ...]:
    lines: list[StageLine] = []
    for remedy in facts.remedies:
        parts = [_(REMEDIES.labels.get(remedy.kind, remedy.kind)), remedy.words]
        if remedy.cost_cents:
            parts.append(format_money(remedy.cost_cents, remedy.currency))
        if remedy.approver:
            parts.append(_("approved by {name}").format(name=remedy.approver))
        lines.append(_needed("remedy", _("Remedy"), _("; ").join(filter(None, parts))))
        if remedy.kind != "none":
            lines.append(_needed("remedy_done_at", _("Remedy carried out"), remedy.done_at))
    return (
        _wanted(
            "outcome", pgettext("complaint", "Outcome"), _worded(COMPLAINT_OUTCOMES.labels, facts.outcome)
        ),
        *(lines or [_needed("remedy", _("Remedy"), None)]),
        _needed("result", _("Result"), facts.result),
    )


def _closing(facts: StageFacts) -> tuple[StageLine, ...]:
    refused = facts.accepted is False
    missing = _(", ").join(_(GATE_LABELS[gate]) for gate in facts.close_missing if gate in GATE_LABELS)
    return (
        _needed("accepted", _("Accepted"), _worded(YES_NO.labels, facts.accepted)),
        _wanted("accepted_at", _("Answer of the customer"), facts.accepted_at),
        (_needed if refused else _wanted)("options_offered", _("Options offered"), facts.options_offered),
        _wanted(
            "handling_satisfaction",
            _("Satisfaction with the handling"),
            None if facts.handling_satisfaction is None else f"{facts.handling_satisfaction} / 100",
        ),
        _needed("closed_at", _("Closed"), facts.closed_at),
        _wanted("close_override", _("Closed all the same, because"), facts.close_override),
        _wanted("close_missing", _("Missing when it was closed"), missing),
        _wanted("thanked_at", _("Thanked"), facts.thanked_at),
        _wanted("lesson", _("Lesson"), facts.lesson),
    )
