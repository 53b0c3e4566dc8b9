"""The records of the usual desk that the documents name: C-231 is always in work, F-40 planned.

Their numbers are held back from all others and given when their turn has come, so that a reader can type
every example on a fresh desk, whatever the day.
"""

from dataclasses import replace

from servicedesk.domain.case_states import NEW, WORKING
from servicedesk.services.demo import people_zh
from servicedesk.services.demo.care import Care, Promised, Promises, Visit
from servicedesk.services.demo.cases import Wish
from servicedesk.services.demo.days import DAY, HOUR, MINUTE
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import EN, ZH, Person
from servicedesk.services.demo.topics import person

CUSTOMER = 12
ANN = person(
    EN,
    ("+44 20 7946 0123",),
    name="Ann Lee",
    tier="ordinary",
    region="Leeds",
    source="referral",
    tags=("old",),
    emails=("ann.lee@example.com",),
    note="Lets four flats; writes down what she is told.",
)
CASES = {229: (WORKING, 0), 231: (WORKING, 0), 232: (WORKING, 1), 240: (NEW, 0)}
"""How each stands, and what it is about: a place in the topics of her language."""
FOLLOWUP = 40
YEARLY = {EN: "Yearly check of the filters in all four flats", ZH: "四套公寓滤芯年检"}
PROMISES = {
    12: {EN: "Free check before the warranty ends", ZH: "过保前免费检查一次"},
    13: {EN: "Price of the next model, once it is out", ZH: "新款上市后告知价格"},
}
IN_CHINESE = {"note": "出租四套公寓；说过的都会记下来。", "region": "利兹", "source": "朋友介绍"}
"""What a desk of Chinese alone has written of her."""
_VISITED, _PROMISED = 3, 1
"""The worked days from today for which the follow-up is planned and the promises were told."""


class Named:
    """Gives the numbers that the documents name to what they say of them."""

    def __init__(self, office: Office, care: Care) -> None:
        self._office = office
        self._care = care
        self._language = office.language or EN
        self._promises = Promises(office)
        self._cases = dict(CASES)
        self._followups = [FOLLOWUP]
        self._promised = dict(PROMISES)
        office.ledger.hold("cases", CASES)
        office.ledger.hold("followups", self._followups)
        office.ledger.hold("promises", PROMISES)

    def customer(self) -> Person | None:
        """Who the next new customer is, if the documents name them."""
        if self._office.known + 1 != CUSTOMER:
            return None
        if self._language == EN:
            return ANN
        fields = ANN.fields | IN_CHINESE
        return replace(ANN, language=ZH, fields=fields, tags=("老客户",), worker=people_zh.WORKERS[0])

    def case(self) -> Wish | None:
        """What the next case is, if it is one that the documents name."""
        number = next(iter(self._cases), 0)
        if not self._is_due("cases", number):
            return None
        fate, topic = self._cases.pop(number)
        return Wish(fate, CUSTOMER, topic, number)

    def look(self, at: int) -> None:
        """Book and promise at `at` what is due to get its number."""
        office = self._office
        if self._followups and self._is_due("followups", FOLLOWUP):
            office.ledger.take("followups", self._followups.pop())
            due = office.working(office.days.at(office.days.workday(_VISITED), 10 * HOUR))
            self._care.book(at, Visit(CUSTOMER, due, YEARLY[self._language], office.me, "visit"))
        for number in [number for number in self._promised if self._is_due("promises", number)]:
            due = office.working(
                office.days.at(office.days.workday(_PROMISED), (9 * 60 + number * 3) * MINUTE)
            )
            text = self._promised.pop(number)[self._language]
            self._promises.make_now(Promised(text, office.me, at, due - DAY, due), CUSTOMER, number)

    def _is_due(self, table: str, number: int) -> bool:
        return 0 < number <= self._office.ledger.last_id(table) + 1
