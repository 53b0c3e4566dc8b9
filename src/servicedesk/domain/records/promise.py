"""The fields of a promise."""

from servicedesk.domain.records.field import Field
from servicedesk.domain.records.shared import identity
from servicedesk.i18n import N_, NP_

FIELDS = (
    *identity("number"),
    Field("text", "line", N_("Text"), "import needed"),
    Field("customer_id", "ref", N_("Customer"), words="customer"),
    Field("case_id", "ref", N_("Case"), words="case", file="case"),
    Field("call_id", "ref", N_("Call"), words="call", file="call"),
    Field("owner", "line", N_("Owner"), "import"),
    Field("made_at", "moment", N_("Promised"), "import needed"),
    Field("estimate_at", "moment", N_("Our estimate"), "import"),
    Field("due_at", "moment", N_("Due"), "import needed"),
    Field("state", "choice", N_("State"), "import needed", "promise_state", "open"),
    Field("ended_at", "moment", NP_("promise", "Ended"), "import"),
    Field("follows_id", "ref", N_("Follows"), words="promise", file="follows"),
    Field("reason", "line", N_("Reason"), "import"),
)
