"""Calls: how long they ring and last, their lines in the log, and those that wait to be finished."""

import json
from dataclasses import dataclass
from typing import NamedTuple

from servicedesk.services.demo.days import HOUR, MINUTE, stored
from servicedesk.services.demo.ledger import Row, inserted
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import Person, unknown_phone

ANSWERED_LATE = 0.08
"""The share of calls that ring longer than the half minute that the desk aims at."""


class Talk(NamedTuple):
    """One call as its handler wrote it down."""

    summary: str
    handler: str
    outcome: str = "answered"
    direction: str = "in"
    channel: str = "phone"
    category: str = ""
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """When a call that was saved at some moment rang, was answered and ended."""

    rang_at: int
    answered_at: int | None
    ended_at: int


class Switchboard:
    """Logs calls."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def times(self, saved_at: int, talk: Talk) -> Times:
        """Times that fit: the handler saved the call soon after it ended."""
        between = self._office.between
        if talk.outcome == "abandoned":
            ended_at = saved_at - between(2, 20)
            return Times(ended_at - between(12, 75), None, ended_at)
        ended_at = saved_at - between(4, 50)
        if talk.channel != "phone":
            began_at = ended_at - between(MINUTE, 8 * MINUTE)
            return Times(began_at, began_at, ended_at)
        answered_at = ended_at - (between(20, 200) if talk.direction == "out" else between(40, 560))
        rings = between(31, 85) if self._office.chance(ANSWERED_LATE) else between(3, 28)
        return Times(answered_at - rings, answered_at, ended_at)

    def log(self, at: int, talk: Talk, number: int | None, phone: Row, times: Times | None = None) -> Row:
        """Hand on the call's row; the caller records its event."""
        times = times or self.times(at, talk)
        ledger = self._office.ledger
        answered = None if times.answered_at is None else stored(times.answered_at)
        row = ledger.new("calls", at, customer_id=number, **phone, **talk._asdict())
        row |= {"rang_at": stored(times.rang_at), "answered_at": answered, "ended_at": stored(times.ended_at)}
        ledger.add("calls", row)
        return row

    def log_alone(
        self, at: int, talk: Talk, number: int | None, phone: Row, action: int | None = None
    ) -> int:
        """A call that opens nothing, with its event; return the event's action."""
        row = self.log(at, talk, number, phone)
        return self._office.ledger.record(
            at, talk.handler, "call.log", row["id"], [inserted("calls", row)], action
        )

    def ring_later(self, at: int, talk: Talk, number: int, person: Person) -> None:
        """Plan a call."""
        phone = self._office.phone_of(person)
        self._office.timeline.plan(at, lambda moment: self.log_alone(moment, talk, number, phone))


DRAFTS = (
    {"summary": "柜机夜里自动关机，早上又好了，问要不要来看", "kind": "complaint", "note": "+不制冷 @明天"},
    {
        "summary": "Asks whether the K3 fits a narrow sink, will send a photo",
        "kind": "enquiry",
        "note": "+fitting",
    },
)
"""Two calls that were begun yesterday evening, by the field names of the call form."""
_STARTED = (17 * HOUR + 31 * MINUTE, 17 * HOUR + 52 * MINUTE)


def leave_drafts(office: Office) -> None:
    """Leave them to the actor, for a draft belongs to who typed it."""
    for body, language, second in zip(DRAFTS, ("zh", "en"), _STARTED, strict=True):
        if office.language not in {"", language}:
            continue
        began = office.days.at(-1, second)
        caller = unknown_phone(office.rng, language)
        row = {
            "id": office.ledger.new_id("drafts"),
            "kind": "call",
            "actor": office.me,
            "started_at": stored(began),
            "updated_at": stored(began + 100),
            "body": json.dumps({"who": caller, **body}, ensure_ascii=False),
        }
        office.ledger.add("drafts", row)
