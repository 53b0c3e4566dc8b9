"""Lists: each query word means in SQL what it means in words; orders, and saved views."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.case_states import ENDED_STATES
from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.records import RECORDS
from servicedesk.domain.records.query_field import DATE, ENUM, FLAG, LABEL, NUMBER, RECORD, TEXT
from servicedesk.domain.rows.customers import Contact
from servicedesk.i18n import _
from servicedesk.services.desk import Desk
from servicedesk.services.lists import BUILT_IN_VIEWS
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from servicedesk.storage.query_sql import fields_with_sql
from tests.builders import (
    HOSTILE,
    NOW,
    FixedTime,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)
from tests.services.query_oracle import everything, meant

KINDS = tuple(FIELDS_BY_KIND)
WORDS = [
    "漏水",
    "退款",
    "水",
    "refund",
    "refu",
    "A座",
    "50%",
    "a_b",
    "Leak",
    "李",
    "王芳",
    "空调 漏水",
    "款退",
    "1111",
    "138",
]
NAMES = ["李伟", "王芳", "欧阳小明", "Ann Lee", "甲公司"]
TEXTS = ["空调", "A_B", "50%", "anna", "me", "上海", "展会", "nyc311", "vip", "x.example", "_"]
DAYS = [
    "today",
    "yesterday",
    "tomorrow",
    "fri",
    "2026-11-20",
    "2026-11-01..2026-11-20",
    "..fri",
    "fri..",
    "3d",
    "明天",
    "上周",
]


def a_busy_desk(desk: Desk, time: FixedTime, seed: int) -> None:
    """A small desk in which each field has several values, and often none."""
    chance = Random(seed)

    def moment() -> Any:
        return NOW + timedelta(hours=chance.randint(-200, 200)) if chance.random() < 0.7 else None

    def words() -> str:
        return " ".join(chance.sample([*WORDS, ""], k=chance.randint(1, 3))) or "x"

    customers = [
        given_customer(
            desk,
            chance.choice(NAMES) + str(number % 3 or ""),
            chance.choice(["138 0000 1111", "010-62345678", "139 0100 2222", ""]),
            kind=chance.choice(["person", "company"]),
            tier=chance.choice(["vip", "new", ""]),
            region=chance.choice(["上海", "London", ""]),
            company=chance.choice(["甲公司", "A_B 50%", ""]),
            source=chance.choice(["展会", ""]),
            owner=chance.choice(["anna", "Anna", "王芳", ""]),
            emails=chance.choice([["a.b@x.example"], ["A_B@Y.example", "c@z.example"], []]),
            tags=chance.sample(["老客户", "🔥", "Leak"], k=chance.randint(0, 2)),
            contacts=chance.choice([[], [Contact("仇明", phone="137 0000 5555")]]),
        )
        for number in range(12)
    ]
    for number in range(25):
        time.advance(hours=1)
        customer_id = chance.choice([None, *customers])
        due = moment()
        case_id = given_case(
            desk, words(), description=words(), kind=chance.choice(["complaint", "request", "enquiry"]),
            customer_id=customer_id, priority=chance.randint(1, 4), due_at=due,
            owner=chance.choice(["anna", "ANNA", "王芳", ""]),
            labels=chance.sample(["漏水", "Leak", "🔥"], k=chance.randint(0, 2)),
            category=chance.choice(["空调", "A_B", ""]), channel=chance.choice(["phone", "wechat", ""]),
            department=chance.choice(["维修", ""]), received_at=moment() or NOW,
        )  # fmt: skip
        if chance.random() < 0.3:
            desk.cases.note([case_id], words())
        if chance.random() < 0.3:
            desk.cases.snooze([case_id], desk.clock.now() + timedelta(hours=chance.randint(1, 60)))
        a_remedy(desk, chance, case_id)
        for verb in ("work", "solve", "tell", "close")[: chance.choice([0, 0, 1, 2, 3, 4])]:
            getattr(desk.moves, verb)([case_id], **({"override": "x"} if verb == "close" else {}))
        logged = given_call(
            desk, chance.choice(["138 0000 1111", "139 0100 2222", "李伟", ""]), words(),
            direction=chance.choice(["in", "out"]), channel=chance.choice(["phone", "email"]),
            category=chance.choice(["空调", ""]), handler=chance.choice(["anna", "王芳"]),
            outcome=chance.choice(["answered", "abandoned", "abandoned", "no_answer", "wrong_number"]),
            rang_at=moment(),
            case_id=case_id if chance.random() < 0.3 else None,
        )  # fmt: skip
        if chance.random() < 0.2:
            desk.calls.void([logged.call_id], "打错")
        followup_id = given_followup(
            desk, moment(), customer_id=customer_id, purpose=words(), all_day=number % 4 == 0,
            method=chance.choice(["call", "visit"]),
            owner=chance.choice(["anna", "王芳"]), case_id=case_id if number % 3 == 0 else None,
        )  # fmt: skip
        if chance.random() < 0.4:
            desk.followups.hold([followup_id], words())
        a_promise(desk, chance, words(), {"case_id": case_id, "customer_id": customer_id})
    with desk.store.bare() as db:
        for table in ("cases", "calls", "followups", "promises"):
            db.execute(f"UPDATE {table} SET external_source = 'nyc311', external_id = uid WHERE id % 3 = 0")


def a_remedy(desk: Desk, chance: Random, case_id: int) -> None:
    """On some cases a remedy, which the customer of some of them has got."""
    if chance.random() < 0.4:
        desk.remedies.add([case_id], NewRemedy(chance.choice(["refund", "refund", "none"]), "退款 [b]"))
        if chance.random() < 0.4:
            desk.remedies.finish(case_id, desk.cases.dossier(case_id).remedies[0].id)


def a_promise(desk: Desk, chance: Random, words: str, whose: dict[str, int | None]) -> None:
    """A promise on the case, for a time that may be past by the end, and perhaps already ended."""
    due_at = desk.clock.now() + timedelta(hours=chance.randint(1, 40))
    promise_id = desk.promises.make(
        NewPromise(words, due_at, owner=chance.choice(["anna", "王芳"]), **whose)
    ).id
    end = chance.choice(["keep", "retell", "withdraw", "", ""])
    if end == "retell":
        desk.promises.retell(promise_id, due_at + timedelta(hours=5), "later")
    elif end:
        getattr(desk.promises, end)([promise_id], **({"reason": "none"} if end == "withdraw" else {}))
    with desk.store.bare() as db:
        # Some were ended only after their time.
        db.execute("UPDATE promises SET due_at = '2026-11-20T00:00:00Z' WHERE id % 5 = 0 AND state <> 'open'")


class Rows(dict[str, Any]):
    """Rows that know one another: written out in a failure they would fill the memory."""

    def __repr__(self) -> str:
        return f"Rows of {len(self)} kinds"


@pytest.fixture(scope="module", params=[1, 2])
def busy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, Any]]:
    """A desk to be read, with all its rows."""
    time = FixedTime()
    with open_desk(tmp_path_factory.mktemp("lists") / "desk.db", time) as desk:
        a_busy_desk(desk, time, request.param)
        time.moment = NOW
        yield desk, Rows(everything(desk))


FURTHER_WORDS = ["空调", "A_B", "50%", "anna", "me", "上海", "展会", "nyc311", "vip", "x.example", "_"]


def typed_for(field: Any) -> list[str]:
    """Every word of the field's closed list; none where it has no such list."""
    return list(field.words.spellings.values()) if field.words else []


