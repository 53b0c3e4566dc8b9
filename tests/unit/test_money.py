"""Amounts of money as people write them, and as they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.domain.money import LARGEST_CENTS, format_money, parse_money
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
        "5 5",
        "八十",
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


def test_amounts_are_shown_with_their_currency() -> None:
    assert format_money(120_050, "CNY") == "¥1,200.50"
    assert format_money(-5, "CHF") == "-0.05 CHF"
