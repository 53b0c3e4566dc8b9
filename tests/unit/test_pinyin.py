"""Names are found by pinyin and initials, surnames in the reading people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.pinyin import MAX_SYLLABLES, name_keys, search_tokens


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("李伟", "liwei", "lw"),
        ("Li Wei", "liwei", "lw"),
        ("LI　WEI", "liwei", "lw"),
        ("单田芳", "shantianfang", "stf"),
        ("單田芳", "shantianfang", "stf"),
        ("仇英", "qiuying", "qy"),
        ("翟天临", "zhaitianlin", "ztl"),
        ("区伯", "oubo", "ob"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("曾国藩", "zengguofan", "zgf"),
        ("查良镛", "zhaliangyong", "zly"),
        ("朴树", "piaoshu", "ps"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("萬俟卨", "moqixie", "mqx"),
        ("吕布", "lvbu", "lb"),
        ("重庆火锅", "chongqinghuoguo", "cqhg"),
        ("中国银行", "zhongguoyinhang", "zgyh"),
        ("单位食堂", "danweishitang", "dwst"),
        ("3M公司", "3mgongsi", "3gs"),
        ("Müller", "muller", "m"),
        ("", "", ""),
        ("🙂", "", ""),
    ],
)
def test_the_keys_of_a_name(name: str, full: str, initials: str) -> None:
    assert name_keys(name) == (full, initials)


def test_tokens_begin_at_every_syllable() -> None:
    assert search_tokens("北京华为").split() == [
        *["beijinghuawei", "jinghuawei", "huawei", "wei"],
        *["bjhw", "jhw", "hw", "w"],
    ]


def test_a_surname_with_two_readings_is_found_by_both() -> None:
    tokens = search_tokens("曾国藩").split()
    assert {"zengguofan", "cengguofan", "zgf", "cgf"} <= set(tokens)


@given(st.text(max_size=80))
def test_no_name_crashes_and_long_ones_are_bounded(name: str) -> None:
    full, initials = name_keys(name)
    assert len(initials) <= MAX_SYLLABLES
    assert " " not in full
    assert len(search_tokens(name).split()) <= 4 * MAX_SYLLABLES


def test_a_megabyte_of_name_gives_a_short_key() -> None:
    assert len(search_tokens("李" * 1_000_000)) < 1000
    assert len(search_tokens("x" * 1_000_000)) < 1000
