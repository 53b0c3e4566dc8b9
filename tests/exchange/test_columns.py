"""The canonical columns: every spelling has one meaning, every known header is read."""

# ruff: noqa: E501 - rows of tables are not cut

import pytest

from servicedesk.domain.words.foreign import FOREIGN, read_any
from servicedesk.domain.words.lists import LISTS
from servicedesk.exchange.column import Column, header_key, join_list, split_list
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.mapping import build_mapping


def spellings(column: Column) -> list[str]:
    parts = [spelling for group in (column.parts.groups if column.parts else ()) for spelling in group]
    return [column.header, column.header_zh, *column.aliases, *column.fallbacks, *parts]


@pytest.mark.parametrize("kind", COLUMNS_BY_KIND)
def test_no_spelling_stands_for_two_fields(kind: str) -> None:
    names: dict[str, str] = {}
    for column in COLUMNS_BY_KIND[kind]:
        for spelling in spellings(column):
            assert names.setdefault(header_key(spelling), column.name) == column.name, spelling


@pytest.mark.parametrize("kind", COLUMNS_BY_KIND)
def test_every_kind_begins_with_its_number_and_carries_its_identity(kind: str) -> None:
    names = [column.name for column in COLUMNS_BY_KIND[kind]]
    assert COLUMNS_BY_KIND[kind][0].type == "id"
    assert names[-5:] == ["external_id", "external_source", "uid", "created_at", "updated_at"]
    assert len(set(names)) == len(names)


CANONICAL = {
    "customer": (
        "id name kind company contact phone mobile email wechat address region industry company_size website tier tags"
        " banner source owner birthday customer_since note contacts"
    ),
    "case": (
        "number customer customer_id phone email kind subject description category channel priority state"
        " waiting_reason owner department labels cause result satisfaction received_at due_at first_reply_at solved_at"
        " told_at told_by told_words closed_at snoozed_until notes"
        " on_behalf_of product remedy_wanted acknowledged_at acknowledged_by acknowledged_how"
        " severity safety complexity impact immediate_action assessed_at assessed_by facts"
        " remedies told_how accepted accepted_at options_offered competitor lesson thanked_at followup_waived"
        " close_override close_missing waiting_since nudges nudged_at handoff_due_at handoffs steps"
        " merged_into merges links call"
    ),
    "call": (
        "call_id started_at direction channel customer customer_id phone answered_at ended_at duration_s reason summary"
        " result handler case opened voided_at void_reason"
    ),
    "followup": (
        "number customer customer_id phone case due_at all_day method owner purpose state result reason_skipped repeat"
        " done_at"
    ),
    "promise": (
        "number customer customer_id phone case call text owner made_at estimate_at due_at state ended_at follows reason"
    ),
}


@pytest.mark.parametrize("kind", COLUMNS_BY_KIND)
def test_no_column_of_earlier_files_is_lost(kind: str) -> None:
    names = {column.name for column in COLUMNS_BY_KIND[kind]}
    identity = {"external_id", "external_source", "uid", "created_at", "updated_at"}
    assert names >= set(CANONICAL[kind].split()) | identity


