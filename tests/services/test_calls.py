"""One save of a call: the call, its customer, its case and its follow-up, all or nothing."""

from datetime import timedelta
from typing import Any

import pytest

from servicedesk.domain.caller_line import name_and_number
from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from tests.builders import HOSTILE, NOW, FixedTime, dump, given_call, given_case, given_customer


@pytest.mark.parametrize(
    "who",
    [
        "138 0000 1111",
        "+86 13800001111",
        "１３８００００１１１１",
        "李伟 138-0000-1111",
        "不是他 13800001111",
    ],
)
def test_a_known_number_is_the_customers_call(desk: Desk, who: str) -> None:
    customer_id = given_customer(desk, "李伟", "138 0000 1111")
    logged = given_call(desk, who)
    assert (logged.customer_id, logged.is_new_customer) == (customer_id, False)
    assert len(desk.lists.ids("customer")) == 1


def test_an_unknown_caller_becomes_a_stub(desk: Desk) -> None:
    logged = given_call(desk, "王小明 139 0000 2222", "问价格")
    assert logged.is_new_customer
    assert logged.customer_id is not None
    card = desk.customers.card(logged.customer_id)
    assert (card.name, card.fields["tier"], [phone.raw for phone in card.phones]) == (
        "王小明",
        "new",
        ["139 0000 2222"],
    )
    bare = given_call(desk, "139 0000 3333", "")
    assert bare.customer_id is not None
    assert desk.customers.card(bare.customer_id).name == "139 0000 3333"


def test_a_number_that_several_share_goes_to_the_one_who_is_named(desk: Desk) -> None:
    first = given_customer(desk, "李伟", "010-62345678")
    second = given_customer(desk, "王芳", "010-62345678")
    assert given_call(desk, "王芳 010-62345678").customer_id == second
    assert given_call(desk, "李先生 010-62345678").customer_id == first
    # Nobody is taken where nothing says who: the number stays, and a name that is none of theirs.
    for who, summary in (("010 6234 5678", "漏水"), ("赵六[/] 010 6234 5678", "caller: 赵六[/]\n漏水")):
        call = desk.calls.get(given_call(desk, who, "漏水").call_id)
        assert call is not None
        assert (call.customer_id, call.phone, call.summary) == (None, who[-13:], summary)
        assert desk.calls.who_called(who).sharing == (first, second)
    case = given_case(desk, "漏水", customer_id=second)
    about = desk.calls.log(NewCall("010 6234 5678", "催", case_id=case))
    assert about.customer_id == second
    assert len(desk.lists.ids("customer")) == 2


def test_a_name_that_is_not_the_customers_stays_with_the_call_and_its_case(desk: Desk) -> None:
    lili = given_customer(desk, "李丽", "138 0000 5653")
    logged = desk.calls.log(NewCall("王五 138 0000 5653", "漏水\n二楼", case_kind="complaint"))
    call = desk.calls.get(logged.call_id)
    assert call is not None
    assert (call.customer_id, call.summary) == (lili, "caller: 王五\n漏水\n二楼")
    case = desk.cases.get(logged.case_id or 0)
    assert (case.row.subject, case.fields["description"]) == ("漏水", "漏水\n二楼\ncaller: 王五")
    out = desk.calls.log(NewCall("Bob [b] 138 0000 5653", "问好", customer_id=lili, direction="out"))
    assert desk.calls.get(out.call_id).summary == "spoken to: Bob [b]\n问好"  # type: ignore[union-attr]
    for who in ("李丽 13800005653", "李女士 13800005653", "李 丽 13800005653", "13800005653"):
        assert desk.calls.get(given_call(desk, who, "漏水").call_id).summary == "漏水"  # type: ignore[union-attr]
    # Of two customers the number decides, and the other is told of.
    other = given_customer(desk, "王五", "139 0000 1111")
    assert desk.calls.who_called("王五 138 0000 5653").same_name == (other,)


