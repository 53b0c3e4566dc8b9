"""The Chinese of the interface keeps its own style: signs, quotes, blanks, measure words, address, widths."""

import re

from rich.cells import cell_len

from servicedesk.domain.words.lists import LISTS
from servicedesk.i18n import in_language
from servicedesk.keys.actions import ACTIONS
from servicedesk.tui.calls.call_columns import LOG
from servicedesk.tui.cases.case_columns import QUEUE
from servicedesk.tui.customers.customer_columns import ROSTER
from tests.test_chinese_signs import HAN, texts

AVOIDED = re.compile(
    "搁置|未兑现|未回访|面访|贷项通知单|游标|按键|本屏|换屏|扔|看不懂|大得离谱|做了什么|谁|出了点问题"
    "|公共假日|投诉资料|非法|错误的|移除|丢弃|待补录|分配|交给|资金协助|转介|替代品|折让|分值|消息|一次通话|这次通话|服务意识|到货即坏"
)
"""Words that say something else to a service desk, or are nobody's words for it."""
KEPT = {"promise not kept"}
"""Texts that speak of the thing itself: a cause of complaints is 承诺未兑现."""
MEASURES = "个通位条次项份行张天小时分秒周月年种处封列字倍家步期套段令款件笔场轮台组级"
HEAD_CELLS, FOOTER_CELLS, STATE_CELLS = 6, 8, 8
LONGER = {"calendar.move_series", "app.rules", "call.resume"}
"""Reached through help and palette; no footer holds them."""


def chinese(label: str) -> str:
    return in_language(label, "zh_CN")


def prose() -> list[str]:
    """Every text but samples of commands, which are typed in a shell with its own signs."""
    return [text for _id, text in texts() if "servicedesk" not in text and "--" not in text]


def test_no_text_uses_a_word_that_a_service_desk_does_not() -> None:
    found = [
        text for english, text in texts() if AVOIDED.search(text) and not any(one in english for one in KEPT)
    ]
    assert found == []


def test_the_user_is_addressed_politely_and_by_no_familiar_word() -> None:
    assert [text for _id, text in texts() if re.search("你|亲爱|亲，", text)] == []


def test_quotes_are_those_of_chinese() -> None:
    other = re.compile("[「」『』]|" + f"{HAN}[\"']|[\"']{HAN}")
    # A contact is written after samples in straight quotes, as a shell wants it.
    assert [text for text in prose() if other.search(text) and "姓名" not in text] == []
    unpaired = [text for _id, text in texts() if text.count("“") != text.count("”")]
    assert unpaired == []


def test_what_goes_on_ends_in_six_dots_and_none_of_them_is_three_full_stops() -> None:
    wrong = re.compile(rf"{HAN}…(?!…)(?<!……)|{HAN} ?\.\.\.|——| – ")
    assert [text for text in prose() if wrong.search(text)] == []


def test_a_number_of_things_has_its_measure_word() -> None:
    bare = re.compile(rf"\{{count\}} ?(?=[一-鿿])(?![{MEASURES}])")
    assert [text for text in prose() if bare.search(text) and "等待中" not in text] == []


def test_numbers_and_latin_words_stand_apart_from_chinese() -> None:
    """Times as they are said (3天后, 24日, 60分钟) are samples of what is typed, and so are sums."""
    glued = re.compile(rf"{HAN}[A-Za-z]|[A-Za-z]{HAN}|{HAN}\{{(count|number|name|path|key|line)\}}")
    assert [text for text in prose() if glued.search(text) and ":" not in text] == []


def test_heads_of_columns_footer_and_states_fit_their_places() -> None:
    columns = [column for column in (*QUEUE, *LOG, *ROSTER) if column.width is not None]
    assert [
        (column.id, chinese(column.header))
        for column in columns
        if cell_len(chinese(column.header)) > max(column.width or 0, HEAD_CELLS)
    ] == []
    assert [
        (action.id, chinese(action.label))
        for action in ACTIONS
        if action.id not in LONGER and cell_len(chinese(action.label)) > FOOTER_CELLS
    ] == []
    states = [label for name in LISTS if name.endswith("state") for label in LISTS[name].labels.values()]
    assert [label for label in map(chinese, states) if cell_len(label) > STATE_CELLS] == []
