"""The fields of a case, in the order in which people are shown them."""

from servicedesk.domain.records.field import Field
from servicedesk.domain.records.query_field import (
    CATEGORY_WORD,
    CHANNEL_WORD,
    CUSTOMER_WORD,
    DATE,
    ENUM,
    LABEL,
    NUMBER,
    OWNER_WORD,
    PHONE_WORD,
    RECORD,
    TEXT,
    TEXT_WORD,
    TIER_WORD,
    UPDATED_WORD,
    QueryField,
    flags,
    number_word,
)
from servicedesk.domain.records.shared import COMPUTED, identity
from servicedesk.i18n import N_, NP_

FIELDS = (
    *identity("number"),
    # Receipt
    Field("subject", "line", N_("Subject"), "edit merge import needed 7.2"),
    Field("description", "text", N_("Description"), "edit merge import 7.2"),
    Field("kind", "choice", NP_("case", "Kind"), "edit merge import needed 7.2", "case_kind", "complaint"),
    Field("category", "line", N_("Category"), "edit merge macro import 7.2"),
    Field("channel", "choice", N_("Channel"), "edit merge import 7.2", "channel"),
    Field("priority", "scale", N_("Priority"), "edit merge macro import needed 7.5", "priority", 2),
    Field("customer_id", "ref", N_("Customer"), "edit merge 7.2", "customer"),
    Field("call_id", "ref", N_("Call"), "7.2", "call", file="call"),
    Field("on_behalf_of", "line", N_("On behalf of"), "edit merge import sheet 7.2"),
    Field("source", "line", N_("Complaint source"), "edit merge macro import sheet 7.2"),
    Field("source_ref", "line", N_("Source reference"), "edit merge import sheet 7.2"),
    Field("source_at", "moment", N_("Source date"), "edit merge import sheet 7.2"),
    Field("product", "line", N_("Product"), "edit merge macro import sheet 7.2"),
    Field("received_at", "moment", N_("Received"), "edit merge import needed 7.2"),
    Field("due_at", "moment", N_("Due"), "edit merge import"),
    Field("owner", "line", N_("Owner"), "edit merge macro import"),
    Field("department", "line", N_("Department"), "edit merge macro import"),
    Field("remedy_wanted", "text", N_("Remedy wanted"), "edit merge macro import sheet 7.2"),
    # Acknowledgement
    Field("acknowledged_at", "moment", N_("Acknowledged"), "import sheet 7.4"),
    Field("acknowledged_by", "line", N_("Acknowledged by"), "import sheet 7.4"),
    Field("acknowledged_how", "choice", N_("Acknowledged how"), "import sheet 7.4", "channel"),
    # Assessment and investigation
    Field("severity", "scale", N_("Severity"), "edit assess merge macro import sheet 7.5", "severity"),
    Field("safety", "yes_no", N_("Health or safety"), "edit assess merge macro import sheet 7.5", "yes_no"),
    Field("complexity", "scale", N_("Complexity"), "edit assess merge macro import sheet 7.5", "complexity"),
    Field("impact", "scale", N_("Impact"), "edit assess merge macro import sheet 7.5", "impact"),
    Field("immediate_action", "text", N_("Immediate action"), "edit merge macro import sheet 7.5"),
    Field("assessed_at", "moment", N_("Assessed"), "import sheet 7.5"),
    Field("assessed_by", "line", N_("Assessed by"), "import sheet 7.5"),
    Field("facts", "text", N_("Facts found"), "edit merge macro import sheet 7.6"),
    Field("cause", "line", N_("Cause"), "edit merge macro import 7.6"),
    # Decision, acceptance, and what is learnt
    Field(
        "outcome",
        "choice",
        NP_("complaint", "Outcome"),
        "edit merge macro import sheet 7.7",
        "complaint_outcome",
    ),
    Field("result", "text", N_("Result"), "edit merge macro import 7.7"),
    Field("solved_at", "moment", N_("Solved"), "import 7.7"),
    Field("told_at", "moment", N_("Told"), "import 7.8"),
    Field("told_by", "line", N_("Told by"), "import 7.8"),
    Field("told_how", "choice", N_("Told how"), "import sheet 7.8", "channel"),
    Field("told_words", "text", N_("Words"), "edit import 7.8"),
    Field("accepted", "yes_no", N_("Accepted"), "import sheet 7.9", "yes_no"),
    Field("accepted_at", "moment", N_("Answer recorded"), "import sheet 7.9"),
    Field("options_offered", "text", N_("Options offered"), "edit merge macro import sheet 7.9"),
    Field("competitor", "line", N_("Competitor mentioned"), "edit merge macro import sheet 7.9"),
    Field("lesson", "text", N_("Lesson"), "edit merge macro import sheet 7.9"),
    Field("satisfaction", "percent", N_("Satisfaction"), "edit merge import 7.9"),
    Field(
        "handling_satisfaction",
        "percent",
        N_("Satisfaction with the handling"),
        "edit merge import sheet 7.9",
    ),
    Field("thanked_at", "moment", N_("Thanked"), "import sheet 7.9"),
    Field("followup_waived", "line", N_("Follow-up waived, because"), "import sheet 7.9"),
    Field("closed_at", "moment", N_("Closed"), "import 7.9"),
    Field("close_override", "line", N_("Closed all the same, because"), "import sheet 7.9"),
    Field("close_missing", "line", N_("Missing at closing"), "import sheet 7.9", "gate"),
    # Where it stands
    Field("state", "choice", N_("State"), "import needed", "case_state", "new"),
    Field("first_reply_at", "moment", N_("First reply"), "import"),
    Field("snoozed_until", "moment", N_("Snoozed until"), "import"),
    Field("waiting_reason", "line", N_("Waiting for"), "import"),
    Field("waiting_since", "moment", N_("Waiting since"), "import"),
    Field("waiting_until", "moment", N_("Waiting until"), "import"),
    Field("waiting_case_id", "ref", N_("Waiting for case"), words="case", file="waiting_case"),
    Field("limit_at", "moment", N_("Limit extended to"), "edit import sheet"),
    Field("limit_reason", "line", N_("Limit extended, because"), "edit import sheet"),
    Field("limit_told_at", "moment", N_("Extension told"), "edit import sheet"),
    Field("handoff_due_at", "moment", N_("Hand-off due"), "import sheet"),
    Field("nudges", "count", N_("Asked again"), "import sheet", default=0),
    Field("nudged_at", "moment", N_("Last asked"), "import"),
    Field("merged_into", "ref", N_("Merged into"), words="case"),
    Field("plan_id", "ref", N_("Recurring case"), words="plan", excused="plans are rules of this desk"),
    # The clock: a cache, made anew with every change
    Field("deadline_at", "moment", N_("Deadline"), excused=COMPUTED),
    Field("deadline_kind", "choice", N_("Deadline of"), words="deadline", excused=COMPUTED),
    Field("clock_level", "count", N_("Clock"), excused=COMPUTED),
    Field("urgency", "count", N_("Urgency"), excused=COMPUTED),
    Field("clock_until", "moment", excused=COMPUTED),
    Field("nudge_at", "moment", excused=COMPUTED),
)

