"""Amounts of money as people write them, and as they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.domain.money import LARGEST_CENTS, format_money, mark_in, meant_by, parse_money
from tests.builders import HOSTILE


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("500", 50_000),
        ("0", 0),
        ("0.5", 50),
        ("0.05", 5),
        ("1,200.50", 120_050),
        ("¥80", 8000),
        ("￥８０．５", 8050),
        ("８０元", 8000),
        (" 80 块 ", 8000),
        ("80 CNY", 8000),
        ("RMB 80", 8000),
        ("人民币80", 8000),
        ("10,000,000,000.00", LARGEST_CENTS),
        ("380块钱", 38_000),
        ("人民币380元", 38_000),
        ("380元整", 38_000),
        ("￥380.50元整", 38_050),
        ("1.5万", 1_500_000),
        ("1.5万元", 1_500_000),
        ("１．５萬元", 1_500_000),
        ("1万5", 1_500_000),
        ("1万5000元", 1_500_000),
        ("2千", 200_000),
        ("3千8", 380_000),
        ("3.8k", 380_000),
        ("1.2w", 1_200_000),
        ("三百八", 38_000),
        ("三百八十元", 38_000),
        ("三百零八", 30_800),
        ("一千二", 120_000),
        ("一千零二十", 102_000),
        ("一万五", 1_500_000),
        ("一万零五", 1_000_500),
        ("两万三千块", 2_300_000),
        ("十五", 1500),
        ("八十", 8000),
        ("壹仟贰佰元整", 120_000),
        ("叁佰捌拾元伍角整", 38_050),
        ("人民币贰佰圆正", 20_000),
        ("一亿", LARGEST_CENTS // 100),
        ("1,200万", 1_200_000_000),
        ("1块5", 150),
        ("两块五毛", 250),
        ("3元5角2分", 352),
        ("3元5分", 305),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, cents: int) -> None:
    assert parse_money(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-5",
        "+5",
        "5.",
        ".5",
        "5.005",
        "12,00",
        "1,2345",
        "1 200",
        "1e5",
        "约500",
        "大约500元",
        "500左右",
        "500多元",
        "500元/次",
        "每次500元",
        "500-600元",
        "1.5万5",
        "1万50",
        "3.8k5",
        "1.2345678万",
        "十百",
        "三八零",
        "万",
        "元",
        "整",
        "元整",
        "百",
        "三百八百",
        "1.5元5角",
        "1,20万",
        "5 5",
        "$5",
        "5 USD",
        "¥",
        "10000000000.01",
        "9" * 70,
        "٥٠",
        "²",
        HOSTILE,
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_money(text)
    assert HOSTILE[:10] not in caught.value.message + caught.value.hint


def test_the_sign_must_be_that_of_the_desk() -> None:
    assert parse_money("$5", "USD") == parse_money("5 usd", "USD") == 500
    with pytest.raises(UsageError):
        parse_money("¥5", "USD")


@given(st.integers(0, LARGEST_CENTS), st.sampled_from(["CNY", "USD", "CHF"]))
def test_an_amount_that_is_shown_can_be_read_again(cents: int, currency: str) -> None:
    assert parse_money(format_money(cents, currency), currency) == cents


@given(st.integers(1, 99_999_999))
def test_an_amount_that_is_written_out_can_be_read(whole: int) -> None:
    assert parse_money(f"{_in_words(whole)}元整") == whole * 100


def _in_words(whole: int) -> str:
    """A number as cheques have it, by hand: 10203 is 一万零二百零三."""
    if whole >= 10_000:
        rest = whole % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return f"{_in_words(whole // 10_000)}万{gap}{_in_words(rest) if rest else ''}"
    said = ""
    for place, unit in enumerate(("千", "百", "十", "")):
        digit = int(f"{whole:04}"[place])
        if digit:
            said += "零一二三四五六七八九"[digit] + unit
        elif said and not said.endswith("零") and whole % 10 ** (3 - place):
            said += "零"
    return said


def test_amounts_are_shown_with_their_currency() -> None:
    assert format_money(120_050, "CNY") == "¥1,200.50"
    assert format_money(-5, "CHF") == "-0.05 CHF"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Compensation (£)", "GBP"), ("赔偿金额（美元）", "USD"), ("赔偿金额(元)", "CNY"),
        ("Cost HK$", "HKD"), ("NT$50", "TWD"), ("Comp $", "$"), ("金额（￥）", "¥"),
        ("Kulanz in EUR", "EUR"), ("Refunds", ""), ("Customers", ""),
    ],
)  # fmt: skip
def test_a_currency_is_known_by_its_sign_its_code_and_its_name(text: str, mark: str) -> None:
    assert mark_in(text) == mark


def test_a_sign_of_several_currencies_is_that_of_the_desk_where_it_has_it() -> None:
    assert [meant_by("$", usual) for usual in ("CNY", "USD", "HKD")] == ["USD", "USD", "HKD"]
    assert [meant_by("¥", usual) for usual in ("EUR", "CNY", "JPY")] == ["CNY", "CNY", "JPY"]
    assert meant_by("", "EUR") == "EUR"
