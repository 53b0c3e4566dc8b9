"""The canonical columns of calls."""

from typing import Any

from servicedesk.domain.records import RECORDS
from servicedesk.exchange.column import Column, IsWholeDay, columns_of, extra
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.shared_columns import CASE_WORDS, identity_columns, its_customer
from servicedesk.i18n import _

TELLING = ("来电", "通话")
"""Words in a header that alone tell the kind, though columns of its customer stand beside it."""

CALLER_WORDS = (
    "From|From Number|Caller|Caller ID|Caller Number|Calling Number|Calling Party|Source Number|Src|A Number"
    "|Call From|Calling No|Caller No|From Phone Number|Originating Number|Anrufernummer|Rufnummer Anrufer"
    "|主叫号码|主叫|主叫号|主叫电话|Anrufer"
)
CALLED_WORDS = (
    "To|To Number|Callee|Callee ID|Callee Number|Called|Called ID|Called Number|Called Party"
    "|Destination Number|Destination|Dst|Dialled Number|Dialed Number|B Number"
    "|Call To|Called No|To Phone Number|Terminating Number|Angerufene Nummer"
    "|被叫号码|被叫|被叫号|被叫电话|Angerufener|Zielnummer"
)
"""Headers of the two sides of a call, where a file has both: which is the customer's, its direction says."""

_column = columns_of("call")

COLUMNS: tuple[Column, ...] = (
    _column("call_id", "Call ID|通话编号|流水号|通话流水号|通话ID|呼叫编号|编号|序号"),
    _column(
        "started_at",
        "Time|来电时间|Date|Start Time|Started at|Call Time|Call Date|Date/Time|Rang at|通话时间|登记日期"
        "|呼叫时间|开始时间|接听日期|时间|日期",
    ),
    _column("direction", "Direction|方向|Call Direction|Call Type|呼叫类型|呼入呼出|呼叫方向"),
    _column("channel", "Channel|渠道|Via|Source|来源渠道|来源|沟通方式|沟通渠道"),
    *its_customer(phone_type="phone", phone_zh="对方号码"),
    _column("answered_at", "Answered|接听时间|Answered at|Answer Time|应答时间"),
    _column("ended_at", "Ended|结束时间|Ended at|End Time|挂断时间|挂机时间"),
    extra(
        "duration_s",
        "duration",
        "Duration|通话时长|Talk Time|Call Duration|Seconds|秒|时长|通话秒数|通话时间长度",
    ),
    _column(
        "reason", "Reason|问题类别|Subject|Category|事由|来电原因|来电类型|业务类型|咨询类型|主题|来电事由"
    ),
    _column(
        "summary",
        "Summary|通话内容|Note|Notes|Description|Content|Comments|咨询内容|来电内容|沟通内容|备注|内容"
        "|通话摘要|记录",
    ),
    _column("result", "Result|通话结果|Outcome|Call Result|Disposition|是否接通|接听状态|处理结果"),
    _column("handler", "Handler|接听人|Agent|Owner|Answered by|User|客服|坐席|座席|接线员|接待人|客服人员"),
    _column("case", CASE_WORDS),
    extra("opened", "refs", "Opened cases|开出的工单|开启工单", of="case"),
    _column("voided_at", "Voided|作废时间"),
    _column("void_reason", "Void reason|作废原因"),
    *identity_columns("ID|UID|Unique ID|系统编号"),
)


def finish(values: dict[str, Any], _is_whole_day: IsWholeDay) -> None:
    """A call of which nothing is known is none."""
    if not any(values.get(name) for name in RECORDS["call"].keys):
        raise RowError("missing", _("There is neither a time nor a caller nor a summary."))
