"""The made-up office: its staff, chance, the days, the ledger, and the customers it has met so far."""

from array import array
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache, partial
from heapq import heappop, heappush
from random import Random
from typing import TYPE_CHECKING

from servicedesk.services.customers import customer_values, phone_values
from servicedesk.services.demo.days import DAY, YEAR, DeskDays
from servicedesk.services.demo.ledger import Ledger, Row, Told, inserted, owned, turned
from servicedesk.services.demo.people import ZH, People, Person, pick
from servicedesk.services.owned_rows import EMAILS, TAGS

if TYPE_CHECKING:
    from servicedesk.services.context import DeskContext

STAFF = {"": ("小林", "Dana"), "zh": ("小林", "小丹"), "en": ("Priya", "Dana")}
"""The two colleagues, by the one language of the desk."""
FORTNIGHT = 14
NEW_FOR = 75 * DAY
"""So long is a customer called a new one."""

Happening = Callable[[int], object]
"""Is told its moment."""


class Timeline:
    """A heap of happenings, which may plan others; those of one moment happen in the order of planning."""

    def __init__(self, now: int) -> None:
        self.now = now
        self._waiting: list[tuple[int, int, Happening]] = []
        self._planned = 0

    def plan(self, moment: int, happening: Happening) -> None:
        """Let something happen at `moment`; what lies in the future is forgotten."""
        if moment < self.now:
            self._planned += 1
            heappush(self._waiting, (moment, self._planned, happening))

    def run_until(self, moment: int) -> None:
        """Let everything before `moment` happen."""
        while self._waiting and self._waiting[0][0] < moment:
            at, _order, happening = heappop(self._waiting)
            happening(at)


