"""A name is hidden in each way in which one says or writes it; a word that it also is stays where it is one.

Where nothing tells the two apart it is hidden: once too often is better than once too little.
"""

import pytest

from servicedesk.domain.masking import masker
from servicedesk.domain.personal import COMPANY, NAME, Value
from servicedesk.domain.words.masks import CONTACT, NAMES


def of(names: str, words: str, mask: str = NAMES) -> str:
    return masker([Value(NAME, name) for name in names.split()], mask)(words)


@pytest.mark.parametrize(
    ("names", "words", "shown"),
    [
        ("赵大伟 孙丽华", "赵总和孙总", "*总和*总"),
        ("赵大伟", "赵总结婚，赵总成立公司，赵工作忙", "*总结婚，*总成立公司，*工作忙"),
        ("孙丽华", "孙丽华，丽华说，丽华姐", "孙**，**说，**姐"),
        ("孙丽华", "华姐、丽姐、阿华、小丽来电、老华，丽丽", "*姐、*姐、阿*、小*来电、老*，**"),
        ("孫麗華", "麗華说，丽华说", "**说，**说"),
        ("孙丽华", "孙XX，孙某某，华总，华总说", "*XX，*某某，*总，*总说"),
        ("胡一飞", "一飞说，胡一飞，飞哥，Yifei，老胡一到", "**说，胡**，*哥，Y**，老*一到"),
        ("周一鸣", "周一下午周总到，一鸣", "周一下午*总到，**"),
        ("马高明", "明哥，阿明，小明哥，老明说", "*哥，阿*，小*哥，老*说"),
        ("欧阳娜娜", "娜姐；娜小姐", "*姐；*小姐"),
        ("马高明", "高明说好，联系高明，高明。", "**说好，联系**，**。"),
        ("何总", "何总，何 总来电，何总监，何总经理", "何**，何**来电，*总监，*总经理"),
        ("何伟", "主任何总来电，因为何总没来，比如何总", "主任*总来电，因为*总没来，比如*总"),
        ("李强 王伟", "建设银行李经理，中国王总", "建设银行*经理，中国*总"),
    ],
)
def test_a_chinese_name_is_hidden_as_friends_and_colleagues_say_it(
    names: str, words: str, shown: str
) -> None:
    assert of(names, words) == shown
    assert of(names, words, CONTACT) == words


@pytest.mark.parametrize(
    ("names", "words", "shown"),
    [
        ("孙丽华", "Li Hua, Lihua, Sun Lihua, Ms Lihua", "L**, L**, S**, Ms L**"),
        ("孙丽华", "L. H. Sun, LH Sun, L. Sun; Sun, L.H.", "L**, L**, L**; S**"),
        ("孙丽华", "sun lihua, SunLihua, lihua.sun, LI HUA SUN", "s**, S**, l**, L**"),
        ("马高明", "G. Ma, Mr. G. M. Ma, Ma G.M.", "G**, Mr. G**, M**"),
        ("Mark Brown", "Mark called, ask Mark", "M** called, ask M**"),
        ("Mark", "Mark, MARK; Mark called", "M**, M**; M** called"),
        ("Mark", "mark", "m**"),
    ],
)
def test_a_name_in_letters_is_hidden_with_initials_and_alone(names: str, words: str, shown: str) -> None:
    assert masker([Value(NAME, names)], NAMES)(words) == shown


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *(("何总", "任何总成，为何总是，几何总量"), ("何伟", "任何总成，如何工作")),
        *(("马高明", "高明的办法，说明，明明，明天，小明天"), ("孙丽华", "美丽，华丽，中华，老板，丽江路")),
        *(("周明", "上周总结，一周总共"), ("李强", "行李总重"), ("张伟", "紧张总是，扩张")),
        *(("Mark", "Mark my words; mark it"), ("Mark Brown", "Mark my words, a brown box")),
        *(("Mr Sun", "Sun 15 Mar, Sun, 15 March; Sun 2026-03-15; Sun 10:00; the sun"),),
        *(("Will May", "Will you come? May we come? 15 May, May 15, May 2026"),),
        *(("孙丽华", "li hua"), ("马高明", "ma g, GM, Gm")),
    ],
)
def test_a_word_that_somebody_is_called_stays_where_it_is_one(name: str, words: str) -> None:
    assert masker([Value(NAME, name)], NAMES)(words) == words


def test_a_company_that_is_called_like_a_word_is_hidden_wherever_it_stands() -> None:
    assert masker([Value(COMPANY, "Mark")], NAMES)("Mark it, mark") == "M** it, m**"


@pytest.mark.parametrize("words", ["孙丽华", "孙丽华女士", "找孙 丽 华"])
def test_in_full_a_name_is_hidden_only_where_all_of_it_stands(words: str) -> None:
    hide = masker([Value(NAME, "孙丽华"), Value(NAME, "Anna Phone")], NAMES, in_full=True)
    assert "丽" not in hide(words)
    assert hide("孙工、丽华、anna, the Phone") == "孙工、丽华、anna, the Phone"
