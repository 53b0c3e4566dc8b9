"""A full set and the changes after it, taken in one after the other, are the desk that wrote them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from tests.builders import (
    NOW,
    FixedTime,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)
from tests.services.exchange_steps import counts, export, take_in
from tests.services.test_import import column
from tests.services.test_whole_desk import contents, take_all, totals, whole

ORDERS = (
    ["010-62345678", "13800001111", "021-55550101", "13900002222"],
    ["13800001111", "010-62345678"],
    ["010-62345678", "13800001111"],
    ["13800001111"],
    ["010-62345678 转 5", "13800001111"],
)


def days(desk: Desk, time: FixedTime) -> Iterator[None]:
    """What changes from one set to the next: first what is there, then how it hangs together."""
    customer = given_customer(desk, "甲", "010-62345678")
    one = given_case(desk, "一", customer_id=customer)
    yield
    two = given_case(desk, "二", customer_id=customer)
    desk.merging.merge([one], two, reason="=同一件")
    yield
    desk.merging.unmerge([one])
    desk.links.link(one, two, "related")
    promise = NewPromise("回电", NOW + timedelta(days=20), customer_id=customer, case_id=one)
    made = desk.promises.make(promise).id
    yield
    given_call(desk, "甲 010-62345678", "又来电", case_id=one)
    desk.promises.retell(made, NOW + timedelta(days=30), "晚一点")
    followup = given_followup(desk, customer_id=customer, case_id=one)
    yield
    desk.customers.edit(customer, CardChange({"name": "乙"}, phones=ORDERS[0]))
    desk.followups.hold([followup], "满意")
    desk.cases.edit(one, {"priority": 4})
    desk.moves.solve([two], "修好")
    yield
    desk.moves.tell([two], "已告知")
    desk.moves.reopen([two], "又坏")
    desk.merging.merge([one], two)
    yield


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx"])
def test_a_full_set_and_all_changes_in_order_come_to_the_same_bytes(
    desk: Desk, time: FixedTime, tmp_path: Path, suffix: str
) -> None:
    whole(desk, time)
    sets = []
    for number, _day in enumerate(days(desk, time)):
        sets.append(tmp_path / f"set{number}")
        export(desk, "all", sets[-1], cursor="nightly", format=suffix)
        time.advance(hours=1)
    export(desk, "all", tmp_path / "out", format=suffix)
    with open_desk(tmp_path / "other.db", time) as other:
        for one in sets:
            time.advance(minutes=7)
            assert totals(take_all(other, one))[3] == 0
        export(other, "all", tmp_path / "again", format=suffix)
        assert contents(tmp_path / "again") == contents(tmp_path / "out")
        assert totals(take_all(other, tmp_path / "out"))[0::3] == (0, 0)
        assert totals(take_all(other, sets[-1]))[:2] == (0, 0)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "jsonl", "xlsx"])
@pytest.mark.parametrize("phones", ORDERS)
def test_the_numbers_of_a_card_come_back_in_their_order(
    desk: Desk, time: FixedTime, tmp_path: Path, suffix: str, phones: list[str]
) -> None:
    customer = given_customer(desk, "甲", "")
    desk.customers.edit(customer, CardChange({}, phones=phones))
    assert [phone.raw for phone in desk.customers.card(customer).phones] == phones
    path = tmp_path / f"customers.{suffix}"
    export(desk, "customer", path)
    with open_desk(tmp_path / "other.db", time) as other:
        assert counts(take_in(other, path)) == (1, 0, 0, 0)
        for name in ("raw", "kind", "position"):
            assert column(other, "customer_phones", name) == column(desk, "customer_phones", name)
        assert counts(take_in(other, path)) == (0, 0, 1, 0)
    assert counts(take_in(desk, path)) == (0, 0, 1, 0)