def test_a_name_with_some_digits_of_its_number_is_that_customer(desk: Desk) -> None:
    given_customer(desk, "李平", "138 0000 1111")
    second = given_customer(desk, "李平", "139 0000 0382")
    for who in ("李平 0382", "0382 李平", "李平 139 0000"):
        assert given_call(desk, who).customer_id == second
    assert given_call(desk, "李平 777").is_new_customer


def test_a_room_number_beside_a_name_is_no_part_of_a_phone_number(desk: Desk) -> None:
    given_customer(desk, "王伟", "138 3010 2301")
    for who in ("王伟 301", "301 王伟", "王伟 3010", "王伟 138 30"):
        called = desk.calls.who_called(who)
        assert (called.name or called.number, called.customer_id) == (who, None)
    call = desk.calls.get(given_call(desk, "王伟 301", "漏水").call_id)
    assert call is not None
    assert call.customer_name == "王伟 301"
    landline = given_customer(desk, "赵六", "010 6234 5678")
    assert desk.calls.who_called("赵六 010 6234").customer_id == landline
    assert (
        desk.calls.who_called("王伟 2301").customer_id
        == desk.calls.who_called("王伟 1383010").customer_id
        == 1
    )


def test_a_call_that_nobody_took_makes_no_card_of_a_bare_number(desk: Desk) -> None:
    spam = desk.calls.log(NewCall("13612340000", outcome="abandoned"))
    assert (spam.customer_id, desk.calls.get(spam.call_id).phone) == (None, "13612340000")  # type: ignore[union-attr]
    assert desk.calls.log(NewCall("王五 13612340000", outcome="abandoned")).is_new_customer
    assert desk.calls.log(NewCall("13612340001", outcome="abandoned", followup_at=NOW)).is_new_customer


def test_a_name_is_taken_for_a_customer_only_when_one_has_it(desk: Desk) -> None:
    only = given_customer(desk, "李伟", "138 0000 1111")
    assert given_call(desk, "李伟").customer_id == only
    given_customer(desk, "李伟", "138 0000 2222")
    assert given_call(desk, "李伟").is_new_customer


@pytest.mark.parametrize("who", ["", "李伟", "138 0000 1111", "李伟 138 0000 1111", "王小明 139 0000 2222"])
def test_the_form_is_told_whom_a_save_would_take(desk: Desk, who: str) -> None:
    given_customer(desk, "李伟", "138 0000 1111")
    expected = desk.calls.known_caller(who)
    logged = given_call(desk, who)
    assert expected == (None if logged.is_new_customer else logged.customer_id)


@pytest.mark.parametrize(
    ("typed", "name", "number"),
    [
        ("李伟 138 0000 1111", "李伟", "138 0000 1111"),
        ("138 0000 1111 李伟", "李伟", "138 0000 1111"),
        ("13800001111", "", "13800001111"),
        ("李伟", "李伟", ""),
        ("Ann Lee +44 20 7946 0123", "Ann Lee", "+44 20 7946 0123"),
        ("张 3 号楼", "张 3 号楼", ""),
        ("  \x00 ", "", ""),
    ],
)
def test_what_is_typed_for_the_caller_is_a_name_and_a_number(typed: str, name: str, number: str) -> None:
    assert name_and_number(typed) == (name, number)


def test_one_save_makes_call_case_and_follow_up_in_one_action(desk: Desk) -> None:
    due = NOW + timedelta(days=1)
    logged = given_call(
        desk, "王小明 139 0000 2222", "空调漏水", priority=3, labels=["漏水"], owner="王芳", followup_at=due
    )
    assert logged.case_id is not None
    assert logged.followup_id is not None
    case = desk.cases.get(logged.case_id)
    assert (case.row.kind, case.row.subject, case.row.priority) == ("complaint", "空调漏水", 3)
    assert (case.row.labels, case.row.owner, case.row.customer_id) == (("漏水",), "王芳", logged.customer_id)
    assert case.fields["call_id"] == logged.call_id
    call = desk.calls.get(logged.call_id)
    assert call is not None
    assert (call.case_id, call.outcome, call.handler, call.rang_at) == (
        logged.case_id,
        "case_opened",
        "anna",
        NOW,
    )
    visit = desk.followups.get(logged.followup_id)
    assert visit is not None
    assert (visit.due_at, visit.customer_id, visit.case_id, visit.owner) == (
        due,
        logged.customer_id,
        logged.case_id,
        "王芳",
    )
    assert len({line.action for line in desk.history.newest()}) == 1
    desk.undo.undo()
    assert [
        dump(desk)[table] for table in ("customers", "customer_phones", "calls", "cases", "followups")
    ] == [[]] * 5
    desk.undo.redo()
    assert desk.cases.get(logged.case_id).row.labels == ("漏水",)