QUERY_FIELDS = (
    number_word("case", "工单编号|工单号|id"),
    QueryField("kind", ENUM, N_("kind of case"), "type|工单类型|类型|种类|性质|诉求类型", "case_kind"),
    QueryField("state", ENUM, N_("where it stands"), "status|状态", "case_state"),
    OWNER_WORD,
    QueryField("priority", NUMBER, N_("low to urgent, or 1 to 4"), "prio|优先级|紧急程度|缓急", "priority"),
    QueryField(
        "due",
        DATE,
        N_("the nearest time that is owed: a target, a promise, or one set by hand (that alone is set-due:)"),
        "deadline|owed|owed next|next due|最近时限|应办|应办时间|应办事项|下一应办"
        "|截止|期限|到期|到期时间|时限",
    ),
    QueryField("set-due", DATE, N_("the time that was set by hand"), "manual due|指定期限|处理期限"),
    QueryField("level", NUMBER, N_("per cent of the target used up: 50, 80 or 100"), "预警"),
    QueryField("urgency", NUMBER, N_("the points of the queue's order"), "urg|紧急度|分值"),
    QueryField("severity", NUMBER, N_("minor to critical, or 1 to 4"), "严重程度|投诉等级", "severity"),
    QueryField(
        "received",
        DATE,
        N_("when it came in"),
        "created|opened|受理时间|受理|收到|创建",
        past=True,
        instead="age|已历时",
    ),
    QueryField("solved", DATE, N_("when it was solved"), "解决时间|解决", past=True),
    QueryField("closed", DATE, N_("when it was closed"), "结案时间|结案|关闭|关闭时间|办结时间", past=True),
    UPDATED_WORD,
    QueryField(
        "snoozed", DATE, N_("yes, or until when"), "snoozed until|暂缓到|暂缓|稍后|搁置|搁置到|延后", "yes_no"
    ),
    CUSTOMER_WORD,
    PHONE_WORD,
    TIER_WORD._replace(help=N_("the customer's tier")),
    QueryField("waiting-for", RECORD, N_("the case that it waits for"), "waits-for|等待工单", record="case"),
    QueryField("subject", TEXT, N_("the subject, or a part of it"), "title|主题|标题|事由"),
    CATEGORY_WORD,
    QueryField("cause", TEXT, N_("why it happened"), "投诉原因|原因|原因分析"),
    QueryField(
        "outcome",
        ENUM,
        N_("how the complaint was found: upheld, partly, not; withdrawn ..."),
        "投诉结论|结论|处理结论|认定结论",
        "complaint_outcome",
    ),
    QueryField("handling", NUMBER, N_("how content with the handling, 0 to 100"), "处理满意度|办理满意度"),
    QueryField("product", TEXT, N_("the product or service"), "产品|商品"),
    CHANNEL_WORD,
    QueryField("department", TEXT, N_("the department it waits on"), "dept|处理部门|部门|责任部门|承办部门"),
    QueryField("label", LABEL, N_("a label, also written +label"), "labels|标签"),
    QueryField(
        "source",
        TEXT,
        N_("who sent it, such as 12315 or a court; or where it was imported from"),
        "来源|来源单位|投诉来源",
    ),
    TEXT_WORD,
    flags(
        "open",
        "closed",
        "overdue",
        "snoozed",
        "away",
        "mine",
        "unassigned",
        "unacknowledged",
        "promised",
        "handed-off",
        "unpaid",
        "to-nudge",
        "came-back",
        "clock-moved",
        "entered-late",
        "overridden",
        "refused",
    ),
)
"""What its list understands before a colon."""