HEADERS = {
    "customer": {
        "name": "Name|客户名称|Full Name|Display Name|姓名|客户姓名|联系人姓名",
        "company": "Company|公司|Organization|Organization Name|Company Name|单位|公司名称|企业名称",
        "contact": "Contact|联系人|Primary contact|联络人",
        "phone": "Phone|联系电话|Phone Number|Phone 1 - Value|Business Phone|电话|固话|来电号码",
        "mobile": "Mobile|手机|Mobile Phone|手机号|手机号码|移动电话|Mobile Phone Number",
        "email": "Email|邮箱|E-mail Address|E-mail 1 - Value|电子邮件|邮件地址",
        "wechat": "WeChat|微信|微信号|企业微信",
        "address": "Address|地址|Address 1 - Formatted|联系地址|客户地址",
        "region": "Region|地区|City|State|省市|区域",
        "tier": "Tier|客户等级|Level|Lifecycle Stage|客户级别|VIP|客户类型",
        "source": "Source|来源|Lead Source|客户来源",
        "owner": "Owner|负责人|Contact owner|Assignee|业务员|客户经理",
        "birthday": "Birthday|生日|Event 1 - Value|出生日期",
        "tags": "Tags|标签|Labels",
        "note": "Note|备注|Notes",
        "created_at": "Created|登记时间|Create Date|创建时间|建档日期",
        "updated_at": "Updated|更新时间",
        "external_id": "External ID|外部编号|ID|UID|系统编号|Customer ID|客户编号|Record ID|Contact ID|客户代码|会员号",
    },
    "case": {
        "external_id": "投诉编号|Ticket ID|Ticket Number|Id|Unique Key|SRNumber|complaint_id|public_id|工单号|留言编号"
        "|unique_id|External ID|外部编号",
        "customer": "Customer|客户名称|Requester|From|投诉人|投诉人姓名|留言用户|报修人",
        "phone": "Phone|联系电话|投诉人电话|来电号码",
        "email": "Email|邮箱|From Email|Requester email",
        "subject": "Subject|投诉主题|Title|Issue|Complaint Type|标题|留言主题|诉求标题|RequestType",
        "description": "Description|投诉内容|Content|complaint_what_happened|投诉件内容|留言详情|诉求内容|市民诉求|故障现象描述"
        "|问题描述|Consumer complaint narrative|consumer_narrative",
        "kind": "Kind|性质|Type|Ticket type",
        "category": "Category|投诉类型|Product|Help Topic|Descriptor|一级分类|二级分类|三级分类|分类|Sub-product",
        "channel": "Channel|来源渠道|Via|Source|RequestSource|submitted_via|信息来源|投诉来源|投诉方式",
        "priority": "Priority|紧急程度|优先级|严重程度",
        "state": "State|状态|Status|Current Status|处理状态",
        "owner": "Owner|处理人|Assignee|Agent Assigned|受理人",
        "department": "Department|处理部门|转办部门|Group|发生部门|责任部门|Agency|Agency Name",
        "labels": "Labels|标签|Tags",
        "received_at": "Received|受理时间|Created at|Created Date|CreatedDate|Date received|接单时间|投诉日期|留言时间"
        "|投诉接待日期|报修时间|Date Created|登记时间|Created",
        "due_at": "Due|时限|SLA Due Date|Due Date|截止时间",
        "first_reply_at": "First reply|首次响应时间",
        "solved_at": "Solved|处理完成日期|Solved at|处理时间|答复时间",
        "closed_at": "Closed|结案日期|Closed Date|ClosedDate|关闭时间",
        "cause": "Cause|投诉原因",
        "result": "Result|处理结果|Resolution|company_response|Company response to consumer|对策方案|答复意见|回复|回复1|处理意见",
        "satisfaction": "Satisfaction|满意度|Satisfaction Score|CSAT|客户满意度|客户意见",
        "severity": "Severity|严重程度|严重等级|投诉等级",
        "safety": "Health or safety|是否涉及安全|Safety",
        "complexity": "Complexity|复杂程度",
        "impact": "Impact|影响|影响范围",
        "immediate_action": "Immediate action|立即措施|应急措施",
        "product": "Product or service|涉及产品|产品|商品|产品/商品|产品名称",
        "on_behalf_of": "On behalf of|代理投诉人|代表|代理人",
        "remedy_wanted": "Remedy wanted|期望处理|客户诉求|诉求|Desired resolution",
        "acknowledged_at": "Acknowledged|告知受理时间|受理告知时间",
        "acknowledged_by": "Acknowledged by|受理告知人",
        "acknowledged_how": "Acknowledged how|告知方式",
        "facts": "Facts found|调查情况|调查事实",
        "remedies": "Remedies|补救措施|赔偿|补偿措施",
        "told_how": "Told how|反馈方式|答复方式",
        "accepted": "Accepted|是否认可|客户是否接受",
        "accepted_at": "Answer recorded|认可时间",
        "options_offered": "Options offered|后续途径|其他途径",
        "competitor": "Competitor|竞争对手|竞品",
        "lesson": "Lesson|改进措施|经验教训|整改措施",
        "thanked_at": "Thanked|致谢时间",
        "followup_waived": "不回访原因|Follow-up waived",
        "handoff_due_at": "Hand-off due|转办期限",
        "merged_into_external_id": "Merged into|合并到|并入工单",
        "close_override": "关闭说明|破例原因",
        "waiting_since": "Waiting since|挂起时间",
        "nudges": "Asked again|催办次数",
        "nudged_at": "Last asked|催办时间",
    },
    "call": {
        "external_id": "Call ID|通话编号|流水号",
        "started_at": "Time|来电时间|Date|通话时间|登记日期",
        "direction": "Direction|呼叫方向",
        "customer": "Customer|客户|Caller",
        "phone": "Phone|来电号码|主叫号码",
        "duration_s": "Duration|通话时长|秒",
        "reason": "Reason|来电事由",
        "summary": "Summary|通话内容|咨询内容|备注",
        "result": "Result|处理结果|是否接通",
        "handler": "Handler|接听人|客服|坐席",
        "case_external_id": "Case|关联工单|关联投诉",
    },
    "followup": {
        "external_id": "Follow-up ID|回访编号|UID",
        "due_at": "Due|回访时间|计划回访时间|预约时间|下次跟进时间|DUE",
        "customer": "Customer|客户|客户姓名",
        "phone": "Phone|联系电话",
        "case_external_id": "Case|关联工单|关联投诉|工单编号",
        "method": "Method|回访方式",
        "owner": "Owner|回访人|负责人",
        "state": "State|状态|是否回访",
        "result": "Result|回访结果|回访意见|跟进情况",
        "repeat": "Repeat|重复|RRULE",
        "reason_skipped": "Skip reason|不回访原因",
    },
    "promise": {
        "external_id": "Promise ID|承诺编号|UID",
        "text": "Promise|承诺内容|承诺|承诺事项",
        "due_at": "Told time|承诺时限|承诺时间|Due|承诺完成时间",
        "made_at": "Made|承诺日期|Date",
        "state": "State|是否兑现|状态|兑现状态",
        "ended_at": "Ended|兑现时间",
        "owner": "Owner|承诺人|负责人",
        "customer": "Customer|客户|投诉人",
        "case_external_id": "Case|关联工单|投诉编号",
        "call_external_id": "Call|关联通话|流水号",
        "follows_external_id": "Follows|接续承诺",
        "estimate_at": "Own estimate|预计时间",
        "reason": "Reason|原因|改期原因",
    },
}
KEY = {
    "customer": ("wechat", "微信"),
    "case": ("subject", "Subject"),
    "call": ("summary", "Summary"),
    "followup": ("due_at", "Due"),
    "promise": ("text", "Promise"),
}