def values_of(field: Any) -> st.SearchStrategy[str]:
    """What may be typed after `field:`."""
    known = st.sampled_from(sorted(typed_for(field))) if field.words else st.nothing()
    typed = {
        ENUM: st.nothing(),
        FLAG: st.nothing(),
        DATE: st.sampled_from(DAYS),
        NUMBER: st.sampled_from(["1", "2", "4", "2..3", "3..", "..2"]),
        TEXT: st.sampled_from([*WORDS, *NAMES, *FURTHER_WORDS]),
        LABEL: st.sampled_from(["漏水", "LEAK", "🔥", "老客户", "没有"]),
        RECORD: st.sampled_from(
            ["1", "CU-7", "李伟", "ann", "99"]
            if field.record == "customer" and field.name != "number"
            else ["1", "7", format_number(field.record or "case", 3)]
        ),
    }[field.type]
    return known | typed


@st.composite
def terms(draw: st.DrawFn, kind: str) -> str:
    field = draw(st.sampled_from(sorted(FIELDS_BY_KIND[kind].values(), key=lambda field: field.name)))
    sign = draw(st.sampled_from(["", "", "-"]))
    shape = draw(st.integers(0, 9))
    if field.name == "text" or shape == 0:
        return f'{sign}"{draw(st.sampled_from([*WORDS, *NAMES]))}"'
    if shape == 1 and field.type != FLAG:
        return f"{sign}{field.name}:"
    value = draw(values_of(field))
    if shape == 2 and field.type in {DATE, NUMBER} and ".." not in value and value not in typed_for(field):
        return f"{sign}{field.name}:{draw(st.sampled_from(['<', '<=', '>', '>=']))}{value}"
    if shape == 3 and field.type in {ENUM, TEXT, LABEL, FLAG}:
        return f'{sign}{field.name}:"{value}","{draw(values_of(field))}"'
    return f'{sign}{field.name}:"{value}"'


