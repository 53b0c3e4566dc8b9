"""The fields of what a desk sets up for itself: it stays with the desk and goes into no file of records."""

from servicedesk.domain.records.field import Field
from servicedesk.i18n import N_

_ID = Field("id", "key")

PLAN = (
    _ID,
    Field("name", "line", N_("Name"), "needed"),
    Field("repeat", "repeat", N_("Repeat"), "needed"),
    Field("next_at", "moment", N_("Next")),
    Field("paused", "yes_no", N_("Paused"), words="yes_no", default=0),
    Field("body", "json", N_("Text")),
)
POLICY = (
    _ID,
    Field("name", "line", N_("Name")),
    Field("version", "count", excused="counts the changes"),
    Field("updated_at", "moment", N_("Updated")),
    Field("body", "text", N_("Text"), file="text"),
    Field("valid_from", "moment", N_("Valid from")),
)
VIEW = (
    _ID,
    Field("kind", "line", N_("Kind")),
    Field("name", "line", N_("Name"), "needed"),
    Field("query", "line", N_("Query")),
)
