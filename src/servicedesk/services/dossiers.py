"""A case laid out by the nine stages of a complaint, as an auditor asks for it. Nothing is changed."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from servicedesk.domain.case_states import SOLVED_STATES
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.dossiers import Dossier
from servicedesk.domain.words.masks import NOTHING
from servicedesk.services.context import Service
from servicedesk.services.history import dossier as whole
from servicedesk.storage import calls

if TYPE_CHECKING:
    from servicedesk.domain.rows.customers import CustomerCard
    from servicedesk.domain.staged_dossier import StagedDossier
    from servicedesk.domain.stages import StageFacts
    from servicedesk.services.clocks import Explained

ALL = 10**9
"""Lines of a history: a file that is laid before an auditor leaves none out."""

_COPIED = (
    *("on_behalf_of", "product", "subject", "description", "remedy_wanted", "channel", "state"),
    *("waiting_reason", "owner", "acknowledged_by", "acknowledged_how", "immediate_action", "assessed_by"),
    *("facts", "cause", "outcome", "result", "told_by", "told_how", "told_words", "options_offered"),
    "close_override",
    *("source", "source_ref", "source_at", "limit_at", "limit_reason", "limit_told_at"),
    *("lesson", "received_at", "acknowledged_at", "severity", "complexity", "impact", "priority"),
    "handling_satisfaction",
    *("assessed_at", "told_at", "accepted_at", "closed_at", "thanked_at"),
)
"""Fields of a case that the stages hold under the same name."""


class DossierService(Service):
    """Dossiers."""

    def staged(self, case_id: int, *, mask: str = NOTHING) -> "StagedDossier":
        """The case by the nine stages, with what is missing of each; NotFoundError if there is none.

        `mask`, one of MASKS, says what of the customer and of their people is made unreadable, on the card
        and in the words of anybody.
        """
        from servicedesk.domain.stage_history import of_stage, stages_of
        from servicedesk.domain.staged_dossier import StagedDossier, StagedHistory
        from servicedesk.domain.stages import stages
        from servicedesk.services.clocks import ClockService
        from servicedesk.services.nudges import wait_of
        from servicedesk.storage import policies

        explained = ClockService(self.desk).explain(case_id)
        with self.desk.reading() as db:
            dossier = whole(db, case_id, self.desk.zone, limit=ALL)
            opening_id = dossier.case.fields["call_id"]
            opening = calls.rows(db, [opening_id]).get(opening_id) if opening_id is not None else None
            waiting = wait_of(db, dossier.case.fields, self.desk.store.zone)
            how_to_complain = policies.current(db, "handling").how_to_complain
            limits = explained.clocks.limits
            if mask != NOTHING:
                from servicedesk.services.dossier_masking import hider

                hidden = hider(db, dossier, opening, mask)
                dossier, opening, waiting, limits = hidden((dossier, opening, waiting, limits))
                clocks = tuple(
                    clock._replace(lines=(), pauses=hidden(clock.pauses)) for clock in explained.lines
                )
                explained = replace(explained, lines=clocks)
        belongs: dict[str, list[Any]] = {}
        for line in dossier.history:
            is_solved = explained.history.state_at(line.at) in SOLVED_STATES
            for code in stages_of(line, opening_call_id=opening_id, is_solved=is_solved):
                belongs.setdefault(code, []).append(of_stage(line, code))
        found = stages(_facts(dossier, explained, opening, how_to_complain))
        return StagedDossier(
            dossier=dossier,
            stages=tuple(StagedHistory(stage, tuple(belongs.get(stage.code, ()))) for stage in found),
            clocks=explained.lines,
            limits=limits,
            made_at=explained.at,
            made_by=self.desk.actor,
            zone=self.desk.zone,
            mask=mask,
            waiting=waiting,
        )


def _facts(
    dossier: Dossier, explained: "Explained", opening: CallRow | None, how_to_complain: str
) -> "StageFacts":
    from servicedesk.domain.stage_history import RECEIPTS
    from servicedesk.domain.stages import StageFacts

    fields = dossier.case.fields
    reached = [
        contact.at for contact in explained.history.contacts if contact.direction == "out" and contact.reached
    ]
    # A case merged into this one was received by somebody else.
    opened = [line.actor for line in dossier.history if line.what in RECEIPTS and line.case_id is None]
    copied = {name: fields[name] for name in _COPIED}
    copied["channel"] = fields["channel"] or (opening.channel if opening else "")
    return StageFacts(
        how_to_complain=how_to_complain,
        number=format_number("case", dossier.case.row.id),
        customer=dossier.case.row.customer_name or (opening.customer_name if opening else ""),
        contact=_contact(dossier.customer) or (opening.phone if opening else ""),
        receiver=(opening.handler if opening else "") or next(iter(opened), ""),
        last_contact_at=max((at for at in reached if at <= explained.at), default=None),
        deadline_at=explained.clocks.deadline_at,
        safety=_yes_no(fields["safety"]),
        accepted=_yes_no(fields["accepted"]),
        remedies=dossier.remedies,
        close_missing=tuple(filter(None, (part.strip() for part in fields["close_missing"].split(",")))),
        **copied,
    )


def _contact(card: "CustomerCard | None") -> str:
    """How the customer can be reached."""
    if card is None:
        return ""
    people = [
        " ".join(part for part in (one.name, one.phone, one.email) if part)
        for one in card.contacts
        if one.phone or one.email
    ]
    return ", ".join([*(phone.raw for phone in card.phones), *card.emails, *people])


def _yes_no(stored: int | None) -> bool | None:
    return None if stored is None else bool(stored)
