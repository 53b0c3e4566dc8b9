"""What was typed where only the caller is asked for: who it is, and the words that belong to the matter.

    刘先生13900007777空调不制冷 → 刘先生 13900007777, 空调不制冷
    王先生，!紧急 @明天 → 王先生, !紧急 @明天

The line is read like that of a call (caller_line), but what stands before a number names somebody here even
where it is no person's name: 和平公司 13900007777.
"""

import re
from typing import NamedTuple

from servicedesk.domain.caller_line import (
    LEADING,
    NumberPlace,
    before_number,
    is_identity,
    is_name,
    is_titled,
    matter,
    name_and_number,
    numbers_in,
    read_caller,
)
from servicedesk.domain.phones import looks_like_number, masked_parts
from servicedesk.domain.quick_note import SIGNS
from servicedesk.domain.search_terms import is_cjk
from servicedesk.domain.text import clean_line, half_width

_BREAKS = "，。；："
"""Wide signs that end a name; 、 joins names, and a comma stands in those of companies."""
_BEGIN_WORD = " ,;" + _BREAKS
_NAME_LABEL = re.compile(
    r"^\s*(?:客户姓名|客户名称|客户|姓名|联系人|来电人|称呼|name|customer|caller)\s*[:：]\s*", re.IGNORECASE
)
_BRACKETED = re.compile(r"[(（]([^()（）]+)[)）]").fullmatch


class CallerField(NamedTuple):
    """`caller` is what name_and_number() reads; `text` goes to the quick note."""

    caller: str = ""
    text: str = ""
    is_part: bool = False
    """Whether the caller is a part of a number: a caller's when somebody has it, else all is text."""
    is_identity: bool = False
    """Whether the line begins with what looks like an identity or card number; that is nobody's name."""


def read_caller_field(who: str, region: str = "CN") -> CallerField:
    """The caller in a line typed for the caller, and what else was typed there."""
    line = without_label(clean_line(who))
    numbers = numbers_in(line, region)
    phone = next((place for place in numbers if place.is_phone), None)
    is_one = phone is None or not any(map(str.isdigit, line[: phone.start] + line[phone.end :]))
    if masked_parts(line) is not None or (is_one and looks_like_number(line)):
        return CallerField(line, is_identity=is_identity(line, region))
    hidden = next((place for place in numbers if not place.is_phone), None)
    if hidden is not None and hidden.start == 0:
        return CallerField(text=line, is_identity=True)
    if phone is not None:
        return _beside_number(line, phone, hidden.start if hidden else phone.start, region)
    if hidden is not None:
        named = read_caller_field(before_number(line[: hidden.start]), region)
        return named._replace(text=_joined(named.text, line[hidden.start :]))
    found = read_caller(line, region)
    if found.number and found.text and not found.name and not is_name(found.text):
        return CallerField(found.number, found.text, is_part=True)
    if name_and_number(line, region)[1]:
        return CallerField(line)
    return CallerField(*_named(line))


def _beside_number(line: str, phone: NumberPlace, name_end: int, region: str) -> CallerField:
    """The caller whose number stands there; what begins at `name_end` is no name any more."""
    start, end = phone.start, phone.end
    found = read_caller(line, region)
    number, rest = line[start:end].strip(), matter(line[end:])
    signs, words = _leading_signs(line[:name_end])
    if signs:
        # Only a name ends what the signs say: @明天 下午三点 13900007777 names nobody.
        name = before_number(words)
        name, before = (name, signs) if is_name(name) else ("", line[:name_end].strip())
        before = _joined(before, line[name_end:start].strip())
    elif name_end == start and found.is_whole and found.number == number:
        # 13800002222（王先生）漏水 too.
        name, before, rest = found.name, "", found.text
    else:
        name, before = _named(before_number(line[:name_end]), is_before_number=True)
        if (inner := _BRACKETED(name)) and is_name(inner[1]):
            name = inner[1]
        before = _joined(before, line[name_end:start].strip())
    if not name and not before and is_name(rest):
        name, rest = rest, ""
    return CallerField(f"{name} {number}".strip(), _joined(before, rest))


def without_label(line: str) -> str:
    """The line without the word that says that a name follows, as messages have it: 姓名：张三丰."""
    return _NAME_LABEL.sub("", line)


def has_signs(text: str) -> bool:
    """Whether a sign of the quick note begins a word of this text."""
    return any(_begins_sign(text, place, "") for place in range(len(text)))


def _leading_signs(line: str) -> tuple[str, str]:
    """The words with a sign of the quick note that stand before the name, and the rest."""
    words = line.split(" ")
    count = 0
    while count < len(words) and words[count] and _begins_sign(words[count], 0, ""):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def _named(words: str, *, is_before_number: bool = False) -> tuple[str, str]:
    """The name with which these words begin, and the rest; all of them where nothing ends the name."""
    if is_name(words):
        return words, ""
    for place, character in enumerate(words):
        head = words[:place].rstrip(LEADING)
        if _begins_sign(words, place, head):
            return head, words[place:]
        if character in _BREAKS:
            if is_name(head):
                return head, matter(words[place:])
            last = max(words.rfind(sign) for sign in _BREAKS)
            if is_before_number and is_name(words[last + 1 :].strip()):
                return words[last + 1 :].strip(), words[:last].strip()
            if is_before_number:
                return "", words
        if character == " " and is_titled(head) and not is_name(words[place:]):
            return head, matter(words[place:])
    return words, ""


def _begins_sign(words: str, place: int, head: str) -> bool:
    """Whether a sign of the quick note stands there that begins a word of its own."""
    sign, follows = half_width(words[place]), half_width(words[place + 1 : place + 2])
    if sign not in SIGNS or not follows.strip() or (sign == "+" and not follows.isalpha() and follows != '"'):
        return False
    if not (follows.isalnum() or follows in '!"“「@'):
        return False
    return place == 0 or words[place - 1] in _BEGIN_WORD or (is_cjk(words[place - 1]) and is_name(head))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
