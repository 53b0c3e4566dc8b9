"""Chinese lines have the signs and the words of Chinese, whichever part of the program puts them together."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

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


def test_an_example_in_an_english_prompt_is_english() -> None:
    """Commands in a help page may show that Chinese is read; what stands in a field may not."""
    han = re.compile(HAN)
    found = [name for name, _text in texts() if han.search(name) and "servicedesk" not in name]
    assert found == ["Input method is on: press Shift to switch (中/英)."]
