"""Which digits are hidden in a copy that leaves the desk, and which are not a number of anybody."""

from collections.abc import Callable

import pytest

from servicedesk.domain.masking import masker
from servicedesk.domain.personal import PHONE, Value
from servicedesk.domain.words.masks import PHONES


def hidden(*numbers: str) -> Callable[[str], str]:
    return masker([Value(PHONE, number) for number in numbers], PHONES)


@pytest.mark.parametrize(
    ("number", "is_hidden"), [("95588", True), ("9558", False), ("2079460123", True), ("", False)]
)
def test_a_number_is_hidden_from_five_digits_on(number: str, is_hidden: bool) -> None:
    text = f"拨打 {number} [/x]"
    assert (hidden(number)(text) != text) == is_hidden


def test_the_longer_of_two_numbers_is_hidden_whole() -> None:
    assert "0123" not in hidden("79460123", "2079460123")("020 7946 0123")[:9]
    assert hidden()("订单 20261121 ¥1200") == "订单 20261121 ¥1200"
