"""Which customer and which case a call, case or follow-up is about.

A customer is named by number, by the outside id, by phone, by e-mail, and last by a name that only one
customer has and that nothing contradicts; nobody found makes a stub, so that nothing said is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from servicedesk.domain.caller_names import is_called
from servicedesk.domain.numbers import parse_any_number
from servicedesk.domain.phones import looks_like_number
from servicedesk.domain.search_terms import segment
from servicedesk.domain.words.reading import fold_word
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.card_fills import CardFills, numbers_of, said_of_customer
from servicedesk.services.importing.customers import (
    CustomerPlan,
    digits_of_numbers,
    is_company_name,
    take_names,
)
from servicedesk.services.importing.file_row import FileRow, Setting, stub_key
from servicedesk.storage import import_references, matching
from servicedesk.storage.bulk import LARGEST_KEPT_NUMBER
from servicedesk.storage.import_references import Pointer
from servicedesk.storage.matching import Card
from servicedesk.storage.rows import Rows
from servicedesk.storage.schema_map import TABLE_BY_KIND

_NOBODY = frozenset(
    fold_word(word)
    for word in (
        "匿名", "匿名用户", "匿名市民", "无名氏", "不详", "未知", "无", "保密", "先生", "女士", "小姐",
        "市民",
        "anonymous", "unknown", "n/a", "na", "none", "null", "-", "--", "?", "mr", "mrs", "ms",
    )
)  # fmt: skip
NAMING = frozenset({
    "customer", "customer_id", "customer_external_id", "customer_company", "phone", "email",
})  # fmt: skip
_MOST_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Named:
    """What a row says about its customer."""

    number: int | None
    external_id: str
    name: str
    digits: tuple[str, ...]
    emails: tuple[str, ...]

    @property
    def is_reachable(self) -> bool:
        """Whether there is more than a name."""
        return bool(self.digits or self.emails)


def name_said(values: Mapping[str, Any]) -> str:
    """What a row calls its customer: a person, else the company."""
    return values.get("customer") or values.get("customer_company") or ""


@dataclass
class CustomerLinks:
    """Finds the customers that rows name, and makes stubs for those whom nobody knows."""

    setting: Setting
    made: int = 0
    fills_cards: bool = True
    """Whether what a row says of its customer completes a card that is here."""
    leaves_shared: bool = False
    """Whether a number that several customers have, without a name, is nobody's; else the oldest's."""
    _cards: dict[tuple[str, str], list[Card]] = field(default_factory=dict)
    _stubs: list[FileRow] = field(default_factory=list)
    _named_by_number: list[tuple[str, int]] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)
    """By stub of a file of ours, the number that it has there."""

    def __post_init__(self) -> None:
        self._are_named = not NAMING.isdisjoint(self.setting.mapped)
        # In a file of ours a number without a customer is that of a caller whom nobody has made one.
        self._is_nobody = self.setting.is_own and {"customer", "customer_id"} <= self.setting.mapped
        self._nobody_yet = matching.is_empty(self.setting.db, "customers")
        self._loader = self.setting.loader
        # Blank cells of a case say nothing of the card of its customer.
        setting = replace(self.setting, is_own=False, blank_clears=False)
        self._plan = CustomerPlan(setting)
        self.fills = CardFills(setting, CustomerPlan(setting))

    def named(self, values: Mapping[str, Any]) -> Named | None:
        """What the row says about its customer, None for nothing."""
        if not self._are_named:
            return None
        name = name_said(values)
        if self._is_nobody and not name and values.get("customer_id") is None:
            return None
        digits = digits_of_numbers(numbers_of(values, is_own=self.setting.is_own), self.setting.region)
        found = Named(
            number=values.get("customer_id"),
            external_id=values.get("customer_external_id") or "",
            name=name if self.setting.is_own or not name or fold_word(name) not in _NOBODY else "",
            digits=tuple(digits),
            emails=tuple(address.casefold() for address in values.get("email") or ()),
        )
        return (
            found if any((found.number, found.external_id, found.name, found.digits, found.emails)) else None
        )

    def find_or_make(self, named: Named, values: Mapping[str, Any]) -> int | None:
        """The customer, a stub if nobody fits, None where several do alike.

        RowError when only a number is given that nobody has.
        """
        found = self.find(named)
        if found is None:
            found = self.by_name(named)
        if found is None and self.is_shared(named):
            return None
        if found is not None:
            if self.fills_cards:
                self.fills.add(found, said_of_customer(values, is_own=self.setting.is_own))
            return found
        if not (named.name or named.is_reachable or named.external_id):
            raise RowError("no_customer", _("There is no such customer."))
        return self._make_stub(named, values)

    def find(self, named: Named) -> int | None:
        """The customer by number, outside id, phone or e-mail."""
        if named.number is not None:
            card = next(iter(self._known("number", str(named.number))), None)
            if card is not None and (
                self.setting.has_come("customer", card.id) or self._is_meant(card, named)
            ):
                return card.id
        if (card := self._of_outside_id(named)) is not None:
            return card.id
        for way, texts in (("digits", named.digits), ("email", named.emails)):
            for text in texts:
                cards = self._known(way, text)
                same_name = [card for card in cards if card.name == named.name]
                is_open = bool(named.name) or self.leaves_shared
                if len(cards) > 1 and is_open and not (named.name and len(same_name) == 1):
                    continue
                if cards:
                    return (same_name or cards)[0].id
        return None

    def is_shared(self, named: Named) -> bool:
        """Whether several customers have what the row names, and nothing says which one is meant."""
        if not self.leaves_shared or named.name or named.external_id:
            return False
        return any(len(self._known(way, text)) > 1 for way, text in self._ways(named))

    def by_name(self, named: Named) -> int | None:
        """The one customer of that name, unless both sides have numbers and so may be two people."""
        if not named.name:
            return None
        cards = self._known("name", named.name)
        if len(cards) != 1:
            return None
        card = cards[0]
        agrees = not named.is_reachable or not card.is_reachable or card.kind == "company"
        return card.id if agrees and not self._is_another_of_ours(card, named) else None

    def _is_another_of_ours(self, card: Card, named: Named) -> bool:
        """Whether a file of ours has told of the card already, under another number than this one."""
        if not (self.setting.is_own and named.number) or named.number == card.id:
            return False
        if made_of := self._numbers.get(card.id):
            return made_of != named.number
        key = stub_key(card.id, card.name)
        return matching.by_key(self.setting.db, "customer", "", [key]).get(key) == card.id

    def other_name(self, customer_id: int, named: Named) -> str:
        """The name beside a number whose customer is called otherwise, as of the one who spoke; else ''."""
        if self.setting.is_own or not named.name or named.number is not None or named.external_id:
            return ""
        ways = [(way, text) for way, text in self._ways(named) if way == "digits"]
        cards = [card for way, text in ways for card in self._known(way, text) if card.id == customer_id]
        is_theirs = any(looks_like_number(card.name) or is_called(named.name, card.name) for card in cards)
        return "" if not cards or is_theirs or self.was(customer_id, named) else named.name

    def still_fits(self, customer_id: int, named: Named) -> bool:
        """Whether the customer whom a record has already may be the one that the row names."""
        if named.number == customer_id:
            return True
        if self.setting.is_own and named.number is not None:
            return False
        outside = self._of_outside_id(named)
        if outside is not None and outside.id == customer_id:
            return True
        return any(
            card.id == customer_id for way, text in self._ways(named) for card in self._known(way, text)
        )

    def was(self, customer_id: int, named: Named) -> bool:
        """Whether the name of the row is that of the card in another spelling, or has been its name here."""
        if not named.name:
            return False
        cards = self._known("number", str(customer_id))
        names = [card.name for card in cards]
        names += matching.values_before(self.setting.db, "customer", customer_id, "name")
        return segment(named.name) in map(segment, names)

    def flush(self) -> None:
        """Write the stubs made since the last time."""
        if self._stubs:
            stubs, self._stubs = self._stubs, []
            self._plan.insert(stubs)
            matching.remember_keys(self.setting.db, "customer", "", self._named_by_number)
            self._named_by_number.clear()
        self.fills.flush()
        if len(self._cards) > _MOST_KEPT:
            self._cards.clear()
            self._nobody_yet = False

    def _ways(self, named: Named) -> list[tuple[str, str]]:
        ways = [("digits", digits) for digits in named.digits] + [("email", email) for email in named.emails]
        if named.external_id:
            ways.append(("external", named.external_id))
        return [*ways, ("name", named.name)] if named.name else ways

    def _of_outside_id(self, named: Named) -> Card | None:
        """Who has the id in the source of this file, or alone has it in other files, under the same name."""
        if not named.external_id:
            return None
        if cards := self._known("external", named.external_id):
            return cards[0]
        if self._nobody_yet:
            return None
        key = ("elsewhere", named.external_id)
        if key not in self._cards:
            look = partial(matching.cards, self.setting.db, "external", named.external_id)
            others = self.setting.outside.others("customer")
            self._cards[key] = [card for source in others for card in look(source)]
        found = [
            card
            for card in self._cards[key]
            if not named.name or segment(card.name) == segment(named.name) or self.was(card.id, named)
        ]
        return found[0] if len(found) == 1 else None

    def _is_meant(self, card: Card, named: Named) -> bool:
        """A number from another desk may be somebody else's here: the rest of the row must not say so."""
        if not self.setting.is_own or not (named.name or named.is_reachable):
            return True
        return any(card.id == other.id for way, text in self._ways(named) for other in self._known(way, text))

    def _known(self, way: str, text: str) -> list[Card]:
        key = (way, text)
        cards = self._cards.get(key)
        if cards is None:
            cards = (
                [] if self._nobody_yet else matching.cards(self.setting.db, way, text, self.setting.source)
            )
            self._cards[key] = cards
        return cards

    def _make_stub(self, named: Named, values: Mapping[str, Any]) -> int:
        said = said_of_customer(values, is_own=self.setting.is_own)
        spoken = (named.name, *said.get("phone", ()), *said.get("email", ()), named.external_id)
        name = next(filter(None, spoken), "")
        card = {
            "name": name,
            "kind": "company" if name == said.get("company") or is_company_name(name) else "person",
            "tier": "new",
            "external_id": named.external_id or None,
            **said,
        }
        take_names(card)
        number = self._own_number(named) or self._loader.number("customers")
        stub = FileRow(_NO_ROW, card, self._plan.stored(card), record_id=number)
        if self.setting.is_own and named.number:
            self._named_by_number.append((stub_key(named.number, name), number))
            self._numbers[number] = named.number
        self._stubs.append(stub)
        self.fills.is_known(stub.record_id, said)
        self.made += 1
        made = Card(stub.record_id, name, str(card["kind"]), is_reachable=named.is_reachable)
        for way, text in self._ways(named) or [("name", name)]:
            self._known(way, text).append(made)
        return made.id

    def _own_number(self, named: Named) -> int:
        """The number by which one of our own files calls somebody who is not here; 0 where it is taken."""
        number, loader = named.number, self._loader
        if not self.setting.is_own or not number or number > LARGEST_KEPT_NUMBER:
            return 0
        db = self.setting.db
        if number <= loader.last("customers") and (
            matching.by_number(db, "customer", [number])
            or matching.used_before(db, "customer", number, "")
            or any(stub.record_id == number for stub in self._stubs)
        ):
            return 0
        loader.keep("customers", number)
        return number


