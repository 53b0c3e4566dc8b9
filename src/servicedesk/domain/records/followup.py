"""The fields of a follow-up."""

from servicedesk.domain.records.field import Field
from servicedesk.domain.records.query_field import (
    CASE_WORD,
    CUSTOMER_WORD,
    DUE_WORD,
    ENUM,
    OWNER_WORD,
    PHONE_WORD,
    SOURCE_WORD,
    TEXT,
    TEXT_WORD,
    QueryField,
    flags,
    number_word,
)
from servicedesk.domain.records.shared import identity
from servicedesk.i18n import N_, NP_

FIELDS = (
    *identity("number"),
    Field("customer_id", "ref", N_("Customer"), words="customer"),
    Field("case_id", "ref", N_("Case"), words="case", file="case"),
    Field("due_at", "moment", NP_("followup", "Due"), "edit import needed"),
    Field("all_day", "yes_no", N_("All day"), "edit import needed", "yes_no", 0),
    Field("method", "choice", N_("Method"), "edit import needed", "method", "call"),
    Field("owner", "line", N_("Owner"), "edit import"),
    Field("purpose", "line", N_("Purpose"), "edit import"),
    Field("state", "choice", N_("State"), "import needed", "followup_state", "planned"),
    Field("result", "text", NP_("followup", "Result"), "edit import"),
    Field("reason_skipped", "line", N_("Skip reason"), "edit import"),
    Field("repeat", "repeat", N_("Repeat"), "edit import"),
    Field("done_at", "moment", NP_("followup", "Done"), "import"),
    Field("planned_for", "moment", N_("Planned for"), "import"),
    Field("anchor", "line", N_("Repeats from"), "import"),
    Field("series", "line", N_("Series"), "import"),
    Field("on_day", "day", N_("All-day date"), "import"),
)

QUERY_FIELDS = (
    number_word("followup", "回访编号|id"),
    QueryField("state", ENUM, N_("where it stands"), "status|状态", "followup_state"),
    DUE_WORD._replace(also=f"回访时间|{DUE_WORD.also}|when|day|date|time|日期|时间"),
    OWNER_WORD._replace(also=f"{OWNER_WORD.also}|回访人"),
    QueryField("method", ENUM, N_("call, visit, message ..."), "how|回访方式|方式", "method"),
    CUSTOMER_WORD,
    PHONE_WORD,
    CASE_WORD,
    QueryField("purpose", TEXT, N_("what it is for, or a part of it"), "回访事由|事由|目的"),
    SOURCE_WORD,
    TEXT_WORD,
    flags("overdue", "mine"),
)
"""What its list understands before a colon."""

PLANNED = "state:planned"
"""What is owed, be it late or still to come."""

VIEWS = ((N_("Planned"), PLANNED), (N_("Overdue"), "is:overdue"), (N_("All follow-ups"), ""))
"""The views that every desk has, in order; the first is the one a screen opens with."""
