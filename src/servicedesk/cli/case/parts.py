"""What belongs to a case, for programs: clocks, promises, remedies, hand-offs, checklist, links, merges."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.cli.record.fields import number
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.dossiers import Dossier

if TYPE_CHECKING:
    from servicedesk.domain.clock_readings import ClockReading
    from servicedesk.domain.rows.complaints import Remedy
    from servicedesk.domain.rows.promises import PromiseRow


def belongings(dossier: Dossier, now: datetime) -> dict[str, Any]:
    """Lists of objects by canonical name; costs are text, such as 80.00."""
    return {
        "promises": [_promise(promise, now) for promise in dossier.promises],
        "remedies": [remedy(one) for one in dossier.remedies],
        "handoffs": [
            {
                "department": one.department,
                "words": one.words,
                "out_at": one.out_at,
                "out_by": one.out_by,
                "due_at": one.due_at,
                "back_at": one.back_at,
                "back_words": one.back_words,
            }
            for one in dossier.handoffs
        ],
        "steps": [
            {"text": step.text, "required": step.required, "done_at": step.done_at, "done_by": step.done_by}
            for step in dossier.steps
        ],
        "links": [
            {
                "relation": link.relation,
                "outward": link.is_outward,
                "case": format_number("case", link.case_id),
                "subject": link.subject,
                "state": link.state,
            }
            for link in dossier.links
        ],
        "merged": [
            {
                "case": format_number("case", merge.case_id),
                "into": format_number("case", merge.target_id),
                "subject": merge.subject,
                "at": merge.at,
                "actor": merge.actor,
                "reason": merge.reason,
            }
            for merge in dossier.merged
        ],
        "followups": [format_number("followup", visit.id) for visit in dossier.followups],
    }


def clock_value(reading: "ClockReading") -> dict[str, Any]:
    """One clock; lengths are working seconds, `left_seconds` is negative when late."""
    return {
        "clock": reading.name,
        "target_seconds": reading.target_seconds,
        "used_seconds": reading.used_seconds,
        "left_seconds": reading.left_seconds,
        "started_at": reading.started_at,
        "ended_at": reading.ended_at,
        "due_at": reading.due_at,
        "met": reading.is_met,
        "late": reading.is_late,
        "paused": reading.is_paused,
        "level": reading.level,
    }


def _promise(promise: "PromiseRow", now: datetime) -> dict[str, Any]:
    return {
        "number": format_number("promise", promise.id),
        "text": promise.text,
        "owner": promise.owner,
        "made_at": promise.made_at,
        "estimate_at": promise.estimate_at,
        "due_at": promise.due_at,
        "state": promise.state,
        "outcome": promise.outcome(now),
        "ended_at": promise.ended_at,
        "follows": number("promise", promise.follows_id),
        "reason": promise.reason,
    }


def remedy(found: "Remedy") -> dict[str, Any]:
    """One remedy; its cost is text, such as 80.00."""
    return {
        "id": found.id,
        "kind": found.kind,
        "words": found.words,
        "cost": f"{found.cost_cents // 100}.{found.cost_cents % 100:02}" if found.cost_cents else None,
        "currency": found.currency,
        "decided_at": found.decided_at,
        "decided_by": found.decided_by,
        "approver": found.approver,
        "approved_at": found.approved_at,
        "done_at": found.done_at,
    }
