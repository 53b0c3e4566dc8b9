"""A call that nobody took owes its caller a call back, until somebody has spoken to them."""

from datetime import timedelta
from typing import Any

from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from tests.builders import NOW, given_call, given_customer

STRANGER = "138 0000 7777"


def missed(desk: Desk, who: str = STRANGER, minutes: int = -60, **fields: Any) -> int:
    """A call that came in and that nobody took; its number."""
    rang_at = NOW + timedelta(minutes=minutes)
    return given_call(desk, who, "", outcome="abandoned", rang_at=rang_at, **fields).call_id


def owed(desk: Desk) -> list[int]:
    """Whom to call back, in the list, on Today and by the service."""
    ids = list(desk.lists.ids("call", "is:to-call-back"))
    found = desk.calls.calls_to_return()
    board = desk.today.board(call_limit=50)
    assert ids == list(desk.lists.ids("call", "is:待回电"))
    assert [row.id for row in found.rows] == [row.id for row in board.calls_to_return] == ids
    assert found.count == board.missed_calls == len(ids)
    return ids


def test_who_was_missed_is_called_back_until_somebody_has_spoken_to_them(desk: Desk) -> None:
    known = given_customer(desk, "李伟 [b]", "138 0000 1111")
    of_customer = missed(desk, "", -50, customer_id=known)
    with desk.writing() as transaction:
        # A number that nobody knows counts too: no card is made for it by a telephone system.
        number = missed_by_machine(transaction)
    assert owed(desk) == [of_customer, number]
    # Trying does not settle it, nor a wrong number, nor what is struck out.
    for outcome in ("no_answer", "abandoned", "wrong_number"):
        given_call(desk, "", "", customer_id=known, direction="out", outcome=outcome)
    struck = given_call(desk, "", "", customer_id=known, direction="out")
    assert owed(desk) == [number]
    desk.calls.void([struck.call_id], "别的客户 [/]")
    assert owed(desk) == [of_customer, number]
    given_call(desk, "", "", customer_id=known, direction="out", outcome="call_back")
    # They may ring again themselves, and a text message reaches as well.
    given_call(desk, STRANGER, "漏水")
    assert owed(desk) == []
    desk.undo.undo()
    desk.calls.log(NewCall(STRANGER, "漏水", channel="message", direction="out"))
    assert owed(desk) == []


def missed_by_machine(transaction: Any) -> int:
    from servicedesk.services.customers import number_values

    values = number_values("+86 138 0000 7777", "CN")
    at = {"rang_at": "2026-11-20T00:10:00Z"}
    call_id = transaction.insert("calls", values | at | {"direction": "in", "outcome": "abandoned"})
    transaction.record("call.import", "call", call_id)
    return int(call_id)


def test_of_several_missed_calls_of_one_caller_the_last_stands_for_all(desk: Desk) -> None:
    earlier, later = missed(desk, minutes=-90), missed(desk, minutes=-30)
    assert owed(desk) == [later]
    # Who was spoken to in between was missed again since.
    given_call(desk, STRANGER, "漏水", rang_at=NOW - timedelta(minutes=60))
    assert owed(desk) == [later]
    desk.calls.void([later], "打错")
    assert owed(desk) == []
    assert earlier != later


def test_nobody_is_owed_who_cannot_be_called_or_rang_a_month_ago(desk: Desk) -> None:
    missed(desk, minutes=-31 * 24 * 60)
    desk.calls.log(NewCall("", "无号码 [/]", outcome="abandoned"))
    assert owed(desk) == []
