"""A quick note is read as a person means it; what is not understood is kept and named."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.quick_note import QuickNote, describe, parse_quick_note
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.search_terms import is_cjk
from servicedesk.domain.text import half_width

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 16, 0, tzinfo=ZONE)  # a Wednesday


def note(text: str) -> QuickNote:
    return parse_quick_note(text, NOW, ReadingTimes(ZONE))


def due(text: str) -> str:
    found = note(text).due
    return found.at.astimezone(ZONE).strftime("%m-%d %H:%M") if found else ""


def test_the_example_of_the_design() -> None:
    found = note("!high @fri +leak 今天派人")
    assert (found.priority, found.labels, found.text, found.errors) == (3, ("leak",), "今天派人", ())
    assert due("!high @fri +leak 今天派人") == "11-27 09:00"
    assert describe(found, NOW, ZONE) == ["priority high", "due Friday 27 November 09:00", "labels leak"]


def test_the_same_in_chinese_with_full_width_signs() -> None:
    found = note("！高 ＠明天下午三点 ＋漏水，第二次 ＞me")
    assert (found.priority, found.labels, found.owner, found.text) == (3, ("漏水",), "me", "第二次")
    assert found.due_text == "明天下午三点"
    assert due("＠明天下午三点") == "11-26 15:00"


@pytest.mark.parametrize(
    ("text", "moment", "rest"),
    [
        ("@fri 3pm call back", "11-27 15:00", "call back"),
        ('@"next tue 10:00" send it', "12-01 10:00", "send it"),
        ("@next tue 10:00 send it", "12-01 10:00", "send it"),
        ("@12-01 15:30 今天派人", "12-01 15:30", "今天派人"),
        ("@明天派人", "11-26 09:00", "派人"),
        ("@下周二上午10点派人去修", "12-01 10:00", "派人去修"),
        ("@3d 10 units", "11-28 09:00", "10 units"),
        ("@fri may call", "11-27 09:00", "may call"),
        ("call @fri, then wait", "11-27 09:00", "call then wait"),
        ("@in 2 hours", "11-25 18:00", ""),
    ],
)
def test_a_time_takes_the_words_that_belong_to_it(text: str, moment: str, rest: str) -> None:
    assert due(text) == moment
    assert note(text).text == rest
    assert note(text).errors == ()


@pytest.mark.parametrize(
    "text",
    [
        "mail a@b.example today",
        "ring +86 138 0000 1111",
        "太好了！",
        "5 > 3 + 2",
        "100% @ home",
        "a!b",
        ">5 days",
        "[@click=app.quit]",
    ],
)
def test_ordinary_text_has_no_tokens(text: str) -> None:
    assert note(text) == QuickNote(text=text)


@pytest.mark.parametrize(
    "text", ["!foo now", "@xyz now", "@5号楼 now", '@"unclosed now', "@03/04 now", "@2月30日 now"]
)
def test_what_is_not_understood_stays_and_is_named(text: str) -> None:
    found = note(text)
    assert found.text == text
    assert (found.priority, found.due) == (None, None)
    assert len(found.errors) == 1
    assert describe(found, NOW, ZONE) == list(found.errors)


def test_the_first_of_two_counts() -> None:
    found = note("!low !high @fri @mon >ann >bob")
    assert (found.priority, found.due_text, found.owner) == (1, "fri", "ann")
    assert len(found.errors) == 3


def test_a_time_that_is_past_is_named() -> None:
    assert note("@yesterday").errors
    assert not note("@today").errors


def test_labels_are_kept_once_in_order() -> None:
    assert note("+b +a +b +C++ +漏水。").labels == ("b", "a", "C++", "漏水")


@given(
    st.text(max_size=60)
    | st.text(st.sampled_from('!@+>！＠＋＞"“” 高明天fri3dab，。1:-\x1b\u202e'), max_size=30)
)
def test_no_text_crashes_and_no_word_is_lost(text: str) -> None:
    found = note(text)
    describe(found, NOW, ZONE)
    assert "\x1b" not in found.text
    if not (found.priority or found.due or found.labels or found.owner):
        assert found.text == " ".join(found.text.split())
        assert note(found.text).text == found.text


def test_a_megabyte_of_signs_takes_no_time() -> None:
    assert note("@fri " * 2000).due == note("@fri").due
    assert note("+x" * 500_000).labels
    assert note("@" + "明" * 100_000).due is None


def test_times_are_utc() -> None:
    found = note("@fri 15:00").due
    assert found is not None
    assert found.at == datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "priority", "due_text", "labels", "owner", "text"),
    [
        ("空调漏水，!紧急，@明天下午三点，+漏水，>小林", 4, "明天下午三点", ("漏水",), "小林", "空调漏水"),
        ("漏水 @明天下午三点、!紧急、+漏水、>小林", 4, "明天下午三点", ("漏水",), "小林", "漏水"),
        ("@明天，!紧急", 4, "明天", (), None, ""),
        ("+漏水，!紧急", 4, "", ("漏水",), None, ""),
        ("+漏水、!高、>小林", 3, "", ("漏水",), "小林", ""),
        (
            "！紧急，＠明天下午三点，＋漏水，＞小林，客户很急。",
            4,
            "明天下午三点",
            ("漏水",),
            "小林",
            "客户很急。",
        ),
        ("！紧急＠明天下午三点＋漏水＞小林", 4, "明天下午三点", ("漏水",), "小林", ""),
        ("!紧急@明天 派人", 4, "明天", (), None, "派人"),
        ("+漏水+急修", None, "", ("漏水", "急修"), None, ""),
        ("+漏水/厨房 [b]", None, "", ("漏水/厨房",), None, "[b]"),
        ("+「厨房 漏水」", None, "", ("厨房 漏水",), None, ""),
        ('+"kitchen tap" call', None, "", ("kitchen tap",), None, "call"),
        (">阿依古丽·买买提", None, "", (), "阿依古丽·买买提", ""),
        (">@小林 回电", None, "", (), "小林", "回电"),
        ("+c++ 编译", None, "", ("c++",), None, "编译"),
    ],
)
def test_a_sign_begins_behind_punctuation_and_behind_another_token(
    line: str, priority: int | None, due_text: str, labels: tuple[str, ...], owner: str | None, text: str
) -> None:
    found = note(line)
    assert (found.priority, found.due_text, found.labels, found.owner, found.text) == (
        priority, due_text, labels, owner, text,
    )  # fmt: skip
    assert found.errors == ()


@pytest.mark.parametrize(
    ("word", "priority"),
    [
        ("加急", 3),
        ("重要", 3),
        ("优先", 3),
        ("较急", 3),
        ("不急", 1),
        ("中等", 2),
        ("十万火急", 4),
        ("急", 4),
    ],
)
def test_a_priority_may_be_any_word_of_its_list(word: str, priority: int) -> None:
    assert note(f"!{word}").priority == priority


@pytest.mark.parametrize(
    ("line", "sign"), [("漏水!紧急", "!紧急"), ("漏水@明天 a", "@明天"), ("漏水+急修", "+急修")]
)
def test_a_sign_that_was_not_read_is_named(line: str, sign: str) -> None:
    found = note(line)
    assert found.text == line
    (error,) = found.errors
    assert error.startswith(sign)


@pytest.mark.parametrize(
    ("line", "sign"),
    [("漏水 ! 紧急", "! 紧急"), ("@ 明天 来", "@ 明天"), ("> 小林", "> 小林"), ("+ 漏水", "+ 漏水")],
)
def test_a_sign_that_stands_apart_from_its_word_is_named(line: str, sign: str) -> None:
    found = note(line)
    assert found.text == line
    (error,) = found.errors
    assert error.startswith(sign)


@pytest.mark.parametrize(
    "line",
    ["漏水，@小林 请跟进", "太好了！谢谢", "价格>100元", "1+1免运费，3+2个", "@5号楼，漏水",
     "A > B", "真的!太好", "wow! great", "a,b;c", "漏水：3楼", "100% @ home",
     "+86 138 0000 1111 来电"],
)  # fmt: skip
def test_what_is_text_stays_as_it_was_written(line: str) -> None:
    assert note(line).text == line


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("空调漏水，+漏水，请回电", "空调漏水，请回电"),
        ("call @fri, then wait", "call then wait"),
        ("空调漏水。!高 请回电", "空调漏水。请回电"),
        ("空调 !高", "空调"),
    ],
)
def test_the_text_reads_on_where_a_token_was_taken_out(line: str, text: str) -> None:
    assert note(line).text == text


SEGMENTS = [
    "漏水", "太好了！谢谢", "价格>100元", "1+1免运费", "a@b.example", "call back", "5号楼",
    "!", "＠", "+", ">", "!紧急", "！高", "!foo", "@明天下午三点", "＠fri", "@小林", "+漏", "＋leak",
    '+"厨房 水"', "+c++", ">小林", "＞me", ">@bob", "+86 138 0000 1111",
]  # fmt: skip
PARTS = ["", " ", "，", "、 ", ";", "）", " "]


@given(
    st.lists(
        st.tuples(st.sampled_from(SEGMENTS), st.sampled_from(PARTS)),
        max_size=7,
        unique_by=lambda one: one[0],
    )
)
def test_every_character_is_in_the_text_in_a_token_or_in_what_is_named(parts: list[tuple[str, str]]) -> None:
    line = "".join(segment + part for segment, part in parts)
    found = note(line)
    taken = "".join((found.due_text, *found.labels, found.owner or ""))
    left = Counter(filter(str.isalnum, line)) - Counter(filter(str.isalnum, found.text + taken))
    assert not Counter(filter(str.isalnum, found.text + taken)) - Counter(filter(str.isalnum, line))
    # Of a priority only its value is kept; ! before 1+1 makes one, too.
    priorities = [Counter(word) for word in ("紧急", "高", "1")]
    assert left in (priorities if found.priority is not None else [Counter()])
    signs = sum(half_width(character) in "@+>" for character in line)
    kept = sum(half_width(character) in "@+>" for character in found.text + taken)
    read = (found.due is not None) + len(found.labels) + (found.owner is not None)
    assert read <= signs - kept <= read + 1, "the @ of >@bob goes with its >"
    for place in range(1, len(found.text)):
        rest = found.text[place:]
        if half_width(rest[0]) in "!@+>" and is_cjk(found.text[place - 1]) and _reads_first(rest):
            assert found.errors, rest


@pytest.mark.parametrize(
    "line", ["漏水>@bob", "漏水>小林", "漏水+「急修」", "漏水@明天下午三点", "漏水!紧急"]
)
def test_a_sign_that_is_glued_to_chinese_words_is_named(line: str) -> None:
    found = note(line)
    assert found.text == line
    assert found.errors


def _reads_first(line: str) -> bool:
    alone = note(line)
    return alone.text != line and not alone.text.startswith(line[0])


@given(st.text(alphabet="漏水紧急明天小林，、。 !@+>！＠＋＞ab1", max_size=30))
def test_every_character_ends_in_the_text_in_a_token_or_in_what_is_named(line: str) -> None:
    found = note(line)
    kept = "".join((found.text, found.due_text, *found.labels, found.owner or "", *found.errors))
    said = "".join(character for character in kept if character.isalnum())
    priorities = "紧急1" if found.priority is not None else ""
    for character in set(line):
        if character.isalnum():
            assert character in said + priorities, character
