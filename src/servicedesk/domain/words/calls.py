"""Closed lists of calls: direction, channel, outcome."""

from servicedesk.domain.words.word import Word, WordList
from servicedesk.i18n import N_, NP_

DIRECTIONS = WordList(
    "direction",
    Word("in", N_("in"), "inbound|incoming", "呼入|来电|打入|进线|接听|被叫|入"),
    Word("out", N_("out"), "outbound|outgoing", "呼出|去电|外呼|拨出|打出|拨打|外拨|主叫|出"),
)

CHANNELS = WordList(
    "channel",
    Word(
        "phone",
        N_("phone"),
        "call|telephone|hotline",
        "电话|来电|热线|热线电话|400|400电话|客服热线|12345|12345热线|手机|固话|呼叫中心|电话投诉|拨打电话",
    ),
    Word("email", N_("e-mail"), "mail", "邮件|电子邮件|邮箱|email投诉|电邮"),
    Word(
        "web",
        N_("web"),
        "website|online|app|chat|live chat",
        "网站|官网|网页|网络|网上|在线|在线客服|线上客服|app投诉|客户端|论坛|留言板|平台|京东|天猫|淘宝|拼多多|美团|旺旺",
    ),
    Word(
        "wechat",
        N_("WeChat"),
        "weixin",
        "微信|企业微信|企微|公众号|微信公众号|小程序|微信小程序|微信群|服务号",
    ),
    Word(
        "visit",
        NP_("channel", "visit"),
        "walk-in|in person|counter",
        "来访|到店|门店|柜台|前台|窗口|现场|当面|面谈|面访|上门|上门拜访|走访",
    ),
    Word(
        "social",
        N_("social media"),
        "",
        "社交媒体|社媒|微博|抖音|小红书|快手|B站|知乎|直播间|黑猫投诉|大众点评",
    ),
    Word("letter", N_("letter"), "post|fax", "信函|信件|来信|书信|传真|挂号信|邮寄"),
    Word(
        "message",
        NP_("channel", "message"),
        "sms|text|text message",
        "短信|消息|短消息|QQ|QQ群|钉钉|飞书|即时通讯",
    ),
    Word("other", NP_("channel", "other"), "another", "其他|其它|其他渠道|其他方式|其他来源"),
)

OUTCOMES = WordList(
    "outcome",
    Word(
        "answered",
        NP_("call", "answered"),
        "",
        "已接听|已接|接听|已接通|接通|已答复|已解答|解答|当场解决|一次解决",
    ),
    Word("case_opened", N_("case opened"), "", "已开工单|已建工单|建单|工单|转工单|生成工单|已立案"),
    Word("order_taken", N_("order taken"), "order", "已下单|下单|订单|订购|已订货"),
    Word("call_back", N_("call back"), "", "需回电|待回电|回电|稍后回电|留言|客户要求回电"),
    Word(
        "abandoned",
        NP_("call", "abandoned"),
        "missed|not answered",
        "未接来电|未接|未接听|漏接|呼损|放弃|占线|忙线|拒接|关机|停机|空号",
    ),
    Word(
        "no_answer",
        NP_("call", "no answer"),
        "na|nobody answered",
        "无人接听|没人接|没人接听|无人应答|未接通|没接通",
    ),
    Word("wrong_number", N_("wrong number"), "wrong", "打错|打错电话|错号|误拨|骚扰电话|推销"),
)

UNANSWERED = frozenset({"abandoned", "no_answer"})
"""The outcomes of a call that nobody took: one that came in was abandoned, one that went out not answered."""