class Office:
    """Shared by everything that makes history."""

    def __init__(
        self, desk: "DeskContext", seed: int, days: DeskDays, ledger: Ledger, language: str = ""
    ) -> None:
        """`language` is the one in which all is said, empty for two."""
        self.me = desk.actor
        self.language = language
        self.colleagues = first, second = STAFF[language]
        self.days = days
        self.ledger = ledger
        self.rng = Random(seed)  # noqa: S311 - a made-up desk, no secret
        self.timeline = Timeline(days.now)
        self.people = People(seed, language)
        self.known = 0
        """Customers met so far; they are numbered from 1 in that order."""
        self.last_topic = array("b", [-1])
        """The topic of each customer's last complaint."""
        self.last_complaint = array("l", [0])
        """The case of it, 0 for none, and its day, counted from today."""
        self.last_trouble = array("h", [-YEAR])
        self.last_case = array("h", [-YEAR])
        """The day of each customer's last case, counted from today."""
        # The same few ranges come again and again, and reading a number is slow.
        self._phone_values = lru_cache(maxsize=30_000)(partial(phone_values, region=desk.settings.region))
        self._own: dict[int, Person] = {}
        self._staff = {
            True: (first, self.me, first, self.me, second),
            False: (second, self.me, second, second, first),
        }

    def person(self, number: int) -> Person:
        """Customer `number`."""
        return self._own.get(number) or self.people.person(number)

    def somebody(self, person: Person) -> str:
        """Who of the staff takes this customer's calls, by language and chance."""
        return str(pick(self.rng, self._staff[person.language == ZH]))

    def working(self, moment: int) -> int:
        """`moment`, or a time after the next opening."""
        return self.days.working(moment, self.rng)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def between(self, least: float, most: float) -> int:
        """A whole number from `least` up to but not including `most`."""
        return int(least + self.rng.random() * (most - least))

    def acquaintance(self) -> int:
        """A customer whom the desk knows: some call much more often than others."""
        number = 1 + int(self.rng.random() ** 1.6 * self.known)
        while number in self._own and len(self._own) < self.known:
            # A told story stands for itself.
            number = self.between(1, self.known + 1)
        return number

    def in_trouble(self, day: int) -> int:
        """A customer whom the desk knows, seldom one who had a case within the last fortnight."""
        for _try in range(4):
            number = self.acquaintance()
            if day - self.last_case[number] > FORTNIGHT:
                break
        return number

    def phone_of(self, person: Person) -> Row:
        """The number a call comes from, as the call log keeps it."""
        return self.calling(person.phones[0])

    def calling(self, number: str) -> Row:
        """A number as the call log keeps it."""
        return {"phone": number, "digits_reversed": self._phone_values(number)["digits_reversed"]}

    def meet(
        self, at: int, actor: str, *, since_before: bool = False, person: Person | None = None
    ) -> tuple[int, int]:
        """Make the card of the next new customer; return their number and the action of the event.

        `since_before`: the desk took the card over from its earlier list.
        """
        number = self.known = self.known + 1
        self.last_topic.append(-1)
        self.last_complaint.append(0)
        self.last_trouble.append(-YEAR)
        self.last_case.append(-YEAR)
        if person is not None:
            self._own[number] = person
        person = self.person(number)
        fields = dict(person.fields)
        edits = self._later_edits(at, fields, since_before=since_before)
        row = self._customer_row(at, fields)
        ledger = self.ledger
        changes = [inserted("customers", row), *self._owned_rows(number, person)]
        self._plan_edits(row, edits)
        ledger.add("customers", row)
        action = ledger.record(at, actor, "customer.add", number, changes)
        return number, action

    def _customer_row(self, at: int, fields: dict[str, str]) -> Row:
        fields["owner"] = self.somebody(self.person(self.known)) if fields["tier"] in {"vip", "key"} else ""
        return self.ledger.new("customers", at, **customer_values(fields))

    def _later_edits(self, at: int, fields: dict[str, str], *, since_before: bool) -> list[tuple[int, Row]]:
        """Take out of `fields` what the desk learned later, and return when it did."""
        edits: list[tuple[int, Row]] = []
        learned = self.working(at + self.between(20 * DAY, 90 * DAY))
        met = self.days.date_of(at)
        if since_before:
            met -= timedelta(days=self.between(20, 2000))
        fields["customer_since"] = met.isoformat()
        if not since_before:
            grown = self.working(at + NEW_FOR + self.between(0, 5 * DAY))
            if grown < self.days.now:
                edits.append((grown, {"tier": fields["tier"]}))
            fields["tier"] = "new"
        if fields["banner"] and learned < self.days.now:
            edits.append((learned, {"banner": fields["banner"]}))
            fields["banner"] = ""
        return sorted(edits, key=lambda edit: edit[0])

    def _plan_edits(self, row: Row, edits: list[tuple[int, Row]]) -> None:
        for at, after in edits:
            self.timeline.plan(at, self._editing(row["id"], turned("customers", row, after, at)))

    def _editing(self, number: int, change: Told) -> Callable[[int], int]:
        actor = self.somebody(self.person(number))
        return lambda at: self.ledger.record(at, actor, "customer.edit", number, [change])

    def _owned_rows(self, number: int, person: Person) -> list[Told]:
        """Contacts, phones, e-mails and tags, in the order in which the service writes them."""
        ledger = self.ledger
        changes: list[Told] = []
        phones: list[tuple[int | None, str]] = [(None, phone) for phone in person.phones]
        for position, contact in enumerate(person.contacts):
            values = {name: getattr(contact, name) for name in ("name", "role", "phone", "email", "note")}
            row = ledger.own("contacts", {**values, "customer_id": number, "position": position})
            changes.append(owned("contacts", row))
            if contact.phone:
                phones.append((row["id"], contact.phone))
        for position, (contact_id, phone) in enumerate(phones):
            values = self._phone_values(phone) | {"customer_id": number, "contact_id": contact_id}
            changes.append(
                owned("customer_phones", ledger.own("customer_phones", values | {"position": position}))
            )
        for kept, words in ((EMAILS, person.emails), (TAGS, person.tags)):
            rows = (ledger.own(kept.table, {"customer_id": number, **row}) for row in kept.rows(words))
            changes += [owned(kept.table, row) for row in rows]
        return changes
