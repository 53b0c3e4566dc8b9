"""The second look: what nobody is called finds whose name sounds so, or is one letter away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.near_words import is_one_letter_apart, letters_apart, nearest
from servicedesk.services.desk import Desk
from tests.builders import HOSTILE, given_case, given_customer

NAMES = (
    "陈伟",
    "吕良伟",
    "Łukasz Kowalski",
    "Bjørn Ærø",
    "Zoe Grant",
    "单雄信",
    HOSTILE,
    "重庆银行",
    "Þórður",
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("陈炜", "陈伟"),
        ("陳煒", "陈伟"),
        ("山雄信", "单雄信"),
        ("lukasz", "Łukasz Kowalski"),
        ("lukas kowalski", "Łukasz Kowalski"),
        ("bjorn", "Bjørn Ærø"),
        ("thordur", "Þórður"),
        ("luliangwei", "吕良伟"),
        ("lüliangwei", "吕良伟"),
        ("Zoe Grand", "Zoe Grant"),
        ("garnt", "Zoe Grant"),
        ("chogqingyinhang", "重庆银行"),
    ],
)
def test_a_name_is_found_by_its_sound_or_with_a_letter_wrong(desk: Desk, typed: str, name: str) -> None:
    for other in NAMES:
        given_customer(desk, other)
    assert desk.customers.candidates(typed) == []
    near = desk.customers.sounding_like(typed)
    assert [row.name for row in near] == [desk.customers.card(NAMES.index(name) + 1).fields["name"]]
    assert [hit.id for hit in desk.search.sounding_like(typed)] == [near[0].id]
    assert list(desk.lists.sounding_like("customer", typed)) == [near[0].id]


def test_what_is_found_as_it_is_typed_and_what_is_another_name_needs_no_second_look(desk: Desk) -> None:
    for name in NAMES:
        given_customer(desk, name)
    assert [row.name for row in desk.customers.candidates("lvliangwei")] == ["吕良伟"]
    for typed in ("陈大伟", "Zoe Grint-Olsen", "138", "x", "", "🔥", "%' --", "王 小 明"):
        assert desk.customers.sounding_like(typed) == [], typed
    # Only plain words are the name of somebody.
    assert not desk.lists.sounding_like("customer", "tier:vip 陈炜")
    assert not desk.lists.sounding_like("case", "陈炜")


def test_any_part_of_a_number_finds_everybody_who_has_it(desk: Desk) -> None:
    """Also where it is the beginning or the end of somebody else's, however long it is."""
    ids = {
        given_customer(desk, f"Caller {number}", number) for number in ("13834567812", "34567899", "02034567")
    }
    assert {row.id for row in desk.customers.candidates("345678")} == {1, 2}
    assert {row.id for row in desk.customers.candidates("34567")} == ids
    assert {hit.id for hit in desk.search.find("3456781", ("customer",))} == {1}


def test_what_is_found_says_where_it_is_written(desk: Desk) -> None:
    customer_id = given_customer(desk, "李伟", "138 0000 1111", note="喜欢 早上 联系")
    given_case(desk, "漏水", description=f"{'很久以前' * 20} 换了滤芯 [/] 后仍然滴水")
    (case,) = desk.search.find("滤芯", ("case",))
    assert case.excerpt is not None
    assert "«滤芯»" in case.excerpt.marked()
    assert case.excerpt.text.startswith("…")
    assert [hit.excerpt for hit in desk.search.find("漏水", ("case",))] == [None]
    (found,) = desk.search.find("早上", ("customer",))
    assert found.id == customer_id
    assert found.excerpt is not None
    assert "«早上»" in found.excerpt.marked()


def test_a_number_alone_leads_to_whatever_has_it(desk: Desk) -> None:
    for number in range(3):
        given_case(desk, f"型号 2 {number}")
        given_customer(desk, f"{number}", f"139 0000 1{number}{number}{number}")
    hits = desk.search.find("2", ("customer", "case"))
    assert [(hit.kind, hit.id) for hit in hits[:2]] == [("customer", 2), ("case", 2)]
    assert len({(hit.kind, hit.id) for hit in hits}) == len(hits)
    assert desk.search.numbered("02") == desk.search.numbered("99999999999999999999") == []


WORDS = st.text(alphabet="abct", max_size=7)


@given(word=WORDS, other=WORDS)
def test_one_letter_apart_is_what_the_letters_counted_say(word: str, other: str) -> None:
    assert is_one_letter_apart(word, other) == (letters_apart(word, other) == 1)
    assert letters_apart(word, other) == letters_apart(other, word)


def test_the_nearest_word_is_one_that_may_have_been_meant() -> None:
    assert nearest("--verison", ("--json", "--version", "--verbose")) == "--version"
    assert nearest("lsit", ("split", "list", "lint")) == "list"
    assert nearest("xyzzy", ("list", "show")) == nearest("x", ("a", "b")) == nearest("", ("a",)) == ""
