"""What other programs write where we have a closed list: their word → ours.

Sources: value lists of other programs and registers (Zendesk, Freshdesk codes, osTicket, Redmine, NYC and LA 311, CFPB,
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
        "1": "low|lowest|minor|trivial|p4|低|较低|不紧急|一般低|轻微",
        "2": "normal|medium|moderate|default|p3|中|中等|普通|一般|正常|常规",
        "3": "high|important|major|serious|p2|高|较高|重要|紧急程度高|加急|较急|急|较重",
        "4": "urgent|critical|emergency|immediate|highest|blocker|p1|紧急|特急|非常紧急|严重|最高|十万火急|特别严重|非常严重|重大|特大",
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

SEVERITIES = _words(
    **{
        "1": "minor|trivial|low|slight|negligible|轻微|轻|较轻|低",
        "2": "moderate|medium|normal|average|一般|中|中等|普通",
        "3": "serious|major|high|severe|严重|较严重|较重|重|高|较大",
        "4": "critical|extreme|very serious|extremely serious|catastrophic|emergency|urgent|highest|特别严重|非常严重|极其严重|极严重|重大|特大|特别重大|紧急|最高",
    }
)

COMPLEXITIES = _words(
    **{
        "1": "simple|easy|low|straightforward|简单|低|容易",
        "2": "involved|medium|moderate|normal|average|较复杂|一般|中|中等|普通",
        "3": "complex|high|difficult|hard|very complex|复杂|高|很复杂|非常复杂|疑难|困难",
    }
)

IMPACTS = _words(
    **{
        "1": "one|one customer|single|low|individual|个别|单个|单个客户|一名客户|一位客户|一人|个人|小|低|无|没有",
        "2": "several|several customers|some|medium|moderate|多名客户|多个客户|几位客户|几个客户|部分|部分客户|局部|少数客户|中|一般|中等",
        "3": "many|many customers|high|widespread|all|everyone|大量客户|众多客户|许多客户|群体|群体性|全体|大范围|广泛|大|高|批量",
    }
)

REMEDIES = _words(
    refund="refunded|money back|reimbursement|退款|退货|退货退款|全额退款|部分退款|退费|返款",
    exchange="exchanged|swap|换货|更换|调换|换新|退换",
    repair="repaired|fix|rework|维修|修理|返修|返工|修复|免费维修",
    substitute="substitution|replacement|replaced|替代|替代品|代用品|备用机|补发|重发",
    technical_help="technical assistance|technical support|support|技术支持|技术帮助|技术协助|技术指导",
    information="info|explanation|clarification|说明|解释|解释说明|提供信息|信息|答疑",
    referral="referred|escalation|转介|转介绍|转交|移交|推荐其他机构|移送",
    financial_help="financial assistance|financial support|资助|经济援助|财务协助|补助|资金援助|经济帮助",
    compensation="compensated|damages|赔偿|补偿|赔付|理赔|补偿金|赔偿金|赔款",
    apology="apologised|apologized|apologies|sorry|道歉|致歉|赔礼道歉|赔礼|登门道歉",
    gift="goodwill|goodwill gift|present|gesture|礼品|礼物|赠品|赠送|小礼品|慰问品",
    credit_note="credit|voucher|coupon|discount|折让|优惠券|代金券|抵扣|抵用券|折扣|减免|积分|红字发票|贷记单",
    other="other help|others|misc|其他|其它|其他帮助|其他措施",
    none_="not upheld|rejected|no remedy|unfounded|未支持|不予支持|不成立|不予处理|投诉不成立|未采取|无补救",
)

RELATIONS = _words(
    parent="part of|child of|subtask of|属于|从属|父工单|隶属|上级",
    duplicate="duplicate of|duplicates|重复|重复于|与之重复",
    related="related to|relates to|see also|linked|相关|关联|有关",
    follows="follow up of|followup of|follow-up of|continues|后续|接续|承接|跟进自",
)

PROMISE_STATES = _words(
    open="opened|pending|owed|outstanding|not yet|未兑现|待兑现|进行中|未完成|待履行|未履行|no|n|否",
    done="kept|fulfilled|completed|complete|finished|closed|已兑现|兑现|已完成|完成|已履行|履行|yes|y|是",
    retold="re-told|postponed|rescheduled|moved|slipped|已改期|改期|已延期|延期|已另行告知|重新承诺|另行承诺",
    withdrawn="cancelled|canceled|cancel|void|已撤回|撤回|已取消|取消|作废|已撤销",
)

YES_NO = _words(
    yes="y|true|t|1|on|是|有|对|√|✓|✔|涉及|认可|接受|同意|满意",
    no="n|false|f|0|off|否|无|没有|不是|×|✗|不涉及|不认可|不接受|不同意|不满意|拒绝",
)

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
        "severity": SEVERITIES,
        "complexity": COMPLEXITIES,
        "impact": IMPACTS,
        "remedy": REMEDIES,
        "relation": RELATIONS,
        "promise_state": PROMISE_STATES,
        "yes_no": YES_NO,
    }
)

NUMBERED = frozenset({"priority", "severity", "complexity", "impact"})
"""Lists whose words stand for numbers."""

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
