"""What belongs to a case, clocks to merges: a line of each for people, objects for programs."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.cli.frame import moments
from servicedesk.cli.frame.output import picked
from servicedesk.cli.record.fields import number
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import evidence_words, value_label
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.domain.clock_readings import ClockReading
    from servicedesk.domain.legal_limits import LegalLimit
    from servicedesk.domain.rows.complaints import CaseLink, Evidence, Handoff, Merge, Remedy, Statement, Step
    from servicedesk.domain.rows.dossiers import Dossier
    from servicedesk.domain.rows.promises import PromiseRow
    from servicedesk.domain.wait_words import Waiting
    from servicedesk.services.clocks import Explained

OPEN, DONE, OPTIONAL = "[ ]", "[x]", "[-]"
"""Signs of a step of a checklist; the last is open and not required."""


def deadline(explained: "Explained") -> str:
    """What presses next: when, of which kind, and how much of its time is used up."""
    from servicedesk.domain.clock_words import clock_label

    found = explained.clocks
    if found.deadline_at is None:
        return ""
    late = found.deadline_at < explained.at
    parts = [moments.shown(found.deadline_at) + (" !" if late else ""), clock_label(found.deadline_kind)]
    if found.level:
        parts.append(_("{percent} % of the time is used").format(percent=found.level))
    return _joined(*parts)


def clocks(explained: "Explained") -> list[str]:
    """A line for each clock of the case, and for each year in which one of them is not sure."""
    from servicedesk.domain.clock_words import clock_label, length_words, standing
    from servicedesk.domain.policy_words import doubt_words

    return [
        *(
            _joined(
                clock_label(reading.name),
                _("target {length}").format(length=length_words(reading.target_seconds)),
                standing(reading),
                _("due {when}").format(when=moments.shown(reading.due_at)) if reading.due_at else "",
            )
            for reading in explained.clocks.readings
        ),
        *(doubt_words(doubt) + " !" for doubt in explained.doubts_ahead),
    ]


def limits(explained: "Explained") -> list[str]:
    """A line for each limit of who sent the complaint; a passed one has a sign."""
    from servicedesk.domain.limit_words import limit_label, limit_words

    return [
        _joined(limit_label(one), *limit_words(one, explained.at, moments.shown))
        + (" !" if one.answered_at is None and one.is_late(explained.at) else "")
        for one in explained.clocks.limits
    ]


def limit_value(limit: "LegalLimit", now: datetime) -> dict[str, Any]:
    """One of them for programs."""
    return {
        "source": limit.sent.source,
        "from": limit.sent.received_at,
        "days": limit.days or None,
        "working_days": limit.is_working,
        "by_rule_at": limit.by_rule_at,
        "extended_to": limit.sent.extended_to,
        "reason": limit.sent.reason,
        "told_at": limit.sent.told_at,
        "due_at": limit.due_at,
        "answered_at": limit.answered_at,
        "late": limit.is_late(now),
    }


def waiting(found: "Waiting | None", now: datetime) -> list[str]:
    """How the case waits, in whose time; a passed time has a sign."""
    from servicedesk.domain.wait_words import wait_parts

    if found is None:
        return []
    return [
        words + (" !" if is_warning else "") for words, is_warning in wait_parts(found, now, moments.shown)
    ]


def waiting_value(found: "Waiting | None") -> dict[str, Any] | None:
    """The same for programs; null for a case that does not wait."""
    if found is None:
        return None
    nudge_at, closing_at, take_up_at = found.reminders
    return {
        "reason": found.reason.name,
        "case": number("case", found.case_id),
        **picked(found.reason, "whom pauses"),
        **picked(found, "since theirs_at"),
        "nudge_at": nudge_at,
        "closing_at": closing_at,
        "take_up_at": take_up_at,
    }


def done(fields: Mapping[str, Any], at: str, *others: str) -> str:
    """When something was done, by whom, how, in which words; nothing while it is not done."""
    if fields[at] is None:
        return ""
    return _joined(moments.shown(fields[at]), *(_labelled(name, fields[name]) for name in others))


def assessment(fields: Mapping[str, Any]) -> str:
    """Severity, safety, complexity, impact, as far as they are assessed."""
    patterns = {
        "severity": _("severity {value}"),
        "safety": _("safety touched {value}"),
        "complexity": _("complexity {value}"),
        "impact": _("impact {value}"),
    }
    return _(", ").join(
        pattern.format(value=value_label("case", name, fields[name]))
        for name, pattern in patterns.items()
        if fields[name] is not None
    )


def accepted(fields: Mapping[str, Any]) -> str:
    """Whether the customer accepts the result, and since when."""
    if fields["accepted"] is None:
        return ""
    return _joined(_("yes") if fields["accepted"] else _("no"), moments.shown(fields["accepted_at"]))


def promise(one: "PromiseRow", now: datetime) -> str:
    """P-3  fri 15:00  kept  anna  call back."""
    from servicedesk.domain.words.followups import PROMISE_OUTCOMES

    return _joined(
        format_number("promise", one.id),
        moments.shown(one.due_at) + (" !" if one.is_overdue(now) else ""),
        _(PROMISE_OUTCOMES.labels[one.outcome(now)]),
        one.owner,
        one.text,
        one.reason,
    )


def evidence(one: "Evidence") -> str:
    """today 10:00  photo of the seal  from Ann Lee  kept: shelf 3."""
    return _joined(moments.shown(one.got_at), *evidence_words(one))


def statement(one: "Statement") -> str:
    """today 10:00  employee  Li  the words."""
    return _joined(
        moments.shown(one.said_at), value_label("statement", "side", one.side), one.speaker, one.words
    )


def remedy(one: "Remedy") -> str:
    """refund  ¥80.00  approved by wei  carried out today 10:00  the words."""
    from servicedesk.domain.money import format_money
    from servicedesk.domain.words.complaints import REMEDIES

    return _joined(
        _(REMEDIES.labels.get(one.kind, one.kind)),
        format_money(one.cost_cents, one.currency) if one.cost_cents else "",
        _("approved by {name}").format(name=one.approver) if one.approver else "",
        _("carried out {when}").format(when=moments.shown(one.done_at)) if one.done_at else "",
        one.words,
    )


def handoff(one: "Handoff") -> str:
    """logistics  today 09:12  due fri 15:00  the words; or when it came back."""
    if one.back_at:
        ending = _("back {when}").format(when=moments.shown(one.back_at))
    else:
        ending = _("due {when}").format(when=moments.shown(one.due_at)) if one.due_at else _("not back yet")
    return _joined(one.department, moments.shown(one.out_at), ending, one.words, one.back_words)


def step(one: "Step") -> str:
    """[x] the step  anna  today 09:12."""
    sign = DONE if one.done_at else OPEN if one.required else OPTIONAL
    return f"{sign} {_joined(one.text, one.done_by, moments.shown(one.done_at))}"


def link(one: "CaseLink") -> str:
    """follows  C-12  closed  the subject."""
    from servicedesk.domain.case_links import relation_label

    return _joined(
        relation_label(one.relation, one.is_outward),
        format_number("case", one.case_id),
        value_label("case", "state", one.state),
        one.subject,
    )


def merge(one: "Merge") -> str:
    """C-12  today 09:12  anna  the subject  the reason."""
    return _joined(
        format_number("case", one.case_id), moments.shown(one.at), one.actor, one.subject, one.reason
    )


def belongings(dossier: "Dossier", now: datetime) -> dict[str, Any]:
    """Lists of objects by canonical name; costs are text, such as 80.00."""
    return {
        "promises": [_promise_value(promise, now) for promise in dossier.promises],
        "remedies": [remedy_value(one) for one in dossier.remedies],
        "evidence": [evidence_value(one) for one in dossier.evidence],
        "statements": [statement_value(one) for one in dossier.statements],
        "handoffs": [
            picked(one, "department words out_at out_by due_at back_at back_words")
            for one in dossier.handoffs
        ],
        "steps": [step_value(one) for one in dossier.steps],
        "links": [
            {
                "relation": link.relation,
                "outward": link.is_outward,
                "case": format_number("case", link.case_id),
            }
            | picked(link, "subject state")
            for link in dossier.links
        ],
        "merged": [
            {"case": format_number("case", merge.case_id), "into": format_number("case", merge.target_id)}
            | picked(merge, "subject at actor reason")
            for merge in dossier.merged
        ],
        "followups": [format_number("followup", visit.id) for visit in dossier.followups],
    }


def clock_value(reading: "ClockReading") -> dict[str, Any]:
    """One clock; lengths are working seconds, `left_seconds` is negative when late."""
    return {
        "clock": reading.name,
        **picked(reading, "target_seconds used_seconds left_seconds started_at ended_at due_at"),
        "met": reading.is_met,
        "late": reading.is_late,
        "paused": reading.is_paused,
        "level": reading.level,
    }


def step_value(one: "Step") -> dict[str, Any]:
    """One step of a checklist."""
    return picked(one, "text required done_at done_by")


def _promise_value(promise: "PromiseRow", now: datetime) -> dict[str, Any]:
    return {
        "number": format_number("promise", promise.id),
        **picked(promise, "text owner made_at estimate_at due_at told_how told_words state"),
        "outcome": promise.outcome(now),
        "ended_at": promise.ended_at,
        "follows": number("promise", promise.follows_id),
        "reason": promise.reason,
    }


def evidence_value(one: "Evidence") -> dict[str, Any]:
    """One piece of evidence."""
    return picked(one, "id what from_whom got_at kept_where recorded_by")


def statement_value(one: "Statement") -> dict[str, Any]:
    """One statement."""
    return picked(one, "id side speaker words said_at recorded_by")


def remedy_value(found: "Remedy") -> dict[str, Any]:
    """One remedy; its cost is text, such as 80.00."""
    return {
        **picked(found, "id kind words"),
        "cost": f"{found.cost_cents // 100}.{found.cost_cents % 100:02}" if found.cost_cents else None,
        **picked(found, "currency decided_at decided_by approver approved_at done_at"),
    }


def _labelled(name: str, value: str) -> str:
    return value_label("case", name, value) if value else ""


def _joined(*parts: str) -> str:
    return "  ".join(line for part in parts if (line := clean_line(part)))
