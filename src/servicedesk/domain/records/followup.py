"""The fields of a follow-up."""

from servicedesk.domain.records.field import Field
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
)
