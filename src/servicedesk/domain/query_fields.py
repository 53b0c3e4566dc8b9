"""The words that each list understands before a colon, with their values in both languages and their help."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from servicedesk.domain import calls, case_states, cases, customers, followups, promises
from servicedesk.i18n import N_

ENUM, DATE, NUMBER, TEXT, LABEL, FLAG, RECORD = "enum", "date", "number", "text", "label", "flag", "record"

Value = str | int | bool
NO_VALUES: Mapping[str, Value] = MappingProxyType({})


class QueryField(NamedTuple):
    """One query word.

    `type` is one of `enum`, `date`, `number`, `text`, `label`, `flag`, `record`. `values` leads from what may
    be typed to what is meant; a text or number may be something else too, an enum or flag may not. `past`
    dates have happened: `fri` is the last Friday and `3d` three days ago. `record` is the kind of a number.
    """

    name: str
    type: str
    help: str
    aliases: tuple[str, ...] = ()
    values: Mapping[str, Value] = NO_VALUES
    past: bool = False
    record: str = ""


def _names(canonical: tuple[str, ...], chinese: str) -> Mapping[str, Value]:
    """Each canonical value by its own name (with - for _) and by its Chinese ones, in the same order."""
    table: dict[str, Value] = {}
    for value, words in zip(canonical, chinese.split(), strict=True):
        table |= dict.fromkeys([value, value.replace("_", "-"), *words.split("/")], value)
    return MappingProxyType(table)


_CASE_KINDS = _names(cases.KINDS, "投诉 服务请求/请求/报修 咨询 建议")
_CASE_STATES = _names(
    case_states.STATES,
    "新建/新/待处理 处理中 等待/等待中/待回复 已解决/解决 已反馈/已告知/反馈 已关闭/已结案/关闭/结案"
    " 重复 已合并/合并 已取消/已撤销/取消",
)
_PRIORITIES: Mapping[str, Value] = MappingProxyType(
    {name: number for number, name in cases.PRIORITY_NAMES.items()}
    | {"norm": 2, "低": 1, "普通": 2, "一般": 2, "中": 2, "高": 3, "紧急": 4, "急": 4, "特急": 4}
)
_CHANNELS = _names(calls.CHANNELS, "电话 邮件/电子邮件 网站/网页 微信 来访/上门 社交媒体 信函/信件")
_DIRECTIONS = _names(calls.DIRECTIONS, "呼入/来电 呼出/去电")
_OUTCOMES = _names(calls.OUTCOMES, "已接听/接听 已建工单/工单 已下单/订单 待回电/回电 未接/放弃 打错/错号")
_CUSTOMER_KINDS = _names(customers.KINDS, "个人 公司/企业/单位")
_TIERS = _names(customers.TIERS, "贵宾 重要/重点/关键 普通/一般 新客户/新")
_FOLLOWUP_STATES = _names(followups.STATES, "已计划/计划/待回访 已回访/已完成 未回访/未完成 已取消/取消")
_PROMISE_STATES = _names(promises.STATES, "未兑现/待兑现 已兑现/兑现 已改期/改期 已撤回/撤回")
_METHODS = _names(followups.METHODS, "电话 上门/拜访 消息/短信 邮件/电子邮件 礼品/礼物 信函/信件")
_SEVERITIES: Mapping[str, Value] = MappingProxyType(
    {"minor": 1, "moderate": 2, "serious": 3, "critical": 4, "轻微": 1, "一般": 2, "严重": 3, "特别严重": 4}
)
_ME: Mapping[str, Value] = MappingProxyType({"me": "me", "我": "me"})
_YES_NO: Mapping[str, Value] = MappingProxyType({"yes": True, "是": True, "no": False, "否": False})
_FLAG_WORDS = {
    "open": "未结 进行中 未关闭",
    "closed": "已结 已关闭",
    "overdue": "逾期 超期 过期",
    "snoozed": "暂缓 稍后",
    "mine": "我的",
    "open-case": "有工单 未结工单",
    "abandoned": "未接 放弃",
    "voided": "作废",
    "unacknowledged": "未告知受理 未受理告知",
    "promised": "有承诺",
    "handed-off": "转办 转办中",
    "to-nudge": "待催办 催办",
    "overridden": "破例关闭 强制关闭",
    "refused": "不认可 不接受",
    "kept": "按时兑现 守信",
    "slipped": "提前改期",
    "broken": "失约 未守信",
}


def _flags(*names: str) -> QueryField:
    values: dict[str, Value] = {}
    for name in names:
        values |= dict.fromkeys([name, *_FLAG_WORDS[name].split()], name)
    return QueryField("is", FLAG, N_("a condition, such as {values}"), ("是",), MappingProxyType(values))


def _table(*fields: QueryField) -> Mapping[str, QueryField]:
    return MappingProxyType({field.name: field for field in fields})


_OWNER = QueryField(
    "owner", TEXT, N_("who looks after it; me"), ("assignee", "负责人", "处理人", "经办人"), _ME
)
_CUSTOMER = QueryField("customer", RECORD, N_("a customer's number or name"), ("客户",), record="customer")
_CASE = QueryField("case", RECORD, N_("a case number"), ("工单",), record="case")
_CATEGORY = QueryField("category", TEXT, N_("what it is about"), ("类别", "分类"))
_CHANNEL = QueryField("channel", ENUM, N_("the way it came in"), ("渠道",), _CHANNELS)
_SOURCE = QueryField("source", TEXT, N_("where it was imported from"), ("来源",))
_TEXT = QueryField("text", TEXT, N_("words in the text, as without a colon"), ("内容", "文字"))
_DUE = QueryField("due", DATE, N_("when it is due"), ("截止", "期限", "到期", "时限"))
_UPDATED = QueryField("updated", DATE, N_("when it last changed"), ("更新",), past=True)

FIELDS_BY_KIND: Mapping[str, Mapping[str, QueryField]] = MappingProxyType(
    {
        "case": _table(
            QueryField("kind", ENUM, N_("kind of case"), ("type", "类型", "种类"), _CASE_KINDS),
            QueryField("state", ENUM, N_("where it stands"), ("status", "状态"), _CASE_STATES),
            _OWNER,
            QueryField("priority", NUMBER, N_("low to urgent, or 1 to 4"), ("prio", "优先级"), _PRIORITIES),
            _DUE,
            QueryField(
                "deadline",
                DATE,
                N_("the nearest time that is owed: a target, a promise, a time set by hand"),
                ("owed", "应办", "应办时间"),
            ),
            QueryField("level", NUMBER, N_("per cent of the target used up: 50, 80 or 100"), ("预警",)),
            QueryField("urgency", NUMBER, N_("the points of the queue's order"), ("紧急度",)),
            QueryField("severity", NUMBER, N_("minor to critical, or 1 to 4"), ("严重程度",), _SEVERITIES),
            QueryField(
                "received",
                DATE,
                N_("when it came in"),
                ("created", "opened", "受理", "受理时间", "收到", "创建"),
                past=True,
            ),
            QueryField("solved", DATE, N_("when it was solved"), ("解决", "解决时间"), past=True),
            QueryField("closed", DATE, N_("when it was closed"), ("关闭", "结案", "关闭时间"), past=True),
            _UPDATED,
            QueryField("snoozed", DATE, N_("yes, or until when"), ("暂缓", "稍后"), _YES_NO),
            _CUSTOMER,
            _CATEGORY,
            QueryField("cause", TEXT, N_("why it happened"), ("原因", "投诉原因")),
            QueryField("product", TEXT, N_("the product or service"), ("产品", "商品")),
            _CHANNEL,
            QueryField("department", TEXT, N_("the department it waits on"), ("dept", "部门")),
            QueryField("label", LABEL, N_("a label, also written +label"), ("labels", "标签")),
            _SOURCE,
            _TEXT,
            _flags(
                "open",
                "closed",
                "overdue",
                "snoozed",
                "mine",
                "unacknowledged",
                "promised",
                "handed-off",
                "to-nudge",
                "overridden",
                "refused",
            ),
        ),
        "customer": _table(
            QueryField("name", TEXT, N_("the name, or a part of it"), ("姓名", "名称", "名字")),
            QueryField("phone", TEXT, N_("any part of a number"), ("电话", "手机", "号码")),
            QueryField("email", TEXT, N_("an e-mail address, or a part of it"), ("mail", "邮箱", "邮件")),
            QueryField("tier", TEXT, N_("the tier"), ("等级", "级别"), _TIERS),
            QueryField("kind", ENUM, N_("person or company"), ("type", "类型", "种类"), _CUSTOMER_KINDS),
            QueryField("region", TEXT, N_("the region"), ("地区", "区域")),
            QueryField("tag", LABEL, N_("a tag, also written +tag"), ("tags", "label", "labels", "标签")),
            _OWNER,
            QueryField("company", TEXT, N_("the company of a person"), ("公司", "单位")),
            _SOURCE,
            QueryField("created", DATE, N_("when the card was made"), ("创建", "登记", "建档"), past=True),
            _UPDATED,
            QueryField("last", DATE, N_("the last call"), ("最近", "最近来电"), past=True),
            _TEXT,
            _flags("open-case", "mine"),
        ),
        "call": _table(
            QueryField("direction", ENUM, N_("in or out"), ("方向",), _DIRECTIONS),
            _CHANNEL,
            QueryField("outcome", ENUM, N_("how it ended"), ("结果",), _OUTCOMES),
            QueryField("handler", TEXT, N_("who took it; me"), ("接听人", "处理人"), _ME),
            _CATEGORY,
            QueryField(
                "rang", DATE, N_("when it came in"), ("at", "date", "时间", "来电时间", "日期"), past=True
            ),
            _CUSTOMER,
            _CASE,
            QueryField("phone", TEXT, N_("the end of a number"), ("电话", "号码", "手机")),
            _SOURCE,
            _TEXT,
            _flags("abandoned", "voided", "mine"),
        ),
        "followup": _table(
            QueryField("state", ENUM, N_("where it stands"), ("status", "状态"), _FOLLOWUP_STATES),
            _DUE,
            _OWNER,
            QueryField("method", ENUM, N_("call, visit, message ..."), ("方式",), _METHODS),
            _CUSTOMER,
            _CASE,
            _SOURCE,
            _TEXT,
            _flags("overdue", "mine"),
        ),
        "promise": _table(
            QueryField("state", ENUM, N_("where it stands"), ("status", "状态"), _PROMISE_STATES),
            QueryField("due", DATE, N_("the time that was told"), ("told", "承诺时间", "截止", "到期")),
            QueryField("made", DATE, N_("when it was promised"), ("created", "作出", "承诺于"), past=True),
            _OWNER,
            _CUSTOMER,
            _CASE,
            _SOURCE,
            _TEXT,
            _flags("open", "overdue", "mine", "kept", "slipped", "broken"),
        ),
    }
)
