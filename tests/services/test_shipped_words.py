"""One desk, two languages: what the shipped rules call by a name means the same whoever looks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from servicedesk import i18n
from servicedesk.domain.policies import waiting
from servicedesk.services.desk import Desk
from servicedesk.storage import clock_cache
from tests.builders import NOW, given_case


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    yield
    i18n.activate("en")


@pytest.mark.parametrize(("written", "read"), [("zh", "en"), ("en", "zh")])
def test_a_shipped_reason_nudges_in_whatever_language_it_was_written(
    desk: Desk, written: str, read: str
) -> None:
    case_id = given_case(desk)
    i18n.activate(written)
    desk.moves.wait([case_id], desk.policies.parsed("waiting").names()[0])
    i18n.activate(read)
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, NOW, "Asia/Shanghai") == 0
    (line,) = desk.moves.to_nudge(NOW + timedelta(days=5))
    assert line.case_id == case_id
    # Waiting for the same in the other language's words is waiting for the same.
    desk.moves.wait([case_id], desk.policies.parsed("waiting").names()[0])
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, NOW, "Asia/Shanghai") == 0


def test_names_of_different_shipped_reasons_stay_different() -> None:
    reasons = waiting.parse(waiting.default())
    i18n.activate("zh")
    for name, whom, _nudge, nudges in waiting.SHIPPED:
        found = reasons.find(i18n._(name))
        assert (found.name, found.whom, found.nudges) == (name, whom, nudges)
    assert reasons.find("随便什么").nudges == 0


def test_a_desk_that_dropped_a_shipped_reason_does_not_get_it_back() -> None:
    own = waiting.parse('[[reason]]\nname = "配件到货"\nnudge = "1d"\n')
    assert own.find("spare parts").name == "配件到货"
    assert own.find("the customer's answer").whom == "other"
