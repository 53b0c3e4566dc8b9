"""A call that nobody took owes its caller a call back, until somebody has spoken to them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.services.importing import ImportRequest
from tests.builders import NOW, given_call, given_customer
from tests.services.exchange_steps import export

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


def test_two_customers_who_share_a_number_do_not_settle_each_others_call(desk: Desk) -> None:
    li, wang = (given_customer(desk, name, "010-6234 5678") for name in ("李伟", "王芳"))
    first = missed(desk, "", -50, customer_id=li)
    second = missed(desk, "", -40, customer_id=wang)
    assert owed(desk) == [second, first]
    given_call(desk, "", "回电", customer_id=wang, direction="out")
    assert owed(desk) == [first]
    # Of a call with nobody on it nobody knows which of them was spoken to.
    desk.undo.undo()
    spoken = given_call(desk, "", "回电", customer_id=wang, direction="out").call_id
    with desk.writing() as transaction:
        transaction.update("calls", spoken, {"customer_id": None})
        transaction.record("call.edit", "call", spoken)
    assert owed(desk) == []


def test_who_was_not_answered_was_missed_or_not_reached_however_it_was_said(
    desk: Desk, tmp_path: Path
) -> None:
    missed_one = desk.calls.log(NewCall(STRANGER, outcome="no_answer")).call_id
    outgoing = desk.calls.log(NewCall("王芳 139 0000 2222", outcome="abandoned", direction="out")).call_id
    assert owed(desk) == [missed_one]
    desk.calls.edit(missed_one, {"outcome": "answered"})
    assert owed(desk) == []
    desk.calls.edit(missed_one, {"outcome": "no_answer"})
    assert owed(desk) == [missed_one]
    # Turned round, each is what nobody's answer means that way.
    desk.calls.edit(missed_one, {"direction": "out"})
    desk.calls.edit(outgoing, {"direction": "in"})
    assert [call_outcome(desk, one) for one in (missed_one, outgoing)] == ["no_answer", "abandoned"]
    path = tmp_path / "calls.csv"
    rows = ["来电时间,电话,方向,通话结果", "2026-11-20 08:10,13800005555,呼入,无人接听"]
    path.write_text("\n".join([*rows, "2026-11-20 08:20,13800005556,呼出,未接"]), encoding="utf-8")
    desk.importing.run(ImportRequest(path=path, kind="call"))
    assert [call_outcome(desk, one) for one in (3, 4)] == ["abandoned", "no_answer"]
    assert owed(desk) == [outgoing, 3]
    # Our own file, in which somebody has written the other word.
    own = tmp_path / "own.jsonl"
    export(desk, "call", own)
    told = own.read_text(encoding="utf-8").replace('"abandoned"', '"no_answer"')
    own.write_text(told, encoding="utf-8")
    report = desk.importing.run(ImportRequest(path=own))
    assert (report.unchanged, report.updated) == (4, 0)


def call_outcome(desk: Desk, call_id: int) -> str:
    call = desk.calls.get(call_id)
    assert call is not None
    return call.outcome
