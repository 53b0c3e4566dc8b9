"""Chinese lines have the signs and the words of Chinese, whichever part of the program puts them together."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from servicedesk import i18n
from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.writing import code_list
from servicedesk.domain.queries import parse_query
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.signs import in_brackets
from servicedesk.domain.timestamps import not_understood

CATALOGUE = Path(__file__).parents[1] / "src/servicedesk/locale/zh_CN/LC_MESSAGES/messages.po"
UNWANTED = ("截至", "已达成", "载入", "看不懂")
"""截至 is until and not as of; 已达成，逾期 contradicts itself; what is taken in is 导入 everywhere."""
HAN = "[一-鿿]"


def texts() -> list[tuple[str, str]]:
    with CATALOGUE.open("rb") as file:
        found = read_po(file, locale="zh_CN")
    return [
        (str(one.id), " ".join(one.string) if isinstance(one.string, tuple) else one.string or "")
        for one in found
    ]


def test_no_text_has_a_word_that_means_another_thing() -> None:
    assert [text for _id, text in texts() for word in UNWANTED if word in text] == []


def test_between_chinese_no_sign_is_half_width() -> None:
    half = re.compile(f"{HAN}[;,?] ?{HAN}|{HAN}: {HAN}")
    assert [text for _id, text in texts() if half.search(text) and "'" not in text] == []


def test_no_blank_stands_beside_a_full_width_sign_or_before_a_percent_sign() -> None:
    beside = re.compile("[，。：；？！（）、] |(?<! ) [，。：；？！）、]| %")
    # Between a comma and a sign of the quick note stands what is typed.
    assert [text for _id, text in texts() if beside.search(text) and "servicedesk" not in text] == []


def test_a_blank_stands_between_a_day_and_its_time_and_behind_a_moment() -> None:
    """A moment ends in a time of day: 从 昨天 16:00 算起."""
    lacking = re.compile(rf"(周[一二三四五六日天]|明天|昨天|今天)\d{{1,2}}:\d\d|\{{when\}}{HAN}")
    assert [text for _id, text in texts() if lacking.search(text)] == []


def test_what_is_put_around_a_value_is_full_width() -> None:
    half = re.compile(rf"\}} \(|\) ?{HAN}|{HAN} ?\(|\}}: ")
    assert [text for _id, text in texts() if half.search(text) and "servicedesk" not in text] == []


def test_where_samples_of_both_languages_stand_the_chinese_ones_are_read_in_chinese() -> None:
    """Times are typed as they are said; the words of the rules' documents stay what they are."""
    english = re.compile(r"\b(fri|mon|tue)\b(?! ?[-,、或])|\b(tomorrow|next week|monthly)\b")
    assert [text for _id, text in texts() if english.search(text) and "servicedesk" not in text] == []


@pytest.fixture
def _chinese() -> Iterator[None]:
    i18n.activate("zh_CN")
    yield
    i18n.activate("en")


@pytest.mark.usefixtures("_chinese")
def test_what_is_put_together_has_the_signs_of_chinese() -> None:
    assert in_brackets("等其他部门", "部门") == "等其他部门（部门）"
    assert code_list({"department": "department", "customer": "customer"}).count("（") == 2
    assert not_understood().hint.startswith("请这样写：周五 15:00、明天下午三点")
    with pytest.raises(UsageError) as refused:
        parse_query(
            "是:逾期等待中", FIELDS_BY_KIND["case"], datetime(2026, 11, 20, tzinfo=UTC), ReadingTimes(UTC)
        )
    assert "“是”没有“逾期等待中”这个值" in refused.value.message


def test_an_example_in_an_english_prompt_is_english() -> None:
    """Commands in a help page may show that Chinese is read; what stands in a field may not."""
    han = re.compile(HAN)
    found = [name for name, _text in texts() if han.search(name) and "servicedesk" not in name]
    assert found == [
        "Column {header}: {date} is {read}, for all its years count from 1912 (民國).",
        "Input method is on: press Shift to switch (中/英).",
    ]
