"""What is looked for only where its signs stand is found as one pattern of all its ways would find it."""

import random
import re
from collections.abc import Callable, Iterable

import pytest

from servicedesk.domain import mask_patterns, masking
from servicedesk.domain.masking import masker
from servicedesk.domain.personal import ACCOUNT, ADDRESS, COMPANY, DAY, MAIL, NAME, PHONE, Value

NAMES = (
    *(
        "王伟",
        "李小明",
        "欧阳一飞",
        "孙丽华",
        "何总",
        "老孙",
        "任何",
        "高温",
        "张",
        "零一",
        "李 伟",
        "黄丽丽",
        "孙麗華",
    ),
    *("Mark", "John Miller", "Will Smith", "Anna-Marie O'Neil", "Li Hua", "Dr Sun", "ÅNGSTRÖM Søren"),
)
OTHERS = (
    Value(COMPANY, "北京新风科技有限公司"), Value(COMPANY, "Miller GmbH"), Value(COMPANY, "孙丽"),
    Value(PHONE, "+8613800001111"), Value(PHONE, "021-65529988 转 8"), Value(PHONE, "+44 20 7946 0958"),
    Value(MAIL, "sun.li@example.com"), Value(ADDRESS, "中山路10号3栋502, 人民路 12 弄"),
    Value(ADDRESS, "5 Baker Street, London"), Value(ACCOUNT, "sunli_88"), Value(DAY, "1980-03-04"),
)  # fmt: skip
WORDS = (
    *(
        "来电说",
        "老",
        "小",
        "阿",
        "姓",
        "总",
        "工",
        "女士",
        "（先生）",
        "师傅",
        "联系",
        "的",
        "，",
        " ",
        "-",
        "\u200b",
    ),
    *(
        " Mr ",
        "mrs. ",
        "Laoshi",
        "GmbH",
        "S. ",
        "Sun Li",
        "lihua",
        "Li Hua Sun",
        "L.H. Sun",
        "xx",
        "１３８００００１１１１",
    ),
    *(
        "13900001111",
        "订单 20260001",
        "金额 1280.50 元",
        "1980/3/4",
        "4.3.1980",
        "微信号 abcdefg",
        "a@b.cn",
        "6222 0000",
    ),
    *(
        "电话 6552 9988",
        "中山路10号",
        "沪A12345",
        "SW1A 1AA",
        "10 Baker Street",
        "丽姐",
        "小丽",
        "丽丽",
        "一三八〇〇〇〇一一一一",
    ),
)


def all_at_once(known: Iterable[Value], mask: str, *, in_full: bool) -> Callable[[str], str]:
    """As masker(), with one pattern a step, in which every way of everybody stands."""
    finders = []
    for step in mask_patterns.steps(known, mask, in_full=in_full):
        ways = [(order, kind, pattern) for kind, (order, pattern) in step.by_form.items()]
        ways += [(one.order, one.kind, "|".join(one.ways())) for one in step.known]
        ordered = [(kind, pattern) for _order, kind, pattern in sorted(ways) if pattern]
        kinds = [kind for kind, _pattern in ordered]
        if kinds:
            one = "|".join(f"(?P<at{place}>{pattern})" for place, (_kind, pattern) in enumerate(ordered))
            finders.append((re.compile(one), kinds))

    def hide(text: str) -> str:
        for find, kinds in finders:
            parts, place = [], 0
            for found in find.finditer(mask_patterns.folded(text)):
                kind = kinds[int(str(found.lastgroup).removeprefix("at"))]
                written = text[found.start() : found.end()]
                parts += [text[place : found.start()], masking._hidden(kind, found[0], written)]
                place = found.end()
            text = "".join([*parts, text[place:]])
        return text

    return hide


def text_of(chance: random.Random, known: list[Value]) -> str:
    """Words and pieces of what is known, in any order and writing."""
    parts = []
    for _part in range(chance.randint(1, 6)):
        piece = chance.choice(known).text
        begin = chance.randrange(len(piece)) if chance.random() < 0.3 else 0
        piece = piece[begin : begin + chance.choice([1, 2, 3, 99])]
        written = chance.choice([str, str.upper, " ".join, "-".join])(piece)
        parts.append(chance.choice([written, chance.choice(WORDS)]))
    return "".join(parts)


@pytest.mark.parametrize("mask", ["phones", "contact", "names", "all"])
@pytest.mark.parametrize("seed", range(6))
def test_what_is_hidden_is_what_one_pattern_of_all_ways_hides(mask: str, seed: int) -> None:
    chance = random.Random(f"{mask} {seed}")
    known = [Value(NAME, name) for name in chance.sample(NAMES, 2)] + chance.sample(OTHERS, 4)
    in_full = seed == 0
    hide, expected = masker(known, mask, in_full=in_full), all_at_once(known, mask, in_full=in_full)
    for _text in range(150):
        text = text_of(chance, known)
        assert hide(text) == expected(text), text


def test_nothing_of_a_person_is_compiled_for_a_text_without_its_signs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    masker((), "all")("1")
    hide = masker([Value(NAME, "孙丽华"), Value(PHONE, "+8613800001111")], "all")
    monkeypatch.setattr(masking.re, "compile", None)
    assert hide("订单 88260001 未收到，请尽快处理，谢谢。").startswith("订单 ***")