@pytest.mark.parametrize("fields", [{"priority": 3}, {"labels": ["漏水"]}, {"case_kind": "request"}])
def test_a_priority_a_label_or_a_kind_makes_a_case(desk: Desk, fields: dict[str, Any]) -> None:
    logged = given_call(desk, **fields)
    assert logged.case_id is not None
    assert desk.cases.get(logged.case_id).row.kind == fields.get("case_kind", "complaint")


def test_a_plain_call_makes_none(desk: Desk) -> None:
    logged = given_call(desk)
    assert (logged.case_id, logged.followup_id) == (None, None)
    call = desk.calls.get(logged.call_id)
    assert call is not None
    assert call.outcome == "answered"


def test_a_call_about_an_open_case_is_the_cases_customers(desk: Desk) -> None:
    customer_id = given_customer(desk, "李伟", "138 0000 1111")
    case_id = given_case(desk, customer_id=customer_id)
    logged = given_call(desk, "", "再次来电", case_id=case_id, priority=4)
    assert (logged.case_id, logged.customer_id) == (case_id, customer_id)
    assert len(desk.lists.ids("case")) == 1
    assert [line.text for line in desk.cases.dossier(case_id).history if line.what == "call"] == ["再次来电"]


def test_a_case_without_words_is_named_after_the_caller(desk: Desk) -> None:
    customer_id = given_customer(desk, "李伟[b]", "138 0000 1111")
    for fields in ({"who": "李伟[b]"}, {"customer_id": customer_id}):
        logged = desk.calls.log(NewCall(priority=4, **fields))  # type: ignore[arg-type]
        assert logged.case_id is not None
        assert "李伟[b]" in desk.cases.get(logged.case_id).row.subject


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "times",
    [
        {"rang_at": NOW, "answered_at": NOW - MINUTE},
        {"rang_at": NOW, "ended_at": NOW - MINUTE},
        {"answered_at": NOW, "ended_at": NOW - MINUTE},
        {"rang_at": NOW - MINUTE, "answered_at": NOW + MINUTE, "ended_at": NOW},
    ],
)
def test_times_in_another_order_are_refused(desk: Desk, times: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="another order"):
        given_call(desk, **times)
    assert dump(desk)["calls"] == dump(desk)["customers"] == []


def test_a_call_of_the_past_rang_no_later_than_it_was_answered(desk: Desk) -> None:
    logged = given_call(desk, answered_at=NOW - timedelta(hours=2), ended_at=NOW - timedelta(hours=1))
    call = desk.calls.get(logged.call_id)
    assert call is not None
    assert call.rang_at == NOW - timedelta(hours=2)
    assert call.talk_seconds == 3600


def test_an_abandoned_call_was_never_answered(desk: Desk) -> None:
    call = desk.calls.get(given_call(desk, outcome="abandoned").call_id)
    assert call is not None
    assert (call.answered_at, call.talk_seconds) == (None, None)


