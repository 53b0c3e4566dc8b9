"""Customer cards, and finding who is calling by whatever of them is known."""

from datetime import timedelta
from typing import Any

import pytest

from servicedesk.domain.errors import NotFoundError, StaleError, UsageError
from servicedesk.domain.rows.customers import Contact
from servicedesk.services.case_rows import NewCase
from servicedesk.services.customers import CardChange, NewCustomer
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from tests.builders import (
    HOSTILE,
    FixedTime,
    dump,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)  # fmt: skip


def found(desk: Desk, typed: str) -> list[str]:
    return [row.name for row in desk.customers.candidates(typed)]


@pytest.mark.parametrize(
    "typed",
    [
        "13800001234",
        "138 0000 1234",
        "138-0000-1234",
        "+86 138 0000 1234",
        "0086 138 0000 1234",
        "86 13800001234",
        "１３８００００１２３４",
        "1234",
        "01234",
        "0001234",
        "0000 1",
        "00001",
        "0000",
        "000",
        "8000",
        "138",
        "+86 138",
        "1380",
        "（138）0000",
        "tel:13800001234",
    ],
)
def test_any_part_of_a_number_finds_the_caller(desk: Desk, typed: str) -> None:
    given_customer(desk, "王芳", "139 5555 6666")
    given_customer(desk, "李伟", "138 0000 1234")
    assert found(desk, typed) == ["李伟"]


@pytest.mark.parametrize(
    "typed", ["010-6234 5678", "01062345678", "6234", "5678", "010 6234", "62345678转801"]
)
def test_a_landline_is_found_with_and_without_its_trunk_zero(desk: Desk, typed: str) -> None:
    given_customer(desk, "甲公司", "010-62345678")
    assert found(desk, typed) == ["甲公司"]


@pytest.mark.parametrize(
    "typed", ["020 7946 0123", "+44 20 7946 0123", "0044 20 7946 0123", "7946", "0123", "(020) 7946"]
)
def test_a_desk_elsewhere_finds_its_own_numbers(tmp_path: Any, typed: str) -> None:
    with open_desk(tmp_path / "gb.db", region="GB") as desk:
        given_customer(desk, "Ann Lee", "020 7946 0123")
        assert found(desk, typed) == ["Ann Lee"]
        assert list(desk.lists.ids("customer", f'phone:"{typed}"')) == [1]


@pytest.mark.parametrize(
    "typed",
    ["欧阳小明", "欧阳", "小明", "阳小", "明", "歐陽", "oyxm", "ouyang", "OUYANG", "xiaoming", "xm",
     "ou yang", "ou yang xiao ming", "ｏｙｘｍ", "欧 xiaom"],
)  # fmt: skip
def test_any_part_of_a_name_finds_the_caller(desk: Desk, typed: str) -> None:
    given_customer(desk, "王芳", "139 5555 6666")
    given_customer(desk, "欧阳小明", "138 0000 1234")
    assert found(desk, typed) == ["欧阳小明"]


@pytest.mark.parametrize(
    "typed", ["仇明", "仇", "明", "qiuming", "qm", "ming", "1390000", "2222", "qiu@x.example"]
)
def test_a_contact_leads_to_the_company(desk: Desk, typed: str) -> None:
    given_customer(desk, "王芳", "137 5555 6666")
    company = given_customer(
        desk,
        "上海甲乙公司",
        "",
        kind="company",
        contacts=[Contact("赵六"), Contact("仇明", "buyer", "139 0000 2222", "qiu@x.example", "[b]")],
    )
    assert [row.id for row in desk.customers.candidates(typed)] == [company]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("转801", ["转一", "转二"]),
        ("分机801", ["转一", "转二"]),
        ("138****1111", ["王伟"]),
        ("138xxxx1111", ["王伟"]),
        ("010****78", ["转一", "转三"]),
        ("139****1111", []),
        ("****1111", ["王伟"]),
    ],
)
def test_an_extension_and_a_masked_number_find_who_has_them(desk: Desk, typed: str, names: list[str]) -> None:
    numbers = {
        "王伟": "138-0000-1111",
        "李801": "13900002801",
        "转一": "010-62345678转801分机",
        "转二": "0571-88886666-801",
        "转三": "010 6234 0078 转 80",
    }
    made = {name: given_customer(desk, name, number) for name, number in numbers.items()}
    assert sorted(found(desk, typed)) == sorted(names)
    for query in (typed, f"phone:{typed}"):
        listed = desk.lists.page("customer", query, order="newest", limit=9)
        assert sorted(row.name for row in listed) == sorted(names)
    for name, number in numbers.items():
        given_call(desk, number, customer_id=made[name])
    if "*" in typed or "x" in typed:
        called = desk.lists.page("call", f"phone:{typed}", order="newest", limit=9)
        assert sorted(row.customer_name for row in called) == sorted(names)


