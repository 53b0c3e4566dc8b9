"""What is typed where the caller is asked for is parted into who calls and what about; none of it is lost."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.caller_field import read_caller_field
from servicedesk.domain.caller_line import name_and_number

NUMBER = "13800002222"


@pytest.mark.parametrize(
    ("typed", "name", "number", "text"),
    [
        ("刘先生13900007777空调不制冷", "刘先生", "13900007777", "空调不制冷"),
        (f"王先生{NUMBER}漏水，!紧急，@明天下午三点", "王先生", NUMBER, "漏水，!紧急，@明天下午三点"),
        (f"王先生 {NUMBER} !紧急", "王先生", NUMBER, "!紧急"),
        (f"{NUMBER}！漏水", "", NUMBER, "漏水"),
        (f"王先生\n{NUMBER}\n漏水\n+保修", "王先生", NUMBER, "漏水 +保修"),
        (f"和平公司 {NUMBER} 漏水", "和平公司", NUMBER, "漏水"),
        (f"58同城 王经理 {NUMBER} 漏水", "58同城 王经理", NUMBER, "漏水"),
        (f"空调漏水，王先生 {NUMBER} 望京", "王先生", NUMBER, "空调漏水 望京"),
        (f"{NUMBER} 李伟", "李伟", NUMBER, ""),
        (f"王先生 {NUMBER} 13900003333", "王先生", NUMBER, "13900003333"),
        (f"{NUMBER} 13900003333", "", NUMBER, "13900003333"),
        ("Ann Lee +44 20 7946 0123 leak !high", "Ann Lee", "+44 20 7946 0123", "leak !high"),
        ("王先生，!紧急 @明天", "王先生", "", "!紧急 @明天"),
        ("王先生 漏水", "王先生", "", "漏水"),
        ("刘先生，漏水了，声音大", "刘先生", "", "漏水了，声音大"),
        (f"王先生 310101199001011234 要发票 {NUMBER}", "王先生", NUMBER, "310101199001011234 要发票"),
        ("!紧急 漏水", "", "", "!紧急 漏水"),
        (f"！紧急 {NUMBER} 漏水", "", NUMBER, "！紧急 漏水"),
        (f"！紧急 王先生 {NUMBER} 漏水", "王先生", NUMBER, "！紧急 漏水"),
        (f"＠明天 下午三点 {NUMBER}", "", NUMBER, "＠明天 下午三点"),
        (
            "王先生＋８６　１３８－００００－２２２２；漏水",
            "王先生",
            "＋８６ １３８－００００－２２２２",
            "漏水",
        ),
        (f"（王先生）{NUMBER}！漏水", "王先生", NUMBER, "漏水"),
        (f"姓名：张三丰 电话：{NUMBER} 空调漏水", "张三丰", NUMBER, "空调漏水"),
        (f"来电：{NUMBER}", "", NUMBER, ""),
        ("Customer：Ann Lee", "Ann Lee", "", ""),
    ],
)
def test_the_words_behind_the_caller_belong_to_the_matter(
    typed: str, name: str, number: str, text: str
) -> None:
    found = read_caller_field(typed)
    assert (*name_and_number(found.caller), found.text) == (name, number, text)


@pytest.mark.parametrize(
    "typed",
    ["李伟", "Lee, Ann", "张 3 号楼", "A + B 公司", "王经理、李主任", "王先生 李女士", "a@b.example",
     "138****2222", "+86 138 0000 2222", "1111", "[/x] [@click=app.quit]", "> x"],
)  # fmt: skip
def test_what_only_names_the_caller_stays_as_it_is(typed: str) -> None:
    assert read_caller_field(typed) == (typed, "", False, False)


def test_an_identity_number_names_nobody() -> None:
    assert read_caller_field("310101199001011234 要发票") == ("", "310101199001011234 要发票", False, True)


def test_a_part_of_a_number_is_the_callers_only_when_somebody_has_it() -> None:
    assert read_caller_field("22222 漏水") == ("22222", "漏水", True, False)


LINES = st.lists(
    st.sampled_from(
        ["王先生", "李伟", "和平公司", "Ann Lee", NUMBER, "138 0000 2222", "+44 20 7946 0123", "22222",
         "漏水", "，", "：", " ", "\n", "!紧急", "@明天", "+漏水", ">小林", "!", "（王先生）", "转801",
         "[/x]", "310101199001011234", "3 号楼", "\u3000", "é", "！", "\u200b",
         "！高", "＠后天", "＋保修", "（", "１３８００００２２２２"]
    ),
    max_size=7,
).map("".join)  # fmt: skip


@given(LINES)
@settings(max_examples=200, deadline=None)
def test_nothing_typed_is_lost_or_said_twice_and_who_is_left_stays(line: str) -> None:
    found = read_caller_field(line)
    assert _written(found.caller + found.text) == _written(line)
    assert read_caller_field(found.caller).text == ""


def _written(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalnum() or character in "@>[/")
