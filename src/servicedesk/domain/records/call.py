"""The fields of a call."""

from servicedesk.domain.call_backs import TO_CALL_BACK
from servicedesk.domain.records.field import Field
from servicedesk.domain.records.query_field import (
    CASE_WORD,
    CATEGORY_WORD,
    CHANNEL_WORD,
    CUSTOMER_WORD,
    DATE,
    ENUM,
    NUMBER,
    SOURCE_WORD,
    TEXT,
    TEXT_WORD,
    QueryField,
    flags,
    number_word,
)
from servicedesk.domain.records.shared import COMPUTED, identity
from servicedesk.i18n import N_, NP_

FIELDS = (
    *identity("call_id"),
    Field("direction", "choice", N_("Direction"), "edit import needed", "direction", "in"),
    Field("channel", "choice", N_("Channel"), "edit import needed", "channel", "phone"),
    Field("customer_id", "ref", N_("Customer"), "edit", "customer"),
    Field("case_id", "ref", N_("Case"), "edit", "case", file="case"),
    Field("phone", "line", N_("Phone"), "import"),
    Field("digits_reversed", "line", excused=COMPUTED),
    Field("rang_at", "moment", N_("Rang"), "import needed", file="started_at"),
    Field("answered_at", "moment", N_("Answered"), "import"),
    Field("ended_at", "moment", N_("Ended"), "import"),
    Field("handler", "line", N_("Handler"), "edit import"),
    Field("category", "line", N_("Category"), "edit import", file="reason"),
    Field("summary", "text", N_("Summary"), "edit import"),
    Field("outcome", "choice", N_("Outcome"), "edit import", "outcome", file="result"),
    Field("voided_at", "moment", N_("Voided"), "import"),
    Field("void_reason", "line", N_("Reason"), "import"),
)

QUERY_FIELDS = (
    number_word("call", "通话编号|id"),
    QueryField("direction", ENUM, N_("in or out"), "方向", "direction"),
    CHANNEL_WORD,
    QueryField("outcome", ENUM, N_("how it ended"), "result|通话结果|结果|处理结果|接听状态", "outcome"),
    QueryField("handler", TEXT, N_("who took it; me"), "by|接听人|处理人|坐席|客服|经办人", "me"),
    CATEGORY_WORD,
    QueryField(
        "rang", DATE, NP_("call", "when it came in"), "at|time|date|来电时间|时间|日期|响铃", past=True
    ),
    CUSTOMER_WORD,
    CASE_WORD,
    QueryField("phone", TEXT, N_("the end of a number"), "对方号码|来电号码|电话|号码|手机"),
    QueryField("talk", NUMBER, N_("the minutes of talk"), "minutes|通话|通话时长|时长"),
    QueryField("summary", TEXT, N_("what it was about, or a part of it"), "通话内容|摘要|小结"),
    SOURCE_WORD,
    TEXT_WORD,
    flags("abandoned", "to-call-back", "voided", "entered-late", "mine"),
)
"""What its list understands before a colon."""

VIEWS = (
    (N_("All calls"), ""),
    (N_("Mine"), "is:mine"),
    (N_("Abandoned"), "is:abandoned"),
    (N_("To call back"), TO_CALL_BACK),
)
"""The views that every desk has, in order; the first is the one a screen opens with."""
