"""The fields of a call."""

from servicedesk.domain.records.field import Field
from servicedesk.domain.records.shared import COMPUTED, identity
from servicedesk.i18n import N_

FIELDS = (
    *identity("call_id"),
    Field("direction", "choice", N_("Direction"), "edit import needed", "direction", "in"),
    Field("channel", "choice", N_("Channel"), "edit import needed", "channel", "phone"),
    Field("customer_id", "ref", N_("Customer"), "edit", "customer"),
    Field("case_id", "ref", N_("Case"), "edit", "case", file="case"),
    Field("phone", "line", N_("Phone"), "import personal"),
    Field("digits_reversed", "line", excused=COMPUTED),
    Field("rang_at", "moment", N_("Rang"), "import needed", file="started_at"),
    Field("answered_at", "moment", N_("Answered"), "import"),
    Field("ended_at", "moment", N_("Ended"), "import"),
    Field("handler", "line", N_("Handler"), "edit import"),
    Field("category", "line", N_("Category"), "edit import", file="reason"),
    Field("summary", "text", N_("Summary"), "edit import"),
    Field("outcome", "choice", N_("Outcome"), "edit import needed", "outcome", "answered", file="result"),
    Field("voided_at", "moment", N_("Voided"), "import"),
    Field("void_reason", "line", N_("Reason"), "import"),
)
