"""Somebody known is hidden where a title makes the surname theirs; nobody else, and no word like it, is.

The judge puts the text together from pieces and knows of each whose it is, and what of it is the name.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.masking import masker
from servicedesk.domain.personal import COMPANY, NAME, Value
from servicedesk.domain.titled_names import parts
from servicedesk.domain.words.masks import CONTACT, NAMES

PEOPLE = {
    "孙丽": "孙",
    "欧阳娜娜": "欧阳",
    "高伟明": "高",
    "方芳": "方",
    "王大锤": "王",
    "时小雨": "时",
    "金总": "金",
    "老石": "石",
    "陈（采购）": "",
}
"""By name as it is known the surname; none where the name is no Chinese one."""
TITLES = (
    *(
        "总",
        "先生",
        "女士",
        "工",
        "老师",
        "经理",
        "总监",
        "董事长",
        "姐",
        "哥",
        "总的电话",
        "总说",
        "总's call",
        "医生",
    ),
    *(" 总", "（女士）", "工说", "某", "师傅催了", "總", "經理", "师傅"),
)
BEFORE = ("老", "小", "姓", "找老", "阿")
BEHIND = ("", "说", "来电", "的", "又催", "：", "问")
WORDS = (
    *(
        "孙子",
        "小孙子",
        "大孙女",
        "总部",
        "高总价",
        "最高总额",
        "高工资",
        "高温",
        "老高兴了",
        "小高压",
        "提高",
        "高峰",
    ),
    *(
        "对方经理",
        "甲方主任",
        "小方块",
        "方法",
        "地方总代理",
        "24小时内",
        "2 小时",
        "平时",
        "老师",
        "资金",
        "基金经理",
    ),
    *(
        "大金 空调",
        "石头",
        "国王",
        "小王国",
        "欧阳路",
        "王子",
        "I miss sun",
        "the sun is up",
        "high",
        "Summer",
    ),
    *("总计", "工单", "姓名", "老方法", "高總價", "小石块", "孙悟空", "方案", "陈旧"),
)
LATIN = (
    ("孙丽", "Mr Sun", "Mr S**"),
    ("孙丽", "mrs. sun", "mrs. s**"),
    ("孙丽", "Sun Li", "S**"),
    ("孙丽", "LI SUN", "L**"),
    ("孙丽", "Director Sun's", "Director S**'s"),
    ("孙丽", "Mr. Sun Li", "Mr. S**"),
    ("孙丽", "Sun laoshi", "S** laoshi"),
    ("欧阳娜娜", "Ms. Ouyang", "Ms. O**"),
    ("欧阳娜娜", "Mrs Ou Yang", "Mrs O**"),
    ("欧阳娜娜", "Nana Ouyang", "N**"),
)


def initial(name: str) -> str:
    return f"{name[0]}**" if len(name) > 1 else "*"


@st.composite
def pieces(draw: st.DrawFn) -> tuple[str, str, str]:
    """Whose the piece is, nobody's or somebody's; how it reads, and how it reads where that one is known."""
    what = draw(st.sampled_from(["word", "title", "called", "latin"]))
    if what == "word":
        word = draw(st.sampled_from(WORDS))
        return "", word, word
    if what == "latin":
        return draw(st.sampled_from(LATIN))
    whose = draw(st.sampled_from(list(PEOPLE)[:7]))
    surname = PEOPLE[whose]
    if what == "title":
        title = draw(st.sampled_from(TITLES))
        bare = title.lstrip()
        # 金总 is how somebody is called: whoever is called so is hidden whole, however it is written.
        # A longer title is another one.
        is_whole = surname + bare[:1].replace("總", "总") == whose and bare != "总监"
        hidden = initial(whose) + bare[1:] if is_whole else initial(surname) + title
        return whose, surname + title, hidden
    before, behind = draw(st.sampled_from(BEFORE)), draw(st.sampled_from(BEHIND))
    if surname == "时" and before.endswith("小"):
        return "", f"{before}{surname}{behind}", f"{before}{surname}{behind}"
    return whose, f"{before}{surname}{behind}", f"{before}{initial(surname)}{behind}"


@settings(max_examples=40, deadline=None)
@given(st.lists(pieces(), max_size=8), st.sets(st.sampled_from(list(PEOPLE))), st.sampled_from("，。；\n、"))
def test_whoever_is_known_is_hidden_with_any_title_and_nobody_else(
    said: list[tuple[str, str, str]], known: set[str], between: str
) -> None:
    words = between.join(words for _whose, words, _hidden in said)
    right = between.join(hidden if whose in known else words for whose, words, hidden in said)
    values = [Value(NAME, name) for name in sorted(known)]
    assert masker(values, NAMES)(words) == right
    assert masker(values, CONTACT)(words) == words


@pytest.mark.parametrize(
    ("name", "words", "shown"),
    [
        ("Anna Brown", "Ms. Brown, ms brown; a brown box", "Ms. B**, ms b**; a brown box"),
        ("Wei Li", "Mr Li, Li总, li, Lisa", "Mr L**, L**总, li, Lisa"),
        ("孙丽", "孫小姐，孫麗，丽姐，阿丽说", "*小姐，孫**，*姐，阿*说"),
        ("孫麗", "孙总", "*总"),
        ("高伟明", "伟明哥在伟明路，对方高总", "**哥在伟明路，对方*总"),
        ("孙总", "孙总和孙经理，孙子", "孙**和*经理，孙子"),
        ("马先生", "马达、马上、公司马总", "马达、马上、公司*总"),
        ("孙", "孙总、孙子", "*总、孙子"),
        ("大金空调", "大金空调的总机，大金", "大**的总机，大金"),
    ],
)
def test_of_these_names_these_words_are_hidden(name: str, words: str, shown: str) -> None:
    assert masker([Value(NAME, name)], NAMES)(words) == shown


def test_whom_a_case_is_kept_for_is_hidden_likewise_if_it_is_a_person() -> None:
    assert masker([Value(COMPANY, "孙丽")], NAMES)("孙总") == "*总"
    assert masker([Value(COMPANY, "高新科技有限公司")], NAMES)("高总、高新科技") == "高总、高**"


@pytest.mark.parametrize(
    ("name", "both"),
    [
        *((name, (surname, None)) for name, surname in PEOPLE.items() if surname),
        *(("客服部", ("", "")), ("Anna", ("", "")), ("老师", ("", "")), ("小王", ("王", ""))),
        *(("张师傅", ("张", "")), ("单雄信", ("单", "雄信")), ("诸葛亮", ("诸葛", "亮"))),
    ],
)
def test_a_name_is_parted_as_it_is_said(name: str, both: tuple[str, str | None]) -> None:
    surname, given_name = parts(name)
    assert surname == both[0]
    assert both[1] in {None, given_name}
