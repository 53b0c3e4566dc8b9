"""The fields of a promise."""

from servicedesk.domain.records.field import Field
from servicedesk.domain.records.query_field import (
    CASE_WORD,
    CUSTOMER_WORD,
    DATE,
    ENUM,
    OWNER_WORD,
    SOURCE_WORD,
    TEXT_WORD,
    QueryField,
    flags,
    number_word,
)
from servicedesk.domain.records.shared import identity
from servicedesk.i18n import N_, NP_

FIELDS = (
    *identity("number"),
    Field("text", "line", NP_("promise", "Text"), "import needed"),
    Field("customer_id", "ref", N_("Customer"), words="customer"),
    Field("case_id", "ref", N_("Case"), words="case", file="case"),
    Field("call_id", "ref", N_("Call"), words="call", file="call"),
    Field("owner", "line", N_("Owner"), "import"),
    Field("made_at", "moment", N_("Promised"), "import needed"),
    Field("estimate_at", "moment", N_("Our estimate"), "import"),
    Field("due_at", "moment", NP_("promise", "Due"), "import needed"),
    Field("state", "choice", N_("State"), "import needed", "promise_state", "open"),
    Field("ended_at", "moment", NP_("promise", "Ended"), "import"),
    Field("follows_id", "ref", N_("Follows"), words="promise", file="follows"),
    Field("reason", "line", N_("Reason"), "import"),
    Field("told_how", "choice", NP_("promise", "Told how"), "import", "channel"),
    Field("told_words", "text", NP_("promise", "Told in words"), "import"),
)

QUERY_FIELDS = (
    number_word("promise", "承诺编号|id"),
    QueryField("state", ENUM, N_("where it stands"), "status|状态", "promise_state"),
    QueryField("outcome", ENUM, N_("what became of it"), "result|承诺结果|结果|兑现情况", "promise_outcome"),
    QueryField(
        "due", DATE, N_("the time that was told"), "told|told time|承诺时间|截止|到期|到期时间|承诺时限"
    ),
    QueryField("made", DATE, N_("when it was promised"), "created|promised|作出时间|作出|承诺于", past=True),
    OWNER_WORD._replace(also=f"{OWNER_WORD.also}|承诺人"),
    CUSTOMER_WORD,
    CASE_WORD,
    SOURCE_WORD,
    TEXT_WORD._replace(also=f"{TEXT_WORD.also}|promise|承诺|承诺内容"),
    flags("open", "overdue", "mine", "kept", "slipped", "broken", "entered-late"),
)
"""What its list understands before a colon."""

VIEWS = (
    (N_("Owed"), "is:open"),
    (N_("Mine"), "is:open is:mine"),
    (N_("Overdue"), "is:overdue"),
    (N_("Broken"), "is:broken"),
    (N_("All promises"), ""),
)
"""The views that every desk has, in order; the first is the one a screen opens with."""
