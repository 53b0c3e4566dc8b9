"""Somebody known, named by surname and title alone: 孙总, 老孙, 欧阳女士, Mr Sun, 丽姐 of 孙丽.

The patterns are read against folded text (mask_patterns.folded): small letters, half width, simplified signs.
A surname is often a word too (高温, 方法), so that what stands beside it decides.
"""

import re
from collections.abc import Iterator
from functools import cache

from servicedesk.domain.name_words import (
    AFTER_OLD,
    AFTER_SMALL,
    AS_WORDS,
    BEFORE,
    CALLED,
    DOUBLED,
    GIVEN_WORDS,
    GOES_ON,
    NO_ANY,
    NO_NICKNAMES,
    SAYS,
    WITHIN,
)
from servicedesk.domain.pinyin import name_keys
from servicedesk.domain.search_terms import is_cjk, simplified
from servicedesk.domain.surnames import COMPOUND_SURNAMES, SURNAMES, TITLES

_RARER = frozenset(
    "喻云昌凤花湛骆禹狄贝计伏茅强经杭诸洪宣羊井富巴松伊祖武赖屠莘寿扈茹宦庾居都满隆阚那丰竺权桓相后水平时元皮危"
    "幸印宿怀索咸籍双从鄂蒯缑亓郗宓暨"
)
"""Surnames of people who are known, which nobody would guess from a line of a call."""
_MORE_TITLES = (
    *("总经理", "总监", "总裁", "董事长", "工程师", "设计师", "医生", "大夫", "律师", "教授", "会计", "出纳"),
    *("书记", "同志", "夫人", "老弟", "兄弟", "大哥", "大姐", "大叔", "大妈", "大娘", "大嫂", "伯伯", "奶奶"),
    *("爷爷", "妹妹", "同学", "主管", "助理", "秘书", "店长", "厂长", "队长", "班长", "站长"),
    *("所长", "院长", "校长", "处长", "科长", "部长", "局长", "组长", "镇长", "村长", "行长", "船长"),
    *("某某", "某", "董", "姨", "叔", "婶", "嫂", "姑娘"),
)
_SHORT_TITLES = (
    r"总(?![部价额数量共体线店分装裁之闸]|计(?!划)|结(?![束婚])|成(?![功交为立])|重(?![申新要视]))",
    r"工(?![资作程人厂业艺具序种期地时效商单本位段])",
    r"[姐哥](?![妹弟夫们伦德])",
    r"老(?![师板婆公化年人旧式是乡家])",
)
_PERIODS = frozenset("周")
"""What stands before many a word for a sum: 周总结."""
_HAN = r"[\u3400-\u9fff]"
_GAP = r"[\s\u200b-\u200d\u2060(]{0,2}"
"""Between a surname and its title, as in 孙（女士）."""
_LATIN_TITLES = (
    *("mrs", "mr", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "madame", "mme", "mlle"),
    *("herr", "frau", "señora", "señor", "sra", "sr", "manager", "director", "president", "chairman", "boss"),
    *("engineer", "teacher", "lawyer", "doctor", "aunt", "uncle", "lao", "xiao"),
)
_SURE_TITLES = frozenset({"mrs", "mr", "ms", "mx", "dr", "prof"})
"""Before any of these nothing but a name stands, also in small letters; one can miss sun."""
_LATIN_TITLE = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_LATIN_TITLES)})\.?\s{{0,2}}(?:\(|(?<=[\s.]))")
_SPELLED_TITLES = "zong|laoshi|xiansheng|nvshi|nüshi|nushi|xiaojie|jingli|gong|jie|ge|shifu|laoban|zhuren"
_BETWEEN_SYLLABLES = r"[\s'\-]?"
_NO_LETTER_BEHIND = r"(?![a-zà-ÿ])"


def titled(name: str) -> Iterator[str]:
    """Where a title makes a surname of this name one: only the surname is found. Or all of it in pinyin."""
    surname, given = parts(name)
    if surname:
        if len(given) > 1:
            # So many syllables are no accident: sun lihua, SunLihua, lihua.sun.
            sun, li = _pinyin(surname, is_surname=True), _pinyin(given)
            yield rf"(?<![a-z]){sun}[\s,.\-_]{{0,2}}{li}{_NO_LETTER_BEHIND}"
            yield rf"(?<![a-z]){li}[\s.\-_]?{sun}{_NO_LETTER_BEHIND}"
        yield f"{_before(surname)}{surname}(?={_GAP}{_a_title()})"
        if surname in AS_WORDS and surname not in _PERIODS:
            # Nothing but a title, whatever goes on: 赵总和孙总.
            yield f"(?<![{WITHIN.get(surname, '·')}]){surname}(?={_GAP}[总工])"
        words = AS_WORDS.get(surname)
        goes_on = GOES_ON if words is None and len(surname) == 1 else f"(?![{words}])" if words else ""
        for called, but in CALLED.items():
            if surname in but:
                continue
            behind = "" if called == "姓" else f"(?:{goes_on})" if goes_on else ""
            yield f"(?:(?<={called})|(?<={called} )){surname}{behind}"
    for word in _latin_words(name):
        if len(word) < 3:
            # Longer ones are found as words of their own.
            yield f"(?<![a-z]){word}(?={_GAP}{_a_title()})"


def as_called(name: str) -> str:
    """The pattern of a name that is a surname with a title and no more (何总); empty for any other."""
    han = simplified(name.strip())
    surname, given = parts(han)
    title = han.removeprefix(surname)
    if not surname or given or title not in _TITLES or han == title:
        return ""
    longer = [one.removeprefix(title) for one in _TITLES if one.startswith(title) and one != title]
    but = f"(?!{'|'.join(longer)})" if longer else ""
    signs = r"[\W_]{0,2}".join(title)
    return rf"{_before(surname)}{surname}[\W_]{{0,2}}(?={_a_title()}){signs}{but}"


def given_name(name: str) -> Iterator[str]:
    """The given name alone, and what friends make of it: 丽华, 丽姐, 阿丽, 小丽, 丽丽."""
    _surname, given = parts(name)
    if len(given) == 2:
        # 小明来电: two signs are a name of their own, but for those that are a word, too.
        if given in GIVEN_WORDS:
            yield f"{given}(?:(?={_a_title()})|{SAYS})|(?<=联系){given}|(?<!{_HAN}){given}(?!{_HAN})"
        else:
            yield f"{given}(?![路街道巷村镇县市区店厂])"
    for sign in dict.fromkeys(given):
        if sign not in NO_NICKNAMES:
            yield f"{sign}(?=[姐哥](?![妹弟夫们伦德]))"
            yield f"{sign}(?=总(?:[说来电打要问让]|(?!{_HAN})))"
            yield f"(?<=阿){sign}(?![姨])"
            yield f"(?<!{_HAN}){sign}(?=女士|小姐|阿姨|先生|师傅|老师)"
            if sign not in AFTER_SMALL:
                yield f"(?<=[小]){sign}(?:{GOES_ON})"
            if sign not in AFTER_OLD:
                yield f"(?<=[老]){sign}(?:{GOES_ON})"
            if sign not in DOUBLED:
                yield sign * 2


def spelled(name: str) -> Iterator[str]:
    """The name in Latin letters, where a capital must show that it is one: Sun Li, Li Sun, Sun laoshi."""
    surname, given = parts(name)
    if not surname:
        return
    sun, li = _pinyin(surname, is_surname=True), _pinyin(given)
    if li:
        yield rf"(?<![a-z]){sun}[\s,\-]{{1,2}}{li}{_NO_LETTER_BEHIND}"
        yield rf"(?<![a-z]){li}[\s\-]{sun}{_NO_LETTER_BEHIND}"
        initials = _initials(given)
        yield rf"(?<![a-z]){initials}\s?{sun}{_NO_LETTER_BEHIND}"
        yield rf"(?<![a-z]){sun}[\s,]{{1,2}}{initials}{_NO_LETTER_BEHIND}"
    if len(given) > 1:
        yield rf"(?<![a-z]){li}{_NO_LETTER_BEHIND}"
    yield rf"(?<![a-z]){sun}(?=\s(?:{_SPELLED_TITLES}){_NO_LETTER_BEHIND})"


def behind_title(name: str) -> Iterator[str]:
    """A title in Latin letters and the name behind it; title_of() parts the two."""
    surname, given = parts(name)
    names = [re.escape(word) for word in _latin_words(name)]
    if surname:
        sun, li = _pinyin(surname, is_surname=True), _pinyin(given)
        names += [rf"{sun}[\s,\-]{{1,2}}{li}", rf"{li}[\s\-]{sun}"] if li else []
        names += [rf"{_initials(given)}\s?{sun}"] if li else []
        names += [li] if len(given) > 1 else []
        names.append(sun)
    if names:
        yield rf"{_LATIN_TITLE.pattern}(?:{'|'.join(names)}){_NO_LETTER_BEHIND}"


def signs_titled(name: str) -> Iterator[str]:
    """What stands in a text, without gaps, in which titled() finds anything of the name: one of these."""
    surname, given = parts(name)
    if surname:
        yield from (surname + title for title in _TITLES_BEGIN)
        yield from (called + surname for called in CALLED)
        if len(given) > 1:
            sun, li = _in_latin(surname, is_surname=True), _in_latin(given)
            yield from (sun + li, li + sun)
    yield from (word for word in _latin_words(name) if len(word) < 3)


def signs_given(name: str) -> Iterator[str]:
    """As signs_titled(), of given_name()."""
    _surname, given = parts(name)
    if len(given) == 2:
        yield given
    for sign in given:
        yield from (sign + behind for behind in "姐哥总女小阿先师老")
        yield from (before + sign for before in "阿小老")
        yield sign * 2


def signs_in_latin(name: str) -> Iterator[str]:
    """As signs_titled(), of spelled() and behind_title()."""
    surname, given = parts(name)
    yield from _latin_words(name)
    if surname:
        yield _in_latin(surname, is_surname=True)
        if given:
            yield _in_latin(given)


def title_of(found: str) -> tuple[int, bool]:
    """How many signs of what behind_title() found are the title, and whether it makes any word a name."""
    title = _LATIN_TITLE.match(found)
    if title is None:
        return 0, False
    return title.end(), re.sub(r"\W", "", title[0]) in _SURE_TITLES


@cache
def parts(name: str) -> tuple[str, str]:
    """The surname and the given name of a Chinese name, also of 孙总 or 老孙; both empty if it is none."""
    han = "".join(sign for sign in simplified(name) if is_cjk(sign))
    while len(han) > 1 and (title := next((one for one in _TITLES if han.endswith(one)), "")):
        han = han.removesuffix(title)
    if len(han) > 1 and han[0] in "老小阿大":
        han = han[1:]
    if not 0 < len(han) <= 4:
        return "", ""
    if han.startswith(COMPOUND_SURNAMES):
        return han[:2], han[2:]
    if len(han) <= 3 and (han[0] in SURNAMES or han[0] in _RARER):
        return han[0], han[1:]
    return "", ""


_TITLES = tuple(sorted({*TITLES, *_MORE_TITLES, "工"}, key=lambda title: (-len(title), title)))
_TITLES_BEGIN = tuple(sorted({*(title[0] for title in _TITLES), *"总工姐哥老x"}))
"""The first signs of all that _a_title() is."""


@cache
def _a_title() -> str:
    """The pattern of any title."""
    plain = [title for title in _TITLES if title not in {"总", "工", "姐", "哥"}]
    return f"(?:{'|'.join((*plain, *_SHORT_TITLES))}|x{{1,2}}(?![a-z]))"


def _before(surname: str) -> str:
    """What must not stand before the surname, since it would end a word."""
    if surname == "何":
        return NO_ANY
    return f"(?<![{signs}])" if (signs := BEFORE.get(surname)) else ""


def _initials(given: str) -> str:
    """The first letters of its syllables: M. or, of two, G. M., GM, G."""
    first = [re.escape(name_keys(sign)[1][:1]) for sign in given]
    if len(first) < 2:
        return rf"{first[0]}\."
    both = rf"{first[0]}\.?[\s\-]?{first[1]}(?![a-z])\.?"
    return rf"(?:{both}|{first[0]}\.)"


def _latin_words(name: str) -> list[str]:
    """The words in letters of a name that has more than one, or stands beside Chinese."""
    words = re.findall(r"[a-zà-ÿ]+", name)
    is_alone = len(words) < 2 and not any(map(is_cjk, name))
    return [] if is_alone else [word for word in words if len(word) > 1 and word not in _LATIN_TITLES]


def _in_latin(han: str, *, is_surname: bool = False) -> str:
    return _pinyin(han, is_surname).replace(_BETWEEN_SYLLABLES, "").replace("\\", "")


def _pinyin(han: str, is_surname: bool = False) -> str:
    """Its syllables, together or apart."""
    syllables = [name_keys(sign)[0] for sign in han]
    if is_surname:
        # Read as a surname, which it is only before a given name.
        whole = name_keys(f"{han}伟")[0].removesuffix("wei")
        syllables = [whole.removesuffix(syllables[-1]), syllables[-1]] if len(han) > 1 else [whole]
    return _BETWEEN_SYLLABLES.join(re.escape(syllable) for syllable in syllables if syllable)