@st.composite
def queries(draw: st.DrawFn, kind: str) -> str:
    found = draw(st.lists(terms(kind), min_size=1, max_size=4))
    joints = draw(st.lists(st.sampled_from([" ", " ", "|"]), min_size=len(found), max_size=len(found)))
    return "".join(term + joint for term, joint in zip(found, joints, strict=True)).rstrip("|")


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=120,
)
@given(data=st.data())
def test_a_list_holds_exactly_what_the_query_means(
    busy: tuple[Desk, Any], kind: str, data: st.DataObject
) -> None:
    desk, rows = busy
    text = data.draw(queries(kind))
    query = desk.lists.query(kind, text)
    expected = meant(query, kind, rows[kind], desk.clock.now(), desk.actor)
    found = desk.lists.ids(kind, text)
    # Words mean the customer of a row, too, by sound or number; a verb that changes rows reads them narrowly.
    assert sorted(desk.lists.literal_ids(kind, text)) == expected, (text, query)
    assert set(expected) <= set(found), (text, query)
    if kind == "customer" or query == query.literal():
        assert sorted(found) == expected, (text, query)
    assert desk.lists.count(kind, text) == len(found)


def test_several_alternatives_with_words_among_them_are_one_list(busy: tuple[Desk, Any]) -> None:
    # SQLite failed with "internal query planner error".
    desk, rows = busy
    text = "due:|is:open 漏水|outcome:open is:broken|is:open"
    expected = meant(desk.lists.query("promise", text), "promise", rows["promise"], NOW, desk.actor)
    assert desk.lists.count("promise", text) == len(expected)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_that_may_be_typed_has_sql(busy: tuple[Desk, Any], kind: str) -> None:
    desk, _rows = busy
    assert set(FIELDS_BY_KIND[kind]) <= set(fields_with_sql(kind))
    for field in FIELDS_BY_KIND[kind].values():
        for value in typed_for(field):
            desk.lists.ids(kind, f'{field.name}:"{value}"')


@pytest.mark.parametrize("kind", KINDS)
def test_orders_are_total_and_reverse_is_the_other_way_round(busy: tuple[Desk, Any], kind: str) -> None:
    desk, rows = busy
    for order in RECORDS[kind].orders:
        forwards = list(desk.lists.ids(kind, order=order))
        assert sorted(forwards) == [row["id"] for row in rows[kind]]
        assert list(desk.lists.ids(kind, order=order, reverse=True)) == forwards[::-1]
        assert list(desk.lists.ids(kind, order=order, limit=5)) == forwards[:5]


def test_the_queue_is_ordered_by_urgency(busy: tuple[Desk, Any]) -> None:
    desk, rows = busy
    by_id = {row["id"]: row for row in rows["case"]}
    expected = sorted(
        by_id, key=lambda key: (-by_id[key]["urgency"], by_id[key]["deadline_at"] or "9999", key)
    )
    assert list(desk.lists.ids("case")) == expected


