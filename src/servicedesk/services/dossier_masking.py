"""A dossier for other eyes: whose values are hidden in it, and which of its texts are words at all."""

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

from servicedesk.domain.masking import each_text, masker
from servicedesk.domain.personal import COMPANY, NAME, PHONE, Value, of_card, of_changes
from servicedesk.domain.phones import mask_phone
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.dossiers import Dossier
from servicedesk.domain.words.masks import CONTACT, MASKS
from servicedesk.storage import calls, cases, customers, driver, events

_CODES = frozenset(
    {
        *("what", "direction", "field", "kind", "relation", "whom", "calendar", "state", "deadline_kind"),
        *("channel", "outcome", "method", "currency", "tier", "external_source", "close_missing"),
    }
    | {
        field.name
        for fields in FIELDS.values()
        for field in fields
        if field.type in {"choice", "scale", "yes_no", "repeat", "uid", "key", "ref"}
    }
)
"""Fields whose texts the program reads: words of closed lists, not somebody's."""
_STAFF = frozenset({"actor", "owner", "handler", "approver", "department", "handed_to"})
"""Fields that name one of us, besides those that end in `_by`; a customer may be called the same."""
_ALL = 10**9
"""Lines of a history."""
_NUMBERS = frozenset({"phone", "raw", "digits", "e164"})
_NAMES = MappingProxyType({"customer_name": NAME, "on_behalf_of": COMPANY})


def hider(
    db: driver.Connection, dossier: Dossier, opening: CallRow | None, mask: str
) -> Callable[[Any], Any]:
    """What hides in a read model what `mask`, one of MASKS, says of everybody who is a customer here."""
    known = set(_known(db, dossier, opening))
    hide = masker(known, mask)
    of_staff = masker(known, min(mask, CONTACT, key=MASKS.values.index))

    def change(text: str, name: str) -> str:
        if name in _CODES or not text:
            return text
        if name in _NUMBERS:
            return mask_phone(text)
        return of_staff(text) if name in _STAFF or name.endswith("_by") else hide(text)

    return lambda read_model: each_text(read_model, change)


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

    def collect(text: str, name: str) -> str:
        if name in _NAMES and text.strip():
            found.add(Value(_NAMES[name], text))
        return text

    each_text((dossier, rows, others), collect)
    yield from found
    for customer_id in {row.customer_id for row in people} - {None}:
        yield from of_card(customers.card(db, customer_id))
        # What has been on the card: the words of a case may still have it.
        for line in events.of_subject(db, "customer", customer_id, _ALL):
            yield from of_changes(line.changes)
