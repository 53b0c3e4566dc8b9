"""The words that each list understands before a colon, with their values in both languages and their help."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from servicedesk.domain.words.calls import CHANNELS, DIRECTIONS, OUTCOMES
from servicedesk.domain.words.cases import CASE_KINDS, CASE_STATES, PRIORITIES
from servicedesk.domain.words.complaints import SEVERITIES, YES_NO
from servicedesk.domain.words.conditions import CONDITIONS, ME
from servicedesk.domain.words.customers import CUSTOMER_KINDS, TIERS
from servicedesk.domain.words.followups import FOLLOWUP_STATES, METHODS, PROMISE_STATES
from servicedesk.domain.words.reading import fold_word, in_simplified
from servicedesk.domain.words.word import WordList
from servicedesk.i18n import N_, language

ENUM, DATE, NUMBER, TEXT, LABEL, FLAG, RECORD = "enum", "date", "number", "text", "label", "flag", "record"


class QueryField(NamedTuple):
    """One query word.

    `type` is one of `enum`, `date`, `number`, `text`, `label`, `flag`, `record`. `words` is the closed list
    of its values; a text, number or date may be something else too, an enum or flag may not. Of `aliases`
    the first Chinese one is what screens call the field. `past` dates have happened: `fri` is the last Friday
    and `3d` three days ago. `record` is the kind of a number.
    """

    name: str
    type: str
    help: str
    aliases: tuple[str, ...] = ()
    words: WordList[Any] | None = None
    past: bool = False
    record: str = ""

    def read(self, text: str) -> Any:
        """The value of the closed list that `text` means; None where it is none of them."""
        return self.words.read(text) if self.words is not None else None

    def shown(self) -> str:
        """The word in the user's language."""
        if language() == "en":
            return self.name
        return next((alias for alias in self.aliases if not alias.isascii()), self.name)


def field_named(fields: Mapping[str, QueryField], key: str) -> QueryField | None:
    """The field that `key` means in either language, with any separators, in any script; None for none."""
    for query_field in fields.values():
        if key == query_field.name or key in query_field.aliases:
            return query_field
    by_word = {
        fold_word(word): query_field
        for query_field in fields.values()
        for word in (query_field.name, *query_field.aliases)
    }
    folded = fold_word(key)
    return by_word.get(folded) or by_word.get(in_simplified(folded))


def _flags(*names: str) -> QueryField:
    words = CONDITIONS.only(*names)
    return QueryField("is", FLAG, N_("a condition, such as {values}"), ("是",), words)


def _table(*fields: QueryField) -> Mapping[str, QueryField]:
    return MappingProxyType({field.name: field for field in fields})


_OWNER = QueryField(
    "owner",
    TEXT,
    N_("who looks after it; me"),
    ("assignee", "负责人", "处理人", "经办人", "跟进人", "责任人"),
    ME,
)
_CUSTOMER = QueryField("customer", RECORD, N_("a customer's number or name"), ("客户",), record="customer")
_CASE = QueryField("case", RECORD, N_("a case number"), ("工单",), record="case")
_CATEGORY = QueryField(
    "category", TEXT, N_("what it is about"), ("问题类别", "类别", "分类", "投诉类型", "业务类型")
)
_CHANNEL = QueryField(
    "channel", ENUM, N_("the way it came in"), ("渠道", "来源渠道", "受理渠道", "沟通渠道"), CHANNELS
)
_SOURCE = QueryField("source", TEXT, N_("where it was imported from"), ("来源",))
_TEXT = QueryField("text", TEXT, N_("words in the text, as without a colon"), ("内容", "文字"))
_DUE = QueryField("due", DATE, N_("when it is due"), ("处理期限", "截止", "期限", "到期", "到期时间", "时限"))
_UPDATED = QueryField("updated", DATE, N_("when it last changed"), ("更新时间", "更新"), past=True)