def test_the_number_of_a_contact_goes_with_the_contact(desk: Desk) -> None:
    company = given_customer(desk, "甲公司", "", contacts=[Contact("仇明", phone="139 0000 2222")])
    assert desk.customers.card(company).phones == ()
    desk.customers.edit(company, CardChange(contacts=[Contact("赵六", phone="137 0000 3333")]))
    assert (found(desk, "2222"), found(desk, "仇明"), found(desk, "3333")) == ([], [], ["甲公司"])
    desk.customers.edit(company, CardChange(phones=["021-62345678"]))
    assert found(desk, "3333") == ["甲公司"]
    assert [phone.raw for phone in desk.customers.card(company).phones] == ["021-62345678"]


def test_the_exact_name_comes_first_then_who_called_last(desk: Desk, time: FixedTime) -> None:
    older = given_customer(desk, "李伟", "")
    for number in range(60):
        given_customer(desk, f"李伟{'一二三四五六七八九十'[number % 10]}{number}", "")
    caller = given_customer(desk, "李伟强", "138 0000 9999")
    time.advance(days=1)
    given_call(desk, "138 0000 9999")
    names = [row.id for row in desk.customers.candidates("李伟")]
    assert names[:2] == [older, caller]
    assert len(names) == 9


def test_an_ending_comes_before_a_beginning_before_the_middle(desk: Desk) -> None:
    middle = given_customer(desk, "甲", "138 1357 0000")
    begins = given_customer(desk, "乙", "135 7000 0000")
    ends = given_customer(desk, "丙", "138 0000 1357")
    assert [row.id for row in desk.customers.candidates("1357")] == [ends, begins, middle]


@pytest.mark.parametrize(
    "typed", ["", "  ", "-", "+", '"', "*", "()", "\x00", "[/]", "NEAR(", "a*b", "OR", "%", "_"]
)
def test_nothing_that_is_typed_is_taken_for_more_than_text(desk: Desk, typed: str) -> None:
    given_customer(desk)
    assert isinstance(desk.customers.candidates(typed), list)


def test_a_card_keeps_everything_that_was_given(desk: Desk) -> None:
    customer_id = desk.customers.add(
        NewCustomer(
            {"name": "张三[b]", "tier": "vip", "banner": "先听\n完再说", "region": "上海"},
            phones=["138 0000 1111、010-62345678转801", "138 0000 1111"],
            emails=["a.b@x.example", "a_b@x.example", "A.B@X.EXAMPLE"],
            tags=["老客户", "老 客户", "🔥", "💧"],
            contacts=[Contact("李四", "buyer", "139 0000 2222", "li@x.example", "备注")],
        )
    ).id
    card = desk.customers.card(customer_id)
    assert [phone.raw for phone in card.phones] == ["138 0000 1111", "010-62345678转801"]
    assert card.emails == ("a.b@x.example", "a_b@x.example")
    assert card.tags == ("老客户", "🔥", "💧")
    assert card.contacts == (Contact("李四", "buyer", "139 0000 2222", "li@x.example", "备注"),)
    assert card.fields["banner"] == "先听\n完再说"


@pytest.mark.parametrize(
    ("new", "name"),
    [
        (NewCustomer({}, phones=["138 0000 1111"]), "138 0000 1111"),
        (NewCustomer({"name": " \x00 ", "company": "甲公司"}), "甲公司"),
        (NewCustomer({}, emails=["a@x.example"]), "a@x.example"),
    ],
)
def test_a_card_without_a_name_is_called_by_what_is_known(desk: Desk, new: NewCustomer, name: str) -> None:
    assert desk.customers.card(desk.customers.add(new).id).name == name


def test_a_card_of_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="name, a number or an e-mail"):
        desk.customers.add(NewCustomer({"name": "\u200e", "region": "上海"}, phones=[" "], emails=["\x00"]))
    assert dump(desk)["customers"] == []


def test_an_edit_touches_only_what_differs_and_undo_brings_it_back(desk: Desk) -> None:
    customer_id = given_customer(
        desk, "张三", "138 0000 1111", emails=["a@x.example"], tags=["老客户"], contacts=[Contact("李四")]
    )
    before = dump(desk)
    change = desk.customers.edit(
        customer_id,
        CardChange(
            {"name": "张三丰", "tier": "vip"},
            phones=["139 0000 2222", "138 0000 1111"],
            emails=[],
            tags=["老客户", "急"],
            contacts=[Contact("王五"), Contact("李四")],
        ),
    )
    assert change.ids == (customer_id,)
    assert found(desk, "zsf") == ["张三丰"]
    line = desk.history.of("customer", customer_id)[-1]
    assert ("tier", "", "vip") in [(change.field, change.before, change.after) for change in line.changes]
    assert not {change.field for change in line.changes} & {"name_pinyin", "digits_reversed", "folded"}
    desk.undo.undo()
    assert dump(desk) == before


def test_an_edit_that_changes_nothing_leaves_no_line(desk: Desk) -> None:
    customer_id = given_customer(desk, "张三", "138 0000 1111", tags=["老客户"])
    count = len(desk.history.newest())
    card = desk.customers.card(customer_id)
    change = CardChange({"name": "张三"}, phones=["138 0000 1111"], emails=[], contacts=[], tags=["老客户"])
    assert desk.customers.edit(customer_id, change).count == 0
    assert len(desk.history.newest()) == count
    assert desk.customers.card(customer_id).version == card.version


