"""Where a line may break: after blanks, and in Chinese between any two characters but for a few signs.

No line begins with ，。：”）, and none ends with （“《 or the sign before a number or a label. What is not
Chinese breaks at blanks alone; a number stays with the Chinese word behind it; dates are whole.
"""

import re

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
"""Chinese and Japanese characters, their punctuation, and letters of their width; Korean has blanks."""

NEVER_FIRST = "，。、：；！？）》〉】」』〕〗］｝”’…—·々ー～％%,.;:!?)]}"
NEVER_LAST = "（《〈【「『〔〖［｛“‘￥¥$£€#+@([{"

_first, _last = re.escape(NEVER_FIRST), re.escape(NEVER_LAST)
_between_pieces = re.compile(
    # Behind a wide character whatever may begin a line; before one, whatever may end it.
    rf"(?<=[{_WIDE}])(?<![{_last}])(?=[^{_first}\s])(?!(?<=周)[一二三四五六日末])(?!(?<=月)\d)"
    rf"|(?<=\S)(?<![{_last}\d])(?=[{_WIDE}])(?![{_first}])"
    r"|(?<=\s)(?=\S)"
).split
_only_blanks_break = re.compile(f"[{_WIDE}]").search


def pieces_of(text: str) -> list[str]:
    """The parts between which a line may break, each with the blanks behind it; the first has its indent."""
    indent = text[: len(text) - len(text.lstrip())]
    pieces = _between_pieces(text[len(indent) :])
    return [indent + pieces[0], *pieces[1:]] if text else []


def is_chinese(text: str) -> bool:
    """Whether lines of `text` may break elsewhere than at blanks."""
    return not text.isascii() and _only_blanks_break(text) is not None
