"""A case with all that belongs to it, and the same by the nine stages of a complaint. Nothing is changed."""

from typing import TYPE_CHECKING, Any

from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import CallRow, Dossier, EventLine, FollowUpRow, Note
from servicedesk.services.history import lines
from servicedesk.services.service import Service
from servicedesk.storage import calls, cases, complaints, customers, driver, events, followups, promises

if TYPE_CHECKING:
    from servicedesk.domain.rows import CustomerCard
    from servicedesk.domain.staged_dossier import StagedDossier
    from servicedesk.domain.stages import StageFacts
    from servicedesk.services.clocks import Explained

ALL = 10**9
"""Lines of a history: a file that is laid before somebody leaves none out."""

_COPIED = (
    *("on_behalf_of", "product", "subject", "description", "remedy_wanted", "channel", "state"),
    *("waiting_reason", "owner", "acknowledged_by", "acknowledged_how", "immediate_action", "assessed_by"),
    *("facts", "cause", "result", "told_by", "told_how", "told_words", "options_offered", "close_override"),
    *("lesson", "received_at", "acknowledged_at", "severity", "complexity", "impact", "priority"),
    *("assessed_at", "told_at", "accepted_at", "closed_at", "thanked_at"),
)
"""Fields of a case that the stages hold under the same name."""


class DossierService(Service):
    """Dossiers."""

    def whole(self, case_id: int) -> Dossier:
        """The case with all that belongs to it and to what is merged into it; NotFoundError if none."""
        with self.desk.reading() as db:
            return _whole(db, case_id)

    def staged(self, case_id: int, *, masked: bool = False) -> "StagedDossier":
        """The case by the nine stages, with what is missing of each; NotFoundError if there is none.

        `masked` makes phone numbers unreadable: those on the card, those of its calls, and mobile numbers in
        the words of anybody.
        """
        from servicedesk.domain.stage_history import stages_of
        from servicedesk.domain.staged_dossier import StagedDossier, StagedHistory
        from servicedesk.domain.stages import stages
        from servicedesk.storage import policies

        explained = self.desk.clocks.explain(case_id)
        with self.desk.reading() as db:
            dossier = _whole(db, case_id)
            opening_id = dossier.case.fields["call_id"]
            opening = calls.rows(db, [opening_id]).get(opening_id) if opening_id is not None else None
            how_to_complain = policies.current(db, "handling").how_to_complain
            dialled = [row.phone for row in _calls(db, [case_id, *complaints.merged_into(db, case_id)])]
        if masked:
            dossier, opening = _masked(dossier, opening, dialled)
        belongs: dict[str, list[Any]] = {}
        for line in dossier.history:
            codes = stages_of(line, opening_call_id=opening_id, solved_at=dossier.case.fields["solved_at"])
            for code in codes:
                belongs.setdefault(code, []).append(line)
        found = stages(_facts(dossier, explained, opening, how_to_complain))
        return StagedDossier(
            dossier=dossier,
            stages=tuple(StagedHistory(stage, tuple(belongs.get(stage.code, ()))) for stage in found),
            clocks=explained.clocks,
            made_at=explained.at,
            made_by=self.desk.actor,
            zone=self.desk.zone,
            masked=masked,
        )


def _whole(db: driver.Connection, case_id: int) -> Dossier:
    case = cases.case(db, case_id)
    ids = [case_id, *complaints.merged_into(db, case_id)]
    owed = promises.of_cases(db, ids)
    visits = _visits(db, ids)
    customer_id = case.row.customer_id
    return Dossier(
        case=case,
        customer=customers.card(db, customer_id) if customer_id is not None else None,
        history=lines(
            _events(db, ids, [promise.id for promise in owed]),
            _notes(db, ids),
            _calls(db, ids),
            [visit for visit in visits if visit.state != "planned"],
        ),
        followups=tuple(visits),
        promises=tuple(owed),
        remedies=tuple(complaints.remedies(db, ids)),
        handoffs=tuple(complaints.handoffs(db, ids)),
        steps=tuple(complaints.steps(db, [case_id])),
        links=tuple(complaints.links(db, case_id)),
        merged=tuple(complaints.merges(db, ids)),
    )


def _events(db: driver.Connection, case_ids: list[int], promise_ids: list[int]) -> list[EventLine]:
    found = [line for case_id in case_ids for line in events.of_subject(db, "case", case_id, ALL)]
    found += [line for one in promise_ids for line in events.of_subject(db, "promise", one, ALL)]
    return sorted(found, key=lambda line: line.id)


def _notes(db: driver.Connection, case_ids: list[int]) -> list[Note]:
    return [note for case_id in case_ids for note in cases.notes(db, case_id)]


def _calls(db: driver.Connection, case_ids: list[int]) -> list[CallRow]:
    """The calls about these cases; of two cases opened by one call, it is one."""
    found: dict[int, CallRow] = {}
    for case_id in case_ids:
        opening = cases.case(db, case_id).fields["call_id"]
        found.update((row.id, row) for row in calls.of_case(db, case_id, opening, ALL))
    return list(found.values())


def _visits(db: driver.Connection, case_ids: list[int]) -> list[FollowUpRow]:
    found = [visit for case_id in case_ids for visit in followups.of_case(db, case_id)]
    return sorted(found, key=lambda visit: (visit.due_at, visit.id))


def _masked(dossier: Dossier, opening: CallRow | None, dialled: list[str]) -> tuple[Dossier, CallRow | None]:
    from servicedesk.domain.masking import each_text, masker
    from servicedesk.domain.phones import digits_of

    card = dossier.customer
    known = [digits_of(number) for number in dialled]
    if card is not None:
        known += [phone.digits for phone in card.phones]
        known += [digits_of(contact.phone) for contact in card.contacts]
    masked: tuple[Dossier, CallRow | None] = each_text((dossier, opening), masker(known))
    return masked


def _facts(
    dossier: Dossier, explained: "Explained", opening: CallRow | None, how_to_complain: str
) -> "StageFacts":
    from servicedesk.domain.stages import StageFacts

    fields = dossier.case.fields
    reached = [
        contact.at for contact in explained.history.contacts if contact.direction == "out" and contact.reached
    ]
    opened = [line.actor for line in dossier.history if line.what in {"case.open", "case.import"}]
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
