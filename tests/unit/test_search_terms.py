"""What is stored is found by what is typed: measured against LIKE, in the real FTS5 table."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.search_terms import (
    MAX_QUERY_WORDS,
    is_cjk,
    match_expression,
    segment,
    stands_alone,
)

HAN = "款项退货貨漏水臺台湾灣后後重庆空調调"
MIXED = st.text(st.sampled_from(HAN + "abR１Ａé ß,，。[]\"'*-+:^(){}#\n한がｶﾞ\x00🙂"), max_size=30)


def found(stored: str, typed: str, prefix_last: bool = True) -> bool:
    """Whether FTS5 itself finds `typed` in `stored`."""
    expression = match_expression(typed, prefix_last)
    if expression is None:
        return False
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE terms USING fts5(body, tokenize='unicode61')")
        database.execute("INSERT INTO terms VALUES (?)", (segment(stored),))
        query = "SELECT count(*) FROM terms WHERE terms MATCH ?"
        return bool(database.execute(query, (expression,)).fetchone()[0])


@given(MIXED, st.text(st.sampled_from(HAN), min_size=1, max_size=4), MIXED)
def test_a_chinese_word_is_found_wherever_it_stands(before: str, word: str, after: str) -> None:
    assert found(before + word + after, word)


def like_finds(stored: str, typed: str) -> bool:
    """Whether `stored` holds each word of `typed` as LIKE sees it."""
    folded = "".join(segment(stored).split())
    return all("".join(segment(word).split()) in folded for word in typed.split())


@given(MIXED, st.text(st.sampled_from(HAN), min_size=1, max_size=3))
def test_search_finds_whatever_like_finds(stored: str, typed: str) -> None:
    if like_finds(stored, typed):
        assert found(stored, typed)


@given(
    st.lists(
        st.sampled_from(["refund", "Müller", "退款", "C-231", "a@b.example", "ＡＣ空調", "naïve"]), min_size=1
    )
)
def test_every_whole_word_is_found(words: list[str]) -> None:
    text = " ，".join(words)
    for word in words:
        assert found(text, word)
        assert found(text.upper(), word.lower())


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | MIXED)
def test_nothing_typed_can_break_the_expression(typed: str) -> None:
    found("退款 refund", typed)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | MIXED)
def test_segmenting_twice_changes_nothing(text: str) -> None:
    assert segment(segment(text)) == segment(text)


@given(MIXED)
def test_each_chinese_character_is_a_token(text: str) -> None:
    assert all(len(token) == 1 or not any(map(is_cjk, token)) for token in segment(text).split())


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("用户要求退款加急", "退款"),
        ("用户要求退款加急", "款"),
        ("退貨與後續", "退货与后续"),
        ("头发", "頭髮"),
        ("Invoice ＲＥＦＵＮＤ", "refund"),
        ("Crème brûlée", "creme brulee"),
        ("Straße", "STRASSE"),
        ("ﾃﾚﾋﾞ", "テレビ"),
        ("cafe\u0301", "café"),
        ("ﬁre", "fire"),
        ("refund pending", "pending refu"),
        ("order C-231", "c-23"),
    ],
)
def test_spellings_of_the_same_word_meet(stored: str, typed: str) -> None:
    assert found(stored, typed)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("退款", "款退"),
        ("refund", "fund"),
        ("refund 退款", "refund OR 投诉"),
        ("refunds", "refund 退"),
        ("a", '"'),
    ],
)
def test_what_is_not_there_is_not_found(stored: str, typed: str) -> None:
    assert not found(stored, typed)


def test_only_the_last_word_may_be_unfinished() -> None:
    assert not found("refund pending", "refu pending")
    assert not found("refund pending", "refu", prefix_last=False)


@pytest.mark.parametrize("typed", ["", "   ", "，。", '"', "***", "🙂", "\u200b"])
def test_without_a_word_there_is_no_expression(typed: str) -> None:
    assert match_expression(typed) is None


def test_a_pasted_megabyte_is_a_bounded_query() -> None:
    expression = match_expression("漏水 " * 300_000)
    assert expression is not None
    assert expression.count("AND") == MAX_QUERY_WORDS - 1
    assert found("漏水 " * 40, "漏水 " * 300_000)


@given(*[st.one_of(MIXED, st.text(max_size=20))] * 2)
def test_texts_that_stand_alone_have_the_same_tokens_beside_one_another(first: str, second: str) -> None:
    if stands_alone(first) and stands_alone(second):
        assert segment(f"{first} {second}") == f"{segment(first)} {segment(second)}".strip()
