"""Numbers of records are read in every way people write them, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import LARGEST, PREFIXES, format_number, parse_any_number, parse_number


@given(st.sampled_from(sorted(PREFIXES)), st.integers(1, LARGEST))
def test_what_is_shown_is_read_back(kind: str, record_id: int) -> None:
    shown = format_number(kind, record_id)
    assert parse_number(shown, kind) == record_id
    assert parse_number(shown.lower().replace("-", ""), kind) == record_id
    assert parse_any_number(shown) == (kind, record_id)


@pytest.mark.parametrize(
    "text", ["C-231", "c231", "231", "#231", "Ｃ－２３１", " c-231 ", "C–231", "#C-231", "0231"]
)
def test_all_spellings_of_a_case(text: str) -> None:
    assert parse_number(text, "case") == 231


@pytest.mark.parametrize(
    "text",
    ["", "C-", "CU-231", "F-231", "0", "-1", "2³", "二", "231x", "9" * 19, "9" * 5000, "1.0", "\x1b231"],
)
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_number(text, "case")
    assert "\n" not in caught.value.message
    assert "C-231" in caught.value.hint


@given(st.text(max_size=30))
def test_no_text_crashes(text: str) -> None:
    found = parse_any_number(text)
    assert found is None or (found[0] in PREFIXES and 1 <= found[1] <= LARGEST)


def test_a_bare_number_has_no_kind() -> None:
    assert parse_any_number("231") is None
