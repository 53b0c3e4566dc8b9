"""Several numbers in one piece of text, and whose they are: `13800000006（王总）13900000006（李经理）`.

A number here is a whole one: of a mobile, with an area code, or of seven digits and more that stand alone.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from servicedesk.domain.surnames import COMPOUND_SURNAMES, SURNAMES, TITLES
from servicedesk.domain.text import clean_line, half_width

_EXTENSION = (
    r"(?:\s*(?:转|轉|分机|分機|内线|ext\.?|extn\.?|x)\s*[.:]?\s*\d{1,8}(?!\d)(?:分机|分機|号)?"
    r"|[-*#]\d{1,6}(?!\d))?"
)
_WHOLE = re.compile(
    r"(?<![\d+])(?:"
    r"(?:\+?(?:00)?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}"
    r"|\(?0\d{2,3}\)?[- ]?[2-9]\d{2,3}[- ]?\d{4}"
    r"|[48]00(?:[- ]?\d{3}[- ]?\d{4}|[- ]?\d{4}[- ]?\d{3})"
    r"|\+\d{1,3}(?:[ .-]?\(?\d{1,5}\)?){2,6}"
    r"|\d{7,15}"
    rf")(?!\d){_EXTENSION}",
    re.IGNORECASE,
)
_BRACKETED_BEHIND = re.compile(r"\s*[(\[【](?!\d{1,2}[)\]】])[^()\[\]【】]{0,40}[)\]】]")
_OPENED = re.compile(r"[(\[【][^()\[\]【】]*$")
_BULLET = re.compile(r"^\s*(?:[①-⑳⑴-⒇]|[(（]\d{1,2}[)）]|\d{1,2}[.、)](?=\s*\D?\s*\+?\d{7}))\s*")
_ANY_NUMBER = re.compile(r"(?<![\w+])[+(]?\d[\d ()./-]{5,}\d(?!\w)")
"""Digits as a number is written in other countries: 020 7946 0101."""
_DESK = re.compile(
    r"(?:.*\b)?(?:reception(?:ist)?|front desk|desk|office|sales|support|service|accounts?|billing|finance"
    r"|warehouse|shop|store|security|switchboard|help ?desk|hotline|secretary|secretariat|assistant|manager"
    r"|owner|caretaker|janitor"
    r"|empfang|büro|zentrale|lager|werkstatt|verwaltung|buchhaltung|vertrieb|sekretariat|hausmeister)\b.{0,20}"
    r"|[\u3400-\u9fff]{0,10}(?:前台|客服|售后|售前|销售|财务|会计|仓库|总机|门卫|保安|秘书|助理|老板|店长|中心|[部室处科台店组厅房])",
    re.IGNORECASE,
)
"""Who or what answers at a number that is no person's own: `reception`, 前台."""
_KIN = re.compile(
    r"(?:wife|husband|mother|father|mum|mom|dad|son|daughter|brother|sister|neighbou?r|friend"
    r"|frau|mann|mutter|vater|sohn|tochter|bruder|schwester|nachbar(?:in)?)"
    r"|[他她其]?(?:老婆|老公|爱人|愛人|妻子|太太|丈夫|媳妇|父亲|父親|母亲|母親|爸爸?|妈妈?|媽媽?|儿子|兒子|女儿|女兒|哥哥?|弟弟?|姐姐?|妹妹?"
    r"|爷爷|奶奶|外公|外婆|岳父|岳母|公公|婆婆|女婿|儿媳|孙子|孙女|亲戚|家属|家屬|家人|朋友|同事|邻居|鄰居|室友|房东|租客|保姆)",
    re.IGNORECASE,
)
"""Who of somebody's own is reached: 老婆."""
_AROUND = " \t:：-—–_.,，、;；/()（）[]【】<>《》\"'"
_KINDS = frozenset({
    "mobile", "cell", "cellphone", "phone", "tel", "telephone", "fax", "home", "work", "office", "main",
    "other", "direct", "business", "private", "手机", "电话", "固话", "座机", "传真", "办公", "公司", "单位",
    "家", "家庭", "住宅", "工作", "微信", "微信同号", "同微信", "备用", "主", "常用", "本人",
})  # fmt: skip
"""What says which of somebody's numbers one is, not whose."""
_LATIN_NAME = re.compile(r"(?:(?:mr|mrs|ms|dr)\.? )?[A-Z][A-Za-z'’.-]{1,20}(?: [A-Z][A-Za-z'’.-]{0,20}){0,2}")
_CHINESE_NAME = re.compile(r"[\u3400-\u9fff·]{2,6}")


