"""Search: nothing that a reader sees in a record is missed, whatever the script, the width or the form."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.rows.customers import Contact
from servicedesk.domain.search_terms import segment
from servicedesk.services.case_rows import NewCase, insert_case
from servicedesk.services.desk import Desk
from servicedesk.storage import search_index
from tests.builders import (
    HOSTILE,
    FixedTime,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)
from tests.services.test_undo import assert_search_rows_are_those_of_a_rebuild

PIECES = [
    "空调", "漏水", "退款", "投诉", "退", "款", "水", "维修", "師傅", "refund", "AC", "iPhone15", "501",
    "Ａ座", "東區", "カード", "환불", "café", "-", "，", " ", " ", "\n", "🔥", "50%", "a_b",
]  # fmt: skip


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, dict[int, str]]]:
    """A desk of four hundred cases with mixed texts, and the texts."""
    chance = Random(7)
    with open_desk(tmp_path_factory.mktemp("search") / "desk.db") as desk:
        with desk.writing() as transaction:
            for _number in range(400):
                subject = "".join(chance.choices(PIECES, k=chance.randint(1, 8))).strip() or "x"
                description = "".join(chance.choices(PIECES, k=chance.randint(0, 12)))
                case_id = insert_case(transaction, NewCase(subject, description=description))
                transaction.record("case.open", "case", case_id)
        with desk.reading() as db:
            rows = db.execute("SELECT id, subject || char(10) || description FROM cases").fetchall()
        yield desk, dict(rows)


def like(texts: dict[int, str], typed: str) -> set[int]:
    """Whom LIKE would find: the typed text stands in the record, apart from width, case, form and signs."""
    wanted = "".join(segment(typed).split())
    return {number for number, text in texts.items() if wanted in "".join(segment(text).split())}


CHINESE = st.text(alphabet="空调漏水退款投诉维修师傅東區东区", min_size=1, max_size=4)


@settings(max_examples=300)
@given(typed=CHINESE)
def test_no_chinese_word_is_missed_of_one_character_or_more(
    texts: tuple[Desk, dict[int, str]], typed: str
) -> None:
    desk, stored = texts
    found = set(desk.lists.ids("case", f'"{typed}"'))
    missed = {number for number in like(stored, typed) - found if "\n" not in stored[number]}
    assert missed == set()
    # And none is found that has not got the characters side by side in one of its fields.
    assert found <= like(stored, typed)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("投诉退款问题", "退款"),
        ("投诉退款问题", "款"),
        ("投訴退款問題", "投诉"),
        ("投诉退款问题", "投訴退款"),
        ("iPhone15屏幕碎了", "iphone15屏幕"),
        ("iPhone15屏幕碎了", "IPHONE"),
        ("A座501漏水", "501漏水"),
        ("A座501漏水", "Ａ座"),
        ("Café Müller 退款", "cafe 退款"),
        ("Café Müller 退款", "CAFÉ muller"),
        ("請退我的錢", "请退我的钱"),
        ("カード決済", "カード"),
        ("환불 요청", "환불"),
        ("order no. AB-2026/77", "ab-2026/77"),
        ("order no. AB-2026/77", "AB-2026"),
        ("Straße", "strasse"),
        ("refund refused", "ref"),
        ("漏水，再次漏水", "水再"),
        ("𠮷野家", "𠮷"),
        ("ﬁnal ﬂoor", "final floor"),
    ],
)
def test_a_word_is_found_in_whatever_form_it_is_typed(desk: Desk, stored: str, typed: str) -> None:
    given_case(desk, "别的 other")
    case_id = given_case(desk, stored)
    assert list(desk.lists.ids("case", f'"{typed}"')) == [case_id]
    assert [hit.id for hit in desk.search.find(typed, ("case",))] == [case_id]


@pytest.mark.parametrize(
    ("stored", "typed"), [("投诉退款", "款退"), ("退 钱款", "退款"), ("preface", "face"), ("退货", "退款")]
)
def test_what_is_not_there_is_not_found(desk: Desk, stored: str, typed: str) -> None:
    given_case(desk, stored)
    assert list(desk.lists.ids("case", f'"{typed}"')) == []


def test_every_text_of_a_record_is_searched(desk: Desk) -> None:
    customer_id = given_customer(
        desk, "甲公司", "010-62345678", company="乙集团", region="丙市", address="丁路", wechat="wx戊",
        banner="己事", note="庚注", industry="辛业", tags=["壬签"], emails=["gui@x.example"],
        contacts=[Contact("子人", "丑职", email="yin@x.example")],
    )  # fmt: skip
    for typed in (
        "甲公司",
        "乙集团",
        "丙市",
        "丁路",
        "wx戊",
        "己事",
        "庚注",
        "辛业",
        "壬签",
        "gui",
        "yin",
        "子人",
        "丑职",
    ):
        assert list(desk.lists.ids("customer", f'"{typed}"')) == [customer_id], typed
        assert [row.id for row in desk.customers.candidates(typed)] == [customer_id], typed
    case_id = given_case(
        desk, "卯题", description="辰述", category="巳类", labels=["午签"], customer_id=customer_id
    )
    desk.cases.note([case_id], "未记")
    desk.moves.solve([case_id], "申果")
    desk.moves.tell([case_id], "酉话")
    for typed in ("卯题", "辰述", "巳类", "午签", "未记", "申果", "酉话", "甲公司"):
        assert list(desk.lists.ids("case", f'"{typed}"')) == [case_id], typed
    call_id = given_call(desk, "甲公司", "戌要", category="亥类").call_id
    for typed in ("戌要", "亥类", "甲公司"):
        assert list(desk.lists.ids("call", f'"{typed}"')) == [call_id], typed
    followup_id = given_followup(desk, purpose="天事", customer_id=customer_id)
    desk.followups.hold([followup_id], "地果")
    for typed in ("天事", "地果", "甲公司"):
        assert list(desk.lists.ids("followup", f'"{typed}"')) == [followup_id], typed
    assert_search_rows_are_those_of_a_rebuild(desk)


def test_what_is_found_of_all_kinds_is_the_newest_of_each(desk: Desk, time: FixedTime) -> None:
    ids = [given_case(desk, f"漏水 {number}") for number in range(5)]
    calls = []
    for _number in range(5):
        time.advance(minutes=1)
        calls.append(given_call(desk, "漏水公司", "漏水").call_id)
    followup_id = given_followup(desk, purpose="漏水回访")
    hits = desk.search.find("漏水", limit=3)
    assert [(hit.kind, hit.id) for hit in hits] == [
        ("customer", 1),
        *[("case", number) for number in ids[:-4:-1]],
        *[("call", number) for number in calls[:-4:-1]],
        ("followup", followup_id),
    ]


def test_a_number_of_a_record_leads_to_it_and_any_other_is_searched(desk: Desk) -> None:
    given_case(desk, "型号 C-99 坏了")
    second = given_case(desk, "别的")
    assert [(hit.kind, hit.id) for hit in desk.search.find(f"c-{second}")] == [("case", second)]
    assert [(hit.kind, hit.id) for hit in desk.search.find("Ｃ－２")] == [("case", second)]
    assert [hit.id for hit in desk.search.find("C-99", ("case",))] == [1]
    customer_id = given_customer(desk, "李伟", "138 0000 1111")
    assert [(hit.kind, hit.id) for hit in desk.search.find("00001111")] == [("customer", customer_id)]


@settings(max_examples=150)
@given(
    typed=st.text(max_size=50)
    | st.sampled_from([HOSTILE, '"' * 99, "a" * 5000, "水 " * 3000, "NEAR(", "\x00", "\ud800", "*"])
)
def test_nothing_that_is_typed_fails(texts: tuple[Desk, dict[int, str]], typed: str) -> None:
    desk, _stored = texts
    assert len(desk.search.find(typed, limit=3)) <= 12


@pytest.mark.parametrize("kind", ["customer", "call", "case", "followup"])
def test_rows_that_were_loaded_at_once_get_the_rows_of_a_rebuild(desk: Desk, kind: str) -> None:
    for number in range(5):
        given_customer(desk, f"李伟{number}", contacts=[Contact("仇明")])
        given_case(desk, labels=["漏水"], customer_id=number + 1)
        given_call(desk)
        given_followup(desk, customer_id=number + 1)
    table = search_index.TABLE_BY_KIND[kind]
    with desk.store.bare() as db:
        rebuilt = db.execute(f"SELECT rowid, * FROM {table}_search").fetchall()
        for write in (
            lambda: search_index.add_range(db, kind, 1, 5),
            lambda: search_index.add(db, kind, [5, 3, 1, 2, 4]),
        ):
            db.execute("BEGIN")
            db.execute(f"DELETE FROM {table}_search")
            write()
            assert db.execute(f"SELECT rowid, * FROM {table}_search ORDER BY rowid").fetchall() == rebuilt
            assert search_index.count_wrong(db, kind) == 0
            db.execute("ROLLBACK")
