"""The canonical columns of cases."""

import re
from typing import Any

from servicedesk.domain.text import clean_line
from servicedesk.exchange.column import Column, IsWholeDay, Parts, columns_of, extra
from servicedesk.exchange.complaint_columns import ASSESSMENT, DECISION, OTHER_CASES, RECEIPT, WAITING
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.shared_columns import (
    EMAIL_WORDS,
    identity_columns,
    its_customer,
    names,
    with_aliases,
)
from servicedesk.i18n import _

TELLING = ("投诉", "客诉", "complaint")
"""Words in a header that alone tell the kind, though columns of its customer stand beside it."""

_column = columns_of("case")

COLUMNS: tuple[Column, ...] = (
    _column(
        "number",
        "Number|工单编号|Ticket ID|Ticket Number|Ticket|Case Number|Case ID|Id|Unique Key|SRNumber"
        "|Complaint ID|public_id|Request ID|Issue Key|投诉编号|工单号|留言编号|编号|单号",
    ),
    *its_customer(),
    extra(
        "email",
        "emails",
        f"Email|邮箱|{EMAIL_WORDS}|From Email|Requester Email|requester.email|Contact Email",
    ),
    _column("kind", "Kind|工单类型|Type|Ticket type|Case Type|Tracker|诉求类型|诉求性质|类型|性质"),
    _column(
        "subject",
        "Subject|主题|Title|Issue|Complaint Type|RequestType|Summary|标题|留言主题|诉求标题|工单标题"
        "|投诉主题",
        parts=Parts("title", (("Sub-issue",),)),
    ),
    # A report without a person, as cities publish them, is about a place.
    _column(
        "description",
        "Description|详情|Content|Details|Body|Message|complaint_what_happened"
        "|Consumer complaint narrative|consumer_narrative|投诉件内容|留言详情|留言内容|诉求内容|市民诉求"
        "|故障现象描述|故障描述|问题描述|内容|工单内容|反映内容|投诉内容",
        parts=Parts(
            "lines", (names("Incident Address|Address|Location Address|地址|事发地址|诉求地址|报修地址"),)
        ),
    ),
    _column(
        "category",
        "Category|问题类别|Product|Help Topic|Descriptor|Category Name|分类|类别|一级分类|投诉类别"
        "|问题分类|诉求分类|投诉类型",
        parts=Parts("path", (("Sub-product", "Subcategory", "二级分类"), ("三级分类",), ("四级分类",))),
    ),
    _column(
        "channel",
        "Channel|渠道|Via|via.channel|Source|RequestSource|Submitted via|Open Data Channel Type"
        "|Case Origin|Origin|信息来源|投诉来源|投诉方式|工单来源|诉求来源|来源|受理渠道|来源渠道",
    ),
    _column("priority", "Priority|优先级|Urgency|紧急级别|缓急程度|紧急程度"),
    _column(
        "state",
        "State|状态|Status|Current Status|Case Status|Ticket Status|处理状态|工单状态|办理状态|投诉状态",
    ),
    _column("waiting_reason", "Waiting for|等待原因|Waiting reason|Pending reason|挂起原因"),
    _column(
        "owner",
        "Owner|负责人|Assignee|Agent Assigned|Assigned To|Agent|Case Owner|受理人|经办人|责任人|处理人",
    ),
    _column(
        "department",
        "Department|处理部门|Group|Agency Name|发生部门|责任部门|承办单位|办理单位|转办部门|部门",
        fallbacks=names("Agency|Team Assigned|Team"),
    ),
    extra("labels", "tags", "Labels|标签|Tags|Tag|Label"),
    _column("cause", "Cause|投诉原因|Root Cause|Reason|原因|原因分析"),
    _column(
        "result",
        "Result|处理结果|Resolution|Resolution Description|company_response|Company response to consumer"
        "|Solution|对策方案|答复意见|答复内容|回复|回复1|处理意见|处理情况|办理结果|解决方案",
    ),
    _column(
        "satisfaction",
        "Satisfaction|满意度|Satisfaction Score|Satisfaction Rating|CSAT|客户满意度|客户意见|满意程度",
    ),
    _column(
        "received_at",
        "Received|受理时间|Created at|Created Date|Created On|Create Date|Date Created|Date received"
        "|Received at|Created time|Opened|Opened at|Date/Time Opened|Date|接单时间|投诉日期|投诉时间"
        "|投诉接待日期|留言时间|报修时间|受理日期|登记日期|诉求时间|来电时间|时间|日期|创建时间",
    ),
    _column(
        "due_at",
        "Due|处理期限|Due Date|Due at|Due by Time|Deadline|截止时间|截止日期|办理时限|预约服务时间"
        "|要求完成时间|时限",
        fallbacks=("SLA Due Date",),
    ),
    _column(
        "first_reply_at",
        "First reply|首次响应时间|First reply at|Initial response time|First Response|First Response Time"
        "|响应时间",
    ),
    _column(
        "solved_at",
        "Solved|解决时间|Solved at|Resolved|Resolved at|Resolved time|Resolved Date|处理时间|处理完成时间"
        "|答复时间|完成时间|处理完成日期",
    ),
    _column("told_at", "Told|反馈时间|Told at|反馈日期"),
    _column("told_by", "Told by|反馈人"),
    _column("told_words", "Told words|反馈原话|反馈内容"),
    _column(
        "closed_at",
        "Closed|结案时间|Closed Date|Closed at|Closed time|Closed On|Close Date|Date/Time Closed|办结时间"
        "|关闭时间|结案日期",
    ),
    _column("snoozed_until", "Snoozed until|暂缓到|暂缓至"),
    *RECEIPT,
    *ASSESSMENT,
    *DECISION,
    *WAITING,
    *OTHER_CASES,
    extra("notes", "notes", "Notes|处理记录|Note|Comment|Comments|Internal Notes|备注|处理过程|跟进记录"),
    *with_aliases(
        identity_columns("unique_id|External Reference|External Key|UID|系统编号"),
        "created_at",
        ("登记时间",),
    ),
)

SUBJECT_LENGTH = 80
_ADDRESSED = re.compile(r'(?:"?([^"<>()@]*)"?\s*[<(])?\s*([^<>()@\s]+@[^<>()@\s]+\.[^<>()@\s]+?)\s*[>)]?')
"""`Ann Lee <ann@a.example>`, as in mails, and `Ann Lee (ann@a.example)`."""


def _tell_address(values: dict[str, Any]) -> None:
    """An e-mail address where the customer's name is looked for reaches them, and is no name."""
    customer = values.get("customer")
    if not customer or "@" not in customer or not (found := _ADDRESSED.fullmatch(customer)):
        return
    values["customer"] = (found[1] or "").strip() or None
    addresses = [*(values.get("email") or ()), found[2]]
    values["email"] = list({address.casefold(): address for address in reversed(addresses)}.values())[::-1]


def finish(values: dict[str, Any], _is_whole_day: IsWholeDay) -> None:
    """A case without a subject is called by the beginning of its description, else by its category."""
    _tell_address(values)
    if values.get("subject"):
        return
    description = (values.get("description") or "").strip()
    first_line = clean_line(description.partition("\n")[0])
    if len(first_line) > SUBJECT_LENGTH:
        first_line = f"{first_line[:SUBJECT_LENGTH]}…"
    values["subject"] = first_line or values.get("category")
    if not values["subject"]:
        raise RowError("missing", _("There is neither a subject nor a description."))
