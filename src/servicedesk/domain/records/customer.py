"""The fields of a customer card."""

from servicedesk.domain.records.field import Field
from servicedesk.domain.records.shared import COMPUTED, identity
from servicedesk.i18n import N_, NP_

FIELDS = (
    *identity("id"),
    Field("name", "line", N_("Name"), "edit import needed personal"),
    Field("kind", "choice", NP_("customer", "Kind"), "edit import needed", "customer_kind", "person"),
    # A desk may write tiers of its own.
    Field("tier", "line", N_("Tier"), "edit import", "tier"),
    Field("company", "line", N_("Company"), "edit import personal"),
    Field("industry", "line", N_("Industry"), "edit import"),
    Field("company_size", "line", N_("Company size"), "edit import"),
    Field("website", "line", N_("Website"), "edit import personal"),
    Field("region", "line", N_("Region"), "edit import"),
    Field("address", "text", N_("Address"), "edit import personal"),
    Field("wechat", "line", N_("WeChat"), "edit import personal"),
    Field("banner", "text", N_("Banner"), "edit import"),
    Field("source", "line", N_("Source"), "edit import"),
    Field("owner", "line", N_("Owner"), "edit import"),
    Field("birthday", "day", N_("Birthday"), "edit import personal"),
    Field("customer_since", "day", N_("Customer since"), "edit import"),
    Field("note", "text", N_("Note"), "edit import"),
    Field("name_pinyin", "line", excused=COMPUTED),
    Field("name_initials", "line", excused=COMPUTED),
)
