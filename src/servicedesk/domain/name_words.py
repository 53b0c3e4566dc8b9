"""Names that are words, too: by short tables, and what beside a word makes it a name or none.

The patterns are read against folded text (mask_patterns.folded): small letters, half width, simplified signs.
"""

from collections.abc import Mapping
from types import MappingProxyType

CALLED = {"老": "师房车路", "小": "时米麦包车路房计单满管户", "阿": "", "姓": "和应从"}
"""What stands before a surname (老孙, 姓孙的), with the surnames that make another word there: 小时, 老师."""
GOES_ON = (
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


AS_WORDS = _by_first(
    "孙子女儿媳 李子 王国牌 刘海 陈旧列设述醋 赵 吴 郑重 徐徐 朱红 胡同子须椒乱说 郭 梁 宋体 韩 "
    "冯 邓 曹 彭 萧 肖像 袁 潘 蒋 蔡 魏 吕 沈 姚 卢 崔 谭 廖 邹 秦 薛 闫 侯 郝 龚 邵 覃 樊 邢 庞 "
    "倪 聂 翟 詹 周末围期岁一到边全转"
)
"""Surnames that are seldom a word of their own, each with the signs that make it one after 老 or 小."""
BEFORE = _by_first(
    "方对我甲乙丙双校厂店资官院警地各多两彼物业卖买东 司公 商供厂客经销电 金基资现奖 管主物保 "
    "车汽叉货卡火停客 安保治公平 高最提 华中新 包面钱 全安 单工菜订名 成完组 明说证 白明 "
    "温高低室水 路公铁道线 万千百 和总 水供自 时平当及 常非日经 平水太 计设会 务服 经已曾 房客厨 "
    "江长 马立 于由对关 后售 满不 钟分 应供 游导旅 班上下值白夜 元单 师老 张紧扩夸慌嚣"
)
"""Surnames that end a word, each with the signs before it that make one: 对方经理, 公司总经理."""
NO_ANY = r"(?<!(?<![主责])任)(?<!(?<![比例假])如)(?<!(?<![因认以])为)(?<![几奈])"
"""What must not stand before 何, which ends 任何, 如何 and 为何, but for 主任, 比如 and 因为."""
WITHIN = _by_first(
    "王国女帝霸 李行 孙子外 梁桥栋横 宋唐南北 韩日 肖生不 侯诸王 秦先 胡二2京板 郭城 "
    "周一二三四五六七八九十上下本每这那整首两几多近0123456789"
)
"""Likewise of AS_WORDS, where what follows may also go on as a word: 行李总重, but 银行李经理."""

GIVEN_WORDS = _words(
    "国庆 建设 建国 和平 平安 安全 高兴 春节 小雨 大雨 春天 冬天 夏天 晴天 光明 文明 文化 学习 学文 中华 "
    "中国 立即 立刻 方便 明天 明年 小心 可心 美丽 天津 北京 上海 长江 成功 胜利 解放 建议 正常 正在 清楚 "
    "明白 新华 东方 小时 金属 大小 思想 健康 幸福 快乐 友好 团结 进步 先进 红旗 建军 长城 世界 家家 一一 "
    "一同 同意 如意 满意 星期 阳光 月亮 白天 天天 小区 大门 水管 师傅 经理 大力 永远 永久 万能 通用 自然 "
    "自强 自立 立新 日新 文字 文件 文具 小可 可以 可能 大方 大众 "
    "高明 精明 鲜明 聪明 分明 证明 说明 声明 安静 宁静 平静 冷静 "
    "加强 增强 小康 福利 顺利 胜利 吉利 美好 人民 公民 国际 国家 秋天 雪花 "
    "春风 东风 南方 北方 西方 西安 南京 重庆 海南 云南 河南 上升 升高 提升 前进 卫生 "
    "大地 天地 土地 大全 果然 当然 突然 思维 思考 一样 一定 一般 以后 如果 如何 建立 完成 "
    "成立 成长 增长 心意 心情 真心 爱心 安心 开心 用心 关心 爱好 良心 放心 公平 水平 "
    "和气 正义 正确 意志 能力 努力 动力 活力 实力 天真 认真 人才 天才 银行 明明 "
    "长久"
)
"""Given names that are words, too: only a title, or what somebody does, makes them a name."""
NO_NICKNAMES = "大小老一十零二三四五六七八九学表堂师空的子"
"""Signs that make another word before 姐 and 哥, or behind 阿."""
AFTER_SMALL = (
    "时心区学数组型孩子说费吃票雨雪麦麻米车路房门店厂工业城镇村河山儿女鬼狗猫鸡猪牛"
    "贩腿肠脑脸看气声节字写调结题样步批龙熊满家康月年包宝"
)
AFTER_OLD = "师板人家实年化旧外公婆大小式是乡百牌字话伴鼠虎练本天爷远早街城汉成国"
DOUBLED = "明天人常家年月日处时种样点慢刚渐好往事星多大小高新红白一平清快安久真长深远轻早强欢喜宝圆满足"
"""Signs of given names that make another word there, or are one when doubled: 小时, 老师, 明明."""
SAYS = (
    "(?=说|讲|问|打|催|称|来电|来信|来过|来访|投诉|反映|反应|表示|要求|认为|同意|签字|签收|本人|拒|退款|付"
    "|那边|这边|接|没接|不接)"
)
"""What only somebody does."""


_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_A_DATE = rf"(?![\s,.]{{1,2}}(?:{_DAY}[\s.]{{1,2}}{_MONTH}|{_MONTH}\s{_DAY}|\d{{4}}-\d\d|\d\d?[:.]\d\d))"
_NO_DAY_BEFORE = r"(?<!\d\s)(?<!\dst\s)(?<!\dnd\s)(?<!\drd\s)(?<!\dth\s)"
_A_MONTH = rf"(?!\s(?:19|20)\d\d(?!\d)|\s{_DAY}(?=\s*(?:[,.;)]|$|at|19|20)))"
_PRONOUN = r"(?![\s]+(?:i|we|you|he|she|it|they|there)(?![a-z]))"
ENGLISH: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # Before a date: Sun 15 Mar.
        **dict.fromkeys(("sun", "mon", "wed", "sat"), ("", _A_DATE)),
        **dict.fromkeys(("april", "june", "august", "jan"), (_NO_DAY_BEFORE, _A_MONTH)),
        "may": (_NO_DAY_BEFORE, _A_MONTH + _PRONOUN),
        **dict.fromkeys(("will", "can", "shall", "do"), ("", _PRONOUN)),
        "mark": ("", r"(?!\s+(?:my words|as|it|all)(?![a-z]))"),
        "bill": ("", r"(?!\s+(?:me|us|no|number|it)(?![a-z]))"),
        "sue": ("", r"(?!\s+(?:me|us|them|you)(?![a-z]))"),
        "hope": ("", r"(?!\s+(?:you|we|to|that|it|i|this)(?![a-z]))"),
        "grant": ("", r"(?!\s+(?:me|us|them|it)(?![a-z]))"),
        "chase": ("", r"(?!\s+(?:it|up|them)(?![a-z]))"),
        "frank": ("", r"(?!\s+(?:words|answer)(?![a-z]))"),
        "grace": ("", r"(?!\s+period(?![a-z]))"),
        "price": ("", r"(?!\s+(?:list|is|was|of|per|for|tag|increase|includes)(?![a-z])|\s*[:=])"),
        **dict.fromkeys(
            ("brown", "white", "green", "black", "young", "long", "short", "rose", "joy"), ("", "")
        ),
        **dict.fromkeys(
            ("dawn", "summer", "faith", "art", "rich", "best", "cash", "page", "cook", "wood"), ("", "")
        ),
        **dict.fromkeys(
            ("stone", "field", "king", "law", "little", "small", "strong", "sharp", "love"), ("", "")
        ),
        **dict.fromkeys(
            ("day", "case", "bank", "banks", "park", "parks", "rob", "pat", "drew", "guy"), ("", "")
        ),
    }
)
"""Names in letters that are words, too, each with what must not stand before and behind it for a name.

With a capital alone they are one, and these where nothing else tells are better hidden.
"""
