"""Remedies: amounts of money as people write them, and whose approval a large one needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.policies import handling
from servicedesk.domain.remedies import (
    KIND_LABELS,
    KINDS,
    LARGEST_CENTS,
    format_money,
    needs_approval,
    parse_money,
    require_approval,
)
from tests.builders import HOSTILE

HANDLING = handling.parse(handling.default())


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


@pytest.mark.parametrize(
    ("cents", "tier", "approver", "is_refused"),
    [
        (50_000, "", "", False),
        (50_001, "", "", True),
        (50_001, "", " Anna ", True),
        (50_001, "", "boss 王", False),
        (100_000, "ＶＩＰ", "", False),
        (100_001, "vip", "anna", True),
    ],
)
def test_above_the_limit_somebody_else_must_approve(
    cents: int, tier: str, approver: str, is_refused: bool
) -> None:
    if not is_refused:
        require_approval(cents, tier, approver, "anna", HANDLING)
        return
    assert needs_approval(cents, tier, HANDLING)
    with pytest.raises(RefusedError) as caught:
        require_approval(cents, tier, approver, "anna", HANDLING)
    assert format_money(cents, "CNY") in caught.value.message


def test_a_desk_without_limits_needs_no_approver() -> None:
    require_approval(LARGEST_CENTS, "vip", "", "anna", handling.parse(""))


def test_every_kind_has_a_label_and_not_upheld_is_one() -> None:
    assert tuple(KIND_LABELS) == KINDS
    assert len(set(KIND_LABELS.values())) == len(KINDS) == 14
    assert "none" in KINDS
