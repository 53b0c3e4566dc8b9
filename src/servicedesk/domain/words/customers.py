"""Closed lists of customers: person or company, tier, what a contact is there."""

from servicedesk.domain.words.word import Word, WordList
from servicedesk.i18n import N_, NP_

CUSTOMER_KINDS = WordList(
    "customer_kind",
    Word("person", N_("person"), "individual", "个人|个人客户|自然人|散客|住户|业主|会员"),
    Word(
        "company",
        N_("company"),
        "business|organisation|organization",
        "公司|企业|单位|企业客户|公司客户|法人|机构|集团|个体户|个体工商户|事业单位|政府|学校|物业|经销商",
    ),
)

TIERS = WordList(
    "tier",
    Word("vip", N_("VIP"), "", "VIP|贵宾|大客户|钻石|金牌|A类"),
    Word("key", NP_("tier", "key"), "", "重点|重要|关键|战略客户|B类|银牌"),
    Word("ordinary", N_("ordinary"), "normal", "普通|一般|老客户|C类|普卡"),
    Word("new", N_("new customer"), "", "新客户|新|首次|潜在客户|意向客户"),
)
"""The tiers a new desk starts with; a desk may write others of its own."""

ROLES = WordList(
    "role",
    Word("owner", NP_("contact", "owner"), "", "负责人|老板"),
    Word("manager", N_("manager"), "", "经理|主管"),
    Word("legal", N_("legal representative"), "", "法定代表人|法人|法人代表"),
    Word("buyer", N_("buyer"), "purchasing", "采购|采购员"),
    Word("finance", N_("finance"), "accounts", "财务|会计"),
    Word("user", NP_("contact", "user"), "", "使用人|用户|使用者"),
)

PHONE_KINDS = ("phone", "mobile")