NEW_VIEW = "state:new owner: -is:snoozed"
"""What nobody has decided on yet: whose it is, or when it is looked at again."""
OVERDUE = "is:overdue"
"""What owes something late: also what waits or sleeps, for late stays late until it is solved."""
DUE_TODAY = "is:open deadline:today"
TO_TELL = "state:solved"
CAME_BACK = "is:came-back"
UNPAID = "is:unpaid"
"""A remedy was decided, and the customer has not got it."""

TURNS = (
    (NP_("view", "On me"), "is:open is:mine -state:waiting -is:snoozed"),
    (NP_("view", "On nobody"), "is:open owner: -state:waiting -is:snoozed"),
    (NP_("view", "On others"), "is:open -is:mine -owner: -state:waiting -is:snoozed"),
    (N_("Waiting"), "state:waiting"),
    (N_("Snoozed"), "is:open is:snoozed -state:waiting"),
    (NP_("view", "Ended"), "is:closed"),
)
"""Whose turn a case is, each with its query: every case has one of these, and no two."""

ON_ME, _ON_NOBODY, ON_OTHERS, WAITED_FOR, *_ASIDE = TURNS

VIEWS = (
    (N_("Complaints"), "kind:complaint is:open -is:snoozed"),
    (N_("All open"), "is:open -is:snoozed"),
    (N_("Due by tonight"), "is:open deadline:<=today -is:snoozed"),
    (NP_("view", "New"), NEW_VIEW),
    (NP_("view", "Unassigned"), "is:open is:unassigned -is:snoozed"),
    ON_ME,
    ON_OTHERS,
    WAITED_FOR,
    (N_("Mine"), "is:open is:mine -is:snoozed"),
    (N_("Overdue"), OVERDUE),
    (N_("Due today"), DUE_TODAY),
    (N_("Late, waiting"), "is:overdue state:waiting"),
    (NP_("view", "Promised"), "is:open is:promised"),
    (N_("To tell"), TO_TELL),
    (N_("Remedies not carried out"), UNPAID),
    (N_("To acknowledge"), "kind:complaint is:unacknowledged"),
    (N_("To ask again"), "is:to-nudge -is:snoozed"),
    (N_("Came back after closing"), CAME_BACK),
    (NP_("view", "Handed off"), "is:open is:handed-off"),
    (N_("Snoozed"), "is:open is:snoozed"),
    (NP_("view", "Ended"), "is:closed"),
    (N_("Closed by override"), "is:closed is:overridden"),
    (N_("Deadlines moved"), "is:clock-moved"),
)
"""The views that every desk has, in order; the first is the one a screen opens with."""
