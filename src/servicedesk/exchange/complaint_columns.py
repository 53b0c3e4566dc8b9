"""The canonical columns that complaint handling adds to a case, in the order of ISO 10002."""

from servicedesk.exchange.column import Column, columns_of, extra

_column = columns_of("case")

RECEIPT: tuple[Column, ...] = (
    _column(
        "on_behalf_of",
        "On behalf of|被代理人|Represented|Representing|Representative|代理投诉人|代理人|代表|委托人"
        "|代理何人|代表何人",
    ),
    # `Product` alone is what complaint registers call their category.
    _column(
        "product",
        "Product or service|产品|Product name|Product model|Article|商品|产品/商品|商品/服务|产品名称"
        "|商品名称|产品型号|涉诉商品|被投诉产品|产品或服务|涉及产品",
        is_ours_alone=True,
    ),
    _column(
        "remedy_wanted",
        "Remedy wanted|客户诉求|Desired resolution|Desired outcome|Desired settlement|Expected resolution"
        "|Remedy requested|诉求|期望处理结果|期望结果|客户要求|客户期望|投诉要求|诉求事项|期望处理",
    ),
    _column(
        "acknowledged_at",
        "Acknowledged|告知受理时间|Acknowledged at|Acknowledged on|Acknowledgement date|Date acknowledged"
        "|受理告知时间|受理告知日期",
    ),
    _column("acknowledged_by", "Acknowledged by|告知受理人|受理告知人"),
    _column("acknowledged_how", "Acknowledged how|告知受理方式|Acknowledgement method|受理告知方式|告知方式"),
)
"""Who complains of what, what they want, and that we have said so."""

ASSESSMENT: tuple[Column, ...] = (
    _column(
        "severity", "Severity|严重程度|Severity level|Seriousness|严重性|严重等级|严重级别|投诉等级|投诉级别"
    ),
    _column(
        "safety",
        "Health or safety|涉及安全|Safety|Safety related|Health and safety|安全问题|是否涉及人身安全"
        "|涉及人身安全|安全隐患|是否涉及安全",
    ),
    _column("complexity", "Complexity|复杂程度|复杂性|难易程度"),
    _column("impact", "Impact|影响范围|影响程度|涉及面|影响"),
    _column(
        "immediate_action",
        "Immediate action|应急措施|Immediate actions|Containment|Containment action|临时措施|即时措施"
        "|紧急措施|先行措施|立即措施",
    ),
    _column("assessed_at", "Assessed|评审时间|Assessed at|Assessment date|评估日期|评估时间"),
    _column("assessed_by", "Assessed by|评审人|评估人"),
    _column(
        "facts",
        "Facts found|调查情况|Facts|Findings|Investigation|Investigation findings|调查事实|调查结果"
        "|调查经过|核查情况|核实情况|事实认定|调查核实情况",
    ),
)
"""How bad it is, and what was found."""

DECISION: tuple[Column, ...] = (
    extra(
        "remedies",
        "parts",
        "Remedies|补救措施|Remedy|Compensation|赔偿|补偿|补偿措施|赔付|赔偿情况|补偿情况",
        of="remedies",
    ),
    _column("told_how", "Told how|反馈方式|Answer channel|答复方式|回复方式|告知结果方式"),
    _column(
        "accepted",
        "Accepted|客户是否认可|Accepted by customer|Customer accepts|客户是否接受|是否接受|投诉人是否认可"
        "|是否同意|是否认可",
    ),
    _column("accepted_at", "Answer recorded|认可记录时间|Accepted at|接受时间|客户认可时间|认可时间"),
    _column(
        "options_offered",
        "Options offered|其他解决途径|Other options|Further options|Escalation options|其他途径"
        "|后续救济途径|申诉途径|后续途径",
    ),
    _column(
        "competitor", "Competitor mentioned|提到的竞争对手|Competitor|竞品|提及竞争对手|竞争品牌|竞争对手"
    ),
    _column(
        "lesson",
        "Lesson|改进措施|Lesson learnt|Lesson learned|Lessons|Corrective action|Preventive action"
        "|经验教训|整改措施|预防措施|纠正措施|改进建议|改善对策",
    ),
    _column("thanked_at", "Thanked|致谢时间|Thanked at|Thanks sent|感谢时间|致谢日期"),
    _column(
        "followup_waived",
        "Follow-up waived, because|免回访原因|Follow-up waived|No follow-up because|未回访原因|不回访原因",
    ),
    _column(
        "close_override",
        "Closed all the same, because|破例结案原因|Close override|Override reason|破例原因|强制结案原因"
        "|结案说明|关闭说明",
    ),
    _column("close_missing", "Missing at closing|结案缺项"),
)
"""What was given and said, and what the customer makes of it."""

WAITING: tuple[Column, ...] = (
    _column("waiting_until", "Waiting until|等待到|等待截止时间"),
    _column("waiting_case", "Waiting for case|等待工单", is_ours_alone=True),
    _column("waiting_since", "Waiting since|等待开始时间|Pending since|On hold since|挂起时间|等待起始时间"),
    _column("nudges", "Asked again|催办次数|Nudges|Reminders|Reminders sent|催促次数|提醒次数"),
    _column("nudged_at", "Last asked|最近催办时间|Last reminder|Nudged at|催办时间|最近提醒时间"),
    _column(
        "handoff_due_at", "Hand-off due|转办期限|Handoff due|Referral due|转办时限|转办截止时间|转办办结时限"
    ),
    extra("handoffs", "parts", "Hand-offs|转办记录", of="handoffs"),
    extra("waits", "parts", "Waits|等待记录", of="waits"),
    extra("steps", "parts", "Checklist|检查清单", of="steps"),
)
"""What it waits for, with whom it is, what is still to be done."""

OTHER_CASES: tuple[Column, ...] = (
    _column(
        "merged_into",
        "Merged into|合并到|Merged to|Merged into case|Master ticket|并入|合并至|合并到工单|并入工单|主工单",
    ),
    extra("merges", "parts", "Merge record|合并记录", of="merges"),
    extra("links", "parts", "Links|关联记录", of="links"),
    extra("evidence", "parts", "Evidence|证据|证据材料|证据清单", of="evidence"),
    extra("statements", "parts", "Statements|各方陈述|陈述|双方陈述", of="statements"),
    _column("call", "Opened by call|来源通话|Source call|来源通话编号", is_ours_alone=True),
)
"""The cases beside it, what its investigation rests on, and the call that opened it."""
