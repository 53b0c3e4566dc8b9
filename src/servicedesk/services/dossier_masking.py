"""A dossier for other eyes: whose values are hidden in it, and which of its texts are words at all."""

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

from servicedesk.domain.case_states import STATES
from servicedesk.domain.mask_patterns import is_one_number
from servicedesk.domain.masking import HIDDEN, Place, each_text, masker
from servicedesk.domain.personal import COMPANY, NAME, PHONE, Value, of_card, of_changes
from servicedesk.domain.phones import looks_like_number, mask_phone
from servicedesk.domain.policies.waiting import CALENDARS, WHOM
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.dossiers import Dossier
from servicedesk.domain.wording import VERBS, list_labels
from servicedesk.domain.words.calls import CHANNELS, DIRECTIONS
from servicedesk.domain.words.customers import TIERS
from servicedesk.domain.words.followups import FOLLOWUP_STATES
from servicedesk.domain.words.masks import CONTACT, MASKS
from servicedesk.storage import calls, cases, customers, driver, events

_KINDS = MappingProxyType(
    {
        "Case": "case",
        "CaseRow": "case",
        "CallRow": "call",
        "FollowUpRow": "followup",
        "PromiseRow": "promise",
        "CustomerCard": "customer",
        "CustomerPhone": "phone",
        "Contact": "contact",
        "Remedy": "remedy",
        "Statement": "statement",
        "CaseLink": "link",
    }
)
"""The kinds of the read models that have words of closed lists."""
_TOLD = frozenset({*VERBS, "call", "note", *(f"followup.{state}" for state in FOLLOWUP_STATES.values)})
_ELSEWHERE = MappingProxyType(
    {
        Place("HistoryLine", "what"): _TOLD,
        Place("HistoryLine", "direction"): frozenset(DIRECTIONS.values),
        Place("HistoryLine", "channel"): frozenset(CHANNELS.values),
        Place("CaseLink", "state"): frozenset(STATES),
        Place("CaseRow", "customer_tier"): frozenset(TIERS.values),
        Place("Pause", "state"): frozenset(STATES),
        Place("Pause", "whom"): frozenset(WHOM),
        Place("WaitingReason", "whom"): frozenset(WHOM),
        Place("WaitingReason", "calendar"): frozenset(CALENDARS),
    }
)
"""Texts that the program reads and no field of a record describes."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CURRENCY = re.compile(r"[A-Z]{3}")
_STAFF = frozenset({"actor", "owner", "handler", "approver", "department", "handed_to"})
"""Fields that name one of us, besides those that end in `_by`; a customer may be called the same."""
_LOGIN = re.compile(r"[A-Za-z]{1,12}[._\-]?\d{1,8}")
"""How we are called by many a desk: agent10293. That is no number of an order."""
_ALL = 10**9
"""Lines of a history."""
_NUMBERS = frozenset({"phone", "raw", "digits", "e164"})
_DIGITS = re.compile(r"\d(?:[ \-.]?\d){4,}")
_NAMES = MappingProxyType({"customer_name": NAME, "on_behalf_of": COMPANY})


def hider(
    db: driver.Connection, dossier: Dossier, opening: CallRow | None, mask: str
) -> Callable[[Any], Any]:
    """What hides in a read model what `mask`, one of MASKS, says of everybody who is a customer here.

    Every text is hidden in, but for a word of a closed list in the field that has the list, so that a field
    of tomorrow is hidden in, too. Of us only those who did something stay under any name.
    """
    known = set(_known(db, dossier, opening))
    hide = masker(known, mask)
    of_staff = masker(known, mask, in_full=True)
    of_actors = masker(known, min(mask, CONTACT, key=MASKS.values.index))
    actors = {line.actor for line in dossier.history if line.what in VERBS}

    def change(text: str, place: Place) -> str:
        if not text or is_code(place, text):
            return text
        if place.field in _NUMBERS:
            return number_shown(text, hide)
        if is_staff(place.field):
            is_ours = text in actors or _LOGIN.fullmatch(text) is not None
            return of_actors(text) if is_ours else of_staff(text)
        return hide(text)

    return lambda read_model: each_text(read_model, change)


def is_code(place: Place, text: str) -> bool:
    """Whether the text is one that the program reads: a word of the list there, a time, a currency."""
    if place in _ELSEWHERE:
        return text in _ELSEWHERE[place]
    kind = _KINDS.get(place.owner, place.owner)
    field = next((one for one in FIELDS.get(kind, ()) if one.name == place.field), None)
    if field is None:
        return False
    if field.type == "moment":
        return _MOMENT.fullmatch(text) is not None
    if place.field == "currency":
        return _CURRENCY.fullmatch(text) is not None
    labels = list_labels(field.words) if field.words else {}
    return all(word in labels for word in text.split(","))


def is_staff(name: str) -> bool:
    """Whether the field names one of us."""
    return name in _STAFF or name.endswith("_by")


def number_shown(text: str, hide: Callable[[str], str]) -> str:
    """What stands for the text of a field for a number; some have two of them, or words."""
    if looks_like_number(text) and is_one_number(text):
        return mask_phone(text)
    return _DIGITS.sub(HIDDEN, hide(text))


def _known(db: driver.Connection, dossier: Dossier, opening: CallRow | None) -> Iterator[Value]:
    """What is known of the customers of the case, of its calls and of the cases merged and linked with it."""
    call_ids = {line.record_id for line in dossier.history if line.what == "call" and line.record_id}
    rows = [*calls.rows(db, sorted(call_ids)).values(), *([opening] if opening else [])]
    beside = {merge.case_id for merge in dossier.merged} | {link.case_id for link in dossier.links}
    others = [cases.case(db, case_id) for case_id in sorted(beside)]
    people: list[Any] = [
        *(case.row for case in (dossier.case, *others)),
        *(*rows, *dossier.promises, *dossier.followups),
    ]
    numbers = [*(row.phone for row in rows), *(visit.phone for visit in dossier.followups)]
    yield from (Value(PHONE, number) for number in numbers if number)
    found: set[Value] = set()

    def collect(text: str, place: Place) -> str:
        if place.field in _NAMES and text.strip():
            found.add(Value(_NAMES[place.field], text))
        return text

    each_text((dossier, rows, others), collect)
    yield from found
    for customer_id in {row.customer_id for row in people} - {None}:
        yield from of_customer(db, customer_id)


def of_customer(db: driver.Connection, customer_id: int) -> Iterator[Value]:
    """What is known of a customer, also of one whose card is gone."""
    card = customers.card_if_there(db, customer_id)
    yield from () if card is None else of_card(card)
    # What has been on the card: the words of a case may still have it.
    for line in events.of_subject(db, "customer", customer_id, _ALL):
        yield from of_changes(line.changes)
