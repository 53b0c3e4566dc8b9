"""Somebody known, named by surname and title alone: 孙总, 老孙, 欧阳女士, Mr Sun, 丽姐 of 孙丽.

The patterns are read against folded text (mask_patterns.folded): small letters, half width, simplified signs.
A surname is often a word too (高温, 方法), so that what stands beside it decides.
"""

import re
from collections.abc import Iterator
from functools import cache

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
    r"总(?![部价额数量计共体结线店成分装裁和之闸])",
    r"工(?![资作程人厂业艺具序种期地时效商单本位段])",
    r"[姐哥](?![妹弟夫们伦德])",
    r"老(?![师板婆公化年人旧式是乡家])",
)
_GAP = r"[\s\u200b-\u200d\u2060(]{0,2}"
"""Between a surname and its title, as in 孙（女士）."""
_CALLED = {"老": "师房车路", "小": "时米麦包车路房计单满管户", "阿": "", "姓": "和应从"}
"""What stands before a surname (老孙, 姓孙的), with the surnames that make another word there: 小时, 老师."""
_GOES_ON = (
    r"(?![^\W\d_a-z]|\d{1,4}(?!\d))|(?=[说讲来去电打在的要反问表已是也和跟与让想今昨明前上下不没很又"
    r"再收发投等回称提告觉同答催您你我他她先有把对从给被就还会能可这那后到叫请嫌抱怨急认拒签付退换寄取家本自亲带找看听嘛呢吧啊吗了过刚才曾又当将应向因所只都每第"
    r"约联加补要需希愿])"
)
"""What may follow 老孙: no more Chinese, or what goes on with what he did."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _by_first(words: str) -> dict[str, str]:
    """Each word by its first sign."""
    return {word[0]: word[1:] for word in words.split()}


_AS_WORDS = _by_first(
    "孙子女儿媳 李子 王国牌 刘海 陈旧列设述醋 赵 吴 郑重 徐徐 朱红 胡同子须椒乱说 郭 梁 宋体 韩 "
    "冯 邓 曹 彭 萧 肖像 袁 潘 蒋 蔡 魏 吕 沈 姚 卢 崔 谭 廖 邹 秦 薛 闫 侯 郝 龚 邵 覃 樊 邢 庞 "
    "倪 聂 翟 詹 周末围期岁一到边全转"
)
"""Surnames that are seldom a word of their own, each with the signs that make it one after 老 or 小."""
_BEFORE = _by_first(
    "方对我甲乙丙双校厂店资官院警地各多两彼物业卖买东 司公 商供厂客经销电 金基资现奖 管主物保 "
    "车汽叉货卡火停客 安保治公平 高最提 华中新 包面钱 全安 单工菜订名 成完组 明说证 白明 "
    "温高低室水 路公铁道线 万千百 和总 水供自 时平当及 常非日经 平水太 计设会 务服 经已曾 房客厨 "
    "江长 马立 于由对关 后售 满不 钟分 应供 游导旅 班上下值白夜 元单 师老"
)
"""Surnames that end a word, each with the signs before it that make one: 对方经理, 公司总经理."""

_GIVEN_WORDS = _words(
    "国庆 建设 建国 和平 平安 安全 高兴 春节 小雨 大雨 春天 冬天 夏天 晴天 光明 文明 文化 学习 学文 中华 "
    "中国 立即 立刻 方便 明天 明年 小心 可心 美丽 天津 北京 上海 长江 成功 胜利 解放 建议 正常 正在 清楚 "
    "明白 新华 东方 小时 金属 大小 思想 健康 幸福 快乐 友好 团结 进步 先进 红旗 建军 长城 世界 家家 一一 "
    "一同 同意 如意 满意 星期 阳光 月亮 白天 天天 小区 大门 水管 师傅 经理 大力 永远 永久 万能 通用 自然 "
    "自强 自立 立新 日新 文字 文件 文具 小可 可以 可能 大方 大众"
)
"""Given names that are words, too: only a title makes them a name."""

_LATIN_TITLES = (
    *("mrs", "mr", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "madame", "mme", "mlle"),
    *("herr", "frau", "señora", "señor", "sra", "sr", "manager", "director", "president", "chairman", "boss"),
    *("engineer", "teacher", "lawyer", "doctor", "aunt", "uncle", "lao", "xiao"),
)
_SURE_TITLES = frozenset({"mrs", "mr", "ms", "mx", "dr", "prof"})
"""Before any of these nothing but a name stands, also in small letters; one can miss sun."""
_LATIN_TITLE = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_LATIN_TITLES)})\.?\s{{0,2}}(?:\(|(?<=[\s.]))")
_SPELLED_TITLES = "zong|laoshi|xiansheng|nvshi|nüshi|nushi|xiaojie|jingli|gong|jie|ge|shifu|laoban|zhuren"
_NO_LETTER_BEHIND = r"(?![a-zà-ÿ])"


def titled(name: str) -> Iterator[str]:
    """Where a title makes a surname, or a given name, of this name one: nothing but that name is found."""
    surname, given = parts(name)
    if surname:
        before = f"(?<![{signs}])" if (signs := _BEFORE.get(surname)) else ""
        yield f"{before}{surname}(?={_GAP}{_a_title()})"
        words = _AS_WORDS.get(surname)
        goes_on = _GOES_ON if words is None and len(surname) == 1 else f"(?![{words}])" if words else ""
        for called, but in _CALLED.items():
            if surname in but:
                continue
            behind = "" if called == "姓" else f"(?:{goes_on})" if goes_on else ""
            yield f"(?:(?<={called})|(?<={called} )){surname}{behind}"
    if len(given) == 1 and given not in "大小老二三四五六七八九学表堂师":
        yield f"{given}(?=[姐哥](?![妹弟夫们])|总(?=[说来电打要问让]))|(?<=阿){given}(?![姨])"
    elif len(given) == 2:
        # 小明来电: two signs are a name of their own, but for those that are a word, too.
        yield f"{given}(?={_a_title()})" if given in _GIVEN_WORDS else f"{given}(?![路街道巷村镇县市区店厂])"
    for word in _latin_words(name):
        if len(word) < 3:
            # Longer ones are found as words of their own.
            yield f"(?<![a-z]){word}(?={_GAP}{_a_title()})"


def spelled(name: str) -> Iterator[str]:
    """The name in Latin letters, where a capital must show that it is one: Sun Li, Li Sun, Sun laoshi."""
    surname, given = parts(name)
    if not surname:
        return
    sun, li = _pinyin(surname, is_surname=True), _pinyin(given)
    if li:
        yield rf"(?<![a-z]){sun}[\s,\-]{{1,2}}{li}{_NO_LETTER_BEHIND}"
        yield rf"(?<![a-z]){li}[\s\-]{sun}{_NO_LETTER_BEHIND}"
    yield rf"(?<![a-z]){sun}(?=\s(?:{_SPELLED_TITLES}){_NO_LETTER_BEHIND})"


def behind_title(name: str) -> Iterator[str]:
    """A title in Latin letters and the name behind it; title_of() parts the two."""
    surname, given = parts(name)
    names = [re.escape(word) for word in _latin_words(name)]
    if surname:
        sun, li = _pinyin(surname, is_surname=True), _pinyin(given)
        names += [rf"{sun}[\s,\-]{{1,2}}{li}", rf"{li}[\s\-]{sun}"] if li else []
        names.append(sun)
    if names:
        yield rf"{_LATIN_TITLE.pattern}(?:{'|'.join(names)}){_NO_LETTER_BEHIND}"


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


@cache
def _a_title() -> str:
    """The pattern of any title."""
    plain = [title for title in _TITLES if title not in {"总", "工", "姐", "哥"}]
    return f"(?:{'|'.join((*plain, *_SHORT_TITLES))})"


def _latin_words(name: str) -> list[str]:
    """The words in letters of a name that has more than one, or stands beside Chinese."""
    words = re.findall(r"[a-zà-ÿ]+", name)
    is_alone = len(words) < 2 and not any(map(is_cjk, name))
    return [] if is_alone else [word for word in words if len(word) > 1 and word not in _LATIN_TITLES]


def _pinyin(han: str, is_surname: bool = False) -> str:
    """Its syllables, together or apart."""
    syllables = [name_keys(sign)[0] for sign in han]
    if is_surname:
        # Read as a surname, which it is only before a given name.
        whole = name_keys(f"{han}伟")[0].removesuffix("wei")
        syllables = [whole.removesuffix(syllables[-1]), syllables[-1]] if len(han) > 1 else [whole]
    return r"[\s'\-]?".join(re.escape(syllable) for syllable in syllables if syllable)
