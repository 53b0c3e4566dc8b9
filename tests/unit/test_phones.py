"""One number, however written, has the same digits; what Excel ruined is refused; nothing crashes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.domain.phones import (
    Phone,
    digits_of,
    extension_of,
    format_phone,
    looks_like_number,
    mask_phone,
    masked_parts,
    parse_phone,
    require_not_ruined,
    split_phones,
)

SAME_MOBILE = [
    "13800001111",
    "+86 138 0000 1111",
    "86 13800001111",
    "0086-138 0000 1111",
    "138-0000-1111",
    "１３８００００１１１１",
    "013800001111",
    "+86 00138 0000 1111",
    "tel:+86-138-0000-1111",
    "＋86 138 0000 1111",
    "手机：13800001111（李先生）",
    "13800001111.0",
    "'13800001111",
]
SAME_LANDLINE = [
    "010-62345678",
    "(010) 6234 5678",
    "+86 10 6234 5678",
    "8610 62345678",
    "010-62345678转801",
    "010-62345678-801",
    "010-62345678 ext. 801",
    "01062345678x801",
    "+86 0010 6234 5678",
    "010—62345678分机801",
    "010-62345678转801分机",
    "０１０－６２３４５６７８ 转 801",
]


@pytest.mark.parametrize("written", SAME_MOBILE)
def test_a_mobile_number_has_one_form(written: str) -> None:
    phone = parse_phone(written)
    assert (phone.e164, phone.digits) == ("+8613800001111", "13800001111")


@pytest.mark.parametrize("written", SAME_LANDLINE)
def test_a_landline_has_one_form_and_no_extension_in_it(written: str) -> None:
    phone = parse_phone(written)
    assert (phone.e164, phone.digits) == ("+861062345678", "1062345678")


@pytest.mark.parametrize(
    ("written", "region", "e164", "digits"),
    [
        ("+44 20 7946 0123", "CN", "+442079460123", "442079460123"),
        ("+44 (0)20 7946 0123", "CN", "+442079460123", "442079460123"),
        ("020 7946 0123", "GB", "+442079460123", "2079460123"),
        ("+44 20 7946 0123", "GB", "+442079460123", "2079460123"),
        ("(202) 555-0142", "US", "+12025550142", "2025550142"),
        ("1-202-555-0142 x33", "US", "+12025550142", "2025550142"),
        ("+1 202 555 0142", "CN", "+12025550142", "12025550142"),
        ("(202) 555-0142", "CN", None, "2025550142"),
        ("030/1234567", "DE", "+49301234567", "301234567"),
        ("400-800-1234", "CN", "+864008001234", "4008001234"),
    ],
)
def test_numbers_of_other_countries(written: str, region: str, e164: str | None, digits: str) -> None:
    phone = parse_phone(written, region)
    assert (phone.e164, phone.digits) == (e164, digits)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("12345", "12345"),
        ("95588", "95588"),
        ("0095588", "95588"),
        ("see note", ""),
        ("", ""),
        ("+", ""),
        ("无", ""),
        ("1.38E+10", ""),
    ],
)
def test_odd_numbers_are_kept_and_never_refused(written: str, digits: str) -> None:
    assert parse_phone(written) == Phone(written, None, digits)


@given(st.text(max_size=60) | st.text(st.sampled_from("0123456789+-() 转x,/.E１＋"), max_size=40))
def test_no_text_crashes(text: str) -> None:
    for region in ("CN", "US", "GB", "IT"):
        phone = parse_phone(text, region)
        assert phone.digits.isdigit() or not phone.digits
        assert phone.e164 is None or phone.e164.startswith("+")
        digits_of(text, region)
    format_phone(text)
    mask_phone(text)
    looks_like_number(text)
    for piece in split_phones(text):
        assert piece.strip() == piece != ""


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.integers(0, 10))
def test_a_typed_part_is_in_the_stored_digits(number: str, start: int) -> None:
    stored = parse_phone("+86 " + number).digits
    assert digits_of(number[start:]).lstrip("0") in stored
    assert digits_of(number) == digits_of(f"+86 {number[:3]} {number[3:]}") == stored


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("138 0000", "1380000"),
        ("010-62", "1062"),
        ("+86138", "138"),
        ("０１０", "10"),
        ("ann", ""),
        ("86", "86"),
    ],
)
def test_a_number_typed_in_part(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("13800001111/13800002222", ["13800001111", "13800002222"]),
        ("010-62345678转801、138 0000 1111", ["010-62345678转801", "138 0000 1111"]),
        ("13800001111 13800002222", ["13800001111", "13800002222"]),
        ("13800001111；13800002222，13800003333", ["13800001111", "13800002222", "13800003333"]),
        ("020-88886666, ext 12", ["020-88886666 ext 12"]),
        ("13800001111 or 13800002222", ["13800001111", "13800002222"]),
        ("138 0000 1111\r\n138 0000 2222", ["138 0000 1111", "138 0000 2222"]),
        ("030/1234567", ["030/1234567"]),
        ("010-62345678/79", ["010-62345678/79"]),
        ("+1 202 555 0142 ::: +1 202 555 0143", ["+1 202 555 0142", "+1 202 555 0143"]),
        ("+44 20 7946 0123", ["+44 20 7946 0123"]),
        ("、 ， ;", []),
    ],
)
def test_several_numbers_in_one_cell(cell: str, numbers: list[str]) -> None:
    assert split_phones(cell) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "1.38E+10",
        "5.70306E+17",
        "１．３８Ｅ＋１０",
        "1E+10",
        "1,38E+10",
        " 1.38e10 ",
        "110101199001011234.0",
        "9007199254740992.0",
    ],
)
def test_a_number_that_a_spreadsheet_ruined_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        require_not_ruined(text)
    assert caught.value.code == "ruined_number"
    assert "1.38" not in caught.value.message


@pytest.mark.parametrize(
    "text", ["13800001111", "13800001111.0", "C-231", "12E5", "A1E+", "3.5", "", "E+10", "Elm 1e"]
)
def test_a_whole_number_is_not_called_ruined(text: str) -> None:
    require_not_ruined(text)


@pytest.mark.parametrize(
    ("written", "shown", "masked"),
    [
        ("13800001111", "138 0000 1111", "138****1111"),
        ("+8613800001111", "138 0000 1111", "138****1111"),
        ("01062345678", "010 6234 5678", "010****78"),
        ("+442079460123", "+442079460123", "4420****0123"),
        ("95588", "95588", "***88"),
        ("see note", "see note", "**"),
        ("138-0000-1111", "138 0000 1111", "138****1111"),
        ("１３８００００１１１１", "138 0000 1111", "138****1111"),
        ("（86）13800001111", "138 0000 1111", "138****1111"),
        ("(010) 6234-5678", "010 6234 5678", "010****78"),
        ("+86 10 62345678", "010 6234 5678", "010****78"),
        ("０２１－６２３４５６７８", "021 6234 5678", "021****78"),
        ("0571-88886666转801分机", "0571 8888 6666 ext. 801", "0571****6666"),
        ("021-62345678-801", "021 6234 5678 ext. 801", "021****78"),
        ("400-800-1234", "400 800 1234", "40****34"),
        ("62345678转801", "62345678 ext. 801", "62****78"),
        ("（202）555-0142", "(202)555-0142", "20****42"),
        ("+44 20-7946-0123", "+44 20-7946-0123", "4420****0123"),
        ("手机13800001111（微信同号）", "手机13800001111（微信同号）", "138****1111"),
    ],
)
def test_numbers_are_grouped_and_masked(written: str, shown: str, masked: str) -> None:
    assert format_phone(written) == shown
    assert mask_phone(written) == masked


def test_a_desk_elsewhere_shows_numbers_its_own_way() -> None:
    assert format_phone("1 415 555 0142", "US") == format_phone("(415) 555-0142", "US") == "415-555-0142"
    assert format_phone("020 7946 0123", "GB") == "020 7946 0123"
    assert format_phone("+86 13800001111", "GB") == "+86 13800001111"


@given(st.from_regex(r"(1[3-9][0-9]{9}|0(10|2[1-9]|[3-9][0-9]{2})[2-9][0-9]{7})", fullmatch=True), st.data())
def test_what_is_shown_is_one_form_and_can_be_typed_back(digits: str, data: st.DataObject) -> None:
    ways = [digits, f"{digits[:3]}-{digits[3:]}", f"{digits[:4]} {digits[4:]}", f"+86{digits.lstrip('0')}"]
    number = data.draw(st.sampled_from(ways))
    number += data.draw(st.sampled_from(["", "转801", " ext 801", "-801" if number == digits else ""]))
    shown = format_phone(number)
    assert format_phone(shown) == shown
    assert parse_phone(shown).e164 == parse_phone(digits).e164 == f"+86{digits.lstrip('0')}"
    if "801" not in number[len(digits) :]:
        assert shown == format_phone(digits)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("138****1111", ("138", "1111")),
        ("138＊＊＊＊1111", ("138", "1111")),
        ("138xxxx1111", ("138", "1111")),
        ("010****78", ("10", "78")),
        ("****1111", ("", "1111")),
        ("138 **** 1111", ("138", "1111")),
        ("138", None),
        ("1380x801", None),
        ("****", None),
        ("张**", None),
    ],
)
def test_a_masked_number_is_known_by_what_it_shows(typed: str, parts: tuple[str, str] | None) -> None:
    assert masked_parts(typed) == parts


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("转801", "801"),
        ("分机 801", "801"),
        ("ext. 801", "801"),
        ("010-62345678转801分机", "801"),
        ("138", ""),
    ],
)
def test_an_extension_is_known_alone(text: str, extension: str) -> None:
    assert extension_of(text) == extension


@pytest.mark.parametrize("text", ["138", "138 0000", "+44 20", "010-6234转8", "(010)62"])
def test_digits_look_like_a_number(text: str) -> None:
    assert looks_like_number(text)


@pytest.mark.parametrize("text", ["李伟", "Ann", "", "1", "3M公司", "李伟 138", "C-231"])
def test_names_do_not(text: str) -> None:
    assert not looks_like_number(text)