FIELDS_BY_KIND: Mapping[str, Mapping[str, QueryField]] = MappingProxyType(
    {
        "case": _table(
            QueryField(
                "kind",
                ENUM,
                N_("kind of case"),
                ("type", "工单类型", "类型", "种类", "性质", "诉求类型"),
                CASE_KINDS,
            ),
            QueryField("state", ENUM, N_("where it stands"), ("status", "状态"), CASE_STATES),
            _OWNER,
            QueryField(
                "priority",
                NUMBER,
                N_("low to urgent, or 1 to 4"),
                ("prio", "优先级", "紧急程度", "缓急"),
                PRIORITIES,
            ),
            _DUE,
            QueryField(
                "deadline",
                DATE,
                N_("the nearest time that is owed: a target, a promise, a time set by hand"),
                ("owed", "owed next", "最近时限", "应办", "应办时间", "应办事项", "下一应办"),
            ),
            QueryField("level", NUMBER, N_("per cent of the target used up: 50, 80 or 100"), ("预警",)),
            QueryField("urgency", NUMBER, N_("the points of the queue's order"), ("urg", "紧急度", "分值")),
            QueryField(
                "severity", NUMBER, N_("minor to critical, or 1 to 4"), ("严重程度", "投诉等级"), SEVERITIES
            ),
            QueryField(
                "received",
                DATE,
                N_("when it came in"),
                ("created", "opened", "受理时间", "受理", "收到", "创建"),
                past=True,
            ),
            QueryField("solved", DATE, N_("when it was solved"), ("解决时间", "解决"), past=True),
            QueryField(
                "closed",
                DATE,
                N_("when it was closed"),
                ("结案时间", "结案", "关闭", "关闭时间", "办结时间"),
                past=True,
            ),
            _UPDATED,
            QueryField(
                "snoozed",
                DATE,
                N_("yes, or until when"),
                ("snoozed until", "暂缓到", "暂缓", "稍后", "搁置", "搁置到", "延后"),
                YES_NO,
            ),
            _CUSTOMER,
            _CATEGORY,
            QueryField("cause", TEXT, N_("why it happened"), ("投诉原因", "原因", "原因分析")),
            QueryField("product", TEXT, N_("the product or service"), ("产品", "商品")),
            _CHANNEL,
            QueryField(
                "department",
                TEXT,
                N_("the department it waits on"),
                ("dept", "处理部门", "部门", "责任部门", "承办部门"),
            ),
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
            QueryField("name", TEXT, N_("the name, or a part of it"), ("名称", "姓名", "名字")),
            QueryField("phone", TEXT, N_("any part of a number"), ("电话", "手机", "号码")),
            QueryField("email", TEXT, N_("an e-mail address, or a part of it"), ("mail", "邮箱", "邮件")),
            QueryField("tier", TEXT, N_("the tier"), ("客户等级", "等级", "级别", "会员等级"), TIERS),
            QueryField(
                "kind",
                ENUM,
                N_("person or company"),
                ("type", "客户性质", "类型", "种类", "性质"),
                CUSTOMER_KINDS,
            ),
            QueryField("region", TEXT, N_("the region"), ("地区", "区域")),
            QueryField("tag", LABEL, N_("a tag, also written +tag"), ("tags", "label", "labels", "标签")),
            _OWNER,
            QueryField("company", TEXT, N_("the company of a person"), ("公司", "单位")),
            _SOURCE,
            QueryField(
                "created", DATE, N_("when the card was made"), ("建档时间", "建档", "创建", "登记"), past=True
            ),
            _UPDATED,
            QueryField(
                "last",
                DATE,
                N_("the last call"),
                ("last call", "上次通话", "最近通话", "最近", "最近来电", "上次来电"),
                past=True,
            ),
            _TEXT,
            _flags("open-case", "mine"),
        ),
        "call": _table(
            QueryField("direction", ENUM, N_("in or out"), ("方向",), DIRECTIONS),
            _CHANNEL,
            QueryField(
                "outcome",
                ENUM,
                N_("how it ended"),
                ("result", "通话结果", "结果", "处理结果", "接听状态"),
                OUTCOMES,
            ),
            QueryField(
                "handler", TEXT, N_("who took it; me"), ("接听人", "处理人", "坐席", "客服", "经办人"), ME
            ),
            _CATEGORY,
            QueryField(
                "rang",
                DATE,
                N_("when it came in"),
                ("at", "time", "date", "来电时间", "时间", "日期", "响铃"),
                past=True,
            ),
            _CUSTOMER,
            _CASE,
            QueryField(
                "phone", TEXT, N_("the end of a number"), ("对方号码", "来电号码", "电话", "号码", "手机")
            ),
            _SOURCE,
            _TEXT,
            _flags("abandoned", "voided", "mine"),
        ),
        "followup": _table(
            QueryField("state", ENUM, N_("where it stands"), ("status", "状态"), FOLLOWUP_STATES),
            _DUE._replace(aliases=("回访时间", *_DUE.aliases)),
            _OWNER._replace(aliases=(*_OWNER.aliases, "回访人")),
            QueryField("method", ENUM, N_("call, visit, message ..."), ("回访方式", "方式"), METHODS),
            _CUSTOMER,
            _CASE,
            _SOURCE,
            _TEXT,
            _flags("overdue", "mine"),
        ),
        "promise": _table(
            QueryField("state", ENUM, N_("where it stands"), ("status", "状态"), PROMISE_STATES),
            QueryField(
                "due",
                DATE,
                N_("the time that was told"),
                ("told", "told time", "承诺时间", "截止", "到期", "到期时间", "承诺时限"),
            ),
            QueryField(
                "made",
                DATE,
                N_("when it was promised"),
                ("created", "promised", "作出时间", "作出", "承诺于"),
                past=True,
            ),
            _OWNER._replace(aliases=(*_OWNER.aliases, "承诺人")),
            _CUSTOMER,
            _CASE,
            _SOURCE,
            _TEXT,
            _flags("open", "overdue", "mine", "kept", "slipped", "broken"),
        ),
    }
)