@pytest.mark.parametrize(
    "new",
    [
        NewCall(),
        NewCall(" \x00 ", "\n"),
        NewCall("李伟", direction="sideways"),
        NewCall("李伟", channel="fax"),
        NewCall("李伟", outcome="?"),
        NewCall("李伟", priority=9),
        NewCall("李伟", priority=0),
        NewCall("李伟", case_kind="ticket"),
        NewCall("李伟", "x", followup_at=NOW, followup_purpose="x" * 3000),
        NewCall("李伟", "漏" * 1_000_001),
        NewCall("李伟" * 2000),
    ],
)
def test_a_call_that_does_not_fit_saves_nothing_at_all(desk: Desk, new: NewCall) -> None:
    before = dump(desk, without=())
    with pytest.raises(UsageError):
        desk.calls.log(new)
    assert dump(desk, without=()) == before
    assert desk.history.newest() == []


@pytest.mark.parametrize("fields", [{"customer_id": 99}, {"case_id": 99}])
def test_a_call_may_not_name_what_is_not_there(desk: Desk, fields: dict[str, int]) -> None:
    with pytest.raises(NotFoundError, match="99"):
        given_call(desk, **fields)
    assert dump(desk)["customers"] == []


def test_saving_finishes_the_draft_and_failing_keeps_it(desk: Desk) -> None:
    draft_id = desk.drafts.keep({"who": "李伟"})
    with pytest.raises(UsageError):
        given_call(desk, draft_id=draft_id, channel="fax")
    assert [draft.id for draft in desk.drafts.all()] == [draft_id]
    given_call(desk, draft_id=draft_id)
    assert desk.drafts.all() == []


def test_a_struck_out_call_stays_in_the_log_and_counts_nowhere(desk: Desk) -> None:
    logged = given_call(desk)
    assert logged.customer_id is not None
    with pytest.raises(UsageError, match="Why"):
        desk.calls.void([logged.call_id], " \x00")
    desk.calls.void([logged.call_id, logged.call_id], "打错[b]")
    assert list(desk.lists.ids("call", "is:voided")) == [logged.call_id]
    assert desk.customers.card(logged.customer_id).last_call_at is None
    with pytest.raises(RefusedError, match=f"CL-{logged.call_id}"):
        desk.calls.void([logged.call_id], "再一次")
    desk.undo.undo()
    assert list(desk.lists.ids("call", "is:voided")) == []


def test_a_case_is_opened_later_from_a_call_once(desk: Desk, time: FixedTime) -> None:
    logged = given_call(desk, "李伟 138 0000 1111", "漏水")
    time.advance(hours=1)
    change = desk.calls.open_case(logged.call_id, "request")
    call = desk.calls.get(logged.call_id)
    assert call is not None
    assert call.case_id is not None
    case = desk.cases.get(call.case_id)
    assert (case.row.kind, case.row.subject, case.row.customer_id) == ("request", "漏水", logged.customer_id)
    assert (case.row.received_at, case.fields["call_id"]) == (NOW, logged.call_id)
    with pytest.raises(RefusedError, match="has a case"):
        desk.calls.open_case(logged.call_id)
    assert desk.undo.undo(change.action).count
    assert dump(desk)["cases"] == []


def test_an_edit_of_a_call_is_undone_whole(desk: Desk) -> None:
    logged = given_call(desk)
    before = dump(desk)
    other = given_customer(desk, "王芳", "139 0000 2222")
    desk.calls.edit(logged.call_id, {"summary": "改[b]", "outcome": "wrong_number", "customer_id": other})
    call = desk.calls.get(logged.call_id)
    assert call is not None
    assert (call.summary, call.customer_name) == ("改[b]", "王芳")
    with pytest.raises(NotFoundError, match="CU-99"):
        desk.calls.edit(logged.call_id, {"customer_id": 99})
    with pytest.raises(UsageError):
        desk.calls.edit(logged.call_id, {"rang_at": NOW})
    desk.undo.undo()
    desk.undo.undo()
    assert dump(desk) == before


def test_hostile_text_is_stored_without_what_a_terminal_obeys(desk: Desk) -> None:
    given_call(desk, HOSTILE, HOSTILE, category=HOSTILE, handler=HOSTILE, priority=4, labels=[HOSTILE])
    everything = repr(dump(desk)) + repr(desk.history.newest())
    assert "\\x1b" not in everything
    assert "\\u202e" not in everything