def test_each_case_is_the_turn_of_one_and_stands_there_in_order(busy: tuple[Desk, Any]) -> None:
    desk, rows = busy
    shown = {name: list(group) for name, group in desk.lists.grouped("case", "")}
    every = [one for group in shown.values() for one in group]
    assert sorted(every) == sorted(row["id"] for row in rows["case"])
    assert len(shown) > 3
    for name in ("On me", "On others", "Waiting", "Ended"):
        view = desk.lists.view_named("case", name)
        assert sorted(shown.get(name, [])) == sorted(desk.lists.ids("case", view.query))
    for name, group in desk.lists.grouped("case", "", order="newest", reverse=True):
        assert list(group) == sorted(shown[name])
    # A quotation mark that is left open does not swallow the words of a group.
    found = [one for _name, group in desk.lists.grouped("case", '"漏水') for one in group]
    assert sorted(found) == sorted(desk.lists.ids("case", "漏水"))
    first = [one for _name, group in desk.lists.grouped("case", "", limit=5) for one in group]
    assert first == every[:5]
    with pytest.raises(UsageError):
        desk.lists.grouped("call", "")


def test_words_alone_come_newest_first_as_with_other_conditions(busy: tuple[Desk, Any]) -> None:
    desk, _rows = busy
    for words in WORDS:
        alone = list(desk.lists.ids("case", f'"{words}"', order="newest"))
        among = list(desk.lists.ids("case", f'"{words}" priority:1..4', order="newest"))
        assert alone == among == sorted(alone, reverse=True)
        assert list(desk.lists.ids("case", f'"{words}"', order="newest", reverse=True)) == alone[::-1]


def test_rows_of_any_number_of_ids_come_back_and_ids_that_are_gone_do_not(busy: tuple[Desk, Any]) -> None:
    desk, rows = busy
    for kind in KINDS:
        found = desk.lists.rows(kind, range(1, 40_001))
        assert sorted(found) == [row["id"] for row in rows[kind]]
        assert desk.lists.rows(kind, []) == {}


def test_a_count_stops_where_it_is_told(busy: tuple[Desk, Any]) -> None:
    desk, rows = busy
    assert desk.lists.count("case", "", up_to=7) == 7
    assert desk.lists.count("case", "") == len(rows["case"])


@pytest.mark.parametrize("word", ["50%", "a_b", "a\\b", "%", "_"])
def test_the_signs_of_a_pattern_are_text_in_a_query(desk: Desk, word: str) -> None:
    texts = ["50% 折扣", "50 折扣 50x", "a_b [/]", "axb", "a\\b", "ab"]
    cases = {given_case(desk, category=text): text for text in texts}
    customers = {
        given_customer(desk, text, "", company=text, emails=[f"{text.split()[0]}@x.example"]): text
        for text in texts
    }
    assert sorted(desk.lists.ids("case", f'category:"{word}"')) == [i for i, t in cases.items() if word in t]
    for field in ("name", "company", "email"):
        found = sorted(desk.lists.ids("customer", f'{field}:"{word}"'))
        assert found == [i for i, t in customers.items() if word in t], field


def test_alternatives_beside_what_an_index_of_some_promises_serves_are_found(desk: Desk) -> None:
    promise = desk.promises.make(
        NewPromise("漏水 [b]", NOW + timedelta(hours=1), case_id=given_case(desk))
    ).id
    desk.clock.tell.advance(hours=2)  # type: ignore[attr-defined]
    for order in RECORDS["promise"].orders:
        for text in (
            "is:overdue|outcome:未兑现|is:超时 state:open",
            "state:open outcome:broken|withdrawn|漏水",
        ):
            assert list(desk.lists.ids("promise", text, order=order)) == [promise]
            assert desk.lists.count("promise", text) == 1


HOSTILE_QUERIES = [
    HOSTILE, "", " ", '"', '""', "'", "|", "||", "a|", "|a", "-", "--", "+", "-+", ":", "::", "kind:",
    "kind::", "due:<", "due:..", "due:9999-12-31", "due:>9999-12-31", "due:0001-01-01", "due:<0001-01-01",
    "received:99999d", "priority:99999999999999999999", "priority:-1", "priority:1..", "customer:C-1",
    "customer:99999999999999999999999", "customer:CU-9223372036854775807", "case:99999999999999999999",
    "NEAR(a b)", "a*", "*", "^a", "{subject} : a", "a AND", "OR", "NOT", '"a" OR "b"', "a\x00b", "\ud800",
    "漏\u202e水", "(" * 500, "a " * 900, '"' * 999, "x" * 100_000, "%", "_", "\\", "text:", "text:*", "is:",
    "is:nothing", "label:", "+", "phone:", "phone:+", "phone:'", "phone:0", "email:%", "name:_",
    ";DROP TABLE cases", "1=1", "' OR 1=1 --", "due:<fri|due:>fri", "-due:<fri|-is:open",
    "last:>=2026-01-01", "𝟙𝟚𝟛", "٣", "🔥", "ﷺ", "-🔥", "+🔥", " ".join(["漏水"] * 49), "kind:" + "a," * 60,
]  # fmt: skip


