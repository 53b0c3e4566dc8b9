"""The columns of promises: what a customer was told we would do, and by when."""

from servicedesk.exchange.column import Column
from servicedesk.exchange.shared_columns import identity_columns, its_customer, names

PROMISE_COLUMNS: tuple[Column, ...] = (
    Column("number", "id", "Promise ID", "承诺编号", names("Promise Number|编号|序号"), of="promise"),
    *its_customer(phone_type="phones", phone_zh="联系电话", customer_zh="客户"),
    Column(
        "case",
        "ref",
        "Case",
        "关联工单",
        names("Case Number|Ticket ID|Related Case|关联投诉|工单编号|投诉编号"),
        of="case",
    ),
    Column("call", "ref", "Call", "关联通话", names("Call ID|Related Call|通话编号|流水号"), of="call"),
    Column(
        "text",
        "line",
        "Promise",
        "承诺内容",
        names("Promised|Commitment|What was promised|承诺|承诺事项|答应事项"),
    ),
    Column("owner", "line", "Owner", "承诺人", names("Assignee|Promised by|负责人|责任人|承诺责任人")),
    Column("made_at", "moment", "Made", "承诺日期", names("Made at|Promised on|Date|作出时间|日期")),
    Column(
        "estimate_at",
        "moment",
        "Own estimate",
        "内部预计时间",
        names("Estimate|Estimated|预计时间|预计完成时间"),
    ),
    Column(
        "due_at",
        "moment",
        "Told time",
        "承诺时限",
        names(
            "Due|Due at|Due Date|Promised for|Promised time"
            "|承诺时间|承诺完成时间|告知时间|时限|截止时间|承诺期限"
        ),
    ),
    Column(
        "state",
        "choice",
        "State",
        "状态",
        names("Status|兑现状态|承诺状态|是否兑现"),
        choices="promise_state",
    ),
    Column(
        "ended_at",
        "moment",
        "Ended",
        "兑现时间",
        names("Ended at|Kept at|Done|Done at|实际兑现时间|实际完成时间|完成时间"),
    ),
    Column(
        "follows",
        "ref",
        "Follows",
        "接续承诺",
        names("Follows promise|Replaces|原承诺|原承诺编号"),
        of="promise",
    ),
    Column("reason", "line", "Reason", "原因", names("Why|变更原因|改期原因|撤回原因|未兑现原因")),
    *identity_columns(names("ID|UID|Unique ID|系统编号")),
)
