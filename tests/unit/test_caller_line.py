"""The caller is read from the line as it is typed: no cut number, no lost one, no card number for a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.caller_line import is_identity, name_and_number, read_caller
from servicedesk.domain.phones import parse_phone

NUMBER = "13800002222"


@pytest.mark.parametrize("sign", ["，", "、", "：", "。", ",", ":", "；", " ", "", "！", "， "])
@pytest.mark.parametrize(
    "number", ["138 0000 2222", "13800002222", "138-0000-2222", "010-6234 5678", "+86 138 0000 2222"]
)
def test_a_number_is_whole_whatever_sign_follows_it(number: str, sign: str) -> None:
    found = read_caller(f"{number}{sign}漏水 [b]")
    assert (found.number, found.text, found.is_whole) == (number, "漏水 [b]", True)


@pytest.mark.parametrize(
    ("line", "name", "number", "text"),
    [
        ("王先生 13800002222 漏水", "王先生", NUMBER, "漏水"),
        ("王先生13800002222漏水", "王先生", NUMBER, "漏水"),
        ("王 13800002222 漏水", "王", NUMBER, "漏水"),
        ("电话：13800002222 漏水", "", NUMBER, "漏水"),
        ("，王先生13800002222漏水", "王先生", NUMBER, "漏水"),
        ("13800002222 !紧急 漏水", "", NUMBER, "!紧急 漏水"),
        ("王女士，电话：13800002222，漏水", "王女士", NUMBER, "漏水"),
        ("手机13800002222（微信同号）", "", NUMBER, "（微信同号）"),
        ("13800002222（王先生）漏水", "王先生", NUMBER, "漏水"),
        ("王先生（13800002222）漏水", "王先生", NUMBER, "漏水"),
        ("王先生（电话：13800002222）漏水", "王先生", NUMBER, "漏水"),
        ("(13800002222) 漏水", "", NUMBER, "漏水"),
        ("Mr Lee (020 7946 0111) tap drips", "Mr Lee", "020 7946 0111", "tap drips"),
        ("（010）62345678，漏水", "", "（010）62345678", "漏水"),
        ("阿依古丽·买买提 13800002222 漏水", "阿依古丽·买买提", NUMBER, "漏水"),
        ("欧阳娜娜 13800002222", "欧阳娜娜", NUMBER, ""),
        ("Ann Lee +44 20 7946 0123 leak", "Ann Lee", "+44 20 7946 0123", "leak"),
        ("tel: 13800002222 leak", "", NUMBER, "leak"),
        ("021-62345678转801 漏水", "", "021-62345678转801", "漏水"),
        ("0571-88886666转801分机 漏水", "", "0571-88886666转801分机", "漏水"),
        ("０２１－６２３４５６７８，漏水", "", "０２１－６２３４５６７８", "漏水"),
        ("138 0000 2222 3 台漏水", "", "138 0000 2222", "3 台漏水"),
    ],
)
def test_name_number_and_matter_are_told_apart(line: str, name: str, number: str, text: str) -> None:
    assert read_caller(line)[:4] == (name, number, text, True)


@pytest.mark.parametrize(
    "line",
    [
        "请回电13800002222",
        "向 13800002222 退款",
        "空调坏了 3 台",
        "张 3 号楼",
        "order 4711 not arrived",
        "漏水",
        "",
        "!高 漏水",
    ],
)
def test_a_line_that_begins_with_something_else_is_all_text(line: str) -> None:
    assert read_caller(line) == ("", "", line, False, False)


@pytest.mark.parametrize("line", ["20261128001 工单催办", "2400-3451 订单没到", "12345 转来投诉"])
def test_a_part_of_a_number_is_none_by_itself(line: str) -> None:
    found = read_caller(line)
    assert (found.number, found.is_whole) == (line.split(maxsplit=1)[0], False)


@pytest.mark.parametrize(
    "number",
    [
        "310101199001011234",
        "31010119900101123X",
        "310101 19900101 123x",
        "6222020200112233445",
        "6222 0202 0011 2233 445",
        "6222-0202-0011-2233",
        "１１０１０５４９１２３１００２",
    ],
)
def test_an_identity_or_card_number_is_no_phone(number: str) -> None:
    assert read_caller(f"{number} 要求补开发票") == ("", "", f"{number} 要求补开发票", False, True)
    assert name_and_number(number) == (number, "")
    assert is_identity(number)


@pytest.mark.parametrize(
    "number",
    ["13800002222", "+862162345678", "0571-88886666-801", "008613800002222", "0086 138 0000 2222",
     "+8613800002222", "010-62345678转8011", "+49 1512 3456789012"],
)  # fmt: skip
def test_a_long_phone_number_is_no_identity(number: str) -> None:
    assert not is_identity(number)
    if parse_phone(number).e164:
        assert read_caller(f"{number} 漏水")[:4] == ("", number, "漏水", True)
        assert name_and_number(number) == ("", number)


@given(st.text(alphabet="0123456789 -+()，。：漏水王先生转x（）abc", max_size=40))
def test_nothing_typed_is_lost(line: str) -> None:
    found = read_caller(line)
    # Signs between the parts and the word that announces a number may go; letters and digits may not.
    assert [c for c in line if c.isalnum()] == [c for c in _in_order(line, found) if c.isalnum()]


def _in_order(line: str, found: tuple[str, str, str, bool, bool]) -> str:
    """The parts in the order in which they stand in the line."""
    name, number, text = found[:3]
    return "".join(sorted((name, number, text), key=lambda part: line.find(part) if part else 0))