_NO_ROW: Any = None


@dataclass
class RecordLinks:
    """Finds the cases or calls that rows name; `missing` counts the rows whose case or call is not here."""

    setting: Setting
    kind: str = "case"
    missing: int = 0
    _known: dict[str, tuple[int, int | None] | None] = field(default_factory=dict)

    def find(self, values: Mapping[str, Any], customer_id: int | None) -> tuple[int | None, int | None]:
        """(record, its customer) that the row names."""
        number, external_id = values.get(self.kind), values.get(f"{self.kind}_external_id")
        if number is None and not external_id:
            return None, None
        found = self.of_number(number, customer_id, external_id or "")
        if found is None:
            self.missing += 1
            return None, None
        return found

    def of_number(
        self, number: int | None, customer_id: int | None, external_id: str = ""
    ) -> tuple[int, int | None] | None:
        """(record, its customer) of a number, or of an outside id; None for one that cannot be meant."""
        text = str(number) if number is not None else f"={external_id}"
        if text not in self._known:
            if len(self._known) > _MOST_KEPT:
                self._known.clear()
            self._known[text] = self._look(number, external_id)
        found = self._known[text]
        if found is None or self.setting.has_come(self.kind, found[0]):
            return found
        # A number from another desk may be that of another record here.
        is_another = self.setting.is_own and None not in {found[1], customer_id} and found[1] != customer_id
        return None if is_another else found

    def _look(self, number: int | None, external_id: str) -> tuple[int, int | None] | None:
        if number is None:
            found = self.setting.outside.find(self.kind, [external_id])
            spoken = parse_any_number(external_id)
            number = found.get(external_id) or (spoken[1] if spoken and spoken[0] == self.kind else None)
        if number is None:
            return None
        row = Rows(self.setting.db).find(TABLE_BY_KIND[self.kind], id=number)
        return (row["id"], row["customer_id"]) if row else None


@dataclass
class OpenedCases:
    """The cases that imported calls have opened: they came before the calls, and are pointed at them last."""

    setting: Setting
    cases: RecordLinks
    _call_by_case: dict[int, int] = field(default_factory=dict)

    def add(self, row: FileRow, customer_id: int | None) -> None:
        """Note the cases that the row of a call names as opened by it."""
        for number in row.values.get("opened") or ():
            found = self.cases.of_number(number, customer_id)
            if found is not None:
                self._call_by_case.setdefault(found[0], row.record_id)

    def settle(self) -> None:
        """Point the cases at their calls, but for those that know theirs already."""
        if not self._call_by_case:
            return
        known = import_references.targets(self.setting.db, "cases", "call_id", self._call_by_case)
        pointers = [
            Pointer(case_id, call_id)
            for case_id, call_id in sorted(self._call_by_case.items())
            if case_id not in known
        ]
        import_references.point(self.setting.loader, "case", "call_id", pointers)
