"""The fields of a customer card."""

from servicedesk.domain.records.field import Field
from servicedesk.domain.records.query_field import (
    DATE,
    ENUM,
    LABEL,
    NUMBER,
    OWNER_WORD,
    SOURCE_WORD,
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
    *identity("id"),
    Field("name", "line", N_("Name"), "edit import needed"),
    Field("kind", "choice", NP_("customer", "Kind"), "edit import needed", "customer_kind", "person"),
    # A desk may write tiers of its own.
    Field("tier", "line", N_("Tier"), "edit import", "tier"),
    Field("company", "line", N_("Company"), "edit import"),
    Field("industry", "line", N_("Industry"), "edit import"),
    Field("company_size", "line", N_("Company size"), "edit import"),
    Field("website", "line", N_("Website"), "edit import"),
    Field("region", "line", N_("Region"), "edit import"),
    Field("address", "text", N_("Address"), "edit import"),
    Field("wechat", "line", N_("WeChat"), "edit import"),
    Field("banner", "text", N_("Banner"), "edit import"),
    Field("source", "line", N_("Source"), "edit import"),
    Field("owner", "line", N_("Owner"), "edit import"),
    Field("birthday", "day", N_("Birthday"), "edit import"),
    Field("customer_since", "day", N_("Customer since"), "edit import"),
    Field("note", "text", N_("Note"), "edit import"),
    Field("name_pinyin", "line", excused=COMPUTED),
    Field("name_initials", "line", excused=COMPUTED),
)

QUERY_FIELDS = (
    number_word("customer", "客户编号|id"),
    QueryField("name", TEXT, N_("the name, or a part of it"), "名称|姓名|名字"),
    QueryField("phone", TEXT, N_("any part of a number"), "电话|手机|号码"),
    QueryField("email", TEXT, N_("an e-mail address, or a part of it"), "mail|邮箱|邮件"),
    TIER_WORD,
    QueryField("kind", ENUM, N_("person or company"), "type|客户性质|类型|种类|性质", "customer_kind"),
    QueryField("region", TEXT, N_("the region"), "地区|区域"),
    QueryField("tag", LABEL, N_("a tag, also written +tag"), "tags|label|labels|标签"),
    OWNER_WORD,
    QueryField("company", TEXT, N_("the company of a person"), "公司|单位"),
    QueryField("open", NUMBER, N_("how many open cases"), "open cases|未结|未结工单|未结工单数"),
    SOURCE_WORD,
    QueryField("created", DATE, N_("when the card was made"), "建档时间|建档|创建|登记", past=True),
    UPDATED_WORD,
    QueryField(
        "last", DATE, N_("the last call"), "last call|上次通话|最近通话|最近|最近来电|上次来电", past=True
    ),
    TEXT_WORD,
    flags("open-case", "mine", "unassigned"),
)
"""What its list understands before a colon."""

VIEWS = ((N_("All customers"), ""), (N_("With open cases"), "is:open-case"), (N_("VIP"), "tier:vip"))
"""The views that every desk has, in order; the first is the one a screen opens with."""