def test_a_change_of_a_number_alone_makes_the_card_stale(desk: Desk) -> None:
    customer_id = given_customer(desk)
    shown = desk.customers.card(customer_id).version
    desk.customers.edit(customer_id, CardChange(phones=["139 0000 2222"]))
    before = dump(desk, without=())
    with pytest.raises(StaleError) as refused:
        desk.customers.edit(customer_id, CardChange({"tier": "vip"}, version=shown))
    assert refused.value.conflicts == {"tier": (None, "", "vip")}
    assert dump(desk, without=()) == before


@pytest.mark.parametrize(
    "change",
    [
        CardChange({"name": " "}),
        CardChange({"kind": "alien"}),
        CardChange({"name_pinyin": "x"}),
        CardChange({"id": "7"}),
        CardChange({"name": "x" * 3000}),
        CardChange(phones=["1" * 3000]),
        CardChange(emails=["a" * 3000 + "@x.example"]),
        CardChange(tags=["急" * 3000]),
        CardChange(contacts=[Contact("x" * 3000)]),
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(desk: Desk, change: CardChange) -> None:
    customer_id = given_customer(desk)
    before = dump(desk, without=())
    with pytest.raises(UsageError):
        desk.customers.edit(customer_id, change)
    assert dump(desk, without=()) == before


def test_a_number_that_is_not_there_is_told(desk: Desk) -> None:
    for refused in (
        lambda: desk.customers.card(99),
        lambda: desk.customers.file(99),
        lambda: desk.customers.edit(99, CardChange({"tier": "vip"})),
    ):
        with pytest.raises(NotFoundError, match="CU-99"):
            refused()


def test_hostile_text_is_stored_without_what_a_terminal_obeys(desk: Desk) -> None:
    customer_id = given_customer(
        desk,
        HOSTILE,
        HOSTILE,
        note=HOSTILE,
        tags=[HOSTILE],
        emails=[HOSTILE],
        contacts=[Contact(HOSTILE, note=HOSTILE)],
    )
    everything = repr(desk.customers.file(customer_id)) + repr(desk.history.newest())
    assert "\\x1b" not in everything
    assert "\\u202e" not in everything
    assert found(desk, "app quit") == [desk.customers.card(customer_id).name]


def test_the_file_of_a_customer_shows_all_that_is_theirs_newest_first(desk: Desk, time: FixedTime) -> None:
    customer_id = given_customer(desk, "李伟", "138 0000 1111")
    time.advance(hours=1)
    first = given_call(desk, "138 0000 1111", "第一次")
    time.advance(hours=1)
    second = given_call(desk, "138 0000 1111", "第二次", priority=4)
    given_case(desk, "别人的")
    file = desk.customers.file(customer_id)
    assert [row.id for row in file.calls] == [second.call_id, first.call_id]
    assert [row.id for row in file.cases] == [second.case_id]
    assert [line.text for line in file.history if line.what == "call"] == ["第二次", "第一次"]
    assert (file.card.open_cases, file.card.last_call_at) == (1, time.moment)
    assert [row.id for row in desk.customers.open_cases(customer_id)] == [second.case_id]


def test_the_file_says_what_is_owed_the_late_first_and_counts(desk: Desk, time: FixedTime) -> None:
    customer_id = given_customer(desk, "李伟 [b]", "138 0000 1111")
    call = given_call(desk, "138 0000 1111", "漏水 [/]", case_kind="complaint")
    assert call.case_id is not None
    told = desk.cases.open(NewCase("退款 [/]", customer_id=customer_id)).id
    desk.remedies.add([told], NewRemedy("refund", "原路退回", 8000))
    desk.moves.solve([told], "已查明")
    desk.cases.edit(told, {"satisfaction": 80})
    later, soon = time.moment + timedelta(hours=8), time.moment + timedelta(hours=1)
    desk.promises.make(NewPromise("回电 [b]", later, customer_id=customer_id))
    kept = desk.promises.make(NewPromise("kept", soon, case_id=call.case_id)).id
    desk.promises.keep([kept])
    given_followup(desk, soon, customer_id=customer_id, purpose="还漏吗")
    desk.promises.make(NewPromise("somebody else's", soon, customer_id=given_customer(desk, "Ann", "")))
    time.advance(hours=2)
    standing = desk.customers.file(customer_id).standing
    assert [(row.kind, row.is_late, row.case_id) for row in standing.owed if row.kind != "tell"] == [
        ("followup", True, None),
        ("promise", False, None),
        ("remedy", False, told),
    ]
    assert [row.case_id for row in standing.owed if row.kind == "tell"] == [told]
    assert [row.id for row in standing.owed] == [1, 2, 3, 4]
    assert (standing.calls, standing.cases, standing.open_cases, standing.satisfaction) == (1, 2, 2, 80)
    assert (standing.kept.kept, standing.kept.n) == (1, 1)
    assert (standing.calls_by_month[-1], len(standing.calls_by_month)) == (1, 12)