@pytest.mark.parametrize(
    ("kind", "field", "header"),
    [
        (kind, field, header)
        for kind, fields in HEADERS.items()
        for field, headers in fields.items()
        for header in headers.split("|")
    ],
)
def test_every_header_that_peers_use_is_known(kind: str, field: str, header: str) -> None:
    key_field, key_header = KEY[kind]
    headers = [header] if field == key_field else [header, key_header]
    used = build_mapping(headers, kind, {}, []).used
    assert used.get(field) == header


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("客户名称（必填）", "客户名称"),
        ("＊联系电话：", "联系电话"),
        ("E-mail_Address", "email address"),
        ("\ufeffPhone", "phone"),
        ("通话时长(秒)", "通话时长"),
        ("投 诉\n内 容", "投诉内容"),
        ("Status [list]", "status"),
        ("Ｎａｍｅ", "name"),
    ],
)
def test_headers_are_compared_without_width_case_blanks_marks_and_notes(written: str, canonical: str) -> None:
    assert header_key(written) == header_key(canonical)


@pytest.mark.parametrize("choices", FOREIGN)
def test_words_of_others_become_words_of_ours_and_ours_stay(choices: str) -> None:
    ours = LISTS[choices]
    assert set(FOREIGN[choices].values()) <= set(ours.values)
    assert not set(FOREIGN[choices]) & set(ours.table)
    for code, value in ours.by_code.items():
        assert read_any(choices, code) == value


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (
            "case_state",
            {
                "未处理": "new",
                "处理中": "working",
                "待客户": "waiting",
                "已解决": "solved",
                "已反馈": "told",
                "已结案": "closed",
                "已办结": "closed",
                "Open": "new",
                "In Progress": "working",
                "Pending": "waiting",
                "Assigned": "working",
                "Closed": "closed",
                "Unspecified": "new",
                "Started": "working",
                "Cancelled": "cancelled",
                "Referred Out": "waiting",
                "Forward": "waiting",
                "Closed with explanation": "closed",
                "2": "new",
                "5": "closed",
                "Resolved": "solved",
            },
        ),
        (
            "priority",
            {
                "低": 1,
                "中": 2,
                "高": 3,
                "紧急": 4,
                "Low": 1,
                "URGENT": 4,
                "3": 3,
                "Emergency": 4,
            },
        ),
        (
            "channel",
            {
                "电话": "phone",
                "微信": "wechat",
                "邮件": "email",
                "网站": "web",
                "来访": "visit",
                "12345": "phone",
                "Call": "phone",
            },
        ),
        (
            "case_kind",
            {
                "投诉": "complaint",
                "咨询": "enquiry",
                "求助": "request",
                "建议": "suggestion",
                "举报": "complaint",
                "表扬": "suggestion",
            },
        ),
        ("direction", {"呼入": "in", "呼出": "out", "Inbound": "in"}),
        (
            "severity",
            {
                "轻微": 1,
                "一般": 2,
                "严重": 3,
                "特别严重": 4,
                "minor": 1,
                "critical": 4,
                "High": 3,
            },
        ),
        ("complexity", {"简单": 1, "较复杂": 2, "复杂": 3, "complex": 3}),
        ("impact", {"个别": 1, "部分客户": 2, "群体性": 3, "many customers": 3}),
        ("remedy", {"退款": "refund", "换货": "exchange", "赔礼道歉": "apology", "不予支持": "none"}),
        ("relation", {"part of": "parent", "重复": "duplicate", "相关": "related"}),
        ("promise_state", {"未兑现": "open", "已兑现": "done", "已改期": "retold", "已撤回": "withdrawn"}),
        ("yes_no", {"是": 1, "不认可": 0, "接受": 1, "涉及": 1}),
        ("method", {"电话": "call", "微信": "message", "上门": "visit"}),
    ],
)
def test_the_words_of_registers_and_help_desks_are_known(choices: str, expected: dict[str, object]) -> None:
    assert {word: read_any(choices, word) for word in expected} == expected


@pytest.mark.parametrize(
    "values", [[], ["a"], ["a", "b c"], ["010-1;ext=5", "x"], ["[odd]", "漏水"], ["", "x;"]]
)
def test_a_list_in_one_cell_comes_apart_as_it_was_joined(values: list[str]) -> None:
    assert split_list(join_list(values)) == values