def is_understood(desk: Desk, kind: str, text: str, order: str = "") -> bool:
    """Whether a list of `text` can be shown; if not it must be refused in words."""
    fault = desk.lists.fault(kind, text)
    if fault is None:
        desk.lists.page(kind, text, order=order, limit=3)
        desk.lists.count(kind, text)
        return True
    with pytest.raises(UsageError) as refused:
        desk.lists.ids(kind, text, order=order)
    assert refused.value.message == fault
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_no_query_fails_but_in_words(busy: tuple[Desk, Any], kind: str) -> None:
    desk, _rows = busy
    understood = [
        is_understood(desk, kind, text, order) for text in HOSTILE_QUERIES for order in RECORDS[kind].orders
    ]
    assert {True, False} == set(understood)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=300)
@given(
    text=st.text(max_size=60) | st.text(alphabet='abz漏水0189:<>=.,|-+"*()%_\\ \x00\x1b', max_size=40),
    order=st.sampled_from(["", "newest"]),
)
def test_no_text_fails_but_in_words(busy: tuple[Desk, Any], kind: str, text: str, order: str) -> None:
    desk, _rows = busy
    is_understood(desk, kind, text, order)


def test_an_order_that_a_list_does_not_know_is_refused(desk: Desk) -> None:
    for order in ("id; DROP TABLE cases", "owner", "NEWEST"):
        with pytest.raises(UsageError, match="sorted"):
            desk.lists.ids("case", order=order)


# Saved views


@pytest.mark.parametrize("kind", KINDS)
def test_every_built_in_view_can_be_opened(desk: Desk, kind: str) -> None:
    assert [view.name for view in desk.lists.views(kind)] == [
        _(name) for name, _query in BUILT_IN_VIEWS[kind]
    ]
    for view in desk.lists.views(kind):
        assert list(desk.lists.ids(kind, view.query)) == []


def test_a_view_is_kept_replaced_and_taken_away(desk: Desk) -> None:
    view = desk.lists.save_view("case", " 我的[b]\x00 ", "is:mine 漏水")
    assert (view.name, view.query) == ("我的[b]", "is:mine 漏水")
    again = desk.lists.save_view("case", "我的[b]", "is:mine")
    assert again.id == view.id
    assert desk.lists.views("case")[-1] == again
    desk.lists.delete_view(again)
    assert desk.lists.views("case")[-1].id is None
    desk.undo.undo()
    assert desk.lists.views("case")[-1] == again


def test_a_view_of_nothing_that_can_be_understood_is_not_kept(desk: Desk) -> None:
    for name, query in (("", "is:open"), ("x", "colour:red"), ("x" * 3000, "is:open")):
        with pytest.raises(UsageError):
            desk.lists.save_view("case", name, query)
    with pytest.raises(NotFoundError):
        desk.lists.delete_view(desk.lists.views("case")[0])
    assert len(desk.lists.views("case")) == len(BUILT_IN_VIEWS["case"])


def test_what_has_ended_is_listed_newest_first(busy: tuple[Desk, Any]) -> None:
    desk, rows = busy
    ended = [row["id"] for row in rows["case"] if row["state"] in ENDED_STATES]
    assert len(ended) > 1
    assert list(desk.lists.ids("case", "is:closed")) == sorted(ended, reverse=True)
    assert list(desk.lists.ids("case", "is:closed", reverse=True)) == sorted(ended)


def test_the_number_of_a_case_among_the_words_finds_it(desk: Desk) -> None:
    named = given_case(desk, "送货晚到")
    speaking = given_case(desk, f"follows c-{named}")
    given_case(desk, f"unrelated {named}")
    assert set(desk.lists.page("case", f"C-{named}")) >= set(desk.lists.page("case", f"C-{named} 送货晚到"))
    found = {row.id for row in desk.lists.page("case", f"c{named}", order="newest")}
    assert named in found
    assert {row.id for row in desk.lists.page("case", f"C-{named}")} == {named, speaking}
    assert not desk.lists.page("case", f"C-{named} 漏水")
