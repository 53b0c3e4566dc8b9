"""Pinyin of names, made when a record is written, so that `liwei`, `lw` and `wei` find 李伟.

pypinyin gives the readings of single characters only: its phrase tables cost ten times the memory. Words that
desks meet and single characters misread (重庆, 银行) and surnames (单, 仇) stand in the tables below.
ü is written v, as people type it.
"""

import os
import re
from functools import lru_cache

from servicedesk.domain.search_terms import is_cjk, segment

MAX_SYLLABLES = 12
_MAX_WORD = 40
_MAX_NAME = 200

# Read so only when they begin a person's name.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "翟": "zhai", "区": "ou", "解": "xie", "曾": "zeng", "查": "zha",
    "朴": "piao", "盖": "ge", "葛": "ge", "冼": "xian", "员": "yun", "纪": "ji", "覃": "qin",
    "乜": "nie", "折": "she", "洗": "xian", "种": "chong", "秘": "bi", "繁": "po", "句": "gou",
    "祭": "zhai", "召": "shao", "隗": "wei", "佴": "nai", "郇": "xun", "黑": "he", "乐": "yue",
    "牟": "mu", "么": "yao",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai",
}  # fmt: skip

# Words whose usual reading single characters miss; the longest that fits is taken.
_WORDS = {
    "重庆": "chong qing", "银行": "yin hang", "商行": "shang hang", "车行": "che hang", "行业": "hang ye",
    "洋行": "yang hang", "琴行": "qin hang", "分行": "fen hang", "支行": "zhi hang", "总行": "zong hang",
    "厦门": "xia men", "音乐": "yin yue", "乐器": "yue qi", "乐团": "yue tuan", "会计": "kuai ji",
    "西藏": "xi zang", "朝阳": "chao yang", "朝鲜": "chao xian", "六安": "lu an", "蚌埠": "beng bu",
    "番禺": "pan yu", "莘庄": "xin zhuang", "东阿": "dong e", "海参": "hai shen", "人参": "ren shen",
    "什邡": "shi fang", "便宜": "pian yi", "单县": "shan xian", "校对": "jiao dui", "生长": "sheng zhang",
    "成长": "cheng zhang", "家长": "jia zhang", "校长": "xiao zhang", "店长": "dian zhang",
    "院长": "yuan zhang", "厂长": "chang zhang", "行长": "hang zhang", "会长": "hui zhang",
    "所长": "suo zhang", "局长": "ju zhang", "董事长": "dong shi zhang", "增长": "zeng zhang",
    "调查": "diao cha", "调度": "diao du", "宝藏": "bao zang", "弹簧": "tan huang", "重新": "chong xin",
    "重阳": "chong yang", "大夫": "dai fu",
    # These begin with a surname's character but are no names.
    "单位": "dan wei", "区域": "qu yu", "区块": "qu kuai", "解放": "jie fang", "解决": "jie jue",
    "查询": "cha xun", "员工": "yuan gong", "种子": "zhong zi", "种业": "zhong ye", "种植": "zhong zhi",
    "乐购": "le gou", "乐天": "le tian", "乐园": "le yuan", "纪念": "ji nian", "折扣": "zhe kou",
    "黑龙江": "hei long jiang", "洗衣": "xi yi", "洗车": "xi che",
}  # fmt: skip

# Where the first reading of the character table is not the one that names use.
_CHARACTERS = {
    "长": "chang", "都": "du", "调": "tiao", "晟": "sheng", "卜": "bu", "阚": "kan", "缪": "miao",
    "么": "me", "翟": "zhai",
}  # fmt: skip

_word = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))
_PERSON_NAME_LENGTHS = range(2, 5)


class _Readings(dict[str, str]):
    """The syllable of each character, looked up when it is first met; none for kana and signs."""

    def __missing__(self, character: str) -> str:
        os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
        from pypinyin import lazy_pinyin

        syllables: list[str] = lazy_pinyin(character, errors="ignore")
        reading = self[character] = syllables[0] if syllables else ""
        return reading


_readings = _Readings(_CHARACTERS)


def _syllables_of_han(characters: str) -> list[str]:
    syllables: list[str] = []
    position = 0
    for found in _word.finditer(characters):
        syllables += [_readings[character] for character in characters[position : found.start()]]
        syllables += _WORDS[found[0]].split()
        position = found.end()
    syllables += [_readings[character] for character in characters[position:]]
    return [syllable for syllable in syllables if syllable]


def _runs(name: str) -> list[str]:
    """The folded words of `name`, neighbouring Chinese characters as one run."""
    tokens = segment(name[:_MAX_NAME]).split()
    if name.isascii():
        return [token[:_MAX_WORD] for token in tokens]
    runs: list[str] = []
    han = False
    for token in tokens:
        token_is_han = is_cjk(token)
        if token_is_han and han:
            runs[-1] += token
        else:
            runs.append(token[:_MAX_WORD])
        han = token_is_han
    return runs


def _both_readings(name: str) -> tuple[list[str], list[str]]:
    """The syllables of a name with its surname read as a surname, and read as any other word.

    Latin words count as one syllable each.
    """
    runs = _runs(name)
    plain: list[str] = []
    for run in runs:
        plain += _syllables_of_han(run) if is_cjk(run) else [run]
    plain = plain[:MAX_SYLLABLES]
    surname = _surname(runs[0]) if len(runs) == 1 else None
    if surname is None:
        return plain, plain
    return _SURNAMES[surname].split() + plain[len(surname) :], plain


def _surname(run: str) -> str | None:
    """The surname `run` begins with, when it can be a person's name and the surname is misread otherwise."""
    if len(run) not in _PERSON_NAME_LENGTHS:
        return None
    if run[:2] in _SURNAMES:
        return run[:2]
    return run[0] if run[0] in _SURNAMES and not _word.match(run) else None


def name_keys(name: str) -> tuple[str, str]:
    """Full pinyin without spaces and the initials: 李伟 and Li Wei both give ('liwei', 'lw')."""
    syllables, _plain = _both_readings(name)
    return "".join(syllables), "".join([syllable[0] for syllable in syllables])


def search_tokens(name: str) -> str:
    """Pinyin from every syllable on, then the initials likewise: 'liwei wei lw w' for 李伟.

    A surname with two readings gives the tokens of both, since callers spell either.
    """
    syllables, plain = _both_readings(name)
    tokens = _from_every_syllable(syllables)
    if plain != syllables:
        tokens += _from_every_syllable(plain)
    return " ".join(dict.fromkeys(tokens))


def _from_every_syllable(syllables: list[str]) -> list[str]:
    whole: list[str] = []
    ending = ""
    for syllable in reversed(syllables):
        ending = syllable + ending
        whole.append(ending)
    whole.reverse()
    initials = "".join([syllable[0] for syllable in syllables])
    return whole + [initials[start:] for start in range(len(initials))]


EXACT, BEGUN, NOT_SO = 2, 1, 0


def sounds(name: str, typed: str) -> int:
    """How well letters spell a name or its end: EXACT, its beginning, NOT_SO; `xl`, `xiaol` for 小林."""
    letters = typed.casefold().replace(" ", "")
    if not letters.isascii() or not letters.isalnum() or name.isascii():
        return NOT_SO
    tokens = _tokens(name[:_MAX_NAME])
    if letters in tokens:
        return EXACT
    return BEGUN if any(token.startswith(letters) for token in tokens) else NOT_SO


@lru_cache(maxsize=5000)
def _tokens(name: str) -> tuple[str, ...]:
    return tuple(search_tokens(name).split())