class Labelled(NamedTuple):
    """A number, and the name of whoever is reached by it; '' when none is said."""

    number: str
    name: str


def cut(piece: str) -> list[str]:
    """`piece` as one text for each whole number in it, with the words that belong to it."""
    written = half_width(piece)
    found = list(_WHOLE.finditer(written))
    bare = _BULLET.sub("", piece)
    if len(found) < 2:
        return [_without_brackets(bare) if found else piece]
    above = written[: found[0].start()]
    words_lead = bool(_BULLET.match(written)) or bool(above.strip(_AROUND))
    cuts = [0]
    for number, following in pairwise(found):
        if opened := _OPENED.search(written, number.end(), following.start()):
            # 13800000006（老婆13900000006）: who stands in the bracket is reached by the number in it.
            cuts.append(opened.start())
            continue
        behind = _BRACKETED_BEHIND.match(written, number.end())
        end = behind.end() if behind else number.end()
        cuts.append(min(end, following.start()) if words_lead or behind else following.start())
    pieces = (piece[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(piece)], strict=True))
    bare_ones = (_BULLET.sub("", one).strip().strip(",，;；、/-").strip() for one in pieces)
    return [stripped for one in bare_ones if (stripped := _without_brackets(one))]


def _without_brackets(text: str) -> str:
    """`text` without a bracket around all of it, and without one at an end that has no other."""
    written = half_width(text)
    opens, closes = (sum(map(written.count, signs)) for signs in ("([【", ")]】"))
    begins, ends = written[:1] in tuple("([【"), written[-1:] in tuple(")]】")
    if begins and ends and opens == closes == 1:
        return text[1:-1].strip()
    if begins and not closes:
        return text[1:].strip()
    return text[:-1].strip() if ends and not opens else text


def first_number(line: str) -> tuple[int, int] | None:
    """Where the first whole number in a clean line stands, its extension with it; None for none."""
    found = _WHOLE.search(half_width(line))
    return found.span() if found else None


def labelled(text: str) -> Labelled:
    """The number in `text` and whose it is, where nothing else stands there; else all of it and no name."""
    line = clean_line(text)
    found = list(_WHOLE.finditer(half_width(line))) or list(_ANY_NUMBER.finditer(half_width(line)))
    if len(found) != 1:
        return Labelled(line, "")
    begin, end = found[0].span()
    before, behind = line[:begin].strip(_AROUND), line[end:].strip(_AROUND)
    name = before or behind
    if (before and behind) or not (_is_name(name) or _is_desk(name) or _KIN.fullmatch(name)):
        return Labelled(line, "")
    return Labelled(line[begin:end].strip(), name)


def _is_desk(words: str) -> bool:
    return words.casefold() not in _KINDS and _DESK.fullmatch(words) is not None


def _is_name(words: str) -> bool:
    """Whether `words` are how somebody is called, for sure: 王总, 李经理, 欧阳娜, Mr Brown."""
    if words.casefold() in _KINDS or any(character.isdigit() for character in words):
        return False
    if _CHINESE_NAME.fullmatch(words):
        titled = words.endswith(TITLES)
        called = words[0] in SURNAMES or words.startswith(COMPOUND_SURNAMES)
        return titled or (called and len(words) <= 4)
    # `Smith, Ann`, as telephone systems write a name.
    return all(map(_LATIN_NAME.fullmatch, words.split(", ", 1)))
