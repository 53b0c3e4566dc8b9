"""What other programs write where we have a closed list: their word → ours.

Sources: the value lists of formats.md section 3 (Zendesk, Freshdesk codes, osTicket, Redmine, NYC and LA 311, CFPB,
Chinese registers); our own words and their labels in both languages.
"""

# ruff: noqa: E501 - tables of words read best with one entry a line

import re
from types import MappingProxyType
from unicodedata import normalize

_LOOSE = re.compile(r"[\s_\-‐-―−/.'’]+")


def fold_word(text: str) -> str:
    """What two spellings of one word have in common."""
    return _LOOSE.sub("", normalize("NFKC", text).casefold())


def _words(**spellings: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for ours, theirs in spellings.items():
        for word in (ours, *theirs.split("|")):
            table[fold_word(word)] = ours.rstrip("_")
    return table


CASE_STATES = _words(
    new="open|opened|unassigned|unspecified|submitted|received|created|draft|2|未处理|待处理|新建|新|待受理|未受理|已登记|待分配|未办理",
    working=(
        "in progress|inprogress|assigned|started|active|reopened|re-opened|accepted|acknowledged|investigating|processing"
        "|处理中|办理中|进行中|已受理|受理中|已派单|已分派|已分配|处理|正在处理|重新打开|重开"
    ),
    waiting=(
        "pending|hold|on hold|on-hold|waiting for customer|waiting on customer|waiting on third party|awaiting reply|feedback"
        "|referred|referred out|forward|forwarded|blocked|deferred|3|待客户|等待客户|等待中|等待|挂起|转办|已转办|待反馈|暂缓"
    ),
    solved="resolved|completed|complete|done|fixed|answered|4|已解决|已处理|处理完成|已完成|解决|已答复|已回复|完成",
    told="customer told|informed|已反馈|已告知|已回访",
    closed="close|archived|5|已结案|已办结|结案|办结|已关闭|关闭|完结|已完结|已归档",
    duplicate="duplicated|重复|重复工单|重复投诉",
    merged="合并|已合并",
    cancelled=(
        "canceled|cancel|rejected|withdrawn|invalid|void|voided|spam|deleted|wontfix|won't fix"
        "|已取消|取消|已撤销|撤销|撤诉|已撤诉|作废|不受理|无效"
    ),
)
_STATE_BEGINNINGS = (
    ("closed", "closed"),
    ("pending", "waiting"),
    ("waiting", "waiting"),
    ("awaiting", "waiting"),
    ("onhold", "waiting"),
    ("referred", "waiting"),
    ("resolved", "solved"),
    ("cancel", "cancelled"),
    ("inprogress", "working"),
    ("reopen", "working"),
    ("duplicate", "duplicate"),
)
"""`Closed with explanation`, `Pending - vendor`: the first word decides."""

CASE_KINDS = _words(
    complaint="complaints|incident|problem|bug|grievance|举报|投诉|投诉类|投诉举报|抱怨",
    request="requests|service request|task|support|求助|服务请求|请求|报修|申请|求助类|诉求|办事|求决|support request|change|service",
    enquiry="inquiry|enquiries|question|query|information|lead|咨询|咨询类|询问|问询|查询",
    suggestion="suggestions|feature request|feature|idea|feedback|compliment|praise|建议|建议类|意见建议|意见|表扬|感谢|建言",
)

CHANNELS = _words(
    phone=(
        "call|calls|telephone|voice|hotline|phone call|inbound call|3|电话|来电|热线|热线电话|电话投诉|12345|12345热线|手机|呼叫中心|拨打电话"
    ),
    email="e-mail|mail|mail message|1|邮件|电子邮件|邮箱|email投诉",
    web=(
        "website|web form|online|portal|self service|selfservice|mobile app|mobile|app|internet|chat|live chat|api|2|7|9|feedback widget"
        "|web service|网站|网络|网上|在线|在线客服|网页|官网|app投诉|客户端|论坛|留言板|平台"
    ),
    wechat="weixin|wechat official account|微信|企业微信|公众号|微信公众号|小程序|微信小程序",
    visit=(
        "walk-in|walk in|in person|inperson|onsite|on site|visit in person|counter|来访|上门|现场|当面|面谈|走访|到店|窗口|上门拜访"
    ),
    social="twitter|facebook|instagram|weibo|social media|tweet|微博|抖音|小红书|社交媒体|快手|社媒",
    letter="postal mail|post|fax|letters|paper|信件|来信|书信|传真|信函|邮寄",
)

PRIORITIES = _words(
    **{
        "1": "low|lowest|minor|trivial|p4|低|较低|不紧急|一般低",
        "2": "normal|medium|moderate|default|p3|中|中等|普通|一般|正常|常规",
        "3": "high|important|major|p2|高|较高|重要|紧急程度高|加急|较急|急",
        "4": "urgent|critical|emergency|immediate|highest|blocker|p1|紧急|特急|非常紧急|严重|最高|十万火急",
    }
)

DIRECTIONS = _words(
    **{
        "in": "inbound|incoming|received|呼入|来电|接听|打入|入",
        "out": "outbound|outgoing|dialed|dialled|made|呼出|去电|外呼|拨出|打出|出|拨打",
    }
)

OUTCOMES = _words(
    answered="completed|connected|yes|y|1|true|是|已接|已接通|接通|已接听|接听|已答复|已解答|解答",
    case_opened="case opened|case created|ticket created|complaint filed|已建工单|建单|生成工单|转工单|已立案",
    order_taken="order taken|order|sale|下单|已下单|订单",
    call_back="callback|call back|call back later|voicemail|left message|回电|待回电|需回电|稍后回电|留言",
    abandoned="no answer|missed|busy|failed|no|n|0|false|unanswered|not answered|否|未接|未接通|未接听|放弃|呼损|无人接听|忙线",
    wrong_number="wrong number|wrong|误拨|打错|错号|打错电话",
)

CUSTOMER_KINDS = _words(
    person="individual|people|contact|private|consumer|b2c|个人|自然人|个人客户|散客",
    company="organization|organisation|business|corporate|enterprise|firm|b2b|公司|企业|单位|企业客户|公司客户|法人|机构|集团",
)

FOLLOWUP_STATES = _words(
    planned="plan|open|pending|scheduled|new|needs-action|needsaction|in-process|not started|待回访|未回访|计划|计划中|已计划|待跟进|未完成|否|no|0",
    held="done|completed|complete|finished|closed|yes|1|已回访|已完成|完成|是|已跟进",
    missed="not held|no show|skipped|failed|未接通|失败|回访失败|不回访|未能回访",
    cancelled="canceled|cancel|called off|已取消|取消|无需回访",
)

METHODS = _words(
    call="phone|telephone|phone call|电话|电话回访|打电话|致电",
    visit="onsite|meeting|in person|上门|上门回访|拜访|走访|面谈|上门拜访",
    message="sms|text|wechat|whatsapp|chat|微信|短信|消息|微信回访|企业微信",
    email="e-mail|mail|邮件|电子邮件|邮箱",
    gift="present|礼品|礼物|赠礼|送礼",
    letter="post|card|信件|信函|贺卡|书信",
)

YES_NO = _words(yes="y|true|t|1|on|是|有|对|√|✓|✔", no="n|false|f|0|off|否|无|没有|不是|×|✗")

SATISFACTION = MappingProxyType(
    {
        fold_word(word): score
        for score, words in {
            100: "very satisfied|good|excellent|extremely satisfied|非常满意|很满意|十分满意|好评|很好",
            75: "satisfied|满意|较满意|比较满意|好",
            50: "neutral|fair|ok|average|一般|基本满意|中评|还行",
            25: "dissatisfied|unsatisfied|poor|不满意|较不满意|不太满意|差",
            0: "very dissatisfied|bad|terrible|extremely dissatisfied|非常不满意|很不满意|极不满意|差评|很差",
        }.items()
        for word in words.split("|")
    }
)
"""Answers in words on the 100-point scale of the desk's satisfaction figures, five even steps."""

NOT_ASKED = frozenset(
    fold_word(word) for word in ("offered", "unoffered", "not offered", "未评价", "未评", "暂无", "n/a", "-")
)
"""Said of a satisfaction that nobody has given yet."""

CHOICES: MappingProxyType[str, dict[str, str]] = MappingProxyType(
    {
        "case_state": CASE_STATES,
        "case_kind": CASE_KINDS,
        "channel": CHANNELS,
        "priority": PRIORITIES,
        "direction": DIRECTIONS,
        "outcome": OUTCOMES,
        "customer_kind": CUSTOMER_KINDS,
        "followup_state": FOLLOWUP_STATES,
        "method": METHODS,
    }
)

OPEN_LISTS = frozenset({"channel", "outcome", "customer_kind", "method"})
"""Lists where an unknown word leaves the field empty with a warning; elsewhere it rejects the row.

A wrong state, kind or priority would put a case in the wrong place of the queue, a missing channel does not.
"""


def choose(choices: str, text: str) -> str | None:
    """Our word for `text` in the list named `choices`, or None."""
    word = fold_word(text)
    ours = CHOICES[choices].get(word)
    if ours is None and choices == "case_state":
        return next((state for beginning, state in _STATE_BEGINNINGS if word.startswith(beginning)), None)
    return ours
